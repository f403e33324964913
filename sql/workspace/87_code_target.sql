-- Does the programme work? What it set out to reach, and what became of the accounts that somebody acted on beside the others.

CREATE FUNCTION @workspace@.protocol_complete(account_id @account_key@, from_day date, segment text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT bool_and(EXISTS (
        SELECT FROM @workspace@.action c
        WHERE c.account_id = protocol_complete.account_id AND c.play = s.play AND c.step = s.step
          AND @workspace@.day_of(c.at) BETWEEN protocol_complete.from_day AND protocol_complete.from_day + 14))
    FROM @workspace@.play_step s
    WHERE s.hours <= 14 * 24 AND s.play = @workspace@.play_for('red', protocol_complete.segment);
END;
COMMENT ON FUNCTION @workspace@.protocol_complete(@account_key@, date, text) IS
    'Whether each step of the play for red that is due within 14 days was recorded in the 14 days from a day on; NULL where there is no such play';

CREATE VIEW @workspace@.tier_fall WITH (security_invoker = true) AS
    SELECT x.account_id, x.as_of, x.from_tier, x.to_tier, x.points, x.arr, x.segment,
           EXISTS (SELECT FROM @workspace@.action c WHERE c.account_id = x.account_id AND @workspace@.day_of(c.at) BETWEEN x.as_of AND x.as_of + 30) AS had_action,
           EXISTS (SELECT FROM @workspace@.action c
                   WHERE c.account_id = x.account_id AND c.customer_facing AND @workspace@.day_of(c.at) BETWEEN x.as_of AND x.as_of + 14) AS acted,
           (SELECT min(o.occurred_on) FROM @workspace@.account_outcome o WHERE o.account_id = x.account_id AND o.kind = 'churn' AND o.occurred_on >= x.as_of) AS churned_on,
           coalesce((SELECT min(n.due_on) FROM @workspace@.account_renewal n WHERE n.account_id = x.account_id AND n.due_on > x.as_of) + 45, x.as_of + 180) AS followed_to,
           d.day AS last_day
    FROM @workspace@.tier_transition x
    CROSS JOIN @workspace@.last_refreshed_day() AS d (day)
    WHERE x.to_tier IN ('yellow', 'red') AND x.direction = 'down' AND x.cause = 'customer';
COMMENT ON VIEW @workspace@.tier_fall IS 'Every fall to yellow or red that the customer caused, whether somebody acted on it, and what became of the account';
COMMENT ON COLUMN @workspace@.tier_fall.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.tier_fall.as_of IS 'First day with the new tier';
COMMENT ON COLUMN @workspace@.tier_fall.from_tier IS 'Tier before';
COMMENT ON COLUMN @workspace@.tier_fall.to_tier IS 'yellow or red';
COMMENT ON COLUMN @workspace@.tier_fall.points IS 'Points of the day';
COMMENT ON COLUMN @workspace@.tier_fall.arr IS 'Annual recurring revenue on the day';
COMMENT ON COLUMN @workspace@.tier_fall.segment IS 'Segment on the day';
COMMENT ON COLUMN @workspace@.tier_fall.had_action IS 'Whether anything was done in the first 30 days, seen by the customer or not';
COMMENT ON COLUMN @workspace@.tier_fall.acted IS 'Whether there was a customer-facing action in the first 14 days';
COMMENT ON COLUMN @workspace@.tier_fall.churned_on IS 'Day on which the account left; NULL: not that is known';
COMMENT ON COLUMN @workspace@.tier_fall.followed_to IS '45 days after the first renewal date after the fall; without one 180 days after the fall';
COMMENT ON COLUMN @workspace@.tier_fall.last_day IS 'The last refreshed day';

-- Accounts of like points and revenue are compared with one another: Mantel and Haenszel's ratio over the four cells that the medians make, its
-- interval by Greenland and Robins. A cell with fewer than 20 on either side says nothing.
CREATE VIEW @workspace@.intervention_effect WITH (security_invoker = true) AS
    SELECT r.tier, r.acted, r.not_acted, round(r.ratio::numeric, 3) AS churn_ratio,
           round((r.ratio * exp(-1.959963984540054 * r.deviation))::numeric, 3) AS lower, round((r.ratio * exp(1.959963984540054 * r.deviation))::numeric, 3) AS upper,
           'observational: who was helped was chosen, not drawn' AS caution
    FROM (
        WITH fall AS (SELECT f.* FROM @workspace@.tier_fall f WHERE f.as_of <= f.last_day - 180)
        SELECT t.tier, coalesce(sum(s.n1), 0)::bigint AS acted, coalesce(sum(s.n0), 0)::bigint AS not_acted, sum(s.a * s.n0 / s.n) / nullif(sum(s.b * s.n1 / s.n), 0) AS ratio,
               sqrt(sum((s.n1 * s.n0 * (s.a + s.b) - s.a * s.b * s.n) / (s.n * s.n)) / nullif(sum(s.a * s.n0 / s.n) * sum(s.b * s.n1 / s.n), 0)) AS deviation
        FROM (VALUES ('yellow'), ('red')) AS t (tier)
        LEFT JOIN (
            SELECT f.to_tier, count(*) FILTER (WHERE f.acted)::float8 AS n1, count(*) FILTER (WHERE NOT f.acted)::float8 AS n0, count(*)::float8 AS n,
                   count(*) FILTER (WHERE f.acted AND f.churned_on <= f.as_of + 180)::float8 AS a, count(*) FILTER (WHERE NOT f.acted AND f.churned_on <= f.as_of + 180)::float8 AS b
            FROM fall f
            JOIN (
                SELECT m.to_tier, percentile_disc(0.5) WITHIN GROUP (ORDER BY m.points) AS points, percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(m.arr, 0)) AS arr
                FROM fall m
                GROUP BY m.to_tier
            ) h ON h.to_tier = f.to_tier
            -- who has left before the two weeks in which to act are over could not be helped
            WHERE coalesce(f.churned_on > f.as_of + 14, true)
            GROUP BY f.to_tier, f.points > h.points, coalesce(f.arr, 0) > h.arr
            HAVING least(count(*) FILTER (WHERE f.acted), count(*) FILTER (WHERE NOT f.acted)) >= 20
        ) s ON s.to_tier = t.tier
        GROUP BY t.tier
    ) r;
COMMENT ON VIEW @workspace@.intervention_effect IS 'How many times as many accounts churn within 180 days of a fall with a customer-facing action in the first 14 days as without, among accounts of like points and revenue; observational';
COMMENT ON COLUMN @workspace@.intervention_effect.tier IS 'Tier that the account fell to';
COMMENT ON COLUMN @workspace@.intervention_effect.acted IS 'Accounts compared that were acted on';
COMMENT ON COLUMN @workspace@.intervention_effect.not_acted IS 'Accounts compared that were not';
COMMENT ON COLUMN @workspace@.intervention_effect.churn_ratio IS 'Churn rate of the first divided by that of the second; below 1 fewer left; NULL where no cell has 20 of each';
COMMENT ON COLUMN @workspace@.intervention_effect.lower IS 'Lower end of the 95 % interval';
COMMENT ON COLUMN @workspace@.intervention_effect.upper IS 'Upper end of the 95 % interval';
COMMENT ON COLUMN @workspace@.intervention_effect.caution IS 'How to read it';

CREATE VIEW @workspace@.target WITH (security_invoker = true) AS
    WITH fall AS (
        SELECT f.*, f.to_tier = 'yellow' AND EXISTS (
                   SELECT FROM @workspace@.tier_episode g
                   WHERE g.account_id = f.account_id AND g.kind = 'confirmed' AND g.tier = 'green' AND g.from_day > f.as_of AND g.from_day <= f.as_of + 30 AND g.days >= 14) AS recovered,
               CASE WHEN f.to_tier = 'red' THEN coalesce(@workspace@.protocol_complete(f.account_id, f.as_of, f.segment), false) END AS by_protocol
        FROM @workspace@.tier_fall f
    ), waited AS (
        -- a case that nobody has acted on yet counts for the time that it has waited
        SELECT a.alert_id, a.tier, a.acted_at IS NOT NULL AS is_acted, a.acted_at <= a.due_at AS in_time, a.acted_at IS NOT NULL OR a.due_at < now() AS is_told,
               extract(epoch FROM coalesce(a.acted_at, a.closed_at, now()) - a.opened_at)::float8 / 3600 AS hours
        FROM @workspace@.alert a
        WHERE a.outcome IS DISTINCT FROM 'gone_by_itself'
    ), effect AS (
        SELECT e.* FROM @workspace@.intervention_effect e
    ), share AS (
        SELECT c.metric, c.label, c.target, c.less_is_better, c.hits, c.n, c.hits::float8 / nullif(c.n, 0) AS actual, w.low::float8 AS lower, w.high::float8 AS upper
        FROM (
            SELECT x.metric, x.label, x.target, false AS less_is_better,
                   count(*) FILTER (WHERE f.recovered AND coalesce(f.had_action = x.had_action, true)) AS hits, count(f.account_id) FILTER (WHERE coalesce(f.had_action = x.had_action, true)) AS n
            FROM (VALUES ('yellow_recovery', 'Yellow back to green within 30 days, and for 14 days', 0.70, NULL::boolean),
                         ('yellow_recovery_acted', 'The same where something was done', NULL, true),
                         ('yellow_recovery_alone', 'The same where nothing was done', NULL, false)) AS x (metric, label, target, had_action)
            LEFT JOIN fall f ON f.to_tier = 'yellow' AND f.as_of <= f.last_day - 44
            GROUP BY x.metric, x.label, x.target
            UNION ALL
            SELECT x.metric, x.label, x.target, false, count(f.account_id) FILTER (WHERE coalesce(f.churned_on > f.followed_to, true)), count(f.account_id)
            FROM (VALUES ('red_saved', 'Accounts that became red, went through all of the play in 14 days, and stayed', 0.40, true),
                         ('red_saved_otherwise', 'The same without all of the play', NULL, false)) AS x (metric, label, target, by_protocol)
            LEFT JOIN fall f ON f.by_protocol = x.by_protocol AND f.followed_to <= f.last_day AND coalesce(f.churned_on > f.as_of + 14, true)
            GROUP BY x.metric, x.label, x.target
            UNION ALL
            SELECT 'red_from_green', 'Accounts that became red straight from green', NULL, true, count(*) FILTER (WHERE f.from_tier = 'green'), count(*)
            FROM fall f WHERE f.to_tier = 'red'
            UNION ALL
            SELECT 'acted_in_time_' || x.tier, 'Cases opened ' || x.tier || ' that were acted on in time', 0.90, false,
                   count(*) FILTER (WHERE a.in_time), count(a.alert_id)
            FROM (VALUES ('red'), ('yellow')) AS x (tier)
            LEFT JOIN waited a ON a.tier = x.tier AND a.is_told
            GROUP BY x.tier
            UNION ALL
            SELECT 'caught_at_yellow', 'Churned accounts that were yellow at least 14 days before they were red', 0.80, false,
                   count(*) FILTER (WHERE y.first_yellow <= y.first_red - 14), count(*)
            FROM (
                SELECT o.account_id, min(e.from_day) FILTER (WHERE e.tier = 'yellow') AS first_yellow, min(e.from_day) FILTER (WHERE e.tier = 'red') AS first_red
                FROM @workspace@.account_outcome o
                JOIN @workspace@.tier_episode e ON e.account_id = o.account_id AND e.kind = 'confirmed' AND e.from_day < coalesce(o.notified_on, o.occurred_on)
                WHERE o.kind = 'churn'
                GROUP BY o.account_id
                -- a quarter of history before the decision, or nothing can be said
                HAVING bool_or(e.tier = 'red') AND min(e.from_day) <= min(coalesce(o.notified_on, o.occurred_on)) - 90
            ) y
        ) c
        LEFT JOIN LATERAL health_score.wilson_interval(c.hits, nullif(c.n, 0)) w ON true
    )
    SELECT t.metric, t.label, t.target, round(t.actual::numeric, 3) AS actual, t.n, round(t.lower::numeric, 3) AS lower, round(t.upper::numeric, 3) AS upper,
           CASE WHEN t.actual IS NULL OR t.n < 10 THEN 'not enough data' WHEN t.target IS NULL THEN 'for comparison'
                WHEN t.sign * coalesce(t.safe_side, t.actual) >= t.sign * t.target THEN 'met' WHEN t.sign * coalesce(t.other_side, t.actual) < t.sign * t.target THEN 'missed'
                WHEN t.sign * t.actual >= t.sign * t.target THEN 'met, within chance' ELSE 'missed, within chance' END AS verdict
    FROM (
        SELECT r.metric, r.label, r.target, r.actual, r.n, r.lower, r.upper, CASE WHEN r.less_is_better THEN -1 ELSE 1 END AS sign,
               CASE WHEN r.less_is_better THEN r.upper ELSE r.lower END AS safe_side, CASE WHEN r.less_is_better THEN r.lower ELSE r.upper END AS other_side
        FROM (
            SELECT s.metric, s.label, s.target, s.less_is_better, s.actual, s.n, s.lower, s.upper FROM share s
            UNION ALL
            -- Newcombe's interval of a difference, from those of the two rates
            SELECT 'yellow_recovery_difference', 'What doing something adds to the yellow that recover by themselves; observational', 0, false, a.actual - b.actual, least(a.n, b.n),
                   a.actual - b.actual - sqrt((a.actual - a.lower) ^ 2 + (b.upper - b.actual) ^ 2), a.actual - b.actual + sqrt((a.upper - a.actual) ^ 2 + (b.actual - b.lower) ^ 2)
            FROM share a CROSS JOIN share b
            WHERE a.metric = 'yellow_recovery_acted' AND b.metric = 'yellow_recovery_alone'
            UNION ALL
            SELECT 'median_hours_' || x.tier, 'Hours from a case opened ' || x.tier || ' to the first action, the median', x.hours, true,
                   health_score.survival_median(array_agg(a.hours ORDER BY a.alert_id) FILTER (WHERE a.hours >= 0), array_agg(a.is_acted ORDER BY a.alert_id) FILTER (WHERE a.hours >= 0)),
                   count(a.alert_id), NULL, NULL
            FROM (VALUES ('red', 24), ('yellow', 48)) AS x (tier, hours)
            LEFT JOIN waited a ON a.tier = x.tier
            GROUP BY x.tier, x.hours
            UNION ALL
            SELECT 'p90_hours_' || x.tier, 'Hours to the first action that nine of ten such cases wait at most', NULL, true,
                   nullif(percentile_disc(0.9) WITHIN GROUP (ORDER BY CASE WHEN a.is_acted THEN a.hours ELSE 'infinity' END)
                       FILTER (WHERE a.alert_id IS NOT NULL), 'infinity'), count(a.alert_id), NULL, NULL
            FROM (VALUES ('red'), ('yellow')) AS x (tier)
            LEFT JOIN waited a ON a.tier = x.tier AND a.is_told
            GROUP BY x.tier
            UNION ALL
            SELECT 'churn_ratio_' || e.tier, 'Churn after a fall to ' || e.tier || ' with an action, divided by that without; observational', NULL, true, e.churn_ratio, least(e.acted, e.not_acted), e.lower, e.upper
            FROM effect e
            UNION ALL
            SELECT 'early_over_late', 'What an action at yellow prevents of the churn, divided by what one at red prevents, where 3 was expected; observational', NULL, false,
                   (1 - y.churn_ratio) / nullif(greatest(1 - r.churn_ratio, 0), 0), least(y.acted, y.not_acted, r.acted, r.not_acted), NULL, NULL
            FROM effect y CROSS JOIN effect r
            WHERE y.tier = 'yellow' AND r.tier = 'red'
            UNION ALL
            SELECT x.metric, x.label, x.target, false, x.actual, r.parties, NULL, NULL
            FROM (SELECT q.* FROM @workspace@.retention q ORDER BY q.as_of DESC LIMIT 1) r
            CROSS JOIN LATERAL (VALUES ('gross_retention', 'Gross revenue retention over 12 months', 0.90, r.kept_mrr / r.start_mrr),
                                       ('net_retention', 'Net revenue retention over 12 months', 1.10, r.end_mrr / r.start_mrr)) AS x (metric, label, target, actual)
        ) r
    ) t;
COMMENT ON VIEW @workspace@.target IS 'What the programme set out to reach, what it reached, from how many, how sure that is, and a verdict';
COMMENT ON COLUMN @workspace@.target.metric IS 'Name of the target';
COMMENT ON COLUMN @workspace@.target.label IS 'In words';
COMMENT ON COLUMN @workspace@.target.target IS 'What it set out to reach; NULL where it is there for comparison';
COMMENT ON COLUMN @workspace@.target.actual IS 'What was reached';
COMMENT ON COLUMN @workspace@.target.n IS 'From how many; the smaller number where two groups are compared';
COMMENT ON COLUMN @workspace@.target.lower IS 'Lower end of the 95 % interval';
COMMENT ON COLUMN @workspace@.target.upper IS 'Upper end of the 95 % interval';
COMMENT ON COLUMN @workspace@.target.verdict IS 'In words; not enough data below ten';

CREATE VIEW @workspace@.programme_effect WITH (security_invoker = true) AS
    SELECT g.quarter, g.acted, g.accounts, g.churned, round(g.churned::numeric / g.accounts, 3) AS churn_rate,
           round(w.low::numeric, 3) AS lower, round(w.high::numeric, 3) AS upper, g.arr_lost,
           'observational: who was helped was chosen, not drawn' AS caution
    FROM (
        SELECT date_trunc('quarter', t.as_of::timestamp)::date AS quarter, t.acted, count(*) AS accounts,
               count(*) FILTER (WHERE t.churned) AS churned, sum(t.arr) FILTER (WHERE t.churned) AS arr_lost
        FROM (
            SELECT f.as_of, f.arr, f.acted, f.churned_on <= f.as_of + 180 AS churned FROM @workspace@.tier_fall f WHERE f.as_of <= f.last_day - 180
        ) t
        GROUP BY date_trunc('quarter', t.as_of::timestamp)::date, t.acted
    ) g
    LEFT JOIN LATERAL health_score.wilson_interval(g.churned, g.accounts) w ON true;
COMMENT ON VIEW @workspace@.programme_effect IS 'Churn within 180 days after a tier fell, by quarter, with and without a customer-facing action in the first 14 days; observational';
COMMENT ON COLUMN @workspace@.programme_effect.quarter IS 'First day of the quarter in which the tier fell';
COMMENT ON COLUMN @workspace@.programme_effect.acted IS 'Whether there was a customer-facing action in the first 14 days';
COMMENT ON COLUMN @workspace@.programme_effect.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.programme_effect.churned IS 'How many churned within 180 days';
COMMENT ON COLUMN @workspace@.programme_effect.churn_rate IS 'Share that churned within 180 days';
COMMENT ON COLUMN @workspace@.programme_effect.lower IS 'Lower end of the 95 % interval';
COMMENT ON COLUMN @workspace@.programme_effect.upper IS 'Upper end of the 95 % interval';
COMMENT ON COLUMN @workspace@.programme_effect.arr_lost IS 'Annual recurring revenue of those that churned';
COMMENT ON COLUMN @workspace@.programme_effect.caution IS 'How to read it';
