#include "core/wilson_interval.hpp"

#include "core/distributions.hpp"
#include "core/error.hpp"

#include <cmath>

namespace hs::core {

std::optional<rate_interval> wilson_interval(std::int64_t successes, std::int64_t n, double confidence) {
    if (n < 0)
        throw error(invalid_argument, "n must not be below 0, but is " + std::to_string(n));
    if (successes < 0 || successes > n)
        throw error(invalid_argument, "successes must lie between 0 and n, but is " +
                                          std::to_string(successes) + " of " + std::to_string(n));
    if (!(confidence > 0 && confidence < 1))
        throw error(invalid_argument, "confidence must be above 0 and below 1")
            .hint("It is a probability: 0.95 for 95 percent.");
    if (n == 0)
        return std::nullopt;

    const auto trials = static_cast<double>(n), hits = static_cast<double>(successes);
    const double rate = hits / trials, z = normal_upper_quantile((1 - confidence) / 2);
    // The ends are the roots of (1 + c)·x² − (2·rate + c)·x + rate² = 0 with c = z²/n. The larger root has no difference
    // in it; the smaller one follows from their product, so that a rate near 0 keeps its digits.
    const double c = z * z / trials;
    const double high = (rate + c / 2 + std::sqrt(c * (rate * (trials - hits) / trials + c / 4))) / (1 + c);
    // Where all or none succeeded, the rate itself is an end.
    return rate_interval{rate, successes == 0 ? 0 : rate * rate / ((1 + c) * high),
                         successes == n ? 1 : high};
}

} // namespace hs::core
