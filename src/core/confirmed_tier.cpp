#include "core/confirmed_tier.hpp"

#include "core/days.hpp"
#include "core/interrupt.hpp"

#include <algorithm>

namespace hs::core {
namespace {

// The tier on the other side of every boundary that the points clear, looked at from `held`; `held` if there is none.
tier beyond_cleared(tier held, std::int64_t points, const tier_scale &scale) {
    auto cleared_down = [&](std::int64_t boundary) { return points < boundary - scale.margin; };
    auto cleared_up = [&](std::int64_t boundary) { return points >= boundary + scale.margin; };
    switch (held) {
        case tier::green:
            return cleared_down(scale.yellow) ? tier::red : cleared_down(scale.green) ? tier::yellow : held;
        case tier::yellow:
            return cleared_down(scale.yellow) ? tier::red : cleared_up(scale.green) ? tier::green : held;
        default:
            return cleared_up(scale.green) ? tier::green : cleared_up(scale.yellow) ? tier::yellow : held;
    }
}

std::int8_t side_of(tier raw, tier held) {
    return static_cast<std::int8_t>((raw > held) - (raw < held));
}

// What tells the state of every day from from_day on: its last evaluation before it, and what that one looks back on.
history_view needed_from(history_view days, std::int32_t from_day) {
    history_view recent = within(days, std::int64_t{from_day} - longest_silence - 1, last_known_day);
    if (recent.empty())
        return recent;
    return within(days, std::int64_t{recent.front().day} - tier_memory, last_known_day);
}

} // namespace

tier_state tier_state::first(std::int32_t day, std::int64_t points, const tier_scale &scale) {
    tier raw = scale.tier_of(points);
    return {.day = day,
            .since = day,
            .run_from = 0,
            .held = raw,
            .run_side = 0,
            .run_repeated = false,
            .run_nearest = raw};
}

tier_state tier_state::after(std::int32_t today, std::int64_t points, const tier_scale &scale) const {
    if (today - day > longest_silence)
        return first(today, points, scale);
    tier_state next = *this;
    next.day = today;
    tier raw = scale.tier_of(points), moved = beyond_cleared(held, points, scale);
    auto start_run = [&] {
        next.run_side = side_of(raw, next.held);
        next.run_from = today;
        next.run_repeated = false;
        next.run_nearest = raw;
    };
    if (moved == held) {
        std::int8_t side = side_of(raw, held);
        if (side == 0 || side != run_side) {
            start_run();
        } else {
            next.run_repeated = true;
            next.run_nearest = side < 0 ? std::max(run_nearest, raw) : std::min(run_nearest, raw);
        }
        std::int32_t enough = side < 0 ? scale.down_days : scale.up_days;
        if (side != 0 && next.run_repeated && today - next.run_from + 1 >= enough)
            moved = next.run_nearest;
    }
    if (moved != held) {
        next.held = moved;
        next.since = today;
        start_run(); // the points may lie beyond the new tier as well
    }
    return next;
}

const tier_state &confirmed_tiers::add(std::int32_t day, std::int64_t points) {
    changed_from_.reset();
    if (empty()) {
        at(tail_++) = {points, tier_state::first(day, points, scale_)};
        return last();
    }
    tier_state before = last();
    at(tail_++) = {points, before.after(day, points, scale_)};
    std::uint32_t head = head_;
    while (at(head_).state.day <= day - tier_memory)
        ++head_;
    if (head_ != head)
        start_at_head();
    if (day - before.day <= longest_silence && last().held != before.held)
        changed_from_ = before.held;
    return last();
}

// The states become those of the automaton that starts at the head.
void confirmed_tiers::start_at_head() {
    tier_state &newest = at(tail_ - 1).state;
    tier_state now = tier_state::first(at(head_).state.day, at(head_).points, scale_);
    for (std::uint32_t i = head_;;) {
        evaluation &known = at(i);
        bool same = now.goes_on_like(known.state);
        known.state = now;
        if (same) {
            // A tier that holds since then began when the new automaton says. States between keep another day: only the
            // newest is ever asked for it.
            if (newest.since <= now.day)
                newest.since = now.since;
            return;
        }
        if (++i == tail_)
            return;
        now = now.after(at(i).state.day, at(i).points, scale_);
    }
}

// --- readers -------------------------------------------------------------------------------------------------------

std::optional<tier_state> tier_as_of(history_view days, std::int32_t as_of, const tier_scale &scale) {
    history_view recent = within(days, std::int64_t{as_of} - longest_silence - 1, as_of);
    if (recent.empty())
        return std::nullopt;
    std::int32_t last = recent.back().day;
    history_view known = within(days, std::int64_t{last} - tier_memory, last);
    tier_state state = tier_state::first(known.front().day, known.front().points, scale);
    for (const auto &item : known.subspan(1))
        state = state.after(item.day, item.points, scale);
    return state;
}

tiers_by_day::tiers_by_day(history_view days, std::int32_t from_day, const tier_scale &scale)
    : days_(needed_from(days, from_day)), tiers_(scale) {}

std::optional<tier_state> tiers_by_day::on(std::int32_t day) {
    points_.reset();
    for (; next_ < days_.size() && days_[next_].day <= day; ++next_)
        tiers_.add(days_[next_].day, days_[next_].points);
    if (tiers_.empty() || day - tiers_.last().day > longest_silence)
        return std::nullopt;
    if (tiers_.last().day == day)
        points_ = days_[next_ - 1].points;
    return tiers_.last();
}

vector<tier_change> transitions(history_view days, std::int32_t from_day, std::int32_t to_day,
                                const tier_scale &scale) {
    vector<tier_change> out;
    confirmed_tiers tiers(scale);
    std::uint32_t n = 0;
    for (const auto &item : up_to(needed_from(days, from_day), to_day)) {
        if (++n % 4096 == 0)
            check_interrupts();
        const tier_state &now = tiers.add(item.day, item.points);
        if (item.day >= from_day && tiers.changed_from())
            out.push_back({item.day, *tiers.changed_from(), now.held, item.points});
    }
    return out;
}

vector<episode> episodes(history_view days, std::int32_t from_day, std::int32_t to_day,
                         const tier_scale &scale) {
    vector<episode> out;
    if (from_day > to_day)
        return out;
    confirmed_tiers tiers(scale);
    history_view known = up_to(needed_from(days, from_day), to_day);
    std::uint32_t n = 0;
    // The last evaluation up to the first day tells what the range begins with; those before are only looked back on.
    std::size_t first = up_to(known, from_day).size();
    first -= first > 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (++n % 4096 == 0)
            check_interrupts();
        const day_points &item = known[i];
        bool silence = !tiers.empty() && item.day - tiers.last().day > longest_silence;
        const tier_state &now = tiers.add(item.day, item.points);
        if (i < first)
            continue;
        if (i > first && !silence && !tiers.changed_from()) {
            episode &open = out.back();
            ++open.evaluations;
            open.least_points = std::min(open.least_points, item.points);
            open.last_points = item.points;
            continue;
        }
        episode next{.held = now.held,
                     .from_day = item.day,
                     .until_day = {},
                     .days = 0,
                     .days_in_range = 0,
                     .evaluations = 1,
                     .least_points = item.points,
                     .last_points = item.points};
        if (i > first) {
            out.back().until_day = silence ? known[i - 1].day + 1 : item.day;
        } else {
            next.from_day = now.since;
            history_view so_far = within(known, std::int64_t{now.since} - 1, item.day);
            next.evaluations = static_cast<std::int32_t>(so_far.size());
            for (const auto &earlier : so_far)
                next.least_points = std::min(next.least_points, earlier.points);
        }
        out.push_back(next);
    }
    if (!known.empty() && to_day - known.back().day > longest_silence)
        out.back().until_day = known.back().day + 1;
    std::erase_if(out, [&](const episode &e) { return e.until_day && *e.until_day <= from_day; });
    for (auto &e : out) {
        std::int32_t last = e.until_day ? *e.until_day - 1 : to_day;
        e.days = last - e.from_day + 1;
        e.days_in_range = last - std::max(e.from_day, from_day) + 1;
    }
    return out;
}

} // namespace hs::core
