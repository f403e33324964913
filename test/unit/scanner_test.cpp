#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/scanner.hpp"

#include <gtest/gtest.h>

using namespace hs::core;

namespace {

// The SQLSTATE that reading gives, or "none".
template <class Read>
std::string refused(std::string_view text, Read read) {
    try {
        scanner in(text, "thing");
        read(in);
        in.expect_end();
    } catch (const error &e) {
        return e.sqlstate();
    }
    return "none";
}

std::string name_back(std::string_view name) {
    string text;
    append_name(text, name);
    scanner in(text, "thing");
    string back = in.name();
    EXPECT_TRUE(in.at_end());
    return std::string(back);
}

} // namespace

TEST(scanner, numbers_are_finite_and_without_ornament) {
    auto number = [](scanner &in) { in.number(); };
    for (auto text : {"", " ", "x", "+1", "-", ".", "--1", "nan", "NaN", "inf", "-inf", "Infinity", "0x10",
                      "1e", "1 2", "1,2", "1_000"})
        EXPECT_EQ(refused(text, number), "22P02") << text;
    EXPECT_EQ(refused("1e999", number), "22003");
    for (auto text : {"0", "1", "-1", " 1 ", "1.", ".5", "-.5", "1e3", "1E-3", "0.1"})
        EXPECT_EQ(refused(text, number), "none") << text;
}

TEST(scanner, decimals_are_exact) {
    auto read = [](std::string_view text, int scale) { return scanner(text, "thing").decimal(scale); };
    EXPECT_EQ(read("1", 6), 1'000'000);
    EXPECT_EQ(read("-0.000001", 6), -1);
    EXPECT_EQ(read("9007199254.740993", 6), 9'007'199'254'740'993); // is no double
    EXPECT_EQ(read("12.", 2), 1200);
    EXPECT_EQ(read(".5", 1), 5);
    auto decimal = [](scanner &in) { in.decimal(6); };
    for (auto text : {"", "-", ".", "-.", "1.0000001", "1e3", "1.1.1", "+1", "a"})
        EXPECT_EQ(refused(text, decimal), "22P02") << text;
    EXPECT_EQ(refused("999999999999999999999999999999999999999", decimal), "22003");
}

TEST(scanner, dates_are_days_of_the_calendar) {
    auto date = [](scanner &in) { in.date(); };
    for (auto text : {"", "2026", "2026-1-1", "26-01-01", "2026/01/01", "2026-01-01T00", "01-02-2026",
                      "20260101", "-001-01-01"})
        EXPECT_EQ(refused(text, date), "22P02") << text;
    for (auto text : {"2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "0000-01-01"})
        EXPECT_EQ(refused(text, date), "22008") << text;
    for (std::int32_t day : {0, 59, 60, -1, 9496, 2921939, -730119}) {
        string text;
        append_date(text, day);
        EXPECT_EQ(scanner(text, "thing").date(), day) << text;
    }
    EXPECT_EQ(day_number(2000, 1, 1), 0);
    EXPECT_EQ(day_number(2024, 2, 29), 8825);
}

TEST(scanner, a_word_is_taken_as_a_whole) {
    scanner in("down downward", "thing");
    EXPECT_TRUE(in.accept("down"));
    EXPECT_FALSE(in.accept("down"));
    EXPECT_EQ(in.word(), "downward");
    EXPECT_TRUE(in.at_end());
}

TEST(scanner, names_come_back_whatever_is_in_them) {
    for (auto name : {"usage", "_", "a1", "1a", "", " ", "\"", "\"\"", "a\"b", "component below 60", "a,b}c",
                      "\xc3\xbc", "tab\t"})
        EXPECT_EQ(name_back(name), name);
    auto name = [](scanner &in) { in.name(); };
    for (auto text : {"", "1a", "\"", "\"a", "\"a\"\"", "-", "\xc3\xbc"})
        EXPECT_EQ(refused(text, name), "22P02") << text;
}

TEST(bytes, come_back_big_endian) {
    byte_writer to;
    to.integer<std::uint8_t>(1);
    to.integer<std::int32_t>(-2);
    to.int128_(-3);
    to.int128_(int128{1} << 100);
    to.float8(0.1);
    to.text("usage");
    EXPECT_EQ(to.bytes().substr(1, 4), std::string_view("\xff\xff\xff\xfe", 4));
    byte_reader from(to.bytes(), "thing");
    from.version(1);
    EXPECT_EQ(from.integer<std::int32_t>(), -2);
    EXPECT_EQ(from.int128_(), -3);
    EXPECT_EQ(from.int128_(), int128{1} << 100);
    EXPECT_EQ(from.float8(), 0.1);
    EXPECT_EQ(from.text(), "usage");
    from.end();
}

TEST(bytes, never_read_beyond_the_end) {
    byte_writer to;
    to.integer<std::uint32_t>(4);
    to.integer<std::uint32_t>(0);
    EXPECT_THROW(byte_reader("", "thing").integer<std::uint8_t>(), error);
    EXPECT_THROW(byte_reader("\1\2\3", "thing").integer<std::uint32_t>(), error);
    EXPECT_THROW(byte_reader(to.bytes().substr(0, 6), "thing").text(), error);
    EXPECT_THROW(byte_reader(to.bytes(), "thing").count(2),
                 error); // 4 items of 2 bytes in the 4 that are left
    EXPECT_EQ(byte_reader(to.bytes(), "thing").count(1), 4U);
    EXPECT_THROW(byte_reader("x", "thing").end(), error);
    EXPECT_THROW(byte_reader("\2", "thing").version(1), error);
}

TEST(error, quotes_are_cut_between_characters) {
    std::string text;
    for (int i = 0; i < 60; ++i)
        text += "\xc3\xbc";
    text.insert(0, "x");
    std::string cut = hs::core::quoted(text);
    EXPECT_EQ(cut.size(), 1 + 79 + 3 + 1U); // 80 bytes would end within a character
    EXPECT_EQ(cut.substr(cut.size() - 6), "\xc3\xbc...\"");
    EXPECT_EQ(hs::core::quoted("short"), "\"short\"");
}
