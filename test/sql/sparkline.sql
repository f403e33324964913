-- sparkline: refused arguments first.
SET search_path = health_score, public;
SET datestyle = ISO;
\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set ECHO none
\i :errors
\set ECHO all

SELECT call, r.state, r.message
FROM unnest(ARRAY[$$'{}', 0$$, $$'{}', -1$$, $$'{}', 201$$, $$'{}', '2026-01-01', '2026-01-02', 0$$, $$'{}', 'infinity', '2026-01-02', 5$$,
    $$'{}', '2026-01-01', '-infinity', 5$$]) AS call,
    pg_temp.refused(format('SELECT sparkline(%s)', call)) AS r;
SELECT sparkline(NULL, 1) IS NULL AND sparkline('{}', NULL) IS NULL AND sparkline('{}', NULL, '2026-01-01', 5) IS NULL
    AND sparkline('{}', '2026-01-01', NULL, 5) IS NULL AND sparkline('{}', '2026-01-01', '2026-01-01', NULL) IS NULL AS nulls;

-- Nothing, one day, a range that ends before it begins, days without an amount, amounts below 0.
SELECT sparkline('{}', 10) AS nothing, sparkline('2026-01-01:{5}', 10) AS one, sparkline('2026-01-01:{5}', '2026-01-02', '2026-01-01', 10) AS turned,
    sparkline('{}', '2026-01-01', '2026-01-05', 10) AS zeros, sparkline('2026-01-01:{-3,-2,-1}', 10) AS below_0, sparkline('2026-01-01:{-3,1,0,2}', 10) AS corrected;
-- Eight steps from 0 to the largest; as many characters as days, or width of them.
SELECT width, sparkline('2026-01-01:{0.1,1,2,3,4,5,6,7}', width) FROM unnest(ARRAY[1, 2, 3, 5, 7, 8, 9, 200]) AS width;
SELECT sparkline('2026-01-05:{7,0,7}', '2026-01-01', '2026-01-10', 200), sparkline('2026-01-05:{7,0,7}', '2026-01-06', '2026-01-06', 200);
-- Unequal bins are compared by their means: seven equal days in two bins.
SELECT sparkline('2026-01-01:{1,1,1,1,1,1,1}', 2);
-- The whole calendar, and the largest amounts.
SELECT sparkline('2026-01-01:{9200000000000}, 0001-01-01:{9200000000000}', '4713-01-01 BC', '5874897-12-31', 20);

-- The n-th number in [0, 1) of a key: the same everywhere.
CREATE FUNCTION pg_temp.chance(key text, n int) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN ('x' || substr(md5(key), 1 + 6 * n, 6))::bit(24)::int / 16777216.0;

-- Oracle in plain SQL: the bins of 1,000 series of 0 to 100 amounts as means of their days, in steps of a seventh.
CREATE TEMPORARY TABLE amount AS
SELECT id, date '2025-01-01' + floor(pg_temp.chance(id || '/' || i, 0) * 500)::int AS day, floor(pg_temp.chance(id || '/' || i, 1) * 100 - 3) AS amount
FROM generate_series(1, 1000) AS id, generate_series(1, id % 101) AS i;
CREATE TEMPORARY TABLE series AS
SELECT id, date '2025-02-01' AS from_day, date '2025-02-01' + 99 + id % 300 AS to_day, 100 + id % 300 AS days, 1 + id % 40 AS width,
    coalesce(daily_series(day, amount), '{}') AS series
FROM generate_series(1, 1000) AS id LEFT JOIN amount USING (id) GROUP BY id;
WITH bin AS ( -- the day d of n, from 0, is in the last bin that begins at or before it
    SELECT id, i, coalesce(sum(amount) * 1e6, 0) / (days * (i + 1) / width - days * i / width) AS mean
    FROM series CROSS JOIN generate_series(0, 39) AS i
    LEFT JOIN (SELECT id, ((day - from_day + 1) * width + days - 1) / days - 1 AS i, amount
               FROM series JOIN amount USING (id) WHERE day BETWEEN from_day AND to_day) AS day USING (id, i)
    WHERE i < width GROUP BY id, i, days, width
), oracle AS (
    SELECT id, string_agg(chr(9601 + CASE WHEN most > 0 THEN floor(greatest(mean, 0) / most * 7 + 0.5)::int ELSE 0 END), '' ORDER BY i) AS line
    FROM bin JOIN (SELECT id, max(mean) AS most FROM bin GROUP BY id) AS m USING (id) GROUP BY id
)
SELECT count(*) AS accounts, sum(length(line)) AS characters, count(DISTINCT line) > 500 AS enough,
    count(*) FILTER (WHERE sparkline(series, from_day, to_day, width) IS DISTINCT FROM line) AS different,
    count(*) FILTER (WHERE sparkline(series, width) IS DISTINCT FROM coalesce(sparkline(series, first_day(series), last_day(series, '2027-01-01'), width), '')) AS different_whole
FROM series JOIN oracle USING (id);
