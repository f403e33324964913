#include "pg/boundary.hpp"

#include <cstring>
#include <new>
#include <stdexcept>
#include <string_view>

namespace hs::pg {
namespace {

// Copies what fits; a cut never falls inside a character.
template <std::size_t N>
void copy_text(char (&to)[N], std::string_view from) noexcept {
    std::size_t length = from.size();
    if (length >= N)
        length = static_cast<std::size_t>(pg_mbcliplen(from.data(), static_cast<int>(from.size()), N - 1));
    std::memcpy(to, from.data(), length);
    to[length] = '\0';
}

void fill(error_slot &slot, const char *sqlstate, std::string_view message, std::string_view detail = {},
          std::string_view hint = {}) noexcept {
    slot.sqlstate = MAKE_SQLSTATE(sqlstate[0], sqlstate[1], sqlstate[2], sqlstate[3], sqlstate[4]);
    copy_text(slot.message, message);
    copy_text(slot.detail, detail);
    copy_text(slot.hint, hint);
}

} // namespace

void note_exception(error_slot &slot) noexcept {
    slot.raised_by_postgres = nullptr;
    try {
        throw;
    } catch (const postgres_error &e) {
        slot.raised_by_postgres = e.data;
    } catch (const core::error &e) {
        fill(slot, e.sqlstate(), e.message(), e.detail(), e.hint());
    } catch (const std::bad_alloc &) {
        fill(slot, "53200", "out of memory",
             "A function of health_score asked for more memory than there is.");
    } catch (const std::length_error &) {
        fill(slot, core::too_large, "a value is too large for this function of health_score");
    } catch (const std::exception &e) {
        fill(slot, "XX000", e.what());
    } catch (...) {
        fill(slot, "XX000", "unknown C++ exception in health_score");
    }
}

void raise(const error_slot &slot) {
    if (slot.raised_by_postgres != nullptr)
        ReThrowError(slot.raised_by_postgres);
    ereport(ERROR, (errcode(slot.sqlstate), errmsg_internal("%s", slot.message),
                    slot.detail[0] != '\0' ? errdetail_internal("%s", slot.detail) : 0,
                    slot.hint[0] != '\0' ? errhint("%s", slot.hint) : 0));
    pg_unreachable();
}

ErrorData *error_raised_by(void (*run)(void *), void *context) {
    MemoryContext caller = CurrentMemoryContext;
    ErrorData *volatile raised = nullptr;
    PG_TRY();
    { run(context); }
    PG_CATCH();
    {
        MemoryContextSwitchTo(caller);
        raised = CopyErrorData();
        FlushErrorState();
    }
    PG_END_TRY();
    return raised;
}

} // namespace hs::pg

namespace hs::core {

// A cancelled statement raises inside CHECK_FOR_INTERRUPTS and travels as an exception. An interrupt that
// asks for something else (a reloaded configuration, a barrier) is served, and the loop goes on.
void check_interrupts() {
    if (unlikely(InterruptPending))
        pg::pg_call([] { CHECK_FOR_INTERRUPTS(); });
}

} // namespace hs::core
