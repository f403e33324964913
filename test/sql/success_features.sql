-- Features that set those who stay apart from those who left, and the next feature to show to whom.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
\set ECHO all

-- 1 to 15 stay, 16 to 27 left in spring, 28 left two years ago and 29 is new: these two say nothing. Everybody uses report; export is used by 12 who stay and 3 who left, before it was known; share by all who left, but only once
-- they had given notice; mail by 5 of each.
CREATE SCHEMA lift_raw;
CREATE TABLE lift_raw.account AS SELECT n AS account_id, 'Account ' || n AS name, CASE n WHEN 29 THEN date '2026-05-01' ELSE date '2023-01-01' END AS started_on FROM generate_series(1, 29) AS n;
CREATE TABLE lift_raw.outcome AS SELECT n AS account_id, 'o' || n AS outcome_id, date '2026-03-01' + n AS occurred_on, date '2026-01-01' + n AS notified_on, 'churn' AS kind FROM generate_series(16, 27) AS n;
INSERT INTO lift_raw.outcome VALUES (28, 'o28', '2024-06-01', '2024-05-01', 'churn');
CREATE TABLE lift_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || n AS user_id, f.feature, f.events
    FROM generate_series(1, 29) AS n, generate_series(timestamp '2025-09-01', '2026-06-30', '1 day') AS d,
         (VALUES ('report', 1), ('export', 2), ('share', 1), ('mail', 1)) AS f (feature, events)
    WHERE (n NOT BETWEEN 16 AND 27 OR d < date '2026-03-01' + n)
      AND CASE f.feature WHEN 'export' THEN n BETWEEN 4 AND 18 WHEN 'share' THEN n BETWEEN 16 AND 27 AND d >= date '2026-01-01' + n - 20 WHEN 'mail' THEN n BETWEEN 11 AND 20 ELSE true END;
-- 10 uses export twice as much as others
UPDATE lift_raw.usage SET events = 4 WHERE account_id = 10 AND feature = 'export';
CREATE TABLE lift_raw.feature AS SELECT f AS feature, CASE WHEN f IN ('export', 'mail', 'archive') THEN 'hand over' ELSE f END AS use_case, true AS is_core FROM unnest(ARRAY['report', 'export', 'share', 'mail', 'archive']) AS f;
SELECT health_score.create_workspace('lift_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('lift_ws', s, format('SELECT * FROM lift_raw.%I', s), live_from => CASE s WHEN 'usage' THEN date '2023-01-01' END)) FROM unnest(ARRAY['account', 'usage', 'feature', 'outcome']) AS s;

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY['''nowhere'', ''2026-06-30''', 'NULL, ''2026-06-30''', '''lift_ws'', NULL', '''lift_ws'', ''2026-06-30'', NULL', '''lift_ws'', ''2026-06-30'', 1', '''lift_ws'', ''2026-06-30'', ''NaN''', '''lift_ws'', ''9999-06-30''', '''lift_ws'', ''2025-06-30''']) AS call,
    pg_temp.refused(format('SELECT health_score.freeze_success_features(%s)', call)) AS r;

-- The shares, against plain SQL.
SELECT l.feature, round(l.lift::numeric, 3) AS lift, l.retained_share, l.churned_share, l.retained, l.churned, l.lift = ((o.stay + 0.5::float8) / 16) / ((o.left_us + 0.5::float8) / 13) AS as_in_sql
FROM lift_ws.feature_lift('2026-06-30') AS l
JOIN (
    SELECT u.feature, count(DISTINCT u.account_id) FILTER (WHERE o.account_id IS NULL AND u.account_id <= 15 AND u.day BETWEEN date '2026-06-30' - 271 AND date '2026-06-30' - 182) AS stay,
           count(DISTINCT u.account_id) FILTER (WHERE u.day BETWEEN o.notified_on - 119 AND o.notified_on - 30 AND u.account_id < 28) AS left_us
    FROM lift_raw.usage AS u LEFT JOIN lift_raw.outcome AS o USING (account_id) GROUP BY u.feature) AS o USING (feature)
ORDER BY l.lift DESC;
SELECT account_id, value, reason FROM lift_ws.measures('2026-06-30') WHERE measure = 'success_features' AND account_id < 3 ORDER BY 1;
SELECT health_score.freeze_success_features('lift_ws', '2026-06-29', 50);
SELECT health_score.freeze_success_features('lift_ws', '2026-06-29');
SELECT r.* FROM pg_temp.refused($$SELECT health_score.freeze_success_features('lift_ws', '2026-06-28')$$) AS r;
-- from that day on, and not before: nobody knew
SELECT account_id, value, reason, n FROM lift_ws.measures('2026-06-30') WHERE measure = 'success_features' AND account_id IN (3, 4, 29) ORDER BY 1;
SELECT DISTINCT value, reason FROM lift_ws.measures('2026-06-28') WHERE measure = 'success_features';
SELECT source, item, count(*) FROM lift_ws.evidence(4, 'success_features', '2026-06-30') GROUP BY 1, 2;
-- a later set takes the place of an earlier one
INSERT INTO lift_ws.success_feature VALUES ('2026-06-30', 'report', 2, 1, 0.5, 10, 10), ('2026-06-30', 'archive', 2, 1, 0.5, 10, 10);
SELECT DISTINCT value FROM lift_ws.measures('2026-06-30') WHERE measure = 'success_features';

-- Who uses export or mail heavily, and another feature of the same use case not at all.
SELECT * FROM lift_ws.adjacent_features('2026-06-30') WHERE account_id IN (4, 10, 11, 12) ORDER BY 1, 3, 6;
SELECT count(*) FROM (
    SELECT account_id, used_feature, unused_feature FROM lift_ws.adjacent_features('2026-06-30')
    EXCEPT
    SELECT u.account_id, u.feature, n.feature
    FROM (SELECT account_id, feature, sum(events) AS events FROM lift_raw.usage WHERE day > date '2026-06-30' - 28 GROUP BY 1, 2) AS u
    JOIN lift_raw.feature AS c USING (feature)
    JOIN lift_raw.feature AS n ON n.use_case = c.use_case AND n.feature <> c.feature
    WHERE u.events >= (SELECT percentile_disc(0.75) WITHIN GROUP (ORDER BY x.events) FROM (SELECT sum(events) AS events FROM lift_raw.usage WHERE feature = u.feature AND day > date '2026-06-30' - 28 GROUP BY account_id) AS x)
      AND NOT EXISTS (SELECT FROM lift_raw.usage AS x WHERE x.account_id = u.account_id AND x.feature = n.feature AND x.day > date '2026-06-30' - 90)) AS d;

SET client_min_messages = error;
SELECT health_score.drop_workspace('lift_ws', even_recorded => true) IS NOT NULL AS dropped;
DROP SCHEMA lift_raw CASCADE;
