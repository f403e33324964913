-- daily_series: malformed literals first.
SET search_path = health_score, public;
SET datestyle = ISO;

\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set flows :source_directory '/include/flows.sql'
\set ECHO none
\i :errors
\i :flows
\set ECHO all

SELECT literal, r.state, coalesce(nullif(r.detail, ''), r.message) AS says
FROM unnest(ARRAY[
    '', ' ', '{', '}', '{}}', '{} {}', '{},', '{1}', '2026-01-01', '2026-01-01:', '2026-01-01:{', '2026-01-01:{}',
    '2026-01-01:{1', '2026-01-01:{1,}', '2026-01-01:{,1}', '2026-01-01:{1,,2}', '2026-01-01:{1 2}', '2026-01-01:{1};',
    '2026-01-01:{1},', '2026-01-01:{1} 2026-02-01:{1}', '2026-01-01:{1}, {}', '2026-01-01{1}', '2026-01-01:1',
    '{2026-01-01:{1}}', '2026-1-1:{1}', '01.02.2026:{1}', '20260101:{1}', '2026-02-30:{1}', '2026-13-01:{1}',
    '0000-01-01:{1}', '10000-01-01:{1}', '9999-12-31:{1,1}', 'infinity:{1}', '-infinity:{1}', '2026-01-01:{NaN}',
    '2026-01-01:{Infinity}', '2026-01-01:{null}', '2026-01-01:{+1}', '2026-01-01:{--1}', '2026-01-01:{- 1}',
    '2026-01-01:{1e3}', '2026-01-01:{.5}', '2026-01-01:{1.}', '2026-01-01:{0.1234567}', '2026-01-01:{0x10}',
    '2026-01-01:{9200000000000.000001}', '2026-01-01:{-9200000000000.000001}', '2026-01-01:{1e400}',
    '2026-01-01:{99999999999999999999999999999999999999999999999999}', '2026-01-01:{1,2}, 2026-01-02:{3}',
    '2026-01-01:{1,0}, 2026-01-02:{0}', '["2026-01-01", 1]'
]) AS literal, pg_temp.refused(format('SELECT %L::daily_series', literal)) AS r;

-- A whole message, as a user sees it.
SELECT '2026-01-01:{3,,5}'::daily_series;

-- Well formed: white space, any order of runs, zeros; the output is canonical. A run goes on over seven empty days.
SELECT literal, literal::daily_series, literal::daily_series::text::daily_series = literal::daily_series AS same
FROM unnest(ARRAY['{}', ' { } ', '2026-01-01:{0,0}', E'\t2026-01-01\n: { 3 , 0,0 ,5 } ', '2026-01-01:{0,1,0}',
    '2026-03-01:{1}, 2026-01-01:{2}', '2026-01-01:{1},2026-01-02:{1}', '2026-01-01:{1,0,0,0,0,0,0,0,1}',
    '2026-01-01:{1,0,0,0,0,0,0,0,0,1}', '2026-01-01:{1.50,-0.000001,007}', '0001-01-01:{1}, 9999-12-31:{1}',
    '2026-01-01:{9200000000000,-9200000000000,9199999999999.999999}', '2024-02-29:{-0}', '2024-02-28:{1,1,1}'
]) AS literal;

-- Binary form: out, back, and damaged.
SELECT daily_series_send('{}'), daily_series_send('2026-01-01:{3,0,0,5}'), daily_series_send('2026-01-01:{0.000001}');
SELECT pg_temp.received('daily_series', daily_series_send(literal))
FROM unnest(ARRAY['{}', '2026-01-01:{3,0,0,5}', '0001-01-01:{1.5}, 9999-12-31:{-2}',
    '2026-01-01:{9200000000000,-9199999999999.999999}']::daily_series[]) AS literal;
SELECT bytes, r.state, r.detail
FROM unnest(ARRAY['\x', '\x01', '\x0106', '\x000600', '\x020600', '\x010600ff', '\x010700', '\x01ff00', '\x010000',
    '\x01060102', '\x0106010200', '\x0106020204', '\x01060202040002', '\x01060202040102', '\x010601809bee0202', '\x0106018080dbabc1970402',
    '\x01060180808080808080808002', '\x0106018080808080808080807f02', '\x010601810002', '\x010601ffffffffffffffffff0102',
    '\x010601028280dbabc19704', '\x01060102808080808080808080ff01', '\x0105010214', '\x0106ff7f0204', '\x0106010204ff'
    ]::bytea[]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''daily_series'', %L)', bytes)) AS r;

-- Equality and hashing.
CREATE TEMPORARY TABLE kept (series daily_series);
INSERT INTO kept VALUES ('2026-01-01:{1,0,2}'), ('2026-01-03:{2}, 2026-01-01:{1}'), ('2026-01-01:{1}'), ('{}'), (NULL);
SELECT series, count(*) FROM kept GROUP BY series ORDER BY series::text;
SELECT count(*) FROM kept a JOIN kept b ON a.series = b.series;
SELECT count(*) FROM kept a JOIN kept b ON a.series <> b.series;

-- The aggregate: nothing, rows that do not count, zeros, one row, several a day.
SELECT daily_series(day, amount) IS NULL AS no_row FROM amounts WHERE false;
SELECT daily_series(day, amount) FILTER (WHERE amount > 100) IS NULL AS no_row_left FROM amounts;
SELECT daily_series('2026-01-01', NULL) IS NULL AS no_amount, daily_series(NULL, NULL) IS NULL AS nothing;
SELECT daily_series('2026-01-01', 0) AS zero, daily_series('2026-01-01', 2.5) AS one;
SELECT daily_series(day, amount) FROM (VALUES (date '2026-01-04', 5), ('2026-01-01', 1), (NULL, NULL), ('2026-01-01', 2),
    ('2026-02-01', NULL), ('2026-01-03', 4), ('2026-01-03', -4)) AS v(day, amount);
SELECT rollup(series) FROM kept;
SELECT rollup(series) IS NULL AS no_value FROM kept WHERE series IS NULL;

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY[$$NULL, 1$$, $$'infinity', 1$$, $$'-infinity', 1$$, $$'10000-01-01', 1$$, $$'0001-01-01 BC', 1$$,
    $$'2026-01-01', 'NaN'$$, $$'2026-01-01', 'Infinity'$$, $$'2026-01-01', '-Infinity'$$, $$'2026-01-01', 9.3e12$$,
    $$'2026-01-01', -1e300$$]) AS call,
    pg_temp.refused(format('SELECT daily_series(%s)', call)) AS r;

-- Amounts are taken in millionths, ties to even, and summed exactly; a day may pass the limit on the way, not in the end.
SELECT daily_series('2026-01-01', amount) FROM unnest(ARRAY[0.0000005, 0.0000015, 0.1, 0.2, 9.2e12, -9.2e12]) AS amount;
SELECT daily_series('2026-01-01', 9.2e12 * sign) FROM unnest(ARRAY[1, 1, 1, 1, -1, -1, -1]) AS sign;
SELECT daily_series('2026-01-01', 9.2e12 * sign) FROM unnest(ARRAY[1, 1, -1, 1]) AS sign;
SELECT total('2026-01-01:{9200000000000,1}', '2026-01-02', 2);
SELECT total('2026-01-01:{9200000000000,1,-1}', '2026-01-03', 3);
SELECT rollup(s) FROM unnest(ARRAY['2026-01-01:{9200000000000}', '2026-01-01:{0.000001}']::daily_series[]) AS s;

-- Outside an aggregate the functions work on a copy and return values.
SELECT series, daily_series_add(series, '2026-01-02', 5) AS added, series AS unchanged,
    daily_series_remove(series, '2026-01-01', 1) AS removed, daily_series_combine(series, series) AS twice
FROM kept WHERE series = '2026-01-01:{1,0,2}' LIMIT 1;
SELECT daily_series_add(NULL, '2026-01-02', 5), daily_series_combine(NULL, '2026-01-01:{1}'),
    daily_series_combine('2026-01-01:{1}', NULL), daily_series_final('2026-01-01:{1}'), daily_series_final(NULL);

-- Stored values: short, long, compressed, out of line. A value read twice stays what it is.
CREATE TEMPORARY TABLE stored (how text, series daily_series);
ALTER TABLE stored ALTER COLUMN series SET STORAGE EXTERNAL;
INSERT INTO stored SELECT 'out of line', daily_series(date '1990-01-01' + i, i % 977 + 0.5) FROM generate_series(1, 9000) AS i;
ALTER TABLE stored ALTER COLUMN series SET STORAGE EXTENDED;
INSERT INTO stored SELECT 'compressed', daily_series(date '1990-01-01' + i, 1) FROM generate_series(1, 9000) AS i;
INSERT INTO stored VALUES ('short', '2026-01-01:{1}');
SELECT how, pg_column_size(series) AS bytes, total(series, '2027-01-01', 20000),
    daily_series_add(series, '2026-01-01', 1) = series AS changed, total(series, '2027-01-01', 20000) AS again,
    total(daily_series_combine(series, series), '2027-01-01', 20000) AS twice
FROM stored ORDER BY how;
SELECT total(rollup(series), '2027-01-01', 20000) FROM stored;

-- A moving frame gives what a fresh aggregate gives, through rows that do not count and frames without any.
CREATE TEMPORARY TABLE steps AS
SELECT account_id, row_number() OVER (PARTITION BY account_id ORDER BY day, member, amount) AS n, day,
    CASE WHEN account_id % 7 <> 0 OR day < '2025-06-01' THEN nullif(amount, 3) END AS amount
FROM amounts WHERE account_id <= 60 AND day > '2025-03-01';
SELECT count(*) AS rows, count(*) FILTER (WHERE moving IS NULL) AS empty_frames,
    count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS different
FROM (SELECT account_id, n, daily_series(day, amount) OVER (PARTITION BY account_id ORDER BY n
          ROWS BETWEEN 12 PRECEDING AND 3 PRECEDING) AS moving FROM steps) AS m
JOIN LATERAL (SELECT daily_series(day, amount) AS fresh FROM steps s
    WHERE s.account_id = m.account_id AND s.n BETWEEN m.n - 12 AND m.n - 3) AS f ON true;

-- Readers: bad arguments, NULL, the empty value.
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$total('{}', '2026-01-01', 0)$$, $$mean('{}', '2026-01-01', -1)$$, $$active_days('{}', '2026-01-01', 0)$$,
    $$total('{}', 'infinity', 1)$$, $$since(daily_series '{}', 'infinity')$$, $$active_days('{}', '{2026-01-01,infinity}')$$,
    $$last_day(daily_series '{}', '-infinity')$$, $$level_vs_baseline('{}', 'infinity', '2026-01-01')$$,
    $$level_vs_baseline('{}', '2026-01-01', '-infinity')$$, $$worst_month_vs_baseline('{}', 'infinity', '2026-01-01')$$,
    $$declining_weeks('{}', '2026-01-01', 'infinity')$$,
    $$level_vs_baseline('2026-01-01:{9200000000000,9200000000000}', '2026-01-02', '2026-01-01')$$]) AS call,
    pg_temp.refused(format('SELECT %s', call)) AS r;
SELECT total(NULL, '2026-01-01', 1) IS NULL AND mean('{}', NULL, 1) IS NULL AND since(daily_series '{}', NULL) IS NULL
    AND active_days('{}', NULL::date[]) IS NULL AND (level_vs_baseline('{}', '2026-01-01', NULL)).state IS NULL AS nulls;
SELECT total('{}', '2026-01-01', 28), mean('{}', '2026-01-01', 28), since(daily_series '{}', '2026-01-01'),
    active_days('{}', '2026-01-01', 28), active_days('{}', '{}'), last_day(daily_series '{}', '2026-01-01'), first_day(daily_series '{}');
SELECT * FROM level_vs_baseline('{}', '2026-01-01', '2025-01-01');
SELECT * FROM level_vs_baseline('2026-01-01:{1}', '2026-01-01', '2026-01-01');
SELECT worst_month_vs_baseline('{}', '2026-01-01', '2025-01-01'), declining_weeks('{}', '2026-01-01', '2025-01-01');
-- Windows that reach beyond the calendar.
SELECT total('0001-01-01:{1}, 9999-12-31:{2}', '9999-12-31', 2147483647),
    level_vs_baseline('0001-01-01:{1}', '0001-01-01', '0001-01-01'),
    worst_month_vs_baseline('0001-01-01:{1}', '0001-01-01', '0001-01-01'),
    declining_weeks('0001-01-01:{1}', '0001-01-01', '0001-01-01'), last_day(daily_series '{}', '5874897-12-31');

-- Blocks count from `since` on: a day later and the last one is gone. The year's median needs six, as rebased does.
SELECT since, r.*
FROM unnest(ARRAY['2025-10-11', '2025-10-10', '2025-06-21', '2025-06-20', '2025-01-01', '2024-12-31', '2024-01-01']::date[]) AS since,
    level_vs_baseline((SELECT daily_series(date '2026-01-01' - i, 1 + i / 28) FROM generate_series(0, 800) AS i),
        '2026-01-01', since) AS r;

-- How usage can go: each of the last blocks of 28 days, latest first.
SELECT what, r.*
FROM (VALUES ('steady', '{10,10,10,10,10,10,10,10,10,10,10,10,10,10}'::int[]), ('never', '{0,0,0}'), ('new', '{5,0,0,0}'),
    ('stopped', '{0,8,8,8}'), ('stopped long ago', '{0,0,0,0,0,0,0,0,0,0,0,0,0,0,3}'), ('corrected', '{-2,8,8,8}'),
    ('collapsed half a year ago', '{3,3,3,3,3,3,3,10,10,10,10,10,10,10}'),
    ('slow decline', '{30,33,36,40,44,48,53,58,64,70,77,85,94,100}'),
    ('collapsed a year ago', '{3,3,3,3,3,3,3,3,3,3,3,3,3,3,10,10,10,10,10,10,10}'),
    ('even number', '{7,1,2}'), ('young', '{5,5}')) AS v(what, blocks),
    LATERAL (SELECT daily_series(date '2026-01-01' - 28 * (i - 1)::int, blocks[i]) AS series, '2026-01-01'::date
        - 28 * cardinality(blocks) + 1 AS since FROM generate_subscripts(blocks, 1) AS i) AS s,
    LATERAL level_vs_baseline(series, '2026-01-01', since) AS r;

-- Oracles in plain SQL over 1,000 accounts, in millionths as numeric.
CREATE TEMPORARY TABLE flows AS
SELECT account_id, since, as_of, daily_series(day, amount) AS series, coalesce(daily_series(day, amount), '{}') AS filled
FROM accounts LEFT JOIN amounts USING (account_id) GROUP BY account_id, since, as_of;
CREATE TEMPORARY TABLE days AS
SELECT account_id, day, sum(round(amount * 1e6)::numeric) AS m FROM amounts GROUP BY account_id, day;
CREATE INDEX ON days (account_id, day);
ANALYZE flows, days;

SELECT count(*) AS accounts, count(series) AS with_rows, count(*) FILTER (WHERE (
        total(series, as_of, 30), mean(series, as_of, 91), active_days(series, as_of, 90),
        active_days(series, ARRAY[as_of - 1, as_of - 1, NULL, as_of - 5, as_of + 3]), last_day(series, as_of - 100),
        first_day(series), total(since(series, as_of - 10), as_of, 1000), first_day(since(series, as_of))
    ) IS DISTINCT FROM (
        o.total30, o.mean91, o.active90, o.active_list, o.last, o.first, o.total11, o.first_later)) AS different
FROM flows f
LEFT JOIN LATERAL (
    SELECT coalesce(sum(m) FILTER (WHERE day > as_of - 30 AND day <= as_of), 0) / 1e6 AS total30,
        coalesce(sum(m) FILTER (WHERE day > as_of - 91 AND day <= as_of), 0)::float8 / (91 * 1e6)::float8 AS mean91,
        count(*) FILTER (WHERE day > as_of - 90 AND day <= as_of AND m > 0)::int AS active90,
        count(*) FILTER (WHERE day IN (as_of - 1, as_of - 5, as_of + 3) AND m > 0)::int AS active_list,
        max(day) FILTER (WHERE day <= as_of - 100 AND m <> 0) AS last,
        min(day) FILTER (WHERE m <> 0) AS first,
        coalesce(sum(m) FILTER (WHERE day >= as_of - 10 AND day <= as_of), 0) / 1e6 AS total11,
        min(day) FILTER (WHERE day >= as_of AND m <> 0) AS first_later
    FROM days d WHERE d.account_id = f.account_id HAVING count(*) > 0
) AS o ON true;

WITH totals AS (
    SELECT f.account_id, since, as_of, greatest(least((as_of - since + 1) / 28, 27), 1) AS whole,
        array_agg((SELECT coalesce(sum(m), 0) FROM days d WHERE d.account_id = f.account_id
            AND d.day > as_of - 28 * b AND d.day <= as_of - 28 * (b - 1)) ORDER BY b) AS t,
        EXISTS (SELECT FROM days d WHERE d.account_id = f.account_id AND day <= as_of AND m > 0) AS used
    FROM flows f CROSS JOIN generate_series(1, 27) AS b GROUP BY f.account_id, since, as_of
), medians AS (
    SELECT *, least(whole, 14) - 1 AS blocks, pg_temp.median(t[2:least(whole, 4)]) AS short,
        CASE WHEN whole >= 7 THEN pg_temp.median(t[2:least(whole, 14)]) END AS year,
        CASE WHEN whole >= 20 THEN pg_temp.median(t[15:whole]) END AS year_before
    FROM totals
), oracle AS (
    SELECT *, CASE WHEN blocks >= 2 THEN greatest(short, year) END AS base,
        CASE WHEN blocks < 2 THEN 'too_young' WHEN t[1] <= 0 AND used THEN 'dormant' WHEN t[1] <= 0 THEN 'never_used'
            WHEN greatest(short, year) <= 0 THEN 'newly_active' ELSE 'observed' END AS state
    FROM medians
)
SELECT o.state, o.rebased, count(*) AS accounts, count(*) FILTER (WHERE r IS DISTINCT FROM
    ROW(o.ratio, o.level, o.baseline, o.blocks, o.state, o.rebased)) AS different
FROM flows JOIN (
    SELECT account_id, state, blocks, round(t[1] / 28) / 1e6 AS level, round(base / 28) / 1e6 AS baseline,
        CASE state WHEN 'dormant' THEN 0 WHEN 'never_used' THEN 0
            WHEN 'observed' THEN t[1]::float8 / base::float8 END AS ratio,
        coalesce(t[1] < 0.6 * greatest(year, year_before), false) AS rebased
    FROM oracle) AS o USING (account_id),
    LATERAL level_vs_baseline(filled, as_of, since) AS r
GROUP BY o.state, o.rebased ORDER BY o.state, o.rebased;

WITH months AS (
    SELECT f.account_id, since, i,
        (date_trunc('month', as_of + 1) - make_interval(months => i + 1))::date AS first_of_month,
        (SELECT coalesce(sum(m), 0) FROM days d WHERE d.account_id = f.account_id
            AND d.day >= date_trunc('month', as_of + 1) - make_interval(months => i + 1)
            AND d.day < date_trunc('month', as_of + 1) - make_interval(months => i)) AS total
    FROM flows f CROSS JOIN generate_series(0, 3) AS i
), oracle AS (
    SELECT account_id, sum(total) FILTER (WHERE i = 0) AS last, pg_temp.median(array_agg(total) FILTER (WHERE i > 0)) AS usual,
        min(first_of_month) >= min(since) AS whole
    FROM months GROUP BY account_id
)
SELECT count(*) AS accounts, count(r) AS with_ratio, count(*) FILTER (WHERE r < .6) AS below_60, count(*) FILTER (WHERE
    r IS DISTINCT FROM CASE WHEN whole AND usual >= 20e6 THEN last::float8 / usual::float8 END) AS different
FROM flows JOIN oracle USING (account_id), LATERAL worst_month_vs_baseline(filled, as_of, since) AS r;

WITH weeks AS ( -- week 1 is the last complete one
    SELECT f.account_id, i, date_trunc('week', as_of + 1)::date - 7 * i >= since AS whole,
        (SELECT coalesce(sum(m), 0) FROM days d WHERE d.account_id = f.account_id
            AND d.day >= date_trunc('week', as_of + 1)::date - 7 * i
            AND d.day < date_trunc('week', as_of + 1)::date - 7 * (i - 1)) AS total
    FROM flows f CROSS JOIN generate_series(1, 40) AS i
), runs AS (
    SELECT account_id, min(i) - 1 AS falls
    FROM (SELECT *, lead(total) OVER w AS before, lead(whole) OVER w AS whole_before FROM weeks
        WINDOW w AS (PARTITION BY account_id ORDER BY i)) AS pairs
    WHERE NOT whole_before OR total >= before GROUP BY account_id
), usual AS (
    SELECT account_id, falls, bool_and(whole) AS whole, array_agg(total) AS t, pg_temp.median(array_agg(total)) AS b
    FROM runs JOIN weeks USING (account_id) WHERE i BETWEEN falls + 1 AND falls + 13 GROUP BY account_id, falls
), oracle AS (
    SELECT account_id, falls, CASE WHEN whole THEN falls >= 3 AND b >= 20e6 AND last <= .85 * b AND last <= b - 2 * 1.4826
        * pg_temp.median(ARRAY(SELECT abs(x - b) FROM unnest(t) AS x)) END AS declining
    FROM usual JOIN (SELECT account_id, total AS last FROM weeks WHERE i = 1) AS l USING (account_id)
)
SELECT weeks, count(*) AS accounts, count(*) FILTER (WHERE r.declining) AS declining, count(*) FILTER (WHERE
    r IS DISTINCT FROM ROW(falls, o.declining)) AS different
FROM flows JOIN oracle o USING (account_id), LATERAL declining_weeks(filled, as_of, since) AS r
GROUP BY weeks ORDER BY weeks;

-- without: the days of a period are left out, its end is kept; what is left is what the other days give.
SELECT without(daily_series '{}', '2026-01-01', '2026-02-01'), without('2026-01-01:{3,0,0,5,1}'::daily_series, '2026-01-02', '2026-01-05'),
    without('2026-01-01:{3,0,0,5,1}'::daily_series, '2026-01-05', '2026-01-02') AS nothing_between,
    without('2026-01-01:{3,0,0,5,1}'::daily_series, '2025-01-01', '2027-01-01') AS nothing_left;
SELECT count(*), count(*) FILTER (WHERE without(series, since, as_of) IS DISTINCT FROM coalesce(rest, '{}')) AS differ
FROM flows LEFT JOIN (
    SELECT account_id, daily_series(day, amount) AS rest FROM flows JOIN amounts USING (account_id)
    WHERE day < since OR day >= as_of GROUP BY account_id) AS r USING (account_id)
WHERE series IS NOT NULL;
SELECT without(daily_series '{}', 'infinity', '2026-01-01');
