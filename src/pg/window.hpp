// Window functions proper: PostgreSQL calls them once for each row of a partition, in the order of the window, and they
// keep what they need from row to row in memory that goes with the partition. That memory is plain: nobody destroys it.
#pragma once
#include "pg/boundary.hpp"

#include <new>
#include <utility>

namespace hs::pg {

class window {
public:
    // Fetches the arguments of this row, so that `call` can read them. May raise: they are expressions.
    explicit window(call call)
        : object_(static_cast<WindowObject>(static_cast<void *>(call.info()->context))) {
        if (!WindowObjectIsValid(object_))
            throw core::error("0A000", "a window function was called without a window");
        CHECK_FOR_INTERRUPTS();
        for (int i = 0; i < call.count(); ++i) {
            NullableDatum &slot = call.info()->args[i];
            slot.value = WinGetFuncArgCurrent(object_, static_cast<int16>(i), &slot.isnull);
        }
        // No row before this one is needed again, so that PostgreSQL need not keep any.
        WinSetMarkPosition(object_, WinGetCurrentPosition(object_));
    }

    // The partition's own T, made from these arguments on its first row.
    template <class T, class... Arguments>
    T &memory(Arguments &&...arguments) {
        static_assert(std::is_trivially_destructible_v<T>, "nothing destroys it");
        static_assert(alignof(T) <= alignof(std::uint64_t), "memory contexts align to 8 bytes");
        struct slot {
            std::uint64_t made; // 0 at first
            alignas(8) unsigned char bytes[sizeof(T)];
        };
        auto *own = static_cast<slot *>(WinGetPartitionLocalMemory(object_, sizeof(slot)));
        if (own->made == 0) {
            new (own->bytes) T(std::forward<Arguments>(arguments)...);
            own->made = 1;
        }
        return *std::launder(reinterpret_cast<T *>(own->bytes));
    }

private:
    WindowObject object_;
};

} // namespace hs::pg
