-- Trigger rules: the states that call for action, day by day, and the hits that they make.

-- From the history. Each function gives the days of a range on which a state holds; record_hits() makes hits of them.

CREATE FUNCTION @workspace@.drop_states(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, day date, rule text, subject text, cause text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT d.account_id, d.day, d.rule, '',
           @workspace@.history_cause(d.account_id, d.model_key, (
               SELECT max(h.day)
               FROM @workspace@.latest_history h
               WHERE h.account_id = d.account_id AND h.model_key = d.model_key AND h.points IS NOT NULL
                 AND h.day BETWEEN d.day - d.days - 7 AND d.day - d.days), d.day),
           jsonb_build_object('drop', d.point_drop, 'at_least', d.threshold, 'days', d.days, 'points', d.points)
    FROM (
        SELECT s.*,
               max(s.day) FILTER (WHERE s.point_drop >= s.threshold) OVER before AS fired_on,
               max(s.day) FILTER (WHERE s.quiet_days = 7) OVER before AS armed_on
        FROM (
            SELECT h.account_id, r.rule, r.threshold, r.days, u.model_key, x.day, x.point_drop, health_score.points_on(h.history, x.day) AS points,
                   count(*) FILTER (WHERE x.point_drop < r.threshold / 2)
                       OVER (PARTITION BY h.account_id, r.rule ORDER BY x.day ROWS 6 PRECEDING) AS quiet_days
            FROM @workspace@.model_in_use u
            JOIN @workspace@.trigger_rule r ON r.kind = 'point_drop'
            CROSS JOIN LATERAL @workspace@.histories(u.model_key, drop_states.from_date - 110 - r.days, drop_states.to_date) h
            JOIN @workspace@.account_model c ON c.account_id = h.account_id AND c.model_key = u.model_key AND c.is_current
            CROSS JOIN LATERAL health_score.drops_by_day(h.history, drop_states.from_date - 100, drop_states.to_date, r.days) x
            WHERE health_score.points_on(h.history, x.day) IS NOT NULL
        ) s
        WINDOW before AS (PARTITION BY s.account_id, s.rule ORDER BY s.day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ) d
    -- once, until it has been small for 7 days
    WHERE d.day >= drop_states.from_date AND d.point_drop >= d.threshold AND (d.fired_on IS NULL OR d.armed_on > d.fired_on);
END;
COMMENT ON FUNCTION @workspace@.drop_states(date, date) IS 'Days of a range on which the 7-day median fell by a rule''s points, entering that state';

CREATE FUNCTION @workspace@.transition_states(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, day date, rule text, subject text, cause text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT t.account_id, t.as_of, r.rule, '', t.cause,
           jsonb_build_object('from_tier', t.from_tier, 'to_tier', t.to_tier, 'points', t.points, 'points_before', t.points_before)
    FROM @workspace@.tier_transition t
    JOIN @workspace@.trigger_rule r ON r.kind = 'transition' AND coalesce(r.tier, t.to_tier) = t.to_tier
    WHERE t.as_of BETWEEN transition_states.from_date AND transition_states.to_date
    UNION ALL
    SELECT c.account_id, c.as_of, r.rule, c.component, c.cause,
           jsonb_build_object('component', c.component, 'from_tier', c.from_tier, 'to_tier', c.to_tier, 'points', c.points)
    FROM @workspace@.trigger_rule r
    CROSS JOIN LATERAL @workspace@.component_transitions(transition_states.from_date, transition_states.to_date) c
    WHERE r.kind = 'component_transition' AND c.direction = 'down' AND coalesce(r.tier, c.to_tier) = c.to_tier;
END;
COMMENT ON FUNCTION @workspace@.transition_states(date, date) IS 'Days of a range on which a confirmed tier changed, of an account or of a component';

CREATE FUNCTION @workspace@.level_states(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, day date, rule text, subject text, cause text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT d.account_id, d.day, r.rule, '', 'customer',
           CASE r.kind
               WHEN 'normalised' THEN jsonb_build_object('tier', r.tier, 'days', CASE r.tier WHEN 'red' THEN d.red_days WHEN 'yellow' THEN d.yellow_days ELSE d.green_days END,
                                                         'at_least', r.days - 5, 'of_days', r.days)
               ELSE jsonb_build_object('points', d.points, 'below', r.threshold, 'evaluations', r.days)
           END
    FROM (
        SELECT h.account_id, h.day, h.points,
               count(*) FILTER (WHERE h.tier = 'red') OVER q AS red_days, count(*) FILTER (WHERE h.tier = 'yellow') OVER q AS yellow_days,
               count(*) FILTER (WHERE h.tier = 'green') OVER q AS green_days,
               array_agg(h.points) FILTER (WHERE h.points IS NOT NULL) OVER (PARTITION BY h.account_id ORDER BY h.day RANGE BETWEEN '30 days' PRECEDING AND CURRENT ROW) AS latest
        FROM @workspace@.history_in_use h
        WHERE h.day BETWEEN level_states.from_date - 90 AND level_states.to_date
        WINDOW q AS (PARTITION BY h.account_id ORDER BY h.day RANGE BETWEEN '89 days' PRECEDING AND CURRENT ROW)
    ) d
    JOIN @workspace@.trigger_rule r
      ON r.kind = 'normalised' AND CASE r.tier WHEN 'red' THEN d.red_days WHEN 'yellow' THEN d.yellow_days ELSE d.green_days END >= r.days - 5
      OR r.kind = 'points_below' AND d.points < r.threshold AND cardinality(d.latest) >= r.days
         AND r.threshold > ALL (d.latest[cardinality(d.latest) - r.days + 1:])
    WHERE d.day >= level_states.from_date;
END;
COMMENT ON FUNCTION @workspace@.level_states(date, date) IS 'Days of a range on which a tier has become normal, or points stay below a rule''s line';

CREATE FUNCTION @workspace@.slide_states(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, day date, rule text, subject text, cause text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT h.account_id, g.day::date, r.rule, '', 'customer',
           jsonb_build_object('points', p.p0, 'points_before', p.p3, 'at_least', r.threshold, 'days', r.days)
    FROM @workspace@.model_in_use u
    JOIN @workspace@.trigger_rule r ON r.kind = 'slide'
    CROSS JOIN LATERAL @workspace@.histories(u.model_key, slide_states.from_date - r.days, slide_states.to_date) h
    JOIN @workspace@.account_model c ON c.account_id = h.account_id AND c.model_key = u.model_key AND c.is_current
    CROSS JOIN generate_series(slide_states.from_date::timestamp, slide_states.to_date::timestamp, interval '1 day') AS g (day)
    CROSS JOIN LATERAL (
        SELECT health_score.points_on(h.history, g.day::date) AS p0, health_score.points_on(h.history, g.day::date - r.days / 3) AS p1,
               health_score.points_on(h.history, g.day::date - 2 * r.days / 3) AS p2, health_score.points_on(h.history, g.day::date - r.days) AS p3
        OFFSET 0 -- evaluated once, not copied into every use
    ) p
    WHERE p.p0 <= p.p3 - r.threshold::numeric AND (p.p0 > p.p1)::int + (p.p1 > p.p2)::int + (p.p2 > p.p3)::int <= 1;
END;
COMMENT ON FUNCTION @workspace@.slide_states(date, date) IS 'Days of a range on which points have slid by a rule''s points over its days, with at most one rising third on the way';

CREATE FUNCTION @workspace@.rule_conditions(rule text)
RETURNS TABLE (ids int[], words text[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT array_agg(c.condition_id), array_agg(coalesce(c.measure || ' ' || c.operator || ' ' || c.value, c.measure || ' is ' || c.flag) ORDER BY c.condition_id)
    FROM @workspace@.trigger_condition c
    WHERE c.rule = rule_conditions.rule
    HAVING count(*) > 0
    UNION ALL
    SELECT ARRAY[min(p.condition_id)], array_agg(k.words ORDER BY k.part)
    FROM @workspace@.trigger_rule r
    JOIN @workspace@.pattern p ON p.pattern = r.pattern
    JOIN (
        SELECT x.pattern, x.part, string_agg(coalesce(x.measure || ' ' || x.operator || ' ' || x.value, x.measure || ' is ' || x.flag), ' or ' ORDER BY x.alternative) AS words
        FROM @workspace@.pattern_condition x
        GROUP BY x.pattern, x.part
    ) k ON k.pattern = p.pattern
    WHERE r.rule = rule_conditions.rule
    HAVING count(*) > 0;
END;
COMMENT ON FUNCTION @workspace@.rule_conditions(text) IS 'The numbers that account_history.conditions has to hold for a rule of kind condition or pattern, and what they ask in words';

CREATE FUNCTION @workspace@.condition_states(from_date date, to_date date)
RETURNS TABLE (account_id @account_key@, day date, rule text, subject text, cause text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT h.account_id, h.day, r.rule, '', 'customer', jsonb_build_object('conditions', k.words, 'days', r.days)
    FROM @workspace@.trigger_rule r
    CROSS JOIN LATERAL @workspace@.rule_conditions(r.rule) k
    JOIN @workspace@.history_in_use h ON h.conditions @> k.ids
    WHERE r.kind IN ('condition', 'pattern') AND h.day BETWEEN condition_states.from_date AND condition_states.to_date
      AND (r.days = 1 OR r.days = (
          SELECT count(*) FROM @workspace@.latest_history b
          WHERE b.account_id = h.account_id AND b.model_key = h.model_key AND b.day > h.day - r.days AND b.day <= h.day AND b.conditions @> k.ids));
END;
COMMENT ON FUNCTION @workspace@.condition_states(date, date) IS 'Days of a range on which all conditions of a rule, or its pattern, held, and had for its days';

-- From the sources, whatever the score: what is there on a day. A hit is what was not there the day before.

CREATE FUNCTION @workspace@.event_states(as_of date)
RETURNS TABLE (account_id @account_key@, rule text, subject text, happened_on date, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT t.account_id, 'critical_ticket', t.ticket_id, t.critical_on,
           jsonb_build_object('ticket', t.ticket_id, 'critical_on', t.critical_on, 'severity_at_most', 2)
    FROM @workspace@.ticket_states(as_of) t
    WHERE t.is_critical AND t.critical_on <= as_of
    UNION ALL
    SELECT c.account_id, 'champion_left', coalesce(c.contact_id, ''), c.valid_to, jsonb_build_object('contact', c.contact_id, 'left_on', c.valid_to)
    FROM @workspace@.source_rows_contact('-infinity', as_of) c
    WHERE c.role = 'champion' AND c.valid_to <= as_of AND c.valid_to > as_of - 30
    UNION ALL
    SELECT r.account_id, CASE WHEN r.due_on < as_of THEN 'renewal_overdue' ELSE 'renewal_due' END, r.renewal_id,
           CASE WHEN r.due_on < as_of THEN r.due_on + 1 ELSE least(r.due_on, r.notice_by) - k.days END,
           jsonb_build_object('renewal', r.renewal_id, 'due_on', r.due_on, 'notice_by', r.notice_by, 'arr', r.arr, 'days', k.days)
    FROM (
        SELECT DISTINCT ON (x.account_id) x.account_id, x.renewal_id, x.due_on, x.notice_by, x.arr
        FROM @workspace@.known_renewals(as_of) x
        WHERE x.is_open AND coalesce(x.term_months >= 6, true)
        ORDER BY x.account_id, x.due_on, x.renewal_id
    ) r
    JOIN @workspace@.trigger_rule k ON k.rule = 'renewal_due'
    WHERE least(r.due_on, r.notice_by) - as_of <= k.days
    UNION ALL
    SELECT i.account_id, 'billing', i.invoice_id, i.due_on + k.days + 1,
           jsonb_build_object('invoice', i.invoice_id, 'due_on', i.due_on, 'amount', i.amount, 'days', as_of - i.due_on, 'more_than_days', k.days)
    FROM @workspace@.unpaid_invoices(as_of) i
    JOIN @workspace@.trigger_rule k ON k.rule = 'billing'
    WHERE as_of - i.due_on > k.days AND as_of - i.due_on < 400;
END;
COMMENT ON FUNCTION @workspace@.event_states(date) IS
    'What the event rules look at, as known on a day: critical tickets, champions gone, renewals near or overdue, unpaid invoices';

CREATE FUNCTION @workspace@.was_hit(account_id @account_key@, rule text, subject text, as_of date) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM @workspace@.trigger_hit h
    WHERE h.account_id = was_hit.account_id AND h.rule = was_hit.rule AND h.subject = was_hit.subject AND h.day < as_of AND h.day >= as_of - 7);
COMMENT ON FUNCTION @workspace@.was_hit(@account_key@, text, text, date) IS
    'Whether an event was hit in the 7 days before a day: one that goes out of sight while its feed lags, and comes back, is no news';

CREATE FUNCTION @workspace@.event_hits(as_of date)
RETURNS TABLE (account_id @account_key@, day date, rule text, subject text, cause text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.account_id, as_of, s.rule, s.subject, 'customer', (array_agg(s.evidence ORDER BY s.happened_on DESC, s.evidence::text))[1]
    FROM @workspace@.event_states(as_of) s
    JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = s.account_id
    -- what happened long ago and is only told now is no news
    WHERE s.happened_on > as_of - 8
      AND NOT EXISTS (SELECT FROM @workspace@.event_states(as_of - 1) b
                      WHERE b.account_id = s.account_id AND b.rule = s.rule AND b.subject = s.subject)
      AND NOT @workspace@.was_hit(s.account_id, s.rule, s.subject, as_of)
    GROUP BY s.account_id, s.rule, s.subject;
END;
COMMENT ON FUNCTION @workspace@.event_hits(date) IS 'What the event rules hit on a day: what is there, was not the day before, and was not hit already';

-- Rules of the user's own: add_rule() makes this function anew with one arm for each.
CREATE FUNCTION @workspace@.query_states(as_of date)
RETURNS TABLE (account_id @account_key@, rule text, subject text, evidence jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
AS $body$SELECT NULL::@account_key@, NULL::text, NULL::text, NULL::jsonb WHERE false$body$;
COMMENT ON FUNCTION @workspace@.query_states(date) IS 'What the rules that add_rule() made find on a day';

CREATE FUNCTION @workspace@.record_hits(from_date date, to_date date) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    -- a day that is not in the history has no hits; as a list, so that no plan asks for the states again for each day
    refreshed date[] := ARRAY(SELECT d.day FROM @workspace@.days_in_use(from_date, to_date) d ORDER BY d.day);
    this_day date;
    looked_at date;      -- the day whose events are known,
    known_events text[]; -- by rule, account and subject
BEGIN
    IF from_date IS NULL OR to_date IS NULL THEN
        RAISE EXCEPTION 'from_date and to_date must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    -- a fact of the history: the same again for the same history, whatever was there
    DELETE FROM @workspace@.trigger_hit h WHERE h.day BETWEEN from_date AND to_date;
    -- every day on which a state holds; what the cool-down takes away again goes below, day by day
    INSERT INTO @workspace@.trigger_hit AS t (account_id, day, rule, subject, tier, cause, evidence)
    SELECT s.account_id, s.day, s.rule, s.subject, coalesce(h.tier, 'unscored'), s.cause, s.evidence
    FROM (
        SELECT x.* FROM @workspace@.drop_states(from_date, to_date) x
        UNION ALL SELECT x.* FROM @workspace@.transition_states(from_date, to_date) x
        UNION ALL SELECT x.* FROM @workspace@.level_states(from_date, to_date) x
        UNION ALL SELECT x.* FROM @workspace@.slide_states(from_date, to_date) x
        UNION ALL SELECT x.* FROM @workspace@.condition_states(from_date, to_date) x
    ) s
    LEFT JOIN @workspace@.history_in_use h ON h.account_id = s.account_id AND h.day = s.day
    WHERE s.day = ANY (refreshed)
    ON CONFLICT DO NOTHING;

    FOREACH this_day IN ARRAY refreshed LOOP
        -- what event_hits(this_day) gives, reading the sources once a day: yesterday's are known
        IF looked_at IS DISTINCT FROM this_day - 1 THEN
            SELECT coalesce(array_agg(concat_ws('|', e.rule, e.account_id, e.subject)), '{}') INTO known_events FROM @workspace@.event_states(this_day - 1) e;
        END IF;
        WITH event AS MATERIALIZED (
            SELECT e.*, concat_ws('|', e.rule, e.account_id, e.subject) AS key FROM @workspace@.event_states(this_day) e
        ), hit AS (
            INSERT INTO @workspace@.trigger_hit AS t (account_id, day, rule, subject, tier, cause, evidence)
            SELECT e.account_id, this_day, e.rule, e.subject, coalesce(max(h.tier), 'unscored'), 'customer', (array_agg(e.evidence ORDER BY e.happened_on DESC, e.evidence::text))[1]
            FROM event e
            JOIN @workspace@.scored_accounts(this_day) a ON a.account_id = e.account_id
            LEFT JOIN @workspace@.history_in_use h ON h.account_id = e.account_id AND h.day = this_day
            LEFT JOIN unnest(known_events) AS k (key) ON k.key = e.key
            WHERE e.happened_on > this_day - 8 AND k.key IS NULL AND NOT @workspace@.was_hit(e.account_id, e.rule, e.subject, this_day)
            GROUP BY e.account_id, e.rule, e.subject
            ON CONFLICT DO NOTHING
        )
        SELECT coalesce(array_agg(e.key), '{}') INTO known_events FROM event e;
        looked_at := this_day;
        INSERT INTO @workspace@.trigger_hit AS t (account_id, day, rule, subject, tier, cause, evidence)
        SELECT q.account_id, this_day, q.rule, coalesce(q.subject, ''), coalesce(h.tier, 'unscored'), 'customer', q.evidence
        FROM @workspace@.query_states(this_day) q
        JOIN @workspace@.scored_accounts(this_day) a ON a.account_id = q.account_id
        LEFT JOIN @workspace@.history_in_use h ON h.account_id = q.account_id AND h.day = this_day
        ON CONFLICT DO NOTHING;
        DELETE FROM @workspace@.trigger_hit t
        USING @workspace@.trigger_rule r
        WHERE t.day = this_day AND r.rule = t.rule AND r.cool_down_days > 0
          AND EXISTS (SELECT FROM @workspace@.trigger_hit b
                      WHERE b.account_id = t.account_id AND b.rule = t.rule AND b.subject = t.subject
                        AND b.day > this_day - r.cool_down_days AND b.day < this_day);
    END LOOP;
    RETURN (SELECT count(*) FROM @workspace@.trigger_hit h WHERE h.day BETWEEN from_date AND to_date);
END;
$body$;
COMMENT ON FUNCTION @workspace@.record_hits(date, date) IS
    'Works out what the rules hit on each day of a range of the history, replaces what was recorded, and returns how many hits there are';

CREATE VIEW @workspace@.trigger_hit_detail WITH (security_invoker = true) AS
    SELECT h.account_id, h.day AS as_of, h.rule, r.label, r.severity, h.subject, h.tier,
           CASE h.tier WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 0 END AS tier_order,
           h.cause, h.evidence::text AS evidence, r.protocol, r.owner_duty
    FROM @workspace@.trigger_hit h
    JOIN @workspace@.trigger_rule r ON r.rule = h.rule;
COMMENT ON VIEW @workspace@.trigger_hit_detail IS 'What the rules hit, in words';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.as_of IS 'Day';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.rule IS 'Rule';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.label IS 'Rule, in words';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.severity IS 'low, medium, high or critical';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.subject IS 'Ticket, renewal, invoice or component; empty for the account';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.tier IS 'Confirmed tier on the day, or unscored';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.cause IS 'customer, model or data';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.evidence IS 'Values, and what they were held against, as JSON';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.protocol IS 'What is to be done';
COMMENT ON COLUMN @workspace@.trigger_hit_detail.owner_duty IS 'Duty of who does it';
