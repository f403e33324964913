-- Transitions and trigger rules over a history written by hand: each rule hits on its day, once, not the day before, and not who just misses.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
\set ECHO all

CREATE SCHEMA rule_raw;
CREATE TABLE rule_raw.account AS SELECT n AS account_id, 'Account ' || n AS name, date '2024-01-01' AS started_on FROM generate_series(1, 30) AS n;
CREATE TABLE rule_raw.ticket (account_id int, ticket_id text, opened_at timestamptz, solved_at timestamptz, severity int);
CREATE TABLE rule_raw.contact (account_id int, contact_id text, role text, valid_from date, valid_to date, known_at timestamptz);
CREATE TABLE rule_raw.renewal (account_id int, renewal_id text, due_on date, notice_by date, term_months int, signed_on date, auto_renews boolean);
CREATE TABLE rule_raw.invoice (account_id int, invoice_id text, due_on date, amount numeric, paid_on date, voided_on date);
SELECT health_score.create_workspace('rule_ws') IS NOT NULL AS created;
SELECT count(health_score.bind('rule_ws', s, format('SELECT * FROM rule_raw.%I', s))) FROM unnest(ARRAY['account', 'ticket', 'contact', 'renewal', 'invoice']) AS s;

-- A model of two criteria, one for each component, whose points are their values; the history is written as refresh would.
UPDATE rule_ws.model SET status = 'retired';
INSERT INTO rule_ws.model (model, version, model_key, status, definition) VALUES ('plain', 1, 20, 'draft', 'two values');
INSERT INTO rule_ws.component (model, version, component, label, ordinal, definition)
SELECT 'plain', 1, c, c, 1, c FROM unnest(ARRAY['left', 'right']) AS c;
INSERT INTO rule_ws.criterion (model, version, component, criterion, measure, weight, curve, facet, definition, rationale, measurement, low_means, high_means)
SELECT 'plain', 1, c, c, m, 1, '0:0, 100:100', 'usage', 'a', 'b', 'c', 'd', 'e' FROM (VALUES ('left', 'worst_month'), ('right', 'declining_weeks')) AS v (c, m);
SELECT health_score.make_partitions('rule_ws', '2026-01-01', '2026-06-30');
CREATE FUNCTION pg_temp.day(account int, on_day date, l float8, r float8 DEFAULT NULL, held int[] DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO rule_ws.account_history (account_id, day, model_key, points, worst, best, coverage, model_coverage, reason, tier,
        criterion_values, criterion_reasons, conditions, input_digest)
    SELECT account, on_day, 20, health_score.points(c.card), health_score.worst_points(c.card), health_score.best_points(c.card), health_score.coverage(c.card), 1,
        health_score.reason(c.card),
        health_score.tier_on((SELECT health_score.score_history(h.day, h.points::float8) FROM
            (SELECT h.day, h.points FROM rule_ws.account_history h WHERE h.account_id = account UNION ALL SELECT on_day, health_score.points(c.card)) AS h),
            on_day, 'yellow 60, green 80, margin 2, down 3 days, up 14 days')::text,
        ARRAY[l, coalesce(r, l)], CASE WHEN l IS NULL THEN 'y' ELSE 'o' END || CASE WHEN coalesce(r, l) IS NULL THEN 'y' ELSE 'o' END, held, 0
    FROM (SELECT rule_ws.history_card(20, NULL, ARRAY[l, coalesce(r, l)], CASE WHEN l IS NULL THEN 'y' ELSE 'o' END || CASE WHEN coalesce(r, l) IS NULL THEN 'y' ELSE 'o' END, NULL, NULL) AS card) AS c;
    INSERT INTO rule_ws.account_model (account_id, from_day, model_key) SELECT account, on_day, 20 WHERE NOT EXISTS (SELECT FROM rule_ws.account_model m WHERE m.account_id = account)
$$;
INSERT INTO rule_ws.refreshed_day (day, model_key, bucket, buckets, accounts, seconds)
SELECT d::date, 20, 0, 1, 1, 0 FROM generate_series(timestamp '2026-01-01', '2026-06-30', '1 day') AS d;

-- 1 to 3: a step from 90 to 79.9, to 80 and to 80.1 on 1 March: the 7-day median is 10 below that of 30 days before from the fourth day on, or is not.
-- 4: down, back up for ten days, and down again; 5: down, up for six days only, and down again.
SELECT count(pg_temp.day(a, d::date, CASE WHEN d < '2026-03-01' THEN 90 ELSE (ARRAY[79.9, 80, 80.1])[a] END))
FROM generate_series(1, 3) AS a, generate_series(timestamp '2026-01-15', '2026-04-10', '1 day') AS d;
SELECT count(pg_temp.day(a, d::date, CASE WHEN d < '2026-03-01' THEN 90 WHEN d < '2026-03-10' THEN 79 WHEN d < timestamp '2026-03-10' + make_interval(days => CASE a WHEN 4 THEN 15 ELSE 6 END) THEN 90 ELSE 75 END))
FROM generate_series(4, 5) AS a, generate_series(timestamp '2026-01-15', '2026-04-10', '1 day') AS d;
-- 6: from green over yellow to red, a boundary a time; 7: from green to red at once; 8: two days of yellow only; 9: one component falls, and the whole does not
SELECT count(pg_temp.day(6, d::date, CASE WHEN d < '2026-03-01' THEN 85 WHEN d < '2026-03-10' THEN 79 ELSE 50 END)), count(pg_temp.day(7, d::date, CASE WHEN d < '2026-03-01' THEN 85 ELSE 40 END)),
    count(pg_temp.day(8, d::date, CASE WHEN d BETWEEN '2026-03-01' AND '2026-03-02' THEN 79 ELSE 85 END)),
    count(pg_temp.day(9, d::date, 100, CASE WHEN d < '2026-03-01' THEN 85 ELSE 70 END))
FROM generate_series(timestamp '2026-02-01', '2026-03-31', '1 day') AS d;
-- 10: what fell was not observed any more: a gap in the data. Then too little is known at all.
SELECT count(pg_temp.day(10, d::date, CASE WHEN d < '2026-03-01' THEN 100 END, 60)) FROM generate_series(timestamp '2026-02-01', '2026-03-31', '1 day') AS d;
SELECT count(pg_temp.day(11, d::date, CASE WHEN d < '2026-03-01' THEN 85 END)) FROM generate_series(timestamp '2026-02-01', '2026-03-31', '1 day') AS d;
UPDATE rule_ws.model SET minimum_coverage = 0.5 WHERE model = 'plain';
SELECT count(pg_temp.day(12, d::date, CASE WHEN d < '2026-03-01' THEN 100 END, 60)) FROM generate_series(timestamp '2026-02-01', '2026-03-31', '1 day') AS d;
-- 13: yellow on 85 of 90 days; 14: on 84; 15: below 40 on three days; 16: on two; 17: a slide of 15 in 90 days; 18: of 14.9; 19: with two rising steps
SELECT count(pg_temp.day(13, d::date, CASE WHEN d <= '2026-01-05' THEN 90 ELSE 70 END)), count(pg_temp.day(14, d::date, CASE WHEN d <= '2026-01-06' THEN 90 ELSE 70 END))
FROM generate_series(timestamp '2026-01-01', '2026-03-31', '1 day') AS d;
SELECT count(pg_temp.day(15, d::date, CASE WHEN d < '2026-03-01' THEN 45 ELSE 39 END)), count(pg_temp.day(16, d::date, CASE WHEN d::date IN ('2026-03-01', '2026-03-02', '2026-03-04', '2026-03-05') THEN 39 ELSE 45 END))
FROM generate_series(timestamp '2026-02-20', '2026-03-06', '1 day') AS d;
SELECT count(pg_temp.day(17, d, p)), count(pg_temp.day(18, d, p + CASE WHEN d = '2026-04-01' THEN 0.1 ELSE 0 END)), count(pg_temp.day(19, d, p + CASE d WHEN '2026-01-31' THEN 7 WHEN '2026-03-02' THEN 10 ELSE 0 END))
FROM (VALUES (date '2026-01-01', 90), ('2026-01-31', 84), ('2026-02-01', 84), ('2026-03-02', 82), ('2026-04-01', 75)) AS v (d, p);
-- 20, 21: conditions that hold with the score: one measure below a value from 5 March on; a flag on one day
SELECT count(pg_temp.day(20, d::date, 85, held => CASE WHEN d >= '2026-03-05' THEN ARRAY[1] END)), count(pg_temp.day(21, d::date, 85, held => CASE WHEN d = '2026-03-05' THEN ARRAY[2] END))
FROM generate_series(timestamp '2026-03-01', '2026-04-10', '1 day') AS d;

SELECT account_id, as_of, from_tier, to_tier, direction, cause, points, points_before FROM rule_ws.tier_transition ORDER BY 1, 2;
SELECT account_id, tier, kind, from_day, to_day, days, is_open, tier_before, lowest_points FROM rule_ws.tier_episode WHERE account_id IN (6, 7, 8, 11) ORDER BY kind, 1, from_day;
SELECT * FROM rule_ws.component_transitions('2026-02-15', '2026-03-31') WHERE account_id IN (9, 6) ORDER BY 1, 3, 2;
-- of two components that fall, one because of what it says, the other because what was good is not known any more
SELECT c AS component, rule_ws.cause_of(x.old, x.new, c) AS cause, (SELECT string_agg(e.part || ' ' || round(e.points, 2), ', ' ORDER BY e.part) FROM health_score.explain(x.old, x.new) AS e
    WHERE e.points <> 0 AND (c IS NULL OR e.component = c OR starts_with(e.component, c || '/'))) AS parts
FROM (SELECT (SELECT health_score.scorecard(component, criterion, points, 1, 'observed') FROM (VALUES ('said', 'a', 90), ('gone', 'b', 100), ('gone/deep', 'c', 60)) AS v (component, criterion, points)) AS old,
        (SELECT health_score.scorecard(component, criterion, points, 1, CASE WHEN points IS NULL THEN 'feed_gap' ELSE 'observed' END) FROM (VALUES ('said', 'a', 50), ('gone', 'b', NULL), ('gone/deep', 'c', 60)) AS v (component, criterion, points)) AS new) AS x
CROSS JOIN unnest(ARRAY['said', 'gone', 'gone/deep', NULL]) AS c ORDER BY 1;

SELECT r.* FROM unnest(ARRAY['NULL, ''2026-01-01''', '''2026-01-01'', NULL']) AS a, pg_temp.refused(format('SELECT rule_ws.record_hits(%s)', a)) AS r;
SELECT rule_ws.record_hits('2026-02-15', '2026-04-10') AS hits;
SELECT account_id, day, rule, subject, tier, cause, evidence FROM rule_ws.trigger_hit WHERE rule NOT IN ('component_dropped') ORDER BY account_id, day, rule;
SELECT account_id, day, subject FROM rule_ws.trigger_hit WHERE rule = 'component_dropped' AND account_id IN (6, 9) ORDER BY 1, 2, 3;
-- the same again, day by day and backwards: a fact of the history
CREATE TEMP TABLE hit AS SELECT * FROM rule_ws.trigger_hit;
TRUNCATE rule_ws.trigger_hit;
SELECT sum(rule_ws.record_hits(d::date, d::date)) FROM generate_series(timestamp '2026-02-15', '2026-04-10', '1 day') AS d;
SELECT count(*) AS differ FROM (SELECT * FROM hit EXCEPT SELECT * FROM rule_ws.trigger_hit UNION ALL SELECT * FROM rule_ws.trigger_hit EXCEPT SELECT * FROM hit) AS d;
SELECT rule_ws.record_hits('2026-03-01', '2026-03-20') > 0 AS again;
SELECT count(*) AS differ FROM (SELECT * FROM hit EXCEPT SELECT * FROM rule_ws.trigger_hit UNION ALL SELECT * FROM rule_ws.trigger_hit EXCEPT SELECT * FROM hit) AS d;

-- Events, whatever the score says: on the day, once.
INSERT INTO rule_raw.ticket VALUES (1, 't1', '2026-05-10 10:00+00', NULL, 1), (2, 't2', '2026-05-10 10:00+00', NULL, 3), (3, 't3', '2026-05-10 10:00+00', '2026-05-11 10:00+00', 2);
INSERT INTO rule_raw.contact VALUES (1, 'kim', 'champion', '2025-01-01', '2026-05-12', NULL), (2, 'lee', 'champion', '2025-01-01', NULL, NULL), (3, 'max', 'user', '2025-01-01', '2026-05-12', NULL),
    (4, 'sam', 'champion', '2025-01-01', '2026-05-01', '2026-05-20 12:00+00');
-- 90 days before the day, or before notice is due; a short term; one that is signed; one that is late; one of long ago that nobody ever signed hides none;
-- one that renews by itself is not late, nor one that was lost with the life before
UPDATE rule_raw.account SET started_on = '2026-05-11' WHERE account_id = 29;
INSERT INTO rule_raw.renewal VALUES (1, 'r1', date '2026-05-12' + 90, NULL, 12, NULL, NULL), (2, 'r2', date '2026-05-12' + 150, date '2026-05-12' + 90, 12, NULL, NULL), (3, 'r3', date '2026-05-12' + 90, NULL, 3, NULL, NULL),
    (4, 'r4', date '2026-05-12' + 90, NULL, 12, '2026-05-01', NULL), (5, 'r5', '2026-05-12', NULL, 12, NULL, NULL), (6, 'r6', date '2026-05-12' + 91, NULL, 12, NULL, NULL),
    (1, 'r0', '2025-01-01', NULL, 12, NULL, NULL), (7, 'r7', '2026-05-12', NULL, 12, NULL, true), (7, 'r7b', date '2026-05-12' + 91, NULL, 12, NULL, true), (8, 'r8', '2026-05-12', NULL, 12, NULL, false),
    (29, 'r29', '2026-05-11', NULL, 12, NULL, false);
INSERT INTO rule_raw.invoice VALUES (1, 'i1', date '2026-05-12' - 6, 100, NULL, NULL), (2, 'i2', date '2026-05-12' - 5, 100, NULL, NULL), (3, 'i3', date '2026-05-12' - 6, 100, '2026-05-12', NULL),
    (4, 'i4', date '2026-05-12' - 6, 100, NULL, '2026-05-10'), (5, 'i5', date '2026-05-12' - 6, 0, NULL, NULL);
SELECT rule_ws.record_hits('2026-05-08', '2026-05-14') AS hits;
SELECT account_id, day, rule, subject, tier, evidence FROM rule_ws.trigger_hit WHERE day >= '2026-05-08' ORDER BY day, account_id, rule;
-- While the feed lags, a ticket that was solved meanwhile is out of sight; when it catches up, that is no news.
INSERT INTO rule_raw.ticket VALUES (9, 't9', '2026-05-09 10:00+00', '2026-05-10 10:00+00', 1);
SELECT health_score.bind('rule_ws', 'ticket', 'SELECT * FROM rule_raw.ticket', complete_through => 'CASE WHEN as_of BETWEEN ''2026-05-10'' AND ''2026-05-11'' THEN ''2026-05-08'' ELSE as_of END') ~ 'ticket' AS bound;
SELECT d::date AS day, (SELECT count(*) FROM rule_ws.event_states(d::date) e WHERE e.subject = 't9') AS in_sight FROM generate_series(timestamp '2026-05-08', '2026-05-13', '1 day') AS d;
SELECT rule_ws.record_hits('2026-05-08', '2026-05-14') AS hits;
SELECT account_id, day FROM rule_ws.trigger_hit WHERE subject = 't9' ORDER BY day;
SELECT count(*) AS news FROM rule_ws.event_hits('2026-05-12') WHERE subject = 't9';
DELETE FROM rule_raw.ticket WHERE ticket_id = 't9';
SELECT health_score.bind('rule_ws', 'ticket', 'SELECT * FROM rule_raw.ticket') ~ 'ticket' AS bound;
SELECT rule_ws.record_hits('2026-05-08', '2026-05-14') AS hits;
-- told on 20 May that a champion left on 1 May: no news any more
SELECT count(*) AS stale_news FROM rule_ws.event_hits('2026-05-20') WHERE account_id = 4;

-- A rule of one's own.
SELECT arguments, r.state, r.message, r.hint
FROM (VALUES ($$'nowhere', 'big', 'SELECT 1 AS account_id', 'Big', 'call', 'csm', '2 days'$$), ($$'rule_ws', 'Big Rule', 'SELECT 1 AS account_id', 'Big', 'call', 'csm', '2 days'$$),
        ($$'rule_ws', 'big', 'SELECT 1 AS account_id', 'Big', '', 'csm', '2 days'$$), ($$'rule_ws', 'big', 'SELECT 1 AS account_id', 'Big', 'call', NULL, '2 days'$$),
        ($$'rule_ws', 'big', 'SELECT 1 AS account_id', 'Big', 'call', 'csm', '0 days'$$), ($$'rule_ws', 'big', 'SELECT 1 AS account_id', 'Big', 'call', 'csm', '2 days', 'grave'$$),
        ($$'rule_ws', 'big', 'SELECT 1 AS account', 'Big', 'call', 'csm', '2 days'$$), ($$'rule_ws', 'big', 'SELECT now() AS account_id', 'Big', 'call', 'csm', '2 days'$$),
        ($$'rule_ws', 'big', 'SELECT 1 AS account_id; DROP TABLE x', 'Big', 'call', 'csm', '2 days'$$), ($$'rule_ws', 'big', 'SELECT * FROM rule_raw.nothing', 'Big', 'call', 'csm', '2 days'$$),
        ($$'rule_ws', 'point_drop', 'SELECT 1 AS account_id', 'Big', 'call', 'csm', '2 days'$$)) AS v (arguments),
    pg_temp.refused(format('SELECT health_score.add_rule(%s)', arguments)) AS r;
SELECT health_score.add_rule('rule_ws', 'big_ticket', $$SELECT account_id, ticket_id AS subject, opened_at::date AS opened, 'a; b' AS note FROM rule_raw.ticket WHERE opened_at::date = $1;$$,
    'Big ticket', 'Read it', 'csm', '1 day', cool_down_days => 0) ~ 'finds 0 rows' AS added;
SELECT rule_ws.record_hits('2026-05-08', '2026-05-14') AS hits;
SELECT account_id, day, rule, subject, evidence FROM rule_ws.trigger_hit WHERE rule = 'big_ticket' ORDER BY 1;
-- it survives a repair, and goes with its hits
SELECT health_score.repair_workspace('rule_ws') ~ 'repaired' AS repaired;
SELECT account_id, rule, subject FROM rule_ws.query_states('2026-05-10') ORDER BY 1;
SELECT health_score.activate_rule('rule_ws', 'big_ticket', '2026-05-01');
SELECT health_score.activate_rule('rule_ws', 'point_drop', '2026-04-01');
SELECT r.* FROM unnest(ARRAY['activate_rule(''rule_ws'', ''nothing'')', 'deactivate_rule(''rule_ws'', NULL)', 'remove_rule(''rule_ws'', ''nothing'')', 'remove_rule(''rule_ws'', ''slide'')',
    'activate_rule(''rule_ws'', ''slide'', ''infinity'')']) AS f, pg_temp.refused('SELECT health_score.' || f) AS r;
SELECT health_score.deactivate_rule('rule_ws', 'big_ticket'), health_score.remove_rule('rule_ws', 'big_ticket');
SELECT count(*) FROM rule_ws.query_states('2026-05-10');
-- a rule without protocol, owner or deadline cannot be
SELECT r.state, r.message FROM pg_temp.refused($$INSERT INTO rule_ws.trigger_rule (rule, label, kind, severity, protocol, owner_duty, cool_down_days, definition) VALUES ('x', 'x', 'query', 'low', '', 'csm', 1, 'x')$$) AS r;
SELECT count(*) AS rules, count(*) FILTER (WHERE NOT EXISTS (SELECT FROM rule_ws.trigger_deadline d WHERE d.rule = r.rule AND d.tier = '' AND d.importance = '')) AS without_deadline FROM rule_ws.trigger_rule r;

SELECT health_score.drop_workspace('rule_ws', even_recorded => true);
DROP SCHEMA rule_raw CASCADE;
