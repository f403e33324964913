// The state of the aggregate daily_series: one flat block, changed in place. Entries are kept as they come, in whatever
// order; a row for the day of the row before is added to it, and a full block is sorted and its days are summed before
// it is replaced by a larger one. Whole numbers known in time take 8 bytes an entry, others 16.
#pragma once
#include "core/core.hpp"

#include "core/daily_series.hpp"

#include <cstddef>
#include <cstdint>

namespace hs::core {

struct timed_amount {
    std::int32_t day;
    std::int32_t late; // days after its day on which it became known; 0: in time
    std::int64_t amount;
};

class series_state {
public:
    static constexpr std::size_t least_size = 216;

    // A block that was made a state before. Throws if it cannot be one.
    series_state(void *block, std::size_t size);
    // Makes an empty state of a block.
    static series_state create(void *block, std::size_t size);

    // Adds an amount to a day; `rows` is 1, or -1 when a row is taken away again. False: there is no room, and the
    // caller moves the state to a block of at least grown_size(item) bytes and tries again.
    bool add(const timed_amount &item, int rows = 1);
    std::size_t grown_size(const timed_amount &item) const;
    series_state move_to(void *block, std::size_t size, const timed_amount &item) const;

    // Rows added less rows taken away. A state without rows is NULL, one whose amounts cancel out is an empty value.
    std::int64_t rows() const { return header_->rows; }
    void add_rows(std::int64_t rows) { header_->rows += rows; }

    std::size_t size() const { return header_->used; }
    timed_amount entry(std::size_t i) const;

    // 22003 if the amount of a day is out of range.
    daily_series value() const;

private:
    struct header {
        std::uint32_t entry_size; // 8: whole numbers in time; 16: micro-units
        std::uint32_t used;       // entries
        std::uint32_t sorted;     // of these, how many at the start are in order of days
        std::uint32_t unused;
        std::int64_t rows;
    };
    template <class Entry>
    Entry *entries() const;
    template <class Entry>
    bool add_entry(const Entry &item);
    template <class Entry>
    void sum_days();

    header *header_;
    std::size_t room_; // entries that fit
};

} // namespace hs::core
