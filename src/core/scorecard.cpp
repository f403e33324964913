// Scorecards: what makes one sound. See docs/reference/scorecard.md for the rules in words.
#include "core/scorecard.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <iterator>

namespace hs::core {
namespace {

constexpr std::string_view reason_names[reasons] = {
    "no_feed", "feed_gap", "feed_stale", "too_young", "not_recorded", "not_applicable", "observed"};

constexpr std::string_view combination_names[combinations] = {"weighted", "worst", "best"};

void check_name(std::string_view name, const char *argument) {
    if (name.empty())
        throw error(invalid_argument, std::string(argument) + " must not be empty");
    if (name.size() > longest_name)
        throw error(invalid_argument, std::string(argument) + " is longer than 255 bytes: " + quoted(name));
}

bool is_path(std::string_view component) {
    return component.front() != '/' && component.back() != '/' && component.find("//") == component.npos;
}

// Whether `component` is a component of a criterion, or above one.
bool is_component_of(const scorecard &card, std::string_view component) {
    return std::any_of(card.criteria.begin(), card.criteria.end(), [&](const criterion &c) {
        return c.component.starts_with(component) &&
               (c.component.size() == component.size() || c.component[component.size()] == '/');
    });
}

std::string full_name(const criterion &c) {
    return quoted(c.name) + " of component " + quoted(c.component);
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

bool is_missing(reason reason) {
    return reason == reason::feed_gap || reason == reason::feed_stale || reason == reason::too_young ||
           reason == reason::not_recorded;
}

std::string_view name_of(combination how) {
    return combination_names[static_cast<std::size_t>(how)];
}

std::optional<combination> combination_named(std::string_view name) {
    auto found = std::find(std::begin(combination_names), std::end(combination_names), name);
    if (found == std::end(combination_names))
        return std::nullopt;
    return static_cast<combination>(found - std::begin(combination_names));
}

std::string_view parent_of(std::string_view component) {
    auto slash = component.rfind('/');
    return slash == component.npos ? std::string_view{} : component.substr(0, slash);
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
    if (!is_path(c.component))
        throw error(invalid_argument, "component is not a path: " + quoted(c.component))
            .hint("A slash stands between the names of two components: usage/people.");
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

void insert(scorecard &card, const group &g) {
    if (!is_component_of(card, g.component))
        throw error(invalid_argument, "the scorecard has no component " + quoted(g.component));
    auto at = std::lower_bound(card.groups.begin(), card.groups.end(), g,
                               [](const group &a, const group &b) { return a.component < b.component; });
    bool is_there = at != card.groups.end() && at->component == g.component;
    if (is_there && at->how != g.how)
        throw error(invalid_argument, "component " + quoted(g.component) + " is combined in two ways");
    if (is_there || g.how == combination::weighted)
        return;
    if (card.groups.size() >= most_criteria)
        too_many("components that take their worst or best part");
    card.groups.insert(at, g);
}

void require_weight(const scorecard &card) {
    for (const auto &c : card.criteria)
        if (c.weight > 0)
            return;
    throw error(invalid_argument, "the weights of all criteria of a scorecard are 0")
        .hint("Give a weight above 0 to the criteria that are to count.");
}

void merge(scorecard &into, const scorecard &other) {
    if (into.minimum_coverage != other.minimum_coverage)
        throw error(invalid_argument, "scorecards of different minimum coverage cannot be rolled up");
    for (const auto &c : other.criteria)
        insert(into, c);
    for (const auto &l : other.limits)
        insert(into, l);
    for (const auto &g : other.groups)
        insert(into, g);
}

std::string flaw(const scorecard &card) {
    if (card.minimum_coverage < 0 || card.minimum_coverage > micro)
        return "The minimum coverage must lie between 0 and 1";
    if (std::max({card.criteria.size(), card.limits.size(), card.groups.size()}) > most_criteria)
        return "A scorecard may have at most 200 criteria, and as many limits";
    std::int64_t weight = 0;
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        const auto &c = card.criteria[i];
        if (c.component.empty() || c.name.empty() || c.component.size() > longest_name ||
            c.name.size() > longest_name)
            return "The names of components and criteria must have 1 to 255 bytes";
        if (!is_path(c.component))
            return "Not a path of components: " + quoted(c.component);
        if (c.weight < 0 || c.weight > std::int64_t{1'000'000} * micro)
            return "Weights must lie between 0 and 1000000";
        if (c.points < 0 || c.points > 100 * micro || (!c.has_points() && c.points != 0))
            return "Points must lie between 0 and 100";
        if (c.assumed && !is_missing(c.why))
            return "Points cannot be assumed where the reason is " + std::string(name_of(c.why));
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
    for (std::size_t i = 0; i < card.groups.size(); ++i) {
        const auto &g = card.groups[i];
        if (g.how == combination::weighted || !is_component_of(card, g.component))
            return "Only a component of the scorecard can take its worst or best part";
        if (i > 0 && card.groups[i - 1].component >= g.component)
            return "A component is given twice, or not in byte order: " + quoted(g.component);
    }
    if (weight == 0)
        return "The weights of all criteria are 0";
    return "";
}

} // namespace hs::core
