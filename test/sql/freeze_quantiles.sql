-- freeze_quantiles: what is usual among 25 live accounts becomes part of a model version.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
\set ECHO all

CREATE SCHEMA frozen_raw;
-- account n was used on n of the last 28 days; 20 are small, 5 large; one has only begun
CREATE TABLE frozen_raw.account AS
    SELECT n AS account_id, 'Account ' || n AS name, CASE WHEN n <= 20 THEN 'small' ELSE 'large' END AS segment, date '2025-01-01' + CASE n WHEN 26 THEN 520 ELSE 0 END AS started_on
    FROM generate_series(1, 26) AS n;
CREATE TABLE frozen_raw.usage AS
    SELECT n AS account_id, date '2026-06-30' - back AS day, 'u' || u AS user_id, 'f' || u AS feature, 1 AS events
    FROM generate_series(1, 26) AS n, generate_series(0, n - 1) AS back, generate_series(1, 1 + n % 2) AS u;
CREATE TABLE frozen_raw.feature AS SELECT 'f' || n AS feature, n = 2 AS is_core FROM generate_series(1, 2) AS n;
SELECT health_score.create_workspace('frozen_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('frozen_ws', s, format('SELECT * FROM frozen_raw.%I', s), live_from => CASE s WHEN 'usage' THEN date '2025-01-01' END))
FROM unnest(ARRAY['account', 'usage', 'feature']) AS s;

SELECT statement, r.*
FROM (VALUES ($$NULL, '2026-06-30'$$), ($$'nowhere', '2026-06-30'$$), ($$'frozen_ws', NULL$$), ($$'frozen_ws', 'infinity'$$),
        ($$'frozen_ws', '2026-06-30', 'five_component'$$), ($$'frozen_ws', '2026-06-30', version => 2$$),
        ($$'frozen_ws', '2026-06-30', 'four_component', 2$$), ($$'frozen_ws', '2024-06-30'$$)) AS v (statement),
    pg_temp.refused(format('SELECT health_score.freeze_quantiles(%s)', statement)) AS r;

SELECT count(*) AS shallow_before FROM frozen_ws.measures('2026-06-30') WHERE flag = 'shallow';
SELECT health_score.freeze_quantiles('frozen_ws', '2026-06-30');
-- 25 accounts, 1 to 25 days: the median 13; the small ones 1 to 20; too few are large. Every other account uses the core feature, one of its two users.
SELECT segment, measure, quantile, round(value::numeric, 6) AS value, accounts, as_of FROM frozen_ws.peer_quantile
WHERE measure IN ('active_days', 'core_depth') ORDER BY measure, segment COLLATE "C", quantile;
-- as percentile_cont gives them, of every measure
CREATE TEMP TABLE measured AS
    SELECT account_id, m.measure, m.value, m.reason, m.flag, a.segment, a.phase
    FROM frozen_ws.measures('2026-06-30') AS m JOIN frozen_ws.accounts('2026-06-30') AS a USING (account_id);
SELECT count(*) > 50 AS many, count(*) FILTER (WHERE q.value IS DISTINCT FROM p.value) AS disagree
FROM frozen_ws.peer_quantile AS q CROSS JOIN LATERAL (
    SELECT percentile_cont(q.quantile) WITHIN GROUP (ORDER BY m.value) AS value
    FROM measured AS m WHERE m.measure = q.measure AND m.phase = 'live' AND q.segment IN ('', m.segment)) AS p;
-- on many days, and nothing of the core: the even ones from the median of their segment on; the large ones are judged by all
SELECT segment, array_agg(account_id ORDER BY account_id) AS shallow FROM measured WHERE flag = 'shallow' AND reason = 'observed' GROUP BY segment ORDER BY 1;

-- A draft is frozen anew. An active version can be frozen once, and neither it nor a retired one again.
SELECT health_score.freeze_quantiles('frozen_ws', '2026-06-29', 'four_component', 1);
SELECT DISTINCT as_of FROM frozen_ws.peer_quantile;
DELETE FROM frozen_ws.peer_quantile;
UPDATE frozen_ws.model SET status = 'active';
SELECT health_score.freeze_quantiles('frozen_ws', '2026-06-30');
SELECT health_score.freeze_quantiles('frozen_ws', '2026-06-29');
UPDATE frozen_ws.model SET status = 'retired';
INSERT INTO frozen_ws.model (model, version, status, definition) VALUES ('four_component', 2, 'shadow', 'the next');
SELECT health_score.freeze_quantiles('frozen_ws', '2026-06-29', version => 1);
-- without a model in use, the newest
SELECT health_score.freeze_quantiles('frozen_ws', '2026-06-29');
SELECT version, min(as_of), max(as_of) FROM frozen_ws.peer_quantile GROUP BY version ORDER BY version;

-- Whoever has more rights than the owner runs the owner's code with the owner's.
CREATE ROLE frozen_owner;
GRANT CREATE ON DATABASE :"DBNAME" TO frozen_owner;
GRANT USAGE ON SCHEMA frozen_raw TO frozen_owner;
GRANT SELECT ON ALL TABLES IN SCHEMA frozen_raw TO frozen_owner;
SET ROLE frozen_owner;
SELECT health_score.create_workspace('frozen_other') IS NOT NULL AS created;
SELECT count(health_score.bind('frozen_other', s, format('SELECT * FROM frozen_raw.%I', s))) FROM unnest(ARRAY['account', 'feature']) AS s;
SELECT health_score.bind('frozen_other', 'usage', 'SELECT * FROM frozen_raw.usage WHERE current_user = ''frozen_owner''', live_from => '2025-01-01') IS NOT NULL AS bound;
RESET ROLE;
SELECT health_score.freeze_quantiles('frozen_other', '2026-06-30');

SELECT health_score.drop_workspace('frozen_ws') IS NOT NULL AS dropped;
SELECT health_score.drop_workspace('frozen_other') IS NOT NULL AS dropped;
DROP SCHEMA frozen_raw CASCADE;
DROP OWNED BY frozen_owner;
DROP ROLE frozen_owner;
