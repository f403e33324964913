-- daily_members: who or what was active on which day, with amounts.

CREATE TYPE daily_members;

CREATE FUNCTION daily_members_in(cstring) RETURNS daily_members
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_in';
CREATE FUNCTION daily_members_out(daily_members) RETURNS cstring
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_out';
CREATE FUNCTION daily_members_recv(internal) RETURNS daily_members
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_recv';
CREATE FUNCTION daily_members_send(daily_members) RETURNS bytea
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_send';

-- ALIGNMENT: the entries of a state are 8 bytes wide.
CREATE TYPE daily_members (
    INPUT = daily_members_in,
    OUTPUT = daily_members_out,
    RECEIVE = daily_members_recv,
    SEND = daily_members_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);

CREATE FUNCTION daily_members_eq(daily_members, daily_members) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_eq';
CREATE FUNCTION daily_members_ne(daily_members, daily_members) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_ne';
CREATE FUNCTION daily_members_hash(daily_members) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_flat_hash';

CREATE OPERATOR = (
    LEFTARG = daily_members, RIGHTARG = daily_members, FUNCTION = daily_members_eq,
    COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
CREATE OPERATOR <> (
    LEFTARG = daily_members, RIGHTARG = daily_members, FUNCTION = daily_members_ne,
    COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR CLASS daily_members_ops DEFAULT FOR TYPE daily_members USING hash AS
    OPERATOR 1 =,
    FUNCTION 1 daily_members_hash(daily_members);

-- The aggregate. Amounts add up, so rows come in any order, and a row can be taken away again (moving frames).

CREATE FUNCTION daily_members_add(state daily_members, day date, member text, amount double precision)
    RETURNS daily_members
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_add';
CREATE FUNCTION daily_members_remove(state daily_members, day date, member text, amount double precision)
    RETURNS daily_members
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_remove';
CREATE FUNCTION daily_members_combine(state daily_members, other daily_members) RETURNS daily_members
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_combine';
CREATE FUNCTION daily_members_final(state daily_members) RETURNS daily_members
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_final';

CREATE AGGREGATE daily_members(day date, member text, amount double precision) (
    SFUNC = daily_members_add,
    STYPE = daily_members,
    SSPACE = 4096,
    FINALFUNC = daily_members_final,
    COMBINEFUNC = daily_members_combine,
    MSFUNC = daily_members_add,
    MINVFUNC = daily_members_remove,
    MSTYPE = daily_members,
    MSSPACE = 4096,
    MFINALFUNC = daily_members_final,
    PARALLEL = SAFE
);

CREATE AGGREGATE rollup(members daily_members) (
    SFUNC = daily_members_combine,
    STYPE = daily_members,
    SSPACE = 16384,
    FINALFUNC = daily_members_final,
    COMBINEFUNC = daily_members_combine,
    PARALLEL = SAFE
);

-- One value of others. NULL says something in with_day: a row that does not count.

CREATE FUNCTION daily_members_plus(daily_members, daily_members) RETURNS daily_members
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_plus';
CREATE OPERATOR + (LEFTARG = daily_members, RIGHTARG = daily_members, FUNCTION = daily_members_plus, COMMUTATOR = +);
CREATE FUNCTION with_day(members daily_members, day date, member text, amount double precision) RETURNS daily_members
    LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_with_day';

-- Readers as of a day.

CREATE FUNCTION active_members(members daily_members, as_of date, days integer) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_active_members';
CREATE FUNCTION member_days(members daily_members, as_of date, days integer) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_member_days';
CREATE FUNCTION members_per_day(members daily_members) RETURNS daily_series
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_members_per_day';
CREATE FUNCTION new_members(members daily_members, as_of date, days integer, lookback integer) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_new_members';
CREATE FUNCTION lost_members(members daily_members, as_of date, days integer, quiet integer) RETURNS integer
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_lost_members';
CREATE FUNCTION since(members daily_members, day date) RETURNS daily_members
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_since';
CREATE FUNCTION without(members daily_members, from_day date, to_day date) RETURNS daily_members
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_without';
CREATE FUNCTION last_day(members daily_members, as_of date) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_last_day';
CREATE FUNCTION first_day(members daily_members) RETURNS date
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_first_day';
CREATE FUNCTION top_share(members daily_members, as_of date, days integer) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_top_share';
CREATE FUNCTION effective_members(members daily_members, as_of date, days integer) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_effective_members';
CREATE FUNCTION herfindahl(members daily_members, as_of date, days integer) RETURNS double precision
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_herfindahl';
CREATE FUNCTION first_seen(members daily_members) RETURNS TABLE (member text, first_day date)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 50 AS 'MODULE_PATHNAME', 'hs_daily_members_first_seen';
CREATE FUNCTION amounts(members daily_members, as_of date, days integer)
    RETURNS TABLE (member text, amount numeric, days integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 50 AS 'MODULE_PATHNAME', 'hs_daily_members_amounts';

-- Readers for every day of a range, in one pass.

CREATE FUNCTION active_members_by_day(members daily_members, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, active_members integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_active_members_by_day';
CREATE FUNCTION member_days_by_day(members daily_members, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, member_days integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_member_days_by_day';
CREATE FUNCTION new_members_by_day(members daily_members, from_day date, to_day date, days integer, lookback integer)
    RETURNS TABLE (day date, new_members integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_new_members_by_day';
CREATE FUNCTION lost_members_by_day(members daily_members, from_day date, to_day date, days integer, quiet integer)
    RETURNS TABLE (day date, lost_members integer)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_lost_members_by_day';
CREATE FUNCTION top_share_by_day(members daily_members, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, top_share double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_top_share_by_day';
CREATE FUNCTION effective_members_by_day(members daily_members, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, effective_members double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_effective_members_by_day';
CREATE FUNCTION herfindahl_by_day(members daily_members, from_day date, to_day date, days integer)
    RETURNS TABLE (day date, herfindahl double precision)
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 365 AS 'MODULE_PATHNAME', 'hs_daily_members_herfindahl_by_day';

CREATE FUNCTION daily_members_to_jsonb(members daily_members) RETURNS jsonb
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'hs_daily_members_to_jsonb';
CREATE CAST (daily_members AS jsonb) WITH FUNCTION daily_members_to_jsonb(daily_members);

COMMENT ON TYPE daily_members IS
    'who or what was active on which day, with amounts; text form {ann: 2026-01-01:{3,0,1}, bob: 2026-01-02:{1}}';
COMMENT ON FUNCTION daily_members_in(cstring) IS 'text input of daily_members';
COMMENT ON FUNCTION daily_members_out(daily_members) IS 'text output of daily_members';
COMMENT ON FUNCTION daily_members_recv(internal) IS 'binary input of daily_members';
COMMENT ON FUNCTION daily_members_send(daily_members) IS 'binary output of daily_members';
COMMENT ON FUNCTION daily_members_eq(daily_members, daily_members) IS 'equal: the function of operator =';
COMMENT ON FUNCTION daily_members_ne(daily_members, daily_members) IS 'not equal: the function of operator <>';
COMMENT ON FUNCTION daily_members_hash(daily_members) IS 'hash of a daily_members';
COMMENT ON FUNCTION daily_members_to_jsonb(daily_members) IS 'for each member the amount of each day that has one, as JSON';
COMMENT ON CAST (daily_members AS jsonb) IS 'for each member the amount of each day that has one, as JSON';
COMMENT ON OPERATOR = (daily_members, daily_members) IS 'equal: the same amounts for every member and day';
COMMENT ON OPERATOR <> (daily_members, daily_members) IS 'not equal';
COMMENT ON OPERATOR FAMILY daily_members_ops USING hash IS 'hashing of daily_members';
COMMENT ON OPERATOR CLASS daily_members_ops USING hash IS 'hashing of daily_members, for GROUP BY and DISTINCT';
COMMENT ON FUNCTION daily_members_add(daily_members, date, text, double precision) IS
    'transition function of the aggregate daily_members: adds a row';
COMMENT ON FUNCTION daily_members_remove(daily_members, date, text, double precision) IS
    'inverse transition function of the aggregate daily_members: takes a row away';
COMMENT ON FUNCTION daily_members_combine(daily_members, daily_members) IS
    'combine function of the aggregate daily_members, and transition function of rollup: adds by member and day';
COMMENT ON FUNCTION daily_members_final(daily_members) IS 'final function of the aggregates daily_members and rollup';
COMMENT ON AGGREGATE daily_members(date, text, double precision) IS
    'the sum of amounts per member and day; rows without a member or an amount do not count, no row at all gives NULL';
COMMENT ON AGGREGATE rollup(daily_members) IS 'the sum of several values, by member and day';
COMMENT ON FUNCTION daily_members_plus(daily_members, daily_members) IS 'the sum by member and day: the function of operator +';
COMMENT ON OPERATOR + (daily_members, daily_members) IS 'the sum by member and day';
COMMENT ON FUNCTION with_day(daily_members, date, text, double precision) IS
    'the members with one more amount of a member and day';
COMMENT ON FUNCTION active_members(daily_members, date, integer) IS
    'how many members were seen in the last days, as_of included; seen is an amount above 0 on a day';
COMMENT ON FUNCTION member_days(daily_members, date, integer) IS
    'how many pairs of a member and a day were seen in the last days, as_of included';
COMMENT ON FUNCTION members_per_day(daily_members) IS 'how many members were seen on each day';
COMMENT ON FUNCTION new_members(daily_members, date, integer, integer) IS
    'how many members were seen in the last days and not in the lookback days before those';
COMMENT ON FUNCTION lost_members(daily_members, date, integer, integer) IS
    'how many members were last seen in the days that end quiet days before as_of';
COMMENT ON FUNCTION since(daily_members, date) IS 'the value without the days before a day';
COMMENT ON FUNCTION without(daily_members, date, date) IS 'the members without the days from from_day to the day before to_day';
COMMENT ON FUNCTION last_day(daily_members, date) IS
    'the last day up to as_of on which a member was seen; NULL if there is none';
COMMENT ON FUNCTION first_day(daily_members) IS 'the first day on which a member was seen; NULL if there is none';
COMMENT ON FUNCTION top_share(daily_members, date, integer) IS
    'the largest member''s share of the amounts of the last days, as_of included; NULL if there are none';
COMMENT ON FUNCTION effective_members(daily_members, date, integer) IS
    'the number of equal members that would spread the amounts of the last days as evenly (1 / Herfindahl)';
COMMENT ON FUNCTION herfindahl(daily_members, date, integer) IS
    'the sum of squared shares of the members in the amounts of the last days, 0 to 1; NULL if there are none';
COMMENT ON FUNCTION first_seen(daily_members) IS 'each member that was ever seen, and the first day it was, in byte order of the names';
COMMENT ON FUNCTION amounts(daily_members, date, integer) IS
    'each member with amounts in the last days, as_of included: their total and the days it was seen; by name in byte order';
COMMENT ON FUNCTION active_members_by_day(daily_members, date, date, integer) IS
    'active_members as of every day from from_day to to_day';
COMMENT ON FUNCTION member_days_by_day(daily_members, date, date, integer) IS
    'member_days as of every day from from_day to to_day';
COMMENT ON FUNCTION new_members_by_day(daily_members, date, date, integer, integer) IS
    'new_members as of every day from from_day to to_day';
COMMENT ON FUNCTION lost_members_by_day(daily_members, date, date, integer, integer) IS
    'lost_members as of every day from from_day to to_day';
COMMENT ON FUNCTION top_share_by_day(daily_members, date, date, integer) IS
    'top_share as of every day from from_day to to_day';
COMMENT ON FUNCTION effective_members_by_day(daily_members, date, date, integer) IS
    'effective_members as of every day from from_day to to_day';
COMMENT ON FUNCTION herfindahl_by_day(daily_members, date, date, integer) IS
    'herfindahl as of every day from from_day to to_day';
