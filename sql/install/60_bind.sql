-- bind(): from a query over the user's tables to the view of a source.

CREATE FUNCTION health_score.match_columns(
    source text, account_key text, time_zone text, query_columns jsonb, OUT columns jsonb)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    seen record;
    mistakes text[] := '{}';
    hints text[] := '{}';
    codes text[] := '{}';
    zoneless text[] := '{}';
BEGIN
    -- All mistakes are told at once: each with the column, what was found and what is expected.
    columns := '{}';
    FOR seen IN
        SELECT coalesce(c.column_name, q.column_name) AS column_name, q.type, c.type AS contract_type, q.times, c.needed,
            replace(c.type, 'account_key', account_key)::regtype AS expected,
            c.column_name IS NULL AS is_unknown, q.column_name IS NULL AS is_absent,
            (SELECT n.column_name FROM health_score.source_contract() AS n
             WHERE n.source = match_columns.source AND q.column_name IS NOT NULL
                 AND health_score.name_distance(n.column_name, lower(q.column_name)) <= greatest(2, length(n.column_name) / 2)
             ORDER BY health_score.name_distance(n.column_name, lower(q.column_name)), n.position LIMIT 1) AS nearest
        FROM (
                SELECT j.column_name, min(j.position) AS position, min(j.type::oid)::regtype AS type, count(*) AS times
                FROM jsonb_to_recordset(query_columns) AS j (position int, column_name text, type regtype)
                GROUP BY j.column_name
            ) AS q
            FULL JOIN (
                SELECT * FROM health_score.source_contract() AS a WHERE a.source = match_columns.source
            ) AS c ON c.column_name = q.column_name
        ORDER BY q.position NULLS LAST, c.position
    LOOP
        IF seen.is_absent THEN
            IF seen.needed THEN
                mistakes := mistakes || format('column "%s" is missing, expected %s', seen.column_name, seen.expected);
                hints := hints || format('Add it to the query, for example "… AS %I".', seen.column_name);
                codes := codes || '42703'::text;
            END IF;
        ELSIF seen.times > 1 THEN
            mistakes := mistakes || format('column "%s" is there %s times, expected once', seen.column_name, seen.times);
            hints := hints || 'Give each column a name of its own with AS.'::text;
            codes := codes || '42701'::text;
        ELSIF seen.is_unknown THEN
            mistakes := mistakes || format('column "%s" (%s) is not one of this source', seen.column_name, seen.type);
            hints := hints || CASE
                WHEN seen.column_name = '?column?' THEN 'Give it a name with AS.'
                WHEN seen.nearest IS NOT NULL THEN format('Did you mean "%s"?', seen.nearest)
                ELSE format('See health_score.source_columns(%L).', source) END;
            codes := codes || '42703'::text;
        ELSIF NOT health_score.can_assign(seen.type, seen.expected) THEN
            mistakes := mistakes || format('column "%s" is %s, expected %s', seen.column_name, seen.type, seen.expected);
            hints := hints || CASE seen.expected::text
                WHEN 'date' THEN format('Convert it in the query, for example to_date(%1$I, ''DD-MM-YYYY'') AS %1$I.',
                    seen.column_name)
                WHEN 'timestamp with time zone' THEN format('Convert it in the query, for example '
                    'to_timestamp(%1$I, ''DD-MM-YYYY HH24:MI'') AS %1$I.', seen.column_name)
                ELSE format('Convert it in the query, for example %1$I::%2$s AS %1$I.', seen.column_name, seen.expected)
            END;
            codes := codes || '42804'::text;
        ELSE
            -- a time without a zone is one of the workspace's zone, and so are days: never of the session's
            IF seen.expected = 'timestamptz'::regtype AND seen.type <> 'timestamptz'::regtype THEN
                zoneless := zoneless || quote_ident(seen.column_name);
            END IF;
            columns := columns || jsonb_build_object(seen.column_name, CASE
                WHEN seen.expected = 'timestamptz'::regtype AND seen.type <> 'timestamptz'::regtype
                    THEN format('q.%I::timestamp AT TIME ZONE %L', seen.column_name, time_zone)
                WHEN seen.expected = 'date'::regtype AND seen.type = 'timestamptz'::regtype
                    THEN format('(q.%I AT TIME ZONE %L)::date', seen.column_name, time_zone)
                ELSE format('q.%I::%s', seen.column_name, seen.expected) END);
        END IF;
    END LOOP;

    IF cardinality(mistakes) = 1 THEN
        RAISE EXCEPTION '%: %', source, mistakes[1] USING ERRCODE = codes[1], HINT = hints[1];
    ELSIF cardinality(mistakes) > 1 THEN
        RAISE EXCEPTION '%: the query does not fit, % mistakes', source, cardinality(mistakes)
            USING ERRCODE = codes[1],
                DETAIL = array_to_string(mistakes, E'\n'),
                HINT = (SELECT string_agg(h.hint, E'\n' ORDER BY h.first)
                        FROM (SELECT u.hint, min(u.n) AS first FROM unnest(hints) WITH ORDINALITY AS u (hint, n)
                              GROUP BY u.hint) AS h);
    END IF;
    IF cardinality(zoneless) > 0 THEN
        RAISE NOTICE '%: % without a time zone is read as time of %', source, array_to_string(zoneless, ', '), time_zone
            USING HINT = format('If it is of another zone, say so in the query: %s AT TIME ZONE ''UTC''.', zoneless[1]);
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.match_columns(text, text, text, jsonb) IS
    'internal: for each column that a query provides, the expression for it in the source view; or all mistakes at once';

CREATE FUNCTION health_score.locate_error(workspace text, view_name text, source text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    cursor refcursor;
    one record;
    n bigint := 0;
    name text;
    failed text[] := '{}';
BEGIN
    -- The scan failed. Fetch row by row until it fails again, then take the columns of that row one by one.
    BEGIN
        OPEN cursor NO SCROLL FOR EXECUTE format('SELECT * FROM %I.%I', workspace, view_name);
        LOOP
            FETCH cursor INTO one;
            EXIT WHEN NOT FOUND;
            n := n + 1;
        END LOOP;
        RETURN NULL;
    EXCEPTION WHEN data_exception THEN
        NULL;
    END;
    FOR name IN SELECT c.column_name FROM health_score.source_columns(source) AS c LOOP
        BEGIN
            EXECUTE format('SELECT %I FROM %I.%I OFFSET %s LIMIT 1', name, workspace, view_name, n) INTO one;
        EXCEPTION WHEN data_exception THEN
            failed := failed || name;
        END;
    END LOOP;
    RETURN CASE WHEN cardinality(failed) = 1 THEN format('column "%s", ', failed[1]) ELSE '' END || format('row %s', n + 1);
END
$$;
COMMENT ON FUNCTION health_score.locate_error(text, text, text) IS
    'internal: the column and the row of a source view at which its query fails';

CREATE FUNCTION health_score.oddity(column_name text, type text, words text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN words IS NOT NULL THEN format('s.%I <> ALL (%L)', column_name, words)
        WHEN column_name IN ('events', 'seats', 'units', 'minutes', 'weekly_capacity')
            THEN format('(s.%1$I < 0 OR s.%1$I IN (''NaN'', ''Infinity''))', column_name)
        WHEN type = 'float8' THEN format('s.%I IN (''NaN'', ''Infinity'', ''-Infinity'')', column_name)
        WHEN type = 'numeric' THEN format('s.%I = ''NaN''', column_name)
        WHEN type = 'timestamptz' OR type = 'date' AND column_name !~ '_(from|to)$'
            THEN format('NOT isfinite(s.%I)', column_name)
        ELSE 'false' END
$$;
COMMENT ON FUNCTION health_score.oddity(text, text, text[]) IS
    'internal: the condition under which a value of a source''s column is not one that can be meant';

CREATE FUNCTION health_score.scan_source(workspace text, view_name text, source text, OUT seen jsonb)
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    day text := health_score.day_of_row(source, settings.time_zone);
    counts text;
    sums text;
    customer_row text := 'false';
    message text;
    hint text;
BEGIN
    -- One scan tells everything, in parallel where the planner likes: rows, first_day, last_day, undated, matched,
    -- customer_rows, user_rows, the rows per day and day of arrival, and for each column how many values are given, how many
    -- are odd, and one of those.
    SELECT string_agg(format('count(s.%1$I) AS %2$I, count(*) FILTER (WHERE %3$s) AS %4$I, '
                'min(s.%1$I::text) FILTER (WHERE %3$s) AS %5$I', c.column_name, 'given ' || c.column_name,
                health_score.oddity(c.column_name, c.type, c.words), 'odd ' || c.column_name,
                'example ' || c.column_name),
            E',\n        ' ORDER BY c.position),
        string_agg(format('%1$L, jsonb_build_object(''given'', sum(%2$I), ''odd'', sum(%3$I), ''example'', min(%4$I))',
                c.column_name, 'given ' || c.column_name, 'odd ' || c.column_name, 'example ' || c.column_name),
            E',\n        ' ORDER BY c.position)
    INTO counts, sums
    FROM health_score.source_contract() AS c
    WHERE c.source = scan_source.source;
    IF source = 'usage' THEN
        customer_row := '(s.actor IS NULL OR s.actor = ''customer'') AND (s.kind IS NULL OR s.kind = ''interactive'') '
            'AND s.events > 0';
    END IF;

    EXECUTE format($query$
        WITH per_day AS MATERIALIZED (
            SELECT %3$s AS day, greatest(%3$s, (s.known_at AT TIME ZONE %4$L)::date) AS known_on, count(*) AS n,
                %5$s AS matched, count(*) FILTER (WHERE %6$s) AS customer_rows,
                count(*) FILTER (WHERE %6$s AND %7$s) AS user_rows,
                %8$s
            FROM %1$I.%2$I AS s
            GROUP BY 1, 2
        )
        SELECT jsonb_build_object('rows', coalesce(sum(n), 0), 'first_day', min(day) FILTER (WHERE isfinite(day)),
            'last_day', max(day) FILTER (WHERE isfinite(day)), 'undated', sum(n) FILTER (WHERE day IS NULL),
            'matched', sum(matched), 'customer_rows', sum(customer_rows), 'user_rows', sum(user_rows),
            'days', coalesce(jsonb_agg(jsonb_build_object('day', day, 'known_on', known_on, 'rows', n))
                FILTER (WHERE isfinite(day) AND isfinite(known_on)), '[]'),
            'columns', jsonb_build_object(%9$s))
        FROM per_day $query$,
        workspace, view_name, day, settings.time_zone,
        CASE WHEN counts LIKE '%"given account_id"%' AND source <> 'account' THEN format(
            'count(*) FILTER (WHERE s.account_id IN (SELECT a.account_id FROM %I.source_account AS a))', workspace)
            ELSE 'NULL::bigint' END,
        customer_row, CASE WHEN source = 'usage' THEN 's.user_id IS NOT NULL' ELSE 'false' END, counts, sums)
        INTO seen;
EXCEPTION WHEN data_exception THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RAISE EXCEPTION '%: %', concat_ws(', ', source, health_score.locate_error(workspace, view_name, source)), message
        USING ERRCODE = SQLSTATE,
            HINT = CASE WHEN SQLSTATE IN ('22007', '22008')
                THEN format('Text was read as a date in the order of DateStyle, %s: write to_date(…, ''DD-MM-YYYY'') '
                    'in the query.', current_setting('DateStyle'))
                ELSE coalesce(nullif(hint, ''), 'Correct the value, or the query.') END;
END
$$;
COMMENT ON FUNCTION health_score.scan_source(text, text, text) IS
    'internal: reads a bound source once and returns what it found';

CREATE FUNCTION health_score.observe_source(workspace text, view_name text, source text, OUT seen jsonb)
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    seen := health_score.scan_source(workspace, view_name, source);
    EXECUTE format($query$
        WITH observed AS (
            SELECT d.day, d.known_on, d.rows
            FROM %1$I.binding AS b CROSS JOIN jsonb_to_recordset($2) AS d (day date, known_on date, rows bigint)
            WHERE b.source = $1 AND b.delivery = 'flow'
        ), gone AS (
            DELETE FROM %1$I.feed_day AS f
            WHERE f.source = $1 AND NOT EXISTS (
                SELECT FROM observed AS o WHERE o.day = f.day AND o.known_on = f.known_on)
        )
        INSERT INTO %1$I.feed_day AS f (source, day, known_on, rows) SELECT $1, o.* FROM observed AS o
        ON CONFLICT (source, day, known_on) DO UPDATE SET rows = EXCLUDED.rows WHERE f.rows <> EXCLUDED.rows
        $query$, workspace) USING source, seen -> 'days';
    EXECUTE format('UPDATE %I.binding SET row_count = $2, first_day = $3, last_day = $4, matched_share = $5,
            observed_at = now() WHERE source = $1', workspace)
        USING source, (seen ->> 'rows')::bigint, (seen ->> 'first_day')::date, (seen ->> 'last_day')::date,
            CASE WHEN health_score.is_bound(workspace, 'account')
                THEN (seen ->> 'matched')::float8 / nullif((seen ->> 'rows')::float8, 0) END;
    IF source = 'usage' THEN
        PERFORM health_score.observe_new_features(workspace, view_name);
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.observe_source(text, text, text) IS
    'internal: scans a bound source and keeps what it found: rows per day of a flow, new features, counts in the binding';

CREATE FUNCTION health_score.tell_oddities(workspace text, source text, columns jsonb, seen jsonb) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    odd record;
    total bigint := (seen ->> 'rows')::bigint;
BEGIN
    FOR odd IN
        SELECT c.column_name, c.type, c.needed, c.words, total - (f.value ->> 'given')::bigint AS absent,
            (f.value ->> 'odd')::bigint AS n, f.value ->> 'example' AS example
        FROM health_score.source_contract() AS c
            JOIN jsonb_each(seen -> 'columns') AS f ON f.key = c.column_name
        WHERE c.source = tell_oddities.source AND columns ? c.column_name
        ORDER BY c.position
    LOOP
        IF odd.needed AND odd.absent > 0 THEN
            RAISE NOTICE '%: column "%" is NULL in % of % rows', source, odd.column_name, odd.absent, total
                USING HINT = 'Such rows do not count: fill the column or leave the rows out in the query.';
        END IF;
        IF odd.n > 0 AND odd.words IS NOT NULL THEN
            RAISE NOTICE '%: column "%" has words that mean nothing here in % of % rows, such as "%"',
                source, odd.column_name, odd.n, total, odd.example
                USING HINT = format('Expected: %s.', array_to_string(odd.words, ', '));
        ELSIF odd.n > 0 THEN
            RAISE NOTICE '%: column "%" is % in % of % rows, such as %', source, odd.column_name,
                CASE WHEN odd.type IN ('date', 'timestamptz') THEN 'infinite' ELSE 'negative, infinite or not a number' END,
                odd.n, total, odd.example
                USING HINT = 'Leave such rows out in the query, or correct them.';
        END IF;
    END LOOP;
    IF total = 0 THEN
        RAISE WARNING '%: the query returns no row', source USING HINT = 'Is the table filled, and is the filter right?';
    ELSIF (seen ->> 'matched')::bigint = 0 AND health_score.is_bound(workspace, 'account') THEN
        RAISE WARNING '%: no row matches an account', source
            USING HINT = format('Compare account_id in %1$I.%2$I with that in %1$I.source_account: they must be the same keys.',
                workspace, 'source_' || source);
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.tell_oddities(text, text, jsonb, jsonb) IS
    'internal: notices about what a scan of a source found to be odd';

CREATE FUNCTION health_score.describe_observation(workspace text, source text, seen jsonb) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    total bigint := (seen ->> 'rows')::bigint;
    matched bigint := (seen ->> 'matched')::bigint;
BEGIN
    RETURN format('%s: %s %s', source, total, CASE total WHEN 1 THEN 'row' ELSE 'rows' END)
        || coalesce(', ' || (seen ->> 'first_day') || ' to ' || (seen ->> 'last_day'), '')
        || CASE
            WHEN matched IS NULL OR total = 0 THEN ''
            WHEN NOT health_score.is_bound(workspace, 'account') THEN '; bind "account" to see which rows match'
            WHEN matched = total THEN ', all rows match an account'
            WHEN matched = 0 THEN ', no row matches an account'
            -- never rounded up to 100 or down to 0
            ELSE format(', %s %% of rows match an account',
                least(greatest(round(100.0 * matched / total, 1), 0.1), 99.9)) END;
END
$$;
COMMENT ON FUNCTION health_score.describe_observation(text, text, jsonb) IS
    'internal: one line about what a scan of a source found';

CREATE FUNCTION health_score.draft_source_view(
    workspace text, source text, query text, query_path text, complete_through text, OUT statement text, OUT columns jsonb)
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    query_columns jsonb;
    command text;
BEGIN
    -- The names in the query are the caller's. No name of ours may be looked up in the caller's schemas, so each is written
    -- with its schema while they are in the path, and there is no operator.
    PERFORM set_config('search_path', query_path, true);
    SELECT pg_catalog.min(q.statement), pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('position', q.position,
        'column_name', q.column_name, 'type', q.type::pg_catalog.oid::pg_catalog.int8))
    INTO statement, query_columns
    FROM health_score.query_columns(query) AS q;
    IF complete_through IS NOT NULL THEN
        PERFORM health_score.check_complete_through(complete_through);
    END IF;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    columns := health_score.match_columns(source, settings.account_key, settings.time_zone, query_columns);
    command := health_score.source_view_sql(workspace, 'draft_' || source, source, settings.account_key, statement, columns);
    PERFORM set_config('search_path', query_path, true);
    EXECUTE command;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
END
$$;
COMMENT ON FUNCTION health_score.draft_source_view(text, text, text, text, text) IS
    'internal: makes a view draft_SOURCE over a query, to look at before the view of the source is replaced';

CREATE FUNCTION health_score.adopt_draft(
    workspace text, source text, statement text, columns jsonb, query_path text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    command text := health_score.source_view_sql(workspace, 'source_' || source, source,
        (health_score.workspace_settings(workspace)).account_key, statement, columns);
BEGIN
    -- only now is the view locked: whoever scores waits for this moment, not for the scan
    PERFORM set_config('search_path', query_path, true);
    EXECUTE command;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    EXECUTE health_score.source_comments_sql(workspace, source, true);
    EXECUTE format('DROP VIEW %I.%I', workspace, 'draft_' || source);
    -- a query that reads its own source could be drafted, but would read itself for ever
    EXECUTE format('SELECT FROM %I.%I LIMIT 0', workspace, 'source_' || source);
END
$$;
COMMENT ON FUNCTION health_score.adopt_draft(text, text, text, jsonb, text) IS
    'internal: replaces the view of a source by its draft';

CREATE FUNCTION health_score.bind_under(
    workspace text, source text, query text, query_path text, as_of text, delivery text, live_from date, live_to date,
    complete_through text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    contract record;
    statement text;
    columns jsonb;
    seen jsonb;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.bind_under(%L, %L, %L, %L, %L, %L, %L, %L, %L)',
            workspace, source, query, query_path, as_of, delivery, live_from, live_to, complete_through));
    END IF;
    PERFORM health_score.workspace_settings(workspace), health_score.checked_source(source);
    SELECT * INTO contract FROM health_score.source_list() AS l WHERE l.source = bind_under.source;
    IF query IS NULL THEN
        RAISE EXCEPTION 'query must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF as_of NOT IN ('recorded', 'assumed', 'current_only') THEN
        RAISE EXCEPTION 'as_of cannot be %', quote_literal(as_of) USING ERRCODE = 'invalid_parameter_value',
            HINT = 'It says whether the rows can tell what was known on a past day: recorded, assumed or current_only.';
    END IF;
    IF delivery NOT IN ('flow', 'state') THEN
        RAISE EXCEPTION 'delivery cannot be %', quote_literal(delivery) USING ERRCODE = 'invalid_parameter_value',
            HINT = 'It is flow where rows arrive day by day, and state where they are always whole.';
    END IF;
    IF live_to < live_from THEN
        RAISE EXCEPTION 'live_to is before live_from' USING ERRCODE = 'invalid_parameter_value';
    END IF;

    PERFORM health_score.lock_workspace(workspace), health_score.remember_grants(workspace);
    SELECT v.statement, v.columns INTO statement, columns
    FROM health_score.draft_source_view(workspace, source, query, query_path, complete_through) AS v;
    EXECUTE format('INSERT INTO %I.binding (source, query, search_path, columns, as_of, delivery, live_from, live_to,
            complete_through) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (source) DO UPDATE SET query = EXCLUDED.query, search_path = EXCLUDED.search_path,
            columns = EXCLUDED.columns, as_of = EXCLUDED.as_of, delivery = EXCLUDED.delivery,
            live_from = EXCLUDED.live_from, live_to = EXCLUDED.live_to, complete_through = EXCLUDED.complete_through,
            usage_unit = NULL, bound_at = now(), bound_by = EXCLUDED.bound_by', workspace)
        USING source, statement, query_path,
            ARRAY(SELECT c.column_name FROM health_score.source_columns(source) AS c WHERE columns ? c.column_name),
            coalesce(as_of, CASE
                WHEN columns ? 'known_at' THEN 'recorded'
                WHEN contract.day = 's.valid_from' AND NOT columns ? 'valid_from' THEN 'current_only'
                ELSE 'assumed' END),
            coalesce(delivery, contract.delivery), live_from, live_to, complete_through;
    seen := health_score.observe_source(workspace, 'draft_' || source, source);
    PERFORM health_score.adopt_draft(workspace, source, statement, columns, query_path),
        health_score.replace_complete_through(workspace), health_score.restore_grants(workspace);
    -- a row that need not have a day holds since ever without one, and so does a feed with such rows
    EXECUTE format('UPDATE %I.binding SET live_from = coalesce(live_from, $2), usage_unit = $3 WHERE source = $1', workspace)
        USING source,
            CASE WHEN coalesce((seen ->> 'undated')::bigint, 0) = 0 OR contract.day IN (
                SELECT 's.' || c.column_name FROM health_score.source_columns(bind_under.source) AS c WHERE c.needed)
                THEN least((seen ->> 'first_day')::date, live_to) END,
            CASE WHEN source <> 'usage' THEN NULL
                WHEN columns ? 'user_id' AND 5 * coalesce((seen ->> 'user_rows')::bigint, 0)
                    >= 4 * coalesce((seen ->> 'customer_rows')::bigint, 0)
                THEN 'active_user_days' ELSE 'events' END;
    PERFORM health_score.tell_oddities(workspace, source, columns, seen);
    RETURN health_score.describe_observation(workspace, source, seen);
END
$$;
COMMENT ON FUNCTION health_score.bind_under(text, text, text, text, text, text, date, date, text) IS
    'internal: bind() with the search_path under which the query''s names are found';

CREATE FUNCTION health_score.current_query_path() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(string_agg(quote_ident(s.name), ', ' ORDER BY s.n), 'pg_catalog')
    FROM unnest(current_schemas(false)) WITH ORDINALITY AS s (name, n)
    WHERE s.name NOT LIKE 'pg\_temp\_%'
$$;
COMMENT ON FUNCTION health_score.current_query_path() IS 'internal: the schemas in which the caller''s names are found';

-- no SET clause here: it would hide the caller's search_path
CREATE FUNCTION health_score.bind(
    workspace text, source text, query text, as_of text DEFAULT NULL, delivery text DEFAULT NULL,
    live_from date DEFAULT NULL, live_to date DEFAULT NULL, complete_through text DEFAULT NULL) RETURNS text
    LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    SELECT health_score.bind_under(workspace, source, query, health_score.current_query_path(), as_of, delivery, live_from,
        live_to, complete_through)
$$;
COMMENT ON FUNCTION health_score.bind(text, text, text, text, text, date, date, text) IS
    'feeds a source of the workspace from a query over your tables; again, to replace it; says what the query returns';

CREATE FUNCTION health_score.unbind(workspace text, source text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.unbind(%L, %L)', workspace, source));
    END IF;
    settings := health_score.workspace_settings(workspace);
    PERFORM health_score.checked_source(source);
    IF NOT health_score.is_bound(workspace, source) THEN
        RAISE EXCEPTION 'source % is not bound', quote_literal(source) USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = format('See %I.bindings.', workspace);
    END IF;
    PERFORM health_score.lock_workspace(workspace), health_score.remember_grants(workspace);
    EXECUTE format('DELETE FROM %I.binding AS b WHERE b.source = $1', workspace) USING source;
    EXECUTE format('DELETE FROM %I.feed_day AS f WHERE f.source = $1', workspace) USING source;
    IF source = 'usage' THEN
        EXECUTE format('DELETE FROM %I.new_feature', workspace);
    END IF;
    PERFORM health_score.make_unbound_view(workspace, source, settings.account_key);
    PERFORM health_score.replace_complete_through(workspace);
    PERFORM health_score.restore_grants(workspace);
    RETURN format('%s: no longer bound', source);
END
$$;
COMMENT ON FUNCTION health_score.unbind(text, text) IS
    'forgets the query of a source; the source view stays, without rows';
