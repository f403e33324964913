// The confirmed tier: the tier of the points, without the noise at a boundary (requirement 17). One automaton, which readers
// of score_history and window functions share.
//
// On an evaluated day with points p, a boundary B is cleared downward if p < B - margin, upward if p >= B + margin. The tier
// moves at once over every boundary that is cleared. Else, if the raw tier has been on the same side of it for
// `down` (or `up`) days with at least two evaluations, it moves to the raw tier nearest to it that was seen in that run.
// After more than 14 days without an evaluation it starts anew, with the raw tier.
//
// The tier of an evaluated day depends on the points of its last 400 days only: it is what the automaton says that
// starts at the first evaluation among them.
#pragma once
#include "core/core.hpp"

#include "core/score_history.hpp"
#include "core/tier_scale.hpp"

#include <cstdint>
#include <optional>

namespace hs::core {

inline constexpr std::int32_t longest_silence = 14; // days a tier lasts without an evaluation
inline constexpr std::int32_t tier_memory = 400;    // days

// The automaton after an evaluation.
struct tier_state {
    std::int32_t day;
    std::int32_t since;    // first day of the tier
    std::int32_t run_from; // first day of the open run, if there is one
    tier held;
    std::int8_t run_side; // where the raw tier lies in the open run: below the tier -1, above it 1; 0: no run
    bool run_repeated;    // the run has two evaluations or more
    tier run_nearest;     // the raw tier of the run that is nearest to the tier

    static tier_state first(std::int32_t day, std::int64_t points, const tier_scale &scale);
    tier_state after(std::int32_t day, std::int64_t points, const tier_scale &scale) const;

    // Do both go on alike? When the tier began plays no part.
    bool goes_on_like(const tier_state &other) const {
        return held == other.held && run_side == other.run_side &&
               (run_side == 0 || (run_from == other.run_from && run_nearest == other.run_nearest));
    }
};

// The confirmed tier of one evaluation after the other, each by its own last 400 days, in one pass. As the window moves on,
// the automaton would start later. It need not run again: what started later soon is in the same state as what started
// before, in most cases at once, and from then on the two cannot differ. Plain memory, about 14 kB.
class confirmed_tiers {
public:
    explicit confirmed_tiers(const tier_scale &scale) : scale_(scale) {}

    const tier_scale &scale() const { return scale_; }
    // Days ascend.
    const tier_state &add(std::int32_t day, std::int64_t points);
    bool empty() const { return head_ == tail_; }
    const tier_state &last() const { return at(tail_ - 1).state; }
    // The tier of the evaluation before, where the last one changed it. The start after a silence is no change.
    std::optional<tier> changed_from() const { return changed_from_; }

private:
    struct evaluation {
        std::int64_t points;
        tier_state state;
    };
    static constexpr std::uint32_t places = 512;
    static_assert(places > tier_memory);

    evaluation &at(std::uint32_t i) { return ring_[i % places]; }
    const evaluation &at(std::uint32_t i) const { return ring_[i % places]; }
    void start_at_head();

    tier_scale scale_;
    std::uint32_t head_ = 0, tail_ = 0;
    std::optional<tier> changed_from_;
    evaluation ring_[places]; // the last 400 days; states of the automaton that starts at the first of them
};

// --- readers -------------------------------------------------------------------------------------------------------

// The state at the last evaluation up to a day; none if that is more than 14 days back.
std::optional<tier_state> tier_as_of(history_view days, std::int32_t as_of, const tier_scale &scale);

// The same for days that ascend from the first one on, in one pass.
class tiers_by_day {
public:
    tiers_by_day(history_view days, std::int32_t from_day, const tier_scale &scale);
    std::optional<tier_state> on(std::int32_t day);
    // Points of the day that was asked for last; none where it was not evaluated.
    std::optional<std::int64_t> points() const { return points_; }

private:
    history_view days_; // what the first day needs, and all that follows
    std::size_t next_ = 0;
    std::optional<std::int64_t> points_;
    confirmed_tiers tiers_;
};

struct tier_change {
    std::int32_t day;
    tier from, to;
    std::int64_t points;
};
vector<tier_change> transitions(history_view days, std::int32_t from_day, std::int32_t to_day,
                                const tier_scale &scale);

struct episode {
    tier held;
    std::int32_t from_day;
    std::optional<std::int32_t> until_day; // first day no longer in it; none: it goes on
    std::int32_t days;                     // in all, until to_day at most
    std::int32_t days_in_range;
    std::int32_t evaluations;
    std::int64_t least_points, last_points;
};
vector<episode> episodes(history_view days, std::int32_t from_day, std::int32_t to_day,
                         const tier_scale &scale);

} // namespace hs::core
