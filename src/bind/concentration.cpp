// The type concentration, its aggregate and its readers.
#include "core/concentration.hpp"

#include "pg/rows.hpp"

#include <cstring>

using namespace hs;

namespace {

// A value in memory of its own.
core::concentration *new_value(const core::concentration &value) {
    return new (core::allocate(sizeof value)) core::concentration(value);
}

const core::concentration &value_argument(pg::call call, int i) {
    return *reinterpret_cast<const core::concentration *>(DatumGetPointer(call.datum(i)));
}

// The state to change: the aggregate's own, in place; a new one for the first row; a copy outside an aggregate.
core::concentration *state_argument(pg::call call) {
    if (call.is_null(0))
        return new_value({});
    if (AggCheckCallContext(call.info(), nullptr) != 0)
        return reinterpret_cast<core::concentration *>(DatumGetPointer(call.datum(0)));
    return new_value(value_argument(call, 0));
}

bool same(pg::call call) {
    return std::memcmp(&value_argument(call, 0), &value_argument(call, 1), sizeof(core::concentration)) == 0;
}

} // namespace

// --- input and output ------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_concentration_in) {
    return PointerGetDatum(new_value(core::parse_concentration(call.cstring(0))));
}

HS_FUNCTION(hs_concentration_out) {
    core::string text;
    append_text(text, value_argument(call, 0));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_concentration_recv) {
    core::byte_reader from(call.message(0), "concentration");
    return PointerGetDatum(new_value(core::read_concentration(from)));
}

HS_FUNCTION(hs_concentration_send) {
    core::byte_writer to;
    write(to, value_argument(call, 0));
    return pg::make_bytea(to.bytes());
}

HS_FUNCTION(hs_concentration_to_jsonb) {
    core::string text;
    append_json(text, value_argument(call, 0));
    return pg::make_jsonb(text);
}

HS_FUNCTION(hs_concentration_eq) {
    return pg::make_bool(same(call));
}

HS_FUNCTION(hs_concentration_ne) {
    return pg::make_bool(!same(call));
}

HS_FUNCTION(hs_concentration_hash) {
    return pg::make_hash(
        {reinterpret_cast<const char *>(&value_argument(call, 0)), sizeof(core::concentration)});
}

// --- the aggregate ---------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_concentration_add) {
    if (call.is_null(1))
        return call.is_null(0) ? call.null() : call.datum(0);
    std::int64_t amount = core::to_micro(call.float8(1, "amount"), "amount");
    auto *state = state_argument(call);
    state->add(amount);
    return PointerGetDatum(state);
}

// Combine function, transition function of rollup, and the operator +.
HS_FUNCTION(hs_concentration_combine) {
    auto *state = state_argument(call);
    state->add(value_argument(call, 1));
    return PointerGetDatum(state);
}

// A copy: the next row of a window changes the state in place.
HS_FUNCTION(hs_concentration_final) {
    return PointerGetDatum(new_value(value_argument(call, 0)));
}

// --- readers ---------------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_concentration_parts) {
    return Int64GetDatum(value_argument(call, 0).parts);
}

HS_FUNCTION(hs_concentration_total) {
    return pg::make_numeric(value_argument(call, 0).total);
}

HS_FUNCTION(hs_concentration_top_share) {
    return pg::result(call, pg::to_column(value_argument(call, 0).amounts().top_share()));
}

HS_FUNCTION(hs_concentration_herfindahl) {
    return pg::result(call, pg::to_column(value_argument(call, 0).amounts().herfindahl()));
}

HS_FUNCTION(hs_concentration_effective_parts) {
    return pg::result(call, pg::to_column(value_argument(call, 0).amounts().effective_parts()));
}

HS_FUNCTION(hs_concentration_is_concentrated) {
    auto concentrated = value_argument(call, 0).is_concentrated();
    return concentrated ? pg::make_bool(*concentrated) : call.null();
}
