// The season: what a whole segment does is no news about one account (requirement 35).
#pragma once
#include "core/core.hpp"

#include "core/memory.hpp"

#include <optional>

namespace hs::core {

// The median of the ratios, within [0.7, 1.2]; nothing below 20 of them. Reorders the ratios.
std::optional<double> season_index(vector<double> &ratios);

} // namespace hs::core
