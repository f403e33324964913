// ticket_trajectory(): a reader of daily_series.
#include "core/ticket_trajectory.hpp"

#include "bind/by_day.hpp"
#include "bind/daily_series.hpp"

#include <algorithm>

using namespace hs;

namespace {

class trajectory_columns {
public:
    static constexpr std::size_t count = 13;

    void put(pg::column *out, const core::trajectory &t) {
        out[0] = pg::make_int4(t.n1);
        out[1] = pg::make_int4(t.n2);
        out[2] = pg::make_int4(t.n3);
        out[3] = pg::make_float8(t.slope);
        out[4] = pg::make_int4(t.k);
        if (t.usual) {
            out[5] = pg::make_float8(t.usual->rate);
            out[6] = median_.of(t.usual->median);
            out[7] = mad_.of(t.usual->mad);
            out[8] = pg::make_float8(t.usual->change);
            out[9] = pg::make_float8(t.usual->p_rising);
            out[10] = pg::make_float8(t.usual->p_easing);
        } else {
            std::fill(out + 5, out + 11, pg::column());
        }
        out[11] = class_.of(t.name);
        out[12] = pg::make_bool(t.onboarding);
    }

private:
    pg::shared_numeric median_, mad_;
    pg::shared_text class_;
};

Datum read(pg::call call, double dispersion) {
    const auto *series = bind::series_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of"), since = call.date(2, "since");
    core::flow days = bind::flow_of(series, as_of);
    pg::column row[trajectory_columns::count];
    trajectory_columns().put(row, core::ticket_trajectory(core::flow_totals{days}, as_of, since, dispersion));
    return pg::make_record(call, row);
}

Datum read_days(pg::call call, double dispersion) {
    const auto *series = bind::series_argument(call, 0);
    bind::day_range range(call);
    std::int32_t since = call.date(3, "since");
    core::moving_totals totals(bind::series_of(series), range.from_day, range.to_day);
    core::trajectory_memory memory;
    trajectory_columns columns;
    return bind::put_days<trajectory_columns::count>(call, range, [&](std::int32_t day, pg::column *out) {
        totals.advance(day);
        columns.put(out, core::ticket_trajectory(totals, day, since, dispersion, &memory));
    });
}

} // namespace

HS_FUNCTION(hs_ticket_trajectory) {
    return read(call, core::usual_dispersion);
}

HS_FUNCTION(hs_ticket_trajectory_dispersed) {
    return read(call, call.float8(3, "dispersion"));
}

HS_FUNCTION(hs_ticket_trajectory_by_day) {
    return read_days(call, core::usual_dispersion);
}

HS_FUNCTION(hs_ticket_trajectory_by_day_dispersed) {
    return read_days(call, call.float8(4, "dispersion"));
}
