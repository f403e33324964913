-- An as-of day has to be a day: infinity would read as a future without end.

CREATE FUNCTION checked_day(day date) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_checked_day';

COMMENT ON FUNCTION checked_day(date) IS 'the day itself; an infinite one is an error (22008), NULL stays NULL';
