#include "core/tier_scale.hpp"

#include "fuzz.hpp"

using namespace hs;

namespace {

struct codec {
    using value = core::tier_scale;
    value from_text(std::string_view text) { return core::parse_tier_scale(text); }
    value from_bytes(std::string_view bytes) {
        core::byte_reader from(bytes, "tier_scale");
        return core::read_tier_scale(from);
    }
    static core::string to_text(const value &scale) {
        core::string out;
        append_text(out, scale);
        return out;
    }
    static core::string to_bytes(const value &scale) {
        core::byte_writer to;
        write(to, scale);
        return core::string(to.bytes());
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::tier_scale &scale) {
        fuzz::require(scale.tier_of(scale.yellow) != core::tier::red, "yellow begins where it says");
        fuzz::require(scale.tier_of(scale.green) == core::tier::green, "green begins where it says");
    });
}
