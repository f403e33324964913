-- Falling weeks and the worst month of every account, from its daily usage. Rows lie day after day. No week is empty, so plain
-- SQL is spared filling it with 0.
SELECT CASE :'scale' WHEN 'full' THEN 5000 WHEN 'small' THEN 1000 ELSE 60 END AS accounts,
       CASE :'scale' WHEN 'smoke' THEN 200 ELSE 730 END AS days \gset
CREATE TABLE usage AS
    SELECT account_id::int, date '2025-12-31' - i AS day,
           (CASE WHEN account_id % 4 = 0 THEN least(40, 12 + i / 2) ELSE 30 END + (account_id * 7919 + i * 104729) % 17)::float8 AS amount
    FROM generate_series(:days - 1, 0, -1) AS i, generate_series(1, :accounts) AS account_id
    WHERE (account_id + i) % 7 > 1 OR account_id % 3 = 0
    ORDER BY day, account_id;
VACUUM ANALYZE usage;

INSERT INTO bench.work (work, size, reach)
SELECT 'falling weeks and worst month', bench.sized(count(*), :accounts), 1.4 FROM usage;
INSERT INTO bench.query (work, part, query, faster)
SELECT 'falling weeks and worst month', part, query, faster FROM (VALUES
('floor', 'SELECT account_id, sum(amount) FROM usage GROUP BY account_id', NULL),
('ours', $$
    SELECT account_id, weeks, declining, ratio
    FROM (SELECT account_id, daily_series(day, amount) AS series FROM usage GROUP BY account_id) AS s,
        declining_weeks(series, '2025-12-31', '2020-01-01'), worst_month_vs_baseline(series, '2025-12-31', '2020-01-01')$$, NULL),
('windows and medians', $$
    WITH month AS (
        SELECT account_id, sum(amount) FILTER (WHERE day >= '2025-12-01') AS m0, sum(amount) FILTER (WHERE day BETWEEN '2025-11-01' AND '2025-11-30') AS m1,
               sum(amount) FILTER (WHERE day BETWEEN '2025-10-01' AND '2025-10-31') AS m2, sum(amount) FILTER (WHERE day BETWEEN '2025-09-01' AND '2025-09-30') AS m3
        FROM usage WHERE day BETWEEN '2025-09-01' AND '2025-12-31' GROUP BY account_id),
    week AS (
        SELECT account_id, (date '2025-12-28' - day) / 7 AS back, sum(amount) AS amount
        FROM usage WHERE day <= '2025-12-28' GROUP BY account_id, back),
    run AS (
        SELECT account_id, min(back) FILTER (WHERE amount >= before OR before IS NULL) AS weeks
        FROM (SELECT account_id, back, amount, lead(amount) OVER (PARTITION BY account_id ORDER BY back) AS before FROM week) AS w
        GROUP BY account_id),
    usual AS (
        SELECT account_id, weeks, percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS middle
        FROM run JOIN week USING (account_id) WHERE back BETWEEN weeks AND weeks + 12 GROUP BY account_id, weeks),
    spread AS (
        SELECT account_id, weeks, middle, percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(amount - middle)) AS mad
        FROM usual JOIN week USING (account_id) WHERE back BETWEEN weeks AND weeks + 12 GROUP BY account_id, weeks, middle)
    SELECT account_id, weeks::int AS weeks, weeks >= 3 AND middle >= 20 AND amount <= 0.85 * middle AND amount <= middle - 2 * 1.4826 * mad AS declining,
           CASE WHEN b >= 20 THEN m0 / b END AS ratio
    FROM month JOIN spread USING (account_id) JOIN week USING (account_id),
        LATERAL (SELECT greatest(least(m1, m2), least(greatest(m1, m2), m3)) AS b) AS baseline
    WHERE back = 0$$, 4)
) AS q (part, query, faster);

CALL bench.compare('falling weeks and worst month', 'windows and medians', 'account_id');
CALL bench.measure('falling weeks and worst month', :times);
DROP TABLE usage;
