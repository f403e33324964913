#include "core/error.hpp"
#include "core/numbers.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace hs::core;

namespace {

std::string decimal(int128 x, int scale) {
    string out;
    append_decimal(out, x, scale);
    return std::string(out);
}

std::string number(double x) {
    string out;
    append_number(out, x);
    return std::string(out);
}

const char *sqlstate_of(auto call) {
    try {
        call();
    } catch (const error &e) {
        return e.sqlstate();
    }
    return "none";
}

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

TEST(numbers, to_micro_refuses_what_is_no_number_of_its_size) {
    EXPECT_STREQ(sqlstate_of([] { to_micro(std::nan(""), "x"); }), invalid_argument);
    EXPECT_STREQ(sqlstate_of([] { to_micro(infinity, "x"); }), invalid_argument);
    EXPECT_STREQ(sqlstate_of([] { to_micro(-infinity, "x"); }), invalid_argument);
    EXPECT_STREQ(sqlstate_of([] { to_micro(9.3e12, "x"); }), out_of_range);
    EXPECT_STREQ(sqlstate_of([] { to_micro(-9.3e12, "x"); }), out_of_range);
    EXPECT_STREQ(sqlstate_of([] { weight_to_micro(-0.1); }), invalid_argument);
    EXPECT_STREQ(sqlstate_of([] { weight_to_micro(1e6 + 0.1); }), invalid_argument);
}

TEST(numbers, to_micro_rounds_ties_to_even) {
    EXPECT_EQ(to_micro(0.0000005, "x"), 0);
    EXPECT_EQ(to_micro(0.0000015, "x"), 2);
    EXPECT_EQ(to_micro(0.0000025, "x"), 2);
    EXPECT_EQ(to_micro(-0.0000015, "x"), -2);
    EXPECT_EQ(to_micro(72.5, "x"), 72'500'000);
    EXPECT_EQ(to_micro(9.2e12, "x"), 9'200'000'000'000'000'000);
}

TEST(numbers, quotients_round_half_up_and_half_away_from_zero) {
    EXPECT_EQ(quotient(0, 7), 0);
    EXPECT_EQ(quotient(1, 2), 1);
    EXPECT_EQ(quotient(1, 3), 0);
    EXPECT_EQ(quotient(2, 3), 1);
    EXPECT_EQ(signed_quotient(-1, 2), -1);
    EXPECT_EQ(signed_quotient(-1, 3), 0);
    EXPECT_EQ(signed_quotient(-5, 2), -3);
    for (int a = 0; a < 200; ++a)
        for (int b = 1; b < 40; ++b)
            EXPECT_EQ(quotient(a, b), (2 * a + b) / (2 * b)) << a << " / " << b;
}

TEST(numbers, quotient_does_not_overflow_where_twice_its_numerator_would) {
    const int128 most = ~(int128{1} << 127);
    EXPECT_EQ(quotient(most, 1), most);
    EXPECT_EQ(quotient(most, most), 1);
    EXPECT_EQ(quotient(most / 2, most), 0);
    EXPECT_EQ(quotient(most / 2 + 1, most), 1);
}

TEST(numbers, decimals_have_no_trailing_zeros) {
    EXPECT_EQ(decimal(0, 6), "0");
    EXPECT_EQ(decimal(1, 6), "0.000001");
    EXPECT_EQ(decimal(-1, 6), "-0.000001");
    EXPECT_EQ(decimal(72'500'000, 6), "72.5");
    EXPECT_EQ(decimal(100'000'000, 6), "100");
    EXPECT_EQ(decimal(-123, 0), "-123");
    EXPECT_EQ(decimal(int128{1} << 127, 12), "-170141183460469231731687303.715884105728");
}

TEST(numbers, a_number_is_as_short_as_it_can_be) {
    EXPECT_EQ(number(0), "0");
    EXPECT_EQ(number(0.1), "0.1");
    EXPECT_EQ(number(1e6), "1000000");
    EXPECT_EQ(number(-2.5), "-2.5");
    EXPECT_EQ(number(0.30000000000000004), "0.30000000000000004");
    EXPECT_EQ(number(1e300), "1e+300");
    EXPECT_EQ(number(1e-7), "1e-07");
}
