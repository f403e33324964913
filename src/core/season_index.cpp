#include "core/season_index.hpp"

#include "core/sorting.hpp"

namespace hs::core {

std::optional<double> season_index(vector<double> &ratios) {
    constexpr std::size_t least_ratios = 20;
    constexpr double lowest = 0.7, highest = 1.2; // a season moves use by no more than this
    if (ratios.size() < least_ratios)
        return std::nullopt;
    sort_cancellable(ratios.data(), ratios.size(), std::less<>());
    std::size_t middle = ratios.size() / 2;
    double median = ratios[middle];
    if (ratios.size() % 2 == 0) // a sum beyond float8 is clamped like any other
        median = (ratios[middle - 1] + median) / 2;
    return std::clamp(median, lowest, highest);
}

} // namespace hs::core
