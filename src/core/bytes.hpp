// Binary input and output: big-endian, field by field, never a struct at once. The reader refuses input that
// is too short, too long or out of bounds with 22P03; what the fields mean is checked by the type's
// validate().
#pragma once
#include "core/core.hpp"

#include "core/error.hpp"
#include "core/memory.hpp"
#include "core/numbers.hpp"

#include <bit>
#include <concepts>
#include <string_view>

namespace hs::core {

class byte_writer {
public:
    template <std::integral T>
    void integer(T value) {
        for (int shift = static_cast<int>(sizeof(T) - 1) * 8; shift >= 0; shift -= 8)
            bytes_ += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xFF);
    }
    void int128_(int128 value) {
        integer(static_cast<std::int64_t>(value >> 64));
        integer(static_cast<std::uint64_t>(value));
    }
    void float8(double value) { integer(std::bit_cast<std::uint64_t>(value)); }
    // Length in 4 bytes, then the bytes.
    void text(std::string_view value) {
        integer(static_cast<std::uint32_t>(value.size()));
        bytes_.append(value);
    }

    std::string_view bytes() const { return bytes_; }

private:
    string bytes_;
};

class byte_reader {
public:
    // type names the SQL type in messages.
    byte_reader(std::string_view bytes, const char *type) : rest_(bytes), type_(type) {}

    template <std::integral T>
    T integer() {
        std::string_view from = take(sizeof(T));
        std::uint64_t value = 0;
        for (char c : from)
            value = value << 8 | static_cast<unsigned char>(c);
        return static_cast<T>(value);
    }
    int128 int128_() {
        auto high = integer<std::int64_t>();
        auto low = integer<std::uint64_t>();
        return static_cast<int128>(static_cast<uint128>(static_cast<int128>(high)) << 64 | low);
    }
    double float8() { return std::bit_cast<double>(integer<std::uint64_t>()); }
    std::string_view text() { return take(integer<std::uint32_t>()); }

    // A count of items that take at least `least_size` bytes each: refused before memory is asked for them.
    std::uint32_t count(std::size_t least_size) {
        auto n = integer<std::uint32_t>();
        if (n > rest_.size() / least_size)
            fail("A count is larger than the value");
        return n;
    }
    // The leading version byte.
    void version(std::uint8_t known) {
        if (integer<std::uint8_t>() != known)
            fail("The version is unknown");
    }
    void end() {
        if (!rest_.empty())
            fail("Bytes are left over");
    }
    [[noreturn]] void fail(std::string why) const {
        throw error(invalid_binary, std::string("invalid binary value for type ") + type_)
            .detail(std::move(why) + ".");
    }

private:
    std::string_view take(std::size_t n) {
        if (n > rest_.size())
            fail("The value ends too early");
        std::string_view piece = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return piece;
    }

    std::string_view rest_;
    const char *type_;
};

} // namespace hs::core
