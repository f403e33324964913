-- sparkline: a series as a row of characters, for tables and messages.

CREATE FUNCTION sparkline(series daily_series, width integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_sparkline';
CREATE FUNCTION sparkline(series daily_series, from_day date, to_day date, width integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_sparkline_range';

COMMENT ON FUNCTION sparkline(daily_series, integer) IS
    'the series from its first day to its last as a row of at most width characters, each as high as the mean of its days';
COMMENT ON FUNCTION sparkline(daily_series, date, date, integer) IS
    'the series from one day to another as a row of at most width characters, each as high as the mean of its days';
