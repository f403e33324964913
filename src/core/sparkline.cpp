#include "core/sparkline.hpp"

#include "core/days.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace hs::core {
namespace {

// Cuts the days from_day…to_day into `width` bins of nearly equal length, or one a day where they are fewer, and reads each.
template <class Read>
vector<std::optional<double>> each_bin(std::int32_t from_day, std::int32_t to_day, std::int32_t width,
                                       Read read) {
    constexpr std::int32_t most_characters = 200;
    if (width < 1 || width > most_characters)
        throw error(invalid_argument, "width must be between 1 and 200, not " + std::to_string(width));
    std::int64_t days = std::max<std::int64_t>(std::int64_t{to_day} - from_day + 1, 0);
    std::int64_t bins = std::min<std::int64_t>(width, days);
    vector<std::optional<double>> out;
    for (std::int64_t bin = 0; bin < bins; ++bin)
        out.push_back(
            read(day_window{from_day + days * bin / bins - 1, from_day + days * (bin + 1) / bins - 1}));
    return out;
}

} // namespace

string sparkline(std::span<const std::optional<double>> numbers, double lowest, double highest, bool utf8) {
    constexpr int steps = 8;
    constexpr char weights[] = ".:-=+*#@";
    string out;
    for (const auto &x : numbers) {
        if (!x) {
            out += ' ';
            continue;
        }
        double height = highest > lowest ? std::clamp((*x - lowest) / (highest - lowest), 0.0, 1.0) : 0;
        auto step = static_cast<int>(std::lround(height * (steps - 1)));
        if (utf8) {
            out += "\xE2\x96";
            out += static_cast<char>(0x81 + step);
        } else {
            out += weights[step];
        }
    }
    return out;
}

string sparkline(flow_view series, std::int32_t from_day, std::int32_t to_day, std::int32_t width,
                 bool utf8) {
    double highest = 0;
    auto means = each_bin(from_day, to_day, width, [&](day_window bin) {
        double mean = static_cast<double>(sum(within(series, bin.after, bin.through))) /
                      static_cast<double>(bin.through - bin.after);
        highest = std::max(highest, mean);
        return std::optional(mean);
    });
    return sparkline(means, 0, highest, utf8);
}

string sparkline(history_view days, std::int32_t from_day, std::int32_t to_day, std::int32_t width,
                 bool utf8) {
    auto means = each_bin(from_day, to_day, width, [&](day_window bin) -> std::optional<double> {
        history_view evaluations = within(days, bin.after, bin.through);
        if (evaluations.empty())
            return std::nullopt;
        int128 points = 0;
        for (const auto &item : evaluations)
            points += item.points;
        return static_cast<double>(points) / static_cast<double>(evaluations.size()) / 1e6;
    });
    return sparkline(means, 0, 100, utf8);
}

} // namespace hs::core
