-- Measures of your own.

CREATE FUNCTION health_score.make_own_measures(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    own record;
    arms text[] := '{}';
BEGIN
    FOR own IN EXECUTE format('SELECT m.measure, m.query, m.search_path FROM %I.measure AS m WHERE m.query IS NOT NULL ORDER BY m.measure COLLATE "C"', workspace)
    LOOP
        -- two rows for one account do not say which is right
        EXECUTE format($sql$CREATE OR REPLACE FUNCTION %1$I.%2$I(as_of date)
            RETURNS TABLE (account_id %3$s, value double precision, reason text, flag text, latest_on date, n bigint)
            LANGUAGE sql STABLE PARALLEL SAFE SET search_path = %4$s AS %5$L$sql$, workspace, 'measure_' || own.measure, settings.account_key, own.search_path,
            format($sql$SELECT x.account_id, CASE WHEN x.reason = 'observed' THEN x.value END, x.reason, x.flag, x.latest_on, x.n
                FROM (
                    SELECT q.account_id::%1$s AS account_id, pg_catalog.min(v.value) AS value,
                        CASE WHEN pg_catalog.count(*) > 1 THEN 'not_recorded' ELSE pg_catalog.min(coalesce(v.reason, 'observed')) END AS reason,
                        CASE WHEN pg_catalog.count(*) > 1 THEN 'ambiguous' ELSE pg_catalog.min(r.row ->> 'flag') END AS flag,
                        pg_catalog.max((r.row ->> 'latest_on')::date) AS latest_on, pg_catalog.max((r.row ->> 'n')::numeric)::bigint AS n
                    FROM (%2$s%3$s) AS q
                        CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(q) AS row) AS r
                        CROSS JOIN LATERAL (SELECT q.value::double precision AS value, CASE
                            WHEN (r.row ->> 'reason') IN ('not_applicable', 'not_recorded', 'too_young') THEN r.row ->> 'reason'
                            WHEN q.value::double precision > '-infinity' AND q.value::double precision < 'infinity' THEN 'observed' ELSE 'not_recorded' END AS reason) AS v
                    WHERE q.account_id IS NOT NULL
                    GROUP BY 1
                ) AS x$sql$, settings.account_key, health_score.on_day(own.query, 'as_of'), E'\n'));
        EXECUTE format('COMMENT ON FUNCTION %I.%I(date) IS %L', workspace, 'measure_' || own.measure, 'What the measure ' || own.measure || ' of add_measure() gives on a day');
        arms := arms || format('SELECT s.account_id, %L, s.value, s.reason, s.flag, s.latest_on, s.n FROM %I.%I(as_of) AS s', own.measure, workspace, 'measure_' || own.measure);
    END LOOP;
    EXECUTE format($sql$CREATE OR REPLACE FUNCTION %1$I.own_measures(as_of date)
        RETURNS TABLE (account_id %2$s, measure text, value double precision, reason text, flag text, latest_on date, n bigint)
        LANGUAGE sql STABLE PARALLEL SAFE AS %3$L$sql$, workspace, settings.account_key,
        coalesce(nullif(array_to_string(arms, E'\nUNION ALL\n'), ''),
            format('SELECT NULL::%s, NULL::text, NULL::double precision, NULL::text, NULL::text, NULL::date, NULL::bigint WHERE false', settings.account_key)));
END
$$;
COMMENT ON FUNCTION health_score.make_own_measures(text) IS 'internal: the functions of the measures that add_measure() made, and the one that reads them all';

CREATE FUNCTION health_score.add_measure_under(
    search_path text, workspace text, measure text, query text, label text, reads text, definition text, factor double precision, digits integer,
    minimum_days integer) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record;
    owner regrole := health_score.other_owner(workspace);
    wrong text;
    found bigint;
    observed bigint;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.add_measure_under(%L, %L, %L, %L, %L, %L, %L, %L, %L, %L)',
            search_path, workspace, measure, query, label, reads, definition, factor, digits, minimum_days));
    END IF;
    settings := health_score.workspace_settings(workspace);
    IF coalesce(btrim(query), '') = '' THEN
        RAISE EXCEPTION 'query must be given'
            USING ERRCODE = CASE WHEN query IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
                HINT = 'It is one SELECT that gives account_id and value; $1 is the day.';
    END IF;
    PERFORM health_score.required(label, 'label'), health_score.required(reads, 'reads'),
        health_score.required(definition, 'definition');
    IF measure IS NULL OR measure !~ '^[a-z][a-z0-9_]{0,54}$' THEN
        RAISE EXCEPTION 'measure cannot be called %', coalesce(quote_literal(measure), 'NULL')
            USING ERRCODE = 'invalid_name', HINT = 'Use small letters, digits and _, a letter first, at most 55.';
    END IF;
    wrong := CASE WHEN factor IS NULL OR factor = 0 OR NOT factor > '-infinity' OR NOT factor < 'infinity' THEN format('factor cannot be %s', coalesce(factor::text, 'NULL'))
        WHEN digits IS NULL OR digits NOT BETWEEN 0 AND 9 THEN format('digits cannot be %s', coalesce(digits::text, 'NULL'))
        WHEN minimum_days IS NULL OR minimum_days NOT BETWEEN 0 AND 3660 THEN format('minimum_days cannot be %s', coalesce(minimum_days::text, 'NULL')) END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'invalid_parameter_value',
                HINT = 'A value is shown as round(value * factor, digits) and the words of reads; digits lie between 0 and 9, minimum_days between 0 and 3660.';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I.measure AS m WHERE m.measure = $1', workspace) INTO found USING measure;
    IF found > 0 THEN
        RAISE EXCEPTION 'there is a measure % already', quote_literal(measure)
            USING ERRCODE = 'duplicate_object', HINT = format('Remove it first, if it is yours: health_score.remove_measure(%L, %L).', workspace, measure);
    END IF;
    SELECT string_agg(format('%s of type %s (found: %s)', w.name, w.type, coalesce(c.type::text, 'none')), ', ' ORDER BY w.n) INTO wrong
    FROM (VALUES (1, 'account_id', settings.account_key, true), (2, 'value', 'double precision', true), (3, 'reason', 'text', false), (4, 'flag', 'text', false),
            (5, 'latest_on', 'date', false), (6, 'n', 'bigint', false)) AS w (n, name, type, needed)
        LEFT JOIN health_score.day_query_columns(search_path, query) AS c ON c.column_name = w.name
    WHERE CASE WHEN c.type IS NULL THEN w.needed ELSE NOT health_score.can_assign(c.type, w.type::regtype) END;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the query of measure % lacks columns: %', quote_literal(measure), wrong
            USING ERRCODE = 'undefined_column',
                HINT = 'It gives one row for each account: account_id and value, and if you like reason, flag, latest_on and n. $1 is the day.';
    END IF;
    EXECUTE format('INSERT INTO %I.measure (measure, label, reads, factor, digits, definition, needs, source, minimum_days, query, search_path)
        VALUES ($1, $2, $3, $4, $5, $6, ''{account}'', ''account'', $7, $8, $9)', workspace)
        USING measure, label, reads, factor, digits, definition, minimum_days, health_score.without_semicolon(query), search_path;
    PERFORM health_score.make_own_measures(workspace);
    -- once for real: what it gives on the last whole day
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE s.reason = ''observed'') FROM %I.%I($1) AS s', workspace, 'measure_' || measure)
        INTO found, observed USING health_score.last_whole_day(workspace);
    RETURN format('measure %s added: on %s it gives %s accounts, %s of them with a value', measure, health_score.last_whole_day(workspace), found, observed);
END
$$;
COMMENT ON FUNCTION health_score.add_measure_under(text, text, text, text, text, text, text, double precision, integer, integer) IS
    'internal: what add_measure does, with the schemas in which the names of its query are found';

CREATE FUNCTION health_score.add_measure(
    workspace text, measure text, query text, label text, reads text, definition text, factor double precision DEFAULT 1, digits integer DEFAULT 0,
    minimum_days integer DEFAULT 0) RETURNS text
    LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    -- no SET: the caller's search_path is what the names of the query mean
    SELECT health_score.add_measure_under(health_score.current_query_path(), workspace, measure, query, label, reads, definition, factor, digits, minimum_days)
$$;
COMMENT ON FUNCTION health_score.add_measure(text, text, text, text, text, text, double precision, integer, integer) IS
    'adds a measure: a query with $1 for the day gives account_id and value, and if you like reason, flag, latest_on and n; criteria can judge it';

CREATE FUNCTION health_score.remove_measure(workspace text, measure text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    is_own boolean;
    users text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.remove_measure(%L, %L)', workspace, measure));
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    EXECUTE format('SELECT m.query IS NOT NULL FROM %I.measure AS m WHERE m.measure = $1', workspace) INTO is_own USING measure;
    IF is_own IS NOT TRUE THEN
        RAISE EXCEPTION '%', CASE WHEN is_own IS NULL THEN format('there is no measure %s', coalesce(quote_literal(measure), 'NULL'))
                ELSE format('measure %s came with the workspace', quote_literal(measure)) END
            USING ERRCODE = CASE WHEN is_own IS NULL THEN 'undefined_object' ELSE 'object_not_in_prerequisite_state' END,
                HINT = CASE WHEN is_own IS NULL THEN format('See the table %I.measure.', workspace) ELSE 'A criterion need not use it.' END;
    END IF;
    EXECUTE format($sql$
        SELECT string_agg(x.place, ', ' ORDER BY x.place)
        FROM (
            SELECT format('criterion %%s of model %%s version %%s', c.criterion, c.model, c.version) AS place FROM %1$I.criterion AS c WHERE c.measure = $1
            UNION ALL
            SELECT format('limit %%s of model %%s version %%s', l.limit_name, l.model, l.version) FROM %1$I.model_limit AS l WHERE l.subject_kind = 'measure' AND l.subject = $1
            UNION ALL
            SELECT format('a condition of rule %%s', k.rule) FROM %1$I.trigger_condition AS k WHERE k.measure = $1
            UNION ALL
            SELECT format('pattern %%s', k.pattern) FROM %1$I.pattern_condition AS k WHERE k.measure = $1 GROUP BY k.pattern
            UNION ALL
            SELECT format('quantiles of model %%s version %%s', q.model, q.version) FROM %1$I.peer_quantile AS q WHERE q.measure = $1 GROUP BY q.model, q.version
            UNION ALL
            SELECT 'a prior rate' FROM %1$I.prior_rate AS p WHERE p.measure = $1
        ) AS x$sql$, workspace) INTO users USING measure;
    IF users IS NOT NULL THEN
        RAISE EXCEPTION 'measure % is in use', quote_literal(measure)
            USING ERRCODE = 'dependent_objects_still_exist', DETAIL = users, HINT = 'What an active version judges stays. Take it out of the drafts first.';
    END IF;
    EXECUTE format('DELETE FROM %I.measure AS m WHERE m.measure = $1', workspace) USING measure;
    PERFORM health_score.make_own_measures(workspace);
    EXECUTE format('DROP FUNCTION IF EXISTS %I.%I(date)', workspace, 'measure_' || measure);
    RETURN format('measure %s removed', measure);
END
$$;
COMMENT ON FUNCTION health_score.remove_measure(text, text) IS 'removes a measure of add_measure() that nothing uses';
