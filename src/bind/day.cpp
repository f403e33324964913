// checked_day(): the one check that an as-of day is a day.
#include "pg/boundary.hpp"

using namespace hs;

HS_FUNCTION(hs_checked_day) {
    return pg::make_date(call.date(0, "as_of"));
}
