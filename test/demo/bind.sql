-- Binds the demo warehouse to a workspace cs: one query per source, as an analyst writes it over tables like these.
--   psql -f test/demo/load.sql -f test/demo/bind.sql        (the extension is made if it is not there)
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS health_score;
SELECT health_score.create_workspace('cs', account_key => 'bigint', time_zone => 'UTC', currency => 'USD');

-- Which account a key of the CRM stands for (merged ones stand for their master), and an organisation of the help desk:
-- by its link, or as somebody matched it by hand. Unknown organisations keep their number, negative: see cs.unmatched.
INSERT INTO cs.identity (source, source_key, account_id, how)
SELECT 'ticket', organization_id::text, account_id, how FROM demo.organization_match;
CREATE OR REPLACE VIEW demo.account_key AS
SELECT account_id AS crm_id, coalesce(master_account_id, account_id) AS account_id FROM demo.crm_account;
CREATE OR REPLACE VIEW demo.organization_key AS
SELECT o.organization_id, coalesce(k.account_id, i.account_id, -o.organization_id) AS account_id
FROM demo.helpdesk_organization AS o
LEFT JOIN demo.account_key AS k ON k.crm_id = o.external_id::bigint
LEFT JOIN cs.identity AS i ON i.source = 'ticket' AND i.source_key = o.organization_id::text;

-- Accounts over time. Contracts may be signed by the parent: its amount is shared out, and converted to dollars.
SELECT health_score.bind('cs', 'account', $$
    SELECT a.account_id, a.name, a.parent_account_id AS parent_id, a.segment, a.industry, a.importance, h.stage AS contract_stage,
           h.owner, round(c.annual_amount * a.contract_share * r.usd, 2) AS arr, h.contract_started_on AS started_on,
           h.contract_ended_on AS ended_on, h.renews_on, h.seats, a.record_type = 'internal' AS is_internal, h.valid_from, h.valid_to
    FROM demo.crm_account AS a
    LEFT JOIN demo.crm_account_history AS h USING (account_id)
    LEFT JOIN demo.crm_account_history AS c ON c.account_id = a.contract_account_id
        AND c.valid_from <= h.valid_from AND (c.valid_to > h.valid_from OR c.valid_to IS NULL)
    LEFT JOIN demo.exchange_rate AS r ON r.currency = a.currency AND r.year = extract(year FROM h.valid_from)
    WHERE NOT a.is_deleted $$, as_of => 'recorded');

-- Usage: without second deliveries and our own people. received_at never changes again.
SELECT health_score.bind('cs', 'usage', $$
    SELECT account_id, day, user_id, feature, kind, actor, events, minutes, received_at AS known_at
    FROM demo.product_event
    WHERE NOT redelivered AND (user_id IS NULL OR user_id NOT LIKE 'staff-%') $$, as_of => 'recorded');

SELECT health_score.bind('cs', 'feature', $$
    SELECT feature, use_case, is_core, maturity FROM demo.feature_catalogue $$);

SELECT health_score.bind('cs', 'entitlement', $$
    SELECT account_id, kind, item, units, per, valid_from, valid_to FROM demo.entitlement $$);

-- Tickets: deleted and merged ones and those that our agents opened are excluded, not dropped.
SELECT health_score.bind('cs', 'ticket', $$
    SELECT k.account_id, t.ticket_id, t.created_at AS opened_at, t.requester_contact_id AS contact_id, t.channel, t.product, t.status,
           t.is_deleted OR t.merged_into_ticket_id IS NOT NULL OR t.submitter_role = 'agent' AS is_excluded, t.solved_at, t.closed_at,
           CASE t.priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 WHEN 'low' THEN 4 END AS severity,
           t.category, t.escalated_at, t.has_sla, t.sla_breached_at, t.sentiment, t.csat, t.reply_count AS customer_replies,
           t.reply_words AS customer_words
    FROM demo.support_ticket AS t JOIN demo.organization_key AS k USING (organization_id) $$);

SELECT health_score.bind('cs', 'ticket_change', $$
    SELECT k.account_id, c.ticket_id, c.at, CASE c.field WHEN 'priority' THEN 'severity' ELSE c.field END AS field,
           CASE c.old_value WHEN 'urgent' THEN '1' WHEN 'high' THEN '2' WHEN 'normal' THEN '3' WHEN 'low' THEN '4' ELSE c.old_value END AS old_value,
           CASE c.new_value WHEN 'urgent' THEN '1' WHEN 'high' THEN '2' WHEN 'normal' THEN '3' WHEN 'low' THEN '4' ELSE c.new_value END AS new_value,
           c.changed_by AS by, c.words
    FROM demo.support_ticket_history AS c JOIN demo.support_ticket AS t USING (ticket_id)
    JOIN demo.organization_key AS k USING (organization_id) $$, as_of => 'recorded');

-- Somebody's leaving counts from the day it was recorded: left_on is only known later.
SELECT health_score.bind('cs', 'contact', $$
    SELECT k.account_id, c.contact_id, c.user_id, c.email, r.role, c.level, r.valid_from, r.recorded_on AS valid_to
    FROM demo.contact AS c JOIN demo.contact_role AS r USING (contact_id) JOIN demo.account_key AS k ON k.crm_id = c.account_id $$,
    as_of => 'recorded');

SELECT health_score.bind('cs', 'engagement', $$
    SELECT k.account_id, e.engagement_id, e.occurred_at AS at, e.kind, e.scheduled_for, e.direction, e.status, p.contact_id,
           p.responded_at, e.minutes, p.attended, e.words
    FROM demo.engagement AS e JOIN demo.account_key AS k ON k.crm_id = e.account_id
    LEFT JOIN demo.engagement_participant AS p USING (engagement_id) $$);

SELECT health_score.bind('cs', 'survey', $$
    SELECT account_id, survey_id, kind, sent_at, contact_id, responded_at, score FROM demo.survey_send $$);

SELECT health_score.bind('cs', 'milestone', $$
    SELECT account_id, milestone_id, phase, milestone, side, first_planned_on, planned_on, done_on, buying_reason FROM demo.milestone $$);

-- Invoices in minor units, at the year's rate.
SELECT health_score.bind('cs', 'invoice', $$
    SELECT i.account_id, i.invoice_id, i.due_on, round(i.amount_minor / 100.0 * r.usd, 2) AS amount, i.status, i.paid_on, i.failed_at, i.voided_on
    FROM demo.invoice AS i JOIN demo.exchange_rate AS r ON r.currency = i.currency AND r.year = extract(year FROM i.issued_on) $$);

SELECT health_score.bind('cs', 'revenue', $$
    SELECT a.account_id, round(s.monthly_amount * a.contract_share * r.usd, 2) AS mrr, s.product, s.starts_on AS valid_from, s.ends_on AS valid_to
    FROM demo.subscription AS s JOIN demo.crm_account AS a ON a.contract_account_id = s.account_id
    JOIN demo.exchange_rate AS r ON r.currency = s.currency AND r.year = extract(year FROM s.starts_on)
    WHERE NOT a.is_deleted $$);

SELECT health_score.bind('cs', 'renewal', $$
    SELECT a.account_id, n.renewal_id || '/' || a.account_id AS renewal_id, n.due_on, n.contract_number AS contract_id, n.notice_by, n.term_months,
           n.auto_renews, n.signed_on, n.outcome, round(n.annual_amount * a.contract_share * r.usd, 2) AS arr,
           round(n.next_annual_amount * a.contract_share * r.usd, 2) AS arr_new
    FROM demo.renewal AS n JOIN demo.crm_account AS a ON a.contract_account_id = n.account_id
    JOIN demo.exchange_rate AS r ON r.currency = n.currency AND r.year = extract(year FROM n.opened_on)
    WHERE NOT a.is_deleted $$);

SELECT health_score.bind('cs', 'opportunity', $$
    SELECT k.account_id, o.opportunity_id, CASE o.type WHEN 'More seats' THEN 'expansion' WHEN 'New product' THEN 'cross_sell'
                                                      WHEN 'Upgrade' THEN 'upsell' ELSE 'inquiry' END AS kind,
           o.created_at, o.closed_at, CASE WHEN o.closed_at IS NOT NULL THEN o.stage = 'Closed Won' END AS is_won,
           round(o.amount * r.usd, 2) AS amount, o.product
    FROM demo.opportunity AS o JOIN demo.account_key AS k ON k.crm_id = o.account_id
    JOIN demo.exchange_rate AS r ON r.currency = o.currency AND r.year = extract(year FROM o.created_at AT TIME ZONE 'UTC') $$);

SELECT health_score.bind('cs', 'outcome', $$
    SELECT c.account_id, 'churn-' || c.churn_id AS outcome_id, c.effective_on AS occurred_on, 'churn' AS kind, c.notified_on,
           c.category AS avoidable, c.reason, round(-c.annual_amount * r.usd, 2) AS arr
    FROM demo.churn AS c LEFT JOIN demo.exchange_rate AS r ON r.currency = c.currency AND r.year = extract(year FROM c.notified_on)
    UNION ALL
    SELECT g.account_id, 'change-' || g.change_id, g.changed_on, g.kind, NULL, NULL, NULL,
           round(CASE g.kind WHEN 'contraction' THEN -1 ELSE 1 END * g.annual_amount * r.usd, 2)
    FROM demo.contract_change AS g JOIN demo.exchange_rate AS r ON r.currency = g.currency AND r.year = extract(year FROM g.changed_on) $$);

SELECT health_score.bind('cs', 'value_evidence', $$
    SELECT account_id, occurred_on, kind, amount_usd AS amount, evidence FROM demo.value_evidence $$);

SELECT health_score.bind('cs', 'metric', $$
    SELECT account_id, day, metric, percent AS value, promised AS target FROM demo.service_level $$);

SELECT health_score.bind('cs', 'order', $$
    SELECT account_id, order_id, ordered_on, amount_usd AS amount, category, returned_usd AS returned_amount FROM demo.marketplace_order $$);

SELECT health_score.bind('cs', 'external_event', $$
    SELECT account_id, seen_at AS at, kind, expires_on FROM demo.news $$);

SELECT health_score.bind('cs', 'person', $$
    SELECT person, full_name AS name, manager, team, weekly_hours AS weekly_capacity, time_zone, employed_from AS active_from FROM demo.person $$);

SELECT health_score.bind('cs', 'assignment', $$
    SELECT account_id, person, duty, valid_from, valid_to FROM demo.account_team $$);

-- Which accounts a feed does not reach.
SELECT health_score.bind('cs', 'feed_gap', $$
    SELECT account_id, CASE integration WHEN 'crm_activity' THEN 'engagement' WHEN 'product_telemetry' THEN 'usage' END AS source,
           missing_from AS valid_from, missing_to AS valid_to
    FROM demo.integration_status $$);

-- What people recorded, and when nobody works.
INSERT INTO cs.pulse (account_id, at, author, value, confidence, reason)
SELECT account_id, recorded_at, author, value, confidence, reason FROM demo.csm_pulse;
INSERT INTO cs.holiday (day, name)
SELECT make_date(year, month, day), name
FROM (VALUES (12, 25, 'Christmas Day'), (12, 26, 'Second day of Christmas'), (1, 1, 'New Year''s Day')) AS h (month, day, name),
     generate_series((SELECT extract(year FROM first_day)::int FROM demo.parameter), (SELECT extract(year FROM last_day)::int + 1 FROM demo.parameter)) AS year;

-- What is usual among the accounts, kept in the model: flags such as shallow are told by it.
SELECT health_score.freeze_quantiles('cs', last_day) FROM demo.parameter;

RESET client_min_messages;
