-- What a criterion does where its value is missing, how old a source may be for it, and values placed among the peers.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
SELECT health_score.create_workspace('policy_ws');
CREATE SCHEMA policy_raw;
-- 45 accounts: 1 to 25 are small, 26 to 45 large, 46 is of no segment, 47 of one with nobody else in it, 48 has only begun; account n was used on n % 25 + 1 of the last 28 days
CREATE TABLE policy_raw.account AS
    SELECT n AS account_id, 'Account ' || n AS name, CASE WHEN n <= 25 THEN 'small' WHEN n <= 45 THEN 'large' WHEN n = 47 THEN 'alone' END AS segment,
        date '2025-01-01' + CASE n WHEN 48 THEN 530 ELSE 0 END AS started_on, 4 AS seats FROM generate_series(1, 48) AS n;
CREATE TABLE policy_raw.usage AS
    SELECT n AS account_id, date '2026-06-28' - back AS day, 'u' || u AS user_id, 1 AS events
    FROM generate_series(1, 48) AS n, generate_series(0, 500) AS back, generate_series(1, 1 + n % 4) AS u
    WHERE back < n % 25 + 1 AND back <= 24 OR back > 60 AND (back + n) % 3 > 0;
CREATE TABLE policy_raw.ticket AS SELECT n AS account_id, 't' || n AS ticket_id, timestamptz '2026-06-20 10:00+00' AS opened_at, 1 + n % 4 AS severity FROM generate_series(1, 48) AS n WHERE n % 3 = 0;
SELECT count(health_score.bind('policy_ws', s, format('SELECT * FROM policy_raw.%I', s), live_from => CASE WHEN s <> 'account' THEN date '2025-01-01' END,
    complete_through => CASE s WHEN 'usage' THEN 'SELECT date ''2026-06-28''' END)) FROM unnest(ARRAY['account', 'usage', 'ticket']) AS s;
-- half of the accounts have a pulse
INSERT INTO policy_ws.pulse (account_id, at, author, value) SELECT n, '2026-06-20', 'dana', (ARRAY['red', 'yellow', 'green'])[1 + n % 3] FROM generate_series(2, 48, 2) AS n;

SELECT change, r.state, r.message FROM unnest(ARRAY['missing = ''ignore''', 'missing = NULL', 'frame = ''friends''', 'frame = NULL', 'validity = -1']) AS change,
    pg_temp.refused(format('UPDATE policy_ws.criterion SET %s', change)) AS r;

-- One model for each policy: a pulse of a third of the weight beside usage and tickets.
CREATE FUNCTION pg_temp.make_model(model text, change text DEFAULT 'true') RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    key int;
BEGIN
    INSERT INTO policy_ws.model (model, version, owner, definition, minimum_coverage) VALUES (model, 1, 'dana', 'a policy', 0.6) RETURNING model_key INTO key;
    INSERT INTO policy_ws.component (model, version, component, label, ordinal, definition) VALUES (model, 1, 'use', 'Use', 1, 'use'), (model, 1, 'people', 'People', 2, 'people');
    INSERT INTO policy_ws.criterion (model, version, component, criterion, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
        SELECT model, 1, v.component, v.criterion, v.measure, v.weight, v.curve, 'value', 'd', 'r', 'm', 'l', 'h' FROM (VALUES
            ('use', 'days', 'active_days', 2, '0:0, 20:100'), ('use', 'critical', 'critical_tickets', 1, '0:100, 2:0'), ('people', 'pulse', 'pulse', 1, '20:20, 90:90')) AS v (component, criterion, measure, weight, curve);
    EXECUTE format('UPDATE policy_ws.criterion SET %s WHERE model = %L', change, model);
    RETURN key;
END
$$;
SELECT model, pg_temp.make_model(model, format('missing = CASE criterion WHEN ''pulse'' THEN %L ELSE missing END', model)) > 0 AS made FROM unnest(ARRAY['leave_out', 'worst', 'neutral', 'no_score']) AS model;
CREATE VIEW policy_raw.card AS SELECT m.model, s.* FROM policy_ws.model AS m, policy_ws.model_scorecards('2026-06-30', m.model_key) AS s WHERE m.model <> 'four_component';
-- 1 has no pulse, 2 has one, 48 is too young for its usage
SELECT c.account_id, c.model, health_score.points(c.card), health_score.reason(c.card), health_score.coverage(c.card), health_score.worst_points(c.card) AS worst, health_score.best_points(c.card) AS best, p.points AS pulse, p.reason AS pulse_reason, p.contribution
FROM policy_raw.card AS c, health_score.criteria(c.card) AS p WHERE c.account_id IN (1, 2, 48) AND p.criterion = 'pulse' ORDER BY c.account_id, c.model;
-- what the policies mean, said once more: w and s of the three criteria
SELECT c.model, count(*) AS accounts, count(*) FILTER (WHERE round(health_score.unlimited_points(c.card), 3) IS DISTINCT FROM round(e.points::numeric, 3)) AS disagree
FROM policy_raw.card AS c JOIN LATERAL (
    SELECT sum(x.weight * coalesce(x.points, x.assumed)) / sum(x.weight) FILTER (WHERE coalesce(x.points, x.assumed) IS NOT NULL) AS points
    FROM (SELECT p.weight, CASE WHEN p.reason = 'observed' THEN p.points END AS points, CASE WHEN p.criterion = 'pulse' THEN CASE c.model WHEN 'worst' THEN 0 WHEN 'neutral' THEN 70 END END AS assumed FROM health_score.criteria(c.card) AS p) AS x
) AS e ON true WHERE c.account_id <> 48 GROUP BY 1 ORDER BY 1;
-- without the pulse, there is nothing that it could be missing from
SELECT model, count(*) AS accounts, count(*) FILTER (WHERE points_without_pulse IS NULL) AS without FROM policy_raw.card WHERE account_id <> 48 GROUP BY 1 ORDER BY 1;
-- another scale, another middle
UPDATE policy_ws.model SET scale = 'yellow 40, green 90' WHERE model = 'neutral';
SELECT p.points FROM policy_raw.card AS c, health_score.criteria(c.card) AS p WHERE c.account_id = 1 AND c.model = 'neutral' AND p.criterion = 'pulse';

-- A source that is two days late is too old for a criterion that says so, and for no other.
SELECT pg_temp.make_model('fresh', 'validity = CASE criterion WHEN ''days'' THEN 1 WHEN ''critical'' THEN 0 END') > 0 AS made, pg_temp.make_model('fresh_enough', 'validity = 2') > 0 AS made;
SELECT c.model, p.criterion, p.reason, count(*), count(c.criterion_values[array_position(c.criteria, p.criterion)]) AS "values", count(c.criterion_flags[array_position(c.criteria, p.criterion)]) AS flags
FROM policy_raw.card AS c, health_score.criteria(c.card) AS p WHERE c.model LIKE 'fresh%' AND p.criterion <> 'pulse' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- Among the peers: the place among the frozen quantiles of the own segment, or of all. Without any, it is not recorded.
SELECT pg_temp.make_model('peers', 'frame = CASE criterion WHEN ''days'' THEN ''peers'' ELSE frame END, curve = CASE criterion WHEN ''days'' THEN ''0:0, 0.5:60, 1:100'' ELSE curve END') > 0 AS made;
SELECT p.reason, count(*) FROM policy_raw.card AS c, health_score.criteria(c.card) AS p WHERE c.model = 'peers' AND p.criterion = 'days' GROUP BY 1 ORDER BY 1;
SELECT severity, rule, subject, message FROM health_score.lint_model('policy_ws', 'peers') WHERE severity = 'error';
SELECT r.state, r.message, r.detail FROM pg_temp.refused($$SELECT health_score.activate_model('policy_ws', 'peers')$$) AS r;
SELECT health_score.freeze_quantiles('policy_ws', '2026-06-30', 'peers') LIKE 'peers version 1: quantiles of % from up to 47 live accounts; segments with their own: 2' AS frozen;
SELECT segment, array_agg(value ORDER BY quantile) AS days FROM policy_ws.peer_quantile WHERE model = 'peers' AND measure = 'active_days' GROUP BY 1 ORDER BY segment COLLATE "C";
SELECT n AS days, round(policy_ws.peer_place(n, '{2,2,4,8,8}', '{0.1,0.25,0.5,0.75,0.9}')::numeric, 6) AS place FROM unnest(ARRAY[NULL, -1, 1.999999, 2, 3, 4, 6, 7.999999, 8, 9, 'Infinity']) AS n;
SELECT policy_ws.peer_place(3, NULL, NULL) AS without, policy_ws.peer_place(3, '{2}', '{0.5}') AS one;
-- of a segment, of another, of none, of one without quantiles, too young
SELECT c.account_id, c.criterion_values[array_position(c.criteria, 'days')] AS days, p.points, p.reason FROM policy_raw.card AS c, health_score.criteria(c.card) AS p
WHERE c.model = 'peers' AND p.criterion = 'days' AND c.account_id IN (1, 12, 24, 30, 46, 47, 48) ORDER BY 1;

-- All of it at once: as plain SQL it is the same, and so in the history.
SELECT health_score.copy_model('policy_ws', 'peers', 1, 'all') AS version;
SELECT count(*) AS differ FROM health_score.model_difference('policy_ws', (SELECT model_key FROM policy_ws.model WHERE model = 'peers'), (SELECT model_key FROM policy_ws.model WHERE model = 'all'));
UPDATE policy_ws.criterion SET missing = CASE criterion WHEN 'pulse' THEN 'worst' WHEN 'days' THEN 'no_score' ELSE 'neutral' END, validity = CASE criterion WHEN 'critical' THEN 1 END WHERE model = 'all';
UPDATE policy_ws.component SET combines = 'worst' WHERE model = 'all' AND component = 'use';
CREATE TABLE policy_raw.measured AS
    SELECT m.account_id, m.measure, m.value, m.reason, a.segment, date '2026-06-30' - f.until_day AS lag FROM policy_ws.measures('2026-06-30') AS m JOIN policy_ws.accounts('2026-06-30') AS a USING (account_id) JOIN policy_ws.measure_feeds('2026-06-30') AS f USING (measure);
CREATE FUNCTION pg_temp.differ(model_name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    key int := (SELECT m.model_key FROM policy_ws.model AS m WHERE m.model = model_name);
    result text;
BEGIN
    EXECUTE format('SELECT concat_ws('' '', count(*), ''accounts,'', count(q.points), ''with points,'', count(*) FILTER (WHERE (q.points, q.coverage) IS DISTINCT FROM (health_score.points(s.card), health_score.coverage(s.card))), ''disagree'')
        FROM (%s) AS q FULL JOIN policy_ws.model_scorecards(''2026-06-30'', $1) AS s USING (account_id)', health_score.model_to_sql('policy_ws', key, 'policy_raw.measured')) INTO result USING key;
    RETURN result;
END
$$;
SELECT model, pg_temp.differ(model) FROM policy_ws.model ORDER BY 1;
SELECT health_score.activate_model('policy_ws', 'all') LIKE 'model all version 1 is active%' AS active;
SELECT statement, r.state, r.message FROM unnest(ARRAY['UPDATE policy_ws.peer_quantile SET value = 1 WHERE model = ''all''', 'DELETE FROM policy_ws.peer_quantile WHERE model = ''all''',
    'INSERT INTO policy_ws.peer_quantile SELECT model, version, measure, ''other'', quantile, value, accounts, as_of FROM policy_ws.peer_quantile WHERE model = ''all'' LIMIT 1']) AS statement, pg_temp.refused(statement) AS r;
CALL health_score.refresh('policy_ws', '2026-06-29', '2026-06-30');
SELECT result, count(*) FROM health_score.verify('policy_ws', '2026-06-30') GROUP BY 1;
SELECT count(*) AS rows, count(*) FILTER (WHERE (h.points, h.worst, h.best, h.coverage) IS DISTINCT FROM (s.points, s.worst, s.best, s.coverage)) AS disagree
FROM policy_ws.latest_history AS h FULL JOIN policy_ws.account_scores('2026-06-30') AS s USING (account_id) WHERE h.day = '2026-06-30';
SELECT count(*) AS rows, count(*) FILTER (WHERE (h.points, h.reason, h.contribution, h.value) IS DISTINCT FROM (s.points, s.reason, s.contribution, s.value)) AS disagree
FROM policy_ws.criterion_history AS h FULL JOIN policy_ws.criterion_scores('2026-06-30') AS s USING (account_id, criterion) WHERE h.as_of = '2026-06-30';
SELECT account_id, points, tier, coverage, main_reason FROM policy_ws.account_scores('2026-06-30') WHERE account_id IN (1, 2, 48) ORDER BY 1;
SELECT criterion, meaning, points, points_lost FROM policy_ws.why(1, '2026-06-30');
SELECT count(*) AS accounts, count(*) FILTER (WHERE r.points IS DISTINCT FROM s.points) AS disagree FROM policy_ws.resilience('2026-06-30') AS r JOIN policy_ws.account_scores('2026-06-30') AS s USING (account_id);
DROP SCHEMA policy_raw CASCADE;
SELECT health_score.drop_workspace('policy_ws', even_recorded => true);
