// The values of the SQL type tier.
#pragma once
#include "core/tier_scale.hpp"

#include "pg/boundary.hpp"

namespace hs::bind {

struct tier_labels {
    Oid oids[3];
    Datum of(core::tier tier) const { return ObjectIdGetDatum(oids[static_cast<int>(tier)]); }
};

// Looked up once per statement, by the type `tier` in the schema of the function that is called. May raise. It takes the
// function's fn_extra, so a function with OUT parameters cannot use it.
const tier_labels &labels_of_tier(pg::call call);

inline const core::tier_scale &tier_scale_argument(pg::call call, int i) {
    return *reinterpret_cast<const core::tier_scale *>(DatumGetPointer(call.datum(i)));
}

} // namespace hs::bind
