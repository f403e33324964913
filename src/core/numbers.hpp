// Micro-units: points, amounts and weights are held as integers in millionths, so that sums are exact and
// every plan gives the same bits. This header holds the few roundings that all of them share.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"

#include <cmath>
#include <cstdint>
#include <string_view>

namespace hs::core {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

// A 128-bit sum in two halves: PostgreSQL aligns to 8 bytes, the compiler would want 16.
struct wide {
    std::uint64_t low = 0;
    std::int64_t high = 0;

    wide() = default;
    wide(int128 x) : low(static_cast<std::uint64_t>(x)), high(static_cast<std::int64_t>(x >> 64)) {}
    operator int128() const {
        return static_cast<int128>(static_cast<uint128>(static_cast<int128>(high)) << 64 | low);
    }
};

inline constexpr std::int64_t micro = 1'000'000;

inline constexpr double largest_amount = 9.2e12; // its micro-units fit into 64 bits
inline constexpr double largest_weight = 1e6;
inline constexpr double largest_points = largest_amount;

// What is wrong with a number, as an error: not finite; not finite or beyond the limit; not a weight.
[[noreturn]] void refuse_not_finite(double x, const char *argument);
[[noreturn]] void refuse_amount(double x, const char *argument, double limit);
[[noreturn]] void refuse_weight(double weight, const char *argument);

// Inline, here and below: aggregates pass every row through them.

// Throws 22023, naming the argument, unless x is a finite number.
inline void require_finite(double x, const char *argument) {
    if (!std::isfinite(x))
        refuse_not_finite(x, argument);
}

// x in millionths by rint(x * 1e6), ties to even, as SQL's round(float8). NaN or infinity is 22023, |x| above
// the limit 22003; both name the argument.
inline std::int64_t to_micro(double x, const char *argument, double limit = largest_amount) {
    if (!(std::fabs(x) <= limit)) // NaN, too
        refuse_amount(x, argument, limit);
    return std::llrint(x * 1e6);
}

// A weight in millionths: 0…1e6, else 22023.
inline std::int64_t weight_to_micro(double weight, const char *argument = "weight") {
    if (!(weight >= 0 && weight <= largest_weight))
        refuse_weight(weight, argument);
    return std::llrint(weight * 1e6);
}

inline double from_micro(std::int64_t x) {
    return static_cast<double>(x) / 1e6;
}

// x / 10^exponent. Divisors that the compiler knows are several times faster.
constexpr std::int64_t in_units(std::int64_t x, int exponent) {
    switch (exponent) {
        case 6:
            return x / 1'000'000;
        case 5:
            return x / 100'000;
        case 4:
            return x / 10'000;
        case 3:
            return x / 1000;
        case 2:
            return x / 100;
        case 1:
            return x / 10;
        default:
            return x;
    }
}

inline constexpr std::int64_t power_of_ten[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};

// a / b for non-negative a and positive b, rounded half up: floor((2a + b) / 2b), without its overflow.
constexpr int128 quotient(int128 a, int128 b) {
    int128 rest = a % b;
    return a / b + (rest >= b - rest);
}

// a / b for any a and positive b, rounded half away from zero.
constexpr int128 signed_quotient(int128 a, int128 b) {
    return a < 0 ? -quotient(-a, b) : quotient(a, b);
}

// Appends the shortest text that reads back as the same number.
void append_number(string &out, double x);
void append_integer(string &out, std::int64_t x);
// Appends x / 10^scale as a decimal without trailing zeros.
void append_decimal(string &out, int128 x, int scale);
// Appends micro-units: 72500000 is "72.5".
inline void append_micro(string &out, int128 x) {
    append_decimal(out, x, 6);
}

} // namespace hs::core
