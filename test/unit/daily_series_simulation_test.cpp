// What requirements 22 and 25 say about the readers of daily_series, shown by simulation.
#include "core/daily_series.hpp"
#include "simulated.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace hs::core {
namespace {

// --- 22: "a median of three months forgets" --------------------------------------------------------------------------

constexpr int blocks = 40; // of 28 days; number 0 ends on day 28

// An account with one amount a block.
template <class Amount>
flow account_of(Amount amount) {
    flow series;
    for (int block = 0; block < blocks; ++block)
        series.push_back({block_days * (block + 1), 0, std::llround(amount(block) * micro)});
    return series;
}

baseline_reading reading_of(const flow &series, int block) {
    return level_vs_baseline(series, block_days * (block + 1), 1);
}

// The level of a block over the median of the three before: the ratio if the year did not count.
double ratio_to_quarter(const flow &series, int block) {
    auto amount = [&](int back) { return series[static_cast<std::size_t>(block - back)].amount; };
    std::array<std::int64_t, 3> quarter = {amount(1), amount(2), amount(3)};
    return static_cast<double>(amount(0)) / static_cast<double>(median(quarter));
}

TEST(level_vs_baseline_simulation, a_quarter_forgets_a_collapse) {
    constexpr int collapse = 25; // the first block at 40 % of what was usual
    flow series = account_of([](int block) { return block < collapse ? 1000 : 400; });
    for (int block = 14; block < collapse; ++block)
        EXPECT_EQ(reading_of(series, block).ratio, 1);
    // Two blocks are red either way; in the third a quarter's median has become the collapse itself.
    EXPECT_DOUBLE_EQ(ratio_to_quarter(series, collapse), .4);
    EXPECT_DOUBLE_EQ(ratio_to_quarter(series, collapse + 1), .4);
    for (int block = collapse + 2; block < blocks; ++block)
        EXPECT_EQ(ratio_to_quarter(series, block), 1);
    // The year's median stays red for seven blocks; then the best year of two keeps the account marked.
    for (int block = collapse; block < collapse + 7; ++block)
        EXPECT_DOUBLE_EQ(reading_of(series, block).ratio.value(), .4) << block;
    for (int block = collapse + 7; block < blocks; ++block) {
        EXPECT_EQ(reading_of(series, block).ratio, 1) << block;
        EXPECT_TRUE(reading_of(series, block).rebased) << block;
    }
}

TEST(level_vs_baseline_simulation, a_quarter_calls_a_steady_decline_green) {
    constexpr int turn = 14; // the last block before it loses 10 % a block, for ever
    flow series = account_of([](int block) { return 1e6 * std::pow(.9, std::max(0, block - turn)); });
    for (int block = turn + 3; block < blocks; ++block)
        EXPECT_NEAR(ratio_to_quarter(series, block), .81, 1e-9); // .9 squared: green, two years later too
    // The year: yellow in the third block, red from the fifth on, and there it stays at .9 to the power of 7.
    EXPECT_GE(reading_of(series, turn + 2).ratio.value(), .8);
    EXPECT_LT(reading_of(series, turn + 3).ratio.value(), .8);
    for (int block = turn + 5; block < blocks; ++block)
        EXPECT_LT(reading_of(series, block).ratio.value(), .6) << block;
    for (int block = turn + 14; block < blocks; ++block)
        EXPECT_NEAR(reading_of(series, block).ratio.value(), std::pow(.9, 7), 1e-9) << block;
}

// The same under noise: a third more or less from block to block.
TEST(level_vs_baseline_simulation, noise_changes_nothing_of_it) {
    constexpr int accounts = 1000, turn = 14, later = turn + 20;
    chance random(22);
    int steady_red = 0, quarter_red = 0, red = 0;
    for (int i = 0; i < accounts; ++i) {
        auto noise = [&] { return std::exp(.15 * random.normal()); };
        flow steady = account_of([&](int) { return 1e6 * noise(); });
        flow falling =
            account_of([&](int block) { return 1e6 * noise() * std::pow(.9, std::max(0, block - turn)); });
        steady_red += reading_of(steady, later).ratio < .6;
        red += reading_of(falling, later).ratio < .6;
        quarter_red += ratio_to_quarter(falling, later) < .6;
    }
    EXPECT_LE(steady_red, accounts / 100);
    EXPECT_GE(red, accounts * 85 / 100);
    EXPECT_LE(quarter_red, accounts * 10 / 100);
}

// --- 25: "three falls alone are noise: 1 account in 24 every week" ---------------------------------------------------

// Weeks of counts around a mean; from `turn` on each week loses a share of it, for six weeks.
struct weeks_model {
    double mean, dispersion;
    double kept = 1;
};
constexpr int first_week = 20, last_week = 71,
              turn = 46;           // the weeks that are read: a year, after 20 to judge by
constexpr std::int32_t sunday = 1; // 2000-01-02, the end of week 0

flow account_of(chance &random, const weeks_model &model) {
    flow series;
    for (int week = 1; week <= last_week; ++week) {
        double mean = model.mean * std::pow(model.kept, std::clamp(week - turn + 1, 0, 6));
        if (std::int64_t amount = random.count(mean, model.dispersion); amount > 0)
            series.push_back({sunday + 7 * week, 0, amount * micro});
    }
    return series;
}

struct falls {
    double three, declining;       // of all account-weeks
    double three_ever, found_ever; // of all account-years
};

falls falls_of_stable_accounts(chance &random, const weeks_model &model, int accounts) {
    falls out{};
    for (int i = 0; i < accounts; ++i) {
        flow series = account_of(random, model);
        bool three = false, found = false;
        for (int week = first_week; week <= last_week; ++week) {
            weeks_reading reading = declining_weeks(series, sunday + 7 * week, sunday - 6);
            out.three += reading.weeks >= 3;
            out.declining += reading.declining.value();
            three |= reading.weeks >= 3;
            found |= reading.declining.value();
        }
        out.three_ever += three;
        out.found_ever += found;
    }
    double weeks = accounts * (last_week - first_week + 1.0);
    return {out.three / weeks, out.declining / weeks, out.three_ever / accounts, out.found_ever / accounts};
}

// Four weeks come in 24 orders, all of them equally likely, and one is a fall from each to the next. Where two weeks may
// be equal it is fewer: 1 in 27 at a hundred a week, 1 in 31 at forty.
TEST(declining_weeks_simulation, three_falls_are_noise) {
    constexpr int accounts = 500;
    chance random(25);
    falls large = falls_of_stable_accounts(random, {.mean = 400, .dispersion = 4}, accounts);
    EXPECT_NEAR(1 / large.three, 24, 2.5);
    EXPECT_GE(large.three_ever, .80); // so nearly every account alarms once a year

    // The guards leave 1 account in 140 every week at worst, and at worst 1 in 3 a year; in no case tried do they pass
    // more than a fourth of the falls.
    for (weeks_model model : {weeks_model{20, 1}, {20, 4}, {40, 1}, {40, 4}, {100, 1}, {100, 4}, {400, 4}}) {
        falls found = falls_of_stable_accounts(random, model, accounts);
        EXPECT_LE(found.declining, 1. / 125) << model.mean << ' ' << model.dispersion;
        EXPECT_LE(found.declining, found.three / 4) << model.mean << ' ' << model.dispersion;
        EXPECT_LE(found.found_ever, .36) << model.mean << ' ' << model.dispersion;
    }
    // Where a week varies by 5 %, it is 1 in thousands: three falls in a row do not add up to 15 %.
    EXPECT_LE(falls_of_stable_accounts(random, {.mean = 400, .dispersion = 1}, accounts).declining,
              1. / 1500);
}

// A decline that lasts six weeks is found in its third to sixth week.
TEST(declining_weeks_simulation, finds_a_decline) {
    constexpr int accounts = 1000;
    chance random(26);
    struct {
        weeks_model model;
        double at_least; // of the accounts
    } cases[] = {
        {{400, 1, .90}, .90}, {{400, 1, .80}, .99}, {{400, 4, .90}, .60}, {{400, 4, .80}, .88},
        {{100, 1, .90}, .57}, {{100, 1, .80}, .88}, {{100, 1, .70}, .93}, {{40, 1, .70}, .76},
    };
    for (const auto &c : cases) {
        int found = 0;
        for (int i = 0; i < accounts; ++i) {
            flow series = account_of(random, c.model);
            bool declining = false;
            for (int week = turn + 2; week <= turn + 5; ++week)
                declining |= declining_weeks(series, sunday + 7 * week, sunday - 6).declining.value();
            found += declining;
        }
        EXPECT_GE(found, accounts * c.at_least) << c.model.mean << ' ' << c.model.kept;
    }
}

} // namespace
} // namespace hs::core
