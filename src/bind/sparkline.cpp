// sparkline(): a reader of daily_series and of score_history.
#include "core/sparkline.hpp"

#include "core/daily_series.hpp"

#include "bind/daily_series.hpp"
#include "bind/score_history.hpp"

using namespace hs;

namespace {

// A database's encoding never changes, so the functions are immutable.
bool utf8() {
    return GetDatabaseEncoding() == PG_UTF8;
}

// All days of a value, from the first to the last.
template <class Days>
Datum whole(const Days &days, std::int32_t width) {
    std::int32_t from_day = 1, to_day = 0; // none
    if (!days.empty()) {
        from_day = days.front().day;
        to_day = days.back().day;
    }
    return pg::make_text(core::sparkline(days, from_day, to_day, width, utf8()));
}

template <class Days>
Datum range(pg::call call, const Days &days) {
    return pg::make_text(
        core::sparkline(days, call.date(1, "from_day"), call.date(2, "to_day"), call.int4(3), utf8()));
}

} // namespace

HS_FUNCTION(hs_sparkline) {
    const auto *series = bind::series_argument(call, 0);
    return whole(bind::flow_of(series), call.int4(1));
}

HS_FUNCTION(hs_sparkline_range) {
    const auto *series = bind::series_argument(call, 0);
    return range(call, bind::flow_of(series));
}

HS_FUNCTION(hs_sparkline_history) {
    const auto *history = bind::history_argument(call, 0);
    return whole(bind::history_of(history), call.int4(1));
}

HS_FUNCTION(hs_sparkline_history_range) {
    const auto *history = bind::history_argument(call, 0);
    return range(call, bind::history_of(history));
}
