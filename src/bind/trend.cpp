// trend(): whether an array of numbers falls or rises.
#include "core/trend.hpp"
#include "core/numbers.hpp"

#include "pg/arrays.hpp"
#include "pg/rows.hpp"

using namespace hs;
using pg::column;

HS_FUNCTION(hs_trend) {
    auto numbers = pg::unpack_float8s(call, 0);
    if (numbers.size() > core::longest_trend)
        throw core::error(core::invalid_argument, "numbers must not be more than 1000")
            .hint("Take the latest ones.");
    core::vector<double> values;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        double x = numbers.given_float8(i, "numbers");
        if (std::fabs(x) > core::largest_amount)
            core::refuse_amount(x, "numbers", core::largest_amount);
        values.push_back(x);
    }
    if (values.empty())
        return pg::make_record(call, {pg::make_int4(0), column{}, column{}, column{}});
    auto trend = core::trend_of(values);
    column direction;
    if (trend.direction)
        direction = pg::make_text(*trend.direction < 0   ? "falling"
                                  : *trend.direction > 0 ? "rising"
                                                         : "none");
    return pg::make_record(call, {pg::make_int4(static_cast<std::int32_t>(trend.n)),
                                  pg::to_column(trend.slope), pg::make_float8(trend.median), direction});
}
