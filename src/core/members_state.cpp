#include "core/members_state.hpp"

#include "core/error.hpp"
#include "core/sorting.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

namespace hs::core {
namespace {

// Spreads names over the table; it is never stored in a value. Eight bytes at a time.
std::uint32_t hash_of(std::string_view name) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio
    std::uint64_t hash = name.size();
    auto mix = [&](const char *from, std::size_t n) {
        std::uint64_t piece = 0;
        std::memcpy(&piece, from, n);
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32;
    };
    for (; name.size() > 8; name.remove_prefix(8))
        mix(name.data(), 8);
    mix(name.data(), name.size());
    return static_cast<std::uint32_t>(hash);
}

constexpr std::size_t least_members = 8, least_names = 128;

constexpr auto by_member_and_day = [](const auto &a, const auto &b) {
    return a.member != b.member ? a.member < b.member : a.day < b.day;
};

} // namespace

// How much room a block has for what.
struct members_state::layout {
    std::size_t entries, members, names;

    std::size_t slots() const { return std::bit_ceil(2 * members); }
    std::size_t size() const {
        return sizeof(header) + entries * sizeof(entry) + members * sizeof(member) +
               slots() * sizeof(std::uint32_t) + names;
    }
};

members_state::members_state(void *block, std::size_t size) : header_(static_cast<header *>(block)) {
    const header &h = *header_;
    if (size < least_size || h.entries > h.entry_room || h.sorted > h.entries || h.members > h.member_room ||
        (h.entries > 0 && h.last >= h.members) || h.name_bytes > h.name_room ||
        !std::has_single_bit(h.slots) || h.slots / 2 < h.member_room ||
        sizeof h + std::size_t{h.entry_room} * sizeof(entry) + std::size_t{h.member_room} * sizeof(member) +
                std::size_t{h.slots} * sizeof(std::uint32_t) + h.name_room >
            size)
        throw error("XX001", std::string("a state of the aggregate ") + daily_members_type + " is damaged");
}

members_state::members_state(void *block, const layout &room) : header_(static_cast<header *>(block)) {
    *header_ = {};
    header_->entry_room = static_cast<std::uint32_t>(room.entries);
    header_->member_room = static_cast<std::uint32_t>(room.members);
    header_->slots = static_cast<std::uint32_t>(room.slots());
    header_->name_room = static_cast<std::uint32_t>(room.names);
    std::memset(slots(), 0, room.slots() * sizeof(std::uint32_t));
}

members_state members_state::create(void *block, std::size_t size) {
    layout room{0, least_members, least_names};
    room.entries = (size - room.size()) / sizeof(entry);
    return {block, room};
}

// The slot that holds the member's number plus 1, or the empty one where it would stand.
std::uint32_t &members_state::slot_of(std::string_view name, std::uint32_t hash) const {
    std::uint32_t *table = slots(), mask = header_->slots - 1;
    for (std::uint32_t at = hash & mask;; at = (at + 1) & mask) {
        if (table[at] == 0)
            return table[at];
        const member &candidate = list()[table[at] - 1];
        if (candidate.hash == hash && name == std::string_view(names() + candidate.name, candidate.length))
            return table[at];
    }
}

bool members_state::add(std::string_view name, std::int32_t day, std::int64_t amount, int rows) {
    header &h = *header_;
    if (amount == 0) {
        h.rows += rows;
        return true;
    }
    // Rows that come in order mostly repeat the member of the row before.
    std::uint32_t hash = hash_of(name), number = h.last;
    if (h.entries == 0 || hash != h.last_hash || name != member_name(h.last)) {
        std::uint32_t &slot = slot_of(name, hash);
        if (slot == 0) {
            if (h.members == h.member_room || name.size() > h.name_room - h.name_bytes)
                return false;
            std::memcpy(names() + h.name_bytes, name.data(), name.size());
            list()[h.members] = {h.name_bytes, static_cast<std::uint32_t>(name.size()), hash};
            h.name_bytes += static_cast<std::uint32_t>(name.size());
            slot = ++h.members;
        }
        number = slot - 1;
    } else if (entry &last = entries()[h.entries - 1]; last.member == number && last.day == day) {
        int128 both = int128{last.amount} + amount;
        if (both <= largest_micro_amount && both >= -int128{largest_micro_amount}) {
            last.amount = static_cast<std::int64_t>(both);
            h.rows += rows;
            return true;
        }
    }
    if (h.entries == h.entry_room) {
        // Days that came in order are summed already.
        if (h.sorted < h.entries)
            sum_days();
        // A block that stays nearly full would soon be sorted again.
        if (h.entries > h.entry_room / 4 * 3)
            return false;
    }
    entry *next = entries() + h.entries;
    *next = {day, number, amount};
    if (h.sorted == h.entries &&
        (h.entries == 0 || next[-1].member < number || (next[-1].member == number && next[-1].day <= day)))
        ++h.sorted;
    ++h.entries;
    h.last = number;
    h.last_hash = hash;
    h.rows += rows;
    return true;
}

// Sorts the entries and leaves one a member and day. A sum that no entry can hold stays in several: amounts of the
// other sign may still come.
void members_state::sum_days() {
    entry *items = entries();
    std::uint32_t n = header_->entries, kept = 0;
    sort_cancellable(items, n, by_member_and_day);
    for (std::uint32_t i = 0; i < n;) {
        const entry first = items[i];
        int128 sum = 0;
        for (; i < n && items[i].member == first.member && items[i].day == first.day; ++i)
            sum += items[i].amount;
        while (sum != 0) {
            int128 part = std::clamp(sum, -int128{largest_micro_amount}, int128{largest_micro_amount});
            items[kept++] = {first.day, first.member, static_cast<std::int64_t>(part)};
            sum -= part;
        }
    }
    header_->entries = header_->sorted = kept;
}

members_state::layout members_state::grown(std::string_view name) const {
    const header &h = *header_;
    // A third of the entries free, or the next row would ask again.
    layout room{h.entries + h.entries / 2 + 1, h.member_room, h.name_room};
    if (h.members == h.member_room)
        room.members *= 2;
    if (name.size() > h.name_room - h.name_bytes)
        room.names = 2 * (room.names + name.size());
    return room;
}

std::size_t members_state::grown_size(std::string_view name) const {
    return grown(name).size();
}

members_state members_state::move_to(void *block, std::size_t size, std::string_view name) const {
    layout room = grown(name);
    room.entries += (size - room.size()) / sizeof(entry);
    members_state to(block, room);
    header &h = *to.header_;
    h.entries = header_->entries;
    h.sorted = header_->sorted;
    h.members = header_->members;
    h.name_bytes = header_->name_bytes;
    h.last = header_->last;
    h.last_hash = header_->last_hash;
    h.rows = header_->rows;
    std::memcpy(to.entries(), entries(), h.entries * sizeof(entry));
    std::memcpy(to.list(), list(), h.members * sizeof(member));
    std::memcpy(to.names(), names(), h.name_bytes);
    for (std::uint32_t i = 0; i < h.members; ++i)
        to.slot_of(to.member_name(i), to.list()[i].hash) = i + 1;
    return to;
}

members members_state::value() const {
    const header &h = *header_;
    vector<std::uint32_t> by_name(h.members), rank(h.members);
    std::iota(by_name.begin(), by_name.end(), 0);
    sort_cancellable(by_name.data(), by_name.size(),
                     [&](std::uint32_t a, std::uint32_t b) { return member_name(a) < member_name(b); });
    for (std::uint32_t i = 0; i < h.members; ++i)
        rank[by_name[i]] = i;

    vector<entry> items(entries(), entries() + h.entries);
    for (auto &item : items) {
        if (item.member >= h.members)
            throw error("XX001",
                        std::string("a state of the aggregate ") + daily_members_type + " is damaged");
        item.member = rank[item.member];
    }
    sort_cancellable(items.data(), items.size(), by_member_and_day);

    members out;
    for (std::size_t i = 0; i < items.size();) {
        std::uint32_t member = items[i].member;
        out.begin(member_name(by_name[member]));
        while (i < items.size() && items[i].member == member) {
            std::int32_t day = items[i].day;
            int128 sum = 0;
            for (; i < items.size() && items[i].member == member && items[i].day == day; ++i)
                sum += items[i].amount;
            if (sum != 0)
                out.add({day, 0, checked_micro(sum, "the amount of a member and day")});
        }
        out.end();
    }
    return out;
}

} // namespace hs::core
