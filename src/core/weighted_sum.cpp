#include "core/weighted_sum.hpp"

#include "core/json.hpp"
#include "core/scanner.hpp"

namespace hs::core {
namespace {

constexpr char type_name[] = "weighted_sum";

[[noreturn]] void overflow() {
    throw error(out_of_range, "the sum of points and weights is out of range");
}

int128 sum_of(int128 a, int128 b) {
    int128 sum;
    if (__builtin_add_overflow(a, b, &sum))
        overflow();
    return sum;
}

std::int64_t sum_of(std::int64_t a, std::int64_t b) {
    std::int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        overflow();
    return sum;
}

// Adds `other` sign times: 1 or -1.
void accumulate(weighted_sum &into, const weighted_sum &other, int sign) {
    into.rows = sum_of(into.rows, sign * other.rows);
    into.observed = sum_of(into.observed, sign * other.observed);
    into.products = sum_of(int128{into.products}, sign * int128{other.products});
    into.weight = sum_of(int128{into.weight}, sign * int128{other.weight});
    into.total = sum_of(int128{into.total}, sign * int128{other.total});
}

weighted_sum of_row(std::optional<std::int64_t> points, std::int64_t weight) {
    weighted_sum row;
    row.rows = 1;
    row.total = weight;
    if (points) {
        row.observed = 1;
        row.products = int128{*points} * weight;
        row.weight = weight;
    }
    return row;
}

// What is wrong with the sum, or null. Every way into the type passes here.
const char *flaw(const weighted_sum &sum) {
    const int128 weight = sum.weight, total = sum.total;
    if (sum.version != 1)
        return "The version is unknown";
    if (sum.rows < 0 || sum.observed < 0 || sum.observed > sum.rows)
        return "The rows observed must not be more than all rows";
    if (weight < 0 || weight > total)
        return "The weight observed must lie between 0 and the whole weight";
    // What no rows can add up to. Both products fit: at most 2^63 · 10^12.
    const int128 most = int128{1'000'000} * micro;
    if (weight > most * sum.observed || total - weight > most * (sum.rows - sum.observed))
        return "The weights are larger than that many rows can have";
    const int128 products = sum.products;
    const int128 largest = static_cast<int128>(largest_amount) * micro;
    if (weight == 0 ? products != 0 : (products < 0 ? -(products + 1) : products) / weight > largest)
        return "The sum is larger than points of that weight can give";
    return nullptr;
}

} // namespace

void weighted_sum::add(std::optional<std::int64_t> points, std::int64_t weight) {
    accumulate(*this, of_row(points, weight), 1);
}

void weighted_sum::remove(std::optional<std::int64_t> points, std::int64_t weight) {
    accumulate(*this, of_row(points, weight), -1);
}

void weighted_sum::add(const weighted_sum &other) {
    accumulate(*this, other, 1);
}

void weighted_sum::remove(const weighted_sum &other) {
    accumulate(*this, other, -1);
}

std::optional<int128> weighted_sum::points() const {
    if (weight == int128{0})
        return std::nullopt;
    return signed_quotient(products, weight);
}

std::optional<int128> weighted_sum::coverage() const {
    if (total == int128{0})
        return std::nullopt;
    return quotient(int128{weight} * micro, total);
}

void require_sound(const weighted_sum &sum) {
    if (const char *why = flaw(sum))
        throw error(invalid_argument, "no rows can add up to this weighted_sum")
            .detail(std::string(why) + ".");
}

// sum 145.5, weight 2 of 3, rows 2 of 3
weighted_sum parse_weighted_sum(std::string_view text) {
    scanner in(text, type_name);
    weighted_sum sum;
    in.expect("sum");
    sum.products = in.decimal(12);
    in.expect(',');
    in.expect("weight");
    sum.weight = in.decimal(6);
    in.expect("of");
    sum.total = in.decimal(6);
    in.expect(',');
    in.expect("rows");
    sum.observed = in.integer();
    in.expect("of");
    sum.rows = in.integer();
    in.expect_end();
    if (const char *why = flaw(sum))
        in.refuse(why);
    return sum;
}

void append_text(string &out, const weighted_sum &sum) {
    out += "sum ";
    append_decimal(out, sum.products, 12);
    out += ", weight ";
    append_micro(out, sum.weight);
    out += " of ";
    append_micro(out, sum.total);
    out += ", rows ";
    append_integer(out, sum.observed);
    out += " of ";
    append_integer(out, sum.rows);
}

void append_json(string &out, const weighted_sum &sum) {
    json_object object(out);
    object.number("points", sum.points());
    object.number("coverage", sum.coverage());
    append_decimal(object.key("sum"), sum.products, 12);
    object.number("weight", sum.weight);
    object.number("total_weight", sum.total);
    object.integer("observed", sum.observed);
    object.integer("rows", sum.rows);
    object.end();
}

weighted_sum read_weighted_sum(byte_reader &from) {
    from.version(1);
    weighted_sum sum;
    sum.rows = from.integer<std::int64_t>();
    sum.observed = from.integer<std::int64_t>();
    sum.products = from.int128_();
    sum.weight = from.int128_();
    sum.total = from.int128_();
    from.end();
    if (const char *why = flaw(sum))
        from.fail(why);
    return sum;
}

void write(byte_writer &to, const weighted_sum &sum) {
    to.integer<std::uint8_t>(1);
    to.integer(sum.rows);
    to.integer(sum.observed);
    to.int128_(sum.products);
    to.int128_(sum.weight);
    to.int128_(sum.total);
}

} // namespace hs::core
