#include "core/series_state.hpp"

#include "core/error.hpp"
#include "core/sorting.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace hs::core {
namespace {

struct whole_entry {
    std::int32_t day, amount; // whole units
    static constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
};
struct exact_entry : timed_amount {
    static constexpr std::int64_t most = largest_micro_amount;
};
static_assert(sizeof(whole_entry) == 8 && sizeof(exact_entry) == 16);

bool is_before(const whole_entry &a, const whole_entry &b) {
    return a.day < b.day;
}
bool is_before(const exact_entry &a, const exact_entry &b) {
    return a.day != b.day ? a.day < b.day : a.late < b.late;
}

bool is_whole(const timed_amount &item) {
    std::int64_t units = item.amount / micro;
    return item.late == 0 && item.amount % micro == 0 && units <= whole_entry::most &&
           units >= -whole_entry::most;
}

} // namespace

series_state::series_state(void *block, std::size_t size) : header_(static_cast<header *>(block)), room_(0) {
    bool sound = size >= least_size && (header_->entry_size == 8 || header_->entry_size == 16);
    if (sound)
        room_ = (size - sizeof(header)) / header_->entry_size;
    if (!sound || header_->used > room_ || header_->sorted > header_->used)
        throw error("XX001", std::string("a state of the aggregate ") + daily_series_type + " is damaged");
}

series_state series_state::create(void *block, std::size_t size) {
    *static_cast<header *>(block) = {.entry_size = 8, .used = 0, .sorted = 0, .unused = 0, .rows = 0};
    return {block, size};
}

template <class Entry>
Entry *series_state::entries() const {
    return reinterpret_cast<Entry *>(header_ + 1);
}

timed_amount series_state::entry(std::size_t i) const {
    if (header_->entry_size == 16)
        return entries<exact_entry>()[i];
    const whole_entry &e = entries<whole_entry>()[i];
    return {e.day, 0, e.amount * micro};
}

bool series_state::add(const timed_amount &item, int rows) {
    if (item.amount != 0) {
        if (header_->entry_size == 16) {
            if (!add_entry<exact_entry>({item}))
                return false;
        } else if (!is_whole(item) ||
                   !add_entry<whole_entry>({item.day, static_cast<std::int32_t>(item.amount / micro)})) {
            return false;
        }
    }
    header_->rows += rows;
    return true;
}

template <class Entry>
bool series_state::add_entry(const Entry &item) {
    Entry *items = entries<Entry>();
    if (header_->used > 0 && !is_before(items[header_->used - 1], item) &&
        !is_before(item, items[header_->used - 1])) {
        Entry &last = items[header_->used - 1];
        int128 both = int128{last.amount} + item.amount;
        if (both <= Entry::most && both >= -Entry::most) {
            last.amount = static_cast<decltype(last.amount)>(both);
            return true;
        }
    }
    if (header_->used == room_) {
        // Days that came in order are summed already.
        if (header_->sorted < header_->used)
            sum_days<Entry>();
        // A block that stays nearly full would soon be sorted again.
        if (header_->used > room_ / 4 * 3)
            return false;
    }
    items[header_->used] = item;
    if (header_->sorted == header_->used &&
        (header_->used == 0 || !is_before(item, items[header_->used - 1])))
        ++header_->sorted;
    ++header_->used;
    return true;
}

// Sorts the entries and leaves one a day. A sum that no entry can hold stays in several: amounts of the other sign may
// still come.
template <class Entry>
void series_state::sum_days() {
    Entry *items = entries<Entry>();
    std::uint32_t used = header_->used;
    sort_cancellable(items, used, [](const Entry &a, const Entry &b) { return is_before(a, b); });
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < used;) {
        Entry item = items[i];
        int128 sum = 0;
        for (; i < used && !is_before(item, items[i]); ++i)
            sum += items[i].amount;
        while (sum != 0) {
            int128 part = std::clamp(sum, -int128{Entry::most}, int128{Entry::most});
            Entry &next = items[kept++];
            next = item;
            next.amount = static_cast<decltype(next.amount)>(part);
            sum -= part;
        }
    }
    header_->used = header_->sorted = kept;
}

std::size_t series_state::grown_size(const timed_amount &item) const {
    std::size_t entry_size = header_->entry_size == 16 || !is_whole(item) ? 16 : 8;
    // A third of it free, or the next row would ask again.
    return std::max(least_size, sizeof(header) + entry_size * (header_->used + header_->used / 2 + 1));
}

series_state series_state::move_to(void *block, std::size_t size, const timed_amount &item) const {
    auto *target = static_cast<header *>(block);
    *target = *header_;
    if (header_->entry_size == 16 || is_whole(item)) {
        std::memcpy(target + 1, header_ + 1, std::size_t{header_->used} * header_->entry_size);
    } else {
        target->entry_size = 16;
        auto *items = reinterpret_cast<exact_entry *>(target + 1);
        for (std::size_t i = 0; i < header_->used; ++i)
            items[i] = {entry(i)};
    }
    return {block, size};
}

daily_series series_state::value() const {
    daily_series out;
    out.in_time.reserve(header_->used);
    for (std::size_t i = 0; i < header_->used; ++i) {
        timed_amount item = entry(i);
        if (item.late == 0)
            out.in_time.push_back({item.day, 0, item.amount});
        else
            out.late.push_back({item.day + item.late, item.day, item.amount});
    }
    add_up(out.in_time, by_day);
    add_up(out.late, by_known_on);
    return out;
}

} // namespace hs::core
