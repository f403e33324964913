// Where C++ meets PostgreSQL. Two rules, and this file is the only place that needs to know how they are
// kept:
//
// 1. No C++ exception leaves a function that PostgreSQL calls. HS_FUNCTION declares every such function and
// sends it
//    through boundary(), which notes the exception in a plain struct, lets C++ clean up, and only then
//    raises.
// 2. No PostgreSQL error jumps over a live C++ object: its destructor would never run. A PostgreSQL function
// that may
//    raise is called through pg_call() while such objects live; it turns the error into a C++ exception,
//    which only the boundary catches and raises again, whole.
//
// A bound function has three phases: unpack its arguments, compute in src/core, pack the result. Before the
// first object with a destructor exists, PostgreSQL may be called directly.
#pragma once
#include "pg/call.hpp"

#include <type_traits>

namespace hs::pg {

// What is known of an exception once it is gone. Nothing here has a destructor.
struct error_slot {
    ErrorData *raised_by_postgres; // not null: raise this again; else the fields below
    int sqlstate;
    char message[512], detail[512], hint[512];
};
static_assert(std::is_trivially_destructible_v<error_slot>);

// A PostgreSQL error on its way through C++ frames. Never catch it.
struct postgres_error {
    ErrorData *data;
};

// To be called inside a catch (...): fills the slot from the exception in flight.
void note_exception(error_slot &slot) noexcept;
[[noreturn]] void raise(const error_slot &slot);

template <auto Body>
Datum boundary(FunctionCallInfo fcinfo) {
    error_slot slot;
    try {
        return Body(call(fcinfo));
    } catch (...) {
        note_exception(slot);
    }
    raise(slot); // the handler has ended, so the exception object is freed
}

// Runs run(context) and gives the PostgreSQL error it raised, or null. The only PG_TRY of the extension is
// inside.
ErrorData *error_raised_by(void (*run)(void *), void *context);

// Calls f, which may raise a PostgreSQL error. f captures by reference and holds nothing with a destructor.
template <class F>
auto pg_call(F f) {
    using result_type = decltype(f());
    static_assert(std::is_trivially_destructible_v<F>, "capture by reference only");
    struct no_result {};
    using held_type = std::conditional_t<std::is_void_v<result_type>, no_result, result_type>;
    static_assert(std::is_trivially_copyable_v<held_type>, "a jump would skip the destructor of the result");

    struct frame {
        F &f;
        held_type result;
    } frame{f, {}};
    ErrorData *raised = error_raised_by(
        [](void *context) {
            auto *frame = static_cast<struct frame *>(context);
            if constexpr (std::is_void_v<result_type>)
                frame->f();
            else
                frame->result = frame->f();
        },
        &frame);
    if (raised != nullptr)
        throw postgres_error{raised};
    if constexpr (!std::is_void_v<result_type>)
        return frame.result;
}

} // namespace hs::pg

// HS_FUNCTION(hs_name) { … } defines a function that SQL can call; its body sees `call`, the arguments, and
// returns a Datum. The name of every one starts with hs_.
#define HS_FUNCTION(name)                                                                                    \
    static Datum name##_body(hs::pg::call call);                                                             \
    extern "C" {                                                                                             \
    PGDLLEXPORT Datum name(PG_FUNCTION_ARGS);                                                                \
    PG_FUNCTION_INFO_V1(name);                                                                               \
    Datum name(PG_FUNCTION_ARGS) {                                                                           \
        return hs::pg::boundary<name##_body>(fcinfo);                                                        \
    }                                                                                                        \
    }                                                                                                        \
    static Datum name##_body([[maybe_unused]] hs::pg::call call)
