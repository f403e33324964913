-- slope: where a flow is going, week by week (requirement 39).

CREATE FUNCTION slope(series daily_series, as_of date, weeks integer, OUT total numeric, OUT median numeric,
                      OUT slope double precision, OUT ratio double precision, OUT growth double precision,
                      OUT low double precision, OUT high double precision, OUT state text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_slope';
CREATE FUNCTION slope_by_day(series daily_series, from_day date, to_day date, weeks integer)
    RETURNS TABLE (day date, total numeric, median numeric, slope double precision, ratio double precision,
                   growth double precision, low double precision, high double precision, state text)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_slope_by_day';

COMMENT ON FUNCTION slope(daily_series, date, integer) IS
    'the trend of the last complete ISO weeks: Theil-Sen slope, and for counts the growth per week with its 95 percent interval';
COMMENT ON FUNCTION slope_by_day(daily_series, date, date, integer) IS 'slope for every day of a range, in one pass';
