-- One bad row never stops the others, and a row of the future never changes the past.
SET client_min_messages = error;
SELECT health_score.create_workspace('untidy', 'text') IS NOT NULL AS created;
CREATE SCHEMA raw;
CREATE TABLE raw.account (account_id text, name text, started_on date, seats float8);
INSERT INTO raw.account VALUES ('a', 'A', '2024-01-01', 5), ('b', 'B', '-infinity', 'NaN'), ('c', 'C', 'infinity', NULL);
CREATE TABLE raw.usage (account_id text, day date, user_id text, feature text, events float8);
INSERT INTO raw.usage SELECT x, d::date, x || n, 'calls', 10
FROM unnest(ARRAY['a', 'b', 'c']) AS x, generate_series(timestamp '2025-01-01', '2026-01-31', '1 day') AS d, generate_series(1, 3) AS n;
INSERT INTO raw.usage VALUES ('nobody', '2026-01-15', 'u', 'calls', 'NaN'), ('a', '2026-01-15', 'u', 'calls', 'infinity'),
    ('a', '2026-01-16', 'u', 'calls', -1), ('a', 'infinity', 'u', 'calls', 1), ('a', '-infinity', 'u', 'calls', 1);
CREATE TABLE raw.entitlement (account_id text, kind text, item text, units float8, per text, valid_from date, valid_to date);
INSERT INTO raw.entitlement VALUES ('a', 'volume', 'calls', 1000, 'term', '2025-01-01', 'infinity'), ('b', 'volume', 'calls', 'NaN', 'month', NULL, NULL);
CREATE TABLE raw.invoice (account_id text, invoice_id text, due_on date, amount numeric, paid_on date);
INSERT INTO raw.invoice VALUES ('a', 'i0', '-infinity', 10, NULL), ('a', 'i1', '2026-01-10', 10, '2026-05-01');
CREATE TABLE raw.engagement (account_id text, engagement_id text, at timestamptz, kind text, direction text, contact_id text);
INSERT INTO raw.engagement VALUES ('a', 'e0', '-infinity', 'email', 'inbound', 'p'), ('a', 'e1', '2026-01-20 10:00+00', 'email', 'inbound', 'p');
CREATE TABLE raw.contact (account_id text, contact_id text, role text, is_active boolean, valid_from date, valid_to date);
INSERT INTO raw.contact VALUES ('a', 'old', 'champion', true, NULL, '2026-01-10'), ('a', 'new', 'champion', true, '2025-12-01', '2026-06-01'),
    ('a', 'later', 'champion', true, '2026-05-01', NULL);
CREATE TABLE raw.ticket (account_id text, ticket_id text, opened_at timestamptz, closed_at timestamptz, severity int, sentiment float8);
INSERT INTO raw.ticket VALUES ('a', 't0', '-infinity', '2025-06-01', 1, NULL), ('a', 't1', '2026-01-01 10:00+00', NULL, 3, NULL),
    ('a', 't2', '2026-01-20 10:00+00', '2026-02-14 10:00+00', 3, -0.9);
CREATE TABLE raw.change (account_id text, ticket_id text, at timestamptz, field text, old_value text, new_value text);
INSERT INTO raw.change VALUES ('a', 't1', '2026-01-02 10:00+00', 'severity', '3', '1'), ('a', 't1', '2026-01-02 10:00+00', 'severity', '1', '3');
CREATE TABLE raw.milestone (account_id text, milestone_id text, phase text, milestone text, planned_on date, done_on date);
INSERT INTO raw.milestone VALUES ('a', 'm1', 'live', 'rollout', '2026-01-15', '2026-05-01');

SELECT health_score.bind('untidy', source, 'SELECT * FROM raw.' || name) IS NOT NULL AS bound
FROM (VALUES ('account', 'account'), ('usage', 'usage'), ('entitlement', 'entitlement'), ('invoice', 'invoice'), ('engagement', 'engagement'),
    ('contact', 'contact'), ('ticket', 'ticket'), ('ticket_change', 'change'), ('milestone', 'milestone')) AS v (source, name);

-- infinity is no day: b and c began with their first usage
SELECT account_id, started_on, started_assumed, phase FROM untidy.accounts('2026-01-31') ORDER BY 1;
CREATE TABLE raw.measured AS SELECT * FROM untidy.measures('2026-01-31');
SELECT account_id, measure, value, reason FROM raw.measured
WHERE measure IN ('usage_level', 'capacity_used', 'commitment_used', 'critical_tickets', 'severe_ticket_hours', 'invoice_overdue_days', 'champion_gone', 'reach')
ORDER BY 1, 2;

-- the same changes in the other order, and what became known later, change nothing of that day
TRUNCATE raw.change;
INSERT INTO raw.change VALUES ('a', 't1', '2026-01-02 10:00+00', 'severity', '1', '3'), ('a', 't1', '2026-01-02 10:00+00', 'severity', '3', '1');
UPDATE raw.contact SET is_active = false WHERE contact_id = 'new';
(TABLE raw.measured EXCEPT SELECT * FROM untidy.measures('2026-01-31')) UNION ALL (SELECT * FROM untidy.measures('2026-01-31') EXCEPT TABLE raw.measured);

-- evidence shows nothing that came later
SELECT e.source, e.day, e.item, e.person, e.detail
FROM unnest(ARRAY['plan_progress', 'invoice_overdue_days', 'champion_gone', 'ticket_change']) AS criterion, untidy.evidence('a', criterion, '2026-01-31') AS e;

-- a term that began long before the scan does is judged by the part since then
UPDATE raw.entitlement SET valid_from = '2023-01-01', valid_to = '2026-12-31', units = 30 * 1460 WHERE account_id = 'a';
UPDATE raw.account SET started_on = '2023-01-01' WHERE account_id = 'a';
INSERT INTO raw.usage SELECT 'a', d::date, 'a' || n, 'calls', 10
FROM generate_series(timestamp '2023-01-01', '2024-12-31', '1 day') AS d, generate_series(1, 3) AS n;
SELECT round(value::numeric, 6) AS used FROM untidy.measures('2026-01-31') WHERE account_id = 'a' AND measure = 'commitment_used';

-- weights that sum to 0 are no model
UPDATE untidy.criterion SET weight = 0;
SELECT count(*) FROM untidy.readiness WHERE added_weight_percent IS NOT NULL;
SELECT points FROM untidy.account_scores('2026-01-31');
SELECT health_score.drop_workspace('untidy') IS NOT NULL AS dropped;
SET client_min_messages = warning;
DROP SCHEMA raw CASCADE;
