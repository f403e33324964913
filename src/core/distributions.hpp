// Quantiles of distributions: the one place that includes Boost.Math.
#pragma once
#include "core/core.hpp"

namespace hs::core {

// The x that is exceeded with probability p, 0 < p <= 1/2: at least 0. Told from the upper tail, because 1 - p would
// lose the digits of a small p.
double normal_upper_quantile(double p);
double student_upper_quantile(double degrees_of_freedom, double p);

} // namespace hs::core
