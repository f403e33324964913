-- The weighted mean of an account's points and how much of the weight was observed. Rows lie as a loader leaves them: day after
-- day, every account on each.
SELECT CASE :'scale' WHEN 'full' THEN 100000 WHEN 'small' THEN 20000 ELSE 100 END AS accounts,
       CASE :'scale' WHEN 'full' THEN 100 WHEN 'small' THEN 50 ELSE 20 END AS rows_each \gset
CREATE TABLE answer AS
    SELECT account_id::int, CASE WHEN (account_id * 31 + i * 17) % 11 > 0 THEN (account_id * 7919 + i * 104729) % 1001 / 10.0 END::float8 AS points,
           ((account_id + i) % 4 + 1)::float8 AS weight
    FROM generate_series(1, :rows_each) AS i, generate_series(1, :accounts) AS account_id
    ORDER BY i, account_id;
VACUUM ANALYZE answer;

INSERT INTO bench.work (work, size, reach) VALUES
    ('weighted score with coverage', bench.sized(:accounts * :rows_each, :accounts), 1.35);
INSERT INTO bench.query (work, part, query, faster)
SELECT 'weighted score with coverage', part, query, faster FROM (VALUES
('floor', $$SELECT account_id, sum(points) FROM answer GROUP BY account_id$$, NULL),
('ours', $$
    SELECT account_id, points(sums) AS points, coverage(sums) AS coverage
    FROM (SELECT account_id, weighted_sum(points, weight) AS sums FROM answer GROUP BY account_id) AS s$$, NULL),
('sums in double precision', $$
    SELECT account_id, sum(points * weight) / nullif(sum(weight) FILTER (WHERE points IS NOT NULL), 0) AS points,
           sum(weight) FILTER (WHERE points IS NOT NULL) / nullif(sum(weight), 0) AS coverage
    FROM answer GROUP BY account_id$$, 0.91),
('sums in numeric', $$
    SELECT account_id, round(sum(points::numeric * weight::numeric) / nullif(sum(weight::numeric) FILTER (WHERE points IS NOT NULL), 0), 6) AS points,
           round(sum(weight::numeric) FILTER (WHERE points IS NOT NULL) / nullif(sum(weight::numeric), 0), 6) AS coverage
    FROM answer GROUP BY account_id$$, 3)
) AS q (part, query, faster);

CALL bench.compare('weighted score with coverage', 'sums in double precision', 'account_id', 0.000001);
CALL bench.compare('weighted score with coverage', 'sums in numeric', 'account_id');
CALL bench.measure('weighted score with coverage', :times);
DROP TABLE answer;
