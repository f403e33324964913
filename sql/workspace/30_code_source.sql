-- The feeds: how far each source's rows had arrived by a day.
-- The source views and their thin readers come before this script: health_score.source_view_sql() and
-- health_score.source_reader_sql() write them from the contract.

CREATE FUNCTION @workspace@.end_of(day date) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (day + 1)::timestamp AT TIME ZONE @time_zone@;
COMMENT ON FUNCTION @workspace@.end_of(date) IS
    'the first instant after the day, in the workspace''s time zone: what happened on or before the day lies before it';

CREATE FUNCTION @workspace@.observed_through(source text, as_of date) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    -- A day with its four predecessors a week apart; judgeable is a day for which those usually have enough rows.
    -- The four years bound the work where a date is wildly wrong.
    WITH known AS (
        SELECT f.day, sum(f.rows) AS rows
        FROM @workspace@.feed_day AS f
        WHERE f.source = observed_through.source AND f.day BETWEEN as_of - 1461 AND as_of AND f.known_on <= as_of
        GROUP BY f.day
    ), calendar AS (
        SELECT c.first_day + n AS day, coalesce(k.rows, 0) AS rows
        FROM (SELECT min(day) AS first_day FROM known) AS c
            CROSS JOIN generate_series(0, as_of - c.first_day) AS n
            LEFT JOIN known AS k ON k.day = c.first_day + n
    ), weeks AS (
        SELECT day, rows, lag(rows, 7) OVER w AS a, lag(rows, 14) OVER w AS b, lag(rows, 21) OVER w AS c,
            lag(rows, 28) OVER w AS d
        FROM calendar
        WINDOW w AS (ORDER BY day)
    ), judged AS (
        -- the median of four is the mean of the middle two; NULL where the feed is not yet 28 days old
        SELECT day, rows, (a + b + c + d - least(a, b, c, d) - greatest(a, b, c, d)) / 2 AS usual
        FROM weeks
    ), summary AS (
        SELECT bool_or(usual >= 50 AND day > as_of - 28) AS judgeable_now,
            max(day) FILTER (WHERE usual >= 50 AND day > as_of - 28 AND rows >= usual / 2) AS last_whole_day,
            max(day) FILTER (WHERE usual >= 50 AND day > as_of - 28 AND rows < usual / 2) AS last_failed_day,
            bool_or(usual >= 50) AS judgeable_ever,
            max(day) FILTER (WHERE rows > 0) AS last_day
        FROM judged
    )
    SELECT CASE
        WHEN (SELECT b.delivery FROM @workspace@.binding AS b WHERE b.source = observed_through.source)
            IS DISTINCT FROM 'flow' THEN as_of
        ELSE (
            SELECT CASE
                -- a day that cannot be judged (a weekend, a feed that dwindles) is no sign of a late feed
                WHEN s.judgeable_now AND s.last_failed_day > coalesce(s.last_whole_day, '-infinity')
                    THEN coalesce(s.last_whole_day, as_of - 28)
                WHEN s.judgeable_now THEN as_of
                WHEN s.judgeable_ever AND s.last_day <= as_of - 28 THEN s.last_day
                ELSE as_of
            END
            FROM summary AS s)
    END;
END;
COMMENT ON FUNCTION @workspace@.observed_through(text, date) IS
    'the last day that had arrived by as_of, told from the rows per day: at least half of what that weekday usually has';

-- bind(… complete_through) replaces this one; a plain string, so that what its expression reads can be dropped
CREATE FUNCTION @workspace@.complete_through(source text, as_of date) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT @workspace@.observed_through(source, as_of) $$;
COMMENT ON FUNCTION @workspace@.complete_through(text, date) IS
    'the last day of the source that was complete by as_of: the binding''s own expression, else observed_through()';

-- STRICT keeps it from being inlined: a function scan is kept and so read once per query, however it is joined
CREATE FUNCTION @workspace@.feeds(as_of date)
    RETURNS TABLE (source text, is_bound boolean, is_live boolean, live_from date, live_to date,
        until_day date, lag int, usage_unit text, columns text[])
    LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 23
BEGIN ATOMIC
    WITH by_hand AS (
        -- what is recorded in the workspace's own table feeds the source from its first row on
        SELECT 'pulse' AS source,
            (min(coalesce(p.known_at, p.at)) AT TIME ZONE @time_zone@)::date AS live_from
        FROM @workspace@.pulse AS p
        HAVING min(coalesce(p.known_at, p.at)) < @workspace@.end_of(feeds.as_of)
    ), feed AS (
        SELECT l.source, b.source IS NOT NULL OR h.source IS NOT NULL AS is_bound,
            CASE WHEN b.source IS NULL THEN h.live_from WHEN b.live_from IS NOT NULL THEN least(b.live_from, h.live_from)
            END AS live_from,
            CASE WHEN h.source IS NULL THEN b.live_to END AS live_to,
            -- an expression that finds nothing means that nothing has arrived for a long time
            CASE WHEN b.source IS NULL THEN feeds.as_of
                ELSE least(feeds.as_of,
                    greatest(@workspace@.complete_through(l.source, feeds.as_of), feeds.as_of - 366))
            END AS until_day,
            b.usage_unit,
            CASE WHEN b.source IS NOT NULL THEN b.columns WHEN h.source IS NOT NULL THEN
                ARRAY['account_id', 'at', 'value', 'author', 'confidence', 'reason', 'known_at'] END AS columns
        FROM health_score.source_list() AS l
            LEFT JOIN @workspace@.binding AS b ON b.source = l.source
            LEFT JOIN by_hand AS h ON h.source = l.source
    )
    SELECT f.source, f.is_bound,
        f.is_bound AND feeds.as_of >= coalesce(f.live_from, feeds.as_of)
            AND feeds.as_of <= coalesce(f.live_to, feeds.as_of) AS is_live,
        f.live_from, f.live_to, f.until_day, feeds.as_of - f.until_day AS lag, f.usage_unit, f.columns
    FROM feed AS f;
END;
COMMENT ON FUNCTION @workspace@.feeds(date) IS
    'one row per source: is it bound, did it count on as_of, how far had it arrived (until_day, lag in days), which columns';
