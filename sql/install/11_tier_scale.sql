-- tier_scale: where yellow and green begin, and how a change of tier is confirmed.

CREATE TYPE tier_scale;

CREATE FUNCTION tier_scale_in(cstring) RETURNS tier_scale
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_scale_in';
CREATE FUNCTION tier_scale_out(tier_scale) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_scale_out';
CREATE FUNCTION tier_scale_recv(internal) RETURNS tier_scale
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_scale_recv';
CREATE FUNCTION tier_scale_send(tier_scale) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_scale_send';

CREATE TYPE tier_scale (
    INPUT = tier_scale_in,
    OUTPUT = tier_scale_out,
    RECEIVE = tier_scale_recv,
    SEND = tier_scale_send,
    INTERNALLENGTH = 24,
    ALIGNMENT = int4
);

CREATE FUNCTION tier_scale_eq(tier_scale, tier_scale) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'hs_tier_scale_eq';
CREATE FUNCTION tier_scale_ne(tier_scale, tier_scale) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'hs_tier_scale_ne';
CREATE FUNCTION tier_scale_hash(tier_scale) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'hs_tier_scale_hash';

CREATE OPERATOR = (
    LEFTARG = tier_scale, RIGHTARG = tier_scale, FUNCTION = tier_scale_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = tier_scale, RIGHTARG = tier_scale, FUNCTION = tier_scale_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS tier_scale_ops DEFAULT FOR TYPE tier_scale USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 tier_scale_hash(tier_scale);

CREATE FUNCTION tier_of(points double precision, scale tier_scale) RETURNS tier
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_of';

CREATE FUNCTION tier_certainty(points double precision, worst double precision, best double precision, scale tier_scale)
    RETURNS text LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_certainty';

CREATE FUNCTION tier_scale_to_jsonb(scale tier_scale) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_tier_scale_to_jsonb';
CREATE CAST (tier_scale AS jsonb) WITH FUNCTION tier_scale_to_jsonb(tier_scale);

COMMENT ON TYPE tier_scale IS
    'where yellow and green begin, margin, days to confirm: yellow 60, green 80, margin 2, down 3 days, up 14 days';
COMMENT ON FUNCTION tier_scale_in(cstring) IS 'text input of tier_scale';
COMMENT ON FUNCTION tier_scale_out(tier_scale) IS 'text output of tier_scale';
COMMENT ON FUNCTION tier_scale_recv(internal) IS 'binary input of tier_scale';
COMMENT ON FUNCTION tier_scale_send(tier_scale) IS 'binary output of tier_scale';
COMMENT ON FUNCTION tier_scale_eq(tier_scale, tier_scale) IS 'equal: the function of operator =';
COMMENT ON FUNCTION tier_scale_ne(tier_scale, tier_scale) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION tier_scale_hash(tier_scale) IS 'hash of a tier_scale';
COMMENT ON FUNCTION tier_scale_to_jsonb(tier_scale) IS 'its parts, as JSON';
COMMENT ON CAST (tier_scale AS jsonb) IS 'its parts, as JSON';
COMMENT ON OPERATOR = (tier_scale, tier_scale) IS 'equal';
COMMENT ON OPERATOR <> (tier_scale, tier_scale) IS 'not equal';
COMMENT ON OPERATOR FAMILY tier_scale_ops USING hash IS 'hashing of tier_scale';
COMMENT ON OPERATOR CLASS tier_scale_ops USING hash IS 'hashing of tier_scale, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION tier_of(double precision, tier_scale) IS
    'the raw tier of points on a scale: red below yellow, green from green on; margin and days play no part';
COMMENT ON FUNCTION tier_certainty(double precision, double precision, double precision, tier_scale) IS
    'certain: worst and best possible points lie in one tier; likely: at least half of that range lies in the tier of the points; else open';
