-- sign_off(): the functions of the company agree on one version of a model.

CREATE FUNCTION health_score.model_digest(workspace text, model text, version integer) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET extra_float_digits = 1
AS $$
DECLARE
    part text;
    rows text;
    whole text := '';
BEGIN
    -- what the points follow from, and what it is said to mean; not its status, nor who answers for it
    FOREACH part IN ARRAY ARRAY['model', 'component', 'criterion', 'model_limit', 'peer_quantile'] LOOP
        EXECUTE format('SELECT string_agg(r.row, '','' ORDER BY r.row COLLATE "C")
            FROM (SELECT (to_jsonb(t) - ''{model_key,status,only_assigned,owner,activated_at}''::text[])::text AS row FROM %I.%I AS t WHERE t.model = $1 AND t.version = $2) AS r', workspace, part)
            INTO rows USING model, version;
        whole := whole || part || ':' || coalesce(rows, '') || ';';
    END LOOP;
    RETURN md5(whole);
END
$$;
COMMENT ON FUNCTION health_score.model_digest(text, text, integer) IS 'internal: a digest of all that a version of a model says';

CREATE FUNCTION health_score.missing_sign_offs(workspace text, model text, version integer) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    missing text;
BEGIN
    EXECUTE format('SELECT string_agg(f.function, '', '' ORDER BY f.n) FROM unnest($4) WITH ORDINALITY AS f (function, n)
        WHERE NOT EXISTS (SELECT FROM %I.sign_off AS s WHERE s.model = $1 AND s.version = $2 AND s.function = f.function AND s.digest = $3)', workspace)
        INTO missing USING model, version, health_score.model_digest(workspace, model, version), ARRAY['sales', 'customer_success', 'product', 'finance'];
    RETURN missing;
END
$$;
COMMENT ON FUNCTION health_score.missing_sign_offs(text, text, integer) IS 'internal: the functions that have not signed off for a version as it is; NULL if all have';

CREATE FUNCTION health_score.sign_off(workspace text, model text, version integer, function text, who text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    target record;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.sign_off(%L, %L, %L, %L, %L)', workspace, model, version, function, who));
    END IF;
    target := health_score.chosen_model(workspace, model, version);
    IF version IS NULL THEN
        RAISE EXCEPTION 'version must not be NULL' USING ERRCODE = 'null_value_not_allowed', HINT = format('Name the version that was agreed on; the latest is %s.', target.number);
    END IF;
    IF function IS NULL OR function NOT IN ('sales', 'customer_success', 'product', 'finance') THEN
        RAISE EXCEPTION 'function cannot be %', coalesce(quote_literal(function), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is sales, customer_success, product or finance.';
    END IF;
    IF coalesce(btrim(who), '') = '' THEN
        RAISE EXCEPTION 'who must not be empty' USING ERRCODE = 'invalid_parameter_value', HINT = 'Name the person who agrees.';
    END IF;
    EXECUTE format('INSERT INTO %I.sign_off (model, version, function, who, digest) VALUES ($1, $2, $3, $4, $5)', workspace)
        USING target.name, target.number, function, btrim(who), health_score.model_digest(workspace, target.name, target.number);
    RETURN format('model %s version %s: %s agrees for %s%s', target.name, target.number, btrim(who), function,
        coalesce('; still missing: ' || health_score.missing_sign_offs(workspace, target.name, target.number), '; all have agreed'));
END
$$;
COMMENT ON FUNCTION health_score.sign_off(text, text, integer, text, text) IS
    'notes that a function of the company (sales, customer_success, product, finance) agrees to a version of a model as it is now, and who said so';

CREATE FUNCTION health_score.lint_redundant(workspace text, model text, version integer DEFAULT NULL, as_of date DEFAULT NULL,
    OUT severity text, OUT rule text, OUT subject text, OUT message text)
    RETURNS SETOF record
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 10
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    target record;
    last_day date;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format('SELECT jsonb_agg(r)::text FROM health_score.lint_redundant(%L, %L, %L, %L) AS r',
            workspace, model, version, as_of))::jsonb) AS r (severity text, rule text, subject text, message text);
        RETURN;
    END IF;
    target := health_score.chosen_model(workspace, model, version);
    last_day := coalesce(health_score.checked_day(as_of), health_score.last_whole_day(workspace));
    -- ranks within a month, so that what moves all accounts alike makes nobody alike; the mean rank among equals
    RETURN QUERY EXECUTE format($sql$
        WITH scored AS MATERIALIZED (
            SELECT e.day, s.account_id, c.criterion, c.points
            FROM generate_series(0, 3) AS back
            CROSS JOIN LATERAL (SELECT (date_trunc('month', ($2 + 1)::timestamp) - make_interval(months => back))::date - 1 AS day) AS e
            CROSS JOIN LATERAL %1$I.model_scorecards(e.day, $1) AS s
            CROSS JOIN LATERAL health_score.criteria(s.card) AS c
            WHERE c.reason = 'observed' AND c.weight > 0
        ), pair AS (
            SELECT x.criterion AS a, y.criterion AS b, x.day, x.points AS points_a, y.points AS points_b
            FROM scored AS x JOIN scored AS y ON y.account_id = x.account_id AND y.day = x.day AND x.criterion COLLATE "C" < y.criterion COLLATE "C"
        ), ranked AS (
            SELECT p.a, p.b,
                2 * rank() OVER (PARTITION BY p.a, p.b, p.day ORDER BY p.points_a) + count(*) OVER (PARTITION BY p.a, p.b, p.day, p.points_a)
                    - count(*) OVER (PARTITION BY p.a, p.b, p.day) - 2 AS rank_a,
                2 * rank() OVER (PARTITION BY p.a, p.b, p.day ORDER BY p.points_b) + count(*) OVER (PARTITION BY p.a, p.b, p.day, p.points_b)
                    - count(*) OVER (PARTITION BY p.a, p.b, p.day) - 2 AS rank_b
            FROM pair AS p
        ), related AS (
            -- ranks are whole numbers around a mean of 0, so that sums are exact
            SELECT r.a, r.b, count(*) AS n, sum(r.rank_a::numeric * r.rank_b)::float8
                / nullif(sqrt(sum(r.rank_a::numeric * r.rank_a)::float8) * sqrt(sum(r.rank_b::numeric * r.rank_b)::float8), 0) AS rho
            FROM ranked AS r GROUP BY r.a, r.b
        )
        SELECT 'warning', 'redundant', r.a || ', ' || r.b,
            format('they tell the same: their points rank accounts alike (Spearman %%s over %%s pairs at four ends of a month), so it counts twice', round(r.rho::numeric, 2), r.n)
        FROM related AS r WHERE r.n >= 20 AND r.rho >= 0.8 ORDER BY r.rho DESC, 3
        $sql$, workspace) USING target.key, last_day;
END
$$;
COMMENT ON FUNCTION health_score.lint_redundant(text, text, integer, date) IS
    'what lint_model cannot see from the model alone: two criteria with a weight whose points rank the accounts alike (Spearman 0.8 or more) at the last four ends of a month; it scores four days';
