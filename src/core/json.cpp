#include "core/json.hpp"

namespace hs::core {

void append_json_text(string &out, std::string_view value) {
    out += '"';
    for (char c : value) {
        auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            constexpr char hex[] = "0123456789abcdef";
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
            continue;
        }
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

void append_json(string &out, flow_view days) {
    json_object object(out);
    append_days(object, days, &day_amount::amount);
    object.end();
}

} // namespace hs::core
