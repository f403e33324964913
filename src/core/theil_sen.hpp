// A line through numbers in their order that outliers cannot bend.
#pragma once
#include "core/core.hpp"

#include "core/interrupt.hpp"
#include "core/memory.hpp"

#include <algorithm>
#include <span>

namespace hs::core {

// The median of numbers, at least one, all finite: the mean of the middle two where their number is even. Reorders them.
inline double median_of(std::span<double> x) {
    auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
    std::nth_element(x.begin(), middle, x.end());
    if (x.size() % 2 == 1)
        return *middle;
    return (*std::max_element(x.begin(), middle) + *middle) / 2;
}

// The median of (y_j - y_i) / (j - i) over all pairs of at least two numbers, in units of y a step (Sen, Estimates of the
// regression coefficient based on Kendall's tau, Journal of the American Statistical Association 63, 1968).
// `rise(y_i, y_j)` is their difference, as a double.
template <class Number, class Rise>
double theil_sen(std::span<const Number> y, Rise rise) {
    vector<double> slopes;
    slopes.reserve(y.size() * (y.size() - 1) / 2);
    for (std::size_t i = 0; i < y.size(); ++i) {
        check_interrupts();
        for (std::size_t j = i + 1; j < y.size(); ++j)
            slopes.push_back(rise(y[i], y[j]) / static_cast<double>(j - i));
    }
    return median_of(slopes);
}

} // namespace hs::core
