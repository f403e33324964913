// run_as(): runs a command as another role. SET ROLE would not do: code of that role could RESET it, and be the caller again.
#include "pg/boundary.hpp"

using namespace hs;

HS_FUNCTION(hs_run_as) {
    Oid role = DatumGetObjectId(call.datum(0));
    char *command = text_to_cstring(DatumGetTextPP(call.datum(1)));
    if (!pg::can_become(GetUserId(), role))
        throw core::error("42501",
                          "must be able to SET ROLE " + core::quoted(GetUserNameFromId(role, false)));

    // An error restores the user by itself: the end of every transaction and subtransaction does.
    Oid caller;
    int context;
    GetUserIdAndSecContext(&caller, &context);
    SetUserIdAndSecContext(role, context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
    int settings = NewGUCNestLevel();
    MemoryContext outer = CurrentMemoryContext;

    SPI_connect();
    int result = SPI_execute(command, false, 0);
    if (result != SPI_OK_SELECT)
        throw core::error(core::invalid_argument, "command must be a SELECT");
    Datum value = 0;
    bool is_null = true;
    if (SPI_processed > 0) {
        value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null);
        if (!is_null && SPI_gettypeid(SPI_tuptable->tupdesc, 1) != TEXTOID)
            throw core::error(core::invalid_argument, "command must return text");
        if (!is_null) {
            MemoryContext inner = MemoryContextSwitchTo(outer);
            value = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
            MemoryContextSwitchTo(inner);
        }
    }
    SPI_finish();

    AtEOXact_GUC(false, settings); // settings that the command changed
    SetUserIdAndSecContext(caller, context);
    return is_null ? call.null() : value;
}
