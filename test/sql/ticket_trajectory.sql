-- ticket_trajectory: refused arguments first.
SET search_path = health_score, public;
SET datestyle = ISO;

\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set flows :source_directory '/include/flows.sql'
\set ECHO none
\i :errors
\i :flows
\set ECHO all

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY[$$'{}', 'infinity', '2025-01-01'$$, $$'{}', '2026-01-01', '-infinity'$$,
    $$'{}', '2026-01-01', '2025-01-01', 'NaN'$$, $$'{}', '2026-01-01', '2025-01-01', 'Infinity'$$,
    $$'{}', '2026-01-01', '2025-01-01', 0$$, $$'{}', '2026-01-01', '2025-01-01', -1$$,
    $$'{}', '2026-01-01', '2025-01-01', 1000.1$$, $$'2026-01-01:{0.5}', '2026-01-01', '2025-01-01'$$,
    $$'2026-01-01:{-1}', '2026-01-01', '2025-01-01'$$, $$'2025-06-01:{1.5}', '2026-01-01', '2025-01-01'$$,
    $$'2026-01-01:{2147483648}', '2026-01-01', '2025-01-01'$$]) AS call,
    pg_temp.refused(format('SELECT ticket_trajectory(%s)', call)) AS r;
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$'{}', 'infinity', '2026-01-01', '2025-01-01'$$, $$'{}', '2026-01-01', 'infinity', '2025-01-01'$$,
    $$'{}', '2026-01-01', '2026-01-01', 'infinity'$$, $$'{}', '2026-01-01', '2026-01-01', '2025-01-01', 'NaN'$$,
    $$'{}', '2026-01-01', '2026-01-01', '2025-01-01', 0$$, $$'2026-01-03:{0.5}', '2026-01-01', '2026-01-03', '2025-01-01'$$]) AS call,
    pg_temp.refused(format('SELECT * FROM ticket_trajectory_by_day(%s)', call)) AS r;
SELECT count(*) FROM ticket_trajectory_by_day('2026-01-03:{0.5}', '2026-01-01', '2026-01-02', '2025-01-01'); -- before the half one
SELECT count(*) FROM ticket_trajectory_by_day(NULL, '2026-01-01', '2026-01-02', '2025-01-01');
SELECT count(*) FROM ticket_trajectory_by_day('{}', '2026-01-02', '2026-01-01', '2025-01-01');
SELECT ticket_trajectory(NULL, '2026-01-01', '2025-01-01') IS NULL AS series, ticket_trajectory('{}', NULL, '2025-01-01') IS NULL
    AS as_of, ticket_trajectory('{}', '2026-01-01', NULL) IS NULL AS since,
    ticket_trajectory('{}', '2026-01-01', '2025-01-01', NULL) IS NULL AS dispersion;

-- Nothing at all, one ticket, a bucket that is whole with both halves, and one that was corrected.
SELECT * FROM ticket_trajectory('{}', '2026-01-01', '2020-01-01');
SELECT * FROM ticket_trajectory('2026-01-01:{1}', '2026-01-01', '2026-01-01');
SELECT n3 FROM ticket_trajectory('2026-01-01:{0.5}, 2025-12-31:{0.5}', '2026-01-01', '2020-01-01');
SELECT n3 FROM ticket_trajectory('2026-01-01:{-1}, 2025-12-31:{3}', '2026-01-01', '2020-01-01');
-- The largest counts are counted, and the edges of the calendar are edges.
SELECT * FROM ticket_trajectory((SELECT daily_series(date '2026-01-01' - 30 * i, 2147483647) FROM generate_series(0, 14) AS i),
    '2026-01-01', '2020-01-01');
SELECT * FROM ticket_trajectory('0001-01-01:{1}', '0001-01-01', '0001-01-01');

-- Onboarding are the first 90 days. A ticket that became known late counts from that day on.
SELECT day, n3, onboarding FROM ticket_trajectory_by_day('2026-01-01:{1}, late 2026-01-03: 2026-01-02:{1}', '2026-01-01', '2026-01-04', '2025-10-05');

-- Buckets are 30 days; the usual ones count where they lie wholly on or after since.
SELECT since, t.n1, t.n2, t.n3, t.k, t.median, t.mad, t.change, t.class
FROM unnest(ARRAY['2024-10-08', '2024-10-09', '2025-05-06', '2025-07-05', '2025-07-06', '2025-10-03', '2026-01-01']::date[]) AS since,
    ticket_trajectory((SELECT daily_series(date '2025-12-31' - i, 1) FROM generate_series(0, 500) AS i), '2025-12-31', since) AS t;

-- What an account's months look like, latest first, and what is said of them.
SELECT what, t.*
FROM (VALUES ('always three', '{3,3,3,3,3,3,3,3,3,3,3,3,3,3,3}'::int[]), ('from none to three', '{3,1,0,0,0,0,0,0,0,0,0,0,0,0,0}'),
    ('from few to many', '{8,7,2,2,1,2,3,2,1,2,2,3,2,1,2}'), ('many, but falling back', '{1,9,2,2,1,2,3,2,1,2,2,3,2,1,2}'),
    ('one bad month a year ago', '{2,2,2,2,1,2,3,2,1,2,2,30,2,1,2}'), ('noisy', '{9,2,7,1,0,8,3,0,9,4,0,7,1,6,2}'),
    ('stopped asking', '{0,0,0,4,5,4,3,4,5,4,4,3,5,4,4}'), ('half', '{2,1,3,7,5,6,7,6,5,6,6,7,6,5,6}'),
    ('hardly any', '{0,0,0,1,0,0,0,0,0,1,0,0,0,0,0}'), ('young', '{4,0,0,1,2}')) AS v(what, months),
    LATERAL (SELECT daily_series(date '2026-01-01' - 30 * (i - 1)::int, months[i]) AS series, date '2026-01-01'
        - 30 * cardinality(months) + 1 AS since FROM generate_subscripts(months, 1) AS i) AS s,
    LATERAL ticket_trajectory(series, '2026-01-01', since) AS t;

-- The more an account's counts vary, the less a rise says; below 1.2 they are taken for Poisson. The default is 2.
SELECT dispersion, t.p_rising, t.p_easing, t.class
FROM (SELECT daily_series(date '2026-01-01' - 30 * i, CASE WHEN i < 2 THEN 5 ELSE 2 END) AS series FROM generate_series(0, 14) AS i) AS s,
    unnest(ARRAY[0.5, 1, 1.19, 1.2, 1.5, 2, 3, 10, 1000]) AS dispersion,
    ticket_trajectory(series, '2026-01-01', '2020-01-01', dispersion) AS t;
SELECT ticket_trajectory(series, '2026-01-01', '2020-01-01') = ticket_trajectory(series, '2026-01-01', '2020-01-01', 2) AS default_is_2
FROM (SELECT daily_series(date '2026-01-01' - 30 * i, 1 + i % 3) AS series FROM generate_series(0, 14) AS i) AS s;

-- Oracle in plain SQL over 1,000 accounts: counts, median and MAD exactly; probabilities as sums of the distributions'
-- terms, to nine digits; classes by the same rules.
-- Every second account has late tickets, those of every fifth day, known up to three months later.
CREATE TEMPORARY TABLE reported AS
SELECT account_id, day, count(*) AS n,
    CASE WHEN account_id % 2 = 1 AND (account_id + (day - '2020-01-01')) % 5 = 0 THEN day + (day - '2020-01-01') % 90 END AS known_on
FROM amounts WHERE member IN ('user 0', 'user 2') AND amount > 0 OR account_id % 10 = 0 AND day > '2025-10-01' GROUP BY account_id, day;
CREATE TEMPORARY TABLE tickets AS
SELECT account_id, day, n FROM reported JOIN accounts USING (account_id) WHERE known_on IS NULL OR known_on <= as_of;
CREATE INDEX ON tickets (account_id, day);
ANALYZE tickets;
CREATE TEMPORARY TABLE expected_tails AS
WITH bucket AS (
    SELECT account_id, as_of, b, as_of - 30 * b + 1 >= since AS whole, (SELECT coalesce(sum(n), 0) FROM tickets t
        WHERE t.account_id = a.account_id AND t.day > as_of - 30 * b AND t.day <= as_of - 30 * (b - 1)) AS n
    FROM accounts a CROSS JOIN generate_series(1, 15) AS b
), counts AS (
    SELECT account_id, sum(n) FILTER (WHERE b <= 2) AS x, count(*) FILTER (WHERE b > 3 AND whole) AS k,
        coalesce(sum(n) FILTER (WHERE b > 3 AND whole), 0) AS usual
    FROM bucket GROUP BY account_id
), sizes AS (
    SELECT *, x + usual AS total, (x + usual) / (k + 2.0) AS size FROM counts WHERE k >= 3 -- dispersion 2
), terms AS ( -- ln of the rising factorials and factorials, by the number of factors
    SELECT account_id, i, sum(ln(greatest(i, 1)::float8)) OVER w AS ln_factorial,
        coalesce(sum(ln((2 * size + i - 1)::float8)) FILTER (WHERE i > 0) OVER w, 0) AS ln_a,
        coalesce(sum(ln((k * size + i - 1)::float8)) FILTER (WHERE i > 0) OVER w, 0) AS ln_b,
        coalesce(sum(ln(((k + 2) * size + i - 1)::float8)) FILTER (WHERE i > 0) OVER w, 0) AS ln_ab
    FROM sizes, generate_series(0, total) AS i WHERE total > 0
    WINDOW w AS (PARTITION BY account_id ORDER BY i)
), probabilities AS (
    SELECT account_id, s.x, lo.i,
        exp(al.ln_factorial - lo.ln_factorial - hi.ln_factorial + lo.ln_a + hi.ln_b - al.ln_ab) AS negative_binomial,
        exp(al.ln_factorial - lo.ln_factorial - hi.ln_factorial + lo.i * ln(2.0 / (k + 2)) + hi.i * ln(k / (k + 2.0))) AS poisson
    FROM sizes s JOIN terms al USING (account_id) JOIN terms lo USING (account_id) JOIN terms hi USING (account_id)
    WHERE al.i = s.total AND hi.i = s.total - lo.i
)
SELECT account_id, sum(negative_binomial) FILTER (WHERE i >= x) AS rising, sum(negative_binomial) FILTER (WHERE i <= x) AS easing,
    sum(poisson) FILTER (WHERE i >= x) AS rising_poisson, sum(poisson) FILTER (WHERE i <= x) AS easing_poisson
FROM probabilities GROUP BY account_id;
CREATE TEMPORARY TABLE expected_counts AS
WITH bucket AS (
    SELECT account_id, b, as_of - 30 * b + 1 >= since AS whole, (SELECT coalesce(sum(n), 0) FROM tickets t
        WHERE t.account_id = a.account_id AND t.day > as_of - 30 * b AND t.day <= as_of - 30 * (b - 1))::int AS n
    FROM accounts a CROSS JOIN generate_series(1, 15) AS b
), counts AS (
    SELECT account_id, max(n) FILTER (WHERE b = 3) AS n1, max(n) FILTER (WHERE b = 2) AS n2, max(n) FILTER (WHERE b = 1) AS n3,
        count(*) FILTER (WHERE b > 3 AND whole)::int AS k, array_agg(n * 1e6) FILTER (WHERE b > 3 AND whole) AS list
    FROM bucket GROUP BY account_id
), medians AS (SELECT *, CASE WHEN k >= 3 THEN pg_temp.median(list) / 1e6 END AS median FROM counts)
SELECT *, CASE WHEN k >= 3 THEN pg_temp.median(ARRAY(SELECT abs(n - median * 1e6) FROM unnest(list) AS n)) / 1e6 END AS mad
FROM medians;

WITH oracle AS (
    SELECT *, CASE WHEN k >= 3 THEN (SELECT sum(n) / 1e6 FROM unnest(list) AS n)::float8 / k END AS usual_rate,
        (n3 - median)::float8 / greatest(1, 1.4826 * mad::float8) AS change,
        CASE WHEN k < 3 THEN 'unknown' WHEN n1 + n2 + n3 = 0 AND median >= 1 THEN 'silent'
            WHEN k >= 6 AND n3 >= 2 AND (SELECT max(n) FROM unnest(list) AS n) = 0 THEN 'new'
            WHEN rising < .05 AND n2 + n3 >= 1.5 * 2 * median AND n2 + n3 >= 2 * median + 2 AND n3 >= median THEN 'rising'
            WHEN easing < .05 AND n2 + n3 <= .67 * 2 * median THEN 'easing' ELSE 'steady' END AS class
    FROM expected_counts LEFT JOIN expected_tails USING (account_id)
)
SELECT o.class, count(*) AS accounts, max(o.n2 + o.n3) AS most,
    count(*) FILTER (WHERE (t.n1, t.n2, t.n3, t.slope, t.k, t.usual_rate, t.median, t.mad, t.change, t.class, t.onboarding)
        IS DISTINCT FROM (o.n1, o.n2, o.n3, (o.n3 - o.n1)::float8 / 2, o.k, o.usual_rate, o.median, o.mad, o.change, o.class, as_of - since < 90)) AS different,
    count(*) FILTER (WHERE o.rising IS NULL AND t.p_rising IS DISTINCT FROM CASE WHEN o.k >= 3 THEN 1 END
        OR abs(t.p_rising / o.rising - 1) > 1e-9 OR abs(t.p_easing / o.easing - 1) > 1e-9
        OR abs(p.p_rising / o.rising_poisson - 1) > 1e-9 OR abs(p.p_easing / o.easing_poisson - 1) > 1e-9) AS other_p
FROM accounts a JOIN oracle o USING (account_id)
LEFT JOIN (SELECT account_id, daily_series(day, n, known_on) AS series FROM reported GROUP BY account_id) AS s USING (account_id),
    LATERAL ticket_trajectory(coalesce(series, '{}'), as_of, since) AS t,
    LATERAL ticket_trajectory(coalesce(series, '{}'), as_of, since, 1) AS p
GROUP BY o.class ORDER BY o.class;

-- A range gives what each of its days gives.
SELECT count(*) AS days, count(*) FILTER (WHERE b IS DISTINCT FROM ROW(b.day, r.*)) AS different,
    count(*) FILTER (WHERE c IS DISTINCT FROM ROW(c.day, p.*)) AS different_poisson, count(DISTINCT r.class) AS classes
FROM accounts JOIN (SELECT account_id, daily_series(day, n, known_on) AS series FROM reported GROUP BY account_id) AS s USING (account_id),
    LATERAL ticket_trajectory_by_day(series, as_of - 30, as_of + 9, since) AS b
    JOIN LATERAL ticket_trajectory_by_day(series, as_of - 30, as_of + 9, since, 1) AS c USING (day),
    LATERAL ticket_trajectory(series, b.day, since) AS r, LATERAL ticket_trajectory(series, b.day, since, 1) AS p;
