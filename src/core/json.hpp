// Writes JSON objects.
#pragma once
#include "core/core.hpp"

#include "core/flow.hpp"
#include "core/interrupt.hpp"
#include "core/scanner.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hs::core {

// In quotes, with what JSON wants escaped.
void append_json_text(string &out, std::string_view value);

// Writes "key": before each value, and commas between them.
class json_object {
public:
    explicit json_object(string &out) : out_(out) { out_ += '{'; }
    void end() { out_ += '}'; }

    string &key(std::string_view name) {
        if (keys_ > 0)
            out_ += ", ";
        if (++keys_ % 16384 == 0)
            check_interrupts();
        append_json_text(out_, name);
        out_ += ": ";
        return out_;
    }
    void number(std::string_view name, std::optional<int128> micro) {
        key(name);
        if (micro)
            append_micro(out_, *micro);
        else
            out_ += "null";
    }
    void ratio(std::string_view name, std::optional<double> x) {
        key(name);
        if (x)
            append_number(out_, *x);
        else
            out_ += "null";
    }
    void integer(std::string_view name, std::int64_t x) { append_integer(key(name), x); }
    void text(std::string_view name, std::string_view value) { append_json_text(key(name), value); }

private:
    string &out_;
    std::uint32_t keys_ = 0;
};

// "2026-01-01": 3, "2026-01-04": 5: the number of each day, which is the member `micro` of its item.
template <class Item>
void append_days(json_object &object, std::span<const Item> days, std::int64_t Item::*micro) {
    string day;
    std::uint32_t n = 0;
    for (const Item &item : days) {
        if (++n % 4096 == 0)
            check_interrupts();
        day.clear();
        append_date(day, item.day);
        object.number(day, item.*micro);
    }
}

// The amount of each day that has one, as an object.
void append_json(string &out, flow_view days);

} // namespace hs::core
