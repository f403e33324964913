// slope(): a reader of daily_series.
#include "core/slope.hpp"

#include "bind/daily_series.hpp"
#include "pg/rows.hpp"

using namespace hs;
using pg::column;

HS_FUNCTION(hs_slope) {
    const auto *series = bind::series_argument(call, 0);
    core::flow days = bind::flow_of(series);
    auto r = core::slope(
        [&](core::day_window window) { return sum(core::within(days, window.after, window.through)); },
        call.date(1, "as_of"), call.int4(2));
    column slope, ratio, growth, low, high;
    if (r.slope)
        slope = pg::make_float8(*r.slope);
    if (r.ratio)
        ratio = pg::make_float8(*r.ratio);
    if (r.growth) {
        growth = pg::make_float8(r.growth->rate);
        low = pg::make_float8(r.growth->low);
        high = pg::make_float8(r.growth->high);
    }
    return pg::make_record(call, {pg::make_numeric(r.total), pg::make_numeric(r.median), slope, ratio, growth,
                                  low, high, pg::make_text(r.state)});
}
