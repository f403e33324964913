-- Scores from the raw rows: usage against its baseline and tickets against the usual, through curves into one score of 60 and 40 %, and its tier.
-- Of one day, of every day of a year, and those kept in a table. Every account has two years of both, so that plain SQL need not ask what is missing.
SELECT CASE :'scale' WHEN 'full' THEN 600 WHEN 'small' THEN 300 ELSE 12 END AS accounts \gset
CREATE TABLE use_of_day AS
    SELECT account_id::int, date '2025-12-31' - i AS day,
           (CASE WHEN account_id % 4 = 0 THEN least(40, 12 + i / 10) ELSE 30 END + (account_id * 7919 + i * 104729) % 17)::float8 AS amount
    FROM generate_series(819, 0, -1) AS i, generate_series(1, :accounts) AS account_id
    WHERE (account_id + i) % 7 > 1
    ORDER BY day, account_id;
CREATE TABLE ticket_of_day AS
    SELECT account_id::int, date '2025-12-31' - ((account_id * 7919 + i * 104729) % 815)::int AS day
    FROM generate_series(1, :accounts) AS account_id, generate_series(1, 50) AS i;
CREATE TABLE kept (account_id int, day date, points numeric, tier text);
VACUUM ANALYZE use_of_day, ticket_of_day;

-- what both sides make of a ratio and of a change: points of a curve are whole millionths
CREATE FUNCTION bench.plain_points(ratio text, change text) RETURNS text LANGUAGE sql IMMUTABLE RETURN replace(replace($$
    0.6 * (round(1e6 * CASE WHEN @r < 0 THEN 0::float8 WHEN @r < 0.6 THEN 0 + (@r - 0) * (60 - 0) / (0.6::float8 - 0) WHEN @r < 0.8 THEN 60 + (@r - 0.6) * (80 - 60) / (0.8::float8 - 0.6::float8)
               WHEN @r < 1 THEN 80 + (@r - 0.8) * (100 - 80) / (1 - 0.8::float8) ELSE 100 END)::bigint / 1000000.0)
    + 0.4 * (round(1e6 * CASE WHEN @c < 0 THEN 100::float8 WHEN @c < 1 THEN 100 + (@c - 0) * (80 - 100) / (1::float8 - 0) WHEN @c < 2 THEN 80 + (@c - 1) * (60 - 80) / (2::float8 - 1)
                 WHEN @c < 4 THEN 60 + (@c - 2) * (0 - 60) / (4::float8 - 2) ELSE 0 END)::bigint / 1000000.0)$$, '@r', ratio), '@c', change);
CREATE FUNCTION bench.our_points(ratio text, change text) RETURNS text LANGUAGE sql IMMUTABLE RETURN format(
    $$0.6 * points_at('0:0, 0.6:60, 0.8:80, 1:100', %s) + 0.4 * points_at('0:100, 1:80, 2:60, 4:0', greatest(%s, 0))$$, ratio, change);

CREATE FUNCTION bench.our_year() RETURNS text LANGUAGE sql STABLE RETURN format($$
    SELECT account_id, day, points, tier_of(points, 'yellow 60, green 80')::text AS tier
    FROM (
        SELECT account_id, d.day, %s AS points
        FROM (SELECT account_id, daily_series(day, amount) AS used FROM use_of_day GROUP BY account_id) AS u
            JOIN (SELECT account_id, daily_series(day, 1) AS tickets FROM ticket_of_day GROUP BY account_id) AS t USING (account_id),
            ROWS FROM (level_vs_baseline_by_day(used, '2025-01-01', '2025-12-31', '2020-01-01'), ticket_trajectory_by_day(tickets, '2025-01-01', '2025-12-31', '2020-01-01'))
                AS d (day, ratio, level, baseline, blocks, state, rebased, to_quarter, to_year, ticket_day, n1, n2, n3, slope, k, usual_rate, median, mad, change)
    ) AS s$$, bench.our_points('d.ratio', 'd.change'));

-- running sums in two arrays, one look into them for each day
CREATE FUNCTION bench.plain_year() RETURNS text LANGUAGE sql STABLE RETURN format($$
    SELECT account_id, day, points, CASE WHEN points >= 80 THEN 'green' WHEN points >= 60 THEN 'yellow' ELSE 'red' END AS tier
    FROM (
        SELECT account_id, day, %s AS points
        FROM (
            SELECT account_id, array_agg(used ORDER BY day) AS u, array_agg(tickets ORDER BY day) AS c
            FROM (SELECT account_id, day, sum(amount) OVER w AS used, sum(n) OVER w AS tickets
                  FROM (SELECT a.account_id, d.day, coalesce(x.amount, 0) AS amount, coalesce(y.n, 0) AS n
                        FROM (SELECT DISTINCT account_id FROM use_of_day) AS a CROSS JOIN (SELECT date '2023-10-02' + i AS day FROM generate_series(0, 821) AS i) AS d
                        LEFT JOIN use_of_day AS x USING (account_id, day)
                        LEFT JOIN (SELECT account_id, day, count(*) AS n FROM ticket_of_day GROUP BY account_id, day) AS y USING (account_id, day)) AS dense
                  WINDOW w AS (PARTITION BY account_id ORDER BY day)) AS r
            GROUP BY account_id) AS a,
        generate_series(458, 822) AS i,
        LATERAL (SELECT date '2023-10-01' + i AS day, ARRAY(SELECT u[i - 28 * k] - u[i - 28 * k - 28] FROM generate_series(1, 13) AS k) AS blocks,
                        ARRAY(SELECT c[i - 30 * k] - c[i - 30 * k - 30] FROM generate_series(3, 14) AS k) AS usual) AS v,
        LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b) AS year FROM unnest(blocks) AS b) AS y,
        LATERAL (SELECT (u[i] - u[i - 28]) / greatest(greatest(least(blocks[1], blocks[2]), least(greatest(blocks[1], blocks[2]), blocks[3])), year) AS ratio) AS l,
        LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n::float8) AS median FROM unnest(usual) AS n) AS m,
        LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(n::float8 - median)) AS mad FROM unnest(usual) AS n) AS d,
        LATERAL (SELECT greatest(((c[i] - c[i - 30])::float8 - median) / greatest(1, 1.4826 * mad), 0) AS change) AS g
    ) AS s$$, bench.plain_points('ratio', 'change'));

-- one day: what each window holds, by account
CREATE FUNCTION bench.plain_day() RETURNS text LANGUAGE sql STABLE RETURN format($$
    SELECT account_id, points, CASE WHEN points >= 80 THEN 'green' WHEN points >= 60 THEN 'yellow' ELSE 'red' END AS tier
    FROM (
        SELECT account_id, %s AS points
        FROM (SELECT account_id, max(total) FILTER (WHERE k = 0) AS level, percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FILTER (WHERE k BETWEEN 1 AND 3) AS quarter,
                     percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FILTER (WHERE k > 0) AS year
              FROM (SELECT account_id, (date '2025-12-31' - day) / 28 AS k, sum(amount) AS total FROM use_of_day WHERE day > date '2025-12-31' - 392 GROUP BY account_id, k) AS b
              GROUP BY account_id) AS u
            JOIN (SELECT account_id, max(n) FILTER (WHERE k = 0) AS n3, array_agg(n) FILTER (WHERE k > 2) AS usual
                  FROM (SELECT a.account_id, b.k, count(t.day)::float8 AS n
                        FROM (SELECT DISTINCT account_id FROM ticket_of_day) AS a CROSS JOIN generate_series(0, 14) AS b (k)
                        LEFT JOIN (SELECT account_id, day, (date '2025-12-31' - day) / 30 AS k FROM ticket_of_day WHERE day > date '2025-12-31' - 450) AS t USING (account_id, k)
                        GROUP BY a.account_id, b.k) AS b
                  GROUP BY account_id) AS t USING (account_id),
            LATERAL (SELECT level / greatest(quarter, year) AS ratio) AS l,
            LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS median FROM unnest(usual) AS n) AS m,
            LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(n - median)) AS mad FROM unnest(usual) AS n) AS d,
            LATERAL (SELECT greatest((n3 - median) / greatest(1, 1.4826 * mad), 0) AS change) AS g
    ) AS s$$, bench.plain_points('ratio', 'change'));
CREATE FUNCTION bench.our_day() RETURNS text LANGUAGE sql STABLE RETURN format($$
    SELECT account_id, points, tier_of(points, 'yellow 60, green 80')::text AS tier
    FROM (
        SELECT account_id, %s AS points
        FROM (SELECT account_id, daily_series(day, amount) AS used FROM use_of_day WHERE day > date '2025-12-31' - 392 GROUP BY account_id) AS u
            JOIN (SELECT account_id, daily_series(day, 1) AS tickets FROM ticket_of_day WHERE day > date '2025-12-31' - 450 GROUP BY account_id) AS t USING (account_id),
            level_vs_baseline(used, '2025-12-31', '2024-12-04') AS l, ticket_trajectory(tickets, '2025-12-31', '2020-01-01') AS g
    ) AS s$$, bench.our_points('l.ratio', 'g.change'));

CREATE FUNCTION bench.keep(query text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    n bigint;
BEGIN
    TRUNCATE kept;
    EXECUTE 'INSERT INTO kept ' || query;
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END
$$;
CREATE TABLE as_many_scores AS SELECT account_id, date '2024-12-31' + d AS day, ((account_id * 7919 + d * 104729) % 1000000000) / 10000000.0 AS points, (ARRAY['red', 'yellow', 'green'])[1 + (account_id + d) % 3] AS tier
    FROM (SELECT DISTINCT account_id FROM use_of_day) AS a, generate_series(1, 365) AS d;
VACUUM ANALYZE as_many_scores;

INSERT INTO bench.work (work, size, reach)
SELECT w.work, bench.sized(count(*) + 50 * :accounts, :accounts) || w.put_out, w.reach FROM use_of_day,
    (VALUES (1, 'score of one day', '', 2), (2, 'a year of daily scores, computed and counted', format(', %s scores', bench.counted(365 * :accounts)), 5), (3, 'a year of daily scores, kept in a table', format(', %s rows', bench.counted(365 * :accounts)), NULL))
        AS w (n, work, put_out, reach)
GROUP BY w.n, w.work, w.put_out, w.reach ORDER BY w.n;
INSERT INTO bench.query (work, part, query, faster)
SELECT work, part, query, faster FROM (VALUES
(1, 'score of one day', 'floor', 'SELECT account_id, sum(amount) FROM use_of_day WHERE day > date ''2025-12-31'' - 392 GROUP BY account_id', NULL),
(2, 'score of one day', 'ours', bench.our_day(), NULL),
(3, 'score of one day', 'sums of the windows', bench.plain_day(), 1.3),
(4, 'a year of daily scores, computed and counted', 'floor', 'SELECT account_id, sum(amount) FROM (SELECT account_id, amount FROM use_of_day UNION ALL SELECT account_id, 1 FROM ticket_of_day) AS x GROUP BY account_id', NULL),
(5, 'a year of daily scores, computed and counted', 'ours', format('SELECT day, tier, count(*) AS accounts FROM (%s) AS y GROUP BY day, tier', bench.our_year()), NULL),
(6, 'a year of daily scores, computed and counted', 'running sums in arrays', format('SELECT day, tier, count(*) AS accounts FROM (%s) AS y GROUP BY day, tier', bench.plain_year()), 25),
(7, 'a year of daily scores, kept in a table', 'floor', 'SELECT account_id, sum(points) FROM as_many_scores GROUP BY account_id', NULL),
(8, 'a year of daily scores, kept in a table', 'ours', format('SELECT bench.keep(%L)', bench.our_year()), NULL),
(9, 'a year of daily scores, kept in a table', 'INSERT … SELECT of as many rows of the same width', 'SELECT bench.keep(''SELECT * FROM as_many_scores'')', NULL)
) AS q (n, work, part, query, faster) ORDER BY n;

CALL bench.compare('score of one day', 'sums of the windows', 'account_id');
CALL bench.compare('a year of daily scores, computed and counted', 'running sums in arrays', 'day, tier');
CALL bench.measure('score of one day', :times);
-- plain SQL takes its time: twice will do
CALL bench.measure('a year of daily scores, computed and counted', least(:times, 2));
CALL bench.measure('a year of daily scores, kept in a table', :times);
DROP TABLE use_of_day, ticket_of_day, kept, as_many_scores;
