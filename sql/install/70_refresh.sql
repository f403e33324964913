-- refresh(): scores become history, day by day, one transaction each.

CREATE FUNCTION health_score.can_commit() RETURNS boolean
    LANGUAGE c VOLATILE PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'hs_can_commit';
COMMENT ON FUNCTION health_score.can_commit() IS
    'internal: whether the procedure that asks may end the transaction; not inside a transaction block or a function';

CREATE FUNCTION health_score.last_whole_day(workspace text) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (now() AT TIME ZONE s.time_zone)::date - 1 FROM health_score.workspace_settings(workspace) AS s
$$;
COMMENT ON FUNCTION health_score.last_whole_day(text) IS 'internal: yesterday, in the time zone of the workspace';

CREATE FUNCTION health_score.model_key(workspace text, model_key integer) RETURNS integer
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found_key integer;
BEGIN
    IF model_key IS NULL THEN
        EXECUTE format('SELECT u.model_key FROM %I.model_in_use AS u WHERE u.is_default', workspace) INTO found_key;
    ELSE
        EXECUTE format('SELECT m.model_key FROM %I.model AS m WHERE m.model_key = $1', workspace) INTO found_key USING model_key;
    END IF;
    IF found_key IS NULL THEN
        RAISE EXCEPTION 'there is no model version with key %', coalesce(model_key::text, 'NULL')
            USING ERRCODE = 'undefined_object', HINT = format('See the column model_key of the table %I.model.', workspace);
    END IF;
    RETURN found_key;
END
$$;
COMMENT ON FUNCTION health_score.model_key(text, integer) IS 'internal: the key of a model version that exists; NULL: of the one that scores all but the assigned accounts';

CREATE FUNCTION health_score.model_keys(workspace text, model_key integer) RETURNS integer[]
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    keys integer[];
BEGIN
    IF model_key IS NOT NULL THEN
        RETURN ARRAY[health_score.model_key(workspace, model_key)];
    END IF;
    -- an error where there is none
    PERFORM health_score.model_key(workspace, NULL);
    EXECUTE format('SELECT array_agg(u.model_key ORDER BY u.is_default DESC, u.model_key) FROM %I.model_in_use AS u', workspace) INTO keys;
    RETURN keys;
END
$$;
COMMENT ON FUNCTION health_score.model_keys(text, integer) IS
    'internal: the keys of the model versions to score by: the one given, or NULL: all in use, first the one that scores all but the assigned accounts';

CREATE FUNCTION health_score.lock_history(workspace text, wait boolean) RETURNS boolean
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- of the transaction: a lock of the session would outlive a cancel
    first_key integer := hashtext('health_score.refresh');
    second_key integer := hashtext(workspace);
BEGIN
    IF NOT wait THEN
        RETURN pg_try_advisory_xact_lock(first_key, second_key);
    END IF;
    PERFORM pg_advisory_xact_lock(first_key, second_key);
    RETURN true;
END
$$;
COMMENT ON FUNCTION health_score.lock_history(text, boolean) IS
    'internal: until the end of the transaction nobody else writes the history of the workspace; false if somebody does and wait is false';

CREATE FUNCTION health_score.history_partition(workspace text, day date) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN format('%I.%I', workspace, 'account_history_' || to_char(day, 'YYYYMM'));
COMMENT ON FUNCTION health_score.history_partition(text, date) IS 'internal: the partition of the history that holds a day, as a command writes it';

CREATE FUNCTION health_score.make_partitions(workspace text, from_date date, to_date date) RETURNS integer
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    month date;
    partition text;
    made integer := 0;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.make_partitions(%L, %L, %L)::text',
            workspace, from_date, to_date))::integer;
    END IF;
    FOR month IN SELECT g::date FROM generate_series(date_trunc('month', from_date::timestamp), to_date::timestamp, '1 month') AS g LOOP
        partition := health_score.history_partition(workspace, month);
        CONTINUE WHEN to_regclass(partition) IS NOT NULL;
        IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = workspace AND n.nspowner = current_user::regrole) THEN
            RAISE EXCEPTION 'the history of workspace % has no room for %', quote_literal(workspace), to_char(month, 'YYYY-MM')
                USING ERRCODE = 'insufficient_privilege',
                    HINT = format('Its owner makes room: SELECT health_score.make_partitions(%L, %L, %L).', workspace, from_date, to_date);
        END IF;
        EXECUTE format('CREATE TABLE %s PARTITION OF %I.account_history FOR VALUES FROM (%L) TO (%L)',
            partition, workspace, month, (month + interval '1 month')::date);
        EXECUTE format('COMMENT ON TABLE %s IS %L', partition, 'history of ' || to_char(month, 'YYYY-MM'));
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION health_score.make_partitions(text, date, date) IS
    'makes the monthly partitions of the history that a range of days needs, and returns how many; refresh does it by itself for the owner';

CREATE FUNCTION health_score.record_account_models(workspace text) RETURNS date
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last_day date;
BEGIN
    EXECUTE format('SELECT %I.last_refreshed_day()', workspace) INTO last_day;
    IF last_day IS NOT NULL THEN
        EXECUTE format('SELECT %I.record_account_models($1)', workspace) USING last_day;
    END IF;
    RETURN last_day;
END
$$;
COMMENT ON FUNCTION health_score.record_account_models(text) IS
    'internal: notes which version readers see each account by from the last refreshed day on, and returns that day';

CREATE FUNCTION health_score.settle(workspace text, keys integer[], written_from date, from_date date, to_date date) RETURNS date
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    in_use integer[] := health_score.model_keys(workspace, NULL);
    are_read boolean := keys && in_use;
    last_day date;
BEGIN
    IF written_from IS NOT NULL THEN
        -- a run by all versions in use is noted by the first of them
        EXECUTE format('SELECT %I.settle_tiers(k, $2, $3) FROM (SELECT DISTINCT k FROM unnest($1) AS k) AS k', workspace)
            USING CASE WHEN are_read THEN keys || in_use ELSE keys END, written_from + 1, to_date + 400;
    END IF;
    -- readers see, and rules look at, the versions in use
    IF are_read THEN
        last_day := health_score.record_account_models(workspace);
    END IF;
    IF last_day IS NOT NULL THEN
        -- what is not written anew has no new hits on the days after it
        EXECUTE format('SELECT %I.record_hits($1, $2)', workspace)
            USING from_date, least(last_day, CASE WHEN written_from IS NULL THEN to_date ELSE to_date + 92 END);
    END IF;
    RETURN last_day;
END
$$;
COMMENT ON FUNCTION health_score.settle(text, integer[], date, date, date) IS
    'internal: what follows from days that were scored: confirmed tiers after the first of which a row was written, the version that readers see, hits of the rules; returns the day that readers see';

CREATE FUNCTION health_score.refresh_day(
    workspace text, day date, model_key integer DEFAULT NULL, bucket integer DEFAULT 0, buckets integer DEFAULT 1,
    only_dirty boolean DEFAULT false, with_hits boolean DEFAULT true) RETURNS bigint
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
    SET extra_float_digits = 1
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    keys integer[];
    key integer;
    scale text;
    started timestamptz := clock_timestamp();
    filter text;
    written bigint;
    accounts bigint;
    last_day date;
    partition text;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.refresh_day(%L, %L, %L, %L, %L, %L, %L)::text',
            workspace, day, model_key, bucket, buckets, only_dirty, with_hits))::bigint;
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF day IS NULL OR bucket IS NULL OR buckets IS NULL OR only_dirty IS NULL OR with_hits IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN day IS NULL THEN 'day' WHEN bucket IS NULL THEN 'bucket'
            WHEN buckets IS NULL THEN 'buckets' WHEN only_dirty IS NULL THEN 'only_dirty' ELSE 'with_hits' END
            USING ERRCODE = 'null_value_not_allowed';
    END IF;
    PERFORM health_score.checked_day(day);
    IF day > health_score.last_whole_day(workspace) THEN
        RAISE EXCEPTION 'day % is not over yet', day
            USING ERRCODE = 'invalid_parameter_value',
                HINT = format('The last day that is over in the workspace''s time zone is %s.', health_score.last_whole_day(workspace));
    END IF;
    IF buckets < 1 OR bucket < 0 OR bucket >= buckets THEN
        RAISE EXCEPTION 'bucket % of % is none', bucket, buckets
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Buckets are numbered from 0 to buckets - 1.';
    END IF;
    keys := health_score.model_keys(workspace, model_key);
    IF cardinality(keys) > 1 THEN
        RETURN (SELECT sum(health_score.refresh_day(workspace, day, k, bucket, buckets, only_dirty, with_hits)) FROM unnest(keys) AS k);
    END IF;
    key := keys[1];
    EXECUTE format('SELECT m.scale FROM %I.model AS m WHERE m.model_key = $1', workspace) INTO scale USING key;
    PERFORM health_score.lock_history(workspace, true), health_score.make_partitions(workspace, day, day);

    filter := concat_ws(' AND ',
        CASE WHEN buckets > 1 THEN '(hashtextextended(s.account_id::text, 0) & 2147483647) % $4 = $3' END,
        CASE WHEN only_dirty THEN format('s.account_id IN (SELECT d.account_id FROM %I.dirty_account AS d WHERE d.from_day <= $1)', workspace) END);
    -- What differs from the latest revision becomes the next one; what does not is not touched.
    EXECUTE format($sql$
        INSERT INTO %1$I.account_history AS t (account_id, day, model_key, revision, points, worst, best, coverage, model_coverage,
            points_without_pulse, tier, reason, phase, arr, owner, segment, criterion_values, criterion_reasons, criterion_flags, limits,
            limits_at_most, conditions, input_digest)
        SELECT s.account_id, $1, $2, coalesce(l.revision, 0) + 1, s.points, s.worst, s.best, s.coverage, s.model_coverage,
            s.points_without_pulse,
            CASE WHEN s.points IS NOT NULL THEN
                health_score.tier_on(health_score.with_day(p.history, $1, s.points::float8), $1, $5::health_score.tier_scale)::text END,
            s.reason, s.phase, s.arr, s.owner, s.segment, s.criterion_values, s.criterion_reasons, s.criterion_flags, s.limits,
            s.limits_at_most, s.conditions, s.input_digest
        FROM %1$I.day_scores($1, $2) AS s
        LEFT JOIN (
            SELECT h.account_id, h.revision, h.input_digest FROM %1$I.latest_history AS h WHERE h.day = $1 AND h.model_key = $2
        ) AS l USING (account_id)
        LEFT JOIN %1$I.histories($2, $1 - 400, $1 - 1) AS p USING (account_id)
        WHERE l.input_digest IS DISTINCT FROM s.input_digest %2$s
        $sql$, workspace, 'AND ' || nullif(filter, ''))
        USING day, key, bucket, buckets, scale;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written > 0 THEN
        EXECUTE format('INSERT INTO %1$I.account_model AS t (account_id, from_day, model_key)
            SELECT h.account_id, $1, u.model_key FROM %1$I.account_history AS h CROSS JOIN %1$I.model_in_use AS u
            WHERE h.day = $1 AND h.model_key = $2 AND h.is_latest AND u.is_default
                AND NOT EXISTS (SELECT FROM %1$I.account_model AS m WHERE m.account_id = h.account_id)
            ON CONFLICT DO NOTHING', workspace) USING day, key;
        EXECUTE format('UPDATE %1$I.account_history AS h SET is_latest = false
            WHERE h.day = $1 AND h.model_key = $2 AND h.is_latest AND EXISTS (SELECT FROM %1$I.account_history AS l
                WHERE l.account_id = h.account_id AND l.day = $1 AND l.model_key = $2 AND l.revision > h.revision)', workspace)
            USING day, key;
        -- a month that nobody has analysed looks empty to the planner
        partition := health_score.history_partition(workspace, day);
        IF (SELECT c.reltuples < 0 AND pg_has_role(current_user, c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = to_regclass(partition)) THEN
            EXECUTE format('ANALYZE %s', partition);
        END IF;
    END IF;

    IF NOT only_dirty THEN
        EXECUTE format('SELECT count(*) FROM %I.latest_history AS s WHERE s.day = $1 AND s.model_key = $2 %s', workspace, 'AND ' || nullif(filter, ''))
            INTO accounts USING day, key, bucket, buckets;
        EXECUTE format('INSERT INTO %I.refreshed_day AS r (day, model_key, bucket, buckets, accounts, seconds) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (day, model_key, buckets, bucket) DO UPDATE
            SET accounts = excluded.accounts, seconds = excluded.seconds, refreshed_at = excluded.refreshed_at
            WHERE r.accounts <> excluded.accounts OR $7 > 0', workspace)
            USING day, key, bucket, buckets, accounts, extract(epoch FROM clock_timestamp() - started)::float8, written;
    END IF;
    IF with_hits THEN
        PERFORM health_score.settle(workspace, ARRAY[key], CASE WHEN written > 0 THEN day END, day, day);
    END IF;
    RETURN written;
END
$$;
COMMENT ON FUNCTION health_score.refresh_day(text, date, integer, integer, integer, boolean, boolean) IS
    'scores one day into the history, in the transaction of the caller, and returns how many rows it wrote; refresh calls it for each batch';

CREATE FUNCTION health_score.begin_refresh(
    workspace text, from_date date, to_date date, model_key integer, buckets integer, newest_first boolean, look_back integer,
    only_dirty boolean, OUT run_id bigint, OUT keys integer[], OUT days date[], OUT result text)
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    yesterday date := health_score.last_whole_day(workspace);
    watermark date;
    first_day date;
    last_day date;
    alive record;
BEGIN
    IF owner IS NOT NULL THEN
        SELECT r.* INTO run_id, keys, days, result FROM jsonb_to_record(health_score.run_as(owner, format(
            'SELECT to_jsonb(r)::text FROM health_score.begin_refresh(%L, %L, %L, %L, %L, %L, %L, %L) AS r',
            workspace, from_date, to_date, model_key, buckets, newest_first, look_back, only_dirty))::jsonb) AS r (run_id bigint, keys integer[], days date[], result text);
        RETURN;
    END IF;
    PERFORM health_score.workspace_settings(workspace);
    IF buckets IS NULL OR newest_first IS NULL OR look_back IS NULL OR only_dirty IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN buckets IS NULL THEN 'buckets' WHEN newest_first IS NULL THEN 'newest_first'
            WHEN look_back IS NULL THEN 'look_back' ELSE 'only_dirty' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF buckets NOT BETWEEN 1 AND 1000 OR look_back NOT BETWEEN 0 AND 366 THEN
        RAISE EXCEPTION '% cannot be %', CASE WHEN buckets NOT BETWEEN 1 AND 1000 THEN 'buckets' ELSE 'look_back' END,
            CASE WHEN buckets NOT BETWEEN 1 AND 1000 THEN buckets ELSE look_back END
            USING ERRCODE = 'invalid_parameter_value',
                HINT = CASE WHEN buckets NOT BETWEEN 1 AND 1000 THEN 'It lies between 1 and 1000.' ELSE 'It lies between 0 and 366 days.' END;
    END IF;
    IF to_date > yesterday OR from_date > coalesce(to_date, yesterday) THEN
        RAISE EXCEPTION '%', CASE WHEN to_date > yesterday THEN format('to_date %s is not over yet', to_date)
                ELSE format('from_date %s is after to_date %s', from_date, coalesce(to_date, yesterday)) END
            USING ERRCODE = 'invalid_parameter_value',
                HINT = CASE WHEN to_date > yesterday THEN format('The last day that is over in the workspace''s time zone is %s.', yesterday)
                    ELSE 'The first day comes first; the last is yesterday if it is not given.' END;
    END IF;
    PERFORM health_score.checked_day(d) FROM unnest(ARRAY[from_date, to_date]) AS d WHERE d IS NOT NULL;
    IF coalesce(to_date, yesterday) - from_date > 3660 THEN
        RAISE EXCEPTION 'from_date % is more than ten years before to_date', from_date
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Refresh a shorter range.';
    END IF;
    keys := health_score.model_keys(workspace, model_key);
    IF NOT health_score.lock_history(workspace, false) THEN
        result := 'skipped: another session refreshes';
        RETURN;
    END IF;
    -- between two batches the lock is free for a moment: a run that was seen lately, and whose session lives, goes on
    EXECUTE format($sql$SELECT r.run_id, r.backend <> pg_backend_pid() AND r.seen_at > clock_timestamp() - interval '1 minute'
            AND EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.pid = r.backend AND coalesce(a.state, 'active') <> 'idle') AS goes_on
        FROM %I.refresh_run AS r WHERE r.status = 'running' ORDER BY r.run_id DESC LIMIT 1$sql$, workspace) INTO alive;
    IF alive.goes_on THEN
        result := format('skipped: run %s goes on', alive.run_id);
        RETURN;
    END IF;

    IF only_dirty THEN
        EXECUTE format('SELECT array_agg(DISTINCT r.day ORDER BY r.day) FROM %1$I.refreshed_day AS r
            WHERE r.model_key = ANY ($1) AND r.day >= (SELECT min(d.from_day) FROM %1$I.dirty_account AS d)
                AND coalesce(r.day >= $2, true) AND coalesce(r.day <= $3, true)', workspace)
            INTO days USING keys, from_date, to_date;
    ELSIF from_date IS NOT NULL THEN
        days := ARRAY(SELECT g::date FROM generate_series(from_date::timestamp, coalesce(to_date, yesterday)::timestamp, '1 day') AS g);
    ELSE
        -- the day up to which all of them are
        EXECUTE format('SELECT min(w.day) FROM (SELECT max(r.day) AS day FROM %I.refreshed_day AS r WHERE r.model_key = ANY ($1) GROUP BY r.model_key) AS w', workspace)
            INTO watermark USING keys;
        -- Catching up: what came after the last day; days that a run was asked for and that are not in, or not whole; and those to look back at.
        EXECUTE format($sql$
            SELECT array_agg(d.day ORDER BY d.day)
            FROM (
                SELECT g::date AS day FROM generate_series(coalesce($1 + 1 - $2, $3)::timestamp, $3::timestamp, '1 day') AS g
                UNION
                SELECT g::date FROM %1$I.refresh_run AS n CROSS JOIN generate_series(n.from_day::timestamp, least(n.to_day, $3)::timestamp, '1 day') AS g WHERE n.model_key = $4[1]
            ) AS d
            WHERE d.day > $1 - $2 OR EXISTS (SELECT FROM unnest($4) AS k (key)
                WHERE NOT EXISTS (SELECT FROM %1$I.refreshed_day AS r WHERE r.day = d.day AND r.model_key = k.key GROUP BY r.buckets HAVING count(*) = r.buckets))
            $sql$, workspace) INTO days USING watermark, look_back, coalesce(to_date, yesterday), keys;
    END IF;
    days := coalesce(days, '{}');
    first_day := days[1];
    last_day := days[cardinality(days)];
    IF first_day IS NULL THEN
        -- a run that died behind its last batch has left undone what follows from its days
        EXECUTE format('SELECT min(r.from_day), max(r.to_day) FROM %I.refresh_run AS r WHERE NOT r.is_settled', workspace) INTO first_day, last_day;
        IF first_day IS NULL THEN
            result := 'up to date';
            RETURN;
        END IF;
    END IF;
    IF newest_first THEN
        days := ARRAY(SELECT d FROM unnest(days) AS d ORDER BY d DESC);
    END IF;
    IF EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = workspace AND pg_has_role(current_user, n.nspowner, 'MEMBER')) THEN
        PERFORM health_score.rebind(workspace), health_score.make_partitions(workspace, first_day, (last_day + interval '3 months')::date);
    END IF;
    EXECUTE format('UPDATE %I.refresh_run SET status = ''dead'', ended_at = clock_timestamp() WHERE status = ''running''', workspace);
    EXECUTE format('INSERT INTO %I.refresh_run (model_key, from_day, to_day, batches) VALUES ($1, $2, $3, $4) RETURNING run_id', workspace)
        INTO run_id USING keys[1], first_day, last_day, cardinality(days) * buckets;
END
$$;
COMMENT ON FUNCTION health_score.begin_refresh(text, date, date, integer, integer, boolean, integer, boolean) IS
    'internal: checks the arguments of refresh, finds the days to do and notes the run; without a run_id, result says why there is none';

CREATE FUNCTION health_score.note_batch(
    workspace text, run_id bigint, day date, written bigint, error text, new_status text DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    run record;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.note_batch(%L, %L, %L, %L, %L, %L)', workspace, run_id, day, written, error, new_status));
    END IF;
    EXECUTE format($sql$UPDATE %I.refresh_run AS r
        SET batches_done = batches_done + ($2 IS NOT NULL)::int, batches_failed = batches_failed + ($5 IS NOT NULL AND $3 IS NOT NULL)::int,
            rows_written = rows_written + coalesce($2, 0), written_from = least(r.written_from, CASE WHEN $2 > 0 THEN $5 END),
            error = coalesce(r.error, $3), seen_at = clock_timestamp(),
            status = CASE WHEN $4 IS NULL THEN r.status WHEN r.error IS NOT NULL OR $3 IS NOT NULL THEN 'failed' ELSE $4 END,
            ended_at = CASE WHEN $4 IS NOT NULL THEN clock_timestamp() END
        WHERE r.run_id = $1 RETURNING *$sql$, workspace) INTO run USING run_id, written, error, new_status, day;
    RETURN format('run %s %s: %s of %s batches, %s rows written', run.run_id, run.status, run.batches_done, run.batches, run.rows_written);
END
$$;
COMMENT ON FUNCTION health_score.note_batch(text, bigint, date, bigint, text, text) IS 'internal: the progress of a run of refresh, in the transaction of its batch';

CREATE FUNCTION health_score.finish_refresh(workspace text, run_id bigint, settles_dirty boolean) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    run record;
    undone record;
    last_day date;
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.finish_refresh(%L, %L, %L)::text', workspace, run_id, settles_dirty));
        RETURN;
    END IF;
    PERFORM health_score.lock_history(workspace, true);
    EXECUTE format('SELECT * FROM %I.refresh_run AS r WHERE r.run_id = $1', workspace) INTO run USING run_id;
    -- a backfill is more than the planner knows of
    IF run.rows_written > 10000 AND EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = workspace AND pg_has_role(current_user, n.nspowner, 'USAGE')) THEN
        EXECUTE format('ANALYZE %I.account_history', workspace);
    END IF;
    -- with what runs that died, or failed here, have left undone
    EXECUTE format('SELECT min(r.from_day) AS from_day, max(r.to_day) AS to_day, min(r.written_from) AS written_from, array_agg(DISTINCT r.model_key) AS keys
        FROM %I.refresh_run AS r WHERE NOT r.is_settled', workspace) INTO undone;
    last_day := health_score.settle(workspace, undone.keys, undone.written_from, undone.from_day, undone.to_day);
    IF last_day IS NOT NULL THEN
        EXECUTE format('SELECT %I.refresh_details($1)', workspace) USING last_day;
        IF last_day >= health_score.last_whole_day(workspace) - 2 THEN
            EXECUTE format('SELECT %I.open_alerts($1)', workspace) USING last_day;
        END IF;
    END IF;
    EXECUTE format('UPDATE %I.refresh_run SET is_settled = true WHERE NOT is_settled', workspace);
    IF settles_dirty THEN
        EXECUTE format('DELETE FROM %I.dirty_account AS d WHERE d.marked_at <= $1', workspace) USING run.started_at;
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.finish_refresh(text, bigint, boolean) IS
    'internal: after the last batch of refresh: hits of the rules, details for readers, alerts';

CREATE PROCEDURE health_score.refresh(
    workspace text, from_date date DEFAULT NULL, to_date date DEFAULT NULL, model_key integer DEFAULT NULL,
    buckets integer DEFAULT 1, newest_first boolean DEFAULT false, look_back integer DEFAULT 0, only_dirty boolean DEFAULT false,
    batch_limit integer DEFAULT NULL, time_limit interval DEFAULT NULL, INOUT result text DEFAULT NULL)
    LANGUAGE plpgsql
AS $$
DECLARE
    -- No SET on a procedure that commits: every name and operator below is qualified, or plpgsql's own.
    run record;
    day date;
    bucket integer;
    key integer;
    written bigint;
    message text;
    first_error text;
    first_state text;
    state text;
    batches integer := 0;
    stopped boolean := false;
    until_when timestamptz;
BEGIN
    IF NOT health_score.can_commit() THEN
        RAISE EXCEPTION 'refresh commits after each day, which it cannot do inside a transaction or a function'
            USING ERRCODE = 'active_sql_transaction',
                HINT = 'Make the CALL a statement of its own, or score single days with health_score.refresh_day().';
    END IF;
    run := health_score.begin_refresh(workspace, from_date, to_date, model_key, buckets, newest_first, look_back, only_dirty);
    COMMIT;
    IF run.run_id IS NULL THEN
        result := run.result;
        RETURN;
    END IF;
    until_when := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) time_limit;
    <<batch>>
    FOREACH day IN ARRAY run.days LOOP
        FOR bucket IN 0 .. buckets OPERATOR(pg_catalog.-) 1 LOOP
            IF batches OPERATOR(pg_catalog.>=) batch_limit OR pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) until_when THEN
                stopped := true;
                EXIT batch;
            END IF;
            message := NULL;
            BEGIN
                written := 0;
                FOREACH key IN ARRAY run.keys LOOP
                    written := written OPERATOR(pg_catalog.+) health_score.refresh_day(workspace, day, key, bucket, buckets, only_dirty, false);
                END LOOP;
            EXCEPTION WHEN OTHERS THEN
                GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, state = RETURNED_SQLSTATE;
                written := NULL;
                first_state := coalesce(first_state, state);
                first_error := coalesce(first_error, pg_catalog.format('%s: %s', day, message));
            END;
            PERFORM health_score.note_batch(workspace, run.run_id, day, written, CASE WHEN message IS NOT NULL THEN pg_catalog.format('%s: %s', day, message) END);
            COMMIT;
            batches := batches OPERATOR(pg_catalog.+) 1;
        END LOOP;
    END LOOP;
    message := NULL;
    BEGIN
        -- what was marked stays marked until all of it was done
        PERFORM health_score.finish_refresh(workspace, run.run_id,
            only_dirty AND first_error IS NULL AND NOT stopped AND from_date IS NULL AND to_date IS NULL AND model_key IS NULL);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, state = RETURNED_SQLSTATE;
        first_state := coalesce(first_state, state);
        first_error := coalesce(first_error, message);
    END;
    result := health_score.note_batch(workspace, run.run_id, NULL, NULL, message, CASE WHEN stopped THEN 'stopped' ELSE 'done' END);
    COMMIT;
    IF first_error IS NOT NULL THEN
        RAISE EXCEPTION 'refresh of workspace % failed: %', pg_catalog.quote_literal(workspace), first_error
            USING ERRCODE = first_state,
                HINT = 'The batches that did not fail are committed; run it again when the reason is gone.';
    END IF;
END
$$;
COMMENT ON PROCEDURE health_score.refresh(text, date, date, integer, integer, boolean, integer, boolean, integer, interval, text) IS
    'scores days into the history, one transaction each: from the last one up to yesterday, or a range; result says what was done';

CREATE FUNCTION health_score.mark_dirty(workspace text, from_date date, VARIADIC account_ids text[]) RETURNS bigint
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    settings record := health_score.workspace_settings(workspace);
    marked bigint;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.mark_dirty(%L, %L, VARIADIC %L)::text', workspace, from_date, account_ids))::bigint;
    END IF;
    IF from_date IS NULL THEN
        RAISE EXCEPTION 'from_date must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    EXECUTE format('INSERT INTO %I.dirty_account (account_id, from_day) SELECT DISTINCT a::%s, $1 FROM unnest($2) AS a
        ON CONFLICT DO NOTHING', workspace, settings.account_key) USING health_score.checked_day(from_date), account_ids;
    GET DIAGNOSTICS marked = ROW_COUNT;
    RETURN marked;
END
$$;
COMMENT ON FUNCTION health_score.mark_dirty(text, date, text[]) IS
    'notes accounts whose history is to be scored again from a day on, by refresh(only_dirty => true); returns how many are new';

CREATE FUNCTION health_score.months_dropped(workspace text, keep interval) RETURNS integer
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    old record;
    dropped integer := 0;
    before date := (health_score.last_whole_day(workspace) - keep)::date;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.months_dropped(%L, %L)::text', workspace, keep))::integer;
    END IF;
    IF keep IS NULL OR keep < interval '1 month' THEN
        RAISE EXCEPTION 'keep cannot be %', coalesce(keep::text, 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is at least one month.';
    END IF;
    PERFORM health_score.require_owner(workspace), health_score.lock_history(workspace, true);
    -- whole months only: a partition goes when its last day is older
    FOR old IN
        SELECT c.relname, to_date(right(c.relname, 6), 'YYYYMM') AS month
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass(format('%I.account_history', workspace)) AND c.relname ~ '^account_history_[0-9]{6}$'
            AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= before
        ORDER BY c.relname
    LOOP
        EXECUTE format('DROP TABLE %I.%I', workspace, old.relname);
        EXECUTE format('DELETE FROM %I.refreshed_day AS r WHERE r.day >= $1 AND r.day < $1 + interval ''1 month''', workspace) USING old.month;
        dropped := dropped + 1;
    END LOOP;
    EXECUTE format('DELETE FROM %I.trigger_hit AS h WHERE h.day < $1', workspace) USING before;
    EXECUTE format('DELETE FROM %I.refresh_run AS r WHERE r.ended_at < $1', workspace) USING before;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION health_score.months_dropped(text, interval) IS 'internal: what retain does, with the owner''s rights';

CREATE PROCEDURE health_score.retain(workspace text, keep interval DEFAULT interval '3 years', INOUT result text DEFAULT NULL)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    result := format('%s months dropped', health_score.months_dropped(workspace, keep));
END
$$;
COMMENT ON PROCEDURE health_score.retain(text, interval, text) IS
    'drops the months of the history that are older than keep, and the hits and runs of that time; alerts stay';
