-- The help desk: organisations with ids of their own, tickets, and every change of a ticket.

CREATE TABLE demo.helpdesk_organization AS
SELECT 500000 + n AS organization_id, name,
       -- 3 % were never linked; somebody matched them by hand (see demo.organization_match)
       CASE WHEN is_cast OR demo.uniform('unlinked', h) >= .03 THEN account_id::text END AS external_id,
       demo.at(greatest(started_on, (SELECT from_day FROM demo.truth_incident WHERE what = 'helpdesk_start')), 30000) AS created_at
FROM demo.truth_account
UNION ALL   -- companies that nobody knows in the CRM
SELECT 990000 + i, 'Unknown sender ' || i, NULL, demo.at((SELECT from_day FROM demo.truth_incident WHERE what = 'helpdesk_start'), 30000)
FROM generate_series(1, 20) AS i;
CREATE TABLE demo.organization_match AS
SELECT organization_id, organization_id - 400000::bigint AS account_id, 'by hand'::text AS how
FROM demo.helpdesk_organization WHERE external_id IS NULL AND organization_id < 990000;
COMMENT ON TABLE demo.helpdesk_organization IS 'customers as the help desk knows them; external_id is the CRM account where it was linked';
COMMENT ON TABLE demo.organization_match IS 'organisations without a link that were matched by hand';

-- Tickets are drawn week by week in slots: over-dispersed, with many empty weeks, more of them six to eight weeks after
-- health turned bad. One account in ten goes quiet instead of loud.
CREATE TABLE demo.truth_ticket AS
WITH weekly AS (
    SELECT a.account_id, a.n AS account_n, a.region, a.trait, a.is_twin, a.trait_from, t.week, l.from_day,
           least(l.to_day, :'last_day'::date + 1) AS to_day, m.health, demo.hash('ticket', a.h) AS h,
           a.trait = 'advanced_spike' AND t.week BETWEEN demo.week_of(a.trait_from, :'first_day') + 1
               AND demo.week_of(a.trait_from, :'first_day') + 9 AS in_spike,
           a.ticket_rate
           * CASE WHEN demo.uniform('goes quiet', a.h) < .10 OR a.trait = 'polite_exit'
                  THEN demo.between(.3, 1 + 1.2 * (m.health - .62), 1.2)
                  ELSE demo.between(.55, 1 + 3.2 * (.60 - m.health), 2.8) END
           * CASE WHEN demo.uniform(t.week, demo.hash('ticket week', a.h)) < .45 THEN .36 ELSE 1.90 END
           -- the first weeks ask more
           * CASE WHEN 7 * t.week < l.from_day - :'first_day'::date + 60 THEN 1.6 ELSE 1 END AS rate
    FROM demo.truth_account AS a
    JOIN demo.truth_life AS l USING (account_id)
    JOIN demo.truth_week AS t ON t.account_id = a.account_id AND t.week BETWEEN 25 AND 104
        AND t.week >= demo.week_of(l.from_day, :'first_day') AND (l.to_day IS NULL OR t.week <= demo.week_of(l.to_day, :'first_day'))
    JOIN demo.truth_week AS lagged ON lagged.account_id = a.account_id AND lagged.week = t.week - a.lag_ticket
    CROSS JOIN LATERAL (SELECT demo.between(.02, lagged.health + CASE WHEN a.is_cast THEN 0 ELSE a.manner_ticket END, .98) AS health) AS m
    WHERE a.ticket_rate > 0 AND (a.merged_into IS NULL OR t.week < 60)
), opened AS (
    SELECT w.*, d.day, demo.hash(w.week * 64 + slot, h) AS r
    FROM weekly AS w
    CROSS JOIN LATERAL (SELECT CASE WHEN in_spike THEN greatest(rate, .5) * 4 ELSE rate END AS wanted) AS x
    -- one slot a day, or two where many are expected; the chance follows the weekday
    CROSS JOIN LATERAL generate_series(0, CASE WHEN wanted > 2 THEN 13 ELSE 6 END) AS slot
    JOIN demo.truth_day AS d ON d.region = w.region AND d.n = 7 * w.week + slot % 7
    WHERE (demo.hash(w.week * 64 + slot, h) & 1048575)
              < 1048576.0 * wanted / CASE WHEN wanted > 2 THEN 10.0 ELSE 5.0 END * d.activity / 1000
), incidents AS (
    -- an incident brings one urgent ticket each from 200 accounts
    SELECT w.account_id, w.account_n, w.region, w.trait, w.is_twin, w.week, w.health, i.from_day AS day, demo.hash(i.from_day - date '2000-01-01', w.h) AS r
    FROM demo.truth_incident AS i
    CROSS JOIN LATERAL (
        SELECT * FROM weekly WHERE week = demo.week_of(i.from_day, :'first_day') AND weekly.from_day <= i.from_day AND weekly.to_day > i.from_day
        ORDER BY demo.hash(i.from_day - date '2000-01-01', h), account_id LIMIT least(200, :accounts / 5)) AS w
    WHERE i.what = 'service_incident'
), candidate AS (
    SELECT account_id, account_n, trait, is_twin, trait_from, week, health, in_spike, day, r, false AS is_incident FROM opened
    WHERE day >= greatest(from_day, (SELECT i.from_day FROM demo.truth_incident AS i WHERE what = 'helpdesk_start')) AND day < to_day
    UNION ALL
    SELECT account_id, account_n, trait, is_twin, NULL, week, health, false, day, r, true FROM incidents
    UNION ALL   -- 2 % come from organisations nobody knows
    SELECT 490000 + ((r >> 50) & 15), 490001 + ((r >> 50) & 15)::int, NULL, false, NULL, week, .6, false, day, demo.hash(9, r), false FROM opened
    WHERE (r >> 24) & 1023 < 21 AND day >= (SELECT i.from_day FROM demo.truth_incident AS i WHERE what = 'helpdesk_start') AND day < to_day
)
SELECT row_number() OVER (ORDER BY created_at, account_id, r)::bigint AS ticket_id, *,
       CASE WHEN is_incident THEN 1 + (u_severity < .5)::int
            WHEN u_severity < .001 + .09 * (1 - health) * (1 - health) THEN 1
            WHEN u_severity < .002 + .37 * (1 - health) * (1 - health) THEN 2
            WHEN u_severity < .75 THEN 3 ELSE 4 END AS first_severity
FROM (SELECT c.*, demo.at(day, 21600 + (r >> 20 & 1048575) / 20) AS created_at,
             demo.uniform(1, r) AS u_severity, demo.uniform(2, r) AS u_change, demo.uniform(3, r) AS u_change_at, demo.uniform(4, r) AS u_duration,
             demo.uniform(5, r) AS u_reopen, demo.uniform(6, r) AS u_sla, demo.uniform(7, r) AS u_escalated, demo.uniform(8, r) AS u_kind
      FROM candidate AS c) AS t;

-- Its course: how long it took, whether its severity was changed, whether it came back.
CREATE TABLE demo.truth_course AS
SELECT t.*, changed_severity, changed_at, solved_once_at, reopened_at,
       CASE WHEN reopened_at IS NULL THEN solved_once_at ELSE reopened_at + (6 + 90 * demo.uniform(11, r)) * interval '1 hour' END AS solved_at,
       CASE WHEN u_sla < .045 + .16 * (1 - health) * (1 - health) AND created_at + sla < solved_once_at THEN created_at + sla END AS sla_breached_at,
       CASE WHEN u_escalated < .008 + .06 * (1 - health) * (1 - health) THEN created_at + (6 + 48 * demo.uniform(12, r)) * interval '1 hour' END AS escalated_at
FROM demo.truth_ticket AS t,
     LATERAL (SELECT interval '1 hour' * (CASE first_severity WHEN 1 THEN 4 WHEN 2 THEN 8 ELSE 24 END) AS sla) AS s,
     LATERAL (SELECT date_trunc('second', created_at + interval '1 hour' * (1.5 - .7 * health) * CASE WHEN first_severity <= 2 THEN .6 ELSE 1 END *
                  CASE WHEN trait = 'polite_exit' AND NOT is_twin AND day >= trait_from AND u_kind > .6 THEN 9000   -- left open
                       WHEN u_duration < .5 THEN 1 + 44 * u_duration WHEN u_duration < .8 THEN 24 + 200 * (u_duration - .5)
                       WHEN u_duration < .96 THEN 90 + 1500 * (u_duration - .8) ELSE 340 + 20000 * (u_duration - .96) END) AS solved_once_at) AS d,
     -- 5 % are raised by one, 4 % lowered, half of those within four hours: it was a mistake
     LATERAL (SELECT CASE WHEN u_change < .05 AND first_severity > 1 THEN first_severity - 1
                          WHEN u_change > .96 AND first_severity < 4 THEN greatest(first_severity + 1, 3) END AS changed_severity,
                     date_trunc('second', created_at + interval '1 hour' * CASE WHEN u_change > .98 THEN .3 + 3 * u_change_at ELSE 5 + 40 * u_change_at END) AS change_at) AS c,
     LATERAL (SELECT CASE WHEN changed_severity IS NOT NULL AND change_at < solved_once_at THEN change_at END AS changed_at) AS c2,
     LATERAL (SELECT CASE WHEN u_reopen < .03 + .12 * (1 - health)
                          THEN date_trunc('second', solved_once_at + (10 + 90 * demo.uniform(10, r)) * interval '1 hour') END AS reopened_at) AS r;
DROP TABLE demo.truth_ticket;

-- Tickets as the help desk shows them on the last day: what has not happened yet is empty.
CREATE TABLE demo.support_ticket AS
SELECT ticket_id, 500000 + account_n AS organization_id, account_id * 100 + 1 + (r & 3) AS requester_contact_id,
       (ARRAY['email', 'web', 'web', 'chat', 'phone'])[1 + ((r >> 4) & 1023) % 5] AS channel,
       CASE WHEN (r >> 14) & 7 = 0 THEN 'insight' ELSE 'core' END AS product,
       CASE WHEN is_incident THEN 'incident' WHEN u_kind < .35 THEN 'question' ELSE 'problem' END AS type,
       CASE WHEN is_incident THEN 'outage'
            WHEN in_spike THEN CASE WHEN is_twin THEN 'bug' ELSE 'how_to' END
            WHEN u_kind < .35 THEN 'how_to' WHEN u_kind < .65 THEN 'bug' WHEN u_kind < .78 THEN 'access' WHEN u_kind < .86 THEN 'billing'
            WHEN u_kind < .95 THEN 'integration' ELSE 'feature_request' END AS category,
       -- the priority as it is now; 4 % never got one
       CASE WHEN u_severity > .96 AND changed_at IS NULL THEN NULL
            ELSE (ARRAY['urgent', 'high', 'normal', 'low'])[CASE WHEN changed_at <= until THEN changed_severity ELSE first_severity END] END AS priority,
       CASE WHEN solved_at + interval '4 days' <= until THEN 'closed' WHEN solved_at <= until THEN 'solved'
            WHEN reopened_at <= until THEN 'open' WHEN solved_once_at <= until THEN 'solved'
            WHEN (r >> 18) & 3 = 0 THEN 'pending' ELSE 'open' END AS status,
       created_at,
       CASE WHEN solved_at <= until THEN solved_at WHEN reopened_at IS NOT NULL AND reopened_at > until AND solved_once_at <= until THEN solved_once_at END AS solved_at,
       CASE WHEN solved_at + interval '4 days' <= until THEN solved_at + interval '4 days' END AS closed_at,
       CASE WHEN date_trunc('second', escalated_at) <= until AND escalated_at < solved_at THEN date_trunc('second', escalated_at) END AS escalated_at,
       first_severity <= 3 AS has_sla,
       CASE WHEN sla_breached_at <= until THEN sla_breached_at END AS sla_breached_at,
       CASE WHEN solved_at <= until AND (r >> 36) & 3 > 0
            THEN round((demo.between(-1, 1.6 * (health - .42) + .35 * demo.normal(13, r), 1))::numeric, 2) END AS sentiment,
       CASE WHEN solved_at <= until AND (r >> 38) & 7 = 0 THEN round(demo.between(1, 1.5 + 4 * health + .8 * demo.normal(14, r), 5))::int END AS csat,
       1 + ((r >> 41) & 3)::int AS reply_count, round(demo.between(4, 20 + 90 * health * demo.uniform(15, r), 200))::int AS reply_words,
       CASE WHEN NOT is_incident AND (r >> 44) & 127 < 4 THEN 'agent' ELSE 'end-user' END AS submitter_role,
       (r >> 51) & 127 = 0 AS is_deleted,
       CASE WHEN (r >> 51) & 127 IN (1, 2) THEN lag(ticket_id) OVER (PARTITION BY account_id ORDER BY ticket_id) END AS merged_into_ticket_id
FROM demo.truth_course, LATERAL (SELECT demo.at(:'last_day'::date + 1, -1) AS until) AS u;
COMMENT ON TABLE demo.support_ticket IS 'tickets, as they are now; deleted ones are kept with a mark';

CREATE TABLE demo.support_ticket_history AS
WITH change AS (
    SELECT ticket_id, changed_at AS at, 'priority' AS field, (ARRAY['urgent', 'high', 'normal', 'low'])[first_severity] AS old_value,
           (ARRAY['urgent', 'high', 'normal', 'low'])[changed_severity] AS new_value, 'agent' AS changed_by, NULL::int AS words
    FROM demo.truth_course WHERE changed_at IS NOT NULL
    UNION ALL SELECT ticket_id, solved_once_at, 'status', 'open', 'solved', 'agent', NULL FROM demo.truth_course
    UNION ALL SELECT ticket_id, reopened_at, 'status', 'solved', 'open', 'customer', NULL FROM demo.truth_course WHERE reopened_at IS NOT NULL
    UNION ALL SELECT ticket_id, solved_at, 'status', 'open', 'solved', 'agent', NULL FROM demo.truth_course WHERE reopened_at IS NOT NULL
    UNION ALL SELECT ticket_id, solved_at + interval '4 days', 'status', 'solved', 'closed', 'system', NULL FROM demo.truth_course
    UNION ALL SELECT ticket_id, date_trunc('second', escalated_at), 'escalated', 'false', 'true', 'agent', NULL FROM demo.truth_course
              WHERE escalated_at < solved_at
    UNION ALL SELECT ticket_id, sla_breached_at, 'sla_breached', 'false', 'true', 'system', NULL FROM demo.truth_course WHERE sla_breached_at IS NOT NULL
    UNION ALL SELECT ticket_id, date_trunc('second', created_at + (solved_once_at - created_at) * .4), 'reply', NULL, NULL, 'customer',
                     round(demo.between(4, 20 + 90 * health * demo.uniform(15, r), 200))::int
              FROM demo.truth_course WHERE (r >> 41) & 3 > 0
)
SELECT row_number() OVER (ORDER BY at, ticket_id, field COLLATE "C", new_value COLLATE "C") AS change_id, * FROM change WHERE at < demo.at(:'last_day'::date + 1, 0);
DROP TABLE demo.truth_course;
COMMENT ON TABLE demo.support_ticket_history IS 'every change of a ticket: priority, status, escalation, SLA, customer replies';
