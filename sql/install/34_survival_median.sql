-- survival_median: how long until half have ended, where some still go on (requirement 62).

CREATE FUNCTION survival_median(durations double precision[], ended boolean[]) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_survival_median';

COMMENT ON FUNCTION survival_median(double precision[], boolean[]) IS
    'the Kaplan-Meier median of durations, of which some had not ended when they were seen last; NULL where less than half ended in time';
