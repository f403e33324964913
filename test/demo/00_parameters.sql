-- Schema, parameters, the calendar, and the four functions that everything is drawn with.
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET work_mem = '128MB';
SET extra_float_digits = 1;
SET synchronous_commit = off;

DROP SCHEMA IF EXISTS demo CASCADE;
CREATE SCHEMA demo;
COMMENT ON SCHEMA demo IS 'demo warehouse: the raw tables of an invented software company';

CREATE TABLE demo.parameter AS
SELECT :accounts::int AS accounts,
       :'last_day'::date - 729 AS first_day,
       :'last_day'::date AS last_day,
       :seed::bigint AS seed,
       :'skill'::boolean AS skill;
COMMENT ON TABLE demo.parameter IS 'what this copy was made with (one row)';

SELECT first_day, skill FROM demo.parameter \gset

-- Four ways to draw. A seed is itself a hash, so that hash(day, hash(user, seed)) never repeats: hashint8extended
-- folds its first argument to 32 bits, hence no two things are packed into one key.
CREATE FUNCTION demo.hash(key bigint, seed bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT hashint8extended(key, seed)';
CREATE FUNCTION demo.hash(key text, seed bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT hashtextextended(key COLLATE "C", seed)';

-- uniform in [0, 1): 53 bits, exact in a float8
CREATE FUNCTION demo.uniform(key bigint, seed bigint) RETURNS float8
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    'SELECT ((hashint8extended(key, seed) >> 11) & 9007199254740991) / 9007199254740992.0::float8';
CREATE FUNCTION demo.uniform(key text, seed bigint) RETURNS float8
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    'SELECT ((hashtextextended(key COLLATE "C", seed) >> 11) & 9007199254740991) / 9007199254740992.0::float8';

-- Standard normal: the sum of the four 16-bit quarters of a hash, centred and divided by its standard deviation
-- 65536 * 2 / sqrt(12). Between -3.46 and 3.46, within 0.02 of the true quantile between -2.5 and 2.5, and free of
-- libm, whose last bit differs between machines.
CREATE FUNCTION demo.normal(key bigint, seed bigint) RETURNS float8
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    'SELECT ((hashint8extended(key, seed) & 65535) + ((hashint8extended(key, seed) >> 16) & 65535)
           + ((hashint8extended(key, seed) >> 32) & 65535) + ((hashint8extended(key, seed) >> 48) & 65535)
           - 131070) / 37837.0::float8';
CREATE FUNCTION demo.normal(key text, seed bigint) RETURNS float8
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    'SELECT demo.normal(0, hashtextextended(key COLLATE "C", seed))';

-- kept between two bounds
CREATE FUNCTION demo.between(low float8, x float8, high float8) RETURNS float8
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT least(greatest(x, low), high)';
-- one of a list, by a number in [0, 1)
CREATE FUNCTION demo.pick(list text[], u float8) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT list[1 + floor(u * cardinality(list))::int]';
-- an instant of a day, in UTC whatever the session says
CREATE FUNCTION demo.at(day date, seconds float8) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$SELECT (day::timestamp + floor(seconds) * interval '1 second') AT TIME ZONE 'UTC'$$;
-- the week of the warehouse that a day lies in; week 0 begins on the first day
CREATE FUNCTION demo.week_of(day date, first_day date) RETURNS int
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT floor((day - first_day) / 7.0)::int';

-- Days by region, with the share of usual activity: weekdays, August, the turn of the year, the last two weeks of a
-- fiscal quarter. The last part of a dip stays above a half, so that no feed looks late because of it, save for the
-- three public holidays themselves.
CREATE TABLE demo.truth_day AS
SELECT region, day, day - :'first_day'::date AS n, demo.week_of(day, :'first_day') AS week, extract(isodow FROM day)::int AS weekday,
       round(1000
           * (ARRAY[1.0, 1.05, 1.05, 1.0, 0.85, 0.10, 0.07])[extract(isodow FROM day)::int]
           * CASE WHEN extract(month FROM day) = 8 THEN august ELSE 1 END
           * CASE WHEN to_char(day, 'MMDD') >= '1220' OR to_char(day, 'MMDD') <= '0105' THEN new_year ELSE 1 END
           * CASE WHEN to_char(day, 'MMDD') IN ('1225', '1226', '0101') THEN 0.3 ELSE 1 END
           * CASE WHEN extract(month FROM day)::int % 3 = 0 AND extract(day FROM day) > 16 THEN quarter_end ELSE 1 END
       )::int AS activity
FROM (VALUES ('AMER', 0.93, 0.70, 1.10), ('EMEA', 0.75, 0.62, 1.05), ('APAC', 0.97, 0.88, 1.12))
         AS r (region, august, new_year, quarter_end),
     LATERAL (SELECT :'first_day'::date + n AS day FROM generate_series(0, 729) AS n) AS d;
COMMENT ON TABLE demo.truth_day IS 'truth: activity of a region on a day, in thousandths of a usual working day';

-- What went wrong with the feeds, and when.
CREATE TABLE demo.truth_incident AS
SELECT what, :'first_day'::date + from_n AS from_day, :'first_day'::date + from_n + days AS to_day, note
FROM (VALUES
    ('usage_outage', 610, 4, 'nothing was recorded on four days'),
    ('usage_late_week', 668, 7, 'a week of usage that arrived three days after its end'),
    ('new_instrumentation', 500, 1, 'the first day on which notification_opened is tracked'),
    ('helpdesk_start', 182, 1, 'the help desk went live: no ticket is known before'),
    ('service_incident', 301, 1, 'hits 200 accounts on one day'),
    ('service_incident', 447, 1, 'hits 200 accounts on one day'),
    ('service_incident', 655, 1, 'hits 200 accounts on one day')) AS i (what, from_n, days, note);
COMMENT ON TABLE demo.truth_incident IS 'truth: what happened to feeds and service, [from_day, to_day)';
