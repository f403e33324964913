// What readers of daily_series in other files need of it.
#pragma once
#include "core/flow.hpp"

#include "pg/flat.hpp"

namespace hs::bind {

// Unpacks argument i; may raise, so before the first C++ object.
const pg::flat_header *series_argument(pg::call call, int i);
core::flow flow_of(const pg::flat_header *series);
Datum make_series(core::flow_view days);

} // namespace hs::bind
