#include "core/weighted_sum.hpp"

#include "fuzz.hpp"

using namespace hs;

namespace {

struct codec {
    using value = core::weighted_sum;
    value from_text(std::string_view text) { return core::parse_weighted_sum(text); }
    value from_bytes(std::string_view bytes) {
        core::byte_reader from(bytes, "weighted_sum");
        return core::read_weighted_sum(from);
    }
    static core::string to_text(const value &sum) {
        core::string out;
        append_text(out, sum);
        return out;
    }
    static core::string to_bytes(const value &sum) {
        core::byte_writer to;
        write(to, sum);
        return core::string(to.bytes());
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::weighted_sum &sum) {
        sum.points();
        auto coverage = sum.coverage();
        fuzz::require(!coverage || (*coverage >= 0 && *coverage <= core::micro),
                      "coverage lies between 0 and 1");
        core::weighted_sum more = sum;
        if (fuzz::accepted([&] {
                more.add(sum);
                more.remove(sum);
            }))
            fuzz::require(codec::to_bytes(more) == codec::to_bytes(sum),
                          "what is taken out again leaves no trace");
    });
}
