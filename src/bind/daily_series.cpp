// The type daily_series, its aggregates, and what makes one value of another. Its readers are in series_readers.cpp.
#include "core/daily_series.hpp"
#include "core/interrupt.hpp"
#include "core/series_state.hpp"

#include "bind/daily_series.hpp"
#include "bind/state_block.hpp"

#include <algorithm>

using namespace hs;
using bind::make_series, bind::same_state, bind::series_argument, bind::series_of, bind::state_in;

namespace hs::bind {

const pg::flat_header *series_argument(pg::call call, int i) {
    return pg::flat_argument<pg::flat_header>(call, i, core::daily_series_type);
}

core::daily_series series_of(const pg::flat_header *series) {
    if (is_state(series))
        return state_in<core::series_state>(series).value();
    return core::parse_series(pg::flat_data(series));
}

core::flow flow_of(const pg::flat_header *series, std::int32_t as_of) {
    return core::known_by(series_of(series), as_of);
}

Datum make_series(core::flow_view in_time, core::late_view late) {
    core::string bytes;
    core::append_series(bytes, in_time, late);
    return pg::make_flat(bytes);
}

} // namespace hs::bind

namespace {

constexpr std::uint8_t binary_version = 1;

// Gives the block that holds the state afterwards: the same, or a larger one.
pg::flat_header *add(pg::flat_header *block, const core::timed_amount &item, int rows) {
    auto state = state_in<core::series_state>(block);
    while (!state.add(item, rows)) {
        block = bind::new_state_block(state.grown_size(item));
        state = state.move_to(block + 1, bind::room_in(block), item);
    }
    return block;
}

// Adds a value or a state to a state.
pg::flat_header *add_all(pg::flat_header *block, const pg::flat_header *from) {
    if (bind::is_state(from)) {
        auto other = state_in<core::series_state>(from);
        for (std::size_t i = 0; i < other.size(); ++i) {
            if (i % 16384 == 0)
                core::check_interrupts();
            block = add(block, other.entry(i), 0);
        }
        state_in<core::series_state>(block).add_rows(other.rows());
    } else {
        core::daily_series other = core::parse_series(pg::flat_data(from));
        std::uint32_t n = 0;
        for (const auto &item : other.in_time) {
            if (++n % 16384 == 0)
                core::check_interrupts();
            block = add(block, {item.day, 0, item.amount}, 0);
        }
        for (const auto &item : other.late)
            block = add(block, {item.day, item.known_on - item.day, item.amount}, 0);
        state_in<core::series_state>(block).add_rows(1);
    }
    return block;
}

// Argument 0 of a transition function as a state to change; an empty one for NULL.
pg::flat_header *state_argument(pg::call call) {
    auto *given = pg::flat_state<pg::flat_header>(call, core::daily_series_type);
    if (given == nullptr)
        return bind::new_state<core::series_state>();
    return bind::is_state(given) ? given : add_all(bind::new_state<core::series_state>(), given);
}

// What a transition function returns: its state, or the value where it is called by hand.
Datum next_state(pg::call call, pg::flat_header *block) {
    if (bind::in_aggregate(call))
        return PointerGetDatum(block);
    return make_series(series_of(block));
}

// Argument 3, where there is one, is the day on which the amount became known.
Datum add_row(pg::call call, int sign) {
    if (call.is_null(2))
        return same_state<core::series_state>(call);
    if (call.is_null(1))
        throw core::error(core::invalid_argument, "day must not be NULL where there is an amount");
    std::int32_t day = call.date(1, "day");
    core::require_day(day, "day");
    std::int64_t amount = core::to_micro(call.float8(2, "amount"), "amount");
    std::int32_t late = 0;
    if (!call.is_null(3)) {
        std::int32_t known_on = call.date(3, "known_on");
        core::require_day(known_on, "known_on");
        late = std::max(known_on - day, 0);
    }
    return next_state(call, add(state_argument(call), {day, late, sign * amount}, sign));
}

} // namespace

HS_FUNCTION(hs_daily_series_in) {
    return make_series(core::parse_series_text(call.cstring(0)));
}

HS_FUNCTION(hs_daily_series_out) {
    const auto *series = series_argument(call, 0);
    core::daily_series value = series_of(series);
    core::string text;
    core::append_series_text(text, value.in_time, value.late);
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_daily_series_recv) {
    core::varint_reader in(call.message(0), core::daily_series_type);
    if (in.byte() != binary_version)
        in.fail("unknown version");
    return make_series(core::parse_series(in.rest()));
}

HS_FUNCTION(hs_daily_series_send) {
    const auto *series = series_argument(call, 0);
    core::daily_series value = series_of(series);
    core::string bytes(1, static_cast<char>(binary_version));
    core::append_series(bytes, value.in_time, value.late);
    return pg::make_bytea(bytes);
}

HS_FUNCTION(hs_daily_series_to_jsonb) {
    const auto *series = series_argument(call, 0);
    core::string text;
    core::append_json(text, series_of(series));
    return pg::make_jsonb(text);
}

HS_FUNCTION(hs_daily_series_add) {
    return add_row(call, 1);
}

HS_FUNCTION(hs_daily_series_remove) {
    return add_row(call, -1);
}

HS_FUNCTION(hs_daily_series_combine) {
    if (call.is_null(1))
        return same_state<core::series_state>(call);
    const auto *other = series_argument(call, 1);
    return next_state(call, add_all(state_argument(call), other));
}

HS_FUNCTION(hs_daily_series_final) {
    if (call.is_null(0))
        return call.null();
    const auto *state = series_argument(call, 0);
    if (bind::is_state(state) && state_in<core::series_state>(state).rows() == 0)
        return call.null();
    return make_series(series_of(state));
}

HS_FUNCTION(hs_daily_series_since) {
    const auto *series = series_argument(call, 0);
    return make_series(core::since(series_of(series), call.date(1, "day")));
}

HS_FUNCTION(hs_daily_series_without) {
    const auto *series = series_argument(call, 0);
    return make_series(core::without(series_of(series), call.date(1, "from_day"), call.date(2, "to_day")));
}
