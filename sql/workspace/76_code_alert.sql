-- Cases: by when, by whom, opened and closed from the hits.

CREATE FUNCTION @workspace@.play_for(tier text, segment text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    -- a segment's own play goes before the general one, one for the tier before one for any
    SELECT p.play FROM @workspace@.play p
    WHERE p.rule IS NULL AND p.tier IN (play_for.tier, '') AND p.segment IN (play_for.segment, '')
    ORDER BY p.segment DESC, p.tier DESC, p.play COLLATE "C"
    LIMIT 1
);
COMMENT ON FUNCTION @workspace@.play_for(text, text) IS 'The play of a tier for a segment; NULL if there is none';

CREATE FUNCTION @workspace@.deadline(from_at timestamptz, clock text, hours int) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN clock = 'clock' THEN from_at + make_interval(hours => hours)
                ELSE (
                    -- the working day on which the last 24 hours end, at the time of day at which they began, within opening hours
                    SELECT (w.day + least(greatest(CASE WHEN s.starts_today THEN l.at::time ELSE b.opens END, b.opens), b.closes)) AT TIME ZONE @time_zone@
                    FROM (
                        SELECT c.day, row_number() OVER (ORDER BY c.day) - 1 AS passed
                        FROM @workspace@.calendar(l.at::date, l.at::date + (hours / 24) * 3 + 40) c
                        WHERE c.is_working AND (c.day > l.at::date OR s.starts_today)
                    ) w
                    JOIN @workspace@.business_hours b ON b.weekday = extract(isodow FROM w.day)::int
                    WHERE w.passed = ceil(hours / 24.0)
                )
           END
    FROM (SELECT from_at AT TIME ZONE @time_zone@) AS l (at)
    CROSS JOIN LATERAL (
        -- what comes after closing time, or on a day off, counts from the next opening
        SELECT EXISTS (
            SELECT FROM @workspace@.calendar(l.at::date, l.at::date) c
            JOIN @workspace@.business_hours h ON h.weekday = extract(isodow FROM c.day)::int
            WHERE c.is_working AND l.at::time < h.closes)
    ) AS s (starts_today);
END;
COMMENT ON FUNCTION @workspace@.deadline(timestamptz, text, int) IS
    'So many hours after an instant: by the clock, or by the workspace''s calendar, where 24 hours are a working day';

CREATE FUNCTION @workspace@.rule_deadline(rule text, tier text, importance text, from_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT @workspace@.deadline(from_at, d.clock, d.hours)
    FROM @workspace@.trigger_deadline d
    WHERE d.rule = rule_deadline.rule AND d.tier IN ('', rule_deadline.tier) AND d.importance IN ('', coalesce(rule_deadline.importance, ''))
    ORDER BY d.importance DESC, d.tier DESC
    LIMIT 1;
END;
COMMENT ON FUNCTION @workspace@.rule_deadline(text, text, text, timestamptz) IS 'By when a hit of a rule needs an action, for an account of a tier and importance';

CREATE FUNCTION @workspace@.person_on_duty(account_id @account_key@, duty text, as_of date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH people AS (
        SELECT r.duty, r.person, coalesce(r.valid_from, '-infinity') AS since
        FROM @workspace@.source_rows_assignment('-infinity', as_of) r
        WHERE r.account_id = person_on_duty.account_id AND coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true)
    ), csm AS (
        SELECT p.person FROM people p WHERE p.duty = 'csm' ORDER BY p.since DESC, p.person COLLATE "C" LIMIT 1
    )
    SELECT coalesce(
        (SELECT p.person FROM people p WHERE p.duty = person_on_duty.duty ORDER BY p.since DESC, p.person COLLATE "C" LIMIT 1),
        -- nobody has the duty: the manager of the csm
        (SELECT min(m.manager COLLATE "C") FROM @workspace@.source_rows_person('-infinity', as_of) m JOIN csm c ON c.person = m.person
         WHERE coalesce(m.active_to > as_of, true)),
        CASE WHEN person_on_duty.duty = 'csm' THEN
            (SELECT a.owner FROM @workspace@.accounts(as_of) a WHERE a.account_id = person_on_duty.account_id) END);
END;
COMMENT ON FUNCTION @workspace@.person_on_duty(@account_key@, text, date) IS
    'Who has a duty for an account on a day; else the manager of its csm; for csm, else the account''s owner; else NULL';

CREATE FUNCTION @workspace@.hits_going_on(as_of date) RETURNS TABLE (alert_id bigint, rule text, subject text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- read once for all cases: looked up case by case, every one would read the sources
    WITH state AS MATERIALIZED (
        SELECT e.account_id, e.rule, e.subject FROM @workspace@.event_states(as_of) e
        UNION
        SELECT q.account_id, q.rule, coalesce(q.subject, '') FROM @workspace@.query_states(as_of) q
    )
    SELECT s.alert_id, s.rule, s.subject
    FROM @workspace@.alert a
    JOIN @workspace@.alert_hit s ON s.account_id = a.account_id AND s.alert_id = a.alert_id
    JOIN @workspace@.trigger_rule r ON r.rule = s.rule
    LEFT JOIN @workspace@.history_in_use h ON h.account_id = a.account_id AND h.day = as_of
    LEFT JOIN state t ON t.account_id = s.account_id AND t.rule = s.rule AND t.subject = s.subject
    WHERE a.closed_at IS NULL
      AND CASE
              WHEN r.kind IN ('transition', 'normalised') THEN r.tier IS DISTINCT FROM h.tier AND h.tier IS NOT NULL OR r.tier = 'green' AND as_of - s.last_day > 30
              WHEN r.kind = 'points_below' THEN h.points >= r.threshold
              WHEN r.kind = 'point_drop' THEN as_of - s.last_day > 7 AND h.points IS NOT NULL AND health_score.point_drop(
                  (SELECT x.history FROM @workspace@.histories(h.model_key, as_of - 45, as_of) x WHERE x.account_id = h.account_id), as_of, r.days) < r.threshold / 2
              WHEN r.kind IN ('slide', 'component_transition') THEN as_of - s.last_day > 30
              WHEN r.kind IN ('condition', 'pattern') THEN NOT coalesce(h.conditions @> (SELECT c.ids FROM @workspace@.rule_conditions(r.rule) c), false)
              ELSE t.rule IS NULL
          END IS NOT TRUE;
END;
COMMENT ON FUNCTION @workspace@.hits_going_on(date) IS 'The hits of open cases whose reason still holds on a day, so that somebody has to act on them';

CREATE FUNCTION @workspace@.portfolio_ratio(as_of date) RETURNS float8
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN count(*) >= 10 THEN percentile_cont(0.5) WITHIN GROUP (ORDER BY h.criterion_values[k.place]) END
    FROM @workspace@.history_in_use h
    JOIN @workspace@.criterion_place k ON k.model = h.model AND k.version = h.version AND k.measure = 'usage_level'
    WHERE h.day = (SELECT max(d.day) FROM @workspace@.days_in_use(portfolio_ratio.as_of - 2, portfolio_ratio.as_of) d)
      AND substr(h.criterion_reasons, k.place, 1) = 'o';
END;
COMMENT ON FUNCTION @workspace@.portfolio_ratio(date) IS
    'Median over the accounts of usage against its own baseline, in the history of a day, or of the last of three; NULL with fewer than 10 accounts';

CREATE FUNCTION @workspace@.open_alerts(as_of date) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    hit record;
    found_case record;
    opened bigint := 0;
    ratio float8;
    fell boolean;
    due timestamptz;
    ranks text[] := ARRAY['low', 'medium', 'high', 'critical'];
BEGIN
    IF as_of IS NULL THEN
        RAISE EXCEPTION 'as_of must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- one at a time: two could open two cases for one hit
    PERFORM pg_advisory_xact_lock(hashtext('health_score.alerts'), w.tableoid::integer) FROM @workspace@.workspace w;

    -- in a day: where it has long been so, it is the customers after all
    ratio := @workspace@.portfolio_ratio(as_of);
    fell := ratio < 0.7 AND (EXISTS (SELECT FROM @workspace@.portfolio_alert p WHERE p.closed_on IS NULL)
                             OR coalesce(@workspace@.portfolio_ratio(as_of - 1) >= 0.7, false));
    IF fell THEN
        INSERT INTO @workspace@.portfolio_alert (opened_on, value, threshold, owner)
        SELECT as_of, ratio, 0.7, (SELECT min(r.person COLLATE "C") FROM @workspace@.source_rows_assignment('-infinity', as_of) r
                                   WHERE r.duty = 'data' AND coalesce(r.valid_from <= as_of, true) AND coalesce(r.valid_to > as_of, true))
        WHERE NOT EXISTS (SELECT FROM @workspace@.portfolio_alert p WHERE p.closed_on IS NULL)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            INSERT INTO @workspace@.outbox (recipient, subject, body)
            SELECT p.owner, 'Usage fell everywhere', format('The median account uses %s %% of its usual on %s. No case is opened for what the scores say until it is over: look at the feed.',
                round(100 * p.value), as_of)
            FROM @workspace@.portfolio_alert p WHERE p.opened_on = as_of;
        END IF;
    END IF;
    UPDATE @workspace@.portfolio_alert p SET closed_on = as_of WHERE p.closed_on IS NULL AND p.opened_on < as_of AND (ratio >= 0.7 OR p.opened_on < as_of - 14);

    FOR hit IN
        SELECT h.*, r.severity, r.owner_duty, r.label, a.importance, a.name
        FROM @workspace@.trigger_hit h
        JOIN @workspace@.trigger_rule r ON r.rule = h.rule
        JOIN @workspace@.accounts(as_of) a ON a.account_id = h.account_id
        WHERE h.day > as_of - 3 AND h.day <= as_of AND h.cause = 'customer' AND r.is_active AND h.day >= r.active_from AND a.phase <> 'ended'
          -- usage cannot fall everywhere by the customers' doing; what does not come from the scores still counts
          AND (r.kind = 'event' OR NOT coalesce(fell, false))
          -- what a case has seen, open or closed, is not seen twice
          AND NOT EXISTS (SELECT FROM @workspace@.alert_hit s
                          WHERE s.account_id = h.account_id AND s.rule = h.rule AND s.subject = h.subject AND s.last_day >= h.day)
        ORDER BY h.day, array_position(ranks, r.severity) DESC, h.account_id, h.rule COLLATE "C", h.subject COLLATE "C"
    LOOP
        due := @workspace@.rule_deadline(hit.rule, hit.tier, hit.importance, now());
        SELECT a.* INTO found_case FROM @workspace@.alert a WHERE a.account_id = hit.account_id AND a.closed_at IS NULL FOR UPDATE;
        IF found_case.alert_id IS NULL THEN
            -- the same again within two weeks is the same case
            UPDATE @workspace@.alert a SET closed_at = NULL, closed_by = NULL, outcome = NULL, due_at = due, acted_at = NULL, escalated_at = NULL,
                snoozed_until = NULL
            WHERE (a.account_id, a.alert_id) = (
                SELECT c.account_id, c.alert_id FROM @workspace@.alert c JOIN @workspace@.alert_hit s ON s.account_id = c.account_id AND s.alert_id = c.alert_id
                WHERE c.account_id = hit.account_id AND s.rule = hit.rule AND s.subject = hit.subject AND c.closed_at > now() - interval '14 days'
                ORDER BY c.closed_at DESC LIMIT 1)
            RETURNING a.* INTO found_case;
            IF found_case.alert_id IS NOT NULL THEN
                INSERT INTO @workspace@.alert_event (account_id, alert_id, author, kind, note)
                VALUES (hit.account_id, found_case.alert_id, 'health_score', 'reopened', hit.label);
            ELSE
                INSERT INTO @workspace@.alert (account_id, signal_on, severity, tier, owner, owner_duty, due_at)
                VALUES (hit.account_id, hit.day, hit.severity, hit.tier, @workspace@.person_on_duty(hit.account_id, hit.owner_duty, as_of), hit.owner_duty, due)
                RETURNING * INTO found_case;
                INSERT INTO @workspace@.alert_event (account_id, alert_id, author, kind, note)
                VALUES (hit.account_id, found_case.alert_id, 'health_score', 'opened', hit.label);
                opened := opened + 1;
            END IF;
            INSERT INTO @workspace@.outbox (account_id, alert_id, recipient, subject, body)
            VALUES (hit.account_id, found_case.alert_id, found_case.owner, format('%s: %s', hit.name, hit.label),
                    format('%s %s (%s). Due %s. %s', hit.label, hit.evidence, hit.tier, to_char(due AT TIME ZONE @time_zone@, 'YYYY-MM-DD HH24:MI'),
                           (SELECT r.protocol FROM @workspace@.trigger_rule r WHERE r.rule = hit.rule)));
            PERFORM pg_notify('health_score', json_build_object('workspace', (SELECT n.nspname FROM @workspace@.workspace w JOIN pg_class c ON c.oid = w.tableoid JOIN pg_namespace n ON n.oid = c.relnamespace), 'account_id', hit.account_id, 'alert_id', found_case.alert_id)::text);
        ELSE
            INSERT INTO @workspace@.alert_event (account_id, alert_id, author, kind, note)
            VALUES (hit.account_id, found_case.alert_id, 'health_score', 'occurrence', hit.label);
        END IF;
        INSERT INTO @workspace@.alert_hit AS s (account_id, alert_id, rule, subject, first_day, last_day, due_at, evidence)
        VALUES (hit.account_id, found_case.alert_id, hit.rule, hit.subject, hit.day, hit.day, due, hit.evidence)
        ON CONFLICT (account_id, alert_id, rule, subject) DO UPDATE
        SET last_day = excluded.last_day, occurrences = s.occurrences + 1, evidence = excluded.evidence;
        -- a case is as grave as its gravest hit, and as urgent as its most urgent
        UPDATE @workspace@.alert a
        SET severity = ranks[greatest(array_position(ranks, a.severity), array_position(ranks, hit.severity))],
            due_at = CASE WHEN a.acted_at IS NULL THEN least(a.due_at, due) ELSE a.due_at END
        WHERE a.account_id = hit.account_id AND a.alert_id = found_case.alert_id;
    END LOOP;

    -- a case whose reasons are gone closes by itself, unless somebody works on it
    FOR found_case IN
        SELECT a.account_id, a.alert_id
        FROM @workspace@.alert a
        WHERE a.closed_at IS NULL AND a.acted_at IS NULL AND a.acknowledged_at IS NULL
          AND a.alert_id <> ALL (ARRAY(SELECT g.alert_id FROM @workspace@.hits_going_on(as_of) g))
        FOR UPDATE OF a
    LOOP
        UPDATE @workspace@.alert a SET closed_at = now(), closed_by = 'health_score', outcome = 'gone_by_itself'
        WHERE a.account_id = found_case.account_id AND a.alert_id = found_case.alert_id;
        INSERT INTO @workspace@.alert_event (account_id, alert_id, author, kind, note)
        VALUES (found_case.account_id, found_case.alert_id, 'health_score', 'closed', 'its reasons are gone');
    END LOOP;

    -- late, and nobody acted: it goes to the manager
    FOR found_case IN
        SELECT a.account_id, a.alert_id, @workspace@.person_on_duty(a.account_id, 'manager', as_of) AS manager
        FROM @workspace@.alert a
        WHERE a.closed_at IS NULL AND a.acted_at IS NULL AND a.escalated_at IS NULL AND a.due_at < now() AND coalesce(a.snoozed_until < as_of, true)
        FOR UPDATE OF a
    LOOP
        UPDATE @workspace@.alert a SET escalated_at = now() WHERE a.account_id = found_case.account_id AND a.alert_id = found_case.alert_id;
        INSERT INTO @workspace@.alert_event (account_id, alert_id, author, kind, note)
        VALUES (found_case.account_id, found_case.alert_id, 'health_score', 'escalated', 'to ' || coalesce(found_case.manager, 'nobody: no manager is known'));
        INSERT INTO @workspace@.outbox (account_id, alert_id, recipient, subject, body)
        VALUES (found_case.account_id, found_case.alert_id, found_case.manager, 'A case is late', format('Case %s is past its deadline, and nobody has acted.', found_case.alert_id));
    END LOOP;
    RETURN opened;
END;
$body$;
COMMENT ON FUNCTION @workspace@.open_alerts(date) IS
    'Opens cases for hits of the last three days since a rule became active, adds repeats, closes those whose reasons are gone, escalates late ones; returns how many it opened';
