-- Several models at once: which account is scored by which, what readers see, and what becomes of it when that changes.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
\set ECHO all

-- 1 and 2 are pilots, 3 and 4 small, 5 is large and a pilot, 6 has neither segment nor stage; account 2 is small from 30 June on, and no pilot any more.
CREATE SCHEMA assign_raw;
CREATE TABLE assign_raw.account (account_id int, name text, segment text, contract_stage text, arr numeric, seats float8, started_on date, valid_from date);
INSERT INTO assign_raw.account
SELECT n, 'Account ' || n, s, c, 1000.0 * n, 5, '2024-01-01', '2024-01-01'
FROM (VALUES (1, 'smb', 'pilot'), (2, 'smb', 'pilot'), (3, 'smb', 'full'), (4, 'smb', 'full'), (5, 'large', 'pilot'), (6, NULL, NULL)) AS v (n, s, c);
INSERT INTO assign_raw.account VALUES (2, 'Account 2', 'smb', 'full', 2000, 5, '2024-01-01', '2026-06-30');
CREATE TABLE assign_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events
    FROM generate_series(1, 6) AS n, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 5) AS u
    WHERE NOT (n IN (1, 3) AND d >= '2026-06-01' AND u > 3);
CREATE TABLE assign_raw.ticket (account_id int, ticket_id text, opened_at timestamptz, severity int);
SELECT health_score.create_workspace('assign_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('assign_ws', s, format('SELECT * FROM assign_raw.%I', s), live_from => CASE WHEN s <> 'account' THEN date '2025-01-01' END)) FROM unnest(ARRAY['account', 'usage', 'ticket']) AS s;
UPDATE assign_ws.model SET minimum_coverage = 0.4;
CALL health_score.refresh('assign_ws', '2026-06-28', '2026-06-29');
-- a second model that judges usage and support alone
SELECT health_score.copy_model('assign_ws', 'four_component', 1, 'pilot') AS version;
DELETE FROM assign_ws.criterion WHERE model = 'pilot' AND component NOT IN ('usage', 'support');
DELETE FROM assign_ws.component WHERE model = 'pilot' AND component NOT IN ('usage', 'support');
DELETE FROM assign_ws.model_limit WHERE model = 'pilot' AND subject_kind = 'component' AND subject NOT IN ('*', 'usage', 'support');
UPDATE assign_ws.model SET owner = 'ops';

-- What a row cannot say; numbers are numbers.
SELECT statement, r.state, r.message
FROM unnest(ARRAY['(1, ''pilot'', ''colour'', ''='', ''red'')', '(1, ''pilot'', ''segment'', ''<'', ''smb'')', '(1, ''pilot'', ''tenure'', ''<>'', ''90'')', '(1, ''pilot'', ''tenure'', ''<'', ''short'')', '(1, '''', ''segment'', ''='', ''smb'')',
    '(1, ''pilot'', ''segment'', ''='', NULL)']) AS statement, pg_temp.refused('INSERT INTO assign_ws.model_assignment (ordinal, model, subject, operator, value) VALUES ' || statement) AS r;

-- Large accounts stay with the model for all, whatever their stage; of the others the pilots of some age go by the model for pilots. Nothing of the sort before it is active.
INSERT INTO assign_ws.model_assignment (ordinal, model, subject, operator, value) VALUES
    (1, 'four_component', 'segment', '=', 'large'), (2, 'pilot', 'contract_stage', '=', 'pilot'), (2, 'pilot', 'tenure', '>=', '30'), (3, 'nowhere', 'phase', '=', 'live');
SELECT a.account_id, m.model, a.ordinal FROM assign_ws.account_models('2026-06-29') AS a JOIN assign_ws.model AS m USING (model_key) ORDER BY 1;
SELECT r.* FROM pg_temp.refused($$SELECT health_score.activate_model('assign_ws', 'pilot', only_assigned => true)$$) AS r;
SELECT health_score.activate_model('assign_ws', 'four_component', 1);
SELECT r.* FROM pg_temp.refused($$SELECT health_score.activate_model('assign_ws', 'pilot', only_assigned => true)$$) AS r;
CALL health_score.refresh('assign_ws', '2026-06-28', '2026-06-29', model_key => 2);
SELECT DISTINCT model_key FROM assign_ws.account_model;
SELECT health_score.activate_model('assign_ws', 'pilot', only_assigned => true);
SELECT model, version, status, is_default FROM assign_ws.model_in_use ORDER BY 1;
SELECT a.account_id, m.model, a.ordinal FROM assign_ws.account_models('2026-06-29') AS a JOIN assign_ws.model AS m USING (model_key) ORDER BY 1;
SELECT account_id, from_day, model_key, is_current FROM assign_ws.account_model ORDER BY 1, 2;

-- What is computed now and what is read from the history is the card of each account's own version; criteria and components too.
SELECT s.account_id, s.model_key, s.points, s.points = health_score.points(o.card) AS as_by_its_key, s.points = h.points AS as_published, s.main_reason = v.main_reason AS same_reason, v.tier
FROM assign_ws.account_scores('2026-06-29') AS s
JOIN assign_ws.model_scorecards('2026-06-29', 1) AS a USING (account_id)
JOIN assign_ws.model_scorecards('2026-06-29', 2) AS b USING (account_id)
CROSS JOIN LATERAL (SELECT CASE s.model_key WHEN 1 THEN a.card ELSE b.card END) AS o (card)
JOIN assign_ws.account_score_daily AS h ON h.account_id = s.account_id AND h.as_of = '2026-06-29'
JOIN assign_ws.account_score AS v ON v.account_id = s.account_id
ORDER BY 1;
SELECT account_id, count(*) AS live, count(DISTINCT component) AS components FROM assign_ws.criterion_scores('2026-06-29') GROUP BY 1 ORDER BY 1;
SELECT account_id, count(*) AS published FROM assign_ws.criterion_history WHERE as_of = '2026-06-29' GROUP BY 1 ORDER BY 1;
SELECT account_id, string_agg(component, ' ' ORDER BY component) FROM assign_ws.component_history WHERE as_of = '2026-06-29' GROUP BY 1 ORDER BY 1;
SELECT account_id, points FROM assign_ws.resilience('2026-06-29') EXCEPT SELECT account_id, points FROM assign_ws.account_scores('2026-06-29');
SELECT count(*) AS reasons, sum(points_lost) FROM assign_ws.why(1, '2026-06-29');

-- The next day is scored by both; account 2 changes over, and its trend is read by the version that it has now.
CALL health_score.refresh('assign_ws', to_date => '2026-06-30');
SELECT day, model_key, accounts FROM assign_ws.refreshed_day ORDER BY 1, 2;
SELECT account_id, from_day, model_key, is_current FROM assign_ws.account_model WHERE account_id IN (1, 2) ORDER BY 1, 2;
SELECT account_id, as_of, model_key FROM assign_ws.account_score_daily WHERE account_id = 2 ORDER BY 2;
SELECT DISTINCT k.model FROM assign_ws.why_changed(2, '2026-06-29', '2026-06-30') AS w RIGHT JOIN assign_ws.criterion_history AS c ON c.criterion = w.criterion JOIN assign_ws.model AS k USING (model_key) WHERE c.account_id = 2;
-- a second run changes nothing; an earlier day scored again leaves what readers see alone
SELECT health_score.refresh_day('assign_ws', '2026-06-30') AS written;
SELECT health_score.refresh_day('assign_ws', '2026-06-28') AS written;
SELECT count(*) FROM assign_ws.account_model;
SELECT result, count(*) FROM health_score.verify('assign_ws', '2026-06-30', 2) GROUP BY 1;

-- A new version of a model takes the place of the old one, for the same accounts; retired, its accounts go to the model for all others.
SELECT health_score.copy_model('assign_ws', 'pilot') AS version;
CALL health_score.refresh('assign_ws', '2026-06-28', '2026-06-30', model_key => 3);
SELECT r.* FROM pg_temp.refused($$SELECT health_score.activate_model('assign_ws', 'four_component', health_score.copy_model('assign_ws', 'four_component'), only_assigned => true)$$) AS r;
SELECT health_score.activate_model('assign_ws', 'pilot');
SELECT account_id, model_key FROM assign_ws.account_score ORDER BY 1;
SELECT health_score.set_model_status('assign_ws', 'pilot', 2, 'retired');
SELECT account_id, model_key FROM assign_ws.account_score ORDER BY 1;

-- Activated without more, a model scores all accounts that nothing else is assigned to.
SELECT health_score.copy_model('assign_ws', 'pilot', 2) AS version;
SELECT model_key FROM assign_ws.model WHERE model = 'pilot' AND version = 3 \gset
CALL health_score.refresh('assign_ws', '2026-06-28', '2026-06-30', model_key => :model_key);
SELECT health_score.activate_model('assign_ws', 'pilot', 3);
SELECT model, version, status, only_assigned FROM assign_ws.model ORDER BY 1, 2;
SELECT count(*), count(DISTINCT model_key) FROM assign_ws.account_score;

SET client_min_messages = error;
SELECT health_score.drop_workspace('assign_ws') IS NOT NULL AS dropped;
DROP SCHEMA assign_raw CASCADE;
