-- verify(): is the history what the sources say, and what was published?

CREATE FUNCTION health_score.verify(workspace text, day date, model_key integer DEFAULT NULL,
    OUT account_id text, OUT result text, OUT revision integer, OUT points numeric, OUT points_now numeric)
    RETURNS SETOF record
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET extra_float_digits = 1
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    key integer;
    scale text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN QUERY SELECT r.* FROM jsonb_to_recordset(health_score.run_as(owner, format('SELECT jsonb_agg(r)::text FROM health_score.verify(%L, %L, %L) AS r',
            workspace, day, model_key))::jsonb) AS r (account_id text, result text, revision integer, points numeric, points_now numeric);
        RETURN;
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    key := health_score.model_key(workspace, model_key);
    IF day IS NULL THEN
        RAISE EXCEPTION 'day must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM health_score.checked_day(day);
    EXECUTE format('SELECT m.scale FROM %I.model AS m WHERE m.model_key = $1', workspace) INTO scale USING key;
    -- A row is edited if it does not follow from its own values by the model version, or its digest is not its own;
    -- restated if it is sound, but the sources now give other values.
    RETURN QUERY EXECUTE format($sql$
        SELECT coalesce(h.account_id, s.account_id)::text,
            CASE
                WHEN h.account_id IS NULL THEN 'missing'
                WHEN h.input_digest <> %1$I.row_digest(c.card, h.criterion_values, h.criterion_flags, h.conditions, h.points_without_pulse, h.phase, h.arr, h.owner, h.segment)
                    OR (h.points, h.worst, h.best, h.coverage, h.model_coverage, h.reason) IS DISTINCT FROM
                        (health_score.points(c.card), health_score.worst_points(c.card), health_score.best_points(c.card),
                         health_score.coverage(c.card), health_score.model_coverage(c.card), health_score.reason(c.card))
                    OR h.tier IS DISTINCT FROM CASE WHEN h.points IS NOT NULL THEN health_score.tier_on(p.history, $1, $3::health_score.tier_scale)::text END THEN 'edited'
                WHEN s.account_id IS NULL THEN 'no longer scored'
                WHEN h.input_digest <> s.input_digest THEN 'restated'
                ELSE 'same'
            END,
            h.revision::int, h.points, s.points
        FROM (SELECT * FROM %1$I.latest_history AS l WHERE l.day = $1 AND l.model_key = $2) AS h
        FULL JOIN %1$I.day_scores($1, $2) AS s ON s.account_id = h.account_id
        LEFT JOIN %1$I.histories($2, $1 - 400, $1) AS p ON p.account_id = h.account_id
        CROSS JOIN LATERAL (SELECT %1$I.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most) OFFSET 0) AS c (card)
        ORDER BY 1
        $sql$, workspace) USING day, key, scale;
END
$$;
COMMENT ON FUNCTION health_score.verify(text, date, integer) IS
    'scores a day again and tells of each account whether its row in the history is the same, restated (the sources say something else now), edited (the row or the model was changed by hand), missing or no longer scored';
