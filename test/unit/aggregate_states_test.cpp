// The states of daily_series and daily_members against ordered maps.
#include "core/daily_series.hpp"
#include "core/error.hpp"
#include "core/members_state.hpp"
#include "core/series_state.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>

namespace hs::core {
namespace {

// What the aggregate does: a block that is replaced by a larger one when the state asks for it.
class series_under_test {
public:
    series_under_test() : block_(new_block(series_state::least_size)) {
        series_state::create(block_.get(), size_);
    }

    void add(std::int32_t day, std::int64_t amount, int rows = 1, std::int32_t late = 0) {
        timed_amount item{day, late, amount};
        while (!state().add(item, rows)) {
            series_state before = state();
            auto old = std::move(block_);
            block_ = new_block(before.grown_size(item));
            before.move_to(block_.get(), size_, item);
            ++moves;
        }
    }
    series_state state() { return {block_.get(), size_}; }

    int moves = 0;

private:
    std::unique_ptr<std::int64_t[]> new_block(std::size_t size) {
        size_ = (size + 7) / 8 * 8;
        return std::make_unique<std::int64_t[]>(size_ / 8);
    }
    std::size_t size_ = 0;
    std::unique_ptr<std::int64_t[]> block_;
};

class members_under_test {
public:
    members_under_test() : block_(new_block(members_state::least_size)) {
        members_state::create(block_.get(), size_);
    }

    void add(std::string_view name, std::int32_t day, std::int64_t amount, int rows = 1) {
        while (!state().add(name, day, amount, rows)) {
            members_state before = state();
            auto old = std::move(block_);
            block_ = new_block(before.grown_size(name));
            before.move_to(block_.get(), size_, name);
        }
    }
    members_state state() { return {block_.get(), size_}; }

private:
    std::unique_ptr<std::int64_t[]> new_block(std::size_t size) {
        size_ = (size + 7) / 8 * 8;
        return std::make_unique<std::int64_t[]>(size_ / 8);
    }
    std::size_t size_ = 0;
    std::unique_ptr<std::int64_t[]> block_;
};

TEST(series_state, agrees_with_a_map_in_any_order) {
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
        series_under_test state;
        std::map<std::int32_t, std::int64_t> expected;
        unsigned n = random() % 3000, span = round % 3 == 0 ? 40 : 2000;
        for (unsigned i = 0; i < n; ++i) {
            auto day = static_cast<std::int32_t>(round % 4 == 1 ? i / 3 : random() % span);
            std::int64_t amount = (static_cast<std::int64_t>(random() % 21) - 5) * micro;
            if (round % 5 == 0 && i % 500 == 499)
                amount += 1; // from here on entries are exact
            state.add(day, amount);
            expected[day] += amount;
        }
        std::erase_if(expected, [](const auto &item) { return item.second == 0; });
        flow value = state.state().value().in_time;
        ASSERT_EQ(value.size(), expected.size());
        auto at = value.begin();
        for (const auto &[day, amount] : expected) {
            EXPECT_EQ(at->day, day);
            EXPECT_EQ(at++->amount, amount);
        }
        EXPECT_EQ(state.state().rows(), n);
    }
}

TEST(series_state, keeps_late_amounts_apart) {
    std::mt19937 random(7);
    for (int round = 0; round < 40; ++round) {
        series_under_test state;
        std::map<std::int32_t, std::int64_t> in_time;
        std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> late; // known_on, day
        for (unsigned n = random() % 2000; n > 0; --n) {
            auto day = static_cast<std::int32_t>(random() % 300);
            std::int32_t lateness =
                random() % 8 != 0 ? 0 : static_cast<std::int32_t>(1 + random() % (round % 2 ? 5 : 400));
            std::int64_t amount = (static_cast<std::int64_t>(random() % 9) - 3) * micro;
            state.add(day, amount, 1, lateness);
            (lateness == 0 ? in_time[day] : late[{day + lateness, day}]) += amount;
        }
        std::erase_if(in_time, [](const auto &item) { return item.second == 0; });
        std::erase_if(late, [](const auto &item) { return item.second == 0; });
        daily_series value = state.state().value();
        ASSERT_EQ(value.in_time.size(), in_time.size());
        auto at = value.in_time.begin();
        for (const auto &[day, amount] : in_time)
            EXPECT_EQ(*at++, (day_amount{day, 0, amount}));
        ASSERT_EQ(value.late.size(), late.size());
        auto late_at = value.late.begin();
        for (const auto &[days, amount] : late)
            EXPECT_EQ(*late_at++, (late_amount{days.first, days.second, amount}));

        string text, bytes;
        append_series_text(text, value.in_time, value.late);
        daily_series parsed = parse_series_text(text);
        EXPECT_EQ(parsed.in_time, value.in_time);
        EXPECT_EQ(parsed.late, value.late);
        append_series(bytes, value.in_time, value.late);
        daily_series read = parse_series(bytes);
        EXPECT_EQ(read.in_time, value.in_time);
        EXPECT_EQ(read.late, value.late);
        // What is read from damaged bytes is canonical, or it is refused.
        for (std::size_t i = 0; i < bytes.size() && i < 200; ++i) {
            string damaged = bytes, again;
            damaged[i] = static_cast<char>(damaged[i] ^ (1 << random() % 8));
            try {
                daily_series other = parse_series(damaged);
                append_series(again, other.in_time, other.late);
                EXPECT_EQ(again, damaged);
            } catch (const error &e) {
                EXPECT_EQ(std::string(e.sqlstate()), "22P03");
            }
        }
    }
}

TEST(series_state, stays_small_where_days_repeat) {
    series_under_test state;
    std::mt19937 random(4);
    for (int i = 0; i < 100'000; ++i)
        state.add(static_cast<std::int32_t>(random() % 15), micro);
    EXPECT_EQ(state.moves, 0);
    EXPECT_EQ(sum(state.state().value().in_time), int128{100'000} * micro);
}

TEST(series_state, a_day_may_pass_the_limit_on_the_way) {
    series_under_test state;
    for (int i = 0; i < 500; ++i)
        state.add(7, largest_micro_amount);
    EXPECT_THROW(state.state().value(), error);
    for (int i = 0; i < 499; ++i)
        state.add(7, -largest_micro_amount);
    flow value = state.state().value().in_time;
    ASSERT_EQ(value.size(), 1u);
    EXPECT_EQ(value[0].amount, largest_micro_amount);
}

TEST(series_state, rows_can_be_taken_away) {
    series_under_test state;
    for (int i = 0; i < 1000; ++i)
        state.add(i, (i % 7) * micro + i % 2);
    for (int i = 0; i < 1000; ++i)
        state.add(i, -((i % 7) * micro + i % 2), -1);
    EXPECT_EQ(state.state().rows(), 0);
    EXPECT_TRUE(state.state().value().in_time.empty());
}

TEST(series_state, refuses_a_damaged_block) {
    alignas(8) std::uint32_t block[64] = {};
    EXPECT_THROW(series_state(block, sizeof block), error); // entry size 0
    series_state::create(block, sizeof block);
    EXPECT_NO_THROW(series_state(block, sizeof block));
    block[1] = 1000; // more entries than fit
    EXPECT_THROW(series_state(block, sizeof block), error);
    EXPECT_THROW(series_state(block, 8), error);
}

TEST(members_state, agrees_with_a_map_in_any_order) {
    std::mt19937 random(5);
    for (int round = 0; round < 40; ++round) {
        members_under_test state;
        std::map<std::string, std::map<std::int32_t, std::int64_t>> expected;
        unsigned n = random() % 4000, names = round % 3 == 0 ? 3 : 700;
        for (unsigned i = 0; i < n; ++i) {
            unsigned which = round % 4 == 1 ? i * names / n : random() % names;
            std::string name = std::string(which % 30, 'x') + std::to_string(which);
            if (which == 1)
                name.clear();
            auto day = static_cast<std::int32_t>(random() % 50);
            std::int64_t amount = static_cast<std::int64_t>(random() % 9) - 2;
            state.add(name, day, amount);
            expected[name][day] += amount;
        }
        for (auto &[name, days] : expected)
            std::erase_if(days, [](const auto &item) { return item.second == 0; });
        std::erase_if(expected, [](const auto &item) { return item.second.empty(); });
        members value = state.state().value();
        ASSERT_EQ(value.size(), expected.size());
        std::size_t i = 0;
        for (const auto &[name, days] : expected) {
            EXPECT_EQ(value.name(i), name);
            flow_view found = value.days(i++);
            ASSERT_EQ(found.size(), days.size());
            auto at = found.begin();
            for (const auto &[day, amount] : days) {
                EXPECT_EQ(at->day, day);
                EXPECT_EQ(at++->amount, amount);
            }
        }
        EXPECT_EQ(state.state().rows(), n);
    }
}

TEST(members_state, a_name_longer_than_the_block) {
    members_under_test state;
    std::string name(100'000, 'n');
    state.add(name, 1, micro);
    state.add("short", 1, micro);
    state.add(name, 1, micro);
    members value = state.state().value();
    ASSERT_EQ(value.size(), 2u);
    EXPECT_EQ(value.name(0), name);
    EXPECT_EQ(sum(value.days(0)), 2 * micro);
}

TEST(members_state, a_day_may_pass_the_limit_on_the_way) {
    members_under_test state;
    for (int i = 0; i < 100; ++i)
        state.add("a", 1, largest_micro_amount);
    EXPECT_THROW(state.state().value(), error);
    for (int i = 0; i < 100; ++i)
        state.add("a", 1, -largest_micro_amount, -1);
    EXPECT_EQ(state.state().value().size(), 0u);
    EXPECT_EQ(state.state().rows(), 0);
}

TEST(members_state, refuses_a_damaged_block) {
    alignas(8) std::uint32_t block[128] = {};
    EXPECT_THROW(members_state(block, sizeof block), error);
    members_state::create(block, sizeof block);
    EXPECT_NO_THROW(members_state(block, sizeof block));
    block[1] = 1000; // room for more entries than fit
    EXPECT_THROW(members_state(block, sizeof block), error);
}

TEST(daily_members, text_and_bytes_round_trip) {
    for (std::string_view text :
         {"{}", "{a: 2026-01-01:{1}}", "{\"\": 2026-01-01:{-1.5}, \"say \"\"hi\"\"\": 2026-01-01:{1}}",
          "{Z: 2026-01-01:{1}, 2027-01-01:{2}, z: 0001-01-01:{9200000000000}}"}) {
        members value = parse_members_text(text);
        string out, bytes;
        append_members_text(out, value);
        EXPECT_EQ(out, text);
        append_members(bytes, value);
        string again;
        append_members_text(again, parse_members(bytes));
        EXPECT_EQ(again, text);
    }
}

} // namespace
} // namespace hs::core
