-- What each reader opens in the morning, from the history, the cases and the details of the last refreshed day.

CREATE FUNCTION @workspace@.refresh_details(as_of date) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    accounts bigint;
BEGIN
    IF as_of IS NULL THEN
        RAISE EXCEPTION 'as_of must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    DELETE FROM @workspace@.account_contact;
    DELETE FROM @workspace@.account_assignment;
    DELETE FROM @workspace@.account_outcome;
    DELETE FROM @workspace@.account_renewal;
    DELETE FROM @workspace@.account_detail;
    INSERT INTO @workspace@.account_contact (account_id, contact_id, role, level, email, opted_out, last_touch_on)
    SELECT c.account_id, c.contact_id, c.role, min(c.level COLLATE "C"), min(c.email COLLATE "C"), coalesce(bool_or(c.opted_out), false), max(e.last_on)
    FROM @workspace@.source_rows_contact('-infinity', as_of) c
    LEFT JOIN (
        SELECT f.account_id, f.contact_id, max(greatest(f.answered_on, CASE WHEN f.took_part OR f.was_met THEN f.on_day END)) AS last_on
        FROM @workspace@.engagement_facts(as_of) f
        WHERE f.contact_id IS NOT NULL
        GROUP BY f.account_id, f.contact_id
    ) e ON e.account_id = c.account_id AND e.contact_id = c.contact_id
    WHERE (c.is_active IS NOT FALSE OR c.valid_to IS NOT NULL) AND coalesce(c.valid_from <= as_of, true) AND coalesce(c.valid_to > as_of, true)
    GROUP BY c.account_id, c.contact_id, c.role;
    INSERT INTO @workspace@.account_assignment (account_id, person, duty, person_name, role_name, manager, manager_role, weekly_capacity)
    SELECT DISTINCT ON (s.account_id, s.person, s.duty) s.account_id, s.person, s.duty, p.name, p.role_name, p.manager, m.role_name, p.weekly_capacity
    FROM @workspace@.source_rows_assignment('-infinity', as_of) s
    LEFT JOIN @workspace@.source_rows_person('-infinity', as_of) p ON p.person = s.person AND coalesce(p.active_from <= as_of, true) AND coalesce(p.active_to > as_of, true)
    LEFT JOIN @workspace@.source_rows_person('-infinity', as_of) m ON m.person = p.manager AND coalesce(m.active_to > as_of, true)
    WHERE coalesce(s.valid_from <= as_of, true) AND coalesce(s.valid_to > as_of, true)
    ORDER BY s.account_id, s.person, s.duty, p.active_from DESC NULLS LAST, m.active_from DESC NULLS LAST;
    INSERT INTO @workspace@.account_outcome (account_id, occurred_on, kind, notified_on, amount, reason)
    SELECT o.account_id, o.occurred_on, o.kind, min(o.notified_on), sum(o.arr), min(o.reason COLLATE "C")
    FROM @workspace@.source_rows_outcome('-infinity', as_of) o
    GROUP BY o.account_id, o.occurred_on, o.kind;
    INSERT INTO @workspace@.account_renewal (account_id, due_on, signed_on)
    SELECT x.account_id, x.due_on, CASE WHEN bool_and(coalesce(x.signed_on <= as_of, false)) THEN max(x.signed_on) END
    FROM @workspace@.source_rows_renewal('-infinity', as_of) x
    WHERE isfinite(x.due_on)
    GROUP BY x.account_id, x.due_on;
    INSERT INTO @workspace@.account_detail (account_id, as_of, name, parent_id, segment, industry, importance, owner, arr, renews_on, started_on, phase, last_touch_on)
    SELECT a.account_id, as_of, a.name, a.parent_id, a.segment, a.industry, a.importance,
           coalesce((SELECT min(s.person COLLATE "C") FROM @workspace@.account_assignment s WHERE s.account_id = a.account_id AND s.duty = 'csm'), a.owner),
           a.arr, coalesce(r.due_on, a.renews_on), a.started_on, a.phase, e.last_on
    FROM @workspace@.accounts(as_of) a
    LEFT JOIN (
        SELECT x.account_id, min(x.due_on) AS due_on FROM @workspace@.known_renewals(refresh_details.as_of) x WHERE x.is_open GROUP BY x.account_id
    ) r ON r.account_id = a.account_id
    LEFT JOIN @workspace@.engagement_values(as_of) e ON e.account_id = a.account_id
    WHERE a.phase <> 'not_started';
    GET DIAGNOSTICS accounts = ROW_COUNT;
    INSERT INTO @workspace@.retention AS t (as_of, parties, start_mrr, kept_mrr, end_mrr)
    SELECT refresh_details.as_of, count(*), sum(p.before), sum(least(p.before, p.now)), sum(p.now)
    FROM (
        -- who renews together counts as one: the parent
        SELECT coalesce(a.parent_id, a.account_id) AS party,
               sum(r.mrr) FILTER (WHERE r.valid_from <= refresh_details.as_of - 365 AND coalesce(r.valid_to > refresh_details.as_of - 365, true)) AS before,
               coalesce(sum(r.mrr) FILTER (WHERE r.valid_from <= refresh_details.as_of AND coalesce(r.valid_to > refresh_details.as_of, true)), 0) AS now
        FROM @workspace@.source_rows_revenue('-infinity', refresh_details.as_of) r
        JOIN @workspace@.accounts(refresh_details.as_of) a ON a.account_id = r.account_id
        WHERE r.mrr > 0
        GROUP BY coalesce(a.parent_id, a.account_id)
    ) p
    WHERE p.before > 0
    HAVING count(*) > 0
    ON CONFLICT ON CONSTRAINT retention_pkey DO UPDATE SET parties = excluded.parties, start_mrr = excluded.start_mrr, kept_mrr = excluded.kept_mrr, end_mrr = excluded.end_mrr;
    RETURN accounts;
END;
$body$;
COMMENT ON FUNCTION @workspace@.refresh_details(date) IS 'Writes what readers see of accounts, contacts, assignments, renewals, outcomes and retention as of a day; returns the number of accounts';

CREATE VIEW @workspace@.account_score WITH (security_invoker = true) AS
    SELECT s.account_id, d.name, s.as_of, s.points, s.tier, s.tier_order, s.raw_tier, s.tier_certainty, s.coverage, s.model_coverage, s.worst, s.best,
           s.points_without_pulse, s.reason,
           CASE
               WHEN s.points IS NULL THEN 'coverage ' || floor(100 * coalesce(s.coverage, 0)) || ' % of what is needed'
               WHEN s.limits IS NOT NULL AND l.points_lost < health_score.limit_effect(c.card) * -1 THEN s.limits[1]
               WHEN l.points_lost > 0 THEN (
                   SELECT m.label || ': ' || coalesce(@workspace@.reading(h.criterion_values[k.place], m.factor, m.digits, m.reads), 'not known')
                   FROM @workspace@.criterion_place k
                   JOIN @workspace@.measure m ON m.measure = k.measure
                   WHERE k.model = h.model AND k.version = h.version AND k.criterion = l.criterion)
               ELSE 'no points are lost'
           END AS main_reason,
           CASE WHEN l.points_lost > 0 THEN l.criterion END AS main_criterion,
           s.limits, s.phase, s.arr, coalesce(d.owner, s.owner) AS owner, s.segment, d.industry, d.importance, d.renews_on, d.last_touch_on,
           (SELECT b.points FROM @workspace@.latest_history b WHERE b.account_id = s.account_id AND b.model_key = s.model_key AND b.day = s.as_of - 7) AS points_7_days_before,
           (SELECT b.points FROM @workspace@.latest_history b WHERE b.account_id = s.account_id AND b.model_key = s.model_key AND b.day = s.as_of - 28) AS points_28_days_before,
           (SELECT b.points FROM @workspace@.latest_history b WHERE b.account_id = s.account_id AND b.model_key = s.model_key AND b.day = s.as_of - 91) AS points_91_days_before,
           s.model_key, s.refreshed_at
    FROM @workspace@.account_score_daily s
    JOIN @workspace@.history_in_use h ON h.account_id = s.account_id AND h.day = s.as_of AND h.model_key = s.model_key
    CROSS JOIN LATERAL (SELECT @workspace@.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most) OFFSET 0) c (card)
    CROSS JOIN LATERAL health_score.main_loss(c.card) l
    LEFT JOIN @workspace@.account_detail d ON d.account_id = s.account_id
    WHERE s.as_of = (SELECT @workspace@.last_refreshed_day());
COMMENT ON VIEW @workspace@.account_score IS 'The score of each account on the last refreshed day: confirmed tier, main reason, and what it was before';
COMMENT ON COLUMN @workspace@.account_score.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.account_score.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.account_score.as_of IS 'Day as of which it was scored';
COMMENT ON COLUMN @workspace@.account_score.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.account_score.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.account_score.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.account_score.raw_tier IS 'Tier of the points alone';
COMMENT ON COLUMN @workspace@.account_score.tier_certainty IS 'certain, likely or open: could what is missing change the tier?';
COMMENT ON COLUMN @workspace@.account_score.coverage IS 'Observed share of the bound and applicable weight';
COMMENT ON COLUMN @workspace@.account_score.model_coverage IS 'Share of the weight whose sources are bound';
COMMENT ON COLUMN @workspace@.account_score.worst IS 'Points if all that is missing had 0';
COMMENT ON COLUMN @workspace@.account_score.best IS 'Points if all that is missing had 100';
COMMENT ON COLUMN @workspace@.account_score.points_without_pulse IS 'Points without the criteria that are the CSM''s own judgement';
COMMENT ON COLUMN @workspace@.account_score.reason IS 'Why there are no points';
COMMENT ON COLUMN @workspace@.account_score.main_reason IS 'What takes most from the score, in words';
COMMENT ON COLUMN @workspace@.account_score.main_criterion IS 'Criterion that loses most points; NULL if none loses any';
COMMENT ON COLUMN @workspace@.account_score.limits IS 'Limits that held, the lowest first';
COMMENT ON COLUMN @workspace@.account_score.phase IS 'Phase of the account';
COMMENT ON COLUMN @workspace@.account_score.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.account_score.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.account_score.segment IS 'Segment';
COMMENT ON COLUMN @workspace@.account_score.industry IS 'Industry';
COMMENT ON COLUMN @workspace@.account_score.importance IS 'How much it matters beyond its revenue';
COMMENT ON COLUMN @workspace@.account_score.renews_on IS 'Day of the next renewal';
COMMENT ON COLUMN @workspace@.account_score.last_touch_on IS 'Day of the last touch';
COMMENT ON COLUMN @workspace@.account_score.points_7_days_before IS 'Points 7 days before';
COMMENT ON COLUMN @workspace@.account_score.points_28_days_before IS 'Points 28 days before';
COMMENT ON COLUMN @workspace@.account_score.points_91_days_before IS 'Points 91 days before';
COMMENT ON COLUMN @workspace@.account_score.model_key IS 'Model version';
COMMENT ON COLUMN @workspace@.account_score.refreshed_at IS 'When the row was written';

CREATE VIEW @workspace@.csm_call_list WITH (security_invoker = true) AS
    SELECT row_number() OVER (PARTITION BY a.owner ORDER BY a.due_at < now() AND a.acted_at IS NULL DESC,
                              array_position('{critical,high,medium,low}'::text[], a.severity), a.due_at, s.arr DESC NULLS LAST, a.account_id) AS rank,
           a.owner, a.account_id, d.name, coalesce(s.tier, 'unscored') AS tier, coalesce(s.tier_order, 0) AS tier_order, round(s.points) AS points,
           round(s.points - b.points) AS points_since_monday, a.severity, h.why, p.protocol AS next_step, a.due_at,
           a.acted_at IS NULL AND a.due_at < now() AS is_late, c.contact_id, c.role AS contact_role, c.email AS contact_email, c.last_touch_on,
           d.arr, d.renews_on, a.alert_id
    FROM @workspace@.alert a
    JOIN @workspace@.account_detail d ON d.account_id = a.account_id
    LEFT JOIN @workspace@.account_score s ON s.account_id = a.account_id
    LEFT JOIN @workspace@.latest_history b ON b.account_id = a.account_id AND b.model_key = s.model_key
         AND b.day = date_trunc('week', s.as_of::timestamp)::date - 1
    CROSS JOIN LATERAL (
        SELECT string_agg(y.label || CASE WHEN y.times > 1 THEN ' (' || y.times || ' times)' ELSE '' END, '; '
                          ORDER BY array_position('{critical,high,medium,low}'::text[], y.severity), y.first_day, y.label COLLATE "C") AS why
        FROM (
            SELECT r.label, r.severity, sum(x.occurrences) AS times, min(x.first_day) AS first_day
            FROM @workspace@.alert_hit x JOIN @workspace@.trigger_rule r ON r.rule = x.rule
            WHERE x.account_id = a.account_id AND x.alert_id = a.alert_id
            GROUP BY r.label, r.severity
        ) y
    ) h
    CROSS JOIN LATERAL (
        SELECT r.protocol
        FROM @workspace@.alert_hit x JOIN @workspace@.trigger_rule r ON r.rule = x.rule
        WHERE x.account_id = a.account_id AND x.alert_id = a.alert_id
        ORDER BY array_position('{critical,high,medium,low}'::text[], r.severity), x.due_at, r.rule COLLATE "C"
        LIMIT 1
    ) p
    LEFT JOIN LATERAL (
        SELECT k.contact_id, k.role, k.email, k.last_touch_on
        FROM @workspace@.account_contact k
        WHERE k.account_id = a.account_id
        ORDER BY array_position('{champion,executive_sponsor,economic_buyer,admin,user}'::text[], k.role), k.last_touch_on DESC NULLS LAST, k.contact_id COLLATE "C"
        LIMIT 1
    ) c ON true
    WHERE a.closed_at IS NULL AND coalesce(a.snoozed_until < @workspace@.day_of(now()), true);
COMMENT ON VIEW @workspace@.csm_call_list IS 'Whom to call today and why: open cases, ranked for each owner; late ones first, then the gravest';
COMMENT ON COLUMN @workspace@.csm_call_list.rank IS 'Place in the list of the owner';
COMMENT ON COLUMN @workspace@.csm_call_list.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.csm_call_list.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.csm_call_list.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.csm_call_list.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.csm_call_list.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.csm_call_list.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.csm_call_list.points_since_monday IS 'Change of the points since the last day before Monday';
COMMENT ON COLUMN @workspace@.csm_call_list.severity IS 'low, medium, high or critical';
COMMENT ON COLUMN @workspace@.csm_call_list.why IS 'What hit, in words';
COMMENT ON COLUMN @workspace@.csm_call_list.next_step IS 'What is to be done first';
COMMENT ON COLUMN @workspace@.csm_call_list.due_at IS 'By when it needs a customer-facing action';
COMMENT ON COLUMN @workspace@.csm_call_list.is_late IS 'Whether the deadline has passed without an action';
COMMENT ON COLUMN @workspace@.csm_call_list.contact_id IS 'Contact';
COMMENT ON COLUMN @workspace@.csm_call_list.contact_role IS 'Role of the contact';
COMMENT ON COLUMN @workspace@.csm_call_list.contact_email IS 'Email address of the contact';
COMMENT ON COLUMN @workspace@.csm_call_list.last_touch_on IS 'Day of the last touch';
COMMENT ON COLUMN @workspace@.csm_call_list.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.csm_call_list.renews_on IS 'Day of the next renewal';
COMMENT ON COLUMN @workspace@.csm_call_list.alert_id IS 'Number of the case';

CREATE VIEW @workspace@.account_pattern WITH (security_invoker = true) AS
    SELECT h.account_id, h.day AS as_of, p.pattern, p.label, p.kind, p.makes_hollow, p.means, p.advice,
           coalesce((SELECT max(b.day) + 1 FROM @workspace@.latest_history b
                     WHERE b.account_id = h.account_id AND b.model_key = h.model_key AND b.day < h.day AND NOT coalesce(b.conditions @> ARRAY[p.condition_id], false)),
                    (SELECT min(b.day) FROM @workspace@.latest_history b WHERE b.account_id = h.account_id AND b.model_key = h.model_key)) AS since
    FROM @workspace@.history_in_use h
    JOIN @workspace@.pattern p ON h.conditions @> ARRAY[p.condition_id]
    WHERE h.day = (SELECT @workspace@.last_refreshed_day())
    UNION ALL
    -- of two facets of the score, not of measures
    SELECT s.account_id, s.as_of, 'value_gap', 'Use without value', 'risk', true,
           'Criteria of use have ' || round(g.usage_points) || ' points, criteria of value ' || round(g.value_points),
           'Look for what they came for, not for what they do', NULL
    FROM @workspace@.account_score s
    CROSS JOIN LATERAL @workspace@.facet_points(s.account_id, s.as_of) g
    WHERE g.usage_points - g.value_points >= 25;
COMMENT ON VIEW @workspace@.account_pattern IS 'The patterns that hold for each account on the last refreshed day';
COMMENT ON COLUMN @workspace@.account_pattern.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.account_pattern.as_of IS 'Day';
COMMENT ON COLUMN @workspace@.account_pattern.pattern IS 'Pattern';
COMMENT ON COLUMN @workspace@.account_pattern.label IS 'Name to show';
COMMENT ON COLUMN @workspace@.account_pattern.kind IS 'risk or context';
COMMENT ON COLUMN @workspace@.account_pattern.makes_hollow IS 'Whether a green account with it needs a look';
COMMENT ON COLUMN @workspace@.account_pattern.means IS 'What it tells about the customer';
COMMENT ON COLUMN @workspace@.account_pattern.advice IS 'What to do about it';
COMMENT ON COLUMN @workspace@.account_pattern.since IS 'First day of the history since which it has held without a break; NULL where that is not kept';

CREATE FUNCTION @workspace@.account_brief(account_id @account_key@)
RETURNS TABLE (topic text, line text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT z.topic, z.line FROM (
        SELECT 1 AS n, 0 AS m, 'account' AS topic, concat_ws(', ', d.name, d.segment, d.industry, 'ARR ' || round(d.arr), 'renews ' || d.renews_on, 'owner ' || coalesce(d.owner, 'none'), d.phase) AS line
        FROM @workspace@.account_detail d WHERE d.account_id = account_brief.account_id
        UNION ALL
        SELECT 2, 0, 'score', s.tier || coalesce(' ' || round(s.points) || ' (' || s.tier_certainty || '; ' || round(s.worst) || ' to ' || round(s.best) || ')', '')
               || coalesce(', ' || CASE WHEN s.points >= s.points_28_days_before THEN '+' ELSE '' END || round(s.points - s.points_28_days_before) || ' in 28 days', '') || ': ' || s.main_reason
        FROM @workspace@.account_score s WHERE s.account_id = account_brief.account_id
        UNION ALL
        SELECT 3, row_number() OVER (ORDER BY c.points_lost DESC NULLS LAST, c.criterion COLLATE "C"), 'loses most',
               m.label || ': ' || @workspace@.reading(c.value, m.factor, m.digits, m.reads) || ' (' || round(c.points_lost, 1) || ' points)'
        FROM @workspace@.account_score s
        JOIN @workspace@.criterion_history c ON c.account_id = s.account_id AND c.as_of = s.as_of
        JOIN @workspace@.measure m ON m.measure = c.measure
        WHERE s.account_id = account_brief.account_id AND c.points_lost >= 1
        UNION ALL
        SELECT 4, row_number() OVER (ORDER BY p.kind DESC, p.makes_hollow DESC, p.pattern COLLATE "C"), 'pattern', p.label || coalesce(' since ' || p.since, '') || ': ' || p.means
        FROM @workspace@.account_pattern p WHERE p.account_id = account_brief.account_id
        UNION ALL
        SELECT 5, row_number() OVER (ORDER BY h.first_day DESC, h.rule COLLATE "C", h.subject COLLATE "C"), 'open case', r.label || ' since ' || h.first_day || ', due ' || to_char(h.due_at AT TIME ZONE @time_zone@, 'YYYY-MM-DD HH24:MI') || ': ' || r.protocol
        FROM @workspace@.alert a
        JOIN @workspace@.alert_hit h ON h.account_id = a.account_id AND h.alert_id = a.alert_id
        JOIN @workspace@.trigger_rule r ON r.rule = h.rule
        WHERE a.account_id = account_brief.account_id AND a.closed_at IS NULL
        UNION ALL
        SELECT 6, row_number() OVER (ORDER BY array_position('{champion,executive_sponsor,economic_buyer,admin,user}'::text[], c.role), c.contact_id COLLATE "C"), 'contact',
               c.role || ' ' || coalesce(c.email, c.contact_id) || coalesce(', last touch ' || c.last_touch_on, ', never touched')
        FROM @workspace@.account_contact c WHERE c.account_id = account_brief.account_id AND c.role <> 'user'
        UNION ALL
        SELECT 7, row_number() OVER (ORDER BY t.at DESC, t.action_id DESC), 'done', @workspace@.day_of(t.at) || ' ' || t.kind || ' by ' || t.author || coalesce(': ' || t.note, '')
        FROM @workspace@.action t WHERE t.account_id = account_brief.account_id AND t.at > now() - interval '60 days'
    ) z
    WHERE z.m <= 5
    ORDER BY z.n, z.m;
END;
COMMENT ON FUNCTION @workspace@.account_brief(@account_key@) IS 'An account on one page, to read before a call: score, what loses points, patterns, open case, contacts, what was done';

CREATE VIEW @workspace@.manager_case WITH (security_invoker = true) AS
    SELECT a.alert_id, a.account_id, d.name, a.owner, m.manager, a.severity, coalesce(s.tier, 'unscored') AS tier, coalesce(s.tier_order, 0) AS tier_order, d.arr,
           (@workspace@.day_of(now()) - @workspace@.day_of(a.opened_at)) AS age_days, a.opened_at, a.due_at,
           CASE WHEN a.acted_at IS NOT NULL THEN 'acted' WHEN a.due_at < now() THEN 'late' WHEN a.snoozed_until >= @workspace@.day_of(now()) THEN 'snoozed'
                WHEN a.acknowledged_at IS NOT NULL THEN 'seen' ELSE 'waiting' END AS state,
           greatest(round(extract(epoch FROM now() - a.due_at) / 3600), 0) * (a.acted_at IS NULL)::int AS hours_late, a.escalated_at, h.rules
    FROM @workspace@.alert a
    JOIN @workspace@.account_detail d ON d.account_id = a.account_id
    LEFT JOIN @workspace@.account_score s ON s.account_id = a.account_id
    LEFT JOIN LATERAL (SELECT min(x.manager COLLATE "C") AS manager FROM @workspace@.account_assignment x WHERE x.account_id = a.account_id AND x.duty = 'csm') m ON true
    CROSS JOIN LATERAL (SELECT string_agg(DISTINCT x.rule, ', ') AS rules FROM @workspace@.alert_hit x
                        WHERE x.account_id = a.account_id AND x.alert_id = a.alert_id) h
    WHERE a.closed_at IS NULL;
COMMENT ON VIEW @workspace@.manager_case IS 'Every open case: how old, by when, who is late';
COMMENT ON COLUMN @workspace@.manager_case.alert_id IS 'Number of the case';
COMMENT ON COLUMN @workspace@.manager_case.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.manager_case.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.manager_case.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.manager_case.manager IS 'Manager of the csm';
COMMENT ON COLUMN @workspace@.manager_case.severity IS 'low, medium, high or critical';
COMMENT ON COLUMN @workspace@.manager_case.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.manager_case.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.manager_case.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.manager_case.age_days IS 'Days since it was opened';
COMMENT ON COLUMN @workspace@.manager_case.opened_at IS 'When it was opened';
COMMENT ON COLUMN @workspace@.manager_case.due_at IS 'By when it needs a customer-facing action';
COMMENT ON COLUMN @workspace@.manager_case.state IS 'waiting, seen, snoozed, acted or late';
COMMENT ON COLUMN @workspace@.manager_case.hours_late IS 'Hours past the deadline without an action';
COMMENT ON COLUMN @workspace@.manager_case.escalated_at IS 'When it went to the manager';
COMMENT ON COLUMN @workspace@.manager_case.rules IS 'Rules that hit';

CREATE VIEW @workspace@.manager_load WITH (security_invoker = true) AS
    SELECT p.person, p.person_name, p.manager, p.weekly_capacity, p.accounts, p.arr, coalesce(c.open_cases, 0) AS open_cases, coalesce(c.late_cases, 0) AS late_cases,
           w.cases_a_week_median, w.cases_a_week_p90
    FROM (
        SELECT x.person, min(x.person_name COLLATE "C") AS person_name, min(x.manager COLLATE "C") AS manager, min(x.weekly_capacity) AS weekly_capacity,
               count(*) AS accounts, sum(d.arr) AS arr
        FROM @workspace@.account_assignment x
        JOIN @workspace@.account_detail d ON d.account_id = x.account_id AND d.phase <> 'ended'
        WHERE x.duty = 'csm'
        GROUP BY x.person
    ) p
    LEFT JOIN (
        SELECT a.owner, count(*) AS open_cases, count(*) FILTER (WHERE a.acted_at IS NULL AND a.due_at < now()) AS late_cases
        FROM @workspace@.alert a WHERE a.closed_at IS NULL GROUP BY a.owner
    ) c ON c.owner = p.person
    LEFT JOIN (
        SELECT g.owner, percentile_cont(0.5) WITHIN GROUP (ORDER BY g.cases) AS cases_a_week_median, percentile_cont(0.9) WITHIN GROUP (ORDER BY g.cases) AS cases_a_week_p90
        FROM (
            SELECT o.owner, g.week, count(a.alert_id) AS cases
            FROM (SELECT DISTINCT a.owner FROM @workspace@.alert a WHERE a.owner IS NOT NULL) o
            CROSS JOIN LATERAL (SELECT date_trunc('week', @workspace@.day_of(now())::timestamp)::date - 7 * n AS week FROM generate_series(1, 26) AS n) g
            LEFT JOIN @workspace@.alert a ON a.owner = o.owner AND @workspace@.day_of(a.opened_at) >= g.week AND @workspace@.day_of(a.opened_at) < g.week + 7
            GROUP BY o.owner, g.week
        ) g
        GROUP BY g.owner
    ) w ON w.owner = p.person;
COMMENT ON VIEW @workspace@.manager_load IS 'Each csm: accounts, revenue, open and late cases, cases a week over 26 weeks, against the hours there are';
COMMENT ON COLUMN @workspace@.manager_load.person IS 'Csm';
COMMENT ON COLUMN @workspace@.manager_load.person_name IS 'Name to show';
COMMENT ON COLUMN @workspace@.manager_load.manager IS 'Manager of the csm';
COMMENT ON COLUMN @workspace@.manager_load.weekly_capacity IS 'Hours a week for accounts';
COMMENT ON COLUMN @workspace@.manager_load.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.manager_load.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.manager_load.open_cases IS 'Open cases';
COMMENT ON COLUMN @workspace@.manager_load.late_cases IS 'Open cases past their deadline without an action';
COMMENT ON COLUMN @workspace@.manager_load.cases_a_week_median IS 'Cases opened a week, median of 26 weeks';
COMMENT ON COLUMN @workspace@.manager_load.cases_a_week_p90 IS 'Cases opened a week, exceeded in one week of ten';

CREATE VIEW @workspace@.manager_gap WITH (security_invoker = true) AS
    SELECT g.issue, s.account_id, s.name, s.owner, s.tier, s.tier_order, s.arr, g.days
    FROM @workspace@.account_score s
    LEFT JOIN @workspace@.tier_episode e ON e.account_id = s.account_id AND e.kind = 'confirmed' AND e.is_open AND e.to_day = s.as_of
    LEFT JOIN @workspace@.alert a ON a.account_id = s.account_id AND a.closed_at IS NULL AND a.acted_at IS NULL AND a.due_at < now()
    CROSS JOIN LATERAL (
        SELECT 'no owner' AS issue, NULL::int AS days WHERE s.owner IS NULL
        UNION ALL SELECT 'no touch in 60 days', s.as_of - s.last_touch_on WHERE coalesce(s.as_of - s.last_touch_on > 60, true)
        UNION ALL SELECT 'yellow for over 60 days', e.days WHERE e.tier = 'yellow' AND e.days > 60
        UNION ALL SELECT 'case ignored', @workspace@.day_of(now()) - @workspace@.day_of(a.due_at) WHERE a.alert_id IS NOT NULL
    ) g;
COMMENT ON VIEW @workspace@.manager_gap IS 'What nobody looks after: accounts without owner or touch, long yellow, ignored cases; one row for each account and issue';
COMMENT ON COLUMN @workspace@.manager_gap.issue IS 'What is missing: no owner, no touch in 60 days, yellow for over 60 days, case ignored';
COMMENT ON COLUMN @workspace@.manager_gap.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.manager_gap.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.manager_gap.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.manager_gap.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.manager_gap.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.manager_gap.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.manager_gap.days IS 'Days: how long it has been so';

CREATE VIEW @workspace@.rule_quality WITH (security_invoker = true) AS
    SELECT r.rule, r.label, r.is_active, h.hits_90_days, c.cases, c.acted, c.ignored,
           round(c.ignored::numeric / nullif(c.due, 0), 3) AS ignored_share, c.judged, c.false_alarms,
           round(1 - c.false_alarms::numeric / nullif(c.judged, 0), 3) AS precision, round(w.low::numeric, 3) AS precision_lower, round(w.high::numeric, 3) AS precision_upper,
           CASE WHEN c.judged < 10 THEN 'not enough data' WHEN w.high < 0.5 THEN 'more false than true' ELSE 'fine' END AS verdict
    FROM @workspace@.trigger_rule r
    CROSS JOIN LATERAL (
        SELECT count(*) AS hits_90_days FROM @workspace@.trigger_hit x
        WHERE x.rule = r.rule AND x.day > (SELECT @workspace@.last_refreshed_day()) - 90
    ) h
    CROSS JOIN LATERAL (
        SELECT count(*) AS cases, count(a.acted_at) AS acted, count(*) FILTER (WHERE a.acted_at IS NULL AND a.due_at < now() AND a.outcome IS DISTINCT FROM 'gone_by_itself') AS ignored,
               count(*) FILTER (WHERE a.due_at < now()) AS due,
               count(*) FILTER (WHERE a.outcome IN ('saved', 'improved', 'lost', 'false_alarm', 'other')) AS judged, count(*) FILTER (WHERE a.outcome = 'false_alarm') AS false_alarms
        FROM @workspace@.alert_hit x JOIN @workspace@.alert a ON a.account_id = x.account_id AND a.alert_id = x.alert_id
        WHERE x.rule = r.rule
    ) c
    LEFT JOIN LATERAL health_score.wilson_interval(c.judged - c.false_alarms, nullif(c.judged, 0)) w ON true;
COMMENT ON VIEW @workspace@.rule_quality IS 'Each rule: how often it hits, whether anybody acts on it, and how often it was right';
COMMENT ON COLUMN @workspace@.rule_quality.rule IS 'Rule';
COMMENT ON COLUMN @workspace@.rule_quality.label IS 'In words';
COMMENT ON COLUMN @workspace@.rule_quality.is_active IS 'Whether its hits open alerts';
COMMENT ON COLUMN @workspace@.rule_quality.hits_90_days IS 'Hits in the last 90 days of the history';
COMMENT ON COLUMN @workspace@.rule_quality.cases IS 'Cases with a hit of the rule';
COMMENT ON COLUMN @workspace@.rule_quality.acted IS 'Cases that saw a customer-facing action';
COMMENT ON COLUMN @workspace@.rule_quality.ignored IS 'Cases past their deadline without an action';
COMMENT ON COLUMN @workspace@.rule_quality.ignored_share IS 'Share of the cases past their deadline that nobody acted on, 0 to 1';
COMMENT ON COLUMN @workspace@.rule_quality.judged IS 'Cases that people closed with an outcome';
COMMENT ON COLUMN @workspace@.rule_quality.false_alarms IS 'Cases closed as false alarm';
COMMENT ON COLUMN @workspace@.rule_quality.precision IS 'Share of the judged cases that were no false alarm, 0 to 1';
COMMENT ON COLUMN @workspace@.rule_quality.precision_lower IS 'Lower end of its 95 % interval';
COMMENT ON COLUMN @workspace@.rule_quality.precision_upper IS 'Upper end of its 95 % interval';
COMMENT ON COLUMN @workspace@.rule_quality.verdict IS 'In words; not enough data below ten';

CREATE VIEW @workspace@.exec_tier_arr WITH (security_invoker = true) AS
    SELECT t.tier, t.tier_order, count(s.account_id) AS accounts, coalesce(sum(s.arr), 0) AS arr,
           round(100 * coalesce(sum(s.arr), 0) / nullif(sum(sum(s.arr)) OVER (), 0), 1) AS arr_percent, max(s.as_of) AS as_of
    FROM (VALUES ('red', 1), ('yellow', 2), ('green', 3), ('uncertain', 4), ('unscored', 5)) AS t (tier, tier_order)
    LEFT JOIN @workspace@.account_score s ON s.phase <> 'notice' AND t.tier = CASE WHEN s.tier <> 'unscored' AND s.tier_certainty = 'open' THEN 'uncertain' ELSE s.tier END
    GROUP BY t.tier, t.tier_order;
COMMENT ON VIEW @workspace@.exec_tier_arr IS 'Revenue by tier, with rows for what is uncertain (what is missing could change the tier) and unscored; accounts under notice are left out';
COMMENT ON COLUMN @workspace@.exec_tier_arr.tier IS 'Confirmed tier; uncertain where what is missing could change it; unscored';
COMMENT ON COLUMN @workspace@.exec_tier_arr.tier_order IS 'Order in which to show it';
COMMENT ON COLUMN @workspace@.exec_tier_arr.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.exec_tier_arr.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.exec_tier_arr.arr_percent IS 'Share of all revenue, in percent';
COMMENT ON COLUMN @workspace@.exec_tier_arr.as_of IS 'Day as of which it was scored';

CREATE VIEW @workspace@.exec_waterfall WITH (security_invoker = true) AS
    SELECT CASE WHEN w.from_tier IS NULL THEN 'new' WHEN w.to_tier IS NULL THEN 'gone' WHEN w.from_tier = w.to_tier THEN 'unchanged'
                WHEN w.from_tier = 'unscored' THEN 'became scored' WHEN w.to_tier = 'unscored' THEN 'became unscored'
                WHEN w.to_order < w.from_order THEN 'down' ELSE 'up' END AS movement,
           w.from_tier, w.to_tier, w.cause, count(*) AS accounts, sum(w.arr) AS arr, w.from_day, w.to_day
    FROM (
        SELECT coalesce(o.tier, CASE WHEN o.account_id IS NOT NULL THEN 'unscored' END) AS from_tier, coalesce(n.tier, CASE WHEN n.account_id IS NOT NULL THEN 'unscored' END) AS to_tier,
               array_position('{red,yellow,green}'::text[], o.tier) AS from_order, array_position('{red,yellow,green}'::text[], n.tier) AS to_order,
               coalesce(n.arr, o.arr) AS arr, d.from_day, d.to_day,
               CASE WHEN o.tier <> n.tier THEN @workspace@.history_cause(a.account_id, n.model_key, d.from_day, d.to_day) END AS cause
        FROM (
            SELECT date_trunc('quarter', r.day::timestamp)::date - 1 AS from_day, r.day AS to_day
            FROM @workspace@.last_refreshed_day() AS r (day)
        ) d
        CROSS JOIN LATERAL (
            SELECT h.account_id FROM @workspace@.history_in_use h WHERE h.day IN (d.from_day, d.to_day) GROUP BY h.account_id
        ) a
        LEFT JOIN @workspace@.history_in_use o ON o.account_id = a.account_id AND o.day = d.from_day
        LEFT JOIN @workspace@.history_in_use n ON n.account_id = a.account_id AND n.day = d.to_day
    ) w
    GROUP BY w.from_tier, w.to_tier, w.cause, w.from_order, w.to_order, w.from_day, w.to_day;
COMMENT ON VIEW @workspace@.exec_waterfall IS 'How revenue moved between tiers since the day before the quarter began, and whether the customers or the data moved it';
COMMENT ON COLUMN @workspace@.exec_waterfall.movement IS 'new, gone, unchanged, up, down, became scored or became unscored';
COMMENT ON COLUMN @workspace@.exec_waterfall.from_tier IS 'Tier then; NULL for an account that was not scored';
COMMENT ON COLUMN @workspace@.exec_waterfall.to_tier IS 'Tier now; NULL for an account that is not scored any more';
COMMENT ON COLUMN @workspace@.exec_waterfall.cause IS 'customer or data: what weighs more in the change; NULL where no tier changed';
COMMENT ON COLUMN @workspace@.exec_waterfall.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.exec_waterfall.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.exec_waterfall.from_day IS 'Day before the quarter began';
COMMENT ON COLUMN @workspace@.exec_waterfall.to_day IS 'Last refreshed day';

CREATE VIEW @workspace@.exec_renewal WITH (security_invoker = true) AS
    SELECT w.renews_within, w.ordinal, s.tier, s.tier_order, count(*) AS accounts, sum(s.arr) AS arr
    FROM @workspace@.account_score s
    JOIN (VALUES ('overdue', 0, -3650, -1), ('30 days', 1, 0, 30), ('60 days', 2, 31, 60), ('90 days', 3, 61, 90), ('180 days', 4, 91, 180)) AS w (renews_within, ordinal, low, high)
      ON s.renews_on - s.as_of BETWEEN w.low AND w.high
    GROUP BY w.renews_within, w.ordinal, s.tier, s.tier_order;
COMMENT ON VIEW @workspace@.exec_renewal IS 'Renewals ahead, by when and by tier; each account is in one row, so 60 days means 31 to 60';
COMMENT ON COLUMN @workspace@.exec_renewal.renews_within IS 'Overdue, or the days within which it renews';
COMMENT ON COLUMN @workspace@.exec_renewal.ordinal IS 'Order in which to show it';
COMMENT ON COLUMN @workspace@.exec_renewal.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.exec_renewal.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.exec_renewal.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.exec_renewal.arr IS 'Annual recurring revenue';

CREATE VIEW @workspace@.expansion_ready WITH (security_invoker = true) AS
    SELECT s.account_id, s.name, s.owner, s.points, s.arr, e.days AS green_days, c.value AS capacity_used, s.renews_on
    FROM @workspace@.account_score s
    JOIN @workspace@.tier_episode e ON e.account_id = s.account_id AND e.kind = 'confirmed' AND e.is_open AND e.tier = 'green' AND e.to_day = s.as_of AND e.days >= 60
    JOIN @workspace@.criterion_history c ON c.account_id = s.account_id AND c.as_of = s.as_of AND c.measure = 'capacity_used' AND c.value >= 0.8
    WHERE s.tier_certainty IN ('certain', 'likely') AND s.limits IS NULL
      -- what is evidence of value, by itself
      AND (SELECT f.value_points FROM @workspace@.facet_points(s.account_id, s.as_of) f) >= 80
      AND NOT EXISTS (SELECT FROM @workspace@.criterion_history x WHERE x.account_id = s.account_id AND x.as_of = s.as_of AND x.measure = 'critical_tickets' AND x.value > 0)
      AND NOT EXISTS (SELECT FROM @workspace@.alert a WHERE a.account_id = s.account_id AND a.closed_at IS NULL AND a.severity IN ('high', 'critical'));
COMMENT ON VIEW @workspace@.expansion_ready IS 'Green for 60 days for certain, value at 80 or more, at least 80 % of what was bought in use, no limit, no critical ticket, no grave case';
COMMENT ON COLUMN @workspace@.expansion_ready.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.expansion_ready.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.expansion_ready.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.expansion_ready.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.expansion_ready.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.expansion_ready.green_days IS 'Days it has been green';
COMMENT ON COLUMN @workspace@.expansion_ready.capacity_used IS 'Share of what was bought that is used';
COMMENT ON COLUMN @workspace@.expansion_ready.renews_on IS 'Day of the next renewal';

CREATE VIEW @workspace@.renewals_due WITH (security_invoker = true) AS
    SELECT s.account_id, s.name, s.owner, s.renews_on, s.renews_on - s.as_of AS days, s.tier, s.tier_order, s.points, s.arr,
           CASE s.tier WHEN 'green' THEN 'celebrate' WHEN 'yellow' THEN 'reinforce' WHEN 'red' THEN 'rescue' ELSE 'find out' END AS play, s.main_reason
    FROM @workspace@.account_score s
    WHERE s.renews_on - s.as_of BETWEEN -30 AND 90;
COMMENT ON VIEW @workspace@.renewals_due IS 'Renewals within 90 days or up to 30 days overdue, and what to do by tier: celebrate, reinforce or rescue';
COMMENT ON COLUMN @workspace@.renewals_due.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.renewals_due.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.renewals_due.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.renewals_due.renews_on IS 'Day of the next renewal';
COMMENT ON COLUMN @workspace@.renewals_due.days IS 'Days until the renewal';
COMMENT ON COLUMN @workspace@.renewals_due.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.renewals_due.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.renewals_due.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.renewals_due.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.renewals_due.play IS 'celebrate, reinforce, rescue or find out';
COMMENT ON COLUMN @workspace@.renewals_due.main_reason IS 'What takes most from the score, in words';

CREATE VIEW @workspace@.audience WITH (security_invoker = true) AS
    SELECT s.tier, s.tier_order, s.segment, s.main_criterion AS gap, s.account_id, s.name, c.contact_id, c.role AS contact_role, c.email AS contact_email, c.last_touch_on
    FROM @workspace@.account_score s
    JOIN @workspace@.account_contact c ON c.account_id = s.account_id
    WHERE s.main_criterion IS NOT NULL AND c.email IS NOT NULL AND NOT c.opted_out;
COMMENT ON VIEW @workspace@.audience IS 'Contacts to write to who have not opted out, by tier, segment and the criterion that loses the account most points';
COMMENT ON COLUMN @workspace@.audience.tier IS 'Confirmed tier: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.audience.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored';
COMMENT ON COLUMN @workspace@.audience.segment IS 'Segment';
COMMENT ON COLUMN @workspace@.audience.gap IS 'Criterion that loses most points';
COMMENT ON COLUMN @workspace@.audience.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.audience.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.audience.contact_id IS 'Contact';
COMMENT ON COLUMN @workspace@.audience.contact_role IS 'Role of the contact';
COMMENT ON COLUMN @workspace@.audience.contact_email IS 'Email address of the contact';
COMMENT ON COLUMN @workspace@.audience.last_touch_on IS 'Day of the last touch';

CREATE VIEW @workspace@.parent_score WITH (security_invoker = true) AS
    SELECT coalesce(d.parent_id, d.account_id) AS parent_id, max(p.name) AS name, count(*) AS accounts, sum(s.arr) AS arr,
           min(s.points) AS lowest_points, round(sum(s.points * s.arr) / nullif(sum(s.arr) FILTER (WHERE s.points IS NOT NULL), 0), 6) AS points_by_arr,
           count(*) FILTER (WHERE s.tier = 'red') AS red, count(*) FILTER (WHERE s.tier = 'yellow') AS yellow, count(*) FILTER (WHERE s.tier = 'green') AS green,
           count(*) FILTER (WHERE s.tier = 'unscored') AS unscored
    FROM @workspace@.account_score s
    JOIN @workspace@.account_detail d ON d.account_id = s.account_id
    LEFT JOIN @workspace@.account_detail p ON p.account_id = coalesce(d.parent_id, d.account_id)
    GROUP BY coalesce(d.parent_id, d.account_id);
COMMENT ON VIEW @workspace@.parent_score IS 'Accounts rolled up to the one above them: the lowest points, the mean by revenue, how many in each tier';
COMMENT ON COLUMN @workspace@.parent_score.parent_id IS 'Account above them, or the account itself';
COMMENT ON COLUMN @workspace@.parent_score.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.parent_score.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.parent_score.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.parent_score.lowest_points IS 'Fewest points of these accounts';
COMMENT ON COLUMN @workspace@.parent_score.points_by_arr IS 'Mean of the points, weighted by revenue';
COMMENT ON COLUMN @workspace@.parent_score.red IS 'Accounts that are red';
COMMENT ON COLUMN @workspace@.parent_score.yellow IS 'Accounts that are yellow';
COMMENT ON COLUMN @workspace@.parent_score.green IS 'Accounts that are green';
COMMENT ON COLUMN @workspace@.parent_score.unscored IS 'Accounts without points';
