// What readers of daily_series in other files need of it.
#pragma once
#include "core/daily_series.hpp"
#include "core/days.hpp"

#include "pg/flat.hpp"

namespace hs::bind {

// Unpacks argument i; may raise, so before the first C++ object.
const pg::flat_header *series_argument(pg::call call, int i);
core::daily_series series_of(const pg::flat_header *series);
// What was known by as_of; without it, all that ever became known.
core::flow flow_of(const pg::flat_header *series, std::int32_t as_of = core::last_known_day);
Datum make_series(core::flow_view in_time, core::late_view late = {});
inline Datum make_series(const core::daily_series &value) {
    return make_series(value.in_time, value.late);
}

} // namespace hs::bind
