#include "core/error.hpp"

namespace hs::core {

std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 80;
    std::string out = "\"";
    if (text.size() <= longest) {
        out += text;
    } else {
        // Cut before a byte that starts a character in UTF-8, so that the message stays valid text. It has at most
        // four bytes; a text in another encoding may have no such byte at all.
        std::size_t end = longest;
        while (end > longest - 3 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        out += text.substr(0, end);
        out += "...";
    }
    out += '"';
    return out;
}

} // namespace hs::core
