-- schedule(): the jobs of a workspace, by pg_cron where it is installed.

CREATE FUNCTION health_score.job_list(workspace text, OUT job text, OUT schedule text, OUT command text)
    RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 5
    SET search_path = pg_catalog, pg_temp
AS $$
    -- a CALL that commits has to be the only statement of its job
    VALUES
        ('refresh', '15 * * * *', format('CALL health_score.refresh(%L)', workspace)),
        ('late rows', '40 4 * * *', format('CALL health_score.refresh(%L, look_back => 3)', workspace)),
        ('events', '*/5 * * * *', format('CALL health_score.check_events(%L)', workspace)),
        ('retain', '40 3 1 * *', format('CALL health_score.retain(%L)', workspace)),
        ('observe', '5 3 * * *', format('SELECT health_score.observe_feeds(%L)', workspace))
$$;
COMMENT ON FUNCTION health_score.job_list(text) IS 'internal: the jobs of a workspace: what runs when';

CREATE FUNCTION health_score.schedule(workspace text, OUT job text, OUT schedule text, OUT command text, OUT result text)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    planned record;
    has_cron boolean := to_regclass('cron.job') IS NOT NULL;
    number bigint;
BEGIN
    PERFORM health_score.workspace_settings(workspace);
    FOR planned IN SELECT * FROM health_score.job_list(workspace) LOOP
        job := format('health_score %s %s', workspace, planned.job);
        schedule := planned.schedule;
        command := planned.command;
        IF has_cron THEN
            -- the same name again replaces the job
            EXECUTE 'SELECT cron.schedule($1, $2, $3)' INTO number USING job, schedule, command;
            result := format('pg_cron job %s', number);
        ELSE
            result := format('crontab: %s psql -X -v ON_ERROR_STOP=1 -d %s -c "%s"', schedule, quote_ident(current_database()), command);
        END IF;
        RETURN NEXT;
    END LOOP;
    IF NOT has_cron THEN
        RAISE NOTICE 'pg_cron is not installed in this database: nothing was registered'
            USING HINT = 'Put the lines of the column result into a crontab, or the commands into a systemd timer; or install pg_cron and call this again.';
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.schedule(text) IS
    'registers refresh, late rows, events, retention and the observation of feeds with pg_cron; without it, returns the lines for a crontab';

CREATE FUNCTION health_score.unschedule(workspace text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    removed bigint := 0;
BEGIN
    IF to_regclass('cron.job') IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE 'SELECT count(cron.unschedule(j.jobid)) FROM cron.job AS j
        WHERE j.username = current_user AND j.jobname = ANY ($1)' INTO removed
        USING ARRAY(SELECT format('health_score %s %s', workspace, l.job) FROM health_score.job_list(workspace) AS l);
    RETURN removed;
END
$$;
COMMENT ON FUNCTION health_score.unschedule(text) IS 'removes the caller''s pg_cron jobs of a workspace, and returns how many there were';
