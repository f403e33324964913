-- Rules of your own, and which rules open alerts.

CREATE FUNCTION health_score.rule_kind(workspace text, rule text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kind text;
BEGIN
    PERFORM health_score.workspace_settings(workspace);
    EXECUTE format('SELECT r.kind FROM %I.trigger_rule AS r WHERE r.rule = $1', workspace) INTO kind USING rule;
    IF kind IS NULL THEN
        RAISE EXCEPTION 'there is no rule %', coalesce(quote_literal(rule), 'NULL')
            USING ERRCODE = 'undefined_object', HINT = format('See the table %I.trigger_rule.', workspace);
    END IF;
    RETURN kind;
END
$$;
COMMENT ON FUNCTION health_score.rule_kind(text, text) IS 'internal: the kind of a trigger rule, or an error if there is none';

CREATE FUNCTION health_score.make_query_states(workspace text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    own record;
    arms text[] := '{}';
BEGIN
    FOR own IN EXECUTE format('SELECT r.rule, r.query, r.search_path FROM %I.trigger_rule AS r WHERE r.kind = ''query'' ORDER BY r.rule COLLATE "C"', workspace)
    LOOP
        EXECUTE format('CREATE OR REPLACE FUNCTION %1$I.%2$I(as_of date) RETURNS TABLE (account_id %3$s, subject text, evidence jsonb)
            LANGUAGE sql STABLE PARALLEL SAFE SET search_path = %4$s AS %5$L', workspace, 'rule_' || own.rule, settings.account_key, own.search_path,
            format('SELECT q.account_id::%s, to_jsonb(q) ->> ''subject'', to_jsonb(q) - ''account_id'' - ''subject'' FROM (%s%s) AS q',
                settings.account_key, health_score.on_day(own.query, 'as_of'), E'\n'));
        EXECUTE format('COMMENT ON FUNCTION %I.%I(date) IS %L', workspace, 'rule_' || own.rule, 'What the rule ' || own.rule || ' of add_rule() finds on a day');
        arms := arms || format('SELECT s.account_id, %L, s.subject, s.evidence FROM %I.%I(as_of) AS s', own.rule, workspace, 'rule_' || own.rule);
    END LOOP;
    EXECUTE format('CREATE OR REPLACE FUNCTION %I.query_states(as_of date) RETURNS TABLE (account_id %s, rule text, subject text, evidence jsonb)
        LANGUAGE sql STABLE PARALLEL SAFE AS %L', workspace, settings.account_key,
        coalesce(nullif(array_to_string(arms, E'\nUNION ALL\n'), ''), format('SELECT NULL::%s, NULL::text, NULL::text, NULL::jsonb WHERE false', settings.account_key)));
END
$$;
COMMENT ON FUNCTION health_score.make_query_states(text) IS 'internal: the functions of the rules that add_rule() made, and the one that reads them all';

CREATE FUNCTION health_score.add_rule_under(
    search_path text, workspace text, rule text, query text, label text, protocol text, owner_duty text, deadline interval, severity text,
    working_days boolean, cool_down_days integer, definition text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record;
    has_account boolean;
    missing text;
    owner regrole := health_score.other_owner(workspace);
    found bigint;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.add_rule_under(%L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)',
            search_path, workspace, rule, query, label, protocol, owner_duty, deadline, severity, working_days, cool_down_days, definition));
    END IF;
    settings := health_score.workspace_settings(workspace);
    missing := CASE WHEN coalesce(query, '') = '' THEN 'query' WHEN coalesce(label, '') = '' THEN 'label' WHEN coalesce(protocol, '') = '' THEN 'protocol'
        WHEN coalesce(owner_duty, '') = '' THEN 'owner_duty' WHEN deadline IS NULL OR deadline < interval '1 hour' THEN 'deadline'
        WHEN cool_down_days IS NULL OR cool_down_days < 0 THEN 'cool_down_days' WHEN working_days IS NULL THEN 'working_days' END;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'a rule needs %', missing
            USING ERRCODE = 'invalid_parameter_value',
                HINT = 'Whoever gets its alert has to know what to do (protocol), who does it (owner_duty) and by when (deadline, at least an hour).';
    END IF;
    IF rule IS NULL OR rule !~ '^[a-z][a-z0-9_]{0,57}$' THEN
        RAISE EXCEPTION 'rule cannot be called %', coalesce(quote_literal(rule), 'NULL')
            USING ERRCODE = 'invalid_name', HINT = 'Use small letters, digits and _, a letter first, at most 58.';
    END IF;
    IF severity IS NULL OR severity NOT IN ('low', 'medium', 'high', 'critical') THEN
        RAISE EXCEPTION 'severity cannot be %', coalesce(quote_literal(severity), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is low, medium, high or critical.';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I.trigger_rule AS r WHERE r.rule = $1', workspace) INTO found USING rule;
    IF found > 0 THEN
        RAISE EXCEPTION 'there is a rule % already', quote_literal(rule)
            USING ERRCODE = 'duplicate_object', HINT = format('Remove it first, if it is yours: health_score.remove_rule(%L, %L).', workspace, rule);
    END IF;
    SELECT bool_or(c.column_name = 'account_id' AND health_score.can_assign(c.type, settings.account_key::regtype)) INTO has_account
    FROM health_score.day_query_columns(search_path, query) AS c;
    IF has_account IS NOT TRUE THEN
        RAISE EXCEPTION 'the query of rule % has no column account_id of type %', quote_literal(rule), settings.account_key
            USING ERRCODE = 'undefined_column',
                HINT = 'It gives one row for each account that it hits: account_id, if you like subject, and the values that say why. $1 is the day.';
    END IF;
    EXECUTE format('INSERT INTO %I.trigger_rule (rule, label, kind, severity, protocol, owner_duty, cool_down_days, definition, query, search_path)
        VALUES ($1, $2, ''query'', $3, $4, $5, $6, $7, $8, $9)', workspace)
        USING rule, label, severity, protocol, owner_duty, cool_down_days, coalesce(definition, query), health_score.without_semicolon(query), search_path;
    EXECUTE format('INSERT INTO %I.trigger_deadline (rule, clock, hours) VALUES ($1, $2, $3)', workspace)
        USING rule, CASE WHEN working_days THEN 'working' ELSE 'clock' END, ceil(extract(epoch FROM deadline) / 3600)::int;
    PERFORM health_score.make_query_states(workspace);
    -- once for real: what it finds on the last whole day
    EXECUTE format('SELECT count(*) FROM %I.%I($1)', workspace, 'rule_' || rule) INTO found USING health_score.last_whole_day(workspace);
    RETURN format('rule %s added: it finds %s rows on %s', rule, found, health_score.last_whole_day(workspace));
END
$$;
COMMENT ON FUNCTION health_score.add_rule_under(text, text, text, text, text, text, text, interval, text, boolean, integer, text) IS
    'internal: what add_rule does, with the schemas in which the names of its query are found';

CREATE FUNCTION health_score.add_rule(
    workspace text, rule text, query text, label text, protocol text, owner_duty text, deadline interval,
    severity text DEFAULT 'medium', working_days boolean DEFAULT true, cool_down_days integer DEFAULT 30, definition text DEFAULT NULL) RETURNS text
    LANGUAGE sql VOLATILE PARALLEL UNSAFE
AS $$
    -- no SET: the caller's search_path is what the names of the query mean
    SELECT health_score.add_rule_under(health_score.current_query_path(), workspace, rule, query, label, protocol, owner_duty, deadline, severity,
        working_days, cool_down_days, definition)
$$;
COMMENT ON FUNCTION health_score.add_rule(text, text, text, text, text, text, interval, text, boolean, integer, text) IS
    'adds a trigger rule: a query with $1 for the day gives account_id, subject if you like, and the values that say why';

CREATE FUNCTION health_score.remove_rule(workspace text, rule text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    used boolean;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.remove_rule(%L, %L)', workspace, rule));
    END IF;
    IF health_score.rule_kind(workspace, rule) <> 'query' THEN
        RAISE EXCEPTION 'rule % came with the workspace', quote_literal(rule)
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('Switch it off: health_score.deactivate_rule(%L, %L).', workspace, rule);
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.alert_hit AS h WHERE h.rule = $1)', workspace) INTO used USING rule;
    IF used THEN
        RAISE EXCEPTION 'rule % has opened cases', quote_literal(rule)
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = format('They stay readable. Switch it off: health_score.deactivate_rule(%L, %L).', workspace, rule);
    END IF;
    EXECUTE format('DELETE FROM %I.trigger_hit AS h WHERE h.rule = $1', workspace) USING rule;
    EXECUTE format('DELETE FROM %I.trigger_rule AS r WHERE r.rule = $1', workspace) USING rule;
    PERFORM health_score.make_query_states(workspace);
    EXECUTE format('DROP FUNCTION IF EXISTS %I.%I(date)', workspace, 'rule_' || rule);
    RETURN format('rule %s removed', rule);
END
$$;
COMMENT ON FUNCTION health_score.remove_rule(text, text) IS 'removes a rule of add_rule() that has not opened a case';

CREATE FUNCTION health_score.activate_rule(workspace text, rule text, from_date date DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    today date := health_score.last_whole_day(workspace) + 1;
    expected record;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.activate_rule(%L, %L, %L)', workspace, rule, from_date));
    END IF;
    IF from_date > today + 366 THEN
        RAISE EXCEPTION 'from_date cannot be %', from_date
            USING ERRCODE = 'invalid_parameter_value', HINT = 'A rule can wait for a year at most.';
    END IF;
    PERFORM health_score.rule_kind(workspace, rule);
    EXECUTE format('UPDATE %I.trigger_rule AS r SET is_active = true, active_from = $2 WHERE r.rule = $1', workspace) USING rule, coalesce(from_date, today);
    -- from the last 13 weeks of the history
    EXECUTE format($sql$
        SELECT d.last_day, d.days, count(h.*) FILTER (WHERE h.cause = 'customer') AS hits
        FROM (SELECT max(r.day) AS last_day, least(max(r.day) - min(r.day) + 1, 91) AS days FROM %1$I.days_in_use(NULL, NULL) AS r) AS d
        LEFT JOIN %1$I.trigger_hit AS h ON h.rule = $1 AND h.day > d.last_day - d.days
        GROUP BY d.last_day, d.days
        $sql$, workspace) INTO expected USING rule;
    RETURN format('rule %s is active from %s: %s', rule, coalesce(from_date, today),
        CASE WHEN expected.last_day IS NULL THEN 'there is no history to tell how often it will hit'
             ELSE format('it hit %s times a week in the %s days up to %s', round(expected.hits * 7.0 / expected.days, 1), expected.days, expected.last_day) END);
END
$$;
COMMENT ON FUNCTION health_score.activate_rule(text, text, date) IS
    'lets the hits of a rule open alerts, from a day on, today by default, and says how many a week to expect';

CREATE FUNCTION health_score.deactivate_rule(workspace text, rule text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.deactivate_rule(%L, %L)', workspace, rule));
    END IF;
    PERFORM health_score.rule_kind(workspace, rule);
    EXECUTE format('UPDATE %I.trigger_rule AS r SET is_active = false WHERE r.rule = $1', workspace) USING rule;
    RETURN format('rule %s opens no alerts any more; its hits are still recorded', rule);
END
$$;
COMMENT ON FUNCTION health_score.deactivate_rule(text, text) IS 'a rule keeps recording its hits, but opens no more alerts';
