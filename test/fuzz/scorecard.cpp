#include "core/scorecard.hpp"

#include "fuzz.hpp"

using namespace hs;

namespace {

struct codec {
    using value = core::scorecard;
    core::name_store names;
    value from_text(std::string_view text) { return core::parse_scorecard(text, names); }
    value from_bytes(std::string_view bytes) {
        core::byte_reader from(bytes, "scorecard");
        return core::read_scorecard(from);
    }
    static core::string to_text(const value &card) {
        core::string out;
        append_text(out, card);
        return out;
    }
    static core::string to_bytes(const value &card) {
        core::byte_writer to;
        write(to, card);
        return core::string(to.bytes());
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::scorecard &card) {
        core::vector<std::int64_t> body((core::stored_size(card) + 7) / 8);
        auto *bytes = reinterpret_cast<char *>(body.data());
        core::store(bytes, card);
        core::scorecard loaded = core::load({bytes, core::stored_size(card)});
        fuzz::require(codec::to_text(loaded) == codec::to_text(card), "what is stored is loaded");

        core::composite scores = core::compose(card);
        if (scores.worst && scores.points)
            fuzz::require(*scores.worst <= *scores.points && *scores.points <= *scores.best,
                          "worst, points and best are in order");
        core::string json;
        core::append_json(json, card);
        for (const auto &part : core::explain(card, loaded))
            fuzz::require(part.points == 0, "what did not change has no parts");
    });
}
