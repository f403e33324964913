#include "core/survival_median.hpp"

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/numbers.hpp"
#include "core/sorting.hpp"

#include <numeric>
#include <string>

namespace hs::core {

void check(const duration &one) {
    require_finite(one.length, "every element of durations");
    if (one.length < 0) {
        string shown;
        append_number(shown, one.length);
        throw error(invalid_argument,
                    "every element of durations must be at least 0, not " + std::string(shown));
    }
}

std::optional<double> survival_median(std::span<duration> durations) {
    // A product that is one half comes out some last places beside it: of 10^6 factors, by 10^-10 at most.
    constexpr double nearly = 1e-9;
    sort_cancellable(durations.data(), durations.size(),
                     [](const duration &a, const duration &b) { return a.length < b.length; });
    double surviving = 1;
    std::optional<double> half;
    for (std::size_t i = 0; i < durations.size();) {
        double length = durations[i].length;
        auto at_risk = static_cast<double>(durations.size() - i);
        double ended = 0;
        for (; i < durations.size() && durations[i].length == length; ++i) {
            ended += durations[i].ended;
            if (i % 4096 == 0)
                check_interrupts();
        }
        if (ended == 0)
            continue;
        if (half)
            return std::midpoint(*half, length);
        surviving *= (at_risk - ended) / at_risk;
        if (surviving < 0.5 - nearly)
            return length;
        if (surviving < 0.5 + nearly)
            half = length;
    }
    return half;
}

} // namespace hs::core
