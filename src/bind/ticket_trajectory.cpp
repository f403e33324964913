// ticket_trajectory(): a reader of daily_series.
#include "core/ticket_trajectory.hpp"
#include "core/daily_series.hpp"

#include "bind/daily_series.hpp"
#include "pg/rows.hpp"

using namespace hs;

namespace {

Datum read(pg::call call, double dispersion) {
    const auto *series = bind::series_argument(call, 0);
    auto t = core::ticket_trajectory(bind::flow_of(series), call.date(1, "as_of"), call.date(2, "since"),
                                     dispersion);
    pg::column median, mad, change, p_rising, p_easing;
    if (t.usual) {
        median = pg::make_numeric(t.usual->median);
        mad = pg::make_numeric(t.usual->mad);
        change = pg::make_float8(t.usual->change);
        p_rising = pg::make_float8(t.usual->p_rising);
        p_easing = pg::make_float8(t.usual->p_easing);
    }
    return pg::make_record(call,
                           {pg::make_int4(t.n1), pg::make_int4(t.n2), pg::make_int4(t.n3), pg::make_int4(t.k),
                            median, mad, change, p_rising, p_easing, pg::make_text(t.name)});
}

} // namespace

HS_FUNCTION(hs_ticket_trajectory) {
    return read(call, core::usual_dispersion);
}

HS_FUNCTION(hs_ticket_trajectory_dispersed) {
    return read(call, call.float8(3, "dispersion"));
}
