// The text form of every type is one small grammar, read left to right by this scanner:
//   number    1, -0.5, 1e6          never NaN or infinity
//   date      2026-01-31            years 0001 to 9999; the day number counts from 2000-01-01
//   word      letters, digits and _ , not starting with a digit
//   name      a word, or any text in double quotes with "" for a quote inside
//   marks     : , { } ( ) and the like
// White space may stand between any two of them. A mistake is 22P02 and says what was expected and where.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"
#include "core/numbers.hpp"

#include <cstdint>
#include <string_view>

namespace hs::core {

class scanner {
public:
    // type names the SQL type in messages.
    scanner(std::string_view text, const char *type) : text_(text), type_(type) {}

    bool accept(char mark);             // takes the mark if it is next
    bool accept(std::string_view word); // takes the word if it is next as a whole
    void expect(char mark);
    void expect(std::string_view word);
    // These look without taking.
    bool next_is(char mark);
    bool next_is_word(std::string_view word);
    bool next_is_number();
    bool next_is_digit();
    bool at_end();
    void expect_end();

    double number();        // finite; a literal beyond float8 is 22003
    std::int64_t integer(); // beyond 64 bits is 22003
    int128
    decimal(int scale); // an exact decimal without exponent, in units of 10^-scale; beyond 128 bits is 22003
    std::int64_t micro_number(const char *what, double limit); // number() in millionths
    // A decimal without exponent and with at most six decimals, exactly as it is written, in millionths.
    std::int64_t exact_micro(const char *what);
    std::int32_t date();
    std::string_view word();
    string name();

    // Throws 22P02: `expected` completes "expected … at character N".
    [[noreturn]] void fail(std::string_view expected) const;
    // Throws 22P02 for text that is well formed but means nothing: a whole sentence without its period.
    [[noreturn]] void refuse(std::string_view reason) const;

private:
    void step(); // of a loop over the text: now and then the user may cancel
    void skip_space();

    std::string_view text_;
    std::size_t at_ = 0;
    unsigned steps_ = 0;
    const char *type_;
};

// Appends a name as a word where it is one, else in double quotes.
void append_name(string &out, std::string_view name);

// Days since 2000-01-01 of a date of the Gregorian calendar, and back.
std::int32_t day_number(int year, int month, int day);
void append_date(string &out, std::int32_t day);

} // namespace hs::core
