// What the core asks of its host, without a server: memory from malloc, and no one who cancels.
#include "core/interrupt.hpp"
#include "core/memory.hpp"

#include <cstdlib>

namespace hs::core {

void *allocate(std::size_t bytes) {
    void *memory = std::malloc(bytes > 0 ? bytes : 1);
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

void deallocate(void *memory) noexcept {
    std::free(memory);
}

void check_interrupts() {}

} // namespace hs::core
