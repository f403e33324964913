-- The life of a model version: copied, checked, compared, activated, retired.

CREATE FUNCTION health_score.chosen_model(workspace text, model text, version integer, OUT name text, OUT number integer, OUT key integer, OUT status text)
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM health_score.workspace_settings(workspace);
    EXECUTE format('SELECT m.model, m.version, m.model_key, m.status FROM %I.model AS m WHERE m.model = $1 AND coalesce(m.version = $2, true)
        ORDER BY m.version DESC LIMIT 1', workspace) INTO name, number, key, status USING model, version;
    IF name IS NULL THEN
        RAISE EXCEPTION 'there is no model %', concat_ws(' version ', coalesce(quote_literal(model), 'NULL'), version)
            USING ERRCODE = 'undefined_object', HINT = format('See the table %I.model.', workspace);
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.chosen_model(text, text, integer) IS 'internal: a version of a model, the latest if none is given, or an error';

CREATE FUNCTION health_score.copy_model(workspace text, model text, version integer DEFAULT NULL, new_model text DEFAULT NULL) RETURNS integer
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    source record;
    target text;
    number integer;
    part text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.copy_model(%L, %L, %L, %L)::text', workspace, model, version, new_model))::integer;
    END IF;
    source := health_score.chosen_model(workspace, model, version);
    target := coalesce(nullif(new_model, ''), source.name);
    EXECUTE format('SELECT coalesce(max(m.version), 0) + 1 FROM %I.model AS m WHERE m.model = $1', workspace) INTO number USING target;
    EXECUTE format('INSERT INTO %1$I.model (model, version, status, owner, definition, minimum_coverage, scale)
        SELECT $3, $4, ''draft'', m.owner, m.definition, m.minimum_coverage, m.scale FROM %1$I.model AS m WHERE m.model = $1 AND m.version = $2', workspace)
        USING source.name, source.number, target, number;
    FOREACH part IN ARRAY ARRAY['component', 'criterion', 'model_limit', 'peer_quantile'] LOOP
        -- all columns, but for those that say whose they are
        EXECUTE format('INSERT INTO %1$I.%2$I SELECT (jsonb_populate_record(t, jsonb_build_object(''model'', $3, ''version'', $4))).*
            FROM %1$I.%2$I AS t WHERE t.model = $1 AND t.version = $2', workspace, part)
            USING source.name, source.number, target, number;
    END LOOP;
    RETURN number;
END
$$;
COMMENT ON FUNCTION health_score.copy_model(text, text, integer, text) IS
    'copies a version of a model, the latest by default, into a draft to edit, and returns the number of the new version';

CREATE FUNCTION health_score.lint_model(workspace text, model text, version integer DEFAULT NULL,
    OUT severity text, OUT rule text, OUT subject text, OUT message text)
    RETURNS SETOF record
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 10
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    target record;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format('SELECT jsonb_agg(r)::text FROM health_score.lint_model(%L, %L, %L) AS r',
            workspace, model, version))::jsonb) AS r (severity text, rule text, subject text, message text);
        RETURN;
    END IF;
    target := health_score.chosen_model(workspace, model, version);
    RETURN QUERY EXECUTE format($sql$
        WITH used AS (
            SELECT c.*, m.source, m.needs, m.validity AS measure_validity, c.weight / nullif(sum(c.weight) OVER (), 0) AS share
            FROM %1$I.criterion AS c JOIN %1$I.measure AS m USING (measure)
            WHERE c.model = $1 AND c.version = $2
        ), bound AS (
            SELECT b.source FROM %1$I.binding AS b
        )
        SELECT 'error', 'no_weight', ''::text, 'no criterion has a weight' WHERE coalesce((SELECT sum(u.weight) FROM used AS u), 0) = 0
        UNION ALL
        SELECT 'error', 'no_owner', '', 'nobody answers for the model: give it an owner' FROM %1$I.model AS m WHERE m.model = $1 AND m.version = $2 AND coalesce(m.owner, '') = ''
        UNION ALL
        SELECT 'error', 'single_source', min(u.source), 'all criteria with a weight come from one source: that is a metric, not a health score' FROM used AS u
        WHERE u.weight > 0 HAVING count(DISTINCT u.source) = 1
        UNION ALL
        -- the play that is taken has to have steps
        SELECT 'error', 'no_play', concat_ws(' ', t.tier, nullif(g.segment, '')), CASE g.segment WHEN '' THEN 'no play says what is done for this tier' ELSE 'no play says what is done for this tier in this segment' END
        FROM unnest(ARRAY['red', 'yellow', 'green', 'unscored']) AS t (tier)
        CROSS JOIN (SELECT '' AS segment UNION SELECT p.segment FROM %1$I.play AS p UNION SELECT d.segment FROM %1$I.account_detail AS d WHERE d.segment IS NOT NULL) AS g
        WHERE NOT EXISTS (
            SELECT FROM %1$I.play_step AS s WHERE s.play = %1$I.play_for(t.tier, g.segment))
        UNION ALL
        SELECT 'error', 'blank', concat_ws(' ', x.name, j.key), 'it says nothing: a reader has to know what is meant'
        FROM (SELECT u.criterion AS name, to_jsonb(u) AS texts FROM used AS u UNION ALL
              SELECT k.component, to_jsonb(k) FROM %1$I.component AS k WHERE k.model = $1 AND k.version = $2 UNION ALL
              SELECT l.limit_name, to_jsonb(l) FROM %1$I.model_limit AS l WHERE l.model = $1 AND l.version = $2) AS x
        CROSS JOIN LATERAL jsonb_each_text(x.texts) AS j
        WHERE j.key IN ('label', 'definition', 'rationale', 'measurement', 'low_means', 'high_means', 'reason') AND j.value !~ '[[:alnum:]]'
        UNION ALL
        SELECT 'warning', 'sign_off', '', 'not agreed yet by ' || s.missing FROM health_score.missing_sign_offs(%1$L, $1, $2) AS s (missing) WHERE s.missing IS NOT NULL
        UNION ALL
        SELECT 'notice', 'owner', m.owner, 'the owner is no role of this database: nobody will notice when they are gone' FROM %1$I.model AS m
        WHERE m.model = $1 AND m.version = $2 AND m.owner <> '' AND NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = m.owner)
        UNION ALL
        SELECT 'error', 'component_without_criteria', k.component, 'the component has no criterion' FROM %1$I.component AS k
        WHERE k.model = $1 AND k.version = $2 AND NOT EXISTS (SELECT FROM used AS u WHERE starts_with(u.component || '/', k.component || '/'))
        UNION ALL
        SELECT 'error', 'component_without_parent', k.component, format('there is no component %%s that it could lie within', regexp_replace(k.component, '/[^/]*$', ''))
        FROM %1$I.component AS k WHERE k.model = $1 AND k.version = $2 AND k.component LIKE '%%/%%' AND NOT EXISTS (
            SELECT FROM %1$I.component AS p WHERE p.model = $1 AND p.version = $2 AND p.component = regexp_replace(k.component, '/[^/]*$', ''))
        UNION ALL
        SELECT 'error', 'limit_without_subject', l.limit_name, format('there is no %%s %%s', l.subject_kind, l.subject) FROM %1$I.model_limit AS l
        WHERE l.model = $1 AND l.version = $2 AND l.subject <> '*' AND NOT CASE l.subject_kind
            WHEN 'component' THEN EXISTS (SELECT FROM used AS u WHERE starts_with(u.component || '/', l.subject || '/')) ELSE EXISTS (SELECT FROM %1$I.measure AS m WHERE m.measure = l.subject) END
        UNION ALL
        SELECT 'error', 'no_quantiles', u.criterion, 'the value is to be placed among the peers, but the version has no quantiles of the measure: see freeze_quantiles' FROM used AS u
        WHERE u.frame = 'peers' AND NOT EXISTS (SELECT FROM %1$I.peer_quantile AS q WHERE q.model = $1 AND q.version = $2 AND q.measure = u.measure AND q.segment = '')
        UNION ALL
        SELECT 'error', 'no_score_without_weight', u.criterion, 'no score is to be given without it, but it has no weight that could be missing' FROM used AS u
        WHERE u.missing = 'no_score' AND coalesce(u.share, 0) < 0.000001
        UNION ALL
        SELECT 'warning', 'validity', u.criterion, format('its source may lag by %%s days, but for the measure by %%s only: more has no effect', u.validity, u.measure_validity) FROM used AS u
        WHERE u.validity > u.measure_validity
        UNION ALL
        SELECT 'warning', 'components', '', format('%%s components: 4 to 6 are easy to read', count(DISTINCT split_part(u.component, '/', 1))) FROM used AS u WHERE u.weight > 0
        HAVING count(DISTINCT split_part(u.component, '/', 1)) NOT BETWEEN 4 AND 6 AND count(*) > 5
        UNION ALL
        SELECT 'warning', 'many_criteria', u.component, format('%%s criteria in one component: more than 4', count(*)) FROM used AS u WHERE u.weight > 0 GROUP BY u.component HAVING count(*) > 4
        UNION ALL
        SELECT 'warning', 'many_criteria', '', format('%%s criteria with a weight: more than 12', count(*)) FROM used AS u WHERE u.weight > 0 HAVING count(*) > 12
        UNION ALL
        SELECT 'warning', 'few_criteria', '', format('%%s criteria with a weight: fewer than 3', count(*)) FROM used AS u WHERE u.weight > 0 HAVING count(*) < 3
        UNION ALL
        SELECT 'notice', 'few_criteria', '', format('%%s criteria with a weight, 90 days after the model came into use: 3 or 4 are for the beginning', count(*)) FROM used AS u WHERE u.weight > 0
        HAVING count(*) BETWEEN 3 AND 4 AND (SELECT min(m.activated_at) FROM %1$I.model AS m WHERE m.model = $1) < now() - interval '90 days'
        UNION ALL
        SELECT 'warning', 'pulse', '', format('the CSM''s own judgement has %%s %%%% of the weight: more than 20', round(100 * sum(u.share))) FROM used AS u WHERE u.measure = 'pulse' HAVING sum(u.share) > 0.2
        UNION ALL
        SELECT 'warning', 'no_value', '', 'no criterion with a weight is evidence of value: usage is not the same' WHERE NOT EXISTS (SELECT FROM used AS u WHERE u.weight > 0 AND u.facet = 'value')
        UNION ALL
        SELECT 'warning', 'subjective', '', format('%%s %%%% of the weight is entered by hand or moved at will: more than 25', round(100 * sum(u.share))) FROM used AS u
        WHERE u.gameability >= 0.8 HAVING sum(u.share) > 0.25
        UNION ALL
        SELECT 'warning', 'growth', '', format('%%s %%%% of the weight looks for what makes the customer stronger: less than 40', round(100 * coalesce(sum(u.share) FILTER (WHERE u.orientation = 'growth'), 0)))
        FROM used AS u HAVING coalesce(sum(u.share) FILTER (WHERE u.orientation = 'growth'), 0) < 0.3999999 AND count(*) FILTER (WHERE u.weight > 0) > 5
        UNION ALL
        SELECT 'warning', 'traditional', '', 'no criterion with a weight looks for risk' FROM used AS u HAVING coalesce(sum(u.share) FILTER (WHERE u.orientation = 'traditional'), 0) = 0
        UNION ALL
        SELECT 'notice', 'facet', f.facet, format('no criterion with a weight is evidence of %%s', f.words)
        FROM (VALUES ('progress', 'the customer''s progress'), ('commercial', 'commercial relevance')) AS f (facet, words)
        WHERE NOT EXISTS (SELECT FROM used AS u WHERE u.weight > 0 AND u.facet = f.facet)
        UNION ALL
        SELECT 'notice', 'usage_weight', '', format('usage has %%s %%%% of the weight: software is usually judged by 35 or more', round(100 * coalesce(sum(u.share), 0))) FROM used AS u WHERE split_part(u.component, '/', 1) = 'usage' HAVING coalesce(sum(u.share), 0) < 0.35
        UNION ALL
        SELECT 'notice', 'unbound', n.source, format('the source is not bound, and %%s %%%% of the weight waits for it', round(100 * sum(n.share)))
        FROM (SELECT DISTINCT u.criterion, u.share, split_part(x.need, '.', 1) AS source FROM used AS u, unnest(u.needs) AS x (need)) AS n
        WHERE n.source NOT IN (SELECT b.source FROM bound AS b) AND n.source <> 'pulse' GROUP BY n.source
        $sql$, workspace) USING target.name, target.number;
END
$$;
COMMENT ON FUNCTION health_score.lint_model(text, text, integer) IS
    'what is wrong with a version of a model: errors, which activate_model refuses, warnings and notices';

CREATE FUNCTION health_score.activate_model(workspace text, model text, version integer DEFAULT NULL, owner text DEFAULT NULL, require_sign_off boolean DEFAULT false,
    only_assigned boolean DEFAULT NULL)
    RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    other_owner regrole := health_score.other_owner(workspace);
    target record;
    errors text;
    unsigned text;
    old record;
    range record;
    waiting text;
    beside boolean;
    is_for_all boolean;
BEGIN
    IF other_owner IS NOT NULL THEN
        RETURN health_score.run_as(other_owner, format('SELECT health_score.activate_model(%L, %L, %L, %L, %L, %L)', workspace, model, version, owner, require_sign_off, only_assigned));
    END IF;
    target := health_score.chosen_model(workspace, model, version);
    IF target.status IN ('active', 'retired') THEN
        RAISE EXCEPTION 'model % version % is % already', quote_literal(target.name), target.number, target.status
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = CASE target.status WHEN 'retired' THEN format('Copy it into a draft: health_score.copy_model(%L, %L, %s).', workspace, target.name, target.number)
                    ELSE 'There is nothing to do.' END;
    END IF;
    IF coalesce(owner, '') <> '' THEN
        EXECUTE format('UPDATE %I.model AS m SET owner = $3 WHERE m.model = $1 AND m.version = $2', workspace) USING target.name, target.number, owner;
    END IF;
    SELECT string_agg(concat_ws(' ', l.rule, nullif(l.subject, '')) || ': ' || l.message, '; ' ORDER BY l.rule, l.subject) INTO errors
    FROM health_score.lint_model(workspace, target.name, target.number) AS l WHERE l.severity = 'error';
    IF errors IS NOT NULL THEN
        RAISE EXCEPTION 'model % version % cannot be activated', quote_literal(target.name), target.number
            USING ERRCODE = 'check_violation', DETAIL = errors, HINT = format('See health_score.lint_model(%L, %L).', workspace, target.name);
    END IF;
    IF require_sign_off IS NULL THEN
        RAISE EXCEPTION 'require_sign_off must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    unsigned := CASE WHEN require_sign_off THEN health_score.missing_sign_offs(workspace, target.name, target.number) END;
    IF unsigned IS NOT NULL THEN
        RAISE EXCEPTION 'model % version % is not agreed yet by %', quote_literal(target.name), target.number, unsigned
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = format('They agree by health_score.sign_off(%L, %L, %s, function, who). Who had agreed to it before it was changed agrees again.', workspace, target.name, target.number);
    END IF;
    EXECUTE format('SELECT u.model, u.version, u.model_key, u.status FROM %I.model_in_use AS u WHERE u.is_default', workspace) INTO old;
    EXECUTE format('SELECT coalesce($2, bool_or(m.only_assigned), false), bool_or(NOT m.only_assigned) FROM %I.model AS m WHERE m.model = $1 AND m.status = ''active''', workspace)
        INTO beside, is_for_all USING target.name, only_assigned;
    IF beside AND (is_for_all OR old.status IS DISTINCT FROM 'active') THEN
        RAISE EXCEPTION 'no other model is active for the accounts that model % is not assigned to', quote_literal(target.name)
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Activate another model for them first, or leave out only_assigned.';
    END IF;
    -- every trend is read within one version: its history has to be there first
    EXECUTE format('SELECT min(r.day) AS from_day, max(r.day) AS to_day,
            count(*) FILTER (WHERE NOT EXISTS (SELECT FROM %1$I.refreshed_day AS n WHERE n.model_key = $1 AND n.day = r.day)) AS missing
        FROM %1$I.days_in_use(NULL, NULL) AS r', workspace) INTO range USING target.key;
    IF range.missing > 0 THEN
        RAISE EXCEPTION 'model % version % has no history on % of the days that the model in use has', quote_literal(target.name), target.number, range.missing
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = format('Backfill it first, so that trends and transitions do not break: CALL health_score.refresh(%L, %L, %L, model_key => %s).',
                    workspace, range.from_day, range.to_day, target.key);
    END IF;
    EXECUTE format('UPDATE %I.model AS m SET status = ''retired'' WHERE m.status = ''active'' AND (m.model = $1 OR NOT m.only_assigned AND NOT $2)', workspace)
        USING target.name, beside;
    EXECUTE format('UPDATE %I.model AS m SET status = ''active'', activated_at = now(), only_assigned = $3 WHERE m.model = $1 AND m.version = $2', workspace)
        USING target.name, target.number, beside;
    -- what readers see and the rules hit is told by the versions in use: by the new one from now on
    IF range.to_day IS NOT NULL THEN
        PERFORM health_score.record_account_models(workspace);
        EXECUTE format('SELECT %I.record_hits($1, $2)', workspace) USING greatest(range.from_day, range.to_day - 2), range.to_day;
    END IF;
    SELECT string_agg(l.subject || ' (' || substring(l.message FROM '[0-9]+ %') || ' of the weight)', ', ' ORDER BY l.subject) INTO waiting
    FROM health_score.lint_model(workspace, target.name, target.number) AS l WHERE l.rule = 'unbound';
    RETURN format('model %s version %s is active%s; its rows are frozen%s%s', target.name, target.number,
        CASE WHEN beside THEN ' for the accounts that model_assignment gives it' ELSE '' END,
        CASE WHEN NOT beside AND old.model_key <> target.key AND old.model IS NOT NULL THEN format('; before it was %s version %s', old.model, old.version) ELSE '' END,
        coalesce('; not bound: ' || waiting, ''));
END
$$;
COMMENT ON FUNCTION health_score.activate_model(text, text, integer, text, boolean, boolean) IS
    'puts a version of a model into use, the latest by default, for all accounts or only those that model_assignment gives it: refused while lint_model has errors, its history is not there or, if that is asked for, it is not agreed by all; the one before is retired';

CREATE FUNCTION health_score.set_model_status(workspace text, model text, version integer, new_status text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    target record;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.set_model_status(%L, %L, %L, %L)', workspace, model, version, new_status));
    END IF;
    target := health_score.chosen_model(workspace, model, version);
    IF NOT coalesce(new_status = 'shadow' AND target.status = 'draft' OR new_status = 'retired' AND target.status IN ('shadow', 'active'), false) THEN
        RAISE EXCEPTION 'model % version % is %, and cannot become %', quote_literal(target.name), target.number, target.status, coalesce(new_status, 'NULL')
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'A draft becomes shadow, a shadow or active one retired; activate_model makes one active.';
    END IF;
    EXECUTE format('UPDATE %I.model AS m SET status = $3 WHERE m.model = $1 AND m.version = $2', workspace) USING target.name, target.number, new_status;
    -- the accounts that were assigned to it are read by another version from now on
    IF target.status = 'active' THEN
        PERFORM health_score.record_account_models(workspace);
    END IF;
    RETURN format('model %s version %s is %s%s', target.name, target.number, new_status,
        CASE new_status WHEN 'shadow' THEN format(': score it beside the one in use by CALL health_score.refresh(%L, model_key => %s)', workspace, target.key) ELSE '' END);
END
$$;
COMMENT ON FUNCTION health_score.set_model_status(text, text, integer, text) IS 'makes a draft a shadow, which is scored beside the model in use and opens nothing; or retires a version';

CREATE FUNCTION health_score.model_difference(workspace text, model_key_a integer, model_key_b integer,
    OUT part text, OUT name text, OUT attribute text, OUT a text, OUT b text)
    RETURNS SETOF record
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    table_name text;
    key_column text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format('SELECT jsonb_agg(r)::text FROM health_score.model_difference(%L, %L, %L) AS r',
            workspace, model_key_a, model_key_b))::jsonb) AS r (part text, name text, attribute text, a text, b text);
        RETURN;
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF model_key_a IS NULL OR model_key_b IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN model_key_a IS NULL THEN 'model_key_a' ELSE 'model_key_b' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM health_score.model_key(workspace, model_key_a), health_score.model_key(workspace, model_key_b);
    FOR table_name, key_column IN VALUES ('model', '''''::text'), ('component', 't.component'), ('criterion', 't.criterion'), ('model_limit', 't.limit_name'),
        ('peer_quantile', 'concat_ws('' '', t.measure, nullif(t.segment, ''''), t.quantile)') LOOP
        RETURN QUERY EXECUTE format($sql$
            SELECT %2$L, coalesce(x.name, y.name), coalesce(x.key, y.key), x.value, y.value
            FROM (SELECT %3$s AS name, j.key, j.value FROM %1$I.%2$I AS t JOIN %1$I.model AS m USING (model, version) CROSS JOIN LATERAL jsonb_each_text(to_jsonb(t)) AS j
                  WHERE m.model_key = $1) AS x
            FULL JOIN (SELECT %3$s AS name, j.key, j.value FROM %1$I.%2$I AS t JOIN %1$I.model AS m USING (model, version) CROSS JOIN LATERAL jsonb_each_text(to_jsonb(t)) AS j
                       WHERE m.model_key = $2) AS y ON y.name = x.name AND y.key = x.key
            WHERE x.value IS DISTINCT FROM y.value AND coalesce(x.key, y.key) NOT IN ('model', 'version', 'model_key', 'status', 'only_assigned', 'activated_at')
            ORDER BY 2, 3
            $sql$, workspace, table_name, key_column) USING model_key_a, model_key_b;
    END LOOP;
END
$$;
COMMENT ON FUNCTION health_score.model_difference(text, integer, integer) IS 'what differs between two versions, by their keys: a row for each attribute of the model, its components, criteria and limits';

CREATE FUNCTION health_score.compare_models(workspace text, model_key_a integer, model_key_b integer, as_of date,
    OUT account_id text, OUT arr numeric, OUT points_a numeric, OUT points_b numeric, OUT tier_a text, OUT tier_b text, OUT change numeric, OUT main_term text)
    RETURNS SETOF record
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format('SELECT jsonb_agg(r)::text FROM health_score.compare_models(%L, %L, %L, %L) AS r',
            workspace, model_key_a, model_key_b, as_of))::jsonb) AS r (account_id text, arr numeric, points_a numeric, points_b numeric, tier_a text, tier_b text, change numeric, main_term text);
        RETURN;
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF model_key_a IS NULL OR model_key_b IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN model_key_a IS NULL THEN 'model_key_a' ELSE 'model_key_b' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM health_score.model_key(workspace, model_key_a), health_score.model_key(workspace, model_key_b);
    IF as_of IS NULL THEN
        RAISE EXCEPTION 'as_of must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    RETURN QUERY EXECUTE format($sql$
        SELECT x.account_id::text, x.arr, x.points, y.points, coalesce(health_score.tier_of(x.points::float8, p.scale::health_score.tier_scale)::text, 'unscored'),
            coalesce(health_score.tier_of(y.points::float8, q.scale::health_score.tier_scale)::text, 'unscored'), y.points - x.points,
            (SELECT concat_ws(' ', e.part, e.criterion) || ' ' || round(e.points, 1)
             FROM health_score.explain(%1$I.history_card(p.model_key, x.segment, x.criterion_values, x.criterion_reasons, x.limits, x.limits_at_most),
                                       %1$I.history_card(q.model_key, y.segment, y.criterion_values, y.criterion_reasons, y.limits, y.limits_at_most)) AS e
             WHERE e.points <> 0 ORDER BY abs(e.points) DESC, e.criterion COLLATE "C" LIMIT 1)
        FROM %1$I.model AS p, %1$I.model AS q, %1$I.day_scores($3, $1) AS x JOIN %1$I.day_scores($3, $2) AS y USING (account_id)
        WHERE p.model_key = $1 AND q.model_key = $2
        ORDER BY abs(y.points - x.points) DESC NULLS LAST, x.account_id
        $sql$, workspace) USING model_key_a, model_key_b, as_of;
END
$$;
COMMENT ON FUNCTION health_score.compare_models(text, integer, integer, date) IS
    'every account as of a day by two model versions: points, raw tiers, the change and the term that does most of it; the largest changes first';
