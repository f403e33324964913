// The composite of a scorecard: what its criteria add up to, level by level. The rules in words: docs/reference/scorecard.md.
#include "core/scorecard.hpp"

#include <algorithm>

namespace hs::core {
namespace {

bool bound(reason why) {
    return why != reason::no_feed;
}
bool applicable(reason why) {
    return why != reason::not_applicable;
}

std::int64_t quotient64(int128 a, int128 b) {
    return static_cast<std::int64_t>(quotient(a, b));
}

// Rounds total · a(i) / sum of a to whole numbers that add up to `total`: each quotient by itself, then the remainder
// goes to the largest as rounded, the first of them among equals, so that anyone can check it from what is shown.
template <class Share, class Result>
void split(std::int64_t total, std::size_t n, Share a, Result result) {
    if (n == 0)
        return;
    int128 sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        sum += a(i);
    std::int64_t rest = total;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        result(i) = sum > 0 ? quotient64(total * int128{a(i)}, sum) : 0;
        rest -= result(i);
        if (result(i) > result(largest))
            largest = i;
    }
    result(largest) += rest;
}

class composing {
public:
    explicit composing(const scorecard &card) : card_(card) {
        require_weight(card);
        out_.criteria.resize(card.criteria.size());
        find_components();
        // what lies deeper comes later
        for (std::size_t k = out_.components.size(); k-- > 0;)
            sum_up(k);
        sum_up_the_whole();
    }

    composite result() && { return std::move(out_); }

private:
    // Every component of a criterion and what is above it, in byte order: a parent before its children.
    void find_components() {
        vector<std::string_view> names;
        for (std::size_t i = 0; i < card_.criteria.size(); ++i) {
            if (i > 0 && card_.criteria[i].component == card_.criteria[i - 1].component)
                continue;
            for (auto name = card_.criteria[i].component; !name.empty(); name = parent_of(name))
                names.push_back(name);
        }
        if (!std::is_sorted(names.begin(), names.end()))
            std::sort(names.begin(), names.end());
        names.erase(std::unique(names.begin(), names.end()), names.end());

        auto &components = out_.components;
        components.reserve(names.size());
        std::size_t at = 0, next_group = 0;
        for (auto name : names) {
            component_score c{};
            c.name = name;
            c.parent = top;
            if (auto above = parent_of(name); !above.empty())
                c.parent = static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), above) -
                                                    names.begin());
            c.first = at;
            while (at < card_.criteria.size() && card_.criteria[at].component == name)
                ++at;
            c.last = at;
            if (next_group < card_.groups.size() && card_.groups[next_group].component == name)
                c.how = card_.groups[next_group++].how;
            components.push_back(c);
        }
        // lists of children, in byte order
        first_child_.assign(names.size() + 1, top);
        next_sibling_.assign(names.size(), top);
        for (std::size_t k = names.size(); k-- > 0;) {
            auto &first = first_child_[index(components[k].parent)];
            next_sibling_[k] = first;
            first = k;
        }
        out_.parts_at.resize(names.size() + 1);
    }

    std::size_t index(std::size_t component) const {
        return component == top ? out_.components.size() : component;
    }

    template <class F>
    void each_child(std::size_t component, F f) const {
        for (auto k = first_child_[index(component)]; k != top; k = next_sibling_[k])
            f(k);
    }

    // The sums over the parts of a component, whether it has points, and which.
    void sum_up(std::size_t k) {
        auto &c = out_.components[k];
        bool some_points = false;
        reason first_reason = reason::observed;
        std::size_t first_part = out_.parts.size();
        for (std::size_t i = c.first; i < c.last; ++i) {
            const auto &criterion = card_.criteria[i];
            c.weight += criterion.weight;
            if (!applicable(criterion.why) || criterion.weight == 0)
                continue;
            c.applicable += criterion.weight;
            if (bound(criterion.why))
                c.expected += criterion.weight;
            if (criterion.why == reason::observed)
                c.observed += criterion.weight;
            else
                first_reason = std::min(first_reason, criterion.why);
            if (criterion.has_points()) {
                c.counted += criterion.weight;
                some_points = true;
                out_.parts.push_back({false, i, criterion.weight, criterion.points});
            }
        }
        each_child(k, [&](std::size_t j) {
            const auto &child = out_.components[j];
            c.weight += child.weight;
            c.applicable += child.applicable;
            c.expected += child.expected;
            if (child.has_points) {
                c.observed += child.observed;
                c.counted += child.counted;
                some_points = true;
                out_.parts.push_back({true, j, child.weight, child.points});
            }
            if (child.applicable > 0 && child.why != reason::observed) {
                first_reason = std::min(first_reason, child.why);
                some_points = some_points || child.thin;
            }
        });
        if (c.expected > 0)
            c.coverage = quotient64(int128{c.observed} * micro, c.expected);
        if (c.counted > 0 && 2 * c.counted >= c.applicable) {
            c.has_points = true;
            c.why = c.observed > 0 ? reason::observed : first_reason;
            choose(first_part, c.how);
            c.points = mean_of_parts(first_part);
        } else {
            out_.parts.resize(first_part);
            // not applicable: all of it is, or nothing of it has a weight
            c.why = c.applicable == 0 ? reason::not_applicable : first_reason;
            c.thin = c.applicable > 0 && some_points;
        }
        out_.parts_at[k] = {first_part, out_.parts.size()};
    }

    // Leaves the worst or the best of the parts from `first` on, the first among equals.
    void choose(std::size_t first, combination how) {
        if (how == combination::weighted)
            return;
        auto begin = out_.parts.begin() + static_cast<std::ptrdiff_t>(first);
        auto lower = [](const part &a, const part &b) { return a.points < b.points; };
        *begin = how == combination::worst ? *std::min_element(begin, out_.parts.end(), lower)
                                           : *std::max_element(begin, out_.parts.end(), lower);
        out_.parts.resize(first + 1);
    }

    std::int64_t mean_of_parts(std::size_t first) const {
        int128 points = 0, weight = 0;
        for (std::size_t i = first; i < out_.parts.size(); ++i) {
            points += int128{out_.parts[i].weight} * out_.parts[i].points;
            weight += out_.parts[i].weight;
        }
        return quotient64(points, weight);
    }

    void sum_up_the_whole() {
        auto &components = out_.components;
        std::int64_t all = 0, bound_weight = 0, expected = 0, observed = 0;
        std::size_t first_part = out_.parts.size();
        each_child(top, [&](std::size_t k) {
            const auto &c = components[k];
            all += c.weight;
            expected += c.expected;
            if (c.has_points) {
                observed += c.observed;
                out_.parts.push_back({true, k, c.weight, c.points});
            }
        });
        out_.parts_at[components.size()] = {first_part, out_.parts.size()};
        for (auto &c : components)
            c.counts = c.has_points && (c.parent == top || components[c.parent].counts);
        for (const auto &c : components)
            for (std::size_t i = c.first; i < c.last; ++i) {
                out_.criteria[i].counts = c.counts && card_.criteria[i].has_points();
                if (bound(card_.criteria[i].why))
                    bound_weight += card_.criteria[i].weight;
            }

        share(top, micro, all);
        for (std::size_t k = 0; k < components.size(); ++k)
            share(k, components[k].share, components[k].weight);
        out_.model_coverage = quotient64(int128{bound_weight} * micro, all);
        if (expected > 0)
            out_.coverage = quotient64(int128{observed} * micro, expected);

        if (out_.parts.size() > first_part) {
            std::int64_t unlimited = mean_of_parts(first_part);
            out_.unlimited = unlimited;
            pass_down(top, micro, unlimited, 100 * micro - unlimited);
            for (std::size_t k = 0; k < components.size(); ++k)
                if (const auto &c = components[k]; c.counts)
                    pass_down(k, c.effective, c.contribution, c.lost);
        }
        out_.limited = out_.unlimited;
        out_.worst = points_with(0);
        out_.best = points_with(100 * micro);
        if (!card_.limits.empty())
            for (auto *points : {&out_.limited, &out_.worst, &out_.best})
                if (*points)
                    *points = std::min(**points, card_.limits.front().at_most);
        if (out_.coverage >= card_.minimum_coverage)
            out_.points = out_.limited;
    }

    // Splits a component's nominal share over all that is in it.
    void share(std::size_t component, std::int64_t of, std::int64_t weight) {
        if (weight == 0)
            return;
        vector<std::pair<std::int64_t, std::int64_t *>> all; // weight and share
        if (component != top)
            for (std::size_t i = out_.components[component].first; i < out_.components[component].last; ++i)
                if (card_.criteria[i].weight > 0)
                    all.push_back({card_.criteria[i].weight, &out_.criteria[i].share});
        each_child(component, [&](std::size_t k) {
            if (out_.components[k].weight > 0)
                all.push_back({out_.components[k].weight, &out_.components[k].share});
        });
        split(
            of, all.size(), [&](std::size_t i) { return int128{all[i].first}; },
            [&](std::size_t i) -> std::int64_t & { return *all[i].second; });
    }

    // Splits what counts of a component over its parts.
    void pass_down(std::size_t component, std::int64_t effective, std::int64_t contribution,
                   std::int64_t lost) {
        auto parts = out_.parts_of(component);
        auto pass = [&](std::int64_t total, std::int64_t component_score::*of_component,
                        std::int64_t criterion_score::*of_criterion, auto quantity) {
            split(
                total, parts.size(),
                [&](std::size_t i) { return int128{parts[i].weight} * quantity(parts[i]); },
                [&](std::size_t i) -> std::int64_t & {
                    return parts[i].is_component ? out_.components[parts[i].at].*of_component
                                                 : out_.criteria[parts[i].at].*of_criterion;
                });
        };
        pass(effective, &component_score::effective, &criterion_score::effective,
             [](const part &) { return std::int64_t{1}; });
        pass(contribution, &component_score::contribution, &criterion_score::contribution,
             [](const part &p) { return p.points; });
        pass(lost, &component_score::lost, &criterion_score::lost,
             [](const part &p) { return 100 * micro - p.points; });
    }

    // The points if what is applicable and not observed had these; null if nothing is applicable.
    std::optional<std::int64_t> points_with(std::int64_t missing) {
        vector<std::int64_t> points(out_.components.size());
        auto combine = [&](std::size_t k, combination how) -> std::optional<std::int64_t> {
            int128 sum = 0, weight = 0;
            std::int64_t least = 100 * micro, most = 0;
            auto take = [&](std::int64_t w, std::int64_t p) {
                sum += int128{w} * p;
                weight += w;
                least = std::min(least, p);
                most = std::max(most, p);
            };
            if (k != top)
                for (std::size_t i = out_.components[k].first; i < out_.components[k].last; ++i)
                    if (const auto &c = card_.criteria[i]; applicable(c.why) && c.weight > 0)
                        take(c.weight, out_.criteria[i].counts && !c.assumed ? c.points : missing);
            each_child(k, [&](std::size_t j) {
                if (out_.components[j].applicable > 0)
                    take(out_.components[j].weight, points[j]);
            });
            if (weight == 0)
                return std::nullopt;
            switch (how) {
                case combination::worst:
                    return least;
                case combination::best:
                    return most;
                default:
                    return quotient64(sum, weight);
            }
        };
        for (std::size_t k = out_.components.size(); k-- > 0;)
            points[k] = combine(k, out_.components[k].how).value_or(0);
        return combine(top, combination::weighted);
    }

    const scorecard &card_;
    composite out_;
    vector<std::size_t> first_child_, next_sibling_; // the children of the whole come last in the first
};

} // namespace

std::span<const part> composite::parts_of(std::size_t component) const {
    auto [first, last] = parts_at[component == top ? components.size() : component];
    return std::span<const part>(parts).subspan(first, last - first);
}

composite compose(const scorecard &card) {
    return composing(card).result();
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
