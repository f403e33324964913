-- Usage: one scan, one value per account and feature, then per account.

CREATE FUNCTION @workspace@.feature_catalogue(as_of date)
RETURNS TABLE (feature text, use_case text, is_core boolean, maturity int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.feature, min(r.use_case), coalesce(bool_or(r.is_core), false), max(r.maturity)
    FROM @workspace@.source_rows_feature('-infinity', as_of) r
    GROUP BY r.feature;
END;
COMMENT ON FUNCTION @workspace@.feature_catalogue(date) IS 'Features of the product as known on a day';

CREATE FUNCTION @workspace@.usage_by_feature(as_of date)
RETURNS TABLE (account_id @account_key@, feature text, users health_score.daily_members,
               events health_score.daily_series, machine_events health_score.daily_series,
               clinical_events health_score.daily_series, admin_events health_score.daily_series, manual_events health_score.daily_series,
               automated_events health_score.daily_series, error_events health_score.daily_series, minutes health_score.daily_series)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- 27 blocks of 28 days for the best year of two, and 35 days that a feed may lag
    SELECT r.account_id, r.feature,
           health_score.daily_members(r.day, r.user_id, r.events) FILTER (WHERE r.kind IS NULL OR r.kind = 'interactive'),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind IS NULL OR r.kind = 'interactive'),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind IN ('api', 'integration')),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind = 'clinical'),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind = 'admin'),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind = 'manual'),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind = 'automated'),
           health_score.daily_series(r.day, r.events) FILTER (WHERE r.kind = 'error'),
           health_score.daily_series(r.day, r.minutes) FILTER (WHERE (r.kind IS NULL OR r.kind = 'interactive') AND r.minutes > 0 AND r.minutes < 'infinity')
    FROM @workspace@.source_rows_usage(as_of - 791, as_of) r
    -- what runs by itself is the system's doing, and theirs all the same
    WHERE r.events > 0 AND r.events < 'infinity' AND (r.actor IS NULL OR r.actor = 'customer' OR r.actor = 'system' AND r.kind = 'automated')
    GROUP BY r.account_id, r.feature;
END;
COMMENT ON FUNCTION @workspace@.usage_by_feature(date) IS 'Customers'' usage as known on a day: who used each feature when, and events by people, by machines, at the bedside and in the office, by hand, by rules, and errors';

CREATE FUNCTION @workspace@.usage_values(as_of date)
RETURNS TABLE (account_id @account_key@, users health_score.daily_members, level_users health_score.daily_members,
               events health_score.daily_series, level_events health_score.daily_series, machine_events health_score.daily_series,
               clinical_events health_score.daily_series, admin_events health_score.daily_series, manual_events health_score.daily_series,
               automated_events health_score.daily_series, error_events health_score.daily_series,
               features text[], feature_events health_score.daily_series[],
               used_features text[], shared_features text[], cases_of_one text[], cases_of_two text[],
               core_users bigint, features_seen bigint, features_new bigint, features_lost bigint,
               graded numeric, advanced numeric, graded_now numeric, maturity_now numeric, graded_before numeric, maturity_before numeric,
               integrations bigint, minutes health_score.daily_series, core_people health_score.daily_members)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT f.account_id, health_score.rollup(f.users),
           -- a newly instrumented feature would look like growth: its first 90 days are left out of the level
           health_score.rollup(CASE WHEN f.new_on IS NULL THEN f.users
                                    ELSE health_score.without(f.users, f.new_on, f.new_on + 90) END),
           health_score.rollup(f.events),
           health_score.rollup(CASE WHEN f.new_on IS NULL THEN f.events
                                    ELSE health_score.without(f.events, f.new_on, f.new_on + 90) END),
           health_score.rollup(CASE WHEN f.new_on IS NULL THEN f.machine_events
                                    ELSE health_score.without(f.machine_events, f.new_on, f.new_on + 90) END),
           health_score.rollup(CASE WHEN f.new_on IS NULL THEN f.clinical_events
                                    ELSE health_score.without(f.clinical_events, f.new_on, f.new_on + 90) END),
           health_score.rollup(CASE WHEN f.new_on IS NULL THEN f.admin_events
                                    ELSE health_score.without(f.admin_events, f.new_on, f.new_on + 90) END),
           health_score.rollup(f.manual_events), health_score.rollup(f.automated_events), health_score.rollup(f.error_events),
           array_agg(f.feature) FILTER (WHERE f.feature IS NOT NULL AND f.events IS NOT NULL),
           array_agg(f.events) FILTER (WHERE f.feature IS NOT NULL AND f.events IS NOT NULL),
           array_agg(f.feature) FILTER (WHERE health_score.active_days(f.events, f.until_day, 30) > 0),
           array_agg(f.feature) FILTER (WHERE f.is_core AND health_score.active_members(f.users, f.until_day, 28) >= 2),
           array_agg(f.use_case) FILTER (WHERE f.is_core AND health_score.active_members(f.users, f.until_day, 28) >= 1
                                         AND health_score.active_days(f.events, f.until_day, 28) >= 4),
           array_agg(f.use_case) FILTER (WHERE f.is_core AND health_score.active_members(f.users, f.until_day, 28) >= 2
                                         AND health_score.active_days(f.events, f.until_day, 28) >= 4),
           sum(health_score.active_members(f.users, f.until_day, 28)) FILTER (WHERE f.is_core),
           count(*) FILTER (WHERE f.feature IS NOT NULL AND health_score.active_days(f.events, f.until_day, 90) > 0),
           count(*) FILTER (WHERE f.feature IS NOT NULL AND health_score.active_days(f.events, f.until_day, 90) > 0
                            AND health_score.active_days(f.events, f.until_day - 90, 365) = 0),
           count(*) FILTER (WHERE f.feature IS NOT NULL
                            AND health_score.last_day(f.events, f.until_day) BETWEEN f.until_day - 149 AND f.until_day - 60),
           -- how advanced what people use is, by the maturity that the catalogue gives a feature
           sum(health_score.total(f.events, f.until_day, 28)) FILTER (WHERE f.maturity IS NOT NULL),
           sum(health_score.total(f.events, f.until_day, 28)) FILTER (WHERE f.maturity >= 3),
           sum(health_score.total(f.events, f.until_day, 30)) FILTER (WHERE f.maturity IS NOT NULL),
           sum(health_score.total(f.events, f.until_day, 30) * f.maturity),
           sum(health_score.total(f.events, f.until_day - 30, 90)) FILTER (WHERE f.maturity IS NOT NULL),
           sum(health_score.total(f.events, f.until_day - 30, 90) * f.maturity),
           count(*) FILTER (WHERE f.feature IS NOT NULL AND health_score.active_days(f.machine_events, f.until_day, 30) > 0),
           health_score.rollup(f.minutes), health_score.rollup(f.users) FILTER (WHERE f.is_core)
    FROM (
        SELECT b.account_id, b.feature, c.use_case, c.is_core, c.maturity, w.usage_until AS until_day, n.first_on AS new_on,
               health_score.since(b.users, a.started_on) AS users,
               health_score.since(b.events, a.started_on) AS events,
               health_score.since(b.machine_events, a.started_on) AS machine_events,
               health_score.since(b.clinical_events, a.started_on) AS clinical_events,
               health_score.since(b.admin_events, a.started_on) AS admin_events,
               health_score.since(b.manual_events, a.started_on) AS manual_events,
               health_score.since(b.automated_events, a.started_on) AS automated_events,
               health_score.since(b.error_events, a.started_on) AS error_events,
               health_score.since(b.minutes, a.started_on) AS minutes
        FROM @workspace@.usage_by_feature(as_of) b
        JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = b.account_id
        CROSS JOIN @workspace@.windows(as_of) w
        LEFT JOIN @workspace@.feature_catalogue(as_of) c ON c.feature = b.feature
        LEFT JOIN @workspace@.new_feature n ON n.feature = b.feature AND n.first_on + 6 <= w.usage_until
    ) f
    GROUP BY f.account_id;
END;
COMMENT ON FUNCTION @workspace@.usage_values(date) IS 'Per scored account, its usage in the current life as compact values, and which features and use cases are in real use';

CREATE FUNCTION @workspace@.used_between(account_id @account_key@, from_day date, to_day date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT FROM @workspace@.source_rows_usage(used_between.from_day, used_between.to_day) r
        WHERE r.account_id = used_between.account_id AND r.events > 0 AND r.events < 'infinity'
          AND (r.actor IS NULL OR r.actor = 'customer') AND (r.kind IS NULL OR r.kind = 'interactive'));
END;
COMMENT ON FUNCTION @workspace@.used_between(@account_key@, date, date) IS 'Whether people of an account used the product in a period';
