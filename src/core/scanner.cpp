#include "core/scanner.hpp"

#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

namespace hs::core {
namespace {

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

} // namespace

void scanner::step() {
    if (++steps_ % 65536 == 0)
        check_interrupts();
}

void scanner::skip_space() {
    step();
    for (; at_ < text_.size() && is_space(text_[at_]); ++at_)
        step();
}

bool scanner::next_is(char mark) {
    skip_space();
    return at_ < text_.size() && text_[at_] == mark;
}

bool scanner::accept(char mark) {
    bool found = next_is(mark);
    at_ += found;
    return found;
}

bool scanner::next_is_word(std::string_view word) {
    skip_space();
    std::size_t after = at_ + word.size();
    return text_.substr(at_).starts_with(word) &&
           !(after < text_.size() && (is_letter(text_[after]) || is_digit(text_[after])));
}

bool scanner::next_is_number() {
    skip_space();
    // from_chars would also read "inf" and "nan": a number must start with a digit or a point, after a minus or not.
    std::size_t first = at_ < text_.size() && text_[at_] == '-' ? at_ + 1 : at_;
    return first < text_.size() && (is_digit(text_[first]) || text_[first] == '.');
}

bool scanner::accept(std::string_view word) {
    bool found = next_is_word(word);
    at_ += found ? word.size() : 0;
    return found;
}

void scanner::expect(char mark) {
    if (!accept(mark))
        fail(quoted({&mark, 1}));
}

void scanner::expect(std::string_view word) {
    if (!accept(word))
        fail(quoted(word));
}

bool scanner::next_is_digit() {
    skip_space();
    return at_ < text_.size() && is_digit(text_[at_]);
}

bool scanner::at_end() {
    skip_space();
    return at_ == text_.size();
}

void scanner::expect_end() {
    if (!at_end())
        fail("the end");
}

double scanner::number() {
    if (!next_is_number())
        fail("a number");
    double value = 0;
    auto [end, problem] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (problem == std::errc::result_out_of_range)
        throw error(out_of_range,
                    std::string("a number in ") + type_ + " is out of range: " +
                        quoted({text_.data() + at_, static_cast<std::size_t>(end - text_.data()) - at_}));
    if (problem != std::errc())
        fail("a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
}

std::int64_t scanner::integer() {
    skip_space();
    std::int64_t value = 0;
    auto [end, problem] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (problem == std::errc::result_out_of_range)
        throw error(out_of_range, std::string("an integer in ") + type_ + " is out of range");
    if (problem != std::errc())
        fail("an integer");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
}

int128 scanner::decimal(int scale) {
    if (!next_is_number())
        fail("a number");
    bool negative = text_[at_] == '-';
    at_ += negative;
    int128 value = 0;
    int behind_point = -1; // digits so far
    auto add_digit = [&](int digit) {
        if (__builtin_mul_overflow(value, int128{10}, &value) ||
            __builtin_add_overflow(value, int128{digit}, &value))
            throw error(out_of_range, std::string("a number in ") + type_ + " is out of range");
    };
    for (; at_ < text_.size(); ++at_) {
        step();
        char c = text_[at_];
        if (c == '.' && behind_point < 0) {
            behind_point = 0;
        } else if (is_digit(c)) {
            if (behind_point >= 0 && ++behind_point > scale)
                fail("at most " + std::to_string(scale) + " digits behind the point");
            add_digit(c - '0');
        } else {
            break;
        }
    }
    if (!is_digit(text_[at_ - 1]) && !(at_ >= 2 && is_digit(text_[at_ - 2])))
        fail("a digit");
    for (int i = std::max(behind_point, 0); i < scale; ++i)
        add_digit(0);
    return negative ? -value : value;
}

std::int64_t scanner::micro_number(const char *what, double limit) {
    return to_micro(number(), what, limit);
}

std::int64_t scanner::exact_micro(const char *what) {
    skip_space();
    constexpr auto most = static_cast<std::int64_t>(largest_amount) * micro;
    bool negative = at_ < text_.size() && text_[at_] == '-';
    at_ += negative;
    if (at_ >= text_.size() || !is_digit(text_[at_]))
        fail("a number");
    int128 value = 0;
    auto digits = [&](int at_most) {
        int n = 0;
        for (; at_ < text_.size() && is_digit(text_[at_]) && n < at_most; ++at_, ++n) {
            step();
            value = std::min<int128>(value * 10 + (text_[at_] - '0'), int128{most} * micro);
        }
        return n;
    };
    digits(std::numeric_limits<int>::max());
    int decimals = 0;
    if (at_ < text_.size() && text_[at_] == '.') {
        ++at_;
        if ((decimals = digits(6)) == 0 || (at_ < text_.size() && is_digit(text_[at_])))
            fail("a number with at most six decimals");
    }
    for (; decimals < 6; ++decimals)
        value *= 10;
    if (value > most)
        throw error(out_of_range, std::string(what) + " is out of range in " + type_)
            .detail("The largest is 9200000000000.");
    return static_cast<std::int64_t>(negative ? -value : value);
}

std::int32_t scanner::date() {
    skip_space();
    auto digits = [&](std::size_t from, std::size_t n) {
        int value = 0;
        for (std::size_t i = from; i < from + n; ++i) {
            if (at_ + i >= text_.size() || !is_digit(text_[at_ + i]))
                fail("a date like 2026-01-31");
            value = value * 10 + (text_[at_ + i] - '0');
        }
        return value;
    };
    int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    if (text_[at_ + 4] != '-' || text_[at_ + 7] != '-')
        fail("a date like 2026-01-31");
    std::chrono::year_month_day date{std::chrono::year{year},
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day))};
    if (year == 0 || !date.ok())
        throw error(invalid_date,
                    std::string("no such day in ") + type_ + ": " + quoted(text_.substr(at_, 10)));
    at_ += 10;
    return day_number(year, month, day);
}

std::string_view scanner::word() {
    skip_space();
    std::size_t first = at_;
    if (at_ >= text_.size() || !is_letter(text_[at_]))
        fail("a word");
    for (; at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_])); ++at_)
        step();
    return text_.substr(first, at_ - first);
}

string scanner::name() {
    if (!next_is('"')) {
        if (at_ >= text_.size() || !is_letter(text_[at_]))
            fail("a name (a word, or text in double quotes)");
        return string(word());
    }
    string out;
    for (++at_;; ++at_) {
        step();
        if (at_ >= text_.size())
            fail("a closing quote");
        if (text_[at_] == '"') {
            if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"')
                break;
            ++at_;
        }
        out += text_[at_];
    }
    ++at_;
    return out;
}

void scanner::fail(std::string_view expected) const {
    throw error(invalid_text, std::string("invalid input syntax for type ") + type_ + ": " + quoted(text_))
        .detail("Expected " + std::string(expected) + " at character " + std::to_string(at_ + 1) + ".");
}

void scanner::refuse(std::string_view reason) const {
    throw error(invalid_text, std::string("invalid input syntax for type ") + type_ + ": " + quoted(text_))
        .detail(std::string(reason) + ".");
}

void append_name(string &out, std::string_view name) {
    bool plain = !name.empty() && is_letter(name[0]);
    for (char c : name)
        plain = plain && (is_letter(c) || is_digit(c));
    if (plain) {
        out += name;
        return;
    }
    out += '"';
    for (char c : name) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

std::int32_t day_number(int year, int month, int day) {
    std::chrono::sys_days days = std::chrono::year{year} / month / day;
    return static_cast<std::int32_t>((days - day_zero).count());
}

void append_date(string &out, std::int32_t day) {
    std::chrono::year_month_day date{day_zero + std::chrono::days{day}};
    auto padded = [&](unsigned value, unsigned width) {
        for (unsigned at = width == 4 ? 1000 : 10; at > 0; at /= 10)
            out += static_cast<char>('0' + value / at % 10);
    };
    padded(static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out += '-';
    padded(static_cast<unsigned>(date.month()), 2);
    out += '-';
    padded(static_cast<unsigned>(date.day()), 2);
}

} // namespace hs::core
