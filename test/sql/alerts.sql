-- Cases: deadlines, opened from hits, what people do, closed, reopened; nothing opens for old days or by backfill.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'Europe/Berlin';
\set SHOW_CONTEXT never
\set ECHO all

CREATE SCHEMA alert_raw;
CREATE TABLE alert_raw.account AS SELECT n AS account_id, 'Account ' || n AS name, 'owner' || n AS owner, CASE n WHEN 2 THEN 'strategic' END AS importance, date '2024-01-01' AS started_on
    FROM generate_series(1, 6) AS n;
CREATE TABLE alert_raw.assignment (account_id int, person text, duty text, valid_from date, valid_to date);
INSERT INTO alert_raw.assignment VALUES (1, 'dana', 'csm', NULL, '2026-06-10'), (1, 'kim', 'csm', '2026-06-10', NULL), (2, 'dana', 'csm', NULL, NULL), (2, 'max', 'manager', NULL, NULL), (3, 'dana', 'data', NULL, NULL);
CREATE TABLE alert_raw.person (person text, name text, manager text);
INSERT INTO alert_raw.person VALUES ('dana', 'Dana', 'lee'), ('kim', 'Kim', 'lee'), ('lee', 'Lee', NULL);
CREATE TABLE alert_raw.invoice AS SELECT 5 AS account_id, 'i5' AS invoice_id, date '2026-06-01' AS due_on, 100.0 AS amount, NULL::date AS paid_on;
SELECT health_score.create_workspace('alert_ws', time_zone => 'Europe/Berlin') IS NOT NULL AS created;
SELECT count(health_score.bind('alert_ws', s, format('SELECT * FROM alert_raw.%I', s))) FROM unnest(ARRAY['account', 'assignment', 'person', 'invoice']) AS s;

-- Deadlines. 3 July 2026 is a Friday; 6 July a holiday here; summer time began on 29 March, and ends on 25 October.
INSERT INTO alert_ws.holiday VALUES ('2026-07-06', 'a holiday');
SELECT from_at, clock, hours, alert_ws.deadline(from_at, clock, hours)
FROM (VALUES (timestamptz '2026-06-30 10:00', 'working', 24), ('2026-06-30 10:00', 'working', 48), ('2026-06-30 10:00', 'clock', 48),
        ('2026-07-02 16:30', 'working', 48),                                   -- over the weekend and the holiday
        ('2026-07-03 17:00', 'working', 24), ('2026-07-03 18:00', 'working', 24), -- after closing: from the next opening
        ('2026-07-04 12:00', 'working', 48), ('2026-07-05 23:59', 'clock', 24),
        ('2026-06-30 07:00', 'working', 24),                                   -- before opening
        ('2026-03-27 11:00', 'working', 24), ('2026-03-28 11:00', 'clock', 24), -- over the change to summer time, and back
        ('2026-10-23 11:00', 'working', 24), ('2026-10-24 11:00', 'clock', 24), ('2026-06-30 10:00', 'working', 720)) AS v (from_at, clock, hours);
-- nobody works at all: there is no deadline to tell; opening hours of one day only
BEGIN;
DELETE FROM alert_ws.business_hours WHERE weekday <> 3;
SELECT alert_ws.deadline('2026-06-30 10:00', 'working', 48);
DELETE FROM alert_ws.business_hours;
SELECT alert_ws.deadline('2026-06-30 10:00', 'working', 24);
ROLLBACK;
SELECT rule, tier, importance, alert_ws.rule_deadline(rule, tier, importance, '2026-06-30 10:00') AS due
FROM (VALUES ('became_yellow', 'yellow', NULL), ('became_yellow', 'yellow', 'strategic'), ('became_yellow', 'red', 'strategic'), ('became_red', 'red', ''), ('slide', 'unscored', 'x'),
    ('critical_ticket', 'green', 'strategic'), ('nothing', 'red', NULL)) AS v (rule, tier, importance);

-- Who: by duty on the day, else the manager of the csm, else the account's owner, else nobody.
SELECT account_id, duty, day, alert_ws.person_on_duty(account_id, duty, day)
FROM (VALUES (1, 'csm', date '2026-06-09'), (1, 'csm', '2026-06-10'), (1, 'manager', '2026-06-10'), (2, 'manager', '2026-06-10'), (1, 'executive', '2026-06-10'), (4, 'csm', '2026-06-10'),
    (4, 'manager', '2026-06-10')) AS v (account_id, duty, day);

-- Opened for hits of three days at most, since the rule is active, caused by the customer.
UPDATE alert_ws.trigger_rule SET active_from = '2026-06-01';
UPDATE alert_ws.trigger_rule SET active_from = '2026-06-20' WHERE rule = 'slide';
UPDATE alert_ws.trigger_rule SET is_active = false WHERE rule = 'below_40';
INSERT INTO alert_ws.trigger_hit (account_id, day, rule, subject, tier, cause, evidence) VALUES
    (1, '2026-06-15', 'became_yellow', '', 'yellow', 'customer', '{"points": 70}'), (1, '2026-06-15', 'component_dropped', 'usage', 'yellow', 'customer', '{"points": 50}'),
    (2, '2026-06-13', 'became_red', '', 'red', 'customer', '{}'), (3, '2026-06-12', 'became_red', '', 'red', 'customer', '{}'),
    (4, '2026-06-15', 'became_red', '', 'red', 'data', '{}'), (4, '2026-06-15', 'slide', '', 'red', 'customer', '{}'), (4, '2026-06-15', 'below_40', '', 'red', 'customer', '{}');
SELECT r.* FROM pg_temp.refused('SELECT alert_ws.open_alerts(NULL)') AS r;
SELECT alert_ws.open_alerts('2026-06-15') AS opened;
SELECT alert_ws.open_alerts('2026-06-15') AS opened, alert_ws.open_alerts('2026-06-14') AS earlier;
SELECT account_id, alert_id, signal_on, severity, tier, owner, owner_duty, due_at = alert_ws.rule_deadline('became_' || tier, tier, CASE account_id WHEN 2 THEN 'strategic' END, opened_at) AS due_as_told
FROM alert_ws.alert ORDER BY account_id;
SELECT alert_id, rule, subject, first_day, last_day, occurrences, evidence FROM alert_ws.alert_hit ORDER BY 1, 2;
SELECT alert_id, author, kind, note FROM alert_ws.alert_event ORDER BY event_id;
SELECT recipient, subject, sent_at FROM alert_ws.outbox ORDER BY message_id;

-- A repeat is an occurrence of the case that is open; so is another rule.
INSERT INTO alert_ws.trigger_hit (account_id, day, rule, subject, tier, cause, evidence) VALUES
    (1, '2026-06-16', 'component_dropped', 'usage', 'yellow', 'customer', '{"points": 40}'), (1, '2026-06-16', 'champion_left', 'sam', 'yellow', 'customer', '{}');
SELECT alert_ws.open_alerts('2026-06-16') AS opened;
SELECT alert_id, rule, subject, first_day, last_day, occurrences, evidence FROM alert_ws.alert_hit WHERE account_id = 1 ORDER BY 1, 2;
SELECT alert_id, severity FROM alert_ws.alert ORDER BY 1;

-- What people do.
SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY['acknowledge_alert(''alert_ws'', 99)', 'acknowledge_alert(''alert_ws'', NULL)', 'acknowledge_alert(NULL, 1)', 'snooze_alert(''alert_ws'', 2, NULL, ''later'')', 'snooze_alert(''alert_ws'', 2, ''2020-01-01'', ''later'')',
    'snooze_alert(''alert_ws'', 2, current_date, '' '')', 'close_alert(''alert_ws'', 2, NULL, ''saved'')', 'close_alert(''alert_ws'', 2, ''a bug'', ''fine'')', 'reopen_alert(''alert_ws'', 2, ''again'')',
    'record_action(''alert_ws'', ''1'', ''fax'')', 'record_action(''alert_ws'', NULL, ''call'')', 'record_action(''alert_ws'', ''one'', ''call'')', 'record_action(''alert_ws'', ''1'', ''call'', play => ''dance'')',
    'record_pulse(''alert_ws'', ''1'', ''blue'')', 'record_value_answer(''alert_ws'', ''1'', ''maybe'')', 'record_review(''alert_ws'', ''1'', ''2026-06-15'', false)', 'record_review(''alert_ws'', ''1'', NULL, true)']) AS call,
    pg_temp.refused('SELECT health_score.' || call) AS r
WHERE coalesce(r.hint, '') !~ 'lies between'; -- which names today
SELECT health_score.acknowledge_alert('alert_ws', 2, 'on it');
SELECT acknowledged_by = current_user AS acknowledged, acted_at FROM alert_ws.alert WHERE alert_id = 2;
SELECT health_score.record_action('alert_ws', '1', 'internal', 'asked finance') > 0 AS recorded;
SELECT acted_at IS NULL AS deadline_not_met FROM alert_ws.alert WHERE alert_id = 2;
SELECT health_score.record_action('alert_ws', '1', 'call', 'spoke with Sam', contact_id => 'sam', play => 'yellow', step => 1) > 0 AS recorded;
SELECT acted_at IS NOT NULL AS deadline_met FROM alert_ws.alert WHERE alert_id = 2;
SELECT health_score.record_action('alert_ws', '5', 'email') > 0 AS without_a_case;
SELECT account_id, kind, customer_facing, alert_id, play, step, note FROM alert_ws.action ORDER BY action_id;
SELECT health_score.snooze_alert('alert_ws', 1, current_date + 7, 'they are on holiday');
SELECT health_score.close_alert('alert_ws', 2, 'the new team did not know the export', 'improved');
SELECT call, r.state, r.message !~ 'is closed already' AS wrong FROM unnest(ARRAY['acknowledge_alert(''alert_ws'', 2)', 'snooze_alert(''alert_ws'', 2, current_date, ''x'')', 'close_alert(''alert_ws'', 2, ''x'', ''other'')']) AS call,
    pg_temp.refused('SELECT health_score.' || call) AS r;
SELECT account_id, closed_by = current_user AS by_me, diagnosis, outcome FROM alert_ws.alert WHERE alert_id = 2;
-- seen already: the same hits open nothing; the same again within two weeks is the same case
SELECT alert_ws.open_alerts('2026-06-16') AS opened;
INSERT INTO alert_ws.trigger_hit (account_id, day, rule, subject, tier, cause, evidence) VALUES (1, '2026-06-18', 'component_dropped', 'usage', 'yellow', 'customer', '{"points": 30}');
SELECT alert_ws.open_alerts('2026-06-18') AS opened;
SELECT alert_id, closed_at, acted_at IS NULL AS to_act, outcome FROM alert_ws.alert WHERE account_id = 1;
SELECT kind, note FROM alert_ws.alert_event WHERE account_id = 1 ORDER BY event_id;
SELECT health_score.close_alert('alert_ws', 2, 'done', 'saved');
SELECT health_score.reopen_alert('alert_ws', 2, 'not done');
SELECT closed_at FROM alert_ws.alert WHERE alert_id = 2;

-- Closes by itself where the reasons are gone and nobody works on it: cases 1 and 3 went back to green; case 2 has been seen.
SELECT health_score.make_partitions('alert_ws', '2026-06-01', '2026-06-30');
INSERT INTO alert_ws.account_history (account_id, day, model_key, points, tier, segment, criterion_values, criterion_reasons, input_digest)
SELECT a, '2026-06-25', u.model_key, 90, 'green', 'smb', array_fill(1.0, ARRAY[12]), repeat('o', 12), 0 FROM generate_series(1, 12) AS a, alert_ws.model_in_use AS u;
INSERT INTO alert_ws.account_model (account_id, from_day, model_key) SELECT a, '2026-06-25', u.model_key FROM generate_series(1, 12) AS a, alert_ws.model_in_use AS u;
INSERT INTO alert_ws.refreshed_day (day, model_key, bucket, buckets, accounts, seconds) SELECT '2026-06-25', model_key, 0, 1, 6, 1 FROM alert_ws.model_in_use;
SELECT alert_ws.open_alerts('2026-06-25') AS opened;
SELECT alert_id, closed_by, outcome FROM alert_ws.alert ORDER BY 1;

-- Late without an action: it goes to the manager, once.
INSERT INTO alert_ws.trigger_hit (account_id, day, rule, subject, tier, cause, evidence) VALUES (3, '2026-06-25', 'slide', '', 'green', 'customer', '{}'), (2, '2026-06-25', 'component_dropped', 'usage', 'green', 'customer', '{}');
SELECT alert_ws.open_alerts('2026-06-25') AS opened;
UPDATE alert_ws.alert SET due_at = now() - interval '1 hour' WHERE account_id IN (2, 3) AND closed_at IS NULL;
SELECT alert_ws.open_alerts('2026-06-25') AS opened, alert_ws.open_alerts('2026-06-25') AS again;
SELECT e.account_id, e.kind, e.note FROM alert_ws.alert_event e WHERE e.kind = 'escalated' ORDER BY event_id;

-- Usage fell everywhere in a day: the data owner hears of it, no customer owner does; what does not come from the scores still counts.
INSERT INTO alert_ws.account_history (account_id, day, model_key, points, tier, criterion_values, criterion_reasons, input_digest)
SELECT a, '2026-06-26', u.model_key, 50, 'red', array_fill(0.6, ARRAY[12]), repeat('o', 12), 0 FROM generate_series(1, 12) AS a, alert_ws.model_in_use AS u;
INSERT INTO alert_ws.refreshed_day (day, model_key, bucket, buckets, accounts, seconds) SELECT '2026-06-26', model_key, 0, 1, 6, 1 FROM alert_ws.model_in_use;
INSERT INTO alert_ws.trigger_hit (account_id, day, rule, subject, tier, cause, evidence)
SELECT a, date '2026-06-26', 'became_red', '', 'red', 'customer', '{}'::jsonb FROM generate_series(4, 6) AS a UNION ALL SELECT 5, '2026-06-26', 'billing', 'i5', 'red', 'customer', '{}';
SELECT alert_ws.portfolio_ratio('2026-06-25') AS before, alert_ws.portfolio_ratio('2026-06-26') AS after, alert_ws.portfolio_ratio('2026-06-24') AS unknown, alert_ws.portfolio_ratio('2026-06-28') AS of_the_last_day, alert_ws.portfolio_ratio('2026-06-29') AS too_old;
SELECT alert_ws.open_alerts('2026-06-26') AS opened, alert_ws.open_alerts('2026-06-26') AS again;
SELECT opened_on, kind, owner, value, closed_on FROM alert_ws.portfolio_alert;
SELECT a.account_id, h.rule FROM alert_ws.alert a JOIN alert_ws.alert_hit h USING (account_id, alert_id) WHERE a.account_id >= 4;
SELECT recipient, subject FROM alert_ws.outbox WHERE subject ~ 'everywhere' OR account_id = 5;
-- paid: the case closes by itself; usage is back: the other alert does
UPDATE alert_raw.invoice SET paid_on = '2026-06-27';
INSERT INTO alert_ws.account_history (account_id, day, model_key, points, tier, criterion_values, criterion_reasons, input_digest)
SELECT a, '2026-06-27', u.model_key, 50, 'red', array_fill(0.9, ARRAY[12]), repeat('o', 12), 0 FROM generate_series(1, 12) AS a, alert_ws.model_in_use AS u;
INSERT INTO alert_ws.refreshed_day (day, model_key, bucket, buckets, accounts, seconds) SELECT '2026-06-27', model_key, 0, 1, 6, 1 FROM alert_ws.model_in_use;
UPDATE alert_ws.trigger_rule SET active_from = '2026-06-27' WHERE rule = 'became_red';
SELECT alert_ws.open_alerts('2026-06-27') AS opened;
SELECT opened_on, closed_on FROM alert_ws.portfolio_alert;
SELECT account_id, closed_by, outcome FROM alert_ws.alert WHERE account_id = 5;

-- The next look at an account goes by the play of its tier; recorded things stay.
SELECT health_score.next_review('alert_ws', '6') AS red, health_score.next_review('alert_ws', '99') AS unknown;
SELECT health_score.record_pulse('alert_ws', '6', 'yellow', 'they hesitate'), health_score.record_value_answer('alert_ws', '6', 'yes', 'two days saved a month'), health_score.record_review('alert_ws', '6', '2026-06-26', false, 'yellow', 'a test account');
SELECT p.value, v.answer, v.named_win, r.expected_tier FROM alert_ws.pulse p JOIN alert_ws.value_answer v USING (account_id) JOIN alert_ws.account_review r USING (account_id);
SELECT r.state, r.message FROM unnest(ARRAY['UPDATE alert_ws.action SET note = NULL', 'DELETE FROM alert_ws.alert_event', 'TRUNCATE alert_ws.value_answer', 'DELETE FROM alert_ws.account_review']) AS s, pg_temp.refused(s) AS r;
-- every tier and segment has a play
SELECT t AS without_play FROM unnest(ARRAY['red', 'yellow', 'green', 'unscored']) AS t WHERE NOT EXISTS (SELECT FROM alert_ws.play p JOIN alert_ws.play_step s USING (play) WHERE p.tier IN (t, '') AND p.segment = '');

-- check_events: without a score, as often as one likes.
CALL health_score.check_events('alert_ws');
CALL health_score.check_events('nowhere');
SELECT health_score.drop_workspace('alert_ws', even_recorded => true);
DROP SCHEMA alert_raw CASCADE;
