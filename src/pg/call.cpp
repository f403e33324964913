#include "pg/boundary.hpp"

#include <cstring>

namespace hs::pg {
namespace {

// A new varlena with these bytes as its content.
Datum make_varlena(std::string_view content) {
    if (content.size() > MaxAllocSize - VARHDRSZ)
        throw core::error(core::too_large, "a value of health_score may not be larger than 1 GB");
    auto *value = static_cast<varlena *>(core::allocate(content.size() + VARHDRSZ));
    SET_VARSIZE(value, content.size() + VARHDRSZ);
    std::memcpy(VARDATA(value), content.data(), content.size());
    return PointerGetDatum(value);
}

} // namespace

void call::refuse_infinite(const char *name) {
    throw core::error(core::invalid_date, std::string(name) + " must be a day, not infinity");
}

std::string_view call::text(int i) const {
    const varlena *value = PG_DETOAST_DATUM_PACKED(datum(i));
    return {VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

std::string_view call::bytes(int i) const {
    return text(i);
}

std::string_view call::message(int i) const {
    auto *buffer = reinterpret_cast<StringInfo>(DatumGetPointer(datum(i)));
    std::string_view rest(buffer->data + buffer->cursor,
                          static_cast<std::size_t>(buffer->len - buffer->cursor));
    buffer->cursor = buffer->len;
    return rest;
}

Datum make_text(std::string_view text) {
    return make_varlena(text);
}

Datum make_bytea(std::string_view bytes) {
    return make_varlena(bytes);
}

Datum make_cstring(std::string_view text) {
    if (text.size() >= MaxAllocSize)
        throw core::error(core::too_large, "the text of this value is larger than 1 GB");
    auto *copy = static_cast<char *>(core::allocate(text.size() + 1));
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    return CStringGetDatum(copy);
}

Datum make_numeric(core::int128 micro) {
    if (micro >= PG_INT64_MIN && micro <= PG_INT64_MAX)
        return pg_call(
            [&] { return NumericGetDatum(int64_div_fast_to_numeric(static_cast<int64>(micro), 6)); });
    // Beyond 64 bits: by way of its decimal text, which holds at most 39 digits.
    char text[48];
    char *at = text + sizeof text;
    *--at = '\0';
    bool negative = micro < 0;
    auto rest = negative ? -static_cast<core::uint128>(micro) : static_cast<core::uint128>(micro);
    for (int digits = 0; rest != 0; ++digits, rest /= 10) {
        if (digits == 6)
            *--at = '.';
        *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
    }
    if (negative)
        *--at = '-';
    return pg_call([&] {
        return DirectFunctionCall3(numeric_in, CStringGetDatum(at), ObjectIdGetDatum(InvalidOid),
                                   Int32GetDatum(-1));
    });
}

Datum make_jsonb(std::string_view json) {
    Datum text = make_cstring(json);
    return pg_call([&] { return DirectFunctionCall1(jsonb_in, text); });
}

Datum make_hash(std::string_view bytes) {
    return hash_any(reinterpret_cast<const unsigned char *>(bytes.data()), static_cast<int>(bytes.size()));
}

void check_encoding(std::string_view text) {
    pg_call(
        [&] { pg_verify_mbstr(GetDatabaseEncoding(), text.data(), static_cast<int>(text.size()), false); });
}

} // namespace hs::pg
