// Reads a value of daily_members where it lies in its bytes: member after member, the days of each from the latest
// back, and no more of them than asked for. What it reads it checks, and refuses with 22P03.
#pragma once
#include "core/core.hpp"

#include "core/daily_members.hpp"
#include "core/days.hpp"
#include "core/interrupt.hpp"
#include "core/varint.hpp"

namespace hs::core {

// A day of a member is one number where it can be: the amount less 1, then two bits for the days back from the one
// before, 1 to 3. Where those bits are 0 the number is the days back, and the amount follows with its sign.
inline constexpr std::uint64_t most_near = 3;
inline constexpr std::int64_t most_short = std::int64_t{1} << 62;

inline bool fits_short(std::uint64_t back, std::int64_t units) {
    return back <= most_near && units > 0 && units <= most_short;
}

inline void append_day(string &out, std::uint64_t back, std::int64_t units) {
    if (fits_short(back, units)) {
        append_varint(out, static_cast<std::uint64_t>(units - 1) << 2 | back);
    } else {
        append_varint(out, back << 2);
        append_signed_varint(out, units);
    }
}

// The days of one member in a window.
class days_reader {
public:
    // `end` is the day that the first distance counts back from; amounts are in units of `unit` micro-units.
    days_reader(std::string_view bytes, std::int64_t end, std::int64_t unit, day_window window)
        : in_(bytes, daily_members_type), day_(end), unit_(unit), most_(largest_micro_amount / unit),
          window_(window) {}

    // The next earlier day of the window with an amount. False: there is none.
    bool next(day_amount &item) {
        while (!in_.at_end()) {
            item = {0, 0, read() * unit_};
            if (day_ <= window_.through) {
                item.day = static_cast<std::int32_t>(day_);
                return day_ > window_.after;
            }
        }
        return false;
    }

private:
    // Goes back to the next day, and gives its amount.
    std::int64_t read() {
        std::uint64_t number = in_.next(), back = number & most_near;
        std::int64_t units;
        if (back != 0) {
            units = static_cast<std::int64_t>(number >> 2) + 1;
        } else {
            back = number >> 2;
            units = in_.next_signed();
            if (back == 0)
                in_.fail("days do not descend");
            if (fits_short(back, units))
                in_.fail("a day is longer than it needs to be");
        }
        if (back > static_cast<std::uint64_t>(day_ - first_known_day))
            in_.fail("a day is not in the years 0001 to 9999");
        if (units == 0 || units > most_ || units < -most_)
            in_.fail("an amount is 0 or out of range");
        day_ -= static_cast<std::int64_t>(back);
        return units;
    }

    varint_reader in_;
    std::int64_t day_, unit_, most_;
    day_window window_;
};

inline constexpr day_window all_days{std::int64_t{first_known_day} - 1, last_known_day};

// for (members_reader in(bytes); in.next();) … in.name(), in.days(window)
class members_reader {
public:
    explicit members_reader(std::string_view bytes) : in_(bytes, daily_members_type), exponent_(in_.byte()) {
        if (exponent_ > 6)
            in_.fail("the exponent is not between 0 and 6");
        left_ = in_.count();
        if (left_ == 0)
            return;
        last_ = in_.next_signed();
        if (last_ < first_known_day || last_ > last_known_day)
            in_.fail("a day is not in the years 0001 to 9999");
    }

    // Goes on to the next member. False: there is none.
    bool next() {
        if (left_ == 0) {
            if (!in_.at_end())
                in_.fail("bytes are left over");
            return false;
        }
        check_interrupts();
        --left_;
        std::string_view name = in_.text();
        if (begun_ && name <= name_)
            in_.fail("names do not ascend in byte order");
        begun_ = true;
        name_ = name;
        days_ = in_.text();
        if (days_.empty())
            in_.fail("a member has no day");
        return true;
    }
    std::string_view name() const { return name_; }
    days_reader days(day_window window = all_days) const {
        return {days_, last_ + 1, unit_of(exponent_), window};
    }

    int exponent() const { return exponent_; }
    std::int64_t last_day() const { return last_; } // of all members, if there is one
    [[noreturn]] void fail(const char *why) const { in_.fail(why); }

private:
    varint_reader in_;
    int exponent_;
    std::size_t left_ = 0;
    std::int64_t last_ = 0;
    std::string_view name_, days_;
    bool begun_ = false;
};

inline bool seen(const day_amount &item) {
    return item.amount > 0;
}

// 22023 unless x is at least this.
inline void require_at_least(std::int32_t least, std::int32_t x, const char *argument) {
    if (x < least)
        throw error(invalid_argument, std::string(argument) + " must be at least " + std::to_string(least) +
                                          ", not " + std::to_string(x));
}

// The as-of days of a range; none if it ends before it begins.
struct as_of_days {
    std::int32_t from, to;
    std::size_t size() const { return from > to ? 0 : static_cast<std::size_t>(std::int64_t{to} - from + 1); }
};

inline as_of_days range_of(std::int32_t from_day, std::int32_t to_day) {
    require_day(from_day, "from_day");
    require_day(to_day, "to_day");
    return {from_day, to_day};
}

} // namespace hs::core
