#include "core/daily_members.hpp"

#include "core/days.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/json.hpp"
#include "core/largest_part.hpp"
#include "core/members_reader.hpp"
#include "core/sorting.hpp"
#include "core/spread.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace hs::core {
namespace {

// What a value holds of a window.
members read_days(members_reader &in, day_window window) {
    members value;
    while (in.next()) {
        value.begin(in.name());
        day_amount item;
        for (days_reader of_one = in.days(window); of_one.next(item);)
            value.add(item);
        value.reverse();
        value.end();
    }
    return value;
}

spread spread_over(std::string_view value, std::int32_t as_of, std::int32_t days) {
    require_at_least(1, days, "days");
    day_window window = last_days(as_of, days);
    spread out;
    for (members_reader in(value); in.next();) {
        int128 amount = 0;
        day_amount item;
        for (days_reader of_one = in.days(window); of_one.next(item);)
            amount += item.amount;
        if (amount > 0)
            out.add(amount);
    }
    return out;
}

// From here on a member has this part; and where the next such change of the same day is.
struct part_change {
    std::uint32_t member, next;
    std::int64_t part;
};
constexpr std::uint32_t no_change = std::numeric_limits<std::uint32_t>::max();

// When the part of each member changes, by day of the range: a list for each day, so that nothing need be sorted.
struct part_changes {
    std::uint32_t members = 0;
    vector<part_change> list;
    vector<std::uint32_t> first; // of each day

    part_changes(std::string_view value, as_of_days range, std::int32_t days)
        : first(range.size(), no_change) {
        flow items;
        for (members_reader in(value); in.next(); ++members) {
            items.clear();
            day_amount item;
            for (days_reader of_one = in.days({std::int64_t{range.from} - days, range.to});
                 of_one.next(item);)
                items.push_back(item);
            std::reverse(items.begin(), items.end());
            add(items, range, days);
        }
    }

private:
    // The items that come into the window and those that leave it again, side by side in the order of days.
    void add(flow_view items, as_of_days range, std::int32_t days) {
        constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
        auto come = items.begin(), leave = items.begin();
        auto come_day = [&] {
            return come == items.end() ? never : std::max<std::int64_t>(come->day, range.from);
        };
        auto leave_day = [&] { return leave == items.end() ? never : std::int64_t{leave->day} + days; };
        std::int64_t before = 0;
        for (int128 amount = 0;;) {
            std::int64_t day = std::min(come_day(), leave_day());
            if (day > range.to)
                return;
            for (; come_day() == day; ++come)
                amount += come->amount;
            for (; leave_day() == day; ++leave)
                amount -= leave->amount;
            std::int64_t part = amount > 0 ? checked_micro(amount, "a total") : 0;
            if (part == before)
                continue;
            before = part;
            if (list.size() == no_change)
                throw error(too_large, "too many amounts change in this range");
            std::uint32_t &last = first[static_cast<std::size_t>(day - range.from)];
            list.push_back({members, last, part});
            last = static_cast<std::uint32_t>(list.size() - 1);
        }
    }
};

// What a reading of the spread gives for each day of the range.
vector<std::optional<double>> each_spread(std::string_view value, as_of_days range, std::int32_t days,
                                          std::optional<double> (spread::*reading)() const) {
    require_at_least(1, days, "days");
    part_changes changes(value, range, days);
    largest_part parts(changes.members);
    auto square = [](std::int64_t part) { return static_cast<uint128>(part) * static_cast<uint128>(part); };
    int128 total = 0;
    uint128 squares = 0; // may wrap around within a day whose total is out of range in the end
    vector<std::optional<double>> out;
    out.reserve(range.size());
    for (std::uint32_t at : changes.first) {
        if (out.size() % 4096 == 0)
            check_interrupts();
        for (; at != no_change; at = changes.list[at].next) {
            const part_change &change = changes.list[at];
            std::int64_t before = parts.part(change.member);
            total += int128{change.part} - before;
            squares += square(change.part) - square(before);
            parts.set(change.member, change.part);
        }
        const spread today{checked_micro(total, "a total"), parts.largest(), squares};
        out.push_back((today.*reading)());
    }
    return out;
}

} // namespace

// --- bytes and text ------------------------------------------------------------------------------------------------

void append_members(string &out, const members &value) {
    int exponent = common_exponent(value.all_days());
    out += static_cast<char>(exponent);
    append_varint(out, value.size());
    if (value.size() == 0)
        return;
    std::int32_t last = value.days(0).back().day;
    for (std::size_t i = 1; i < value.size(); ++i)
        last = std::max(last, value.days(i).back().day);
    append_signed_varint(out, last);

    string list;
    for (std::size_t i = 0; i < value.size(); ++i) {
        list.clear();
        flow_view days = value.days(i);
        std::int64_t later = std::int64_t{last} + 1;
        for (auto item = days.rbegin(); item != days.rend(); ++item) {
            append_day(list, static_cast<std::uint64_t>(later - item->day), item->amount / unit_of(exponent));
            later = item->day;
        }
        append_varint(out, value.name(i).size());
        out += value.name(i);
        append_varint(out, list.size());
        out += list;
    }
}

members parse_members(std::string_view bytes) {
    members_reader in(bytes);
    members value = read_days(in, all_days);
    std::int64_t last = all_days.after;
    for (std::size_t i = 0; i < value.size(); ++i)
        last = std::max<std::int64_t>(last, value.days(i).back().day);
    if (value.size() > 0 && last != in.last_day())
        in.fail("the last day is not that of any member");
    auto needs_exponent = [next = unit_of(std::min(in.exponent() + 1, 6))](const day_amount &item) {
        return item.amount % next != 0;
    };
    if (in.exponent() < 6 && std::none_of(value.all_days().begin(), value.all_days().end(), needs_exponent))
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
    sort_cancellable(order.data(), order.size(),
                     [&](std::size_t a, std::size_t b) { return list[a].name < list[b].name; });
    members value;
    vector<string> names;
    names.reserve(list.size());
    for (std::size_t i : order) {
        if (!names.empty() && list[i].name == names.back())
            in.refuse("The member " + core::quoted(list[i].name) + " is given twice");
        names.push_back(std::move(list[i].name));
        value.begin(names.back());
        value.add(list[i].days);
        value.end();
    }
    value.keep(std::move(names));
    return value;
}

// --- changes -------------------------------------------------------------------------------------------------------

members sum_of(const members &a, const members &b) {
    members sum;
    flow both;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        check_interrupts();
        if (j == b.size() || (i < a.size() && a.name(i) < b.name(j))) {
            sum.begin(a.name(i));
            sum.add(a.days(i++));
        } else if (i == a.size() || b.name(j) < a.name(i)) {
            sum.begin(b.name(j));
            sum.add(b.days(j++));
        } else {
            flow_view one = a.days(i), other = b.days(j);
            both.resize(one.size() + other.size());
            std::merge(one.begin(), one.end(), other.begin(), other.end(), both.begin(),
                       [](const auto &x, const auto &y) { return x.day < y.day; });
            sum.begin(a.name(i));
            for (std::size_t k = 0; k < both.size(); ++k) {
                day_amount item = both[k];
                if (k + 1 < both.size() && both[k + 1].day == item.day)
                    item.amount = checked_micro(int128{item.amount} + both[++k].amount,
                                                "the amount of a member and day");
                if (item.amount != 0)
                    sum.add(item);
            }
            sum.end();
            ++i;
            ++j;
        }
    }
    return sum;
}

members since(std::string_view value, std::int32_t day) {
    members_reader in(value);
    return read_days(in, {std::int64_t{day} - 1, last_known_day});
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

// --- readers -------------------------------------------------------------------------------------------------------

flow members_per_day(std::string_view value) {
    vector<std::int32_t> days;
    std::int32_t first = last_known_day, last = first_known_day;
    for (members_reader in(value); in.next();) {
        day_amount item;
        for (days_reader of_one = in.days(); of_one.next(item);)
            if (seen(item)) {
                days.push_back(item.day);
                first = std::min(first, item.day);
                last = std::max(last, item.day);
            }
    }
    flow series;
    auto add = [&](std::int32_t day, std::int64_t n) { series.push_back({day, 0, n * micro}); };
    // Days mostly lie close together: then they need not be sorted.
    if (!days.empty() && static_cast<std::size_t>(last - first) < 16 * days.size()) {
        vector<std::int32_t> counts(static_cast<std::size_t>(last - first) + 1);
        for (std::int32_t day : days)
            ++counts[static_cast<std::size_t>(day - first)];
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (counts[i] > 0)
                add(first + static_cast<std::int32_t>(i), counts[i]);
    } else {
        sort_cancellable(days.data(), days.size(), std::less<>());
        for (auto day = days.begin(); day != days.end();) {
            auto next = std::upper_bound(day, days.end(), *day);
            add(*day, next - day);
            day = next;
        }
    }
    return series;
}

std::optional<std::int32_t> last_day(std::string_view value, std::int32_t as_of) {
    std::int64_t last = all_days.after;
    for (members_reader in(value); in.next();) {
        day_amount item;
        for (days_reader later = in.days({last, as_of}); later.next(item);)
            if (seen(item)) {
                last = item.day;
                break;
            }
    }
    return last == all_days.after ? std::nullopt : std::optional(static_cast<std::int32_t>(last));
}

std::optional<std::int32_t> first_day(std::string_view value) {
    std::optional<std::int32_t> first;
    for (members_reader in(value); in.next();) {
        day_amount item;
        for (days_reader of_one = in.days(); of_one.next(item);)
            if (seen(item) && (!first || item.day < *first))
                first = item.day;
    }
    return first;
}

std::optional<double> top_share(std::string_view value, std::int32_t as_of, std::int32_t days) {
    return spread_over(value, as_of, days).top_share();
}

std::optional<double> effective_members(std::string_view value, std::int32_t as_of, std::int32_t days) {
    return spread_over(value, as_of, days).effective_parts();
}

std::optional<double> herfindahl(std::string_view value, std::int32_t as_of, std::int32_t days) {
    return spread_over(value, as_of, days).herfindahl();
}

vector<member_day> first_seen(std::string_view value) {
    vector<member_day> list;
    for (members_reader in(value); in.next();) {
        std::optional<std::int32_t> first; // days come latest first
        day_amount item;
        for (days_reader of_one = in.days(); of_one.next(item);)
            if (seen(item))
                first = item.day;
        if (first)
            list.push_back({in.name(), *first});
    }
    return list;
}

vector<member_amount> amounts(std::string_view value, std::int32_t as_of, std::int32_t days) {
    require_at_least(1, days, "days");
    vector<member_amount> list;
    for (members_reader in(value); in.next();) {
        day_amount item;
        int128 total = 0;
        std::int32_t rows = 0, seen_days = 0;
        for (days_reader of_one = in.days(last_days(as_of, days)); of_one.next(item); ++rows) {
            total += item.amount;
            seen_days += seen(item);
        }
        if (rows > 0)
            list.push_back({in.name(), checked_micro(total, "a total"), seen_days});
    }
    return list;
}

// --- ranges --------------------------------------------------------------------------------------------------------

vector<std::optional<double>> top_share_by_day(std::string_view value, std::int32_t from_day,
                                               std::int32_t to_day, std::int32_t days) {
    return each_spread(value, range_of(from_day, to_day), days, &spread::top_share);
}

vector<std::optional<double>> effective_members_by_day(std::string_view value, std::int32_t from_day,
                                                       std::int32_t to_day, std::int32_t days) {
    return each_spread(value, range_of(from_day, to_day), days, &spread::effective_parts);
}

vector<std::optional<double>> herfindahl_by_day(std::string_view value, std::int32_t from_day,
                                                std::int32_t to_day, std::int32_t days) {
    return each_spread(value, range_of(from_day, to_day), days, &spread::herfindahl);
}

} // namespace hs::core
