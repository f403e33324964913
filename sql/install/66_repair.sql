-- Making the code of a workspace anew, and dropping it all.

CREATE FUNCTION health_score.own_code(
    workspace text, OUT object text, OUT kind text, OUT oid oid, OUT owner oid, OUT acl aclitem[])
    RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    -- What exists of what create_workspace() and bind() make: the views in the code templates, the functions that these
    -- describe, argument types and all, and those of the sources. A function of the same name with other arguments is not ours.
    SELECT o.object, o.kind, o.oid, o.owner, o.acl
    FROM health_score.code_objects(workspace) AS o
    WHERE o.kind = 'VIEW' AND o.object IN (
            SELECT format('%I.%I', workspace, m.parts[1])
            FROM health_score.workspace_templates() AS t
                CROSS JOIN regexp_matches(t.body, '^CREATE VIEW @workspace@\.(\w+)', 'gn') AS m (parts)
            WHERE t.name ~ '^\d\d_code_'
            UNION ALL
            SELECT format('%I.%I', workspace, 'source_' || l.source) FROM health_score.source_list() AS l)
        OR o.kind = 'FUNCTION' AND o.oid IN (
            SELECT to_regprocedure(quote_ident(workspace) || '.'
                || replace(m.parts[1], '@account_key@', (health_score.workspace_settings(workspace)).account_key))
            FROM health_score.workspace_templates() AS t
                CROSS JOIN regexp_matches(t.body, '^COMMENT ON FUNCTION @workspace@\.(\w+\([^)]*\))', 'gn') AS m (parts)
            WHERE t.name ~ '^\d\d_code_'
            UNION ALL
            SELECT to_regprocedure(format('%I.%I(%s)', workspace, p.prefix || l.source, p.arguments))
            FROM health_score.source_list() AS l
                CROSS JOIN (VALUES ('source_rows_', 'date, date'), ('complete_through_', 'date')) AS p (prefix, arguments))
$$;
COMMENT ON FUNCTION health_score.own_code(text) IS
    'internal: the views and functions of a workspace that are the extension''s to make and drop';

CREATE FUNCTION health_score.standing_in_the_way(workspace text) RETURNS SETOF text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    -- objects of the user's that depend on our code: dropping the code would take them along
    WITH own AS MATERIALIZED (
        SELECT 'pg_class'::regclass AS class, o.oid FROM health_score.own_code(workspace) AS o WHERE o.kind = 'VIEW'
        UNION ALL
        SELECT 'pg_proc'::regclass, o.oid FROM health_score.own_code(workspace) AS o WHERE o.kind = 'FUNCTION'
    ), own_and_type AS (
        SELECT * FROM own
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid
        FROM own AS o JOIN pg_type AS t ON t.typrelid = o.oid WHERE o.class = 'pg_class'::regclass
    ), dependent AS (
        -- a view depends through its rule
        SELECT DISTINCT CASE WHEN d.classid = 'pg_rewrite'::regclass THEN 'pg_class'::regclass ELSE d.classid END AS class,
            CASE WHEN d.classid = 'pg_rewrite'::regclass THEN r.ev_class ELSE d.objid END AS oid, d.objsubid
        FROM own_and_type AS o
            JOIN pg_depend AS d ON d.refclassid = o.class AND d.refobjid = o.oid AND d.deptype IN ('n', 'a')
            LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
    )
    SELECT pg_describe_object(d.class, d.oid, 0)
    FROM dependent AS d
    WHERE (d.class, d.oid) NOT IN (SELECT o.class, o.oid FROM own_and_type AS o)
    ORDER BY 1
$$;
COMMENT ON FUNCTION health_score.standing_in_the_way(text) IS
    'internal: the user''s own objects that depend on the code of a workspace';

CREATE FUNCTION health_score.drop_code(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    obstacles text[] := ARRAY(SELECT DISTINCT s FROM health_score.standing_in_the_way(workspace) AS s ORDER BY s);
    command text;
BEGIN
    IF cardinality(obstacles) > 0 THEN
        RAISE EXCEPTION 'objects of your own depend on the code of workspace %', quote_literal(workspace)
            USING ERRCODE = 'dependent_objects_still_exist',
                DETAIL = array_to_string(obstacles, E'\n'),
                HINT = 'Keep their definitions, drop them, call this again, and create them anew.';
    END IF;
    -- the order no longer matters: all that CASCADE can take is ours
    FOREACH command IN ARRAY ARRAY(
        SELECT format('DROP %s IF EXISTS %s CASCADE', o.kind,
            CASE o.kind WHEN 'VIEW' THEN o.object ELSE o.oid::regprocedure::text END)
        FROM health_score.own_code(workspace) AS o)
    LOOP
        EXECUTE command;
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.drop_code(text) IS
    'internal: drops the code of a workspace, or says what of the user''s depends on it';

CREATE FUNCTION health_score.repair_workspace(workspace text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    settings record;
    contract record;
    failed text;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.repair_workspace(%L)', workspace));
    END IF;
    settings := health_score.workspace_settings(workspace);
    PERFORM health_score.lock_workspace(workspace), health_score.remember_grants(workspace),
        health_score.drop_code(workspace);
    -- a thin reader may be made while the table below its source is missing
    SET LOCAL check_function_bodies = off;
    FOR contract IN EXECUTE format('SELECT l.source, b.source IS NOT NULL AS is_bound
        FROM health_score.source_list() AS l LEFT JOIN %I.binding AS b USING (source)', workspace)
    LOOP
        IF NOT contract.is_bound THEN
            PERFORM health_score.make_unbound_view(workspace, contract.source, settings.account_key);
        END IF;
        EXECUTE health_score.source_reader_sql(workspace, contract.source, settings.account_key, settings.time_zone);
    END LOOP;
    -- before rebind, which would otherwise remember that the new readers are nobody's
    PERFORM health_score.restore_grants(workspace);
    SELECT string_agg(r.source || ': ' || r.result, '; ') INTO failed
    FROM health_score.rebind(workspace) AS r WHERE r.result LIKE 'failed%';
    PERFORM health_score.run_templates('code', workspace, settings.account_key, settings.time_zone, settings.currency),
        health_score.replace_complete_through(workspace), health_score.make_query_states(workspace), health_score.make_own_measures(workspace),
        health_score.restore_grants(workspace);
    RETURN format('workspace %s repaired: its views and functions are made anew, its tables are as they were%s', workspace,
        coalesce('; not readable: ' || failed, ''));
END
$$;
COMMENT ON FUNCTION health_score.repair_workspace(text) IS
    'makes the views and functions of a workspace anew and touches no table; names what of your own depends on them';

CREATE FUNCTION health_score.upgrade_workspace(workspace text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record;
    extension_version text := (SELECT e.extversion FROM pg_extension AS e WHERE e.extname = 'health_score');
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.upgrade_workspace(%L)', workspace));
    END IF;
    settings := health_score.workspace_settings(workspace);
    -- Each release that changes a table adds its step here. So far there is one version.
    IF settings.version <> extension_version THEN
        RAISE EXCEPTION 'workspace % is of version %, the extension of version %: no upgrade leads there',
            quote_literal(workspace), settings.version, extension_version
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'Is the extension older than the workspace? Then run ALTER EXTENSION health_score UPDATE.';
    END IF;
    RETURN health_score.repair_workspace(workspace);
END
$$;
COMMENT ON FUNCTION health_score.upgrade_workspace(text) IS
    'brings the tables and the code of a workspace to the version of the extension, in one transaction';

CREATE FUNCTION health_score.drop_workspace(workspace text, even_recorded boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET client_min_messages = warning
AS $$
DECLARE
    recorded text;
    n bigint;
    held text[] := '{}';
    obstacles text[];
BEGIN
    PERFORM health_score.workspace_settings(workspace);
    -- What people recorded cannot be had again: the append-only tables, and identity.
    FOR recorded IN
        SELECT c.relname FROM pg_class AS c
        WHERE c.relnamespace = quote_ident(workspace)::regnamespace AND c.relkind IN ('r', 'p') AND (c.relname = 'identity'
            OR EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only'))
        ORDER BY 1
    LOOP
        -- nobody may record anything between the count and the drop
        EXECUTE format('LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE', workspace, recorded);
        EXECUTE format('SELECT count(*) FROM %I.%I', workspace, recorded) INTO n;
        IF n > 0 THEN
            held := held || format('%s: %s %s', recorded, n, CASE n WHEN 1 THEN 'row' ELSE 'rows' END);
        END IF;
    END LOOP;
    IF cardinality(held) > 0 AND even_recorded IS NOT TRUE THEN
        RAISE EXCEPTION 'workspace % holds what people recorded', quote_literal(workspace)
            USING ERRCODE = 'object_in_use',
                DETAIL = array_to_string(held, E'\n'),
                HINT = format('To drop it for good: health_score.drop_workspace(%L, even_recorded => true).', workspace);
    END IF;

    PERFORM health_score.drop_code(workspace);
    -- what add_rule() and add_measure() made
    FOR recorded IN EXECUTE format('SELECT format(''FUNCTION IF EXISTS %%I.%%I(date)'', $1, ''rule_'' || r.rule) FROM %1$I.trigger_rule AS r WHERE r.kind = ''query''
            UNION ALL SELECT format(''FUNCTION IF EXISTS %%I.%%I(date)'', $1, ''measure_'' || m.measure) FROM %1$I.measure AS m WHERE m.query IS NOT NULL', workspace)
        USING workspace
    LOOP
        EXECUTE 'DROP ' || recorded;
    END LOOP;
    FOR recorded IN
        SELECT format('%s IF EXISTS %I.%I', m.parts[1], workspace, m.parts[2])
        FROM health_score.workspace_templates() AS t
            CROSS JOIN regexp_matches(t.body, '^CREATE (TABLE|FUNCTION) @workspace@\.(\w+)', 'gn') WITH ORDINALITY AS m (parts, n)
        WHERE t.name ~ '^\d\d_table_'
        -- tables before the functions that their triggers and constraints use, later ones before those they refer to
        ORDER BY m.parts[1] DESC, t.name COLLATE "C" DESC, m.n DESC
    LOOP
        EXECUTE 'DROP ' || recorded;
    END LOOP;
    EXECUTE format('DROP SCHEMA %I', workspace);
    RETURN format('workspace %s dropped', workspace);
EXCEPTION WHEN dependent_objects_still_exist THEN
    GET STACKED DIAGNOSTICS recorded = PG_EXCEPTION_DETAIL;
    RAISE EXCEPTION 'objects of your own are in workspace %, or depend on it', quote_literal(workspace)
        USING ERRCODE = 'dependent_objects_still_exist', DETAIL = recorded,
            HINT = 'Drop them first, or move them to another schema. Nothing was dropped.';
END
$$;
COMMENT ON FUNCTION health_score.drop_workspace(text, boolean) IS
    'drops a workspace, unless people recorded something in it or objects of your own depend on it';
