-- trend: Theil-Sen slope and Mann-Kendall test of an array.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT a, r.state, r.message, r.hint FROM unnest(ARRAY['{1,NULL}', '{1,NaN}', '{1,Infinity}', '{1,1e13}', '{1,x}']) AS a, pg_temp.refused(format('SELECT health_score.trend(%L)', a)) AS r;
SELECT r.state, r.message, r.hint FROM pg_temp.refused('SELECT health_score.trend(ARRAY(SELECT x FROM generate_series(1, 1001) AS x))') AS r;
SELECT a, t.* FROM unnest(ARRAY['{}', '{3}', '{3,5}', '{3,5,4}', '{1,2,3,4}', '{4,3,2,1}', '{1,2,3,4,5}', '{2,2,2,2,2}', '{9,8,9,7,6,7,5,4}', '{9.2e12,-9.2e12,9.2e12,-9.2e12}']) AS a, health_score.trend(a::float8[]) AS t;
SELECT health_score.trend(NULL) IS NULL AS strict;
-- The formulas in plain SQL, on random arrays with ties.
SELECT setseed(0.5);
CREATE TEMP TABLE sample AS SELECT k, array_agg(floor(random() * (3 + k % 20)) + i * ((k % 5) - 2) * 0.3 ORDER BY i) AS y FROM generate_series(1, 300) AS k, generate_series(1, 40) AS i WHERE i <= 4 + k % 37 GROUP BY k;
SELECT count(*) AS arrays, count(*) FILTER (WHERE t.direction = 'falling') > 20 AS some_fall, count(*) FILTER (WHERE t.direction = 'rising') > 20 AS some_rise,
    count(*) FILTER (WHERE abs(t.slope - o.slope) > 1e-12 OR abs(t.median - o.median) > 1e-12 OR t.n <> cardinality(s.y)) AS other_slope,
    count(*) FILTER (WHERE t.direction IS DISTINCT FROM CASE WHEN abs(o.s) - 1 > 1.6448536269514722 * sqrt(o.variance) THEN CASE WHEN o.s < 0 THEN 'falling' ELSE 'rising' END ELSE 'none' END) AS other_direction
FROM sample AS s
CROSS JOIN LATERAL health_score.trend(s.y) AS t
CROSS JOIN LATERAL (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (s.y[j] - s.y[i]) / (j - i)) AS slope, sum(sign(s.y[j] - s.y[i])) AS s,
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v) FROM unnest(s.y) AS v) AS median,
        (cardinality(s.y) * (cardinality(s.y) - 1) * (2 * cardinality(s.y) + 5) - (SELECT sum(c * (c - 1) * (2 * c + 5)) FROM (SELECT count(*) AS c FROM unnest(s.y) AS v GROUP BY v) AS g)) / 18.0 AS variance
    FROM generate_subscripts(s.y, 1) AS i, generate_subscripts(s.y, 1) AS j WHERE i < j) AS o;
