// Where the tiers begin on the scale of points, and how a change of tier is confirmed.
#pragma once
#include "core/core.hpp"

#include "core/bytes.hpp"
#include "core/memory.hpp"

#include <cstdint>
#include <string_view>

namespace hs::core {

enum class tier : std::uint8_t { red, yellow, green };

constexpr std::string_view name_of(tier tier) {
    constexpr std::string_view names[] = {"red", "yellow", "green"};
    return names[static_cast<int>(tier)];
}

// The value as PostgreSQL stores it: 24 bytes without padding.
struct tier_scale {
    std::int32_t version = 1;
    std::int32_t yellow = 60'000'000; // yellow begins here, in micro-points
    std::int32_t green = 80'000'000;  // and green here
    std::int32_t margin = 2'000'000;  // a boundary cleared by this much is crossed at once
    std::int32_t down_days = 3;       // else the new side must last this many days
    std::int32_t up_days = 14;

    tier tier_of(std::int64_t points) const {
        return points < yellow ? tier::red : points < green ? tier::yellow : tier::green;
    }
};
static_assert(sizeof(tier_scale) == 24);

// How sure the tier of the points is, given what they would be if all that is missing were worst or best
// (micro-points): "certain" where both lie in one tier; "likely" where at least half of the range between them
// lies in the tier of the points; else "open".
const char *tier_certainty(std::int64_t points, std::int64_t worst, std::int64_t best,
                           const tier_scale &scale);

tier_scale parse_tier_scale(std::string_view text);
void append_text(string &out, const tier_scale &scale);
void append_json(string &out, const tier_scale &scale);
tier_scale read_tier_scale(byte_reader &from);
void write(byte_writer &to, const tier_scale &scale);

} // namespace hs::core
