-- Patterns, from the measures of the oracle, each written out.

CREATE TABLE oracle.pattern AS
WITH m AS (
    SELECT account_id,
           jsonb_object_agg(measure, value) FILTER (WHERE reason = 'observed') AS v, jsonb_object_agg(measure, flag) FILTER (WHERE flag IS NOT NULL) AS f
      FROM oracle.measure GROUP BY account_id
), x AS (
    SELECT account_id, f, (v ->> 'usage_level')::float8 AS level, (v ->> 'manual_share')::float8 AS manual, (v ->> 'toil_share')::float8 AS toil, (v ->> 'error_change')::float8 AS errors,
           (v ->> 'value_evidence')::float8 AS evidence, (v ->> 'goal_stalled_days')::float8 AS stalled, (v ->> 'negative_sentiment')::float8 AS sentiment, (v ->> 'ticket_change')::float8 AS tickets,
           (v ->> 'maturity_change')::float8 AS maturity, (v ->> 'how_to_share')::float8 AS how_to, (v ->> 'tenure_days')::float8 AS tenure, (v ->> 'unsolved_tickets')::float8 AS unsolved,
           (v ->> 'responsiveness_change')::float8 AS answers, (v ->> 'meeting_change')::float8 AS meetings, (v ->> 'contact_level')::float8 AS contact, (v ->> 'renewal_days')::float8 AS renewal,
           (v ->> 'nps')::float8 AS nps, (v ->> 'sponsor_missing')::float8 AS sponsor, (v ->> 'first_value_delay')::float8 AS delay, (v ->> 'external_events')::float8 AS events,
           (v ->> 'champion_gone')::float8 AS champion, (v ->> 'implementation_open')::float8 AS open_steps
      FROM m
)
SELECT x.account_id, p.pattern
  FROM x
  -- the class of the trajectory is the workspace's own: the oracle does not have it
  JOIN (SELECT account_id, flag FROM measured WHERE measure = 'ticket_change') AS t USING (account_id)
 CROSS JOIN LATERAL (VALUES
       ('quiet_integrated', f ->> 'usage_level' = 'quiet_integrated'),
       ('power_user', f ->> 'top_user_share' = 'power_user'),
       ('concentrated', f ->> 'top_user_share' = 'concentrated'),
       ('trapped', level >= 0.8 AND manual >= 0.05 AND toil >= 0.75 AND errors >= 0.9),
       ('busy_not_valuable', level >= 1 AND evidence = 0 AND (stalled IS NULL OR stalled >= 90)),
       ('active_frustrated', level >= 1 AND (coalesce(errors >= 2, false) OR coalesce(sentiment >= 0.5, false) OR coalesce(t.flag = 'rising', false))),
       ('advanced_spike', (coalesce(t.flag = 'rising', false) OR tickets >= 2) AND maturity > 0 AND how_to >= 0.6),
       ('onboarding_spike', t.flag IN ('rising', 'new') AND tenure <= 90),
       ('late_spike', t.flag = 'rising' AND tenure > 240 AND (how_to IS NULL OR how_to < 0.6)),
       ('silent', f ->> 'silent_days' = 'silent'),
       ('polite_exit', level BETWEEN 0.85 AND 1.15 AND unsolved >= 2 AND answers < 0 AND (coalesce(meetings < 1, false) OR contact < 0.75) AND renewal BETWEEN 0 AND 180 AND coalesce(nps BETWEEN 7 AND 8, true)),
       ('stalled_goal', stalled >= 60),
       ('missing_sponsor', sponsor = 1),
       ('single_threaded', f ->> 'reach' = 'single_threaded'),
       ('stopped_answering', f ->> 'nps_participation' = 'stopped_responding'),
       ('quiet_before_renewal', renewal BETWEEN 60 AND 120 AND contact < 0.25),
       ('late_first_value', (f ->> 'first_value_delay' = 'late' OR delay >= 30) AND tenure <= 365),
       ('external_event', events >= 1),
       ('champion_gone', champion = 1),
       ('implementation_open', open_steps >= 1)) AS p(pattern, holds)
 WHERE p.holds;
