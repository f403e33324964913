#include "core/daily_series.hpp"

#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/json.hpp"

#include <algorithm>

namespace hs::core {
namespace {

constexpr int late_follow = 8; // in the byte of the exponent

// f(known_on, amounts) for each day on which late amounts became known.
template <class F>
void each_known_on(late_view late, F f) {
    flow part;
    for (std::size_t i = 0; i < late.size();) {
        std::int32_t known_on = late[i].known_on;
        part.clear();
        for (; i < late.size() && late[i].known_on == known_on; ++i)
            part.push_back({late[i].day, 0, late[i].amount});
        f(known_on, flow_view(part));
    }
}

int exponent_of(flow_view in_time, late_view late) {
    int exponent = common_exponent(in_time);
    each_known_on(late, [&](std::int32_t, flow_view part) { exponent = common_exponent(part, exponent); });
    return exponent;
}

} // namespace

flow known_by(daily_series value, std::int32_t as_of) {
    flow days = std::move(value.in_time);
    if (value.late.empty() || value.late.front().known_on > as_of)
        return days;
    for (const late_amount &item : value.late)
        if (item.known_on <= as_of)
            days.push_back({item.day, 0, item.amount});
    add_up(days, by_day);
    return days;
}

// --- bytes and text ------------------------------------------------------------------------------------------------

void append_series(string &out, flow_view in_time, late_view late) {
    out.reserve(out.size() + 16 + 3 * in_time.size());
    int exponent = exponent_of(in_time, late);
    out += static_cast<char>(late.empty() ? exponent : exponent + late_follow);
    append_flow(out, in_time, exponent);
    if (late.empty())
        return;
    std::size_t n = 0;
    each_known_on(late, [&](std::int32_t, flow_view) { ++n; });
    append_varint(out, n);
    std::int64_t before = 0;
    each_known_on(late, [&](std::int32_t known_on, flow_view part) {
        append_signed_varint(out, known_on - before);
        append_flow(out, part, exponent);
        before = known_on;
    });
}

daily_series parse_series(std::string_view bytes) {
    varint_reader in(bytes, daily_series_type);
    int exponent = in.byte();
    bool has_late = exponent >= late_follow;
    if (has_late)
        exponent -= late_follow;
    daily_series value;
    read_flow(in, value.in_time, exponent);
    if (has_late) {
        std::size_t n = in.count();
        if (n == 0)
            in.fail("there are no late amounts");
        flow part;
        std::int64_t known_on = 0;
        for (std::size_t i = 0; i < n; ++i) {
            std::int64_t step = in.next_signed();
            if (i > 0 && step <= 0)
                in.fail("days do not ascend");
            if (step < 2 * std::int64_t{first_known_day} || step > 2 * std::int64_t{last_known_day} ||
                (known_on += step) < first_known_day || known_on > last_known_day)
                in.fail("a day is not in the years 0001 to 9999");
            part.clear();
            read_flow(in, part, exponent);
            if (part.empty() || part.back().day >= known_on)
                in.fail("a late amount was known on its day");
            for (const day_amount &item : part)
                value.late.push_back({static_cast<std::int32_t>(known_on), item.day, item.amount});
        }
    }
    if (!in.at_end())
        in.fail("bytes are left over");
    if (exponent != exponent_of(value.in_time, value.late))
        in.fail("the exponent is not the largest one");
    return value;
}

void append_series_text(string &out, flow_view in_time, late_view late) {
    if (in_time.empty() && late.empty()) {
        out += "{}";
        return;
    }
    append_runs(out, in_time);
    bool is_first = in_time.empty();
    each_known_on(late, [&](std::int32_t known_on, flow_view part) {
        if (!is_first)
            out += ", ";
        is_first = false;
        string mark("late ");
        append_date(mark, known_on);
        mark += ": ";
        append_runs(out, part, mark);
    });
}

daily_series parse_series_text(std::string_view text) {
    scanner in(text, daily_series_type);
    daily_series value;
    if (in.accept('{')) {
        in.expect('}');
    } else {
        flow run;
        do {
            if (!in.accept("late")) {
                read_run(in, value.in_time);
                continue;
            }
            std::int32_t known_on = in.date();
            in.expect(':');
            run.clear();
            read_run(in, run);
            for (const day_amount &item : run) {
                if (item.amount != 0 && item.day >= known_on)
                    in.refuse("A late amount must be known after its day");
                value.late.push_back({known_on, item.day, item.amount});
            }
        } while (in.accept(','));
        settle(in, value.in_time);
        sort_cancellable(value.late.data(), value.late.size(), by_known_on);
        for (std::size_t i = 1; i < value.late.size(); ++i)
            if (!by_known_on(value.late[i - 1], value.late[i])) {
                string day;
                append_date(day, value.late[i].day);
                in.refuse("The day " + std::string(day) + " is given twice");
            }
        std::erase_if(value.late, [](const late_amount &item) { return item.amount == 0; });
    }
    in.expect_end();
    return value;
}

void append_json(string &out, const daily_series &value) {
    json_object object(out);
    append_days(object, flow_view(value.in_time), &day_amount::amount);
    if (!value.late.empty()) {
        json_object late(object.key("late"));
        each_known_on(value.late, [&](std::int32_t known_on, flow_view part) {
            string day;
            append_date(day, known_on);
            append_json(late.key(day), part);
        });
        late.end();
    }
    object.end();
}

daily_series since(daily_series value, std::int32_t day) {
    auto is_before = [&](const auto &item) { return item.day < day; };
    std::erase_if(value.in_time, is_before);
    std::erase_if(value.late, is_before);
    return value;
}

daily_series without(daily_series value, std::int32_t from_day, std::int32_t to_day) {
    auto is_inside = [&](const auto &item) { return item.day >= from_day && item.day < to_day; };
    std::erase_if(value.in_time, is_inside);
    std::erase_if(value.late, is_inside);
    return value;
}

// --- readers -------------------------------------------------------------------------------------------------------

void require_days(std::int32_t days) {
    if (days < 1)
        throw error(invalid_argument, "days must be at least 1, not " + std::to_string(days));
}

std::int32_t active_days(flow_view series, std::int32_t as_of, std::int32_t days) {
    require_days(days);
    day_window window = last_days(as_of, days);
    flow_view part = within(series, window.after, window.through);
    return static_cast<std::int32_t>(
        std::count_if(part.begin(), part.end(), [](const auto &item) { return item.amount > 0; }));
}

std::int32_t active_days(flow_view series, std::span<const std::int32_t> days) {
    vector<std::int32_t> wanted(days.begin(), days.end());
    sort_cancellable(wanted.data(), wanted.size(), std::less<>());
    std::int32_t active = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i % 4096 == 0)
            check_interrupts();
        if (i > 0 && wanted[i] == wanted[i - 1])
            continue;
        flow_view found = within(series, std::int64_t{wanted[i]} - 1, wanted[i]);
        active += !found.empty() && found.front().amount > 0;
    }
    return active;
}

std::optional<std::int32_t> last_day(flow_view series, std::int32_t as_of) {
    flow_view part = within(series, std::int64_t{first_known_day} - 1, as_of);
    return part.empty() ? std::nullopt : std::optional(part.back().day);
}

std::optional<std::int32_t> first_day(flow_view series) {
    return series.empty() ? std::nullopt : std::optional(series.front().day);
}

std::int64_t median(std::span<std::int64_t> values) {
    std::sort(values.begin(), values.end());
    std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1)
        return values[middle];
    return static_cast<std::int64_t>(signed_quotient(int128{values[middle - 1]} + values[middle], 2));
}

std::int64_t median_deviation(std::span<std::int64_t> values, std::int64_t middle) {
    for (auto &value : values)
        value =
            checked_micro(value < middle ? int128{middle} - value : int128{value} - middle, "a deviation");
    return median(values);
}

} // namespace hs::core
