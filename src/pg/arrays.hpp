// Array arguments: unpacked first, as all arguments, and read afterwards.
#pragma once
#include "core/error.hpp"

#include "pg/boundary.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace hs::pg {

// The elements of an unpacked array. It has no destructor, so that the next argument may be unpacked while it lives.
struct elements {
    Datum *values;
    bool *is_null;
    int n;

    std::size_t size() const { return static_cast<std::size_t>(n); }
    // Finite (22023); no value where the element is NULL.
    std::optional<double> float8(std::size_t i, const char *argument) const {
        if (is_null[i])
            return std::nullopt;
        double x = DatumGetFloat8(values[i]);
        if (!std::isfinite(x))
            core::require_finite(x, (std::string("every element of ") + argument).c_str());
        return x;
    }
    // 22004 where the element is NULL.
    double given_float8(std::size_t i, const char *argument) const {
        require(i, argument);
        return *float8(i, argument);
    }
    bool given_boolean(std::size_t i, const char *argument) const {
        require(i, argument);
        return DatumGetBool(values[i]);
    }
    std::string_view given_text(std::size_t i, const char *argument) const {
        require(i, argument);
        // an element of a detoasted array is neither compressed nor out of line
        const auto *text = reinterpret_cast<const varlena *>(DatumGetPointer(values[i]));
        return {VARDATA_ANY(text), VARSIZE_ANY_EXHDR(text)};
    }

private:
    void require(std::size_t i, const char *argument) const {
        if (is_null[i])
            throw core::error(core::null_not_allowed, std::string("an element of ") + argument + " is NULL");
    }
};

inline elements unpack_texts(call call, int i) {
    elements e;
    deconstruct_array(DatumGetArrayTypeP(call.datum(i)), TEXTOID, -1, false, TYPALIGN_INT, &e.values,
                      &e.is_null, &e.n);
    return e;
}

inline elements unpack_float8s(call call, int i) {
    elements e;
    deconstruct_array(DatumGetArrayTypeP(call.datum(i)), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
                      TYPALIGN_DOUBLE, &e.values, &e.is_null, &e.n);
    return e;
}

inline elements unpack_booleans(call call, int i) {
    elements e;
    deconstruct_array(DatumGetArrayTypeP(call.datum(i)), BOOLOID, 1, true, TYPALIGN_CHAR, &e.values,
                      &e.is_null, &e.n);
    return e;
}

// 22023 unless both arrays have as many elements.
inline void require_as_many(elements a, elements b, const char *what) {
    if (a.n != b.n)
        throw core::error(core::invalid_argument, std::string(what) + " must have as many elements");
}

} // namespace hs::pg
