-- What is observed of a bound source, and the small functions that binding and the life of a workspace share.

CREATE FUNCTION health_score.is_bound(workspace text, source text, OUT is_bound boolean)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.binding AS b WHERE b.source = $1)', workspace) INTO is_bound USING source;
END
$$;
COMMENT ON FUNCTION health_score.is_bound(text, text) IS 'internal: has the source a query';

CREATE FUNCTION health_score.lock_workspace(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- one change of bindings or code at a time; whoever scores is not held up
    EXECUTE format('LOCK TABLE %I.binding IN SHARE ROW EXCLUSIVE MODE', workspace);
END
$$;
COMMENT ON FUNCTION health_score.lock_workspace(text) IS
    'internal: waits until no other session changes the bindings or the code of the workspace';

CREATE FUNCTION health_score.day_of_row(source text, time_zone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN l.day ~ '(_|\.)at$' THEN format('(%s AT TIME ZONE %L)::date', l.day, time_zone) ELSE l.day END
    FROM health_score.source_list() AS l
    WHERE l.source = day_of_row.source
$$;
COMMENT ON FUNCTION health_score.day_of_row(text, text) IS
    'internal: the expression for the day of a row s of a source, in the time zone';

CREATE FUNCTION health_score.check_complete_through(complete_through text) RETURNS void
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $$
DECLARE
    expression record;
BEGIN
    -- as the body of a function with the parameter as_of would see it
    SELECT q.type, q.position INTO expression FROM health_score.query_columns(
        pg_catalog.format(E'SELECT (%s\n) AS day FROM (VALUES (NULL::date)) AS argument (as_of)', complete_through)) AS q;
    IF NOT health_score.can_assign(expression.type, 'pg_catalog.date') THEN
        RAISE EXCEPTION 'complete_through is %, expected date', expression.type USING ERRCODE = 'datatype_mismatch',
            HINT = 'It is an expression for the last day that is complete, for example '
                '(SELECT max(day) FROM loads WHERE day <= as_of).';
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.check_complete_through(text) IS
    'internal: an error unless the expression for the last complete day gives a date';

CREATE FUNCTION health_score.replace_complete_through(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    binding record;
    branches text := '';
    statement text;
    old regprocedure;
BEGIN
    -- Each expression is a function of its own, with the search_path it was written under; complete_through() chooses.
    -- String bodies: what an expression reads may be dropped and made anew.
    FOR binding IN EXECUTE format('SELECT b.source, b.complete_through, b.search_path FROM %I.binding AS b
        WHERE b.complete_through IS NOT NULL ORDER BY b.source', workspace)
    LOOP
        -- no name of ours is looked up while the path is the query's
        statement := format(E'CREATE OR REPLACE FUNCTION %1$I.%2$I(as_of date) RETURNS date LANGUAGE sql STABLE '
                'PARALLEL SAFE SET search_path FROM CURRENT AS %3$L;\nCOMMENT ON FUNCTION %1$I.%2$I(date) IS %4$L',
            workspace, 'complete_through_' || binding.source,
            format(E'SELECT (%s\n)::date', binding.complete_through),
            'the last complete day of the source, as bound');
        PERFORM set_config('search_path', binding.search_path, true);
        EXECUTE statement;
        PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
        branches := branches || format(E'\n    WHEN %L THEN %I.%I(as_of)', binding.source, workspace,
            'complete_through_' || binding.source);
    END LOOP;
    EXECUTE format(E'CREATE OR REPLACE FUNCTION %1$I.complete_through(source text, as_of date) RETURNS date '
            'LANGUAGE sql STABLE PARALLEL SAFE AS %2$L', workspace,
        CASE WHEN branches = '' THEN format(' SELECT %I.observed_through(source, as_of) ', workspace)
            ELSE format(E'\n    SELECT CASE source%s\n    ELSE %I.observed_through(source, as_of) END\n', branches, workspace)
        END);
    FOR old IN EXECUTE format('SELECT p.oid FROM pg_proc AS p WHERE p.pronamespace = $1::regnamespace
            AND pg_get_function_identity_arguments(p.oid) ~ ''^\w+ date$''
            AND p.proname IN (SELECT ''complete_through_'' || l.source FROM health_score.source_list() AS l)
            AND p.proname NOT IN (
                SELECT ''complete_through_'' || b.source FROM %I.binding AS b WHERE b.complete_through IS NOT NULL)', workspace)
        USING quote_ident(workspace)
    LOOP
        EXECUTE format('DROP FUNCTION %s', old);
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.replace_complete_through(text) IS
    'internal: makes complete_through() of the workspace from the expressions in its bindings';

CREATE FUNCTION health_score.code_objects(
    workspace text, OUT object text, OUT kind text, OUT oid oid, OUT owner oid, OUT acl aclitem[])
    RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('%I.%I', workspace, c.relname), 'VIEW', c.oid, c.relowner, c.relacl
    FROM pg_class AS c
    WHERE c.relnamespace = to_regnamespace(quote_ident(workspace)) AND c.relkind = 'v'
    UNION ALL
    SELECT format('%I.%I', workspace, p.proname), 'FUNCTION', p.oid, p.proowner, p.proacl
    FROM pg_proc AS p
    WHERE p.pronamespace = to_regnamespace(quote_ident(workspace)) AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
$$;
COMMENT ON FUNCTION health_score.code_objects(text) IS
    'internal: the views and functions in a workspace''s schema, but for the functions of triggers';

CREATE FUNCTION health_score.remember_grants(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- What does not exist now keeps what was remembered: it may have been dropped along with something below it.
    EXECUTE format($query$
        WITH granted AS (
            SELECT o.kind || ' ' || o.object AS object,
                CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee,
                a.privilege_type AS privilege, bool_or(a.is_grantable) AS grantable
            FROM health_score.own_code($1) AS o CROSS JOIN aclexplode(o.acl) AS a
            GROUP BY 1, 2, 3
        ), gone AS (
            DELETE FROM %1$I.code_grant AS g
            WHERE g.object IN (SELECT o.kind || ' ' || o.object FROM health_score.own_code($1) AS o)
                AND (g.object, g.grantee, g.privilege) NOT IN (SELECT n.object, n.grantee, n.privilege FROM granted AS n)
        )
        INSERT INTO %1$I.code_grant AS g SELECT * FROM granted
        ON CONFLICT (object, grantee, privilege) DO UPDATE SET grantable = EXCLUDED.grantable
        WHERE g.grantable <> EXCLUDED.grantable $query$, workspace) USING workspace;
END
$$;
COMMENT ON FUNCTION health_score.remember_grants(text) IS
    'internal: keeps who may use the views and functions that the extension made in a workspace';

CREATE FUNCTION health_score.restore_grants(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made record;
    command text;
BEGIN
    FOR made IN SELECT * FROM health_score.own_code(workspace) AS o LOOP
        -- an object without a list of rights was made anew, or nothing was ever granted on it
        IF made.acl IS NULL THEN
            -- the table is the user's: what it says is quoted or checked before it becomes part of a command
            FOR command IN EXECUTE format($query$
                SELECT format('REVOKE ALL ON %%s FROM PUBLIC', $2)
                WHERE EXISTS (SELECT FROM %1$I.code_grant AS g WHERE g.object = $1)
                UNION ALL
                SELECT format('GRANT %%s ON %%s TO %%s%%s', g.privilege, $2,
                    CASE g.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE to_regrole(g.grantee)::text END,
                    CASE WHEN g.grantable THEN ' WITH GRANT OPTION' END)
                FROM %1$I.code_grant AS g
                WHERE g.object = $1 AND g.privilege ~ '^[A-Z]+$' AND (g.grantee = 'PUBLIC'
                    OR to_regrole(g.grantee) IS NOT NULL) $query$, workspace)
                USING made.kind || ' ' || made.object,
                    CASE made.kind WHEN 'VIEW' THEN 'TABLE ' || made.object ELSE 'FUNCTION ' || made.oid::regprocedure END
            LOOP
                EXECUTE command;
            END LOOP;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.restore_grants(text) IS
    'internal: gives the rights that were remembered to views and functions that were made anew';

CREATE FUNCTION health_score.observe_new_features(workspace text, view_name text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_features jsonb;
BEGIN
    -- A feature is new instrumentation on day f if more than half of the accounts with usage in (f - 28, f] have their
    -- first row ever with it in [f, f + 6]. Fewer than 10 accounts tell nothing. Read first and kept afterwards, because
    -- a statement that writes does not read in parallel.
    EXECUTE format($query$
        WITH first_use AS MATERIALIZED (
            SELECT s.feature, s.account_id, min(s.day) AS day
            FROM %1$I.%2$I AS s
            WHERE s.feature IS NOT NULL AND s.events > 0 AND (s.actor IS NULL OR s.actor = 'customer')
                AND isfinite(s.day)
            GROUP BY s.feature, s.account_id
        ), start AS (
            SELECT f.feature, f.day, sum(count(*)) OVER (
                PARTITION BY f.feature ORDER BY f.day RANGE BETWEEN CURRENT ROW AND '6 days' FOLLOWING) AS accounts
            FROM first_use AS f
            GROUP BY f.feature, f.day
        ), account_use AS MATERIALIZED (
            SELECT s.account_id, health_score.daily_series(s.day, 1) AS days
            FROM %1$I.%2$I AS s
            WHERE s.events > 0 AND (s.actor IS NULL OR s.actor = 'customer') AND isfinite(s.day)
            GROUP BY s.account_id
        ), candidate AS MATERIALIZED (
            SELECT s.feature, s.day, s.accounts
            FROM start AS s JOIN %1$I.binding AS b ON b.source = 'usage'
            WHERE s.accounts >= 10 AND s.day >= coalesce(b.live_from, b.first_day) + 28
        ), active AS MATERIALIZED (
            SELECT c.day, count(*) AS accounts
            FROM (SELECT DISTINCT day FROM candidate) AS c
                JOIN account_use AS a ON health_score.active_days(a.days, c.day, 28) > 0
            GROUP BY c.day
        ), begun AS (
            -- of those who began, only accounts that were active count
            SELECT c.feature, c.day, a.accounts,
                count(*) FILTER (WHERE health_score.active_days(u.days, c.day, 28) > 0) AS active_ones
            FROM candidate AS c
                JOIN active AS a ON a.day = c.day AND 2 * c.accounts > a.accounts
                JOIN first_use AS f ON f.feature = c.feature AND f.day BETWEEN c.day AND c.day + 6
                JOIN account_use AS u ON u.account_id = f.account_id
            GROUP BY c.feature, c.day, a.accounts
        ), found AS (
            SELECT b.feature, min(b.day) AS first_on FROM begun AS b WHERE 2 * b.active_ones > b.accounts GROUP BY b.feature
        )
        SELECT coalesce(jsonb_object_agg(f.feature, f.first_on), '{}') FROM found AS f $query$, workspace, view_name)
        INTO found_features;
    EXECUTE format($query$
        WITH gone AS (
            DELETE FROM %1$I.new_feature AS n WHERE NOT $1 ? n.feature
        )
        INSERT INTO %1$I.new_feature AS n (feature, first_on) SELECT f.key, f.value::date FROM jsonb_each_text($1) AS f
        ON CONFLICT (feature) DO UPDATE SET first_on = EXCLUDED.first_on WHERE n.first_on <> EXCLUDED.first_on
        $query$, workspace) USING found_features;
END
$$;
COMMENT ON FUNCTION health_score.observe_new_features(text, text) IS
    'internal: finds the features whose events began for most accounts in one week';
