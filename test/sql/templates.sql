-- Templates, and the measures that other trades than software are judged by: what is refused first, then what each gives.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SELECT health_score.create_workspace('template_ws', account_key => 'text');
SELECT call, r.state, r.message, r.hint FROM unnest(ARRAY['''nowhere'', ''saas''', 'NULL, ''saas''', '''template_ws'', ''sas''', '''template_ws'', NULL']) AS call,
    pg_temp.refused(format('SELECT health_score.add_template(%s)', call)) AS r;

-- Every criterion, component and measure that a template names is described, once; weights are percents.
SELECT criterion FROM health_score.template_criteria() GROUP BY 1 HAVING count(*) > 1;
SELECT template, criterion FROM health_score.template_weights() WHERE criterion NOT IN (SELECT criterion FROM health_score.template_criteria());
SELECT criterion FROM health_score.template_criteria() EXCEPT SELECT criterion FROM health_score.template_weights();
SELECT template, component FROM health_score.template_weights() EXCEPT SELECT template, component FROM health_score.template_components();
SELECT template, component FROM health_score.template_components() EXCEPT SELECT template, component FROM health_score.template_weights();
SELECT criterion FROM health_score.template_criteria() WHERE measure NOT IN (SELECT measure FROM template_ws.measure);
SELECT template, sum(weight) FROM health_score.template_weights() GROUP BY 1 HAVING sum(weight) <> 100;
-- a definition reads as a heading does, a reason as a sentence: no text twice, none longer than a line
SELECT criterion FROM health_score.template_criteria() WHERE greatest(length(definition), length(low_means), length(high_means)) > 80 OR length(rationale) > 140
    OR definition = rationale OR low_means = high_means OR definition ~ '[.]$' OR rationale !~ '^[A-Z]';

SELECT health_score.add_template('template_ws', template) AS version, template FROM health_score.template_list() WHERE template <> 'four_component';
SELECT health_score.add_template('template_ws', 'saas') AS again, health_score.add_template('template_ws', 'saas', 'ours') AS by_another_name;
SELECT model, version, status FROM template_ws.model ORDER BY model, version;
-- what is in use stays what it was
SELECT model, version FROM template_ws.model_in_use;
-- as asked for: usage at 35 % or more in software; compliance and executives above usage in finance; outcomes the heaviest in healthcare
SELECT model, component, sum(weight) AS percent, count(*) AS criteria FROM template_ws.criterion WHERE version = 1 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2;
-- no errors but the owner, whom activation asks for; nobody has agreed yet
SELECT l.template, x.severity, x.rule, x.subject, x.message FROM health_score.template_list() AS l, health_score.lint_model('template_ws', l.template, 1) AS x
    WHERE x.severity <> 'notice' AND x.rule NOT IN ('no_owner', 'sign_off') ORDER BY 1, 2, 3;

-- Lint of what the tags say.
SELECT health_score.copy_model('template_ws', 'saas', 1, 'tagged') AS version;
UPDATE template_ws.criterion SET gameability = 1 WHERE model = 'tagged' AND component = 'usage';
UPDATE template_ws.criterion SET orientation = 'growth' WHERE model = 'tagged';
SELECT severity, rule, message FROM health_score.lint_model('template_ws', 'tagged') WHERE rule IN ('subjective', 'growth', 'traditional') ORDER BY 2;
UPDATE template_ws.criterion SET orientation = 'traditional' WHERE model = 'tagged';
SELECT severity, rule, message FROM health_score.lint_model('template_ws', 'tagged') WHERE rule IN ('subjective', 'growth', 'traditional') ORDER BY 2;
SELECT r.state, r.message FROM unnest(ARRAY['orientation = ''both''', 'gameability = 1.1', 'actionability = -0.1', 'facet = ''mood''', 'gameability = ''NaN''']) AS s,
    pg_temp.refused(format('UPDATE template_ws.criterion SET %s WHERE model = ''tagged''', s)) AS r;

-- The measures. full: all is well; late: nothing is in time; bad: rows that count for nothing; new: ten days old; again: came back, its past does not count; none: no rows.
CREATE SCHEMA template_raw;
CREATE TABLE template_raw.account (account_id text, name text, started_on date);
INSERT INTO template_raw.account VALUES ('full', 'Full', '2024-01-01'), ('late', 'Late', '2025-09-01'), ('bad', 'Bad', '2024-01-01'), ('new', 'New', '2026-06-21'), ('again', 'Again', '2026-03-01'), ('none', 'None', '2024-01-01');
CREATE TABLE template_raw.metric (account_id text, day date, metric text, value float8, target float8);
INSERT INTO template_raw.metric VALUES
    ('full', '2026-06-30', 'uptime', 99.9, 99.9), ('full', '2026-05-31', 'uptime', 99.95, 99.9), ('full', '2026-04-02', 'uptime', 90, 99.9), ('full', '2026-04-01', 'uptime', 10, 99.9),
    ('full', '2026-01-02', 'outcome', 80, 75), ('full', '2026-01-01', 'outcome', 0, 75), ('full', '2026-06-30', 'efficiency', 66, NULL), ('full', '2026-04-01', 'efficiency', 60, NULL),
    ('late', '2026-06-01', 'uptime', 99, 99.9), ('late', '2026-06-01', 'outcome', 74.999, 75), ('late', '2026-06-01', 'efficiency', 50, NULL),
    ('bad', '2026-06-01', 'uptime', 'NaN', 99.9), ('bad', '2026-06-01', 'outcome', 80, 'NaN'), ('bad', '2026-06-01', 'outcome', 80, NULL), ('bad', '2026-07-01', 'uptime', 100, 99.9), ('bad', '2026-06-01', 'efficiency', 'Infinity', NULL),
    ('again', '2026-02-28', 'uptime', 99.99, 99.9);
CREATE TABLE template_raw.ordered (account_id text, order_id text, ordered_on date, amount numeric, category text, returned_amount numeric);
INSERT INTO template_raw.ordered
    SELECT 'full', 'f' || i, date '2026-06-20' - 20 * i, 100, (ARRAY['a', 'b', 'c'])[1 + i % 3], CASE WHEN i = 2 THEN 50 END FROM generate_series(0, 20) AS i
    UNION ALL SELECT 'late', 'l' || i, date '2026-02-01' - 30 * i, 10, NULL, NULL FROM generate_series(0, 4) AS i
    UNION ALL VALUES ('bad', 'b1', date '2026-06-01', 0::numeric, 'a', 0), ('bad', 'b2', '2026-06-02', 'NaN', 'a', 0), ('bad', 'b3', '2026-06-03', -5, 'a', 0), ('bad', 'b4', '2026-07-01', 5, 'a', 0), ('bad', 'b5', NULL, 5, 'a', 0),
        ('new', 'n1', '2026-06-22', 5, 'a', 0), ('new', 'n1', '2026-06-22', 6, 'b', 0), ('again', 'a1', '2026-02-01', 5, 'a', 0);
CREATE TABLE template_raw.milestone (account_id text, milestone_id text, phase text, milestone text, side text, first_planned_on date, planned_on date, done_on date, buying_reason text);
INSERT INTO template_raw.milestone VALUES
    ('full', 'm1', 'onboarding', 'kickoff', 'ours', '2024-01-05', NULL, '2024-01-14', 'fewer late projects'), ('full', 'm2', 'onboarding', 'first_value', 'theirs', '2024-02-29', NULL, '2024-02-20', NULL), ('full', 'm3', 'value', 'goal 1', 'theirs', '2026-05-01', NULL, '2026-04-30', NULL),
    ('late', 'm1', 'onboarding', 'kickoff', 'ours', '2025-09-10', NULL, '2025-09-15', ''), ('late', 'm2', 'onboarding', 'first_value', 'theirs', '2025-10-30', '2026-06-01', NULL, NULL), ('late', 'm3', 'value', 'goal 1', 'theirs', '2026-06-01', NULL, '2026-07-01', NULL),
    ('bad', 'm1', 'onboarding', 'kickoff', NULL, NULL, NULL, NULL, NULL), ('bad', 'm2', 'onboarding', 'first_value', NULL, 'infinity', NULL, NULL, NULL),
    ('new', 'm1', 'onboarding', 'kickoff', 'ours', '2026-06-25', NULL, NULL, 'why not'), ('new', 'm2', 'onboarding', 'first_value', 'theirs', '2026-08-01', NULL, NULL, NULL),
    ('again', 'm1', 'onboarding', 'kickoff', 'ours', '2024-01-05', NULL, '2024-01-06', 'long ago');
CREATE TABLE template_raw.engagement (account_id text, engagement_id text, at timestamptz, kind text, direction text, status text, contact_id text, responded_at timestamptz, attended boolean);
INSERT INTO template_raw.engagement VALUES
    ('full', 'e1', '2026-06-01 10:00+00', 'compliance', NULL, 'held', 'c1', NULL, true), ('full', 'e1', '2026-06-01 10:00+00', 'compliance', NULL, 'held', 'c2', NULL, false), ('full', 'e2', '2026-03-01 10:00+00', 'compliance', NULL, 'missed', NULL, NULL, NULL),
    ('full', 'e3', '2026-05-01 10:00+00', 'compliance', NULL, 'cancelled_by_us', NULL, NULL, NULL), ('full', 'e4', '2026-06-01 10:00+00', 'campaign', 'outbound', NULL, 'c1', '2026-06-02 10:00+00', NULL), ('full', 'e4', '2026-06-01 10:00+00', 'campaign', 'outbound', NULL, 'c2', NULL, NULL),
    ('full', 'e5', '2026-06-01 10:00+00', 'content', 'outbound', NULL, 'c1', NULL, NULL), ('full', 'e6', '2026-06-01 10:00+00', 'case_study', 'inbound', NULL, 'c1', NULL, NULL), ('full', 'e6', '2026-06-01 10:00+00', 'case_study', 'inbound', NULL, 'c2', NULL, NULL),
    ('full', 'e7', '2026-06-02 10:00+00', 'community', 'inbound', NULL, 'c1', NULL, NULL), ('full', 'e8', '2026-04-15 10:00+00', 'insight', 'outbound', NULL, 'c1', NULL, NULL), ('full', 'e9', '2026-01-15 10:00+00', 'insight', 'outbound', NULL, 'c1', NULL, NULL),
    ('full', 'e10', '2026-06-15 10:00+00', 'insight', 'outbound', NULL, 'c1', NULL, NULL),
    ('late', 'e1', '2026-06-01 10:00+00', 'compliance', NULL, 'no_show', NULL, NULL, NULL), ('late', 'e2', '2026-06-01 10:00+00', 'campaign', 'outbound', NULL, 'c9', '2026-07-02 10:00+00', NULL), ('late', 'e3', '2026-06-01 10:00+00', 'reference', 'outbound', NULL, 'c9', NULL, NULL),
    ('late', 'e4', '2025-10-01 10:00+00', 'insight', 'outbound', NULL, 'c9', NULL, NULL);
CREATE TABLE template_raw.invoice (account_id text, invoice_id text, due_on date, amount numeric, paid_on date, voided_on date);
INSERT INTO template_raw.invoice VALUES ('full', 'i1', '2026-06-01', 10, '2026-06-01', NULL), ('full', 'i2', '2026-05-01', 10, '2026-05-02', NULL), ('full', 'i3', '2026-06-30', 10, NULL, NULL), ('full', 'i4', '2025-06-30', 10, NULL, NULL),
    ('late', 'i1', '2026-06-01', 10, '2026-07-01', NULL), ('bad', 'i1', '2026-06-01', 0, NULL, NULL), ('bad', 'i2', '2026-06-01', 10, NULL, '2026-06-05'), ('bad', 'i3', '2026-07-05', 10, NULL, NULL);
CREATE TABLE template_raw.evidence (account_id text, occurred_on date, kind text);
INSERT INTO template_raw.evidence VALUES ('full', '2026-05-01', 'saving'), ('full', '2026-03-15', 'saving'), ('full', '2026-01-02', 'saving'), ('full', '2026-01-01', 'saving'), ('late', '2026-07-01', 'saving'), ('new', '2026-06-22', 'saving');
CREATE TABLE template_raw.renewal (account_id text, renewal_id text, due_on date, signed_on date);
INSERT INTO template_raw.renewal VALUES ('full', 'r1', '2026-08-01', NULL), ('full', 'r0', '2025-08-01', '2025-07-01'), ('late', 'r1', '2026-09-28', NULL), ('again', 'r1', '2026-09-29', NULL), ('bad', 'r1', 'infinity', NULL);
CREATE TABLE template_raw.usage (account_id text, day date, user_id text, events float8, kind text);
INSERT INTO template_raw.usage SELECT 'full', d::date, 'u1', CASE WHEN d >= '2026-06-03' THEN 3 ELSE 6 END, 'clinical' FROM generate_series(timestamp '2025-06-01', '2026-06-30', '1 day') AS d
    UNION ALL SELECT 'full', d::date, 'u1', 2, 'admin' FROM generate_series(timestamp '2025-06-01', '2026-04-01', '1 day') AS d
    UNION ALL SELECT 'late', d::date, 'u1', 1, 'clinical' FROM generate_series(timestamp '2026-06-10', '2026-06-30', '1 day') AS d;
SELECT health_score.bind('template_ws', s, format('SELECT * FROM template_raw.%I', t)) IS NOT NULL AS bound FROM (VALUES ('account', 'account'), ('metric', 'metric'), ('order', 'ordered'), ('milestone', 'milestone'), ('engagement', 'engagement'),
    ('invoice', 'invoice'), ('value_evidence', 'evidence'), ('renewal', 'renewal'), ('usage', 'usage')) AS v (s, t);
SELECT measure, string_agg(account_id || ' ' || coalesce(round(value::numeric, 4)::text, reason) || coalesce(' ' || flag, '') || ' (' || n || ')', ', ' ORDER BY account_id) AS measured
FROM template_ws.measures('2026-06-30') WHERE measure IN ('clinical_level', 'admin_level', 'compliance_done', 'campaign_response', 'advocacy', 'insights_acted_on', 'late_invoice_share', 'value_evidence', 'value_proof', 'kickoff_done',
    'onboarding_overrun', 'first_value_delay', 'goal_stalled_days', 'commitments_kept', 'uptime_reached', 'outcome_reached', 'efficiency_change', 'order_recency', 'order_frequency', 'order_breadth', 'return_share')
GROUP BY measure ORDER BY measure COLLATE "C";
-- each is told by its rows
SELECT m.measure, count(e.*) AS rows, max(e.day) AS latest FROM (SELECT DISTINCT measure FROM health_score.template_criteria() WHERE measure IN ('clinical_level', 'admin_level', 'compliance_done', 'campaign_response', 'advocacy', 'insights_acted_on', 'late_invoice_share',
    'value_evidence', 'value_proof', 'kickoff_done', 'onboarding_overrun', 'first_value_delay', 'goal_stalled_days', 'commitments_kept', 'uptime_reached', 'outcome_reached', 'efficiency_change', 'order_recency', 'order_frequency', 'order_breadth', 'return_share')) AS m
    LEFT JOIN LATERAL template_ws.evidence('full', m.measure, '2026-06-30') AS e ON true GROUP BY 1 ORDER BY m.measure COLLATE "C";

-- A template in use gives points, and says what it rests on.
SELECT health_score.activate_model('template_ws', 'ecommerce', owner => 'trade');
SELECT account_id, points, tier, coverage, main_reason FROM template_ws.account_scores('2026-06-30') ORDER BY 1;
SELECT health_score.drop_workspace('template_ws', even_recorded => true);
DROP SCHEMA template_raw CASCADE;
