#include "core/ticket_trajectory.hpp"

#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

namespace hs::core {
namespace {

constexpr int bucket_days = 30, recent_buckets = 3, least_usual = 3, onboarding_days = 90;
constexpr double poisson_below = 1.2, largest_dispersion = 1000;

// Sums a distribution over 0…n from its terms relative to the one at `start`, which should be near its peak. ratio(i) is
// P(i + 1) / P(i). Only + * / are used, so every machine gives the same bits. One that has its peak at both ends is
// summed to the end.
template <class Ratio>
tails sum_tails(double n, double x, double start, bool one_peak, Ratio ratio) {
    double below = 0, above = 0, at_x = 0; // terms at i < x, i > x, i = x
    std::int64_t steps = 0;
    auto walk = [&](double i, double term, double end, int direction) {
        // Below that, a product can stay as it is, and the walk would go on for as long as there are counts.
        while (term >= std::numeric_limits<double>::min()) {
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

// Median of sorted counts and median absolute deviation from it, in micro-units. The deviations grow from the middle to
// both sides, so they are taken from there in their order.
void middle_of(std::span<const std::int32_t> sorted, std::int64_t &median, std::int64_t &mad) {
    auto k = static_cast<std::ptrdiff_t>(sorted.size());
    auto at = [&](std::ptrdiff_t i) { return std::int64_t{sorted[static_cast<std::size_t>(i)]}; };
    std::int64_t twice = at((k - 1) / 2) + at(k / 2);
    constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();
    std::int64_t before = 0, last = 0; // deviations, in halves
    for (std::ptrdiff_t left = (k - 1) / 2, right = left + 1, taken = 0; taken <= k / 2; ++taken) {
        std::int64_t down = left >= 0 ? twice - 2 * at(left) : none;
        std::int64_t up = right < k ? 2 * at(right) - twice : none;
        before = last;
        last = std::min(down, up);
        down <= up ? --left : ++right;
    }
    median = twice * (micro / 2);
    mad = (k % 2 == 1 ? 2 * last : before + last) * (micro / 4);
}

tails remembered_test(std::int64_t count, std::int64_t total, int usual, double dispersion,
                      trajectory_memory *memory) {
    if (memory == nullptr)
        return rate_ratio_test(count, total, 2, usual, dispersion);
    auto &test =
        memory->tests[static_cast<std::size_t>(count * 37 + total + usual * 5) % memory->tests.size()];
    if (test.count != count || test.total != total || test.usual != usual)
        test = {count, total, usual, rate_ratio_test(count, total, 2, usual, dispersion)};
    return test.p;
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

template <class Totals>
trajectory ticket_trajectory(const Totals &totals, std::int32_t as_of, std::int32_t since, double dispersion,
                             trajectory_memory *memory) {
    require_dispersion(dispersion);
    std::array<std::int32_t, trajectory_memory::buckets> counts = {}; // latest first
    int k = -recent_buckets;
    for (auto &count : counts) {
        day_window window = period_back(as_of, bucket_days, k + recent_buckets + 1);
        if (k >= 0 && window.after + 1 < since)
            break;
        count = count_of(totals, window);
        ++k;
    }
    bool onboarding = as_of < std::int64_t{since} + onboarding_days;
    if (memory != nullptr && memory->reading && memory->reading->k == k && memory->counts == counts) {
        memory->reading->onboarding = onboarding;
        return *memory->reading;
    }

    trajectory out{counts[2], counts[1], counts[0], k, 0, std::nullopt, "", onboarding};
    // Of three counts, least squares and Theil and Sen give the same: it is the mean of the two steps, so their median.
    out.slope = (static_cast<double>(out.n3) - out.n1) / 2;
    auto usual = std::span(counts).subspan(recent_buckets, static_cast<std::size_t>(k));
    std::int64_t total = std::accumulate(usual.begin(), usual.end(), std::int64_t{0});
    if (memory != nullptr)
        memory->counts = counts;
    if (k >= least_usual) {
        std::sort(usual.begin(), usual.end());
        std::int64_t median = 0, mad = 0, two = std::int64_t{out.n2} + out.n3;
        middle_of(usual, median, mad);
        tails p = remembered_test(two, two + total, k, dispersion, memory);
        double change = from_micro(out.n3 * micro - median) / std::max(1.0, 1.4826 * from_micro(mad));
        out.usual = {static_cast<double>(total) / k, median, mad, change, p.at_least, p.at_most};
    }
    out.name = name_of(out, total);
    if (memory != nullptr)
        memory->reading = out;
    return out;
}

template trajectory ticket_trajectory(const flow_totals &, std::int32_t, std::int32_t, double,
                                      trajectory_memory *);
template trajectory ticket_trajectory(const moving_totals &, std::int32_t, std::int32_t, double,
                                      trajectory_memory *);

} // namespace hs::core
