-- A report on every account from one reading of its scores: its tier, for how long, how often it changed in the year, and how far the
-- points are below the highest of the last 30 days.
CREATE FUNCTION bench.tier_report() RETURNS TABLE (account_id int, tier text, tier_days int, changes bigint)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
    names constant text[] := '{red,yellow,green}';
    held int;
    raw int;
    moved int;
    side int;
    run_side int;
    run_from date;
    nearest int;
    last_day date;
    since date;
BEGIN
    FOR r IN SELECT s.account_id, s.day, s.points FROM score AS s ORDER BY s.account_id, s.day LOOP
        raw := CASE WHEN r.points >= 80 THEN 3 WHEN r.points >= 60 THEN 2 ELSE 1 END;
        IF account_id IS DISTINCT FROM r.account_id OR r.day - last_day > 14 THEN
            IF account_id IS DISTINCT FROM r.account_id THEN
                IF account_id IS NOT NULL THEN
                    tier := names[held];
                    tier_days := date '2025-12-31' - since + 1;
                    RETURN NEXT;
                END IF;
                account_id := r.account_id;
                changes := 0;
            END IF;
            held := raw;
            since := r.day;
            run_side := 0;
            last_day := r.day;
            CONTINUE;
        END IF;
        last_day := r.day;
        IF raw = held THEN
            run_side := 0;
            CONTINUE;
        END IF;
        moved := held;
        IF raw < held THEN
            IF r.points < 58 THEN moved := 1; ELSIF r.points < 78 AND held = 3 THEN moved := 2; END IF;
            side := -1;
        ELSE
            IF r.points >= 82 THEN moved := 3; ELSIF r.points >= 62 AND held = 1 THEN moved := 2; END IF;
            side := 1;
        END IF;
        IF moved = held THEN
            IF side = run_side THEN
                nearest := CASE WHEN side < 0 THEN greatest(nearest, raw) ELSE least(nearest, raw) END;
                IF r.day - run_from + 1 >= (CASE WHEN side < 0 THEN 3 ELSE 14 END) THEN moved := nearest; END IF;
            ELSE
                run_side := side;
                run_from := r.day;
                nearest := raw;
            END IF;
        END IF;
        IF moved <> held THEN
            changes := changes + 1;
            held := moved;
            since := r.day;
            run_side := sign(raw - held);
            run_from := r.day;
            nearest := raw;
        END IF;
    END LOOP;
    IF account_id IS NOT NULL THEN
        tier := names[held];
        tier_days := date '2025-12-31' - since + 1;
        RETURN NEXT;
    END IF;
END
$$;
\set scale_of_tiers '\'yellow 60, green 80, margin 2, down 3 days, up 14 days\''

INSERT INTO bench.work (work, size, reach)
SELECT 'report from one history', (SELECT size FROM bench.work WHERE work = 'drop in 30 days beside every row'), 1.2;
INSERT INTO bench.query (work, part, query, faster)
SELECT 'report from one history', part, replace(query, '%s', :'scale_of_tiers'), faster FROM (VALUES
('floor', 'SELECT account_id, sum(points) FROM score GROUP BY account_id', NULL),
('ours', $$
    SELECT account_id, tier_on(history, '2025-12-31', %s)::text AS tier, tier_days(history, '2025-12-31', %s) AS tier_days,
           (SELECT count(*) FROM transitions(history, '2025-01-01', '2025-12-31', %s)) AS changes, drop_on(history, '2025-12-31', 30) AS fall
    FROM (SELECT account_id, score_history(day, points) AS history FROM score GROUP BY account_id) AS h$$, NULL),
('a loop and a query', $$
    SELECT account_id, tier, tier_days, changes, fall
    FROM bench.tier_report()
    JOIN (SELECT account_id, max(points) - max(points) FILTER (WHERE day = '2025-12-31') AS fall
          FROM score WHERE day BETWEEN '2025-12-01' AND '2025-12-31' GROUP BY account_id) AS d USING (account_id)$$, 18)
) AS q (part, query, faster);

CALL bench.compare('report from one history', 'a loop and a query', 'account_id', 0.0000001);
CALL bench.measure('report from one history', :times);

-- The same, and the farthest that the points ever were below the highest of 30 days.
INSERT INTO bench.work (work, size, reach)
SELECT 'the deepest drop of the year as well', (SELECT size FROM bench.work WHERE work = 'drop in 30 days beside every row'), NULL;
INSERT INTO bench.query (work, part, query, faster)
SELECT 'the deepest drop of the year as well', part, replace(query, '%s', :'scale_of_tiers'), faster FROM (VALUES
('floor', 'SELECT account_id, sum(points) FROM score GROUP BY account_id', NULL),
('ours', $$
    SELECT account_id, tier_on(history, '2025-12-31', %s)::text AS tier, tier_days(history, '2025-12-31', %s) AS tier_days,
           (SELECT count(*) FROM transitions(history, '2025-01-01', '2025-12-31', %s)) AS changes,
           (deepest_drop(history, '2025-01-01', '2025-12-31', 30)).depth AS deepest
    FROM (SELECT account_id, score_history(day, points) AS history FROM score GROUP BY account_id) AS h$$, NULL),
('a loop and a frame', $$
    SELECT account_id, tier, tier_days, changes, deepest
    FROM bench.tier_report()
    JOIN (SELECT account_id, max(fall) AS deepest
          FROM (SELECT account_id, max(points) OVER (PARTITION BY account_id ORDER BY day RANGE '30 days' PRECEDING) - points AS fall FROM score) AS f
          GROUP BY account_id) AS d USING (account_id)$$, 18)
) AS q (part, query, faster);
CALL bench.compare('the deepest drop of the year as well', 'a loop and a frame', 'account_id', 0.0000001);
CALL bench.measure('the deepest drop of the year as well', :times);
DROP TABLE score;
