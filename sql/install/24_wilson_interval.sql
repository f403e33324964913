-- wilson_interval: a rate, and how far it can be trusted.

CREATE FUNCTION wilson_interval(successes bigint, n bigint, OUT rate double precision, OUT low double precision,
                                OUT high double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_wilson_interval';
CREATE FUNCTION wilson_interval(successes bigint, n bigint, confidence double precision, OUT rate double precision,
                                OUT low double precision, OUT high double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_wilson_interval_confident';

COMMENT ON FUNCTION wilson_interval(bigint, bigint) IS
    'successes / n and its Wilson interval at 95 percent, without a correction for continuity; n = 0 gives NULLs';
COMMENT ON FUNCTION wilson_interval(bigint, bigint, double precision) IS
    'successes / n and its Wilson interval, without a correction for continuity; n = 0 gives NULLs';
