-- Contracts and money: terms, subscriptions, the CRM account and its history, renewals, invoices, opportunities,
-- entitlements; and what was agreed and achieved: milestones, value evidence, service levels, orders.

-- One row for each term of a contract that reaches into the two years. Prices rise at renewals; healthy customers buy seats.
CREATE TABLE demo.truth_term AS
WITH life AS (
    SELECT a.account_id, a.h, a.n, a.is_cast, a.term_months, a.segment, a.currency, l.life, l.from_day AS life_from, l.to_day AS life_to,
           s.seats
    FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id)
    -- a subsidiary without a contract of its own has no term; its seats are in the parent's
    JOIN (SELECT contract_account_id, sum(seats)::int AS seats FROM demo.truth_account GROUP BY 1) AS s ON s.contract_account_id = a.account_id
    WHERE a.contract_account_id = a.account_id AND a.merged_into IS NULL
), term AS (
    SELECT l.*, k, (life_from + make_interval(months => term_months * (k - 1)))::date AS from_day,
           (life_from + make_interval(months => term_months * k))::date AS due_on
    FROM life AS l, LATERAL generate_series(greatest(1, (:'first_day'::date - life_from) / (31 * term_months)),
                                            (:'last_day'::date - life_from) / (28 * term_months) + 1) AS k
), sized AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.account_id, life ORDER BY t.k) - 1 AS renewals,
           coalesce(d.price_uplift, 0) AS uplift, coalesce(w.health, .5) AS health_then, coalesce(w.value, .5) AS value_then
    FROM term AS t
    LEFT JOIN demo.truth_decision AS d ON d.account_id = t.account_id AND d.due_on = t.from_day AND t.life = 1
    LEFT JOIN demo.truth_week AS w ON w.account_id = t.account_id AND w.week = demo.week_of(t.from_day, :'first_day')
    WHERE t.from_day <= :'last_day' AND t.due_on > :'first_day' AND (t.life_to IS NULL OR t.from_day < t.life_to)
)
SELECT account_id, h, n, is_cast, life, k, life_from, life_to, term_months, segment, currency, from_day, due_on, seats AS first_seats,
       round(seats * (1 + sum(grown) OVER terms))::int AS seats,
       -- per seat and month, in the account's currency
       round(((CASE segment WHEN 'smb' THEN 38 WHEN 'mid_market' THEN 62 ELSE 90 END) * (.75 + .5 * demo.uniform('price', h))
             * (1 + sum(CASE WHEN term_months = 1 THEN uplift / 12 ELSE uplift END) OVER terms))::numeric, 2) AS seat_price,
       grown
FROM sized, LATERAL (SELECT CASE WHEN renewals = 0 OR is_cast THEN 0
                                 WHEN value_then > .6 AND health_then > .6 AND demo.uniform(k, demo.hash('grow', h)) < .5 / sqrt(13.0 - least(term_months, 12)) THEN .20
                                 WHEN (health_then < .4 OR value_then < .3) AND demo.uniform(k, demo.hash('shrink', h)) < .4 / sqrt(13.0 - least(term_months, 12)) THEN -.15
                                 ELSE 0 END AS grown) AS g
WINDOW terms AS (PARTITION BY account_id, life ORDER BY k);
CREATE INDEX ON demo.truth_term (account_id);
COMMENT ON TABLE demo.truth_term IS 'truth: contract terms';

CREATE TABLE demo.exchange_rate AS
SELECT currency, year, usd FROM (VALUES ('USD', 1.0), ('EUR', 1.08), ('GBP', 1.27)) AS r (currency, rate),
     LATERAL (SELECT y AS year, round(rate::numeric + CASE WHEN currency = 'USD' THEN 0 ELSE (y % 3 - 1) * .01 END, 2) AS usd
              FROM generate_series(extract(year FROM :'first_day'::date)::int - 1, extract(year FROM :'last_day'::date)::int + 1) AS y) AS y;
COMMENT ON TABLE demo.exchange_rate IS 'US dollars for one unit, the budget rate of a year';

-- Subscriptions: the core product for all, two more where more use cases were bought.
CREATE TABLE demo.subscription AS
SELECT row_number() OVER (ORDER BY account_id, t.from_day, product COLLATE "C")::bigint AS subscription_id, account_id, product, t.currency,
       round(t.seats * t.seat_price * share, 2) AS monthly_amount, t.seats, t.term_months, t.from_day AS starts_on,
       CASE WHEN due_on <= :'last_day' OR life_to IS NOT NULL AND life_to <= due_on THEN due_on END AS ends_on
FROM demo.truth_term AS t JOIN demo.truth_account AS a USING (account_id),
     LATERAL (VALUES ('core', CASE WHEN a.use_cases > 2 THEN .70 ELSE 1.0 END), ('insight', CASE WHEN a.use_cases > 2 THEN .20 END),
                     ('automation', CASE WHEN a.use_cases > 2 THEN .10 END)) AS p (product, share)
WHERE share IS NOT NULL;
COMMENT ON TABLE demo.subscription IS 'what is paid for, per product and term; ends_on is empty while it runs';

-- The CRM account as it is now, and its history: one row for each state, [valid_from, valid_to). What ends is known from
-- the day it was notified.
CREATE TABLE demo.crm_account AS
SELECT a.account_id, a.name, a.parent_id AS parent_account_id, a.segment, a.industry, a.region,
       CASE a.segment WHEN 'enterprise' THEN 'A' WHEN 'mid_market' THEN 'B' ELSE 'C' END AS importance, a.currency,
       'customer' AS record_type, a.started_on AS created_on, a.merged_into IS NOT NULL AS is_deleted, a.merged_into AS master_account_id,
       -- who signs, and what share of that contract is this account's
       a.contract_account_id, round(a.seats::numeric / sum(a.seats) OVER (PARTITION BY a.contract_account_id), 6) AS contract_share
FROM demo.truth_account AS a
UNION ALL
SELECT 100000, 'Ourselves', NULL, 'mid_market', 'software', 'EMEA', 'C', 'EUR', 'internal', '2018-01-01', false, NULL, 100000, 1;
COMMENT ON TABLE demo.crm_account IS 'accounts in the CRM; merged ones are marked deleted and point to their master';

CREATE TABLE demo.truth_state AS
WITH term AS (
    -- subsidiaries under the parent's contract: the dates are the parent's, the amount is not theirs
    SELECT a.account_id, t.life, t.life_from, t.from_day, t.due_on, t.life_to, c.ended_on,
           CASE WHEN a.account_id = t.account_id THEN round(t.seats * t.seat_price * 12, 2) END AS annual_amount,
           round(a.seats * t.seats / t.first_seats::numeric)::int AS seats,
           greatest(c.decided_on, t.life_from + 1) AS notified_on
    FROM demo.truth_account AS a
    JOIN demo.truth_term AS t ON t.account_id = a.contract_account_id
    LEFT JOIN demo.truth_churn AS c ON c.account_id = a.contract_account_id
    WHERE a.merged_into IS NULL
)
SELECT account_id, from_day AS valid_from, life_from, NULL::date AS ends_on, due_on, seats, annual_amount FROM term
UNION ALL
SELECT account_id, notified_on, life_from, ended_on, due_on, seats, annual_amount FROM term
WHERE life_to IS NOT NULL AND notified_on > from_day AND notified_on < due_on;
CREATE INDEX ON demo.truth_state (account_id, valid_from);
ANALYZE demo.truth_state;

CREATE TABLE demo.crm_account_history AS
WITH change AS (
    SELECT account_id, valid_from FROM demo.truth_state
    UNION
    SELECT t.account_id, t.valid_from FROM demo.account_team AS t
    JOIN (SELECT account_id, min(valid_from) AS first FROM demo.truth_state GROUP BY 1) AS s USING (account_id)
    WHERE t.duty = 'csm' AND t.valid_from > s.first
)
SELECT c.account_id, c.valid_from, lead(c.valid_from) OVER (PARTITION BY c.account_id ORDER BY c.valid_from) AS valid_to,
       s.life_from AS contract_started_on, s.ends_on AS contract_ended_on, s.due_on AS renews_on,
       CASE WHEN a.by_volume OR NOT a.is_cast AND demo.uniform('no seats', a.h) < .02 THEN NULL ELSE s.seats END AS seats, s.annual_amount,
       t.person AS owner, CASE WHEN s.ends_on IS NOT NULL THEN 'leaving' ELSE 'customer' END AS stage
FROM change AS c
JOIN demo.truth_account AS a USING (account_id)
CROSS JOIN LATERAL (SELECT * FROM demo.truth_state AS s WHERE s.account_id = c.account_id AND s.valid_from <= c.valid_from
                    ORDER BY s.valid_from DESC, s.ends_on LIMIT 1) AS s
LEFT JOIN demo.account_team AS t ON t.account_id = c.account_id AND t.duty = 'csm'
    AND t.valid_from <= greatest(c.valid_from, a.started_on) AND (t.valid_to > greatest(c.valid_from, a.started_on) OR t.valid_to IS NULL);
DROP TABLE demo.truth_state;
COMMENT ON TABLE demo.crm_account_history IS 'contract, seats, amount and owner of an account over time, [valid_from, valid_to)';

-- Renewals. One in eight is signed after the contract ran out, and one in fourteen of the last three months' is not signed yet.
CREATE TABLE demo.renewal AS
SELECT row_number() OVER (ORDER BY due_on, account_id)::bigint AS renewal_id, account_id, 'contract-' || account_id || '-' || life || '.' || k AS contract_number,
       due_on, CASE WHEN term_months > 1 THEN due_on - 60 END AS notice_by, term_months, demo.uniform('auto', h) < .4 AS auto_renews,
       CASE WHEN NOT churned AND signed <= :'last_day' THEN signed END AS signed_on,
       CASE WHEN churned AND decided_on <= :'last_day' THEN 'churned' WHEN NOT churned AND signed <= :'last_day' THEN 'renewed' END AS outcome,
       currency, round(seats * seat_price * 12, 2) AS annual_amount,
       CASE WHEN NOT churned AND signed <= :'last_day'
            THEN coalesce(lead(round(seats * seat_price * 12, 2)) OVER (PARTITION BY account_id, life ORDER BY k), round(seats * seat_price * 12, 2)) END AS next_annual_amount,
       from_day AS opened_on
FROM (SELECT t.*, c.decided_on, t.life_to IS NOT NULL AND t.due_on >= t.life_to AS churned, demo.hash(k, demo.hash('renewal', t.h)) AS r
      FROM demo.truth_term AS t LEFT JOIN demo.truth_churn AS c USING (account_id)) AS t,
     LATERAL (SELECT CASE WHEN demo.uniform(1, r) < .07 AND due_on > :'last_day'::date - 90 THEN date 'infinity'
                          WHEN demo.uniform(2, r) < .125 THEN due_on + 3 + floor(demo.uniform(3, r) * 50)::int
                          ELSE due_on - CASE WHEN term_months = 1 THEN 1 ELSE 5 + floor(demo.uniform(3, r) * 40)::int END END AS signed) AS s;
COMMENT ON TABLE demo.renewal IS 'one row per term that has to be renewed, signed or not';

-- Invoices, in minor units of the account's currency: yearly, quarterly, or monthly. Most are paid in time; poor health pays late.
CREATE TABLE demo.invoice AS
SELECT row_number() OVER (ORDER BY issued_on, i.account_id, m)::bigint AS invoice_id, i.account_id, issued_on, issued_on + 30 AS due_on, currency,
       CASE WHEN demo.uniform(1, r) < .004 THEN -5000 ELSE round(seats * seat_price * months * 100) END::bigint AS amount_minor,
       CASE WHEN voided THEN 'void' WHEN paid <= :'last_day' THEN 'paid' ELSE 'open' END AS status,
       CASE WHEN NOT voided AND paid <= :'last_day' THEN paid END AS paid_on,
       CASE WHEN demo.uniform(4, r) < .02 AND issued_on + 31 <= :'last_day' THEN demo.at(issued_on + 31, 20000) END AS failed_at,
       CASE WHEN voided THEN issued_on + 20 END AS voided_on
FROM (SELECT t.*, months, m, (t.from_day + make_interval(months => m))::date AS issued_on,
             demo.hash(k * 100 + m, demo.hash('invoice', t.h)) AS r
      FROM demo.truth_term AS t,
           LATERAL (SELECT CASE WHEN term_months = 1 THEN 1 WHEN demo.uniform('billing', h) < .45 THEN 12 ELSE 3 END AS months) AS b,
           LATERAL generate_series(0, term_months - 1, months) AS m) AS i
LEFT JOIN demo.truth_week AS w ON w.account_id = i.account_id AND w.week = demo.week_of(i.issued_on, :'first_day')
CROSS JOIN LATERAL (SELECT issued_on + CASE
                        WHEN i.is_cast OR demo.uniform(2, r) < .72 + .22 * coalesce(w.health, .6) THEN 5 + floor(demo.uniform(3, r) * 24)::int
                        WHEN demo.uniform(2, r) < .93 + .06 * coalesce(w.health, .6) THEN 31 + floor(demo.uniform(3, r) * 22)::int
                        ELSE 55 + floor(demo.uniform(3, r) * 60)::int END AS paid,
                    demo.uniform(5, r) < .01 AND issued_on + 20 <= :'last_day' AS voided) AS p
WHERE issued_on BETWEEN :'first_day' AND :'last_day' AND (life_to IS NULL OR issued_on < life_to);
COMMENT ON TABLE demo.invoice IS 'invoices in minor units of the account''s currency';

-- Opportunities: interest in more, where health and value are good; the CRM speaks of types and stages.
CREATE TABLE demo.opportunity AS
SELECT row_number() OVER (ORDER BY created_at, account_id)::bigint AS opportunity_id, account_id, type, currency,
       round((300 + 20000 * demo.uniform(3, r) * demo.uniform(4, r))::numeric, 2) AS amount, created_at,
       CASE WHEN closed < demo.at(:'last_day'::date + 1, 0) THEN closed END AS closed_at,
       CASE WHEN closed >= demo.at(:'last_day'::date + 1, 0) THEN 'Negotiation' WHEN demo.uniform(6, r) < .25 + .4 * value THEN 'Closed Won' ELSE 'Closed Lost' END AS stage,
       CASE WHEN type = 'New product' THEN demo.pick(ARRAY['insight', 'automation'], demo.uniform(7, r)) ELSE 'core' END AS product
FROM (SELECT a.account_id, a.currency, w.value, r, demo.pick(ARRAY['More seats', 'More seats', 'New product', 'Upgrade', 'Inquiry'], demo.uniform(1, r)) AS type,
             demo.at(:'first_day'::date + 7 * w.week + floor(demo.uniform(2, r) * 7)::int, 30000 + 20000 * demo.uniform(8, r)) AS created_at,
             date_trunc('second', demo.at(:'first_day'::date + 7 * w.week + 21 + floor(demo.uniform(5, r) * 80)::int, 50000)) AS closed
      FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id) JOIN demo.truth_week AS w USING (account_id)
      CROSS JOIN LATERAL (SELECT demo.hash(w.week, demo.hash('opportunity', a.h)) AS r) AS x
      WHERE w.week BETWEEN 0 AND 103 AND 7 * w.week >= l.from_day + 60 - :'first_day'::date AND (l.to_day IS NULL OR 7 * w.week + 7 < l.to_day - :'first_day'::date)
        AND demo.uniform(0, r) < .045 * w.value * w.health AND a.merged_into IS NULL) AS o;
COMMENT ON TABLE demo.opportunity IS 'sales opportunities with existing customers';

-- What was bought, item by item. A tenth of the accounts have it in the contract as text only: nothing is recorded.
CREATE TABLE demo.entitlement AS
WITH life AS (
    SELECT a.*, min(l.from_day) AS from_day FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id)
    WHERE a.merged_into IS NULL AND (a.is_cast OR demo.uniform('no entitlement', h) >= .10) GROUP BY a.account_id
), use_case AS (
    SELECT l.account_id, l.h, l.from_day, (ARRAY['planning', 'delivery', 'billing', 'insight'])[1 + (l.first_use_case + i) % 4] AS use_case
    FROM life AS l, LATERAL generate_series(0, l.use_cases - 1) AS i
)
SELECT account_id, 'use_case' AS kind, use_case AS item, NULL::int AS units, NULL AS per, from_day AS valid_from, NULL::date AS valid_to FROM use_case
UNION ALL SELECT account_id, 'feature', feature, NULL, NULL, from_day, NULL FROM use_case JOIN demo.feature_catalogue USING (use_case)
UNION ALL   -- seats: where they are contracted per period, they are here as well
SELECT t.account_id, 'seat', 'named user', t.seats, NULL, t.from_day, CASE WHEN t.due_on <= :'last_day' THEN t.due_on ELSE t.life_to END
FROM demo.truth_term AS t JOIN demo.truth_account AS a USING (account_id) WHERE demo.uniform('seats in entitlement', t.h) < .35 AND t.term_months > 1 AND NOT a.by_volume
  AND NOT EXISTS (SELECT FROM demo.truth_account AS s WHERE s.contract_account_id = t.account_id AND s.account_id <> t.account_id)
UNION ALL   -- events a month with the feature that they pay by
SELECT account_id, 'volume', (ARRAY['schedule', 'tasks', 'invoicing', 'reports'])[1 + first_use_case % 4], ceil(users * (12 + 16 * demo.uniform('volume', h)))::int,
       'month', from_day, NULL FROM life WHERE by_volume;
COMMENT ON TABLE demo.entitlement IS 'bought use cases, features, seats and volumes';

-- Milestones of the plan. One in four is planned anew, some of those twice: first_planned_on stays, planned_on moves.
CREATE TABLE demo.milestone AS
SELECT row_number() OVER (ORDER BY account_id, life, step)::bigint AS milestone_id, account_id, phase, milestone,
       CASE WHEN demo.uniform(1, r) < .4 THEN 'theirs' ELSE 'ours' END AS side, planned AS first_planned_on,
       planned + CASE WHEN demo.uniform(2, r) < .25 THEN 14 + floor(demo.uniform(3, r) * 40)::int ELSE 0 END AS planned_on,
       CASE WHEN done <= :'last_day' AND (to_day IS NULL OR done < to_day) THEN done END AS done_on,
       CASE WHEN step = 1 AND demo.uniform('reason', h) < .8 THEN demo.pick(ARRAY['fewer late projects', 'one source of numbers', 'faster invoices'], demo.uniform('reason', h)) END AS buying_reason
FROM (SELECT a.account_id, a.h, l.life, l.to_day, m.*, a.trait, demo.hash(m.step, demo.hash(l.life, demo.hash('milestone', a.h))) AS r,
             l.from_day + m.after AS planned, w.value
      FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id)
      CROSS JOIN (SELECT 1 AS step, 'onboarding' AS phase, 'kickoff' AS milestone, 10 AS after
                  UNION ALL SELECT 2, 'onboarding', 'data_migrated', 35 UNION ALL SELECT 3, 'onboarding', 'first_value', 60
                  UNION ALL SELECT 3 + i, 'value', 'goal ' || i, 60 + 120 * i FROM generate_series(1, 18) AS i) AS m
      LEFT JOIN demo.truth_week AS w ON w.account_id = a.account_id AND w.week = greatest(-40, demo.week_of(l.from_day + m.after, :'first_day'))
      WHERE a.merged_into IS NULL AND l.from_day + m.after <= :'last_day'::date + 90
        AND (m.step <= 3 OR l.from_day + m.after >= :'first_day')) AS p,
     LATERAL (SELECT CASE WHEN phase = 'onboarding' OR (trait IS DISTINCT FROM 'hollow_green' AND demo.uniform(4, r) < .25 + .75 * coalesce(value, .5))
                          THEN planned - 8 + floor(demo.uniform(5, r) * CASE WHEN demo.uniform(6, r) < coalesce(value, .5) THEN 8 ELSE 60 END)::int END AS done) AS d;
COMMENT ON TABLE demo.milestone IS 'the success plan: what was planned first, is planned now, and was done when';

-- Value a customer would recognise. The hollow green have none; their twins had some, once.
CREATE TABLE demo.value_evidence AS
SELECT row_number() OVER (ORDER BY day, account_id)::bigint AS evidence_id, account_id, day AS occurred_on, kind,
       CASE WHEN kind = 'saving' THEN round((500 + 40000 * demo.uniform(3, r) * demo.uniform(4, r))::numeric, -2) END AS amount_usd,
       'report ' || (r & 4095) AS evidence
FROM (SELECT a.account_id, r, :'first_day'::date + 30 * i + floor(demo.uniform(1, r) * 30)::int AS day,
             demo.pick(ARRAY['saving', 'goal_reached', 'process_live', 'reference_number'], demo.uniform(2, r)) AS kind
      FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id) CROSS JOIN generate_series(0, 23) AS i
      JOIN demo.truth_week AS w ON w.account_id = a.account_id AND w.week = demo.week_of(:'first_day'::date + 30 * i, :'first_day')
      CROSS JOIN LATERAL (SELECT demo.hash(i, demo.hash('evidence', a.h)) AS r) AS x
      WHERE a.merged_into IS NULL AND :'first_day'::date + 30 * i >= l.from_day + 60 AND (l.to_day IS NULL OR :'first_day'::date + 30 * i + 30 < l.to_day)
        AND demo.uniform(0, r) < CASE WHEN a.trait = 'hollow_green' THEN CASE WHEN a.is_twin AND i IN (6, 14, 20) THEN 1 ELSE 0 END ELSE .02 + .22 * w.value END) AS v
WHERE day <= :'last_day';
COMMENT ON TABLE demo.value_evidence IS 'what customers got out of it, as somebody wrote it down';

-- A level, not a flow: availability at the end of each month, against what was promised.
CREATE TABLE demo.service_level AS
SELECT a.account_id, m.day, 'uptime' AS metric, round((99.98 - .25 * demo.uniform(m.i, demo.hash('uptime', a.h)) * demo.uniform(m.i, demo.hash('uptime2', a.h)))::numeric, 3) AS percent,
       99.9 AS promised
FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id)
CROSS JOIN LATERAL (SELECT i, (date_trunc('month', :'first_day'::date) + make_interval(months => i + 1))::date - 1 AS day FROM generate_series(0, 23) AS i) AS m
WHERE a.segment = 'enterprise' AND m.day BETWEEN l.from_day AND least(l.to_day, :'last_day')
UNION ALL   -- where it is counted what the product was bought for
SELECT a.account_id, m.day, CASE a.industry WHEN 'healthcare' THEN 'outcome' ELSE 'efficiency' END,
       round((60 + 30 * w.value + 8 * demo.uniform(m.i, demo.hash('efficiency', a.h)))::numeric, 1), CASE a.industry WHEN 'healthcare' THEN 78 END
FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id)
CROSS JOIN LATERAL (SELECT i, (date_trunc('month', :'first_day'::date) + make_interval(months => i + 1))::date - 1 AS day FROM generate_series(0, 23) AS i) AS m
JOIN demo.truth_week AS w ON w.account_id = a.account_id AND w.week = demo.week_of(m.day, :'first_day')
WHERE a.industry IN ('healthcare', 'manufacturing') AND a.merged_into IS NULL AND m.day BETWEEN l.from_day AND least(l.to_day, :'last_day');
COMMENT ON TABLE demo.service_level IS 'by month: availability for enterprise accounts, outcomes of care, efficiency of lines';

-- Small orders in the marketplace.
CREATE TABLE demo.marketplace_order AS
SELECT row_number() OVER (ORDER BY day, account_id)::bigint AS order_id, account_id, day AS ordered_on, round((20 + 400 * demo.uniform(2, r))::numeric, 2) AS amount_usd,
       demo.pick(ARRAY['template', 'connector', 'training voucher'], demo.uniform(3, r)) AS category,
       CASE WHEN demo.uniform(4, r) < .04 THEN 20.00 END AS returned_usd
FROM (SELECT a.account_id, r, :'first_day'::date + 30 * i + floor(demo.uniform(1, r) * 30)::int AS day
      FROM demo.truth_account AS a JOIN demo.truth_life AS l USING (account_id) CROSS JOIN generate_series(0, 23) AS i
      CROSS JOIN LATERAL (SELECT demo.hash(i, demo.hash('order', a.h)) AS r) AS x
      WHERE a.merged_into IS NULL AND :'first_day'::date + 30 * i >= l.from_day AND (l.to_day IS NULL OR :'first_day'::date + 30 * i + 30 < l.to_day)
        AND demo.uniform(0, r) < .08) AS o
WHERE day <= :'last_day';
COMMENT ON TABLE demo.marketplace_order IS 'small orders beside the contract';
