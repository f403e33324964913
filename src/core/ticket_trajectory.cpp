#include "core/ticket_trajectory.hpp"

#include "core/daily_series.hpp"
#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace hs::core {
namespace {

constexpr int bucket_days = 30, recent_buckets = 3, usual_buckets = 12, least_usual = 3;
constexpr double poisson_below = 1.2, largest_dispersion = 1000;

// No detour by long double: its width differs between machines.
using plain = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

// Poisson counts: given their total, the recent ones are binomial (Przyborowski and Wilenski 1940).
tails binomial_tails(double count, double total, double share) {
    return {count > 0 ? boost::math::ibeta(count, total - count + 1, share, plain()) : 1,
            count < total ? boost::math::ibetac(count + 1, total - count, share, plain()) : 1};
}

// Negative binomial counts whose variance is `dispersion` times their mean: given their total, the recent ones are
// beta-binomial (Johnson, Kemp and Kotz, Univariate Discrete Distributions, 6.2.2) with a and b below.
class beta_binomial {
public:
    beta_binomial(double total, double a, double b) : n_(total), a_(a), b_(b) {}

    double mean() const { return n_ * a_ / (a_ + b_); }

    // P(X = first) + P(X = first + step) + …, where step is 1 or -1 and leads away from the mean.
    double tail(double first, int step) const {
        double term = probability(first), sum = 0;
        double last = step > 0 ? n_ : 0;
        bool falling = a_ >= 1 && b_ >= 1; // else the far end may hold much
        std::int64_t done = 0;
        for (double i = first;; i += step) {
            sum += term;
            if (i == last || (falling && term < sum * 1e-17))
                return std::min(sum, 1.0);
            term *= step > 0 ? (n_ - i) * (i + a_) / ((i + 1) * (n_ - i - 1 + b_))
                             : i * (n_ - i + b_) / ((n_ - i + 1) * (i - 1 + a_));
            if (++done % 65536 == 0)
                check_interrupts();
        }
    }

private:
    double probability(double i) const {
        auto log_gamma = [](double x) { return boost::math::lgamma(x, plain()); };
        auto log_beta = [&](double x, double y) { return log_gamma(x) + log_gamma(y) - log_gamma(x + y); };
        return std::exp(log_gamma(n_ + 1) - log_gamma(i + 1) - log_gamma(n_ - i + 1) +
                        log_beta(i + a_, n_ - i + b_) - log_beta(a_, b_));
    }

    double n_, a_, b_;
};

std::int32_t count_of(flow_view series, day_window window) {
    int128 amount = sum(within(series, window.after, window.through));
    if (amount < 0 || amount % micro != 0)
        throw error(invalid_argument,
                    "series must hold counts: every bucket of 30 days a whole number, not below 0")
            .hint("Build it with an amount of 1 per ticket.");
    if (amount / micro > std::numeric_limits<std::int32_t>::max())
        throw error(out_of_range, "a bucket of 30 days is out of range for integer");
    return static_cast<std::int32_t>(amount / micro);
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
    if (dispersion < poisson_below)
        return binomial_tails(x, n, static_cast<double>(recent) / (recent + usual));
    // The size parameter of a bucket is its mean over (dispersion - 1); the mean is taken from all buckets.
    double size = n / (recent + usual) / (dispersion - 1);
    beta_binomial recent_count(n, recent * size, usual * size);
    // The shorter tail is summed, the other one is the rest.
    if (x > recent_count.mean()) {
        double at_least = recent_count.tail(x, 1);
        return {at_least, x < n ? 1 - recent_count.tail(x + 1, 1) : 1};
    }
    double at_most = recent_count.tail(x, -1);
    return {x > 0 ? 1 - recent_count.tail(x - 1, -1) : 1, at_most};
}

trajectory ticket_trajectory(flow_view series, std::int32_t as_of, std::int32_t since, double dispersion) {
    if (!(dispersion > 0 && dispersion <= largest_dispersion))
        throw error(invalid_argument, "dispersion must be above 0 and at most 1000")
            .hint("It is the variance of the counts of a month divided by their mean; 1 is a Poisson "
                  "distribution.");
    auto bucket = [&](int back) { return count_of(series, period_back(as_of, bucket_days, back)); };

    trajectory out{bucket(3), bucket(2), bucket(1), 0, std::nullopt, ""};
    std::array<std::int64_t, usual_buckets> counts;
    std::int64_t total = 0;
    for (int i = 0; i < usual_buckets; ++i) {
        int back = recent_buckets + 1 + i;
        if (period_back(as_of, bucket_days, back).after + 1 < since)
            break;
        counts[static_cast<std::size_t>(i)] = bucket(back) * micro;
        total += bucket(back);
        ++out.k;
    }
    if (out.k >= least_usual) {
        std::span<std::int64_t> usual(counts.data(), static_cast<std::size_t>(out.k));
        std::int64_t middle = median(usual), spread = median_deviation(usual, middle);
        std::int64_t two = std::int64_t{out.n2} + out.n3;
        tails p = rate_ratio_test(two, two + total, 2, out.k, dispersion);
        double change = from_micro(out.n3 * micro - middle) / std::max(1.0, 1.4826 * from_micro(spread));
        out.usual = {middle, spread, change, p.at_least, p.at_most};
    }
    out.name = name_of(out, total);
    return out;
}

} // namespace hs::core
