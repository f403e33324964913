#include "core/error.hpp"
#include "core/memory.hpp"
#include "core/survival_median.hpp"

#include <cmath>
#include <gtest/gtest.h>

using namespace hs::core;

namespace {

std::optional<double> median_of(vector<duration> durations) {
    return survival_median(durations);
}

} // namespace

TEST(survival_median, of_durations_that_all_ended_is_the_usual_median) {
    EXPECT_EQ(median_of({}), std::nullopt);
    EXPECT_EQ(median_of({{3, true}, {1, true}, {2, true}}), 2);
    EXPECT_EQ(median_of({{4, true}, {1, true}, {3, true}, {2, true}}), 2.5);
}

TEST(survival_median, is_not_there_where_less_than_half_ended_in_time) {
    EXPECT_EQ(median_of({{1, true}, {2, false}, {3, false}}), std::nullopt);
    EXPECT_EQ(median_of({{1, true}, {2, true}, {3, false}, {4, false}}), 2);
}

// 2/3 · 3/4 and its like come out beside one half: a curve that is one half exactly after the middle of 2n + 1 factors.
TEST(survival_median, one_half_is_recognised_whatever_the_product_rounds_to) {
    for (int n = 2; n <= 2000; n += 2) {
        vector<duration> all;
        for (int i = 1; i <= n; ++i)
            all.push_back({static_cast<double>(i), true});
        EXPECT_EQ(median_of(all), (n + 1) / 2.0) << n;
    }
}

TEST(survival_median, refuses_what_is_no_duration) {
    EXPECT_THROW(check({-1, true}), error);
    EXPECT_THROW(check({std::nan(""), true}), error);
    EXPECT_THROW(check({HUGE_VAL, false}), error);
    EXPECT_NO_THROW(check({0, false}));
}
