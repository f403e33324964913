// What readers ask of a daily_series, whether for one day or for every day of a range: totals(window), and the last day
// with an amount above 0. Readers are templates over one of the two providers here, so that a measure is written once.
#pragma once
#include "core/core.hpp"

#include "core/daily_series.hpp"
#include "core/days.hpp"

#include <algorithm>
#include <optional>

namespace hs::core {

// For one day: `days` is what was known by as_of.
struct flow_totals {
    flow_view days;

    int128 operator()(day_window window) const { return sum(within(days, window.after, window.through)); }
    std::optional<std::int32_t> last_used(std::int32_t as_of) const;
};

// For the days of a range, in order: prefix sums of every day from the first with an amount to the current one, so that a
// window takes two look-ups. Late amounts enter on the day they became known, and those of one such day change the sums
// from the first of their days on together: as many as that one was late.
class moving_totals {
public:
    moving_totals(daily_series value, std::int32_t from_day, std::int32_t to_day);

    // The day from here on is the as_of of every question. Days ascend, from from_day to to_day.
    void advance(std::int32_t as_of);

    int128 operator()(day_window window) const { return up_to(window.through) - up_to(window.after); }
    std::optional<std::int32_t> last_used(std::int32_t as_of) const;

private:
    int128 up_to(std::int64_t day) const {
        return sums_[static_cast<std::size_t>(
            std::clamp<std::int64_t>(day - first_ + 1, 0, static_cast<std::int64_t>(sums_.size()) - 1))];
    }
    int128 amount_at(std::size_t i) const { return int128{sums_[i + 1]} - int128{sums_[i]}; }
    void know_next();
    void count_step();

    flow days_;         // known by from_day
    late_amounts late_; // later
    std::size_t next_day_ = 0, next_late_ = 0;
    std::int64_t first_ = 0, last_ = -1; // the days with amounts
    vector<wide> sums_;                  // sums_[i] is the total of the i days from first_ on
    std::size_t used_ = 0; // as many of these days hold everything above 0; the last of them is above 0
    unsigned steps_ = 0;
};

} // namespace hs::core
