// daily_series: a flow, and apart from it the amounts that became known after their day. Here are its bytes, its text,
// and what makes one value of another. Its readers as of a day are in core/series_readers.
//
// A value in bytes is the exponent, then the list of core/flow. Where there are late amounts, 8 is added to the
// exponent, and a list of the days on which some became known follows, each with a list of core/flow. The state of the
// aggregate is a form of its own, core/series_state.
#pragma once
#include "core/core.hpp"

#include "core/flow.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hs::core {

inline constexpr char daily_series_type[] = "daily_series";

struct late_amount {
    std::int32_t known_on, day; // known_on > day
    std::int64_t amount;        // micro-units
    friend bool operator==(const late_amount &, const late_amount &) = default;
};
inline constexpr auto by_known_on = [](const late_amount &a, const late_amount &b) {
    return a.known_on != b.known_on ? a.known_on < b.known_on : a.day < b.day;
};
using late_amounts = vector<late_amount>; // in this order, no pair of days twice, no amount 0
using late_view = std::span<const late_amount>;

struct daily_series {
    flow in_time;
    late_amounts late;
};

// What was known by the end of as_of. Days after as_of are in it: readers leave them out.
flow known_by(daily_series value, std::int32_t as_of);

void append_series(string &out, flow_view in_time, late_view late = {});
daily_series parse_series(std::string_view bytes);

void append_series_text(string &out, flow_view in_time, late_view late = {});
daily_series parse_series_text(std::string_view text);

daily_series since(daily_series value, std::int32_t day);
daily_series without(daily_series value, std::int32_t from_day, std::int32_t to_day); // to_day is kept

// --- readers of single days ----------------------------------------------------------------------------------------
std::int32_t active_days(flow_view series, std::int32_t as_of, std::int32_t days);
std::int32_t active_days(flow_view series, std::span<const std::int32_t> days); // distinct ones
std::optional<std::int32_t> last_day(flow_view series, std::int32_t as_of);
std::optional<std::int32_t> first_day(flow_view series);

void require_days(std::int32_t days); // 22023 unless at least 1

// A median of micro-units: the mean of the middle two where their number is even. Reorders the values.
std::int64_t median(std::span<std::int64_t> values);
// Median absolute deviation from `middle`. Overwrites the values.
std::int64_t median_deviation(std::span<std::int64_t> values, std::int64_t middle);

} // namespace hs::core
