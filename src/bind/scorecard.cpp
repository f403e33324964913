// The type scorecard, its aggregate, and the functions that read it.
#include "bind/scorecard.hpp"

#include "pg/arrays.hpp"
#include "pg/rows.hpp"

using namespace hs;
using bind::block_argument, bind::body_of, bind::stored_card;
using pg::column;

namespace {

char *body_at(stored_card *block) {
    return reinterpret_cast<char *>(&block->head);
}

stored_card *make_block(const core::scorecard &card) {
    auto *block = pg::new_flat<stored_card>(sizeof(pg::flat_header) + core::stored_size(card));
    core::store(body_at(block), card);
    return block;
}

Datum make_card(const core::scorecard &card) {
    return pg::trimmed(make_block(card));
}

column name_column(std::string_view name) {
    return pg::make_text(name);
}

void require(pg::call call, int i, const char *argument) {
    if (call.is_null(i))
        throw core::error(core::null_not_allowed, std::string(argument) + " of a scorecard must not be NULL");
}

// One row of the aggregate: component, criterion, points, weight, reason are arguments 1 to 5; 6, if there is one, the points to assume.
core::criterion criterion_arguments(pg::call call) {
    require(call, 1, "component");
    require(call, 2, "criterion");
    require(call, 4, "weight");
    require(call, 5, "reason");
    core::criterion c{call.text(1), call.text(2), core::reason::observed, 0, 0};
    core::check(c);
    std::string_view word = call.text(5);
    auto why = core::reason_named(word);
    if (!why)
        throw core::error(core::invalid_argument, "unknown reason: " + core::quoted(word))
            .hint("A reason is observed, not_applicable, not_recorded, too_young, feed_stale, feed_gap or "
                  "no_feed.");
    c.why = *why;
    c.weight = core::weight_to_micro(call.float8(4, "weight"));
    bool observed = c.why == core::reason::observed;
    if (observed == call.is_null(3))
        throw core::error(core::invalid_argument,
                          observed ? "points must not be NULL where the reason is observed"
                                   : "points must be NULL where the reason is " + core::quoted(word))
            .detail("Criterion " + core::quoted(c.name) + " of component " + core::quoted(c.component) + ".");
    if (observed)
        c.points = core::points_to_micro(call.float8(3, "points"), "points");
    if (!call.is_null(6)) {
        std::int64_t assumed = core::points_to_micro(call.float8(6, "assumed"), "assumed");
        if (core::is_missing(c.why)) {
            c.points = assumed;
            c.assumed = true;
        }
    }
    return c;
}

// A state with room for the dozen criteria that a card usually has, so that it hardly ever grows.
constexpr std::size_t usual_state = 1024;

// Adds a criterion to a state and gives the state, moved if it had to grow.
stored_card *with_criterion(stored_card *state, const core::criterion &c) {
    std::size_t place = core::place_of(body_of(state), c);
    std::size_t size = core::stored_size(c);
    state = pg::with_room(state, state->used + size);
    char *at = body_at(state) + place;
    std::memmove(at + size, at, state->used - sizeof(pg::flat_header) - place);
    core::store(at, c);
    state->used += static_cast<std::uint32_t>(size);
    ++state->head.criteria;
    return state;
}

// What a transition function returns: its state, or a value where it is called by hand.
Datum next_state(pg::call call, stored_card *state) {
    if (AggCheckCallContext(call.info(), nullptr) != 0)
        return PointerGetDatum(state);
    core::compose(core::load(body_of(state))); // refuses weights that are all 0
    return pg::trimmed(state);
}

} // namespace

// --- input and output ------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_scorecard_in) {
    core::name_store names;
    return make_card(core::parse_scorecard(call.cstring(0), names));
}

HS_FUNCTION(hs_scorecard_out) {
    auto *block = block_argument(call, 0);
    core::string text;
    core::append_text(text, core::load(body_of(block)));
    return pg::make_cstring(text);
}

HS_FUNCTION(hs_scorecard_recv) {
    core::byte_reader from(call.message(0), bind::card_type_name);
    core::scorecard card = core::read_scorecard(from);
    for (const auto &c : card.criteria) {
        pg::check_encoding(c.component);
        pg::check_encoding(c.name);
    }
    for (const auto &l : card.limits)
        pg::check_encoding(l.reason);
    for (const auto &g : card.groups)
        pg::check_encoding(g.component);
    return make_card(card);
}

HS_FUNCTION(hs_scorecard_send) {
    auto *block = block_argument(call, 0);
    core::byte_writer to;
    core::write(to, core::load(body_of(block)));
    return pg::make_bytea(to.bytes());
}

HS_FUNCTION(hs_scorecard_to_jsonb) {
    auto *block = block_argument(call, 0);
    core::string text;
    core::append_json(text, core::load(body_of(block)));
    return pg::make_jsonb(text);
}

// --- the aggregate ---------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_scorecard_add) {
    auto *state = pg::flat_state<stored_card>(call, bind::card_type_name);
    core::criterion c = criterion_arguments(call);
    if (state == nullptr) {
        state = pg::with_room(pg::new_flat<stored_card>(sizeof(stored_card)), usual_state);
        state->head.minimum_coverage = core::scorecard{}.minimum_coverage;
    }
    return next_state(call, with_criterion(state, c));
}

HS_FUNCTION(hs_scorecard_combine) {
    auto *state = pg::flat_state<stored_card>(call, bind::card_type_name);
    auto *other = block_argument(call, 1);
    core::scorecard merged = core::load(body_of(state));
    core::merge(merged, core::load(body_of(other)));
    return next_state(call, make_block(merged));
}

// The transition of rollup: the first card is taken as it is.
HS_FUNCTION(hs_scorecard_add_card) {
    if (call.is_null(1))
        return call.is_null(0) ? call.null() : call.datum(0);
    auto *other = block_argument(call, 1);
    if (call.is_null(0))
        return next_state(call, pg::flat_copy(other));
    auto *state = pg::flat_state<stored_card>(call, bind::card_type_name);
    core::scorecard merged = core::load(body_of(state));
    core::merge(merged, core::load(body_of(other)));
    return next_state(call, make_block(merged));
}

HS_FUNCTION(hs_scorecard_final) {
    auto *state = block_argument(call, 0);
    core::require_weight(core::load(body_of(state)));
    return pg::trimmed(state);
}

// --- the whole -------------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_scorecard_points) {
    auto *block = block_argument(call, 0);
    return pg::micro_result(call, core::compose(core::load(body_of(block))).points);
}

HS_FUNCTION(hs_scorecard_unlimited_points) {
    auto *block = block_argument(call, 0);
    return pg::micro_result(call, core::compose(core::load(body_of(block))).unlimited);
}

HS_FUNCTION(hs_scorecard_worst_points) {
    auto *block = block_argument(call, 0);
    return pg::micro_result(call, core::compose(core::load(body_of(block))).worst);
}

HS_FUNCTION(hs_scorecard_best_points) {
    auto *block = block_argument(call, 0);
    return pg::micro_result(call, core::compose(core::load(body_of(block))).best);
}

HS_FUNCTION(hs_scorecard_coverage) {
    auto *block = block_argument(call, 0);
    return pg::make_numeric(core::compose(core::load(body_of(block))).coverage);
}

HS_FUNCTION(hs_scorecard_model_coverage) {
    auto *block = block_argument(call, 0);
    return pg::make_numeric(core::compose(core::load(body_of(block))).model_coverage);
}

HS_FUNCTION(hs_scorecard_limit_effect) {
    auto *block = block_argument(call, 0);
    core::composite scores = core::compose(core::load(body_of(block)));
    if (!scores.limited)
        return call.null();
    return pg::make_numeric(*scores.limited - *scores.unlimited);
}

HS_FUNCTION(hs_scorecard_reason) {
    auto *block = block_argument(call, 0);
    if (core::compose(core::load(body_of(block))).points)
        return call.null();
    return pg::make_text("low_coverage");
}

HS_FUNCTION(hs_scorecard_main_loss) {
    auto *block = block_argument(call, 0);
    core::scorecard card = core::load(body_of(block));
    core::composite scores = core::compose(card);
    auto main = core::main_loss(scores);
    if (!main)
        return pg::make_record(call, {column{}, column{}, column{}});
    const auto &c = card.criteria[*main];
    return pg::make_record(
        call, {name_column(c.component), name_column(c.name), pg::micro_column(scores.criteria[*main].lost)});
}

// --- another card ----------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_scorecard_limited) {
    auto *block = block_argument(call, 0);
    core::limit limit{core::points_to_micro(call.float8(1, "at_most"), "at_most"), call.text(2)};
    core::check(limit);
    core::scorecard card = core::load(body_of(block));
    core::insert(card, limit);
    return make_card(card);
}

HS_FUNCTION(hs_scorecard_limited_all) {
    auto *block = block_argument(call, 0);
    auto caps = pg::unpack_float8s(call, 1), reasons = pg::unpack_texts(call, 2);
    pg::require_as_many(caps, reasons, "at_most and reasons");
    core::scorecard card = core::load(body_of(block));
    for (std::size_t i = 0; i < caps.size(); ++i) {
        core::limit limit{core::points_to_micro(caps.given_float8(i, "at_most"), "at_most"),
                          reasons.given_text(i, "reasons")};
        core::check(limit);
        core::insert(card, limit);
    }
    return make_card(card);
}

HS_FUNCTION(hs_scorecard_combining) {
    auto *block = block_argument(call, 0);
    auto components = pg::unpack_texts(call, 1), ways = pg::unpack_texts(call, 2);
    pg::require_as_many(components, ways, "components and ways");
    core::scorecard card = core::load(body_of(block));
    for (std::size_t i = 0; i < components.size(); ++i) {
        auto way = ways.given_text(i, "ways");
        auto how = core::combination_named(way);
        if (!how)
            throw core::error(core::invalid_argument, "unknown way to combine: " + core::quoted(way))
                .hint("A component is weighted, worst or best.");
        core::insert(card, core::group{components.given_text(i, "components"), *how});
    }
    return make_card(card);
}

HS_FUNCTION(hs_scorecard_requiring) {
    auto *block = block_argument(call, 0);
    core::scorecard card = core::load(body_of(block));
    card.minimum_coverage = core::coverage_to_micro(call.float8(1, "minimum_coverage"), "minimum_coverage");
    return make_card(card);
}

// --- rows ------------------------------------------------------------------------------------------------------------

HS_FUNCTION(hs_scorecard_components) {
    auto *block = block_argument(call, 0);
    core::scorecard card = core::load(body_of(block));
    core::composite scores = core::compose(card);
    pg::rows out(call);
    for (const auto &c : scores.components) {
        out.add({name_column(c.name), pg::micro_column(c.has_points ? std::optional(c.points) : std::nullopt),
                 pg::micro_column(c.share), pg::micro_column(c.effective),
                 pg::micro_column(c.counts ? std::optional(c.contribution) : std::nullopt),
                 pg::micro_column(c.expected > 0 ? std::optional(c.coverage) : std::nullopt),
                 pg::make_text(c.thin ? "low_coverage" : name_of(c.why)),
                 c.parent == core::top ? column{} : name_column(scores.components[c.parent].name),
                 pg::make_text(name_of(c.how))});
    }
    return out.end();
}

HS_FUNCTION(hs_scorecard_criteria) {
    auto *block = block_argument(call, 0);
    core::scorecard card = core::load(body_of(block));
    core::composite scores = core::compose(card);
    pg::rows out(call);
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
        const auto &c = card.criteria[i];
        const auto &score = scores.criteria[i];
        out.add({name_column(c.component), name_column(c.name),
                 pg::micro_column(c.has_points() ? std::optional(c.points) : std::nullopt),
                 pg::micro_column(score.share), pg::micro_column(score.effective),
                 pg::micro_column(score.counts ? std::optional(score.contribution) : std::nullopt),
                 pg::micro_column(score.counts ? std::optional(score.lost) : std::nullopt),
                 pg::make_text(name_of(c.why))});
    }
    return out.end();
}

HS_FUNCTION(hs_scorecard_limits) {
    auto *block = block_argument(call, 0);
    core::scorecard card = core::load(body_of(block));
    pg::rows out(call);
    for (const auto &l : card.limits)
        out.add({pg::micro_column(l.at_most), name_column(l.reason)});
    return out.end();
}

HS_FUNCTION(hs_scorecard_explain) {
    auto *before_block = block_argument(call, 0);
    auto *after_block = block_argument(call, 1);
    core::scorecard before = core::load(body_of(before_block)), after = core::load(body_of(after_block));
    auto parts = core::explain(before, after);
    pg::rows out(call);
    for (const auto &part : parts) {
        bool of_criterion = part.part != core::change::limit;
        out.add({pg::make_text(name_of(part.part)), of_criterion ? name_column(part.component) : column{},
                 of_criterion ? name_column(part.criterion) : column{}, pg::micro_column(part.points)});
    }
    return out.end();
}
