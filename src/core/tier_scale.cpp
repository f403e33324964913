#include "core/tier_scale.hpp"

#include "core/json.hpp"
#include "core/numbers.hpp"
#include "core/scanner.hpp"

#include <algorithm>

namespace hs::core {
namespace {

constexpr char type_name[] = "tier_scale";

// What is wrong with the scale, or null. Every way into the type passes here.
const char *flaw(const tier_scale &scale) {
    if (scale.version != 1)
        return "The version is unknown";
    if (scale.yellow < 0 || scale.green > 100 * micro)
        return "yellow and green must lie between 0 and 100";
    if (scale.yellow >= scale.green)
        return "yellow must begin below green";
    if (scale.margin < 0 || scale.margin > 50 * micro)
        return "margin must lie between 0 and 50";
    if (scale.down_days < 1 || scale.down_days > 365 || scale.up_days < 1 || scale.up_days > 365)
        return "down and up must lie between 1 and 365 days";
    return nullptr;
}

std::int32_t days(scanner &in) {
    std::int64_t n = in.integer();
    if (!in.accept("days"))
        in.expect("day");
    if (n < 0 || n > 1'000'000)
        in.refuse("down and up must lie between 1 and 365 days");
    return static_cast<std::int32_t>(n);
}

std::int32_t points(scanner &in, const char *what) {
    std::int64_t value = in.micro_number(what, largest_amount);
    if (value < -1000 * micro || value > 1000 * micro)
        in.refuse(std::string(what) + " must lie between 0 and 100");
    return static_cast<std::int32_t>(value);
}

} // namespace

// Parts in any order, each at most once; yellow and green are required.
tier_scale parse_tier_scale(std::string_view text) {
    scanner in(text, type_name);
    tier_scale scale;
    enum part { yellow, green, margin, down, up, parts };
    constexpr std::string_view names[parts] = {"yellow", "green", "margin", "down", "up"};
    bool seen[parts] = {};
    do {
        int which = 0;
        while (which < parts && !in.accept(names[which]))
            ++which;
        if (which == parts)
            in.fail("yellow, green, margin, down or up");
        if (seen[which])
            in.refuse(std::string(names[which]) + " is given twice");
        seen[which] = true;
        switch (which) {
            case yellow:
                scale.yellow = points(in, "yellow");
                break;
            case green:
                scale.green = points(in, "green");
                break;
            case margin:
                scale.margin = points(in, "margin");
                break;
            case down:
                scale.down_days = days(in);
                break;
            default:
                scale.up_days = days(in);
        }
    } while (in.accept(','));
    in.expect_end();
    if (!seen[yellow] || !seen[green])
        in.refuse("Both yellow and green must be given");
    if (const char *why = flaw(scale))
        in.refuse(why);
    return scale;
}

void append_text(string &out, const tier_scale &scale) {
    auto days = [&](const char *name, std::int32_t n) {
        out += name;
        append_integer(out, n);
        out += n == 1 ? " day" : " days";
    };
    out += "yellow ";
    append_micro(out, scale.yellow);
    out += ", green ";
    append_micro(out, scale.green);
    out += ", margin ";
    append_micro(out, scale.margin);
    days(", down ", scale.down_days);
    days(", up ", scale.up_days);
}

void append_json(string &out, const tier_scale &scale) {
    json_object object(out);
    object.number("yellow", scale.yellow);
    object.number("green", scale.green);
    object.number("margin", scale.margin);
    object.integer("down_days", scale.down_days);
    object.integer("up_days", scale.up_days);
    object.end();
}

tier_scale read_tier_scale(byte_reader &from) {
    from.version(1);
    tier_scale scale;
    scale.yellow = from.integer<std::int32_t>();
    scale.green = from.integer<std::int32_t>();
    scale.margin = from.integer<std::int32_t>();
    scale.down_days = from.integer<std::int32_t>();
    scale.up_days = from.integer<std::int32_t>();
    from.end();
    if (const char *why = flaw(scale))
        from.fail(why);
    return scale;
}

void write(byte_writer &to, const tier_scale &scale) {
    to.integer<std::uint8_t>(1);
    to.integer(scale.yellow);
    to.integer(scale.green);
    to.integer(scale.margin);
    to.integer(scale.down_days);
    to.integer(scale.up_days);
}

const char *tier_certainty(std::int64_t points, std::int64_t worst, std::int64_t best,
                           const tier_scale &scale) {
    if (scale.tier_of(worst) == scale.tier_of(best))
        return "certain";
    tier held = scale.tier_of(points);
    std::int64_t from = held == tier::green ? scale.green : held == tier::yellow ? scale.yellow : worst;
    std::int64_t to = held == tier::red ? scale.yellow : held == tier::yellow ? scale.green : best;
    std::int64_t inside = std::min(best, to) - std::max(worst, from);
    return 2 * inside >= best - worst ? "likely" : "open";
}

} // namespace hs::core
