// season_index().
#include "core/season_index.hpp"

#include "core/numbers.hpp"

#include "pg/boundary.hpp"

using namespace hs;

HS_FUNCTION(hs_season_index) {
    Datum *elements;
    bool *nulls;
    int n;
    deconstruct_array(DatumGetArrayTypeP(call.datum(0)), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
                      TYPALIGN_DOUBLE, &elements, &nulls, &n);
    core::vector<double> ratios;
    ratios.reserve(static_cast<std::size_t>(n));
    for (int i = 0; i < n; ++i) {
        if (nulls[i])
            continue;
        ratios.push_back(DatumGetFloat8(elements[i]));
        core::require_finite(ratios.back(), "every element of ratios");
    }
    auto index = core::season_index(ratios);
    return index ? pg::make_float8(*index) : call.null();
}
