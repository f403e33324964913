// can_commit(): whether the procedure that asks may end the transaction, so that it can say so before it begins.
#include "pg/boundary.hpp"

using namespace hs;

HS_FUNCTION(hs_can_commit) {
    return BoolGetDatum(SPI_inside_nonatomic_context());
}
