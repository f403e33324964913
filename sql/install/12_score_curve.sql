-- score_curve: raw value -> points, piecewise linear.

CREATE TYPE score_curve;

CREATE FUNCTION score_curve_in(cstring) RETURNS score_curve
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_curve_in';
CREATE FUNCTION score_curve_out(score_curve) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_curve_out';
CREATE FUNCTION score_curve_recv(internal) RETURNS score_curve
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_curve_recv';
CREATE FUNCTION score_curve_send(score_curve) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_curve_send';

CREATE TYPE score_curve (
    INPUT = score_curve_in,
    OUTPUT = score_curve_out,
    RECEIVE = score_curve_recv,
    SEND = score_curve_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

CREATE FUNCTION score_curve_eq(score_curve, score_curve) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_eq';
CREATE FUNCTION score_curve_ne(score_curve, score_curve) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_ne';
CREATE FUNCTION score_curve_hash(score_curve) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_hash';

CREATE OPERATOR = (
    LEFTARG = score_curve, RIGHTARG = score_curve, FUNCTION = score_curve_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = score_curve, RIGHTARG = score_curve, FUNCTION = score_curve_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS score_curve_ops DEFAULT FOR TYPE score_curve USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 score_curve_hash(score_curve);

CREATE FUNCTION points_at(curve score_curve, value double precision) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_points_at';

CREATE FUNCTION score_curve_to_jsonb(curve score_curve) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_score_curve_to_jsonb';
CREATE CAST (score_curve AS jsonb) WITH FUNCTION score_curve_to_jsonb(score_curve);

COMMENT ON TYPE score_curve IS
    'turns a raw value into points, piecewise linear, clamped at the ends: 0:0, 0.6:60, 0.8:80, 1:100';
COMMENT ON FUNCTION score_curve_in(cstring) IS 'text input of score_curve';
COMMENT ON FUNCTION score_curve_out(score_curve) IS 'text output of score_curve';
COMMENT ON FUNCTION score_curve_recv(internal) IS 'binary input of score_curve';
COMMENT ON FUNCTION score_curve_send(score_curve) IS 'binary output of score_curve';
COMMENT ON FUNCTION score_curve_eq(score_curve, score_curve) IS 'equal: the function of operator =';
COMMENT ON FUNCTION score_curve_ne(score_curve, score_curve) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION score_curve_hash(score_curve) IS 'hash of a score_curve';
COMMENT ON FUNCTION score_curve_to_jsonb(score_curve) IS 'its raw values and their points, in order, as JSON';
COMMENT ON CAST (score_curve AS jsonb) IS 'its raw values and their points, in order, as JSON';
COMMENT ON OPERATOR = (score_curve, score_curve) IS 'equal';
COMMENT ON OPERATOR <> (score_curve, score_curve) IS 'not equal';
COMMENT ON OPERATOR FAMILY score_curve_ops USING hash IS 'hashing of score_curve';
COMMENT ON OPERATOR CLASS score_curve_ops USING hash IS 'hashing of score_curve, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION points_at(score_curve, double precision) IS
    'the points (0 to 100, scale 6) that a curve gives to a raw value; beyond its ends, those of the end';
