#include "core/numbers.hpp"

#include "core/error.hpp"

#include <charconv>
#include <cmath>

namespace hs::core {

void refuse_not_finite(double x, const char *argument) {
    throw error(invalid_argument, std::string(argument) + " must be a finite number, not " +
                                      (std::isnan(x)     ? "NaN"
                                       : std::signbit(x) ? "-Infinity"
                                                         : "Infinity"))
        .hint("Leave the row out, or pass NULL for a value that is not known.");
}

void refuse_amount(double x, const char *argument, double limit) {
    require_finite(x, argument);
    string shown, most;
    append_number(shown, x);
    append_number(most, limit);
    throw error(out_of_range, std::string(argument) + " is out of range: " + std::string(shown))
        .detail(std::string("The largest is ") + std::string(most) + ".");
}

void refuse_weight(double weight, const char *argument) {
    require_finite(weight, argument);
    string shown;
    append_number(shown, weight);
    throw error(invalid_argument,
                std::string(argument) + " must be between 0 and 1000000, not " + std::string(shown));
}

void append_number(string &out, double x) {
    char text[32];
    double size = std::fabs(x);
    // Without an exponent where that stays short; either way the shortest digits that read back as x.
    auto format =
        size == 0 || (size >= 1e-5 && size < 1e15) ? std::chars_format::fixed : std::chars_format::general;
    auto end = std::to_chars(text, text + sizeof text, x, format).ptr;
    out.append(text, end);
}

void append_integer(string &out, std::int64_t x) {
    char text[32];
    auto end = std::to_chars(text, text + sizeof text, x).ptr;
    out.append(text, end);
}

void append_decimal(string &out, int128 x, int scale) {
    // From the last digit to the first; 128 bits have at most 39 digits.
    char text[48];
    char *const end = text + sizeof text;
    char *at = end;
    auto rest = x < 0 ? -static_cast<uint128>(x) : static_cast<uint128>(x);
    for (int digits = 0; rest != 0 || digits <= scale; ++digits, rest /= 10) {
        if (digits == scale && at != end)
            *--at = '.';
        auto digit = static_cast<char>('0' + static_cast<int>(rest % 10));
        if (digits >= scale || at != end || digit != '0') // no trailing zeros behind the point
            *--at = digit;
    }
    if (x < 0)
        *--at = '-';
    out.append(at, end);
}

} // namespace hs::core
