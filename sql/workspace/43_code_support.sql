-- Tickets: one scan, severity and status as they were on the day.

CREATE FUNCTION @workspace@.ticket_changes(as_of date)
RETURNS TABLE (account_id @account_key@, ticket_id text, severity_changed_at timestamptz[], severities_before text[], worst_severity int,
               changed_at timestamptz[], opens boolean[], severities int[],
               last_opened_at timestamptz, first_closed_at timestamptz, last_closed_at timestamptz,
               escalated_at timestamptz, breached_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- in no order: few tickets are looked at closely enough to need one
    SELECT c.account_id, c.ticket_id,
           -- a change tells what the severity was before it, even one that came after the day
           array_agg(c.at) FILTER (WHERE c.field = 'severity'), array_agg(c.old_value) FILTER (WHERE c.field = 'severity'),
           min(c.severity),
           array_agg(c.at) FILTER (WHERE c.counts), array_agg(c.opens) FILTER (WHERE c.counts), array_agg(c.severity) FILTER (WHERE c.counts),
           max(c.at) FILTER (WHERE c.counts AND c.opens), min(c.at) FILTER (WHERE c.counts AND NOT c.opens), max(c.at) FILTER (WHERE c.counts AND NOT c.opens),
           min(c.at) FILTER (WHERE c.field = 'escalated' AND c.is_true AND c.at < @workspace@.end_of(as_of)),
           min(c.at) FILTER (WHERE c.field = 'sla_breached' AND c.is_true AND c.at < @workspace@.end_of(as_of))
    FROM (
        SELECT r.account_id, r.ticket_id, r.at, r.field, r.old_value,
               r.field IN ('severity', 'status') AND r.at < @workspace@.end_of(as_of) AS counts,
               CASE WHEN r.field = 'status'
                    THEN lower(r.new_value) NOT IN ('solved', 'closed', 'resolved', 'done', 'deleted') END AS opens,
               CASE WHEN r.field = 'severity' AND r.at < @workspace@.end_of(as_of) AND r.new_value ~ '^[0-9]{1,9}$'
                    THEN r.new_value::int END AS severity,
               lower(r.new_value) IN ('true', 't', 'yes', '1') AS is_true
        FROM @workspace@.source_rows_ticket_change(as_of - 485, as_of) r
        WHERE r.field IN ('severity', 'status', 'escalated', 'sla_breached')
    ) c
    GROUP BY c.account_id, c.ticket_id;
END;
COMMENT ON FUNCTION @workspace@.ticket_changes(date) IS 'Per ticket, its changes of severity and status up to the end of a day, when it was opened again and closed, and the severities before';

CREATE FUNCTION @workspace@.ticket_states(as_of date)
RETURNS TABLE (account_id @account_key@, ticket_id text, opened_at timestamptz, opened_on date, known_severity boolean,
               is_critical boolean, critical_on date, severe_since timestamptz, breached_at timestamptz, closed_on date, sentiment float8,
               category text, is_open boolean, was_reopened boolean, customer_replies int, customer_words int)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT t.account_id, t.ticket_id, t.opened_at, @workspace@.day_of(t.opened_at),
           t.severity IS NOT NULL OR t.worst_severity IS NOT NULL,
           coalesce(s.is_critical, false), s.critical_on, s.severe_since, t.breached_at,
           @workspace@.day_of(t.closed_at), t.sentiment, t.category,
           -- the last change of status says it; without any, whether it was solved by then
           CASE WHEN t.last_opened_at IS NULL AND t.last_closed_at IS NULL THEN coalesce(t.ended_at >= @workspace@.end_of(as_of), true)
                -- of two at one instant the worse comes last
                ELSE coalesce(t.last_opened_at > t.last_closed_at, t.last_closed_at IS NULL) END,
           coalesce(t.first_closed_at < t.last_opened_at, false), t.customer_replies, t.customer_words
    FROM (
        SELECT r.account_id, r.ticket_id, r.opened_at, r.closed_at, coalesce(r.solved_at, r.closed_at) AS ended_at,
               r.sentiment, r.category, r.customer_replies, r.customer_words, c.worst_severity, c.changed_at, c.opens, c.severities,
               c.last_opened_at, c.first_closed_at, c.last_closed_at,
               CASE WHEN c.severity_changed_at IS NULL THEN r.severity
                    ELSE (SELECT CASE WHEN u.old_value ~ '^[0-9]{1,9}$' THEN u.old_value::int END
                          FROM unnest(c.severity_changed_at, c.severities_before) AS u (at, old_value)
                          ORDER BY u.at, u.old_value COLLATE "C" DESC NULLS LAST LIMIT 1) END AS severity,
               least(CASE WHEN r.sla_breached_at < @workspace@.end_of(as_of) THEN r.sla_breached_at END,
                     CASE WHEN r.escalated_at < @workspace@.end_of(as_of) THEN r.escalated_at END,
                     c.escalated_at, c.breached_at) AS breached_at
        -- 15 buckets of 30 days, and 35 days that a feed may lag
        FROM @workspace@.source_rows_ticket(as_of - 485, as_of) r
        LEFT JOIN @workspace@.ticket_changes(as_of) c ON c.account_id = r.account_id AND c.ticket_id = r.ticket_id
        WHERE r.is_excluded IS NOT TRUE AND isfinite(r.opened_at)
    ) t
    CROSS JOIN @workspace@.windows(as_of) w
    LEFT JOIN LATERAL (
        -- spells of being open with severity 2 or worse; one that a downgrade ends within 4 hours was a mistake
        SELECT bool_or(p.counts AND (p.ended_at IS NULL OR p.started_on > w.ticket_until - 90 AND p.started_on <= w.ticket_until))
                   AS is_critical,
               max(p.started_on) FILTER (WHERE p.counts) AS critical_on,
               max(p.severe_since) AS severe_since
        FROM (
            SELECT @workspace@.day_of(min(x.at) FILTER (WHERE x.is_critical)) AS started_on,
                   min(x.at) FILTER (WHERE NOT x.is_critical) AS ended_at,
                   coalesce(NOT (array_agg(x.is_open ORDER BY x.position) FILTER (WHERE NOT x.is_critical))[1]
                            OR min(x.at) FILTER (WHERE NOT x.is_critical) - min(x.at) FILTER (WHERE x.is_critical) > interval '4 hours',
                            true) AS counts,
                   min(x.at) FILTER (WHERE x.position > x.last_not_severe) AS severe_since
            FROM (
                SELECT e.*, count(*) FILTER (WHERE e.begins) OVER (ORDER BY e.position) AS spell,
                       coalesce(max(e.position) FILTER (WHERE NOT e.is_severe) OVER (), 0) AS last_not_severe
                FROM (
                    SELECT d.at, d.position, d.is_open,
                           coalesce(d.is_open AND d.severity <= 2, false) AS is_critical,
                           coalesce(d.is_open AND d.severity = 1, false) AS is_severe,
                           coalesce(d.is_open AND d.severity <= 2, false)
                           AND NOT coalesce(lag(d.is_open AND d.severity <= 2) OVER (ORDER BY d.position), false) AS begins
                    FROM (
                        SELECT v.at, row_number() OVER moments AS position,
                               (array_agg(v.opens) FILTER (WHERE v.opens IS NOT NULL) OVER moments)
                                   [count(v.opens) OVER moments] AS is_open,
                               (array_agg(v.severity) FILTER (WHERE v.severity IS NOT NULL) OVER moments)
                                   [count(v.severity) OVER moments] AS severity
                        FROM (
                            SELECT t.opened_at AS at, 0 AS rank, t.opened_at AS said_at, true AS opens, t.severity
                            UNION ALL
                            SELECT greatest(u.at, t.opened_at), CASE WHEN u.opens = false THEN 2 ELSE 1 END, u.at, u.opens, u.severity
                            FROM unnest(t.changed_at, t.opens, t.severities) AS u (at, opens, severity)
                            UNION ALL
                            SELECT t.ended_at, 2, t.ended_at, false, NULL
                            WHERE t.ended_at < @workspace@.end_of(as_of)
                        ) v
                        -- of severities at one instant the worst comes last, whatever the order of the rows
                        WINDOW moments AS (ORDER BY v.at, v.rank, v.said_at, v.opens DESC NULLS FIRST, v.severity DESC NULLS FIRST ROWS UNBOUNDED PRECEDING)
                    ) d
                ) e
            ) x
            WHERE x.spell > 0
            GROUP BY x.spell
        ) p
        -- most tickets were never critical: of them nothing of the above is run
        HAVING least(t.severity, t.worst_severity) <= 2
    ) s ON true;
END;
COMMENT ON FUNCTION @workspace@.ticket_states(date) IS 'Tickets that count, as they stood at the end of a day: critical or not, since when at severity 1, when breached or escalated';

CREATE FUNCTION @workspace@.ticket_values(as_of date)
RETURNS TABLE (account_id @account_key@, opened health_score.daily_series, tickets bigint, tickets_with_severity bigint,
               troubled bigint, critical bigint, last_opened_on date, last_critical_on date, severe_since timestamptz,
               sentiment_weight bigint, negative_weight bigint, sentiments bigint,
               categorised bigint, how_to bigint, unsolved bigint, unsolved_on date, reply_words float8[], replies float8[])
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT t.account_id, health_score.daily_series(t.opened_on, 1),
           count(*) FILTER (WHERE t.recent), count(*) FILTER (WHERE t.recent AND t.known_severity),
           count(*) FILTER (WHERE t.recent AND t.breached_at IS NOT NULL),
           count(*) FILTER (WHERE t.is_critical), max(t.opened_on) FILTER (WHERE t.opened_on <= t.until_day), max(t.critical_on) FILTER (WHERE t.is_critical), min(t.severe_since),
           sum(t.weight) FILTER (WHERE t.sentiment IS NOT NULL), sum(t.weight) FILTER (WHERE t.sentiment < 0),
           count(t.sentiment) FILTER (WHERE t.weight IS NOT NULL),
           count(t.category) FILTER (WHERE t.recent), count(*) FILTER (WHERE t.recent AND t.category = 'how_to'),
           count(*) FILTER (WHERE t.unsolved), max(t.opened_on) FILTER (WHERE t.unsolved),
           -- of closed tickets, whose texts do not grow any more, in the order in which they were opened
           array_agg(t.customer_words::float8 / t.customer_replies ORDER BY t.opened_at, t.ticket_id) FILTER (WHERE t.has_words),
           array_agg(t.customer_replies::float8 ORDER BY t.opened_at, t.ticket_id) FILTER (WHERE t.has_words)
    FROM (
        SELECT s.*, w.ticket_until AS until_day,
               s.opened_on > w.ticket_until - 90 AND s.opened_on <= w.ticket_until AS recent,
               s.opened_on > as_of - 365 AND (s.is_open AND s.opened_on <= as_of - 14 OR s.was_reopened) AS unsolved,
               coalesce(s.opened_on > as_of - 485 AND s.closed_on <= as_of AND s.customer_replies > 0 AND s.customer_words >= 0, false) AS has_words,
               CASE WHEN s.closed_on > as_of - 90 AND s.closed_on <= as_of
                    THEN round(1e6 * power(0.5::float8, (as_of - s.closed_on) / 30.0::float8))::bigint END AS weight
        FROM @workspace@.ticket_states(as_of) s
        JOIN @workspace@.scored_accounts(as_of) a ON a.account_id = s.account_id AND s.opened_on >= a.started_on
        CROSS JOIN @workspace@.windows(as_of) w
    ) t
    GROUP BY t.account_id;
END;
COMMENT ON FUNCTION @workspace@.ticket_values(date) IS 'Per scored account, its tickets of the current life as a daily series, with counts of critical, breached or escalated ones, of questions how to, and of those that stay unsolved';
