// Window functions over evaluations, one row a day: they give beside every row what the readers of score_history give for
// its day.
#include "core/confirmed_tier.hpp"
#include "core/flow.hpp"
#include "core/score_history.hpp"

#include "bind/tier_labels.hpp"
#include "pg/window.hpp"

#include <cstring>
#include <limits>

using namespace hs;

namespace {

constexpr std::int32_t longest_look_back = 400;

// The days of a partition, which must ascend.
struct ordered_days {
    std::int32_t last = std::numeric_limits<std::int32_t>::min();

    void next(std::int32_t day) {
        if (day <= last) {
            core::string before, now;
            core::append_date(before, last);
            core::append_date(now, day);
            throw core::error(core::invalid_argument, day == last
                                                          ? "the day " + std::string(now) + " comes twice"
                                                          : "days must ascend, but " + std::string(now) +
                                                                " comes after " + std::string(before))
                .hint("Use one row a day, and OVER (PARTITION BY account_id ORDER BY day).");
        }
        last = day;
    }
};

void require_parameter(pg::call call, int i, const char *name) {
    if (call.is_null(i))
        throw core::error(core::invalid_argument, std::string(name) + " must not be NULL");
}

[[noreturn]] void refuse_change(const char *name) {
    throw core::error(core::invalid_argument,
                      std::string(name) + " must be the same on every row of a partition");
}

std::int32_t day_argument(pg::call call) {
    require_parameter(call, 1, "day");
    std::int32_t day = call.date(1, "day");
    core::require_day(day, "day");
    return day;
}

std::int64_t points_argument(pg::call call) {
    return core::to_micro(call.float8(0, "points"), "points");
}

struct drop_memory : ordered_days {
    explicit drop_memory(std::int32_t look_back) : days(look_back), peaks(ring, std::size(ring)) {}

    std::int32_t days;
    core::day_points ring[512];
    core::peak_queue peaks;
    static_assert(std::size(decltype(ring){}) > longest_look_back);
};

struct tier_memory : ordered_days {
    explicit tier_memory(const core::tier_scale &scale) : tiers(scale) {}
    core::confirmed_tiers tiers;
};

struct smoothing_memory : ordered_days {
    explicit smoothing_memory(double half_life) : mean(half_life) {}
    core::smoothing mean;
};

// Takes a row of (points, day, scale). Null where the day was not evaluated.
const core::confirmed_tiers *tiers_after(pg::call call) {
    pg::window window(call);
    std::int32_t day = day_argument(call);
    require_parameter(call, 2, "scale");
    const core::tier_scale &scale = bind::tier_scale_argument(call, 2);
    auto &memory = window.memory<tier_memory>(scale);
    if (std::memcmp(&scale, &memory.tiers.scale(), sizeof scale) != 0)
        refuse_change("scale");
    memory.next(day);
    if (call.is_null(0))
        return nullptr;
    memory.tiers.add(day, points_argument(call));
    return &memory.tiers;
}

} // namespace

HS_FUNCTION(hs_score_drop) {
    pg::window window(call);
    std::int32_t day = day_argument(call);
    require_parameter(call, 2, "days");
    std::int32_t days = call.int4(2);
    if (days < 1 || days > longest_look_back)
        throw core::error(core::invalid_argument,
                          "days must be between 1 and 400, not " + std::to_string(days));
    auto &memory = window.memory<drop_memory>(days);
    if (days != memory.days)
        refuse_change("days");
    memory.next(day);
    if (call.is_null(0))
        return call.null();
    std::int64_t points = points_argument(call);
    memory.peaks.forget_before(std::int64_t{day} - days);
    memory.peaks.add({day, points});
    return pg::make_numeric(core::int128{memory.peaks.peak()} - points);
}

HS_FUNCTION(hs_confirmed_tier) {
    const auto *tiers = tiers_after(call);
    return tiers != nullptr ? bind::labels_of_tier(call).of(tiers->last().held) : call.null();
}

HS_FUNCTION(hs_tier_transition) {
    const auto *tiers = tiers_after(call);
    if (tiers == nullptr || !tiers->changed_from())
        return call.null();
    core::string text(core::name_of(*tiers->changed_from()));
    text += " to ";
    text += core::name_of(tiers->last().held);
    return pg::make_text(text);
}

HS_FUNCTION(hs_days_in_tier) {
    const auto *tiers = tiers_after(call);
    return tiers != nullptr ? pg::make_int4(tiers->last().day - tiers->last().since + 1) : call.null();
}

HS_FUNCTION(hs_declining_periods) {
    pg::window window(call);
    auto &falls = window.memory<core::falling_run>();
    if (call.is_null(0))
        return call.null();
    return pg::make_int4(falls.add(core::to_micro(call.float8(0, "value"), "value")));
}

HS_FUNCTION(hs_smoothed) {
    pg::window window(call);
    std::int32_t day = day_argument(call);
    require_parameter(call, 2, "half_life");
    double half_life = core::checked_half_life(DatumGetFloat8(call.datum(2)));
    auto &memory = window.memory<smoothing_memory>(half_life);
    if (half_life != memory.mean.half_life())
        refuse_change("half_life");
    memory.next(day);
    if (call.is_null(0))
        return call.null();
    return pg::make_numeric(memory.mean.add(day, points_argument(call)));
}
