#include "core/history_state.hpp"

#include "core/error.hpp"
#include "core/sorting.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace hs::core {
namespace {

struct small_entry {
    std::int32_t day : 23;
    std::int32_t rows : 9;
    std::int32_t points;
    static constexpr std::int32_t most_rows = 255;
};
struct large_entry {
    std::int32_t day;
    std::int32_t rows;
    std::int64_t points;
    static constexpr std::int32_t most_rows = std::numeric_limits<std::int32_t>::max();
};
static_assert(sizeof(small_entry) == 8 && sizeof(large_entry) == 16);

constexpr auto in_order = [](const auto &a, const auto &b) {
    return a.day != b.day ? a.day < b.day : a.points < b.points;
};

bool is_small(std::int64_t points, std::int32_t rows) {
    return points == static_cast<std::int32_t>(points) && rows <= small_entry::most_rows &&
           rows >= -small_entry::most_rows;
}

} // namespace

history_state::history_state(void *block, std::size_t size)
    : header_(static_cast<header *>(block)), room_(0) {
    bool sound = size >= least_size && (header_->entry_size == 8 || header_->entry_size == 16);
    if (sound)
        room_ = (size - sizeof(header)) >> (header_->entry_size == 8 ? 3 : 4); // each row asks: no division
    if (!sound || header_->used > room_ || header_->sorted > header_->used)
        throw error("XX001", std::string("a state of the aggregate ") + score_history_type + " is damaged");
}

history_state history_state::create(void *block, std::size_t size) {
    *static_cast<header *>(block) = {.entry_size = 8, .used = 0, .sorted = 0, .emptied = 0, .rows = 0};
    return {block, size};
}

template <class Entry>
Entry *history_state::entries() const {
    return reinterpret_cast<Entry *>(header_ + 1);
}

history_state::entry history_state::at(std::size_t i) const {
    if (header_->entry_size == 16) {
        const large_entry &e = entries<large_entry>()[i];
        return {e.day, e.rows, e.points};
    }
    const small_entry &e = entries<small_entry>()[i];
    return {e.day, e.rows, e.points};
}

bool history_state::add(std::int32_t day, std::int64_t points, std::int32_t rows) {
    if (header_->entry_size == 16)
        return add_entry<large_entry>(day, points, rows);
    return is_small(points, rows) && add_entry<small_entry>(day, points, rows);
}

template <class Entry>
bool history_state::add_entry(std::int32_t day, std::int64_t points, std::int32_t rows) {
    Entry *items = entries<Entry>();
    std::uint32_t used = header_->used;
    auto counted_with = [&](Entry &e) {
        std::int64_t both = std::int64_t{e.rows} + rows;
        if (e.day != day || e.points != points || both > Entry::most_rows || both < -Entry::most_rows)
            return false;
        e.rows = static_cast<std::int32_t>(both);
        header_->emptied += both == 0;
        return true;
    };
    Entry next = {};
    next.day = day;
    next.points = static_cast<decltype(next.points)>(points);
    if (used > 0 && items[used - 1].day >= day) {
        if (counted_with(items[used - 1]))
            return true;
        // A frame that moves on takes its oldest row out.
        if (rows < 0 && header_->sorted == used) {
            Entry *found = std::lower_bound(items, items + used, next, in_order);
            if (found != items + used && counted_with(*found))
                return true;
        }
    }
    if (used == room_) {
        // Days that came in order are counted already.
        if (header_->sorted < used || header_->emptied > 0)
            settle<Entry>();
        // A block that stays nearly full would soon be sorted again.
        if (header_->used > room_ / 4 * 3)
            return false;
        used = header_->used;
    }
    next.rows = rows;
    items[used] = next;
    if (header_->sorted == used && (used == 0 || !in_order(next, items[used - 1])))
        ++header_->sorted;
    ++header_->used;
    return true;
}

// Sorts the entries and leaves one for each day and points: more where a count is larger than an entry can hold, none
// where no row is left.
template <class Entry>
void history_state::settle() {
    Entry *items = entries<Entry>();
    std::uint32_t used = header_->used;
    sort_cancellable(items, used, in_order);
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < used;) {
        Entry next = items[i];
        std::int64_t rows = 0;
        for (; i < used && items[i].day == next.day && items[i].points == next.points; ++i)
            rows += items[i].rows;
        while (rows != 0) {
            next.rows = static_cast<std::int32_t>(
                std::clamp<std::int64_t>(rows, -Entry::most_rows, Entry::most_rows));
            items[kept++] = next;
            rows -= next.rows;
        }
    }
    header_->used = header_->sorted = kept;
    header_->emptied = 0;
}

std::size_t history_state::grown_size(std::int64_t points, std::int32_t rows) const {
    std::size_t entry_size = header_->entry_size == 16 || !is_small(points, rows) ? 16 : 8;
    // A third of it free, or the next row would ask again.
    return std::max(least_size, sizeof(header) + entry_size * (header_->used + header_->used / 2 + 1));
}

history_state history_state::move_to(void *block, std::size_t size, std::int64_t points,
                                     std::int32_t rows) const {
    auto *target = static_cast<header *>(block);
    *target = *header_;
    if (header_->entry_size == 16 || is_small(points, rows)) {
        std::memcpy(target + 1, header_ + 1, std::size_t{header_->used} * header_->entry_size);
    } else {
        target->entry_size = 16;
        auto *items = reinterpret_cast<large_entry *>(target + 1);
        for (std::size_t i = 0; i < header_->used; ++i)
            items[i] = {at(i).day, at(i).rows, at(i).points};
    }
    return {block, size};
}

template <class Entry>
history history_state::value_of() const {
    const Entry *items = entries<Entry>();
    std::size_t used = header_->used;
    vector<Entry> ordered;
    if (header_->sorted < used) {
        ordered.assign(items, items + used);
        sort_cancellable(ordered.data(), used, in_order);
        items = ordered.data();
    }
    history days;
    days.reserve(used);
    for (std::size_t i = 0; i < used;) {
        std::int32_t day = items[i].day;
        std::int64_t points = items[i].points, rows = 0;
        for (; i < used && items[i].day == day && items[i].points == points; ++i)
            rows += items[i].rows;
        if (rows <= 0)
            continue;
        if (!days.empty() && days.back().day == day)
            refuse_other_points(day, days.back().points, points);
        days.push_back({day, points});
    }
    return days;
}

history history_state::value() const {
    return header_->entry_size == 16 ? value_of<large_entry>() : value_of<small_entry>();
}

} // namespace hs::core
