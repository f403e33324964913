-- What people do with a case, and what they record about an account: with the rights of the caller, or of the owner of the
-- workspace if the caller may become that owner.

CREATE FUNCTION health_score.locked_alert(workspace text, alert_id bigint, is_open boolean) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found record;
BEGIN
    PERFORM health_score.workspace_settings(workspace);
    EXECUTE format('SELECT a.* FROM %I.alert AS a WHERE a.alert_id = $1 FOR UPDATE', workspace) INTO found USING alert_id;
    IF found.alert_id IS NULL THEN
        RAISE EXCEPTION 'there is no alert %', coalesce(alert_id::text, 'NULL')
            USING ERRCODE = 'no_data_found', HINT = format('Open ones are in %I.alert where closed_at is null.', workspace);
    END IF;
    IF is_open AND found.closed_at IS NOT NULL OR NOT is_open AND found.closed_at IS NULL THEN
        RAISE EXCEPTION 'alert % is %', alert_id, CASE WHEN is_open THEN 'closed already' ELSE 'open' END
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = CASE WHEN is_open THEN format('Since %s, by %s.', found.closed_at, found.closed_by) ELSE '' END,
                HINT = CASE WHEN is_open THEN format('Reopen it: health_score.reopen_alert(%L, %s, reason).', workspace, alert_id) ELSE 'There is nothing to reopen.' END;
    END IF;
END
$$;
COMMENT ON FUNCTION health_score.locked_alert(text, bigint, boolean) IS 'internal: locks a case for this transaction; an error if there is none, or it is not open or closed as wanted';

CREATE FUNCTION health_score.note_alert(workspace text, alert_id bigint, kind text, note text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('INSERT INTO %1$I.alert_event (account_id, alert_id, kind, note) SELECT a.account_id, a.alert_id, $2, $3
        FROM %1$I.alert AS a WHERE a.alert_id = $1', workspace) USING alert_id, kind, note;
END
$$;
COMMENT ON FUNCTION health_score.note_alert(text, bigint, text, text) IS 'internal: adds to what happened with a case';

CREATE FUNCTION health_score.required(value text, argument text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF coalesce(btrim(value), '') = '' THEN
        RAISE EXCEPTION '% must be given', argument
            USING ERRCODE = CASE WHEN value IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
                HINT = 'Somebody will read it later: say it in a few words.';
    END IF;
    RETURN value;
END
$$;
COMMENT ON FUNCTION health_score.required(text, text) IS 'internal: a text that says something, or an error that names the argument';

CREATE FUNCTION health_score.acknowledge_alert(workspace text, alert_id bigint, note text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.acknowledge_alert(%L, %L, %L)::text', workspace, alert_id, note));
        RETURN;
    END IF;
    PERFORM health_score.locked_alert(workspace, alert_id, true);
    EXECUTE format('UPDATE %I.alert AS a SET acknowledged_at = coalesce(a.acknowledged_at, now()), acknowledged_by = coalesce(a.acknowledged_by, current_user)
        WHERE a.alert_id = $1', workspace) USING alert_id;
    PERFORM health_score.note_alert(workspace, alert_id, 'acknowledged', note);
END
$$;
COMMENT ON FUNCTION health_score.acknowledge_alert(text, bigint, text) IS 'notes that you have seen a case; its deadline stays, until you act';

CREATE FUNCTION health_score.snooze_alert(workspace text, alert_id bigint, until_day date, reason text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    today date := health_score.last_whole_day(workspace) + 1;
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.snooze_alert(%L, %L, %L, %L)::text', workspace, alert_id, until_day, reason));
        RETURN;
    END IF;
    PERFORM health_score.locked_alert(workspace, alert_id, true);
    PERFORM health_score.required(reason, 'reason');
    IF until_day IS NULL OR until_day < today OR until_day > today + 90 THEN
        RAISE EXCEPTION 'until_day cannot be %', coalesce(until_day::text, 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = format('It lies between %s and %s: a case can sleep for 90 days.', today, today + 90);
    END IF;
    EXECUTE format('UPDATE %I.alert AS a SET snoozed_until = $2 WHERE a.alert_id = $1', workspace) USING alert_id, until_day;
    PERFORM health_score.note_alert(workspace, alert_id, 'snoozed', format('until %s: %s', until_day, reason));
END
$$;
COMMENT ON FUNCTION health_score.snooze_alert(text, bigint, date, text) IS 'takes a case out of the lists up to a day, for a reason; its deadline stays in the figures';

CREATE FUNCTION health_score.close_alert(workspace text, alert_id bigint, diagnosis text, outcome text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.close_alert(%L, %L, %L, %L)::text', workspace, alert_id, diagnosis, outcome));
        RETURN;
    END IF;
    PERFORM health_score.locked_alert(workspace, alert_id, true);
    PERFORM health_score.required(diagnosis, 'diagnosis');
    IF outcome IS NULL OR outcome NOT IN ('saved', 'improved', 'lost', 'false_alarm', 'gone_by_itself', 'other') THEN
        RAISE EXCEPTION 'outcome cannot be %', coalesce(quote_literal(outcome), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is saved, improved, lost, false_alarm, gone_by_itself or other.';
    END IF;
    EXECUTE format('UPDATE %I.alert AS a SET closed_at = now(), closed_by = current_user, diagnosis = $2, outcome = $3 WHERE a.alert_id = $1', workspace)
        USING alert_id, diagnosis, outcome;
    PERFORM health_score.note_alert(workspace, alert_id, 'closed', format('%s: %s', outcome, diagnosis));
END
$$;
COMMENT ON FUNCTION health_score.close_alert(text, bigint, text, text) IS
    'closes a case with what it was and how it ended: saved, improved, lost, false_alarm, gone_by_itself, other';

CREATE FUNCTION health_score.reopen_alert(workspace text, alert_id bigint, reason text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    other bigint;
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.reopen_alert(%L, %L, %L)::text', workspace, alert_id, reason));
        RETURN;
    END IF;
    PERFORM health_score.locked_alert(workspace, alert_id, false);
    PERFORM health_score.required(reason, 'reason');
    EXECUTE format('SELECT o.alert_id FROM %1$I.alert AS a JOIN %1$I.alert AS o ON o.account_id = a.account_id AND o.closed_at IS NULL
        WHERE a.alert_id = $1', workspace) INTO other USING alert_id;
    IF other IS NOT NULL THEN
        RAISE EXCEPTION 'the account has an open case already: %', other
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'An account has one open case at a time: go on with that one.';
    END IF;
    EXECUTE format('UPDATE %I.alert AS a SET closed_at = NULL, closed_by = NULL, outcome = NULL WHERE a.alert_id = $1', workspace) USING alert_id;
    PERFORM health_score.note_alert(workspace, alert_id, 'reopened', reason);
END
$$;
COMMENT ON FUNCTION health_score.reopen_alert(text, bigint, text) IS 'opens a closed case again, for a reason';

CREATE FUNCTION health_score.record_action(
    workspace text, account text, kind text, note text DEFAULT NULL, customer_facing boolean DEFAULT NULL, contact_id text DEFAULT NULL,
    play text DEFAULT NULL, step integer DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    settings record := health_score.workspace_settings(workspace);
    found bigint;
    made bigint;
    seen boolean := coalesce(customer_facing, kind NOT IN ('internal', 'generic'));
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.record_action(%L, %L, %L, %L, %L, %L, %L, %L)::text', workspace, account, kind, note, customer_facing, contact_id, play, step))::bigint;
    END IF;
    IF account IS NULL OR kind IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN account IS NULL THEN 'account' ELSE 'kind' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF kind NOT IN ('call', 'meeting', 'email', 'visit', 'training', 'executive_call', 'internal', 'generic') THEN
        RAISE EXCEPTION 'kind cannot be %', quote_literal(kind)
            USING ERRCODE = 'invalid_parameter_value', HINT = 'It is call, meeting, email, visit, training, executive_call, internal or generic.';
    END IF;
    IF play IS NOT NULL OR step IS NOT NULL THEN
        EXECUTE format('SELECT count(*) FROM %1$I.play AS p LEFT JOIN %1$I.play_step AS s ON s.play = p.play AND s.step = $2
            WHERE p.play = $1 AND ($2 IS NULL OR s.step IS NOT NULL)', workspace) INTO made USING play, step;
        IF made = 0 THEN
            RAISE EXCEPTION 'there is no play %', concat_ws(' with step ', coalesce(quote_literal(play), 'NULL'), step)
                USING ERRCODE = 'undefined_object', HINT = format('See the tables %1$I.play and %1$I.play_step.', workspace);
        END IF;
    END IF;
    EXECUTE format('SELECT a.alert_id FROM %I.alert AS a WHERE a.account_id = $1::%s AND a.closed_at IS NULL FOR UPDATE', workspace, settings.account_key)
        INTO found USING account;
    EXECUTE format('INSERT INTO %I.action (account_id, kind, customer_facing, alert_id, play, step, contact_id, note)
        VALUES ($1::%s, $2, $3, $4, $5, $6, $7, $8) RETURNING action_id', workspace, settings.account_key)
        INTO made USING account, kind, seen, found, play, step, contact_id, note;
    IF found IS NOT NULL THEN
        EXECUTE format('UPDATE %I.alert AS a SET acted_at = coalesce(a.acted_at, now()) WHERE a.alert_id = $1 AND $2', workspace) USING found, seen;
        PERFORM health_score.note_alert(workspace, found, 'acted', concat_ws(': ', kind, note));
    END IF;
    RETURN made;
END
$$;
COMMENT ON FUNCTION health_score.record_action(text, text, text, text, boolean, text, text, integer) IS
    'notes what was done for an account; what the customer sees meets the deadline of its open case';

CREATE FUNCTION health_score.record_pulse(workspace text, account text, value text, reason text DEFAULT NULL, confidence text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    settings record := health_score.workspace_settings(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.record_pulse(%L, %L, %L, %L, %L)::text', workspace, account, value, reason, confidence));
        RETURN;
    END IF;
    IF value IS NULL OR value NOT IN ('red', 'yellow', 'green') THEN
        RAISE EXCEPTION 'value cannot be %', coalesce(quote_literal(value), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'A pulse is red, yellow or green.';
    END IF;
    EXECUTE format('INSERT INTO %I.pulse (account_id, value, reason, confidence) VALUES ($1::%s, $2, $3, $4)', workspace, settings.account_key)
        USING account, value, reason, confidence;
END
$$;
COMMENT ON FUNCTION health_score.record_pulse(text, text, text, text, text) IS
    'notes your own judgement of an account; it counts for 90 days, as much as the model lets it, and overrules nothing';

CREATE FUNCTION health_score.record_value_answer(
    workspace text, account text, answer text, named_win text DEFAULT NULL, contact_id text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    settings record := health_score.workspace_settings(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.record_value_answer(%L, %L, %L, %L, %L)::text', workspace, account, answer, named_win, contact_id));
        RETURN;
    END IF;
    IF answer IS NULL OR answer NOT IN ('yes', 'no', 'unclear') THEN
        RAISE EXCEPTION 'answer cannot be %', coalesce(quote_literal(answer), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Does the customer get more than they pay for: yes, no or unclear?';
    END IF;
    EXECUTE format('INSERT INTO %I.value_answer (account_id, answer, named_win, contact_id) VALUES ($1::%s, $2, $3, $4)', workspace, settings.account_key)
        USING account, answer, named_win, contact_id;
END
$$;
COMMENT ON FUNCTION health_score.record_value_answer(text, text, text, text, text) IS
    'notes the answer to: do they get more than they pay for? and the win that was named; without a named win there is no evidence';

CREATE FUNCTION health_score.record_review(
    workspace text, account text, as_of date, agrees boolean, expected_tier text DEFAULT NULL, finding text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    settings record := health_score.workspace_settings(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        PERFORM health_score.run_as(owner, format('SELECT health_score.record_review(%L, %L, %L, %L, %L, %L)::text', workspace, account, as_of, agrees, expected_tier, finding));
        RETURN;
    END IF;
    IF as_of IS NULL OR agrees IS NULL THEN
        RAISE EXCEPTION '% must not be NULL', CASE WHEN as_of IS NULL THEN 'as_of' ELSE 'agrees' END USING ERRCODE = 'null_value_not_allowed';
    END IF;
    IF expected_tier NOT IN ('red', 'yellow', 'green') OR NOT agrees AND expected_tier IS NULL THEN
        RAISE EXCEPTION 'expected_tier cannot be %', coalesce(quote_literal(expected_tier), 'NULL')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Whoever does not agree says what it should be: red, yellow or green.';
    END IF;
    EXECUTE format('INSERT INTO %I.account_review (account_id, as_of, agrees, expected_tier, finding) VALUES ($1::%s, $2, $3, $4, $5)', workspace, settings.account_key)
        USING account, as_of, agrees, expected_tier, finding;
END
$$;
COMMENT ON FUNCTION health_score.record_review(text, text, date, boolean, text, text) IS
    'notes what you found when you looked behind a score: is it right, and if not, which tier should it be?';

CREATE FUNCTION health_score.next_review(workspace text, account text) RETURNS date
    LANGUAGE plpgsql STABLE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
    settings record := health_score.workspace_settings(workspace);
    due date;
BEGIN
    IF owner IS NOT NULL THEN
        RETURN health_score.run_as(owner, format('SELECT health_score.next_review(%L, %L)::text', workspace, account))::date;
    END IF;
    EXECUTE format($sql$
        SELECT greatest(s.seen_on + p.review_days, s.as_of)
        FROM (
            SELECT h.account_id, h.segment, h.day AS as_of, coalesce(h.tier, 'unscored') AS tier,
                coalesce(greatest(
                    (SELECT %1$I.day_of(max(r.at)) FROM %1$I.account_review AS r WHERE r.account_id = h.account_id),
                    (SELECT %1$I.day_of(max(t.at)) FROM %1$I.action AS t WHERE t.account_id = h.account_id)), h.day) AS seen_on
            FROM %1$I.history_in_use AS h
            WHERE h.account_id = $1::%2$s
            ORDER BY h.day DESC LIMIT 1
        ) AS s
        JOIN %1$I.play AS p ON p.play = %1$I.play_for(s.tier, s.segment)
        $sql$, workspace, settings.account_key) INTO due USING account;
    RETURN due;
END
$$;
COMMENT ON FUNCTION health_score.next_review(text, text) IS
    'the day on which somebody has to look at an account again, by the play of its tier; NULL if the history does not know it';

CREATE PROCEDURE health_score.check_events(workspace text, INOUT result text DEFAULT NULL)
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    owner regrole := health_score.other_owner(workspace);
BEGIN
    IF owner IS NOT NULL THEN
        result := health_score.run_as(owner, format('SELECT health_score.events_checked(%L)', workspace));
    ELSE
        result := health_score.events_checked(workspace);
    END IF;
END
$$;
COMMENT ON PROCEDURE health_score.check_events(text, text) IS
    'looks for what cannot wait for the night, such as a critical ticket, without scoring, and opens cases; one caller at a time, others return at once';

CREATE FUNCTION health_score.events_checked(workspace text) RETURNS text
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := health_score.last_whole_day(workspace) + 1;
    found bigint;
    opened bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('health_score.check_events'), hashtext(workspace)) THEN
        RETURN 'skipped: another session checks events';
    END IF;
    -- the day is not over: what holds now; the refresh of tomorrow works it out again
    EXECUTE format($sql$
        INSERT INTO %1$I.trigger_hit AS t (account_id, day, rule, subject, tier, cause, evidence)
        SELECT e.account_id, e.day, e.rule, e.subject, coalesce(h.tier, 'unscored'), e.cause, e.evidence
        FROM %1$I.event_hits($1) AS e
        LEFT JOIN (
            SELECT DISTINCT ON (l.account_id) l.account_id, l.tier
            FROM %1$I.history_in_use AS l
            WHERE l.day >= $1 - 7
            ORDER BY l.account_id, l.day DESC
        ) AS h USING (account_id)
        ON CONFLICT DO NOTHING
        $sql$, workspace) USING today;
    GET DIAGNOSTICS found = ROW_COUNT;
    EXECUTE format('SELECT %I.open_alerts($1)', workspace) INTO opened USING today;
    RETURN format('%s new events, %s cases opened', found, opened);
END
$$;
COMMENT ON FUNCTION health_score.events_checked(text) IS 'internal: what check_events does, with the owner''s rights';
