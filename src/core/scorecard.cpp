// Scorecards: what makes one sound, and the composite. See docs/reference/scorecard.md for the rules in words.
#include "core/scorecard.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <iterator>

namespace hs::core {
namespace {

constexpr std::string_view reason_names[reasons] = {
    "no_feed", "feed_gap", "feed_stale", "too_young", "not_recorded", "not_applicable", "observed"};

bool bound(reason why) {
    return why != reason::no_feed;
}
bool applicable(reason why) {
    return why != reason::not_applicable;
}

std::int64_t quotient64(int128 a, int128 b) {
    return static_cast<std::int64_t>(quotient(a, b));
}

void check_name(std::string_view name, const char *argument) {
    if (name.empty())
        throw error(invalid_argument, std::string(argument) + " must not be empty");
    if (name.size() > longest_name)
        throw error(invalid_argument, std::string(argument) + " is longer than 255 bytes: " + quoted(name));
}

std::string full_name(const criterion &c) {
    return quoted(c.name) + " of component " + quoted(c.component);
}

[[noreturn]] void refuse_weights() {
    throw error(invalid_argument, "the weights of all criteria of a scorecard are 0")
        .hint("Give a weight above 0 to the criteria that are to count.");
}

[[noreturn]] void too_many(const char *what) {
    throw error(too_large, std::string("a scorecard may have at most 200 ") + what);
}

} // namespace

std::string_view name_of(reason reason) {
    return reason_names[static_cast<std::size_t>(reason)];
}

std::optional<reason> reason_named(std::string_view name) {
    auto found = std::find(std::begin(reason_names), std::end(reason_names), name);
    if (found == std::end(reason_names))
        return std::nullopt;
    return static_cast<reason>(found - std::begin(reason_names));
}

int compare(const criterion &a, const criterion &b) {
    int components = a.component.compare(b.component); // of bytes: char_traits<char> compares them unsigned
    return components != 0 ? components : a.name.compare(b.name);
}

int compare(const limit &a, const limit &b) {
    if (a.at_most != b.at_most)
        return a.at_most < b.at_most ? -1 : 1;
    return a.reason.compare(b.reason);
}

void check(const criterion &c) {
    check_name(c.component, "component");
    check_name(c.name, "criterion");
}

void check(const limit &limit) {
    check_name(limit.reason, "reason");
}

std::int64_t points_to_micro(double points, const char *argument) {
    require_finite(points, argument);
    if (!(points >= 0 && points <= 100)) {
        string shown;
        append_number(shown, points);
        throw error(invalid_argument,
                    std::string(argument) + " must lie between 0 and 100, not " + std::string(shown));
    }
    return to_micro(points, argument);
}

std::int64_t coverage_to_micro(double coverage, const char *argument) {
    require_finite(coverage, argument);
    if (!(coverage >= 0 && coverage <= 1)) {
        string shown;
        append_number(shown, coverage);
        throw error(invalid_argument,
                    std::string(argument) + " must lie between 0 and 1, not " + std::string(shown));
    }
    return to_micro(coverage, argument);
}

void refuse_duplicate(const criterion &c) {
    throw error(invalid_argument, "criterion " + full_name(c) + " is given twice in a scorecard")
        .hint("A scorecard takes one row per criterion: group by account and day.");
}

void insert(scorecard &card, const criterion &c) {
    auto at = std::lower_bound(card.criteria.begin(), card.criteria.end(), c,
                               [](const criterion &a, const criterion &b) { return compare(a, b) < 0; });
    if (at != card.criteria.end() && compare(*at, c) == 0)
        refuse_duplicate(c);
    if (card.criteria.size() >= most_criteria)
        too_many("criteria");
    card.criteria.insert(at, c);
}

void insert(scorecard &card, const limit &l) {
    auto at = std::lower_bound(card.limits.begin(), card.limits.end(), l,
                               [](const limit &a, const limit &b) { return compare(a, b) < 0; });
    if (at != card.limits.end() && compare(*at, l) == 0)
        return;
    if (card.limits.size() >= most_criteria)
        too_many("limits");
    card.limits.insert(at, l);
}

void require_weight(const scorecard &card) {
    for (const auto &c : card.criteria)
        if (c.weight > 0)
            return;
    refuse_weights();
}

void merge(scorecard &into, const scorecard &other) {
    if (into.minimum_coverage != other.minimum_coverage)
        throw error(invalid_argument, "scorecards of different minimum coverage cannot be rolled up");
    for (const auto &c : other.criteria)
        insert(into, c);
    for (const auto &l : other.limits)
        insert(into, l);
}

std::string flaw(const scorecard &card) {
    if (card.minimum_coverage < 0 || card.minimum_coverage > micro)
        return "The minimum coverage must lie between 0 and 1";
    if (card.criteria.size() > most_criteria || card.limits.size() > most_criteria)
        return "A scorecard may have at most 200 criteria and 1000 limits";
    std::int64_t weight = 0;
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        const auto &c = card.criteria[i];
        if (c.component.empty() || c.name.empty() || c.component.size() > longest_name ||
            c.name.size() > longest_name)
            return "The names of components and criteria must have 1 to 255 bytes";
        if (c.weight < 0 || c.weight > std::int64_t{1'000'000} * micro)
            return "Weights must lie between 0 and 1000000";
        if (c.points < 0 || c.points > 100 * micro || (c.why != reason::observed && c.points != 0))
            return "Points must lie between 0 and 100";
        if (i > 0 && compare(card.criteria[i - 1], c) >= 0)
            return "Criterion " + full_name(c) + " is given twice, or not in byte order";
        weight += c.weight;
    }
    for (std::size_t i = 0; i < card.limits.size(); ++i) {
        const auto &l = card.limits[i];
        if (l.at_most < 0 || l.at_most > 100 * micro || l.reason.empty() || l.reason.size() > longest_name)
            return "A limit must lie between 0 and 100 and have a reason of 1 to 255 bytes";
        if (i > 0 && compare(card.limits[i - 1], l) >= 0)
            return "Limits must be in order, each once";
    }
    if (weight == 0)
        return "The weights of all criteria are 0";
    return "";
}

// --- the composite ---------------------------------------------------------------------------------------------------

namespace {

// Rounds a(i) / b to whole numbers that add up to `total`: each quotient by itself, then the remainder goes to the
// largest, the first of them among equals. b is positive; where a(i) is negative, i takes no part.
template <class Numerator, class Result>
void split(std::int64_t total, std::size_t n, int128 b, Numerator a, Result result) {
    std::int64_t rest = total;
    std::size_t largest = n;
    for (std::size_t i = 0; i < n; ++i) {
        int128 numerator = a(i);
        if (numerator < 0)
            continue;
        std::int64_t part = quotient64(numerator, b);
        result(i) = part;
        rest -= part;
        // Largest as rounded, so that anyone can check it from what is shown.
        if (largest == n || part > result(largest))
            largest = i;
    }
    if (rest != 0 && largest != n)
        result(largest) += rest;
}

// Splits the parts of components, then those of the criteria within each: both levels add up.
struct splitting {
    const scorecard &card;
    composite &out;

    static constexpr int128 no_part = -1;

    // The nominal share of the whole.
    void shares(int128 all) {
        split(
            micro, out.components.size(), all,
            [&](std::size_t k) { return part_of(out.components[k].weight); },
            [&](std::size_t k) -> std::int64_t & { return out.components[k].share; });
        for (auto &c : out.components)
            split(
                c.share, c.last - c.first, all,
                [&](std::size_t i) { return part_of(card.criteria[c.first + i].weight); },
                [&](std::size_t i) -> std::int64_t & { return out.criteria[c.first + i].share; });
    }

    static int128 part_of(int128 weight) { return weight > 0 ? weight * micro : no_part; }

    // A quantity of what counts: component k has of_component(k) / all of it, a criterion of it
    // weight · of_criterion(i) / observed, times the component's weight / all.
    template <class OfComponent, class OfCriterion>
    void counted(std::int64_t total, int128 all, std::int64_t component_score::*component_part,
                 std::int64_t criterion_score::*criterion_part, OfComponent of_component,
                 OfCriterion of_criterion) {
        vector<std::int64_t> parts(out.components.size());
        split(
            total, parts.size(), all,
            [&](std::size_t k) {
                const auto &c = out.components[k];
                return c.counts() ? int128{c.weight} * of_component(c) : no_part;
            },
            [&](std::size_t k) -> std::int64_t & { return parts[k]; });
        for (std::size_t k = 0; k < parts.size(); ++k) {
            auto &c = out.components[k];
            if (!c.counts())
                continue;
            if (component_part != nullptr)
                c.*component_part = parts[k];
            split(
                parts[k], c.last - c.first, int128{c.observed} * all,
                [&](std::size_t i) {
                    const auto &criterion = card.criteria[c.first + i];
                    return criterion.why == reason::observed
                               ? int128{c.weight} * criterion.weight * of_criterion(criterion)
                               : no_part;
                },
                [&](std::size_t i) -> std::int64_t & { return out.criteria[c.first + i].*criterion_part; });
        }
    }
};

// The sums over a component's criteria, whether it is observed, and its points.
component_score component_of(const scorecard &card, std::size_t first) {
    component_score c{};
    c.name = card.criteria[first].component;
    c.first = c.last = first;
    int128 points = 0;
    bool some_observed = false;
    reason first_reason = reason::observed;
    for (; c.last < card.criteria.size() && card.criteria[c.last].component == c.name; ++c.last) {
        const auto &criterion = card.criteria[c.last];
        c.weight += criterion.weight;
        if (!applicable(criterion.why))
            continue;
        c.applicable += criterion.weight;
        if (bound(criterion.why))
            c.expected += criterion.weight;
        if (criterion.why == reason::observed) {
            c.observed += criterion.weight;
            points += int128{criterion.weight} * criterion.points;
            some_observed = some_observed || criterion.weight > 0;
        } else if (criterion.weight > 0) {
            first_reason = std::min(first_reason, criterion.why);
        }
    }
    if (c.expected > 0)
        c.coverage = quotient64(int128{c.observed} * micro, c.expected);
    if (c.observed > 0 && 2 * c.observed >= c.applicable) {
        c.why = reason::observed;
        c.points = quotient64(points, c.observed);
    } else if (c.applicable == 0) {
        c.why = reason::not_applicable; // all of it is, or nothing of it has a weight
    } else {
        c.why = first_reason;
        c.thin = some_observed;
    }
    return c;
}

// The composite if what is applicable and not observed had these points; null if nothing is applicable.
std::optional<std::int64_t> composite_with(const scorecard &card, const composite &scores,
                                           std::int64_t missing_points) {
    int128 sum = 0, weight = 0;
    for (const auto &c : scores.components) {
        if (c.applicable == 0)
            continue;
        int128 points = 0;
        for (std::size_t i = c.first; i < c.last; ++i) {
            const auto &criterion = card.criteria[i];
            if (applicable(criterion.why))
                points += int128{criterion.weight} *
                          (scores.criteria[i].counts ? criterion.points : missing_points);
        }
        sum += int128{c.weight} * quotient(points, c.applicable);
        weight += c.weight;
    }
    if (weight == 0)
        return std::nullopt;
    return quotient64(sum, weight);
}

} // namespace

composite compose(const scorecard &card) {
    composite out;
    out.criteria.resize(card.criteria.size());
    int128 all = 0, bound_weight = 0, expected = 0, observed = 0; // weights of the whole
    int128 counted_weight = 0, counted_points = 0;                // of the components that are observed
    for (std::size_t first = 0; first < card.criteria.size();) {
        component_score c = component_of(card, first);
        for (std::size_t i = c.first; i < c.last; ++i) {
            out.criteria[i].counts = c.counts() && card.criteria[i].why == reason::observed;
            if (bound(card.criteria[i].why))
                bound_weight += card.criteria[i].weight;
        }
        all += c.weight;
        expected += c.expected;
        if (c.counts()) {
            observed += c.observed;
            counted_weight += c.weight;
            counted_points += int128{c.weight} * c.points;
        }
        first = c.last;
        out.components.push_back(c);
    }
    if (all == 0)
        refuse_weights();

    splitting parts{card, out};
    parts.shares(all);
    out.model_coverage = quotient64(bound_weight * micro, all);
    if (expected > 0)
        out.coverage = quotient64(observed * micro, expected);

    if (counted_weight > 0) {
        std::int64_t unlimited = quotient64(counted_points, counted_weight);
        out.unlimited = unlimited;
        parts.counted(
            micro, counted_weight, &component_score::effective, &criterion_score::effective,
            [](const component_score &) { return micro; }, [](const criterion &) { return micro; });
        parts.counted(
            unlimited, counted_weight, &component_score::contribution, &criterion_score::contribution,
            [](const component_score &c) { return c.points; }, [](const criterion &c) { return c.points; });
        parts.counted(
            100 * micro - unlimited, counted_weight, nullptr, &criterion_score::lost,
            [](const component_score &c) { return 100 * micro - c.points; },
            [](const criterion &c) { return 100 * micro - c.points; });
    }
    out.limited = out.unlimited;
    out.worst = composite_with(card, out, 0);
    out.best = composite_with(card, out, 100 * micro);
    if (!card.limits.empty())
        for (auto *points : {&out.limited, &out.worst, &out.best})
            if (*points)
                *points = std::min(**points, card.limits.front().at_most);
    if (out.coverage >= card.minimum_coverage)
        out.points = out.limited;
    return out;
}

std::optional<std::size_t> main_loss(const composite &composite) {
    std::optional<std::size_t> largest;
    for (std::size_t i = 0; i < composite.criteria.size(); ++i) {
        const auto &c = composite.criteria[i];
        if (c.counts && c.lost > 0 && (!largest || c.lost > composite.criteria[*largest].lost))
            largest = i;
    }
    return largest;
}

} // namespace hs::core
