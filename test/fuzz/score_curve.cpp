#include "core/score_curve.hpp"

#include "fuzz.hpp"

using namespace hs;

namespace {

struct codec {
    using value = core::curve;
    value from_text(std::string_view text) { return core::parse_score_curve(text); }
    value from_bytes(std::string_view bytes) {
        core::byte_reader from(bytes, "score_curve");
        return core::read_score_curve(from);
    }
    static core::string to_text(const value &curve) {
        core::string out;
        append_text(out, curve);
        return out;
    }
    static core::string to_bytes(const value &curve) {
        core::byte_writer to;
        write(to, curve);
        return core::string(to.bytes());
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::curve &curve) {
        for (double value : {-1e308, -9.2e12, -1.0, 0.0, 5e-324, 0.3, 1.0, 9.2e12, 1e308}) {
            std::int64_t points = core::points_at(curve, value);
            fuzz::require(points >= 0 && points <= 100 * core::micro, "points lie between 0 and 100");
        }
        for (const auto &point : curve)
            core::points_at(curve, point.value);
    });
}
