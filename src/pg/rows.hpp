// Results that are more than one value: a record, and a set of records.
#pragma once
#include "pg/boundary.hpp"

namespace hs::pg {

// A column's value; column{} is NULL.
struct column {
    Datum value = 0;
    bool is_null = true;

    column() = default;
    column(Datum datum) : value(datum), is_null(false) {}
};

// The rows of a RETURNS TABLE function, kept in a tuplestore that may go to disk:
//     rows out(call);
//     out.add({make_text("usage"), column{}});
//     return out.end();
class rows {
public:
    explicit rows(call call);

    template <std::size_t N>
    void add(const column (&columns)[N]) {
        add(columns, N);
    }
    Datum end() { return call_.null(); }

private:
    void add(const column *columns, std::size_t n);

    call call_;
    Tuplestorestate *store_;
    TupleDesc shape_;
};

// The record that a function with OUT parameters returns: make_record(call, {make_float8(0.8), column{}}).
Datum make_record(call call, const column *columns, std::size_t n);
template <std::size_t N>
Datum make_record(call call, const column (&columns)[N]) {
    return make_record(call, columns, N);
}

} // namespace hs::pg
