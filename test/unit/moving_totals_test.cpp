// The totals of every day of a range against those of one day, and with them every reader.
#include "core/error.hpp"
#include "core/moving_totals.hpp"
#include "core/series_readers.hpp"
#include "core/ticket_trajectory.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace hs::core {
namespace {

// Counts with gaps and corrections, one in ten known up to two months after its day.
daily_series random_series(std::mt19937 &random, std::int32_t span, std::int64_t unit) {
    daily_series value;
    unsigned rarely = 1 + random() % 30;
    for (std::int32_t day = -span; day < span; ++day) {
        if (random() % rarely != 0)
            continue;
        std::int64_t amount =
            (static_cast<std::int64_t>(random() % 12) - (random() % 20 == 0 ? 9 : 0)) * unit;
        if (random() % 10 == 0)
            value.late.push_back({day + 1 + static_cast<std::int32_t>(random() % 60), day, amount});
        else
            value.in_time.push_back({day, 0, amount});
    }
    add_up(value.in_time, by_day);
    add_up(value.late, by_known_on);
    return value;
}

void expect_same(const baseline_reading &a, const baseline_reading &b) {
    EXPECT_EQ(a.ratio, b.ratio);
    EXPECT_EQ(a.ratio_to_quarter, b.ratio_to_quarter);
    EXPECT_EQ(a.ratio_to_year, b.ratio_to_year);
    EXPECT_EQ(a.level, b.level);
    EXPECT_EQ(a.baseline, b.baseline);
    EXPECT_EQ(a.blocks, b.blocks);
    EXPECT_STREQ(a.state, b.state);
    EXPECT_EQ(a.rebased, b.rebased);
}

TEST(moving_totals, every_reader_gives_the_same_for_one_day_and_for_a_range) {
    std::mt19937 random(8);
    for (int round = 0; round < 60; ++round) {
        daily_series value = random_series(random, 500, round % 2 ? micro : 1'234'567);
        daily_series season = random_series(random, 400, 100'000);
        for (auto *part : {&season.in_time})
            for (auto &item : *part)
                item.amount = std::abs(item.amount);
        season.late.clear();
        std::int32_t from = static_cast<std::int32_t>(random() % 900) - 600, to = from + 200,
                     since = static_cast<std::int32_t>(random() % 900) - 700;
        moving_totals moving(value, from, to), moving_season(season, from, to);
        for (std::int32_t day = from; day <= to; ++day) {
            moving.advance(day);
            moving_season.advance(day);
            flow known = known_by(value, day), known_season = known_by(season, day);
            flow_totals fixed{known}, fixed_season{known_season};
            for (std::int32_t days : {1, 7, 90, 5000})
                EXPECT_EQ(total(moving, day, days), total(fixed, day, days));
            EXPECT_EQ(quiet_days(moving, day), quiet_days(fixed, day));
            expect_same(level_vs_baseline(moving, day, since), level_vs_baseline(fixed, day, since));
            expect_same(level_vs_baseline(moving, day, since, &moving_season),
                        level_vs_baseline(fixed, day, since, &fixed_season));
            EXPECT_EQ(worst_month_vs_baseline(moving, day, since),
                      worst_month_vs_baseline(fixed, day, since));
            weeks_reading a = declining_weeks(moving, day, since, &moving_season),
                          b = declining_weeks(fixed, day, since, &fixed_season);
            EXPECT_EQ(a.weeks, b.weeks);
            EXPECT_EQ(a.declining, b.declining);
        }
    }
}

// A load of old data tells of many days at once. Each amount by itself would change as many sums as it is late: billions
// of them here.
TEST(moving_totals, many_late_amounts_of_one_day_are_taken_in_together) {
    constexpr std::int32_t days = 200'000;
    daily_series value;
    for (std::int32_t day = 0; day < days; ++day)
        value.late.push_back({days + day % 2, day, (day % 3 == 0 ? -2 : 1) * micro});
    std::sort(value.late.begin(), value.late.end(), by_known_on);
    moving_totals moving(value, days - 1, days + 1);
    moving.advance(days - 1);
    EXPECT_EQ(total(moving, days - 1, days), 0);
    EXPECT_EQ(quiet_days(moving, days - 1), std::nullopt);
    for (std::int32_t as_of : {days, days + 1}) {
        moving.advance(as_of);
        flow known = known_by(value, as_of);
        for (std::int32_t length : {1, 2, 3, 7, days, 2 * days})
            EXPECT_EQ(total(moving, as_of, length), total(flow_totals{known}, as_of, length));
        EXPECT_EQ(quiet_days(moving, as_of), quiet_days(flow_totals{known}, as_of));
    }
}

TEST(moving_totals, a_late_amount_counts_from_the_day_it_became_known) {
    daily_series value = parse_series_text("2026-01-01:{1}, late 2026-01-05: 2026-01-02:{2}, "
                                           "late 2026-01-07: 2026-01-01:{-1}");
    std::int32_t first = day_number(2026, 1, 1);
    moving_totals totals(value, first - 2, first + 8);
    std::int64_t expected[] = {0, 0, 1, 1, 1, 1, 3, 3, 2, 2, 2};
    std::optional<std::int32_t> quiet[] = {{}, {}, 0, 1, 2, 3, 3, 4, 5, 6, 7};
    for (int i = 0; i <= 10; ++i) {
        std::int32_t day = first - 2 + i;
        totals.advance(day);
        EXPECT_EQ(total(totals, day, 30), expected[i] * micro) << i;
        EXPECT_EQ(quiet_days(totals, day), quiet[i]) << i;
    }
    // The only amount is taken back.
    moving_totals gone(parse_series_text("2026-01-01:{1}, late 2026-01-03: 2026-01-01:{-1}"), first,
                       first + 3);
    for (int i = 0; i <= 3; ++i) {
        gone.advance(first + i);
        EXPECT_EQ(quiet_days(gone, first + i).has_value(), i < 2);
    }
}

TEST(moving_totals, nothing_and_everything) {
    moving_totals nothing({}, 0, 10);
    nothing.advance(0);
    EXPECT_EQ(total(nothing, 0, 28), 0);
    EXPECT_FALSE(nothing.last_used(0));
    // Amounts after the range are never looked at.
    moving_totals later(parse_series_text("2026-01-01:{1}"), 0, 10);
    later.advance(10);
    EXPECT_EQ(total(later, 10, 28), 0);
    // Sums of prefixes pass 64 bits, those of windows do not.
    daily_series value;
    for (std::int32_t day = 0; day < 100; ++day)
        value.in_time.push_back({day, 0, largest_micro_amount});
    moving_totals large(value, 0, 200);
    for (std::int32_t day = 0; day < 200; ++day)
        large.advance(day);
    EXPECT_EQ(large({98, 99}), largest_micro_amount);
    EXPECT_THROW(total(large, 99, 2), error);
    // A day that a late amount takes beyond the limit is refused from then on, as it is for one day.
    moving_totals over(parse_series_text("2026-01-01:{9200000000000}, late 2026-01-03: 2026-01-01:{1}"), 0,
                       20'000);
    std::int32_t first = day_number(2026, 1, 1);
    over.advance(first + 1);
    EXPECT_THROW(over.advance(first + 2), error);
}

TEST(moving_totals, ticket_trajectory) {
    std::mt19937 random(9);
    for (int round = 0; round < 40; ++round) {
        daily_series value = random_series(random, 600, micro);
        for (auto &item : value.in_time)
            item.amount = std::abs(item.amount);
        for (auto &item : value.late)
            item.amount = std::abs(item.amount);
        std::int32_t from = static_cast<std::int32_t>(random() % 400) - 200,
                     since = static_cast<std::int32_t>(random() % 800) - 700;
        double dispersion = round % 2 ? 2 : 1;
        moving_totals moving(value, from, from + 300);
        trajectory_memory memory;
        for (std::int32_t day = from; day <= from + 300; ++day) {
            moving.advance(day);
            flow known = known_by(value, day);
            trajectory a = ticket_trajectory(moving, day, since, dispersion, &memory),
                       b = ticket_trajectory(flow_totals{known}, day, since, dispersion);
            EXPECT_EQ(std::tie(a.n1, a.n2, a.n3, a.k, a.slope, a.onboarding),
                      std::tie(b.n1, b.n2, b.n3, b.k, b.slope, b.onboarding));
            EXPECT_STREQ(a.name, b.name);
            ASSERT_EQ(a.usual.has_value(), b.usual.has_value());
            if (a.usual) {
                EXPECT_EQ(std::tie(a.usual->rate, a.usual->median, a.usual->mad, a.usual->change),
                          std::tie(b.usual->rate, b.usual->median, b.usual->mad, b.usual->change));
                EXPECT_EQ(std::tie(a.usual->p_rising, a.usual->p_easing),
                          std::tie(b.usual->p_rising, b.usual->p_easing));
            }
        }
    }
}

} // namespace
} // namespace hs::core
