-- What features tell beside the measures: what sets those who stay apart, and what would be the next thing to use.

CREATE FUNCTION @workspace@.feature_lift(as_of date)
RETURNS TABLE (feature text, lift float8, retained_share float8, churned_share float8, retained bigint, churned bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH judged AS MATERIALIZED (
        -- who left, 30 days before anybody knew; who stays, half a year ago, so that both lie in the same year
        SELECT c.account_id, true AS has_left, least(c.notified_on, c.occurred_on) - 30 AS ref_day
        FROM (
            SELECT DISTINCT ON (r.account_id) r.account_id, r.occurred_on, r.notified_on
            FROM @workspace@.source_rows_outcome('-infinity', as_of) r
            WHERE r.kind = 'churn' AND r.occurred_on <= as_of AND r.occurred_on > as_of - 365
            ORDER BY r.account_id, r.occurred_on DESC
        ) c
        UNION ALL
        SELECT a.account_id, false, as_of - 182
        FROM @workspace@.accounts(as_of) a
        WHERE a.phase = 'live' AND a.tenure > 365
    ), size AS (
        SELECT count(*) FILTER (WHERE NOT j.has_left) AS retained, count(*) FILTER (WHERE j.has_left) AS churned FROM judged j
    ), adopted AS (
        SELECT b.feature, count(*) FILTER (WHERE NOT j.has_left) AS retained, count(*) FILTER (WHERE j.has_left) AS churned
        FROM @workspace@.usage_by_feature(as_of) b
        JOIN judged j ON j.account_id = b.account_id
        WHERE b.feature IS NOT NULL AND health_score.active_days(b.events, j.ref_day, 90) > 0
        GROUP BY b.feature
    )
    SELECT a.feature, ((a.retained + 0.5::float8) / (s.retained + 1)) / ((a.churned + 0.5::float8) / (s.churned + 1)),
           a.retained::float8 / nullif(s.retained, 0), a.churned::float8 / nullif(s.churned, 0), s.retained, s.churned
    FROM adopted a
    CROSS JOIN size s;
END;
COMMENT ON FUNCTION @workspace@.feature_lift(date) IS
    'For each feature, the share of the accounts that stay who used it over the share of those who left in the 365 days before: in 90 days, half a year ago and 30 days before the churn was known';

CREATE FUNCTION @workspace@.adjacent_features(as_of date)
RETURNS TABLE (account_id @account_key@, use_case text, used_feature text, events numeric, heavy_from numeric, unused_feature text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH used AS MATERIALIZED (
        SELECT b.account_id, b.feature, health_score.total(b.events, w.usage_until, 28) AS events, health_score.active_days(b.events, w.usage_until, 90) AS days
        FROM @workspace@.usage_by_feature(as_of) b
        JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = b.account_id
        CROSS JOIN @workspace@.windows(as_of) w
        WHERE b.feature IS NOT NULL
    ), heavy AS (
        SELECT u.feature, percentile_disc(0.75) WITHIN GROUP (ORDER BY u.events) AS heavy_from FROM used u WHERE u.events > 0 GROUP BY u.feature
    )
    SELECT u.account_id, c.use_case, u.feature, u.events, h.heavy_from, n.feature
    FROM used u
    JOIN heavy h ON h.feature = u.feature AND u.events >= h.heavy_from
    JOIN @workspace@.feature_catalogue(as_of) c ON c.feature = u.feature
    JOIN @workspace@.feature_catalogue(as_of) n ON n.use_case = c.use_case AND n.feature <> c.feature
    WHERE NOT EXISTS (SELECT FROM used x WHERE x.account_id = u.account_id AND x.feature = n.feature AND x.days > 0);
END;
COMMENT ON FUNCTION @workspace@.adjacent_features(date) IS
    'Whom to show what next: accounts that use a feature heavily, in the upper quarter of those who use it at all, and another one of the same use case not at all';
