#include "core/daily_members.hpp"

#include "core/days.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/sorting.hpp"
#include "core/spread.hpp"

#include <algorithm>
#include <numeric>

namespace hs::core {
namespace {

void require_at_least(std::int32_t least, std::int32_t x, const char *argument) {
    if (x < least)
        throw error(invalid_argument, std::string(argument) + " must be at least " + std::to_string(least) +
                                          ", not " + std::to_string(x));
}

bool seen(const day_amount &item) {
    return item.amount > 0;
}

bool seen_within(flow_view days, day_window window) {
    flow_view part = within(days, window.after, window.through);
    return std::any_of(part.begin(), part.end(), seen);
}

template <class Test>
std::int32_t count_members(const members &value, Test test) {
    std::int32_t n = 0;
    for (std::size_t i = 0; i < value.size(); ++i)
        n += test(value.days(i));
    return n;
}

spread spread_over(const members &value, std::int32_t as_of, std::int32_t days) {
    require_at_least(1, days, "days");
    day_window window = last_days(as_of, days);
    spread out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        int128 amount = sum(within(value.days(i), window.after, window.through));
        if (amount > 0)
            out.add(amount);
    }
    return out;
}

} // namespace

// --- bytes and text ------------------------------------------------------------------------------------------------

void append_members(string &out, const members &value) {
    int exponent = common_exponent(value.all_days());
    out += static_cast<char>(exponent);
    append_varint(out, value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        append_varint(out, value.name(i).size());
        out += value.name(i);
        append_flow(out, value.days(i), exponent);
    }
}

members parse_members(std::string_view bytes) {
    varint_reader in(bytes, daily_members_type);
    int exponent = in.byte();
    members value;
    flow days;
    std::size_t n = in.count();
    for (std::size_t i = 0; i < n; ++i) {
        std::string_view name = in.text();
        if (i > 0 && name <= value.name(i - 1))
            in.fail("names do not ascend in byte order");
        days.clear();
        read_flow(in, days, exponent);
        if (days.empty())
            in.fail("a member has no day");
        value.begin(name);
        value.add(days);
    }
    if (!in.at_end())
        in.fail("bytes are left over");
    if (exponent != common_exponent(value.all_days()))
        in.fail("the exponent is not the largest one");
    return value;
}

void append_members_text(string &out, const members &value) {
    out += '{';
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i > 0)
            out += ", ";
        append_name(out, value.name(i));
        out += ": ";
        append_runs(out, value.days(i));
    }
    out += '}';
}

void append_json(string &out, const members &value) {
    json_object object(out);
    for (std::size_t i = 0; i < value.size(); ++i)
        append_json(object.key(value.name(i)), value.days(i));
    object.end();
}

members parse_members_text(std::string_view text) {
    struct one {
        string name;
        flow days;
    };
    scanner in(text, daily_members_type);
    vector<one> list;
    in.expect('{');
    for (bool more = !in.accept('}'); more;) {
        one next{in.name(), {}};
        in.expect(':');
        // A comma is followed by one more run of this member, or by the next member.
        do {
            read_run(in, next.days);
            more = in.accept(',');
        } while (more && in.next_is_digit());
        if (!more)
            in.expect('}');
        settle(in, next.days);
        list.push_back(std::move(next));
    }
    in.expect_end();

    vector<std::size_t> order(list.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return list[a].name < list[b].name; });
    members value;
    vector<string> names;
    names.reserve(list.size());
    for (std::size_t i : order) {
        if (!names.empty() && list[i].name == names.back())
            in.refuse("The member " + quoted(list[i].name) + " is given twice");
        names.push_back(std::move(list[i].name));
        value.begin(names.back());
        value.add(list[i].days);
        value.end();
    }
    value.keep(std::move(names));
    return value;
}

// --- readers -------------------------------------------------------------------------------------------------------

std::int32_t active_members(const members &value, std::int32_t as_of, std::int32_t days) {
    require_at_least(1, days, "days");
    day_window window = last_days(as_of, days);
    return count_members(value, [&](flow_view of_one) { return seen_within(of_one, window); });
}

std::int32_t member_days(const members &value, std::int32_t as_of, std::int32_t days) {
    require_at_least(1, days, "days");
    day_window window = last_days(as_of, days);
    std::ptrdiff_t n = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        flow_view part = within(value.days(i), window.after, window.through);
        n += std::count_if(part.begin(), part.end(), seen);
    }
    return static_cast<std::int32_t>(n);
}

flow members_per_day(const members &value) {
    vector<std::int32_t> days;
    for (const auto &item : value.all_days())
        if (seen(item))
            days.push_back(item.day);
    sort_cancellable(days.data(), days.size(), std::less<>());
    flow series;
    for (std::int32_t day : days) {
        if (series.empty() || series.back().day != day)
            series.push_back({day, 0, 0});
        series.back().amount += micro;
    }
    return series;
}

std::int32_t new_members(const members &value, std::int32_t as_of, std::int32_t days, std::int32_t lookback) {
    require_at_least(1, days, "days");
    require_at_least(0, lookback, "lookback");
    day_window now = last_days(as_of, days), before{now.after - lookback, now.after};
    return count_members(
        value, [&](flow_view of_one) { return seen_within(of_one, now) && !seen_within(of_one, before); });
}

std::int32_t lost_members(const members &value, std::int32_t as_of, std::int32_t days, std::int32_t quiet) {
    require_at_least(1, days, "days");
    require_at_least(0, quiet, "quiet");
    day_window after{std::int64_t{as_of} - quiet, as_of}, before{after.after - days, after.after};
    return count_members(
        value, [&](flow_view of_one) { return seen_within(of_one, before) && !seen_within(of_one, after); });
}

members since(const members &value, std::int32_t day) {
    members later;
    for (std::size_t i = 0; i < value.size(); ++i) {
        later.begin(value.name(i));
        later.add(within(value.days(i), std::int64_t{day} - 1, last_known_day));
        later.end();
    }
    return later;
}

members without(const members &value, std::int32_t from_day, std::int32_t to_day) {
    members rest;
    for (std::size_t i = 0; i < value.size(); ++i) {
        rest.begin(value.name(i));
        for (const day_amount &item : value.days(i))
            if (item.day < from_day || item.day >= to_day)
                rest.add(item);
        rest.end();
    }
    return rest;
}

std::optional<std::int32_t> last_day(const members &value, std::int32_t as_of) {
    std::optional<std::int32_t> last;
    for (std::size_t i = 0; i < value.size(); ++i) {
        flow_view part = within(value.days(i), std::int64_t{first_known_day} - 1, as_of);
        auto found = std::find_if(part.rbegin(), part.rend(), seen);
        if (found != part.rend() && (!last || found->day > *last))
            last = found->day;
    }
    return last;
}

std::optional<std::int32_t> first_day(const members &value) {
    std::optional<std::int32_t> first;
    for (const auto &item : value.all_days())
        if (seen(item) && (!first || item.day < *first))
            first = item.day;
    return first;
}

std::optional<double> top_share(const members &value, std::int32_t as_of, std::int32_t days) {
    return spread_over(value, as_of, days).top_share();
}

std::optional<double> effective_members(const members &value, std::int32_t as_of, std::int32_t days) {
    return spread_over(value, as_of, days).effective_parts();
}

} // namespace hs::core
