// Values that are one flat block of memory: the states of aggregates, and the values of our types.
//
// A block starts with `flat_header`. While an aggregate fills it, VARSIZE is its capacity and a power of two,
// and `used` says how much of it holds data; the final function trims it. Outside an aggregate VARSIZE is
// `used`, but a reader relies on `used` alone. A type derives its struct from flat_header; its first fields
// are the type's own fixed part (no padding!), arrays follow.
//
// The block that an aggregate hands to its transition function is changed in place. To grow it, a new one is
// taken from the current memory context and returned; the executor copies that and frees the old one. It is
// never freed or reallocated here: the executor would free it a second time.
#pragma once
#include "pg/boundary.hpp"

#include <bit>
#include <cstring>
#include <span>

namespace hs::pg {

struct flat_header {
    std::int32_t vl_len_;  // PostgreSQL's length word: touched by SET_VARSIZE only
    std::uint32_t used;    // bytes that hold data, this header included
    std::uint32_t version; // of the layout; a stored value with another one is refused
    std::uint32_t form;    // 0: a value; 1: a state, where a type keeps its states in another form
};
static_assert(sizeof(flat_header) == 16);

inline constexpr std::uint32_t flat_version = 1;
inline constexpr std::size_t largest_flat = std::size_t{1} << 29; // doubling it once more would pass 1 GB

// The capacity for this many bytes.
inline std::size_t flat_capacity(std::size_t bytes) {
    return std::bit_ceil(bytes);
}

namespace detail {
inline flat_header *new_block(std::size_t capacity, std::size_t used) {
    if (capacity > largest_flat)
        throw core::error(core::too_large, "a value of health_score may not be larger than 512 MB");
    auto *block = static_cast<flat_header *>(core::allocate(capacity));
    SET_VARSIZE(block, capacity);
    block->used = static_cast<std::uint32_t>(used);
    block->version = flat_version;
    block->form = 0;
    return block;
}

// A copy of the data in a block of this capacity.
inline flat_header *copy_block(const flat_header *from, std::size_t capacity) {
    auto *copy = new_block(capacity, from->used);
    std::memcpy(reinterpret_cast<char *>(copy) + sizeof(flat_header),
                reinterpret_cast<const char *>(from) + sizeof(flat_header), from->used - sizeof(flat_header));
    return copy;
}
} // namespace detail

// A new block for at least `bytes` bytes, `bytes` of them used and all of them 0 behind the header.
// T derives from flat_header.
template <class T>
T *new_flat(std::size_t bytes) {
    std::size_t capacity = flat_capacity(bytes);
    auto *block = detail::new_block(capacity, bytes);
    std::memset(reinterpret_cast<char *>(block) + sizeof(flat_header), 0, bytes - sizeof(flat_header));
    return static_cast<T *>(block);
}

// The block itself if it has room for `bytes` bytes in all, else a larger copy of it. `used` stays as it is.
template <class T>
T *with_room(T *block, std::size_t bytes) {
    if (bytes <= VARSIZE(block))
        return block;
    return static_cast<T *>(detail::copy_block(block, flat_capacity(bytes)));
}

// A copy that is exactly as long as its data: what final functions and other makers of values return.
template <class T>
Datum trimmed(const T *block) {
    return PointerGetDatum(detail::copy_block(block, block->used));
}

// A value whose data are these bytes.
inline Datum make_flat(std::string_view data) {
    auto *block = detail::new_block(sizeof(flat_header) + data.size(), sizeof(flat_header) + data.size());
    std::memcpy(reinterpret_cast<char *>(block + 1), data.data(), data.size());
    return PointerGetDatum(block);
}

// The data of a value.
inline std::string_view flat_data(const flat_header *block) {
    return {reinterpret_cast<const char *>(block + 1), block->used - sizeof(flat_header)};
}

// Argument i as a value to read. Checks the header, so that a damaged or foreign value cannot lead a reader
// astray; what is behind the header is the type's to check where it is cheap.
template <class T>
const T *flat_argument(call call, int i, const char *type) {
    Datum given = call.datum(i);
    // The state of an aggregate comes as it is, row after row.
    if (VARATT_IS_EXTENDED(DatumGetPointer(given)))
        given = PointerGetDatum(PG_DETOAST_DATUM(given));
    auto *block = reinterpret_cast<const flat_header *>(DatumGetPointer(given));
    if (VARSIZE(block) < sizeof(T) || block->used < sizeof(T) || block->used > VARSIZE(block) ||
        block->version != flat_version)
        throw core::error("XX001", std::string("a stored value of type ") + type +
                                       " is damaged or of another version");
    return static_cast<const T *>(block);
}

// What follows a block's struct, as an array: as many items as fit into the used bytes.
template <class Item, class T>
std::span<const Item> items_behind(const T *block) {
    return {reinterpret_cast<const Item *>(block + 1), (block->used - sizeof(T)) / sizeof(Item)};
}

// A copy with room to grow, such as the first row of a rollup needs.
template <class T>
T *flat_copy(const T *given) {
    return static_cast<T *>(detail::copy_block(given, flat_capacity(given->used)));
}

// Argument 0 of a transition or combine function as a state that may be changed: the aggregate's own block in
// place, or a copy where the function is called by hand. Null if the argument is NULL.
template <class T>
T *flat_state(call call, const char *type) {
    if (call.is_null(0))
        return nullptr;
    const T *given = flat_argument<T>(call, 0, type);
    bool own = AggCheckCallContext(call.info(), nullptr) != 0;
    // A block that was unpacked just now is a copy already.
    if (own || reinterpret_cast<Pointer>(const_cast<T *>(given)) != DatumGetPointer(call.datum(0)))
        return const_cast<T *>(given);
    return flat_copy(given);
}

} // namespace hs::pg
