// wilson_interval().
#include "core/wilson_interval.hpp"

#include "pg/rows.hpp"

using namespace hs;
using pg::column;

namespace {

Datum interval(pg::call call, double confidence) {
    auto i = core::wilson_interval(DatumGetInt64(call.datum(0)), DatumGetInt64(call.datum(1)), confidence);
    if (!i)
        return pg::make_record(call, {column{}, column{}, column{}});
    return pg::make_record(call,
                           {pg::make_float8(i->rate), pg::make_float8(i->low), pg::make_float8(i->high)});
}

} // namespace

HS_FUNCTION(hs_wilson_interval) {
    return interval(call, core::usual_confidence);
}

HS_FUNCTION(hs_wilson_interval_confident) {
    return interval(call, call.float8(2, "confidence"));
}
