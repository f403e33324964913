// Equality and hashing for every type that is a flat block (pg/flat.hpp). Two values are equal if their data
// are the same bytes: each type keeps its data in one canonical form.
#include "pg/flat.hpp"

using namespace hs;

namespace {

std::string_view data_of(pg::call call, int i) {
    auto *block = pg::flat_argument<pg::flat_header>(call, i, "health_score value");
    return {reinterpret_cast<const char *>(block) + sizeof(pg::flat_header),
            block->used - sizeof(pg::flat_header)};
}

} // namespace

HS_FUNCTION(hs_flat_eq) {
    return pg::make_bool(data_of(call, 0) == data_of(call, 1));
}

HS_FUNCTION(hs_flat_ne) {
    return pg::make_bool(data_of(call, 0) != data_of(call, 1));
}

HS_FUNCTION(hs_flat_hash) {
    return pg::make_hash(data_of(call, 0));
}
