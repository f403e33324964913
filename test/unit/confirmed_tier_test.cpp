// The one-pass automaton against its definition: for every day, run it anew over the last 400 days.
#include "core/confirmed_tier.hpp"
#include "core/days.hpp"
#include "core/scanner.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace hs::core {
namespace {

// The definition, in words of its own: points are kept as a map of days, a run as the list of its raw tiers.
struct told {
    tier held;
    std::int32_t since;
    bool operator==(const told &) const = default;
};

told by_definition(const std::map<std::int32_t, std::int64_t> &points, std::int32_t day,
                   const tier_scale &s) {
    const std::int64_t boundaries[] = {s.yellow, s.green};
    told now{};
    std::map<std::int32_t, int> run; // raw tiers on one side of the tier
    bool first = true;
    std::int32_t last = 0;
    for (auto at = points.upper_bound(day - 400); at != points.end() && at->first <= day; ++at) {
        auto [today, p] = *at;
        int raw = static_cast<int>(s.tier_of(p)), c = static_cast<int>(now.held);
        if (first || today - last > 14) {
            now = {static_cast<tier>(raw), today};
            run.clear();
        } else {
            int target = c;
            while (target > 0 && p < boundaries[target - 1] - s.margin)
                --target;
            while (target < 2 && p >= boundaries[target] + s.margin)
                ++target;
            if (target == c) {
                bool open = !run.empty() && ((run.begin()->second < c) == (raw < c));
                if (raw == c || !open)
                    run.clear();
                if (raw != c)
                    run[today] = raw;
                if (run.size() >= 2 &&
                    today - run.begin()->first + 1 >= (raw < c ? s.down_days : s.up_days)) {
                    target = run.begin()->second;
                    for (auto [d, t] : run)
                        if (std::abs(t - c) < std::abs(target - c))
                            target = t;
                }
            }
            if (target != c) {
                now = {static_cast<tier>(target), today};
                run.clear();
                if (raw != target)
                    run[today] = raw;
            }
        }
        first = false;
        last = today;
    }
    return now;
}

tier_scale scale_of(std::string_view text) {
    return parse_tier_scale(text);
}

const std::vector<tier_scale> scales = {
    scale_of("yellow 60, green 80"),
    scale_of("yellow 60, green 80, margin 0, down 1 day, up 1 day"),
    scale_of("yellow 60, green 80, margin 0, down 30 days, up 30 days"),
    scale_of("yellow 60, green 80, margin 25, down 5 days, up 2 days"),
    scale_of("yellow 60, green 61, margin 3, down 3 days, up 365 days"),
    scale_of("yellow 60, green 80, margin 50, down 365 days, up 365 days")};

// Histories of up to 1,500 days: walks, swings around a boundary, long stretches in one tier; with gaps around 14 days.
std::map<std::int32_t, std::int64_t> some_points(std::mt19937 &random, unsigned shape) {
    std::map<std::int32_t, std::int64_t> points;
    double level = 50 + random() % 50;
    auto day = static_cast<std::int32_t>(random() % 5000) - 2500;
    unsigned n = random() % (shape % 5 == 0 ? 40 : 1500), gaps = shape % 3;
    for (unsigned i = 0; i < n; ++i) {
        double noise = random() % 1000 / 500.0 - 1;
        switch (shape % 6) {
            case 0:
                level += noise * 3;
                break;
            case 1: // above and below a boundary, within the margin
                level = (i / 300 % 2 == 0 ? 80 : 60) + (i % 2 == 0 ? 1.0 : -1.0);
                break;
            case 2:
                level = (random() % 2 == 0 ? 80 : 60) + noise * 2.5;
                break;
            case 3: // never moves, then once
                level = i == 700 ? 30 : i < 700 ? 79 : 61;
                break;
            case 4:
                level = 70 + 15 * (i / 200 % 2 == 0 ? 1 : -1) + noise * 12;
                break;
            default:
                level = random() % 100;
        }
        points[day] = static_cast<std::int64_t>(level * 1e6);
        std::int32_t step = 1;
        if (gaps == 1)
            step = random() % 40 == 0 ? 13 + static_cast<std::int32_t>(random() % 4) : 1;
        if (gaps == 2)
            step = 1 + static_cast<std::int32_t>(random() % 9);
        day += step;
    }
    return points;
}

history as_history(const std::map<std::int32_t, std::int64_t> &points) {
    history days;
    for (auto [day, p] : points)
        days.push_back({day, p});
    return days;
}

TEST(confirmed_tiers, agree_with_the_definition_on_every_day) {
    std::mt19937 random(17);
    std::size_t days_compared = 0, moved_window = 0;
    for (unsigned round = 0; round < 90; ++round) {
        auto points = some_points(random, round);
        const tier_scale &scale = scales[round / 6 % scales.size()];
        history days = as_history(points);
        if (days.empty())
            continue;
        auto tiers = std::make_unique<confirmed_tiers>(scale);
        std::optional<told> before;
        std::int32_t last = 0;
        unsigned each = round % 6 == 0 ? 1 : 11; // the definition takes long
        for (std::size_t i = 0; i < days.size(); ++i) {
            const tier_state &now = tiers->add(days[i].day, days[i].points);
            if (i % each > 1 && days.size() - i > 2) {
                before.reset();
                continue;
            }
            told expected = by_definition(points, days[i].day, scale);
            ASSERT_EQ((told{now.held, now.since}), expected) << "round " << round << ", evaluation " << i;
            ++days_compared;
            moved_window += days[i].day - days.front().day >= 400;
            if (before) {
                bool changed = days[i].day - last <= 14 && before->held != expected.held;
                EXPECT_EQ(tiers->changed_from(), changed ? std::optional(before->held) : std::nullopt);
            }
            before = expected;
            last = days[i].day;
        }
    }
    EXPECT_GT(days_compared, 10'000u);
    EXPECT_GT(moved_window, 5'000u);
}

TEST(confirmed_tiers, readers_agree_with_the_definition) {
    std::mt19937 random(18);
    for (unsigned round = 0; round < 60; ++round) {
        auto points = some_points(random, round);
        const tier_scale &scale = scales[round / 6 % scales.size()];
        history days = as_history(points);
        if (days.empty())
            continue;
        std::int32_t span = days.back().day - days.front().day + 40;
        std::int32_t from =
            days.front().day - 20 + static_cast<std::int32_t>(random() % static_cast<unsigned>(span));
        std::int32_t to = from + 60;
        auto by_day = std::make_unique<tiers_by_day>(days, from, scale);
        std::vector<tier_change> changes;
        std::optional<told> before;
        std::int32_t last = -1'000'000;
        for (std::int32_t day = from - 20; day <= to; ++day) {
            auto at = points.upper_bound(day);
            std::optional<told> expected;
            bool evaluated = false;
            if (at != points.begin() && day - (--at)->first <= 14) {
                expected = by_definition(points, at->first, scale);
                evaluated = at->first == day;
            }
            if (day >= from) {
                auto now = by_day->on(day), alone = tier_as_of(days, day, scale);
                ASSERT_EQ(now.has_value(), expected.has_value());
                ASSERT_EQ(alone.has_value(), expected.has_value());
                EXPECT_EQ(by_day->points().has_value(), evaluated);
                if (expected) {
                    EXPECT_EQ((told{now->held, now->since}), *expected);
                    EXPECT_EQ((told{alone->held, alone->since}), *expected);
                }
            }
            if (evaluated) {
                if (day >= from && before && day - last <= 14 && before->held != expected->held)
                    changes.push_back({day, before->held, expected->held, at->second});
                before = expected;
                last = day;
            }
        }
        auto found = transitions(days, from, to, scale);
        ASSERT_EQ(found.size(), changes.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            EXPECT_EQ(found[i].day, changes[i].day);
            EXPECT_EQ(found[i].from, changes[i].from);
            EXPECT_EQ(found[i].to, changes[i].to);
            EXPECT_EQ(found[i].points, changes[i].points);
        }
    }
}

// Episodes as one letter a day: its tier, or a dot.
std::string line_of(const vector<episode> &list, std::int32_t from, std::int32_t to) {
    std::string line(static_cast<std::size_t>(to - from + 1), '.');
    for (const auto &e : list)
        for (std::int32_t day = std::max(from, e.from_day);
             day <= to && !(e.until_day && day >= *e.until_day); ++day)
            line[static_cast<std::size_t>(day - from)] = "ryg"[static_cast<int>(e.held)];
    return line;
}

TEST(confirmed_tiers, episodes_cover_what_tiers_by_day_says) {
    std::mt19937 random(19);
    for (unsigned round = 0; round < 60; ++round) {
        auto points = some_points(random, round);
        const tier_scale &scale = scales[round / 6 % scales.size()];
        history days = as_history(points);
        std::int32_t from = days.empty() ? 0 : days[days.size() / 2].day - 3, to = from + 200;
        history known(days.begin(), days.begin() + static_cast<std::ptrdiff_t>(up_to(days, to).size()));
        std::string expected;
        auto by_day = std::make_unique<tiers_by_day>(known, from, scale);
        for (std::int32_t day = from; day <= to; ++day) {
            auto state = by_day->on(day);
            // In a gap that turned out longer than 14 days the tier ends with its last evaluation.
            auto next = within(known, day - 1, last_known_day);
            std::int32_t until = next.empty() ? to + 1 : next.front().day;
            if (state &&
                (state->day == day || until - state->day <= 14 || (next.empty() && to - state->day <= 14)))
                expected += "ryg"[static_cast<int>(state->held)];
            else
                expected += '.';
        }
        auto list = episodes(days, from, to, scale);
        EXPECT_EQ(line_of(list, from, to), expected);
        for (const auto &e : list) {
            std::int32_t last = e.until_day ? *e.until_day - 1 : to;
            EXPECT_EQ(e.days, last - e.from_day + 1);
            EXPECT_EQ(e.days_in_range, last - std::max(from, e.from_day) + 1);
            history_view part = within(known, e.from_day - 1, last);
            EXPECT_EQ(e.evaluations, static_cast<std::int32_t>(part.size()));
            std::int64_t least = part.front().points;
            for (const auto &item : part)
                least = std::min(least, item.points);
            EXPECT_EQ(e.least_points, least);
            EXPECT_EQ(e.last_points, part.back().points);
            EXPECT_TRUE(e.from_day >= from || e.from_day == tier_as_of(days, from, scale)->since);
        }
    }
}

// What the rule says, case by case: points of days that follow one another, a dot for a day without.
std::string tiers_of(std::string_view points, std::string_view scale) {
    scanner in(points, "points");
    confirmed_tiers tiers(scale_of(scale));
    std::string line;
    for (std::int32_t day = 0; !in.at_end(); ++day) {
        if (in.accept("silent")) {
            day += static_cast<std::int32_t>(in.integer()) - 1;
            line += ' ';
            continue;
        }
        line += "ryg"[static_cast<int>(tiers.add(day, in.exact_micro("points")).held)];
    }
    return line;
}

TEST(confirmed_tiers, say_what_the_rule_says) {
    constexpr char usual[] = "yellow 60, green 80, margin 2, down 3 days, up 14 days";
    EXPECT_EQ(tiers_of("90 59.5", usual), "gy");       // 80 is cleared, 60 is not
    EXPECT_EQ(tiers_of("90 57.9", usual), "gr");       // both are
    EXPECT_EQ(tiers_of("90 78 78 78", usual), "gggy"); // not below 80 - 2; three days of yellow are
    EXPECT_EQ(tiers_of("90 77.999999", usual), "gy");
    EXPECT_EQ(tiers_of("90 79 80 79 79", usual), "ggggg"); // the run is broken
    EXPECT_EQ(tiers_of("90 79 80 79 79 79", usual), "gggggy");
    EXPECT_EQ(tiers_of("90 79 silent 1 79", usual), "gg y");  // three days, two evaluations
    EXPECT_EQ(tiers_of("90 79 silent 14 79", usual), "gg y"); // 15 days: starts anew
    EXPECT_EQ(tiers_of("79 82", usual), "yg");
    EXPECT_EQ(tiers_of("79 81.9", usual), "yy");
    EXPECT_EQ(tiers_of("10 100", usual), "rg");
    EXPECT_EQ(tiers_of("79 81 81 81 81 81 81 81 81 81 81 81 81 81 81", usual), "yyyyyyyyyyyyyyg");
    EXPECT_EQ(tiers_of("90 59.5 59.5 59.5", usual), "gyyr"); // the run below yellow began with the move
    EXPECT_EQ(tiers_of("90 79 79", "yellow 60, green 80, margin 2, down 1 day, up 1 day"),
              "ggy"); // two evaluations
    // The nearest tier of the run, not the last: red, yellow, red confirm yellow.
    EXPECT_EQ(tiers_of("90 59 70 59", "yellow 60, green 80, margin 30, down 3 days, up 3 days"), "gggy");
    EXPECT_EQ(tiers_of("90 59 59 59", "yellow 60, green 80, margin 30, down 3 days, up 3 days"), "gggr");
    EXPECT_EQ(tiers_of("90 79 60 59 80 79.999999", "yellow 60, green 80, margin 0, down 1 day, up 1 day"),
              "gyyrgy");
}

} // namespace
} // namespace hs::core
