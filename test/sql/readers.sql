-- Who reads what: the views of csm, manager and executive over a small workspace, and each kind of role through every object.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
\set ECHO all

CREATE SCHEMA reader_raw;
-- 1 green, 2 stopped, 3 falls, 4 has no csm, 5 is new, 6 belongs to 1, 7 has left
CREATE TABLE reader_raw.account AS
    SELECT n AS account_id, 'Account ' || n AS name, CASE WHEN n <= 3 THEN 'smb' ELSE 'ent' END AS segment, CASE n WHEN 6 THEN 1 END AS parent_id, 1000.0 * n AS arr, 5.0::float8 AS seats,
        CASE n WHEN 5 THEN date '2026-06-20' ELSE date '2024-01-01' END AS started_on, CASE n WHEN 7 THEN date '2026-06-01' END AS ended_on
    FROM generate_series(1, 7) AS n;
CREATE TABLE reader_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events
    FROM generate_series(1, 7) AS n, generate_series(timestamp '2025-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 5) AS u
    WHERE NOT (n = 2 AND d >= '2026-03-01') AND NOT (n = 3 AND d >= '2026-06-10' AND u > 1) AND NOT (n = 5 AND d < '2026-06-20') AND NOT (n = 7 AND d >= '2026-06-01');
CREATE TABLE reader_raw.contact (account_id int, contact_id text, role text, level text, email text, valid_from date, valid_to date, opted_out boolean);
INSERT INTO reader_raw.contact VALUES (1, 'c1', 'champion', 'manager', 'c1@x.example', NULL, NULL, false), (2, 'c2', 'executive_sponsor', 'executive', 'c2@x.example', NULL, NULL, true), (2, 'c2b', 'champion', 'director', 'c2b@x.example', NULL, '2026-06-28', NULL),
    (3, 'c3', 'user', NULL, NULL, NULL, NULL, NULL);
CREATE TABLE reader_raw.engagement (account_id int, engagement_id text, at timestamptz, kind text, direction text, status text, contact_id text, responded_at timestamptz, attended boolean);
INSERT INTO reader_raw.engagement VALUES (1, 'e1', '2026-06-15 10:00+00', 'meeting', NULL, 'held', 'c1', NULL, true), (2, 'e2', '2026-02-15 10:00+00', 'email', 'inbound', NULL, 'c2', NULL, NULL);
CREATE TABLE reader_raw.assignment (account_id int, person text, duty text, valid_from date, valid_to date);
INSERT INTO reader_raw.assignment SELECT n, CASE WHEN n <= 2 THEN 'ana' ELSE 'ben' END, 'csm', NULL, NULL FROM unnest(ARRAY[1, 2, 3, 5, 6, 7]) AS n;
CREATE TABLE reader_raw.person (person text, name text, role_name text, manager text, weekly_capacity float8);
INSERT INTO reader_raw.person VALUES ('ana', 'Ana', 'reader_ana', 'mia', 30), ('ben', 'Ben', 'reader_ben', 'mia', 20), ('mia', 'Mia', 'reader_mia', NULL, NULL);
CREATE TABLE reader_raw.renewal (account_id int, renewal_id text, due_on date, term_months int, signed_on date, arr numeric);
INSERT INTO reader_raw.renewal VALUES (1, 'r1', '2026-07-20', 12, NULL, 1000), (2, 'r2', '2026-06-25', 12, NULL, 2000), (3, 'r3', '2026-11-01', 12, NULL, 3000), (6, 'r6', '2026-08-20', 12, NULL, 6000);
CREATE TABLE reader_raw.revenue (account_id int, mrr numeric, valid_from date, valid_to date);
INSERT INTO reader_raw.revenue VALUES (1, 100, '2024-01-01', NULL), (2, 200, '2024-01-01', '2026-01-01'), (2, 150, '2026-01-01', NULL), (6, 50, '2024-01-01', NULL), (6, 50, '2026-01-01', NULL), (7, 300, '2024-01-01', '2026-06-01'), (5, 70, '2026-06-20', NULL);
CREATE TABLE reader_raw.outcome (account_id int, outcome_id text, occurred_on date, kind text, notified_on date, reason text, arr numeric);
INSERT INTO reader_raw.outcome VALUES (7, 'o1', '2026-06-01', 'churn', '2026-05-01', 'price', -7000);
SELECT health_score.create_workspace('reader_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('reader_ws', s, format('SELECT * FROM reader_raw.%I', s), live_from => CASE WHEN s IN ('usage', 'engagement') THEN date '2025-01-01' END))
FROM unnest(ARRAY['account', 'usage', 'contact', 'engagement', 'assignment', 'person', 'renewal', 'revenue', 'outcome']) AS s;
UPDATE reader_ws.model SET minimum_coverage = 0.5;
UPDATE reader_ws.trigger_rule SET active_from = '2026-06-01';
CALL health_score.refresh('reader_ws', '2026-03-31', '2026-03-31');
CALL health_score.refresh('reader_ws', '2026-06-01', '2026-06-30');
SELECT r.* FROM pg_temp.refused('SELECT reader_ws.refresh_details(NULL)') AS r;
SELECT reader_ws.open_alerts('2026-06-30') AS opened;

-- what the views stand on
SELECT account_id, name, owner, arr, renews_on, phase, last_touch_on FROM reader_ws.account_detail ORDER BY 1;
SELECT * FROM reader_ws.account_contact ORDER BY 1, 2;
SELECT * FROM reader_ws.account_assignment ORDER BY 1;
SELECT * FROM reader_ws.retention ORDER BY as_of;
SELECT account_id, name, points, tier, tier_certainty, main_reason, owner, points_7_days_before, points_28_days_before FROM reader_ws.account_score ORDER BY 1;

-- csm
SELECT rank, owner, account_id, tier, points, points_since_monday, severity, why, next_step, is_late, contact_id, contact_role, last_touch_on, renews_on FROM reader_ws.csm_call_list ORDER BY owner, rank;
SELECT topic, regexp_replace(line, 'due [0-9: -]+', 'due …') AS line FROM reader_ws.account_brief(2);
SELECT count(*) AS unknown FROM reader_ws.account_brief(99);
-- manager
SELECT account_id, owner, manager, severity, tier, state, hours_late, rules FROM reader_ws.manager_case ORDER BY 1;
SELECT * FROM reader_ws.manager_load ORDER BY person;
SELECT * FROM reader_ws.manager_gap ORDER BY issue, account_id;
SELECT rule, hits_90_days, cases, acted, ignored, verdict FROM reader_ws.rule_quality WHERE hits_90_days > 0 ORDER BY rule;
-- executive
SELECT * FROM reader_ws.exec_tier_arr ORDER BY tier_order;
SELECT * FROM reader_ws.exec_renewal ORDER BY ordinal, tier_order;
SELECT * FROM reader_ws.exec_waterfall ORDER BY movement, from_tier, to_tier;
SELECT * FROM reader_ws.target ORDER BY metric;
SELECT * FROM reader_ws.programme_effect;
-- and the rest
SELECT account_id, points, green_days, round(capacity_used::numeric, 2) AS capacity_used FROM reader_ws.expansion_ready;
SELECT account_id, days, tier, play FROM reader_ws.renewals_due ORDER BY 1;
SELECT tier, segment, gap, account_id, contact_id FROM reader_ws.audience ORDER BY account_id, contact_id;
SELECT * FROM reader_ws.parent_score ORDER BY 1;
SELECT account_id, points, why, warnings, reviewed_on FROM reader_ws.hollow_green ORDER BY 1;
SELECT health_score.record_value_answer('reader_ws', '4', 'yes'), health_score.record_value_answer('reader_ws', '6', 'yes', 'a week saved');
SELECT account_id, why FROM reader_ws.hollow_green ORDER BY 1;
SELECT * FROM reader_ws.system_gap ORDER BY arr_weighted DESC, criterion, phase, segment, cohort LIMIT 6;
-- the points lost are those of the accounts
SELECT sum(points_lost) AS gap, (SELECT sum(100 - health_score.unlimited_points(reader_ws.history_card(model_key, segment, criterion_values, criterion_reasons, limits, limits_at_most)))
    FROM reader_ws.latest_history WHERE day = '2026-06-30' AND points IS NOT NULL) AS lost FROM reader_ws.system_gap;
-- each is what plain SQL over the history says
SELECT count(*) AS differ FROM (
    SELECT tier, sum(arr) FROM reader_ws.exec_tier_arr WHERE accounts > 0 GROUP BY tier EXCEPT
    SELECT CASE WHEN points IS NULL THEN 'unscored' WHEN (worst < 60) <> (best < 60) OR (worst < 80) <> (best < 80) THEN CASE WHEN health_score.tier_certainty(points::float8, worst::float8, best::float8,
        'yellow 60, green 80') = 'open' THEN 'uncertain' ELSE tier END ELSE tier END, sum(arr) FROM reader_ws.account_history WHERE day = '2026-06-30' AND is_latest AND phase <> 'notice' GROUP BY 1) AS d;

-- what another version has scored, be it later, changes nothing that is told of the one in use
CREATE TEMP TABLE told AS
    SELECT to_jsonb(q) AS told FROM reader_ws.rule_quality q UNION ALL SELECT to_jsonb(t) FROM reader_ws.target t UNION ALL SELECT to_jsonb(e) FROM reader_ws.programme_effect e;
BEGIN;
INSERT INTO reader_ws.refreshed_day (day, model_key, bucket, buckets, accounts, seconds) VALUES ('2027-06-30', -1, 0, 1, 0, 0);
SELECT count(*) AS told_otherwise FROM (
    (SELECT to_jsonb(q) FROM reader_ws.rule_quality q UNION ALL SELECT to_jsonb(t) FROM reader_ws.target t UNION ALL SELECT to_jsonb(e) FROM reader_ws.programme_effect e)
    EXCEPT ALL SELECT told FROM told) AS d;
ROLLBACK;

-- Days are those of the workspace, whatever the session's time zone. Of these three no two have the same time of day, and two never the same date.
BEGIN;
SELECT count(health_score.record_action('reader_ws', n::text, 'call', 'called')) AS actions, count(health_score.record_review('reader_ws', n::text, '2026-06-30', true)) AS reviews FROM generate_series(1, 6) AS n;
UPDATE reader_ws.alert SET opened_at = now() - interval '12 hours', due_at = now() - interval '12 hours', acted_at = NULL, snoozed_until = (now() AT TIME ZONE 'UTC')::date;
CREATE TEMP TABLE zone_told (zone text, object text, told jsonb) ON COMMIT DROP;
CREATE FUNCTION pg_temp.tell(zone text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE view text;
BEGIN
    PERFORM set_config('TimeZone', zone, true);
    FOR view IN SELECT v.viewname FROM pg_views v WHERE v.schemaname = 'reader_ws' AND v.viewname !~ '^source_' LOOP
        -- a moment is told in the zone of the session, as it should be
        EXECUTE format('INSERT INTO zone_told SELECT %L, %L, to_jsonb(x) - (SELECT coalesce(array_agg(a.attname::text), ''{}'') FROM pg_attribute a WHERE a.attrelid = %L::regclass AND a.atttypid = ''timestamptz''::regtype) FROM reader_ws.%I x',
            zone, view, 'reader_ws.' || view, view);
    END LOOP;
    INSERT INTO zone_told SELECT zone, 'account_brief', to_jsonb(x) FROM generate_series(1, 7) AS n, LATERAL reader_ws.account_brief(n) x;
    INSERT INTO zone_told SELECT zone, 'next_review', to_jsonb(health_score.next_review('reader_ws', n::text)) FROM generate_series(1, 7) AS n;
END $$;
SELECT count(pg_temp.tell(z)) AS zones FROM unnest(ARRAY['Etc/GMT+12', 'UTC', 'Etc/GMT-14']) AS z;
SELECT object, count(*) AS told_otherwise
FROM (SELECT object, told FROM zone_told GROUP BY object, told HAVING count(DISTINCT zone) < 3) AS d
GROUP BY object ORDER BY object;
SELECT count(DISTINCT object) > 30 AS objects, count(*) > 1000 AS rows FROM zone_told;
ROLLBACK;

-- Roles. None is created here but by the test.
CREATE ROLE reader_ana; CREATE ROLE reader_ben; CREATE ROLE reader_mia; CREATE ROLE reader_bi; CREATE ROLE reader_analyst; CREATE ROLE reader_owner; CREATE ROLE reader_refresher; CREATE ROLE reader_auditor; CREATE ROLE reader_nobody;
SELECT call, r.state, r.message, r.hint FROM unnest(ARRAY['''nowhere'', ''reader_ana'', ''csm''', '''reader_ws'', ''reader_zoe'', ''csm''', '''reader_ws'', ''reader_ana'', ''boss''', '''reader_ws'', NULL, ''csm''', '''reader_ws'', ''reader_ana'', NULL']) AS call,
    pg_temp.refused(format('SELECT health_score.grant_role(%s)', call)) AS r;
SELECT health_score.grant_role('reader_ws', r::regrole, k) FROM (VALUES ('reader_ana', 'csm'), ('reader_ben', 'csm'), ('reader_mia', 'csm'), ('reader_bi', 'bi_reader'), ('reader_analyst', 'analyst'), ('reader_owner', 'model_owner'),
    ('reader_refresher', 'refresher'), ('reader_auditor', 'auditor')) AS v (r, k);
SELECT health_score.grant_role('reader_ws', 'reader_ana', 'csm');
-- nothing of a workspace is in no list, and nothing is in a list that is not there
SELECT c.relname AS in_no_list FROM pg_class c WHERE c.relnamespace = 'reader_ws'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND c.relname !~ '^source_'
    AND c.relname NOT IN (SELECT object FROM health_score.reader_rights()) ORDER BY 1;
SELECT object AS not_there FROM health_score.reader_rights() WHERE to_regclass('reader_ws.' || object) IS NULL;

-- Each role through every table, partition and view: how many rows, and of which accounts; or the error.
CREATE TABLE reader_raw.seen (role text, object text, kind "char", state text, accounts int[], rows bigint);
GRANT USAGE ON SCHEMA reader_raw TO PUBLIC;
GRANT INSERT ON reader_raw.seen TO PUBLIC;
CREATE FUNCTION reader_raw.look(object text, kind "char", has_account boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE accounts int[]; rows bigint;
BEGIN
    EXECUTE format('SELECT %s, count(*) FROM reader_ws.%I', CASE WHEN has_account THEN 'array_agg(DISTINCT account_id ORDER BY account_id)' ELSE 'NULL::int[]' END, object) INTO accounts, rows;
    INSERT INTO reader_raw.seen VALUES (current_user, object, kind, 'ok', accounts, rows);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO reader_raw.seen VALUES (current_user, object, kind, SQLSTATE);
END $$;
CREATE TABLE reader_raw.object AS SELECT c.relname::text AS object, c.relkind AS kind, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'account_id') AS has_account
    FROM pg_class c WHERE c.relnamespace = 'reader_ws'::regnamespace AND c.relkind IN ('r', 'p', 'v');
GRANT SELECT ON reader_raw.object TO PUBLIC;
SET ROLE reader_ana; SELECT count(reader_raw.look(object, kind, has_account)) AS looked FROM reader_raw.object; RESET ROLE;
SET ROLE reader_mia; SELECT count(reader_raw.look(object, kind, has_account)) AS looked FROM reader_raw.object; RESET ROLE;
SET ROLE reader_bi; SELECT count(reader_raw.look(object, kind, has_account)) AS looked FROM reader_raw.object; RESET ROLE;
SET ROLE reader_analyst; SELECT count(reader_raw.look(object, kind, has_account)) AS looked FROM reader_raw.object; RESET ROLE;
SET ROLE reader_auditor; SELECT count(reader_raw.look(object, kind, has_account)) AS looked FROM reader_raw.object; RESET ROLE;
SET ROLE reader_nobody; SELECT count(reader_raw.look(object, kind, has_account)) AS looked FROM reader_raw.object; RESET ROLE;
-- no error but 42501; a csm sees own accounts only, the manager those of the team, and no partition is open to anybody
SELECT role, state, count(*) AS objects, count(*) FILTER (WHERE kind = 'r' AND object ~ '_2026') AS partitions, count(*) FILTER (WHERE object ~ '^source_') AS source_views FROM reader_raw.seen GROUP BY 1, 2 ORDER BY 1, 2;
SELECT role, object, accounts FROM reader_raw.seen WHERE role = 'reader_ana' AND NOT accounts <@ ARRAY[1, 2] OR role = 'reader_mia' AND NOT accounts <@ ARRAY[1, 2, 3, 5, 6, 7];
SELECT role, object, accounts FROM reader_raw.seen WHERE role IN ('reader_ana', 'reader_mia', 'reader_bi') AND object IN ('account_score', 'csm_call_list', 'alert', 'account_history', 'component_history') ORDER BY 2, 1;
-- functions of the workspace: what a csm calls shows no foreign account, or says 42501
SET ROLE reader_ana;
SELECT f, r.state, r.message FROM unnest(ARRAY['measures(''2026-06-30'')', 'scorecards(''2026-06-30'')', 'account_scores(''2026-06-30'')', 'accounts(''2026-06-30'')', 'why(3, ''2026-06-30'')', 'event_states(''2026-06-30'')', 'record_hits(''2026-06-30'', ''2026-06-30'')',
    'open_alerts(''2026-06-30'')', 'refresh_details(''2026-06-30'')', 'day_scores(''2026-06-30'', NULL)']) AS f, pg_temp.refused('SELECT * FROM reader_ws.' || f) AS r;
SELECT count(*) AS of_a_foreign_account FROM reader_ws.account_brief(3);
SELECT health_score.record_action('reader_ws', '2', 'call', 'called') > 0 AS own;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT health_score.record_action('reader_ws', '3', 'call', 'called')$$) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT health_score.record_pulse('reader_ws', '3', 'green')$$) AS r;
SELECT health_score.acknowledge_alert('reader_ws', alert_id) FROM reader_ws.alert;
SELECT r.state, r.message FROM unnest(ARRAY['UPDATE reader_ws.account_history SET points = 100', 'DELETE FROM reader_ws.alert', 'UPDATE reader_ws.trigger_rule SET is_active = false', 'INSERT INTO reader_ws.reader_role VALUES (''reader_ana'', ''analyst'')',
    'SELECT health_score.grant_role(''reader_ws'', ''reader_ana'', ''analyst'')', 'SELECT health_score.refresh_day(''reader_ws'', ''2026-06-30'')', 'SELECT * FROM health_score.verify(''reader_ws'', ''2026-06-30'')']) AS s, pg_temp.refused(s) AS r;
RESET ROLE;
SET ROLE reader_owner;
UPDATE reader_ws.trigger_rule SET cool_down_days = 31 WHERE rule = 'slide';
SELECT r.state, r.message FROM pg_temp.refused('UPDATE reader_ws.account_history SET points = 100') AS r;
RESET ROLE;
-- a refresher refreshes, in the months that there is room for
SET ROLE reader_refresher;
CALL health_score.refresh('reader_ws', '2026-06-30', '2026-06-30');
CALL health_score.refresh('reader_ws', '2026-05-31', '2026-05-31');
CALL health_score.refresh('reader_ws', '2026-01-30', '2026-01-30');
RESET ROLE;
SET ROLE reader_auditor;
SELECT result, count(*) FROM health_score.verify('reader_ws', '2026-06-30') GROUP BY 1;
RESET ROLE;
SELECT health_score.revoke_role('reader_ws', 'reader_ana'), health_score.revoke_role('reader_ws', 'reader_nobody');
SET ROLE reader_ana;
SELECT r.state, r.message FROM pg_temp.refused('SELECT * FROM reader_ws.account_score') AS r;
RESET ROLE;

-- Jobs: without pg_cron the lines for a crontab, again and again the same.
SELECT job, schedule, command, replace(result, current_database(), 'db') AS result FROM health_score.schedule('reader_ws');
SELECT health_score.unschedule('reader_ws');
SELECT r.state FROM pg_temp.refused('SELECT * FROM health_score.schedule(''nowhere'')') AS r;

SELECT health_score.drop_workspace('reader_ws', even_recorded => true);
DROP SCHEMA reader_raw CASCADE;
DROP ROLE reader_ana, reader_ben, reader_mia, reader_bi, reader_analyst, reader_owner, reader_refresher, reader_auditor, reader_nobody;
