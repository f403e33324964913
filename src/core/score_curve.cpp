#include "core/score_curve.hpp"

#include "core/json.hpp"
#include "core/numbers.hpp"
#include "core/scanner.hpp"

#include <algorithm>
#include <cmath>

namespace hs::core {
namespace {

constexpr char type_name[] = "score_curve";
constexpr std::size_t most_points = 1000;

std::string shown(double x) {
    string text;
    append_number(text, x);
    return std::string(text);
}

// What is wrong with the curve, or "". Every way into the type passes here.
std::string flaw(std::span<const curve_point> curve) {
    if (curve.empty())
        return "A curve needs at least one point";
    if (curve.size() > most_points)
        return "A curve may have at most 1000 points";
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const auto [value, points] = curve[i];
        if (!(std::fabs(value) <= largest_amount))
            return "Raw values must lie between -9.2e12 and 9.2e12";
        if (!(points >= 0 && points <= 100))
            return "Points must lie between 0 and 100, not " + shown(points);
        if (i > 0 && value < curve[i - 1].value)
            return "Raw values must not descend: " + shown(value) + " comes after " +
                   shown(curve[i - 1].value);
        if (i > 1 && value == curve[i - 2].value)
            return "A raw value may be given twice, for a step, but not three times: " + shown(value);
    }
    return "";
}

} // namespace

std::int64_t points_at(std::span<const curve_point> curve, double value) {
    require_finite(value, "value");
    auto right = std::upper_bound(curve.begin(), curve.end(), value,
                                  [](double x, const curve_point &p) { return x < p.value; });
    if (right == curve.begin())
        return to_micro(curve.front().points, "points");
    const auto &left = *(right - 1);
    if (right == curve.end())
        return to_micro(left.points, "points");
    // In this order of operations, so that an oracle in plain SQL gives the same bits.
    double points =
        left.points + (value - left.value) * (right->points - left.points) / (right->value - left.value);
    return to_micro(points, "points");
}

curve parse_score_curve(std::string_view text) {
    scanner in(text, type_name);
    curve curve;
    do {
        // Adding 0 turns -0 into 0: equal curves have equal bytes.
        double value = in.number() + 0.0;
        in.expect(':');
        double points = in.number() + 0.0;
        curve.push_back({value, points});
        if (curve.size() > most_points)
            break; // enough to be refused
    } while (in.accept(','));
    if (curve.size() <= most_points)
        in.expect_end();
    if (auto why = flaw(curve); !why.empty())
        in.refuse(why);
    return curve;
}

void append_text(string &out, std::span<const curve_point> curve) {
    for (std::size_t i = 0; i < curve.size(); ++i) {
        if (i > 0)
            out += ", ";
        append_number(out, curve[i].value);
        out += ':';
        append_number(out, curve[i].points);
    }
}

void append_json(string &out, std::span<const curve_point> curve) {
    out += '[';
    for (std::size_t i = 0; i < curve.size(); ++i) {
        if (i > 0)
            out += ", ";
        json_object point(out);
        point.ratio("value", curve[i].value);
        point.ratio("points", curve[i].points);
        point.end();
    }
    out += ']';
}

curve read_score_curve(byte_reader &from) {
    from.version(1);
    curve curve(from.count(sizeof(curve_point)));
    for (auto &point : curve) {
        point.value = from.float8() + 0.0;
        point.points = from.float8() + 0.0;
    }
    from.end();
    if (auto why = flaw(curve); !why.empty())
        from.fail(why);
    return curve;
}

void write(byte_writer &to, std::span<const curve_point> curve) {
    to.integer<std::uint8_t>(1);
    to.integer(static_cast<std::uint32_t>(curve.size()));
    for (auto [value, points] : curve) {
        to.float8(value);
        to.float8(points);
    }
}

} // namespace hs::core
