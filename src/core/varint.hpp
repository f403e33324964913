// Integers of as many bytes as they need: seven bits a byte, the lowest first, the high bit says that more follow.
// The order of bytes is fixed by that, so one form serves for disk and for binary input and output.
#pragma once
#include "core/core.hpp"

#include "core/error.hpp"
#include "core/memory.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hs::core {

inline void append_varint(string &out, std::uint64_t x) {
    for (; x >= 0x80; x >>= 7)
        out += static_cast<char>(x | 0x80);
    out += static_cast<char>(x);
}

// Signed numbers alternate, 0, -1, 1, -2, …, so that small ones stay short.
inline void append_signed_varint(string &out, std::int64_t x) {
    append_varint(out, (static_cast<std::uint64_t>(x) << 1) ^ static_cast<std::uint64_t>(x >> 63));
}

// Reads what the two above wrote, and refuses with 22P03 what they would not have written.
class varint_reader {
public:
    // type names the SQL type in messages.
    varint_reader(std::string_view bytes, const char *type)
        : at_(bytes.data()), end_(bytes.data() + bytes.size()), type_(type) {}

    bool at_end() const { return at_ == end_; }
    std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

    std::uint8_t byte() {
        if (at_ == end_)
            fail("the value ends too early");
        return static_cast<std::uint8_t>(*at_++);
    }
    std::uint64_t next() {
        std::uint64_t value = byte();
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (int shift = 7;; shift += 7) {
            std::uint64_t piece = byte();
            if (shift == 63 && piece > 1)
                fail("a number is larger than 64 bits");
            value |= (piece & 0x7F) << shift;
            if (piece < 0x80) {
                if (piece == 0)
                    fail("a number is longer than it needs to be");
                return value;
            }
        }
    }
    std::int64_t next_signed() {
        std::uint64_t x = next();
        return static_cast<std::int64_t>(x >> 1) ^ -static_cast<std::int64_t>(x & 1);
    }
    // A count of items of at least one byte each, so that a wrong one asks for no memory.
    std::size_t count() {
        std::uint64_t n = next();
        if (n > static_cast<std::uint64_t>(end_ - at_))
            fail("a count is larger than the value");
        return static_cast<std::size_t>(n);
    }
    std::string_view text() {
        std::size_t n = count();
        std::string_view piece{at_, n};
        at_ += n;
        return piece;
    }
    [[noreturn]] void fail(const char *why) const {
        throw error(invalid_binary, std::string("invalid binary value for type ") + type_)
            .detail(std::string(why) + ".");
    }

private:
    const char *at_, *end_;
    const char *type_;
};

} // namespace hs::core
