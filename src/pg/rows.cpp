#include "pg/rows.hpp"

#include "core/interrupt.hpp"

#include <stdexcept>

namespace hs::pg {
namespace {

constexpr std::size_t most_columns = 32;

struct unpacked {
    Datum values[most_columns];
    bool nulls[most_columns];

    unpacked(const column *columns, std::size_t n, TupleDesc shape) {
        // A mismatch is a mistake between the install SQL and the C++ code, never the user's.
        if (n > most_columns || static_cast<int>(n) != shape->natts)
            throw std::logic_error(
                "health_score: the SQL declaration of this function has another number of columns");
        for (std::size_t i = 0; i < n; ++i) {
            values[i] = columns[i].value;
            nulls[i] = columns[i].is_null;
        }
    }
};

// The row type that the function is declared to return, made in this memory context.
TupleDesc row_type(call call, MemoryContext context) {
    TupleDesc shape = pg_call([&] {
        MemoryContext before = MemoryContextSwitchTo(context);
        TupleDesc found = nullptr;
        if (get_call_result_type(call.info(), nullptr, &found) != TYPEFUNC_COMPOSITE)
            found = nullptr;
        MemoryContextSwitchTo(before);
        return found;
    });
    if (shape == nullptr)
        throw std::logic_error("health_score: the SQL declaration of this function names no row type");
    return shape;
}

} // namespace

rows::rows(call call) : call_(call) {
    auto *result = reinterpret_cast<ReturnSetInfo *>(call.info()->resultinfo);
    if (result == nullptr || !IsA(result, ReturnSetInfo) || (result->allowedModes & SFRM_Materialize) == 0)
        throw core::error("0A000", "a function that returns rows was called where rows cannot be taken")
            .hint("Call it in FROM.");
    MemoryContext context = result->econtext->ecxt_per_query_memory;
    shape_ = row_type(call, context);
    store_ = pg_call([&] {
        MemoryContext before = MemoryContextSwitchTo(context);
        auto *store =
            tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
        MemoryContextSwitchTo(before);
        return store;
    });
    result->returnMode = SFRM_Materialize;
    result->setResult = store_;
    result->setDesc = shape_;
}

void rows::add(const column *columns, std::size_t n) {
    core::check_interrupts(); // to make a row may take milliseconds
    unpacked row(columns, n, shape_);
    pg_call([&] { tuplestore_putvalues(store_, shape_, row.values, row.nulls); });
}

Datum make_record(call call, const column *columns, std::size_t n) {
    FmgrInfo *function = call.info()->flinfo;
    // The row type is looked up once per statement, not once per row.
    if (function->fn_extra == nullptr) {
        TupleDesc shape = row_type(call, function->fn_mcxt);
        function->fn_extra = pg_call([&] { return BlessTupleDesc(shape); });
    }
    auto shape = static_cast<TupleDesc>(function->fn_extra);
    unpacked row(columns, n, shape);
    return pg_call([&] { return HeapTupleGetDatum(heap_form_tuple(shape, row.values, row.nulls)); });
}

} // namespace hs::pg
