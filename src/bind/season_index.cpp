// season_index().
#include "core/season_index.hpp"

#include "pg/arrays.hpp"

using namespace hs;

HS_FUNCTION(hs_season_index) {
    auto given = pg::unpack_float8s(call, 0);
    core::vector<double> ratios;
    ratios.reserve(given.size());
    for (std::size_t i = 0; i < given.size(); ++i)
        if (auto ratio = given.float8(i, "ratios"))
            ratios.push_back(*ratio);
    auto index = core::season_index(ratios);
    return index ? pg::make_float8(*index) : call.null();
}
