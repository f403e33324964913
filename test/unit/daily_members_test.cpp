// Values of daily_members: their bytes, changes of them, and their range forms against sums written out.
#include "core/daily_members.hpp"
#include "core/error.hpp"
#include "core/largest_part.hpp"
#include "core/members_reader.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>
#include <string>

namespace hs::core {
namespace {

using plain = std::map<std::string, std::map<std::int32_t, std::int64_t>>;

// Its names lie in `from`.
members value_of(const plain &from) {
    members value;
    for (const auto &[name, days] : from) {
        value.begin(name);
        for (const auto &[day, amount] : days)
            if (amount != 0)
                value.add({day, 0, amount});
        value.end();
    }
    return value;
}

string bytes_of(const members &value) {
    string bytes;
    append_members(bytes, value);
    return bytes;
}

plain plain_of(const members &value) {
    plain out;
    for (std::size_t i = 0; i < value.size(); ++i)
        for (const auto &item : value.days(i))
            out[std::string(value.name(i))][item.day] = item.amount;
    return out;
}

plain random_value(std::mt19937 &random, std::int64_t unit, unsigned span) {
    plain out;
    for (unsigned n = random() % 12; n > 0; --n) {
        auto &days = out[std::string(n % 4, 'n') + std::to_string(random() % 30)];
        for (unsigned k = random() % 40; k > 0; --k)
            days[static_cast<std::int32_t>(random() % span) - 20] =
                (static_cast<std::int64_t>(random() % 60) - 12) * unit;
    }
    return out;
}

template <class F>
std::string state_of(F f) {
    try {
        f();
    } catch (const error &e) {
        return e.sqlstate();
    }
    return "no error";
}

TEST(daily_members, bytes_round_trip) {
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
        std::int64_t units[] = {1, 1'000, micro, 150'000 * micro};
        plain expected = random_value(random, units[round % 4], round % 3 == 0 ? 60 : 3000);
        string bytes = bytes_of(value_of(expected));
        members read = parse_members(bytes);
        EXPECT_EQ(bytes_of(read), bytes);
        for (auto &[name, days] : expected)
            std::erase_if(days, [](const auto &item) { return item.second == 0; });
        std::erase_if(expected, [](const auto &item) { return item.second.empty(); });
        EXPECT_EQ(plain_of(read), expected);
    }
}

TEST(daily_members, the_largest_numbers_round_trip) {
    plain expected = {{"", {{first_known_day, 1}, {last_known_day, -largest_micro_amount}}},
                      {"a", {{0, largest_micro_amount}, {1, most_short}, {2, most_short + 1}, {3, 1}}}};
    string bytes = bytes_of(value_of(expected));
    EXPECT_EQ(plain_of(parse_members(bytes)), expected);
    EXPECT_EQ(bytes_of(parse_members(bytes)), bytes);
}

// Weekdays with small amounts: a byte each.
TEST(daily_members, a_day_takes_a_byte) {
    plain days;
    for (int day = 0; day < 700; ++day)
        if (day % 7 < 5)
            days["a"][day] = (1 + day % 32) * micro;
    EXPECT_LE(bytes_of(value_of(days)).size(), 500u + 10u);
}

// Whatever byte of a value is damaged: it is read as another value, or refused.
TEST(daily_members, damaged_bytes_are_refused_or_another_value) {
    std::mt19937 random(12);
    int refused = 0, rounds = 3000;
    for (int round = 0; round < rounds; ++round) {
        string bytes = bytes_of(value_of(random_value(random, micro, 60)));
        bytes[random() % bytes.size()] = static_cast<char>(random());
        try {
            members read = parse_members(bytes);
            EXPECT_EQ(bytes_of(read), bytes);
        } catch (const error &e) {
            EXPECT_STREQ(e.sqlstate(), invalid_binary);
            ++refused;
        }
        state_of([&] { active_members_by_day(bytes, -50, 100, 5); });
    }
    EXPECT_GT(refused, rounds / 10);
}

TEST(daily_members, sum) {
    std::mt19937 random(13);
    for (int round = 0; round < 300; ++round) {
        plain a = random_value(random, micro, 40), b = random_value(random, micro / 2, 40), both = a;
        for (const auto &[name, days] : b)
            for (const auto &[day, amount] : days)
                both[name][day] += amount;
        members one = value_of(a), other = value_of(b);
        EXPECT_EQ(bytes_of(sum_of(one, other)), bytes_of(value_of(both)));
        EXPECT_EQ(bytes_of(sum_of(other, one)), bytes_of(value_of(both)));
    }
}

TEST(daily_members, ranges_against_sums_written_out) {
    std::mt19937 random(14);
    for (int round = 0; round < 150; ++round) {
        plain all = random_value(random, round % 5 == 0 ? micro / 1'000 : micro, round % 2 ? 80 : 400);
        string bytes = bytes_of(value_of(all));
        std::int32_t from = static_cast<std::int32_t>(random() % 200) - 60, to = from + 60;
        auto n = static_cast<std::int32_t>(1 + random() % 40);
        std::int32_t other = round % 4 == 0 ? 0 : static_cast<std::int32_t>(random() % 60);
        auto active = active_members_by_day(bytes, from, to, n),
             pairs = member_days_by_day(bytes, from, to, n),
             fresh = new_members_by_day(bytes, from, to, n, other),
             lost = lost_members_by_day(bytes, from, to, n, other);
        auto top = top_share_by_day(bytes, from, to, n),
             effective = effective_members_by_day(bytes, from, to, n);
        ASSERT_EQ(active.size(), 61u);
        ASSERT_EQ(top.size(), 61u);
        for (std::int32_t day = from; day <= to; ++day) {
            std::int32_t is_active = 0, days_seen = 0, is_new = 0, is_lost = 0;
            std::int64_t total = 0, largest = 0;
            uint128 squares = 0;
            for (const auto &[name, days] : all) {
                auto seen_in = [&days = days](std::int32_t after, std::int32_t through) {
                    std::int32_t k = 0;
                    for (const auto &[d, amount] : days)
                        k += d > after && d <= through && amount > 0;
                    return k;
                };
                std::int64_t part = 0;
                for (const auto &[d, amount] : days)
                    if (d > day - n && d <= day)
                        part += amount;
                part = std::max<std::int64_t>(part, 0);
                total += part;
                largest = std::max(largest, part);
                squares += static_cast<uint128>(part) * static_cast<uint128>(part);
                is_active += seen_in(day - n, day) > 0;
                days_seen += seen_in(day - n, day);
                is_new += seen_in(day - n, day) > 0 && seen_in(day - n - other, day - n) == 0;
                is_lost += seen_in(day - other - n, day - other) > 0 && seen_in(day - other, day) == 0;
            }
            auto i = static_cast<std::size_t>(day - from);
            EXPECT_EQ(active[i], is_active);
            EXPECT_EQ(pairs[i], days_seen);
            EXPECT_EQ(fresh[i], is_new);
            EXPECT_EQ(lost[i], is_lost);
            ASSERT_EQ(top[i].has_value(), total > 0);
            EXPECT_EQ(top[i], top_share(bytes, day, n));
            EXPECT_EQ(effective[i], effective_members(bytes, day, n));
            if (total > 0) {
                EXPECT_EQ(*top[i], static_cast<double>(largest) / static_cast<double>(total));
                EXPECT_EQ(*effective[i],
                          static_cast<double>(static_cast<uint128>(total) * static_cast<uint128>(total)) /
                              static_cast<double>(squares));
            }
        }
    }
}

TEST(daily_members, windows_at_the_ends_of_their_types) {
    constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max(),
                           least = std::numeric_limits<std::int32_t>::min();
    string bytes = bytes_of(value_of({{"a", {{first_known_day, micro}, {last_known_day, micro}}}}));
    EXPECT_EQ(active_members(bytes, most, most), 1);
    EXPECT_EQ(active_members(bytes, least, most), 0);
    EXPECT_EQ(member_days(bytes, last_known_day, most), 2);
    EXPECT_EQ(new_members(bytes, most, most, most), 0);
    EXPECT_EQ(new_members(bytes, most, most, 0), 1);
    EXPECT_EQ(new_members(bytes, last_known_day, 1, most), 0);
    EXPECT_EQ(lost_members(bytes, last_known_day - 1, most, most), 0);
    EXPECT_EQ(lost_members(bytes, last_known_day - 1, most, 1), 1);
    EXPECT_EQ(state_of([&] { active_members_by_day(bytes, first_known_day, most, 1); }), "22008");
    auto whole = active_members_by_day(bytes, first_known_day, last_known_day, 1);
    EXPECT_EQ(whole.size(), static_cast<std::size_t>(last_known_day) - first_known_day + 1);
    EXPECT_EQ(whole.front() + whole[1] + whole.back(), 2);
}

TEST(daily_members, a_total_out_of_range_is_refused_on_its_day_only) {
    string bytes = bytes_of(value_of({{"a", {{1, largest_micro_amount}}}, {"b", {{3, 1}}}, {"c", {{8, 1}}}}));
    EXPECT_EQ(state_of([&] { top_share_by_day(bytes, 1, 9, 3); }), "22003");
    EXPECT_EQ(state_of([&] { top_share_by_day(bytes, 1, 9, 2); }), "no error");
    EXPECT_EQ(state_of([&] { top_share_by_day(bytes, 4, 9, 3); }), "no error");
    EXPECT_EQ(state_of([&] { top_share(bytes, 3, 3); }), "22003");
}

TEST(largest_part, follows_its_parts) {
    std::mt19937 random(15);
    for (std::size_t n : {1u, 2u, 3u, 17u, 64u}) {
        largest_part parts(n);
        std::vector<std::int64_t> plain(n);
        for (int round = 0; round < 500; ++round) {
            std::size_t i = random() % n;
            plain[i] = static_cast<std::int64_t>(random() % 20);
            parts.set(i, plain[i]);
            EXPECT_EQ(parts.largest(), *std::max_element(plain.begin(), plain.end()));
            EXPECT_EQ(parts.part(i), plain[i]);
        }
    }
    EXPECT_EQ(largest_part(0).largest(), 0);
}

} // namespace
} // namespace hs::core
