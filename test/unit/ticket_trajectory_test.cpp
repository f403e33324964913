// The test of two rates: against exact values, and against R. How often it errs: the simulation beside this.
#include "core/ticket_trajectory.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <gtest/gtest.h>

#include <cmath>

namespace hs::core {
namespace {

// The sums of the distributions' terms in decimal arithmetic of 80 digits (Python's decimal), rounded to float8.
TEST(rate_ratio_test, exact_values) {
    struct {
        std::int64_t count, total;
        int recent, usual;
        double dispersion, at_least, at_most;
    } cases[] = {
        {10, 34, 2, 12, 1.0, 0.017486171768059913, 0.9939951674829705},
        {10, 34, 2, 12, 1.5, 0.04365446838079038, 0.9781805778044149},
        {10, 34, 2, 12, 2.0, 0.0672407406322857, 0.9604160706971768},
        {10, 34, 2, 12, 3.0, 0.1028368773128425, 0.9292807003413991},
        {0, 48, 2, 12, 2.0, 1.0, 0.006363032974205962},
        {0, 48, 2, 12, 1.0, 1.0, 0.000611721997132006},
        {40, 40, 2, 3, 1.0, 1.208925819614629e-16, 1.0},
        {40, 40, 2, 3, 2.0, 2.2137493226721833e-10, 1.0},
        {3, 3, 2, 3, 1000.0, 0.3989222634191886, 1.0}, // a peak at both ends
        {1, 3, 2, 3, 1000.0, 0.4010779520419431, 0.6000002154611317},
        {1000, 6000, 2, 12, 2.0, 0.0001566671856748674, 0.9998574600896498},
        {1000, 6000, 2, 12, 1.0, 1.3494088966062038e-07, 0.9999998882841116},
        {1, 1, 2, 3, 2.0, 0.4, 1.0},
        {60, 90, 2, 12, 2.0, 9.457056798129985e-14, 0.9999999999999685},
    };
    for (const auto &c : cases) {
        tails p = rate_ratio_test(c.count, c.total, c.recent, c.usual, c.dispersion);
        EXPECT_NEAR(p.at_least / c.at_least, 1, 1e-12) << c.count << " of " << c.total;
        EXPECT_NEAR(p.at_most / c.at_most, 1, 1e-12) << c.count << " of " << c.total;
    }
}

// The example of R's poisson.test, after Fay (2010): poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)), two-sided
// p = 0.07967. Two-sided there is the sum of all terms that are no larger than the observed one.
TEST(rate_ratio_test, agrees_with_r) {
    auto at_least = [](int count) {
        return count > 32 ? 0 : rate_ratio_test(count, 32, 800, 3011, 1).at_least;
    };
    auto term = [&](int count) { return at_least(count) - at_least(count + 1); };
    double p = 0;
    for (int count = 0; count <= 32; ++count)
        if (term(count) <= term(11) * (1 + 1e-7))
            p += term(count);
    EXPECT_NEAR(p, 0.07967, 0.000005);
}

// Boost.Math knows the binomial distribution of the Poisson case.
TEST(rate_ratio_test, agrees_with_boost) {
    for (int usual : {3, 7, 12})
        for (int total : {1, 2, 5, 17, 60, 400, 5000})
            for (int step = 0; step <= 20; ++step) {
                int count = total * step / 20;
                boost::math::binomial distribution(total, 2.0 / (2 + usual));
                tails p = rate_ratio_test(count, total, 2, usual, 1);
                double at_least = count == 0 ? 1 : cdf(complement(distribution, count - 1));
                double at_most = cdf(distribution, count);
                if (at_least > 1e-250) {
                    EXPECT_NEAR(p.at_least / at_least, 1, 1e-11) << count << " of " << total;
                }
                if (at_most > 1e-250) {
                    EXPECT_NEAR(p.at_most / at_most, 1, 1e-11) << count << " of " << total;
                }
            }
}

TEST(rate_ratio_test, edges) {
    tails none = rate_ratio_test(0, 0, 2, 12, 2);
    EXPECT_EQ(none.at_least, 1);
    EXPECT_EQ(none.at_most, 1);
    for (double dispersion : {1.0, 1.2, 2.0, 50.0, 1000.0})
        for (int total : {1, 2, 17, 400})
            for (int count = 0; count <= total; ++count) {
                tails p = rate_ratio_test(count, total, 2, 7, dispersion);
                EXPECT_TRUE(p.at_least > 0 && p.at_least <= 1 + 1e-12 && p.at_most > 0 &&
                            p.at_most <= 1 + 1e-12);
                if (count > 0) { // the two tails hold everything, once
                    EXPECT_NEAR(p.at_least + rate_ratio_test(count - 1, total, 2, 7, dispersion).at_most, 1,
                                1e-12);
                }
            }
    // So far out that the terms underflow: they end there, instead of going on as the smallest number there is.
    EXPECT_EQ(rate_ratio_test(2'000'000, 2'000'000, 2, 12, 2).at_least, 0);
    EXPECT_EQ(rate_ratio_test(2'000'000'000, 20'000'000'000, 2, 3, 1).at_most, 0);
    EXPECT_EQ(rate_ratio_test(2'000'000'000, 20'000'000'000, 2, 3, 2).at_most, 0);
}

} // namespace
} // namespace hs::core
