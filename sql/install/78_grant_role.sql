-- Who may read and write what in a workspace.

CREATE FUNCTION health_score.reader_rights(OUT object text, OUT readers text, OUT writes text[])
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 80
AS $$
    -- Every table and view of a workspace, but for the source views. readers: everyone, or those who see all accounts.
    -- writes: kind:rights. A test fails where an object of a workspace is missing here.
    SELECT o.object, g.readers, o.writes::text[]
    FROM (VALUES
        ('everyone', 'workspace business_hours holiday measure model model_assignment component criterion model_limit success_feature sign_off account_history account_model refreshed_day trigger_rule
            pattern pattern_condition trigger_condition trigger_deadline trigger_hit alert alert_hit alert_event play play_step action value_answer account_review pulse
            account_detail account_contact account_assignment account_renewal account_outcome reader_role
            peer_quantile peer_scale model_in_use criterion_place component_combination latest_history history_in_use account_score_daily criterion_history component_history tier_transition tier_episode component_transition
            trigger_hit_detail account_score csm_call_list manager_case manager_load manager_gap rule_quality exec_tier_arr exec_waterfall exec_renewal
            expansion_ready renewals_due audience parent_score tier_fall intervention_effect programme_effect hollow_green green_review account_pattern system_gap'),
        ('whole', 'binding feed_day new_feature identity code_grant prior_rate refresh_run dirty_account portfolio_alert outbox retention
            bindings unmatched readiness account_score_live component_score_live criterion_score_live tier_total_live usage_value_gap
            refresh_progress refresh_runs target')
    ) AS g (readers, objects)
    CROSS JOIN LATERAL (
        SELECT n AS object, CASE
            WHEN n IN ('pulse', 'action', 'value_answer', 'account_review') THEN '{csm:INSERT}'
            WHEN n = 'sign_off' THEN '{model_owner:INSERT}'
            WHEN n = 'alert_event' THEN '{csm:INSERT,refresher:INSERT}'
            WHEN n = 'alert' THEN '{csm:UPDATE,refresher:INSERT,refresher:UPDATE}'
            WHEN n IN ('model', 'model_assignment', 'component', 'criterion', 'model_limit', 'success_feature', 'prior_rate', 'peer_quantile', 'pattern', 'pattern_condition', 'trigger_rule', 'trigger_condition',
                'trigger_deadline', 'play', 'play_step', 'business_hours', 'holiday') THEN '{model_owner:INSERT,model_owner:UPDATE,model_owner:DELETE}'
            WHEN n IN ('account_history', 'account_model', 'refreshed_day', 'refresh_run', 'dirty_account', 'trigger_hit', 'alert_hit', 'portfolio_alert', 'outbox',
                'account_detail', 'account_contact', 'account_assignment', 'account_renewal', 'account_outcome', 'retention')
                THEN '{refresher:INSERT,refresher:UPDATE,refresher:DELETE}'
            ELSE '{}' END AS writes
        FROM regexp_split_to_table(btrim(g.objects), '\s+') AS n
    ) AS o
$$;
COMMENT ON FUNCTION health_score.reader_rights() IS
    'what grant_role() grants: per table or view of a workspace, whether everyone reads it or those who see the whole, and which kinds write it';

CREATE FUNCTION health_score.checked_role(role regrole, kind text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF role IS NULL THEN
        RAISE EXCEPTION 'role must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF kind IS NULL OR kind NOT IN ('analyst', 'model_owner', 'csm', 'bi_reader', 'refresher', 'auditor') THEN
        RAISE EXCEPTION 'kind cannot be %', coalesce(quote_literal(kind), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is analyst, model_owner, csm, bi_reader, refresher or auditor.';
    END IF;
    RETURN (SELECT r.rolname FROM pg_roles AS r WHERE r.oid = role);
END
$$;
COMMENT ON FUNCTION health_score.checked_role(regrole, text) IS 'internal: the name of a role that exists, for a kind that there is';

CREATE FUNCTION health_score.grant_role(workspace text, role regrole, kind text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    command text;
    name text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.grant_role(%L, %L, %L)', workspace, role, kind));
    END IF;
    PERFORM health_score.require_owner(workspace);
    name := health_score.checked_role(role, kind);
    PERFORM health_score.revoke_role(workspace, role);
    -- object by object: nothing that comes later is granted by accident
    FOR command IN
        SELECT format('GRANT USAGE ON SCHEMA %I TO %s', workspace, role)
        UNION ALL
        SELECT format('GRANT SELECT ON %I.%I TO %s', workspace, r.object, role)
        FROM health_score.reader_rights() AS r WHERE r.readers = 'everyone' OR kind NOT IN ('csm', 'bi_reader') OR r.object IN ('target', 'retention') AND kind = 'bi_reader'
        UNION ALL
        SELECT format('GRANT %s ON %I.%I TO %s', split_part(w, ':', 2), workspace, r.object, role)
        FROM health_score.reader_rights() AS r, unnest(r.writes) AS w WHERE split_part(w, ':', 1) = kind
        UNION ALL
        SELECT format('GRANT SELECT ON %I.%I TO %s', workspace, 'source_' || l.source, role)
        FROM health_score.source_list() AS l WHERE kind NOT IN ('csm', 'bi_reader')
    LOOP
        EXECUTE command;
    END LOOP;
    EXECUTE format('INSERT INTO %I.reader_role AS r (role_name, kind) VALUES ($1, $2)', workspace) USING name, kind;
    RETURN format('role %s reads workspace %s as %s%s', role, workspace, kind, CASE kind
        WHEN 'csm' THEN ': only the accounts that are assigned to it, or to those it leads'
        WHEN 'refresher' THEN ': it may CALL health_score.refresh; the owner makes room for its months with make_partitions'
        ELSE '' END);
END
$$;
COMMENT ON FUNCTION health_score.grant_role(text, regrole, text) IS
    'lets an existing role into a workspace as analyst, model_owner, csm, bi_reader, refresher or auditor; what it had there before goes';

CREATE FUNCTION health_score.revoke_role(workspace text, role regrole) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    command text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.revoke_role(%L, %L)', workspace, role));
    END IF;
    PERFORM health_score.require_owner(workspace);
    IF role IS NULL THEN
        RAISE EXCEPTION 'role must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = workspace AND n.nspowner = role) THEN
        RAISE EXCEPTION 'role % owns workspace %', role, quote_literal(workspace)
            USING ERRCODE = 'invalid_parameter_value', HINT = 'The owner has every right there, and keeps them.';
    END IF;
    FOR command IN
        SELECT format('REVOKE ALL ON %I.%I FROM %s', workspace, c.relname, role)
        FROM pg_class AS c
        WHERE c.relnamespace = quote_ident(workspace)::regnamespace AND c.relkind IN ('r', 'p', 'v')
            AND EXISTS (SELECT FROM aclexplode(c.relacl) AS a WHERE a.grantee = role)
        UNION ALL
        SELECT format('REVOKE ALL ON SCHEMA %I FROM %s', workspace, role)
    LOOP
        EXECUTE command;
    END LOOP;
    EXECUTE format('DELETE FROM %I.reader_role AS r WHERE r.role_name = (SELECT p.rolname FROM pg_roles AS p WHERE p.oid = $1)', workspace) USING role;
    RETURN format('role %s has no rights in workspace %s', role, workspace);
END
$$;
COMMENT ON FUNCTION health_score.revoke_role(text, regrole) IS 'takes from a role all rights on the tables and views of a workspace';
