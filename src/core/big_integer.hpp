// Whole numbers of any size, with a sign: for the few places where exact fractions outgrow 128 bits.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"
#include "core/numbers.hpp"

#include <cstdint>

namespace hs::core {

class big_integer {
public:
    big_integer() = default;
    big_integer(int128 value);

    int sign() const { return digits_.empty() ? 0 : negative_ ? -1 : 1; }
    big_integer operator-() const;

    friend big_integer operator+(const big_integer &a, const big_integer &b);
    friend big_integer operator-(const big_integer &a, const big_integer &b) { return a + -b; }
    friend big_integer operator*(const big_integer &a, const big_integer &b);

    // a / b, rounded half away from zero. b is positive, the result below 2^62 in size.
    friend std::int64_t rounded_quotient(const big_integer &a, const big_integer &b);

private:
    using digits = vector<std::uint32_t>; // in base 2^32, lowest first, no leading zero; 0 has none

    static int compare_size(const digits &a, const digits &b);
    static void add_to(digits &a, const digits &b);
    static void subtract_from(digits &a, const digits &b); // a >= b
    static void halve(digits &a);
    static void trim(digits &a);

    digits digits_;
    bool negative_ = false;
};

} // namespace hs::core
