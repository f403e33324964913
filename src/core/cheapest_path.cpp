#include "core/cheapest_path.hpp"

#include "core/interrupt.hpp"
#include "core/numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hs::core {
namespace {

constexpr std::int64_t grain = 1'000;        // points of a step are told to the thousandth
constexpr std::size_t most_corners = 20'000; // of one choice of levers; beyond, only the best ends are tried

bool holds(std::int64_t points, comparison how, double limit) {
    double x = from_micro(points);
    switch (how) {
        case comparison::less:
            return x < limit;
        case comparison::less_or_equal:
            return x <= limit;
        case comparison::equal:
            return x == limit;
        case comparison::greater_or_equal:
            return x >= limit;
        default:
            return x > limit;
    }
}

// Where a lever can be moved to, and what it takes.
struct place {
    double value;
    std::int64_t points;
    double effort;
};

class search {
public:
    search(const scorecard &card, std::span<const lever> levers, std::span<const component_limit> limits,
           std::int64_t target)
        : card_(card), levers_(levers), limits_(limits), target_(target), at_(levers.size()),
          start_(levers.size()), corners_(levers.size()) {
        card_.limits.clear();
        for (std::size_t i = 0; i < levers.size(); ++i) {
            start_[i] = place_at(i, levers[i].at_least_to.value_or(levers[i].value));
            corners_[i] = corners_of(i);
            move(i, start_[i]);
        }
    }

    std::optional<vector<step>> run() {
        vector<std::size_t> forced, free;
        for (std::size_t i = 0; i < levers_.size(); ++i) {
            if (levers_[i].at_least_to)
                forced.push_back(i);
            else if (!corners_[i].empty())
                free.push_back(i);
        }
        if (!compose(card_).points)
            return std::nullopt;
        for (std::size_t n = 0; n <= free.size(); ++n) {
            vector<std::size_t> chosen = forced;
            choose(free, 0, n, chosen);
            if (best_effort_ < std::numeric_limits<double>::infinity())
                return best_;
            // with more the reach only grows: not even all of them
            if (n == 0 && !reaches_with(forced, free))
                return std::nullopt;
        }
        return std::nullopt;
    }

private:
    void move(std::size_t i, const place &to) {
        at_[i] = to;
        card_.criteria[levers_[i].criterion].points = to.points;
    }

    place place_at(std::size_t i, double value) const {
        return {value, points_at(levers_[i].points, value),
                levers_[i].price * std::fabs(value - levers_[i].value)};
    }

    bool reaches() {
        if (++evaluations_ % 256 == 0)
            check_interrupts();
        composite whole = compose(card_);
        std::int64_t points = *whole.points;
        for (const auto &limit : limits_) {
            if (points <= limit.at_most)
                continue;
            for (const auto &component : whole.components) {
                bool is_meant =
                    limit.component == "*" ? component.parent == top : component.name == limit.component;
                if (is_meant && component.has_points && holds(component.points, limit.how, limit.points))
                    points = std::min(points, limit.at_most);
            }
        }
        return points >= target_;
    }

    // The nearest place with at least these points.
    std::optional<place> nearest(std::size_t i, std::int64_t points) const {
        const curve &curve = levers_[i].points;
        double value = levers_[i].value, wanted = from_micro(points);
        std::optional<place> found;
        auto consider = [&](double x, double towards) {
            if (levers_[i].whole)
                x = towards < x ? std::floor(x) : std::ceil(x);
            // rounding may have left it a little short
            for (int k = 0; k < 8 && points_at(curve, x) < points; ++k)
                x = std::nextafter(x, towards);
            place there = place_at(i, x);
            if (there.points >= points && (!found || there.effort < found->effort))
                found = there;
        };
        constexpr double far = largest_amount;
        for (std::size_t k = 0; k + 1 < curve.size(); ++k) {
            auto [a, from] = curve[k];
            auto [b, to] = curve[k + 1];
            if (a == b || (from < wanted && to < wanted))
                continue;
            double end = std::nextafter(b, -far); // b belongs to what follows
            if (from >= wanted && to >= wanted) {
                consider(std::clamp(value, a, end), value < a ? far : -far);
            } else {
                double crossing = a + (wanted - from) * (b - a) / (to - from);
                if (crossing > end && points_at(curve, b) >= points)
                    continue; // it is where the next piece begins
                if (to > from)
                    consider(std::clamp(value, std::min(crossing, end), end), far);
                else
                    consider(std::clamp(value, a, std::min(crossing, end)), -far);
            }
        }
        if (curve.front().points >= wanted)
            consider(std::min(value, std::nextafter(curve.front().value, -far)), -far);
        if (curve.back().points >= wanted)
            consider(std::max(value, curve.back().value), far);
        return found;
    }

    // The corners of its curve that are better than where it starts, each with more points than the one before.
    vector<place> corners_of(std::size_t i) const {
        vector<place> corners;
        vector<std::int64_t> levels;
        for (const auto &p : levers_[i].points)
            levels.push_back(to_micro(p.points, "points"));
        std::sort(levels.begin(), levels.end());
        for (std::int64_t points : levels) {
            if (points <= (corners.empty() ? start_[i].points : corners.back().points))
                continue;
            auto there = nearest(i, points);
            if (there)
                corners.push_back(*there);
        }
        return corners;
    }

    void to_best(std::size_t i) {
        if (!corners_[i].empty())
            move(i, corners_[i].back());
    }

    bool reaches_with(std::span<const std::size_t> some, std::span<const std::size_t> others) {
        for (std::size_t i : some)
            to_best(i);
        for (std::size_t i : others)
            to_best(i);
        bool answer = reaches();
        for (std::size_t i : some)
            move(i, start_[i]);
        for (std::size_t i : others)
            move(i, start_[i]);
        return answer;
    }

    // All choices of n more from free[from …].
    void choose(std::span<const std::size_t> free, std::size_t from, std::size_t n,
                vector<std::size_t> &chosen) {
        if (n == 0) {
            if (reaches_with(chosen, {}))
                minimise(chosen);
            return;
        }
        for (std::size_t k = from; k + n <= free.size(); ++k) {
            chosen.push_back(free[k]);
            choose(free, k + 1, n - 1, chosen);
            chosen.pop_back();
        }
    }

    // As little of lever i as will do, the others staying where they are, which reach the target with it where it is.
    void shrink(std::size_t i) {
        place enough = at_[i];
        std::int64_t low = start_[i].points / grain,
                     high = (enough.points + grain - 1) / grain; // high is enough
        move(i, start_[i]);
        if (reaches())
            return;
        while (high - low > 1) {
            std::int64_t middle = low + (high - low) / 2;
            auto there = nearest(i, middle * grain);
            move(i, there ? *there : enough);
            if (there && reaches()) {
                high = middle;
                if (there->effort < enough.effort)
                    enough = *there;
            } else {
                low = middle;
            }
        }
        move(i, enough);
    }

    // At a least effort for a weighted mean all levers but one stand at corners of their curves: each in turn is that one.
    void minimise(const vector<std::size_t> &chosen) {
        std::size_t corners = 1;
        for (std::size_t i : chosen)
            corners = std::min(corners * (corners_[i].size() + 1), most_corners + 1);
        if (chosen.empty()) {
            keep(chosen);
            return;
        }
        for (std::size_t inner : chosen) {
            for (std::size_t i : chosen)
                move(i, start_[i]);
            try_corners(chosen, inner, 0, 0, corners > most_corners);
        }
        for (std::size_t i : chosen)
            move(i, start_[i]);
    }

    void try_corners(const vector<std::size_t> &chosen, std::size_t inner, std::size_t k, double effort,
                     bool only_best) {
        if (effort >= best_effort_)
            return;
        if (k < chosen.size()) {
            std::size_t i = chosen[k];
            if (i == inner) {
                try_corners(chosen, inner, k + 1, effort, only_best);
                return;
            }
            if (!only_best && levers_[i].at_least_to) {
                move(i, start_[i]);
                try_corners(chosen, inner, k + 1, effort + start_[i].effort, only_best);
            }
            for (const place &corner : corners_[i]) {
                if (only_best && &corner != &corners_[i].back())
                    continue;
                move(i, corner);
                try_corners(chosen, inner, k + 1, effort + corner.effort, only_best);
            }
            return;
        }
        vector<place> kept;
        for (std::size_t i : chosen)
            kept.push_back(at_[i]);
        to_best(inner);
        if (reaches()) {
            shrink(inner);
            for (std::size_t i : chosen)
                if (i != inner)
                    shrink(i);
            keep(chosen);
        }
        for (std::size_t j = 0; j < chosen.size(); ++j)
            move(chosen[j], kept[j]);
    }

    void keep(const vector<std::size_t> &chosen) {
        double effort = 0;
        for (std::size_t i : chosen)
            effort += at_[i].effort;
        if (effort >= best_effort_)
            return;
        best_effort_ = effort;
        best_.clear();
        for (std::size_t i = 0; i < levers_.size(); ++i)
            if (std::find(chosen.begin(), chosen.end(), i) != chosen.end())
                best_.push_back({i, at_[i].value, at_[i].points});
    }

    scorecard card_;
    std::span<const lever> levers_;
    std::span<const component_limit> limits_;
    std::int64_t target_;
    vector<place> at_, start_; // where each lever stands, and where it stands if it is not chosen
    vector<vector<place>> corners_;
    vector<step> best_;
    double best_effort_ = std::numeric_limits<double>::infinity();
    std::size_t evaluations_ = 0;
};

} // namespace

std::optional<comparison> comparison_named(std::string_view name) {
    constexpr std::string_view names[] = {"<", "<=", "=", ">=", ">"};
    for (std::size_t i = 0; i < std::size(names); ++i)
        if (name == names[i])
            return static_cast<comparison>(i);
    return std::nullopt;
}

std::optional<vector<step>> cheapest_path(const scorecard &card, std::span<const lever> levers,
                                          std::span<const component_limit> limits, std::int64_t target) {
    return search(card, levers, limits, target).run();
}

} // namespace hs::core
