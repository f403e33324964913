// The core's scratch memory, taken from the current memory context: freed with it at the latest, and counted
// by the server. NO_OOM keeps PostgreSQL from raising, so that a failure is an ordinary C++ exception.
#include "pg/postgres.hpp"

namespace hs::core {

void *allocate(std::size_t bytes) {
    if (bytes > MaxAllocHugeSize)
        throw std::bad_alloc();
    void *memory =
        MemoryContextAllocExtended(CurrentMemoryContext, bytes, MCXT_ALLOC_HUGE | MCXT_ALLOC_NO_OOM);
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

void deallocate(void *memory) noexcept {
    pfree(memory);
}

} // namespace hs::core
