-- 1,000 accounts with about 150,000 evaluations over at most 400 days, for oracles. Every value comes from a hash of its key, so
-- they are the same everywhere.
--     accounts              account_id, as_of, scale and its parts: all 1,000, some without an evaluation
--     evaluations           account_id, day, points: one a day, with gaps
--     level_rows            the same as rows of a table: unsorted, some twice, some days without points

-- The n-th number in [0, 1) of a key, n from 0 to 4.
CREATE FUNCTION pg_temp.chance(hash text, n int) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN ('x' || substr(hash, 1 + 6 * n, 6))::bit(24)::int / 16777216.0;

-- The median of whole numbers: the mean of the middle two of an even number, rounded half away from zero.
CREATE FUNCTION pg_temp.median(list numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT round((sorted[(n + 1) / 2] + sorted[n / 2 + 1]) / 2)
    FROM (SELECT array_agg(x ORDER BY x) AS sorted, count(*)::int AS n FROM unnest(list) AS x) AS s
$$;

CREATE TEMPORARY TABLE accounts AS
SELECT id AS account_id, date '2025-12-01' + (pg_temp.chance(h, 1) * 60)::int AS as_of,
    date '2026-01-31' - (pg_temp.chance(h, 0) * 380)::int AS first_day, pg_temp.chance(h, 2) AS rate, pg_temp.chance(h, 3) AS base,
    CAST(format('yellow %s, green %s, margin %s, down %s days, up %s days', yellow, green, margin, down, up) AS health_score.tier_scale) AS scale,
    yellow, green, margin, down, up
FROM generate_series(1, 1000) AS id, md5('account ' || id) AS h,
    (VALUES (0, 60, 80, 2, 3, 14), (1, 60, 80, 0, 1, 1), (2, 55.5, 62, 5, 5, 2), (3, 60, 80, 25, 4, 9), (4, 60, 80, 0, 10, 1))
        AS s(n, yellow, green, margin, down, up)
WHERE n = id % 5;

-- A slow swing with noise, some accounts around a boundary only; every third with gaps of 13 to 16 days and more.
CREATE TEMPORARY TABLE evaluations AS
SELECT account_id, first_day + i AS day, round((CASE WHEN account_id % 4 = 0 THEN 80 + 5 * pg_temp.chance(h, 0) - 2.5
    ELSE 45 + 45 * base + 12 * sin(i / (5 + 30 * rate)) + 10 * pg_temp.chance(h, 0) - 5 END)::numeric,
    CASE account_id % 3 WHEN 0 THEN 0 WHEN 1 THEN 1 ELSE 6 END) AS points
FROM accounts, generate_series(0, date '2026-02-05' - first_day) AS i, md5(account_id || '/' || i) AS h
WHERE pg_temp.chance(h, 1) < 0.1 + rate AND account_id % 97 <> 0 AND (account_id % 97 <> 1 OR i = 3)
    AND NOT (account_id % 3 = 0 AND i % 60 < 12 + account_id % 7);
CREATE INDEX ON evaluations (account_id, day);

CREATE TEMPORARY TABLE level_rows AS
SELECT account_id, day, points::float8 AS points FROM evaluations, generate_series(0, (account_id + day - date '2025-01-01') % 5 / 4)
UNION ALL
SELECT account_id, day + 1, NULL FROM evaluations WHERE extract(day FROM day) = 7
ORDER BY 2 DESC, 1;
ANALYZE accounts, evaluations, level_rows;

-- The confirmed tier by its rule, one evaluation after the other: no history here is longer than what a tier remembers.
CREATE FUNCTION pg_temp.told_tiers()
RETURNS TABLE (account_id int, day date, points numeric, tier int, since date, from_tier int) LANGUAGE plpgsql AS $$
DECLARE
    r record;
    account int;
    last date;
    raw int;
    target int;
    side int;
    run_side int;
    run_from date;
    run_nearest int;
    run_length int;
BEGIN
    FOR r IN SELECT e.account_id, e.day, e.points, a.yellow, a.green, a.margin, a.down, a.up
        FROM evaluations e JOIN accounts a USING (account_id) ORDER BY e.account_id, e.day LOOP
        raw := (r.points >= r.yellow)::int + (r.points >= r.green)::int;
        from_tier := NULL;
        IF account IS DISTINCT FROM r.account_id OR r.day - last > 14 THEN
            tier := raw;
            since := r.day;
            run_length := 0;
        ELSE
            target := tier;
            IF target = 2 AND r.points < r.green - r.margin THEN target := 1; END IF;
            IF target = 1 AND r.points < r.yellow - r.margin THEN target := 0; END IF;
            IF target = 0 AND r.points >= r.yellow + r.margin THEN target := 1; END IF;
            IF target = 1 AND r.points >= r.green + r.margin THEN target := 2; END IF;
            side := sign(raw - tier);
            IF target = tier AND side = 0 THEN
                run_length := 0;
            ELSIF target = tier THEN
                IF run_length = 0 OR side <> run_side THEN
                    run_length := 0;
                    run_side := side;
                    run_from := r.day;
                    run_nearest := raw;
                END IF;
                run_length := run_length + 1;
                run_nearest := CASE WHEN abs(raw - tier) < abs(run_nearest - tier) THEN raw ELSE run_nearest END;
                IF run_length >= 2 AND r.day - run_from + 1 >= (CASE WHEN side < 0 THEN r.down ELSE r.up END) THEN
                    target := run_nearest;
                END IF;
            END IF;
            IF target <> tier THEN
                from_tier := tier;
                tier := target;
                since := r.day;
                run_side := sign(raw - tier);
                run_length := abs(run_side);
                run_from := r.day;
                run_nearest := raw;
            END IF;
        END IF;
        account := r.account_id;
        last := r.day;
        account_id := r.account_id;
        day := r.day;
        points := r.points;
        RETURN NEXT;
    END LOOP;
END
$$;
CREATE TEMPORARY TABLE told AS
SELECT t.account_id, t.day, t.points, t.since, (enum_range(NULL::health_score.tier))[t.tier + 1] AS tier,
    (enum_range(NULL::health_score.tier))[t.from_tier + 1] AS from_tier
FROM pg_temp.told_tiers() AS t;
CREATE INDEX ON told (account_id, day);
ANALYZE told;
