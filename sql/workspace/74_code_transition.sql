-- How tiers changed, and how long they lasted: of the account as a whole, and of its components.

CREATE FUNCTION @workspace@.cause_of(old_card health_score.scorecard, new_card health_score.scorecard, component text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CASE WHEN abs(coalesce(sum(e.points) FILTER (WHERE e.part = 'missing'), 0))
                     > abs(coalesce(sum(e.points) FILTER (WHERE e.part IN ('value', 'limit')), 0)) THEN 'data' ELSE 'customer' END
    FROM health_score.explain(old_card, new_card) e
    WHERE cause_of.component IS NULL OR e.component = cause_of.component OR starts_with(e.component, cause_of.component || '/')
);
COMMENT ON FUNCTION @workspace@.cause_of(health_score.scorecard, health_score.scorecard, text) IS
    'Why the points of an account, or of one component, changed: data where what went missing or came in weighs more than what changed, else customer';

CREATE FUNCTION @workspace@.history_cause(account_id @account_key@, model_key int, from_day date, to_day date, component text DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce((
    SELECT @workspace@.cause_of(
        @workspace@.history_card(o.model_key, o.segment, o.criterion_values, o.criterion_reasons, o.limits, o.limits_at_most),
        @workspace@.history_card(n.model_key, n.segment, n.criterion_values, n.criterion_reasons, n.limits, n.limits_at_most), history_cause.component)
    FROM @workspace@.latest_history o
    JOIN @workspace@.latest_history n ON n.account_id = o.account_id AND n.model_key = o.model_key
    WHERE o.account_id = history_cause.account_id AND o.model_key = history_cause.model_key AND o.day = history_cause.from_day AND n.day = history_cause.to_day), 'customer');
COMMENT ON FUNCTION @workspace@.history_cause(@account_key@, int, date, date, text) IS
    'What caused the change between two days of the history, of an account or of one component; customer where one of the days is not there';

CREATE VIEW @workspace@.tier_transition WITH (security_invoker = true) AS
    SELECT t.account_id, t.as_of, t.from_tier, t.tier AS to_tier,
           CASE WHEN t.tier_order < t.from_order THEN 'down' ELSE 'up' END AS direction,
           t.points, t.points_before,
           -- against the last day that looked like the tier before: a change is confirmed some days after it came
           @workspace@.history_cause(t.account_id, t.model_key, (
               SELECT h.day
               FROM @workspace@.latest_history h
               WHERE h.account_id = t.account_id AND h.model_key = t.model_key AND h.day < t.as_of AND h.day >= t.as_of - 30 AND h.points IS NOT NULL
               ORDER BY health_score.tier_of(h.points::float8, t.scale::health_score.tier_scale)::text = t.from_tier DESC, h.day DESC
               LIMIT 1), t.as_of) AS cause,
           t.arr, t.owner, t.segment, t.model_key
    FROM (
        SELECT h.account_id, h.day AS as_of, h.tier, h.points, h.arr, h.owner, h.segment, h.model_key, h.scale,
               CASE h.tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 END AS tier_order,
               lag(h.tier) OVER w AS from_tier,
               CASE lag(h.tier) OVER w WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 END AS from_order,
               lag(h.points) OVER w AS points_before, lag(h.day) OVER w AS day_before
        FROM @workspace@.history_in_use h
        WHERE h.tier IS NOT NULL
        WINDOW w AS (PARTITION BY h.account_id ORDER BY h.day)
    ) t
    -- after two weeks of silence a tier begins anew, and is no transition
    WHERE t.tier <> t.from_tier AND t.as_of - t.day_before <= 14
    UNION ALL
    -- Another version was put into use, and says otherwise of the very day.
    SELECT c.account_id, c.from_day, o.tier, n.tier,
           CASE WHEN n.tier = 'red' OR o.tier = 'green' THEN 'down' ELSE 'up' END,
           n.points, o.points, 'model', n.arr, n.owner, n.segment, c.model_key
    FROM @workspace@.account_model c
    CROSS JOIN LATERAL (
        SELECT p.model_key FROM @workspace@.account_model p WHERE p.account_id = c.account_id AND p.from_day < c.from_day ORDER BY p.from_day DESC LIMIT 1
    ) p
    JOIN @workspace@.latest_history n ON n.account_id = c.account_id AND n.model_key = c.model_key AND n.day = c.from_day
    CROSS JOIN LATERAL (
        SELECT h.tier, h.points
        FROM @workspace@.latest_history h
        WHERE h.account_id = c.account_id AND h.model_key = p.model_key AND h.day <= c.from_day AND h.day >= c.from_day - 14 AND h.tier IS NOT NULL
        ORDER BY h.day DESC
        LIMIT 1
    ) o
    LEFT JOIN LATERAL (
        SELECT h.tier
        FROM @workspace@.latest_history h
        WHERE h.account_id = c.account_id AND h.model_key = c.model_key AND h.day < c.from_day AND h.day >= c.from_day - 14 AND h.tier IS NOT NULL
        ORDER BY h.day DESC
        LIMIT 1
    ) b ON c.is_current
    -- what changed on that day by the new version, too, is above
    WHERE n.tier <> o.tier AND n.tier = coalesce(b.tier, n.tier);
COMMENT ON VIEW @workspace@.tier_transition IS 'Every change of a confirmed tier in the history, by the model version in use, and whether the customer, the data or a change of version caused it';
COMMENT ON COLUMN @workspace@.tier_transition.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.tier_transition.as_of IS 'First day with the new tier';
COMMENT ON COLUMN @workspace@.tier_transition.from_tier IS 'Tier before';
COMMENT ON COLUMN @workspace@.tier_transition.to_tier IS 'Tier since';
COMMENT ON COLUMN @workspace@.tier_transition.direction IS 'up or down';
COMMENT ON COLUMN @workspace@.tier_transition.points IS 'Points of the day';
COMMENT ON COLUMN @workspace@.tier_transition.points_before IS 'Points of the last evaluated day before; where the model caused it, by the version before';
COMMENT ON COLUMN @workspace@.tier_transition.cause IS 'customer; data, where what went missing or came in weighs more than what changed; model, where another version was put into use that day';
COMMENT ON COLUMN @workspace@.tier_transition.arr IS 'Annual recurring revenue on the day';
COMMENT ON COLUMN @workspace@.tier_transition.owner IS 'Person in charge on the day';
COMMENT ON COLUMN @workspace@.tier_transition.segment IS 'Segment on the day';
COMMENT ON COLUMN @workspace@.tier_transition.model_key IS 'Model version';

CREATE VIEW @workspace@.tier_episode WITH (security_invoker = true) AS
    SELECT e.account_id, e.tier, e.kind, min(e.day) AS from_day, max(e.day) AS to_day, max(e.day) - min(e.day) + 1 AS days,
           max(e.day) = max(e.last_day) AS is_open, min(e.points) AS lowest_points, max(e.points) AS highest_points,
           (array_agg(e.tier_before ORDER BY e.day))[1] AS tier_before, e.model_key
    FROM (
        SELECT d.*, count(*) FILTER (WHERE d.begins) OVER (PARTITION BY d.account_id, d.kind ORDER BY d.day) AS episode
        FROM (
            SELECT h.account_id, h.day, t.kind, t.tier, h.points, h.model_key,
                   coalesce(lag(t.tier) OVER w <> t.tier OR h.day - lag(h.day) OVER w > 14, true) AS begins,
                   CASE WHEN h.day - lag(h.day) OVER w <= 14 THEN lag(t.tier) OVER w END AS tier_before,
                   max(h.day) OVER (PARTITION BY h.account_id, t.kind) AS last_day
            FROM @workspace@.history_in_use h
            CROSS JOIN LATERAL (VALUES ('confirmed', h.tier),
                ('raw', health_score.tier_of(h.points::float8, h.scale::health_score.tier_scale)::text)) AS t (kind, tier)
            WHERE t.tier IS NOT NULL
            WINDOW w AS (PARTITION BY h.account_id, t.kind ORDER BY h.day)
        ) d
    ) e
    GROUP BY e.account_id, e.kind, e.episode, e.tier, e.model_key;
COMMENT ON VIEW @workspace@.tier_episode IS 'Stretches of days with one tier, confirmed and raw; more than 14 days without points end one';
COMMENT ON COLUMN @workspace@.tier_episode.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.tier_episode.tier IS 'Tier';
COMMENT ON COLUMN @workspace@.tier_episode.kind IS 'confirmed, or raw: that of the points alone';
COMMENT ON COLUMN @workspace@.tier_episode.from_day IS 'First day';
COMMENT ON COLUMN @workspace@.tier_episode.to_day IS 'Last evaluated day';
COMMENT ON COLUMN @workspace@.tier_episode.days IS 'Days from the first to the last';
COMMENT ON COLUMN @workspace@.tier_episode.is_open IS 'Whether it is the latest of the account';
COMMENT ON COLUMN @workspace@.tier_episode.lowest_points IS 'Fewest points on the way';
COMMENT ON COLUMN @workspace@.tier_episode.highest_points IS 'Most points on the way';
COMMENT ON COLUMN @workspace@.tier_episode.tier_before IS 'Tier before; NULL for the first, and after a longer silence';
COMMENT ON COLUMN @workspace@.tier_episode.model_key IS 'Model version';

-- The tier of a component is confirmed from the 30 days before: making every card anew for 400 days would cost too much.
CREATE FUNCTION @workspace@.component_tiers(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, component text, as_of date, points numeric, tier text, tier_before text, model_key int,
               scale health_score.tier_scale, history health_score.score_history)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.account_id, c.component, g.day::date, health_score.points_on(c.history, g.day::date),
           health_score.tier_on(health_score.since(c.history, g.day::date - 30), g.day::date, c.scale)::text,
           health_score.tier_on(health_score.since(c.history, g.day::date - 31), g.day::date - 1, c.scale)::text, c.model_key, c.scale, c.history
    FROM (
        SELECT h.account_id, x.component, h.model_key, h.scale::health_score.tier_scale AS scale,
               health_score.score_history(h.day, x.points::float8) AS history
        FROM @workspace@.history_in_use h
        CROSS JOIN LATERAL health_score.components(
            @workspace@.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most)) x
        WHERE h.day BETWEEN component_tiers.from_date - 31 AND component_tiers.to_date
        GROUP BY h.account_id, x.component, h.model_key, h.scale
    ) c
    CROSS JOIN generate_series(component_tiers.from_date::timestamp, component_tiers.to_date::timestamp, interval '1 day') AS g (day)
    WHERE health_score.points_on(c.history, g.day::date) IS NOT NULL;
END;
COMMENT ON FUNCTION @workspace@.component_tiers(date, date) IS 'Points and confirmed tier of each component on each day of a range, its tier on the day before, and its points since 31 days before the range';

CREATE FUNCTION @workspace@.component_transitions(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, component text, as_of date, from_tier text, to_tier text, direction text, points numeric, cause text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.account_id, c.component, c.as_of, c.tier_before, c.tier,
           CASE WHEN c.tier = 'green' OR c.tier_before = 'red' THEN 'up' ELSE 'down' END, c.points,
           -- as for the account: against the last day that looked like the tier before
           @workspace@.history_cause(c.account_id, c.model_key, (
               SELECT g.day::date FROM generate_series((c.as_of - 30)::timestamp, (c.as_of - 1)::timestamp, interval '1 day') AS g (day)
               WHERE health_score.points_on(c.history, g.day::date) IS NOT NULL
               ORDER BY health_score.tier_of(health_score.points_on(c.history, g.day::date)::float8, c.scale)::text = c.tier_before DESC, g.day DESC
               LIMIT 1), c.as_of, c.component)
    FROM @workspace@.component_tiers(component_transitions.from_date, component_transitions.to_date) c
    WHERE c.tier <> c.tier_before;
END;
COMMENT ON FUNCTION @workspace@.component_transitions(date, date) IS 'Every change of a component''s confirmed tier in a range of days, by the model version in use, and whether the customer or the data caused it';

CREATE VIEW @workspace@.component_transition WITH (security_invoker = true) AS
    SELECT t.account_id, t.component, t.as_of, t.from_tier, t.to_tier, t.direction, t.points, t.cause
    FROM @workspace@.last_refreshed_day() AS d (day)
    CROSS JOIN LATERAL @workspace@.component_transitions(d.day - 89, d.day) t;
COMMENT ON VIEW @workspace@.component_transition IS 'Changes of the components'' confirmed tiers in the last 90 days of the history';
COMMENT ON COLUMN @workspace@.component_transition.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.component_transition.component IS 'Component';
COMMENT ON COLUMN @workspace@.component_transition.as_of IS 'First day with the new tier';
COMMENT ON COLUMN @workspace@.component_transition.from_tier IS 'Tier before';
COMMENT ON COLUMN @workspace@.component_transition.to_tier IS 'Tier since';
COMMENT ON COLUMN @workspace@.component_transition.direction IS 'up or down';
COMMENT ON COLUMN @workspace@.component_transition.points IS 'Points of the component on the day';
COMMENT ON COLUMN @workspace@.component_transition.cause IS 'customer; or data, where what of the component went missing or came in weighs more than what changed';
