#include "core/series_state.hpp"

#include "core/daily_series.hpp"
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
struct exact_entry : day_amount {
    static constexpr std::int64_t most = largest_micro_amount;
};
static_assert(sizeof(whole_entry) == 8 && sizeof(exact_entry) == 16);

constexpr auto by_day = [](const auto &a, const auto &b) { return a.day < b.day; };

bool is_whole(std::int64_t amount) {
    return amount % micro == 0 && amount / micro <= whole_entry::most && amount / micro >= -whole_entry::most;
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

day_amount series_state::entry(std::size_t i) const {
    if (header_->entry_size == 16)
        return entries<exact_entry>()[i];
    const whole_entry &e = entries<whole_entry>()[i];
    return {e.day, 0, e.amount * micro};
}

bool series_state::add(std::int32_t day, std::int64_t amount, int rows) {
    if (amount != 0) {
        if (header_->entry_size == 16) {
            if (!add_entry<exact_entry>(day, amount))
                return false;
        } else if (!is_whole(amount) || !add_entry<whole_entry>(day, amount / micro)) {
            return false;
        }
    }
    header_->rows += rows;
    return true;
}

template <class Entry>
bool series_state::add_entry(std::int32_t day, std::int64_t units) {
    Entry *items = entries<Entry>();
    if (header_->used > 0 && items[header_->used - 1].day == day) {
        Entry &last = items[header_->used - 1];
        int128 both = int128{last.amount} + units;
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
    Entry &next = items[header_->used];
    next = {};
    next.day = day;
    next.amount = static_cast<decltype(next.amount)>(units);
    if (header_->sorted == header_->used && (header_->used == 0 || items[header_->used - 1].day <= day))
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
    sort_cancellable(items, used, by_day);
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < used;) {
        std::int32_t day = items[i].day;
        int128 sum = 0;
        for (; i < used && items[i].day == day; ++i)
            sum += items[i].amount;
        while (sum != 0) {
            int128 part = std::clamp(sum, -int128{Entry::most}, int128{Entry::most});
            Entry &next = items[kept++];
            next.day = day;
            next.amount = static_cast<decltype(next.amount)>(part);
            sum -= part;
        }
    }
    header_->used = header_->sorted = kept;
}

std::size_t series_state::grown_size(std::int64_t amount) const {
    std::size_t entry_size = header_->entry_size == 16 || !is_whole(amount) ? 16 : 8;
    // A third of it free, or the next row would ask again.
    return std::max(least_size, sizeof(header) + entry_size * (header_->used + header_->used / 2 + 1));
}

series_state series_state::move_to(void *block, std::size_t size, std::int64_t amount) const {
    auto *target = static_cast<header *>(block);
    *target = *header_;
    if (header_->entry_size == 16 || is_whole(amount)) {
        std::memcpy(target + 1, header_ + 1, std::size_t{header_->used} * header_->entry_size);
    } else {
        target->entry_size = 16;
        auto *items = reinterpret_cast<exact_entry *>(target + 1);
        for (std::size_t i = 0; i < header_->used; ++i)
            items[i] = {entry(i)};
    }
    return {block, size};
}

flow series_state::value() const {
    flow days;
    days.reserve(header_->used);
    for (std::size_t i = 0; i < header_->used; ++i)
        days.push_back(entry(i));
    sort_cancellable(days.data(), days.size(), by_day);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < days.size();) {
        std::int32_t day = days[i].day;
        int128 sum = 0;
        for (; i < days.size() && days[i].day == day; ++i)
            sum += days[i].amount;
        if (std::int64_t amount = checked_micro(sum, "the amount of a day"); amount != 0)
            days[kept++] = {day, 0, amount};
    }
    days.resize(kept);
    return days;
}

} // namespace hs::core
