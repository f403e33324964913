-- The source views and their thin readers, written from the contract.

CREATE FUNCTION health_score.filled_template(body text, workspace text, account_key text, time_zone text, currency text)
    RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT replace(replace(replace(replace(body, '@workspace@', quote_ident(workspace)), '@account_key@', account_key),
        '@time_zone@', quote_literal(time_zone)), '@currency@', quote_literal(currency))
$$;
COMMENT ON FUNCTION health_score.filled_template(text, text, text, text, text) IS
    'internal: a workspace template with its placeholders replaced';

CREATE FUNCTION health_score.source_view_sql(
    workspace text, view_name text, source text, account_key text, query text, columns jsonb)
    RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    -- columns: the expression for each column that the query provides; without a query there are no rows
    SELECT format(E'CREATE OR REPLACE VIEW %I.%I AS\nSELECT %s\nFROM %s', workspace, view_name,
        string_agg(format('%s AS %I', coalesce(columns ->> c.column_name,
                'NULL::' || replace(c.type, 'account_key', account_key)), c.column_name), E',\n    ' ORDER BY c.position),
        CASE WHEN query IS NULL THEN '(VALUES (NULL)) AS q WHERE false' ELSE E'(\n' || query || E'\n) AS q' END)
    FROM health_score.source_contract() AS c
    WHERE c.source = source_view_sql.source
$$;
COMMENT ON FUNCTION health_score.source_view_sql(text, text, text, text, text, jsonb) IS
    'internal: the statement that makes the view of a source, over a query or without rows';

CREATE FUNCTION health_score.source_comments_sql(workspace text, source text, is_bound boolean)
    RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT format(E'COMMENT ON VIEW %I.%I IS %L;\n', workspace, 'source_' || source_comments_sql.source,
            CASE WHEN is_bound THEN 'bound: ' ELSE 'not bound: ' END || min(l.grain))
        || string_agg(format(E'COMMENT ON COLUMN %I.%I.%I IS %L;\n', workspace, 'source_' || source_comments_sql.source,
            c.column_name, c.meaning), '' ORDER BY c.position)
    FROM health_score.source_contract() AS c JOIN health_score.source_list() AS l ON l.source = c.source
    WHERE c.source = source_comments_sql.source
$$;
COMMENT ON FUNCTION health_score.source_comments_sql(text, text, boolean) IS
    'internal: the statements that describe the view of a source and its columns';

CREATE FUNCTION health_score.make_unbound_view(workspace text, source text, account_key text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE health_score.source_view_sql(workspace, 'source_' || source, source, account_key, NULL, NULL);
    EXECUTE health_score.source_comments_sql(workspace, source, false);
END
$$;
COMMENT ON FUNCTION health_score.make_unbound_view(text, text, text) IS 'internal: makes the view of a source without rows';

CREATE FUNCTION health_score.source_reader_sql(workspace text, source text, account_key text, time_zone text)
    RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    -- The body is a string: a table below may be dropped and made anew without taking the reader along. Not STRICT, no SET,
    -- STABLE: so it is inlined, and a predicate on the account or the day reaches the table.
    -- A row that arrived after to_day was not known on to_day. (Changes of tickets after to_day are no rows of that day in
    -- any case, they only tell what held before.) Opinions recorded by hand are rows of the source pulse.
    SELECT format(E'CREATE FUNCTION %1$I.%2$I(from_day date, to_day date)\n    RETURNS TABLE (%3$s)\n'
            '    LANGUAGE sql STABLE PARALLEL SAFE\nAS %4$L;\nCOMMENT ON FUNCTION %1$I.%2$I(date, date) IS %5$L;\n',
            workspace, 'source_rows_' || source_reader_sql.source,
            string_agg(format('%I %s', c.column_name, t.type), ', ' ORDER BY c.position),
            E'\n    SELECT ' || string_agg(format('s.%I', c.column_name), ', ' ORDER BY c.position)
                || format(E'\n    FROM %s AS s\n    WHERE ', CASE source_reader_sql.source
                    WHEN 'pulse' THEN format('(SELECT %1$s FROM %2$I.source_pulse UNION ALL SELECT %1$s FROM %2$I.pulse)',
                        string_agg(quote_ident(c.column_name), ', ' ORDER BY c.position), workspace)
                    ELSE format('%I.%I', workspace, 'source_' || source_reader_sql.source) END)
                || replace(replace(coalesce(min(l.kept_rows) || E'\n        AND ', '')
                    || '(s.known_at IS NULL OR s.known_at < @end@'
                    || CASE source_reader_sql.source WHEN 'ticket_change' THEN ' OR s.at >= @end@' ELSE '' END || E')\n',
                    '@start@', format('(from_day::timestamp AT TIME ZONE %L)', time_zone)),
                    '@end@', format('((to_day + 1)::timestamp AT TIME ZONE %L)', time_zone)),
            format('the rows of source_%s known by the end of to_day%s', source_reader_sql.source, CASE
                WHEN min(l.kept_rows) IS NULL THEN '; from_day plays no part'
                WHEN source_reader_sql.source = 'ticket' THEN ', opened by then and not solved before from_day'
                WHEN source_reader_sql.source = 'ticket_change' THEN ', from from_day on, and those after to_day'
                WHEN min(l.kept_rows) LIKE '%from_day%' OR min(l.kept_rows) LIKE '%@start@%' THEN ', of from_day to to_day'
                ELSE ' and dated by then; from_day plays no part' END))
    FROM health_score.source_contract() AS c
        JOIN health_score.source_list() AS l ON l.source = c.source
        CROSS JOIN LATERAL (SELECT replace(c.type, 'account_key', account_key) AS type) AS t
    WHERE c.source = source_reader_sql.source
$$;
COMMENT ON FUNCTION health_score.source_reader_sql(text, text, text, text) IS
    'internal: the statements that make the thin reader of a source';
