#include "core/daily_series.hpp"

#include "core/days.hpp"
#include "core/series_readers.hpp"
#include "core/slope.hpp"
#include "core/ticket_trajectory.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace hs;

namespace {

struct codec {
    using value = core::daily_series;
    value from_text(std::string_view text) { return core::parse_series_text(text); }
    value from_bytes(std::string_view bytes) { return core::parse_series(bytes); }
    static core::string to_text(const value &series) {
        core::string out;
        core::append_series_text(out, series.in_time, series.late);
        return out;
    }
    static core::string to_bytes(const value &series) {
        core::string out;
        core::append_series(out, series.in_time, series.late);
        return out;
    }
};

struct day_range {
    std::int32_t first = core::last_known_day, last = core::first_known_day;
    void hold(std::int32_t day) {
        first = std::min(first, day);
        last = std::max(last, day);
    }
};

day_range days_of(const core::daily_series &series) {
    day_range days;
    for (const auto &item : series.in_time)
        days.hold(item.day);
    for (const auto &item : series.late) {
        days.hold(item.day);
        days.hold(item.known_on);
    }
    return days;
}

template <class Totals>
void read(const Totals &totals, std::int32_t as_of, std::int32_t since) {
    fuzz::accepted([&] { core::total(totals, as_of, 2147483647); });
    fuzz::accepted([&] { core::mean(totals, as_of, 1); });
    fuzz::accepted([&] { core::quiet_days(totals, as_of); });
    fuzz::accepted([&] { core::level_vs_baseline(totals, as_of, since); });
    fuzz::accepted([&] { core::level_vs_baseline(totals, as_of, since, &totals); }); // its own season
    fuzz::accepted([&] { core::worst_month_vs_baseline(totals, as_of, since); });
    fuzz::accepted([&] { core::declining_weeks(totals, as_of, since); });
    fuzz::accepted([&] { core::slope(totals, as_of, core::least_slope_weeks); });
    fuzz::accepted([&] { core::ticket_trajectory(totals, as_of, since, core::usual_dispersion); });
}

// Sums that move along give what a search for each day gives.
void read_range(const core::daily_series &series, day_range days) {
    core::moving_totals moving(series, days.first, days.last);
    for (std::int32_t day = days.first; day <= days.last; ++day) {
        moving.advance(day);
        core::flow known;
        if (!fuzz::accepted([&] { known = core::known_by(series, day); }))
            continue;
        core::flow_totals alone{known};
        for (std::int32_t length : {1, 7, 400}) {
            core::day_window window = core::last_days(day, length);
            fuzz::require(moving(window) == alone(window), "a total of a range");
        }
        fuzz::require(moving.last_used(day) == alone.last_used(day), "a day of use of a range");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::daily_series &series) {
        day_range days = days_of(series);
        for (std::int32_t as_of : {core::first_known_day, days.first, days.last, core::last_known_day}) {
            core::flow known;
            if (!fuzz::accepted([&] { known = core::known_by(series, as_of); }))
                continue;
            for (std::int32_t since : {core::first_known_day, days.first, as_of})
                read(core::flow_totals{known}, as_of, since);
            core::last_day(known, as_of);
            fuzz::accepted([&] { core::active_days(known, as_of, days.first); });
        }
        core::string json;
        core::append_json(json, series);
        fuzz::require(codec::to_bytes(core::since(series, days.first)) == codec::to_bytes(series),
                      "nothing lies before the first day");
        core::daily_series rest = core::without(series, days.first, days.last);
        fuzz::require(rest.in_time.size() <= 1 &&
                          core::since(rest, days.last).late.size() == rest.late.size(),
                      "nothing but the last day is left");
        if (std::int64_t{days.last} - days.first < 1000) // an amount may be anywhere in ten thousand years
            read_range(series, days);
    });
}
