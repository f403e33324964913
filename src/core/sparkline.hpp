// A row of numbers as a row of characters, each as high as its number.
#pragma once
#include "core/core.hpp"

#include "core/flow.hpp"
#include "core/score_history.hpp"

#include <optional>
#include <span>

namespace hs::core {

// One character a number, in eight steps from `lowest` to `highest`; beyond them, the step at that end. A space where
// there is none. The characters are blocks of rising height, U+2581 to U+2588, or without UTF-8 ASCII of rising weight.
string sparkline(std::span<const std::optional<double>> numbers, double lowest, double highest, bool utf8);

// The days from_day…to_day of a flow in `width` bins of nearly equal length, or one a day where they are fewer, by their
// means per day, from 0 to the largest.
string sparkline(flow_view series, std::int32_t from_day, std::int32_t to_day, std::int32_t width, bool utf8);

// The same of points: the mean of a bin's evaluations, a space where it has none, from 0 to 100.
string sparkline(history_view days, std::int32_t from_day, std::int32_t to_day, std::int32_t width,
                 bool utf8);

} // namespace hs::core
