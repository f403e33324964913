-- The days on which windows end and begin: per source for everybody, and per account where its feed had a gap.

-- STRICT keeps it from being inlined: else a planner that expects few engagements sorts them by day, twice, to meet its rows in order
CREATE FUNCTION @workspace@.calendar(from_day date, to_day date)
RETURNS TABLE (day date, is_working boolean, working_days bigint)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 231
BEGIN ATOMIC
    SELECT c.day, c.is_working, count(*) FILTER (WHERE c.is_working) OVER (ORDER BY c.day)
    FROM (
        SELECT g.day::date AS day,
               EXISTS (SELECT FROM @workspace@.business_hours b WHERE b.weekday = extract(isodow FROM g.day)::int)
               AND NOT EXISTS (SELECT FROM @workspace@.holiday h WHERE h.day = g.day::date) AS is_working
        FROM generate_series(from_day::timestamp, to_day::timestamp, interval '1 day') AS g (day)
    ) c;
END;
COMMENT ON FUNCTION @workspace@.calendar(date, date) IS 'The workspace''s business calendar: each day, whether it is a working day, and how many working days there were so far';

-- STRICT keeps it from being inlined, as in feeds(): it is worked out once per query
CREATE FUNCTION @workspace@.windows(as_of date)
RETURNS TABLE (usage_until date, usage_from date, usage_unit text, ticket_until date, ticket_from date,
               engagement_until date, engagement_from date, engagement_working_days bigint, survey_until date, working_days date[])
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT w.usage_until, w.usage_from, w.usage_unit, w.ticket_until, w.ticket_from,
           w.engagement_until, w.engagement_from,
           -- counted from the day from which engagement_facts() counts
           (SELECT c.working_days FROM @workspace@.calendar(as_of - 230, as_of) c WHERE c.day = w.engagement_until), w.survey_until,
           ARRAY(SELECT c.day FROM @workspace@.calendar(w.usage_until - 90, w.usage_until) c
                 WHERE c.is_working ORDER BY c.day DESC LIMIT 20)
    FROM (
        SELECT max(f.until_day) FILTER (WHERE f.source = 'usage') AS usage_until,
               max(f.live_from) FILTER (WHERE f.source = 'usage') AS usage_from,
               max(f.usage_unit) FILTER (WHERE f.source = 'usage') AS usage_unit,
               max(f.until_day) FILTER (WHERE f.source = 'ticket') AS ticket_until,
               max(f.live_from) FILTER (WHERE f.source = 'ticket') AS ticket_from,
               max(f.until_day) FILTER (WHERE f.source = 'engagement') AS engagement_until,
               max(f.live_from) FILTER (WHERE f.source = 'engagement') AS engagement_from,
               max(f.until_day) FILTER (WHERE f.source = 'survey') AS survey_until
        FROM @workspace@.feeds(as_of) f
    ) w;
END;
COMMENT ON FUNCTION @workspace@.windows(date) IS 'One row: the last complete day and the first live day of each flow source, the 20 working days up to the last complete day of usage, and how many there were up to that of engagement';

CREATE FUNCTION @workspace@.feed_gaps(as_of date)
RETURNS TABLE (account_id @account_key@, sources text[], usage_since date, ticket_since date, engagement_since date, survey_since date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.account_id,
           array_agg(r.source) FILTER (WHERE coalesce(r.valid_to > as_of, true)),
           max(r.valid_to) FILTER (WHERE r.source = 'usage' AND r.valid_to <= as_of),
           max(r.valid_to) FILTER (WHERE r.source = 'ticket' AND r.valid_to <= as_of),
           max(r.valid_to) FILTER (WHERE r.source = 'engagement' AND r.valid_to <= as_of),
           max(r.valid_to) FILTER (WHERE r.source = 'survey' AND r.valid_to <= as_of)
    FROM @workspace@.source_rows_feed_gap('-infinity', as_of) r
    WHERE coalesce(r.valid_from <= as_of, true)
    GROUP BY r.account_id;
END;
COMMENT ON FUNCTION @workspace@.feed_gaps(date) IS 'Per account: the sources it is not instrumented for on a day, and the day its last gap in each flow source ended';
