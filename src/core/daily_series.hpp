// daily_series: one flow. Here are its bytes, its text, and its readers as of a day.
//
// A value in bytes is the exponent, then the list of core/flow. The state of the aggregate is a form of its own,
// core/series_state.
#pragma once
#include "core/core.hpp"

#include "core/flow.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hs::core {

inline constexpr char daily_series_type[] = "daily_series";

void append_series(string &out, flow_view days);
flow parse_series(std::string_view bytes);

void append_series_text(string &out, flow_view days);
flow parse_series_text(std::string_view text);

// --- readers -------------------------------------------------------------------------------------------------------
// Total over the last `days` days, in micro-units.
std::int64_t total(flow_view series, std::int32_t as_of, std::int32_t days);
double mean(flow_view series, std::int32_t as_of, std::int32_t days);
flow_view since(flow_view series, std::int32_t day);
flow without(flow_view series, std::int32_t from_day, std::int32_t to_day); // to_day is kept
std::int32_t active_days(flow_view series, std::int32_t as_of, std::int32_t days);
std::int32_t active_days(flow_view series, std::span<const std::int32_t> days); // distinct ones
std::optional<std::int32_t> last_day(flow_view series, std::int32_t as_of);
std::optional<std::int32_t> first_day(flow_view series);

// A median of micro-units: the mean of the middle two where their number is even. Reorders the values.
std::int64_t median(std::span<std::int64_t> values);
// Median absolute deviation from `middle`. Overwrites the values.
std::int64_t median_deviation(std::span<std::int64_t> values, std::int64_t middle);

// Requirement 22. A block is 28 days; block 1 ends at as_of and is the level, blocks 2 to 14 are its past.
struct baseline_reading {
    std::optional<double> ratio;
    std::int64_t level;                   // total of block 1, micro-units
    std::optional<std::int64_t> baseline; // likewise of a block
    std::int32_t blocks;                  // of blocks 2 to 14 wholly on or after `since`
    const char *state;                    // too_young, never_used, dormant, newly_active, observed
    bool rebased;
};
inline constexpr int block_days = 28;
baseline_reading level_vs_baseline(flow_view series, std::int32_t as_of, std::int32_t since);

// Requirement 23: the last complete calendar month over the median of the three before. None if those are not wholly
// on or after `since`, or if their median is below 20 units.
std::optional<double> worst_month_vs_baseline(flow_view series, std::int32_t as_of, std::int32_t since);

// Requirement 25: strict falls of complete ISO weeks in a row, ending with the last one.
struct weeks_reading {
    std::int32_t weeks;
    std::optional<bool> declining; // none: fewer than 13 weeks before the falls
};
weeks_reading declining_weeks(flow_view series, std::int32_t as_of, std::int32_t since);

} // namespace hs::core
