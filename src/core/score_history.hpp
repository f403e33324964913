// score_history: a level. Points per day, where a day without points was not evaluated, which is not the same as 0. Here
// are its bytes, its text, and its readers; those that need a tier are in core/confirmed_tier.
//
// A value in bytes: an exponent, then the runs of days that follow one another. Of a run the distance from the one before,
// its length, and for each day the change of points in units of 10^exponent micro-points. So points that repeat take a
// byte a day, and others three or four.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"
#include "core/numbers.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hs::core {

inline constexpr char score_history_type[] = "score_history";

struct day_points {
    std::int32_t day;
    std::int64_t points; // micro-points
    friend bool operator==(const day_points &, const day_points &) = default;
};

// Days ascend, no day twice: one list for one content.
using history = vector<day_points>;
using history_view = std::span<const day_points>;

void append_history(string &out, history_view days);
history parse_history(std::string_view bytes);

// 2026-01-01:{72.5,71,,60}, 2026-03-01:{80}: an empty place is a day that was not evaluated.
void append_history_text(string &out, history_view days);
history parse_history_text(std::string_view text);
void append_json(string &out, history_view days);

// Throws 22023: a day has one value.
[[noreturn]] void refuse_other_points(std::int32_t day, std::int64_t one, std::int64_t other);
// The days of both. A day of both must have the same points.
history merged(history_view a, history_view b);

// --- readers -------------------------------------------------------------------------------------------------------
// The evaluations in a window of days.
history_view within(history_view days, std::int64_t after, std::int64_t through);
inline history_view up_to(history_view days, std::int64_t through) {
    return within(days, INT64_MIN, through);
}

std::optional<std::int64_t> points_on(history_view days, std::int32_t day);
std::int32_t evaluated_days(history_view days, std::int32_t as_of, std::int32_t count);

// The largest points of [as_of - count, as_of] less those of as_of; none where as_of was not evaluated. 128 bits, because
// points may be as far apart as twice the largest.
std::optional<int128> drop_on(history_view days, std::int32_t as_of, std::int32_t count);

// The day of [from_day, to_day] on which drop_on is largest, the first of several; none without an evaluation there.
struct deep_drop {
    std::int32_t day;
    int128 drop;
};
std::optional<deep_drop> deepest_drop(history_view days, std::int32_t from_day, std::int32_t to_day,
                                      std::int32_t count);

// Strict falls in a row, up to the last evaluation; none without an evaluation.
std::optional<std::int32_t> falling_periods(history_view days, std::int32_t as_of);

std::optional<std::int64_t> smoothed_on(history_view days, std::int32_t as_of, double half_life);

// --- one evaluation after the other ----------------------------------------------------------------------------------
// These are fed in order of days, by readers and by window functions, and are plain memory.

class falling_run {
public:
    // Gives how many falls in a row end with this value.
    std::int32_t add(std::int64_t value) {
        falls_ = started_ && value < last_ ? falls_ + 1 : 0;
        started_ = true;
        last_ = value;
        return falls_;
    }

private:
    bool started_ = false;
    std::int32_t falls_ = 0;
    std::int64_t last_ = 0;
};

// The mean of all points so far, each with weight 2^(-age / half_life).
class smoothing {
public:
    explicit smoothing(double half_life) : half_life_(half_life) {}

    double half_life() const { return half_life_; }
    std::int64_t add(std::int32_t day, std::int64_t points);

private:
    double half_life_;
    double sum_ = 0, weight_ = 0; // as of the last day
    std::int32_t last_day_ = 0;
    std::int32_t step_ = 0; // the days that `decay_` is for
    double decay_ = 1;
};
double checked_half_life(double half_life);

// The largest points of the days that are not forgotten. Whoever is older and not larger can never be the largest again, so
// points fall along the queue. It lives in a ring of 2^n places, enough for the days between the oldest and the newest.
class peak_queue {
public:
    peak_queue(day_points *ring, std::uint32_t places) : ring_(ring), mask_(places - 1) {}

    void add(day_points item) {
        while (head_ != tail_ && ring_[(tail_ - 1) & mask_].points <= item.points)
            --tail_;
        ring_[tail_++ & mask_] = item;
    }
    void forget_before(std::int64_t day) {
        while (head_ != tail_ && ring_[head_ & mask_].day < day)
            ++head_;
    }
    bool empty() const { return head_ == tail_; }
    std::int64_t peak() const { return ring_[head_ & mask_].points; }

private:
    day_points *ring_;
    std::uint32_t mask_, head_ = 0, tail_ = 0;
};

// Requirement 77: the drops of a day over `count` days, for days that ascend from the first one on. The median of a day is
// that of the evaluated points of its last 7 days.
class drops {
public:
    struct reading {
        std::optional<int128> drop; // drop_on
        std::optional<int128>
            point_drop; // median of the last evaluation in [day - count - 7, day - count], less that of day
        std::optional<int128> largest_drop; // peak of the medians of [day - count, day - 1], less that of day
    };
    drops(history_view days, std::int32_t from_day, std::int32_t count);
    reading on(std::int32_t day);

private:
    history_view days_;
    std::int64_t count_;
    vector<std::int64_t> medians_; // as far as they were needed
    vector<day_points> rings_;
    peak_queue points_, median_peak_;
    std::size_t next_ = 0;    // the first evaluation after the day
    std::size_t queued_ = 0;  // medians before this one are in the queue
    std::size_t in_peak_ = 0; // the first evaluation in [day - count, day - 1]
    std::size_t before_ = 0;  // the first evaluation after day - count
};

} // namespace hs::core
