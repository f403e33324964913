// A curve that turns a raw value into points: piecewise linear, clamped at both ends.
#pragma once
#include "core/core.hpp"

#include "core/bytes.hpp"
#include "core/memory.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace hs::core {

struct curve_point {
    double value;  // raw
    double points; // 0 to 100
};
using curve = vector<curve_point>;

// The points at a raw value, in millionths. A raw value that is given twice is a step: the later point counts there.
std::int64_t points_at(std::span<const curve_point> curve, double value);

curve parse_score_curve(std::string_view text);
void append_text(string &out, std::span<const curve_point> curve);
void append_json(string &out, std::span<const curve_point> curve);
curve read_score_curve(byte_reader &from);
void write(byte_writer &to, std::span<const curve_point> curve);

} // namespace hs::core
