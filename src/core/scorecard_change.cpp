// How a change of points splits into parts: exactly, and the same backwards with the opposite sign.
//
// Let C be the criteria that count on both days, w a day's effective weights (they add up to 1 over what counts that
// day), S the weighted mean of C on a day (0 if C is empty), and w' the weights made to add up to 1 over C:
//   missing   a criterion that stops counting: w (S_before - s); one that starts: w (s - S_after)
//   value     of each in C: (w'_before + w'_after) / 2 · (s_after - s_before); it is called missing if the points of one day are assumed
//   weight    of each in C: ((s_before + s_after) - (S_before + S_after)) / 2 · (w'_after - w'_before)
//   limit     (limited - unlimited) after, less the same before
// Each part is an exact fraction, rounded half away from zero; what rounding leaves goes to the largest part.
#include "core/big_integer.hpp"
#include "core/interrupt.hpp"
#include "core/scorecard.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace hs::core {
namespace {

// One day. The effective weights are weight[i] / all, in whole numbers.
struct day {
    const scorecard &card;
    composite scores;
    vector<big_integer> weight;
    big_integer all;
    // of C: the sums of weight · points, and of weight; 0 and 1 if C is empty
    big_integer sum{0}, common{1};

    explicit day(const scorecard &of) : card(of), scores(compose(of)) {}

    // w is the product, over the criterion and the components that it is in, of weight ÷ the weight of all parts beside
    // it. The product of all those divisors makes whole numbers of them; dividing every weight by what all share keeps
    // them short. A part that stands alone takes all, and needs no divisor.
    void weigh() {
        const auto &components = scores.components;
        weight.resize(card.criteria.size());
        std::int64_t shared = 0;
        for (const auto &c : card.criteria)
            shared = std::gcd(shared, c.weight);
        shared = std::max<std::int64_t>(shared, 1); // 0 only without any weight, of which nothing is divided

        vector<std::int64_t> divisor(components.size(), 1);
        // the product of weights down to a component; 0 for one that takes no part
        vector<big_integer> taken(components.size());
        auto look_at = [&](std::size_t component, const big_integer &above) {
            auto parts = scores.parts_of(component);
            std::int64_t sum = 0;
            for (const auto &part : parts) {
                sum += part.weight / shared;
                big_integer product = parts.size() == 1 ? above : above * (part.weight / shared);
                (part.is_component ? taken[part.at] : weight[part.at]) = product;
            }
            return parts.size() == 1 ? 1 : sum;
        };
        all = look_at(top, 1);
        for (std::size_t k = 0; k < components.size(); ++k)
            if (taken[k].sign() > 0) {
                divisor[k] = look_at(k, taken[k]);
                all = all * divisor[k];
            }
        for (std::size_t k = 0; k < components.size(); ++k) {
            if (taken[k].sign() == 0 || components[k].first == components[k].last)
                continue;
            vector<std::int64_t> others = divisor; // of the components that these criteria are not in
            for (std::size_t above = k; above != top; above = components[above].parent)
                others[above] = 1;
            big_integer product = 1;
            for (auto other : others)
                if (other != 1)
                    product = product * other;
            for (std::size_t i = components[k].first; i < components[k].last; ++i)
                weight[i] = weight[i] * product;
        }
    }

    bool counts(std::size_t i) const { return i < card.criteria.size() && scores.criteria[i].counts; }
    std::int64_t limit_effect() const { return *scores.limited - *scores.unlimited; }
};

// A criterion of either day: where it stands on each, or card.criteria.size() if it is not there.
struct pair {
    std::size_t before, after;
};

vector<pair> pairs_of(const scorecard &before, const scorecard &after) {
    vector<pair> pairs;
    std::size_t b = 0, a = 0, b_end = before.criteria.size(), a_end = after.criteria.size();
    while (b < b_end || a < a_end) {
        int order = b == b_end ? 1 : a == a_end ? -1 : compare(before.criteria[b], after.criteria[a]);
        pairs.push_back({order <= 0 ? b : b_end, order >= 0 ? a : a_end});
        b += order <= 0;
        a += order >= 0;
    }
    return pairs;
}

} // namespace

std::string_view name_of(change part) {
    constexpr std::string_view names[] = {"missing", "value", "weight", "limit"};
    return names[static_cast<std::size_t>(part)];
}

vector<change_part> explain(const scorecard &before_card, const scorecard &after_card) {
    day before(before_card), after(after_card);
    vector<change_part> parts;
    if (!before.scores.points || !after.scores.points)
        return parts;
    before.weigh();
    after.weigh();

    vector<pair> pairs = pairs_of(before_card, after_card);
    std::erase_if(pairs, [&](const pair &p) { return !before.counts(p.before) && !after.counts(p.after); });
    auto in_both = [&](const pair &p) { return before.counts(p.before) && after.counts(p.after); };

    big_integer sum_before, common_before, sum_after, common_after;
    for (const auto &p : pairs) {
        if (!in_both(p))
            continue;
        sum_before = sum_before + before.weight[p.before] * before_card.criteria[p.before].points;
        common_before = common_before + before.weight[p.before];
        sum_after = sum_after + after.weight[p.after] * after_card.criteria[p.after].points;
        common_after = common_after + after.weight[p.after];
    }
    // Without any weight on one of the days C has no mean: then it is taken as empty.
    bool has_common = common_before.sign() > 0 && common_after.sign() > 0;
    if (has_common) {
        before.sum = sum_before;
        before.common = common_before;
        after.sum = sum_after;
        after.common = common_after;
    }

    // w (S - s) of that day, as it is lost when the criterion stops counting
    auto passed_on = [](const day &day, std::size_t i) {
        return rounded_quotient(day.weight[i] * (day.sum - day.common * day.card.criteria[i].points),
                                day.all * day.common);
    };
    const big_integer both = before.common * after.common;
    const big_integer means =
        before.sum * after.common + after.sum * before.common; // (S_before + S_after) · both
    for (const auto &p : pairs) {
        check_interrupts();
        const criterion &c =
            before.counts(p.before) ? before_card.criteria[p.before] : after_card.criteria[p.after];
        if (in_both(p) && has_common) {
            std::int64_t s0 = before_card.criteria[p.before].points, s1 = after_card.criteria[p.after].points;
            big_integer w0 = before.weight[p.before] * after.common,
                        w1 = after.weight[p.after] * before.common;
            bool known = before_card.criteria[p.before].assumed == after_card.criteria[p.after].assumed;
            parts.push_back({known ? change::value : change::missing, c.component, c.name,
                             rounded_quotient((w0 + w1) * (s1 - s0), both * 2)});
            parts.push_back({change::weight, c.component, c.name,
                             rounded_quotient((both * (s0 + s1) - means) * (w1 - w0), both * both * 2)});
            continue;
        }
        std::int64_t points = 0;
        if (before.counts(p.before))
            points += passed_on(before, p.before);
        if (after.counts(p.after))
            points -= passed_on(after, p.after);
        parts.push_back({change::missing, c.component, c.name, points});
    }
    parts.push_back({change::limit, {}, {}, after.limit_effect() - before.limit_effect()});

    std::int64_t rest = *after.scores.points - *before.scores.points;
    for (const auto &part : parts)
        rest -= part.points;
    auto largest =
        std::max_element(parts.begin(), parts.end(), [](const change_part &a, const change_part &b) {
            return std::abs(a.points) < std::abs(b.points);
        });
    largest->points += rest;
    return parts;
}

} // namespace hs::core
