-- refresh: scores become history. A small warehouse of six accounts, 40 days.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
\set ECHO all

CREATE SCHEMA refresh_raw;
CREATE TABLE refresh_raw.account AS
    SELECT n AS account_id, 'Account ' || n AS name, 'seg' AS segment, 'csm' || n % 2 AS owner, 1000.0 * n AS arr, date '2024-01-01' + CASE n WHEN 6 THEN 880 ELSE 0 END AS started_on
    FROM generate_series(1, 6) AS n;
-- account 2 stops on 20 May, 3 falls to half on 1 June
CREATE TABLE refresh_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events
    FROM generate_series(1, 5) AS n, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 4) AS u
    WHERE NOT (n = 2 AND d >= '2026-05-20') AND NOT (n = 3 AND d >= '2026-06-01' AND u > 2);
CREATE TABLE refresh_raw.pulse (account_id bigint, at timestamptz, author text, value text);
SELECT health_score.create_workspace('refresh_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('refresh_ws', s, format('SELECT * FROM refresh_raw.%I', s), live_from => CASE s WHEN 'usage' THEN date '2025-01-01' END))
FROM unnest(ARRAY['account', 'usage']) AS s;
UPDATE refresh_ws.model SET minimum_coverage = 0.1;
INSERT INTO refresh_ws.pulse (account_id, at, author, value) VALUES (1, '2026-06-01 10:00+00', 'csm1', 'red'), (4, '2026-06-01 10:00+00', 'csm0', 'green');

-- Bad arguments: nothing is written.
SELECT statement, r.*
FROM (VALUES ($$NULL, '2026-06-01'$$), ($$'nowhere', '2026-06-01'$$), ($$'refresh_ws', NULL$$), ($$'refresh_ws', 'infinity'$$), ($$'refresh_ws', '2026-06-01', 99$$),
        ($$'refresh_ws', '2026-06-01', NULL, 1, 1$$), ($$'refresh_ws', '2026-06-01', NULL, 0, 0$$), ($$'refresh_ws', '2026-06-01', NULL, NULL$$)) AS v (statement),
    pg_temp.refused(format('SELECT health_score.refresh_day(%s)', statement)) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT health_score.refresh_day('refresh_ws', current_date + 1)$$) AS r (state) WHERE r.message !~ 'is not over yet';
CALL health_score.refresh('refresh_ws', '2026-06-02', '2026-06-01');
CALL health_score.refresh('refresh_ws', '2026-06-01', '2026-06-02', buckets => 0);
CALL health_score.refresh('refresh_ws', '2026-06-01', '2026-06-02', look_back => -1);
CALL health_score.refresh('refresh_ws', '2026-06-01', '2026-06-02', newest_first => NULL);
CALL health_score.refresh('refresh_ws', '2010-06-01', '2026-06-02');
BEGIN;
CALL health_score.refresh('refresh_ws', '2026-06-01', '2026-06-02');
ROLLBACK;
SELECT r.* FROM pg_temp.refused($$CALL health_score.refresh('refresh_ws', '2026-06-01', '2026-06-02')$$) AS r;
SELECT (SELECT count(*) FROM refresh_ws.account_history) AS rows, (SELECT count(*) FROM refresh_ws.refresh_run) AS runs;

-- Forty days, in two months.
CALL health_score.refresh('refresh_ws', '2026-05-22', '2026-06-30');
SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'refresh_ws.account_history'::regclass ORDER BY 1;
SELECT status, from_day, to_day, batches, batches_done, batches_failed, rows_written, error FROM refresh_ws.refresh_runs;
SELECT count(*), count(DISTINCT as_of), min(as_of), max(as_of) FROM refresh_ws.account_score_daily;
SELECT account_id, as_of, points, tier, raw_tier, tier_certainty, coverage, points_without_pulse, phase, arr, owner, revision
FROM refresh_ws.account_score_daily WHERE as_of IN ('2026-06-01', '2026-06-30') ORDER BY as_of, account_id;

-- The history is what a score of the day gives, to the last bit; and its card can be made again.
SELECT count(*) AS compared, count(*) FILTER (WHERE (h.points, h.worst, h.best, h.coverage, h.model_coverage, h.reason)
        IS DISTINCT FROM (s.points, s.worst, s.best, s.coverage, s.model_coverage, s.reason)) AS differ
FROM (SELECT d::date AS day, s.* FROM generate_series(timestamp '2026-05-22', '2026-06-30', '4 days') AS d, LATERAL refresh_ws.account_scores(d::date) AS s) AS s
FULL JOIN (SELECT * FROM refresh_ws.account_history WHERE (day - date '2026-05-22') % 4 = 0) AS h USING (account_id, day);
SELECT count(*) AS compared, count(*) FILTER (WHERE refresh_ws.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most)::text IS DISTINCT FROM s.card::text) AS differ
FROM refresh_ws.account_history AS h CROSS JOIN LATERAL (SELECT * FROM refresh_ws.scorecards(h.day) AS x WHERE x.account_id = h.account_id) AS s
WHERE h.day IN ('2026-06-01', '2026-06-15', '2026-06-30');
SELECT as_of, criterion, measure, value, reason, flag, points FROM refresh_ws.criterion_history WHERE account_id = 3 AND as_of IN ('2026-05-31', '2026-06-30')
    AND criterion IN ('usage_level', 'capacity_used', 'pulse') ORDER BY as_of, criterion;
SELECT count(*) AS compared, count(*) FILTER (WHERE h.points IS DISTINCT FROM c.points OR h.value IS DISTINCT FROM c.value OR h.reason <> c.reason OR h.flag IS DISTINCT FROM c.flag) AS differ
FROM refresh_ws.criterion_history AS h JOIN refresh_ws.criterion_scores('2026-06-15') AS c USING (account_id, criterion) WHERE h.as_of = '2026-06-15';
SELECT account_id, component, points, raw_tier, reason FROM refresh_ws.component_history WHERE as_of = '2026-06-30' AND account_id <= 2 ORDER BY 1, 2;

-- The confirmed tier is a function of the history up to the day.
CREATE VIEW pg_temp.tier_check AS
    SELECT h.account_id, h.day, h.tier, CASE WHEN h.points IS NOT NULL THEN health_score.tier_on(
        (SELECT health_score.score_history(p.day, p.points::float8) FROM refresh_ws.latest_history p WHERE p.account_id = h.account_id AND p.day BETWEEN h.day - 400 AND h.day),
        h.day, 'yellow 60, green 80, margin 2, down 3 days, up 14 days')::text END AS expected
    FROM refresh_ws.latest_history h;
SELECT count(*), count(*) FILTER (WHERE tier IS DISTINCT FROM expected) AS differ FROM pg_temp.tier_check;

-- Again: not one row changes.
CREATE TEMP TABLE before AS SELECT xmin::text AS version, h.* FROM refresh_ws.account_history h;
CALL health_score.refresh('refresh_ws', '2026-06-01', '2026-06-30');
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
SELECT count(*) AS changed FROM before b FULL JOIN refresh_ws.account_history h USING (account_id, day, model_key, revision) WHERE b.version IS DISTINCT FROM h.xmin::text;
-- Catching up goes on behind the last day, in the buckets asked for; earlier days may come later, newest first.
TRUNCATE refresh_ws.account_history, refresh_ws.refreshed_day, refresh_ws.refresh_run;
CALL health_score.refresh('refresh_ws', '2026-06-20', '2026-06-21');
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30', batch_limit => 4);
SELECT status, batches, batches_done FROM refresh_ws.refresh_runs ORDER BY run_id DESC LIMIT 1;
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30', time_limit => '0 seconds');
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
CALL health_score.refresh('refresh_ws', '2026-05-22', '2026-06-19', buckets => 3, newest_first => true);
SELECT count(*), count(DISTINCT (day, account_id)), max(revision) FROM refresh_ws.account_history;
SELECT count(*) AS differ FROM before b FULL JOIN refresh_ws.account_history h USING (account_id, day, model_key, revision)
WHERE (b.points, b.worst, b.best, b.coverage, b.tier, b.reason, b.criterion_values, b.criterion_reasons, b.limits, b.input_digest)
    IS DISTINCT FROM (h.points, h.worst, h.best, h.coverage, h.tier, h.reason, h.criterion_values, h.criterion_reasons, h.limits, h.input_digest);
SELECT count(*) FILTER (WHERE tier IS DISTINCT FROM expected) AS differ FROM pg_temp.tier_check;

-- What people saw stays: late rows make a revision, and the views read the latest one.
SELECT result, count(*) FROM health_score.verify('refresh_ws', '2026-06-25') GROUP BY result;
INSERT INTO refresh_raw.usage SELECT 2, d::date, 'late', 1 FROM generate_series(timestamp '2026-06-20', '2026-06-25', '1 day') AS d;
SELECT * FROM health_score.verify('refresh_ws', '2026-06-25') WHERE result <> 'same';
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30', look_back => 8);
SELECT day, revision, points, criterion_values[10] AS usage_level FROM refresh_ws.account_history WHERE account_id = 2 AND day IN ('2026-06-20', '2026-06-25') ORDER BY 1, 2;
SELECT as_of, revision, points FROM refresh_ws.account_score_daily WHERE account_id = 2 AND as_of IN ('2026-06-20', '2026-06-25') ORDER BY 1;
SELECT result, count(*) FROM health_score.verify('refresh_ws', '2026-06-25') GROUP BY result;

-- Only some accounts again.
INSERT INTO refresh_raw.usage SELECT 3, d::date, 'late', 1 FROM generate_series(timestamp '2026-06-05', '2026-06-25', '1 day') AS d;
INSERT INTO refresh_raw.usage SELECT 4, d::date, 'late', 1 FROM generate_series(timestamp '2026-06-05', '2026-06-25', '1 day') AS d;
SELECT health_score.mark_dirty('refresh_ws', '2026-06-20', '3'), health_score.mark_dirty('refresh_ws', '2026-06-20', '3');
SELECT r.* FROM unnest(ARRAY[$$'refresh_ws', NULL, '3'$$, $$'refresh_ws', '2026-06-20', 'three'$$]) AS a, pg_temp.refused(format('SELECT health_score.mark_dirty(%s)', a)) AS r;
CALL health_score.refresh('refresh_ws', only_dirty => true);
SELECT account_id, min(day), count(*) FROM refresh_ws.account_history WHERE revision > 1 AND account_id IN (3, 4) GROUP BY account_id;
SELECT count(*) AS dirty FROM refresh_ws.dirty_account;
-- what was not all done stays marked
SELECT health_score.mark_dirty('refresh_ws', '2026-06-25', '1');
CALL health_score.refresh('refresh_ws', only_dirty => true, batch_limit => 2);
CALL health_score.refresh('refresh_ws', to_date => '2026-06-26', only_dirty => true);
SELECT count(*) AS dirty FROM refresh_ws.dirty_account;
CALL health_score.refresh('refresh_ws', only_dirty => true);
CALL health_score.refresh('refresh_ws', only_dirty => true);

-- Changed by hand: each kind is told from the others.
SELECT account_id FROM health_score.verify('refresh_ws', '2026-06-28') WHERE result <> 'same';
UPDATE refresh_ws.account_history SET points = 99 WHERE account_id = 1 AND day = '2026-06-28';
UPDATE refresh_ws.account_history SET tier = 'green' WHERE account_id = 2 AND day = '2026-06-28';
UPDATE refresh_ws.account_history SET criterion_values[10] = 1 WHERE account_id = 3 AND day = '2026-06-28';
UPDATE refresh_ws.account_history SET points_without_pulse = 1 WHERE account_id = 4 AND day = '2026-06-28';
DELETE FROM refresh_ws.account_history WHERE account_id = 5 AND day = '2026-06-28';
UPDATE refresh_raw.account SET owner = 'somebody else' WHERE account_id = 6;
SELECT account_id, result FROM health_score.verify('refresh_ws', '2026-06-28') ORDER BY 1;
SELECT r.state, r.message FROM unnest(ARRAY[$$NULL, '2026-06-28'$$, $$'refresh_ws', NULL$$, $$'refresh_ws', '2026-06-28', 7$$]) AS a,
    pg_temp.refused(format('SELECT * FROM health_score.verify(%s)', a)) AS r;
-- the model changed by force: every row that it judged is told
UPDATE refresh_ws.criterion SET weight = weight + 1 WHERE criterion = 'usage_level';
SELECT result, count(*) FROM health_score.verify('refresh_ws', '2026-06-29') GROUP BY result;
UPDATE refresh_ws.criterion SET weight = weight - 1 WHERE criterion = 'usage_level';

-- A batch that fails leaves the others, and is raised after the last.
CREATE FUNCTION refresh_raw.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER fail BEFORE INSERT ON refresh_ws.account_history FOR EACH ROW WHEN (NEW.day = '2026-05-16') EXECUTE FUNCTION refresh_raw.fail();
CALL health_score.refresh('refresh_ws', '2026-05-15', '2026-05-17');
SELECT day, count(*) FROM refresh_ws.account_history WHERE day < '2026-05-20' GROUP BY day ORDER BY day;
SELECT status, batches_done, batches_failed, error FROM refresh_ws.refresh_runs ORDER BY run_id DESC LIMIT 1;
DROP TRIGGER fail ON refresh_ws.account_history;
-- a plain call goes back to what is missing, and to days of which only a part is in
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
CALL health_score.refresh('refresh_ws', '2026-05-10', '2026-05-11', buckets => 3, batch_limit => 1);
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
SELECT day, count(*) FROM refresh_ws.account_history WHERE day < '2026-05-20' GROUP BY day ORDER BY day;

-- What follows from the days fails: they are in, the run says so, and the next call does what was left, though no day is missing.
SELECT health_score.add_rule('refresh_ws', 'daily', 'SELECT account_id FROM refresh_raw.account WHERE account_id = 1 AND $1 IS NOT NULL', 'Daily', 'call', 'csm', '1 day', cool_down_days => 0) ~ 'added' AS added;
CREATE TRIGGER fail BEFORE DELETE ON refresh_ws.trigger_hit FOR EACH STATEMENT EXECUTE FUNCTION refresh_raw.fail();
CALL health_score.refresh('refresh_ws', '2026-05-12', '2026-05-14');
SELECT status, batches_done, batches_failed, error FROM refresh_ws.refresh_runs ORDER BY run_id DESC LIMIT 1;
DROP TRIGGER fail ON refresh_ws.trigger_hit;
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
CALL health_score.refresh('refresh_ws', to_date => '2026-06-30');
SELECT account_id, day FROM refresh_ws.trigger_hit WHERE rule = 'daily' AND day BETWEEN '2026-05-10' AND '2026-05-15' ORDER BY day;

-- Another version beside it, scored into its own rows; the views go on with the one in use.
INSERT INTO refresh_ws.model (model, version, model_key, status, definition, minimum_coverage) VALUES ('own', 1, 50, 'shadow', 'usage alone', 0.1);
INSERT INTO refresh_ws.component (model, version, component, label, ordinal, definition) VALUES ('own', 1, 'usage', 'Usage', 1, 'usage');
INSERT INTO refresh_ws.criterion (model, version, criterion, component, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
    SELECT 'own', 1, criterion, component, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means
    FROM refresh_ws.criterion WHERE criterion = 'usage_level';
CALL health_score.refresh('refresh_ws', '2026-06-29', '2026-06-30', model_key => 50);
SELECT model_key, count(*), array_agg(DISTINCT cardinality(criterion_values)) FROM refresh_ws.account_history WHERE day >= '2026-06-29' AND revision = 1 GROUP BY model_key ORDER BY 1;
SELECT count(*) FROM refresh_ws.account_score_daily WHERE model_key = 50;

-- Old months go whole.
CALL health_score.retain('refresh_ws', '1 day');
CALL health_score.retain('refresh_ws', '100 years');
SELECT health_score.make_partitions('refresh_ws', '2020-01-15', '2020-02-01');
CALL health_score.retain('refresh_ws', '5 years');
SELECT count(*) FROM pg_inherits WHERE inhparent = 'refresh_ws.account_history'::regclass AND inhrelid::regclass::text ~ '2020';

DROP VIEW pg_temp.tier_check;
SELECT health_score.drop_workspace('refresh_ws', even_recorded => true);
DROP SCHEMA refresh_raw CASCADE;
