#include "core/moving_totals.hpp"

#include "core/interrupt.hpp"

namespace hs::core {

std::optional<std::int32_t> flow_totals::last_used(std::int32_t as_of) const {
    flow_view known = within(days, std::int64_t{first_known_day} - 1, as_of);
    auto last = std::find_if(known.rbegin(), known.rend(), [](const auto &item) { return item.amount > 0; });
    return last == known.rend() ? std::nullopt : std::optional(last->day);
}

moving_totals::moving_totals(daily_series value, std::int32_t from_day, std::int32_t to_day) {
    for (const late_amount &item : value.late)
        if (item.known_on > from_day && item.known_on <= to_day)
            late_.push_back(item);
    days_ = known_by(std::move(value), from_day);
    bool any = false;
    auto take_in = [&](std::int64_t day) {
        first_ = any ? std::min(first_, day) : day;
        last_ = any ? std::max(last_, day) : day;
        any = true;
    };
    if (!days_.empty() && days_.front().day <= to_day) {
        take_in(days_.front().day);
        take_in(std::min(days_.back().day, to_day));
    }
    for (const late_amount &item : late_)
        take_in(item.day);
    sums_.reserve(static_cast<std::size_t>(last_ - first_ + 2));
    sums_.emplace_back(0);
}

void moving_totals::advance(std::int32_t as_of) {
    std::int64_t through = std::min<std::int64_t>(as_of, last_);
    for (std::int64_t day = first_ + static_cast<std::int64_t>(sums_.size()) - 1; day <= through; ++day) {
        std::int64_t amount = 0;
        if (next_day_ < days_.size() && days_[next_day_].day == day)
            amount = days_[next_day_++].amount;
        sums_.emplace_back(sums_.back() + int128{amount});
        if (amount > 0)
            used_ = sums_.size() - 1;
        count_step();
    }
    while (next_late_ < late_.size() && late_[next_late_].known_on <= as_of)
        know_next();
}

// Takes in the late amounts of the next day on which some became known; their days ascend.
void moving_totals::know_next() {
    const std::int32_t known_on = late_[next_late_].known_on;
    auto are_left = [&] { return next_late_ < late_.size() && late_[next_late_].known_on == known_on; };
    int128 added = 0;
    for (std::int64_t day = late_[next_late_].day; are_left() || added != 0; ++day) {
        auto i = static_cast<std::size_t>(day - first_);
        if (i + 1 == sums_.size())
            break;
        const bool changes = are_left() && late_[next_late_].day == day;
        if (changes)
            added += late_[next_late_++].amount;
        sums_[i + 1] = sums_[i + 1] + added;
        if (changes && checked_micro(amount_at(i), "the amount of a day") > 0)
            used_ = std::max(used_, i + 1);
        count_step();
    }
    for (; used_ > 0 && amount_at(used_ - 1) <= 0; --used_)
        count_step();
}

void moving_totals::count_step() {
    if (++steps_ % 65536 == 0)
        check_interrupts();
}

std::optional<std::int32_t> moving_totals::last_used(std::int32_t) const {
    return used_ == 0
               ? std::nullopt
               : std::optional(static_cast<std::int32_t>(first_ + static_cast<std::int64_t>(used_) - 1));
}

} // namespace hs::core
