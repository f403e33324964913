// The readers of daily_series that ask for totals of windows, each written once: Totals is flow_totals or moving_totals
// (core/moving_totals). `since` is the day from which the data can be trusted.
//
// A season is a daily_series whose amounts are indices: 0.8 on a day says that 0.8 of the usual is usual there, a day
// without an amount counts as 1. A total is divided by the index of its day and rounded to a millionth once, half away
// from zero; from then on it is read like any other.
#pragma once
#include "core/core.hpp"

#include "core/moving_totals.hpp"

#include <optional>

namespace hs::core {

// Total over the last `days` days, in micro-units.
template <class Totals>
std::int64_t total(const Totals &totals, std::int32_t as_of, std::int32_t days);
template <class Totals>
double mean(const Totals &totals, std::int32_t as_of, std::int32_t days);

// Days since the last one with an amount above 0; none if there never was one.
template <class Totals>
std::optional<std::int32_t> quiet_days(const Totals &totals, std::int32_t as_of);

// Requirements 22 and 35. A block is 28 days; block 1 ends at as_of and is the level, blocks 2 to 14 are its past. The
// season's index is that of as_of.
struct baseline_reading {
    std::optional<double> ratio;
    std::optional<double> ratio_to_quarter, ratio_to_year; // to the median of blocks 2 to 4, of 2 to 14
    std::int64_t level;                                    // total of block 1, micro-units
    std::optional<std::int64_t> baseline;                  // likewise of a block
    std::int32_t blocks;                                   // of blocks 2 to 14 wholly on or after `since`
    const char *state; // too_young, never_used, dormant, newly_active, observed
    bool rebased;
};
inline constexpr int block_days = 28;
template <class Totals>
baseline_reading level_vs_baseline(const Totals &totals, std::int32_t as_of, std::int32_t since,
                                   const Totals *season = nullptr);

// Requirement 23: the last complete calendar month over the median of the three before. No ratio if those are not wholly
// on or after `since`, or if their median is below 20 units.
struct month_reading {
    std::optional<double> ratio;
    // The ratio is below 0.60, and the month lies below that median by at least 2 * 1.4826 median absolute deviations of
    // the up to twelve months before it; none without a ratio.
    std::optional<bool> dropped;
    friend bool operator==(const month_reading &, const month_reading &) = default;
};
template <class Totals>
month_reading worst_month_vs_baseline(const Totals &totals, std::int32_t as_of, std::int32_t since);

// Requirement 25: strict falls of complete ISO weeks in a row, ending with the last one. The season's index of a week is
// that of its Sunday.
struct weeks_reading {
    std::int32_t weeks;
    std::optional<bool> declining; // none: fewer than 13 weeks before the falls
};
template <class Totals>
weeks_reading declining_weeks(const Totals &totals, std::int32_t as_of, std::int32_t since,
                              const Totals *season = nullptr);

} // namespace hs::core
