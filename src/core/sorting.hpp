// Sorting that a user can cancel: std::sort on pieces of a size that takes a few milliseconds, then merges.
#pragma once
#include "core/core.hpp"

#include "core/interrupt.hpp"
#include "core/memory.hpp"

#include <algorithm>
#include <cstddef>

namespace hs::core {

template <class T, class Before>
void sort_cancellable(T *items, std::size_t n, Before before) {
    if (std::is_sorted(items, items + n, before))
        return;
    constexpr std::size_t piece = 1 << 15;
    for (std::size_t from = 0; from < n; from += piece) {
        check_interrupts();
        std::sort(items + from, items + std::min(n, from + piece), before);
    }
    if (n <= piece)
        return;
    vector<T> other(n);
    T *source = items, *target = other.data();
    for (std::size_t width = piece; width < n; width *= 2) {
        for (std::size_t from = 0; from < n; from += 2 * width) {
            check_interrupts();
            std::size_t middle = std::min(n, from + width), end = std::min(n, from + 2 * width);
            std::merge(source + from, source + middle, source + middle, source + end, target + from, before);
        }
        std::swap(source, target);
    }
    if (source != items)
        std::copy(source, source + n, items);
}

} // namespace hs::core
