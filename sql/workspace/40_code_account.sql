-- Who is scored on a day, and since when: everything else joins to this.

CREATE FUNCTION @workspace@.day_of(at timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (at AT TIME ZONE @time_zone@)::date;
COMMENT ON FUNCTION @workspace@.day_of(timestamptz) IS 'The day of an instant in the workspace''s time zone';

-- A function of its own with sub-selects, so that it is not inlined: hardly ever called, it would weigh on every plan.
CREATE FUNCTION @workspace@.first_seen(account_id @account_key@, as_of date) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT least(
        (SELECT min(r.day) FROM @workspace@.source_rows_usage('-infinity', first_seen.as_of) r
         WHERE r.account_id = first_seen.account_id AND isfinite(r.day)),
        (SELECT @workspace@.day_of(min(r.opened_at)) FROM @workspace@.source_rows_ticket('-infinity', first_seen.as_of) r
         WHERE r.account_id = first_seen.account_id AND isfinite(r.opened_at)),
        (SELECT @workspace@.day_of(min(r.at)) FROM @workspace@.source_rows_engagement('-infinity', first_seen.as_of) r
         WHERE r.account_id = first_seen.account_id AND isfinite(r.at)),
        (SELECT min(r.due_on) FROM @workspace@.source_rows_invoice('-infinity', first_seen.as_of) r
         WHERE r.account_id = first_seen.account_id AND r.due_on <= first_seen.as_of AND isfinite(r.due_on)));
END;
COMMENT ON FUNCTION @workspace@.first_seen(@account_key@, date) IS 'The day of the earliest row of usage, ticket, engagement or invoice of an account, as known on a day';

CREATE FUNCTION @workspace@.accounts(as_of date)
RETURNS TABLE (account_id @account_key@, name text, parent_id @account_key@, segment text, industry text, importance text,
               owner text, arr numeric, seats float8, started_on date, started_assumed boolean, renews_on date,
               phase text, tenure int, contract_stage text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.account_id, a.name, a.parent_id, a.segment, a.industry, a.importance,
           a.owner, a.arr, a.seats, s.started_on, coalesce(NOT isfinite(a.started_on), true), a.renews_on,
           CASE
               WHEN s.started_on IS NULL OR s.started_on > as_of THEN 'not_started'
               WHEN a.ended_on <= as_of AND a.ended_on > s.started_on OR o.churned_on > s.started_on THEN 'ended'
               WHEN o.leaves_on IS NOT NULL THEN 'notice'
               WHEN m.first_value_on >= s.started_on OR as_of - s.started_on + 1 > 90 THEN 'live'
               ELSE 'onboarding'
           END,
           as_of - s.started_on + 1, a.contract_stage
    FROM (
        SELECT DISTINCT ON (r.account_id) r.*
        FROM @workspace@.source_rows_account(health_score.checked_day(as_of), health_score.checked_day(as_of)) r
        WHERE r.valid_from <= as_of OR r.valid_from IS NULL
        ORDER BY r.account_id, r.valid_from DESC NULLS LAST, r.known_at DESC NULLS LAST
    ) a
    LEFT JOIN (
        -- the phase is no measure, so it may read outcomes known on the day
        SELECT r.account_id,
               max(r.occurred_on) FILTER (WHERE r.occurred_on <= as_of) AS churned_on,
               max(r.occurred_on) FILTER (WHERE r.occurred_on > as_of AND r.notified_on <= as_of) AS leaves_on
        FROM @workspace@.source_rows_outcome('-infinity', as_of) r
        WHERE r.kind = 'churn'
        GROUP BY r.account_id
    ) o ON o.account_id = a.account_id
    LEFT JOIN (
        SELECT r.account_id, max(r.done_on) FILTER (WHERE r.done_on <= as_of) AS first_value_on
        FROM @workspace@.source_rows_milestone('-infinity', as_of) r
        WHERE r.milestone = 'first_value'
        GROUP BY r.account_id
    ) m ON m.account_id = a.account_id
    CROSS JOIN LATERAL (
        -- only an account whose start nobody recorded pays for the look-ups
        SELECT CASE
                   WHEN isfinite(a.started_on) THEN a.started_on
                   ELSE @workspace@.first_seen(a.account_id, as_of)
               END AS started_on
        OFFSET 0 -- evaluated once, not copied into every use
    ) s
    WHERE a.is_internal IS NOT TRUE AND as_of IS NOT NULL;
END;
COMMENT ON FUNCTION @workspace@.accounts(date) IS 'Customers as known on a day, with phase (not_started, onboarding, live, notice, ended) and tenure in days of the current life';

CREATE FUNCTION @workspace@.scored_accounts(as_of date)
RETURNS TABLE (account_id @account_key@, segment text, seats float8, started_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT a.account_id, a.segment, a.seats, a.started_on
    FROM @workspace@.accounts(as_of) a
    -- said in the negative, so that the planner expects most accounts rather than a handful
    WHERE a.phase NOT IN ('not_started', 'ended');
END;
COMMENT ON FUNCTION @workspace@.scored_accounts(date) IS 'The accounts that get a score on a day, whether or not enough is known to give points';
