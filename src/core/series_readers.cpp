#include "core/series_readers.hpp"

#include "core/error.hpp"
#include "core/interrupt.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hs::core {
namespace {

template <class Totals>
std::int64_t total_within(const Totals &totals, day_window window) {
    return checked_micro(totals(window), "a total");
}

// A total divided by the season's index of that day.
template <class Totals>
std::int64_t without_season(std::int64_t total, const Totals *season, std::int32_t day) {
    if (season == nullptr)
        return total;
    int128 index = (*season)(last_days(day, 1));
    if (index == 0)
        return total;
    if (index < 0) {
        string shown;
        append_date(shown, day);
        throw error(invalid_argument, "season must not be below 0, as it is on " + std::string(shown))
            .hint("Its amounts are indices: 1 is usual, 0.8 a day on which 0.8 of the usual is usual.");
    }
    return checked_micro(signed_quotient(int128{total} * micro, index), "a total divided by season");
}

} // namespace

template <class Totals>
std::int64_t total(const Totals &totals, std::int32_t as_of, std::int32_t days) {
    require_days(days);
    return total_within(totals, last_days(as_of, days));
}

template <class Totals>
double mean(const Totals &totals, std::int32_t as_of, std::int32_t days) {
    return static_cast<double>(total(totals, as_of, days)) / static_cast<double>(micro * days);
}

template <class Totals>
std::optional<std::int32_t> quiet_days(const Totals &totals, std::int32_t as_of) {
    auto last = totals.last_used(as_of);
    return last ? std::optional(as_of - *last) : std::nullopt;
}

template <class Totals>
baseline_reading level_vs_baseline(const Totals &totals, std::int32_t as_of, std::int32_t since,
                                   const Totals *season) {
    constexpr int quarter = 3, year = 13, most = 1 + 2 * year;
    std::array<std::int64_t, most> blocks; // totals of blocks 1, 2, …
    int whole = 0;                         // blocks from 1 on that lie wholly on or after `since`
    for (int block = 1; block <= most; ++block) {
        day_window window = period_back(as_of, block_days, block);
        if (block > 1 && window.after + 1 < since)
            break;
        blocks[static_cast<std::size_t>(block) - 1] = total_within(totals, window);
        whole = block;
    }
    // Median of the blocks first…last, as far as they are whole.
    auto median_of = [&](int first, int last) {
        std::array<std::int64_t, year> part;
        auto end =
            std::copy(blocks.begin() + first - 1, blocks.begin() + std::min(last, whole), part.begin());
        return median({part.begin(), end});
    };
    int past = std::clamp(whole - 1, 0, year), past_before = std::max(0, whole - 1 - year);
    constexpr int enough_for_a_year = 6;
    std::int64_t level = without_season(blocks[0], season, as_of);
    auto ratio_to = [&](std::int64_t usual) {
        return usual <= 0 ? std::nullopt
                          : std::optional(static_cast<double>(std::max<std::int64_t>(level, 0)) /
                                          static_cast<double>(usual));
    };

    baseline_reading out{.ratio = {},
                         .ratio_to_quarter = {},
                         .ratio_to_year = {},
                         .level = blocks[0],
                         .baseline = {},
                         .blocks = past,
                         .state = "too_young",
                         .rebased = false};
    if (past < 2)
        return out;
    std::int64_t baseline = median_of(2, 1 + quarter);
    out.ratio_to_quarter = ratio_to(baseline);
    if (past >= enough_for_a_year) {
        std::int64_t best = median_of(2, 1 + year);
        out.ratio_to_year = ratio_to(best);
        baseline = std::max(baseline, best);
        if (past_before >= enough_for_a_year)
            best = std::max(best, median_of(2 + year, most));
        out.rebased = int128{level} * 5 < int128{best} * 3;
    }
    out.baseline = baseline;
    if (out.level <= 0) {
        out.state = totals.last_used(as_of) ? "dormant" : "never_used";
        out.ratio = 0;
    } else if (baseline <= 0) {
        out.state = "newly_active";
    } else {
        out.state = "observed";
        out.ratio = ratio_to(baseline);
    }
    return out;
}

template <class Totals>
month_reading worst_month_vs_baseline(const Totals &totals, std::int32_t as_of, std::int32_t since) {
    constexpr std::int64_t least_volume = 20 * micro;
    constexpr std::size_t quarter = 3, year = 12;
    // Later nothing is in the months before, and std::chrono would take the year 67562 for 2026.
    if (as_of < first_known_day || as_of > last_known_day + 366)
        return {};
    std::chrono::year_month month = month_of(as_of);
    if (days_of(month).through != as_of)
        month -= std::chrono::months{1};
    std::array<std::int64_t, year> before;
    std::size_t whole = 0;
    for (; whole < year; ++whole) {
        day_window window = days_of(month - std::chrono::months{whole + 1});
        if (window.after + 1 < since)
            break;
        before[whole] = total_within(totals, window);
    }
    if (whole < quarter)
        return {};
    std::array<std::int64_t, quarter> latest;
    std::copy_n(before.begin(), quarter, latest.begin());
    std::int64_t baseline = median(latest);
    if (baseline < least_volume)
        return {};
    std::int64_t last = total_within(totals, days_of(month));
    std::span<std::int64_t> usual(before.data(), whole);
    std::int64_t middle = median(usual), spread = median_deviation(usual, middle);
    // last < 0.60 baseline and last <= baseline - 2 * 1.4826 spread, in integers
    bool dropped = int128{last} * 5 < int128{baseline} * 3 &&
                   int128{last} * 10'000 <= int128{baseline} * 10'000 - int128{spread} * 29'652;
    return {static_cast<double>(last) / static_cast<double>(baseline), dropped};
}

template <class Totals>
weeks_reading declining_weeks(const Totals &totals, std::int32_t as_of, std::int32_t since,
                              const Totals *season) {
    constexpr int least_falls = 3, usual_weeks = 13;
    constexpr std::int64_t least_volume = 20 * micro;
    std::int32_t sunday = last_sunday(as_of);
    auto is_whole = [&](int week) { return period_back(sunday, 7, week).after + 1 >= since; };
    auto week_total = [&](int week) {
        day_window window = period_back(sunday, 7, week);
        return without_season(total_within(totals, window), season,
                              static_cast<std::int32_t>(window.through));
    };

    weeks_reading out{0, std::nullopt};
    std::int64_t last = week_total(1);
    for (std::int64_t later = last; is_whole(out.weeks + 2);) {
        std::int64_t earlier = week_total(out.weeks + 2);
        if (later >= earlier)
            break;
        if (++out.weeks % 4096 == 0)
            check_interrupts();
        later = earlier;
    }
    if (!is_whole(out.weeks + usual_weeks))
        return out;
    std::array<std::int64_t, usual_weeks> usual;
    for (int i = 0; i < usual_weeks; ++i)
        usual[static_cast<std::size_t>(i)] = week_total(out.weeks + 1 + i);
    std::int64_t middle = median(usual);
    std::int64_t spread = median_deviation(usual, middle);
    // last <= 0.85 middle and last <= middle - 2 * 1.4826 spread, in integers
    out.declining = out.weeks >= least_falls && middle >= least_volume &&
                    int128{last} * 20 <= int128{middle} * 17 &&
                    int128{last} * 10'000 <= int128{middle} * 10'000 - int128{spread} * 29'652;
    return out;
}

#define HS_READERS(Totals)                                                                                   \
    template std::int64_t total(const Totals &, std::int32_t, std::int32_t);                                 \
    template double mean(const Totals &, std::int32_t, std::int32_t);                                        \
    template std::optional<std::int32_t> quiet_days(const Totals &, std::int32_t);                           \
    template baseline_reading level_vs_baseline(const Totals &, std::int32_t, std::int32_t, const Totals *); \
    template month_reading worst_month_vs_baseline(const Totals &, std::int32_t, std::int32_t);              \
    template weeks_reading declining_weeks(const Totals &, std::int32_t, std::int32_t, const Totals *);
HS_READERS(flow_totals)
HS_READERS(moving_totals)

} // namespace hs::core
