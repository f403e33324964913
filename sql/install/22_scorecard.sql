-- scorecard: the criteria of one account and day, composed, limited and explained.

CREATE TYPE scorecard;

CREATE FUNCTION scorecard_in(cstring) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_in';
CREATE FUNCTION scorecard_out(scorecard) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_out';
CREATE FUNCTION scorecard_recv(internal) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_recv';
CREATE FUNCTION scorecard_send(scorecard) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_send';

CREATE TYPE scorecard (
    INPUT = scorecard_in,
    OUTPUT = scorecard_out,
    RECEIVE = scorecard_recv,
    SEND = scorecard_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

CREATE FUNCTION scorecard_eq(scorecard, scorecard) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_eq';
CREATE FUNCTION scorecard_ne(scorecard, scorecard) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_ne';
CREATE FUNCTION scorecard_hash(scorecard) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_hash';

CREATE OPERATOR = (
    LEFTARG = scorecard, RIGHTARG = scorecard, FUNCTION = scorecard_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = scorecard, RIGHTARG = scorecard, FUNCTION = scorecard_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS scorecard_ops DEFAULT FOR TYPE scorecard USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 scorecard_hash(scorecard);

-- The aggregate. Its state is the type itself; rows and parts may come in any order.

CREATE FUNCTION scorecard_add(scorecard, component text, criterion text, points double precision, weight double precision, reason text)
    RETURNS scorecard
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_add';
CREATE FUNCTION scorecard_add(scorecard, component text, criterion text, points double precision, weight double precision, reason text, assumed double precision)
    RETURNS scorecard
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_add';
CREATE FUNCTION scorecard_combine(scorecard, scorecard) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_combine';
CREATE FUNCTION scorecard_add_card(scorecard, scorecard) RETURNS scorecard
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_add_card';
CREATE FUNCTION scorecard_final(scorecard) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_final';

CREATE AGGREGATE scorecard(component text, criterion text, points double precision, weight double precision, reason text) (
    SFUNC = scorecard_add,
    STYPE = scorecard,
    SSPACE = 1024,
    COMBINEFUNC = scorecard_combine,
    FINALFUNC = scorecard_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
CREATE AGGREGATE scorecard(component text, criterion text, points double precision, weight double precision, reason text, assumed double precision) (
    SFUNC = scorecard_add,
    STYPE = scorecard,
    SSPACE = 1024,
    COMBINEFUNC = scorecard_combine,
    FINALFUNC = scorecard_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
CREATE AGGREGATE rollup(scorecard) (
    SFUNC = scorecard_add_card,
    STYPE = scorecard,
    SSPACE = 1024,
    COMBINEFUNC = scorecard_combine,
    FINALFUNC = scorecard_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);

-- Readers of the whole.

CREATE FUNCTION points(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_points';
CREATE FUNCTION unlimited_points(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_unlimited_points';
CREATE FUNCTION worst_points(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_worst_points';
CREATE FUNCTION best_points(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_best_points';
CREATE FUNCTION coverage(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_coverage';
CREATE FUNCTION model_coverage(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_model_coverage';
CREATE FUNCTION limit_effect(card scorecard) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_limit_effect';
CREATE FUNCTION reason(card scorecard) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_reason';
CREATE FUNCTION main_loss(card scorecard, OUT component text, OUT criterion text, OUT points_lost numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_main_loss';

-- Another card with one thing changed.

CREATE FUNCTION limited(card scorecard, at_most double precision, reason text) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_limited';
CREATE FUNCTION limited(card scorecard, at_most double precision[], reasons text[]) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_limited_all';
CREATE FUNCTION requiring(card scorecard, minimum_coverage double precision) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_requiring';

CREATE FUNCTION combining(card scorecard, components text[], ways text[]) RETURNS scorecard
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_combining';

-- Its parts as rows.

CREATE FUNCTION components(card scorecard)
    RETURNS TABLE (component text, points numeric, weight numeric, effective_weight numeric, contribution numeric,
                   coverage numeric, reason text, parent text, combines text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME', 'hs_scorecard_components';
CREATE FUNCTION criteria(card scorecard)
    RETURNS TABLE (component text, criterion text, points numeric, weight numeric, effective_weight numeric,
                   contribution numeric, points_lost numeric, reason text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12 AS 'MODULE_PATHNAME', 'hs_scorecard_criteria';
CREATE FUNCTION limits(card scorecard) RETURNS TABLE (at_most numeric, reason text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 1 AS 'MODULE_PATHNAME', 'hs_scorecard_limits';
CREATE FUNCTION explain(old scorecard, new scorecard)
    RETURNS TABLE (part text, component text, criterion text, points numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 25 AS 'MODULE_PATHNAME', 'hs_scorecard_explain';

CREATE FUNCTION cheapest_path(
    card scorecard, target double precision, components text[], criteria text[], curves text[], raw_values double precision[],
    prices double precision[], whole boolean[], at_least_to double precision[], limited_components text[] DEFAULT '{}',
    operators text[] DEFAULT '{}', bounds double precision[] DEFAULT '{}', at_most double precision[] DEFAULT '{}')
    RETURNS TABLE (component text, criterion text, value double precision, points numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 3 AS 'MODULE_PATHNAME', 'hs_scorecard_cheapest_path';

CREATE FUNCTION scorecard_to_jsonb(card scorecard) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_scorecard_to_jsonb';
CREATE CAST (scorecard AS jsonb) WITH FUNCTION scorecard_to_jsonb(scorecard);

COMMENT ON TYPE scorecard IS
    'the criteria of one account and day with points, weight and reason; limits; the coverage it requires';
COMMENT ON FUNCTION scorecard_in(cstring) IS 'text input of scorecard';
COMMENT ON FUNCTION scorecard_out(scorecard) IS 'text output of scorecard';
COMMENT ON FUNCTION scorecard_recv(internal) IS 'binary input of scorecard';
COMMENT ON FUNCTION scorecard_send(scorecard) IS 'binary output of scorecard';
COMMENT ON FUNCTION scorecard_eq(scorecard, scorecard) IS 'equal: the function of operator =';
COMMENT ON FUNCTION scorecard_ne(scorecard, scorecard) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION scorecard_hash(scorecard) IS 'hash of a scorecard';
COMMENT ON OPERATOR = (scorecard, scorecard) IS 'equal';
COMMENT ON OPERATOR <> (scorecard, scorecard) IS 'not equal';
COMMENT ON OPERATOR FAMILY scorecard_ops USING hash IS 'hashing of scorecard';
COMMENT ON OPERATOR CLASS scorecard_ops USING hash IS 'hashing of scorecard, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION scorecard_add(scorecard, text, text, double precision, double precision, text) IS
    'transition of the aggregate scorecard';
COMMENT ON FUNCTION scorecard_add(scorecard, text, text, double precision, double precision, text, double precision) IS
    'transition of the aggregate scorecard with points to assume';
COMMENT ON FUNCTION scorecard_combine(scorecard, scorecard) IS 'combines two parts of a scorecard';
COMMENT ON FUNCTION scorecard_add_card(scorecard, scorecard) IS 'transition of the aggregate rollup(scorecard)';
COMMENT ON FUNCTION scorecard_final(scorecard) IS 'finishes a scorecard; weights that are all 0 are refused';
COMMENT ON AGGREGATE scorecard(text, text, double precision, double precision, text) IS
    'the scorecard of criteria, one row each: component, criterion, points (NULL unless observed), weight, reason';
COMMENT ON AGGREGATE scorecard(text, text, double precision, double precision, text, double precision) IS
    'the scorecard of criteria, where those that are missing may have points that are assumed (NULL: none)';
COMMENT ON AGGREGATE rollup(scorecard) IS 'one scorecard of several that hold different criteria';
COMMENT ON FUNCTION points(scorecard) IS
    'the points of the whole after its limits (0 to 100, scale 6); NULL below the minimum coverage';
COMMENT ON FUNCTION unlimited_points(scorecard) IS
    'the points of the whole before its limits; NULL if nothing is observed';
COMMENT ON FUNCTION worst_points(scorecard) IS
    'the points if everything applicable and not observed had 0 points, after limits';
COMMENT ON FUNCTION best_points(scorecard) IS
    'the points if everything applicable and not observed had 100 points, after limits';
COMMENT ON FUNCTION coverage(scorecard) IS
    'weight observed as a share of the weight bound and applicable, 0 to 1';
COMMENT ON FUNCTION model_coverage(scorecard) IS
    'weight bound to a source as a share of all weight, 0 to 1';
COMMENT ON FUNCTION limit_effect(scorecard) IS
    'limited less unlimited points: 0 or negative; NULL if nothing is observed';
COMMENT ON FUNCTION reason(scorecard) IS
    'NULL if the card has points, else low_coverage';
COMMENT ON FUNCTION main_loss(scorecard) IS
    'the criterion that loses most points, the first in byte order among equals; NULLs if none loses any';
COMMENT ON FUNCTION limited(scorecard, double precision, text) IS
    'the card with one more limit: its points, worst and best are at most this, for this reason';
COMMENT ON FUNCTION limited(scorecard, double precision[], text[]) IS 'the card under several limits, each with its reason';
COMMENT ON FUNCTION requiring(scorecard, double precision) IS
    'the card with another minimum coverage, 0 to 1; a fresh card requires 0.6';
COMMENT ON FUNCTION combining(scorecard, text[], text[]) IS
    'the card in which some components take the points of their worst or best part, instead of the weighted mean';
COMMENT ON FUNCTION components(scorecard) IS
    'its components, each before those within it: points, share of the whole, share after missing weight was passed on, contribution, coverage, reason';
COMMENT ON FUNCTION criteria(scorecard) IS
    'its criteria: points, share of the whole, share after missing weight was passed on, contribution, points lost, reason';
COMMENT ON FUNCTION limits(scorecard) IS 'its limits, the lowest first';
COMMENT ON FUNCTION explain(scorecard, scorecard) IS
    'how the change of points from the old card to the new splits into missing, value, weight and limit; sums exactly';
COMMENT ON FUNCTION cheapest_path(scorecard, double precision, text[], text[], text[], double precision[], double precision[], boolean[],
    double precision[], text[], text[], double precision[], double precision[]) IS
    'which criteria to move, and to which raw value, for the card to reach a number of points: the fewest, and of those the least sum of price times change; a row of NULLs where it cannot';
COMMENT ON FUNCTION scorecard_to_jsonb(scorecard) IS 'the card with its points, components, criteria and limits as JSON';
COMMENT ON CAST (scorecard AS jsonb) IS 'the card with its points, components, criteria and limits as JSON';
