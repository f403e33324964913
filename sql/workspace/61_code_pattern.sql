-- Patterns as of a day: what holds, with its evidence, and what cannot be judged.

CREATE FUNCTION @workspace@.patterns(as_of date)
RETURNS TABLE (account_id @account_key@, pattern text, state text, evidence jsonb, missing text[], latest_on date)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT g.account_id, g.pattern, CASE WHEN bool_and(g.holds) THEN 'holds' ELSE 'unknown' END,
           jsonb_object_agg(g.part, g.evidence ORDER BY g.part) FILTER (WHERE g.holds),
           CASE WHEN NOT bool_and(g.holds) THEN array_agg(g.missing ORDER BY g.part) FILTER (WHERE NOT g.holds) END, max(g.latest_on)
    FROM (
        SELECT m.account_id, k.pattern, k.part, bool_or(h.holds) AS holds,
               -- nothing to measure is a no, missing is not
               bool_or(NOT h.holds AND m.reason NOT IN ('observed', 'not_applicable')) AS is_open,
               jsonb_agg(jsonb_strip_nulls(jsonb_build_object('measure', m.measure, 'value', m.value, 'flag', m.flag, 'reason', m.reason,
                                            'asks', coalesce('flag ' || k.flag, k.operator || ' ' || k.value) || CASE WHEN k.or_missing THEN ', or missing' ELSE '' END))
                         ORDER BY k.alternative) FILTER (WHERE h.holds) AS evidence,
               string_agg(m.measure || ' (' || m.reason || ')', ' or ' ORDER BY k.alternative) FILTER (WHERE NOT h.holds AND m.reason NOT IN ('observed', 'not_applicable')) AS missing,
               max(m.latest_on) AS latest_on
        FROM @workspace@.measures(as_of) m
        JOIN @workspace@.pattern_condition k ON k.measure = m.measure
        CROSS JOIN LATERAL (
            SELECT coalesce(@workspace@.holds(m.value, k.operator, k.value), false) OR coalesce(m.flag = k.flag, false) OR k.or_missing AND m.reason <> 'observed' AS holds
        ) h
        GROUP BY m.account_id, k.pattern, k.part
    ) g
    GROUP BY g.account_id, g.pattern
    HAVING bool_and(g.holds OR g.is_open);
END;
COMMENT ON FUNCTION @workspace@.patterns(date) IS 'The patterns of every scored account as of a day: holds, with what each part found; or unknown, with the measures that are missing. What does not hold has no row';
