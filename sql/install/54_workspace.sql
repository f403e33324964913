-- The life of a workspace: created, repaired, upgraded, dropped.

CREATE FUNCTION health_score.run_as(role regrole, command text) RETURNS text
    LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'hs_run_as';
COMMENT ON FUNCTION health_score.run_as(regrole, text) IS
    'internal: the text that a SELECT returns, run with the rights of a role that the caller may become; it cannot turn back';

CREATE FUNCTION health_score.other_owner(workspace text) RETURNS regrole
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    -- Queries, and tables and functions in the schema, are the owner's code: whoever has more rights must not run it with
    -- them. (Whoever may not become the owner has other rights, and gets as far as these lead.)
    SELECT n.nspowner::regrole
    FROM pg_namespace AS n JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'binding'
    WHERE n.oid = to_regnamespace(quote_ident(workspace)) AND n.nspowner <> current_user::regrole
        AND pg_has_role(current_user, n.nspowner, 'MEMBER')
$$;
COMMENT ON FUNCTION health_score.other_owner(text) IS
    'internal: the owner of a workspace, if that is not the caller but a role that the caller may become';

CREATE FUNCTION health_score.workspace_settings(
    workspace text, OUT account_key text, OUT time_zone text, OUT currency text, OUT version text)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF workspace IS NULL THEN
        RAISE EXCEPTION 'workspace must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- tables: a view would be somebody's code
    IF (SELECT count(*) FROM pg_class AS c
        WHERE c.relkind = 'r' AND c.oid IN (to_regclass(format('%I.workspace', workspace)),
            to_regclass(format('%I.binding', workspace)))) < 2
    THEN
        RAISE EXCEPTION 'there is no workspace %', quote_literal(workspace)
            USING ERRCODE = 'invalid_schema_name',
                HINT = CASE WHEN to_regnamespace(quote_ident(workspace)) IS NULL
                    THEN format('Create it with health_score.create_workspace(%L).', workspace)
                    ELSE 'The schema of this name is no workspace: health_score did not make it.' END;
    END IF;
    EXECUTE format('SELECT account_key, time_zone, currency, version FROM %I.workspace', workspace)
        INTO STRICT account_key, time_zone, currency, version;
    -- it becomes part of commands, and the table is the user's
    IF account_key IS NULL OR account_key NOT IN ('bigint', 'text', 'uuid') THEN
        RAISE EXCEPTION 'workspace % was changed by hand: its account_key is %', quote_literal(workspace),
            coalesce(quote_literal(account_key), 'NULL')
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'It was bigint, text or uuid.';
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.workspace_settings(text) IS
    'internal: what was decided when the workspace was made, or an error if there is no such workspace';

CREATE FUNCTION health_score.require_owner(workspace text) RETURNS void
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM health_score.workspace_settings(workspace);
    IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = workspace AND pg_has_role(current_user, n.nspowner, 'USAGE')) THEN
        RAISE EXCEPTION 'must be owner of workspace %', quote_literal(workspace)
            USING ERRCODE = 'insufficient_privilege',
                HINT = format('Its owner is %s.', (SELECT n.nspowner::regrole FROM pg_namespace AS n WHERE n.nspname = workspace));
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.require_owner(text) IS 'internal: an error unless the caller owns the workspace';

CREATE FUNCTION health_score.run_templates(
    kind text, workspace text, account_key text, time_zone text, currency text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    body text;
BEGIN
    FOR body IN
        SELECT health_score.filled_template(t.body, workspace, account_key, time_zone, currency)
        FROM health_score.workspace_templates() AS t
        WHERE t.name LIKE '__\_' || kind || '\_%'
        ORDER BY t.name COLLATE "C"
    LOOP
        EXECUTE body;
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.run_templates(text, text, text, text, text) IS
    'internal: runs the templates of one kind, table or code, in order';

CREATE FUNCTION health_score.create_workspace(
    workspace text, account_key text DEFAULT 'bigint', time_zone text DEFAULT 'UTC', currency text DEFAULT 'USD')
    RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    known_zone text;
    source text;
BEGIN
    IF coalesce(workspace, '') = '' THEN
        RAISE EXCEPTION 'workspace must be a name' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF octet_length(workspace) > 63 THEN
        RAISE EXCEPTION 'workspace name % is longer than 63 bytes', quote_literal(workspace) USING ERRCODE = 'name_too_long';
    END IF;
    IF account_key IS NULL OR account_key NOT IN ('bigint', 'text', 'uuid') THEN
        RAISE EXCEPTION 'account_key cannot be %', coalesce(quote_literal(account_key), 'NULL')
            USING ERRCODE = 'invalid_parameter_value',
                HINT = 'It is the type of your account ids: bigint, text or uuid.';
    END IF;
    SELECT z.name INTO known_zone FROM pg_timezone_names AS z
    WHERE lower(z.name) = lower(create_workspace.time_zone);
    IF known_zone IS NULL THEN
        RAISE EXCEPTION 'time_zone % is not known', coalesce(quote_literal(time_zone), 'NULL')
            USING ERRCODE = 'invalid_parameter_value',
                HINT = 'Use a name of pg_timezone_names, such as Europe/Berlin.';
    END IF;
    IF currency IS NULL OR currency !~ '^[A-Z]{3}$' THEN
        RAISE EXCEPTION 'currency cannot be %', coalesce(quote_literal(currency), 'NULL')
            USING ERRCODE = 'invalid_parameter_value',
                HINT = 'Use the three capital letters of ISO 4217, such as USD or EUR.';
    END IF;
    IF to_regnamespace(quote_ident(workspace)) IS NOT NULL THEN
        RAISE EXCEPTION 'schema % exists already', quote_literal(workspace)
            USING ERRCODE = 'duplicate_schema',
                HINT = CASE WHEN to_regclass(format('%I.binding', workspace)) IS NOT NULL
                    THEN format('It is a workspace: use it, or drop it first with health_score.drop_workspace(%L).', workspace)
                    ELSE 'A workspace is a schema of its own: choose another name.' END;
    END IF;

    EXECUTE format('CREATE SCHEMA %I', workspace);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', workspace, 'workspace of health_score');
    PERFORM health_score.run_templates('table', workspace, account_key, known_zone, currency);
    EXECUTE format('INSERT INTO %I.workspace (version, account_key, time_zone, currency)
        SELECT extversion, $1, $2, $3 FROM pg_extension WHERE extname = ''health_score''', workspace)
        USING account_key, known_zone, currency;
    PERFORM health_score.add_template(workspace, 'four_component');
    FOR source IN SELECT l.source FROM health_score.source_list() AS l LOOP
        PERFORM health_score.make_unbound_view(workspace, source, account_key);
        EXECUTE health_score.source_reader_sql(workspace, source, account_key, known_zone);
    END LOOP;
    PERFORM health_score.run_templates('code', workspace, account_key, known_zone, currency);
    IF current_setting('jit')::boolean THEN
        RAISE NOTICE 'jit is on: compiling the plan of a score takes longer than running it'
            USING HINT = format('ALTER DATABASE %I SET jit = off;', current_database());
    END IF;
    RETURN format('workspace %s created: account keys are %s, days are those of %s, amounts are in %s',
        workspace, account_key, known_zone, currency);
END
$$;
COMMENT ON FUNCTION health_score.create_workspace(text, text, text, text) IS
    'makes a schema that holds your bindings, model and history; bind your tables to its sources next';
