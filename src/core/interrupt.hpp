// A user may cancel a statement while a loop runs. The core asks by this call; the server's answer is in
// pg/boundary.cpp (it throws when the statement is to end), a unit test's does nothing.
#pragma once
#include "core/core.hpp"

namespace hs::core {

void check_interrupts();

} // namespace hs::core
