// What the targets share. The first byte of an input says which decoder reads the rest: t for text, anything else for
// binary. A type gives a codec: value, from_text, to_text, from_bytes, to_bytes.
#pragma once
#include "core/error.hpp"
#include "core/memory.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace hs::fuzz {

// Ends the run; the fuzzer keeps the input.
inline void require(bool holds, const char *property) {
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

// Runs f and gives whether it was without an error. Only core::error may leave it, and only of a class that is meant
// for input.
template <class F>
bool accepted(F f) {
    try {
        f();
        return true;
    } catch (const core::error &e) {
        std::string_view state = e.sqlstate();
        require(state.starts_with("22") || state == core::too_large, "an error of input is 22xxx or 54000");
        return false;
    }
}

// What a decoder accepts survives both of its forms, and each of them is canonical.
template <class Codec>
void round_trips(const typename Codec::value &value) {
    const core::string text = Codec::to_text(value), bytes = Codec::to_bytes(value);
    Codec of_text, of_bytes; // they own what the values refer to
    auto from_text = of_text.from_text(text);
    auto from_bytes = of_bytes.from_bytes(bytes);
    require(Codec::to_text(from_text) == text, "text, value, text");
    require(Codec::to_bytes(from_bytes) == bytes, "bytes, value, bytes");
    require(Codec::to_bytes(from_text) == bytes, "text, value, bytes");
    require(Codec::to_text(from_bytes) == text, "bytes, value, text");
}

template <class Codec, class Read>
int run(const std::uint8_t *data, std::size_t size, Read read) {
    if (size == 0)
        return 0;
    std::string_view rest(reinterpret_cast<const char *>(data) + 1, size - 1);
    Codec codec;
    typename Codec::value value{};
    if (accepted([&] { value = data[0] == 't' ? codec.from_text(rest) : codec.from_bytes(rest); })) {
        round_trips<Codec>(value);
        read(value); // may refuse what it is asked, but no more than that
    }
    return 0;
}

} // namespace hs::fuzz
