-- What would have to change for an account to reach a tier.

-- A limit on a measure is left where it does not hold any more: for whole numbers at the next one.
CREATE FUNCTION @workspace@.beyond(operator text, bound float8, whole boolean)
RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE operator
           WHEN '>' THEN CASE WHEN whole THEN floor(bound) ELSE bound END
           WHEN '<' THEN CASE WHEN whole THEN ceil(bound) ELSE bound END
           WHEN '<=' THEN CASE WHEN whole THEN floor(bound) + 1 ELSE bound + greatest(abs(bound), 1) * 1e-9 END
           ELSE CASE WHEN whole THEN ceil(bound) - 1 ELSE bound - greatest(abs(bound), 1) * 1e-9 END
       END;
COMMENT ON FUNCTION @workspace@.beyond(text, float8, boolean) IS 'The nearest value at which a limit does not hold';

CREATE FUNCTION @workspace@.cheapest_path(account_id @account_key@, tier text, as_of date DEFAULT @workspace@.yesterday())
RETURNS TABLE (part text, component text, criterion text, value float8, needed_value float8, meaning text, needed text, points numeric, needed_points numeric,
               weight numeric, spread float8, effort numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    scored record;
    wanted float8;
    spreads jsonb;
BEGIN
    IF as_of IS NULL OR cheapest_path.account_id IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN as_of IS NULL THEN 'as_of' ELSE 'account_id' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF tier IS NULL OR tier NOT IN ('yellow', 'green') THEN
        RAISE EXCEPTION 'tier cannot be %', coalesce(quote_literal(tier), 'NULL') USING ERRCODE = 'invalid_parameter_value', HINT = 'It is yellow or green.';
    END IF;
    SELECT s.card, s.criteria, s.criterion_values, m.model, m.version, m.scale, health_score.points(s.card) AS points, a.segment INTO scored
    FROM @workspace@.model_scorecards(as_of, @workspace@.model_of(cheapest_path.account_id, as_of)) s
    JOIN @workspace@.model m ON m.model_key = s.model_key
    JOIN @workspace@.accounts(as_of) a ON a.account_id = s.account_id
    WHERE s.account_id = cheapest_path.account_id;
    IF scored.card IS NULL THEN
        RAISE EXCEPTION 'account % is not scored on %', cheapest_path.account_id, as_of
            USING ERRCODE = 'no_data_found', HINT = 'See the function accounts() for its phase on that day.';
    END IF;
    wanted := (scored.scale::health_score.tier_scale::jsonb ->> tier)::float8;
    IF scored.points IS NULL OR scored.points >= wanted THEN
        RETURN QUERY SELECT CASE WHEN scored.points IS NULL THEN 'unknown' ELSE 'reached' END, NULL::text, NULL::text, NULL::float8, NULL::float8,
            CASE WHEN scored.points IS NULL THEN 'too little is known for a score: coverage ' || floor(100 * coalesce(health_score.coverage(scored.card), 0)) || ' %'
                 ELSE 'it has ' || round(scored.points, 1) || ' points already' END, NULL::text, scored.points, wanted::numeric, NULL::numeric, NULL::float8, NULL::numeric;
        RETURN;
    END IF;
    -- The peers' inter-quartile range: as the version has it frozen, else among all accounts on the day.
    SELECT coalesce(jsonb_object_agg(q.measure, q.spread), '{}') INTO spreads
    FROM (
        SELECT p.measure, coalesce(max(p.value) FILTER (WHERE p.quantile = 0.75 AND p.segment <> '') - max(p.value) FILTER (WHERE p.quantile = 0.25 AND p.segment <> ''),
                                   max(p.value) FILTER (WHERE p.quantile = 0.75 AND p.segment = '') - max(p.value) FILTER (WHERE p.quantile = 0.25 AND p.segment = '')) AS spread
        FROM @workspace@.peer_quantile p
        WHERE p.model = scored.model AND p.version = scored.version AND p.segment IN (scored.segment, '')
        GROUP BY p.measure
    ) q
    WHERE q.spread IS NOT NULL;
    IF EXISTS (SELECT FROM @workspace@.criterion c WHERE c.model = scored.model AND c.version = scored.version AND c.frame <> 'peers' AND NOT spreads ? c.measure) THEN
        SELECT jsonb_object_agg(q.measure, q.spread) || spreads INTO spreads
        FROM (
            SELECT m.measure, percentile_cont(0.75) WITHIN GROUP (ORDER BY m.value) - percentile_cont(0.25) WITHIN GROUP (ORDER BY m.value) AS spread
            FROM @workspace@.measures(as_of) m
            JOIN @workspace@.criterion c ON c.model = scored.model AND c.version = scored.version AND c.measure = m.measure
            WHERE m.value IS NOT NULL
            GROUP BY m.measure
        ) q;
    END IF;
    RETURN QUERY
    WITH barrier AS MATERIALIZED (
        SELECT l.subject AS measure, l.operator, l.value AS bound, l.reason, h.value, d.label, d.reads, d.factor, d.digits,
               @workspace@.beyond(l.operator, l.value, d.factor = 1 AND d.digits = 0) AS needed_value
        FROM @workspace@.measures(as_of) h
        JOIN @workspace@.model_limit l ON l.subject = h.measure
        JOIN @workspace@.measure d ON d.measure = h.measure
        WHERE h.account_id = cheapest_path.account_id AND l.model = scored.model AND l.version = scored.version AND l.subject_kind = 'measure'
          AND l.at_most < wanted AND @workspace@.holds(h.value, l.operator, l.value)
    ), lever AS MATERIALIZED (
        -- where values are placed among the peers, the curve is one of places, and half of the peers lie between the quartiles
        SELECT row_number() OVER (ORDER BY c.component COLLATE "C", c.criterion COLLATE "C") AS n, c.component, c.criterion, c.measure, c.weight, c.curve, x.points, v.value, d.label, d.reads, d.factor, d.digits,
               c.frame = 'peers' AS among_peers, q.breaks, q.shares,
               CASE WHEN c.frame = 'peers' THEN @workspace@.peer_place(v.value, q.breaks, q.shares) ELSE v.value END AS raw,
               c.frame <> 'peers' AND d.factor = 1 AND d.digits = 0 AS whole,
               -- accounts that are all alike have no range: what the curve spans stands in
               CASE WHEN c.frame = 'peers' THEN 0.5 ELSE coalesce(nullif((spreads ->> c.measure)::float8, 0), nullif(r.spans, 0), 1) END AS spread,
               (SELECT CASE WHEN c.frame = 'peers' THEN @workspace@.peer_place(b.needed_value, q.breaks, q.shares) ELSE b.needed_value END
                FROM barrier b WHERE b.measure = c.measure ORDER BY abs(b.needed_value - v.value) DESC LIMIT 1) AS at_least_to
        FROM health_score.criteria(scored.card) x
        JOIN @workspace@.criterion c ON c.model = scored.model AND c.version = scored.version AND c.component = x.component AND c.criterion = x.criterion
        JOIN @workspace@.measure d ON d.measure = c.measure
        CROSS JOIN LATERAL (SELECT scored.criterion_values[array_position(scored.criteria, c.criterion)] AS value) v
        CROSS JOIN LATERAL (SELECT max((e.pair ->> 'value')::float8) - min((e.pair ->> 'value')::float8) AS spans
                            FROM jsonb_array_elements(c.curve::health_score.score_curve::jsonb) AS e (pair)) r
        LEFT JOIN LATERAL (SELECT p.breaks, p.shares FROM @workspace@.peer_scale p
                           WHERE c.frame = 'peers' AND p.model = c.model AND p.version = c.version AND p.measure = c.measure AND p.segment IN (scored.segment, '')
                           ORDER BY p.segment DESC LIMIT 1) q ON true
        -- nobody can do anything about an actionability of 0
        WHERE x.reason = 'observed' AND c.actionability > 0
    ), path AS MATERIALIZED (
        SELECT s.*
        FROM (SELECT array_agg(l.component ORDER BY l.n) AS components, array_agg(l.criterion ORDER BY l.n) AS criteria, array_agg(l.curve ORDER BY l.n) AS curves,
                     array_agg(l.raw ORDER BY l.n) AS raw_values, array_agg(l.weight / l.spread ORDER BY l.n) AS prices, array_agg(l.whole ORDER BY l.n) AS whole,
                     array_agg(l.at_least_to ORDER BY l.n) AS floors FROM lever l) a
        CROSS JOIN (SELECT coalesce(array_agg(k.subject ORDER BY k.limit_name), '{}') AS subjects, coalesce(array_agg(k.operator ORDER BY k.limit_name), '{}') AS operators,
                           coalesce(array_agg(k.value ORDER BY k.limit_name), '{}') AS bounds, coalesce(array_agg(k.at_most ORDER BY k.limit_name), '{}') AS caps
                    FROM @workspace@.model_limit k WHERE k.model = scored.model AND k.version = scored.version AND k.subject_kind = 'component') k
        CROSS JOIN LATERAL health_score.cheapest_path(scored.card, wanted, coalesce(a.components, '{}'), coalesce(a.criteria, '{}'), coalesce(a.curves, '{}'),
            coalesce(a.raw_values, '{}'), coalesce(a.prices, '{}'), coalesce(a.whole, '{}'), coalesce(a.floors, '{}'), k.subjects, k.operators, k.bounds, k.caps) s
    )
    SELECT 'limit', NULL::text, NULL::text, b.value, b.needed_value, b.reason, b.label || ' no longer ' || b.operator || ' ' || b.bound,
           NULL::numeric, NULL::numeric, NULL::numeric, NULL::float8, NULL::numeric
    FROM barrier b
    WHERE NOT EXISTS (SELECT FROM lever l WHERE l.measure = b.measure) AND NOT EXISTS (SELECT FROM path p WHERE p.criterion IS NULL)
    UNION ALL
    SELECT CASE WHEN p.criterion IS NULL THEN 'unreachable' ELSE 'criterion' END, p.component, p.criterion, l.value, n.needed_value,
           CASE WHEN p.criterion IS NULL THEN 'not even with everything that is known at its best' ELSE @workspace@.reading(l.value, l.factor, l.digits, l.reads) END,
           @workspace@.reading(n.needed_value, l.factor, l.digits, l.reads), coalesce(l.points, scored.points), coalesce(p.points, wanted::numeric),
           l.weight::numeric, CASE WHEN NOT l.among_peers THEN l.spread END, round((l.weight * abs(p.value - l.raw) / l.spread)::numeric, 3)
    FROM path p
    LEFT JOIN lever l ON l.component = p.component AND l.criterion = p.criterion
    CROSS JOIN LATERAL (SELECT CASE WHEN l.among_peers THEN @workspace@.peer_place(p.value, l.shares, l.breaks) ELSE p.value END AS needed_value) n
    ORDER BY 1 DESC, 12 DESC NULLS LAST, 3;
END;
$body$;
COMMENT ON FUNCTION @workspace@.cheapest_path(@account_key@, text, date) IS
    'What would have to change for an account to reach a tier: the fewest criteria, and of those the least sum of weight times raw change in units of the peers'' inter-quartile range';
