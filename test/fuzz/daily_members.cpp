#include "core/daily_members.hpp"

#include "core/days.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace hs;

namespace {

struct codec {
    using value = core::members;
    value from_text(std::string_view text) { return core::parse_members_text(text); }
    value from_bytes(std::string_view bytes) { return core::parse_members(bytes); }
    static core::string to_text(const value &members) {
        core::string out;
        core::append_members_text(out, members);
        return out;
    }
    static core::string to_bytes(const value &members) {
        core::string out;
        core::append_members(out, members);
        return out;
    }
};

// One pass gives what reading each day alone gives, be it that it is refused.
template <class ByDay, class OnDay>
void same_each_day(std::int32_t from_day, std::int32_t to_day, ByDay by_day, OnDay on_day) {
    decltype(by_day()) range;
    bool in_range = fuzz::accepted([&] { range = by_day(); }), alone = true;
    for (std::int32_t day = from_day; day <= to_day; ++day) {
        decltype(on_day(day)) one{};
        if (!fuzz::accepted([&] { one = on_day(day); }))
            alone = false;
        else if (in_range)
            fuzz::require(range[static_cast<std::size_t>(day - from_day)] == one, "a day of a range");
    }
    fuzz::require(in_range == alone, "a range is refused where a day of it is");
}

void read_range(std::string_view value, std::int32_t from_day, std::int32_t to_day) {
    auto compare = [&](auto by_day, auto on_day) { same_each_day(from_day, to_day, by_day, on_day); };
    for (std::int32_t days : {1, 28, 2147483647}) {
        compare([&] { return core::active_members_by_day(value, from_day, to_day, days); },
                [&](std::int32_t day) { return core::active_members(value, day, days); });
        compare([&] { return core::member_days_by_day(value, from_day, to_day, days); },
                [&](std::int32_t day) { return core::member_days(value, day, days); });
        compare([&] { return core::new_members_by_day(value, from_day, to_day, days, days); },
                [&](std::int32_t day) { return core::new_members(value, day, days, days); });
        compare([&] { return core::lost_members_by_day(value, from_day, to_day, days, days); },
                [&](std::int32_t day) { return core::lost_members(value, day, days, days); });
        compare([&] { return core::top_share_by_day(value, from_day, to_day, days); },
                [&](std::int32_t day) { return core::top_share(value, day, days); });
        compare([&] { return core::effective_members_by_day(value, from_day, to_day, days); },
                [&](std::int32_t day) { return core::effective_members(value, day, days); });
        compare([&] { return core::herfindahl_by_day(value, from_day, to_day, days); },
                [&](std::int32_t day) { return core::herfindahl(value, day, days); });
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    return fuzz::run<codec>(data, size, [](const core::members &members) {
        const core::string bytes = codec::to_bytes(members);
        const std::string_view value = bytes;
        fuzz::accepted([&] { core::members_per_day(value); });
        auto first = core::first_day(value), last = core::last_day(value, core::last_known_day);
        fuzz::require(first.has_value() == last.has_value(), "who was seen was seen first and last");
        for (std::int32_t as_of : {core::first_known_day, first.value_or(0), core::last_known_day}) {
            fuzz::accepted([&] { core::amounts(value, as_of, 2147483647); });
            read_range(value, as_of, std::min(as_of, core::last_known_day - 3) + 3);
        }
        core::string json;
        core::append_json(json, members);
        core::members all = core::since(value, core::first_known_day);
        fuzz::require(codec::to_bytes(all) == bytes, "nothing lies before the first day there is");
        core::members rest = core::without(members, core::first_known_day, core::last_known_day);
        for (const auto &item : rest.all_days())
            fuzz::require(item.day == core::last_known_day, "nothing but the last day is left");
        core::members twice;
        if (fuzz::accepted([&] { twice = core::sum_of(members, members); }))
            fuzz::require(twice.size() == members.size(), "a sum with itself has the same members");
    });
}
