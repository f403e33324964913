-- Keeping bindings alive: after a loader has dropped tables, and as rows arrive.

CREATE FUNCTION health_score.rebind(workspace text, OUT source text, OUT result text)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    binding record;
    draft record;
    before text;
    message text;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format(
            'SELECT jsonb_agg(r)::text FROM health_score.rebind(%L) AS r', workspace))::jsonb) AS r (source text, result text);
        RETURN;
    END IF;
    -- Every query is looked at: a view that still stands may read the renamed old table instead of the new one of that
    -- name. What is as it was is not touched, so that nobody who scores has to wait.
    PERFORM health_score.workspace_settings(workspace), health_score.lock_workspace(workspace),
        health_score.remember_grants(workspace);
    FOR binding IN EXECUTE format('SELECT b.source, b.query, b.search_path, b.complete_through, c.oid
        FROM health_score.source_list() WITH ORDINALITY AS l (source, grain, delivery, day, kept_rows, n)
            JOIN %I.binding AS b USING (source)
            LEFT JOIN pg_class AS c ON c.relnamespace = $1::regnamespace AND c.relname = ''source_'' || b.source
        ORDER BY l.n', workspace)
        USING quote_ident(workspace)
    LOOP
        source := binding.source;
        before := pg_get_viewdef(binding.oid);
        BEGIN
            SELECT * INTO draft FROM health_score.draft_source_view(workspace, source, binding.query, binding.search_path,
                binding.complete_through);
            IF before = pg_get_viewdef(format('%I.%I', workspace, 'draft_' || source)::regclass) THEN
                EXECUTE format('DROP VIEW %I.%I', workspace, 'draft_' || source);
                result := 'as it was';
            ELSE
                PERFORM health_score.adopt_draft(workspace, source, draft.statement, draft.columns, binding.search_path);
                result := CASE WHEN before IS NULL THEN 'made anew' ELSE 'replaced' END;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            -- a cancel is never caught by OTHERS; what fails here is told, and the other sources go on
            -- but for a deadlock and its kin, after which the whole transaction is to be run again
            IF SQLSTATE LIKE '40%' THEN
                RAISE;
            END IF;
            GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
            result := format('failed (%s): %s', SQLSTATE, message);
            RAISE WARNING '%: %', source, result
                USING HINT = CASE WHEN before IS NULL
                    THEN 'Scores need this source: bring its tables back and rebind, bind it to another query, or unbind it.'
                    ELSE 'The source still reads what it read before.' END;
        END;
        RETURN NEXT;
    END LOOP;
    PERFORM health_score.restore_grants(workspace);
END
$$;
COMMENT ON FUNCTION health_score.rebind(text) IS
    'makes the source views anew from their queries, after tables were dropped or swapped; says what it did with each';

CREATE FUNCTION health_score.observe_feeds(workspace text, OUT source text, OUT result text)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    message text;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format(
            'SELECT jsonb_agg(r)::text FROM health_score.observe_feeds(%L) AS r', workspace))::jsonb) AS r (source text, result text);
        RETURN;
    END IF;
    -- first of all: bind() and rebind() take it first too, so that none waits for the other's rows
    PERFORM health_score.workspace_settings(workspace), health_score.lock_workspace(workspace),
        health_score.remember_grants(workspace);
    FOR source IN EXECUTE format('SELECT b.source
        FROM health_score.source_list() WITH ORDINALITY AS l (source, grain, delivery, day, kept_rows, n)
            JOIN %I.binding AS b USING (source)
        ORDER BY l.n', workspace)
    LOOP
        BEGIN
            result := health_score.describe_observation(workspace, source, health_score.observe_source(workspace, 'source_' || source, source));
        EXCEPTION WHEN OTHERS THEN
            -- a deadlock and its kin: the whole transaction is to be run again
            IF SQLSTATE LIKE '40%' THEN
                RAISE;
            END IF;
            GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
            result := format('failed (%s): %s', SQLSTATE, message);
            RAISE WARNING '%: %', source, result
                USING HINT = format('health_score.rebind(%L) makes source views anew.', workspace);
        END;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.observe_feeds(text) IS
    'scans every bound source: keeps rows per day, new features and what bindings shows; run it once a day, after loading';

CREATE FUNCTION health_score.profile_source(
    workspace text, source text, OUT column_name text, OUT is_bound boolean, OUT row_count bigint, OUT null_percent numeric,
    OUT odd_rows bigint, OUT odd_example text, OUT first_day date, OUT last_day date)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bound_columns text[];
    seen jsonb;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format(
            'SELECT jsonb_agg(r)::text FROM health_score.profile_source(%L, %L) AS r', workspace, source))::jsonb)
            AS r (column_name text, is_bound boolean, row_count bigint, null_percent numeric, odd_rows bigint,
                odd_example text, first_day date, last_day date);
        RETURN;
    END IF;
    PERFORM health_score.workspace_settings(workspace), health_score.checked_source(source);
    EXECUTE format('SELECT b.columns FROM %I.binding AS b WHERE b.source = $1', workspace) INTO bound_columns USING source;
    IF bound_columns IS NULL THEN
        RAISE EXCEPTION 'source % is not bound', quote_literal(source)
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = format('Bind it with health_score.bind(%L, %L, query).', workspace, source);
    END IF;
    seen := health_score.scan_source(workspace, 'source_' || source, source);
    RETURN QUERY
        SELECT c.column_name, c.column_name = ANY (bound_columns), (seen ->> 'rows')::bigint,
            round(100 * (1 - (v.value ->> 'given')::numeric / nullif((seen ->> 'rows')::numeric, 0)), 1),
            (v.value ->> 'odd')::bigint, v.value ->> 'example', (seen ->> 'first_day')::date, (seen ->> 'last_day')::date
        FROM health_score.source_columns(profile_source.source) WITH ORDINALITY
                AS c (column_name, type, needed, meaning, example, n)
            JOIN jsonb_each(seen -> 'columns') AS v ON v.key = c.column_name
        ORDER BY c.n;
END
$$;
COMMENT ON FUNCTION health_score.profile_source(text, text) IS
    'scans a bound source: rows, first and last day, and per column the share of NULL and how many values cannot be meant';

CREATE FUNCTION health_score.account_of(workspace text, source text, key text, day date, OUT account_id text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('SELECT i.account_id::text FROM %I.identity AS i
        WHERE i.source = $1 AND i.source_key = $2 AND i.valid_from <= $3 AND $3 < i.valid_to', workspace)
        INTO account_id USING source, key, day;
END
$$;
COMMENT ON FUNCTION health_score.account_of(text, text, text, date) IS
    'for bound queries: the account that a key of another system stood for on the day, from the table identity; NULL if none';
