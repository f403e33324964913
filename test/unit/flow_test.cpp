// Days, varints, sorting and flows.
#include "core/days.hpp"
#include "core/error.hpp"
#include "core/flow.hpp"
#include "core/sorting.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace hs::core {
namespace {

template <class F>
std::string state_of(F f) {
    try {
        f();
    } catch (const error &e) {
        return e.sqlstate();
    }
    return "no error";
}

TEST(days, calendar) {
    EXPECT_EQ(day_number(1, 1, 1), first_known_day);
    EXPECT_EQ(day_number(9999, 12, 31), last_known_day);
    std::int32_t leap_day = day_number(2024, 2, 29);
    EXPECT_EQ(days_of(month_of(leap_day)).through, leap_day);
    EXPECT_EQ(days_of(month_of(leap_day)).after + 1, day_number(2024, 2, 1));
    EXPECT_EQ(days_of(month_of(day_number(1999, 12, 31))).through, -1);
}

TEST(days, windows) {
    EXPECT_TRUE(last_days(10, 1).holds(10));
    EXPECT_FALSE(last_days(10, 1).holds(9));
    EXPECT_FALSE(last_days(10, 1).holds(11));
    // Periods lie side by side, without a gap and without a day in common.
    for (int n = 1; n < 30; ++n)
        EXPECT_EQ(period_back(100, 28, n).after, period_back(100, 28, n + 1).through);
    EXPECT_EQ(period_back(100, 28, 1).through, 100);
    EXPECT_LT(last_days(first_known_day, std::numeric_limits<std::int32_t>::max()).after, first_known_day);
}

TEST(varint, round_trip) {
    for (std::uint64_t x : {0ull, 1ull, 127ull, 128ull, 16383ull, 16384ull, 1ull << 62, ~0ull}) {
        string bytes;
        append_varint(bytes, x);
        varint_reader in(bytes, "test");
        EXPECT_EQ(in.next(), x);
        EXPECT_TRUE(in.at_end());
    }
    using limits = std::numeric_limits<std::int64_t>;
    for (std::int64_t x : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, std::int64_t{63},
                           std::int64_t{-64}, limits::max(), limits::min()}) {
        string bytes;
        append_signed_varint(bytes, x);
        EXPECT_EQ(varint_reader(bytes, "test").next_signed(), x);
    }
}

TEST(varint, refuses_what_is_never_written) {
    using namespace std::string_literals;
    for (const std::string &bytes : {""s, "\x80"s, "\x80\x00"s, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"s,
                                     "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s})
        EXPECT_EQ(state_of([&] { varint_reader(bytes, "test").next(); }), "22P03");
    EXPECT_EQ(state_of([&] { varint_reader("\x05xxxx", "test").text(); }), "22P03");
}

TEST(sorting, pieces_and_merges) {
    std::mt19937 random(1);
    for (std::size_t n : {0u, 1u, 2u, 1000u, (1u << 15) + 1, 200'000u}) {
        vector<std::uint32_t> items(n);
        for (auto &item : items)
            item = random() % 100'000;
        vector<std::uint32_t> expected = items;
        std::sort(expected.begin(), expected.end());
        sort_cancellable(items.data(), n, std::less<>());
        EXPECT_EQ(items, expected);
    }
}

TEST(flow, bytes_and_text_round_trip) {
    std::mt19937 random(2);
    for (int round = 0; round < 200; ++round) {
        flow days;
        std::int32_t day = -1000;
        std::int64_t unit = round % 3 == 0 ? 1 : round % 3 == 1 ? 1'000 : micro;
        for (unsigned n = random() % 50; n > 0; --n) {
            day += 1 + static_cast<std::int32_t>(random() % (round % 2 ? 3 : 30));
            std::int64_t amount = (static_cast<std::int64_t>(random() % 2'000) - 1'000) * unit;
            if (amount != 0)
                days.push_back({day, 0, amount});
        }
        int exponent = common_exponent(days);
        string bytes, text;
        append_flow(bytes, days, exponent);
        flow read;
        varint_reader in(bytes, "test");
        read_flow(in, read, exponent);
        EXPECT_EQ(read, days);

        append_runs(text, days);
        if (days.empty())
            continue;
        flow parsed;
        scanner from(text, "test");
        do
            read_run(from, parsed);
        while (from.accept(','));
        settle(from, parsed);
        EXPECT_EQ(parsed, days) << text;
    }
}

TEST(flow, within_is_half_open) {
    flow days = {{1, 0, 1}, {2, 0, 2}, {4, 0, 4}};
    EXPECT_EQ(sum(within(days, 1, 4)), 6);
    EXPECT_EQ(sum(within(days, 0, 3)), 3);
    EXPECT_EQ(within(days, 4, 9).size(), 0u);
    EXPECT_EQ(within(days, 4, 1).size(), 0u);
    EXPECT_EQ(within({}, 0, 9).size(), 0u);
}

TEST(flow, limits) {
    EXPECT_EQ(checked_micro(largest_micro_amount, "it"), largest_micro_amount);
    EXPECT_EQ(checked_micro(-int128{largest_micro_amount}, "it"), -largest_micro_amount);
    EXPECT_EQ(state_of([] { checked_micro(int128{largest_micro_amount} + 1, "it"); }), "22003");
    EXPECT_EQ(state_of([] { require_day(first_known_day - 1, "day"); }), "22008");
    EXPECT_EQ(state_of([] { require_day(std::numeric_limits<std::int32_t>::max(), "day"); }), "22008");
    EXPECT_EQ(state_of([] { require_day(last_known_day, "day"); }), "no error");
}

} // namespace
} // namespace hs::core
