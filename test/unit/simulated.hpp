// Random accounts for the simulations: the same on every machine, because the distributions of the standard library are
// each library's own, while its generators are not.
#pragma once
#include "core/flow.hpp"
#include "core/numbers.hpp"

#include <cmath>
#include <cstdint>
#include <random>

namespace hs::core {

class chance {
public:
    explicit chance(std::uint64_t seed) : generator_(seed) {}

    // Between 0 and 1, neither included.
    double uniform() { return (static_cast<double>(generator_() >> 11) + .5) * 0x1p-53; }

    // Standard normal, by the polar method of Marsaglia and Bray (1964); the second number of a pair is not kept.
    double normal() {
        for (;;) {
            double x = 2 * uniform() - 1, y = 2 * uniform() - 1, square = x * x + y * y;
            if (square < 1)
                return x * std::sqrt(-2 * std::log(square) / square);
        }
    }

    // Gamma with a scale of 1, by Marsaglia and Tsang (2000).
    double gamma(double shape) {
        if (shape < 1)
            return gamma(shape + 1) * std::pow(uniform(), 1 / shape);
        double d = shape - 1. / 3, c = 1 / std::sqrt(9 * d);
        for (;;) {
            double x = normal(), v = std::pow(1 + c * x, 3);
            if (v > 0 && std::log(uniform()) < x * x / 2 + d - d * v + d * std::log(v))
                return d * v;
        }
    }

    // By products of uniform numbers (Knuth), in parts, because exp(-mean) would be 0 for a large mean.
    std::int64_t poisson(double mean) {
        constexpr double part = 500;
        std::int64_t events = 0;
        for (; mean > part; mean -= part)
            events += poisson(part);
        double end = std::exp(-mean);
        for (double product = uniform(); product > end; product *= uniform())
            ++events;
        return events;
    }

    // A count whose variance is `dispersion` times its mean: negative binomial, or Poisson at 1.
    std::int64_t count(double mean, double dispersion) {
        if (dispersion <= 1 || mean <= 0)
            return poisson(mean);
        return poisson(gamma(mean / (dispersion - 1)) * (dispersion - 1));
    }

private:
    std::mt19937_64 generator_;
};

} // namespace hs::core
