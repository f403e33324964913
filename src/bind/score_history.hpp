// What readers of score_history in other files need of it.
#pragma once
#include "core/score_history.hpp"

#include "pg/flat.hpp"

namespace hs::bind {

// Unpacks argument i; may raise, so before the first C++ object.
const pg::flat_header *history_argument(pg::call call, int i);
core::history history_of(const pg::flat_header *value);
Datum make_history(core::history_view days);

} // namespace hs::bind
