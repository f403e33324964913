-- ticket_trajectory: the tickets of the last three months against the account's own usual (requirements 41, 42 and 48).

CREATE FUNCTION ticket_trajectory(series daily_series, as_of date, since date, OUT n1 integer, OUT n2 integer,
                                  OUT n3 integer, OUT slope double precision, OUT k integer,
                                  OUT usual_rate double precision, OUT median numeric, OUT mad numeric,
                                  OUT change double precision, OUT p_rising double precision,
                                  OUT p_easing double precision, OUT class text, OUT onboarding boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_ticket_trajectory';
CREATE FUNCTION ticket_trajectory(series daily_series, as_of date, since date, dispersion double precision,
                                  OUT n1 integer, OUT n2 integer, OUT n3 integer, OUT slope double precision,
                                  OUT k integer, OUT usual_rate double precision, OUT median numeric, OUT mad numeric,
                                  OUT change double precision, OUT p_rising double precision,
                                  OUT p_easing double precision, OUT class text, OUT onboarding boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_ticket_trajectory_dispersed';
CREATE FUNCTION ticket_trajectory_by_day(series daily_series, from_day date, to_day date, since date)
    RETURNS TABLE (day date, n1 integer, n2 integer, n3 integer, slope double precision, k integer,
                   usual_rate double precision, median numeric, mad numeric, change double precision,
                   p_rising double precision, p_easing double precision, class text, onboarding boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_ticket_trajectory_by_day';
CREATE FUNCTION ticket_trajectory_by_day(series daily_series, from_day date, to_day date, since date,
                                         dispersion double precision)
    RETURNS TABLE (day date, n1 integer, n2 integer, n3 integer, slope double precision, k integer,
                   usual_rate double precision, median numeric, mad numeric, change double precision,
                   p_rising double precision, p_easing double precision, class text, onboarding boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_ticket_trajectory_by_day_dispersed';

COMMENT ON FUNCTION ticket_trajectory(daily_series, date, date) IS
    'tickets of the last three buckets of 30 days against the usual of up to twelve before, from since on; dispersion 2';
COMMENT ON FUNCTION ticket_trajectory(daily_series, date, date, double precision) IS
    'tickets of the last three buckets of 30 days against the usual of up to twelve before, from since on';
COMMENT ON FUNCTION ticket_trajectory_by_day(daily_series, date, date, date) IS
    'ticket_trajectory as of every day from from_day to to_day; dispersion 2';
COMMENT ON FUNCTION ticket_trajectory_by_day(daily_series, date, date, date, double precision) IS
    'ticket_trajectory as of every day from from_day to to_day';
