// The type daily_series, its aggregate and its readers.
#include "core/daily_series.hpp"
#include "core/days.hpp"
#include "core/json.hpp"
#include "core/series_state.hpp"

#include "bind/daily_series.hpp"
#include "bind/state_block.hpp"
#include "pg/rows.hpp"

using namespace hs;
using bind::flow_of, bind::make_series, bind::same_state, bind::series_argument, bind::state_in;

namespace hs::bind {

const pg::flat_header *series_argument(pg::call call, int i) {
    return pg::flat_argument<pg::flat_header>(call, i, core::daily_series_type);
}

core::flow flow_of(const pg::flat_header *series) {
    if (is_state(series))
        return state_in<core::series_state>(series).value();
    return core::parse_series(pg::flat_data(series));
}

Datum make_series(core::flow_view days) {
    core::string bytes;
    core::append_series(bytes, days);
    return pg::make_flat(bytes);
}

} // namespace hs::bind

namespace {

constexpr std::uint8_t binary_version = 1;

// Gives the block that holds the state afterwards: the same, or a larger one.
pg::flat_header *add(pg::flat_header *block, std::int32_t day, std::int64_t amount, int rows) {
    auto state = state_in<core::series_state>(block);
    while (!state.add(day, amount, rows)) {
        block = bind::new_state_block(state.grown_size(amount));
        state = state.move_to(block + 1, bind::room_in(block), amount);
    }
    return block;
}

// Adds a value or a state to a state.
pg::flat_header *add_all(pg::flat_header *block, const pg::flat_header *from) {
    if (bind::is_state(from)) {
        auto other = state_in<core::series_state>(from);
        for (std::size_t i = 0; i < other.size(); ++i)
            block = add(block, other.entry(i).day, other.entry(i).amount, 0);
        state_in<core::series_state>(block).add_rows(other.rows());
    } else {
        for (const auto &item : core::parse_series(pg::flat_data(from)))
            block = add(block, item.day, item.amount, 0);
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
    return make_series(flow_of(block));
}

Datum add_row(pg::call call, int sign) {
    if (call.is_null(2))
        return same_state<core::series_state>(call);
    if (call.is_null(1))
        throw core::error(core::invalid_argument, "day must not be NULL where there is an amount");
    std::int32_t day = call.date(1, "day");
    core::require_day(day, "day");
    std::int64_t amount = core::to_micro(call.float8(2, "amount"), "amount");
    return next_state(call, add(state_argument(call), day, sign * amount, sign));
}

// A total of 28 days as an amount per day.
Datum per_day(std::int64_t total) {
    return pg::make_numeric(core::signed_quotient(total, core::block_days));
}

} // namespace

HS_FUNCTION(hs_daily_series_in) {
    return make_series(core::parse_series_text(call.cstring(0)));
}

HS_FUNCTION(hs_daily_series_out) {
    core::string text;
    core::append_series_text(text, flow_of(series_argument(call, 0)));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_daily_series_recv) {
    core::varint_reader in(call.message(0), core::daily_series_type);
    if (in.byte() != binary_version)
        in.fail("unknown version");
    return make_series(core::parse_series(in.rest()));
}

HS_FUNCTION(hs_daily_series_send) {
    core::string bytes(1, static_cast<char>(binary_version));
    core::append_series(bytes, flow_of(series_argument(call, 0)));
    return pg::make_bytea(bytes);
}

HS_FUNCTION(hs_daily_series_to_jsonb) {
    const auto *series = series_argument(call, 0);
    core::string text;
    core::append_json(text, flow_of(series));
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
    return make_series(flow_of(state));
}

HS_FUNCTION(hs_daily_series_total) {
    const auto *series = series_argument(call, 0);
    return pg::make_numeric(core::total(flow_of(series), call.date(1, "as_of"), call.int4(2)));
}

HS_FUNCTION(hs_daily_series_mean) {
    const auto *series = series_argument(call, 0);
    return pg::make_float8(core::mean(flow_of(series), call.date(1, "as_of"), call.int4(2)));
}

HS_FUNCTION(hs_daily_series_since) {
    const auto *series = series_argument(call, 0);
    return make_series(core::since(flow_of(series), call.date(1, "day")));
}

HS_FUNCTION(hs_daily_series_without) {
    const auto *series = series_argument(call, 0);
    return make_series(core::without(flow_of(series), call.date(1, "from_day"), call.date(2, "to_day")));
}

HS_FUNCTION(hs_daily_series_active_days) {
    const auto *series = series_argument(call, 0);
    return pg::make_int4(core::active_days(flow_of(series), call.date(1, "as_of"), call.int4(2)));
}

HS_FUNCTION(hs_daily_series_active_days_of) {
    const auto *series = series_argument(call, 0);
    Datum *elements;
    bool *nulls;
    int n;
    deconstruct_array(DatumGetArrayTypeP(call.datum(1)), DATEOID, sizeof(DateADT), true, TYPALIGN_INT,
                      &elements, &nulls, &n);
    core::vector<std::int32_t> days;
    for (int i = 0; i < n; ++i) {
        if (nulls[i])
            continue;
        core::require_day(DatumGetDateADT(elements[i]), "every element of days");
        days.push_back(DatumGetDateADT(elements[i]));
    }
    return pg::make_int4(core::active_days(flow_of(series), days));
}

HS_FUNCTION(hs_daily_series_last_day) {
    const auto *series = series_argument(call, 0);
    auto day = core::last_day(flow_of(series), call.date(1, "as_of"));
    return day ? pg::make_date(*day) : call.null();
}

HS_FUNCTION(hs_daily_series_first_day) {
    auto day = core::first_day(flow_of(series_argument(call, 0)));
    return day ? pg::make_date(*day) : call.null();
}

HS_FUNCTION(hs_daily_series_level_vs_baseline) {
    const auto *series = series_argument(call, 0);
    auto r = core::level_vs_baseline(flow_of(series), call.date(1, "as_of"), call.date(2, "since"));
    return pg::make_record(call,
                           {r.ratio ? pg::column(pg::make_float8(*r.ratio)) : pg::column(), per_day(r.level),
                            r.baseline ? pg::column(per_day(*r.baseline)) : pg::column(),
                            pg::make_int4(r.blocks), pg::make_text(r.state), pg::make_bool(r.rebased)});
}

HS_FUNCTION(hs_daily_series_worst_month) {
    const auto *series = series_argument(call, 0);
    auto ratio = core::worst_month_vs_baseline(flow_of(series), call.date(1, "as_of"), call.date(2, "since"));
    return ratio ? pg::make_float8(*ratio) : call.null();
}

HS_FUNCTION(hs_daily_series_declining_weeks) {
    const auto *series = series_argument(call, 0);
    auto r = core::declining_weeks(flow_of(series), call.date(1, "as_of"), call.date(2, "since"));
    return pg::make_record(
        call, {pg::make_int4(r.weeks), r.declining ? pg::column(pg::make_bool(*r.declining)) : pg::column()});
}
