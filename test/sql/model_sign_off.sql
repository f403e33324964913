-- Who agrees to a model, and what lint sees of plays by segment, of texts that say nothing, and of criteria that tell the same.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
SELECT health_score.create_workspace('sign_ws');
CREATE SCHEMA sign_raw;
SELECT call, r.state, r.message, r.hint FROM unnest(ARRAY['''nowhere'', ''four_component'', 1, ''sales'', ''dana''', '''sign_ws'', ''five'', 1, ''sales'', ''dana''', '''sign_ws'', ''four_component'', 2, ''sales'', ''dana''', '''sign_ws'', ''four_component'', NULL, ''sales'', ''dana''',
    '''sign_ws'', ''four_component'', 1, ''marketing'', ''dana''', '''sign_ws'', ''four_component'', 1, NULL, ''dana''', '''sign_ws'', ''four_component'', 1, ''sales'', '' ''', '''sign_ws'', ''four_component'', 1, ''sales'', NULL']) AS call,
    pg_temp.refused(format('SELECT health_score.sign_off(%s)', call)) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT health_score.activate_model('sign_ws', 'four_component', owner => 'dana', require_sign_off => NULL)$$) AS r;

SELECT health_score.sign_off('sign_ws', 'four_component', 1, function, who) FROM (VALUES ('sales', 'Sam'), ('product', 'Pat'), ('finance', ' Fay ')) AS v (function, who);
SELECT severity, message FROM health_score.lint_model('sign_ws', 'four_component') WHERE rule = 'sign_off';
SELECT r.state, r.message, r.hint FROM pg_temp.refused($$SELECT health_score.activate_model('sign_ws', 'four_component', owner => 'dana', require_sign_off => true)$$) AS r;
SELECT health_score.sign_off('sign_ws', 'four_component', 1, 'customer_success', 'Cas');
SELECT health_score.missing_sign_offs('sign_ws', 'four_component', 1) IS NULL AS all_agree;
-- what they agreed to is no longer what it says; changed back, it is
UPDATE sign_ws.criterion SET weight = 16 WHERE criterion = 'usage_level';
SELECT health_score.missing_sign_offs('sign_ws', 'four_component', 1);
UPDATE sign_ws.criterion SET weight = 15 WHERE criterion = 'usage_level';
UPDATE sign_ws.model SET scale = 'yellow 61, green 80';
SELECT health_score.missing_sign_offs('sign_ws', 'four_component', 1);
UPDATE sign_ws.model SET scale = 'yellow 60, green 80, margin 2, down 3 days, up 14 days';
-- who answers for it is not what it says
UPDATE sign_ws.model SET owner = 'dana';
SELECT health_score.missing_sign_offs('sign_ws', 'four_component', 1) IS NULL AS all_agree;
-- a copy is another version
SELECT health_score.copy_model('sign_ws', 'four_component'), health_score.missing_sign_offs('sign_ws', 'four_component', 2);
SELECT model, version, function, who, digest = max(digest) OVER () AS same, signed_by = session_user AS by_us FROM sign_ws.sign_off ORDER BY function;
SELECT statement, r.state, r.message FROM unnest(ARRAY['UPDATE sign_ws.sign_off SET who = ''x''', 'DELETE FROM sign_ws.sign_off', 'TRUNCATE sign_ws.sign_off']) AS statement, pg_temp.refused(statement) AS r;
SELECT health_score.activate_model('sign_ws', 'four_component', 1, require_sign_off => true) LIKE '% is active%' AS active;

-- Lint: a text that says nothing.
SELECT count(*) FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'blank';
UPDATE sign_ws.criterion SET rationale = ' ', low_means = '...' WHERE version = 2 AND criterion = 'pulse';
UPDATE sign_ws.component SET label = '-' WHERE version = 2 AND component = 'usage';
UPDATE sign_ws.model_limit SET reason = E'\n' WHERE version = 2 AND limit_name = 'severe_ticket';
SELECT severity, rule, subject FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'blank' ORDER BY subject;
-- a play of a segment's own that has no steps stands before the general one
SELECT severity, rule, subject FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'no_play';
INSERT INTO sign_ws.play (play, label, tier, segment, review_days, definition) VALUES ('big_red', 'Big and red', 'red', 'big', 7, 'x');
SELECT severity, rule, subject, message FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'no_play';
INSERT INTO sign_ws.play_step (play, step, label, owner_duty, clock, hours, customer_facing) VALUES ('big_red', 1, 'Call', 'csm', 'clock', 24, true);
SELECT count(*) FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'no_play';
-- an owner who is no role, one who is, and one whose role was dropped
CREATE ROLE sign_owner;
UPDATE sign_ws.model SET owner = 'sign_owner' WHERE version = 2;
SELECT count(*) FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'owner';
DROP ROLE sign_owner;
SELECT severity, subject, message FROM health_score.lint_model('sign_ws', 'four_component', 2) WHERE rule = 'owner';

-- Criteria that tell the same: users in 7 days and users in 28 rank the accounts alike, tickets do not.
CREATE TABLE sign_raw.account AS SELECT n AS account_id, 'Account ' || n AS name, date '2025-01-01' AS started_on FROM generate_series(1, 30) AS n;
CREATE TABLE sign_raw.usage AS
    SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events FROM generate_series(1, 30) AS n, generate_series(timestamp '2026-02-01', '2026-06-30', '1 day') AS d, generate_series(1, 12) AS u
    WHERE u <= 1 + (n * 7) % 11 AND (u + n + extract(doy FROM d)::int) % 5 < 3;
CREATE TABLE sign_raw.ticket AS SELECT n AS account_id, n || '-' || t AS ticket_id, timestamptz '2026-06-10 10:00+00' - make_interval(days => 20 * t) AS opened_at, 2 AS severity FROM generate_series(1, 30) AS n, generate_series(1, 9) AS t WHERE t % 4 < n * n % 4;
SELECT count(health_score.bind('sign_ws', s, format('SELECT * FROM sign_raw.%I', s), live_from => CASE WHEN s <> 'account' THEN date '2025-01-01' END)) FROM unnest(ARRAY['account', 'usage', 'ticket']) AS s;
INSERT INTO sign_ws.model (model, version, definition) VALUES ('twins', 1, 'two that tell the same');
INSERT INTO sign_ws.component (model, version, component, label, ordinal, definition) VALUES ('twins', 1, 'all', 'All', 1, 'all');
INSERT INTO sign_ws.criterion (model, version, component, criterion, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
    SELECT 'twins', 1, 'all', v.criterion, v.measure, v.weight, v.curve, 'usage', 'd', 'r', 'm', 'l', 'h' FROM (VALUES
        ('week', 'weekly_active_users', 2, '0:0, 20:100'), ('days', 'stickiness', 1, '0:0, 1:100'), ('day', 'daily_active_users', 1, '0:0, 20:100'), ('critical', 'critical_tickets', 1, '0:100, 5:0'), ('shown', 'weekly_active_users', 0, '0:0, 20:100')) AS v (criterion, measure, weight, curve);
SELECT call, r.state, r.message FROM unnest(ARRAY['''nowhere'', ''twins''', '''sign_ws'', NULL', '''sign_ws'', ''twins'', 2', '''sign_ws'', ''twins'', 1, ''infinity''']) AS call, pg_temp.refused(format('SELECT health_score.lint_redundant(%s)', call)) AS r;
SELECT * FROM health_score.lint_redundant('sign_ws', 'twins', as_of => '2026-06-30');
-- the same by corr() over mean ranks
CREATE TABLE sign_raw.point AS
    SELECT d.day, s.account_id, c.criterion, c.points FROM (VALUES (date '2026-03-31'), ('2026-04-30'), ('2026-05-31'), ('2026-06-30')) AS d (day), sign_ws.model_scorecards(d.day, (SELECT model_key FROM sign_ws.model WHERE model = 'twins')) AS s, health_score.criteria(s.card) AS c WHERE c.reason = 'observed' AND c.weight > 0;
SELECT a, b, count(*) AS n, round(corr(rank_a, rank_b)::numeric, 2) AS rho FROM (
    SELECT x.criterion AS a, y.criterion AS b, (SELECT avg(z.place) FROM (SELECT p.points, row_number() OVER (ORDER BY p.points) AS place FROM sign_raw.point AS p WHERE p.criterion = x.criterion AND p.day = x.day) AS z WHERE z.points = x.points) AS rank_a,
        (SELECT avg(z.place) FROM (SELECT p.points, row_number() OVER (ORDER BY p.points) AS place FROM sign_raw.point AS p WHERE p.criterion = y.criterion AND p.day = y.day) AS z WHERE z.points = y.points) AS rank_b
    FROM sign_raw.point AS x JOIN sign_raw.point AS y USING (day, account_id) WHERE x.criterion < y.criterion) AS r GROUP BY 1, 2 ORDER BY rho DESC NULLS LAST, 1, 2;
-- fewer than 20 pairs tell nothing; in the middle of a month the one before is the last
SELECT count(*) FROM health_score.lint_redundant('sign_ws', 'twins', as_of => '2025-03-30');
SELECT (SELECT array_agg(message) FROM health_score.lint_redundant('sign_ws', 'twins', as_of => '2026-06-29')) IS DISTINCT FROM (SELECT array_agg(message) FROM health_score.lint_redundant('sign_ws', 'twins', as_of => '2026-05-31')) AS differ;
DROP SCHEMA sign_raw CASCADE;
SELECT r.state, r.message, r.detail FROM pg_temp.refused($$SELECT health_score.drop_workspace('sign_ws')$$) AS r;
SELECT health_score.drop_workspace('sign_ws', even_recorded => true);
