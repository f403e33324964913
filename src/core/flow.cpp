#include "core/flow.hpp"

#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"

#include <algorithm>

namespace hs::core {
namespace {

constexpr std::int32_t longest_gap = 7; // empty days inside a run of the text form

} // namespace

std::int64_t checked_micro(int128 x, const char *what) {
    if (x > largest_micro_amount || x < -int128{largest_micro_amount})
        throw error(out_of_range, std::string(what) + " is out of range")
            .detail("The largest is 9200000000000.");
    return static_cast<std::int64_t>(x);
}

void require_day(std::int32_t day, const char *argument) {
    if (day < first_known_day || day > last_known_day)
        throw error(invalid_date, std::string(argument) + " must be a day of the years 0001 to 9999");
}

flow_view within(flow_view days, std::int64_t after, std::int64_t through) {
    auto later = [](std::int64_t day, const day_amount &item) { return day < item.day; };
    auto first = std::upper_bound(days.begin(), days.end(), after, later);
    return {first, std::upper_bound(first, days.end(), std::max(after, through), later)};
}

int128 sum(flow_view days) {
    int128 total = 0;
    for (const auto &item : days)
        total += item.amount;
    return total;
}

int common_exponent(flow_view days, int at_most) {
    for (const auto &item : days)
        while (in_units(item.amount, at_most) * power_of_ten[at_most] != item.amount)
            --at_most;
    return at_most;
}

std::int64_t unit_of(int exponent) {
    return power_of_ten[exponent];
}

void append_flow(string &out, flow_view days, int exponent) {
    check_interrupts(); // a value may hold many lists
    append_varint(out, days.size());
    std::int64_t before = 0;
    for (const auto &item : days) {
        append_signed_varint(out, item.day - before);
        append_signed_varint(out, in_units(item.amount, exponent));
        before = item.day;
    }
}

void read_flow(varint_reader &in, flow &out, int exponent) {
    if (exponent < 0 || exponent > 6)
        in.fail("the exponent is not between 0 and 6");
    check_interrupts();
    std::size_t n = in.count();
    out.reserve(out.size() + n);
    std::int64_t day = 0;
    for (std::size_t i = 0; i < n; ++i) {
        std::int64_t step = in.next_signed(), amount = in.next_signed();
        if (i > 0 && step <= 0)
            in.fail("days do not ascend");
        if (step < 2 * std::int64_t{first_known_day} || step > 2 * std::int64_t{last_known_day} ||
            (day += step) < first_known_day || day > last_known_day)
            in.fail("a day is not in the years 0001 to 9999");
        std::int64_t most = largest_micro_amount / power_of_ten[exponent];
        if (amount == 0 || amount > most || amount < -most)
            in.fail("an amount is 0 or out of range");
        out.push_back({static_cast<std::int32_t>(day), 0, amount * power_of_ten[exponent]});
    }
}

void append_runs(string &out, flow_view days, std::string_view before_each) {
    for (std::size_t i = 0; i < days.size(); ++i) {
        if (i % 16384 == 0)
            check_interrupts();
        std::int32_t gap = i == 0 ? 0 : days[i].day - days[i - 1].day - 1;
        if (i > 0 && gap <= longest_gap) {
            for (; gap > 0; --gap)
                out += ",0";
            out += ',';
        } else {
            if (i > 0)
                out += "}, ";
            out += before_each;
            append_date(out, days[i].day);
            out += ":{";
        }
        append_micro(out, days[i].amount);
    }
    if (!days.empty())
        out += '}';
}

void read_run(scanner &in, flow &out) {
    std::int32_t day = in.date();
    in.expect(':');
    in.expect('{');
    do {
        require_day(day, "every day of a run");
        out.push_back({day++, 0, in.exact_micro("amount")});
    } while (in.accept(','));
    in.expect('}');
}

void settle(scanner &in, flow &days) {
    sort_cancellable(days.data(), days.size(), by_day);
    for (std::size_t i = 1; i < days.size(); ++i)
        if (days[i].day == days[i - 1].day) {
            string day;
            append_date(day, days[i].day);
            in.refuse("The day " + std::string(day) + " is given twice");
        }
    std::erase_if(days, [](const auto &item) { return item.amount == 0; });
}

} // namespace hs::core
