// What the readers `..._by_day(value, from_day, to_day, …)` share: a row for every day of a range.
#pragma once
#include "core/flow.hpp"

#include "pg/rows.hpp"

namespace hs::bind {

// Arguments 1 and 2. Days of the years 0001 to 9999: beyond them nothing can be, and rows would be made by the billion.
struct day_range {
    std::int32_t from_day, to_day;
    explicit day_range(pg::call call) : from_day(call.date(1, "from_day")), to_day(call.date(2, "to_day")) {
        core::require_day(from_day, "from_day");
        core::require_day(to_day, "to_day");
    }
};

// fill(day, columns) sets the columns behind the day, all of them for each row.
template <std::size_t Columns, class F>
Datum put_days(pg::call call, day_range range, F fill) {
    pg::rows out(call);
    pg::column row[1 + Columns];
    for (std::int32_t day = range.from_day; day <= range.to_day; ++day) {
        core::check_interrupts(); // a day may take long
        row[0] = pg::make_date(day);
        fill(day, row + 1);
        out.add(row);
    }
    return out.end();
}

} // namespace hs::bind
