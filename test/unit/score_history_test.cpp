// score_history: forms, the aggregate's state against a map, drops and means against their definitions.
#include "core/days.hpp"
#include "core/error.hpp"
#include "core/flow.hpp"
#include "core/history_state.hpp"
#include "core/score_history.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace hs::core {
namespace {

// What the aggregate does: a block that is replaced by a larger one when the state asks for it.
class state_under_test {
public:
    state_under_test() : block_(new_block(history_state::least_size)) {
        history_state::create(block_.get(), size_);
    }

    void add(std::int32_t day, std::int64_t points, std::int32_t rows = 1) {
        while (!state().add(day, points, rows)) {
            history_state before = state();
            auto old = std::move(block_);
            block_ = new_block(before.grown_size(points, rows));
            before.move_to(block_.get(), size_, points, rows);
            ++moves;
        }
    }
    history_state state() { return {block_.get(), size_}; }

    int moves = 0;

private:
    std::unique_ptr<std::int64_t[]> new_block(std::size_t size) {
        size_ = (size + 7) / 8 * 8;
        return std::make_unique<std::int64_t[]>(size_ / 8);
    }
    std::size_t size_ = 0;
    std::unique_ptr<std::int64_t[]> block_;
};

history as_history(const std::map<std::int32_t, std::int64_t> &points) {
    history days;
    for (auto [day, p] : points)
        days.push_back({day, p});
    return days;
}

std::int64_t points_of(std::int32_t day, bool large) {
    std::uint32_t x = static_cast<std::uint32_t>(day) * 2654435761u >> 4;
    return large ? std::int64_t{x} * 30'000'000'000 - largest_micro_amount / 2 : x % 100'000'000;
}

TEST(history_state, agrees_with_a_map_in_any_order) {
    std::mt19937 random(21);
    for (int round = 0; round < 60; ++round) {
        state_under_test state;
        std::map<std::int32_t, std::int64_t> expected;
        unsigned n = random() % 3000, span = round % 3 == 0 ? 40 : 2000;
        for (unsigned i = 0; i < n; ++i) {
            auto day = static_cast<std::int32_t>(round % 4 == 1 ? i / 3 : random() % span) - 100;
            std::int64_t points = points_of(day, round % 5 == 0 && day % 500 == 499);
            state.add(day, points);
            expected[day] = points;
        }
        EXPECT_EQ(state.state().value(), as_history(expected));
    }
}

TEST(history_state, a_frame_that_moves_on) {
    std::mt19937 random(22);
    for (bool large : {false, true}) {
        state_under_test state;
        std::vector<std::int32_t> rows; // each day up to 600 times, which no small entry can count
        for (std::int32_t day = 0; day < 400; ++day)
            rows.insert(rows.end(), day % 50 == 7 ? 600 : random() % 3, day);
        std::size_t frame = 1000;
        for (std::size_t i = 0; i < rows.size() + frame; ++i) {
            if (i >= frame)
                state.add(rows[i - frame], points_of(rows[i - frame], large), -1);
            if (i < rows.size())
                state.add(rows[i], points_of(rows[i], large));
            if (i % 97 == 0) {
                std::map<std::int32_t, std::int64_t> expected;
                for (std::size_t k = i < frame ? 0 : i - frame + 1; k <= i && k < rows.size(); ++k)
                    expected[rows[k]] = points_of(rows[k], large);
                ASSERT_EQ(state.state().value(), as_history(expected)) << i;
            }
        }
        EXPECT_TRUE(state.state().value().empty());
    }
}

TEST(history_state, stays_small_where_rows_repeat) {
    state_under_test state;
    std::mt19937 random(4);
    for (int i = 0; i < 3'000; ++i) {
        auto day = static_cast<std::int32_t>(random() % 9);
        state.add(day, points_of(day, false));
    }
    EXPECT_LE(state.moves, 1);
    EXPECT_EQ(state.state().value().size(), 9u);
}

TEST(history_state, a_day_has_one_value) {
    state_under_test state;
    state.add(7, micro);
    state.add(8, micro);
    state.add(7, 2 * micro);
    EXPECT_THROW(state.state().value(), error);
    state.add(7, micro, -1);
    EXPECT_EQ(state.state().value(), (history{{7, 2 * micro}, {8, micro}}));
    state.add(7, 3 * micro, 1000); // more rows than a small entry counts
    state.add(7, 2 * micro, -1);
    EXPECT_EQ(state.state().value(), (history{{7, 3 * micro}, {8, micro}}));
}

TEST(history_state, refuses_a_damaged_block) {
    alignas(8) std::uint32_t block[64] = {};
    EXPECT_THROW(history_state(block, sizeof block), error); // entry size 0
    history_state::create(block, sizeof block);
    EXPECT_NO_THROW(history_state(block, sizeof block));
    block[1] = 1000; // more entries than fit
    EXPECT_THROW(history_state(block, sizeof block), error);
    EXPECT_THROW(history_state(block, 8), error);
}

TEST(score_history, text_and_bytes_round_trip) {
    for (std::string_view text :
         {"{}", "2026-01-01:{72.5,71,,60}, 2026-03-01:{80}", "0001-01-01:{0}, 9999-12-31:{-0.000001}",
          "2026-01-01:{9200000000000,-9200000000000,9200000000000}",
          "2026-01-01:{1,,,,,,,,2}, 2026-01-18:{3}"}) {
        history value = parse_history_text(text);
        string out, bytes, again;
        append_history_text(out, value);
        EXPECT_EQ(out, text);
        append_history(bytes, value);
        append_history_text(again, parse_history(bytes));
        EXPECT_EQ(again, text);
    }
}

TEST(score_history, is_small) {
    history same, smooth;
    std::mt19937 random(5);
    for (std::int32_t day = 0; day < 1000; ++day) {
        same.push_back({day, 72'500'000});
        smooth.push_back({day, 72'000'000 + static_cast<std::int64_t>(random() % 1'000'000)});
    }
    string bytes;
    append_history(bytes, same);
    EXPECT_LT(bytes.size(), 1'010u);
    bytes.clear();
    append_history(bytes, smooth);
    EXPECT_LT(bytes.size(), 3'010u);
}

// Any bytes are either refused or the one form of what they hold.
TEST(score_history, bytes_are_canonical) {
    std::mt19937 random(6);
    string good;
    append_history(good, parse_history_text("2026-01-01:{72.5,71,,60}, 2026-03-01:{80}"));
    int read = 0;
    for (int i = 0; i < 200'000; ++i) {
        std::string bytes(good.begin(), good.end());
        for (unsigned k = 0; k < 1 + random() % 3; ++k)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        bytes.resize(bytes.size() - random() % 3);
        try {
            string again;
            append_history(again, parse_history(bytes));
            EXPECT_EQ(std::string_view(again), bytes);
            ++read;
        } catch (const error &e) {
            EXPECT_STREQ(e.sqlstate(), invalid_binary);
        }
    }
    EXPECT_GT(read, 1000);
}

std::optional<std::int64_t> median_at(const std::map<std::int32_t, std::int64_t> &points, std::int32_t day) {
    std::vector<std::int64_t> list;
    for (auto at = points.upper_bound(day - 7); at != points.end() && at->first <= day; ++at)
        list.push_back(at->second);
    if (list.empty())
        return std::nullopt;
    std::sort(list.begin(), list.end());
    std::int64_t twice = list[(list.size() - 1) / 2] + list[list.size() / 2];
    return list.size() % 2 == 1 ? list[list.size() / 2]
                                : (twice + (twice < 0 ? -1 : 1)) / 2; // half away from zero
}

TEST(drops, agree_with_their_definitions) {
    std::mt19937 random(7);
    for (int round = 0; round < 60; ++round) {
        std::map<std::int32_t, std::int64_t> points;
        for (std::int32_t day = 0; day < 300; ++day)
            if (static_cast<int>(random() % 4) > round % 4 - 1)
                points[day] = static_cast<std::int64_t>(random() % 200) - 100;
        history days = as_history(points);
        std::int32_t count = round % 2 == 0 ? 30 : 1 + static_cast<std::int32_t>(random() % 90);
        std::int32_t from = static_cast<std::int32_t>(random() % 200) - 10;
        drops in_one_pass(days, from, count);
        for (std::int32_t day = from; day < from + 150; ++day) {
            auto got = in_one_pass.on(day), alone = drops(days, day, count).on(day);
            std::optional<int128> drop, point_drop, largest_drop;
            if (points.contains(day)) {
                std::int64_t peak = points[day];
                for (auto at = points.lower_bound(day - count); at != points.upper_bound(day); ++at)
                    peak = std::max(peak, at->second);
                drop = peak - points[day];
            }
            auto now = median_at(points, day);
            auto ago = points.upper_bound(day - count);
            if (now && ago != points.begin() && (--ago)->first >= day - count - 7)
                point_drop = *median_at(points, ago->first) - *now;
            int n = 0;
            std::int64_t peak = INT64_MIN;
            for (auto at = points.lower_bound(day - count); at != points.lower_bound(day); ++at, ++n)
                peak = std::max(peak, *median_at(points, at->first));
            if (now && n >= 10)
                largest_drop = peak - *now;
            EXPECT_TRUE(got.drop == drop && alone.drop == drop && drop_on(days, day, count) == drop);
            EXPECT_TRUE(got.point_drop == point_drop && alone.point_drop == point_drop);
            EXPECT_TRUE(got.largest_drop == largest_drop && alone.largest_drop == largest_drop);
        }
    }
}

TEST(smoothing, agrees_with_the_weighted_mean) {
    std::mt19937 random(8);
    for (double half_life : {0.001, 0.5, 7.0, 30.0, 1e6}) {
        history days;
        for (std::int32_t day = -200; day < 200; ++day)
            if (random() % 3 != 0)
                days.push_back({day, static_cast<std::int64_t>(random() % 100'000'000)});
        for (std::size_t n = 1; n <= days.size(); n += 17) {
            double sum = 0, weight = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double w = std::exp2(-(days[n - 1].day - days[i].day) / half_life);
                sum += w * static_cast<double>(days[i].points);
                weight += w;
            }
            auto got = smoothed_on({days.data(), n}, 1000, half_life);
            ASSERT_TRUE(got);
            EXPECT_NEAR(static_cast<double>(*got), sum / weight, 0.51);
        }
    }
    EXPECT_FALSE(smoothed_on({}, 0, 7));
    EXPECT_THROW(checked_half_life(0), error);
    EXPECT_THROW(checked_half_life(NAN), error);
}

} // namespace
} // namespace hs::core
