-- What other trades than software are judged by: levels that were agreed on, and orders.

CREATE FUNCTION @workspace@.metric_values(as_of date)
RETURNS TABLE (account_id @account_key@, uptime_readings bigint, uptime_reached bigint, uptime_on date,
               outcome_readings bigint, outcome_reached bigint, outcome_on date,
               efficiency_readings bigint, efficiency float8, efficiency_before float8, efficiency_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id,
           count(*) FILTER (WHERE r.metric = 'uptime' AND r.has_target AND r.back < 90),
           count(*) FILTER (WHERE r.metric = 'uptime' AND r.has_target AND r.back < 90 AND r.value >= r.target),
           max(r.day) FILTER (WHERE r.metric = 'uptime' AND r.has_target AND r.back < 90),
           count(*) FILTER (WHERE r.metric = 'outcome' AND r.has_target),
           count(*) FILTER (WHERE r.metric = 'outcome' AND r.has_target AND r.value >= r.target),
           max(r.day) FILTER (WHERE r.metric = 'outcome' AND r.has_target),
           count(*) FILTER (WHERE r.metric = 'efficiency'),
           -- numeric: the same sum in any order of rows
           avg(r.value::numeric) FILTER (WHERE r.metric = 'efficiency' AND r.back < 90)::float8,
           avg(r.value::numeric) FILTER (WHERE r.metric = 'efficiency' AND r.back >= 90)::float8,
           max(r.day) FILTER (WHERE r.metric = 'efficiency')
    FROM (
        SELECT q.account_id, q.metric, q.day, q.value, q.target, as_of - q.day AS back,
               coalesce(q.target > '-infinity' AND q.target < 'infinity', false) AS has_target
        FROM @workspace@.source_rows_metric(as_of - 179, as_of) q
        JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = q.account_id AND q.day >= a.started_on
        WHERE q.value > '-infinity' AND q.value < 'infinity'
    ) r
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.metric_values(date) IS
    'Per scored account, what was agreed and measured: readings of uptime in 90 days and of outcomes in 180, how many reached their target, and efficiency in 90 days and in the 90 before';

CREATE FUNCTION @workspace@.order_values(as_of date)
RETURNS TABLE (account_id @account_key@, order_days bigint, last_on date, usual_gap float8, orders_now bigint, orders_before bigint,
               categories bigint, amount numeric, returned numeric)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id, count(*) FILTER (WHERE r.gap > 0) + 1, max(r.ordered_on),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY r.gap::float8) FILTER (WHERE r.gap > 0),
           count(DISTINCT r.order_id) FILTER (WHERE r.ordered_on > as_of - 90),
           count(DISTINCT r.order_id) FILTER (WHERE r.ordered_on <= as_of - 90 AND r.ordered_on > as_of - 450),
           count(DISTINCT r.category) FILTER (WHERE r.ordered_on > as_of - 365),
           sum(r.amount) FILTER (WHERE r.ordered_on > as_of - 180),
           sum(r.returned) FILTER (WHERE r.ordered_on > as_of - 180)
    FROM (
        SELECT q.account_id, q.order_id, q.ordered_on, q.category, q.amount, coalesce(q.returned_amount, 0) AS returned,
               q.ordered_on - lag(q.ordered_on) OVER (PARTITION BY q.account_id ORDER BY q.ordered_on) AS gap
        FROM @workspace@.source_rows_order(as_of - 791, as_of) q
        JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = q.account_id AND q.ordered_on >= a.started_on
        WHERE q.amount > 0 AND q.amount < 'infinity'
    ) r
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.order_values(date) IS
    'Per scored account, its orders: days with one, the last, the usual gap between them, how many in 90 days and in the 360 before, categories of a year, amounts ordered and returned in 180 days';
