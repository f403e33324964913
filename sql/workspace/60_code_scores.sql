-- From measures to points: criteria, components, scorecards, the score of an account.

-- DROP EXTENSION takes the checks that use its types; here they come back
ALTER TABLE @workspace@.criterion DROP CONSTRAINT IF EXISTS criterion_curve_parses;
ALTER TABLE @workspace@.criterion ADD CONSTRAINT criterion_curve_parses CHECK (curve::health_score.score_curve IS NOT NULL);
ALTER TABLE @workspace@.model DROP CONSTRAINT IF EXISTS model_scale_parses;
ALTER TABLE @workspace@.model ADD CONSTRAINT model_scale_parses CHECK (scale::health_score.tier_scale IS NOT NULL);

-- STRICT keeps it from being inlined, and ROWS tells the planner what these small tables never have statistics for
CREATE FUNCTION @workspace@.rules_of(key int)
RETURNS TABLE (model_key int, model text, version int, minimum_coverage float8, measure text, component text, criterion text, curve health_score.score_curve,
               weight float8, operator text, limit_value float8, at_most float8, limit_reason text, condition_id int, flag text, or_missing boolean,
               combined text[], ways text[], combined_without_pulse text[], ways_without_pulse text[],
               among_peers boolean, validity int, assumed float8, is_needed boolean)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 24
BEGIN ATOMIC
    WITH wanted AS (
        SELECT m.model_key, m.model, m.version, m.minimum_coverage, m.scale, w.components AS combined, w.ways, w.components_without_pulse AS combined_without_pulse, w.ways_without_pulse
        FROM @workspace@.model m
        JOIN @workspace@.component_combination w ON w.model = m.model AND w.version = m.version
        WHERE m.model_key = rules_of.key OR rules_of.key = 0 AND m.model_key IN (SELECT u.model_key FROM @workspace@.model_in_use u)
    ), rule AS (
        SELECT c.model, c.version, c.measure, c.component, c.criterion, c.curve::health_score.score_curve AS curve, c.weight,
               NULL::text AS operator, NULL::float8 AS limit_value, NULL::float8 AS at_most, NULL::text AS limit_reason, NULL::int AS condition_id, NULL::text AS flag,
               false AS or_missing, c.frame = 'peers' AS among_peers, c.validity, @workspace@.assumed_points(c.missing, m.scale) AS assumed, c.missing = 'no_score' AS is_needed
        FROM wanted m
        JOIN @workspace@.criterion c ON c.model = m.model AND c.version = m.version
        UNION ALL
        SELECT l.model, l.version, l.subject, NULL, NULL, NULL, NULL, l.operator, l.value, l.at_most, l.reason, NULL, NULL, false, false, NULL, NULL, false
        FROM wanted m
        JOIN @workspace@.model_limit l ON l.model = m.model AND l.version = m.version
        WHERE l.subject_kind = 'measure'
        UNION ALL
        SELECT m.model, m.version, k.measure, NULL, NULL, NULL, NULL, k.operator, k.value, NULL, NULL, k.condition_id, k.flag, false, false, NULL, NULL, false
        FROM wanted m
        CROSS JOIN @workspace@.trigger_condition k
        UNION ALL
        -- a part of a pattern is numbered below 0, and is not kept: what is kept is the number of the pattern
        SELECT m.model, m.version, k.measure, NULL, NULL, NULL, NULL, k.operator, k.value, NULL, NULL, -(p.condition_id * 100 + k.part), k.flag, k.or_missing, false, NULL, NULL, false
        FROM wanted m
        CROSS JOIN @workspace@.pattern p
        JOIN @workspace@.pattern_condition k ON k.pattern = p.pattern
    )
    SELECT m.model_key, m.model, m.version, m.minimum_coverage, r.measure, r.component, r.criterion, r.curve, r.weight, r.operator, r.limit_value, r.at_most, r.limit_reason,
           r.condition_id, r.flag, r.or_missing, m.combined, m.ways, m.combined_without_pulse, m.ways_without_pulse, r.among_peers, r.validity, r.assumed, r.is_needed
    FROM wanted m
    JOIN rule r ON r.model = m.model AND r.version = m.version;
END;
COMMENT ON FUNCTION @workspace@.rules_of(int) IS
    'The criteria of a model version (0: of all in use), its limits on measures, and the conditions of trigger rules and patterns';

-- STRICT keeps it from being inlined: it is worked out once per query
CREATE FUNCTION @workspace@.pattern_parts()
RETURNS TABLE (pattern text, condition_id int, parts int[])
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
    SELECT p.pattern, p.condition_id, array_agg(DISTINCT -(p.condition_id * 100 + k.part))
    FROM @workspace@.pattern p
    JOIN @workspace@.pattern_condition k ON k.pattern = p.pattern
    GROUP BY p.pattern, p.condition_id;
END;
COMMENT ON FUNCTION @workspace@.pattern_parts() IS 'The parts that each pattern has, numbered as rules_of() numbers them';

-- The frames of a version that need more than the value: 0 rows, and no cost, where no criterion asks for it. STRICT as above.
CREATE FUNCTION @workspace@.peer_scales_of(key int)
RETURNS TABLE (model_key int, measure text, segment text, breaks float8[], shares float8[])
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 8
BEGIN ATOMIC
    SELECT m.model_key, q.measure, q.segment, q.breaks, q.shares
    FROM @workspace@.model m
    JOIN @workspace@.peer_scale q ON q.model = m.model AND q.version = m.version
    WHERE (m.model_key = peer_scales_of.key OR peer_scales_of.key = 0 AND m.model_key IN (SELECT u.model_key FROM @workspace@.model_in_use u))
      AND EXISTS (SELECT FROM @workspace@.criterion c WHERE c.model = m.model AND c.version = m.version AND c.measure = q.measure AND c.frame = 'peers');
END;
COMMENT ON FUNCTION @workspace@.peer_scales_of(int) IS 'The scales that the criteria of a version (0: the one in use) with the frame peers are placed on';

CREATE FUNCTION @workspace@.measure_lags(as_of date, model_key int)
RETURNS TABLE (measure text, lag int)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 8
BEGIN ATOMIC
    SELECT f.measure, as_of - f.until_day
    FROM @workspace@.measure_feeds(CASE WHEN EXISTS (
        SELECT FROM @workspace@.model m
        JOIN @workspace@.criterion c ON c.model = m.model AND c.version = m.version
        WHERE c.validity IS NOT NULL
          AND (m.model_key = measure_lags.model_key OR measure_lags.model_key = 0 AND m.model_key IN (SELECT u.model_key FROM @workspace@.model_in_use u))
    ) THEN as_of END) f;
END;
COMMENT ON FUNCTION @workspace@.measure_lags(date, int) IS 'Days by which the source of each measure lags, where a criterion of the version (0: the one in use) has a validity of its own';

CREATE FUNCTION @workspace@.peer_segments(as_of date, model_key int)
RETURNS TABLE (account_id @account_key@, segment text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.account_id, a.segment
    FROM @workspace@.scored_accounts(as_of) a
    WHERE EXISTS (SELECT FROM @workspace@.peer_scales_of(model_key));
END;
COMMENT ON FUNCTION @workspace@.peer_segments(date, int) IS 'The segment of every scored account, where a criterion of the version (0: the one in use) is placed among the peers';

CREATE FUNCTION @workspace@.criterion_point(value float8, reason text, curve health_score.score_curve, is_stale boolean, among_peers boolean, breaks float8[], shares float8[])
RETURNS TABLE (value float8, reason text, points float8)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN r.reason = 'observed' THEN criterion_point.value END, r.reason,
           CASE WHEN r.reason = 'observed' THEN
               health_score.points_at(curve, CASE WHEN among_peers THEN @workspace@.peer_place(criterion_point.value, breaks, shares) ELSE criterion_point.value END) END
    FROM (SELECT CASE WHEN criterion_point.reason <> 'observed' THEN criterion_point.reason
                      WHEN is_stale THEN 'feed_stale'
                      -- nobody has worked out where its peers stand
                      WHEN among_peers AND breaks IS NULL THEN 'not_recorded'
                      ELSE 'observed' END AS reason) r;
END;
COMMENT ON FUNCTION @workspace@.criterion_point(float8, text, health_score.score_curve, boolean, boolean, float8[], float8[]) IS
    'What a criterion makes of a measure: its value, or the reason why it has none, and its points, by the value or by the place among the peers';

CREATE FUNCTION @workspace@.component_limits(card health_score.scorecard, model text, version int)
RETURNS TABLE (at_most float8[], reasons text[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(array_agg(l.at_most ORDER BY l.limit_name), '{}'), coalesce(array_agg(l.reason ORDER BY l.limit_name), '{}')
    FROM @workspace@.model_limit l
    WHERE l.model = component_limits.model AND l.version = component_limits.version AND l.subject_kind = 'component'
      AND EXISTS (SELECT FROM health_score.components(component_limits.card) x
                  WHERE (l.subject = x.component OR l.subject = '*' AND x.parent IS NULL) AND @workspace@.holds(x.points::float8, l.operator, l.value));
END;
COMMENT ON FUNCTION @workspace@.component_limits(health_score.scorecard, text, int) IS 'The limits of a model that the components of a scorecard set off';

CREATE FUNCTION @workspace@.model_scorecards(as_of date, key int)
RETURNS TABLE (account_id @account_key@, card health_score.scorecard, criteria text[], criterion_values float8[],
               criterion_flags text[], criterion_latest_on date[], criterion_n bigint[], latest_on date, conditions int[], points_without_pulse numeric, model_key int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id,
           health_score.limited(s.card, s.fact_limits || k.at_most, s.fact_reasons || k.reasons),
           s.criteria, s.criterion_values, s.criterion_flags, s.criterion_latest_on, s.criterion_n, s.latest_on,
           (SELECT array_agg(h.condition_id ORDER BY h.condition_id)
            FROM (
                SELECT c.condition_id FROM unnest(s.conditions) AS c (condition_id) WHERE c.condition_id > 0
                UNION ALL
                SELECT p.condition_id FROM @workspace@.pattern_parts() p WHERE s.conditions @> p.parts
            ) h),
           -- a sub-select: whoever does not ask for it does not pay for it
           (SELECT health_score.points(health_score.limited(s.card_without_pulse, s.fact_limits || w.at_most, s.fact_reasons || w.reasons))
            FROM @workspace@.component_limits(s.card_without_pulse, s.model, s.version) w), s.model_key
    FROM (
        SELECT m.account_id, max(r.model_key) AS model_key, max(r.model) AS model, max(r.version) AS version,
               health_score.combining(health_score.requiring(
                   health_score.scorecard(r.component, r.criterion, v.points, r.weight, v.reason, r.assumed) FILTER (WHERE r.criterion IS NOT NULL),
                   CASE WHEN bool_or(r.is_needed AND @workspace@.is_missing(v.reason)) THEN 1 ELSE max(r.minimum_coverage) END),
                   max(r.combined), max(r.ways)) AS card,
               health_score.combining(health_score.requiring(
                   health_score.scorecard(r.component, r.criterion, v.points, r.weight, v.reason, r.assumed) FILTER (WHERE r.criterion IS NOT NULL AND r.measure <> 'pulse'),
                   CASE WHEN bool_or(r.is_needed AND @workspace@.is_missing(v.reason)) FILTER (WHERE r.measure <> 'pulse') THEN 1 ELSE max(r.minimum_coverage) END),
                   max(r.combined_without_pulse), max(r.ways_without_pulse)) AS card_without_pulse,
               array_agg(r.criterion) FILTER (WHERE r.criterion IS NOT NULL) AS criteria,
               array_agg(v.value) FILTER (WHERE r.criterion IS NOT NULL) AS criterion_values,
               array_agg(CASE WHEN v.reason = m.reason THEN m.flag END) FILTER (WHERE r.criterion IS NOT NULL) AS criterion_flags,
               array_agg(m.latest_on) FILTER (WHERE r.criterion IS NOT NULL) AS criterion_latest_on,
               array_agg(m.n) FILTER (WHERE r.criterion IS NOT NULL) AS criterion_n,
               max(m.latest_on) FILTER (WHERE r.criterion IS NOT NULL) AS latest_on,
               coalesce(array_agg(r.at_most) FILTER (WHERE r.at_most IS NOT NULL AND @workspace@.holds(m.value, r.operator, r.limit_value)), '{}') AS fact_limits,
               coalesce(array_agg(r.limit_reason) FILTER (WHERE r.at_most IS NOT NULL AND @workspace@.holds(m.value, r.operator, r.limit_value)), '{}') AS fact_reasons,
               array_agg(r.condition_id)
                   FILTER (WHERE r.condition_id IS NOT NULL AND (@workspace@.holds(m.value, r.operator, r.limit_value) OR m.flag = r.flag
                                                                 OR r.or_missing AND m.reason <> 'observed')) AS conditions
        FROM @workspace@.measures(as_of) m
        JOIN @workspace@.rules_of(coalesce(key, 0)) r ON r.measure = m.measure
        LEFT JOIN @workspace@.assigned_models(as_of, coalesce(key, 0)) z ON z.account_id = m.account_id
        LEFT JOIN @workspace@.measure_lags(as_of, coalesce(key, 0)) g ON g.measure = r.measure AND r.validity IS NOT NULL
        LEFT JOIN @workspace@.peer_segments(as_of, coalesce(key, 0)) a ON a.account_id = m.account_id AND r.among_peers
        LEFT JOIN @workspace@.peer_scales_of(coalesce(key, 0)) o ON o.model_key = r.model_key AND o.measure = m.measure AND o.segment = a.segment AND a.segment <> '' AND r.among_peers
        LEFT JOIN @workspace@.peer_scales_of(coalesce(key, 0)) e ON e.model_key = r.model_key AND e.measure = m.measure AND e.segment = '' AND r.among_peers
        CROSS JOIN LATERAL @workspace@.criterion_point(
            m.value, m.reason, r.curve, g.lag > r.validity, r.among_peers, coalesce(o.breaks, e.breaks), coalesce(o.shares, e.shares)) v
        -- said so that the planner expects most rows to stay
        WHERE coalesce(z.model_key = r.model_key, true)
        GROUP BY m.account_id
    ) s
    CROSS JOIN LATERAL @workspace@.component_limits(s.card, s.model, s.version) k;
END;
COMMENT ON FUNCTION @workspace@.model_scorecards(date, int) IS
    'The scorecard of every scored account as of a day by one model version (NULL: for each account the one in use), with the limits and the conditions of trigger rules that hold, and the points without the CSM''s pulse';

CREATE FUNCTION @workspace@.scorecards(as_of date)
RETURNS TABLE (account_id @account_key@, card health_score.scorecard, criteria text[], criterion_values float8[],
               criterion_flags text[], criterion_latest_on date[], criterion_n bigint[], latest_on date, model_key int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, s.card, s.criteria, s.criterion_values, s.criterion_flags, s.criterion_latest_on, s.criterion_n, s.latest_on, s.model_key
    FROM @workspace@.model_scorecards(as_of, NULL::int) s;
END;
COMMENT ON FUNCTION @workspace@.scorecards(date) IS 'The scorecard of every scored account as of a day by the model version in use for it, with the limits that hold';

CREATE FUNCTION @workspace@.criterion_scores(as_of date)
RETURNS TABLE (account_id @account_key@, component text, criterion text, measure text, value float8, reason text, flag text,
               points numeric, weight numeric, effective_weight numeric, contribution numeric, points_lost numeric, latest_on date, n bigint,
               model_key int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, x.component, x.criterion, r.measure, s.criterion_values[p.i], x.reason, s.criterion_flags[p.i],
           x.points, x.weight, x.effective_weight, x.contribution, x.points_lost, s.criterion_latest_on[p.i], s.criterion_n[p.i], s.model_key
    FROM @workspace@.scorecards(as_of) s
    CROSS JOIN LATERAL health_score.criteria(s.card) x
    CROSS JOIN LATERAL (SELECT array_position(s.criteria, x.criterion)) AS p (i)
    JOIN @workspace@.rules_of(0) r ON r.model_key = s.model_key AND r.criterion = x.criterion;
END;
COMMENT ON FUNCTION @workspace@.criterion_scores(date) IS 'Every criterion of every scored account as of a day, by the model version in use for it: raw value, reason, points, weight, contribution, points lost';

CREATE FUNCTION @workspace@.component_scores(as_of date)
RETURNS TABLE (account_id @account_key@, component text, points numeric, weight numeric, effective_weight numeric,
               contribution numeric, coverage numeric, reason text, parent text, combines text, model_key int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, x.component, x.points, x.weight, x.effective_weight, x.contribution, x.coverage, x.reason, x.parent, x.combines, s.model_key
    FROM @workspace@.scorecards(as_of) s
    CROSS JOIN LATERAL health_score.components(s.card) x;
END;
COMMENT ON FUNCTION @workspace@.component_scores(date) IS 'Every component of every scored account as of a day';

CREATE FUNCTION @workspace@.account_scores(as_of date)
RETURNS TABLE (account_id @account_key@, name text, owner text, segment text, phase text, tenure int, arr numeric, renews_on date,
               points numeric, tier text, tier_order int, tier_certainty text, coverage numeric, model_coverage numeric,
               worst numeric, best numeric, reason text, main_reason text, limits text[], latest_on date, model_key int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.account_id, a.name, a.owner, a.segment, a.phase, a.tenure, a.arr, a.renews_on,
           p.points, coalesce(p.tier::text, 'unscored'),
           CASE p.tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 0 END,
           coalesce(health_score.tier_certainty(p.points::float8, p.worst::float8, p.best::float8, p.scale), 'open'),
           p.coverage, health_score.model_coverage(s.card), p.worst, p.best, health_score.reason(s.card),
           CASE
               WHEN p.points IS NULL THEN
                   coalesce((
                       SELECT 'no score without ' || string_agg(c.label || ' (' || y.reason || ')', ', ' ORDER BY y.criterion COLLATE "C")
                       FROM health_score.criteria(s.card) y
                       JOIN @workspace@.criterion k ON k.model = p.model AND k.version = p.version AND k.criterion = y.criterion
                       JOIN @workspace@.measure c ON c.measure = k.measure
                       WHERE k.missing = 'no_score' AND @workspace@.is_missing(y.reason)) || '; ', '')
                   || 'coverage ' || floor(100 * coalesce(p.coverage, 0)) || ' % of the ' || round(100 * p.minimum_coverage::numeric) || ' % needed'
                   || coalesce('; missing: ' || (
                       SELECT string_agg(c.label || ' (' || x.reason || ')', ', ' ORDER BY x.weight DESC, x.criterion COLLATE "C")
                       FROM (SELECT y.criterion, y.reason, y.weight FROM health_score.criteria(s.card) y
                             WHERE y.reason NOT IN ('observed', 'not_applicable', 'no_feed')
                             ORDER BY y.weight DESC, y.criterion COLLATE "C" LIMIT 3) x
                       JOIN @workspace@.criterion k ON k.model = p.model AND k.version = p.version AND k.criterion = x.criterion
                       JOIN @workspace@.measure c ON c.measure = k.measure), '')
               WHEN p.limit_effect < 0 AND -p.limit_effect > coalesce(ml.points_lost, 0) THEN p.limits[1]
               WHEN ml.points_lost > 0 THEN (
                   SELECT c.label || ': ' || coalesce(@workspace@.reading(s.criterion_values[array_position(s.criteria, ml.criterion)], c.factor, c.digits, c.reads), 'not known')
                   FROM @workspace@.criterion k
                   JOIN @workspace@.measure c ON c.measure = k.measure
                   WHERE k.model = p.model AND k.version = p.version AND k.criterion = ml.criterion)
               ELSE 'no points are lost'
           END,
           p.limits, s.latest_on, s.model_key
    FROM @workspace@.accounts(as_of) a
    JOIN @workspace@.scorecards(as_of) s ON s.account_id = a.account_id
    CROSS JOIN LATERAL (
        SELECT u.model, u.version, u.minimum_coverage, u.scale::health_score.tier_scale AS scale,
               health_score.points(s.card) AS points, health_score.coverage(s.card) AS coverage,
               health_score.worst_points(s.card) AS worst, health_score.best_points(s.card) AS best,
               health_score.limit_effect(s.card) AS limit_effect,
               health_score.tier_of(health_score.points(s.card)::float8, u.scale::health_score.tier_scale) AS tier,
               ARRAY(SELECT x.reason FROM health_score.limits(s.card) x ORDER BY x.at_most, x.reason COLLATE "C") AS limits
        FROM @workspace@.model_in_use u
        WHERE u.model_key = s.model_key
    ) p
    CROSS JOIN LATERAL health_score.main_loss(s.card) ml;
END;
COMMENT ON FUNCTION @workspace@.account_scores(date) IS 'The score of every scored account as of a day: points, raw tier, how certain it is, coverage, what the missing could change, the main reason';
