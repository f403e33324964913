// What the aggregates of daily_series and daily_members share: a state is a flat block of form 1 that holds one of the
// core's states behind its header.
#pragma once
#include "pg/flat.hpp"

namespace hs::bind {

inline constexpr std::uint32_t state_form = 1;

inline bool is_state(const pg::flat_header *block) {
    return block->form == state_form;
}

inline std::size_t room_in(const pg::flat_header *block) {
    return VARSIZE(block) - sizeof(pg::flat_header);
}

template <class State>
State state_in(const pg::flat_header *block) {
    return {const_cast<pg::flat_header *>(block) + 1, room_in(block)};
}

// A block for a state of this many bytes, the state itself still to be made. All of it counts as used: how much really
// is, the state knows.
inline pg::flat_header *new_state_block(std::size_t size) {
    auto *block = pg::new_flat<pg::flat_header>(sizeof(pg::flat_header) + size);
    block->used = VARSIZE(block);
    block->form = state_form;
    return block;
}

template <class State>
pg::flat_header *new_state() {
    pg::flat_header *block = new_state_block(State::least_size);
    State::create(block + 1, room_in(block));
    return block;
}

inline bool in_aggregate(pg::call call) {
    return AggCheckCallContext(call.info(), nullptr) != 0;
}

// The state as it is, for a row that does not count. A moving frame must have a state from its first row on.
template <class State>
Datum same_state(pg::call call) {
    if (!call.is_null(0))
        return call.datum(0);
    if (AggCheckCallContext(call.info(), nullptr) == AGG_CONTEXT_WINDOW)
        return PointerGetDatum(new_state<State>());
    return call.null();
}

} // namespace hs::bind
