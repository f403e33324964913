-- bind_preset(): queries for tables that common loaders leave behind. So far Zendesk, as Fivetran loads it.

CREATE FUNCTION health_score.schema_columns(schema text) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(jsonb_object_agg(c.relname || '.' || a.attname, format_type(a.atttypid, NULL)), '{}')
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = to_regnamespace(quote_ident(schema)) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION health_score.schema_columns(text) IS
    'internal: the columns of all tables of a schema, as table.column, and their types';

CREATE FUNCTION health_score.preset_query(template text, parts text[], fillings jsonb, OUT query text)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    filling record;
BEGIN
    -- a line that ends in "-- if part" stays only where the schema has that part
    SELECT string_agg(regexp_replace(l.line, ' *-- if \w+$', ''), E'\n' ORDER BY l.n) INTO query
    FROM regexp_split_to_table(btrim(template, E'\n'), E'\n') WITH ORDINALITY AS l (line, n)
    WHERE l.line !~ '-- if \w+$' OR substring(l.line FROM '-- if (\w+)$') = ANY (parts);
    FOR filling IN SELECT f.key, f.value FROM jsonb_each_text(fillings) AS f LOOP
        query := replace(query, '{' || filling.key || '}', filling.value);
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.preset_query(text, text[], jsonb) IS
    'internal: the query of a preset, without the lines for what a schema lacks and with its {names} filled in';

CREATE FUNCTION health_score.zendesk_queries(
    workspace text, schema text, OUT ticket text, OUT ticket_change text, OUT organizations text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    columns jsonb := health_score.schema_columns(schema);
    absent text;
    parts text[];
    fillings jsonb;
BEGIN
    SELECT string_agg(n.name, ', ' ORDER BY n.n) INTO absent
    FROM unnest(ARRAY['organization.id', 'organization.external_id', 'user.id', 'user.organization_id', 'user.role', 'ticket.id',
        'ticket.organization_id', 'ticket.requester_id', 'ticket.created_at', 'ticket.updated_at', 'ticket.priority',
        'ticket.status']) WITH ORDINALITY AS n (name, n)
    WHERE NOT columns ? n.name;
    IF absent IS NOT NULL THEN
        RAISE EXCEPTION 'schema % does not look like Zendesk: it lacks %', quote_literal(schema), absent
            USING ERRCODE = 'undefined_column',
                HINT = 'Name its schema with schema => ''…'', or bind the source "ticket" with a query of your own.';
    END IF;
    SELECT coalesce(array_agg(p.part), '{}') INTO parts
    FROM (VALUES ('channel', ARRAY['ticket.via_channel']), ('type', ARRAY['ticket.type']),
            ('deletion', ARRAY['ticket._fivetran_deleted']), ('merges', ARRAY['ticket.merged_ticket_ids']),
            ('problems', ARRAY['ticket.problem_id']), ('tags', ARRAY['ticket_tag.ticket_id', 'ticket_tag.tag']),
            ('history', ARRAY['ticket_field_history.ticket_id', 'ticket_field_history.field_name',
                'ticket_field_history.updated', 'ticket_field_history.value', 'ticket_field_history.user_id'])
        ) AS p (part, needs)
    WHERE columns ?& p.needs;

    -- By hand (the table identity) goes before external_id. An organisation that has neither keeps a key of its own, which
    -- shows in the view unmatched. Where a loader left out the time zone, the time is UTC.
    fillings := jsonb_build_object('account', CASE settings.account_key
            WHEN 'text' THEN 'coalesce(i.account_id, nullif(o.external_id::text, ''''), ''zendesk:'' || {organization})'
            WHEN 'bigint' THEN 'coalesce(i.account_id, CASE WHEN o.external_id::text ~ ''^[0-9]{1,18}$'' '
                'THEN o.external_id::bigint END, -({organization})::bigint)'
            ELSE 'coalesce(i.account_id, CASE WHEN o.external_id::text ~* ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'' '
                'THEN o.external_id::uuid END, md5(''zendesk:'' || {organization})::uuid)' END)
        || jsonb_build_object('schema', quote_ident(schema), 'workspace', quote_ident(workspace),
            'zone', quote_literal(settings.time_zone))
        || (SELECT jsonb_object_agg('time of ' || i.name, CASE columns ->> i.column_name
                WHEN 'timestamp with time zone' THEN i.name ELSE i.name || '::timestamp AT TIME ZONE ''UTC''' END)
            FROM (VALUES ('t.created_at', 'ticket.created_at'), ('t.updated_at', 'ticket.updated_at'),
                ('s.updated', 'ticket_field_history.updated')) AS i (name, column_name));

    -- A ticket without organisation belongs to that of who asked. Deleted, merged and staff-opened tickets do not count; of
    -- a problem and its incidents only the first incident does. Without a history, a solved ticket was last touched when it
    -- was solved.
    ticket := health_score.preset_query($query$
SELECT {account} AS account_id,
    t.id AS ticket_id,
    {time of t.created_at} AS opened_at,
    t.requester_id AS contact_id,
    t.via_channel AS channel, -- if channel
    t.type AS category, -- if type
    t.status,
    CASE t.priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 WHEN 'medium' THEN 3 WHEN 'low' THEN 4 END
        AS severity,
    CASE WHEN t.status IN ('solved', 'closed') THEN coalesce(
        h.solved_at, -- if history
        {time of t.updated_at}) END AS solved_at,
    coalesce(t.status = 'deleted' OR u.role IN ('agent', 'admin')
        OR t._fivetran_deleted::boolean -- if deletion
        OR t.id IN (SELECT g.ticket_id FROM {schema}.ticket_tag AS g WHERE g.tag = 'closed_by_merge') -- if tags
        OR t.id::text IN (SELECT jsonb_array_elements_text(m.merged_ticket_ids::text::jsonb) -- if merges
                          FROM {schema}.ticket AS m WHERE m.merged_ticket_ids::text LIKE '[_%]') -- if merges
        OR t.id <> p.first_id -- if problems
        , false) AS is_excluded
FROM {schema}.ticket AS t
    LEFT JOIN {schema}."user" AS u ON u.id = t.requester_id
    LEFT JOIN {schema}.organization AS o ON o.id = {organization}
    LEFT JOIN {workspace}.identity AS i ON i.source = 'zendesk' AND i.source_key = {organization}::text
        AND ({time of t.created_at} AT TIME ZONE {zone})::date >= i.valid_from
        AND ({time of t.created_at} AT TIME ZONE {zone})::date < i.valid_to
    LEFT JOIN ( -- if problems
        SELECT s.organization_id, s.problem_id, min(s.id) AS first_id FROM {schema}.ticket AS s -- if problems
        WHERE s.problem_id IS NOT NULL GROUP BY s.organization_id, s.problem_id -- if problems
    ) AS p ON p.organization_id = t.organization_id AND p.problem_id = coalesce(t.problem_id, t.id) -- if problems
    LEFT JOIN ( -- if history
        SELECT s.ticket_id, max({time of s.updated}) AS solved_at FROM {schema}.ticket_field_history AS s -- if history
        WHERE s.field_name = 'status' AND s.value = 'solved' GROUP BY s.ticket_id -- if history
    ) AS h ON h.ticket_id = t.id -- if history
$query$, parts, fillings || '{"organization": "coalesce(t.organization_id, u.organization_id)"}');

    -- What the history says of the time of opening is how the ticket began, no change.
    ticket_change := CASE WHEN 'history' = ANY (parts) THEN health_score.preset_query($query$
SELECT t.account_id, t.ticket_id, h.at, CASE h.field_name WHEN 'priority' THEN 'severity' ELSE h.field_name END AS field,
    h.old_value, h.new_value,
    CASE WHEN u.role IN ('agent', 'admin') THEN 'agent' WHEN u.role IS NULL THEN 'system' ELSE 'customer' END AS by
FROM (
        SELECT s.ticket_id, s.field_name, v.value AS new_value, s.user_id, {time of s.updated} AS at,
            lag(v.value) OVER (PARTITION BY s.ticket_id, s.field_name ORDER BY s.updated, s.value COLLATE "C") AS old_value
        FROM {schema}.ticket_field_history AS s
            CROSS JOIN LATERAL (SELECT CASE WHEN s.field_name = 'status' THEN s.value ELSE
                CASE s.value WHEN 'urgent' THEN '1' WHEN 'high' THEN '2' WHEN 'normal' THEN '3' WHEN 'medium' THEN '3'
                    WHEN 'low' THEN '4' END END AS value) AS v
        WHERE s.field_name IN ('status', 'priority')
    ) AS h
    JOIN {workspace}.source_ticket AS t ON t.ticket_id = h.ticket_id::text
    LEFT JOIN {schema}."user" AS u ON u.id = h.user_id
WHERE h.new_value IS DISTINCT FROM h.old_value AND NOT (h.old_value IS NULL AND h.at <= t.opened_at)
$query$, parts, fillings) END;

    organizations := health_score.preset_query($query$
SELECT {account} AS account_id
FROM {schema}.organization AS o LEFT JOIN {workspace}.identity AS i ON i.source = 'zendesk' AND i.source_key = o.id::text
$query$, parts, fillings || '{"organization": "o.id"}');
END
$$;
COMMENT ON FUNCTION health_score.zendesk_queries(text, text) IS
    'internal: the queries of the preset zendesk for the tables of a schema';

CREATE FUNCTION health_score.bind_preset(workspace text, preset text, schema text DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    queries record;
    result text;
    total bigint;
    unmatched bigint;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.bind_preset(%L, %L, %L)', workspace, preset, schema));
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF preset IS DISTINCT FROM 'zendesk' THEN
        RAISE EXCEPTION 'there is no preset %', coalesce(quote_literal(preset), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Argument preset is zendesk; bind other tables with a query.';
    END IF;
    schema := coalesce(schema, preset);
    IF to_regnamespace(quote_ident(schema)) IS NULL THEN
        RAISE EXCEPTION 'schema % does not exist', quote_literal(schema) USING ERRCODE = 'invalid_schema_name',
            HINT = 'Name the schema of the preset''s tables with schema => ''…''.';
    END IF;
    queries := health_score.zendesk_queries(workspace, schema);
    RAISE NOTICE E'ticket is bound to\n%', queries.ticket;
    result := health_score.bind_under(workspace, 'ticket', queries.ticket, 'pg_catalog',
        CASE WHEN queries.ticket_change IS NULL THEN 'current_only' ELSE 'recorded' END, NULL, NULL, NULL, NULL);
    IF queries.ticket_change IS NOT NULL THEN
        RAISE NOTICE E'ticket_change is bound to\n%', queries.ticket_change;
        result := concat_ws(E'\n', result, health_score.bind_under(workspace, 'ticket_change', queries.ticket_change,
            'pg_catalog', 'recorded', NULL, NULL, NULL, NULL));
    END IF;
    IF health_score.is_bound(workspace, 'account') THEN
        EXECUTE format('SELECT count(*), count(*) FILTER (WHERE o.account_id NOT IN (
                SELECT a.account_id FROM %I.source_account AS a WHERE a.account_id IS NOT NULL)) FROM (%s) AS o',
            workspace, queries.organizations) INTO total, unmatched;
        IF unmatched > 0 THEN
            RAISE NOTICE '% of % organisations match no account; see %.unmatched', unmatched, total, quote_ident(workspace)
                USING HINT = format('Say which account they are in %I.identity, with source zendesk and the organisation''s id '
                    'as source_key.', workspace);
        END IF;
    END IF;
    RETURN result;
END
$$;
COMMENT ON FUNCTION health_score.bind_preset(text, text, text) IS
    'binds the sources that the tables of a known loader can feed; preset is zendesk; the queries are shown as notices';
