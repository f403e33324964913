-- 1,000 accounts with about 180,000 rows of amounts, for oracles. Every value comes from a hash of its key, so they are
-- the same everywhere. Rows are unsorted, with gaps, several a day, some corrections below 0, some of 0.
--     amounts               account_id, day, member, amount
--     accounts              account_id, since, as_of: all 1,000, some without any row

-- The n-th number in [0, 1) of a key, n from 0 to 4.
CREATE FUNCTION pg_temp.chance(hash text, n int) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN ('x' || substr(hash, 1 + 6 * n, 6))::bit(24)::int / 16777216.0;

CREATE TEMPORARY TABLE accounts AS
SELECT id AS account_id,
    date '2023-06-01' + (pg_temp.chance(h, 0) * 940)::int AS since,
    date '2025-11-01' + (pg_temp.chance(h, 1) * 90)::int AS as_of,
    date '2023-09-01' + (pg_temp.chance(h, 2) * 800)::int AS first_day, -- of its rows
    date '2026-02-01' - (pg_temp.chance(h, 3) ^ 6 * 400)::int AS last_day,
    pg_temp.chance(h, 4) ^ 2 AS rate, -- rows a day
    id % 3 = 0 AS falls
FROM generate_series(1, 1000) AS id, md5('account ' || id) AS h;

CREATE TEMPORARY TABLE amounts AS
SELECT a.account_id, first_day + i / 2 AS day, 'user ' || (pg_temp.chance(h, 1) ^ 2 * 12)::int AS member,
    CASE WHEN s < .02 THEN -1 WHEN s < .04 THEN 0 ELSE 1 END
        * round((pg_temp.chance(h, 2) * 9)::numeric, CASE WHEN a.account_id % 2 = 0 THEN 0 ELSE 3 END)::float8 AS amount
FROM accounts a
CROSS JOIN LATERAL generate_series(0, 2 * (last_day - first_day)) AS i
CROSS JOIN LATERAL md5(a.account_id || '/' || i) AS h
CROSS JOIN LATERAL pg_temp.chance(h, 3) AS s
WHERE ('x' || left(h, 6))::bit(24)::int / 16777216.0
    < rate * CASE WHEN falls THEN (last_day + 99 - (first_day + i / 2))::float8 / (last_day - first_day + 1) ELSE .7 END
ORDER BY right(h, 8);

-- The median of whole numbers: the mean of the middle two of an even number, rounded half away from zero.
CREATE FUNCTION pg_temp.median(list numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT round((sorted[(n + 1) / 2] + sorted[n / 2 + 1]) / 2)
    FROM (SELECT array_agg(x ORDER BY x) AS sorted, count(*)::int AS n FROM unnest(list) AS x) AS s
$$;
