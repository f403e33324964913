-- add_measure and remove_measure: what is refused, what a measure of one's own gives, and that it lasts.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SELECT health_score.create_workspace('own_ws', account_key => 'text');
CREATE SCHEMA own_raw;
CREATE TABLE own_raw.account AS SELECT 'a' || i AS account_id, 'Account ' || i AS name, date '2026-01-01' AS started_on FROM generate_series(1, 8) AS i UNION ALL SELECT 'new', 'New', '2026-06-20';
CREATE TABLE own_raw.rating (account text, day date, stars numeric);
INSERT INTO own_raw.rating VALUES ('a1', '2026-06-01', 5), ('a1', '2026-07-01', 1), ('a2', '2026-05-01', 2.5), ('a3', '2026-06-01', 'NaN'), ('a4', '2026-06-01', NULL), ('a5', '2026-06-01', 3), ('a5', '2026-06-02', 4), ('stranger', '2026-06-01', 5), (NULL, '2026-06-01', 5), ('new', '2026-06-25', 4);
SELECT health_score.bind('own_ws', 'account', 'SELECT * FROM own_raw.account') IS NOT NULL AS bound;

-- malformed first
SELECT arguments, r.state, r.message, r.hint FROM unnest(ARRAY['''nowhere'', ''x'', ''SELECT 1'', ''l'', ''r'', ''d''', 'NULL, ''x'', ''SELECT 1'', ''l'', ''r'', ''d''', '''own_ws'', NULL, ''SELECT 1'', ''l'', ''r'', ''d''', '''own_ws'', ''X-1'', ''SELECT 1'', ''l'', ''r'', ''d''',
    '''own_ws'', ''x'', NULL, ''l'', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT 1'', '' '', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT 1'', ''l'', NULL, ''d''', '''own_ws'', ''x'', ''SELECT 1'', ''l'', ''r'', ''''',
    '''own_ws'', ''usage_level'', ''SELECT 1'', ''l'', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT 1 AS value'', ''l'', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT account AS account_id, day AS value, 1 AS flag FROM own_raw.rating'', ''l'', ''r'', ''d''',
    '''own_ws'', ''x'', ''SELECT account AS account_id, stars AS value, stars AS n FROM own_raw.rating'', ''l'', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT account AS account_id, 1 AS value FROM own_raw.nothing'', ''l'', ''r'', ''d''',
    '''own_ws'', ''x'', ''DELETE FROM own_raw.rating'', ''l'', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT 1; SELECT 2'', ''l'', ''r'', ''d''', '''own_ws'', ''x'', ''SELECT ''''a'''' AS account_id, 1 AS value'', ''l'', ''r'', ''d'', 0', '''own_ws'', ''x'', ''SELECT ''''a'''' AS account_id, 1 AS value'', ''l'', ''r'', ''d'', ''NaN''',
    '''own_ws'', ''x'', ''SELECT ''''a'''' AS account_id, 1 AS value'', ''l'', ''r'', ''d'', 1, 10', '''own_ws'', ''x'', ''SELECT ''''a'''' AS account_id, 1 AS value'', ''l'', ''r'', ''d'', 1, 0, -1']) AS arguments, pg_temp.refused(format('SELECT health_score.add_measure(%s)', arguments)) AS r;
SELECT count(*) AS left_behind FROM own_ws.measure WHERE query IS NOT NULL;

SET search_path = own_raw, public;
SELECT health_score.add_measure('own_ws', 'stars', $$SELECT r.account AS account_id, r.stars AS value, r.day AS latest_on, 1 AS n, 'by ' || 'hand; -- not' AS flag FROM rating AS r WHERE r.day <= $1;$$,
    'Stars', 'stars given', 'Stars that the customer gave', digits => 1) ~ '^measure stars added: on .* it gives 7 accounts, 3 of them with a value$' AS added;
SELECT health_score.add_measure('own_ws', 'reasons', $$SELECT account_id, 1 AS value, CASE account_id WHEN 'a1' THEN 'not_applicable' WHEN 'a2' THEN 'too_young' WHEN 'a3' THEN 'whatever' WHEN 'a4' THEN 'observed' END AS reason FROM account -- all$$,
    'Reasons', 'x', 'x', minimum_days => 30) ~ 'added' AS added;
RESET search_path;
SELECT account_id, measure, value, reason, flag, latest_on, n FROM own_ws.measures('2026-06-30') WHERE measure IN ('stars', 'reasons') ORDER BY measure, account_id;
-- as of a day: the rating of July is not known in June, and that of June is in July with it, which is ambiguous
SELECT account_id, value, reason, flag FROM own_ws.measures('2026-07-02') WHERE measure = 'stars' AND account_id = 'a1';
SELECT r.state, r.message FROM pg_temp.refused($$SELECT health_score.add_measure('own_ws', 'stars', 'SELECT ''a'' AS account_id, 1 AS value', 'l', 'r', 'd')$$) AS r;

-- a criterion judges it, with reason and words, and it is told why
SELECT health_score.copy_model('own_ws', 'four_component') AS version;
INSERT INTO own_ws.criterion (model, version, component, criterion, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
    VALUES ('four_component', 2, 'engagement', 'stars', 'stars', 50, '0:0, 5:100', 'value', 'd', 'r', 'm', 'few', 'many');
UPDATE own_ws.model SET minimum_coverage = 0 WHERE version = 2;
SELECT health_score.set_model_status('own_ws', 'four_component', 2, 'shadow') IS NOT NULL AS shadow;
SELECT account_id, health_score.points(card) FROM own_ws.model_scorecards('2026-06-30', 2) ORDER BY 1;
SELECT health_score.refresh_day('own_ws', '2026-06-30', 2);
SELECT account_id, points FROM own_ws.latest_history WHERE model_key = 2 AND points IS NOT NULL ORDER BY 1;

SELECT call, r.state, r.message, r.hint FROM unnest(ARRAY['''nowhere'', ''stars''', '''own_ws'', ''none''', '''own_ws'', NULL', '''own_ws'', ''usage_level''', '''own_ws'', ''stars''']) AS call, pg_temp.refused(format('SELECT health_score.remove_measure(%s)', call)) AS r;
SELECT health_score.remove_measure('own_ws', 'reasons');
SELECT count(*) AS left_behind FROM pg_proc WHERE pronamespace = 'own_ws'::regnamespace AND proname = 'measure_reasons';
-- it outlives a repair, and a table of the query that went is told at the next call
SELECT health_score.repair_workspace('own_ws');
SELECT account_id, value, reason FROM own_ws.measures('2026-06-30') WHERE measure = 'stars' AND reason = 'observed' ORDER BY 1;
DROP TABLE own_raw.rating;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT count(*) FROM own_ws.measures('2026-06-30')$$) AS r;
SELECT health_score.drop_workspace('own_ws', even_recorded => true);
DROP SCHEMA own_raw CASCADE;
