// Where an account's tickets are going, against its own usual: requirements 41, 42 and 48.
//
// A bucket is 30 days; the latest ends at as_of. n3, n2 and n1 are the last three buckets, the usual is what the twelve
// before them show, as far as they lie wholly on or after `since`.
#pragma once
#include "core/core.hpp"

#include "core/moving_totals.hpp"

#include <array>
#include <optional>

namespace hs::core {

struct trajectory {
    std::int32_t n1, n2, n3;
    std::int32_t k; // usual buckets
    double slope;   // tickets a bucket
    // Of the usual buckets and of n3 against them; nothing below three buckets.
    struct comparison {
        double rate;              // mean
        std::int64_t median, mad; // micro-units
        double change;
        double p_rising, p_easing;
    };
    std::optional<comparison> usual;
    const char *name; // unknown, silent, new, rising, easing, steady
    bool onboarding;  // as_of is one of the first 90 days from `since` on
};

// Variance over mean of an account's counts per bucket, for callers who have no estimate of their own. A choice: where
// counts vary like that, a test that takes them for Poisson calls one steady account in ten rising at a level of 5 %,
// this one fewer than one in twenty (the unit test simulates both).
inline constexpr double usual_dispersion = 2;

// Probability that of `total` events, spread at one rate over `recent` and `usual` buckets, at least or at most `count`
// fall into the recent ones. The counts of a bucket vary `dispersion` times as much as a Poisson distribution's.
struct tails {
    double at_least, at_most;
};
tails rate_ratio_test(std::int64_t count, std::int64_t total, int recent, int usual, double dispersion);

// For the days of a range and one dispersion: the reading of the day before, which stays while no count changes, and
// results of the test, since the same few counts come again and again.
struct trajectory_memory {
    static constexpr int buckets = 15;
    std::array<std::int32_t, buckets> counts = {};
    std::optional<trajectory> reading;

    struct test {
        std::int64_t count, total;
        int usual = 0;
        tails p;
    };
    std::array<test, 128> tests = {};
};

template <class Totals>
trajectory ticket_trajectory(const Totals &totals, std::int32_t as_of, std::int32_t since, double dispersion,
                             trajectory_memory *memory = nullptr);

} // namespace hs::core
