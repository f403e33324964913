-- Resilience: how much of a score hangs on one person.

CREATE FUNCTION @workspace@.engagement_without_top(as_of date)
RETURNS TABLE (account_id @account_key@, contact_id text, active_days bigint, executive_on date,
               asked health_score.daily_members, answered health_score.daily_members)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT c.account_id, max(c.contact_id) FILTER (WHERE c.is_top), max(c.active_days) FILTER (WHERE c.is_top),
           max(c.executive_on) FILTER (WHERE NOT c.is_top),
           health_score.rollup(c.asked) FILTER (WHERE NOT c.is_top), health_score.rollup(c.answered) FILTER (WHERE NOT c.is_top)
    FROM (
        SELECT p.account_id, p.contact_id, p.active_days, p.executive_on, p.asked, p.answered,
               p.active_days > 0 AND row_number() OVER (
                   PARTITION BY p.account_id ORDER BY p.active_days DESC, p.latest_on DESC NULLS LAST, p.contact_id COLLATE "C") = 1 AS is_top
        FROM (
            SELECT g.account_id, g.contact_id,
                   count(DISTINCT g.on_day) FILTER (WHERE g.took_part AND g.contact_id IS NOT NULL
                                                    AND g.on_day > w.engagement_until - 90 AND g.on_day <= w.engagement_until) AS active_days,
                   max(g.on_day) FILTER (WHERE g.took_part AND g.on_day <= w.engagement_until) AS latest_on,
                   max(g.on_day) FILTER (WHERE g.kind IN ('meeting', 'qbr', 'executive') AND g.was_met AND g.level = 'executive'
                                         AND g.on_day <= w.engagement_until) AS executive_on,
                   health_score.daily_members(g.on_day, g.engagement_id, 1) FILTER (WHERE g.asked) AS asked,
                   health_score.daily_members(g.on_day, g.engagement_id, 1) FILTER (WHERE g.asked AND g.answered_in_time) AS answered
            FROM @workspace@.engagement_facts(as_of) g
            CROSS JOIN @workspace@.windows(as_of) w
            GROUP BY g.account_id, g.contact_id
        ) p
    ) c
    GROUP BY c.account_id;
END;
COMMENT ON FUNCTION @workspace@.engagement_without_top(date) IS 'Per scored account, the contact who took part on the most days of 90, and the engagement of all others';

CREATE FUNCTION @workspace@.measures_without_top_contact(as_of date)
RETURNS TABLE (account_id @account_key@, contact_id text, active_days bigint, measure text, value float8, reason text,
               value_without float8, reason_without text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT m.account_id, t.contact_id, t.active_days, m.measure, m.value, m.reason,
           CASE
               WHEN m.reason <> 'observed' OR t.contact_id IS NULL THEN m.value
               WHEN m.measure = 'reach' THEN m.value - 1
               WHEN m.measure = 'executive_touch' THEN w.engagement_until - coalesce(t.executive_on, a.started_on)
               WHEN m.measure = 'responsiveness' THEN
                   CASE WHEN s.asked > 0 THEN (s.answered + 5 * s.usual_answers) / (s.asked + 5) END
               WHEN m.measure = 'champion_gone' AND t.contact_id = ALL (c.champion_ids) THEN 1
               ELSE m.value
           END,
           CASE WHEN m.measure = 'responsiveness' AND m.reason = 'observed' AND t.contact_id IS NOT NULL AND s.asked = 0 THEN 'not_applicable'
                ELSE m.reason END
    FROM @workspace@.measures(as_of) m
    JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = m.account_id
    CROSS JOIN @workspace@.windows(as_of) w
    LEFT JOIN @workspace@.engagement_without_top(as_of) t ON t.account_id = m.account_id
    LEFT JOIN @workspace@.contact_values(as_of) c ON c.account_id = m.account_id
    CROSS JOIN LATERAL (
        SELECT coalesce(health_score.active_members(t.asked, w.engagement_until - 7, 90), 0) AS asked,
               coalesce(health_score.active_members(t.answered, w.engagement_until - 7, 90), 0) AS answered,
               (SELECT x.rate FROM @workspace@.prior_rate x WHERE x.measure = 'responsiveness'
                AND x.segment IN (a.segment, '') ORDER BY x.segment DESC LIMIT 1) AS usual_answers
    ) s;
END;
COMMENT ON FUNCTION @workspace@.measures_without_top_contact(date) IS 'Every measure, and what it would be without the most engaged contact of the account: reach, executive_touch, responsiveness and champion_gone change';

CREATE FUNCTION @workspace@.resilience(as_of date)
RETURNS TABLE (account_id @account_key@, contact_id text, active_days bigint, points numeric, points_without numeric, points_lost numeric,
               tier text, tier_without text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, s.contact_id, s.active_days, p.points, p.points_without, p.points - p.points_without,
           coalesce(health_score.tier_of(p.points::float8, u.scale::health_score.tier_scale)::text, 'unscored'),
           coalesce(health_score.tier_of(p.points_without::float8, u.scale::health_score.tier_scale)::text, 'unscored')
    FROM (
        SELECT m.account_id, max(r.model_key) AS model_key, max(m.contact_id) AS contact_id, max(m.active_days) AS active_days,
               health_score.combining(health_score.requiring(
                   health_score.scorecard(r.component, r.criterion, v.points, r.weight, v.reason, r.assumed) FILTER (WHERE r.criterion IS NOT NULL),
                   CASE WHEN bool_or(r.is_needed AND @workspace@.is_missing(v.reason)) THEN 1 ELSE max(r.minimum_coverage) END),
                   max(r.combined), max(r.ways)) AS card,
               health_score.combining(health_score.requiring(
                   health_score.scorecard(r.component, r.criterion, vw.points, r.weight, vw.reason, r.assumed) FILTER (WHERE r.criterion IS NOT NULL),
                   CASE WHEN bool_or(r.is_needed AND @workspace@.is_missing(vw.reason)) THEN 1 ELSE max(r.minimum_coverage) END),
                   max(r.combined), max(r.ways)) AS card_without,
               coalesce(array_agg(r.at_most) FILTER (WHERE r.at_most IS NOT NULL AND @workspace@.holds(m.value, r.operator, r.limit_value)), '{}') AS at_most,
               coalesce(array_agg(r.limit_reason) FILTER (WHERE r.at_most IS NOT NULL AND @workspace@.holds(m.value, r.operator, r.limit_value)), '{}') AS reasons,
               coalesce(array_agg(r.at_most) FILTER (WHERE r.at_most IS NOT NULL AND @workspace@.holds(m.value_without, r.operator, r.limit_value)), '{}') AS at_most_without,
               coalesce(array_agg(r.limit_reason) FILTER (WHERE r.at_most IS NOT NULL AND @workspace@.holds(m.value_without, r.operator, r.limit_value)), '{}') AS reasons_without
        FROM @workspace@.measures_without_top_contact(as_of) m
        JOIN @workspace@.rules_of(0) r ON r.measure = m.measure
        LEFT JOIN @workspace@.assigned_models(as_of, 0) z ON z.account_id = m.account_id
        LEFT JOIN @workspace@.measure_lags(as_of, 0) g ON g.measure = r.measure AND r.validity IS NOT NULL
        LEFT JOIN @workspace@.peer_segments(as_of, 0) a ON a.account_id = m.account_id AND r.among_peers
        LEFT JOIN @workspace@.peer_scales_of(0) o ON o.model_key = r.model_key AND o.measure = m.measure AND o.segment = a.segment AND a.segment <> '' AND r.among_peers
        LEFT JOIN @workspace@.peer_scales_of(0) e ON e.model_key = r.model_key AND e.measure = m.measure AND e.segment = '' AND r.among_peers
        CROSS JOIN LATERAL @workspace@.criterion_point(
            m.value, m.reason, r.curve, g.lag > r.validity, r.among_peers, coalesce(o.breaks, e.breaks), coalesce(o.shares, e.shares)) v
        CROSS JOIN LATERAL @workspace@.criterion_point(
            m.value_without, m.reason_without, r.curve, g.lag > r.validity, r.among_peers, coalesce(o.breaks, e.breaks), coalesce(o.shares, e.shares)) vw
        WHERE coalesce(z.model_key = r.model_key, true)
        GROUP BY m.account_id
    ) s
    JOIN @workspace@.model_in_use u ON u.model_key = s.model_key
    CROSS JOIN LATERAL @workspace@.component_limits(s.card, u.model, u.version) k
    CROSS JOIN LATERAL @workspace@.component_limits(s.card_without, u.model, u.version) kw
    CROSS JOIN LATERAL (
        SELECT health_score.points(health_score.limited(s.card, s.at_most || k.at_most, s.reasons || k.reasons)) AS points,
               health_score.points(health_score.limited(s.card_without, s.at_most_without || kw.at_most, s.reasons_without || kw.reasons)) AS points_without
        OFFSET 0 -- evaluated once, not copied into every use
    ) p;
END;
COMMENT ON FUNCTION @workspace@.resilience(date) IS 'The score of every scored account as of a day, and what it would be if its most engaged contact were gone';
