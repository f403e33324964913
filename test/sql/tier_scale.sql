-- tier, tier_scale, tier_of: malformed literals first.
SET search_path = health_score, public;

\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT literal, r.state, r.detail
FROM unnest(ARRAY[
    '', ' ', 'yellow', 'yellow 60', 'green 80', 'yellow 60 green 80', 'yellow 60, green 80,', ', yellow 60, green 80',
    'yellow 60, green', 'yellow sixty, green 80', 'yellow 60, green 80, blue 90', 'Yellow 60, Green 80',
    'yellow 60, yellow 60, green 80', 'yellow 80, green 60', 'yellow 60, green 60', 'yellow -1, green 80',
    'yellow 60, green 100.000001', 'yellow NaN, green 80', 'yellow 60, green inf', 'yellow 60, green Infinity',
    'yellow 1e400, green 80', 'yellow 60, green 1e13', 'yellow 60, green 80, margin -1', 'yellow 60, green 80, margin 51',
    'yellow 60, green 80, margin', 'yellow 60, green 80, down 3', 'yellow 60, green 80, down 0 days',
    'yellow 60, green 80, up 366 days', 'yellow 60, green 80, up 3.5 days', 'yellow 60, green 80, up 99999999999999999999 days',
    'yellow 60, green 80, down 3 daysago', 'yellow 60, green 80; drop', '{"yellow": 60}', 'yellow60, green 80',
    'yellow 60, green 0x50', 'yellow --60, green 80', 'yellow 6 0, green 80'
]) AS literal, pg_temp.refused(format('SELECT %L::tier_scale', literal)) AS r;


-- A whole message, as a user sees it.
SELECT 'yellow 80, green 60'::tier_scale;

-- Well formed: any order, white space, defaults; the output is canonical.
SELECT literal, literal::tier_scale, literal::tier_scale::text::tier_scale = literal::tier_scale AS same
FROM unnest(ARRAY['yellow 60, green 80', 'green 80,yellow 60', E'\tyellow\n60 , green 80.0, margin 0',
    'yellow 0, green 100, down 1 day, up 365 days', 'yellow 59.5, green 80.123456, margin 1.5',
    'up 1 days, down 2 day, yellow .5, green 1e1']) AS literal;

-- Binary form: out, back, and damaged.
SELECT tier_scale_send('yellow 60, green 80');
SELECT pg_temp.received('tier_scale', tier_scale_send('yellow 59.5, green 80, margin 0, down 1 day, up 7 days'));
SELECT bytes, r.state, r.message, r.detail
FROM unnest(ARRAY['\x', '\x01', '\x020393870004c4b400001e8480000000030000000e', '\x010393870004c4b400001e848000000003000000',
    '\x010393870004c4b400001e8480000000030000000e00', '\x0104c4b40003938700001e8480000000030000000e',
    '\x010393870004c4b400ffffffff000000030000000e', '\x010393870004c4b400001e8480000000000000000e']::bytea[]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''tier_scale'', %L)', bytes)) AS r;

-- Equality and hashing.
CREATE TEMPORARY TABLE kept (scale tier_scale);
INSERT INTO kept VALUES ('yellow 60, green 80'), ('yellow 60, green 80, margin 2'), ('yellow 50, green 70, up 7 days'), (NULL);
SELECT scale, count(*) FROM kept GROUP BY scale ORDER BY scale::text;
SELECT count(*) FROM kept a JOIN kept b ON a.scale = b.scale;
SELECT count(*) FROM kept a JOIN kept b ON a.scale <> b.scale;

-- tier_of: boundaries belong to the better tier; points are taken in millionths, ties to even.
SELECT points, tier_of(points, 'yellow 60, green 80')
FROM unnest(ARRAY[-5, 0, 59.999999, 59.9999994, 59.9999996, 60, 79.999999, 80, 100, 1e6]::float8[]) AS points;
SELECT tier_of(72.5::numeric(9, 6), 'yellow 60, green 80'), tier_of(NULL, 'yellow 60, green 80') IS NULL AS null_points,
    tier_of(60, NULL) IS NULL AS null_scale;
SELECT tier_of('NaN', 'yellow 60, green 80');
SELECT tier_of('Infinity', 'yellow 60, green 80');
SELECT tier_of('-Infinity', 'yellow 60, green 80');
SELECT tier_of(1e300, 'yellow 60, green 80');
SELECT 'red'::tier < 'yellow'::tier AND 'yellow'::tier < 'green'::tier AS in_order;
SELECT 'blue'::tier;

-- tier_certainty: certain within one tier, likely where half of the range or more lies in the tier of the points.
SELECT points, worst, best, tier_certainty(points, worst, best, 'yellow 60, green 80')
FROM (VALUES (82, 80, 100), (82, 79.999999, 100), (82, 58, 91), (88, 75, 92), (70, 60, 79.999999), (70, 50, 90), (70, 49, 91), (30, 10, 60),
    (30, 10, 120), (80, 60, 100), (80, 59.999999, 100), (50, 50, 50)) AS v (points, worst, best);
SELECT tier_certainty(NULL, 0, 100, 'yellow 60, green 80') IS NULL AS null_points;
SELECT r.state, r.message FROM unnest(ARRAY['70, 80, 60', '''NaN'', 0, 100', '70, ''-Infinity'', 100']) AS arguments,
    pg_temp.refused(format($$SELECT tier_certainty(%s, 'yellow 60, green 80')$$, arguments)) AS r;
