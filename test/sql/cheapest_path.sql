-- What would have to change: the library's function on cards, then accounts.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
\set ECHO all

-- Arguments that do not fit.
SELECT a.label, r.state, r.message, r.hint
FROM (VALUES
    ('one array is shorter', $$60, '{u,u}', '{a,b}', '{0:0}', '{1,1}', '{1,1}', '{f,f}', '{NULL,NULL}'$$),
    ('unknown criterion', $$60, '{u}', '{z}', '{0:0}', '{1}', '{1}', '{f}', '{NULL}'$$),
    ('missing criterion', $$60, '{u}', '{c}', '{0:0}', '{1}', '{1}', '{f}', '{NULL}'$$),
    ('no curve', $$60, '{u}', '{a}', '{steep}', '{1}', '{1}', '{f}', '{NULL}'$$),
    ('negative price', $$60, '{u}', '{a}', '{0:0}', '{1}', '{-1}', '{f}', '{NULL}'$$),
    ('infinite price', $$60, '{u}', '{a}', '{0:0}', '{1}', '{Infinity}', '{f}', '{NULL}'$$),
    ('NULL value', $$60, '{u}', '{a}', '{0:0}', '{NULL}', '{1}', '{f}', '{NULL}'$$),
    ('NaN target', $$'NaN', '{u}', '{a}', '{0:0}', '{1}', '{1}', '{f}', '{NULL}'$$),
    ('target of 101', $$101, '{u}', '{a}', '{0:0}', '{1}', '{1}', '{f}', '{NULL}'$$),
    ('unknown operator', $$60, '{u}', '{a}', '{0:0}', '{1}', '{1}', '{f}', '{NULL}', '{u}', '{<>}', '{1}', '{1}'$$),
    ('limits that differ in number', $$60, '{u}', '{a}', '{0:0}', '{1}', '{1}', '{f}', '{NULL}', '{u}', '{}', '{1}', '{1}'$$)) AS a (label, arguments)
CROSS JOIN pg_temp.refused('SELECT * FROM health_score.cheapest_path(''u {a 20 * 0.5, b 50 * 0.3, c not_recorded * 0.2}'', ' || a.arguments || ')') AS r;
SELECT count(*) FROM health_score.cheapest_path(NULL, 60, '{}', '{}', '{}', '{}', '{}', '{}', '{}');

-- One criterion is enough; two are needed; there already; out of reach; nothing can be moved; what has to move; whole numbers; limits of components.
\set card '''u {a 20 * 0.5, b 50 * 0.3, c 90 * 0.2}'''
\set levers '''{u,u,u}'', ''{a,b,c}'', ''{"0:0, 1:100","0:100, 10:0","0:0, 100:100"}'', ''{0.2,5,90}'', ''{1,1,1}'''
SELECT * FROM health_score.cheapest_path(:card, 60, :levers, '{f,f,f}', '{NULL,NULL,NULL}');
SELECT * FROM health_score.cheapest_path(:card, 95, :levers, '{f,t,f}', '{NULL,NULL,NULL}');
SELECT * FROM health_score.cheapest_path(:card, 43, :levers, '{f,f,f}', '{NULL,NULL,NULL}');
SELECT * FROM health_score.cheapest_path(:card, 60, '{u}', '{c}', '{"0:0, 100:100"}', '{90}', '{1}', '{f}', '{NULL}');
SELECT * FROM health_score.cheapest_path(:card, 60, '{}', '{}', '{}', '{}', '{}', '{}', '{}');
SELECT * FROM health_score.cheapest_path(:card, 60, :levers, '{f,t,f}', '{NULL,4,NULL}');
SELECT * FROM health_score.cheapest_path(:card, 46.5, :levers, '{f,t,f}', '{NULL,NULL,NULL}');
SELECT * FROM health_score.cheapest_path(:card, 50, :levers, '{f,f,f}', '{NULL,NULL,NULL}', '{*}', '{<}', '{62.5}', '{45}');
-- a limit of the card is not one of its criteria: it is left out
SELECT * FROM health_score.cheapest_path('u {a 20 * 1}; at_most 30 something', 60, '{u}', '{a}', '{"0:0, 1:100"}', '{0.2}', '{1}', '{f}', '{NULL}');

-- Accounts: 2 fell to two fifths, 3 uses few seats, 4 has severe tickets, 5 fell to a fifth.
CREATE SCHEMA path_raw;
CREATE TABLE path_raw.account AS SELECT n AS account_id, 'Account ' || n AS name, 1000.0 * n AS arr, 5.0::float8 AS seats, date '2024-01-01' AS started_on FROM generate_series(1, 6) AS n;
CREATE TABLE path_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events
    FROM generate_series(1, 6) AS n, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 5) AS u
    WHERE NOT (n = 2 AND d >= '2026-06-01' AND u > 2) AND NOT (n = 3 AND u > 2) AND NOT (n = 5 AND d >= '2026-05-01' AND u > 1);
CREATE TABLE path_raw.ticket (account_id int, ticket_id text, opened_at timestamptz, severity int);
INSERT INTO path_raw.ticket SELECT 4, 't' || n, timestamptz '2026-06-01 10:00+00' + n * interval '1 day', 1 FROM generate_series(1, 3) AS n;
SELECT health_score.create_workspace('path_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('path_ws', s, format('SELECT * FROM path_raw.%I', s), live_from => CASE WHEN s <> 'account' THEN date '2025-01-01' END)) FROM unnest(ARRAY['account', 'usage', 'ticket']) AS s;

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY['NULL, ''green''', '2, ''red''', '2, NULL', '2, ''green'', NULL', '99, ''green'', ''2026-06-30''', '2, ''green'', ''2020-06-30''']) AS call, pg_temp.refused(format('SELECT * FROM path_ws.cheapest_path(%s)', call)) AS r;
SELECT part, meaning, needed_points FROM path_ws.cheapest_path(2, 'green', '2026-06-30');
UPDATE path_ws.model SET minimum_coverage = 0.4;
SELECT a.account_id, a.points, p.part, p.criterion, p.value, p.meaning, p.needed, p.needed_points, p.spread, p.effort
FROM path_ws.account_scores('2026-06-30') AS a CROSS JOIN LATERAL path_ws.cheapest_path(a.account_id, 'green', '2026-06-30') AS p WHERE a.account_id > 1 ORDER BY a.account_id, p.effort DESC;
SELECT part, criterion, needed, points, needed_points FROM path_ws.cheapest_path(5, 'yellow', '2026-06-30');

-- What it says holds: with these points, and the limits of the measures gone, the score is there; with two thousandths of a point less it is not.
SELECT a.account_id, a.tier AS wanted, health_score.points(n.card) >= a.wanted AS reached, health_score.points(l.card) >= a.wanted AS with_less
FROM (VALUES (2, 'green', 80), (5, 'green', 80), (5, 'yellow', 60)) AS a (account_id, tier, wanted)
CROSS JOIN LATERAL (SELECT array_agg(p.criterion) AS criteria, array_agg(p.needed_points) AS points FROM path_ws.cheapest_path(a.account_id, a.tier, '2026-06-30') AS p WHERE p.part = 'criterion') AS p
JOIN path_ws.scorecards('2026-06-30') AS s USING (account_id)
CROSS JOIN LATERAL (
    SELECT health_score.scorecard(c.component, c.criterion, coalesce(p.points[array_position(p.criteria, c.criterion)], c.points)::float8, c.weight::float8, c.reason) AS card,
           health_score.scorecard(c.component, c.criterion, coalesce(p.points[array_position(p.criteria, c.criterion)] - 0.002, c.points)::float8, c.weight::float8, c.reason) AS less
    FROM health_score.criteria(s.card) AS c) AS x
CROSS JOIN LATERAL (SELECT health_score.limited(health_score.requiring(x.card, 0.4), k.at_most, k.reasons) AS card FROM path_ws.component_limits(x.card, 'four_component', 1) AS k) AS n
CROSS JOIN LATERAL (SELECT health_score.limited(health_score.requiring(x.less, 0.4), k.at_most, k.reasons) AS card FROM path_ws.component_limits(x.less, 'four_component', 1) AS k) AS l
ORDER BY 1, 2;
-- what nobody can do anything about is left out; peers of the version itself; a frame of peers
UPDATE path_ws.criterion SET actionability = 0 WHERE criterion = 'usage_level';
SELECT part, criterion, meaning FROM path_ws.cheapest_path(2, 'green', '2026-06-30');
UPDATE path_ws.criterion SET actionability = 0.5 WHERE criterion = 'usage_level';
INSERT INTO path_ws.peer_quantile (model, version, measure, segment, quantile, value, accounts, as_of)
SELECT 'four_component', 1, 'usage_level', '', q, v, 20, '2026-06-30' FROM (VALUES (0, 0.1), (0.25, 0.5), (0.5, 0.8), (0.75, 1.0), (1, 1.4)) AS x (q, v)
ON CONFLICT (model, version, measure, segment, quantile) DO UPDATE SET value = excluded.value;
SELECT criterion, value, needed_value, spread, effort FROM path_ws.cheapest_path(2, 'green', '2026-06-30');
UPDATE path_ws.criterion SET frame = 'peers', curve = '0:0, 1:100' WHERE criterion = 'usage_level';
SELECT criterion, value, needed_value, needed_points, spread, effort, path_ws.peer_place(needed_value, '{0.1,0.5,0.8,1.0,1.4}', '{0,0.25,0.5,0.75,1}') AS place FROM path_ws.cheapest_path(2, 'green', '2026-06-30');

SET client_min_messages = error;
SELECT health_score.drop_workspace('path_ws') IS NOT NULL AS dropped;
DROP SCHEMA path_raw CASCADE;
