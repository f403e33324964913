// Where a flow is going, week by week: requirement 39.
#pragma once
#include "core/core.hpp"

#include "core/days.hpp"
#include "core/flow.hpp"

#include <optional>
#include <span>

namespace hs::core {

struct slope_reading {
    int128 total;                // of the weeks, micro-units
    std::int64_t median;         // likewise
    std::optional<double> slope; // Theil–Sen, units per week
    std::optional<double> ratio; // slope / median; nothing where the median is not above 0
    struct trend {
        double rate, low, high; // per week: 0.02 is two percent more each week
    };
    std::optional<trend> growth;
    const char *state; // sparse, amounts, few_weeks, erratic, observed
};

inline constexpr int least_slope_weeks = 3, most_slope_weeks = 520;

void require_slope_weeks(std::int32_t weeks);

// Of the totals of the weeks, the earliest first.
slope_reading slope(std::span<const std::int64_t> totals);

// The last `weeks` complete ISO weeks at or before as_of. Totals is flow_totals or moving_totals (core/moving_totals).
template <class Totals>
vector<std::int64_t> week_totals(const Totals &totals_of, std::int32_t as_of, std::int32_t weeks) {
    require_slope_weeks(weeks);
    std::int32_t sunday = last_sunday(as_of);
    vector<std::int64_t> totals;
    totals.reserve(static_cast<std::size_t>(weeks));
    for (std::int32_t back = weeks; back >= 1; --back)
        totals.push_back(checked_micro(totals_of(period_back(sunday, 7, back)), "the total of a week"));
    return totals;
}

template <class Totals>
slope_reading slope(const Totals &totals_of, std::int32_t as_of, std::int32_t weeks) {
    return slope(week_totals(totals_of, as_of, weeks));
}

} // namespace hs::core
