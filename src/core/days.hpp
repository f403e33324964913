// Days and windows. A day is a number of days since 2000-01-01, as PostgreSQL counts them; the day types know the
// years 0001 to 9999.
#pragma once
#include "core/core.hpp"

#include <chrono>
#include <cstdint>

namespace hs::core {

inline constexpr std::int32_t first_known_day = -730119; // 0001-01-01
inline constexpr std::int32_t last_known_day = 2921939;  // 9999-12-31

// Days (after, through]. 64 bits, so that no window overflows.
struct day_window {
    std::int64_t after, through;
    bool holds(std::int64_t day) const { return day > after && day <= through; }
};

// The `days` days that end at `as_of`: W(days) of the conventions.
inline day_window last_days(std::int32_t as_of, std::int64_t days) {
    return {as_of - days, as_of};
}

// The n-th period of `length` days before and at as_of, counted from 1: number 1 ends at as_of.
inline day_window period_back(std::int32_t as_of, int length, int n) {
    return {as_of - std::int64_t{length} * n, as_of - std::int64_t{length} * (n - 1)};
}

// The Sunday at or before a day, which ends the last complete ISO week: 2000-01-01 was a Saturday.
inline std::int32_t last_sunday(std::int32_t as_of) {
    return as_of - ((as_of - 1) % 7 + 7) % 7;
}

inline constexpr std::chrono::sys_days day_zero = std::chrono::year{2000} / 1 / 1;

inline std::chrono::year_month month_of(std::int32_t day) {
    std::chrono::year_month_day date{day_zero + std::chrono::days{day}};
    return date.year() / date.month();
}

inline day_window days_of(std::chrono::year_month month) {
    auto number = [](std::chrono::sys_days day) { return std::int64_t{(day - day_zero).count()}; };
    return {number(month / 1) - 1, number((month + std::chrono::months{1}) / 1) - 1};
}

} // namespace hs::core
