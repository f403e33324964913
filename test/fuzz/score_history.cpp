#include "core/score_history.hpp"

#include "core/confirmed_tier.hpp"
#include "core/days.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace hs;

namespace {

struct codec {
    using value = core::history;
    value from_text(std::string_view text) { return core::parse_history_text(text); }
    value from_bytes(std::string_view bytes) { return core::parse_history(bytes); }
    static core::string to_text(const value &days) {
        core::string out;
        core::append_history_text(out, days);
        return out;
    }
    static core::string to_bytes(const value &days) {
        core::string out;
        core::append_history(out, days);
        return out;
    }
};

// Reading day after day gives what reading each alone gives.
void read_range(const core::history &days, std::int32_t from_day, std::int32_t to_day, std::int32_t count) {
    const core::tier_scale scale;
    core::drops drops(days, from_day, count);
    core::tiers_by_day tiers(days, from_day, scale);
    for (std::int32_t day = from_day; day <= to_day; ++day) {
        core::drops::reading drop = drops.on(day), alone = core::drops(days, day, count).on(day);
        fuzz::require(drop.drop == core::drop_on(days, day, count), "a drop of a range");
        fuzz::require(drop.point_drop == alone.point_drop && drop.largest_drop == alone.largest_drop,
                      "a drop of medians of a range");
        auto tier = tiers.on(day), tier_alone = core::tier_as_of(days, day, scale);
        fuzz::require(tier.has_value() == tier_alone.has_value(), "a tier of a range, or none");
        fuzz::require(!tier || (tier->held == tier_alone->held && tier->since == tier_alone->since),
                      "a tier of a range");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::history &days) {
        const core::tier_scale scale;
        std::int32_t first = days.empty() ? 0 : days.front().day, last = days.empty() ? 0 : days.back().day;
        for (std::int32_t as_of : {core::first_known_day, first, last, core::last_known_day}) {
            fuzz::accepted([&] { core::evaluated_days(days, as_of, 2147483647); });
            fuzz::accepted([&] { core::drop_on(days, as_of, first); });
            core::points_on(days, as_of);
            core::falling_periods(days, as_of);
            for (double half_life : {5e-324, 7.0, 1e308})
                core::smoothed_on(days, as_of, half_life);
        }
        std::size_t episodes = core::episodes(days, first, last, scale).size();
        fuzz::require(days.empty() == (episodes == 0), "what was evaluated has an episode");
        fuzz::require(core::transitions(days, first, last, scale).size() <= days.size(),
                      "a tier changes on an evaluation");
        fuzz::require(core::merged(days, days) == days, "merged with itself nothing changes");

        std::int32_t from_day = std::max(first, core::first_known_day + 30) - 30;
        std::int32_t to_day = std::min({last, core::last_known_day - 30, from_day + 600}) + 30;
        for (std::int32_t count : {1, 28, 2147483647})
            read_range(days, from_day, to_day, count);
    });
}
