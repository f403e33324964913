// Results that are more than one value: a record, and a set of records.
#pragma once
#include "pg/boundary.hpp"

#include <optional>

namespace hs::pg {

// A column's value; column{} is NULL.
struct column {
    Datum value = 0;
    bool is_null = true;

    column() = default;
    column(Datum datum) : value(datum), is_null(false) {}
};

// Values that many rows share, each made once: the last numeric, and the texts that come from literals.
class shared_numeric {
public:
    Datum of(std::int64_t micro) {
        if (value_ == 0 || micro != micro_) {
            Datum next = make_numeric(micro);
            if (value_ != 0)
                core::deallocate(DatumGetPointer(value_));
            value_ = next;
            micro_ = micro;
        }
        return value_;
    }

private:
    Datum value_ = 0;
    std::int64_t micro_ = 0;
};

class shared_text {
public:
    Datum of(const char *literal) {
        for (int i = 0; i < n_; ++i)
            if (literals_[i] == literal)
                return texts_[i];
        Datum text = make_text(literal);
        if (n_ < most) {
            literals_[n_] = literal;
            texts_[n_++] = text;
        }
        return text;
    }

private:
    static constexpr int most = 8;
    const char *literals_[most];
    Datum texts_[most];
    int n_ = 0;
};

// A value as a column, NULL where there is none.
inline column to_column(std::int32_t x) {
    return make_int4(x);
}
inline column to_column(std::optional<std::int32_t> x) {
    return x ? column(make_int4(*x)) : column{};
}
inline column to_column(std::optional<double> x) {
    return x ? column(make_float8(*x)) : column{};
}
// Micro-units as a numeric.
inline column micro_column(std::int64_t micro) {
    return make_numeric(micro);
}
template <class Micro>
column micro_column(std::optional<Micro> micro) {
    return micro ? column(make_numeric(*micro)) : column{};
}
// A column as what a function returns.
inline Datum result(call call, column value) {
    return value.is_null ? call.null() : value.value;
}
template <class Micro>
Datum micro_result(call call, std::optional<Micro> micro) {
    return result(call, micro_column(micro));
}

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
