// The state of the aggregate daily_members: one flat block, changed in place. It holds the entries (member, day,
// amount) as they come, the members in the order they were first seen with a hash table to find them, and their names.
// A row for the member and day of the row before is added to it; when there is no room for an entry, the entries are
// sorted and summed before the block is replaced by a larger one.
#pragma once
#include "core/core.hpp"

#include "core/daily_members.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hs::core {

class members_state {
public:
    static constexpr std::size_t least_size = 496;

    // A block that was made a state before. Throws if it cannot be one.
    members_state(void *block, std::size_t size);
    // Makes an empty state of a block.
    static members_state create(void *block, std::size_t size);

    // Adds an amount to a member's day; `rows` is 1, or -1 when a row is taken away again. False: there is no room, and
    // the caller moves the state to a block of at least grown_size(name) bytes and tries again.
    bool add(std::string_view name, std::int32_t day, std::int64_t amount, int rows = 1);
    std::size_t grown_size(std::string_view name) const;
    members_state move_to(void *block, std::size_t size, std::string_view name) const;

    // Rows added less rows taken away. A state without rows is NULL, one whose amounts cancel out is an empty value.
    std::int64_t rows() const { return header_->rows; }
    void add_rows(std::int64_t rows) { header_->rows += rows; }

    std::size_t size() const { return header_->entries; }
    std::string_view name(std::size_t i) const { return member_name(entries()[i].member); }
    std::int32_t day(std::size_t i) const { return entries()[i].day; }
    std::int64_t amount(std::size_t i) const { return entries()[i].amount; }

    // The value: sorted, one amount a member and day. Its names lie in the state. 22003 if an amount is out of range.
    members value() const;

private:
    struct header {
        std::uint32_t entries, entry_room;
        std::uint32_t sorted; // entries at the start that are in order of member and day
        std::uint32_t members, member_room;
        std::uint32_t slots; // of the hash table, a power of two and at least twice member_room
        std::uint32_t name_bytes, name_room;
        std::uint32_t last, last_hash; // member of the row before
        std::int64_t rows;
    };
    struct entry {
        std::int32_t day;
        std::uint32_t member;
        std::int64_t amount;
    };
    struct member {
        std::uint32_t name, length, hash;
    };
    struct layout;
    members_state(void *block, const layout &room);
    layout grown(std::string_view name) const;

    entry *entries() const { return reinterpret_cast<entry *>(header_ + 1); }
    member *list() const { return reinterpret_cast<member *>(entries() + header_->entry_room); }
    std::uint32_t *slots() const { return reinterpret_cast<std::uint32_t *>(list() + header_->member_room); }
    char *names() const { return reinterpret_cast<char *>(slots() + header_->slots); }
    std::string_view member_name(std::uint32_t i) const {
        return {names() + list()[i].name, list()[i].length};
    }

    std::uint32_t &slot_of(std::string_view name, std::uint32_t hash) const;
    void sum_days();

    header *header_;
};

} // namespace hs::core
