#include "core/daily_series.hpp"

#include "core/days.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <array>

namespace hs::core {
namespace {

void require_days(std::int32_t days) {
    if (days < 1)
        throw error(invalid_argument, "days must be at least 1, not " + std::to_string(days));
}

std::int64_t total_within(flow_view series, day_window window) {
    return checked_micro(sum(within(series, window.after, window.through)), "a total");
}

} // namespace

// --- bytes and text ------------------------------------------------------------------------------------------------

void append_series(string &out, flow_view days) {
    int exponent = common_exponent(days);
    out += static_cast<char>(exponent);
    append_flow(out, days, exponent);
}

flow parse_series(std::string_view bytes) {
    varint_reader in(bytes, daily_series_type);
    int exponent = in.byte();
    flow days;
    read_flow(in, days, exponent);
    if (!in.at_end())
        in.fail("bytes are left over");
    if (exponent != common_exponent(days))
        in.fail("the exponent is not the largest one");
    return days;
}

void append_series_text(string &out, flow_view days) {
    if (days.empty()) {
        out += "{}";
        return;
    }
    append_runs(out, days);
}

flow parse_series_text(std::string_view text) {
    scanner in(text, daily_series_type);
    flow days;
    if (in.accept('{')) {
        in.expect('}');
    } else {
        do
            read_run(in, days);
        while (in.accept(','));
        settle(in, days);
    }
    in.expect_end();
    return days;
}

// --- readers -------------------------------------------------------------------------------------------------------

std::int64_t total(flow_view series, std::int32_t as_of, std::int32_t days) {
    require_days(days);
    return total_within(series, last_days(as_of, days));
}

double mean(flow_view series, std::int32_t as_of, std::int32_t days) {
    return static_cast<double>(total(series, as_of, days)) / static_cast<double>(micro * days);
}

flow_view since(flow_view series, std::int32_t day) {
    return within(series, std::int64_t{day} - 1, last_known_day);
}

flow without(flow_view series, std::int32_t from_day, std::int32_t to_day) {
    flow rest;
    for (const day_amount &item : series)
        if (item.day < from_day || item.day >= to_day)
            rest.push_back(item);
    return rest;
}

std::int32_t active_days(flow_view series, std::int32_t as_of, std::int32_t days) {
    require_days(days);
    day_window window = last_days(as_of, days);
    flow_view part = within(series, window.after, window.through);
    return static_cast<std::int32_t>(
        std::count_if(part.begin(), part.end(), [](const auto &item) { return item.amount > 0; }));
}

std::int32_t active_days(flow_view series, std::span<const std::int32_t> days) {
    vector<std::int32_t> wanted(days.begin(), days.end());
    std::sort(wanted.begin(), wanted.end());
    std::int32_t active = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i > 0 && wanted[i] == wanted[i - 1])
            continue;
        flow_view found = within(series, std::int64_t{wanted[i]} - 1, wanted[i]);
        active += !found.empty() && found.front().amount > 0;
    }
    return active;
}

std::optional<std::int32_t> last_day(flow_view series, std::int32_t as_of) {
    flow_view part = within(series, std::int64_t{first_known_day} - 1, as_of);
    return part.empty() ? std::nullopt : std::optional(part.back().day);
}

std::optional<std::int32_t> first_day(flow_view series) {
    return series.empty() ? std::nullopt : std::optional(series.front().day);
}

std::int64_t median(std::span<std::int64_t> values) {
    std::sort(values.begin(), values.end());
    std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1)
        return values[middle];
    return static_cast<std::int64_t>(signed_quotient(int128{values[middle - 1]} + values[middle], 2));
}

std::int64_t median_deviation(std::span<std::int64_t> values, std::int64_t middle) {
    for (auto &value : values)
        value =
            checked_micro(value < middle ? int128{middle} - value : int128{value} - middle, "a deviation");
    return median(values);
}

baseline_reading level_vs_baseline(flow_view series, std::int32_t as_of, std::int32_t since) {
    constexpr int year = 13, most = 1 + 2 * year;
    std::array<std::int64_t, most> totals; // of blocks 1, 2, …
    int whole = 0;                         // blocks from 1 on that lie wholly on or after `since`
    for (int block = 1; block <= most; ++block) {
        day_window window = period_back(as_of, block_days, block);
        if (block > 1 && window.after + 1 < since)
            break;
        totals[static_cast<std::size_t>(block) - 1] = total_within(series, window);
        whole = block;
    }
    // Median of the blocks first…last, as far as they are whole.
    auto median_of = [&](int first, int last) {
        std::array<std::int64_t, year> part;
        auto end =
            std::copy(totals.begin() + first - 1, totals.begin() + std::min(last, whole), part.begin());
        return median({part.begin(), end});
    };
    int past = std::clamp(whole - 1, 0, year), past_before = std::max(0, whole - 1 - year);
    constexpr int enough_for_a_year = 6;

    baseline_reading out{.ratio = {},
                         .level = totals[0],
                         .baseline = {},
                         .blocks = past,
                         .state = "too_young",
                         .rebased = false};
    if (past < 2)
        return out;
    std::int64_t baseline = median_of(2, 4);
    if (past >= enough_for_a_year) {
        std::int64_t best = median_of(2, 1 + year);
        baseline = std::max(baseline, best);
        if (past_before >= enough_for_a_year)
            best = std::max(best, median_of(2 + year, most));
        out.rebased = int128{out.level} * 5 < int128{best} * 3;
    }
    out.baseline = baseline;
    if (out.level <= 0) {
        flow_view known = within(series, std::int64_t{first_known_day} - 1, as_of);
        bool used = std::any_of(known.begin(), known.end(), [](const auto &item) { return item.amount > 0; });
        out.state = used ? "dormant" : "never_used";
        out.ratio = 0;
    } else if (baseline <= 0) {
        out.state = "newly_active";
    } else {
        out.state = "observed";
        out.ratio = static_cast<double>(out.level) / static_cast<double>(baseline);
    }
    return out;
}

std::optional<double> worst_month_vs_baseline(flow_view series, std::int32_t as_of, std::int32_t since) {
    constexpr std::int64_t least_volume = 20 * micro;
    std::chrono::year_month month = month_of(as_of);
    if (days_of(month).through != as_of)
        month -= std::chrono::months{1};
    std::array<std::int64_t, 3> before;
    for (int i = 0; i < 3; ++i) {
        day_window window = days_of(month - std::chrono::months{i + 1});
        if (window.after + 1 < since)
            return std::nullopt;
        before[static_cast<std::size_t>(i)] = total_within(series, window);
    }
    std::int64_t baseline = median(before);
    if (baseline < least_volume)
        return std::nullopt;
    return static_cast<double>(total_within(series, days_of(month))) / static_cast<double>(baseline);
}

weeks_reading declining_weeks(flow_view series, std::int32_t as_of, std::int32_t since) {
    constexpr int least_falls = 3, usual_weeks = 13;
    constexpr std::int64_t least_volume = 20 * micro;
    std::int32_t sunday = last_sunday(as_of);
    auto is_whole = [&](int week) { return period_back(sunday, 7, week).after + 1 >= since; };
    auto week_total = [&](int week) { return total_within(series, period_back(sunday, 7, week)); };

    weeks_reading out{0, std::nullopt};
    std::int64_t last = week_total(1);
    for (std::int64_t later = last; is_whole(out.weeks + 2);) {
        std::int64_t earlier = week_total(out.weeks + 2);
        if (later >= earlier)
            break;
        ++out.weeks;
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

} // namespace hs::core
