// How many members: the readers of daily_members that count them, as of a day and for every day of a range.
#include "core/daily_members.hpp"

#include "core/days.hpp"
#include "core/members_reader.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace hs::core {
namespace {

// Counts for each day of a range, kept as changes from one day to the next.
class counts_on {
public:
    explicit counts_on(as_of_days range) : range_(range), changes_(range.size() + 1) {}

    // Counts n more on the days first…last, as far as they are in the range.
    void add(std::int64_t first, std::int64_t last, std::int32_t n) {
        first = std::max<std::int64_t>(first, range_.from);
        last = std::min<std::int64_t>(last, range_.to);
        if (first > last)
            return;
        changes_[static_cast<std::size_t>(first - range_.from)] += n;
        changes_[static_cast<std::size_t>(last - range_.from + 1)] -= n;
    }
    vector<std::int32_t> take() {
        std::partial_sum(changes_.begin(), changes_.end(), changes_.begin());
        changes_.pop_back();
        return std::move(changes_);
    }

private:
    as_of_days range_;
    vector<std::int32_t> changes_;
};

// Counts n for each member that was seen in the `days` days that end `ago` days before an as-of day. A day on which it
// was seen counts for as many as-of days; they are taken from the latest back, each up to where the one before began.
void count_seen(counts_on &counts, std::string_view value, as_of_days range, std::int64_t days,
                std::int64_t ago, std::int32_t n) {
    for (members_reader in(value); in.next();) {
        std::int64_t counted_from = std::numeric_limits<std::int64_t>::max();
        day_amount item;
        for (days_reader of_one = in.days({range.from - ago - days, range.to - ago});
             counted_from > range.from && of_one.next(item);) {
            if (!seen(item))
                continue;
            std::int64_t first = item.day + ago;
            counts.add(first, std::min(first + days, counted_from) - 1, n);
            counted_from = first;
        }
    }
}

vector<std::int32_t> active_members_on(std::string_view value, as_of_days range, std::int32_t days) {
    require_at_least(1, days, "days");
    counts_on counts(range);
    count_seen(counts, value, range, days, 0, 1);
    return counts.take();
}

vector<std::int32_t> member_days_on(std::string_view value, as_of_days range, std::int32_t days) {
    require_at_least(1, days, "days");
    counts_on counts(range);
    for (members_reader in(value); in.next();) {
        day_amount item;
        for (days_reader of_one = in.days({std::int64_t{range.from} - days, range.to}); of_one.next(item);)
            if (seen(item))
                counts.add(item.day, std::int64_t{item.day} + days - 1, 1);
    }
    return counts.take();
}

// Seen in the two windows together, less those seen in the earlier one.
vector<std::int32_t> new_members_on(std::string_view value, as_of_days range, std::int32_t days,
                                    std::int32_t lookback) {
    require_at_least(1, days, "days");
    require_at_least(0, lookback, "lookback");
    counts_on counts(range);
    count_seen(counts, value, range, std::int64_t{days} + lookback, 0, 1);
    count_seen(counts, value, range, lookback, days, -1);
    return counts.take();
}

// Seen in the two windows together, less those seen in the later one.
vector<std::int32_t> lost_members_on(std::string_view value, as_of_days range, std::int32_t days,
                                     std::int32_t quiet) {
    require_at_least(1, days, "days");
    require_at_least(0, quiet, "quiet");
    counts_on counts(range);
    count_seen(counts, value, range, std::int64_t{days} + quiet, 0, 1);
    count_seen(counts, value, range, quiet, 0, -1);
    return counts.take();
}

} // namespace

// Counts as of one day are those of a range of one day.

std::int32_t active_members(std::string_view value, std::int32_t as_of, std::int32_t days) {
    return active_members_on(value, {as_of, as_of}, days).front();
}

std::int32_t member_days(std::string_view value, std::int32_t as_of, std::int32_t days) {
    return member_days_on(value, {as_of, as_of}, days).front();
}

std::int32_t new_members(std::string_view value, std::int32_t as_of, std::int32_t days,
                         std::int32_t lookback) {
    return new_members_on(value, {as_of, as_of}, days, lookback).front();
}

std::int32_t lost_members(std::string_view value, std::int32_t as_of, std::int32_t days, std::int32_t quiet) {
    return lost_members_on(value, {as_of, as_of}, days, quiet).front();
}

vector<std::int32_t> active_members_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                           std::int32_t days) {
    return active_members_on(value, range_of(from_day, to_day), days);
}

vector<std::int32_t> member_days_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                        std::int32_t days) {
    return member_days_on(value, range_of(from_day, to_day), days);
}

vector<std::int32_t> new_members_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                        std::int32_t days, std::int32_t lookback) {
    return new_members_on(value, range_of(from_day, to_day), days, lookback);
}

vector<std::int32_t> lost_members_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                         std::int32_t days, std::int32_t quiet) {
    return lost_members_on(value, range_of(from_day, to_day), days, quiet);
}

} // namespace hs::core
