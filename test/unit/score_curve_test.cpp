#include "core/error.hpp"
#include "core/score_curve.hpp"
#include "core/tier_scale.hpp"
#include "core/weighted_sum.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace hs::core;

TEST(score_curve, is_clamped_at_both_ends_and_steps_where_a_value_is_given_twice) {
    auto curve = parse_score_curve("0:0, 1:40, 1:60, 2:100");
    EXPECT_EQ(points_at(curve, -5), 0);
    EXPECT_EQ(points_at(curve, 0.5), 20 * micro);
    EXPECT_EQ(points_at(curve, std::nextafter(1.0, 0.0)), 40 * micro);
    EXPECT_EQ(points_at(curve, 1), 60 * micro);
    EXPECT_EQ(points_at(curve, 1e300), 100 * micro);
    EXPECT_THROW(points_at(curve, std::nan("")), error);
}

TEST(score_curve, the_first_and_the_last_value_may_be_steps) {
    auto curve = parse_score_curve("0:10, 0:20, 1:30, 1:40");
    EXPECT_EQ(points_at(curve, std::nextafter(0.0, -1.0)), 10 * micro);
    EXPECT_EQ(points_at(curve, 0), 20 * micro);
    EXPECT_EQ(points_at(curve, 1), 40 * micro);
}

TEST(tier_scale, a_boundary_belongs_to_the_better_tier) {
    auto scale = parse_tier_scale("yellow 60, green 80");
    EXPECT_EQ(scale.tier_of(59'999'999), tier::red);
    EXPECT_EQ(scale.tier_of(60'000'000), tier::yellow);
    EXPECT_EQ(scale.tier_of(79'999'999), tier::yellow);
    EXPECT_EQ(scale.tier_of(80'000'000), tier::green);
}

TEST(weighted_sum, what_is_taken_out_leaves_no_trace) {
    std::mt19937 random(3);
    weighted_sum sum;
    sum.add(std::int64_t{5}, 7);
    const weighted_sum before = sum;
    std::vector<std::pair<std::optional<std::int64_t>, std::int64_t>> rows;
    for (int i = 0; i < 1000; ++i) {
        std::optional<std::int64_t> points;
        if (i % 3 > 0)
            points = static_cast<std::int64_t>(random()) * 1'000'003 * (i % 2 == 0 ? 1 : -1);
        rows.emplace_back(points, random() % 1'000'000'000'000);
        sum.add(rows.back().first, rows.back().second);
    }
    std::shuffle(rows.begin(), rows.end(), random);
    for (auto [points, weight] : rows)
        sum.remove(points, weight);
    EXPECT_EQ(std::memcmp(&sum, &before, sizeof sum), 0);
}

TEST(weighted_sum, overflow_is_an_error) {
    weighted_sum sum, half;
    half.products = ~(int128{1} << 127) / 2 + 1;
    sum.add(half);
    EXPECT_THROW(sum.add(half), error);
}
