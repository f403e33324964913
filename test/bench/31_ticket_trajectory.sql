-- The course of an account's tickets as of every day of a year. Plain SQL leaves out the probabilities and the class.
-- The aim is absolute, 250 ns a row, 3.5 times what a scan that sums takes for a row where this was set: so it is against such a scan.
SELECT CASE :'scale' WHEN 'full' THEN 1000 WHEN 'small' THEN 300 ELSE 5 END AS accounts \gset
CREATE TABLE ticket AS
    SELECT account_id::int, date '2025-12-31' - ((account_id * 7919 + i * 104729) % 815)::int AS day
    FROM generate_series(1, :accounts) AS account_id, generate_series(1, 50) AS i;
CREATE TABLE as_many AS SELECT account_id::int, n::float8 FROM generate_series(1, :accounts) AS account_id, generate_series(1, 365) AS n;
VACUUM ANALYZE ticket, as_many;

INSERT INTO bench.work (work, size, reach) VALUES
    ('ticket trajectory on every day of a year', bench.sized(50 * :accounts, :accounts) || format(', %s days put out', bench.counted(365 * :accounts)), NULL);
INSERT INTO bench.query (work, part, query, faster)
SELECT 'ticket trajectory on every day of a year', part, query, faster FROM (VALUES
('floor', 'SELECT account_id, sum(1) FROM ticket GROUP BY account_id', NULL),
('ours', $$
    SELECT account_id, t.*
    FROM (SELECT account_id, daily_series(day, 1) AS series FROM ticket GROUP BY account_id) AS s,
        ticket_trajectory_by_day(series, '2025-01-01', '2025-12-31', '2020-01-01') AS t$$, NULL),
('running sums in an array', $$
    SELECT account_id, day, c[i - 60] - c[i - 90] AS n1, c[i - 30] - c[i - 60] AS n2, c[i] - c[i - 30] AS n3, 12 AS k, median, mad,
           (c[i] - c[i - 30] - median) / greatest(1, 1.4826 * mad) AS change
    FROM (
        SELECT account_id, array_agg(tickets ORDER BY day) AS c
        FROM (SELECT account_id, day, sum(n) OVER (PARTITION BY account_id ORDER BY day)::int AS tickets
              FROM (SELECT account_id, d.day, count(t.day) AS n
                    FROM (SELECT DISTINCT account_id FROM ticket) AS a CROSS JOIN (SELECT date '2023-10-07' + i AS day FROM generate_series(1, 816) AS i) AS d
                    LEFT JOIN ticket AS t USING (account_id, day) GROUP BY account_id, d.day) AS n) AS r
        GROUP BY account_id) AS a,
    generate_series(452, 816) AS i,
    LATERAL (SELECT date '2023-10-07' + i AS day, ARRAY[c[i - 90] - c[i - 120], c[i - 120] - c[i - 150], c[i - 150] - c[i - 180], c[i - 180] - c[i - 210],
             c[i - 210] - c[i - 240], c[i - 240] - c[i - 270], c[i - 270] - c[i - 300], c[i - 300] - c[i - 330], c[i - 330] - c[i - 360],
             c[i - 360] - c[i - 390], c[i - 390] - c[i - 420], c[i - 420] - c[i - 450]] AS usual) AS u,
    LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) AS median FROM unnest(usual) AS n) AS m,
    LATERAL (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(n - median)) AS mad FROM unnest(usual) AS n) AS s$$, 30),
('a scan that sums as many rows', 'SELECT account_id, sum(n) FROM as_many GROUP BY account_id', 0.28)
) AS q (part, query, faster);

CALL bench.compare('ticket trajectory on every day of a year', 'running sums in an array', 'account_id, day');
CALL bench.measure('ticket trajectory on every day of a year', :times);
DROP TABLE ticket, as_many;
