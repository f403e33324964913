-- 500,000 rows, 0 to 4 workers, hash and sort, 20 row orders: one value, by its binary output.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/aggregate_plans.sql'
\set ECHO none
\i :include
\set ECHO all

-- Points of which float8 sums would depend on the order; every ninth is missing.
CREATE UNLOGGED TABLE plan_points AS
SELECT i % 1000 AS account, CASE WHEN i % 9 <> 0 THEN ((i * 7919::bigint) % 100003) / 997.0 * (10 ^ (i % 7 - 3)) END::float8 AS points,
    (i * 31 % 97) / 7.0::float8 AS weight
FROM generate_series(1, 500000) AS i;
ANALYZE plan_points;
CREATE TEMPORARY TABLE by_plan AS
SELECT * FROM pg_temp.bits_by_plan('plan_points', 'account', 'weighted_sum_send(weighted_sum(points, weight))');
CREATE TEMPORARY TABLE by_order AS
SELECT * FROM pg_temp.bits_by_order('plan_points', 'account', 'weighted_sum_send(weighted_sum(points, weight))');
SELECT workers, strategy, partial, count(*) FROM by_plan GROUP BY 1, 2, 3 ORDER BY 2, 1;
SELECT (SELECT count(*) FROM by_plan) AS plans, (SELECT count(*) FROM by_order) AS orders, count(DISTINCT bits) AS values
FROM (SELECT bits FROM by_plan UNION ALL SELECT bits FROM by_order) AS b;
-- float8 would not have done
SELECT count(DISTINCT bits) > 1 AS float8_depends_on_the_order
FROM pg_temp.bits_by_order('plan_points', 'account', 'float8send(sum(points * weight))', 3);
-- by way of parts: a rollup of sums of 500 shards each
SELECT count(*) AS groups, count(*) FILTER (WHERE direct IS DISTINCT FROM rolled_up) AS differ
FROM (SELECT account, weighted_sum(points, weight) AS direct FROM plan_points GROUP BY account) AS d
JOIN (SELECT account, rollup(s) AS rolled_up
      FROM (SELECT account, weighted_sum(points, weight) AS s FROM plan_points GROUP BY account, round(points)) AS parts
      GROUP BY account) AS r USING (account);
DROP TABLE plan_points, by_plan, by_order;

-- 25,000 scorecards of 20 criteria.
CREATE UNLOGGED TABLE plan_criteria AS
SELECT card, 'component ' || n % 4 AS component, 'criterion ' || n AS criterion, (n * 31 % 17) / 20.0::float8 AS weight, reason,
    CASE WHEN reason = 'observed' THEN (card * 7919::bigint * n % 100000001) / 1e6 END AS points
FROM generate_series(0, 499999) AS i, LATERAL (SELECT i % 25000 AS card, i / 25000 AS n) AS c,
    LATERAL (SELECT (ARRAY['observed', 'observed', 'observed', 'not_applicable', 'too_young', 'no_feed'])[1 + (card * 13 + n * 7) % 6] AS reason) AS r;
ANALYZE plan_criteria;
CREATE TEMPORARY TABLE by_plan AS
SELECT * FROM pg_temp.bits_by_plan('plan_criteria', 'card', 'scorecard_send(scorecard(component, criterion, points, weight, reason))');
CREATE TEMPORARY TABLE by_order AS
SELECT * FROM pg_temp.bits_by_order('plan_criteria', 'card', 'scorecard_send(scorecard(component, criterion, points, weight, reason))');
SELECT workers, strategy, partial, count(*) FROM by_plan GROUP BY 1, 2, 3 ORDER BY 2, 1;
SELECT (SELECT count(*) FROM by_plan) AS plans, (SELECT count(*) FROM by_order) AS orders, count(DISTINCT bits) AS values
FROM (SELECT bits FROM by_plan UNION ALL SELECT bits FROM by_order) AS b;
DROP TABLE plan_criteria, by_plan, by_order;
