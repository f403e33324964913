#include "core/cheapest_path.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace hs::core;

namespace {

struct owned_card {
    name_store names;
    scorecard card;
    explicit owned_card(std::string_view text) : card(parse_scorecard(text, names)) {}
};

std::int64_t points_with(scorecard card, std::span<const lever> levers, const vector<step> &path) {
    card.limits.clear();
    for (const auto &s : path)
        card.criteria[levers[s.lever].criterion].points = points_at(levers[s.lever].points, s.value);
    return *compose(card).points;
}

double effort_of(std::span<const lever> levers, const vector<step> &path) {
    double effort = 0;
    for (const auto &s : path)
        effort += levers[s.lever].price * std::fabs(s.value - levers[s.lever].value);
    return effort;
}

} // namespace

TEST(cheapest_path, takes_the_fewest_criteria_and_then_the_least_effort) {
    owned_card owned("u {a 20 * 0.5, b 50 * 0.3, c 90 * 0.2}");
    vector<lever> levers;
    levers.push_back({0, parse_score_curve("0:0, 1:100"), 0.2, 1, false, {}});
    levers.push_back({1, parse_score_curve("0:100, 10:0"), 5, 1, false, {}});
    levers.push_back({2, parse_score_curve("0:0, 100:100"), 90, 1, false, {}});
    auto path = cheapest_path(owned.card, levers, {}, 60'000'000);
    ASSERT_TRUE(path);
    ASSERT_EQ(path->size(), 1u);
    EXPECT_DOUBLE_EQ(path->front().value, 0.54);
    // there already, and out of reach
    EXPECT_TRUE(cheapest_path(owned.card, levers, {}, 43'000'000)->empty());
    EXPECT_FALSE(cheapest_path(owned.card, std::span(levers).subspan(1), {}, 80'000'000));
    // a limit of a component: 55 of 100 points are capped at 50 until the component has 60
    component_limit limit{"u", comparison::less, 60, 50'000'000};
    EXPECT_DOUBLE_EQ(cheapest_path(owned.card, levers, {&limit, 1}, 55'000'000)->front().value, 0.54);
    component_limit any{"*", comparison::less_or_equal, 60, 50'000'000};
    EXPECT_GT(cheapest_path(owned.card, levers, {&any, 1}, 55'000'000)->front().value, 0.54);
}

TEST(cheapest_path, moves_what_has_to_move_and_knows_whole_numbers) {
    owned_card owned("u {a 20 * 0.5, b 50 * 0.3, c 90 * 0.2}");
    vector<lever> levers;
    levers.push_back({0, parse_score_curve("0:0, 10:100"), 2, 1, true, {}});
    levers.push_back({1, parse_score_curve("0:100, 10:0"), 5, 1, true, 4.0});
    auto path = cheapest_path(owned.card, levers, {}, 60'000'000);
    ASSERT_TRUE(path);
    ASSERT_EQ(path->size(), 2u);
    // 0.5 a + 0.3 * 60 + 18 = 60 asks for 48 points of a: 5 in whole numbers
    EXPECT_EQ(path->at(0).value, 5);
    EXPECT_EQ(path->at(1).value, 4);
}

// A step, a hump and a curve that falls: the nearest value on either side, and never the open end of a piece.
TEST(cheapest_path, follows_every_kind_of_curve) {
    owned_card owned("u {a 40 * 1}");
    struct {
        const char *curve;
        double value;
        std::int64_t target;
        double expected;
    } cases[] = {
        {"0:0, 5:40, 5:60, 10:100", 4, 50'000'000, 5},
        {"0:100, 3:100, 3:40, 9:40", 5, 90'000'000, std::nextafter(3.0, 0)},
        {"0:0, 5:100, 10:0", 8, 60'000'000, 7},
        {"0:0, 5:100, 10:0", 2, 60'000'000, 3},
        {"0:100, 10:0", 6, 41'000'000, 5.9},
        {"2:80", 6, 80'000'000, 6},
    };
    for (const auto &c : cases) {
        vector<lever> levers;
        levers.push_back({0, parse_score_curve(c.curve), c.value, 1, false, {}});
        owned.card.criteria[0].points = points_at(levers[0].points, c.value);
        auto path = cheapest_path(owned.card, levers, {}, c.target);
        ASSERT_TRUE(path) << c.curve;
        double reached = path->empty() ? c.value : path->front().value;
        EXPECT_DOUBLE_EQ(reached, c.expected) << c.curve;
        EXPECT_GE(points_at(levers[0].points, reached), c.target) << c.curve;
    }
}

// Against all choices on a grid: never more criteria, and no more effort than the best of the grid.
TEST(cheapest_path, is_no_worse_than_trying_everything) {
    std::mt19937 random(20);
    auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    constexpr int criteria = 4, grid = 10;
    int paths = 0;
    for (int round = 0; round < 40; ++round) {
        std::string text = "u {";
        vector<lever> levers;
        for (int i = 0; i < criteria; ++i) {
            double value = below(grid + 1);
            std::string shape = below(2) == 0 ? "0:0, 4:" + std::to_string(below(100)) + ", 10:100"
                                              : "0:100, 6:" + std::to_string(below(100)) + ", 10:0";
            levers.push_back(
                {static_cast<std::size_t>(i), parse_score_curve(shape), value, 1.0 + below(5), false, {}});
            text +=
                std::string(i > 0 ? ", k" : "k") + std::to_string(i) + " 1 * " + std::to_string(1 + below(4));
        }
        owned_card owned(text + "}");
        for (int i = 0; i < criteria; ++i)
            owned.card.criteria[static_cast<std::size_t>(i)].points = points_at(
                levers[static_cast<std::size_t>(i)].points, levers[static_cast<std::size_t>(i)].value);
        std::int64_t target = (50 + below(50)) * micro;
        auto path = cheapest_path(owned.card, levers, {}, target);
        std::size_t fewest = criteria + 1;
        double least = 0;
        for (int code = 0; code < std::pow(grid + 1, criteria); ++code) {
            vector<step> tried;
            for (int i = 0, rest = code; i < criteria; ++i, rest /= grid + 1) {
                auto n = static_cast<std::size_t>(i);
                if (rest % (grid + 1) != levers[n].value)
                    tried.push_back({n, static_cast<double>(rest % (grid + 1)), 0});
            }
            if (tried.size() > fewest || points_with(owned.card, levers, tried) < target)
                continue;
            double effort = effort_of(levers, tried);
            if (tried.size() < fewest || effort < least)
                least = effort;
            fewest = tried.size();
        }
        ASSERT_EQ(path.has_value(), fewest <= criteria);
        if (!path)
            continue;
        ++paths;
        EXPECT_GE(points_with(owned.card, levers, *path), target);
        EXPECT_LE(path->size(), fewest);
        if (path->size() == fewest) {
            EXPECT_LE(effort_of(levers, *path), least + 0.01 * criteria);
        }
    }
    EXPECT_GT(paths, 20);
}

// Components that count by their worst or best part.
TEST(cheapest_path, climbs_trees) {
    owned_card owned(R"("u/a" {x 20 * 1, y 90 * 1}, "u/b" {z 50 * 1}; worst u, best "u/a")");
    vector<lever> levers;
    for (std::size_t i = 0; i < 3; ++i)
        levers.push_back(
            {i, parse_score_curve("0:0, 100:100"), owned.card.criteria[i].points / 1e6, 1, false, {}});
    auto path = cheapest_path(owned.card, levers, {}, 80'000'000);
    ASSERT_TRUE(path);
    ASSERT_EQ(path->size(), 1u);
    EXPECT_EQ(path->front().lever, 2u);
    EXPECT_DOUBLE_EQ(path->front().value, 80);
}
