// survival_median().
#include "core/survival_median.hpp"
#include "core/error.hpp"
#include "core/memory.hpp"

#include "pg/boundary.hpp"
#include "pg/call.hpp"

using namespace hs;

HS_FUNCTION(hs_survival_median) {
    Datum *lengths, *ends;
    bool *no_length, *no_end;
    int n_lengths, n_ends;
    deconstruct_array(DatumGetArrayTypeP(call.datum(0)), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
                      TYPALIGN_DOUBLE, &lengths, &no_length, &n_lengths);
    deconstruct_array(DatumGetArrayTypeP(call.datum(1)), BOOLOID, 1, true, TYPALIGN_CHAR, &ends, &no_end,
                      &n_ends);
    if (n_lengths != n_ends)
        throw core::error(core::invalid_argument, "durations and ended must have as many elements");
    core::vector<core::duration> durations;
    durations.reserve(static_cast<std::size_t>(n_lengths));
    for (int i = 0; i < n_lengths; ++i) {
        if (no_length[i] || no_end[i])
            throw core::error(core::null_not_allowed, "an element of durations or ended is NULL");
        durations.push_back({DatumGetFloat8(lengths[i]), DatumGetBool(ends[i])});
        core::check(durations.back());
    }
    auto median = core::survival_median(durations);
    return median ? pg::make_float8(*median) : call.null();
}
