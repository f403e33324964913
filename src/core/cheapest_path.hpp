// What has to change for a score to reach a number of points: the fewest criteria, and of those the least effort.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"
#include "core/score_curve.hpp"
#include "core/scorecard.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hs::core {

// A criterion that can be moved.
struct lever {
    std::size_t criterion;             // among the card's
    curve points;                      // of a raw value
    double value;                      // raw, as it is now
    double price;                      // effort of a raw change of 1, not negative
    bool whole;                        // whether only whole numbers can be reached
    std::optional<double> at_least_to; // it has to be moved this far whatever else is, and counts as moved
};

enum class comparison : std::uint8_t { less, less_or_equal, equal, greater_or_equal, greater };
std::optional<comparison> comparison_named(std::string_view name);

// Caps the whole where the points of a component compare as said.
struct component_limit {
    std::string_view component; // or *, any at the top
    comparison how;
    double points;        // 0 to 100
    std::int64_t at_most; // micro-points
};

struct step {
    std::size_t lever;
    double value;        // raw, to be reached
    std::int64_t points; // micro-points there
};

// The steps, in the order of the levers, after which the points of the card are at least `target` micro-points. The card's own
// limits are left out. Null if the card has no points, or does not reach the target with all levers at their best; empty if it is
// there already. Among equally many steps those with the least sum of price * |change|, to the thousandth of a point: exact where the whole is a weighted mean;
// under limits or with components that count by their worst or best part, no step alone can be smaller.
//
// Complexity: all choices of n of the levers, until n are enough, and for the sufficient ones all corners of the curves but one.
std::optional<vector<step>> cheapest_path(const scorecard &card, std::span<const lever> levers,
                                          std::span<const component_limit> limits, std::int64_t target);

} // namespace hs::core
