// What the readers that give one number or one line do at their edges: concentration, slope, sparkline, quantiles.
#include "core/concentration.hpp"
#include "core/distributions.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/season_index.hpp"
#include "core/slope.hpp"
#include "core/sparkline.hpp"
#include "core/wilson_interval.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace hs::core {
namespace {

std::string text_of(const concentration &value) {
    string out;
    append_text(out, value);
    return std::string(out);
}

TEST(concentration, any_split_in_any_order_gives_the_same_and_reads_back) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 500; ++round) {
        concentration whole, parts[3];
        for (unsigned n = random() % 40; n > 0; --n) {
            auto amount = static_cast<std::int64_t>(random() % (largest_micro_amount / 50) >> random() % 63);
            whole.add(amount);
            parts[random() % 3].add(amount);
        }
        concentration sum = parts[2];
        sum.add(parts[0]);
        sum.add(parts[1]);
        EXPECT_EQ(text_of(sum), text_of(whole));
        EXPECT_EQ(text_of(parse_concentration(text_of(whole))), text_of(whole));
        byte_writer to;
        write(to, whole);
        byte_reader from(to.bytes(), "concentration");
        EXPECT_EQ(text_of(read_concentration(from)), text_of(whole));
    }
}

TEST(concentration, the_largest_total_has_room_for_its_squares) {
    concentration one;
    one.add(largest_micro_amount);
    EXPECT_EQ(text_of(one),
              "parts 1, total 9200000000000, squares 84640000000000000000000000, largest 9200000000000");
    EXPECT_EQ(text_of(parse_concentration(text_of(one))), text_of(one));
    EXPECT_THROW(one.add(1), error);
    EXPECT_THROW(one.add(-1), error);

    concentration five; // as even as it can be, at the largest total: the test of the rule must not overflow
    for (int i = 0; i < 5; ++i)
        five.add(largest_micro_amount / 5);
    EXPECT_EQ(five.is_concentrated(), false);
    concentration uneven;
    uneven.add(largest_micro_amount - 4);
    for (int i = 0; i < 4; ++i)
        uneven.add(1);
    EXPECT_EQ(uneven.is_concentrated(), true);
}

// Bytes that claim any numbers are refused or are a sound value; nothing overflows on the way (the sanitizers watch).
TEST(concentration, refuses_what_no_amounts_give) {
    std::mt19937_64 random(2);
    int sound = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto number = [&] {
            std::int64_t edges[] = {0,
                                    1,
                                    2,
                                    -1,
                                    largest_micro_amount,
                                    std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::min()};
            return random() % 3 == 0 ? static_cast<std::int64_t>(random() >> random() % 64)
                                     : edges[random() % 7];
        };
        byte_writer to;
        to.integer<std::uint8_t>(1);
        for (int i = 0; i < 4; ++i)
            to.integer(number());
        to.integer(number());
        byte_reader from(to.bytes(), "concentration");
        try {
            concentration value = read_concentration(from);
            EXPECT_EQ(text_of(parse_concentration(text_of(value))), text_of(value));
            ++sound;
        } catch (const error &e) {
            EXPECT_STREQ(e.sqlstate(), invalid_binary);
        }
    }
    EXPECT_GT(sound, 0);
}

// R 4.2.2: qnorm(p, lower.tail = FALSE), qt(p, df, lower.tail = FALSE)
TEST(distributions, agree_with_r) {
    EXPECT_NEAR(normal_upper_quantile(0.025), 1.9599639845400545, 1e-14);
    EXPECT_NEAR(normal_upper_quantile(0.0005), 3.2905267314918945, 1e-14);
    EXPECT_NEAR(normal_upper_quantile(1e-300), 37.0470962993612005, 1e-12);
    EXPECT_EQ(normal_upper_quantile(0.5), 0);
    EXPECT_NEAR(student_upper_quantile(1, 0.025), 12.706204736174698, 1e-12);
    EXPECT_NEAR(student_upper_quantile(4, 0.025), 2.7764451051977934, 1e-13);
    EXPECT_NEAR(student_upper_quantile(24, 0.025), 2.0638985616280254, 1e-13);
    EXPECT_NEAR(student_upper_quantile(518, 0.025), 1.9645541961346646, 1e-13);
    EXPECT_THROW(normal_upper_quantile(0), error);
    EXPECT_THROW(student_upper_quantile(0, 0.025), error);
}

TEST(wilson_interval, holds_the_rate_whatever_the_counts) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 20'000; ++round) {
        auto n = static_cast<std::int64_t>(random() >> (1 + random() % 63));
        std::int64_t successes =
            n == 0 ? 0 : static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(n) + 1));
        double confidence = static_cast<double>(random() % 9999 + 1) / 10'000;
        auto w = wilson_interval(successes, n, confidence);
        ASSERT_EQ(w.has_value(), n > 0);
        if (w) {
            EXPECT_LE(0, w->low);
            EXPECT_LE(w->low, w->rate);
            EXPECT_LE(w->rate, w->high);
            EXPECT_LE(w->high, 1);
        }
    }
}

slope_reading slope_of(std::initializer_list<std::int64_t> counts) {
    vector<std::int64_t> totals;
    for (std::int64_t x : counts)
        totals.push_back(x * micro);
    return slope(totals);
}

TEST(slope, of_any_counts_ends_and_turns_with_time) {
    std::mt19937_64 random(4);
    for (int round = 0; round < 2'000; ++round) {
        vector<std::int64_t> totals(3 + random() % 60);
        auto size = random() % 40;
        for (auto &x : totals)
            x = random() % 3 == 0
                    ? 0
                    : static_cast<std::int64_t>(random() % 9'200'000'000'000 >> (size + random() % 3)) *
                          micro;
        slope_reading forward = slope(totals);
        std::reverse(totals.begin(), totals.end());
        slope_reading back = slope(totals);
        EXPECT_STREQ(forward.state, back.state);
        ASSERT_EQ(forward.growth.has_value(), back.growth.has_value());
        if (forward.slope) {
            EXPECT_DOUBLE_EQ(*forward.slope, -*back.slope);
        }
        if (forward.growth) {
            EXPECT_LE(forward.growth->low, forward.growth->rate);
            EXPECT_LE(forward.growth->rate, forward.growth->high);
            EXPECT_GE(forward.growth->low, -1);
            double product = (1 + forward.growth->rate) * (1 + back.growth->rate);
            EXPECT_NEAR(product, 1, 1e-9) << forward.growth->rate;
        }
    }
}

TEST(slope, of_one_week_that_runs_away_has_no_interval_and_does_not_hang) {
    EXPECT_STREQ(slope_of({1, 1, 1, 1, 1, 9'200'000'000'000}).state, "erratic");
    EXPECT_STREQ(slope_of({9'200'000'000'000, 1, 1, 1, 1, 1}).state, "erratic");
    vector<std::int64_t> totals(520, 0);
    for (int i = 0; i < 5; ++i)
        totals[static_cast<std::size_t>(i)] = micro;
    totals.back() = largest_micro_amount;
    EXPECT_STREQ(slope(totals).state, "erratic");
    std::fill(totals.begin(), totals.end(), largest_micro_amount);
    EXPECT_NEAR(slope(totals).growth->rate, 0, 1e-15);
    for (std::size_t i = 0; i < totals.size(); ++i)
        totals[i] = (i + 1) % 2 * largest_micro_amount;
    EXPECT_STREQ(slope(totals).state, "observed");
}

TEST(slope, asks_for_the_complete_weeks_before_a_day) {
    // 2000-01-02, day 1, was a Sunday
    std::vector<day_window> asked;
    auto total = [&](day_window window) {
        asked.push_back(window);
        return int128{micro};
    };
    EXPECT_STREQ(slope(total, 7, 3).state, "sparse");
    ASSERT_EQ(asked.size(), 3u);
    EXPECT_EQ(asked[0].after, -20);
    EXPECT_EQ(asked[2].through, 1);
    EXPECT_EQ(last_sunday(8), 8);
    EXPECT_EQ(last_sunday(0), -6);
    EXPECT_EQ(last_sunday(-7), -13);
    EXPECT_THROW(slope(total, 7, 2), error);
    EXPECT_THROW(slope(total, 7, 521), error);
}

TEST(sparkline, leaves_out_what_is_not_known_and_stays_between_its_ends) {
    std::optional<double> numbers[] = {0, 20, std::nullopt, 100, 120, -5};
    EXPECT_EQ(sparkline(numbers, 0, 100, false), ".: @@.");
    EXPECT_EQ(sparkline(numbers, 0, 100, true), "\u2581\u2582 \u2588\u2588\u2581");
    EXPECT_EQ(sparkline(numbers, 20, 20, false), ".. ...");
    EXPECT_EQ(sparkline(std::span<const std::optional<double>>(), 0, 1, true), "");
}

TEST(season_index, is_a_median_within_bounds) {
    vector<double> ratios(19, 0.9);
    EXPECT_EQ(season_index(ratios), std::nullopt);
    ratios.push_back(1.5);
    EXPECT_EQ(season_index(ratios), 0.9);
    ratios.assign(20, 1e308);
    EXPECT_EQ(season_index(ratios), 1.2);
}

TEST(json, escapes_what_it_has_to) {
    string out;
    append_json_text(out, std::string_view("a\"b\\c\nd\x01\x7f", 9));
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\u000ad\\u0001\x7f\"");
    out.clear();
    append_json(out, flow_view());
    EXPECT_EQ(out, "{}");
}

} // namespace
} // namespace hs::core
