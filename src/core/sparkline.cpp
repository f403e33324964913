#include "core/sparkline.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace hs::core {

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
        int step = static_cast<int>(height * (steps - 1) + 0.5);
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
    constexpr std::int32_t most_characters = 200;
    if (width < 1 || width > most_characters)
        throw error(invalid_argument, "width must be between 1 and 200, not " + std::to_string(width));
    std::int64_t days = std::max<std::int64_t>(std::int64_t{to_day} - from_day + 1, 0);
    std::int64_t bins = std::min<std::int64_t>(width, days);
    vector<std::optional<double>> means;
    double highest = 0;
    for (std::int64_t bin = 0; bin < bins; ++bin) {
        std::int64_t first = days * bin / bins, end = days * (bin + 1) / bins; // days from from_day on
        int128 total = sum(within(series, from_day + first - 1, from_day + end - 1));
        double mean = static_cast<double>(total) / static_cast<double>(end - first);
        means.push_back(mean);
        highest = std::max(highest, mean);
    }
    return sparkline(means, 0, highest, utf8);
}

} // namespace hs::core
