// The interval of a rate (Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
// American Statistical Association 22, 1927), without a correction for continuity.
#pragma once
#include "core/core.hpp"

#include <cstdint>
#include <optional>

namespace hs::core {

inline constexpr double usual_confidence = 0.95;

struct rate_interval {
    double rate, low, high;
};
// Nothing where n is 0.
std::optional<rate_interval> wilson_interval(std::int64_t successes, std::int64_t n, double confidence);

} // namespace hs::core
