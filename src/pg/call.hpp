// The arguments of a call and the ways to return from it. `call` is a plain pointer: copy it freely.
//
// Readers of arguments may raise (a compressed value is fetched and unpacked), so unpack before the first C++
// object with a destructor. Makers of results never jump: a failure in them is a C++ exception.
#pragma once
#include "pg/postgres.hpp"

#include <string_view>

namespace hs::pg {

class call {
public:
    explicit call(FunctionCallInfo fcinfo) : fcinfo_(fcinfo) {}

    FunctionCallInfo info() const { return fcinfo_; }
    int count() const { return fcinfo_->nargs; }
    bool is_null(int i) const { return i >= fcinfo_->nargs || fcinfo_->args[i].isnull; }
    Datum datum(int i) const { return fcinfo_->args[i].value; }

    // Arguments. `name` is the argument's name in messages.
    double float8(int i, const char *name) const { // finite, else 22023
        double x = DatumGetFloat8(datum(i));
        core::require_finite(x, name);
        return x;
    }
    std::int32_t int4(int i) const { return DatumGetInt32(datum(i)); }
    std::int32_t date(int i, const char *name) const { // days since 2000-01-01; infinity is 22008
        DateADT day = DatumGetDateADT(datum(i));
        if (DATE_NOT_FINITE(day))
            refuse_infinite(name);
        return day;
    }
    bool boolean(int i) const { return DatumGetBool(datum(i)); }
    std::string_view text(int i) const;
    std::string_view cstring(int i) const { return DatumGetCString(datum(i)); }
    std::string_view bytes(int i) const;   // of a bytea
    std::string_view message(int i) const; // what is left of the StringInfo that a receive function gets
    // Any varlena, uncompressed and with a full header. It is PostgreSQL's: never change it (but see
    // flat.hpp).
    template <class T>
    const T &value(int i) const {
        return *reinterpret_cast<const T *>(PG_DETOAST_DATUM(datum(i)));
    }

    // Results.
    Datum null() const {
        fcinfo_->isnull = true;
        return Datum{0};
    }

private:
    [[noreturn]] static void refuse_infinite(const char *name);

    FunctionCallInfo fcinfo_;
};

Datum make_text(std::string_view text);
Datum make_cstring(std::string_view text);
Datum make_bytea(std::string_view bytes);
// A numeric with scale 6 that is exactly this many millionths.
Datum make_numeric(core::int128 micro);
Datum make_jsonb(std::string_view json); // json must be well formed
inline Datum make_float8(double x) {
    return Float8GetDatum(x);
}
inline Datum make_int4(std::int32_t x) {
    return Int32GetDatum(x);
}
inline Datum make_date(std::int32_t x) {
    return DateADTGetDatum(x);
}
inline Datum make_bool(bool x) {
    return BoolGetDatum(x);
}

// What a hash operator class returns for a value with these bytes.
Datum make_hash(std::string_view bytes);

// 22021 unless the text is valid in the database's encoding: for names that arrive in binary values.
void check_encoding(std::string_view text);

} // namespace hs::pg
