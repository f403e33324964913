// What requirements 17 and 77 say about the readers of score_history, shown by simulation.
//
// Both speak of accounts whose points move about a level that stays. No noise that has no memory gives the four figures of
// 77: where medians of 7 days fall by 10 in one account out of four, single days do so in all of them. With a memory all
// four come out together. So a day's points keep a share of what they deviated by the day before: 0.88 of it, at a standard
// deviation of 2.95 points, for 77; 0.9 of it, at 2 points, for 17.
#include "core/confirmed_tier.hpp"
#include "core/score_history.hpp"
#include "simulated.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace hs::core {
namespace {

constexpr std::int32_t year = 365, before = 60; // days that are read, and days before them

struct noise {
    double kept;      // of a day's deviation from the level, the next day
    double deviation; // standard deviation of a day's points
};

// Points of every day from 1 to before + year around a level of its own for each day.
template <class Level>
history account_of(chance &random, noise of, Level level) {
    history days;
    double x = random.normal();
    for (std::int32_t day = 1; day <= before + year; ++day) {
        double points = std::clamp(level(day) + of.deviation * x, 0., 100.);
        days.push_back({day, std::llround(points * micro)});
        x = of.kept * x + std::sqrt(1 - of.kept * of.kept) * random.normal();
    }
    return days;
}

// --- 17: "raw tiers near a boundary change 53 times an account-year, confirmed ones 13" -----------------------------

struct changes {
    double raw, confirmed;
};

// Accounts whose level is a boundary, or up to `off` points beside it.
changes changes_a_year(chance &random, noise of, double off = 0) {
    constexpr int accounts = 800;
    const tier_scale scale;
    changes out{};
    for (int i = 0; i < accounts; ++i) {
        double level = (i % 2 == 0 ? 60 : 80) + off * (2 * random.uniform() - 1);
        history days = account_of(random, of, [&](auto) { return level; });
        for (auto day = days.begin() + before; day != days.end(); ++day)
            out.raw += scale.tier_of(day->points) != scale.tier_of(std::prev(day)->points);
        out.confirmed += static_cast<double>(transitions(days, before + 1, before + year, scale).size());
    }
    return {out.raw / accounts, out.confirmed / accounts};
}

TEST(confirmed_tier_simulation, changes_a_fourth_as_often) {
    chance random(17);
    changes near = changes_a_year(random, {.kept = .9, .deviation = 2});
    EXPECT_NEAR(near.raw, 53, 2); // in theory 365 arccos(.9) / pi = 52.4, whatever the deviation
    EXPECT_NEAR(near.confirmed, 13, 1.5);
    EXPECT_GE(near.raw / near.confirmed, 3.5);
}

// What the factor is under other noise: three at least, more where points stay closer to the boundary than its margin.
TEST(confirmed_tier_simulation, and_under_other_noise) {
    chance random(18);
    struct {
        noise of;
        double off, raw, confirmed;
    } cases[] = {
        {{.kept = 0, .deviation = 1}, 0, 182.5, 13.4}, {{.kept = 0, .deviation = 2}, 0, 182.5, 62.3},
        {{.kept = .9, .deviation = 1}, 0, 52.4, 7.5},  {{.kept = .9, .deviation = 2}, 2, 44.7, 10.4},
        {{.kept = .9, .deviation = 3}, 0, 52.4, 16.7}, {{.kept = .88, .deviation = 2.95}, 2, 53.2, 17.3},
    };
    for (const auto &c : cases) {
        changes a_year = changes_a_year(random, c.of, c.off);
        EXPECT_NEAR(a_year.raw / c.raw, 1, .05) << c.of.kept << ' ' << c.of.deviation;
        EXPECT_NEAR(a_year.confirmed / c.confirmed, 1, .08) << c.of.kept << ' ' << c.of.deviation;
    }
}

// A real fall is no later for it: down by 6 from a level of 83, the tier follows within a week.
TEST(confirmed_tier_simulation, follows_a_fall) {
    constexpr int accounts = 1000;
    constexpr std::int32_t fall = before + 200;
    const tier_scale scale;
    chance random(19);
    int at_once = 0, in_a_week = 0;
    for (int i = 0; i < accounts; ++i) {
        history days = account_of(random, {.kept = .9, .deviation = 1},
                                  [](std::int32_t day) { return day < fall ? 83 : 77; });
        at_once += tier_as_of(days, fall, scale)->held == tier::yellow;
        in_a_week += tier_as_of(days, fall + 6, scale)->held == tier::yellow;
    }
    EXPECT_GE(at_once, accounts * 75 / 100);
    EXPECT_GE(in_a_week, accounts * 98 / 100);
}

// --- 77: "drop of 10 in 30 days" ------------------------------------------------------------------------------------

struct alarms {
    double peak, point;               // on the points as they are
    double median_peak, median_point; // on medians of 7 days
};

// How many accounts have at least one day in from…to with a drop of 10 in 30 days.
template <class Level>
alarms alarms_of(chance &random, noise of, Level level, std::int32_t from, std::int32_t to) {
    constexpr int accounts = 1500;
    constexpr std::int64_t ten = 10 * micro;
    alarms out{};
    for (int i = 0; i < accounts; ++i) {
        history days = account_of(random, of, level);
        auto points = [&](std::int32_t day) { return days[static_cast<std::size_t>(day - 1)].points; };
        drops readings(days, from, 30);
        bool peak = false, point = false, median_peak = false, median_point = false;
        for (std::int32_t day = from; day <= to; ++day) {
            drops::reading reading = readings.on(day);
            peak |= reading.drop.value() >= ten;
            point |= points(day - 30) - points(day) >= ten;
            median_peak |= reading.largest_drop.value() >= ten;
            median_point |= reading.point_drop.value() >= ten;
        }
        out.peak += peak;
        out.point += point;
        out.median_peak += median_peak;
        out.median_point += median_point;
    }
    for (double *share : {&out.peak, &out.point, &out.median_peak, &out.median_point})
        *share /= accounts;
    return out;
}

constexpr noise of_a_stable_account{.kept = .88, .deviation = 2.95};

TEST(drops_simulation, stable_accounts) {
    chance random(77);
    alarms stable = alarms_of(
        random, of_a_stable_account, [](auto) { return 70; }, before + 1, before + year);
    EXPECT_NEAR(stable.peak, .98, .02);
    EXPECT_NEAR(stable.point, .71, .04);
    EXPECT_NEAR(stable.median_peak, .38, .04);
    EXPECT_NEAR(stable.median_point, .25, .04);
}

// Without a memory from day to day there is no deviation at which the four hold: medians do not fall by 10 where single
// days do.
TEST(drops_simulation, noise_without_memory) {
    chance random(78);
    auto level = [](auto) { return 70; };
    alarms small = alarms_of(random, {.kept = 0, .deviation = 2.6}, level, before + 1, before + year);
    EXPECT_NEAR(small.point, .71, .06);
    EXPECT_LE(small.median_peak, .01);
    alarms large = alarms_of(random, {.kept = 0, .deviation = 4.2}, level, before + 1, before + year);
    EXPECT_GE(large.point, .99);
    EXPECT_LE(large.median_peak, .25);
}

// Power: a lasting fall is found within 40 days from its beginning.
TEST(drops_simulation, find_a_fall) {
    chance random(79);
    struct {
        double points;
        int over; // days
        double median_peak, median_point;
    } cases[] = {{10, 1, .93, .90}, {12, 30, .85, .83}, {15, 1, .99, .99}, {15, 30, .95, .94}};
    constexpr std::int32_t start = before + 140;
    for (const auto &c : cases) {
        auto level = [&](std::int32_t day) {
            return 80 - c.points * std::clamp(static_cast<double>(day - start) / c.over, 0., 1.);
        };
        alarms found = alarms_of(random, of_a_stable_account, level, start + 1, start + 40);
        EXPECT_GE(found.median_peak, c.median_peak) << c.points << " over " << c.over;
        EXPECT_GE(found.median_point, c.median_point) << c.points << " over " << c.over;
    }
}

} // namespace
} // namespace hs::core
