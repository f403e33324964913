#include "core/ticket_trajectory.hpp"

#include "core/daily_series.hpp"
#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace hs::core {
namespace {

constexpr int bucket_days = 30, recent_buckets = 3, usual_buckets = 12, least_usual = 3, onboarding_days = 90;
constexpr double poisson_below = 1.2, largest_dispersion = 1000;

// Sums a distribution over 0…n from its terms relative to the one at `start`, which should be near its peak. ratio(i) is
// P(i + 1) / P(i). Only + * / are used, so every machine gives the same bits. One that has its peak at both ends is
// summed to the end.
template <class Ratio>
tails sum_tails(double n, double x, double start, bool one_peak, Ratio ratio) {
    double below = 0, above = 0, at_x = 0; // terms at i < x, i > x, i = x
    std::int64_t steps = 0;
    auto walk = [&](double i, double term, double end, int direction) {
        while (term > 0) {
            double &part = i < x ? below : i > x ? above : at_x;
            part += term;
            // Past x, what follows no longer counts when it is too small for the tail on that side.
            bool past = direction > 0 ? i >= x : i <= x;
            if (i == end ||
                (one_peak && past && term < (direction > 0 ? above + at_x : below + at_x) * 1e-18))
                return;
            term = direction > 0 ? term * ratio(i) : term / ratio(i - 1);
            i += direction;
            if (++steps % 65536 == 0)
                check_interrupts();
        }
    };
    walk(start, 1, n, 1);
    if (start > 0)
        walk(start - 1, 1 / ratio(start - 1), 0, -1);
    double all = below + at_x + above;
    return {(above + at_x) / all, (below + at_x) / all};
}

template <class Totals>
std::int32_t count_of(const Totals &totals, day_window window) {
    int128 amount = totals(window);
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() * micro;
    // Nearly always; 64 bits are divided ten times as fast as 128.
    if (auto small = static_cast<std::int64_t>(amount);
        small == amount && small >= 0 && small <= most && small % micro == 0)
        return static_cast<std::int32_t>(small / micro);
    if (amount < 0 || amount % micro != 0)
        throw error(invalid_argument,
                    "series must hold counts: every bucket of 30 days a whole number, not below 0")
            .hint("Build it with an amount of 1 per ticket.");
    throw error(out_of_range, "a bucket of 30 days is out of range for integer");
}

void require_dispersion(double dispersion) {
    if (!(dispersion > 0 && dispersion <= largest_dispersion))
        throw error(invalid_argument, "dispersion must be above 0 and at most 1000")
            .hint("It is the variance of the counts of a month divided by their mean; 1 is a Poisson "
                  "distribution.");
}

const char *name_of(const trajectory &t, std::int64_t usual_total) {
    if (!t.usual)
        return "unknown";
    const auto &usual = *t.usual;
    std::int64_t last = t.n3 * micro,
                 two = (std::int64_t{t.n2} + t.n3) * micro; // like the median in micro-units
    if (t.n1 == 0 && two == 0 && usual.median >= micro)
        return "silent";
    if (usual_total == 0 && t.k >= 6 && t.n3 >= 2)
        return "new";
    // Two recent buckets against two usual ones: half as much again and two tickets more, or a third less.
    if (usual.p_rising < .05 && two >= 3 * usual.median && two >= 2 * usual.median + 2 * micro &&
        last >= usual.median)
        return "rising";
    if (usual.p_easing < .05 && 100 * two <= 134 * usual.median)
        return "easing";
    return "steady";
}

} // namespace

tails rate_ratio_test(std::int64_t count, std::int64_t total, int recent, int usual, double dispersion) {
    auto n = static_cast<double>(total), x = static_cast<double>(count);
    if (total == 0)
        return {1, 1};
    if (dispersion < poisson_below) {
        // Given their total, the recent ones of Poisson counts are binomial (Przyborowski and Wilenski 1940).
        double odds = static_cast<double>(recent) / usual;
        return sum_tails(n, x, std::floor((n + 1) * recent / (recent + usual)), true,
                         [&](double i) { return (n - i) / (i + 1) * odds; });
    }
    // Negative binomial counts with this variance have the size parameter mean / (dispersion - 1); the mean is taken
    // from all buckets. Given their total, the recent ones are beta-binomial with a and b (Johnson, Kemp and Kotz,
    // Univariate Discrete Distributions, chapter 6: negative hypergeometric).
    double size = n / (recent + usual) / (dispersion - 1), a = recent * size, b = usual * size;
    double peak = a <= 1 ? 0 : b <= 1 ? n : std::floor((n + 1) * (a - 1) / (a + b - 2));
    return sum_tails(n, x, std::clamp(peak, 0.0, n), a >= 1 || b >= 1,
                     [&](double i) { return (n - i) * (i + a) / ((i + 1) * (n - i - 1 + b)); });
}

tails *known_tails::find(std::int64_t count, std::int64_t total, int usual, bool &found) {
    entry &place = entries_[static_cast<std::size_t>(count * 37 + total + usual * 5) % entries_.size()];
    found = place.count == count && place.total == total && place.usual == usual;
    if (!found)
        place = {count, total, usual, {}};
    return &place.p;
}

template <class Totals>
trajectory ticket_trajectory(const Totals &totals, std::int32_t as_of, std::int32_t since, double dispersion,
                             known_tails *known) {
    require_dispersion(dispersion);
    auto bucket = [&](int back) { return count_of(totals, period_back(as_of, bucket_days, back)); };

    trajectory out{bucket(3), bucket(2), bucket(1), 0, 0, std::nullopt, "", false};
    // Of three counts, least squares and Theil and Sen give the same: it is the mean of the two steps, so their median.
    out.slope = (static_cast<double>(out.n3) - out.n1) / 2;
    out.onboarding = as_of < std::int64_t{since} + onboarding_days;
    std::array<std::int64_t, usual_buckets> counts;
    std::int64_t total = 0;
    for (int i = 0; i < usual_buckets; ++i) {
        int back = recent_buckets + 1 + i;
        if (period_back(as_of, bucket_days, back).after + 1 < since)
            break;
        std::int32_t count = bucket(back);
        counts[static_cast<std::size_t>(i)] = count * micro;
        total += count;
        ++out.k;
    }
    if (out.k >= least_usual) {
        std::span<std::int64_t> usual(counts.data(), static_cast<std::size_t>(out.k));
        std::int64_t middle = median(usual), spread = median_deviation(usual, middle);
        std::int64_t two = std::int64_t{out.n2} + out.n3;
        bool found = false;
        tails computed, *p = known == nullptr ? &computed : known->find(two, two + total, out.k, found);
        if (!found)
            *p = rate_ratio_test(two, two + total, 2, out.k, dispersion);
        double change = from_micro(out.n3 * micro - middle) / std::max(1.0, 1.4826 * from_micro(spread));
        double rate = static_cast<double>(total) / out.k;
        out.usual = {rate, middle, spread, change, p->at_least, p->at_most};
    }
    out.name = name_of(out, total);
    return out;
}

template trajectory ticket_trajectory(const flow_totals &, std::int32_t, std::int32_t, double, known_tails *);
template trajectory ticket_trajectory(const moving_totals &, std::int32_t, std::int32_t, double,
                                      known_tails *);

} // namespace hs::core
