// The state of the aggregate score_history: one flat block, changed in place. It holds which points were seen on which day
// and how many rows said so, so that a moving frame can take rows out again. Rows are kept as they come; a row like the one
// before is counted with it, and a full block that is out of order is sorted and counted before it is replaced by a larger
// one. That a day has only one value is required of the final value, not on the way: then the order of rows cannot matter.
// Points within ±2147 take 8 bytes a day, others 16.
#pragma once
#include "core/core.hpp"

#include "core/score_history.hpp"

#include <cstddef>
#include <cstdint>

namespace hs::core {

class history_state {
public:
    static constexpr std::size_t least_size = 216;

    // A block that was made a state before. Throws if it cannot be one.
    history_state(void *block, std::size_t size);
    // Makes an empty state of a block.
    static history_state create(void *block, std::size_t size);

    // Adds rows that give a day these points, or takes them away where `rows` is negative. False: there is no room, and the
    // caller moves the state to a block of at least grown_size(points, rows) bytes and tries again.
    bool add(std::int32_t day, std::int64_t points, std::int32_t rows = 1);
    std::size_t grown_size(std::int64_t points, std::int32_t rows = 1) const;
    history_state move_to(void *block, std::size_t size, std::int64_t points, std::int32_t rows = 1) const;

    // Rows added less rows taken away: counted by the caller. A state without rows is NULL.
    std::int64_t rows() const { return header_->rows; }
    void add_rows(std::int64_t rows) { header_->rows += rows; }

    struct entry {
        std::int32_t day, rows;
        std::int64_t points;
    };
    std::size_t size() const { return header_->used; }
    entry at(std::size_t i) const;

    // The value. 22023 if a day has rows with different points.
    history value() const;

private:
    struct header {
        std::uint32_t entry_size; // 8 or 16
        std::uint32_t used;       // entries
        std::uint32_t sorted;     // of these, how many at the start are in order
        std::uint32_t emptied;    // at most so many have no row left
        std::int64_t rows;
    };
    template <class Entry>
    Entry *entries() const;
    template <class Entry>
    bool add_entry(std::int32_t day, std::int64_t points, std::int32_t rows);
    template <class Entry>
    void settle();
    template <class Entry>
    history value_of() const;

    header *header_;
    std::size_t room_; // entries that fit
};

} // namespace hs::core
