-- What the programme reached: a history written by hand, in which it is known what was done for whom, and what became of them.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
\set ECHO all

SELECT health_score.create_workspace('target_ws') IS NOT NULL AS created;
-- before anything happened every target says so
SELECT verdict, count(*), sum(n) FROM target_ws.target GROUP BY 1;

UPDATE target_ws.model SET status = 'retired';
INSERT INTO target_ws.model (model, version, model_key, status, definition) VALUES ('plain', 1, 20, 'draft', 'one value');
INSERT INTO target_ws.component (model, version, component, label, ordinal, definition) VALUES ('plain', 1, 'one', 'one', 1, 'one');
INSERT INTO target_ws.criterion (model, version, component, criterion, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
VALUES ('plain', 1, 'one', 'one', 'worst_month', 1, '0:0, 100:100', 'usage', 'a', 'b', 'c', 'd', 'e');
SELECT health_score.make_partitions('target_ws', '2025-05-01', '2026-06-30') > 0 AS made;
CREATE FUNCTION pg_temp.day(account int, on_day date, points float8) RETURNS void LANGUAGE sql AS $$
    INSERT INTO target_ws.account_history (account_id, day, model_key, points, worst, best, coverage, model_coverage, tier, arr, criterion_values, criterion_reasons, input_digest)
    VALUES (account, on_day, 20, points, points, points, 1, 1, CASE WHEN points < 60 THEN 'red' WHEN points < 80 THEN 'yellow' ELSE 'green' END, 1000, ARRAY[points], 'o', 0);
    INSERT INTO target_ws.account_model (account_id, from_day, model_key) VALUES (account, on_day, 20) ON CONFLICT DO NOTHING;
    UPDATE target_ws.account_model m SET is_current = false WHERE m.account_id = account AND m.from_day > (SELECT min(x.from_day) FROM target_ws.account_model x WHERE x.account_id = account)
$$;
INSERT INTO target_ws.refreshed_day (day, model_key, bucket, buckets, accounts, seconds) VALUES ('2026-06-30', 20, 0, 1, 210, 0);

-- 1 to 150 become yellow on 1 June, of 70 points or 75. For 1 to 70 somebody does something, and 56 of them are green again after ten days; of the other 80 it is 48.
SELECT count(pg_temp.day(a, '2025-05-31', 85)), count(pg_temp.day(a, '2025-06-01', 70 + a % 2 * 5)),
    count(pg_temp.day(a, '2025-06-11', CASE WHEN a <= 56 OR a BETWEEN 71 AND 118 THEN 85 ELSE 70 END)), count(pg_temp.day(a, '2025-06-25', CASE WHEN a <= 56 OR a BETWEEN 71 AND 118 THEN 85 ELSE 70 END))
FROM generate_series(1, 150) AS a;
INSERT INTO target_ws.action (account_id, at, kind, customer_facing) SELECT a, timestamptz '2025-06-03 10:00+00', 'call', true FROM generate_series(1, 70) AS a;
-- what was done later than 30 days, or before, is not done about it; what the customer does not see is no action towards the customer
INSERT INTO target_ws.action (account_id, at, kind, customer_facing) SELECT a, d, 'internal', true FROM generate_series(71, 150) AS a, unnest(ARRAY[timestamptz '2025-05-31 23:00+00', '2025-07-02 01:00+00']) AS d;
-- of those with 70 points 7 of 35 leave and 16 of 40, of those with 75 2 of 35 and 6 of 40
INSERT INTO target_ws.account_outcome (account_id, occurred_on, kind)
SELECT a, '2025-10-01', 'churn' FROM generate_series(1, 150) AS a
WHERE a <= 70 AND (a % 2 = 0 AND a <= 14 OR a % 2 = 1 AND a <= 4) OR a > 70 AND (a % 2 = 0 AND a <= 102 OR a % 2 = 1 AND a <= 82);
-- 201 to 220 become red from green, 221 to 260 from yellow. The play for red is gone through for 201 to 230; their contracts end after 90 days.
SELECT count(pg_temp.day(a, '2025-05-31', CASE WHEN a <= 220 THEN 85 ELSE 70 END)), count(pg_temp.day(a, '2025-06-01', 40)) FROM generate_series(201, 260) AS a;
SELECT p.play, count(*) FILTER (WHERE s.hours <= 336) AS steps FROM target_ws.play p JOIN target_ws.play_step s USING (play) WHERE p.tier = 'red' AND p.rule IS NULL AND p.segment = '' GROUP BY 1;
INSERT INTO target_ws.action (account_id, at, kind, customer_facing, play, step)
SELECT a, timestamptz '2025-06-02 10:00+00' + s.step * interval '1 day', CASE WHEN s.customer_facing THEN 'call' ELSE 'internal' END, s.customer_facing, s.play, s.step
FROM generate_series(201, 230) AS a, target_ws.play p JOIN target_ws.play_step s USING (play) WHERE p.tier = 'red' AND p.rule IS NULL AND p.segment = '' AND s.hours <= 336;
INSERT INTO target_ws.account_renewal (account_id, due_on) SELECT a, date '2025-08-30' FROM generate_series(201, 260) AS a;
-- 201 to 215 stay, 216 leaves after its contract was renewed, 217 to 230 leave; of the others 231 to 240 stay, and 260 was gone before anything could be done
INSERT INTO target_ws.account_outcome (account_id, occurred_on, kind)
SELECT a, CASE a WHEN 216 THEN date '2025-11-18' WHEN 260 THEN '2025-06-11' ELSE '2025-09-01' END, 'churn' FROM generate_series(201, 260) AS a WHERE a BETWEEN 216 AND 230 OR a > 240;
-- ten cases that wait 1 to 10 hours, one that nobody acted on before it was closed, and one that went by itself
INSERT INTO target_ws.alert (account_id, opened_at, signal_on, severity, tier, owner_duty, due_at, acted_at, closed_at, outcome)
SELECT 200 + n, '2025-06-02 00:00+00', '2025-06-01', 'high', 'red', 'csm', '2025-06-03 00:00+00', CASE WHEN n <= 10 THEN timestamptz '2025-06-02 00:00+00' + n * interval '1 hour' END,
    CASE WHEN n > 10 THEN timestamptz '2025-06-06 04:00+00' END, CASE n WHEN 11 THEN 'other' WHEN 12 THEN 'gone_by_itself' END
FROM generate_series(1, 12) AS n;

SELECT to_tier, count(*), count(*) FILTER (WHERE had_action) AS had_action, count(*) FILTER (WHERE acted) AS acted, count(churned_on) AS churned, min(followed_to), max(followed_to) FROM target_ws.tier_fall GROUP BY 1 ORDER BY 1;
SELECT count(*) FILTER (WHERE target_ws.protocol_complete(a, '2025-06-01', 'smb')) AS complete, count(*) FILTER (WHERE target_ws.protocol_complete(a, '2025-05-20', NULL)) AS too_late FROM generate_series(201, 260) AS a;
-- The interval of the difference, 56 of 70 less 48 of 80, is 0.0524 to 0.3339 in Newcombe's paper of 1998 (Statistics in Medicine 17, 873, table II, method 10).
SELECT metric, target, actual, n, lower, upper, verdict FROM target_ws.target WHERE n > 0 ORDER BY metric;
-- the same ratio from the figures: (7 + 2) · 40 / 75 over (16 + 6) · 35 / 75, with the variance of its logarithm by Greenland and Robins
SELECT tier, acted, not_acted, churn_ratio, lower, upper FROM target_ws.intervention_effect ORDER BY 1;
SELECT round(ratio::numeric, 3) AS ratio, round((ratio * exp(-1.959963984540054 * sqrt(variance)))::numeric, 3) AS lower, round((ratio * exp(1.959963984540054 * sqrt(variance)))::numeric, 3) AS upper
FROM (SELECT (9 * 40 / 75.0) / (22 * 35 / 75.0) AS ratio, ((35 * 40 * 23 - 7 * 16 * 75) + (35 * 40 * 8 - 2 * 6 * 75)) / 75.0 ^ 2 / (9 * 40 / 75.0 * 22 * 35 / 75.0) AS variance) AS x;
-- fewer than 20 on a side: no ratio, and what rests on it has none either
UPDATE target_ws.account_outcome SET occurred_on = '2025-06-10' WHERE account_id BETWEEN 220 AND 230;
SELECT tier, acted, not_acted, churn_ratio, lower FROM target_ws.intervention_effect ORDER BY 1;
SELECT metric, actual, n, verdict FROM target_ws.target WHERE metric IN ('churn_ratio_red', 'early_over_late', 'red_saved') ORDER BY 1;
-- a segment's own play goes before the general one
INSERT INTO target_ws.play (play, label, tier, segment, review_days, definition) VALUES ('red smb', 'Red, small', 'red', 'smb', 14, 'x');
INSERT INTO target_ws.play_step (play, step, label, owner_duty, clock, hours, customer_facing) VALUES ('red smb', 1, 'Mail', 'csm', 'clock', 48, true), ('red smb', 2, 'Review', 'csm', 'clock', 1000, false);
SELECT target_ws.protocol_complete(201, '2025-06-01', 'smb') AS by_their_own, target_ws.protocol_complete(201, '2025-06-01', 'large') AS by_the_general;
INSERT INTO target_ws.action (account_id, at, kind, customer_facing, play, step) VALUES (201, '2025-06-15 23:30+00', 'email', true, 'red smb', 1);
SELECT target_ws.protocol_complete(201, '2025-06-01', 'smb') AS by_their_own;

SET client_min_messages = error;
SELECT health_score.drop_workspace('target_ws', even_recorded => true) IS NOT NULL AS dropped;
