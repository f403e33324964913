-- concentration, rollup(concentration): malformed literals first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set ECHO none
\i :errors
\set ECHO all

SELECT literal, r.state, r.detail
FROM unnest(ARRAY[
    '', ' ', 'parts', 'parts 1', 'parts 1,', 'parts 1, total 1', 'parts 1, total 1, squares 1', 'parts 1, total 1, squares 1, largest',
    'parts 1, total 1, squares 1, largest 1 x', 'parts 1 total 1 squares 1 largest 1', 'total 1, parts 1, squares 1, largest 1',
    'parts 1.5, total 1, squares 1, largest 1', 'parts 1, total NaN, squares 1, largest 1', 'parts 1, total 1e3, squares 1, largest 1',
    'parts 1, total 0.0000001, squares 1, largest 1', 'parts 1, total 1, squares 0.0000000000001, largest 1',
    'parts 9223372036854775808, total 1, squares 1, largest 1', 'parts -1, total 1, squares 1, largest 1',
    'parts 1, total -1, squares 1, largest 1', 'parts 1, total 1, squares 1, largest -1', 'parts 1, total 1, squares -1, largest 1',
    'parts 1, total 9200000000001, squares 1, largest 1', 'parts 1, total 1, squares 1, largest 9200000000001',
    'parts 1, total 1, squares 340282366920938463463374607431768211456, largest 1',
    'parts 1, total 1, squares -170141183460469231731687303, largest 1',
    'parts 0, total 1, squares 1, largest 1', 'parts 0, total 0, squares 0, largest 1', 'parts 0, total 0, squares 1, largest 0',
    'parts 1, total 0, squares 0, largest 0', 'parts 1, total 2, squares 4, largest 1', 'parts 2, total 1, squares 1, largest 1',
    'parts 2, total 3, squares 9, largest 1', 'parts 3, total 10, squares 60, largest 7', 'parts 3, total 10, squares 53, largest 7',
    'parts 3, total 10, squares 54.000000000001, largest 7', 'parts 2, total 10, squares 70, largest 7',
    'parts 9, total 0.000008, squares 0.000000000008, largest 0.000001', 'Parts 1, total 1, squares 1, largest 1'
]) AS literal, pg_temp.refused(format('SELECT %L::concentration', literal)) AS r;

-- Well formed, and the output reads back as the same value.
SELECT literal, literal::concentration, literal::concentration::text::concentration = literal::concentration AS same
FROM unnest(ARRAY['parts 0, total 0, squares 0, largest 0', 'parts 1,total 0.5,squares .25,largest 0.500000', 'parts 3, total 10, squares 54, largest 7',
    'parts 1, total 9200000000000, squares 84640000000000000000000000, largest 9200000000000',
    'parts 9200000000000000000, total 9200000000000, squares 9200000, largest 0.000001']) AS literal;

-- Binary form: out, back, and damaged.
SELECT concentration_send('parts 3, total 10, squares 54, largest 7');
SELECT pg_temp.received('concentration', concentration_send('parts 3, total 10, squares 54, largest 7'));
SELECT r.state, r.message, r.detail
FROM concentration_send('parts 3, total 10, squares 54, largest 7') AS sound,
    unnest(ARRAY['\x', substr(sound, 1, 40), sound || '\x00', set_byte(sound, 0, 2), set_byte(sound, 1, 255), set_byte(sound, 9, 127),
        set_byte(sound, 9, 255), set_byte(sound, 17, 127), set_byte(sound, 17, 128), set_byte(sound, 25, 127), set_byte(sound, 25, 128)]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''concentration'', %L)', bytes)) AS r;

-- No row, NULLs only, zeros only, one part; below 0, NaN, infinity, huge.
SELECT concentration(x) FROM unnest(ARRAY[]::float8[]) AS x;
SELECT concentration(NULL), concentration(x) FROM unnest(ARRAY[NULL, NULL]::float8[]) AS x;
SELECT what, concentration(x), parts(concentration(x)), total(concentration(x)), top_share(concentration(x)), herfindahl(concentration(x)),
    effective_parts(concentration(x)), is_concentrated(concentration(x))
FROM (VALUES ('zeros', '{0,0,NULL,0.0000004}'::float8[]), ('one', '{7}'), ('NULLs and zeros between', '{NULL,7,0,2,NULL,1,-0}'),
    ('four equal', '{3,3,3,3}'), ('five equal', '{3,3,3,3,3}')) AS v(what, list), unnest(list) AS x
GROUP BY what ORDER BY what;
SELECT x, r.* FROM unnest(ARRAY['-1', '-0.000001', 'NaN', 'Infinity', '-Infinity', '9.3e12', '1e300']) AS x,
    pg_temp.refused(format('SELECT concentration(%L::float8)', x)) AS r;
SELECT concentration(9.2e12), herfindahl(concentration(9.2e12)), effective_parts(concentration(9.2e12)), is_concentrated(concentration(9.2e12));
-- The total has its limit, whatever the order: amounts only add to it.
SELECT r.state, r.message, r.detail
FROM unnest(ARRAY['{9.2e12,0.000001}', '{0.000001,9.2e12}', '{4e12,1,5.2e12}']) AS list,
    pg_temp.refused(format('SELECT concentration(x) FROM unnest(%L::float8[]) AS x', list)) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT concentration(9e12) + concentration(1e12)$$) AS r;
SELECT concentration(4.6e12) + concentration(4.6e12) AS just;

-- Where the rule turns: half the amount in one part, fewer effective parts than two, or than a quarter of them.
SELECT what, parts(c), top_share(c), effective_parts(c), is_concentrated(c)
FROM (VALUES ('half', '{4,1,1,1,1}'::float8[]), ('less than half', '{3.999999,1,1,1,1}'), ('two of many', '{100,100,1,1,1}'),
    ('four hundred, a quarter', array_fill(0.001::float8, ARRAY[399]) || 0.1), ('few of many', '{10,10,10,10}'::float8[] || array_fill(0.01::float8, ARRAY[16])),
    ('more of many', '{10,10,10,10,10,10}'::float8[] || array_fill(0.01::float8, ARRAY[16])),
    ('exactly a quarter', '{3,1}'::float8[] || array_fill(1, ARRAY[3])::float8[])) AS v(what, list),
    LATERAL (SELECT concentration(x) AS c FROM unnest(list) AS x) AS s;

-- NULL in, NULL out; no part, no share.
SELECT parts(c) IS NULL AND total(c) IS NULL AND top_share(c) IS NULL AND herfindahl(c) IS NULL AND effective_parts(c) IS NULL
    AND is_concentrated(c) IS NULL AND c + c IS NULL AS nulls
FROM (VALUES (NULL::concentration)) AS v(c);

-- The n-th number in [0, 1) of a key: the same everywhere.
CREATE FUNCTION pg_temp.chance(key text, n int) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN ('x' || substr(md5(key), 1 + 6 * n, 6))::bit(24)::int / 16777216.0;

-- Against numeric SQL, and against the readers of daily_members, over 1,000 accounts of 0 to 40 parts, all much like another or not at all.
CREATE TEMPORARY TABLE part AS
SELECT id, 'user ' || i AS member, CASE WHEN pg_temp.chance(id || '/' || i, 1) > 0.1 THEN round((pg_temp.chance(id || '/' || i, 0) ^ (1 + id % 9) * 900)::numeric, id % 7) * 1e6 END AS m
FROM generate_series(1, 1000) AS id LEFT JOIN generate_series(1, 40) AS i ON i <= id % 41;
CREATE TEMPORARY TABLE value_of AS
SELECT id, concentration((m / 1e6)::float8) AS c, coalesce(daily_members('2026-01-01', member, (m / 1e6)::float8), '{}') AS members FROM part GROUP BY id;
SELECT count(*) AS accounts, count(c) AS with_parts, count(*) FILTER (WHERE parts(c) >= 5) AS judged, count(*) FILTER (WHERE is_concentrated(c)) AS concentrated,
    count(*) FILTER (WHERE (parts(c), total(c), top_share(c), herfindahl(c), effective_parts(c), is_concentrated(c)) IS DISTINCT FROM (n, total, top, hhi, effective,
        CASE WHEN n >= 5 THEN 2 * most >= sum OR sum * sum < greatest(2, 0.25 * n) * squares END)) AS different,
    count(*) FILTER (WHERE (top_share(c), effective_parts(c)) IS DISTINCT FROM (top_share(members, '2026-01-01', 1), effective_members(members, '2026-01-01', 1))) AS other_members
FROM value_of LEFT JOIN (
    SELECT id, count(*) FILTER (WHERE m > 0) AS n, sum(m) AS sum, sum(m * m) AS squares, max(m) AS most, sum(m) / 1e6 AS total,
        max(m)::float8 / nullif(sum(m), 0)::float8 AS top, sum(m * m)::float8 / nullif(sum(m) * sum(m), 0)::float8 AS hhi,
        (sum(m) * sum(m))::float8 / nullif(sum(m * m), 0)::float8 AS effective
    FROM part WHERE m IS NOT NULL GROUP BY id) AS o USING (id);

-- Any order and any split give the same bytes: rollup, +, workers.
SELECT rollup(c) = (SELECT concentration((m / 1e6)::float8) FROM part) AS same FROM value_of;
SELECT count(*) AS pairs, count(*) FILTER (WHERE b.c + a.c <> a.c + b.c OR a.c + b.c <> together) AS different
FROM value_of a JOIN value_of b ON b.id = a.id + 1
JOIN (SELECT id / 2 AS pair, rollup(c) AS together FROM value_of GROUP BY id / 2) AS r ON 2 * pair = a.id
WHERE a.c IS NOT NULL AND b.c IS NOT NULL;
SELECT a + b AS sum, a AS as_before, concentration_add(a, 4) AS added, a AS unchanged, rollup(NULL::concentration) IS NULL AS of_nothing
FROM (VALUES ('parts 3, total 10, squares 54, largest 7'::concentration, 'parts 1, total 9, squares 81, largest 9'::concentration)) AS v(a, b) GROUP BY a, b;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE parallel_part AS SELECT * FROM part;
ALTER TABLE parallel_part SET (parallel_workers = 4);
SELECT concentration((m / 1e6)::float8) = (SELECT rollup(c) FROM value_of) AS same FROM parallel_part;
RESET ALL;
SET search_path = health_score, public;
DROP TABLE parallel_part;

-- A window has no inverse to use, and gives the same; a growing frame does not change what it gave before.
SELECT count(*) AS frames, count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS different, count(DISTINCT growing::text) AS growing
FROM (SELECT i, concentration(x) OVER (ORDER BY i ROWS 5 PRECEDING) AS moving, concentration(x) OVER (ORDER BY i) AS growing,
          (SELECT concentration(g.i % 7) FROM generate_series(1, 100) AS g(i) WHERE g.i BETWEEN v.i - 5 AND v.i) AS fresh
      FROM (SELECT i, i % 7 AS x FROM generate_series(1, 100) AS i) AS v) AS f;
