-- The weighted score of the last 30 days beside every row. Rows lie in order of account and
-- day, so that the sort of the window has nothing to do.
SELECT CASE :'scale' WHEN 'full' THEN 1500 WHEN 'small' THEN 300 ELSE 20 END AS accounts,
       CASE :'scale' WHEN 'smoke' THEN 80 ELSE 730 END AS days \gset
CREATE TABLE daily_answer AS
    SELECT account_id::int, date '2024-01-01' + i AS day, (account_id * 7919 + i * 104729) % 1001 / 10.0::float8 AS points,
           ((account_id + i) % 4 + 1)::float8 AS weight
    FROM generate_series(1, :accounts) AS account_id, generate_series(0, :days - 1) AS i
    ORDER BY account_id, day;
VACUUM ANALYZE daily_answer;

INSERT INTO bench.work (work, size, reach) VALUES
    ('weighted score of the last 30 days', bench.sized(:accounts * :days, :accounts), 6);
INSERT INTO bench.query (work, part, query, faster)
SELECT 'weighted score of the last 30 days', part, query, faster FROM (VALUES
('floor', 'SELECT account_id, sum(points) FROM daily_answer GROUP BY account_id', NULL),
('ours', $$
    SELECT account_id, day, weighted_score(points, weight) OVER (PARTITION BY account_id ORDER BY day ROWS 29 PRECEDING) AS points
    FROM daily_answer$$, NULL),
('a frame of sums', $$
    SELECT account_id, day, sum(points * weight) OVER w / sum(weight) OVER w AS points
    FROM daily_answer WINDOW w AS (PARTITION BY account_id ORDER BY day ROWS 29 PRECEDING)$$, 10),
('running sums and lag', $$
    SELECT account_id, day, (product - coalesce(lag(product, 30) OVER w, 0)) / (total - coalesce(lag(total, 30) OVER w, 0)) AS points
    FROM (SELECT account_id, day, sum(points * weight) OVER w AS product, sum(weight) OVER w AS total
          FROM daily_answer WINDOW w AS (PARTITION BY account_id ORDER BY day)) AS s
    WINDOW w AS (PARTITION BY account_id ORDER BY day)$$, 1.4),
('row_number(), which does nothing', $$
    SELECT account_id, day, points, weight, row_number() OVER (PARTITION BY account_id ORDER BY day) AS n FROM daily_answer$$, NULL)
) AS q (part, query, faster);

CALL bench.compare('weighted score of the last 30 days', 'a frame of sums', 'account_id, day', 0.000001);
CALL bench.compare('weighted score of the last 30 days', 'running sums and lag', 'account_id, day', 0.000001);
CALL bench.measure('weighted score of the last 30 days', :times);
DROP TABLE daily_answer;
