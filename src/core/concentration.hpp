// concentration: how unevenly an amount is spread over its parts, as exact sums (requirement 36).
#pragma once
#include "core/core.hpp"

#include "core/bytes.hpp"
#include "core/spread.hpp"

#include <optional>
#include <string_view>

namespace hs::core {

// The value as PostgreSQL stores it, and the state of its aggregate: 48 bytes without padding.
struct concentration {
    std::int64_t version = 1;
    std::int64_t parts = 0;   // with an amount above 0
    std::int64_t total = 0;   // micro-units
    std::int64_t largest = 0; // likewise
    wide squares;             // of the amounts, in 10^-12

    void add(std::int64_t amount); // of one part, micro-units; below 0 is 22023
    void add(const concentration &other);

    spread amounts() const { return {total, largest, static_cast<uint128>(int128{squares})}; }
    // One part holds at least half, or the amounts are spread as over fewer than two, or a quarter of the, parts.
    // Nothing below five parts.
    std::optional<bool> is_concentrated() const;
};
static_assert(sizeof(concentration) == 48);

concentration parse_concentration(std::string_view text);
void append_text(string &out, const concentration &value);
void append_json(string &out, const concentration &value);
concentration read_concentration(byte_reader &from);
void write(byte_writer &to, const concentration &value);

} // namespace hs::core
