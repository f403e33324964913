-- Changes of the confirmed tier: a margin of 2, 3 days down, 14 days up. The loop does just that; islands cannot, for how long a
-- tier must last depends on where it came from. They ask for three days, without a margin: an approximation, not compared.
CREATE FUNCTION bench.tier_loop() RETURNS TABLE (account_id int, day date, transition text)
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
    names constant text[] := '{red,yellow,green}';
    account int;
    held int;
    raw int;
    moved int;
    side int;
    run_side int;
    run_from date;
    nearest int;
    last_day date;
BEGIN
    FOR r IN SELECT s.account_id, s.day, s.points FROM score AS s ORDER BY s.account_id, s.day LOOP
        raw := CASE WHEN r.points >= 80 THEN 3 WHEN r.points >= 60 THEN 2 ELSE 1 END;
        IF account IS DISTINCT FROM r.account_id OR r.day - last_day > 14 THEN
            account := r.account_id;
            held := raw;
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
            account_id := r.account_id;
            day := r.day;
            transition := names[held] || ' to ' || names[moved];
            RETURN NEXT;
            held := moved;
            run_side := sign(raw - held);
            run_from := r.day;
            nearest := raw;
        END IF;
    END LOOP;
END
$$;

INSERT INTO bench.work (work, size, reach)
SELECT 'changes of the confirmed tier', (SELECT size FROM bench.work WHERE work = 'drop in 30 days beside every row'), 2.8;
INSERT INTO bench.query (work, part, query, faster)
SELECT 'changes of the confirmed tier', part, query, faster FROM (VALUES
('floor', 'SELECT account_id, sum(points) FROM score GROUP BY account_id', NULL),
('ours', $$
    SELECT account_id, day, transition
    FROM (SELECT account_id, day, tier_transition(points, day, 'yellow 60, green 80, margin 2, down 3 days, up 14 days')
                     OVER (PARTITION BY account_id ORDER BY day) AS transition
          FROM score) AS t
    WHERE transition IS NOT NULL$$, NULL),
('islands, an approximation', $$
    SELECT account_id, day, before || ' to ' || tier AS transition
    FROM (SELECT account_id, day, tier, lag(tier) OVER (PARTITION BY account_id ORDER BY day) AS before
          FROM (SELECT account_id, day, max(tier) FILTER (WHERE lasted >= 3) OVER (PARTITION BY account_id, confirmed) AS tier
                FROM (SELECT account_id, day, tier, lasted, count(*) FILTER (WHERE lasted >= 3) OVER (PARTITION BY account_id ORDER BY day) AS confirmed
                      FROM (SELECT account_id, day, tier, day - min(day) OVER (PARTITION BY account_id, island) + 1 AS lasted
                            FROM (SELECT account_id, day, tier, count(*) FILTER (WHERE starts) OVER (PARTITION BY account_id ORDER BY day) AS island
                                  FROM (SELECT account_id, day, tier, tier IS DISTINCT FROM lag(tier) OVER (PARTITION BY account_id ORDER BY day) AS starts
                                        FROM (SELECT account_id, day, CASE WHEN points >= 80 THEN 'green' WHEN points >= 60 THEN 'yellow' ELSE 'red' END AS tier
                                              FROM score) AS r) AS m) AS i) AS l) AS c) AS t) AS b
    WHERE before <> tier$$, 7),
('a loop in PL/pgSQL', 'SELECT account_id, day, transition FROM bench.tier_loop()', 1),
('row_number(), which does nothing', 'SELECT account_id, day, points, row_number() OVER (PARTITION BY account_id ORDER BY day) AS n FROM score', 0.9)
) AS q (part, query, faster);

CALL bench.compare('changes of the confirmed tier', 'a loop in PL/pgSQL', 'account_id, day');
CALL bench.measure('changes of the confirmed tier', :times);
