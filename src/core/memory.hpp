// Scratch memory of the core. Inside the server it comes from the current memory context (pg/memory.cpp), in
// unit tests from malloc (test/unit); which one is decided by the linker, so that the core needs no template
// argument.
#pragma once
#include "core/core.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace hs::core {

// Throws std::bad_alloc; never returns null.
void *allocate(std::size_t bytes);
void deallocate(void *memory) noexcept;

template <class T>
struct allocator {
    using value_type = T;

    allocator() noexcept = default;
    template <class U>
    allocator(const allocator<U> &) noexcept {}

    T *allocate(std::size_t n) {
        static_assert(alignof(T) <= alignof(std::uint64_t), "memory contexts align to 8 bytes");
        if (n > std::numeric_limits<std::ptrdiff_t>::max() / sizeof(T))
            throw std::bad_array_new_length();
        return static_cast<T *>(core::allocate(n * sizeof(T)));
    }
    void deallocate(T *p, std::size_t) noexcept { core::deallocate(p); }

    template <class U>
    friend bool operator==(const allocator &, const allocator<U> &) noexcept {
        return true;
    }
};

template <class T>
using vector = std::vector<T, allocator<T>>;
using string = std::basic_string<char, std::char_traits<char>, allocator<char>>;

} // namespace hs::core
