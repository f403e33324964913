// Whether a sequence of numbers falls or rises, however they are spread.
#pragma once
#include "core/core.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace hs::core {

struct trend_reading {
    std::size_t n;
    std::optional<double> slope; // Theil-Sen, in units per step; from two numbers on
    double median;
    // by the test of Mann and Kendall at 10 %, two-sided: -1 falls, 1 rises, 0 neither; from four numbers on
    std::optional<int> direction;
};

inline constexpr std::size_t longest_trend = 1000;

// The numbers, at least one and at most `longest_trend`, in their order; all finite.
//
// Slope: theil_sen(). Direction: S is the number of pairs that rise less those that fall; under no
// trend its variance is (n(n-1)(2n+5) - sum of t(t-1)(2t+5) over groups of t equal numbers) / 18, and (|S| - 1) / sd is compared with
// the 0.95 quantile of the normal distribution (Kendall, Rank Correlation Methods, 4th edition 1970, chapter 4).
trend_reading trend_of(std::span<const double> values);

} // namespace hs::core
