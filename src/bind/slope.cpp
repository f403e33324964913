// slope() and slope_by_day(): readers of daily_series.
#include "core/slope.hpp"
#include "core/moving_totals.hpp"

#include "bind/by_day.hpp"
#include "bind/daily_series.hpp"

using namespace hs;
using pg::column;

namespace {

constexpr std::size_t slope_columns = 8;

void put(column *out, const core::slope_reading &r) {
    out[0] = pg::make_numeric(r.total);
    out[1] = pg::make_numeric(r.median);
    out[2] = pg::to_column(r.slope);
    out[3] = pg::to_column(r.ratio);
    out[4] = r.growth ? column(pg::make_float8(r.growth->rate)) : column();
    out[5] = r.growth ? column(pg::make_float8(r.growth->low)) : column();
    out[6] = r.growth ? column(pg::make_float8(r.growth->high)) : column();
    out[7] = pg::make_text(r.state);
}

} // namespace

HS_FUNCTION(hs_slope) {
    const auto *series = bind::series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    core::flow days = bind::flow_of(series, as_of);
    column row[slope_columns];
    put(row, core::slope(core::flow_totals{days}, as_of, call.int4(2)));
    return pg::make_record(call, row);
}

HS_FUNCTION(hs_slope_by_day) {
    const auto *series = bind::series_argument(call, 0);
    bind::day_range range(call);
    core::moving_totals totals(bind::series_of(series), range.from_day, range.to_day);
    // Six days in seven have the weeks of the day before, unless an amount came late.
    core::vector<std::int64_t> weeks;
    std::optional<core::slope_reading> reading;
    return bind::put_days<slope_columns>(call, range, [&](std::int32_t day, column *out) {
        totals.advance(day);
        auto weeks_now = core::week_totals(totals, day, call.int4(3));
        if (!reading || weeks_now != weeks)
            reading = core::slope(weeks_now);
        weeks = std::move(weeks_now);
        put(out, *reading);
    });
}
