-- model_to_sql(): a model as one plain query, for a database that does not have the extension.

CREATE FUNCTION health_score.curve_to_sql(curve health_score.score_curve, x text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    SET extra_float_digits = 1
AS $$
    -- linear between its pairs, in double precision and in this order; flat beyond its ends; at a step the later points count
    SELECT format('CASE WHEN %1$s < %2$s::float8 THEN %3$s::float8 ', x, (array_agg(p.value ORDER BY p.n))[1], (array_agg(p.points ORDER BY p.n))[1])
        || coalesce(string_agg(format('WHEN %1$s < %2$s::float8 THEN %3$s::float8 + (%1$s - %4$s::float8) * (%5$s::float8 - %3$s::float8) / (%2$s::float8 - %4$s::float8) ',
            x, p.next_value, p.points, p.value, p.next_points), '' ORDER BY p.n) FILTER (WHERE p.rises), '')
        || format('ELSE %s::float8 END', (array_agg(p.points ORDER BY p.n DESC))[1])
    FROM (
        SELECT e.n, quote_literal(e.pair ->> 'value') AS value, quote_literal(e.pair ->> 'points') AS points,
            quote_literal(lead(e.pair ->> 'value') OVER (ORDER BY e.n)) AS next_value, quote_literal(lead(e.pair ->> 'points') OVER (ORDER BY e.n)) AS next_points,
            (lead(e.pair ->> 'value') OVER (ORDER BY e.n))::numeric > (e.pair ->> 'value')::numeric AS rises
        FROM jsonb_array_elements(curve::jsonb) WITH ORDINALITY AS e (pair, n)
    ) AS p
$$;
COMMENT ON FUNCTION health_score.curve_to_sql(health_score.score_curve, text) IS 'internal: the points of a curve at x, as an expression of plain SQL';

CREATE FUNCTION health_score.peers_to_sql(breaks float8[], shares float8[], x text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
    SET extra_float_digits = 1
AS $$
    -- the place among the peers: linear between two quantiles, that of the first or last beyond
    SELECT format('CASE WHEN %s < %L::float8 THEN %L::float8 ', x, breaks[1], shares[1])
        || coalesce(string_agg(format('WHEN %1$s < %2$L::float8 THEN %3$L::float8 + (%1$s - %4$L::float8) * (%5$L::float8 - %3$L::float8) / (%2$L::float8 - %4$L::float8) ',
            x, breaks[i + 1], shares[i], breaks[i], shares[i + 1]), '' ORDER BY i), '')
        || format('ELSE %L::float8 END', shares[cardinality(shares)])
    FROM generate_series(1, cardinality(breaks) - 1) AS i WHERE breaks[i] < breaks[i + 1]
$$;
COMMENT ON FUNCTION health_score.peers_to_sql(float8[], float8[], text) IS 'internal: the place of x among the quantiles of the peers, as an expression of plain SQL';

CREATE FUNCTION health_score.model_to_sql(workspace text, model_key integer DEFAULT NULL, measured text DEFAULT 'measured') RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET extra_float_digits = 1
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    key integer;
    model record;
    criteria text;
    points text;
    component_caps text;
    measure_caps text;
    places text;
    stale text;
    nodes text;
    depth integer;
    levels text := '';
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.model_to_sql(%L, %L, %L)', workspace, model_key, measured));
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    key := health_score.model_key(workspace, model_key);
    EXECUTE format('SELECT m.model, m.version, round(m.minimum_coverage * 1e6)::bigint AS required FROM %I.model AS m WHERE m.model_key = $1', workspace) INTO model USING key;
    EXECUTE format($sql$
        SELECT string_agg(format('(%%L, %%L, %%L, %%s, %%s, %%s)', c.component, c.criterion, c.measure, round(c.weight * 1e6)::bigint,
                coalesce(round(k.assumed * 1e6)::bigint::text, 'NULL'), (c.missing = 'no_score')::text), E',\n            ' ORDER BY c.component, c.criterion),
            string_agg(format('WHEN %%L THEN %%s', c.criterion, health_score.curve_to_sql(c.curve::health_score.score_curve, 'v.value')), E'\n            ' ORDER BY c.component, c.criterion),
            string_agg(format('WHEN %%L THEN %%s', c.criterion, coalesce('CASE ' || (
                SELECT string_agg(format('WHEN %%s THEN %%s', CASE WHEN q.segment = '' THEN 'true' ELSE format('m.segment = %%L', q.segment) END,
                    health_score.peers_to_sql(q.breaks, q.shares, 'm.value')), ' ' ORDER BY q.segment DESC)
                FROM %1$I.peer_scale AS q WHERE q.model = c.model AND q.version = c.version AND q.measure = c.measure) || ' END', 'NULL')), E'\n            ' ORDER BY c.criterion)
                FILTER (WHERE c.frame = 'peers'),
            string_agg(format('WHEN %%L THEN m.lag > %%s', c.criterion, c.validity), ' ' ORDER BY c.criterion) FILTER (WHERE c.validity IS NOT NULL)
        FROM %1$I.criterion AS c JOIN %1$I.criterion_place AS k USING (model, version, criterion)
        WHERE c.model = $1 AND c.version = $2$sql$, workspace) INTO criteria, points, places, stale USING model.model, model.version;
    -- components and those above them; each level is worked out from the one below it
    EXECUTE format($sql$
        SELECT string_agg(format('(%%L, %%L, %%s, %%L)', n.path, n.parent, n.depth, coalesce(k.combines, 'weighted')), E',\n            ' ORDER BY n.path), max(n.depth)
        FROM (
            SELECT DISTINCT array_to_string(x.names[:g.depth], '/') AS path, array_to_string(x.names[:g.depth - 1], '/') AS parent, g.depth
            FROM (SELECT string_to_array(c.component, '/') AS names FROM %1$I.criterion AS c WHERE c.model = $1 AND c.version = $2) AS x,
                generate_series(1, cardinality(x.names)) AS g (depth)
        ) AS n LEFT JOIN %1$I.component AS k ON k.model = $1 AND k.version = $2 AND k.component = n.path$sql$, workspace) INTO nodes, depth USING model.model, model.version;
    FOR level IN REVERSE depth .. 1 LOOP
        levels := levels || format($level$, part_%1$s AS (
    SELECT account_id, component, w, applicable, expected, observed, counted, s FROM scored JOIN node USING (component) WHERE depth = %1$s%2$s
), summed_%1$s AS (
    SELECT account_id, component, sum(w) AS w, sum(applicable) AS applicable, sum(expected) AS expected, sum(observed) AS observed, sum(counted) AS counted,
        sum(w) FILTER (WHERE counted > 0) AS w_counted, sum(w * s) FILTER (WHERE counted > 0) AS ws,
        min(s) FILTER (WHERE counted > 0) AS worst, max(s) FILTER (WHERE counted > 0) AS best
    FROM part_%1$s GROUP BY account_id, component
), component_%1$s AS (
    -- it counts if at least half of what is applicable has points
    SELECT account_id, component, parent, w, applicable, expected, CASE WHEN counts THEN observed ELSE 0 END AS observed, CASE WHEN counts THEN counted ELSE 0 END AS counted,
        CASE WHEN counts THEN CASE combines WHEN 'worst' THEN worst WHEN 'best' THEN best ELSE div(2 * ws + w_counted, 2 * w_counted) END END AS points
    FROM (SELECT *, counted > 0 AND 2 * counted >= applicable AS counts FROM summed_%1$s) AS x JOIN node USING (component)
)$level$, level, CASE WHEN level < depth THEN format(E'\n    UNION ALL\n    SELECT account_id, parent, w, applicable, expected, observed, counted, points FROM component_%s', level + 1) ELSE '' END);
    END LOOP;
    EXECUTE format($sql$
        SELECT string_agg(format('WHEN k.points IS NOT NULL%%s AND k.points / 1e6::float8 %%s %%L::float8 THEN %%s', CASE WHEN l.subject = '*' THEN ' AND k.parent = ''''' ELSE format(' AND k.component = %%L', l.subject) END,
                l.operator, l.value, round(l.at_most * 1e6)::bigint), ' ' ORDER BY l.at_most, l.limit_name) FILTER (WHERE l.subject_kind = 'component'),
            string_agg(format('WHEN m.measure = %%L AND m.reason = ''observed'' AND m.value %%s %%L::float8 THEN %%s', l.subject, l.operator, l.value, round(l.at_most * 1e6)::bigint), ' '
                ORDER BY l.at_most, l.limit_name) FILTER (WHERE l.subject_kind = 'measure')
        FROM %I.model_limit AS l WHERE l.model = $1 AND l.version = $2$sql$, workspace) INTO component_caps, measure_caps USING model.model, model.version;
    RETURN format($sql$-- Model %1$s version %2$s: from rows (account_id, measure, value, reason) the points of each account. Weights and points are whole numbers of millionths.
WITH node (component, parent, depth, combines) AS (
    VALUES
            %9$s
), scored AS (
    SELECT m.account_id, c.component, c.w::numeric AS w, CASE WHEN r.reason = 'not_applicable' THEN 0 ELSE c.w END AS applicable,
        CASE WHEN r.reason IN ('not_applicable', 'no_feed') THEN 0 ELSE c.w END AS expected, CASE WHEN r.reason = 'observed' THEN c.w ELSE 0 END AS observed,
        CASE WHEN r.reason = 'observed' OR r.is_missing AND c.assumed IS NOT NULL THEN c.w ELSE 0 END AS counted, c.is_needed AND r.is_missing AS lacks,
        CASE WHEN r.reason = 'observed' THEN round(1e6::float8 * CASE c.criterion
            %4$s
            END)::numeric WHEN r.is_missing THEN c.assumed::numeric END AS s
    FROM %8$s AS m
    JOIN (VALUES
            %3$s) AS c (component, criterion, measure, w, assumed, is_needed) ON c.measure = m.measure
    CROSS JOIN LATERAL (SELECT %12$s AS value) AS v
    CROSS JOIN LATERAL (SELECT reason, reason IN ('not_recorded', 'too_young', 'feed_stale', 'feed_gap') AS is_missing FROM (SELECT %13$s AS reason) AS x) AS r
)%10$s, component AS (
    %11$s
), whole AS (
    SELECT account_id, div(2 * sum(w * points) FILTER (WHERE parent = '') + sum(w) FILTER (WHERE parent = '' AND points IS NOT NULL), 2 * sum(w) FILTER (WHERE parent = '' AND points IS NOT NULL)) AS unlimited,
        coalesce(div(2 * sum(observed) FILTER (WHERE parent = '') * 1000000 + sum(expected) FILTER (WHERE parent = ''), nullif(2 * sum(expected) FILTER (WHERE parent = ''), 0)), 0) AS coverage,
        min(%5$s) AS component_cap
    FROM component AS k GROUP BY account_id
), capped AS (
    SELECT account_id, min(%6$s) AS measure_cap FROM %8$s AS m GROUP BY account_id
)
SELECT account_id, CASE WHEN coverage >= CASE WHEN lacks THEN 1000000 ELSE %7$s END THEN round(least(unlimited, component_cap, measure_cap) / 1000000, 6) END AS points, round(coverage / 1000000, 6) AS coverage
FROM whole JOIN capped USING (account_id) JOIN (SELECT account_id, bool_or(lacks) AS lacks FROM scored GROUP BY account_id) AS needed USING (account_id)
$sql$, model.model, model.version, criteria, points, CASE WHEN component_caps IS NULL THEN 'NULL::numeric' ELSE 'CASE ' || component_caps || ' END' END,
        CASE WHEN measure_caps IS NULL THEN 'NULL::numeric' ELSE 'CASE ' || measure_caps || ' END' END, model.required, measured, nodes, levels,
        (SELECT string_agg('SELECT account_id, component, parent, w, expected, observed, points FROM component_' || l, E'\n    UNION ALL\n    ') FROM generate_series(1, depth) AS l),
        CASE WHEN places IS NULL THEN 'm.value' ELSE 'CASE c.criterion ' || places || ' ELSE m.value END' END,
        CASE WHEN places IS NULL AND stale IS NULL THEN 'm.reason' ELSE 'CASE WHEN m.reason <> ''observed'' THEN m.reason'
            || coalesce(' WHEN CASE c.criterion ' || stale || ' ELSE false END THEN ''feed_stale''', '') || ' WHEN v.value IS NULL THEN ''not_recorded'' ELSE m.reason END' END);
END
$$;
COMMENT ON FUNCTION health_score.model_to_sql(text, integer, text) IS
    'a model version as one query of plain SQL over rows (account_id, measure, value, reason; and segment or lag, if criteria are placed among peers or have a validity), which gives the same points, without the extension';
