// survival_median: how long it takes until half have ended, where some still go on and are only known to take longer.
#pragma once
#include "core/core.hpp"

#include <optional>
#include <span>

namespace hs::core {

struct duration {
    double length;
    bool ended; // else it was still going on when it was seen last
};

// 22023 unless the length is finite and at least 0.
void check(const duration &one);

// The median of the product-limit estimate of E. L. Kaplan and P. Meier (1958); nothing where the curve stays above
// one half. Where it runs at one half exactly, the middle between there and the next fall, if there is one: of
// durations that have all ended it is the usual median. Sorts its argument.
std::optional<double> survival_median(std::span<duration> durations);

} // namespace hs::core
