// The type weighted_sum, and the aggregates weighted_sum, weighted_score and rollup.
#include "core/weighted_sum.hpp"

#include "pg/rows.hpp"

#include <cstring>

using namespace hs;

namespace {

// A value in memory of its own.
core::weighted_sum *new_sum(const core::weighted_sum &sum) {
    return new (core::allocate(sizeof sum)) core::weighted_sum(sum);
}

const core::weighted_sum &sum_argument(pg::call call, int i) {
    return *reinterpret_cast<const core::weighted_sum *>(DatumGetPointer(call.datum(i)));
}

// The state to change: the aggregate's own, in place; a new one for the first row; a copy outside an aggregate.
core::weighted_sum *state_argument(pg::call call) {
    if (call.is_null(0))
        return new_sum({});
    if (AggCheckCallContext(call.info(), nullptr) != 0)
        return reinterpret_cast<core::weighted_sum *>(DatumGetPointer(call.datum(0)));
    return new_sum(sum_argument(call, 0));
}

// What a transition function returns. By hand, a row can be taken out that was never in: that gives no value.
Datum next_state(pg::call call, core::weighted_sum *state) {
    if (AggCheckCallContext(call.info(), nullptr) == 0)
        core::require_sound(*state);
    return PointerGetDatum(state);
}

Datum state_as_it_is(pg::call call) {
    return call.is_null(0) ? call.null() : call.datum(0);
}

// Points and weight of a row are arguments 1 and 2. A row without either, as an outer join makes, does not count.
struct row {
    std::optional<std::int64_t> points;
    std::int64_t weight;
};

std::optional<row> row_arguments(pg::call call) {
    bool no_points = call.is_null(1);
    if (call.is_null(2)) {
        if (no_points)
            return std::nullopt;
        throw core::error(core::null_not_allowed, "weight must not be NULL where points are given");
    }
    row row{std::nullopt, core::weight_to_micro(call.float8(2, "weight"))};
    if (!no_points)
        row.points = core::to_micro(call.float8(1, "points"), "points");
    return row;
}

} // namespace

// --- input and output ------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_weighted_sum_in) {
    return PointerGetDatum(new_sum(core::parse_weighted_sum(call.cstring(0))));
}

HS_FUNCTION(hs_weighted_sum_out) {
    core::string text;
    append_text(text, sum_argument(call, 0));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_weighted_sum_recv) {
    core::byte_reader from(call.message(0), "weighted_sum");
    return PointerGetDatum(new_sum(core::read_weighted_sum(from)));
}

HS_FUNCTION(hs_weighted_sum_send) {
    core::byte_writer to;
    write(to, sum_argument(call, 0));
    return pg::make_bytea(to.bytes());
}

HS_FUNCTION(hs_weighted_sum_to_jsonb) {
    core::string text;
    append_json(text, sum_argument(call, 0));
    return pg::make_jsonb(text);
}

HS_FUNCTION(hs_weighted_sum_eq) {
    return pg::make_bool(
        std::memcmp(&sum_argument(call, 0), &sum_argument(call, 1), sizeof(core::weighted_sum)) == 0);
}

HS_FUNCTION(hs_weighted_sum_ne) {
    return pg::make_bool(
        std::memcmp(&sum_argument(call, 0), &sum_argument(call, 1), sizeof(core::weighted_sum)) != 0);
}

HS_FUNCTION(hs_weighted_sum_hash) {
    return pg::make_hash(
        {reinterpret_cast<const char *>(&sum_argument(call, 0)), sizeof(core::weighted_sum)});
}

// --- the aggregates --------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_weighted_sum_add) {
    auto row = row_arguments(call);
    if (!row)
        return state_as_it_is(call);
    auto *state = state_argument(call);
    state->add(row->points, row->weight);
    return next_state(call, state);
}

// A row leaves the frame of a moving window.
HS_FUNCTION(hs_weighted_sum_remove) {
    auto row = row_arguments(call);
    if (!row)
        return state_as_it_is(call);
    auto *state = state_argument(call);
    state->remove(row->points, row->weight);
    return next_state(call, state);
}

// Combine function, and the operator +.
HS_FUNCTION(hs_weighted_sum_combine) {
    auto *state = state_argument(call);
    state->add(sum_argument(call, 1));
    return next_state(call, state);
}

// The transition of rollup, and its inverse.
HS_FUNCTION(hs_weighted_sum_add_sum) {
    if (call.is_null(1))
        return state_as_it_is(call);
    auto *state = state_argument(call);
    state->add(sum_argument(call, 1));
    return next_state(call, state);
}

HS_FUNCTION(hs_weighted_sum_remove_sum) {
    if (call.is_null(1))
        return state_as_it_is(call);
    auto *state = state_argument(call);
    state->remove(sum_argument(call, 1));
    return next_state(call, state);
}

// A copy; NULL if no row counted, so that a moving frame gives what a fresh one would.
HS_FUNCTION(hs_weighted_sum_final) {
    const auto &sum = sum_argument(call, 0);
    return sum.empty() ? call.null() : PointerGetDatum(new_sum(sum));
}

// --- readers ---------------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_weighted_sum_points) {
    return pg::micro_result(call, sum_argument(call, 0).points());
}

HS_FUNCTION(hs_weighted_sum_coverage) {
    return pg::micro_result(call, sum_argument(call, 0).coverage());
}
