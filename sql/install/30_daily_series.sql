-- daily_series: a flow of amounts per day; a day without an amount is 0.

CREATE TYPE daily_series;

CREATE FUNCTION daily_series_in(cstring) RETURNS daily_series
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_in';
CREATE FUNCTION daily_series_out(daily_series) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_out';
CREATE FUNCTION daily_series_recv(internal) RETURNS daily_series
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_recv';
CREATE FUNCTION daily_series_send(daily_series) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_send';

-- ALIGNMENT: the entries of a state are 8 bytes wide.
CREATE TYPE daily_series (
    INPUT = daily_series_in,
    OUTPUT = daily_series_out,
    RECEIVE = daily_series_recv,
    SEND = daily_series_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

CREATE FUNCTION daily_series_eq(daily_series, daily_series) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_eq';
CREATE FUNCTION daily_series_ne(daily_series, daily_series) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_ne';
CREATE FUNCTION daily_series_hash(daily_series) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_hash';

CREATE OPERATOR = (
    LEFTARG = daily_series, RIGHTARG = daily_series, FUNCTION = daily_series_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = daily_series, RIGHTARG = daily_series, FUNCTION = daily_series_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS daily_series_ops DEFAULT FOR TYPE daily_series USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 daily_series_hash(daily_series);

-- The aggregate. Amounts add up, so rows come in any order, and a row can be taken away again (moving frames).

CREATE FUNCTION daily_series_add(state daily_series, day date, amount double precision) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_add';
CREATE FUNCTION daily_series_remove(state daily_series, day date, amount double precision) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_remove';
CREATE FUNCTION daily_series_add(state daily_series, day date, amount double precision, known_on date) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_add';
CREATE FUNCTION daily_series_remove(state daily_series, day date, amount double precision, known_on date) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_remove';
CREATE FUNCTION daily_series_combine(state daily_series, other daily_series) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_combine';
CREATE FUNCTION daily_series_final(state daily_series) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_final';

CREATE AGGREGATE daily_series(day date, amount double precision) (
    SFUNC = daily_series_add,
    STYPE = daily_series,
    SSPACE = 1024,
    FINALFUNC = daily_series_final,
    COMBINEFUNC = daily_series_combine,
    MSFUNC = daily_series_add,
    MINVFUNC = daily_series_remove,
    MSTYPE = daily_series,
    MSSPACE = 1024,
    MFINALFUNC = daily_series_final,
    PARALLEL = SAFE
);

CREATE AGGREGATE daily_series(day date, amount double precision, known_on date) (
    SFUNC = daily_series_add,
    STYPE = daily_series,
    SSPACE = 1024,
    FINALFUNC = daily_series_final,
    COMBINEFUNC = daily_series_combine,
    MSFUNC = daily_series_add,
    MINVFUNC = daily_series_remove,
    MSTYPE = daily_series,
    MSSPACE = 1024,
    MFINALFUNC = daily_series_final,
    PARALLEL = SAFE
);

CREATE AGGREGATE rollup(series daily_series) (
    SFUNC = daily_series_combine,
    STYPE = daily_series,
    SSPACE = 4096,
    FINALFUNC = daily_series_final,
    COMBINEFUNC = daily_series_combine,
    PARALLEL = SAFE
);

-- One value of others. NULL says something in with_day: an amount that does not count, a day known in time.

CREATE FUNCTION daily_series_plus(daily_series, daily_series) RETURNS daily_series
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_combine';
CREATE OPERATOR + (LEFTARG = daily_series, RIGHTARG = daily_series, FUNCTION = daily_series_plus, COMMUTATOR = +);
CREATE FUNCTION with_day(series daily_series, day date, amount double precision) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_add';
CREATE FUNCTION with_day(series daily_series, day date, amount double precision, known_on date) RETURNS daily_series
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_add';

-- Readers as of a day.

CREATE FUNCTION total(series daily_series, as_of date, days integer) RETURNS numeric
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_total';
CREATE FUNCTION mean(series daily_series, as_of date, days integer) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_mean';
CREATE FUNCTION since(series daily_series, day date) RETURNS daily_series
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_since';
CREATE FUNCTION without(series daily_series, from_day date, to_day date) RETURNS daily_series
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_without';
CREATE FUNCTION active_days(series daily_series, as_of date, days integer) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_active_days';
CREATE FUNCTION active_days(series daily_series, days date[]) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_active_days_of';
CREATE FUNCTION last_day(series daily_series, as_of date) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_last_day';
CREATE FUNCTION first_day(series daily_series) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_first_day';
CREATE FUNCTION quiet_days(series daily_series, as_of date) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_quiet_days';
CREATE FUNCTION level_vs_baseline(series daily_series, as_of date, since date, OUT ratio double precision,
                                  OUT level numeric, OUT baseline numeric, OUT blocks integer, OUT state text,
                                  OUT rebased boolean, OUT ratio_to_quarter double precision,
                                  OUT ratio_to_year double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_level_vs_baseline';
CREATE FUNCTION level_vs_baseline(series daily_series, as_of date, since date, season daily_series,
                                  OUT ratio double precision, OUT level numeric, OUT baseline numeric,
                                  OUT blocks integer, OUT state text, OUT rebased boolean,
                                  OUT ratio_to_quarter double precision, OUT ratio_to_year double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_level_vs_baseline_season';
CREATE FUNCTION worst_month_vs_baseline(series daily_series, as_of date, since date, OUT ratio double precision,
                                        OUT dropped boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_worst_month';
CREATE FUNCTION declining_weeks(series daily_series, as_of date, since date, OUT weeks integer, OUT declining boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_declining_weeks';
CREATE FUNCTION declining_weeks(series daily_series, as_of date, since date, season daily_series, OUT weeks integer,
                                OUT declining boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_declining_weeks_season';

-- The same for every day of a range, in one pass.

CREATE FUNCTION amounts_by_day(series daily_series, from_day date, to_day date) RETURNS TABLE (day date, amount numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_amounts_by_day';
CREATE FUNCTION total_by_day(series daily_series, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, total numeric)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_total_by_day';
CREATE FUNCTION mean_by_day(series daily_series, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, mean double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_mean_by_day';
CREATE FUNCTION quiet_days_by_day(series daily_series, from_day date, to_day date)
    RETURNS TABLE (day date, quiet_days integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_quiet_days_by_day';
CREATE FUNCTION level_vs_baseline_by_day(series daily_series, from_day date, to_day date, since date)
    RETURNS TABLE (day date, ratio double precision, level numeric, baseline numeric, blocks integer, state text,
                   rebased boolean, ratio_to_quarter double precision, ratio_to_year double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_level_vs_baseline_by_day';
CREATE FUNCTION level_vs_baseline_by_day(series daily_series, from_day date, to_day date, since date,
                                         season daily_series)
    RETURNS TABLE (day date, ratio double precision, level numeric, baseline numeric, blocks integer, state text,
                   rebased boolean, ratio_to_quarter double precision, ratio_to_year double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_level_vs_baseline_by_day_season';
CREATE FUNCTION worst_month_vs_baseline_by_day(series daily_series, from_day date, to_day date, since date)
    RETURNS TABLE (day date, ratio double precision, dropped boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_worst_month_by_day';
CREATE FUNCTION declining_weeks_by_day(series daily_series, from_day date, to_day date, since date)
    RETURNS TABLE (day date, weeks integer, declining boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_declining_weeks_by_day';
CREATE FUNCTION declining_weeks_by_day(series daily_series, from_day date, to_day date, since date, season daily_series)
    RETURNS TABLE (day date, weeks integer, declining boolean)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_series_declining_weeks_by_day_season';

CREATE FUNCTION daily_series_to_jsonb(series daily_series) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_series_to_jsonb';
CREATE CAST (daily_series AS jsonb) WITH FUNCTION daily_series_to_jsonb(daily_series);

COMMENT ON TYPE daily_series IS
    'a flow: amounts per day, late ones apart; a day without an amount is 0; text form 2026-01-01:{3,0,0,5}, empty {}';
COMMENT ON FUNCTION daily_series_in(cstring) IS 'text input of daily_series';
COMMENT ON FUNCTION daily_series_out(daily_series) IS 'text output of daily_series';
COMMENT ON FUNCTION daily_series_recv(internal) IS 'binary input of daily_series';
COMMENT ON FUNCTION daily_series_send(daily_series) IS 'binary output of daily_series';
COMMENT ON FUNCTION daily_series_eq(daily_series, daily_series) IS 'equal: the function of operator =';
COMMENT ON FUNCTION daily_series_ne(daily_series, daily_series) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION daily_series_hash(daily_series) IS 'hash of a daily_series';
COMMENT ON FUNCTION daily_series_to_jsonb(daily_series) IS 'the amount of each day that has one, as JSON; late ones apart';
COMMENT ON CAST (daily_series AS jsonb) IS 'the amount of each day that has one, as JSON; late ones apart';
COMMENT ON OPERATOR = (daily_series, daily_series) IS 'equal: the same amount on every day, known on the same days';
COMMENT ON OPERATOR <> (daily_series, daily_series) IS 'not equal';
COMMENT ON OPERATOR FAMILY daily_series_ops USING hash IS 'hashing of daily_series';
COMMENT ON OPERATOR CLASS daily_series_ops USING hash IS 'hashing of daily_series, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION daily_series_add(daily_series, date, double precision) IS
    'transition function of the aggregate daily_series: adds a row';
COMMENT ON FUNCTION daily_series_remove(daily_series, date, double precision) IS
    'inverse transition function of the aggregate daily_series: takes a row away';
COMMENT ON FUNCTION daily_series_add(daily_series, date, double precision, date) IS
    'transition function of the aggregate daily_series: adds a row that may be late';
COMMENT ON FUNCTION daily_series_remove(daily_series, date, double precision, date) IS
    'inverse transition function of the aggregate daily_series: takes a row that may be late away';
COMMENT ON FUNCTION daily_series_combine(daily_series, daily_series) IS
    'combine function of the aggregate daily_series, and transition function of rollup: adds day by day';
COMMENT ON FUNCTION daily_series_final(daily_series) IS 'final function of the aggregates daily_series and rollup';
COMMENT ON AGGREGATE daily_series(date, double precision) IS
    'the sum of amounts per day; rows without an amount do not count, no row at all gives NULL';
COMMENT ON AGGREGATE daily_series(date, double precision, date) IS
    'the sum of amounts per day; one known_on a later day is counted from that day on, another one was known in time';
COMMENT ON AGGREGATE rollup(daily_series) IS 'the sum of several series, day by day';
COMMENT ON FUNCTION daily_series_plus(daily_series, daily_series) IS 'the sum of two series: the function of operator +';
COMMENT ON OPERATOR + (daily_series, daily_series) IS 'the sum of two series, day by day';
COMMENT ON FUNCTION with_day(daily_series, date, double precision) IS 'the series with one more amount';
COMMENT ON FUNCTION with_day(daily_series, date, double precision, date) IS
    'the series with one more amount, counted from the day known_on where that is later';
COMMENT ON FUNCTION total(daily_series, date, integer) IS 'total of the last days, as_of included';
COMMENT ON FUNCTION mean(daily_series, date, integer) IS 'total of the last days, divided by their number';
COMMENT ON FUNCTION since(daily_series, date) IS 'the series without the days before a day';
COMMENT ON FUNCTION without(daily_series, date, date) IS 'the series without the days from from_day to the day before to_day';
COMMENT ON FUNCTION active_days(daily_series, date, integer) IS
    'how many of the last days, as_of included, have an amount above 0';
COMMENT ON FUNCTION active_days(daily_series, date[]) IS 'how many of the given days have an amount above 0';
COMMENT ON FUNCTION last_day(daily_series, date) IS
    'the last day up to as_of with an amount other than 0; NULL if there is none';
COMMENT ON FUNCTION first_day(daily_series) IS 'the first day with an amount other than 0; NULL if there is none';
COMMENT ON FUNCTION quiet_days(daily_series, date) IS
    'days since the last one up to as_of with an amount above 0; NULL if there is none';
COMMENT ON FUNCTION level_vs_baseline(daily_series, date, date) IS
    'the level of the last 28 days against the usual level of the blocks of 28 days before, from since on';
COMMENT ON FUNCTION level_vs_baseline(daily_series, date, date, daily_series) IS
    'level_vs_baseline with the level divided by the index that season has on as_of';
COMMENT ON FUNCTION worst_month_vs_baseline(daily_series, date, date) IS
    'the last complete calendar month against the median of the three before, from since on';
COMMENT ON FUNCTION declining_weeks(daily_series, date, date) IS
    'how many complete ISO weeks in a row fell, and whether that is more than noise';
COMMENT ON FUNCTION declining_weeks(daily_series, date, date, daily_series) IS
    'declining_weeks with each week divided by the index that season has on its Sunday';
COMMENT ON FUNCTION amounts_by_day(daily_series, date, date) IS
    'the amount of every day from from_day to to_day, as known by to_day';
COMMENT ON FUNCTION total_by_day(daily_series, date, date, integer) IS 'total as of every day from from_day to to_day';
COMMENT ON FUNCTION mean_by_day(daily_series, date, date, integer) IS 'mean as of every day from from_day to to_day';
COMMENT ON FUNCTION quiet_days_by_day(daily_series, date, date) IS 'quiet_days as of every day from from_day to to_day';
COMMENT ON FUNCTION level_vs_baseline_by_day(daily_series, date, date, date) IS
    'level_vs_baseline as of every day from from_day to to_day';
COMMENT ON FUNCTION level_vs_baseline_by_day(daily_series, date, date, date, daily_series) IS
    'level_vs_baseline with a season as of every day from from_day to to_day';
COMMENT ON FUNCTION worst_month_vs_baseline_by_day(daily_series, date, date, date) IS
    'worst_month_vs_baseline as of every day from from_day to to_day';
COMMENT ON FUNCTION declining_weeks_by_day(daily_series, date, date, date) IS
    'declining_weeks as of every day from from_day to to_day';
COMMENT ON FUNCTION declining_weeks_by_day(daily_series, date, date, date, daily_series) IS
    'declining_weeks with a season as of every day from from_day to to_day';
