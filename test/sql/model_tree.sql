-- A model whose components lie within others: scored, explained, kept in the history, limited, and as plain SQL.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SELECT health_score.create_workspace('tree_ws', account_key => 'text');
CREATE SCHEMA tree_raw;
CREATE TABLE tree_raw.account AS SELECT 'a' || i AS account_id, 'Account ' || i AS name, date '2025-01-01' AS started_on, 10 AS seats FROM generate_series(1, 12) AS i;
-- users differ, some have no tickets, some no engagement at all
CREATE TABLE tree_raw.usage AS
    SELECT 'a' || i AS account_id, d::date AS day, 'u' || n AS user_id, 1 AS events, CASE WHEN n % 3 = 0 THEN 'api' END AS kind FROM generate_series(1, 12) AS i, generate_series(1, 9) AS n, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d
    WHERE n <= 3 + i % 7 AND NOT (i % 4 = 0 AND n > 2 AND d >= '2026-06-10') AND i <> 11;
CREATE TABLE tree_raw.ticket AS SELECT 'a' || i AS account_id, i || '-' || j AS ticket_id, timestamptz '2026-06-29 10:00+00' - make_interval(days => 17 * j) AS opened_at, 1 + (i + j) % 4 AS severity FROM generate_series(1, 12) AS i, generate_series(0, 20) AS j WHERE j < 2 * i AND i % 5 > 0;
CREATE TABLE tree_raw.engagement AS SELECT 'a' || i AS account_id, i || '-' || j AS engagement_id, timestamptz '2026-06-20 10:00+00' - make_interval(days => 9 * j) AS at, (ARRAY['email', 'meeting', 'call'])[1 + j % 3] AS kind, 'inbound' AS direction, 'c' || (j * i) % 5 AS contact_id
    FROM generate_series(1, 12) AS i, generate_series(0, 15) AS j WHERE i NOT IN (3, 11) AND j < i + 2;
SELECT health_score.bind('tree_ws', s, format('SELECT * FROM tree_raw.%I', s)) IS NOT NULL AS bound FROM unnest(ARRAY['account', 'usage', 'ticket', 'engagement']) AS s;

-- What makes no tree is refused, by the table or by lint.
INSERT INTO tree_ws.model (model, version, owner, definition, minimum_coverage) VALUES ('tree', 1, 'dana', 'three levels, one by its worst, one by its best', 0.3);
SELECT component, r.state FROM unnest(ARRAY['', '/usage', 'usage/', 'a//b']) AS component, pg_temp.refused(format('INSERT INTO tree_ws.component (model, version, component, label, ordinal, definition) VALUES (''tree'', 1, %L, ''x'', 1, ''x'')', component)) AS r;
SELECT r.state FROM pg_temp.refused($$INSERT INTO tree_ws.component (model, version, component, combines, label, ordinal, definition) VALUES ('tree', 1, 'usage', 'mean', 'x', 1, 'x')$$) AS r;
INSERT INTO tree_ws.component (model, version, component, combines, label, ordinal, definition) VALUES
    ('tree', 1, 'product', 'worst', 'Product', 1, 'use and help together'), ('tree', 1, 'product/use', 'weighted', 'Use', 2, 'by people and machines'), ('tree', 1, 'product/use/people', 'best', 'People', 3, 'whatever is best'),
    ('tree', 1, 'product/use/machines', 'weighted', 'Machines', 4, 'calls'), ('tree', 1, 'product/help', 'weighted', 'Help', 5, 'tickets'), ('tree', 1, 'people', 'best', 'Relationship', 6, 'who is in touch'),
    ('tree', 1, 'lost/child', 'worst', 'Lost', 7, 'no parent, no criteria');
INSERT INTO tree_ws.criterion (model, version, component, criterion, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
    SELECT 'tree', 1, v.component, v.criterion, v.measure, v.weight, v.curve, v.facet, 'd', 'r', 'm', 'l', 'h' FROM (VALUES
        ('product/use/people', 'level', 'usage_level', 3, '0:0, 0.6:60, 0.8:80, 1:100', 'usage'), ('product/use/people', 'days', 'active_days', 2, '0:0, 20:90', 'usage'), ('product/use/machines', 'api', 'api_level', 2, '0:0, 1:100', 'usage'),
        ('product/use', 'seats', 'capacity_used', 4, '0:0, 0.5:70, 1:100', 'usage'), ('product/help', 'critical', 'critical_tickets', 2, '0:100, 5:0', 'value'), ('product/help', 'change', 'ticket_change', 1, '0:100, 4:0', 'value'),
        ('people', 'reach', 'reach', 3, '0:0, 5:100', 'relationship'), ('people', 'pulse', 'pulse', 1, '20:20, 90:90', 'relationship')) AS v (component, criterion, measure, weight, curve, facet);
INSERT INTO tree_ws.model_limit (model, version, limit_name, subject_kind, subject, operator, value, at_most, reason) VALUES ('tree', 1, 'help', 'component', 'product/help', '<', 50, 45, 'help is below 50'), ('tree', 1, 'top', 'component', '*', '<', 65, 60, 'a component is below 65'),
    ('tree', 1, 'nobody', 'component', 'nobody', '<', 50, 45, 'x');
SELECT severity, rule, subject, message FROM health_score.lint_model('tree_ws', 'tree') WHERE severity = 'error' ORDER BY rule, subject;
-- it is scored all the same
SELECT count(*) AS scored FROM tree_ws.model_scorecards('2026-06-30', (SELECT model_key FROM tree_ws.model WHERE model = 'tree'));
DELETE FROM tree_ws.component WHERE component = 'lost/child';
DELETE FROM tree_ws.model_limit WHERE limit_name = 'nobody';
INSERT INTO tree_ws.pulse (account_id, at, author, value) VALUES ('a2', '2026-06-20', 'dana', 'green'), ('a3', '2026-06-20', 'dana', 'red');
SELECT health_score.activate_model('tree_ws', 'tree') LIKE 'model tree version 1 is active%' AS active;
SELECT r.state, r.message FROM pg_temp.refused($$UPDATE tree_ws.component SET combines = 'best' WHERE component = 'product' AND model = 'tree'$$) AS r;

-- by the rules of docs/reference/scorecard.md, from the criteria upwards: people by the best, use by weights, product by the worst, relationship by the best
SELECT account_id, component, points, combines, parent FROM tree_ws.component_scores('2026-06-30') WHERE account_id IN ('a1', 'a3') ORDER BY account_id, component COLLATE "C";
SELECT account_id, component, criterion, points, reason, contribution FROM tree_ws.criterion_scores('2026-06-30') WHERE account_id = 'a1' ORDER BY component COLLATE "C", criterion COLLATE "C";
SELECT account_id, points, tier, coverage, limits, main_reason FROM tree_ws.account_scores('2026-06-30') ORDER BY account_id COLLATE "C";
-- the parts of each level add up
SELECT count(*) FILTER (WHERE s.points IS NOT NULL AND t.contribution + coalesce(health_score.limit_effect(s.card), 0) <> s.points) AS disagree
FROM (SELECT account_id, card, health_score.points(card) AS points FROM tree_ws.scorecards('2026-06-30')) AS s
    JOIN (SELECT account_id, sum(contribution) AS contribution FROM tree_ws.component_scores('2026-06-30') WHERE parent IS NULL GROUP BY 1) AS t USING (account_id);
-- as plain SQL
CREATE TABLE tree_raw.measured AS SELECT account_id, measure, value, reason FROM tree_ws.measures('2026-06-30');
SELECT health_score.model_to_sql('tree_ws', NULL, 'tree_raw.measured') AS query \gset
SELECT count(*) AS accounts, count(*) FILTER (WHERE (m.points, m.coverage) IS DISTINCT FROM (s.points, s.coverage)) AS disagree FROM (:query) AS m FULL JOIN tree_ws.account_scores('2026-06-30') AS s USING (account_id);
-- the history gives the same cards, and knows that it does
CALL health_score.refresh('tree_ws', '2026-06-29', '2026-06-30');
SELECT count(*) AS rows, count(*) FILTER (WHERE h.points IS DISTINCT FROM s.points OR h.worst IS DISTINCT FROM s.worst) AS disagree FROM tree_ws.latest_history AS h JOIN tree_ws.account_scores('2026-06-30') AS s USING (account_id) WHERE h.day = '2026-06-30';
SELECT count(*) AS rows, count(*) FILTER (WHERE (h.points, h.parent, h.combines, h.contribution) IS DISTINCT FROM (s.points, s.parent, s.combines, s.contribution)) AS disagree
FROM tree_ws.component_history AS h FULL JOIN tree_ws.component_scores('2026-06-30') AS s USING (account_id, component) WHERE h.as_of = '2026-06-30';
SELECT result, count(*) FROM health_score.verify('tree_ws', '2026-06-30') GROUP BY 1;
-- without the pulse, a component of which nothing else is left would not be there
SELECT account_id, points, points_without_pulse FROM tree_ws.latest_history WHERE day = '2026-06-30' AND account_id IN ('a2', 'a3') ORDER BY 1;
SELECT health_score.copy_model('tree_ws', 'tree') AS version;
UPDATE tree_ws.component SET combines = 'worst' WHERE model = 'tree' AND version = 2 AND component = 'people';
DELETE FROM tree_ws.criterion WHERE model = 'tree' AND version = 2 AND criterion = 'reach';
SELECT count(points_without_pulse) > 5 AS without_pulse FROM tree_ws.day_scores('2026-06-30', (SELECT model_key FROM tree_ws.model WHERE model = 'tree' AND version = 2));
SELECT part, name, attribute, a, b FROM health_score.model_difference('tree_ws', (SELECT model_key FROM tree_ws.model WHERE model = 'tree' AND version = 1), (SELECT model_key FROM tree_ws.model WHERE model = 'tree' AND version = 2)) WHERE part = 'component';
-- who is the most engaged contact takes nothing from the tree
SELECT count(*) AS accounts, count(*) FILTER (WHERE r.points IS DISTINCT FROM s.points) AS disagree FROM tree_ws.resilience('2026-06-30') AS r JOIN tree_ws.account_scores('2026-06-30') AS s USING (account_id);
SELECT health_score.drop_workspace('tree_ws', even_recorded => true);
DROP SCHEMA tree_raw CASCADE;
