#include "core/concentration.hpp"

#include "core/json.hpp"
#include "core/scanner.hpp"

namespace hs::core {
namespace {

constexpr char type_name[] = "concentration";

// What is wrong with the value, or null. Every way into the type passes here.
const char *flaw(const concentration &value) {
    const int128 squares = value.squares, total = value.total, largest = value.largest;
    if (value.version != 1)
        return "The version is unknown";
    if (value.parts < 0 || total < 0 || total > largest_micro_amount)
        return "Parts and total must not be below 0, and the total at most 9200000000000";
    if (value.parts == 0)
        return total == 0 && largest == 0 && squares == 0 ? nullptr : "Without parts there is no amount";
    // What no amounts above 0 can add up to. Products of two 64-bit numbers fit; so do the squares, once they are not
    // below 0, less one of them.
    const int128 others = value.parts - 1, rest = total - largest;
    if (largest < 1 || rest < others || rest > others * largest)
        return "The parts cannot add up to the total";
    if (squares < largest * largest || squares - largest * largest > std::min(largest, rest) * rest ||
        (squares - total) % 2 != 0 ||
        (others > 0 && squares - largest * largest < (rest * rest - 1) / others + 1))
        return "The parts cannot have these squares";
    return nullptr;
}

} // namespace

void concentration::add(std::int64_t amount) {
    if (amount < 0)
        throw error(invalid_argument, "amount must not be below 0")
            .hint("A part is one row: sum the amounts of each part first.");
    if (amount == 0)
        return;
    spread sum = amounts();
    sum.add(amount);
    ++parts;
    total = sum.total;
    largest = sum.largest;
    squares = static_cast<int128>(sum.squares);
}

void concentration::add(const concentration &other) {
    // What two totals in range do not overflow.
    total = checked_micro(int128{total} + other.total, "a total");
    parts += other.parts; // each has at least a millionth of the total
    largest = std::max(largest, other.largest);
    squares = int128{squares} + int128{other.squares};
}

std::optional<bool> concentration::is_concentrated() const {
    constexpr std::int64_t least_parts = 5;
    if (parts < least_parts)
        return std::nullopt;
    // In integers: 4·total² has just room in 128 bits.
    const spread sum = amounts();
    return largest >= total - largest || sum.square_of_total() < 2 * sum.squares ||
           4 * sum.square_of_total() / static_cast<uint128>(parts) < sum.squares;
}

// parts 3, total 10, squares 58, largest 7
concentration parse_concentration(std::string_view text) {
    scanner in(text, type_name);
    auto micro_units = [&] {
        int128 x = in.decimal(6);
        if (x < 0 || x > largest_micro_amount)
            in.refuse("Amounts must lie between 0 and 9200000000000");
        return static_cast<std::int64_t>(x);
    };
    concentration value;
    in.expect("parts");
    value.parts = in.integer();
    in.expect(',');
    in.expect("total");
    value.total = micro_units();
    in.expect(',');
    in.expect("squares");
    value.squares = in.decimal(12);
    in.expect(',');
    in.expect("largest");
    value.largest = micro_units();
    in.expect_end();
    if (const char *why = flaw(value))
        in.refuse(why);
    return value;
}

void append_text(string &out, const concentration &value) {
    out += "parts ";
    append_integer(out, value.parts);
    out += ", total ";
    append_micro(out, value.total);
    out += ", squares ";
    append_decimal(out, value.squares, 12);
    out += ", largest ";
    append_micro(out, value.largest);
}

void append_json(string &out, const concentration &value) {
    json_object object(out);
    object.integer("parts", value.parts);
    object.number("total", value.total);
    object.number("largest", value.largest);
    object.ratio("top_share", value.amounts().top_share());
    object.ratio("herfindahl", value.amounts().herfindahl());
    object.ratio("effective_parts", value.amounts().effective_parts());
    auto concentrated = value.is_concentrated();
    object.key("is_concentrated") += !concentrated ? "null" : *concentrated ? "true" : "false";
    object.end();
}

concentration read_concentration(byte_reader &from) {
    from.version(1);
    concentration value;
    value.parts = from.integer<std::int64_t>();
    value.total = from.integer<std::int64_t>();
    value.largest = from.integer<std::int64_t>();
    value.squares = from.int128_();
    from.end();
    if (const char *why = flaw(value))
        from.fail(why);
    return value;
}

void write(byte_writer &to, const concentration &value) {
    to.integer<std::uint8_t>(1);
    to.integer(value.parts);
    to.integer(value.total);
    to.integer(value.largest);
    to.int128_(value.squares);
}

} // namespace hs::core
