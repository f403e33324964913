-- weighted_sum, weighted_score, rollup(weighted_sum): malformed literals first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT literal, r.state, r.detail
FROM unnest(ARRAY[
    '', ' ', 'sum', 'sum 1', 'sum 1,', 'sum 1, weight 1', 'sum 1, weight 1 of', 'sum 1, weight 1 of 1', 'sum 1, weight 1 of 1, rows',
    'sum 1, weight 1 of 1, rows 1', 'sum 1, weight 1 of 1, rows 1 of', 'sum 1, weight 1 of 1, rows 1 of 1 x',
    'sum 1 weight 1 of 1 rows 1 of 1', 'weight 1 of 1, sum 1, rows 1 of 1', 'sum a, weight 1 of 1, rows 1 of 1',
    'sum NaN, weight 1 of 1, rows 1 of 1', 'sum 1e3, weight 1 of 1, rows 1 of 1', 'sum 1., weight 1 of 1, rows . of 1',
    'sum 0.0000000000001, weight 1 of 1, rows 1 of 1', 'sum 1, weight 0.0000001 of 1, rows 1 of 1', 'sum -, weight 1 of 1, rows 1 of 1',
    'sum ., weight 1 of 1, rows 1 of 1', 'sum 1.1.1, weight 1 of 1, rows 1 of 1', 'sum 1, weight 2 of 1, rows 1 of 1',
    'sum 1, weight -1 of 1, rows 1 of 1', 'sum 1, weight 1 of 1, rows 2 of 1', 'sum 1, weight 1 of 1, rows -1 of 1',
    'sum 1, weight 1 of 1, rows 1.5 of 2', 'sum 1, weight 0 of 1, rows 0 of 1', 'sum 1, weight 1 of 2, rows 1 of 1',
    'sum 1, weight 1000001 of 1000001, rows 1 of 1', 'sum 9300000000000, weight 1 of 1, rows 1 of 1',
    'sum 1, weight 1 of 1, rows 1 of 9223372036854775808', 'sum 340282366920938463463374607431768211456, weight 1 of 1, rows 1 of 1',
    'Sum 1, weight 1 of 1, rows 1 of 1'
]) AS literal, pg_temp.refused(format('SELECT %L::weighted_sum', literal)) AS r;

-- Well formed, and the output reads back as the same value.
SELECT literal, literal::weighted_sum, literal::weighted_sum::text::weighted_sum = literal::weighted_sum AS same,
    points(literal::weighted_sum), coverage(literal::weighted_sum)
FROM unnest(ARRAY['sum 145.5, weight 2 of 3, rows 2 of 3', 'sum 0, weight 0 of 0, rows 0 of 0', 'sum -.5,weight 1 of 1,rows 1 of 1',
    'sum 0.000000000001, weight 0.000001 of 0.5, rows 1 of 2', 'sum 0, weight 0 of 5, rows 3 of 9',
    'sum 9200000000000000000, weight 1000000 of 1000000, rows 1 of 1']) AS literal;

-- Binary form: out, back, and damaged.
SELECT weighted_sum_send('sum -145.5, weight 2 of 3, rows 2 of 3');
SELECT pg_temp.received('weighted_sum', weighted_sum_send('sum -145.5, weight 2 of 3, rows 2 of 3'));
SELECT r.state, r.message, r.detail
FROM weighted_sum_send('sum 145.5, weight 2 of 3, rows 2 of 3') AS sound,
    unnest(ARRAY['\x', substr(sound, 1, 64), sound || '\x00', set_byte(sound, 0, 2), set_byte(sound, 1, 255), set_byte(sound, 9, 128),
        set_byte(sound, 33, 255), set_byte(sound, 17, 127)]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''weighted_sum'', %L)', bytes)) AS r;

-- NULLs: no points is not observed, no row at all is NULL, a row of an outer join does not count.
SELECT what, weighted_score(points, weight), coverage(weighted_sum(points, weight)), weighted_sum(points, weight)
FROM (VALUES ('one', 72.5::float8, 2::float8), ('not observed', NULL, 2), ('outer join', NULL, NULL), ('weight 0', 50, 0),
    ('some', 50, 1), ('some', 90, 3), ('some', NULL, 4)) AS v(what, points, weight)
GROUP BY what ORDER BY what;
SELECT weighted_score(1, 1) AS score, weighted_sum(1, 1) AS sum WHERE false;
SELECT weighted_score(50, NULL);

-- NaN, infinity, huge.
SELECT weighted_score('NaN', 1);
SELECT weighted_score('Infinity', 1);
SELECT weighted_score(50, 'NaN');
SELECT weighted_score(50, '-Infinity');
SELECT weighted_score(50, -1);
SELECT weighted_score(50, 1000000.1);
SELECT weighted_score(1e13, 1);
SELECT weighted_score(x, 1e6) FROM (VALUES (9.2e12::float8), (-9.2e12), (9.2e12)) AS v(x);
SELECT r.state, r.message FROM pg_temp.refused(
    $$SELECT rollup(s) FROM (SELECT 'sum 92000000000000000000000000, weight 10000000000000 of 10000000000000, rows 10000000 of 10000000'::weighted_sum
      FROM generate_series(1, 3)) AS v(s)$$) AS r;

-- Exact where float8 is not: each half of it would be lost beside the other.
SELECT weighted_score(x, 1) AS exact, avg(x) AS float8 FROM (VALUES (9e12::float8), (0.000003), (-9e12)) AS v(x);

-- Rounded half away from zero, on both sides.
SELECT weighted_score(x, 1) FROM (VALUES (0.000001::float8), (0)) AS v(x);
SELECT weighted_score(x, 1) FROM (VALUES (-0.000001::float8), (0)) AS v(x);

-- The same as plain numeric SQL on 1,000 rows, and by rollup of parts.
CREATE TEMPORARY TABLE given AS
SELECT i, i % 7 AS part, CASE WHEN i % 5 <> 0 THEN (i * 7919 % 1000) / 10.0 END::float8 AS points, (i * 31 % 17) / 4.0::float8 AS weight
FROM generate_series(1, 1000) AS i;
SELECT weighted_score(points, weight),
    round(sum(points::numeric * weight::numeric) / sum(weight::numeric) FILTER (WHERE points IS NOT NULL), 6) AS numeric,
    coverage(weighted_sum(points, weight)),
    round(sum(weight::numeric) FILTER (WHERE points IS NOT NULL) / sum(weight::numeric), 6) AS numeric
FROM given;
SELECT rollup(s) = (SELECT weighted_sum(points, weight) FROM given) AS same, points(rollup(s))
FROM (SELECT weighted_sum(points, weight) FROM given GROUP BY part) AS parts(s);
SELECT rollup(s) FROM (VALUES (NULL::weighted_sum), ('sum 5, weight 1 of 1, rows 1 of 1'), (NULL)) AS v(s);
SELECT rollup(s) IS NULL AS of_nothing FROM (VALUES (NULL::weighted_sum)) AS v(s);

-- A moving window takes rows out: the same bits as an aggregate over the rows of the frame. Frames without a row, too.
SELECT count(*) AS frames, count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS disagree,
    count(*) FILTER (WHERE score IS DISTINCT FROM points(fresh)) AS scores_disagree, count(*) FILTER (WHERE moving IS NULL) AS empty
FROM (
    SELECT i, weighted_sum(points, weight) OVER w AS moving, weighted_score(points, weight) OVER w AS score,
        (SELECT weighted_sum(points, weight) FROM given g WHERE g.i BETWEEN given.i - 40 AND given.i - 10) AS fresh
    FROM given
    WINDOW w AS (ORDER BY i ROWS BETWEEN 40 PRECEDING AND 10 PRECEDING)
) AS frames;
SELECT count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS disagree
FROM (
    SELECT rollup(s) OVER w AS moving,
        (SELECT rollup(p.s) FROM (SELECT i, weighted_sum(points, weight) AS s FROM given GROUP BY i) p
         WHERE p.i BETWEEN parts.i - 3 AND parts.i) AS fresh
    FROM (SELECT i, weighted_sum(points, weight) AS s FROM given WHERE i <= 100 GROUP BY i) AS parts
    WINDOW w AS (ORDER BY i ROWS 3 PRECEDING)
) AS frames;

-- Called by hand, a transition function leaves its argument alone.
SELECT s, weighted_sum_add(s, 50, 1) AS added, s AS as_before
FROM (SELECT 'sum 5, weight 1 of 1, rows 1 of 1'::weighted_sum) AS v(s);
SELECT weighted_sum_remove(weighted_sum_add(s, 50, 2), 50, 2) = s AS restored
FROM (SELECT 'sum 5, weight 1 of 1, rows 1 of 1'::weighted_sum) AS v(s);

-- Equality and hashing.
SELECT count(*) FROM (SELECT DISTINCT weighted_sum(points, weight) FROM given GROUP BY i) AS sums;
SELECT s = s AS equal, s <> 'sum 0, weight 0 of 0, rows 0 of 0' AS different
FROM (SELECT weighted_sum(points, weight) FROM given) AS v(s);
