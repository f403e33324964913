#include "core/trend.hpp"

#include "core/interrupt.hpp"
#include "core/memory.hpp"
#include "core/theil_sen.hpp"

#include <algorithm>
#include <cmath>

namespace hs::core {
namespace {

constexpr double normal_quantile = 1.6448536269514722; // of 0.95

} // namespace

trend_reading trend_of(std::span<const double> values) {
    std::size_t n = values.size();
    vector<double> sorted(values.begin(), values.end());
    trend_reading out{n, {}, median_of(sorted), {}};
    if (n < 2)
        return out;
    out.slope = theil_sen(values, [](double from, double to) { return to - from; });
    std::int64_t rising = 0;
    for (std::size_t i = 0; i < n; ++i) {
        check_interrupts();
        for (std::size_t j = i + 1; j < n; ++j)
            rising += (values[j] > values[i]) - (values[j] < values[i]);
    }
    if (n < 4)
        return out;
    auto spread = [](std::size_t t) {
        double x = static_cast<double>(t);
        return x * (x - 1) * (2 * x + 5);
    };
    double variance = spread(n); // eighteen times it
    std::sort(sorted.begin(), sorted.end());
    for (auto from = sorted.begin(); from != sorted.end();) {
        auto to = std::upper_bound(from, sorted.end(), *from);
        variance -= spread(static_cast<std::size_t>(to - from));
        from = to;
    }
    double far = static_cast<double>(std::abs(rising)) - 1;
    bool is_trend = far > 0 && 18 * far * far > normal_quantile * normal_quantile * variance;
    out.direction = !is_trend ? 0 : rising < 0 ? -1 : 1;
    return out;
}

} // namespace hs::core
