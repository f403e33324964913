// survival_median().
#include "core/survival_median.hpp"
#include "core/memory.hpp"

#include "pg/arrays.hpp"

using namespace hs;

HS_FUNCTION(hs_survival_median) {
    auto lengths = pg::unpack_float8s(call, 0);
    auto ends = pg::unpack_booleans(call, 1);
    pg::require_as_many(lengths, ends, "durations and ended");
    core::vector<core::duration> durations;
    durations.reserve(lengths.size());
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        durations.push_back({lengths.given_float8(i, "durations"), ends.given_boolean(i, "ended")});
        core::check(durations.back());
    }
    auto median = core::survival_median(durations);
    return median ? pg::make_float8(*median) : call.null();
}
