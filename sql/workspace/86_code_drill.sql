-- What a drill-down would show: green that is hollow, and where the system loses its points.

CREATE VIEW @workspace@.hollow_green WITH (security_invoker = true) AS
    SELECT s.account_id, s.name, s.owner, s.points, s.arr, s.renews_on, w.why, w.warnings,
           (SELECT @workspace@.day_of(max(r.at)) FROM @workspace@.account_review r
            WHERE r.account_id = s.account_id AND @workspace@.day_of(r.at) >= date_trunc('quarter', s.as_of::timestamp)::date) AS reviewed_on
    FROM @workspace@.account_score s
    CROSS JOIN LATERAL (
        SELECT string_agg(x.why, '; ' ORDER BY x.n, x.why COLLATE "C") AS why, count(*)::int AS warnings
        FROM (
            SELECT 1 AS n, 'what is missing could change the tier (' || round(s.worst) || ' to ' || round(s.best) || ')' AS why WHERE s.tier_certainty <> 'certain'
            UNION ALL
            SELECT 2, p.label
            FROM @workspace@.account_pattern p
            WHERE p.account_id = s.account_id AND p.makes_hollow
            UNION ALL
            SELECT 4, 'no executive sponsor'
            WHERE EXISTS (SELECT FROM @workspace@.account_contact c WHERE c.account_id = s.account_id)
              AND NOT EXISTS (SELECT FROM @workspace@.account_contact c WHERE c.account_id = s.account_id AND c.role = 'executive_sponsor')
              AND NOT EXISTS (SELECT FROM @workspace@.account_pattern p WHERE p.account_id = s.account_id AND p.pattern = 'missing_sponsor')
            UNION ALL
            SELECT 5, 'nobody was in touch for ' || s.as_of - s.last_touch_on || ' days' WHERE s.as_of - s.last_touch_on > 60
            UNION ALL
            SELECT 6, 'asked whether they get more than they pay for: ' || coalesce(v.answer, 'never') || CASE WHEN v.answer = 'yes' THEN ', without a named win' ELSE '' END
            FROM (SELECT 1) one (n)
            LEFT JOIN LATERAL (
                SELECT a.answer, a.named_win FROM @workspace@.value_answer a
                WHERE a.account_id = s.account_id AND @workspace@.day_of(a.at) >= (date_trunc('quarter', s.as_of::timestamp) - interval '3 months')::date
                ORDER BY a.at DESC LIMIT 1
            ) v ON true
            WHERE EXISTS (SELECT FROM @workspace@.value_answer) AND (v.answer IS DISTINCT FROM 'yes' OR coalesce(v.named_win, '') = '')
        ) x
    ) w
    WHERE s.tier = 'green' AND w.warnings > 0;
COMMENT ON VIEW @workspace@.hollow_green IS 'Green accounts that need a look: what you would see if you drilled down, and whether somebody did this quarter (record_review)';
COMMENT ON COLUMN @workspace@.hollow_green.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.hollow_green.name IS 'Name to show';
COMMENT ON COLUMN @workspace@.hollow_green.owner IS 'Person in charge';
COMMENT ON COLUMN @workspace@.hollow_green.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.hollow_green.arr IS 'Annual recurring revenue';
COMMENT ON COLUMN @workspace@.hollow_green.renews_on IS 'Day of the next renewal';
COMMENT ON COLUMN @workspace@.hollow_green.why IS 'What a drill-down shows, in words';
COMMENT ON COLUMN @workspace@.hollow_green.warnings IS 'How many of them';
COMMENT ON COLUMN @workspace@.hollow_green.reviewed_on IS 'Day of the last review this quarter';

CREATE VIEW @workspace@.green_review WITH (security_invoker = true) AS
    SELECT count(*) AS accounts, coalesce(sum(g.arr), 0) AS arr, count(*) FILTER (WHERE g.is_hollow) AS hollow_accounts, coalesce(sum(g.arr) FILTER (WHERE g.is_hollow), 0) AS hollow_arr,
           count(*) FILTER (WHERE g.is_reviewed) AS reviewed_accounts, coalesce(sum(g.arr) FILTER (WHERE g.is_reviewed), 0) AS reviewed_arr,
           round(sum(g.arr) FILTER (WHERE g.is_reviewed) / nullif(sum(g.arr), 0), 3) AS reviewed_share
    FROM (
        SELECT s.arr, EXISTS (SELECT FROM @workspace@.hollow_green h WHERE h.account_id = s.account_id) AS is_hollow,
               EXISTS (SELECT FROM @workspace@.account_review r WHERE r.account_id = s.account_id AND @workspace@.day_of(r.at) >= date_trunc('quarter', s.as_of::timestamp)::date) AS is_reviewed
        FROM @workspace@.account_score s
        WHERE s.tier = 'green'
    ) g;
COMMENT ON VIEW @workspace@.green_review IS 'How much of the green was looked into this quarter, and how much of it needs a look: one row';
COMMENT ON COLUMN @workspace@.green_review.accounts IS 'Green accounts';
COMMENT ON COLUMN @workspace@.green_review.arr IS 'Their annual recurring revenue';
COMMENT ON COLUMN @workspace@.green_review.hollow_accounts IS 'Those in hollow_green';
COMMENT ON COLUMN @workspace@.green_review.hollow_arr IS 'Their annual recurring revenue';
COMMENT ON COLUMN @workspace@.green_review.reviewed_accounts IS 'Those with a review this quarter: record_review()';
COMMENT ON COLUMN @workspace@.green_review.reviewed_arr IS 'Their annual recurring revenue';
COMMENT ON COLUMN @workspace@.green_review.reviewed_share IS 'Share of the green revenue that somebody looked into, 0 to 1';

CREATE VIEW @workspace@.system_gap WITH (security_invoker = true) AS
    SELECT g.criterion, g.phase, g.segment, g.cohort, count(*) FILTER (WHERE g.is_now) AS accounts,
           sum(g.points_lost) FILTER (WHERE g.is_now) AS points_lost,
           round(sum(g.points_lost * g.arr / 100) FILTER (WHERE g.is_now)) AS arr_weighted,
           round(sum(g.points_lost * g.arr / 100) FILTER (WHERE NOT g.is_now)) AS arr_weighted_a_month_before
    FROM (
        SELECT c.criterion, h.phase, coalesce(h.segment, '') AS segment, coalesce(to_char(a.started_on, 'YYYY "Q"Q'), '') AS cohort, c.points_lost, coalesce(h.arr, 0) AS arr, h.day = d.day AS is_now
        FROM @workspace@.last_refreshed_day() AS d (day)
        JOIN @workspace@.history_in_use h ON h.day IN (d.day, d.day - 28)
        LEFT JOIN @workspace@.account_detail a ON a.account_id = h.account_id
        CROSS JOIN LATERAL health_score.criteria(
            @workspace@.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most)) c
        WHERE c.points_lost > 0 AND h.points IS NOT NULL
    ) g
    GROUP BY g.criterion, g.phase, g.segment, g.cohort;
COMMENT ON VIEW @workspace@.system_gap IS 'Where the system needs to act, rather than one account: points lost, weighted by revenue, by criterion, phase, segment and cohort, now and 28 days before';
COMMENT ON COLUMN @workspace@.system_gap.criterion IS 'Criterion that loses the points';
COMMENT ON COLUMN @workspace@.system_gap.phase IS 'Phase of the accounts';
COMMENT ON COLUMN @workspace@.system_gap.segment IS 'Segment of the accounts';
COMMENT ON COLUMN @workspace@.system_gap.cohort IS 'Quarter in which the accounts began, such as 2025 Q1';
COMMENT ON COLUMN @workspace@.system_gap.accounts IS 'Accounts that lose points there';
COMMENT ON COLUMN @workspace@.system_gap.points_lost IS 'Points lost, over all of them';
COMMENT ON COLUMN @workspace@.system_gap.arr_weighted IS 'Share of points lost times annual recurring revenue';
COMMENT ON COLUMN @workspace@.system_gap.arr_weighted_a_month_before IS 'The same, 28 days before';
