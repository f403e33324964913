#include "core/slope.hpp"

#include "core/daily_series.hpp"
#include "core/distributions.hpp"
#include "core/error.hpp"
#include "core/theil_sen.hpp"

#include <algorithm>
#include <cmath>

namespace hs::core {
namespace {

constexpr std::int64_t least_events = 10 * micro;
constexpr std::ptrdiff_t least_weeks_with_events = 6;

// Sums over steps 0, 1, … from the heavier end of the weeks, with weights exp(-fall · step).
struct moments {
    double weight = 0, mean = 0, variance = 0; // of the step

    moments(std::size_t n, double fall) {
        double first = 0;
        for (std::size_t i = 0; i < n; ++i) {
            double step = static_cast<double>(i), w = std::exp(-fall * step);
            weight += w;
            first += w * step;
        }
        mean = first / weight;
        for (std::size_t i = 0; i < n; ++i) {
            double away = static_cast<double>(i) - mean;
            variance += std::exp(-fall * static_cast<double>(i)) * away * away;
        }
        variance /= weight;
    }
};

// The b of E(y) = exp(a + b · week) with its quasi-Poisson error (McCullagh and Nelder, Generalized Linear Models, 1989,
// chapter 6), and its interval by Student's t. y are counts, not below 0, at least two of them above 0.
//
// For every b the best a makes the fitted total the one observed. What is left is one equation in b: the mean week,
// weighted by the fit, is the one weighted by the counts. Its left side rises with b, so that there is one solution, and
// bisection holds Newton's steps to it whatever the counts are. It is solved from the end where the counts are: there
// b is above 0, seen as a fall towards the other end, and a mean near 0 keeps its digits.
std::optional<slope_reading::trend> growth_of(std::span<const std::int64_t> y, int128 total) {
    const std::size_t n = y.size();
    int128 from_end = 0; // sum of count · weeks to the last
    for (std::size_t i = 0; i < n; ++i)
        from_end += int128{y[i]} * static_cast<std::int64_t>(n - 1 - i);
    const int128 from_start = total * static_cast<std::int64_t>(n - 1) - from_end;
    const bool rises = from_end <= from_start;
    const double all = static_cast<double>(total);
    const double target = static_cast<double>(rises ? from_end : from_start) / all;

    // A week with one event beside weeks of 9.2e12 gives a mean above e^-50.
    double low = 0, high = 50, fall = 0;
    for (int i = 0; i < 200; ++i) {
        const moments at(n, fall);
        (at.mean > target ? low : high) = fall;
        double next = fall + (at.mean - target) / at.variance;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        if (next == fall || std::fabs(next - fall) <= 1e-15 * fall)
            break;
        fall = next;
    }

    const moments fit(n, fall);
    double pearson = 0;
    for (std::size_t step = 0; step < n; ++step) {
        double count = static_cast<double>(y[rises ? n - 1 - step : step]);
        double fitted = all * std::exp(-fall * static_cast<double>(step)) / fit.weight;
        if (fitted > 0)
            pearson += (count - fitted) * (count - fitted) / fitted;
        else if (count > 0)
            return std::nullopt;
    }
    const double freedom = static_cast<double>(n - 2), b = rises ? fall : -fall;
    const double error_of_b = std::sqrt(pearson / freedom / (all * fit.variance));
    const double reach = student_upper_quantile(freedom, (1 - 0.95) / 2) * error_of_b;
    slope_reading::trend out{std::expm1(b), std::expm1(b - reach), std::expm1(b + reach)};
    return std::isfinite(out.rate) && std::isfinite(out.high) ? std::optional(out) : std::nullopt;
}

} // namespace

void require_slope_weeks(std::int32_t weeks) {
    if (weeks < least_slope_weeks || weeks > most_slope_weeks)
        throw error(invalid_argument, "weeks must be between 3 and 520, not " + std::to_string(weeks));
}

slope_reading slope(std::span<const std::int64_t> totals) {
    int128 total = 0;
    for (std::int64_t x : totals)
        total += x;
    vector<std::int64_t> sorted(totals.begin(), totals.end());
    slope_reading out{total, median(sorted), {}, {}, {}, ""};

    bool counts = std::all_of(totals.begin(), totals.end(), [](auto x) { return x >= 0 && x % micro == 0; });
    if (counts && total < least_events) {
        out.state = "sparse";
        return out;
    }
    // micro-units a week; the difference of two totals may be beyond 64 bits
    double slope = theil_sen(
        totals, [](std::int64_t from, std::int64_t to) { return static_cast<double>(int128{to} - from); });
    out.slope = slope / 1e6;
    if (out.median > 0)
        out.ratio = slope / static_cast<double>(out.median);
    if (!counts) {
        out.state = "amounts";
    } else if (std::count_if(totals.begin(), totals.end(), [](auto x) { return x > 0; }) <
               least_weeks_with_events) {
        out.state = "few_weeks";
    } else {
        vector<std::int64_t> events(totals.begin(), totals.end());
        for (auto &x : events)
            x /= micro;
        out.growth = growth_of(events, total / micro);
        out.state = out.growth ? "observed" : "erratic";
    }
    return out;
}

} // namespace hs::core
