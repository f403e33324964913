// The type score_history, its aggregate and its readers.
#include "core/score_history.hpp"
#include "core/confirmed_tier.hpp"
#include "core/days.hpp"
#include "core/flow.hpp"
#include "core/history_state.hpp"
#include "core/interrupt.hpp"
#include "core/varint.hpp"

#include "bind/by_day.hpp"
#include "bind/score_history.hpp"
#include "bind/state_block.hpp"
#include "bind/tier_labels.hpp"
#include "pg/rows.hpp"

using namespace hs;
using bind::history_argument, bind::history_of, bind::make_history, bind::same_state, bind::state_in,
    bind::tier_scale_argument;
using core::history_state;
using pg::column;

namespace hs::bind {

const pg::flat_header *history_argument(pg::call call, int i) {
    return pg::flat_argument<pg::flat_header>(call, i, core::score_history_type);
}

core::history history_of(const pg::flat_header *value) {
    if (is_state(value))
        return state_in<history_state>(value).value();
    return core::parse_history(pg::flat_data(value));
}

Datum make_history(core::history_view days) {
    core::string bytes;
    core::append_history(bytes, days);
    return pg::make_flat(bytes);
}

} // namespace hs::bind

namespace {

constexpr std::uint8_t binary_version = 1;

// Adds rows to a day of a state, and `counted` to its rows. Gives the block that holds the state afterwards: the same, or a
// larger one.
pg::flat_header *add(pg::flat_header *block, std::int32_t day, std::int64_t points, std::int32_t rows,
                     std::int32_t counted = 0) {
    auto state = state_in<history_state>(block);
    while (!state.add(day, points, rows)) {
        block = bind::new_state_block(state.grown_size(points, rows));
        state = state.move_to(block + 1, bind::room_in(block), points, rows);
    }
    state.add_rows(counted);
    return block;
}

// Adds a value or a state to a state.
pg::flat_header *add_all(pg::flat_header *block, const pg::flat_header *from) {
    std::int64_t rows = 1;
    if (bind::is_state(from)) {
        auto other = state_in<history_state>(from);
        for (std::size_t i = 0; i < other.size(); ++i) {
            if (i % 16384 == 0)
                core::check_interrupts();
            auto [day, n, points] = other.at(i);
            block = add(block, day, points, n);
        }
        rows = other.rows();
    } else {
        std::uint32_t n = 0;
        for (const auto &item : core::parse_history(pg::flat_data(from))) {
            if (++n % 16384 == 0)
                core::check_interrupts();
            block = add(block, item.day, item.points, 1);
        }
    }
    state_in<history_state>(block).add_rows(rows);
    return block;
}

// Argument 0 of a transition function as a state to change; an empty one for NULL.
pg::flat_header *state_argument(pg::call call) {
    auto *given = pg::flat_state<pg::flat_header>(call, core::score_history_type);
    if (given == nullptr)
        return bind::new_state<history_state>();
    return bind::is_state(given) ? given : add_all(bind::new_state<history_state>(), given);
}

// What a transition function returns: its state, or the value where it is called by hand.
Datum next_state(pg::call call, pg::flat_header *block) {
    return bind::in_aggregate(call) ? PointerGetDatum(block) : make_history(history_of(block));
}

// Arguments 1 and 2 as a day and its points.
core::day_points row_arguments(pg::call call) {
    if (call.is_null(1))
        throw core::error(core::invalid_argument, "day must not be NULL where there are points");
    std::int32_t day = DatumGetDateADT(call.datum(1));
    if (day < core::first_known_day || day > core::last_known_day)
        core::require_day(call.date(1, "day"), "day"); // says what is wrong
    return {day, core::to_micro(DatumGetFloat8(call.datum(2)), "points")};
}

Datum add_row(pg::call call, std::int32_t sign) {
    if (call.is_null(2))
        return same_state<history_state>(call);
    core::day_points row = row_arguments(call);
    return next_state(call, add(state_argument(call), row.day, row.points, sign, sign));
}

Datum day_or_null(pg::call call, core::history_view days, bool last) {
    if (days.empty())
        return call.null();
    return pg::make_date(last ? days.back().day : days.front().day);
}

} // namespace

// --- input and output ------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_score_history_in) {
    return make_history(core::parse_history_text(call.cstring(0)));
}

HS_FUNCTION(hs_score_history_out) {
    const auto *value = history_argument(call, 0);
    core::string text;
    core::append_history_text(text, history_of(value));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_score_history_recv) {
    core::varint_reader in(call.message(0), core::score_history_type);
    if (in.byte() != binary_version)
        in.fail("unknown version");
    return make_history(core::parse_history(in.rest()));
}

HS_FUNCTION(hs_score_history_send) {
    const auto *value = history_argument(call, 0);
    core::string bytes(1, static_cast<char>(binary_version));
    core::append_history(bytes, history_of(value));
    return pg::make_bytea(bytes);
}

HS_FUNCTION(hs_score_history_to_jsonb) {
    const auto *value = history_argument(call, 0);
    core::string json;
    core::append_json(json, history_of(value));
    return pg::make_jsonb(json);
}

// --- the aggregate ---------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_score_history_add) {
    return add_row(call, 1);
}

HS_FUNCTION(hs_score_history_remove) {
    return add_row(call, -1);
}

HS_FUNCTION(hs_score_history_combine) {
    if (call.is_null(1))
        return same_state<history_state>(call);
    const auto *other = history_argument(call, 1);
    return next_state(call, add_all(state_argument(call), other));
}

HS_FUNCTION(hs_score_history_final) {
    if (call.is_null(0))
        return call.null();
    const auto *state = history_argument(call, 0);
    if (bind::is_state(state) && state_in<history_state>(state).rows() == 0)
        return call.null();
    return make_history(history_of(state));
}

// --- another history -------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_score_history_merged) {
    const auto *a = history_argument(call, 0), *b = history_argument(call, 1);
    return make_history(core::merged(history_of(a), history_of(b)));
}

// Without points nothing is added: a day that was not evaluated must not make a stored history NULL.
HS_FUNCTION(hs_score_history_with_day) {
    if (call.is_null(2))
        return call.is_null(0) ? call.null() : call.datum(0);
    const auto *value = call.is_null(0) ? nullptr : history_argument(call, 0);
    core::day_points row = row_arguments(call);
    core::history before;
    if (value != nullptr)
        before = history_of(value);
    return make_history(core::merged(before, {&row, 1}));
}

HS_FUNCTION(hs_score_history_since) {
    const auto *value = history_argument(call, 0);
    std::int32_t day = call.date(1, "day");
    core::history days = history_of(value);
    return make_history(core::within(days, std::int64_t{day} - 1, core::last_known_day));
}

// --- readers ---------------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_score_history_points_on) {
    const auto *value = history_argument(call, 0);
    return pg::micro_result(call, core::points_on(history_of(value), call.date(1, "day")));
}

HS_FUNCTION(hs_score_history_first_day) {
    return day_or_null(call, history_of(history_argument(call, 0)), false);
}

HS_FUNCTION(hs_score_history_last_day) {
    const auto *value = history_argument(call, 0);
    core::history days = history_of(value);
    return day_or_null(call, core::up_to(days, call.date(1, "as_of")), true);
}

HS_FUNCTION(hs_score_history_evaluated_days) {
    const auto *value = history_argument(call, 0);
    return pg::make_int4(core::evaluated_days(history_of(value), call.date(1, "as_of"), call.int4(2)));
}

HS_FUNCTION(hs_score_history_points_by_day) {
    const auto *value = history_argument(call, 0);
    core::history days = history_of(value);
    pg::rows out(call);
    for (const auto &item : days)
        out.add({pg::make_date(item.day), pg::micro_column(item.points)});
    return out.end();
}

HS_FUNCTION(hs_score_history_drop_on) {
    const auto *value = history_argument(call, 0);
    return pg::micro_result(call, core::drop_on(history_of(value), call.date(1, "as_of"), call.int4(2)));
}

HS_FUNCTION(hs_score_history_point_drop) {
    const auto *value = history_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    core::history days = history_of(value);
    return pg::micro_result(call, core::drops(days, as_of, call.int4(2)).on(as_of).point_drop);
}

HS_FUNCTION(hs_score_history_largest_drop) {
    const auto *value = history_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    core::history days = history_of(value);
    return pg::micro_result(call, core::drops(days, as_of, call.int4(2)).on(as_of).largest_drop);
}

HS_FUNCTION(hs_score_history_deepest_drop) {
    const auto *value = history_argument(call, 0);
    std::int32_t from_day = call.date(1, "from_day"), to_day = call.date(2, "to_day");
    auto deepest = core::deepest_drop(history_of(value), from_day, to_day, call.int4(3));
    if (!deepest)
        return call.null();
    return pg::make_record(call, {pg::make_date(deepest->day), pg::make_numeric(deepest->drop)});
}

HS_FUNCTION(hs_score_history_drops_by_day) {
    const auto *value = history_argument(call, 0);
    bind::day_range range(call);
    core::history days = history_of(value);
    core::drops drops(days, range.from_day, call.int4(3));
    return bind::put_days<3>(call, range, [&](std::int32_t day, column *out) {
        auto r = drops.on(day);
        out[0] = pg::micro_column(r.drop);
        out[1] = pg::micro_column(r.point_drop);
        out[2] = pg::micro_column(r.largest_drop);
    });
}

HS_FUNCTION(hs_score_history_falling_periods) {
    const auto *value = history_argument(call, 0);
    auto n = core::falling_periods(history_of(value), call.date(1, "as_of"));
    return n ? pg::make_int4(*n) : call.null();
}

HS_FUNCTION(hs_score_history_smoothed_on) {
    const auto *value = history_argument(call, 0);
    return pg::micro_result(
        call, core::smoothed_on(history_of(value), call.date(1, "as_of"), call.float8(2, "half_life")));
}

// --- tiers -----------------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_score_history_tier_on) {
    const auto *value = history_argument(call, 0);
    const auto &labels = bind::labels_of_tier(call);
    auto state = core::tier_as_of(history_of(value), call.date(1, "as_of"), tier_scale_argument(call, 2));
    return state ? labels.of(state->held) : call.null();
}

HS_FUNCTION(hs_score_history_tier_days) {
    const auto *value = history_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    auto state = core::tier_as_of(history_of(value), as_of, tier_scale_argument(call, 2));
    return state ? pg::make_int4(as_of - state->since + 1) : call.null();
}

HS_FUNCTION(hs_score_history_tiers_by_day) {
    const auto *value = history_argument(call, 0);
    const auto &labels = bind::labels_of_tier(call);
    bind::day_range range(call);
    const core::tier_scale &scale = tier_scale_argument(call, 3);
    core::history days = history_of(value);
    core::tiers_by_day tiers(days, range.from_day, scale);
    return bind::put_days<4>(call, range, [&](std::int32_t day, column *out) {
        auto state = tiers.on(day);
        auto points = tiers.points();
        out[0] = pg::micro_column(points);
        out[1] = points ? column(labels.of(scale.tier_of(*points))) : column{};
        out[2] = state ? column(labels.of(state->held)) : column{};
        out[3] = state ? column(pg::make_int4(day - state->since + 1)) : column{};
    });
}

HS_FUNCTION(hs_score_history_transitions) {
    const auto *value = history_argument(call, 0);
    const auto &labels = bind::labels_of_tier(call);
    core::history days = history_of(value);
    auto changes = core::transitions(days, call.date(1, "from_day"), call.date(2, "to_day"),
                                     tier_scale_argument(call, 3));
    pg::rows out(call);
    for (const auto &change : changes)
        out.add({pg::make_date(change.day), labels.of(change.from), labels.of(change.to),
                 pg::micro_column(change.points)});
    return out.end();
}

HS_FUNCTION(hs_score_history_episodes) {
    const auto *value = history_argument(call, 0);
    const auto &labels = bind::labels_of_tier(call);
    core::history days = history_of(value);
    auto list =
        core::episodes(days, call.date(1, "from_day"), call.date(2, "to_day"), tier_scale_argument(call, 3));
    pg::rows out(call);
    for (const auto &e : list)
        out.add({labels.of(e.held), pg::make_date(e.from_day),
                 e.until_day ? column(pg::make_date(*e.until_day)) : column{}, pg::make_int4(e.days),
                 pg::make_int4(e.days_in_range), pg::make_int4(e.evaluations),
                 pg::micro_column(e.least_points), pg::micro_column(e.last_points)});
    return out.end();
}
