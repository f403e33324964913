-- bind_preset(): queries for tables that common loaders leave behind, and the first of them: Zendesk, as Fivetran loads it.
-- A preset NAME is a row of preset_list() and a function NAME_queries(workspace, schema), whose rows are bound in their order.

CREATE FUNCTION health_score.preset_list(OUT preset text, OUT title text, OUT thing text, OUT things text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 5
AS $$
    -- thing: what the system calls that which is an account here
    VALUES ('hubspot', 'HubSpot', 'company', 'companies'),
        ('salesforce', 'Salesforce', 'account', 'accounts'),
        ('segment', 'Segment', 'group', 'groups'),
        ('stripe', 'Stripe', 'customer', 'customers'),
        ('zendesk', 'Zendesk', 'organisation', 'organisations')
$$;
COMMENT ON FUNCTION health_score.preset_list() IS
    'internal: the presets that bind_preset() knows, and what each calls an account';

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

CREATE FUNCTION health_score.require_columns(title text, schema text, columns jsonb, needed text[], source text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    absent text;
BEGIN
    -- of "this or that", one is enough
    SELECT string_agg(n.name, ', ' ORDER BY n.n) INTO absent
    FROM unnest(needed) WITH ORDINALITY AS n (name, n)
    WHERE NOT columns ?| string_to_array(n.name, ' or ');
    IF absent IS NOT NULL THEN
        RAISE EXCEPTION 'schema % does not look like %: it lacks %', quote_literal(schema), title, absent
            USING ERRCODE = 'undefined_column',
                HINT = format('Name its schema with schema => ''…'', or bind the source "%s" with a query of your own.', source);
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.require_columns(text, text, jsonb, text[], text) IS
    'internal: an error that names the columns a preset needs and a schema lacks';

CREATE FUNCTION health_score.preset_parts(columns jsonb, parts jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY(SELECT jsonb_object_keys(columns))
        || ARRAY(SELECT p.key FROM jsonb_each(parts) AS p WHERE columns ?& ARRAY(SELECT jsonb_array_elements_text(p.value)))
$$;
COMMENT ON FUNCTION health_score.preset_parts(jsonb, jsonb) IS
    'internal: the parts that a schema has: its columns, and each named part all of whose columns are there';

CREATE FUNCTION health_score.preset_fillings(
    workspace text, preset text, schema text, natural_key text, has_numbers boolean) RETURNS jsonb
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    own_key text;
    account text;
    identity text := format('LEFT JOIN {workspace}.identity AS i ON i.source = %L AND i.source_key = {key}::text', preset);
BEGIN
    -- By hand (the table identity) goes before the natural key. What has neither keeps a key of its own, which shows in the
    -- view unmatched: PRESET:KEY, a negative number, or a uuid made from it.
    own_key := CASE settings.account_key
        WHEN 'text' THEN format('%L || {key}', preset || ':')
        WHEN 'uuid' THEN format('md5(%L || {key})::uuid', preset || ':')
        ELSE CASE WHEN has_numbers THEN '-({key})::bigint'
            ELSE format('-(''x'' || left(md5(%L || {key}), 15))::bit(60)::bigint', preset || ':') END END;
    account := 'coalesce(i.account_id, ' || CASE
        WHEN natural_key IS NULL THEN own_key
        WHEN natural_key = '{key}' AND settings.account_key = 'text' THEN '{key}::text'
        WHEN natural_key = '{key}' AND settings.account_key = 'bigint' AND has_numbers THEN '{key}::bigint'
        ELSE replace(CASE settings.account_key
            WHEN 'text' THEN 'nullif({natural}::text, '''')'
            WHEN 'bigint' THEN 'CASE WHEN {natural}::text ~ ''^[0-9]{1,18}$'' THEN {natural}::bigint END'
            ELSE 'CASE WHEN {natural}::text ~* ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'' THEN {natural}::uuid END' END,
            '{natural}', natural_key) || ', ' || own_key END || ')';
    RETURN jsonb_build_object('account', account, 'identity_ever', identity,
        'identity', identity || E'\n        AND {day} >= i.valid_from\n        AND {day} < i.valid_to',
        -- the account above, by the same rules; the same look-up for another key
        'parent', CASE WHEN natural_key IS NULL THEN 'p.account_id'
            ELSE replace(replace(account, 'i.account_id', 'p.account_id'), '{key}', '{parent_key}') END,
        'parent_identity', replace(replace(replace(identity || E'\n        AND {today} >= i.valid_from AND {today} < i.valid_to',
            ' AS i ', ' AS p '), 'i.', 'p.'), '{key}', '{parent_key}'),
        'today', '(now() AT TIME ZONE {zone})::date', 'schema', quote_ident(schema), 'workspace', quote_ident(workspace),
        'zone', quote_literal(settings.time_zone));
END
$$;
COMMENT ON FUNCTION health_score.preset_fillings(text, text, text, text, boolean) IS
    'internal: how the queries of a preset find the account of a {key} on a {day}, in the key type of the workspace';

CREATE FUNCTION health_score.preset_query(template text, columns jsonb, parts text[], fillings jsonb, OUT query text)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    filling record;
BEGIN
    -- a line that ends in "-- if part" stays only where the schema has that part, with "-- if not part" where it has not
    SELECT string_agg(regexp_replace(l.line, ' *-- if (not )?[\w.]+$', ''), E'\n' ORDER BY l.n) INTO query
    FROM regexp_split_to_table(btrim(template, E'\n'), E'\n') WITH ORDINALITY AS l (line, n)
    WHERE l.line !~ '-- if (not )?[\w.]+$'
        OR (substring(l.line FROM '-- if (?:not )?([\w.]+)$') = ANY (parts)) <> (l.line ~ '-- if not [\w.]+$');
    -- a filling may hold others; schema, workspace and zone are names and literals, and come last
    FOR filling IN
        SELECT f.key, f.value FROM generate_series(1, 3) AS pass CROSS JOIN jsonb_each_text(fillings) AS f
        WHERE f.key NOT IN ('schema', 'workspace', 'zone') ORDER BY pass
    LOOP
        query := replace(query, '{' || filling.key || '}', filling.value);
    END LOOP;
    -- Where a loader left out the time zone, the time is UTC. The day of an instant is one of the workspace's zone; a date of
    -- the calendar is the same everywhere. What a loader marks as deleted or archived, and what is of a test mode, does not live;
    -- what is not of a test mode is real, deleted or not.
    FOR filling IN
        WITH tables AS (
            SELECT DISTINCT m.found[1] AS name, m.found[2] AS alias
            FROM regexp_matches(query, '\{schema\}\."?(\w+)"? AS (\w+)', 'g') AS m (found)
        )
        SELECT '{time of ' || t.alias || '.' || split_part(k.key, '.', 2) || '}' AS name, CASE k.value
            WHEN 'timestamp with time zone' THEN t.alias || '.' || c.name
            ELSE t.alias || '.' || c.name || '::timestamp AT TIME ZONE ''UTC''' END AS value
        FROM tables AS t JOIN jsonb_each_text(columns) AS k ON split_part(k.key, '.', 1) = t.name
            CROSS JOIN LATERAL (SELECT quote_ident(split_part(k.key, '.', 2)) AS name) AS c
        UNION ALL
        SELECT '{day of ' || t.alias || '.' || split_part(k.key, '.', 2) || '}', CASE k.value
            WHEN 'date' THEN t.alias || '.' || c.name
            ELSE '({time of ' || t.alias || '.' || split_part(k.key, '.', 2) || '} AT TIME ZONE {zone})::date' END
        FROM tables AS t JOIN jsonb_each_text(columns) AS k ON split_part(k.key, '.', 1) = t.name
            CROSS JOIN LATERAL (SELECT quote_ident(split_part(k.key, '.', 2)) AS name) AS c
        UNION ALL
        SELECT '{date of ' || t.alias || '.' || split_part(k.key, '.', 2) || '}', CASE k.value
            WHEN 'date' THEN t.alias || '.' || c.name
            WHEN 'timestamp with time zone' THEN '(' || t.alias || '.' || c.name || ' AT TIME ZONE ''UTC'')::date'
            ELSE t.alias || '.' || c.name || '::date' END
        FROM tables AS t JOIN jsonb_each_text(columns) AS k ON split_part(k.key, '.', 1) = t.name
            CROSS JOIN LATERAL (SELECT quote_ident(split_part(k.key, '.', 2)) AS name) AS c
        UNION ALL
        SELECT '{live ' || t.alias || '}', coalesce(string_agg(format('%s.%s::boolean IS NOT %s', t.alias, m.name, m.unless),
            ' AND ' ORDER BY m.name COLLATE "C") FILTER (WHERE m.name IS NOT NULL), 'true')
        FROM tables AS t LEFT JOIN (VALUES ('_fivetran_deleted', 'TRUE'), ('_fivetran_active', 'FALSE'), ('archived', 'TRUE'),
                ('is_archived', 'TRUE'), ('is_deleted', 'TRUE'), ('livemode', 'FALSE')) AS m (name, unless)
            ON columns ? (t.name || '.' || m.name)
        GROUP BY t.alias
        UNION ALL
        SELECT '{real ' || t.alias || '}', CASE WHEN columns ? (t.name || '.livemode') THEN t.alias || '.livemode::boolean IS NOT FALSE' ELSE 'true' END
        FROM tables AS t
        ORDER BY name -- a day holds a time
    LOOP
        query := replace(query, filling.name, filling.value);
    END LOOP;
    query := regexp_replace(query, '\n *AND true(?=\n|$)', '', 'g');
    FOR filling IN SELECT f.key, f.value FROM jsonb_each_text(fillings) AS f WHERE f.key IN ('schema', 'workspace', 'zone') LOOP
        query := replace(query, '{' || filling.key || '}', filling.value);
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.preset_query(text, jsonb, text[], jsonb) IS
    'internal: the query of a preset, without the lines for what a schema lacks and with its {names} filled in';

CREATE FUNCTION health_score.title_level(title text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    -- SQL for the level that a job title tells, of who is on the other side; no title is no level
    SELECT format($case$CASE WHEN %1$s ~* '\massistant\M' THEN 'individual'
        WHEN %1$s ~* '\m(chief|c[efoitmr]o|ciso|v\.?p|[es]vp|president|(co-?)?founder|managing director)\M|^owner' THEN 'executive'
        WHEN %1$s ~* '\mdirector\M|\mhead of\M' THEN 'director'
        WHEN %1$s ~* '\m(manager|lead|supervisor)\M' THEN 'manager' WHEN %1$s <> '' THEN 'individual' END$case$, title)
$$;
COMMENT ON FUNCTION health_score.title_level(text) IS
    'internal: the SQL by which presets read a level from the job title in a column';

CREATE FUNCTION health_score.require_identity(workspace text, preset text, source text) RETURNS void
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    chosen record;
    is_there boolean;
BEGIN
    SELECT * INTO chosen FROM health_score.preset_list() AS l WHERE l.preset = require_identity.preset;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.identity AS i WHERE i.source = $1)', workspace) INTO is_there USING preset;
    IF NOT is_there AND NOT health_score.is_bound(workspace, source) THEN
        RAISE EXCEPTION 'account keys of workspace % are %, which ids of % are not', quote_literal(workspace),
            settings.account_key, chosen.title
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = format('Say which account each %s is in %I.identity, with source %s and its id as source_key, '
                    'or bind the source "%s" first.', chosen.thing, workspace, preset, source);
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.require_identity(text, text, text) IS
    'internal: an error where nothing says which accounts the ids of a preset are';

CREATE FUNCTION health_score.source_reads(workspace text, source text, tables text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM pg_rewrite AS r
            JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
            JOIN pg_class AS c ON c.oid = d.refobjid
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE r.ev_class = to_regclass(format('%I.%I', workspace, 'source_' || source))
            AND (c.relname = ANY (tables) OR n.nspname || '.' || c.relname = ANY (tables)))
$$;
COMMENT ON FUNCTION health_score.source_reads(text, text, text[]) IS
    'internal: does the view of a source read one of these tables, named with or without schema';

CREATE FUNCTION health_score.zendesk_queries(workspace text, schema text, OUT source text, OUT query text, OUT as_of text)
    RETURNS SETOF record LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns jsonb := health_score.schema_columns(schema);
    parts text[];
    fillings jsonb;
BEGIN
    PERFORM health_score.require_columns('Zendesk', schema, columns, ARRAY['organization.id', 'organization.external_id', 'user.id',
        'user.organization_id', 'user.role', 'ticket.id', 'ticket.organization_id', 'ticket.requester_id', 'ticket.created_at',
        'ticket.updated_at', 'ticket.priority', 'ticket.status'], 'ticket');
    parts := health_score.preset_parts(columns, '{"tags": ["ticket_tag.ticket_id", "ticket_tag.tag"],
        "history": ["ticket_field_history.ticket_id", "ticket_field_history.field_name", "ticket_field_history.updated",
            "ticket_field_history.value", "ticket_field_history.user_id"]}');
    fillings := health_score.preset_fillings(workspace, 'zendesk', schema, 'o.external_id', true)
        || '{"key": "coalesce(t.organization_id, u.organization_id)", "day": "({time of t.created_at} AT TIME ZONE {zone})::date"}';

    -- A ticket without organisation belongs to that of who asked. Deleted, merged and staff-opened tickets do not count; of
    -- a problem and its incidents only the first incident does. Without a history, a solved ticket was last touched when it
    -- was solved.
    source := 'ticket';
    as_of := CASE WHEN 'history' = ANY (parts) THEN 'recorded' ELSE 'current_only' END;
    query := health_score.preset_query($query$
SELECT {account} AS account_id,
    t.id AS ticket_id,
    {time of t.created_at} AS opened_at,
    t.requester_id AS contact_id,
    t.via_channel AS channel, -- if ticket.via_channel
    t.type AS category, -- if ticket.type
    t.status,
    CASE t.priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 WHEN 'medium' THEN 3 WHEN 'low' THEN 4 END
        AS severity,
    CASE WHEN t.status IN ('solved', 'closed') THEN coalesce(
        h.solved_at, -- if history
        {time of t.updated_at}) END AS solved_at,
    coalesce(t.status = 'deleted' OR u.role IN ('agent', 'admin')
        OR t._fivetran_deleted::boolean -- if ticket._fivetran_deleted
        OR t.id IN (SELECT g.ticket_id FROM {schema}.ticket_tag AS g WHERE g.tag = 'closed_by_merge') -- if tags
        OR t.id::text IN (SELECT jsonb_array_elements_text(m.merged_ticket_ids::text::jsonb) -- if ticket.merged_ticket_ids
                          FROM {schema}.ticket AS m WHERE m.merged_ticket_ids::text LIKE '[_%]') -- if ticket.merged_ticket_ids
        OR t.id <> p.first_id -- if ticket.problem_id
        , false) AS is_excluded
FROM {schema}.ticket AS t
    LEFT JOIN {schema}."user" AS u ON u.id = t.requester_id
    LEFT JOIN {schema}.organization AS o ON o.id = {key}
    {identity}
    LEFT JOIN ( -- if ticket.problem_id
        SELECT s.organization_id, s.problem_id, min(s.id) AS first_id FROM {schema}.ticket AS s -- if ticket.problem_id
        WHERE s.problem_id IS NOT NULL GROUP BY s.organization_id, s.problem_id -- if ticket.problem_id
    ) AS p ON p.organization_id = t.organization_id AND p.problem_id = coalesce(t.problem_id, t.id) -- if ticket.problem_id
    LEFT JOIN ( -- if history
        SELECT s.ticket_id, max({time of s.updated}) AS solved_at FROM {schema}.ticket_field_history AS s -- if history
        WHERE s.field_name = 'status' AND s.value = 'solved' GROUP BY s.ticket_id -- if history
    ) AS h ON h.ticket_id = t.id -- if history
$query$, columns, parts, fillings);
    RETURN NEXT;

    -- What the history says of the time of opening is how the ticket began, no change.
    IF 'history' = ANY (parts) THEN
        source := 'ticket_change';
        query := health_score.preset_query($query$
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
$query$, columns, parts, fillings);
        RETURN NEXT;
    END IF;

    -- no source: the keys of all organisations, to count those that match no account
    source := NULL;
    query := health_score.preset_query($query$
SELECT {account} AS account_id FROM {schema}.organization AS o {identity_ever}
$query$, columns, parts, fillings || '{"key": "o.id"}');
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION health_score.zendesk_queries(text, text) IS
    'internal: the queries of the preset zendesk for the tables of a schema';

CREATE FUNCTION health_score.bind_preset(workspace text, preset text, schema text DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    chosen record;
    bound record;
    previous text;
    has_rows boolean;
    has_old_changes boolean := false;
    result text;
    total bigint;
    unmatched bigint;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.bind_preset(%L, %L, %L)', workspace, preset, schema));
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    SELECT * INTO chosen FROM health_score.preset_list() AS l WHERE l.preset = bind_preset.preset;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no preset %', coalesce(quote_literal(preset), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Argument preset is one of '
                || (SELECT string_agg(l.preset, ', ') FROM health_score.preset_list() AS l) || '; bind other tables with a query.';
    END IF;
    schema := coalesce(schema, preset);
    IF to_regnamespace(quote_ident(schema)) IS NULL THEN
        RAISE EXCEPTION 'schema % does not exist', quote_literal(schema) USING ERRCODE = 'invalid_schema_name',
            HINT = 'Name the schema of the preset''s tables with schema => ''…''.';
    END IF;
    FOR bound IN EXECUTE format('SELECT q.* FROM health_score.%I($1, $2) AS q', preset || '_queries') USING workspace, schema LOOP
        IF bound.source IS NULL THEN
            CONTINUE WHEN NOT health_score.is_bound(workspace, 'account');
            EXECUTE format('SELECT count(*), count(*) FILTER (WHERE o.account_id NOT IN (
                    SELECT a.account_id FROM %I.source_account AS a WHERE a.account_id IS NOT NULL)) FROM (%s) AS o',
                workspace, bound.query) INTO total, unmatched;
            IF unmatched > 0 THEN
                RAISE NOTICE '% of % % match no account; see %.unmatched', unmatched, total, chosen.things, quote_ident(workspace)
                    USING HINT = format('Say which account they are in %I.identity, with source %s and the %s''s id as source_key.',
                        workspace, preset, chosen.thing);
            END IF;
            CONTINUE;
        END IF;
        EXECUTE format('SELECT b.query FROM %I.binding AS b WHERE b.source = $1', workspace) INTO previous USING bound.source;
        -- everything else is matched with the accounts, so who feeds them is not changed in passing
        IF bound.source = 'account' AND previous <> bound.query THEN
            RAISE NOTICE 'account stays bound to another query'
                USING HINT = format('To feed it from %s, run health_score.unbind(%L, ''account'') first.', chosen.title, workspace);
            CONTINUE;
        END IF;
        -- A loader makes tables that nobody fills. Bound, they would say that nothing happened; and they would take the place
        -- of what another system feeds.
        BEGIN
            EXECUTE format('SELECT EXISTS (SELECT FROM (%s) AS q)', bound.query) INTO has_rows;
        EXCEPTION WHEN data_exception THEN
            has_rows := true; -- bind_under() says which row
        END;
        IF NOT has_rows THEN
            RAISE NOTICE '% is not bound to %: there is no row', bound.source, chosen.title;
            CONTINUE;
        END IF;
        IF previous <> bound.query THEN
            RAISE NOTICE E'% was bound to\n%', bound.source, previous;
        END IF;
        has_old_changes := bound.source = 'ticket' AND previous <> bound.query OR has_old_changes AND bound.source <> 'ticket_change';
        RAISE NOTICE E'% is bound to\n%', bound.source, bound.query;
        result := concat_ws(E'\n', result, health_score.bind_under(workspace, bound.source, bound.query, 'pg_catalog', bound.as_of,
            NULL, NULL, NULL, NULL));
    END LOOP;
    IF has_old_changes AND health_score.is_bound(workspace, 'ticket_change') THEN
        RAISE NOTICE 'ticket_change stays bound to another query'
            USING HINT = format('If it is about the tickets that were bound before, run health_score.unbind(%L, ''ticket_change'').',
                workspace);
    END IF;
    RETURN coalesce(result, 'no source is bound');
END
$$;
COMMENT ON FUNCTION health_score.bind_preset(text, text, text) IS
    'binds the sources that the tables of a known loader can feed; preset is hubspot, salesforce, segment, stripe or zendesk; the queries are shown as notices';
