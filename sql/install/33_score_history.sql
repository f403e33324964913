-- score_history: a level of points per day; a day without points was not evaluated.

CREATE TYPE score_history;

CREATE FUNCTION score_history_in(cstring) RETURNS score_history
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_in';
CREATE FUNCTION score_history_out(score_history) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_out';
CREATE FUNCTION score_history_recv(internal) RETURNS score_history
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_recv';
CREATE FUNCTION score_history_send(score_history) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_send';

-- ALIGNMENT: the entries of a state are up to 16 bytes wide, of two fields of 8.
CREATE TYPE score_history (
    INPUT = score_history_in,
    OUTPUT = score_history_out,
    RECEIVE = score_history_recv,
    SEND = score_history_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

CREATE FUNCTION score_history_eq(score_history, score_history) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_eq';
CREATE FUNCTION score_history_ne(score_history, score_history) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_ne';
CREATE FUNCTION score_history_hash(score_history) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_hash';

CREATE OPERATOR = (
    LEFTARG = score_history, RIGHTARG = score_history, FUNCTION = score_history_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = score_history, RIGHTARG = score_history, FUNCTION = score_history_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS score_history_ops DEFAULT FOR TYPE score_history USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 score_history_hash(score_history);

CREATE FUNCTION score_history_to_jsonb(history score_history) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_to_jsonb';
CREATE CAST (score_history AS jsonb) WITH FUNCTION score_history_to_jsonb(score_history);

-- The aggregate. A day has one value, so rows come in any order, twice if need be, and a row can be taken away again
-- (moving frames): the state knows how many rows a day has.

CREATE FUNCTION score_history_add(state score_history, day date, points double precision) RETURNS score_history
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_add';
CREATE FUNCTION score_history_remove(state score_history, day date, points double precision) RETURNS score_history
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_remove';
CREATE FUNCTION score_history_combine(state score_history, other score_history) RETURNS score_history
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_combine';
CREATE FUNCTION score_history_final(state score_history) RETURNS score_history
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_final';

CREATE AGGREGATE score_history(day date, points double precision) (
    SFUNC = score_history_add,
    STYPE = score_history,
    SSPACE = 4096,
    FINALFUNC = score_history_final,
    COMBINEFUNC = score_history_combine,
    MSFUNC = score_history_add,
    MINVFUNC = score_history_remove,
    MSTYPE = score_history,
    MSSPACE = 4096,
    MFINALFUNC = score_history_final,
    PARALLEL = SAFE
);

CREATE AGGREGATE rollup(history score_history) (
    SFUNC = score_history_combine,
    STYPE = score_history,
    SSPACE = 4096,
    FINALFUNC = score_history_final,
    COMBINEFUNC = score_history_combine,
    PARALLEL = SAFE
);

-- Another history. NULL says something in with_day: a day that was not evaluated, a history that begins.

CREATE FUNCTION score_history_merged(score_history, score_history) RETURNS score_history
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_merged';
CREATE OPERATOR + (
    LEFTARG = score_history, RIGHTARG = score_history, FUNCTION = score_history_merged, COMMUTATOR = +
);
-- NULL says something: no history yet, a day that was not evaluated.
CREATE FUNCTION with_day(history score_history, day date, points double precision) RETURNS score_history
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_with_day';
CREATE FUNCTION since(history score_history, day date) RETURNS score_history
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_since';

-- Readers.

CREATE FUNCTION points_on(history score_history, day date) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_points_on';
CREATE FUNCTION first_day(history score_history) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_first_day';
CREATE FUNCTION last_day(history score_history, as_of date) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_last_day';
CREATE FUNCTION evaluated_days(history score_history, as_of date, days integer) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_evaluated_days';
CREATE FUNCTION points_by_day(history score_history) RETURNS TABLE (day date, points numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_score_history_points_by_day';
CREATE FUNCTION drop_on(history score_history, as_of date, days integer) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_drop_on';
CREATE FUNCTION point_drop(history score_history, as_of date, days integer) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_point_drop';
CREATE FUNCTION largest_drop(history score_history, as_of date, days integer) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_largest_drop';
CREATE FUNCTION deepest_drop(history score_history, from_day date, to_day date, days integer, OUT day date, OUT depth numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_deepest_drop';
CREATE FUNCTION drops_by_day(history score_history, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, drop_on numeric, point_drop numeric, largest_drop numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_score_history_drops_by_day';
CREATE FUNCTION falling_periods(history score_history, as_of date) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_falling_periods';
CREATE FUNCTION smoothed_on(history score_history, as_of date, half_life double precision) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_smoothed_on';

-- The confirmed tier.

CREATE FUNCTION tier_on(history score_history, as_of date, scale tier_scale) RETURNS tier
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_tier_on';
CREATE FUNCTION tier_days(history score_history, as_of date, scale tier_scale) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_history_tier_days';
CREATE FUNCTION tiers_by_day(history score_history, from_day date, to_day date, scale tier_scale)
    RETURNS TABLE (day date, points numeric, raw_tier tier, tier tier, days_in_tier integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_score_history_tiers_by_day';
CREATE FUNCTION transitions(history score_history, from_day date, to_day date, scale tier_scale)
    RETURNS TABLE (day date, from_tier tier, to_tier tier, points numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10 AS 'MODULE_PATHNAME', 'hs_score_history_transitions';
CREATE FUNCTION episodes(history score_history, from_day date, to_day date, scale tier_scale)
    RETURNS TABLE (tier tier, from_day date, until_day date, days integer, days_in_range integer, evaluations integer,
                   min_points numeric, last_points numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10 AS 'MODULE_PATHNAME', 'hs_score_history_episodes';

COMMENT ON TYPE score_history IS
    'a level: points per day, a day without points was not evaluated; text form 2026-01-01:{72.5,71,,60}, empty {}';
COMMENT ON FUNCTION score_history_in(cstring) IS 'text input of score_history';
COMMENT ON FUNCTION score_history_out(score_history) IS 'text output of score_history';
COMMENT ON FUNCTION score_history_recv(internal) IS 'binary input of score_history';
COMMENT ON FUNCTION score_history_send(score_history) IS 'binary output of score_history';
COMMENT ON FUNCTION score_history_eq(score_history, score_history) IS 'equal: the function of operator =';
COMMENT ON FUNCTION score_history_ne(score_history, score_history) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION score_history_hash(score_history) IS 'hash of a score_history';
COMMENT ON OPERATOR = (score_history, score_history) IS 'equal: the same days with the same points';
COMMENT ON OPERATOR <> (score_history, score_history) IS 'not equal';
COMMENT ON OPERATOR FAMILY score_history_ops USING hash IS 'hashing of score_history';
COMMENT ON OPERATOR CLASS score_history_ops USING hash IS 'hashing of score_history, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION score_history_to_jsonb(score_history) IS 'the evaluated days and their points as a JSON object';
COMMENT ON CAST (score_history AS jsonb) IS 'the evaluated days and their points as a JSON object';
COMMENT ON FUNCTION score_history_add(score_history, date, double precision) IS
    'transition function of the aggregate score_history: adds a row';
COMMENT ON FUNCTION score_history_remove(score_history, date, double precision) IS
    'inverse transition function of the aggregate score_history: takes a row away';
COMMENT ON FUNCTION score_history_combine(score_history, score_history) IS
    'combine function of the aggregate score_history, and transition function of rollup: the days of both';
COMMENT ON FUNCTION score_history_final(score_history) IS 'final function of the aggregates score_history and rollup';
COMMENT ON AGGREGATE score_history(date, double precision) IS
    'the points of each day; a day with two different values is an error (22023); rows without points do not count';
COMMENT ON AGGREGATE rollup(score_history) IS 'the days of several histories; a day with two different values is an error (22023)';
COMMENT ON FUNCTION score_history_merged(score_history, score_history) IS 'the days of both: the function of operator +';
COMMENT ON OPERATOR + (score_history, score_history) IS 'the days of both; a day with two different values is an error (22023)';
COMMENT ON FUNCTION with_day(score_history, date, double precision) IS
    'the history with one day more, unchanged without points; an error (22023) if that day has other points';
COMMENT ON FUNCTION since(score_history, date) IS 'the history without the days before a day';
COMMENT ON FUNCTION points_on(score_history, date) IS 'the points of a day; NULL if it was not evaluated';
COMMENT ON FUNCTION first_day(score_history) IS 'the first evaluated day; NULL if there is none';
COMMENT ON FUNCTION last_day(score_history, date) IS 'the last evaluated day up to as_of; NULL if there is none';
COMMENT ON FUNCTION evaluated_days(score_history, date, integer) IS 'how many of the last days, as_of included, were evaluated';
COMMENT ON FUNCTION points_by_day(score_history) IS 'the evaluated days and their points, as rows';
COMMENT ON FUNCTION drop_on(score_history, date, integer) IS
    'how far the points of as_of are below the highest from days before it on; 0 at the peak, NULL if as_of was not evaluated';
COMMENT ON FUNCTION point_drop(score_history, date, integer) IS
    'the 7-day median some days ago less that of as_of; NULL if one of them has no points';
COMMENT ON FUNCTION largest_drop(score_history, date, integer) IS
    'the peak of the 7-day medians of the days before as_of less that of as_of; NULL with fewer than 10 evaluated days';
COMMENT ON FUNCTION deepest_drop(score_history, date, date, integer) IS
    'the day of a range on which drop_on is largest, and how large; NULL without an evaluation there';
COMMENT ON FUNCTION drops_by_day(score_history, date, date, integer) IS
    'drop_on, point_drop and largest_drop of every day of a range, in one pass';
COMMENT ON FUNCTION falling_periods(score_history, date) IS
    'how many evaluations in a row, up to the last one at or before as_of, were lower than the one before';
COMMENT ON FUNCTION smoothed_on(score_history, date, double precision) IS
    'the mean of all evaluations up to as_of, each with half the weight of one that is half_life days younger';
COMMENT ON FUNCTION tier_on(score_history, date, tier_scale) IS
    'the confirmed tier on a day; NULL if the last evaluation is more than 14 days before it';
COMMENT ON FUNCTION tier_days(score_history, date, tier_scale) IS
    'for how many days, as_of included, the confirmed tier has been what it is; at most 400 days back';
COMMENT ON FUNCTION tiers_by_day(score_history, date, date, tier_scale) IS
    'points, raw and confirmed tier, and days in it, of every day of a range, in one pass';
COMMENT ON FUNCTION transitions(score_history, date, date, tier_scale) IS 'the changes of the confirmed tier in a range of days';
COMMENT ON FUNCTION episodes(score_history, date, date, tier_scale) IS
    'the stretches of one confirmed tier that touch a range of days, as known at its end';
