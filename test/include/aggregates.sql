-- Every aggregate of the extension with rows that give it something to do, for tests that aggregate in several ways. A
-- new aggregate is one more line of aggregates.covered. Include with:
--     \getenv source_directory PG_ABS_SRCDIR
--     \set include :source_directory '/include/aggregates.sql'
--     \i :include
SET search_path = health_score, public;
SET client_min_messages = warning;
CREATE SCHEMA aggregates;

-- n rows, spread evenly over accounts, each on one of so many days; every value comes from a hash of i. Rows of account 3k
-- have whole amounts that often cancel out, those of 3k + 1 some others among them.
CREATE FUNCTION aggregates.rows(n int, accounts int, days int)
RETURNS TABLE (i int, account_id int, feature int, day date, known_on date, member text, amount float8, part float8,
    component text, criterion text, points float8, weight float8, reason text, level float8)
LANGUAGE sql AS $$
    SELECT i, account_id, i % 7, day, day + nullif(('x' || substr(h, 27, 2))::bit(8)::int % 64, 0) - 1,
        'user ' || ('x' || substr(h, 7, 4))::bit(16)::int % 40,
        CASE WHEN substr(h, 26, 1) = '0' THEN NULL WHEN account_id % 3 = 0 OR account_id % 3 = 1 AND i % 5 > 0
            THEN r % 7 - 3 ELSE (r - 1000000) / 1e4 END,
        CASE WHEN substr(h, 26, 1) > '0' THEN r % 100000 / 1e3 END,
        'component ' || account_id % 4, 'criterion ' || i / accounts,
        CASE WHEN h < 'e' THEN ('x' || substr(h, 17, 5))::bit(20)::int / 10485.76 END,
        ('x' || substr(h, 22, 4))::bit(16)::int / 1e3,
        CASE WHEN h < 'e' THEN 'observed' WHEN h < 'f' THEN 'not_applicable' ELSE 'feed_stale' END,
        -- one value for a day: points are a level
        CASE WHEN substr(h, 26, 1) > '0' THEN hashint4extended(day - '2024-01-01', account_id) & 1023 END / 10.24
    FROM generate_series(0, n - 1) AS i,
        LATERAL (SELECT i % accounts AS account_id, md5(i::text) AS h) AS k,
        LATERAL (SELECT date '2024-01-01' + ('x' || left(h, 6))::bit(24)::int % days AS day,
            ('x' || substr(h, 11, 6))::bit(24)::int AS r) AS d
$$;

-- Arguments are columns of those rows; of a rollup, the aggregate whose values it is to roll up.
CREATE TABLE aggregates.covered (line serial, aggregate regprocedure PRIMARY KEY, arguments text);
INSERT INTO aggregates.covered (aggregate, arguments) VALUES
    ('weighted_sum(float8, float8)', 'points, weight'),
    ('weighted_score(float8, float8)', 'points, weight'),
    ('rollup(weighted_sum)', 'weighted_sum(points, weight)'),
    ('scorecard(text, text, float8, float8, text)', 'component, criterion, points, weight, reason'),
    ('scorecard(text, text, float8, float8, text, float8)', 'component, criterion, points, weight, reason, CASE WHEN i % 3 > 0 THEN level END'),
    ('rollup(scorecard)', 'scorecard(component, criterion, points, weight, reason)'),
    ('daily_series(date, float8)', 'day, amount'),
    ('daily_series(date, float8, date)', 'day, amount, known_on'),
    ('rollup(daily_series)', 'daily_series(day, amount, known_on)'),
    ('daily_members(date, text, float8)', 'day, member, amount'),
    ('rollup(daily_members)', 'daily_members(day, member, amount)'),
    ('score_history(date, float8)', 'day, level'),
    ('rollup(score_history)', 'score_history(day, level)'),
    ('concentration(float8)', 'part'),
    ('rollup(concentration)', 'concentration(part)');

-- Those that are missing above: none.
SELECT p.oid::regprocedure AS not_covered
FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score')
WHERE p.prokind = 'a' AND p.oid NOT IN (SELECT aggregate FROM aggregates.covered)
ORDER BY 1;

-- What tests need to know of each. `name` with `arguments` is a call over rows or, for a rollup, over values that stand in
-- the column `arguments`, where `part` gave them; `bytes` is the send function of its result.
CREATE VIEW aggregates.calls AS
SELECT line, aggregate, p.proname = 'rollup' AS rolls_up, p.proname AS name,
    CASE WHEN p.proname = 'rollup' THEN 'part_' || line ELSE arguments END AS arguments,
    CASE WHEN p.proname = 'rollup' THEN arguments END AS part,
    r.typsend::text AS bytes, r.oid::regtype AS result, a.aggtranstype::regtype AS state,
    a.aggminvtransfn <> 0 AS moves, a.aggtransfn, a.aggcombinefn, a.aggfinalfn
FROM aggregates.covered
JOIN pg_proc p ON p.oid = aggregate
JOIN pg_aggregate a ON a.aggfnoid = aggregate
JOIN pg_type r ON r.oid = p.prorettype;

-- The list of the parts that rollups need, for a SELECT from rows.
CREATE FUNCTION aggregates.parts() RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(part || ' AS ' || arguments, ', ' ORDER BY line) FROM aggregates.calls WHERE rolls_up);
