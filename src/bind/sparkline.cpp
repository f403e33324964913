// sparkline(): a reader of daily_series.
#include "core/sparkline.hpp"

#include "core/daily_series.hpp"

#include "bind/daily_series.hpp"

using namespace hs;

namespace {

// A database's encoding never changes, so the functions are immutable.
bool utf8() {
    return GetDatabaseEncoding() == PG_UTF8;
}

} // namespace

HS_FUNCTION(hs_sparkline) {
    const auto *series = bind::series_argument(call, 0);
    core::flow days = bind::flow_of(series);
    std::int32_t from_day = 1, to_day = 0; // none
    if (!days.empty()) {
        from_day = days.front().day;
        to_day = days.back().day;
    }
    return pg::make_text(core::sparkline(days, from_day, to_day, call.int4(1), utf8()));
}

HS_FUNCTION(hs_sparkline_range) {
    const auto *series = bind::series_argument(call, 0);
    return pg::make_text(core::sparkline(bind::flow_of(series), call.date(1, "from_day"),
                                         call.date(2, "to_day"), call.int4(3), utf8()));
}
