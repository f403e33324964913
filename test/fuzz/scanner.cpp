// The scanner itself: each byte of the first half asks for something, the second half is the text.
#include "core/scanner.hpp"

#include "fuzz.hpp"

using namespace hs;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    std::string_view all(reinterpret_cast<const char *>(data), size);
    std::string_view asks = all.substr(0, size / 2), text = all.substr(size / 2);
    core::scanner in(text, "a type");
    fuzz::accepted([&] {
        for (char ask : asks) {
            core::string printed;
            switch (ask) {
                case 'n': {
                    double x = in.number();
                    core::append_number(printed, x);
                    core::scanner again(printed, "a type");
                    fuzz::require(again.number() == x && again.at_end(), "a number reads back");
                    break;
                }
                case 'i': {
                    std::int64_t x = in.integer();
                    core::append_integer(printed, x);
                    core::scanner again(printed, "a type");
                    fuzz::require(again.integer() == x && again.at_end(), "an integer reads back");
                    break;
                }
                case 'e': {
                    core::int128 x = in.decimal(12);
                    core::append_decimal(printed, x, 12);
                    core::scanner again(printed, "a type");
                    fuzz::require(again.decimal(12) == x && again.at_end(), "a decimal reads back");
                    break;
                }
                case 'm': {
                    std::int64_t x = in.exact_micro("amount");
                    core::append_micro(printed, x);
                    core::scanner again(printed, "a type");
                    fuzz::require(again.exact_micro("amount") == x && again.at_end(), "an amount reads back");
                    break;
                }
                case 'd': {
                    std::int32_t day = in.date();
                    core::append_date(printed, day);
                    core::scanner again(printed, "a type");
                    fuzz::require(again.date() == day && again.at_end(), "a date reads back");
                    break;
                }
                case 'q': {
                    core::string name = in.name();
                    core::append_name(printed, name);
                    core::scanner again(printed, "a type");
                    fuzz::require(again.name() == name && again.at_end(), "a name reads back");
                    break;
                }
                case 'w':
                    in.word();
                    break;
                case 'p':
                    in.micro_number("points", 100);
                    break;
                case '?':
                    in.next_is_number();
                    in.next_is_digit();
                    in.next_is_word("word");
                    break;
                case '.':
                    in.expect_end();
                    break;
                default:
                    in.expect(ask);
            }
        }
    });
    return 0;
}
