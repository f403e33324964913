// Where the tiers begin on the scale of points, and how a change of tier is confirmed.
#pragma once
#include "core/core.hpp"

#include "core/bytes.hpp"
#include "core/memory.hpp"

#include <cstdint>
#include <string_view>

namespace hs::core {

enum class tier { red, yellow, green };

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

tier_scale parse_tier_scale(std::string_view text);
void append_text(string &out, const tier_scale &scale);
tier_scale read_tier_scale(byte_reader &from);
void write(byte_writer &to, const tier_scale &scale);

} // namespace hs::core
