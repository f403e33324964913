// A flow: amounts per day, where a day without an amount is 0. What daily_series holds once and daily_members once
// per member: the order, the bytes and the text of such a list.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"
#include "core/numbers.hpp"
#include "core/scanner.hpp"
#include "core/sorting.hpp"
#include "core/varint.hpp"

#include <cstdint>
#include <span>

namespace hs::core {

struct day_amount {
    std::int32_t day;
    std::int32_t unused; // no padding: states of this form travel between processes
    std::int64_t amount; // micro-units
    friend bool operator==(const day_amount &, const day_amount &) = default;
};

// Days ascend, no day twice, no amount 0: one list for one content.
using flow = vector<day_amount>;
using flow_view = std::span<const day_amount>;

inline constexpr std::int64_t largest_micro_amount =
    9'200'000'000'000'000'000; // largest_amount in micro-units

// 22003 unless |x| is at most largest_amount; `what` names it, for example "the amount of a day".
std::int64_t checked_micro(int128 x, const char *what);

// Throws 22008 unless the day lies in the years 0001 to 9999; infinity does not. `argument` names it.
void require_day(std::int32_t day, const char *argument);

inline constexpr auto by_day = [](const auto &a, const auto &b) { return a.day < b.day; };

// Sorts amounts and leaves one for each key and none of 0. 22003 if one is out of range. before(a, b) compares keys.
template <class Item, class Before>
void add_up(vector<Item> &items, Before before) {
    sort_cancellable(items.data(), items.size(), before);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size();) {
        Item next = items[i];
        int128 total = 0;
        for (; i < items.size() && !before(next, items[i]); ++i)
            total += items[i].amount;
        next.amount = checked_micro(total, "the amount of a day");
        if (next.amount != 0)
            items[kept++] = next;
    }
    items.resize(kept);
}

// The part of a flow in a window, and its total.
flow_view within(flow_view days, std::int64_t after, std::int64_t through);
int128 sum(flow_view days);

// --- bytes: a count, then for each day the distance from the one before and the amount in units of 10^exponent -----
int common_exponent(flow_view days, int at_most = 6);
std::int64_t unit_of(int exponent); // 10^exponent, of an exponent from 0 to 6
void append_flow(string &out, flow_view days, int exponent);
void read_flow(varint_reader &in, flow &out, int exponent);

// --- text: 2026-01-01:{3,0,0,5}, 2026-03-01:{1} --------------------------------------------------------------------
// A new run starts after more than seven days without an amount; `before_each` is written before each.
void append_runs(string &out, flow_view days, std::string_view before_each = {});
// Reads one run as it stands. When all runs of a flow are read, in any order, settle() sorts them, drops the zeros and
// refuses a day given twice.
void read_run(scanner &in, flow &out);
void settle(scanner &in, flow &days);

} // namespace hs::core
