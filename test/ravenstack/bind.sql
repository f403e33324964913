-- Binds the ravenstack export. Dates are day-first text, so each is read with to_date or to_timestamp and its format.
--
-- The files contradict themselves; this script believes:
--  * the sign-up date for the start of an account: subscriptions begin on it or later, never before. Usage and tickets
--    dated before it (about half of both) then do not count, which is what a start means;
--  * subscriptions for the end: every account has one without an end date, so none has left by the end of 2024. The churn
--    events (352 accounts, of which only 75 carry the churn flag) are then about single subscriptions: contractions.
-- Usage hangs on the subscription and names no user, so it counts in events, and what needs users has no feed.
SELECT health_score.create_workspace('raven', account_key => 'text');

SELECT health_score.bind('raven', 'account', $$
    SELECT a.account_id, a.account_name AS name, a.industry, a.plan_tier AS segment, a.seats::float8,
           to_date(a.signup_date, 'DD-MM-YYYY') AS started_on, s.arr
    FROM ravenstack.accounts a
    LEFT JOIN (SELECT account_id, sum(arr_amount::numeric) AS arr FROM ravenstack.subscriptions
               WHERE end_date IS NULL AND is_trial = 'FALSE' GROUP BY account_id) s USING (account_id) $$,
    as_of => 'current_only');

SELECT health_score.bind('raven', 'usage', $$
    SELECT s.account_id, to_date(u.usage_date, 'DD-MM-YYYY') AS day, u.feature_name AS feature,
           u.usage_count::float8 AS events, u.usage_duration_secs::float8 / 60 AS minutes
    FROM ravenstack.feature_usage u JOIN ravenstack.subscriptions s USING (subscription_id) $$,
    as_of => 'assumed');

SELECT health_score.bind('raven', 'ticket', $$
    SELECT account_id, ticket_id, to_date(submitted_at, 'DD-MM-YYYY')::timestamp AT TIME ZONE 'UTC' AS opened_at,
           to_timestamp(closed_at, 'DD-MM-YYYY HH24:MI')::timestamp AT TIME ZONE 'UTC' AS closed_at,
           array_position('{urgent,high,medium,low}'::text[], priority) AS severity,
           CASE WHEN escalation_flag = 'TRUE'
                THEN to_timestamp(closed_at, 'DD-MM-YYYY HH24:MI')::timestamp AT TIME ZONE 'UTC' END AS escalated_at,
           satisfaction_score::float8 AS csat
    FROM ravenstack.support_tickets $$,
    as_of => 'current_only');

SELECT health_score.bind('raven', 'revenue', $$
    SELECT account_id, mrr_amount::numeric AS mrr, to_date(start_date, 'DD-MM-YYYY') AS valid_from,
           subscription_id AS product, to_date(end_date, 'DD-MM-YYYY') AS valid_to
    FROM ravenstack.subscriptions WHERE is_trial = 'FALSE' $$,
    as_of => 'assumed');

SELECT health_score.bind('raven', 'outcome', $$
    SELECT account_id, churn_event_id AS outcome_id, to_date(churn_date, 'DD-MM-YYYY') AS occurred_on,
           'contraction' AS kind, reason_code AS reason
    FROM ravenstack.churn_events $$,
    as_of => 'assumed');
