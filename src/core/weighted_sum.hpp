// The state of the aggregate weighted_score: exact sums, so that rows can be added in any order and taken out again.
#pragma once
#include "core/core.hpp"

#include "core/bytes.hpp"
#include "core/numbers.hpp"

#include <optional>
#include <string_view>

namespace hs::core {

// The value as PostgreSQL stores it: 72 bytes without padding.
struct weighted_sum {
    std::int64_t version = 1;
    std::int64_t rows = 0;     // all
    std::int64_t observed = 0; // with points
    wide products;             // points · weight over the observed, in 10^-12
    wide weight;               // weight of the observed, in millionths
    wide total;                // weight of all

    // A row; points is null if it was not observed. Taking out a row that was added restores the bits from before.
    void add(std::optional<std::int64_t> points, std::int64_t weight);
    void remove(std::optional<std::int64_t> points, std::int64_t weight);
    void add(const weighted_sum &other);
    void remove(const weighted_sum &other);

    bool empty() const { return rows == 0; }
    std::optional<int128> points() const;   // micro-points; null if no weight was observed
    std::optional<int128> coverage() const; // in millionths; null if there is no weight
};
static_assert(sizeof(weighted_sum) == 72);

// Throws 22023 if no rows can add up to the sum.
void require_sound(const weighted_sum &sum);

weighted_sum parse_weighted_sum(std::string_view text);
void append_text(string &out, const weighted_sum &sum);
void append_json(string &out, const weighted_sum &sum);
weighted_sum read_weighted_sum(byte_reader &from);
void write(byte_writer &to, const weighted_sum &sum);

} // namespace hs::core
