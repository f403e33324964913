// daily_members: who or what was active on which day, with amounts: one flow per member. Here are its bytes, its text,
// and its readers. A member counts as seen on a day if its amount of that day is above 0.
//
// A value in bytes is the exponent, the number of members and the last day of all of them; then for each member, in
// byte order, its name, the length of the list of its days, and the list, the latest day first. So a reader of the last
// days stops early and steps over the rest; core/members_reader says how a day is written. The state of the aggregate is
// a form of its own, core/members_state.
#pragma once
#include "core/core.hpp"

#include "core/flow.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace hs::core {

inline constexpr char daily_members_type[] = "daily_members";

// Names ascend in byte order, and each has at least one day.
class members {
public:
    members() = default;
    members(members &&) = default;
    members &operator=(members &&) = default;

    std::size_t size() const { return list_.size(); }
    std::string_view name(std::size_t i) const { return list_[i].name; }
    flow_view days(std::size_t i) const { return {days_.data() + list_[i].first, list_[i].count}; }
    flow_view all_days() const { return days_; } // of one member after the other

    // To build one: begin() a member, add its days, and so on. The name must outlive the value, or be kept by it.
    void begin(std::string_view name) { list_.push_back({name, days_.size(), 0}); }
    void add(const day_amount &item) {
        days_.push_back(item);
        ++list_.back().count;
    }
    void add(flow_view items) {
        days_.insert(days_.end(), items.begin(), items.end());
        list_.back().count += items.size();
    }
    void reverse() { // the days of the member begun last
        std::reverse(days_.end() - static_cast<std::ptrdiff_t>(list_.back().count), days_.end());
    }
    void end() { // forgets the member begun last if it has no day
        if (!list_.empty() && list_.back().count == 0)
            list_.pop_back();
    }
    void keep(vector<string> &&names) { kept_names_ = std::move(names); }

private:
    struct member {
        std::string_view name;
        std::size_t first, count;
    };
    vector<member> list_;
    flow days_;
    vector<string> kept_names_;
};

void append_members(string &out, const members &value);
members parse_members(std::string_view bytes); // its names lie in `bytes`

void append_members_text(string &out, const members &value);
members parse_members_text(std::string_view text);

void append_json(string &out, const members &value); // {"ann": {"2026-01-01": 3}}

// --- changes -------------------------------------------------------------------------------------------------------
// Names lie in the values given. 22003 if a sum is out of range.
members sum_of(const members &a, const members &b);
members since(std::string_view value, std::int32_t day);
members without(const members &value, std::int32_t from_day, std::int32_t to_day); // to_day is kept

// --- readers: of a value in bytes ----------------------------------------------------------------------------------
std::int32_t active_members(std::string_view value, std::int32_t as_of, std::int32_t days);
std::int32_t member_days(std::string_view value, std::int32_t as_of, std::int32_t days);
flow members_per_day(std::string_view value);
// Seen in the last `days` days, and not in the `lookback` days before those.
std::int32_t new_members(std::string_view value, std::int32_t as_of, std::int32_t days,
                         std::int32_t lookback);
// Last seen in the `days` days that end `quiet` days before as_of.
std::int32_t lost_members(std::string_view value, std::int32_t as_of, std::int32_t days, std::int32_t quiet);
std::optional<std::int32_t> last_day(std::string_view value, std::int32_t as_of);
std::optional<std::int32_t> first_day(std::string_view value);
// The largest member's share of the amounts of the last `days` days; the number of equal members that would spread
// them as evenly, (Σ a)² / Σ a²; and one part of that number. Members whose amounts do not add up to more than 0 have no
// part; none: nothing.
std::optional<double> top_share(std::string_view value, std::int32_t as_of, std::int32_t days);
std::optional<double> effective_members(std::string_view value, std::int32_t as_of, std::int32_t days);
std::optional<double> herfindahl(std::string_view value, std::int32_t as_of, std::int32_t days);

// For each member that was ever seen the first day it was, in order of names.
struct member_day {
    std::string_view name;
    std::int32_t day;
};
vector<member_day> first_seen(std::string_view value);

// For each member with a row in the last `days` days its total and the days it was seen, in order of names.
struct member_amount {
    std::string_view name;
    std::int64_t amount;
    std::int32_t days;
};
vector<member_amount> amounts(std::string_view value, std::int32_t as_of, std::int32_t days);

// --- the same for every day from from_day to to_day, in one pass ---------------------------------------------------
vector<std::int32_t> active_members_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                           std::int32_t days);
vector<std::int32_t> member_days_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                        std::int32_t days);
vector<std::int32_t> new_members_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                        std::int32_t days, std::int32_t lookback);
vector<std::int32_t> lost_members_by_day(std::string_view value, std::int32_t from_day, std::int32_t to_day,
                                         std::int32_t days, std::int32_t quiet);
vector<std::optional<double>> top_share_by_day(std::string_view value, std::int32_t from_day,
                                               std::int32_t to_day, std::int32_t days);
vector<std::optional<double>> effective_members_by_day(std::string_view value, std::int32_t from_day,
                                                       std::int32_t to_day, std::int32_t days);
vector<std::optional<double>> herfindahl_by_day(std::string_view value, std::int32_t from_day,
                                                std::int32_t to_day, std::int32_t days);

} // namespace hs::core
