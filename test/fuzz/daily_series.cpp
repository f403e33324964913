#include "core/daily_series.hpp"

#include "core/days.hpp"
#include "core/ticket_trajectory.hpp"
#include "fuzz.hpp"

using namespace hs;

namespace {

struct codec {
    using value = core::flow;
    value from_text(std::string_view text) { return core::parse_series_text(text); }
    value from_bytes(std::string_view bytes) { return core::parse_series(bytes); }
    static core::string to_text(const value &days) {
        core::string out;
        core::append_series_text(out, days);
        return out;
    }
    static core::string to_bytes(const value &days) {
        core::string out;
        core::append_series(out, days);
        return out;
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::flow &days) {
        std::int32_t first = days.empty() ? 0 : days.front().day, last = days.empty() ? 0 : days.back().day;
        for (std::int32_t as_of : {core::first_known_day, first, last, core::last_known_day}) {
            fuzz::accepted([&] { core::total(days, as_of, 2147483647); });
            fuzz::accepted([&] { core::mean(days, as_of, 1); });
            fuzz::accepted([&] { core::level_vs_baseline(days, as_of, first); });
            fuzz::accepted([&] { core::worst_month_vs_baseline(days, as_of, first); });
            fuzz::accepted([&] { core::declining_weeks(days, as_of, core::first_known_day); });
            fuzz::accepted([&] { core::last_day(days, as_of); });
        }
        core::flow rest = core::without(days, first, last);
        fuzz::require(rest.size() <= 1, "nothing but the last day is left");
    });
}
