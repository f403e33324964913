-- The season: what the whole segment does is no news about one account. It compares accounts, so it stands beside the
-- measures and not among them: a score of one account never waits for all the others.

CREATE FUNCTION @workspace@.season_index(as_of date)
RETURNS TABLE (segment text, accounts bigint, index float8, of_portfolio boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH level AS (
        SELECT a.segment, m.value
        FROM @workspace@.measures(as_of) m
        JOIN @workspace@.accounts(as_of) a ON a.account_id = m.account_id
        WHERE m.measure = 'usage_level' AND m.value IS NOT NULL AND a.phase = 'live'
    )
    SELECT s.segment, s.accounts,
           -- too few accounts to speak for their segment borrow the portfolio's; a season moves use by no more than this
           greatest(0.7, least(1.2, CASE WHEN s.accounts >= 20 THEN s.middle ELSE p.middle END)), s.accounts < 20
    FROM (
        SELECT l.segment, count(*) AS accounts, percentile_cont(0.5) WITHIN GROUP (ORDER BY l.value) AS middle
        FROM level l
        GROUP BY l.segment
    ) s
    CROSS JOIN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY l.value) AS middle FROM level l) p
    ORDER BY s.segment;
END;
COMMENT ON FUNCTION @workspace@.season_index(date) IS 'Per segment, the median usage level of its live accounts as of a day, within 0.7 and 1.2: below 0.9, a fall of one account may be the season';
