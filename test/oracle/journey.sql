-- The journey (71, 72, 138 to 143, 151), what serves the renewal, and what customers say of us (68).

CREATE TABLE oracle.milestone AS
    SELECT m.account_id, m.phase, m.milestone, m.side, m.buying_reason, coalesce(m.first_planned_on, m.planned_on) AS plan,
           CASE WHEN m.done_on <= :'as_of'::date THEN m.done_on END AS done_on,
           coalesce(m.first_planned_on, m.planned_on, m.done_on) BETWEEN a.started_on AND '9999-12-31' AS in_life, a.started_on
      FROM :ws.source_milestone m
      JOIN oracle.account a USING (account_id)
     WHERE m.known_at IS NULL OR m.known_at < :'end_d';
CREATE INDEX ON oracle.milestone (account_id);
ANALYZE oracle.milestone;

-- 142: kickoff within 14 days of the start, and why they bought
INSERT INTO oracle.raw
SELECT a.account_id, 'kickoff_done',
       CASE WHEN EXISTS (SELECT FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life AND k.milestone = 'kickoff' AND k.done_on <= a.started_on + 13)
             AND EXISTS (SELECT FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life AND length(k.buying_reason) > 0) THEN 1 ELSE 0 END,
       CASE WHEN NOT EXISTS (SELECT FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life) THEN 'not_recorded'
            WHEN :'as_of'::date <= a.started_on + 13
             AND NOT EXISTS (SELECT FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life AND k.milestone = 'kickoff' AND k.done_on IS NOT NULL) THEN 'not_applicable'
            ELSE 'observed' END,
       CASE WHEN EXISTS (SELECT FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life AND k.milestone = 'kickoff' AND k.done_on IS NOT NULL)
             AND NOT EXISTS (SELECT FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life AND length(k.buying_reason) > 0) THEN 'no_reason' END,
       (SELECT count(*) FROM oracle.milestone k WHERE k.account_id = a.account_id AND k.in_life)
  FROM oracle.account a;

-- 139: days of onboarding over days planned, the first and the last day counted
INSERT INTO oracle.raw
SELECT a.account_id, 'onboarding_overrun', (CASE WHEN o.is_over THEN o.done_on ELSE :'as_of'::date END - a.started_on + 1)::float8 / (o.plan - a.started_on + 1),
       CASE WHEN o.n IS NULL THEN 'not_recorded' WHEN NOT o.is_over AND :'as_of'::date <= o.plan THEN 'not_applicable' ELSE 'observed' END, NULL, coalesce(o.n, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, max(plan) AS plan, max(done_on) AS done_on, count(*) = count(done_on) AS is_over, count(*) AS n
               FROM oracle.milestone WHERE in_life AND phase = 'onboarding' GROUP BY account_id) AS o USING (account_id);

-- 72: days from the plan of first_value until it came
INSERT INTO oracle.raw
SELECT a.account_id, 'first_value_delay', greatest(0, coalesce(v.done_on, :'as_of'::date) - v.plan),
       CASE WHEN v.plan IS NULL THEN 'not_recorded' WHEN v.done_on IS NULL AND v.plan >= :'as_of'::date THEN 'not_applicable' ELSE 'observed' END,
       CASE WHEN v.done_on IS NULL AND v.plan < :'as_of'::date THEN 'late' END, count(v.plan)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, min(plan) AS plan, min(done_on) AS done_on
               FROM oracle.milestone WHERE in_life AND milestone = 'first_value' GROUP BY account_id) AS v USING (account_id)
 GROUP BY a.account_id, v.plan, v.done_on;

-- 143: days since anything was reached, while something is open
INSERT INTO oracle.raw
SELECT a.account_id, 'goal_stalled_days',
       CASE WHEN count(m.account_id) > count(m.done_on) THEN :'as_of'::date - coalesce(max(m.done_on), a.started_on) ELSE 0 END,
       CASE WHEN count(m.account_id) > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, count(m.account_id) - count(m.done_on)
  FROM oracle.account a
  LEFT JOIN oracle.milestone m ON m.account_id = a.account_id AND m.in_life
 GROUP BY a.account_id, a.started_on;

-- 151: their milestones on time. Reading: all that were ever due, as for the success plan
INSERT INTO oracle.raw
SELECT a.account_id, 'commitments_kept', count(*) FILTER (WHERE m.done_on <= m.plan)::float8 / nullif(count(m.plan), 0),
       CASE WHEN count(m.plan) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(m.plan)
  FROM oracle.account a
  LEFT JOIN oracle.milestone m ON m.account_id = a.account_id AND m.side = 'theirs' AND m.plan <= :'as_of'::date
 GROUP BY a.account_id;

-- 140: of the last four days with an insight that are 30 days past, those after which they did one of their steps
INSERT INTO oracle.raw
SELECT a.account_id, 'insights_acted_on', avg(i.acted_on::int::float8),
       CASE WHEN count(i.day) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(i.day)
  FROM oracle.account a
  LEFT JOIN (SELECT d.account_id, d.day, EXISTS (SELECT FROM oracle.milestone m WHERE m.account_id = d.account_id AND m.in_life AND m.side = 'theirs'
                                                    AND m.done_on >= d.day AND m.done_on - d.day <= 30) AS acted_on
               FROM (SELECT account_id, day, dense_rank() OVER (PARTITION BY account_id ORDER BY day DESC) AS place
                       FROM (SELECT DISTINCT account_id, day FROM oracle.engagement WHERE kind = 'insight' AND day + 30 <= :'engagement_e'::date) AS x) AS d
              WHERE d.place <= 4) AS i USING (account_id)
 GROUP BY a.account_id;

-- 68: points of advocacy, each engagement once
INSERT INTO oracle.raw
SELECT a.account_id, 'advocacy', coalesce(sum(g.points), 0), 'observed', NULL, count(g.points)
  FROM oracle.account a
  LEFT JOIN (SELECT DISTINCT e.account_id, e.engagement_id, e.kind, w.points
               FROM oracle.engagement e
               JOIN (VALUES ('guidance', 1), ('community', 1), ('win_shared', 2), ('reference', 3), ('referral', 3), ('case_study', 5)) AS w(kind, points) USING (kind)
              WHERE e.took_part AND e.day <= :'engagement_e'::date AND e.day > :'engagement_e'::date - 180) AS g USING (account_id)
 GROUP BY a.account_id;

-- compliance reviews held of those due, campaigns and content taken up of those sent
INSERT INTO oracle.raw
SELECT a.account_id, 'compliance_done', avg(c.held::float8), CASE WHEN count(c.held) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(c.held)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, engagement_id, max((status = 'held' OR (status IS NULL AND due_day <= :'as_of'::date))::int) AS held
               FROM oracle.engagement
              WHERE kind = 'compliance' AND (status IS NULL OR status IN ('held', 'missed', 'no_show', 'cancelled'))
                AND due_day <= :'engagement_e'::date AND due_day > :'engagement_e'::date - 180
              GROUP BY account_id, engagement_id) AS c USING (account_id)
 GROUP BY a.account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'campaign_response', avg(c.taken_up::float8), CASE WHEN count(c.taken_up) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(c.taken_up)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, engagement_id, max(coalesce(took_part, false)::int) AS taken_up
               FROM oracle.engagement
              WHERE kind IN ('campaign', 'content') AND day <= :'engagement_e'::date AND day > :'engagement_e'::date - 90
              GROUP BY account_id, engagement_id) AS c USING (account_id)
 GROUP BY a.account_id;

-- 58: invoices of a year paid late, or due and not paid
INSERT INTO oracle.raw
SELECT a.account_id, 'late_invoice_share', sum((coalesce(i.paid_on > i.due_on AND i.paid_on <= :'as_of'::date, false) OR i.due_on < :'as_of'::date AND (i.paid_on IS NULL OR i.paid_on > :'as_of'::date))::int)::float8 / nullif(count(i.due_on), 0),
       CASE WHEN count(i.due_on) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(i.due_on)
  FROM oracle.account a
  LEFT JOIN :ws.source_invoice i
       ON i.account_id = a.account_id AND i.amount > 0 AND i.due_on BETWEEN :'as_of'::date - 364 AND :'as_of'::date
      AND (i.known_at IS NULL OR i.known_at < :'end_d') AND (i.voided_on IS NULL OR i.voided_on > :'as_of'::date)
 GROUP BY a.account_id;

-- evidence of value, and that which is in time for the renewal (141)
INSERT INTO oracle.raw
SELECT a.account_id, 'value_evidence', count(v.occurred_on), 'observed', NULL, count(v.occurred_on)
  FROM oracle.account a
  LEFT JOIN :ws.source_value_evidence v
       ON v.account_id = a.account_id AND v.occurred_on BETWEEN :'as_of'::date - 179 AND :'as_of'::date AND (v.known_at IS NULL OR v.known_at < :'end_d')
 GROUP BY a.account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'value_proof', count(v.occurred_on),
       CASE WHEN n.due_on IS NULL THEN 'not_recorded' WHEN n.due_on - :'as_of'::date > 90 THEN 'not_applicable' ELSE 'observed' END, NULL, count(v.occurred_on)
  FROM oracle.account a
  LEFT JOIN (SELECT r.account_id, min(r.due_on) AS due_on FROM :ws.source_renewal r JOIN oracle.account b ON b.account_id = r.account_id AND r.due_on > b.started_on
              WHERE (r.signed_on IS NULL OR r.signed_on > :'as_of'::date) AND r.due_on > :'as_of'::date - 365 AND (r.auto_renews IS NOT TRUE OR r.due_on >= :'as_of'::date)
                AND (r.known_at IS NULL OR r.known_at < :'end_d')
              GROUP BY r.account_id) AS n USING (account_id)
  LEFT JOIN :ws.source_value_evidence v
       ON v.account_id = a.account_id AND v.occurred_on <= :'as_of'::date AND n.due_on - v.occurred_on BETWEEN 90 AND 180 AND (v.known_at IS NULL OR v.known_at < :'end_d')
 GROUP BY a.account_id, n.due_on;

-- 71: how long the oldest open milestone is overdue; and what of the implementation is open
INSERT INTO oracle.raw
SELECT a.account_id, x.measure, x.value, CASE WHEN x.n > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, x.n
  FROM oracle.account a
 CROSS JOIN LATERAL (
       SELECT 'stage_delay_days' AS measure, :'as_of'::date - least(:'as_of'::date, min(m.plan) FILTER (WHERE m.done_on IS NULL)) AS value, count(*) AS n
         FROM oracle.milestone m WHERE m.account_id = a.account_id AND m.in_life
       UNION ALL
       SELECT 'implementation_open', count(*) FILTER (WHERE m.done_on IS NULL AND m.phase IN ('onboarding', 'implementation')), count(*)
         FROM oracle.milestone m WHERE m.account_id = a.account_id AND m.in_life) AS x;

-- 75: the latest answer of this quarter or the one before
INSERT INTO oracle.raw
SELECT a.account_id, 'value_named', CASE WHEN v.answer = 'yes' AND length(trim(v.named_win)) > 0 THEN 1 ELSE 0 END, CASE WHEN v.answer IS NULL THEN 'not_recorded' ELSE 'observed' END,
       CASE WHEN v.answer = 'yes' AND coalesce(trim(v.named_win), '') = '' THEN 'no_evidence' END, NULL
  FROM oracle.account a
  LEFT JOIN LATERAL (SELECT answer, named_win FROM :ws.value_answer q
                      WHERE q.account_id = a.account_id AND q.at < :'end_d'::timestamptz
                        AND to_char(q.at AT TIME ZONE :'zone', 'YYYY-Q') IN (to_char(:'as_of'::date, 'YYYY-Q'), to_char(date_trunc('quarter', :'as_of'::date) - interval '1 day', 'YYYY-Q'))
                      ORDER BY q.at DESC, q.asked_by LIMIT 1) AS v ON true;

-- 58: how late the last renewal that was signed came. Reading: of two signed on a day the one due later
INSERT INTO oracle.raw
SELECT a.account_id, 'renewal_delay_days', r.signed_on - r.due_on, CASE WHEN r.signed_on IS NULL THEN 'not_applicable' ELSE 'observed' END, CASE WHEN r.signed_on > r.due_on THEN 'late' END, NULL
  FROM oracle.account a
  LEFT JOIN (SELECT DISTINCT ON (account_id) account_id, signed_on, due_on FROM :ws.source_renewal
              WHERE signed_on <= :'as_of'::date AND (known_at IS NULL OR known_at < :'end_d') ORDER BY account_id, signed_on DESC, due_on DESC) AS r USING (account_id);

-- 59: payments that failed and were not made up for
INSERT INTO oracle.raw
SELECT a.account_id, 'payments_failed', count(i.failed_at), 'observed', NULL, count(i.failed_at)
  FROM oracle.account a
  LEFT JOIN :ws.source_invoice i ON i.account_id = a.account_id AND i.amount > 0 AND (i.known_at IS NULL OR i.known_at < :'end_d') AND (i.voided_on IS NULL OR i.voided_on > :'as_of'::date)
       AND (i.failed_at AT TIME ZONE :'zone')::date BETWEEN :'as_of'::date - 29 AND :'as_of'::date
       AND NOT coalesce(i.paid_on BETWEEN (i.failed_at AT TIME ZONE :'zone')::date AND :'as_of'::date, false)
 GROUP BY a.account_id;

-- 74: reasons for buying; 73: how long until the least value
INSERT INTO oracle.raw
SELECT a.account_id, 'reasons_reached', count(m.done_on)::float8 / nullif(count(m.account_id), 0), CASE WHEN count(m.account_id) > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, count(m.account_id)
  FROM oracle.account a
  LEFT JOIN oracle.milestone m ON m.account_id = a.account_id AND m.in_life AND length(m.buying_reason) > 0
 GROUP BY a.account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'value_days', coalesce(v.done_on, :'as_of'::date) - a.started_on, CASE WHEN v.account_id IS NULL THEN 'not_recorded' ELSE 'observed' END, CASE WHEN v.done_on IS NULL THEN 'open' END, NULL
  FROM oracle.account a
  LEFT JOIN (SELECT DISTINCT ON (account_id) account_id, milestone, min(done_on) AS done_on FROM oracle.milestone WHERE in_life AND milestone IN ('minimum_value', 'first_value')
              GROUP BY account_id, milestone ORDER BY account_id, milestone DESC) AS v USING (account_id);
