-- Window functions: refused rows first.
SET search_path = health_score, public;
SET datestyle = ISO;

\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set levels :source_directory '/include/levels.sql'
\set ECHO none
\i :errors
\i :levels
\set ECHO all

CREATE FUNCTION pg_temp.refused_rows(call text, rows text) RETURNS TABLE (state text, message text) LANGUAGE sql AS $$
    SELECT r.state, r.message FROM pg_temp.refused(format('SELECT %s OVER (ORDER BY n) FROM (VALUES %s) AS v(n, day, points)', call, rows)) AS r
$$;
SELECT call, rows, r.*
FROM unnest(ARRAY['score_drop(points, day, 30)', 'confirmed_tier(points, day, ''yellow 60, green 80'')', 'smoothed(points, day, 7)']) AS call,
    unnest(ARRAY[$$(1, date '2026-01-02', 1), (2, '2026-01-01', 1)$$, $$(1, date '2026-01-02', NULL::int), (2, '2026-01-02', 1)$$,
        $$(1, NULL::date, 1)$$, $$(1, NULL::date, NULL::int)$$, $$(1, date 'infinity', 1)$$, $$(1, date '10000-01-01', 1)$$,
        $$(1, date '2026-01-01', 'NaN'::float8)$$, $$(1, date '2026-01-01', '-Infinity'::float8)$$, $$(1, date '2026-01-01', 9.3e12)$$]) AS rows,
    pg_temp.refused_rows(call, rows) AS r;
SELECT call, r.*
FROM unnest(ARRAY['score_drop(points, day, n)', 'score_drop(points, day, NULL)', 'score_drop(points, day, 0)', 'score_drop(points, day, 401)',
    'confirmed_tier(points, day, format(''yellow 60, green 8%s'', n)::tier_scale)', 'tier_transition(points, day, NULL)',
    'days_in_tier(points, day, format(''yellow 60, green 80, up %s days'', n)::tier_scale)',
    'smoothed(points, day, n)', 'smoothed(points, day, 0)', 'smoothed(points, day, NULL)', 'smoothed(points, day, ''NaN'')',
    'declining_periods(points / 0.0::float8)', 'declining_periods(''NaN'')', 'declining_periods(points * 1e13)']) AS call,
    pg_temp.refused_rows(call, $$(1, date '2026-01-01', 1), (2, '2026-01-02', 1)$$) AS r;
-- A whole message, as a user sees it.
SELECT score_drop(points, day, 30) OVER (ORDER BY points) FROM (VALUES (date '2026-01-02', 71), ('2026-01-01', 72)) AS v(day, points);
SELECT score_drop(72, '2026-01-01', 30);

-- No row, rows without points, one row, every frame.
SELECT score_drop(points, day, 30) OVER (ORDER BY day) FROM evaluations WHERE false;
SELECT day, points, score_drop(points, day, 3) OVER w AS score_drop, confirmed_tier(points, day, 'yellow 60, green 80') OVER w,
    tier_transition(points, day, 'yellow 60, green 80') OVER w, days_in_tier(points, day, 'yellow 60, green 80') OVER w AS days,
    declining_periods(points) OVER w AS falls, smoothed(points, day, 2) OVER w
FROM (VALUES (date '2026-01-01', 85.5), ('2026-01-02', 79), ('2026-01-03', NULL), ('2026-01-04', 78.5), ('2026-01-05', 70), ('2026-01-07', 90),
    ('2026-01-08', 0), ('2026-01-22', 0), ('2026-02-06', 81)) AS v(day, points)
WINDOW w AS (ORDER BY day ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING);
SELECT score_drop(NULL, '2026-01-01', 30) OVER (), confirmed_tier(NULL, '2026-01-01', 'yellow 60, green 80') OVER (),
    tier_transition(NULL, '2026-01-01', 'yellow 60, green 80') OVER (), days_in_tier(NULL, '2026-01-01', 'yellow 60, green 80') OVER (),
    declining_periods(NULL) OVER (), smoothed(NULL, '2026-01-01', 7) OVER ();
SELECT score_drop(points, day, 400) OVER (ORDER BY day), declining_periods(points) OVER (ORDER BY day), smoothed(points, day, 1e300) OVER (ORDER BY day),
    smoothed(points, day, 1e-300) OVER (ORDER BY day)
FROM (VALUES (date '0001-01-01', 9.2e12::float8), ('2026-01-01', 9.2e12), ('2026-01-02', -9.2e12), ('9999-12-31', 0)) AS v(day, points);

-- They give on every evaluated day what the readers give: 1,000 accounts, rows without points between.
CREATE TEMPORARY TABLE beside AS
SELECT account_id, day, e.points, scale, score_drop(e.points, day, 30) OVER w AS score_drop, confirmed_tier(e.points, day, scale) OVER w,
    tier_transition(e.points, day, scale) OVER w, days_in_tier(e.points, day, scale) OVER w, declining_periods(e.points) OVER w,
    smoothed(e.points, day, 10) OVER w
FROM (SELECT * FROM evaluations UNION ALL SELECT account_id, day + 1, NULL FROM evaluations e WHERE NOT EXISTS (SELECT FROM evaluations n
        WHERE n.account_id = e.account_id AND n.day = e.day + 1) AND extract(dow FROM day) = 1) AS e JOIN accounts USING (account_id)
WINDOW w AS (PARTITION BY account_id ORDER BY day);
SELECT count(*) AS rows, count(points) AS evaluated, count(DISTINCT account_id) AS accounts,
    count(*) FILTER (WHERE points IS NULL AND num_nonnulls(score_drop, confirmed_tier, tier_transition, days_in_tier, declining_periods, smoothed) > 0)
        AS not_null FROM beside;

-- By the rule as a PL/pgSQL loop, and by plain SQL.
SELECT count(*) AS rows, count(from_tier) AS transitions, count(*) FILTER (WHERE (confirmed_tier, days_in_tier, tier_transition)
    IS DISTINCT FROM (tier, day - since + 1, from_tier || ' to ' || tier)) AS different
FROM told LEFT JOIN beside USING (account_id, day);
WITH oracle AS (
    SELECT account_id, day, max(points) OVER (PARTITION BY account_id ORDER BY day RANGE BETWEEN '30 days' PRECEDING AND CURRENT ROW) - points AS drop_on,
        points < lag(points) OVER (PARTITION BY account_id ORDER BY day) AS falls
    FROM evaluations
), falls AS (
    SELECT *, count(*) FILTER (WHERE falls IS NOT true) OVER (PARTITION BY account_id ORDER BY day) AS island FROM oracle
)
SELECT count(*) AS rows, max(score_drop) AS largest_drop, max(declining_periods) AS most_falls, count(*) FILTER (WHERE (score_drop, declining_periods)
    IS DISTINCT FROM (drop_on, row_number)) AS different
FROM (SELECT *, (row_number() OVER (PARTITION BY account_id, island ORDER BY day) - 1)::int AS row_number FROM falls) AS o
LEFT JOIN beside USING (account_id, day);

-- And by the readers.
CREATE TEMPORARY TABLE histories AS SELECT account_id, score_history(day, points) AS history FROM level_rows GROUP BY account_id;
SELECT count(*) AS rows, count(*) FILTER (WHERE (score_drop, confirmed_tier, days_in_tier, declining_periods, smoothed) IS DISTINCT FROM
    (drop_on(history, day, 30), tier_on(history, day, scale), tier_days(history, day, scale), falling_periods(history, day), smoothed_on(history, day, 10)))
    AS different
FROM beside JOIN histories USING (account_id) WHERE points IS NOT NULL AND extract(day FROM day) BETWEEN 5 AND 12;
SELECT count(*) AS transitions, count(*) FILTER (WHERE tier_transition IS DISTINCT FROM from_tier || ' to ' || to_tier OR b.points IS DISTINCT FROM t.points)
    AS different
FROM (SELECT account_id, t.* FROM histories JOIN accounts USING (account_id), transitions(history, '2024-01-01', '2027-01-01', scale) AS t) AS t
FULL JOIN (SELECT * FROM beside WHERE tier_transition IS NOT NULL) AS b USING (account_id, day);

-- The same over histories longer than a tier remembers, with the points near a boundary.
SELECT count(*) AS rows, count(*) FILTER (WHERE (b.tier, b.days) IS DISTINCT FROM (t.tier, t.days_in_tier)) AS different,
    count(*) FILTER (WHERE (b.tier, b.days) IS DISTINCT FROM (tier_on(history, t.day, scale), tier_days(history, t.day, scale))) AS other_readers
FROM (SELECT id, day, points, confirmed_tier(points, day, scale) OVER w AS tier, days_in_tier(points, day, scale) OVER w AS days, scale,
          score_history(day, points) OVER (PARTITION BY id) AS history
      FROM (SELECT id, date '2023-01-01' + i AS day, round((70 + 10 * (id % 2) + 6 * pg_temp.chance(h, 0) - 3)::numeric, 2)::float8 AS points,
                tier_scale 'yellow 70, green 80' AS scale
            FROM generate_series(1, 12) AS id, generate_series(0, 900) AS i, md5(id || '/' || i) AS h WHERE pg_temp.chance(h, 1) < id / 10.0) AS p
      WINDOW w AS (PARTITION BY id ORDER BY day)) AS b,
    LATERAL (SELECT * FROM tiers_by_day(history, day, day, scale)) AS t
WHERE extract(day FROM b.day) < 9;
