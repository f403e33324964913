-- concentration: how unevenly an amount is spread over its parts (requirement 36).

CREATE TYPE concentration;

CREATE FUNCTION concentration_in(cstring) RETURNS concentration
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_in';
CREATE FUNCTION concentration_out(concentration) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_out';
CREATE FUNCTION concentration_recv(internal) RETURNS concentration
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_recv';
CREATE FUNCTION concentration_send(concentration) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_send';

CREATE TYPE concentration (
    INPUT = concentration_in,
    OUTPUT = concentration_out,
    RECEIVE = concentration_recv,
    SEND = concentration_send,
    INTERNALLENGTH = 48,
    ALIGNMENT = double
);

CREATE FUNCTION concentration_eq(concentration, concentration) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_eq';
CREATE FUNCTION concentration_ne(concentration, concentration) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_ne';
CREATE FUNCTION concentration_hash(concentration) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_hash';

CREATE OPERATOR = (
    LEFTARG = concentration, RIGHTARG = concentration, FUNCTION = concentration_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = concentration, RIGHTARG = concentration, FUNCTION = concentration_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS concentration_ops DEFAULT FOR TYPE concentration USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 concentration_hash(concentration);

-- The aggregate. It has no inverse: once the largest amount has left, nothing tells the second largest.

CREATE FUNCTION concentration_add(concentration, amount double precision) RETURNS concentration
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_add';
CREATE FUNCTION concentration_combine(concentration, concentration) RETURNS concentration
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_combine';
CREATE FUNCTION concentration_final(concentration) RETURNS concentration
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_final';

CREATE AGGREGATE concentration(amount double precision) (
    SFUNC = concentration_add,
    STYPE = concentration,
    FINALFUNC = concentration_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = concentration_combine,
    PARALLEL = SAFE
);
CREATE AGGREGATE rollup(concentration) (
    SFUNC = concentration_combine,
    STYPE = concentration,
    FINALFUNC = concentration_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = concentration_combine,
    PARALLEL = SAFE
);

CREATE OPERATOR + (
    LEFTARG = concentration, RIGHTARG = concentration, FUNCTION = concentration_combine, COMMUTATOR = +
);

-- Readers.

CREATE FUNCTION parts(value concentration) RETURNS bigint
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_parts';
CREATE FUNCTION total(value concentration) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_total';
CREATE FUNCTION top_share(value concentration) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_top_share';
CREATE FUNCTION herfindahl(value concentration) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_herfindahl';
CREATE FUNCTION effective_parts(value concentration) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_effective_parts';
CREATE FUNCTION is_concentrated(value concentration) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_is_concentrated';

CREATE FUNCTION concentration_to_jsonb(value concentration) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_concentration_to_jsonb';
CREATE CAST (concentration AS jsonb) WITH FUNCTION concentration_to_jsonb(concentration);

COMMENT ON TYPE concentration IS
    'how unevenly an amount is spread over its parts; text form: parts 3, total 10, squares 54, largest 7';
COMMENT ON FUNCTION concentration_in(cstring) IS 'text input of concentration';
COMMENT ON FUNCTION concentration_out(concentration) IS 'text output of concentration';
COMMENT ON FUNCTION concentration_recv(internal) IS 'binary input of concentration';
COMMENT ON FUNCTION concentration_send(concentration) IS 'binary output of concentration';
COMMENT ON FUNCTION concentration_eq(concentration, concentration) IS 'equal: the function of operator =';
COMMENT ON FUNCTION concentration_ne(concentration, concentration) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION concentration_hash(concentration) IS 'hash of a concentration';
COMMENT ON OPERATOR = (concentration, concentration) IS 'equal';
COMMENT ON OPERATOR <> (concentration, concentration) IS 'not equal';
COMMENT ON OPERATOR + (concentration, concentration) IS 'the parts of both';
COMMENT ON OPERATOR FAMILY concentration_ops USING hash IS 'hashing of concentration';
COMMENT ON OPERATOR CLASS concentration_ops USING hash IS 'hashing of concentration, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION concentration_add(concentration, double precision) IS 'transition of the aggregate concentration';
COMMENT ON FUNCTION concentration_combine(concentration, concentration) IS
    'combines two parts of a concentration: the function of operator +, and transition of rollup(concentration)';
COMMENT ON FUNCTION concentration_final(concentration) IS 'finishes a concentration';
COMMENT ON AGGREGATE concentration(double precision) IS
    'how unevenly an amount is spread over its parts, one row a part; NULL does not count, no row at all gives NULL';
COMMENT ON AGGREGATE rollup(concentration) IS 'one concentration of several that share no part';
COMMENT ON FUNCTION parts(concentration) IS 'how many parts have an amount above 0';
COMMENT ON FUNCTION total(concentration) IS 'the sum of the amounts (scale 6)';
COMMENT ON FUNCTION top_share(concentration) IS 'the largest part''s share of the total, 0 to 1; NULL if the total is 0';
COMMENT ON FUNCTION herfindahl(concentration) IS
    'the sum of the squared shares of the parts: 1 for one part, 1 / n for n equal ones; NULL if the total is 0';
COMMENT ON FUNCTION effective_parts(concentration) IS
    'the number of equal parts that would spread the total as evenly (1 / Herfindahl); NULL if the total is 0';
COMMENT ON FUNCTION is_concentrated(concentration) IS
    'one part holds half or more, or effective parts are fewer than two or than a quarter of the parts; NULL below five parts';
COMMENT ON FUNCTION concentration_to_jsonb(concentration) IS 'the value with what its readers say of it, as JSON';
COMMENT ON CAST (concentration AS jsonb) IS 'the value with what its readers say of it, as JSON';
