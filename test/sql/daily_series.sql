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
    '2026-01-01:{1,0}, 2026-01-02:{0}', '["2026-01-01", 1]',
    'late', 'late 2026-01-09', 'late 2026-01-09:', 'late 2026-01-09: {1}', 'late: 2026-01-01:{1}', 'late 2026-01-09 2026-01-01:{1}',
    'late 2026-01-09: 2026-01-01:{}', 'Late 2026-01-09: 2026-01-01:{1}', 'late2026-01-09: 2026-01-01:{1}', 'late infinity: 2026-01-01:{1}',
    'late 2026-01-09: 2026-01-09:{1}', 'late 2026-01-09: 2026-01-08:{1,1}', 'late 2026-02-30: 2026-01-01:{1}',
    '{}, late 2026-01-09: 2026-01-01:{1}', '2026-01-01:{1} late 2026-01-09: 2026-01-01:{1}', 'late 2026-01-09: late 2026-01-08: 2026-01-01:{1}',
    'late 2026-01-09: 2026-01-01:{1},', 'late 2026-01-09: 2026-01-01:{1,2}, late 2026-01-09: 2026-01-02:{0}'
]) AS literal, pg_temp.refused(format('SELECT %L::daily_series', literal)) AS r;

-- A whole message, as a user sees it.
SELECT '2026-01-01:{3,,5}'::daily_series;

-- Well formed: white space, any order of runs, zeros; the output is canonical. A run goes on over seven empty days.
SELECT literal, literal::daily_series, literal::daily_series::text::daily_series = literal::daily_series AS same
FROM unnest(ARRAY['{}', ' { } ', '2026-01-01:{0,0}', E'\t2026-01-01\n: { 3 , 0,0 ,5 } ', '2026-01-01:{0,1,0}',
    '2026-03-01:{1}, 2026-01-01:{2}', '2026-01-01:{1},2026-01-02:{1}', '2026-01-01:{1,0,0,0,0,0,0,0,1}',
    '2026-01-01:{1,0,0,0,0,0,0,0,0,1}', '2026-01-01:{1.50,-0.000001,007}', '0001-01-01:{1}, 9999-12-31:{1}',
    '2026-01-01:{9200000000000,-9200000000000,9199999999999.999999}', '2024-02-29:{-0}', '2024-02-28:{1,1,1}',
    'late 2026-01-09: 2026-01-03:{2}', 'late 2026-01-09:2026-01-03:{2,0},2026-01-01:{3,0,0,5}', '2026-01-03:{1}, late 2026-01-09: 2026-01-03:{-1}',
    'late 2026-01-09: 2026-01-08:{0,0,0}', 'late 2026-01-09: 2026-01-03:{2}, late 2026-01-05: 2026-01-03:{1}, late 2026-01-09: 2025-12-01:{4}',
    'late 9999-12-31: 0001-01-01:{0.000001}'
]) AS literal;

-- Binary form: out, back, and damaged.
SELECT daily_series_send('{}'), daily_series_send('2026-01-01:{3,0,0,5}'), daily_series_send('2026-01-01:{0.000001}');
SELECT daily_series_send('2026-01-01:{3,0,0,5}, late 2026-01-09: 2026-01-03:{2}'), daily_series_send('2026-01-01:{3}, late 2026-01-09: 2026-01-01:{0.5}');
SELECT pg_temp.received('daily_series', daily_series_send(literal))
FROM unnest(ARRAY['{}', '2026-01-01:{3,0,0,5}', '0001-01-01:{1.5}, 9999-12-31:{-2}',
    '2026-01-01:{9200000000000,-9199999999999.999999}', '2026-01-01:{3}, late 2026-01-09: 2026-01-03:{2}, late 2026-01-10: 2025-01-01:{1}, late 2026-01-10: 2026-01-03:{1}'
    ]::daily_series[]) AS literal;
SELECT bytes, r.state, r.detail
FROM unnest(ARRAY['\x', '\x01', '\x0106', '\x000600', '\x020600', '\x010600ff', '\x010700', '\x01ff00', '\x010000',
    '\x01060102', '\x0106010200', '\x0106020204', '\x01060202040002', '\x01060202040102', '\x010601809bee0202', '\x0106018080dbabc1970402',
    '\x01060180808080808080808002', '\x0106018080808080808080807f02', '\x010601810002', '\x010601ffffffffffffffffff0102',
    '\x010601028280dbabc19704', '\x01060102808080808080808080ff01', '\x0105010214', '\x0106ff7f0204', '\x0106010204ff',
    '\x010e', '\x010e00', '\x010e0000', '\x010e0001', '\x010e000102', '\x010e00010200', '\x010e0001020102', '\x010e000102010202',
    '\x010e0001020100', '\x010d000102010014', '\x010e000202010002000202', '\x010e00020201000202010002ff', '\x010e0001ffffffff0f010002', '\x010f000102010002'
    ]::bytea[]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''daily_series'', %L)', bytes)) AS r;

-- Equality and hashing.
CREATE TEMPORARY TABLE kept (series daily_series);
INSERT INTO kept VALUES ('2026-01-01:{1,0,2}'), ('2026-01-03:{2}, 2026-01-01:{1}'), ('2026-01-01:{1}'), ('{}'), (NULL),
    ('2026-01-01:{1}, late 2026-01-05: 2026-01-03:{2}'), ('late 2026-01-05: 2026-01-03:{2}, 2026-01-01:{1}'), ('late 2026-01-06: 2026-01-03:{2}, 2026-01-01:{1}');
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
    $$'2026-01-01', -1e300$$, $$'2026-01-01', 1, 'infinity'$$, $$'2026-01-01', 1, '-infinity'$$, $$'2026-01-01', 1, '10000-01-01'$$,
    $$NULL, 1, '2026-01-01'$$]) AS call,
    pg_temp.refused(format('SELECT daily_series(%s)', call)) AS r;

-- Amounts are taken in millionths, ties to even, and summed exactly; a day may pass the limit on the way, not in the end.
SELECT daily_series('2026-01-01', amount) FROM unnest(ARRAY[0.0000005, 0.0000015, 0.1, 0.2, 9.2e12, -9.2e12]) AS amount;
SELECT daily_series('2026-01-01', 9.2e12 * sign) FROM unnest(ARRAY[1, 1, 1, 1, -1, -1, -1]) AS sign;
SELECT daily_series('2026-01-01', 9.2e12 * sign) FROM unnest(ARRAY[1, 1, -1, 1]) AS sign;
SELECT total('2026-01-01:{9200000000000,1}', '2026-01-02', 2);
SELECT total('2026-01-01:{9200000000000,1,-1}', '2026-01-03', 3);
SELECT rollup(s) FROM unnest(ARRAY['2026-01-01:{9200000000000}', '2026-01-01:{0.000001}']::daily_series[]) AS s;

-- Late amounts: known in time where known_on is NULL or not after the day; a day may pass the limit in parts.
SELECT daily_series(day, amount, known_on) FROM (VALUES (date '2026-01-04', 5, NULL::date), ('2026-01-01', 1, '2026-01-01'), ('2026-01-02', 2, '2025-12-01'),
    ('2026-01-02', 3, '2026-01-03'), ('2026-01-02', 4, '2026-01-03'), ('2026-01-01', 6, '2026-01-03'), ('2026-01-01', 7, '2026-03-01'),
    ('2026-01-03', 8, '2026-01-04'), ('2026-01-03', -8, '2026-01-04'), ('2026-01-03', NULL, 'infinity')) AS v(day, amount, known_on);
SELECT daily_series('2026-01-01', NULL, '2026-01-02') IS NULL AS no_amount, daily_series('2026-01-01', 0, '2026-01-02') AS zero;
SELECT total(series, '2026-01-01', 1), r.message
FROM (SELECT daily_series('2026-01-01', 9.2e12, date '2026-01-01' + i) AS series FROM generate_series(0, 2) AS i) AS s,
    pg_temp.refused($$SELECT total('2026-01-01:{9200000000000}, late 2026-01-02: 2026-01-01:{0.000001}', '2026-01-02', 2)$$) AS r;

-- Operator + and with_day.
SELECT '2026-01-01:{1,2}, late 2026-01-05: 2026-01-01:{1}'::daily_series + '2026-01-02:{3,4}, late 2026-01-05: 2026-01-01:{2}, late 2026-01-06: 2026-01-01:{1}' AS sum,
    '2026-01-01:{1}'::daily_series + '2026-01-01:{-1}' AS nothing_left, '2026-01-01:{1}'::daily_series + NULL IS NULL AS null_is_null;
SELECT '2026-01-01:{9200000000000}'::daily_series + '2026-01-01:{0.000001}';
SELECT with_day(daily_series '2026-01-01:{1}', '2026-01-02', 2), with_day(daily_series '2026-01-01:{1}', '2026-01-01', 2, '2026-01-03') AS late,
    with_day(daily_series '2026-01-01:{1}', '2026-01-01', 2, '2025-01-03') AS in_time, with_day(daily_series '2026-01-01:{1}', '2026-01-01', 2, NULL) AS in_time_too,
    with_day(daily_series '2026-01-01:{1}', '2026-01-02', NULL) AS unchanged, with_day(NULL::daily_series, '2026-01-02', 2) AS first, with_day(NULL::daily_series, '2026-01-02', NULL) AS nothing;
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$'{}', NULL, 1$$, $$'{}', 'infinity', 1$$, $$'{}', '2026-01-01', 'NaN'$$, $$'{}', '2026-01-01', 1, 'infinity'$$]) AS call,
    pg_temp.refused(format('SELECT with_day(daily_series %s)', call)) AS r;

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
SELECT count(*) AS rows, count(*) FILTER (WHERE moving IS NULL) AS empty_frames, -- with late amounts
    count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS different
FROM (SELECT account_id, n, daily_series(day, amount, day + n::int % 5 - 2) OVER (PARTITION BY account_id ORDER BY n
          ROWS BETWEEN 12 PRECEDING AND 3 PRECEDING) AS moving FROM steps WHERE account_id <= 20) AS m
JOIN LATERAL (SELECT daily_series(day, amount, day + n::int % 5 - 2) AS fresh FROM steps s
    WHERE s.account_id = m.account_id AND s.n BETWEEN m.n - 12 AND m.n - 3) AS f ON true;
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
    $$level_vs_baseline('2026-01-01:{9200000000000,9200000000000}', '2026-01-02', '2026-01-01')$$, $$quiet_days('{}', 'infinity')$$,
    $$level_vs_baseline('{}', '2026-01-01', '2025-01-01', '2026-01-01:{-1}')$$, $$declining_weeks('{}', '2026-01-06', '2025-01-01', '2026-01-04:{-0.5}')$$,
    $$level_vs_baseline('2026-01-01:{9200000000000}', '2026-01-01', '2025-01-01', '2026-01-01:{0.9}')$$,
    $$* FROM total_by_day('{}', 'infinity', '2026-01-01', 1)$$, $$* FROM total_by_day('{}', '2026-01-01', 'infinity', 1)$$,
    $$* FROM total_by_day('{}', '2026-01-01', '2026-01-01', 0)$$, $$* FROM level_vs_baseline_by_day('{}', '2026-01-01', '2026-01-01', '-infinity')$$,
    $$* FROM level_vs_baseline_by_day('{}', '2026-01-01', '2026-01-01', '2025-01-01', '2026-01-01:{-1}')$$,
    $$* FROM total_by_day('2026-01-01:{9200000000000}, late 2026-01-03: 2026-01-01:{1}', '2026-01-01', '2026-01-03', 1)$$,
    $$* FROM total_by_day('2026-01-01:{9200000000000,1}', '2026-01-01', '2026-01-03', 2)$$]) AS call,
    pg_temp.refused(format('SELECT %s', call)) AS r;
SELECT total(NULL, '2026-01-01', 1) IS NULL AND mean('{}', NULL, 1) IS NULL AND since(daily_series '{}', NULL) IS NULL
    AND active_days('{}', NULL::date[]) IS NULL AND (level_vs_baseline('{}', '2026-01-01', NULL)).state IS NULL AS nulls;
SELECT total('{}', '2026-01-01', 28), mean('{}', '2026-01-01', 28), since(daily_series '{}', '2026-01-01'),
    active_days('{}', '2026-01-01', 28), active_days('{}', '{}'), last_day(daily_series '{}', '2026-01-01'), first_day(daily_series '{}');
SELECT * FROM level_vs_baseline('{}', '2026-01-01', '2025-01-01');
SELECT * FROM level_vs_baseline('2026-01-01:{1}', '2026-01-01', '2026-01-01');
SELECT worst_month_vs_baseline('{}', '2026-01-01', '2025-01-01'), declining_weeks('{}', '2026-01-01', '2025-01-01');
-- The same for the days of a range: none, one, of an empty value; late amounts appear on the day they became known.
SELECT count(*) FROM total_by_day('2026-01-01:{1}', '2026-01-02', '2026-01-01', 1);
SELECT count(*) FROM level_vs_baseline_by_day(NULL, '2026-01-01', '2026-01-02', '2025-01-01');
SELECT * FROM level_vs_baseline_by_day('{}', '2026-01-01', '2026-01-01', '2025-01-01');
SELECT t.*, mean, quiet_days
FROM (SELECT daily_series '2026-01-02:{3,0,5}, late 2026-01-05: 2026-01-03:{1}, late 2026-01-07: 2026-01-04:{-5}' AS series) AS s,
    total_by_day(series, '2026-01-01', '2026-01-08', 3) AS t JOIN LATERAL mean_by_day(series, '2026-01-01', '2026-01-08', 3) AS m USING (day)
    JOIN LATERAL quiet_days_by_day(series, '2026-01-01', '2026-01-08') AS q USING (day);
SELECT array_agg(amount) FROM amounts_by_day('2026-01-02:{3,0,5}, late 2026-01-05: 2026-01-03:{1}, late 2026-01-07: 2026-01-04:{-5}', '2026-01-01', '2026-01-06');
SELECT min(day), max(day), sum(total) FROM total_by_day('0001-01-01:{1}, 9999-12-31:{2}', '9999-12-30', '9999-12-31', 2);
SELECT * FROM total_by_day('{}', '4713-01-01 BC', '2026-01-01', 2);
SELECT * FROM total_by_day('{}', '2026-01-01', '5874897-12-31', 2);
SELECT * FROM worst_month_vs_baseline_by_day('2026-01-01:{62}, 2025-12-01:{31}, 2025-11-01:{31}, 2025-10-01:{31}', '2026-01-30', '2026-02-01', '2025-01-01');
-- A fall to half: after steady months it is a drop, after months that swing by as much it is none.
SELECT worst_month_vs_baseline(series, '2026-01-31', '2025-09-01')
FROM unnest(ARRAY['2025-09-01:{40}, 2025-10-01:{41}, 2025-11-01:{40}, 2025-12-01:{39}, 2026-01-01:{20}',
    '2025-08-01:{10}, 2025-09-01:{70}, 2025-10-01:{40}, 2025-11-01:{10}, 2025-12-01:{70}, 2026-01-01:{20}']::daily_series[]) AS series;
-- Windows that reach beyond the calendar.
SELECT total('0001-01-01:{1}, 9999-12-31:{2}', '9999-12-31', 2147483647),
    level_vs_baseline('0001-01-01:{1}', '0001-01-01', '0001-01-01'),
    worst_month_vs_baseline('0001-01-01:{1}', '0001-01-01', '0001-01-01'),
    worst_month_vs_baseline('2026-01-01:{30}, 2026-02-01:{30}, 2026-03-01:{30}, 2026-04-01:{30}', '67562-05-15', '2020-01-01') AS far,
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
-- Every second account has late amounts: about one row in seven, known up to two months after its day.
CREATE TEMPORARY TABLE rows AS
SELECT account_id, day, amount, CASE WHEN account_id % 2 = 1 AND pg_temp.chance(h, 0) < .15 THEN day - 3 + (pg_temp.chance(h, 1) * 63)::int END AS known_on
FROM amounts CROSS JOIN LATERAL md5(account_id || member || day || amount) AS h;
CREATE TEMPORARY TABLE flows AS
SELECT account_id, since, as_of, daily_series(day, amount, known_on) AS series, coalesce(daily_series(day, amount, known_on), '{}') AS filled
FROM accounts LEFT JOIN rows USING (account_id) GROUP BY account_id, since, as_of;
CREATE TEMPORARY TABLE days AS -- m: as known by as_of
SELECT account_id, day, coalesce(sum(round(amount * 1e6)::numeric) FILTER (WHERE known_on IS NULL OR known_on <= greatest(day, as_of)), 0) AS m,
    sum(round(amount * 1e6)::numeric) AS ever
FROM rows JOIN accounts USING (account_id) GROUP BY account_id, day;
SELECT count(*) AS accounts, count(*) FILTER (WHERE series::text ~ 'late') AS with_late,
    count(*) FILTER (WHERE series::text::daily_series <> series) AS other_from_text,
    count(*) FILTER (WHERE account_id % 2 = 0 AND series <> (SELECT daily_series(day, amount) FROM rows r WHERE r.account_id = f.account_id)) AS other_without_known_on
FROM flows f;
CREATE INDEX ON days (account_id, day);
ANALYZE flows, days;

SELECT count(*) AS accounts, count(series) AS with_rows, count(*) FILTER (WHERE (
        total(series, as_of, 30), mean(series, as_of, 91), active_days(series, as_of, 90),
        active_days(series, ARRAY[as_of - 1, as_of - 1, NULL, as_of - 5, as_of + 3]), last_day(series, as_of),
        first_day(series), total(since(series, as_of - 10), as_of, 1000), first_day(since(series, as_of)),
        quiet_days(series, as_of)
    ) IS DISTINCT FROM (
        o.total30, o.mean91, o.active90, o.active_list, o.last, o.first, o.total11, o.first_later, o.quiet)) AS different
FROM flows f
LEFT JOIN LATERAL (
    SELECT coalesce(sum(m) FILTER (WHERE day > as_of - 30 AND day <= as_of), 0) / 1e6 AS total30,
        coalesce(sum(m) FILTER (WHERE day > as_of - 91 AND day <= as_of), 0)::float8 / (91 * 1e6)::float8 AS mean91,
        count(*) FILTER (WHERE day > as_of - 90 AND day <= as_of AND m > 0)::int AS active90,
        count(*) FILTER (WHERE day IN (as_of - 1, as_of - 5, as_of + 3) AND ever > 0)::int AS active_list,
        max(day) FILTER (WHERE day <= as_of AND m <> 0) AS last,
        min(day) FILTER (WHERE ever <> 0) AS first,
        coalesce(sum(m) FILTER (WHERE day >= as_of - 10 AND day <= as_of), 0) / 1e6 AS total11,
        min(day) FILTER (WHERE day >= as_of AND ever <> 0) AS first_later,
        as_of - max(day) FILTER (WHERE day <= as_of AND m > 0) AS quiet
    FROM days d WHERE d.account_id = f.account_id HAVING count(*) > 0
) AS o ON true;

-- With a season as well: an index on two days of three.
CREATE FUNCTION pg_temp.index_of(day date) RETURNS numeric LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN (day - '2023-01-01') % 3 > 0 THEN .7 + (day - '2023-01-01') % 8 * .075 ELSE 1 END $$;
SELECT daily_series(day::date, pg_temp.index_of(day::date)) AS season FROM generate_series(timestamp '2023-01-01', '2026-03-01', '1 day') AS day
    WHERE pg_temp.index_of(day::date) <> 1 \gset
WITH totals AS (
    SELECT f.account_id, since, as_of, greatest(least((as_of - since + 1) / 28, 27), 1) AS whole,
        array_agg((SELECT coalesce(sum(m), 0) FROM days d WHERE d.account_id = f.account_id
            AND d.day > as_of - 28 * b AND d.day <= as_of - 28 * (b - 1)) ORDER BY b) AS t,
        EXISTS (SELECT FROM days d WHERE d.account_id = f.account_id AND day <= as_of AND m > 0) AS used
    FROM flows f CROSS JOIN generate_series(1, 27) AS b GROUP BY f.account_id, since, as_of
), medians AS MATERIALIZED (
    SELECT *, least(whole, 14) - 1 AS blocks, pg_temp.median(t[2:least(whole, 4)]) AS short,
        CASE WHEN whole >= 7 THEN pg_temp.median(t[2:least(whole, 14)]) END AS year,
        CASE WHEN whole >= 20 THEN pg_temp.median(t[15:whole]) END AS year_before
    FROM totals
), oracle AS (
    SELECT *, round(t[1] / CASE WHEN seasoned THEN pg_temp.index_of(as_of) ELSE 1 END) AS level,
        CASE WHEN blocks >= 2 THEN greatest(short, year) END AS base,
        CASE WHEN blocks < 2 THEN 'too_young' WHEN t[1] <= 0 AND used THEN 'dormant' WHEN t[1] <= 0 THEN 'never_used'
            WHEN greatest(short, year) <= 0 THEN 'newly_active' ELSE 'observed' END AS state
    FROM medians CROSS JOIN unnest('{f,t}'::boolean[]) AS seasoned
)
SELECT seasoned, o.state, o.rebased, count(*) AS accounts, count(*) FILTER (WHERE r IS DISTINCT FROM
    ROW(o.ratio, o.level, o.baseline, o.blocks, o.state, o.rebased, o.to_quarter, o.to_year)) AS different
FROM flows JOIN (
    SELECT account_id, seasoned, state, blocks, round(t[1] / 28) / 1e6 AS level, round(base / 28) / 1e6 AS baseline,
        CASE state WHEN 'dormant' THEN 0 WHEN 'never_used' THEN 0
            WHEN 'observed' THEN level::float8 / base::float8 END AS ratio,
        coalesce(level < 0.6 * greatest(year, year_before), false) AS rebased,
        CASE WHEN blocks >= 2 AND short > 0 THEN greatest(level, 0)::float8 / short::float8 END AS to_quarter,
        CASE WHEN year > 0 THEN greatest(level, 0)::float8 / year::float8 END AS to_year
    FROM oracle) AS o USING (account_id),
    LATERAL (SELECT * FROM level_vs_baseline(filled, as_of, since) WHERE NOT seasoned
        UNION ALL SELECT * FROM level_vs_baseline(filled, as_of, since, :'season') WHERE seasoned) AS r
GROUP BY seasoned, o.state, o.rebased ORDER BY seasoned, o.state, o.rebased;

WITH months AS (
    SELECT f.account_id, since, i,
        (date_trunc('month', as_of + 1) - make_interval(months => i + 1))::date AS first_of_month,
        (SELECT coalesce(sum(m), 0) FROM days d WHERE d.account_id = f.account_id
            AND d.day >= date_trunc('month', as_of + 1) - make_interval(months => i + 1)
            AND d.day < date_trunc('month', as_of + 1) - make_interval(months => i)) AS total
    FROM flows f CROSS JOIN generate_series(0, 12) AS i
), medians AS (
    SELECT account_id, sum(total) FILTER (WHERE i = 0) AS last, pg_temp.median(array_agg(total) FILTER (WHERE i BETWEEN 1 AND 3)) AS usual,
        min(first_of_month) FILTER (WHERE i <= 3) >= min(since) AS whole, array_agg(total) FILTER (WHERE i > 0 AND first_of_month >= since) AS own
    FROM months GROUP BY account_id
), oracle AS (
    SELECT *, (SELECT pg_temp.median(array_agg(abs(m - pg_temp.median(own)))) FROM unnest(own) AS m) AS mad FROM medians
)
SELECT count(*) AS accounts, count(ratio) AS with_ratio, count(*) FILTER (WHERE ratio < .6) AS below_60, count(*) FILTER (WHERE dropped) AS dropped,
    count(*) FILTER (WHERE ratio IS DISTINCT FROM CASE WHEN whole AND usual >= 20e6 THEN last::float8 / usual::float8 END) AS different,
    count(*) FILTER (WHERE dropped IS DISTINCT FROM CASE WHEN whole AND usual >= 20e6 THEN last * 5 < usual * 3 AND usual - last >= 2 * 1.4826 * mad END) AS other_drops
FROM flows JOIN oracle USING (account_id), LATERAL worst_month_vs_baseline(filled, as_of, since) AS r;

WITH plain AS ( -- week 1 is the last complete one
    SELECT f.account_id, i, date_trunc('week', as_of + 1)::date - 7 * i >= since AS whole,
        date_trunc('week', as_of + 1)::date - 7 * (i - 1) - 1 AS sunday,
        (SELECT coalesce(sum(m), 0) FROM days d WHERE d.account_id = f.account_id
            AND d.day >= date_trunc('week', as_of + 1)::date - 7 * i
            AND d.day < date_trunc('week', as_of + 1)::date - 7 * (i - 1)) AS total
    FROM flows f CROSS JOIN generate_series(1, 40) AS i
), weeks AS (
    SELECT account_id, seasoned, i, whole, CASE WHEN seasoned THEN round(total / pg_temp.index_of(sunday)) ELSE total END AS total
    FROM plain CROSS JOIN unnest('{f,t}'::boolean[]) AS seasoned
), runs AS (
    SELECT account_id, seasoned, min(i) - 1 AS falls
    FROM (SELECT *, lead(total) OVER w AS before, lead(whole) OVER w AS whole_before FROM weeks
        WINDOW w AS (PARTITION BY account_id, seasoned ORDER BY i)) AS pairs
    WHERE NOT whole_before OR total >= before GROUP BY account_id, seasoned
), usual AS (
    SELECT account_id, seasoned, falls, bool_and(whole) AS whole, array_agg(total) AS t, pg_temp.median(array_agg(total)) AS b
    FROM runs JOIN weeks USING (account_id, seasoned) WHERE i BETWEEN falls + 1 AND falls + 13 GROUP BY account_id, seasoned, falls
), oracle AS (
    SELECT account_id, seasoned, falls, CASE WHEN whole THEN falls >= 3 AND b >= 20e6 AND last <= .85 * b AND last <= b - 2 * 1.4826
        * pg_temp.median(ARRAY(SELECT abs(x - b) FROM unnest(t) AS x)) END AS declining
    FROM usual JOIN (SELECT account_id, seasoned, total AS last FROM weeks WHERE i = 1) AS l USING (account_id, seasoned)
)
SELECT seasoned, weeks, count(*) AS accounts, count(*) FILTER (WHERE r.declining) AS declining, count(*) FILTER (WHERE
    r IS DISTINCT FROM ROW(falls, o.declining)) AS different
FROM flows JOIN oracle o USING (account_id),
    LATERAL (SELECT * FROM declining_weeks(filled, as_of, since) WHERE NOT seasoned
    UNION ALL SELECT * FROM declining_weeks(filled, as_of, since, :'season') WHERE seasoned) AS r
GROUP BY seasoned, weeks ORDER BY seasoned, weeks;

-- A range gives what each of its days gives.
SELECT reader, count(*) AS days, count(*) FILTER (WHERE differs) AS different
FROM flows, LATERAL (
    SELECT 'total', b IS DISTINCT FROM ROW(b.day, total(filled, b.day, 30)) FROM total_by_day(filled, as_of - 25, as_of + 14, 30) AS b
    UNION ALL SELECT 'mean', b IS DISTINCT FROM ROW(b.day, mean(filled, b.day, 91)) FROM mean_by_day(filled, as_of - 25, as_of + 14, 91) AS b
    UNION ALL SELECT 'quiet_days', b IS DISTINCT FROM ROW(b.day, quiet_days(filled, b.day)) FROM quiet_days_by_day(filled, as_of - 25, as_of + 14) AS b
    UNION ALL SELECT 'level_vs_baseline', b IS DISTINCT FROM ROW(b.day, r.*)
        FROM level_vs_baseline_by_day(filled, as_of - 25, as_of + 14, since) AS b, level_vs_baseline(filled, b.day, since) AS r
    UNION ALL SELECT 'level_vs_baseline, season', b IS DISTINCT FROM ROW(b.day, r.*)
        FROM level_vs_baseline_by_day(filled, as_of - 25, as_of + 14, since, :'season') AS b, level_vs_baseline(filled, b.day, since, :'season') AS r
    UNION ALL SELECT 'worst_month_vs_baseline', b IS DISTINCT FROM ROW(b.day, r.*)
        FROM worst_month_vs_baseline_by_day(filled, as_of - 25, as_of + 14, since) AS b, worst_month_vs_baseline(filled, b.day, since) AS r
    UNION ALL SELECT 'declining_weeks', b IS DISTINCT FROM ROW(b.day, r.*)
        FROM declining_weeks_by_day(filled, as_of - 25, as_of + 14, since) AS b, declining_weeks(filled, b.day, since) AS r
    UNION ALL SELECT 'declining_weeks, season', b IS DISTINCT FROM ROW(b.day, r.*)
        FROM declining_weeks_by_day(filled, as_of - 25, as_of + 14, since, :'season') AS b, declining_weeks(filled, b.day, since, :'season') AS r
) AS b (reader, differs)
GROUP BY reader ORDER BY reader;
SELECT count(*) AS days, count(*) FILTER (WHERE b.amount IS DISTINCT FROM coalesce(m, 0) / 1e6) AS different, sum(b.amount) = sum(m) / 1e6 AS same_sum
FROM flows f CROSS JOIN LATERAL amounts_by_day(filled, as_of - 60, as_of) AS b LEFT JOIN days d ON d.account_id = f.account_id AND d.day = b.day;

-- Parts add up to the whole, in any order and by any way: operator, rollup, combine function, one row more.
WITH parts AS (
    SELECT account_id, daily_series(day, amount, known_on) FILTER (WHERE n % 3 > 0) AS a, daily_series(day, amount, known_on) FILTER (WHERE n % 3 = 0) AS b,
        daily_series(day, amount, known_on) FILTER (WHERE n > 1) AS rest, min(day) FILTER (WHERE n = 1) AS day,
        min(amount) FILTER (WHERE n = 1) AS amount, min(known_on) FILTER (WHERE n = 1) AS known_on
    FROM (SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY known_on, day, amount) AS n FROM rows) AS r GROUP BY account_id
)
SELECT count(*) AS accounts, count(known_on) AS last_is_late, count(*) FILTER (WHERE b IS NOT NULL AND (a + b <> series OR b + a <> series)
        OR daily_series_combine(b, a) <> series OR (SELECT rollup(x) FROM unnest(ARRAY[b, a]) AS x) <> series) AS other_sum,
    count(*) FILTER (WHERE with_day(rest, day, amount, known_on) <> series) AS other_with_day
FROM parts JOIN flows USING (account_id);

-- without: the days of a period are left out, its end is kept; what is left is what the other days give.
SELECT without(daily_series '{}', '2026-01-01', '2026-02-01'), without('2026-01-01:{3,0,0,5,1}'::daily_series, '2026-01-02', '2026-01-05'),
    without('2026-01-01:{3,0,0,5,1}'::daily_series, '2026-01-05', '2026-01-02') AS nothing_between,
    without('2026-01-01:{3,0,0,5,1}'::daily_series, '2025-01-01', '2027-01-01') AS nothing_left;
SELECT count(*), count(*) FILTER (WHERE without(series, since, as_of) IS DISTINCT FROM coalesce(rest, '{}')) AS differ,
    count(*) FILTER (WHERE since(series, as_of) IS DISTINCT FROM coalesce(later, '{}')) AS since_differs
FROM flows LEFT JOIN (
    SELECT account_id, daily_series(day, amount, known_on) FILTER (WHERE day < since OR day >= as_of) AS rest,
        daily_series(day, amount, known_on) FILTER (WHERE day >= as_of) AS later
    FROM flows JOIN rows USING (account_id) GROUP BY account_id) AS r USING (account_id)
WHERE series IS NOT NULL;
SELECT without(daily_series '{}', 'infinity', '2026-01-01');
