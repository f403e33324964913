-- weighted_sum: exact sums of points by weight, and the aggregates over it.

CREATE TYPE weighted_sum;

CREATE FUNCTION weighted_sum_in(cstring) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_in';
CREATE FUNCTION weighted_sum_out(weighted_sum) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_out';
CREATE FUNCTION weighted_sum_recv(internal) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_recv';
CREATE FUNCTION weighted_sum_send(weighted_sum) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_send';

CREATE TYPE weighted_sum (
    INPUT = weighted_sum_in,
    OUTPUT = weighted_sum_out,
    RECEIVE = weighted_sum_recv,
    SEND = weighted_sum_send,
    INTERNALLENGTH = 72,
    ALIGNMENT = double
);

CREATE FUNCTION weighted_sum_eq(weighted_sum, weighted_sum) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_eq';
CREATE FUNCTION weighted_sum_ne(weighted_sum, weighted_sum) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_ne';
CREATE FUNCTION weighted_sum_hash(weighted_sum) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_hash';

CREATE OPERATOR = (
    LEFTARG = weighted_sum, RIGHTARG = weighted_sum, FUNCTION = weighted_sum_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = weighted_sum, RIGHTARG = weighted_sum, FUNCTION = weighted_sum_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS weighted_sum_ops DEFAULT FOR TYPE weighted_sum USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 weighted_sum_hash(weighted_sum);

CREATE FUNCTION points(sum weighted_sum) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_points';
CREATE FUNCTION coverage(sum weighted_sum) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_coverage';

CREATE FUNCTION weighted_sum_to_jsonb(sum weighted_sum) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_to_jsonb';
CREATE CAST (weighted_sum AS jsonb) WITH FUNCTION weighted_sum_to_jsonb(weighted_sum);
CREATE CAST (weighted_sum AS numeric) WITH FUNCTION points(weighted_sum);

-- The aggregates. Each has an inverse, so that a moving window takes rows out instead of starting anew.

CREATE FUNCTION weighted_sum_add(weighted_sum, points double precision, weight double precision) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_add';
CREATE FUNCTION weighted_sum_remove(weighted_sum, points double precision, weight double precision) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_remove';
CREATE FUNCTION weighted_sum_add_sum(weighted_sum, weighted_sum) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_add_sum';
CREATE FUNCTION weighted_sum_remove_sum(weighted_sum, weighted_sum) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_remove_sum';
CREATE FUNCTION weighted_sum_combine(weighted_sum, weighted_sum) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_combine';
CREATE FUNCTION weighted_sum_final(weighted_sum) RETURNS weighted_sum
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_weighted_sum_final';

CREATE OPERATOR + (
    LEFTARG = weighted_sum, RIGHTARG = weighted_sum, FUNCTION = weighted_sum_combine, COMMUTATOR = +
);

CREATE AGGREGATE weighted_sum(points double precision, weight double precision) (
    SFUNC = weighted_sum_add,
    STYPE = weighted_sum,
    FINALFUNC = weighted_sum_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = weighted_sum_combine,
    MSFUNC = weighted_sum_add,
    MINVFUNC = weighted_sum_remove,
    MSTYPE = weighted_sum,
    MFINALFUNC = weighted_sum_final,
    MFINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
CREATE AGGREGATE weighted_score(points double precision, weight double precision) (
    SFUNC = weighted_sum_add,
    STYPE = weighted_sum,
    FINALFUNC = points,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = weighted_sum_combine,
    MSFUNC = weighted_sum_add,
    MINVFUNC = weighted_sum_remove,
    MSTYPE = weighted_sum,
    MFINALFUNC = points,
    MFINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
CREATE AGGREGATE rollup(weighted_sum) (
    SFUNC = weighted_sum_add_sum,
    STYPE = weighted_sum,
    FINALFUNC = weighted_sum_final,
    FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = weighted_sum_combine,
    MSFUNC = weighted_sum_add_sum,
    MINVFUNC = weighted_sum_remove_sum,
    MSTYPE = weighted_sum,
    MFINALFUNC = weighted_sum_final,
    MFINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);

COMMENT ON TYPE weighted_sum IS
    'state of weighted_score: exact sums of points by weight; text form: sum 145.5, weight 2 of 3, rows 2 of 3';
COMMENT ON FUNCTION weighted_sum_in(cstring) IS 'text input of weighted_sum';
COMMENT ON FUNCTION weighted_sum_out(weighted_sum) IS 'text output of weighted_sum';
COMMENT ON FUNCTION weighted_sum_recv(internal) IS 'binary input of weighted_sum';
COMMENT ON FUNCTION weighted_sum_send(weighted_sum) IS 'binary output of weighted_sum';
COMMENT ON FUNCTION weighted_sum_eq(weighted_sum, weighted_sum) IS 'equal: the function of operator =';
COMMENT ON FUNCTION weighted_sum_ne(weighted_sum, weighted_sum) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION weighted_sum_hash(weighted_sum) IS 'hash of a weighted_sum';
COMMENT ON OPERATOR = (weighted_sum, weighted_sum) IS 'equal';
COMMENT ON OPERATOR <> (weighted_sum, weighted_sum) IS 'not equal';
COMMENT ON OPERATOR + (weighted_sum, weighted_sum) IS 'the rows of both';
COMMENT ON OPERATOR FAMILY weighted_sum_ops USING hash IS 'hashing of weighted_sum';
COMMENT ON OPERATOR CLASS weighted_sum_ops USING hash IS 'hashing of weighted_sum, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION points(weighted_sum) IS
    'the weighted mean of the observed points (scale 6); NULL if no weight was observed';
COMMENT ON FUNCTION coverage(weighted_sum) IS 'the share of the weight that was observed, 0 to 1; NULL if there is no weight';
COMMENT ON FUNCTION weighted_sum_to_jsonb(weighted_sum) IS 'the sums with the points and the coverage they give, as JSON';
COMMENT ON CAST (weighted_sum AS jsonb) IS 'the sums with the points and the coverage they give, as JSON';
COMMENT ON CAST (weighted_sum AS numeric) IS 'its points';
COMMENT ON FUNCTION weighted_sum_add(weighted_sum, double precision, double precision) IS
    'transition of weighted_sum and weighted_score';
COMMENT ON FUNCTION weighted_sum_remove(weighted_sum, double precision, double precision) IS
    'inverse transition of weighted_sum and weighted_score';
COMMENT ON FUNCTION weighted_sum_add_sum(weighted_sum, weighted_sum) IS 'transition of rollup(weighted_sum)';
COMMENT ON FUNCTION weighted_sum_remove_sum(weighted_sum, weighted_sum) IS 'inverse transition of rollup(weighted_sum)';
COMMENT ON FUNCTION weighted_sum_combine(weighted_sum, weighted_sum) IS 'combines two parts of a weighted_sum: the function of operator +';
COMMENT ON FUNCTION weighted_sum_final(weighted_sum) IS 'finishes a weighted_sum; NULL if no row counted';
COMMENT ON AGGREGATE weighted_sum(double precision, double precision) IS
    'exact sums of points by weight; NULL points are not observed, their weight lowers the coverage';
COMMENT ON AGGREGATE weighted_score(double precision, double precision) IS
    'the weighted mean of points (scale 6); NULL points do not count';
COMMENT ON AGGREGATE rollup(weighted_sum) IS 'one weighted_sum of several';
