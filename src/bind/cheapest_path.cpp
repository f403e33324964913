// cheapest_path(): which criteria of a scorecard to move, and how far, for it to reach a number of points.
#include "core/cheapest_path.hpp"

#include "bind/scorecard.hpp"

#include "pg/arrays.hpp"
#include "pg/rows.hpp"

using namespace hs;

namespace {

std::size_t criterion_named(const core::scorecard &card, std::string_view component, std::string_view name) {
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        const auto &c = card.criteria[i];
        if (c.component == component && c.name == name) {
            if (c.why == core::reason::observed)
                return i;
            break;
        }
    }
    throw core::error(core::invalid_argument, "criterion " + core::quoted(name) + " of component " +
                                                  core::quoted(component) + " is not observed in the card")
        .hint("Only what is known can be moved: leave it out.");
}

} // namespace

HS_FUNCTION(hs_scorecard_cheapest_path) {
    auto *block = bind::block_argument(call, 0);
    double wanted = call.float8(1, "target");
    auto components = pg::unpack_texts(call, 2), criteria = pg::unpack_texts(call, 3),
         curves = pg::unpack_texts(call, 4), raw = pg::unpack_float8s(call, 5),
         prices = pg::unpack_float8s(call, 6), whole = pg::unpack_booleans(call, 7),
         floors = pg::unpack_float8s(call, 8);
    auto capped = pg::unpack_texts(call, 9), operators = pg::unpack_texts(call, 10),
         bounds = pg::unpack_float8s(call, 11), caps = pg::unpack_float8s(call, 12);
    for (auto other : {criteria, curves, raw, prices, whole, floors})
        pg::require_as_many(components, other,
                            "components, criteria, curves, raw_values, prices, whole and at_least_to");
    for (auto other : {operators, bounds, caps})
        pg::require_as_many(capped, other, "limited_components, operators, bounds and at_most");

    core::scorecard card = core::load(bind::body_of(block));
    core::vector<core::lever> levers;
    for (std::size_t i = 0; i < criteria.size(); ++i) {
        double price = prices.given_float8(i, "prices");
        if (price < 0)
            throw core::error(core::invalid_argument, "a price must not be negative");
        levers.push_back({criterion_named(card, components.given_text(i, "components"),
                                          criteria.given_text(i, "criteria")),
                          core::parse_score_curve(curves.given_text(i, "curves")),
                          raw.given_float8(i, "raw_values"), price, whole.given_boolean(i, "whole"),
                          floors.float8(i, "at_least_to")});
    }
    core::vector<core::component_limit> limits;
    for (std::size_t i = 0; i < capped.size(); ++i) {
        auto word = operators.given_text(i, "operators");
        auto how = core::comparison_named(word);
        if (!how)
            throw core::error(core::invalid_argument, "unknown operator: " + core::quoted(word))
                .hint("It is <, <=, =, >= or >.");
        limits.push_back({capped.given_text(i, "limited_components"), *how, bounds.given_float8(i, "bounds"),
                          core::points_to_micro(caps.given_float8(i, "at_most"), "at_most")});
    }
    auto path = core::cheapest_path(card, levers, limits, core::points_to_micro(wanted, "target"));
    pg::rows out(call);
    if (!path) {
        out.add({pg::column{}, pg::column{}, pg::column{}, pg::column{}});
        return out.end();
    }
    for (const auto &step : *path) {
        const auto &c = card.criteria[levers[step.lever].criterion];
        out.add({pg::make_text(c.component), pg::make_text(c.name), pg::make_float8(step.value),
                 pg::micro_column(step.points)});
    }
    return out.end();
}
