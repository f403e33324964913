-- season_index: refused elements first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set ECHO none
\i :errors
\set ECHO all

SELECT x, r.state, r.message FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity']) AS x,
    pg_temp.refused(format('SELECT season_index(ARRAY[1, %L, NULL]::float8[])', x)) AS r;

-- NULL, nothing, NULLs only; 19 say nothing, 20 do, NULLs among them do not count.
SELECT season_index(NULL) IS NULL AND season_index('{}') IS NULL AND season_index(array_fill(NULL::float8, ARRAY[30])) IS NULL
    AND season_index(array_fill(1::float8, ARRAY[19]) || array_fill(NULL::float8, ARRAY[30])) IS NULL AS nulls;
SELECT season_index(array_fill(0.9::float8, ARRAY[20]) || array_fill(NULL::float8, ARRAY[30])) AS twenty,
    season_index(array_fill(0.9::float8, ARRAY[4, 5])) AS of_a_matrix,
    season_index(array_fill(0.9::float8, ARRAY[10]) || array_fill(1::float8, ARRAY[10])) AS between,
    season_index(array_fill(0.1::float8, ARRAY[20])) AS low, season_index(array_fill(1.7e308::float8, ARRAY[20])) AS high,
    season_index(array_fill(-1.7e308::float8, ARRAY[20])) AS below_0;

-- Against percentile_cont over 1,000 lists of 0 to 120 ratios, some of them NULL.
SELECT count(*) AS lists, count(season_index(list)) AS with_index, count(DISTINCT season_index(list)) AS different_ones,
    count(*) FILTER (WHERE abs(season_index(list) - greatest(0.7, least(1.2, middle))) > 1e-15
        OR (season_index(list) IS NULL) <> (n < 20)) AS different
FROM (SELECT g, array_agg(x) AS list, count(x) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS middle
      FROM generate_series(1, 1000) AS g, generate_series(0, g * 7919 % 121) AS i,
          LATERAL (SELECT CASE WHEN (g + i) % 11 > 0 THEN ('x' || left(md5(g || '/' || i), 6))::bit(24)::int / 16777216.0 * (0.9 + g % 13 / 5.0) END::float8 AS x) AS r
      GROUP BY g) AS lists;
-- Order is of no matter.
SELECT count(DISTINCT season_index(list)) AS answers
FROM (SELECT array_agg(i / 20.0::float8 ORDER BY md5(i || '/' || g)) AS list FROM generate_series(1, 20) AS g, generate_series(1, 41) AS i GROUP BY g) AS lists;
