#include "core/big_integer.hpp"
#include "core/error.hpp"
#include "core/scorecard.hpp"

#include <gtest/gtest.h>
#include <random>

using namespace hs::core;

namespace {

struct owned_card {
    name_store names;
    scorecard card;
    explicit owned_card(std::string_view text) : card(parse_scorecard(text, names)) {}
};

composite composed(std::string_view text) {
    return compose(owned_card(text).card);
}

// A random card; weights are small, so that ties are frequent.
std::string random_card(std::mt19937 &random) {
    auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    constexpr const char *reasons[] = {"no_feed",   "feed_gap",     "feed_stale",
                                       "too_young", "not_recorded", "not_applicable"};
    std::string text;
    constexpr const char *flat[] = {"a", "b", "c", "d", "e"};
    constexpr const char *tree[] = {"a", "a/b", "a/b/c", "d/e", "d/f"};
    bool is_tree = below(2) == 0;
    int components = 1 + below(5);
    for (int k = 0; k < components; ++k) {
        text += (k > 0 ? ", \"" : "\"") + std::string(is_tree ? tree[k] : flat[k]) + "\" {";
        int criteria = 1 + below(4);
        for (int i = 0; i < criteria; ++i) {
            text += (i > 0 ? ", k" : "k") + std::to_string(i) + " ";
            switch (below(8)) {
                case 0:
                case 1:
                    text += reasons[below(6)];
                    break;
                case 2:
                    text += std::to_string(below(101)) + " " + reasons[1 + below(4)];
                    break;
                default:
                    text += std::to_string(below(101));
            }
            text += " * " + std::to_string(1 + below(4));
        }
        text += "}";
    }
    if (below(3) == 0)
        text += "; at_most " + std::to_string(below(101)) + " late";
    if (below(2) == 0)
        text += is_tree && components > 1 ? "; worst a, best \"a/b\"" : "; worst a";
    return text + "; requires 0";
}

} // namespace

TEST(scorecard, each_level_is_rounded) {
    // a: 1/3 to 0.333333, b: 2/3 to 0.666667; their mean is 0.5, not 0.4999995 rounded
    auto scores = composed("a {x 1 * 1, y 0 * 1, z 0 * 1}, b {x 2 * 1, y 0 * 1, z 0 * 1}");
    EXPECT_EQ(scores.components[0].points, 333'333);
    EXPECT_EQ(scores.components[1].points, 666'667);
    EXPECT_EQ(scores.unlimited, 500'000);
}

TEST(scorecard, half_of_a_component_is_enough_and_less_is_not) {
    EXPECT_TRUE(composed("a {x 40 * 1, y too_young * 1}").components[0].has_points);
    auto thin = composed("a {x 40 * 1, y too_young * 1.000001}, b {z 100 * 2}");
    EXPECT_FALSE(thin.components[0].has_points);
    EXPECT_TRUE(thin.components[0].thin);
    EXPECT_FALSE(thin.criteria[0].counts);
    EXPECT_EQ(thin.unlimited, 100 * micro);
    EXPECT_EQ(thin.best, 100 * micro);
    EXPECT_LT(thin.worst, 50 * micro);
}

TEST(scorecard, what_is_missing_may_have_points_that_are_assumed) {
    auto scores = composed("a {x 40 * 1, y 0 too_young * 3}, b {z 60 not_recorded * 4}; requires 0");
    // a counts, though less than half of it is observed, and b though nothing is
    EXPECT_EQ(scores.components[0].points, 10 * micro);
    EXPECT_EQ(scores.components[0].why, reason::observed);
    EXPECT_EQ(scores.components[1].points, 60 * micro);
    EXPECT_EQ(scores.components[1].why, reason::not_recorded);
    EXPECT_EQ(scores.unlimited, 35 * micro);
    // but nobody knows more by it
    EXPECT_EQ(scores.coverage, micro / 8);
    EXPECT_EQ(scores.worst, 5 * micro);
    EXPECT_EQ(scores.best, 92'500'000);
    // and when it becomes known, that is no change of the customer
    auto parts = explain(owned_card("a {x 40 * 1, y 0 too_young * 1}; requires 0").card,
                         owned_card("a {x 40 * 1, y 80 * 1}").card);
    EXPECT_EQ(parts[2].part, change::missing);
    EXPECT_EQ(parts[2].points, 40 * micro);
    EXPECT_THROW(owned_card("a {x 40 not_applicable * 1}"), error);
    EXPECT_THROW(owned_card("a {x 40 observed * 1}"), error);
}

TEST(scorecard, a_component_may_take_its_worst_or_best_part) {
    constexpr const char *parts = "a {x 40 * 1}, \"a/b\" {x 10 * 1, y 30 * 1}, \"a/c\" {x 90 * 1}";
    EXPECT_EQ(composed(parts).unlimited, 42'500'000); // (40 + 2 · 20 + 90) / 4
    EXPECT_EQ(composed(std::string(parts) + "; worst a").unlimited, 20 * micro);
    EXPECT_EQ(composed(std::string(parts) + "; best a").unlimited, 90 * micro);
    EXPECT_EQ(composed(std::string(parts) + "; worst a, best \"a/b\"").unlimited, 30 * micro);
}

TEST(scorecard, weights_that_are_all_0_are_refused) {
    scorecard card;
    insert(card, criterion{"a", "x", reason::observed, 0, 0});
    EXPECT_THROW(compose(card), error);
    EXPECT_FALSE(flaw(card).empty());
    EXPECT_THROW(compose(scorecard{}), error);
}

TEST(scorecard, a_criterion_is_taken_once) {
    scorecard card;
    insert(card, criterion{"a", "x", reason::observed, micro, 0});
    insert(card, criterion{"b", "x", reason::observed, micro, 0});
    EXPECT_THROW(insert(card, criterion{"a", "x", reason::too_young, micro, 0}), error);
}

TEST(scorecard, names_are_in_byte_order) {
    scorecard card;
    for (auto name : {"b", "\xc3\xa4", "B", "a"})
        insert(card, criterion{name, "x", reason::observed, micro, 0});
    EXPECT_EQ(card.criteria[0].component, "B");
    EXPECT_EQ(card.criteria[3].component, "\xc3\xa4");
}

TEST(scorecard, stored_cards_that_are_damaged_are_refused) {
    owned_card owned("usage {usage_level 50 * 1, depth too_young * 2}; at_most 77 late; worst usage");
    std::string body(stored_size(owned.card), '\0');
    store(body.data(), owned.card);
    string text;
    append_text(text, load(body));
    EXPECT_EQ(text,
              "usage {depth too_young * 2, usage_level 50 * 1}; at_most 77 late; worst usage; requires 0.6");
    for (std::size_t length = 0; length < body.size(); ++length)
        EXPECT_THROW(load(std::string_view(body).substr(0, length)), error) << length;
    // any byte may be anything: an answer or an error, never a read beyond the end (the sanitizers look)
    for (std::size_t at = 0; at < body.size(); ++at) {
        std::string damaged = body;
        damaged[at] = '\xff';
        try {
            load(damaged);
        } catch (const error &) {
        }
    }
}

TEST(scorecard, binary_cards_that_are_damaged_are_refused) {
    owned_card owned("usage {usage_level 50 * 1, depth too_young * 2}; at_most 77 late; worst usage");
    byte_writer to;
    write(to, owned.card);
    const std::string sound(to.bytes());
    for (std::size_t length = 0; length < sound.size(); ++length) {
        byte_reader from(std::string_view(sound).substr(0, length), "scorecard");
        EXPECT_THROW(read_scorecard(from), error) << length;
    }
    for (std::size_t at = 0; at < sound.size(); ++at)
        for (char byte : {'\0', '\x7f', '\xff'}) {
            std::string damaged = sound;
            damaged[at] = byte;
            byte_reader from(damaged, "scorecard");
            try {
                EXPECT_EQ(flaw(read_scorecard(from)), "");
            } catch (const error &e) {
                EXPECT_STREQ(e.sqlstate(), invalid_binary);
            }
        }
}

TEST(scorecard, random_cards_add_up) {
    std::mt19937 random(2026);
    for (int n = 0; n < 1000; ++n) {
        std::string text = random_card(random);
        auto scores = composed(text);
        std::int64_t share = 0, effective = 0, contribution = 0, lost = 0;
        for (const auto &c : scores.criteria) {
            share += c.share;
            effective += c.effective;
            contribution += c.contribution;
            lost += c.lost;
        }
        EXPECT_EQ(share, micro) << text;
        if (!scores.unlimited)
            continue;
        EXPECT_EQ(effective, micro) << text;
        EXPECT_EQ(contribution, *scores.unlimited) << text;
        EXPECT_EQ(lost, 100 * micro - *scores.unlimited) << text;
        EXPECT_LE(*scores.worst, *scores.points) << text;
        EXPECT_LE(*scores.points, *scores.best) << text;
    }
}

TEST(scorecard, random_changes_add_up_in_both_directions) {
    std::mt19937 random(7);
    int explained = 0;
    for (int n = 0; n < 1000; ++n) {
        owned_card before(random_card(random)), after(random_card(random));
        auto forward = explain(before.card, after.card), backward = explain(after.card, before.card);
        auto points_before = compose(before.card).points, points_after = compose(after.card).points;
        ASSERT_EQ(forward.empty(), !points_before || !points_after);
        ASSERT_EQ(forward.size(), backward.size());
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < forward.size(); ++i) {
            sum += forward[i].points;
            EXPECT_EQ(forward[i].part, backward[i].part);
            EXPECT_EQ(forward[i].criterion, backward[i].criterion);
            EXPECT_EQ(forward[i].points, -backward[i].points);
        }
        if (!forward.empty()) {
            EXPECT_EQ(sum, *points_after - *points_before);
            ++explained;
        }
    }
    EXPECT_GT(explained, 800);
}

TEST(scorecard, a_change_of_the_largest_cards_is_exact_too) {
    scorecard before, after;
    std::vector<std::string> names;
    for (int i = 0; i < static_cast<int>(most_criteria); ++i)
        names.push_back("component " + std::to_string(i));
    for (std::size_t i = 0; i < most_criteria; ++i) {
        auto odd = static_cast<std::int64_t>(i * 2 + 1);
        insert(before, criterion{names[i], "x", reason::observed, 1'000'000'000'000 - odd, odd * 200'003});
        insert(after, criterion{names[i], "x", reason::observed, 999'999'999'999 - odd * 7,
                                100 * micro - odd * 100'003});
    }
    std::int64_t sum = 0;
    for (const auto &part : explain(before, after))
        sum += part.points;
    EXPECT_EQ(sum, *compose(after).points - *compose(before).points);
}

TEST(big_integer, agrees_with_128_bits) {
    std::mt19937_64 random(1);
    for (int n = 0; n < 20000; ++n) {
        auto a = static_cast<std::int64_t>(random()) >> random() % 60,
             b = static_cast<std::int64_t>(random()) >> random() % 60;
        EXPECT_EQ((big_integer(a) + b - (int128{a} + b)).sign(), 0);
        EXPECT_EQ((big_integer(a) - b - (int128{a} - b)).sign(), 0);
        EXPECT_EQ((big_integer(a) * b - int128{a} * b).sign(), 0);
        if (b > 0 && std::abs(a) < std::int64_t{1} << 61) {
            EXPECT_EQ(rounded_quotient(big_integer(a), big_integer(b)),
                      static_cast<std::int64_t>(signed_quotient(a, b)));
        }
    }
}

TEST(big_integer, outgrows_128_bits) {
    big_integer power = 1;
    for (int i = 0; i < 50; ++i)
        power = power * 1'000'000'007;
    EXPECT_EQ(rounded_quotient(power * 42, power), 42);
    EXPECT_EQ(rounded_quotient(-(power * 85), power * 2), -43); // -42.5
    EXPECT_EQ(rounded_quotient(power * 85 - 1, power * 2), 42);
    EXPECT_EQ((power - power).sign(), 0);
    EXPECT_EQ((power - power * 2).sign(), -1);
}
