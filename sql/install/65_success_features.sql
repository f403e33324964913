-- freeze_success_features(): what sets those who stay apart becomes part of the workspace.

CREATE FUNCTION health_score.freeze_success_features(workspace text, as_of date, least_lift double precision DEFAULT 1.5) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    size record;
    kept text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.freeze_success_features(%L, %L, %L)', workspace, as_of, least_lift));
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF as_of IS NULL OR least_lift IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN as_of IS NULL THEN 'as_of' ELSE 'least_lift' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF NOT (least_lift > 1 AND least_lift < 1000) THEN
        RAISE EXCEPTION 'least_lift cannot be %', least_lift USING ERRCODE = 'invalid_parameter_value', HINT = 'It lies above 1; 1.5 is usual.';
    END IF;
    -- what a measure of a past day has read stays true
    IF as_of > health_score.last_whole_day(workspace) THEN
        RAISE EXCEPTION 'day % is not over yet', as_of USING ERRCODE = 'invalid_parameter_value',
            HINT = format('The last day that is over in the workspace''s time zone is %s.', health_score.last_whole_day(workspace));
    END IF;
    EXECUTE format('SELECT max(f.as_of) AS frozen FROM %I.success_feature AS f WHERE f.as_of >= $1', workspace) INTO size USING as_of;
    IF size.frozen IS NOT NULL THEN
        RAISE EXCEPTION 'there is a set of % already', size.frozen
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Freeze a later day: the latest set up to a day is the one that its measures read.';
    END IF;
    EXECUTE format($sql$
        WITH lift AS MATERIALIZED (SELECT l.* FROM %1$I.feature_lift($1) AS l), kept AS (
            INSERT INTO %1$I.success_feature (as_of, feature, lift, retained_share, churned_share, retained, churned)
            SELECT $1, l.feature, l.lift, l.retained_share, l.churned_share, l.retained, l.churned FROM lift AS l
            WHERE l.lift >= $2 AND l.retained >= 10 AND l.churned >= 10
            RETURNING feature
        )
        SELECT coalesce(max(l.retained), 0) AS retained, coalesce(max(l.churned), 0) AS churned, (SELECT string_agg(k.feature, ', ' ORDER BY k.feature) FROM kept AS k) AS features
        FROM lift AS l$sql$, workspace) INTO size USING as_of, least_lift;
    IF size.retained < 10 OR size.churned < 10 THEN
        RAISE EXCEPTION '% accounts that stay and % that left in the year before % are too few to compare', size.retained, size.churned, as_of
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'It takes 10 of each, with usage by feature and churn in the source "outcome".';
    END IF;
    RETURN CASE WHEN size.features IS NULL THEN format('no feature is used %s times as much by the %s accounts that stay as by the %s that left', least_lift, size.retained, size.churned)
        ELSE format('features of success as of %s, from %s accounts that stay and %s that left: %s', as_of, size.retained, size.churned, size.features) END;
END
$$;
COMMENT ON FUNCTION health_score.freeze_success_features(text, date, double precision) IS
    'keeps the features that accounts which stay used more than those which left, by least_lift times or more; the measure success_features of days from then on reads them';
