// The largest of many parts that change one at a time: a tree in which each node is the larger of the two below it.
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace hs::core {

class largest_part {
public:
    explicit largest_part(std::size_t parts) : leaves_(std::bit_ceil(parts)), nodes_(2 * leaves_) {}

    std::int64_t largest() const { return nodes_[1]; }
    std::int64_t part(std::size_t i) const { return nodes_[leaves_ + i]; }
    void set(std::size_t i, std::int64_t part) {
        std::size_t at = leaves_ + i;
        for (nodes_[at] = part; at > 1; at /= 2) {
            std::int64_t larger = std::max(nodes_[at], nodes_[at ^ 1]);
            if (nodes_[at / 2] == larger)
                break;
            nodes_[at / 2] = larger;
        }
    }

private:
    std::size_t leaves_;
    vector<std::int64_t> nodes_; // number 1 is the root
};

} // namespace hs::core
