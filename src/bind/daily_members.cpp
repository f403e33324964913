// The type daily_members, its aggregate and its readers.
#include "core/daily_members.hpp"
#include "core/days.hpp"
#include "core/interrupt.hpp"
#include "core/members_state.hpp"

#include "bind/daily_series.hpp"
#include "bind/state_block.hpp"
#include "pg/rows.hpp"

using namespace hs;
using bind::same_state, bind::state_in;

namespace {

constexpr std::uint8_t binary_version = 1;

// Gives the block that holds the state afterwards: the same, or a larger one.
pg::flat_header *add(pg::flat_header *block, std::string_view name, std::int32_t day, std::int64_t amount,
                     int rows) {
    auto state = state_in<core::members_state>(block);
    while (!state.add(name, day, amount, rows)) {
        block = bind::new_state_block(state.grown_size(name));
        state = state.move_to(block + 1, bind::room_in(block), name);
    }
    return block;
}

const pg::flat_header *members_argument(pg::call call, int i) {
    return pg::flat_argument<pg::flat_header>(call, i, core::daily_members_type);
}

core::members members_of(const pg::flat_header *value) {
    if (bind::is_state(value))
        return state_in<core::members_state>(value).value();
    return core::parse_members(pg::flat_data(value));
}

// A value's bytes, which readers read where they lie; those of a state are made first.
class value_bytes {
public:
    explicit value_bytes(const pg::flat_header *value) {
        if (bind::is_state(value)) {
            core::append_members(made_, state_in<core::members_state>(value).value());
            bytes_ = made_;
        } else {
            bytes_ = pg::flat_data(value);
        }
    }
    value_bytes(const value_bytes &) = delete;
    operator std::string_view() const { return bytes_; }

private:
    core::string made_;
    std::string_view bytes_;
};

Datum make_members(const core::members &value) {
    core::string bytes;
    core::append_members(bytes, value);
    return pg::make_flat(bytes);
}

// Adds a value or a state to a state.
pg::flat_header *add_all(pg::flat_header *block, const pg::flat_header *from) {
    if (bind::is_state(from)) {
        auto other = state_in<core::members_state>(from);
        for (std::size_t i = 0; i < other.size(); ++i) {
            if (i % 4096 == 0)
                core::check_interrupts();
            block = add(block, other.name(i), other.day(i), other.amount(i), 0);
        }
        state_in<core::members_state>(block).add_rows(other.rows());
    } else {
        core::members other = core::parse_members(pg::flat_data(from));
        for (std::size_t i = 0; i < other.size(); ++i) {
            core::check_interrupts();
            for (const auto &item : other.days(i))
                block = add(block, other.name(i), item.day, item.amount, 0);
        }
        state_in<core::members_state>(block).add_rows(1);
    }
    return block;
}

// Argument 0 of a transition function as a state to change; an empty one for NULL.
pg::flat_header *state_argument(pg::call call) {
    auto *given = pg::flat_state<pg::flat_header>(call, core::daily_members_type);
    if (given == nullptr)
        return bind::new_state<core::members_state>();
    return bind::is_state(given) ? given : add_all(bind::new_state<core::members_state>(), given);
}

// What a transition function returns: its state, or the value where it is called by hand.
Datum next_state(pg::call call, pg::flat_header *block) {
    return bind::in_aggregate(call) ? PointerGetDatum(block) : make_members(members_of(block));
}

// Arguments 1 to 3 where there is a member and an amount.
struct row {
    std::int32_t day;
    std::string_view member;
    std::int64_t amount;

    explicit row(pg::call call) {
        if (call.is_null(1))
            throw core::error(core::invalid_argument,
                              "day must not be NULL where there is a member and an amount");
        day = call.date(1, "day");
        core::require_day(day, "day");
        member = call.text(2);
        amount = core::to_micro(call.float8(3, "amount"), "amount");
    }
};

Datum add_row(pg::call call, int sign) {
    if (call.is_null(2) || call.is_null(3))
        return same_state<core::members_state>(call);
    row given(call);
    return next_state(call, add(state_argument(call), given.member, given.day, sign * given.amount, sign));
}

// read(value, as_of, days)
template <class Read>
Datum read_window(pg::call call, Read read) {
    const auto *value = members_argument(call, 0);
    return pg::result(call, pg::to_column(read(value_bytes(value), call.date(1, "as_of"), call.int4(2))));
}

// read(value, as_of, days, the days of another window)
template <class Read>
Datum read_two_windows(pg::call call, Read read) {
    const auto *value = members_argument(call, 0);
    return pg::result(
        call, pg::to_column(read(value_bytes(value), call.date(1, "as_of"), call.int4(2), call.int4(3))));
}

// A row for each day from from_day on.
template <class List>
Datum make_days(pg::call call, std::int32_t from_day, const List &list) {
    pg::rows out(call);
    std::int32_t day = from_day;
    for (const auto &item : list)
        out.add({pg::make_date(day++), pg::to_column(item)});
    return out.end();
}

template <class Read>
Datum window_by_day(pg::call call, Read read) {
    const auto *value = members_argument(call, 0);
    std::int32_t from_day = call.date(1, "from_day"), to_day = call.date(2, "to_day");
    return make_days(call, from_day, read(value_bytes(value), from_day, to_day, call.int4(3)));
}

template <class Read>
Datum two_windows_by_day(pg::call call, Read read) {
    const auto *value = members_argument(call, 0);
    std::int32_t from_day = call.date(1, "from_day"), to_day = call.date(2, "to_day");
    return make_days(call, from_day, read(value_bytes(value), from_day, to_day, call.int4(3), call.int4(4)));
}

} // namespace

HS_FUNCTION(hs_daily_members_in) {
    return make_members(core::parse_members_text(call.cstring(0)));
}

HS_FUNCTION(hs_daily_members_out) {
    const auto *value = members_argument(call, 0);
    core::string text;
    core::append_members_text(text, members_of(value));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_daily_members_recv) {
    core::varint_reader in(call.message(0), core::daily_members_type);
    if (in.byte() != binary_version)
        in.fail("unknown version");
    core::members value = core::parse_members(in.rest());
    for (std::size_t i = 0; i < value.size(); ++i)
        pg::check_encoding(value.name(i));
    return make_members(value);
}

HS_FUNCTION(hs_daily_members_send) {
    const auto *value = members_argument(call, 0);
    core::string bytes(1, static_cast<char>(binary_version));
    bytes += std::string_view(value_bytes(value));
    return pg::make_bytea(bytes);
}

HS_FUNCTION(hs_daily_members_to_jsonb) {
    const auto *value = members_argument(call, 0);
    core::string text;
    core::append_json(text, members_of(value));
    return pg::make_jsonb(text);
}

HS_FUNCTION(hs_daily_members_add) {
    return add_row(call, 1);
}

HS_FUNCTION(hs_daily_members_remove) {
    return add_row(call, -1);
}

HS_FUNCTION(hs_daily_members_combine) {
    if (call.is_null(1))
        return same_state<core::members_state>(call);
    const auto *other = members_argument(call, 1);
    return next_state(call, add_all(state_argument(call), other));
}

HS_FUNCTION(hs_daily_members_final) {
    if (call.is_null(0))
        return call.null();
    const auto *state = members_argument(call, 0);
    if (bind::is_state(state) && state_in<core::members_state>(state).rows() == 0)
        return call.null();
    return make_members(members_of(state));
}

HS_FUNCTION(hs_daily_members_plus) {
    const auto *a = members_argument(call, 0), *b = members_argument(call, 1);
    core::members one = members_of(a), other = members_of(b);
    return make_members(core::sum_of(one, other));
}

HS_FUNCTION(hs_daily_members_with_day) {
    if (call.is_null(2) || call.is_null(3))
        return call.is_null(0) ? call.null() : call.datum(0);
    const auto *value = call.is_null(0) ? nullptr : members_argument(call, 0);
    row given(call);
    core::members before, one;
    if (value != nullptr)
        before = members_of(value);
    if (given.amount != 0) {
        one.begin(given.member);
        one.add({given.day, 0, given.amount});
    }
    return make_members(core::sum_of(before, one));
}

HS_FUNCTION(hs_daily_members_active_members) {
    return read_window(call, core::active_members);
}

HS_FUNCTION(hs_daily_members_member_days) {
    return read_window(call, core::member_days);
}

HS_FUNCTION(hs_daily_members_members_per_day) {
    const auto *value = members_argument(call, 0);
    return bind::make_series(core::members_per_day(value_bytes(value)));
}

HS_FUNCTION(hs_daily_members_new_members) {
    return read_two_windows(call, core::new_members);
}

HS_FUNCTION(hs_daily_members_lost_members) {
    return read_two_windows(call, core::lost_members);
}

HS_FUNCTION(hs_daily_members_since) {
    const auto *value = members_argument(call, 0);
    value_bytes bytes(value); // the names lie in it
    return make_members(core::since(bytes, call.date(1, "day")));
}

HS_FUNCTION(hs_daily_members_without) {
    const auto *value = members_argument(call, 0);
    core::members all = members_of(value);
    return make_members(core::without(all, call.date(1, "from_day"), call.date(2, "to_day")));
}

HS_FUNCTION(hs_daily_members_last_day) {
    const auto *value = members_argument(call, 0);
    auto day = core::last_day(value_bytes(value), call.date(1, "as_of"));
    return day ? pg::make_date(*day) : call.null();
}

HS_FUNCTION(hs_daily_members_first_day) {
    const auto *value = members_argument(call, 0);
    auto day = core::first_day(value_bytes(value));
    return day ? pg::make_date(*day) : call.null();
}

HS_FUNCTION(hs_daily_members_top_share) {
    return read_window(call, core::top_share);
}

HS_FUNCTION(hs_daily_members_effective_members) {
    return read_window(call, core::effective_members);
}

HS_FUNCTION(hs_daily_members_herfindahl) {
    return read_window(call, core::herfindahl);
}

HS_FUNCTION(hs_daily_members_first_seen) {
    const auto *value = members_argument(call, 0);
    value_bytes bytes(value); // the names lie in it
    pg::rows out(call);
    for (const auto &item : core::first_seen(bytes))
        out.add({pg::make_text(item.name), pg::make_date(item.day)});
    return out.end();
}

HS_FUNCTION(hs_daily_members_amounts) {
    const auto *value = members_argument(call, 0);
    std::int32_t as_of = call.date(1, "as_of");
    value_bytes bytes(value); // the names lie in it
    pg::rows out(call);
    for (const auto &item : core::amounts(bytes, as_of, call.int4(2)))
        out.add({pg::make_text(item.name), pg::make_numeric(item.amount), pg::make_int4(item.days)});
    return out.end();
}

HS_FUNCTION(hs_daily_members_active_members_by_day) {
    return window_by_day(call, core::active_members_by_day);
}

HS_FUNCTION(hs_daily_members_member_days_by_day) {
    return window_by_day(call, core::member_days_by_day);
}

HS_FUNCTION(hs_daily_members_new_members_by_day) {
    return two_windows_by_day(call, core::new_members_by_day);
}

HS_FUNCTION(hs_daily_members_lost_members_by_day) {
    return two_windows_by_day(call, core::lost_members_by_day);
}

HS_FUNCTION(hs_daily_members_top_share_by_day) {
    return window_by_day(call, core::top_share_by_day);
}

HS_FUNCTION(hs_daily_members_effective_members_by_day) {
    return window_by_day(call, core::effective_members_by_day);
}

HS_FUNCTION(hs_daily_members_herfindahl_by_day) {
    return window_by_day(call, core::herfindahl_by_day);
}
