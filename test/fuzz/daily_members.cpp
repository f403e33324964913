#include "core/daily_members.hpp"

#include "core/days.hpp"
#include "fuzz.hpp"

using namespace hs;

namespace {

struct codec {
    using value = core::members;
    value from_text(std::string_view text) { return core::parse_members_text(text); }
    value from_bytes(std::string_view bytes) { return core::parse_members(bytes); }
    static core::string to_text(const value &members) {
        core::string out;
        core::append_members_text(out, members);
        return out;
    }
    static core::string to_bytes(const value &members) {
        core::string out;
        core::append_members(out, members);
        return out;
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::members &value) {
        core::members_per_day(value);
        core::first_day(value);
        for (std::int32_t as_of : {core::first_known_day, 9500, core::last_known_day}) {
            fuzz::accepted([&] { core::active_members(value, as_of, 28); });
            fuzz::accepted([&] { core::new_members(value, as_of, 2147483647, 2147483647); });
            fuzz::accepted([&] { core::lost_members(value, as_of, 2147483647, 2147483647); });
            fuzz::accepted([&] { core::top_share(value, as_of, 2147483647); });
            fuzz::accepted([&] { core::effective_members(value, as_of, 2147483647); });
        }
    });
}
