#include "core/concentration.hpp"

#include "fuzz.hpp"

#include <algorithm>

using namespace hs;

namespace {

struct codec {
    using value = core::concentration;
    value from_text(std::string_view text) { return core::parse_concentration(text); }
    value from_bytes(std::string_view bytes) {
        core::byte_reader from(bytes, "concentration");
        return core::read_concentration(from);
    }
    static core::string to_text(const value &amounts) {
        core::string out;
        append_text(out, amounts);
        return out;
    }
    static core::string to_bytes(const value &amounts) {
        core::byte_writer to;
        write(to, amounts);
        return core::string(to.bytes());
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::concentration &value) {
        core::spread amounts = value.amounts();
        auto share = amounts.top_share(), index = amounts.herfindahl(), parts = amounts.effective_parts();
        fuzz::require(share.has_value() == (value.parts > 0), "parts have a largest");
        // each is a rounded quotient
        const double slack = 1 + 1e-15;
        fuzz::require(!share || (*share > 0 && *share <= 1), "a share lies between 0 and 1");
        fuzz::require(!index || (*index > 0 && *index <= *share * slack),
                      "the index is below the largest share");
        fuzz::require(!parts || (*parts >= 1 && *parts <= static_cast<double>(value.parts) * slack),
                      "no more effective parts than parts");
        value.is_concentrated();
        core::string json;
        append_json(json, value);

        core::concentration twice = value;
        if (fuzz::accepted([&] { twice.add(value); }))
            codec().from_bytes(codec::to_bytes(twice));
        core::concentration more = value;
        if (fuzz::accepted([&] { more.add(std::max<std::int64_t>(value.largest, 1)); }))
            codec().from_bytes(codec::to_bytes(more));
    });
}
