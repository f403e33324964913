-- freeze_quantiles(): what is usual among the accounts becomes part of a model version.

CREATE FUNCTION health_score.freeze_quantiles(
    workspace text, as_of date, model text DEFAULT NULL, version integer DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
    frozen record;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.freeze_quantiles(%L, %L, %L, %L)',
            workspace, as_of, model, version));
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF as_of IS NULL THEN
        RAISE EXCEPTION 'as_of must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    EXECUTE format('SELECT m.model, m.version, m.status FROM %1$I.model AS m LEFT JOIN (SELECT i.model, i.version FROM %1$I.model_in_use AS i WHERE i.is_default) AS u USING (model, version)
        WHERE coalesce(m.model = $1, true) AND coalesce(m.version = $2, true)
        ORDER BY u.model IS NULL, m.model, m.version DESC LIMIT 1', workspace) INTO target USING model, version;
    IF target.model IS NULL THEN
        RAISE EXCEPTION 'there is no model %', concat_ws(' ', quote_literal(model), 'version ' || version)
            USING ERRCODE = 'undefined_object', HINT = format('See the table %I.model.', workspace);
    END IF;
    -- one at a time, and with the status that it has then
    EXECUTE format('SELECT m.model, m.version, m.status FROM %I.model AS m WHERE (m.model, m.version) = ($1, $2) FOR UPDATE', workspace)
        INTO target USING target.model, target.version;
    EXECUTE format('SELECT to_char(min(q.as_of), ''YYYY-MM-DD'') AS as_of FROM %I.peer_quantile AS q WHERE (q.model, q.version) = ($1, $2)', workspace)
        INTO frozen USING target.model, target.version;
    -- what people have seen of a version stays true: a first freeze only adds flags, another would change them
    IF target.status IN ('active', 'retired') AND frozen.as_of IS NOT NULL THEN
        RAISE EXCEPTION 'model % version % is % and has quantiles already, of %', quote_literal(target.model), target.version,
            target.status, frozen.as_of
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Give the model a new version, and freeze that.';
    END IF;
    EXECUTE format('DELETE FROM %I.peer_quantile AS q WHERE (q.model, q.version) = ($1, $2)', workspace)
        USING target.model, target.version;
    -- Fewer than 20 accounts say little about their peers: their segment has no row of its own, and takes that of all.
    EXECUTE format($query$
        WITH observed AS MATERIALIZED (
            SELECT m.measure, a.segment, m.value
            FROM %1$I.measures($1) AS m JOIN %1$I.accounts($1) AS a USING (account_id)
            WHERE m.reason = 'observed' AND a.phase = 'live'
        ), peers AS (
            SELECT o.measure, o.segment, o.value FROM observed AS o WHERE o.segment <> ''
            UNION ALL
            SELECT o.measure, '', o.value FROM observed AS o
        ), kept AS (
            INSERT INTO %1$I.peer_quantile (model, version, measure, segment, quantile, value, accounts, as_of)
            SELECT $2, $3, p.measure, p.segment, q.quantile, q.value, p.accounts, $1
            FROM (
                    SELECT p.measure, p.segment, count(*) AS accounts,
                        percentile_cont('{0.1,0.25,0.5,0.75,0.9}'::float8[]) WITHIN GROUP (ORDER BY p.value) AS quantiles
                    FROM peers AS p
                    GROUP BY p.measure, p.segment
                    HAVING count(*) >= 20
                ) AS p
                CROSS JOIN unnest('{0.1,0.25,0.5,0.75,0.9}'::float8[], p.quantiles) AS q (quantile, value)
            RETURNING measure, segment, accounts
        )
        SELECT count(DISTINCT k.measure) AS measures, count(DISTINCT k.segment) FILTER (WHERE k.segment <> '') AS segments,
            max(k.accounts) AS accounts
        FROM kept AS k $query$, workspace) INTO frozen USING as_of, target.model, target.version;
    IF frozen.measures = 0 THEN
        RAISE EXCEPTION 'on % no measure has a value for 20 live accounts', to_char(as_of, 'YYYY-MM-DD')
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'Fewer say little about what is usual. See the reasons in measures() of that day.';
    END IF;
    RETURN format('%s version %s: quantiles of %s measures frozen as of %s, from up to %s live accounts; segments with their own: %s',
        target.model, target.version, frozen.measures, to_char(as_of, 'YYYY-MM-DD'), frozen.accounts, frozen.segments);
END
$$;
COMMENT ON FUNCTION health_score.freeze_quantiles(text, date, text, integer) IS
    'keeps, in a version of the model, the quantiles of every measure among the live accounts of a day; flags such as shallow need them';
