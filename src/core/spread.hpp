// How an amount is spread over its parts: what daily_members tells as of a day, and what concentration keeps.
#pragma once
#include "core/core.hpp"

#include "core/flow.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace hs::core {

struct spread {
    std::int64_t total = 0, largest = 0; // micro-units
    uint128 squares = 0;                 // cannot overflow: with amounts above 0, at most total²

    // A part with an amount above 0. The total only grows, so whether it grows too large is no matter of order.
    void add(int128 amount) {
        total = checked_micro(total + amount, "a total");
        largest = std::max(largest, static_cast<std::int64_t>(amount));
        squares += static_cast<uint128>(amount) * static_cast<uint128>(amount);
    }

    uint128 square_of_total() const { return static_cast<uint128>(total) * static_cast<uint128>(total); }

    // Each is one division, and nothing where there is no amount.
    std::optional<double> top_share() const {
        return ratio(static_cast<double>(largest), static_cast<double>(total));
    }
    std::optional<double> herfindahl() const {
        return ratio(static_cast<double>(squares), static_cast<double>(square_of_total()));
    }
    std::optional<double> effective_parts() const {
        return ratio(static_cast<double>(square_of_total()), static_cast<double>(squares));
    }

private:
    std::optional<double> ratio(double a, double b) const {
        return total == 0 ? std::nullopt : std::optional(a / b);
    }
};

} // namespace hs::core
