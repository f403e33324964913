#include "core/score_history.hpp"

#include "core/daily_series.hpp"
#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/json.hpp"
#include "core/scanner.hpp"
#include "core/sorting.hpp"
#include "core/varint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace hs::core {
namespace {

constexpr std::int32_t longest_gap = 7; // empty places inside a run of the text form
constexpr std::int32_t median_days = 7;
constexpr std::size_t least_evaluations = 10; // for a peak of medians

// The largest exponent, up to 6, of a power of ten that divides all points.
int common_exponent(history_view days) {
    int exponent = 6;
    for (const auto &item : days) {
        while (in_units(item.points, exponent) * power_of_ten[exponent] != item.points)
            --exponent;
        if (exponent == 0)
            break;
    }
    return exponent;
}

std::int64_t difference(std::int64_t a, std::int64_t b) { // may wrap; adding it wraps back
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

std::int64_t sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// 2^-x for x >= 0, with nothing but + * /, so that every machine gives the same bits.
double halved(double x) {
    constexpr double ln_2 = 0.693147180559945309417232121458;
    constexpr double none_left = 1100;
    constexpr int terms = 20;
    if (!(x < none_left))
        return 0;
    double whole = std::floor(x), y = (x - whole) * -ln_2;
    double result = 1;
    for (int i = terms; i > 0; --i)
        result = 1 + result * y / i;
    return std::ldexp(result, -static_cast<int>(whole));
}

std::int64_t median_of(history_view days) {
    std::array<std::int64_t, median_days> values;
    std::size_t n = 0;
    for (const auto &item : days)
        values[n++] = item.points;
    return median({values.data(), n});
}

} // namespace

// --- bytes and text ------------------------------------------------------------------------------------------------

void append_history(string &out, history_view days) {
    check_interrupts(); // a value holds ten thousand years at most: that takes a tenth of a second
    int exponent = common_exponent(days);
    std::uint64_t runs = 0;
    for (std::size_t i = 0; i < days.size(); ++i)
        runs += i == 0 || days[i].day != days[i - 1].day + 1;
    out.reserve(out.size() + 16 + 4 * days.size());
    out += static_cast<char>(exponent);
    append_varint(out, runs);
    std::int64_t units = 0;
    for (std::size_t i = 0; i < days.size();) {
        std::size_t end = i + 1;
        while (end < days.size() && days[end].day == days[end - 1].day + 1)
            ++end;
        if (i == 0)
            append_signed_varint(out, days[i].day);
        else
            append_varint(out, static_cast<std::uint64_t>(days[i].day - days[i - 1].day - 2));
        append_varint(out, end - i - 1);
        for (; i < end; ++i) {
            if (i % 16384 == 0)
                check_interrupts();
            std::int64_t now = in_units(days[i].points, exponent);
            append_signed_varint(out, difference(now, units));
            units = now;
        }
    }
}

history parse_history(std::string_view bytes) {
    check_interrupts();
    varint_reader in(bytes, score_history_type);
    int exponent = in.byte();
    if (exponent > 6)
        in.fail("the exponent is not between 0 and 6");
    const std::int64_t most = largest_micro_amount / power_of_ten[exponent];
    std::size_t runs = in.count();
    history days;
    days.reserve(std::min<std::size_t>(in.rest().size(), last_known_day - first_known_day + 1));
    std::int64_t day = 0, units = 0;
    for (std::size_t run = 0; run < runs; ++run) {
        if (run == 0) {
            day = in.next_signed();
        } else {
            std::uint64_t gap = in.next();
            if (gap > static_cast<std::uint64_t>(last_known_day - first_known_day))
                in.fail("a day is not in the years 0001 to 9999");
            day += static_cast<std::int64_t>(gap) + 1; // day is the one after the last
        }
        std::uint64_t length = in.next();
        if (length >= in.rest().size())
            in.fail("a count is larger than the value");
        if (day < first_known_day || day > last_known_day ||
            static_cast<std::int64_t>(length) > last_known_day - day)
            in.fail("a day is not in the years 0001 to 9999");
        for (++length; length > 0; --length) {
            if (days.size() % 16384 == 0)
                check_interrupts();
            units = sum(units, in.next_signed());
            if (units > most || units < -most)
                in.fail("points are out of range");
            days.push_back({static_cast<std::int32_t>(day++), units * power_of_ten[exponent]});
        }
    }
    if (!in.at_end())
        in.fail("bytes are left over");
    if (exponent != common_exponent(days))
        in.fail("the exponent is not the largest one");
    return days;
}

void append_history_text(string &out, history_view days) {
    if (days.empty()) {
        out += "{}";
        return;
    }
    for (std::size_t i = 0; i < days.size(); ++i) {
        if (i % 16384 == 0)
            check_interrupts();
        std::int32_t gap = i == 0 ? 0 : days[i].day - days[i - 1].day - 1;
        if (i > 0 && gap <= longest_gap) {
            out.append(static_cast<std::size_t>(gap) + 1, ',');
        } else {
            if (i > 0)
                out += "}, ";
            append_date(out, days[i].day);
            out += ":{";
        }
        append_micro(out, days[i].points);
    }
    out += '}';
}

history parse_history_text(std::string_view text) {
    scanner in(text, score_history_type);
    history days;
    if (in.accept('{')) {
        in.expect('}');
        in.expect_end();
        return days;
    }
    do {
        std::int32_t day = in.date();
        in.expect(':');
        in.expect('{');
        bool first = true;
        do {
            // A place may be empty between two points only: a comma too many at an end is a mistake.
            require_day(day, "every day of a run");
            if (first || !in.next_is(','))
                days.push_back({day, in.exact_micro("points")});
            first = false;
            ++day;
        } while (in.accept(','));
        in.expect('}');
    } while (in.accept(','));
    in.expect_end();
    sort_cancellable(days.data(), days.size(), [](const auto &a, const auto &b) { return a.day < b.day; });
    for (std::size_t i = 1; i < days.size(); ++i)
        if (days[i].day == days[i - 1].day) {
            string day;
            append_date(day, days[i].day);
            in.refuse("The day " + std::string(day) + " is given twice");
        }
    return days;
}

void append_json(string &out, history_view days) {
    json_object object(out);
    append_days(object, days, &day_points::points);
    object.end();
}

void refuse_other_points(std::int32_t day, std::int64_t one, std::int64_t other) {
    string date, less, more;
    append_date(date, day);
    append_micro(less, std::min(one, other));
    append_micro(more, std::max(one, other));
    throw error(invalid_argument, std::string("different points for the day ") + std::string(date) + ": " +
                                      std::string(less) + " and " + std::string(more))
        .hint("Points are a level, of which a day has one. Choose which counts, or group by what sets them "
              "apart.");
}

history merged(history_view a, history_view b) {
    check_interrupts();
    history out;
    out.reserve(a.size() + b.size());
    auto x = a.begin(), y = b.begin();
    while (x != a.end() || y != b.end()) {
        if (y == b.end() || (x != a.end() && x->day < y->day)) {
            out.push_back(*x++);
        } else if (x == a.end() || y->day < x->day) {
            out.push_back(*y++);
        } else {
            if (x->points != y->points)
                refuse_other_points(x->day, x->points, y->points);
            out.push_back(*x++);
            ++y;
        }
    }
    return out;
}

// --- readers -------------------------------------------------------------------------------------------------------

history_view within(history_view days, std::int64_t after, std::int64_t through) {
    auto later = [](std::int64_t day, const day_points &item) { return day < item.day; };
    auto first = std::upper_bound(days.begin(), days.end(), after, later);
    return {first, std::upper_bound(first, days.end(), std::max(after, through), later)};
}

std::optional<std::int64_t> points_on(history_view days, std::int32_t day) {
    history_view found = within(days, std::int64_t{day} - 1, day);
    return found.empty() ? std::nullopt : std::optional(found.front().points);
}

std::int32_t evaluated_days(history_view days, std::int32_t as_of, std::int32_t count) {
    require_days(count);
    day_window window = last_days(as_of, count);
    return static_cast<std::int32_t>(within(days, window.after, window.through).size());
}

std::optional<int128> drop_on(history_view days, std::int32_t as_of, std::int32_t count) {
    require_days(count);
    history_view part = within(days, std::int64_t{as_of} - count - 1, as_of);
    if (part.empty() || part.back().day != as_of)
        return std::nullopt;
    std::int64_t peak = part.back().points;
    for (const auto &item : part)
        peak = std::max(peak, item.points);
    return int128{peak} - part.back().points;
}

std::optional<std::int32_t> falling_periods(history_view days, std::int32_t as_of) {
    history_view known = up_to(days, as_of);
    if (known.empty())
        return std::nullopt;
    std::size_t at = known.size() - 1;
    while (at > 0 && known[at].points < known[at - 1].points)
        --at;
    return static_cast<std::int32_t>(known.size() - 1 - at);
}

std::optional<std::int64_t> smoothed_on(history_view days, std::int32_t as_of, double half_life) {
    smoothing mean(checked_half_life(half_life));
    std::optional<std::int64_t> result;
    std::uint32_t n = 0;
    for (const auto &item : up_to(days, as_of)) {
        if (++n % 4096 == 0)
            check_interrupts();
        result = mean.add(item.day, item.points);
    }
    return result;
}

double checked_half_life(double half_life) {
    require_finite(half_life, "half_life");
    if (half_life <= 0)
        throw error(invalid_argument, "half_life must be above 0 days");
    return half_life;
}

std::int64_t smoothing::add(std::int32_t day, std::int64_t points) {
    if (std::int32_t step = day - last_day_; weight_ > 0 && step != step_) {
        decay_ = halved(step / half_life_);
        step_ = step;
    }
    sum_ = sum_ * decay_ + static_cast<double>(points);
    weight_ = weight_ * decay_ + 1;
    last_day_ = day;
    return static_cast<std::int64_t>(std::rint(sum_ / weight_));
}

// --- drops -----------------------------------------------------------------------------------------------------------

std::optional<deep_drop> deepest_drop(history_view days, std::int32_t from_day, std::int32_t to_day,
                                      std::int32_t count) {
    require_days(count);
    std::int64_t first = std::int64_t{from_day} - count;
    history_view needed = within(days, first - 1, to_day);
    vector<day_points> ring(
        std::bit_ceil(1 + std::min<std::size_t>(needed.size(), static_cast<std::size_t>(count))));
    peak_queue peak(ring.data(), static_cast<std::uint32_t>(ring.size()));
    std::optional<deep_drop> deepest;
    std::uint32_t n = 0;
    for (const auto &item : needed) {
        if (++n % 4096 == 0)
            check_interrupts();
        peak.forget_before(std::int64_t{item.day} - count);
        peak.add(item);
        int128 drop = int128{peak.peak()} - item.points;
        if (item.day >= from_day && (!deepest || drop > deepest->drop))
            deepest = {item.day, drop};
    }
    return deepest;
}

drops::drops(history_view days, std::int32_t from_day, std::int32_t count)
    : days_(within(days, from_day - std::int64_t{count} - 2 * median_days, last_known_day)), count_(count),
      rings_(2 * std::bit_ceil(std::size_t{1} +
                               std::min<std::size_t>(days_.size(), static_cast<std::size_t>(count)))),
      points_(rings_.data(), static_cast<std::uint32_t>(rings_.size() / 2)),
      median_peak_(rings_.data() + rings_.size() / 2, static_cast<std::uint32_t>(rings_.size() / 2)) {
    require_days(count);
    medians_.reserve(days_.size());
}

drops::reading drops::on(std::int32_t day) {
    reading out;
    for (; next_ < days_.size() && days_[next_].day <= day; ++next_) {
        if (next_ % 4096 == 0)
            check_interrupts();
        points_.forget_before(days_[next_].day - count_);
        points_.add(days_[next_]);
        std::int64_t at = days_[next_].day;
        std::size_t first = next_;
        while (first > 0 && days_[first - 1].day > at - median_days)
            --first;
        medians_.push_back(median_of(days_.subspan(first, next_ + 1 - first)));
    }
    if (next_ > 0 && days_[next_ - 1].day == day)
        out.drop = int128{points_.peak()} - days_[next_ - 1].points;

    history_view week = within(days_.first(next_), std::int64_t{day} - median_days, day);
    if (week.empty())
        return out;
    std::int64_t now = median_of(week);

    while (before_ < next_ && days_[before_].day <= day - count_)
        ++before_;
    if (before_ > 0 && days_[before_ - 1].day >= day - count_ - median_days)
        out.point_drop = int128{medians_[before_ - 1]} - now;

    for (; queued_ < next_ && days_[queued_].day < day; ++queued_) {
        median_peak_.forget_before(days_[queued_].day - count_);
        median_peak_.add({days_[queued_].day, medians_[queued_]});
    }
    median_peak_.forget_before(day - count_);
    while (in_peak_ < queued_ && days_[in_peak_].day < day - count_)
        ++in_peak_;
    if (queued_ - in_peak_ >= least_evaluations)
        out.largest_drop = int128{median_peak_.peak()} - now;
    return out;
}

} // namespace hs::core
