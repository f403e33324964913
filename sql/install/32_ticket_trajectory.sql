-- ticket_trajectory: the tickets of the last three months against the account's own usual (requirements 41 and 42).

CREATE FUNCTION ticket_trajectory(series daily_series, as_of date, since date, OUT n1 integer, OUT n2 integer,
                                  OUT n3 integer, OUT k integer, OUT median numeric, OUT mad numeric,
                                  OUT change double precision, OUT p_rising double precision,
                                  OUT p_easing double precision, OUT class text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_ticket_trajectory';
CREATE FUNCTION ticket_trajectory(series daily_series, as_of date, since date, dispersion double precision,
                                  OUT n1 integer, OUT n2 integer, OUT n3 integer, OUT k integer, OUT median numeric,
                                  OUT mad numeric, OUT change double precision, OUT p_rising double precision,
                                  OUT p_easing double precision, OUT class text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_ticket_trajectory_dispersed';

COMMENT ON FUNCTION ticket_trajectory(daily_series, date, date) IS
    'tickets of the last three buckets of 30 days against the usual of up to twelve before, from since on; dispersion 2';
COMMENT ON FUNCTION ticket_trajectory(daily_series, date, date, double precision) IS
    'tickets of the last three buckets of 30 days against the usual of up to twelve before, from since on';
