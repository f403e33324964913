-- score_curve and points_at: malformed literals first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT literal, r.state, r.detail
FROM unnest(ARRAY[
    '', ' ', ':', '0', '0:', ':0', '0:0,', ',0:0', '0:0 1:100', '0:0;1:100', '0:0,,1:100', '0=0', '(0:0)', '{0:0}', '0:0:0',
    'a:0', '0:b', 'NaN:0', '0:NaN', 'inf:0', '-inf:0', '0:infinity', '1e400:0', '0:1e400', '1e13:0', '-1e13:0',
    '0:-1', '0:100.000001', '1:0, 0:100', '0:0, 1:50, 0.5:60', '0:0, 0:1, 0:2', '0:0, 1:100 x', '+1:0', '0x1:0', '--1:0', '1e:0',
    '0:0, 1:', '0:0, 1', '.:0', '-:0', '١:0'
]) AS literal, pg_temp.refused(format('SELECT %L::score_curve', literal)) AS r;
SELECT r.state, r.detail FROM (SELECT string_agg(i || ':0', ',') AS literal FROM generate_series(1, 1001) i) t,
    pg_temp.refused(format('SELECT %L::score_curve', literal)) AS r;

-- A whole message, as a user sees it: the raw values descend.
SELECT '0:0, 1:100, 0.8:80'::score_curve;

-- Well formed: the output is canonical and reads back as the same value.
SELECT literal, literal::score_curve, literal::score_curve::text::score_curve = literal::score_curve AS same
FROM unnest(ARRAY['0:0, 0.6:60, 0.8:80, 1:100', '5:50', ' 0 : 100 ,1:80', '-0.3:0,-.1:60,0:80,.2:100', '-0:-0', '0:0,0:50,1:100',
    '1e-7:1,1e3:2', '0.1:0.1, 0.30000000000000004:5', '123456789012.25:5', '1:1e2']) AS literal;

-- Binary form: out, back, and damaged.
SELECT score_curve_send('0:0, 1:100');
SELECT pg_temp.received('score_curve', score_curve_send('0:0, 0.6:60, 0.6:70, 1:100'));
SELECT bytes, r.state, r.message, r.detail
FROM unnest(ARRAY['\x', '\x01', '\x0100000000', '\x02000000010000000000000000000000000000',
    '\x01000000010000000000000000', '\x010000000100000000000000000000000000000000ff', '\x01ffffffff00000000000000000000000000000000',
    '\x01000000017ff80000000000000000000000000000', '\x0100000001000000000000000040590000000000ff',
    '\x0100000002' || '3ff00000000000000000000000000000' || '00000000000000000000000000000000']::bytea[]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''score_curve'', %L)', bytes)) AS r;

-- points_at: clamped at both ends, linear between; falling, and one point.
SELECT value, points_at('0:0, 0.6:60, 0.8:80, 1:100', value), points_at('0:100, 90:80, 120:60, 270:0', value * 100) AS falling,
    points_at('3:42', value) AS flat
FROM unnest(ARRAY[-1e300, -1, 0, 0.1, 0.3, 0.6, 0.7, 0.8, 0.95, 1, 1.2, 2.7, 1e300]::float8[]) AS value;
-- A step: before it, at it (the later point counts), after it. At the ends too.
SELECT value, points_at('0:0, 1:40, 1:60, 2:100', value), points_at('0:10, 0:20, 1:30, 1:40', value) AS at_ends
FROM unnest(ARRAY[-1, 0, 0.999999999, 1, 1.5, 2, 3]::float8[]) AS value;
-- Rounded to millionths once, ties to even, as SQL's round() of a float8.
SELECT points_at('0:0, 3:1', 1), points_at('0:0, 1:0.0000005', 1), points_at('0:0, 1:0.0000015', 1);
SELECT points_at(NULL, 1) IS NULL AS null_curve, points_at('0:0', NULL) IS NULL AS null_value;
SELECT points_at('0:0, 1:100', 'NaN');
SELECT points_at('0:0, 1:100', 'Infinity');
SELECT points_at('0:0, 1:100', '-Infinity');

-- The same bits as the formula in plain SQL, on 2,000 raw values of a rising and a falling piece.
SELECT count(*) AS disagree
FROM generate_series(0, 1999) AS i, LATERAL (SELECT (i * 0.000457)::float8 AS x) v
WHERE points_at('0:0, 0.6:60, 0.8:80, 0.9:15', x) IS DISTINCT FROM (round((1e6 * CASE
    WHEN x < 0.6 THEN 0 + (x - 0) * (60 - 0) / (0.6 - 0)
    WHEN x < 0.8 THEN 60 + (x - 0.6) * (80 - 60) / (0.8::float8 - 0.6::float8)
    WHEN x < 0.9 THEN 80 + (x - 0.8) * (15 - 80) / (0.9::float8 - 0.8::float8)
    ELSE 15 END)::float8)::numeric / 1000000)::numeric(12, 6);

-- Kept in a table: short, compressed, and out of line. The long one's value must survive each.
CREATE TEMPORARY TABLE kept (id int, curve score_curve);
INSERT INTO kept VALUES (1, '0:0, 1:100'), (2, NULL);
INSERT INTO kept SELECT 3, string_agg(i || ':' || (i * 7919 % 100), ', ' ORDER BY i)::score_curve FROM generate_series(1, 1000) i;
SELECT id, points_at(curve, 0.25), points_at(curve, 500), curve = curve::text::score_curve AS same FROM kept ORDER BY id;
SELECT count(*) FROM (SELECT DISTINCT curve FROM (SELECT curve FROM kept UNION ALL SELECT '0.0:0, 1:1e2') AS both_tables) AS curves;
SELECT '0:0, 1:100'::score_curve = '0:0,1:100.0' AS equal, '0:0, 1:100'::score_curve <> '0:0, 1:99' AS different;
