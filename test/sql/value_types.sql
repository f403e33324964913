-- What all value types share: a cast to jsonb, and equality with hashing, by which they can be grouped, joined and made distinct. Of the
-- types, only tier has an order.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set ECHO none
\i :errors
\set ECHO all

-- No value, no JSON; the casts are explicit.
SELECT NULL::tier_scale::jsonb IS NULL AND NULL::score_curve::jsonb IS NULL AND NULL::weighted_sum::jsonb IS NULL AND NULL::daily_series::jsonb IS NULL
    AND NULL::daily_members::jsonb IS NULL AND NULL::concentration::jsonb IS NULL AND NULL::weighted_sum::numeric IS NULL AS nulls;
CREATE TEMPORARY TABLE kept (j jsonb, n numeric);
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$(j) VALUES ('2026-01-01:{1}'::daily_series)$$, $$(n) VALUES ('sum 1, weight 1 of 1, rows 1 of 1'::weighted_sum)$$]) AS call,
    pg_temp.refused('INSERT INTO kept ' || call) AS r;

SELECT 'yellow 60, green 80.5'::tier_scale::jsonb;
SELECT '-1:100, 0:0, 0:0.5, 1e12:60'::score_curve::jsonb;
SELECT sum::weighted_sum::jsonb, sum::weighted_sum::numeric
FROM unnest(ARRAY['sum 145.5, weight 2 of 3, rows 2 of 3', 'sum 0, weight 0 of 0, rows 0 of 0', 'sum -0.000000000001, weight 0.000001 of 1, rows 1 of 2']) AS sum;
SELECT series::daily_series::jsonb
FROM unnest(ARRAY['{}', '2026-01-01:{3,0,-0.000001}, 0001-01-01:{9200000000000}, 9999-12-31:{1}']) AS series;
SELECT members::daily_members::jsonb
FROM unnest(ARRAY['{}', '{ann: 2026-01-01:{1,2}, "": 2026-01-01:{1}, "say ""hi"" \ there": 2026-01-01:{-0.5}}', E'{"tab\there\nline": 2026-01-01:{1}}', '{"ü": 2026-01-01:{1}}']) AS members;
SELECT value::concentration::jsonb
FROM unnest(ARRAY['parts 0, total 0, squares 0, largest 0', 'parts 3, total 10, squares 54, largest 7', 'parts 5, total 15, squares 45, largest 3']) AS value;

-- JSON says the same as the readers, also where a series is long.
SELECT count(*) AS days, count(*) FILTER (WHERE value::numeric IS DISTINCT FROM total(series, key::date, 1)) AS different
FROM (SELECT daily_series(date '2020-01-01' + i * 3, i / 8.0) AS series FROM generate_series(1, 2000) AS i) AS s, jsonb_each_text(series::jsonb);
SELECT a + b AS sum, b + a = a + b AS any_order, a + NULL IS NULL AS nulls, a AS unchanged, a + b = (SELECT rollup(s) FROM unnest(ARRAY[a, b]) AS s) AS like_rollup
FROM (VALUES ('sum 5, weight 1 of 1, rows 1 of 1'::weighted_sum, 'sum 145.5, weight 2 of 3, rows 2 of 3'::weighted_sum)) AS v(a, b);

-- Equality: two of each, each twice. GROUP BY, DISTINCT, UNION, EXCEPT, hash joins, IN, grouping by hash only.
CREATE FUNCTION pg_temp.equality(type text, a text, b text, OUT type_name text, OUT groups int, OUT distincts int, OUT unions int, OUT rest int, OUT joined int, OUT full_joined int, OUT among int,
                                 OUT ordering text) LANGUAGE plpgsql AS $$
BEGIN
    type_name := type;
    EXECUTE format('CREATE TEMPORARY TABLE two AS SELECT v::%s AS v FROM unnest(ARRAY[%L, %L, %L, %L]) AS v', type, a, b, a, b);
    SELECT count(*) INTO groups FROM (SELECT v FROM two GROUP BY v HAVING count(*) = 2) AS g;
    SELECT count(*) INTO distincts FROM (SELECT DISTINCT v FROM two) AS d;
    SELECT count(*) INTO unions FROM (SELECT v FROM two UNION SELECT v FROM two) AS u;
    SELECT count(*) INTO rest FROM (SELECT v FROM two EXCEPT SELECT v FROM (SELECT v FROM two LIMIT 1) AS one) AS e;
    SELECT count(*) INTO joined FROM two x JOIN two y USING (v);
    SELECT count(*) INTO full_joined FROM two x FULL JOIN (SELECT v FROM two LIMIT 1) AS y USING (v);
    SELECT count(*) INTO among FROM two WHERE v IN (SELECT v FROM two LIMIT 1);
    ordering := 'no error';
    BEGIN
        PERFORM v FROM two ORDER BY v;
    EXCEPTION WHEN OTHERS THEN
        ordering := SQLSTATE;
    END;
    DROP TABLE two;
END
$$;
SELECT e.* FROM (VALUES ('tier', 'red', 'green'), ('tier_scale', 'yellow 60, green 80', 'yellow 50, green 80'), ('score_curve', '0:0, 1:100', '0:0, 2:100'),
    ('weighted_sum', 'sum 5, weight 1 of 1, rows 1 of 1', 'sum 5, weight 1 of 2, rows 1 of 2'), ('scorecard', 'a {x 50 * 1}', 'a {x 51 * 1}'),
    ('daily_series', '{}', '2026-01-01:{1}'), ('daily_members', '{}', '{a: 2026-01-01:{1}}'),
    ('concentration', 'parts 0, total 0, squares 0, largest 0', 'parts 1, total 1, squares 1, largest 1')) AS v(type, a, b),
    pg_temp.equality(type, a, b) AS e;
-- Hash joins of many values, by workers and not.
SELECT count(*) AS joined FROM (SELECT daily_series('2026-01-01', i % 500) AS v FROM generate_series(1, 1000) AS i GROUP BY i) AS a
JOIN (SELECT daily_series('2026-01-01', i) AS v FROM generate_series(1, 500) AS i GROUP BY i) AS b USING (v);
SELECT count(DISTINCT v) FROM (VALUES ('2026-01-01:{1}'::daily_series)) AS t(v);
