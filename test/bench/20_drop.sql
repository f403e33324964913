-- How far the points are below the highest of the last 30 days, beside every row. About one day in twelve was not evaluated. Rows
-- lie in order of account and day, so that the sort of the window has nothing to do. The table serves the next two files as well.
SELECT CASE :'scale' WHEN 'full' THEN 3000 WHEN 'small' THEN 600 ELSE 40 END AS accounts \gset
CREATE TABLE score AS
    SELECT account_id::int, date '2025-01-01' + i AS day,
           round((70 + 17 * sin(i / 25.0 + account_id) + chance(account_id || ' ' || i, 100) / 20.0)::numeric, 1)::float8 AS points
    FROM generate_series(1, :accounts) AS account_id, generate_series(0, 364) AS i
    WHERE (account_id * 31 + i * 17) % 12 > 0
    ORDER BY account_id, day;
VACUUM ANALYZE score;

INSERT INTO bench.work (work, size, reach)
SELECT 'drop in 30 days beside every row', bench.sized(count(*), :accounts), 3.3 FROM score;
INSERT INTO bench.query (work, part, query, faster)
SELECT 'drop in 30 days beside every row', part, query, faster FROM (VALUES
('floor', 'SELECT account_id, sum(points) FROM score GROUP BY account_id', NULL),
('ours', 'SELECT account_id, day, score_drop(points, day, 30) OVER (PARTITION BY account_id ORDER BY day) AS fall FROM score', NULL),
('the maximum over a frame', $$
    SELECT account_id, day, max(points) OVER (PARTITION BY account_id ORDER BY day RANGE '30 days' PRECEDING) - points AS fall
    FROM score$$, 5),
('row_number(), which does nothing', 'SELECT account_id, day, points, row_number() OVER (PARTITION BY account_id ORDER BY day) AS n FROM score', 0.74)
) AS q (part, query, faster);

CALL bench.compare('drop in 30 days beside every row', 'the maximum over a frame', 'account_id, day', 0.0000001);
CALL bench.measure('drop in 30 days beside every row', :times);
