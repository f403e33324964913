-- season_index: the usual change of a whole segment (requirement 35).

CREATE FUNCTION season_index(ratios double precision[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_season_index';

COMMENT ON FUNCTION season_index(double precision[]) IS
    'the median of ratios of level to baseline, within 0.7 and 1.2; NULL below 20 of them, NULLs not counted';
