-- sparkline: a series as a row of characters, for tables and messages.

CREATE FUNCTION sparkline(series daily_series, width integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_sparkline';
CREATE FUNCTION sparkline(series daily_series, from_day date, to_day date, width integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_sparkline_range';
CREATE FUNCTION sparkline(history score_history, width integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_sparkline_history';
CREATE FUNCTION sparkline(history score_history, from_day date, to_day date, width integer) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_sparkline_history_range';

COMMENT ON FUNCTION sparkline(daily_series, integer) IS
    'the series from its first day to its last as a row of at most width characters, each as high as the mean of its days';
COMMENT ON FUNCTION sparkline(daily_series, date, date, integer) IS
    'the series from one day to another as a row of at most width characters, each as high as the mean of its days';
COMMENT ON FUNCTION sparkline(score_history, integer) IS
    'the points from the first evaluation to the last as a row of at most width characters, from 0 to 100, a space where nothing was evaluated';
COMMENT ON FUNCTION sparkline(score_history, date, date, integer) IS
    'the points from one day to another as a row of at most width characters, from 0 to 100, a space where nothing was evaluated';
