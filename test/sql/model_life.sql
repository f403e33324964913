-- The life of a model version: draft, shadow, active, retired; what lint says; two versions compared.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
\set ECHO all

CREATE SCHEMA life_raw;
CREATE TABLE life_raw.account AS SELECT n AS account_id, 'Account ' || n AS name, 1000.0 * n AS arr, 5.0::float8 AS seats, date '2024-01-01' AS started_on FROM generate_series(1, 4) AS n;
-- 2 fell to three fifths
CREATE TABLE life_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events
    FROM generate_series(1, 4) AS n, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 5) AS u
    WHERE NOT (n = 2 AND d >= '2026-06-01' AND u > 3) AND NOT (n = 3 AND u > 2);
CREATE TABLE life_raw.ticket (account_id int, ticket_id text, opened_at timestamptz, severity int);
INSERT INTO life_raw.ticket SELECT 4, 't' || n, timestamptz '2026-06-01 10:00+00' + n * interval '1 day', 2 FROM generate_series(1, 3) AS n;
SELECT health_score.create_workspace('life_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('life_ws', s, format('SELECT * FROM life_raw.%I', s), live_from => CASE WHEN s <> 'account' THEN date '2025-01-01' END)) FROM unnest(ARRAY['account', 'usage', 'ticket']) AS s;
UPDATE life_ws.model SET minimum_coverage = 0.4;
CALL health_score.refresh('life_ws', '2026-06-29', '2026-06-30');

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY['copy_model(''nowhere'', ''four_component'')', 'copy_model(''life_ws'', ''five'')', 'copy_model(''life_ws'', NULL)', 'copy_model(''life_ws'', ''four_component'', 9)', 'activate_model(''life_ws'', ''five'')',
    'activate_model(''life_ws'', ''four_component'')', 'set_model_status(''life_ws'', ''four_component'', 1, ''active'')', 'set_model_status(''life_ws'', ''four_component'', 1, ''retired'')', 'lint_model(''life_ws'', ''five'')',
    'model_difference(''life_ws'', 1, 99)', 'compare_models(''life_ws'', 1, NULL, ''2026-06-30'')', 'compare_models(''life_ws'', 1, 1, NULL)']) AS call,
    pg_temp.refused('SELECT health_score.' || call) AS r;
SELECT * FROM health_score.lint_model('life_ws', 'four_component') ORDER BY 1, 2, 3;
SELECT health_score.activate_model('life_ws', 'four_component', owner => 'ops');
-- frozen, but for who answers for it
SELECT statement, r.state, r.message, r.hint
FROM unnest(ARRAY['UPDATE life_ws.criterion SET weight = 1', 'DELETE FROM life_ws.criterion WHERE criterion = ''pulse''', 'INSERT INTO life_ws.component (model, version, component, label, ordinal, definition) VALUES (''four_component'', 1, ''x'', ''x'', 9, ''x'')', 'UPDATE life_ws.model_limit SET at_most = 70',
    'UPDATE life_ws.model SET minimum_coverage = 0.1', 'UPDATE life_ws.model SET scale = ''yellow 50, green 90''', 'UPDATE life_ws.model SET owner = ''somebody else''']) AS statement, pg_temp.refused(statement) AS r;

-- A copy to edit: usage counts for more, one criterion goes.
SELECT health_score.copy_model('life_ws', 'four_component') AS version;
SELECT health_score.copy_model('life_ws', 'four_component', 1, 'bare') AS version;
SELECT model, version, status, owner, model_key, (SELECT count(*) FROM life_ws.criterion c WHERE (c.model, c.version) = (m.model, m.version)) AS criteria,
    (SELECT count(*) FROM life_ws.model_limit c WHERE (c.model, c.version) = (m.model, m.version)) AS limits FROM life_ws.model m ORDER BY model, version;
SELECT count(*) AS differ FROM health_score.model_difference('life_ws', 1, 2);
UPDATE life_ws.criterion SET weight = 40 WHERE model = 'four_component' AND version = 2 AND criterion = 'usage_level';
DELETE FROM life_ws.criterion WHERE model = 'four_component' AND version = 2 AND criterion = 'users_net_growth';
UPDATE life_ws.model SET minimum_coverage = 0.5 WHERE model = 'four_component' AND version = 2;
SELECT part, name, attribute, left(a, 30) AS a, b FROM health_score.model_difference('life_ws', 1, 2) WHERE attribute IN ('weight', 'minimum_coverage', 'criterion', 'component') OR part <> 'criterion';
SELECT account_id, arr, points_a, points_b, tier_a, tier_b, change, main_term FROM health_score.compare_models('life_ws', 1, 2, '2026-06-30');
-- the same change as the history of both versions will say, and the matrix of tiers
SELECT tier_a, tier_b, count(*), sum(arr) FROM health_score.compare_models('life_ws', 1, 2, '2026-06-30') GROUP BY 1, 2 ORDER BY 1, 2;

-- As plain SQL: the same points. A component and a measure set limits; something is missing; a step in a curve.
UPDATE life_ws.criterion SET curve = '0:0, 0.5:40, 0.5:60, 1:100' WHERE model = 'four_component' AND version = 2 AND criterion = 'usage_level';
CREATE TEMP TABLE measured AS SELECT account_id, measure, value, reason FROM life_ws.measures('2026-06-30');
SELECT health_score.model_to_sql('life_ws', 2) AS query \gset
SELECT account_id, p.points, d.points AS expected, p.coverage = d.coverage AS same_coverage FROM (:query) AS p JOIN life_ws.day_scores('2026-06-30', 2) AS d USING (account_id) ORDER BY 1;
SELECT r.state, r.message FROM unnest(ARRAY['NULL', '''nowhere''', '''life_ws'', 99']) AS a, pg_temp.refused(format('SELECT health_score.model_to_sql(%s)', a)) AS r;
-- Lint: what activation refuses, and what it only says.
DELETE FROM life_ws.criterion WHERE model = 'bare' AND criterion NOT IN ('usage_level', 'feature_depth', 'pulse');
UPDATE life_ws.criterion SET weight = CASE criterion WHEN 'usage_level' THEN 5 WHEN 'pulse' THEN 0 ELSE 5 END WHERE model = 'bare';
UPDATE life_ws.model SET owner = NULL WHERE model = 'bare';
UPDATE life_ws.model_limit SET subject = 'expansion', subject_kind = 'component' WHERE model = 'bare' AND limit_name = 'severe_ticket';
SELECT * FROM health_score.lint_model('life_ws', 'bare') ORDER BY 1, 2, 3;
SELECT r.* FROM pg_temp.refused($$SELECT health_score.activate_model('life_ws', 'bare')$$) AS r;
UPDATE life_ws.criterion SET weight = 10 WHERE model = 'bare' AND criterion = 'pulse';
SELECT severity, rule, message FROM health_score.lint_model('life_ws', 'bare') WHERE rule IN ('pulse', 'single_source', 'few_criteria', 'no_value') ORDER BY 2;
-- three signals are for the beginning
BEGIN;
UPDATE life_ws.model SET activated_at = now() - interval '91 days' WHERE model = 'bare';
SELECT severity, rule, message FROM health_score.lint_model('life_ws', 'bare') WHERE rule = 'few_criteria';
ROLLBACK;

-- In the shadow: scored beside the one in use, read by nobody by accident. Its history comes before it is activated.
SELECT health_score.set_model_status('life_ws', 'four_component', 2, 'shadow');
SELECT health_score.activate_model('life_ws', 'four_component', 2);
CALL health_score.refresh('life_ws', '2026-06-29', '2026-06-30', model_key => 2);
SELECT model_key, count(*) FROM life_ws.account_history GROUP BY 1 ORDER BY 1;
SELECT DISTINCT model_key FROM life_ws.account_score_daily;
CREATE TEMP TABLE before AS SELECT account_id, points FROM life_ws.account_score;
SELECT health_score.activate_model('life_ws', 'four_component', 2);
SELECT model, version, status, activated_at IS NOT NULL AS activated FROM life_ws.model ORDER BY 1, 2;
SELECT s.account_id, b.points AS before, s.points, s.model_key FROM life_ws.account_score s JOIN before b USING (account_id) ORDER BY 1;
SELECT count(*) AS differ FROM health_score.compare_models('life_ws', 1, 2, '2026-06-30') c JOIN life_ws.account_score s ON s.account_id::text = c.account_id JOIN before b ON b.account_id = s.account_id
WHERE (c.points_a, c.points_b) IS DISTINCT FROM (b.points, s.points);
-- within one version nothing moved: what did is the model's doing, a fact that opens no case
SELECT account_id, as_of, from_tier, to_tier, direction, points_before, points, cause, model_key FROM life_ws.tier_transition;
SELECT account_id, day, rule, cause, evidence FROM life_ws.trigger_hit WHERE rule IN (SELECT rule FROM life_ws.trigger_rule WHERE kind = 'transition');
SELECT count(*) FROM life_ws.alert;
SELECT health_score.activate_model('life_ws', 'four_component', 2);
SELECT health_score.activate_model('life_ws', 'four_component', 1);
SELECT count(*) AS transitions FROM life_ws.tier_transition;
SELECT health_score.set_model_status('life_ws', 'four_component', 2, 'retired');
-- without an active version a draft is in use again
SELECT model, version, status FROM life_ws.model_in_use;
SELECT health_score.drop_workspace('life_ws', even_recorded => true);
DROP SCHEMA life_raw CASCADE;
