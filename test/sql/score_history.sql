-- score_history: malformed literals first.
SET search_path = health_score, public;
SET datestyle = ISO;

\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set levels :source_directory '/include/levels.sql'
\set ECHO none
\i :errors
\i :levels
\set ECHO all

SELECT literal, r.state, coalesce(nullif(r.detail, ''), r.message) AS says
FROM unnest(ARRAY[
    '', ' ', '{', '}', '{}}', '{} {}', '{},', '{1}', '2026-01-01', '2026-01-01:', '2026-01-01:{', '2026-01-01:{}',
    '2026-01-01:{1', '2026-01-01:{1,}', '2026-01-01:{,1}', '2026-01-01:{,}', '2026-01-01:{1,,}', '2026-01-01:{1 2}', '2026-01-01:{1};',
    '2026-01-01:{1},', '2026-01-01:{1} 2026-02-01:{1}', '2026-01-01:{1}, {}', '2026-01-01:1', '2026-1-1:{1}',
    '01.02.2026:{1}', '2026-02-30:{1}', '0000-01-01:{1}', '9999-12-31:{1,1}', 'infinity:{1}', '2026-01-01:{NaN}',
    '2026-01-01:{Infinity}', '2026-01-01:{null}', '2026-01-01:{1e3}', '2026-01-01:{0.1234567}',
    '2026-01-01:{9200000000000.000001}', '2026-01-01:{-1e400}', '2026-01-01:{1,2}, 2026-01-02:{2}', '["2026-01-01", 1]'
]) AS literal, pg_temp.refused(format('SELECT %L::score_history', literal)) AS r;

-- A whole message, as a user sees it.
SELECT '2026-01-01:{72.5,71,}'::score_history;

-- Well formed: white space, any order of runs; 0 is a value. A run goes on over seven empty places.
SELECT literal, literal::score_history, literal::score_history::text::score_history = literal::score_history AS same
FROM unnest(ARRAY['{}', ' { } ', '2026-01-01:{0,0}', E'\t2026-01-01\n: { 72.50 , 71,, 60 } ', '2026-01-01:{1,,,,,,,,2}',
    '2026-01-01:{1}, 2026-01-10:{2}', '2026-03-01:{80}, 2026-01-01:{72.5,71,,60}', '2026-01-03:{1},2026-01-01:{1}',
    '0001-01-01:{-1}, 9999-12-31:{0.000001}', '2026-01-01:{9200000000000,-9200000000000}', '2024-02-28:{1,1,1}']) AS literal;
SELECT '{}'::score_history::jsonb, '2026-01-01:{72.5,,-0.000001,0}'::score_history::jsonb;

-- Binary form: out, back, and damaged.
SELECT score_history_send('{}'), score_history_send('2026-01-01:{72.5,71,,60}'), score_history_send('2026-01-01:{0}');
SELECT pg_temp.received('score_history', score_history_send(literal))
FROM unnest(ARRAY['{}', '2026-01-01:{72.5,71,,60}, 2026-03-01:{80}', '0001-01-01:{1.5}, 9999-12-31:{-2}',
    '2026-01-01:{9200000000000,-9200000000000,9199999999999.999999}']::score_history[]) AS literal;
SELECT bytes, r.state, r.detail
FROM unnest(ARRAY['\x', '\x01', '\x0106', '\x000600', '\x020600', '\x010600ff', '\x010700', '\x01ff00', '\x010000', '\x010601',
    '\x01060102', '\x0106010200', '\x010601020102', '\x0106020200020002ff', '\x0106020200028080808080808080800100',
    '\x010601a8d7e4020002', '\x010601a6d7e402010202', '\x010601020080000002', '\x010601020080808080808080808002',
    '\x01060102008280dbabc19704', '\x01060102008180dbabc19704', '\x0105010200c801', '\x010601020002ff']::bytea[]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''score_history'', %L)', bytes)) AS r;

-- Equality and hashing.
CREATE TEMPORARY TABLE kept (history score_history);
INSERT INTO kept VALUES ('2026-01-01:{1,,2}'), ('2026-01-03:{2}, 2026-01-01:{1}'), ('2026-01-01:{1,0,2}'), ('{}'), (NULL);
SELECT history, count(*) FROM kept GROUP BY history ORDER BY history::text;
SELECT count(*) FROM kept a JOIN kept b ON a.history = b.history;
SELECT count(*) FROM kept a JOIN kept b ON a.history <> b.history;

-- The aggregate: nothing, rows that do not count, one row, a day twice, any order.
SELECT score_history(day, points) IS NULL AS no_row FROM level_rows WHERE false;
SELECT score_history(day, points) FILTER (WHERE points > 1000) IS NULL AS no_row_left FROM level_rows;
SELECT score_history('2026-01-01', NULL) IS NULL AS no_points, score_history(NULL, NULL) IS NULL AS nothing;
SELECT score_history('2026-01-01', 0) AS zero, score_history('2026-01-01', 72.5) AS one;
SELECT score_history(day, points) FROM (VALUES (date '2026-01-04', 60), ('2026-01-01', 72.5), (NULL, NULL), ('2026-01-02', 71),
    ('2026-01-03', NULL), ('2026-01-02', 71), ('2026-03-01', 80)) AS v(day, points);
SELECT rollup(history) FROM kept WHERE history <> '2026-01-01:{1,0,2}';
SELECT rollup(history) IS NULL AS no_value FROM kept WHERE history IS NULL;

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY[$$NULL, 1$$, $$'infinity', 1$$, $$'-infinity', 1$$, $$'10000-01-01', 1$$, $$'0001-01-01 BC', 1$$,
    $$'2026-01-01', 'NaN'$$, $$'2026-01-01', 'Infinity'$$, $$'2026-01-01', '-Infinity'$$, $$'2026-01-01', 9.3e12$$,
    $$'2026-01-01', -1e300$$]) AS call,
    pg_temp.refused(format('SELECT score_history(%s)', call)) AS r;

-- A day has one value: two say which day, however they meet.
SELECT score_history(day, points) FROM (VALUES (date '2026-01-02', 71), ('2026-01-01', 60), ('2026-01-02', 72.5)) AS v(day, points);
SELECT how, r.state, r.message
FROM (VALUES ('rollup', $$SELECT rollup(h) FROM unnest(ARRAY['2026-01-01:{1,2}', '2026-01-02:{3}']::score_history[]) AS h$$),
    ('+', $$SELECT score_history '2026-01-01:{1,2}' + '2026-01-02:{3}'$$),
    ('with_day', $$SELECT with_day(score_history '2026-01-01:{1,2}', '2026-01-02', 3)$$),
    ('by hand', $$SELECT score_history_add('2026-01-01:{1,2}', '2026-01-02', 3)$$)) AS v(how, statement),
    pg_temp.refused(statement) AS r;
-- Points are taken in millionths, ties to even: what differs behind them is equal.
SELECT score_history('2026-01-01', points) FROM unnest(ARRAY[72.5, 72.5000004, 72.4999996]) AS points;

-- Another history.
SELECT score_history '2026-01-01:{1,,3}' + '2026-01-02:{2,3}' AS plus, with_day(score_history '{}', '2026-01-01', 72.5) AS one,
    with_day(score_history '2026-01-02:{2}', '2026-01-01', 1) AS two, since(score_history '2026-01-01:{1,,3}', '2026-01-02') AS since,
    (score_history '2026-01-01:{1}' + NULL) IS NULL AS plus_null;
-- A stored history survives a day that was not evaluated.
SELECT with_day(score_history '2026-01-01:{1}', '2026-01-02', NULL) AS unchanged, with_day(score_history '2026-01-01:{1}', NULL, NULL) AS no_day,
    with_day(NULL::score_history, '2026-01-02', 2) AS first, with_day(NULL::score_history, '2026-01-02', NULL) IS NULL AS nothing;

-- Outside an aggregate the functions work on a copy and return values.
SELECT history, score_history_add(history, '2026-01-02', 5) AS added, history AS unchanged,
    score_history_remove(history, '2026-01-01', 1) AS removed, score_history_combine(history, history) AS twice
FROM kept WHERE history = '2026-01-01:{1,,2}' LIMIT 1;
SELECT score_history_add(NULL, '2026-01-02', 5), score_history_combine(NULL, '2026-01-01:{1}'),
    score_history_combine('2026-01-01:{1}', NULL), score_history_final('2026-01-01:{1}'), score_history_final(NULL);

-- Stored values: short, long, compressed, out of line. A value read twice stays what it is. Points that repeat take a byte.
CREATE TEMPORARY TABLE stored (how text, history score_history);
ALTER TABLE stored ALTER COLUMN history SET STORAGE EXTERNAL;
INSERT INTO stored SELECT 'out of line', score_history(date '1990-01-01' + i, i % 977 + 0.5) FROM generate_series(1, 9000) AS i;
ALTER TABLE stored ALTER COLUMN history SET STORAGE EXTENDED;
INSERT INTO stored SELECT 'compressed', score_history(date '1990-01-01' + i, 72.5) FROM generate_series(1, 9000) AS i;
INSERT INTO stored VALUES ('short', '2026-01-01:{1}');
SELECT how, pg_column_size(history) AS bytes, pg_column_size(history + '{}') AS unpacked, evaluated_days(history, '2027-01-01', 20000) AS days,
    score_history_add(history, '2026-01-02', 1) = history AS changed, evaluated_days(history, '2027-01-01', 20000) AS again
FROM stored ORDER BY how;

-- A moving frame gives what a fresh aggregate gives, through rows that do not count, rows twice and frames without any.
CREATE TEMPORARY TABLE steps AS
SELECT account_id, row_number() OVER (PARTITION BY account_id ORDER BY day, points) AS n, day, points
FROM level_rows WHERE account_id <= 60;
CREATE INDEX ON steps (account_id, n);
ANALYZE steps;
SELECT count(*) AS rows, count(*) FILTER (WHERE moving IS NULL) AS empty_frames,
    count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS different
FROM (SELECT account_id, n, score_history(day, points) OVER (PARTITION BY account_id ORDER BY n
          ROWS BETWEEN 12 PRECEDING AND 3 PRECEDING) AS moving FROM steps) AS m
JOIN LATERAL (SELECT score_history(day, points) AS fresh FROM steps s
    WHERE s.account_id = m.account_id AND s.n BETWEEN m.n - 12 AND m.n - 3) AS f ON true;

-- Readers: bad arguments, NULL, the empty value, one evaluation.
\set scale '''yellow 60, green 80'''
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$evaluated_days('{}', '2026-01-01', 0)$$, $$drop_on('{}', '2026-01-01', 0)$$, $$point_drop('{}', '2026-01-01', -1)$$,
    $$largest_drop('{}', '2026-01-01', 0)$$, $$drops_by_day('{}', '2026-01-01', '2026-01-02', 0)$$, $$smoothed_on('{}', '2026-01-01', 0)$$,
    $$smoothed_on('{}', '2026-01-01', -1)$$, $$smoothed_on('{}', '2026-01-01', 'NaN')$$, $$smoothed_on('{}', '2026-01-01', 'Infinity')$$,
    $$points_on('{}', 'infinity')$$, $$last_day(score_history '{}', '-infinity')$$, $$evaluated_days('{}', 'infinity', 1)$$,
    $$drop_on('{}', 'infinity', 1)$$, $$point_drop('{}', 'infinity', 1)$$, $$since(score_history '{}', 'infinity')$$,
    $$with_day(score_history '{}', 'infinity', 1)$$, $$with_day(score_history '{}', NULL, 1)$$, $$with_day(score_history '{}', '2026-01-01', 'NaN')$$,
    $$tier_on('{}', 'infinity', 'yellow 60, green 80')$$, $$tier_days('{}', '-infinity', 'yellow 60, green 80')$$,
    $$falling_periods('{}', 'infinity')$$, $$tiers_by_day('{}', '-infinity', '2026-01-01', 'yellow 60, green 80')$$,
    $$tiers_by_day('{}', '2026-01-01', 'infinity', 'yellow 60, green 80')$$, $$transitions('{}', '2026-01-01', 'infinity', 'yellow 60, green 80')$$,
    $$episodes('{}', '-infinity', '2026-01-01', 'yellow 60, green 80')$$, $$drops_by_day('{}', '2026-01-01', 'infinity', 1)$$]) AS call,
    pg_temp.refused(format('SELECT %s', call)) AS r;
SELECT points_on(NULL, '2026-01-01') IS NULL AND drop_on('{}', NULL, 1) IS NULL AND tier_on('{}', '2026-01-01', NULL) IS NULL
    AND smoothed_on('{}', '2026-01-01', NULL) IS NULL AS nulls, (SELECT count(*) FROM tiers_by_day('{}', NULL, '2026-01-01', :scale)) AS rows;
SELECT history, points_on(history, day), first_day(history), last_day(history, day), evaluated_days(history, day, 30), drop_on(history, day, 30),
    point_drop(history, day, 30), largest_drop(history, day, 30), falling_periods(history, day), smoothed_on(history, day, 7),
    tier_on(history, day, :scale), tier_days(history, day, :scale)
FROM unnest(ARRAY['{}', '2026-01-01:{72.5}', '2025-12-31:{72.5}', '2026-01-02:{1}']::score_history[]) AS history, (VALUES (date '2026-01-01')) AS v(day);
SELECT d.*, t.* FROM (VALUES (score_history '{}'), ('2026-01-01:{72.5}')) AS v(history),
    drops_by_day(history, '2026-01-01', '2026-01-02', 30) AS d, tiers_by_day(history, d.day, d.day, :scale) AS t;
SELECT e.* FROM (VALUES (score_history '{}'), ('2026-01-01:{72.5}')) AS v(history), episodes(history, '2026-01-01', '2026-01-02', :scale) AS e;
SELECT (SELECT count(*) FROM tiers_by_day('2026-01-01:{1}', '2026-01-02', '2026-01-01', :scale)) AS tiers,
    (SELECT count(*) FROM drops_by_day('2026-01-01:{1}', '2026-01-02', '2026-01-01', 30)) AS drops,
    (SELECT count(*) FROM episodes('2026-01-01:{1}', '2026-01-02', '2026-01-01', :scale)) AS episodes,
    (SELECT count(*) FROM transitions('2026-01-01:{1}', '2026-01-02', '2026-01-01', :scale)) AS transitions;
SELECT * FROM points_by_day('2026-01-01:{72.5,,71}');
-- Edges of the calendar and of the range.
SELECT drop_on(h, '9999-12-31', 2147483647), point_drop(h, '9999-12-31', 2147483647), evaluated_days(h, '9999-12-31', 2147483647),
    tier_on(h, '0001-01-01', :scale), tier_on(h, '5874897-12-31', :scale) IS NULL AS later, tier_days(h, '9999-12-31', :scale), smoothed_on(h, '9999-12-31', 1e300)
FROM (VALUES (score_history '0001-01-01:{9200000000000}, 9999-12-31:{-9200000000000}')) AS v(h);
SELECT * FROM tiers_by_day('9999-12-31:{1}', '9999-12-31', '10000-01-15', :scale);

-- A tier lasts 14 days without an evaluation, and starts anew after them.
SELECT day, tier_on(h, day, :scale), tier_days(h, day, :scale)
FROM (VALUES (score_history '2026-01-01:{90}')) AS v(h), unnest(ARRAY['2025-12-31', '2026-01-01', '2026-01-15', '2026-01-16']::date[]) AS day;
SELECT h, tier_on(h, '2026-01-17', :scale), (SELECT count(*) FROM transitions(h, '2026-01-01', '2026-02-01', :scale)) AS transitions, e.*
FROM (VALUES (score_history '2026-01-01:{90}, 2026-01-15:{50}'), ('2026-01-01:{90}, 2026-01-16:{50}'), ('2026-01-02:{81}, 2026-01-16:{79}')) AS v(h),
    episodes(h, '2026-01-01', '2026-02-01', :scale) AS e;
-- An episode is told with its first day, though it lies before the range; later days are not known yet.
SELECT e.* FROM (VALUES (score_history '2026-01-01:{90,91,92,70,71,70,55,50,52,85,90}')) AS v(h), episodes(h, '2026-01-05', '2026-01-09', :scale) AS e;
SELECT t.* FROM (VALUES (score_history '2026-01-01:{90,91,92,70,71,70,55,50,52,85,90}')) AS v(h), transitions(h, '2026-01-05', '2026-01-10', :scale) AS t;
-- The raw tier of each day: no margin, no days.
SELECT t.* FROM transitions('2026-01-01:{90,79,80,59,60,100}', '2026-01-01', '2026-01-06', 'yellow 60, green 80, margin 0, down 1 day, up 1 day') AS t;
-- No more than 400 days count: a tier is not told to have lasted longer, and what lies before cannot hold it any more.
SELECT day, tier_days(long, day, :scale), tier_on(swings, day, :scale), tier_days(swings, day, :scale)
FROM (SELECT score_history(date '2025-01-01' + i, 81) AS long, score_history(date '2025-01-01' + i, 79 + i % 2 * 2) AS swings
      FROM generate_series(0, 500) AS i) AS s, unnest(ARRAY['2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06']::date[]) AS day;
SELECT e.from_day, e.days, e.days_in_range, e.evaluations
FROM (SELECT score_history(date '2025-01-01' + i, 81) AS long FROM generate_series(0, 500) AS i) AS s,
    episodes(long, '2026-03-01', '2026-03-31', :scale) AS e;

-- Oracles over 1,000 accounts.
CREATE TEMPORARY TABLE histories AS
SELECT account_id, as_of, scale, score_history(day, points) AS history FROM accounts LEFT JOIN level_rows USING (account_id)
GROUP BY account_id, as_of, scale;
SELECT count(*) AS accounts, count(history) AS with_points, (SELECT count(*) FROM evaluations) AS evaluations FROM histories;

SELECT count(*) AS days, count(*) FILTER (WHERE (p.day, p.points) IS DISTINCT FROM (e.day, e.points)) AS different
FROM (SELECT account_id, p.* FROM histories, points_by_day(history) AS p) AS p FULL JOIN evaluations e USING (account_id, day);

-- In plain SQL: what is known at as_of.
CREATE TEMPORARY TABLE medians AS
SELECT account_id, day, pg_temp.median(ARRAY(SELECT w.points * 1e6 FROM evaluations w WHERE w.account_id = e.account_id
    AND w.day > e.day - 7 AND w.day <= e.day)) / 1e6 AS median
FROM evaluations e JOIN accounts USING (account_id) WHERE day BETWEEN as_of - 40 AND as_of;
CREATE INDEX ON medians (account_id, day);
WITH oracle AS (
    SELECT account_id, as_of, last, first,
        (SELECT count(*)::int FROM evaluations e WHERE e.account_id = a.account_id AND e.day > as_of - 90 AND e.day <= as_of) AS evaluated,
        (SELECT points FROM evaluations e WHERE e.account_id = a.account_id AND e.day = as_of) AS points,
        (SELECT max(points) FROM evaluations e WHERE e.account_id = a.account_id AND e.day BETWEEN as_of - 30 AND as_of) AS peak,
        pg_temp.median(ARRAY(SELECT points * 1e6 FROM evaluations e WHERE e.account_id = a.account_id
            AND e.day > as_of - 7 AND e.day <= as_of)) / 1e6 AS now,
        (SELECT median FROM medians m WHERE m.account_id = a.account_id AND m.day BETWEEN as_of - 37 AND as_of - 30
            ORDER BY day DESC LIMIT 1) AS ago,
        (SELECT max(median) FROM medians m WHERE m.account_id = a.account_id AND m.day BETWEEN as_of - 30 AND as_of - 1
            HAVING count(*) >= 10) AS median_peak,
        (SELECT sum(points * weight) / sum(weight) FROM evaluations e, LATERAL power(2::float8, -(last - e.day) / 10.0) AS weight
            WHERE e.account_id = a.account_id AND e.day <= as_of) AS mean
    FROM accounts a LEFT JOIN LATERAL (SELECT max(day) FILTER (WHERE day <= as_of) AS last, min(day) AS first
        FROM evaluations e WHERE e.account_id = a.account_id) AS l ON true
), falls AS ( -- evaluations after the last one that was no fall
    SELECT account_id, (count(*) FILTER (WHERE day > coalesce(no_fall, '-infinity')))::int AS falls
    FROM (SELECT *, max(day) FILTER (WHERE NOT coalesce(points < before, false)) OVER (PARTITION BY account_id) AS no_fall
        FROM (SELECT account_id, day, points, lag(points) OVER (PARTITION BY account_id ORDER BY day) AS before
            FROM evaluations JOIN accounts USING (account_id) WHERE day <= as_of) AS s) AS s
    GROUP BY account_id
)
SELECT count(*) AS accounts, count(o.points) AS evaluated_at_as_of, count(o.ago - o.now) AS with_point_drop, count(o.median_peak) AS with_largest_drop,
    count(*) FILTER (WHERE (points_on(history, h.as_of), first_day(history), last_day(history, h.as_of), evaluated_days(history, h.as_of, 90),
            drop_on(history, h.as_of, 30), point_drop(history, h.as_of, 30), largest_drop(history, h.as_of, 30), falling_periods(history, h.as_of))
        IS DISTINCT FROM (o.points, o.first, o.last, CASE WHEN history IS NOT NULL THEN o.evaluated END,
            o.peak - o.points, o.ago - o.now, o.median_peak - o.now, f.falls)) AS different,
    count(*) FILTER (WHERE o.mean IS NOT NULL) AS smoothed,
    count(*) FILTER (WHERE coalesce(abs(smoothed_on(history, h.as_of, 10) - o.mean), CASE WHEN o.mean IS NOT NULL THEN 1 END) > 0.0000006) AS other_means
FROM histories h JOIN oracle o USING (account_id) LEFT JOIN falls f USING (account_id);

-- Against the rule as a PL/pgSQL loop: the tier of every day, with and without points, of 60 days before as_of.
WITH expected AS (
    SELECT account_id, as_of, day, e.points, t.tier, day - t.since + 1 AS days_in_tier,
        (enum_range(NULL::tier))[1 + (e.points >= yellow)::int + (e.points >= green)::int] AS raw_tier
    FROM accounts a CROSS JOIN LATERAL (SELECT as_of - i AS day FROM generate_series(0, 60) AS i) AS d
    LEFT JOIN evaluations e USING (account_id, day)
    LEFT JOIN LATERAL (SELECT tier, since FROM told t WHERE t.account_id = a.account_id AND t.day BETWEEN d.day - 14 AND d.day
        ORDER BY t.day DESC LIMIT 1) AS t ON true
)
SELECT count(*) AS days, count(x.tier) AS with_tier, count(DISTINCT x.tier) AS tiers,
    count(*) FILTER (WHERE (g.points, g.raw_tier, g.tier, g.days_in_tier) IS DISTINCT FROM (x.points, x.raw_tier, x.tier, x.days_in_tier)) AS different
FROM expected x LEFT JOIN (SELECT account_id, t.* FROM histories, tiers_by_day(history, as_of - 60, as_of, scale) AS t) AS g USING (account_id, day);

WITH expected AS (
    SELECT account_id, day, from_tier, tier AS to_tier, points FROM told JOIN accounts USING (account_id)
    WHERE day BETWEEN as_of - 200 AND as_of AND from_tier IS NOT NULL
)
SELECT count(*) AS transitions, count(*) FILTER (WHERE x IS DISTINCT FROM g) AS different
FROM expected x FULL JOIN (SELECT account_id, t.* FROM histories, transitions(history, as_of - 200, as_of, scale) AS t) AS g
    USING (account_id, day);

WITH islands AS (
    SELECT account_id, as_of, tier, since, min(points) AS least, (array_agg(points ORDER BY day DESC))[1] AS latest, count(*)::int AS n,
        max(day) AS last, lead(min(day)) OVER (PARTITION BY account_id ORDER BY since) AS next
    FROM told JOIN accounts USING (account_id) WHERE day <= as_of GROUP BY account_id, as_of, tier, since
), ends AS (
    SELECT *, CASE WHEN coalesce(next, as_of) - last > 14 THEN last + 1 ELSE next END AS until FROM islands
), expected AS (
    SELECT account_id, tier, since AS from_day, until AS until_day, coalesce(until - 1, as_of) - since + 1 AS days,
        coalesce(until - 1, as_of) - greatest(since, as_of - 100) + 1 AS days_in_range, n AS evaluations, least AS min_points, latest AS last_points
    FROM ends WHERE coalesce(until > as_of - 100, true)
)
SELECT count(*) AS episodes, count(*) FILTER (WHERE x.until_day IS NULL) AS going_on, count(*) FILTER (WHERE x IS DISTINCT FROM g) AS different
FROM expected x FULL JOIN (SELECT account_id, e.* FROM histories, episodes(history, as_of - 100, as_of, scale) AS e) AS g
    USING (account_id, from_day);

-- By day and as of a day are the same.
SELECT count(*) AS days, count(t.tier) AS with_tier, count(t.drop_on) AS with_drop, count(*) FILTER (WHERE (t.points, t.tier, t.days_in_tier) IS DISTINCT FROM
        (points_on(history, day), tier_on(history, day, scale), tier_days(history, day, scale))
    OR (t.drop_on, t.point_drop, t.largest_drop) IS DISTINCT FROM
        (drop_on(history, day, 30), point_drop(history, day, 30), largest_drop(history, day, 30))) AS different
FROM histories h CROSS JOIN LATERAL (SELECT * FROM tiers_by_day(history, as_of - 20, as_of, scale) AS t
    JOIN drops_by_day(history, as_of - 20, as_of, 30) AS d USING (day)) AS t;
