-- Every aggregate gives in a window what it gives over the rows of the frame alone: in more than 10,000 frames of every kind.
-- Where an aggregate has an inverse, rows leave its state one by one; elsewhere a frame starts anew.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/aggregates.sql'
\i :include

-- 60 accounts of 150 rows on 60 days. The values for rollups are those of single rows.
CREATE SCHEMA frames;
CREATE TABLE frames.rows AS SELECT * FROM aggregates.rows(9000, 60, 60);
SELECT format('CREATE TABLE frames.facts AS
    SELECT r.*, %s FROM frames.rows r JOIN (SELECT i, %s FROM frames.rows GROUP BY i) AS p USING (i)',
    string_agg('p.' || arguments, ', '), aggregates.parts()) FROM aggregates.calls WHERE rolls_up \gexec
CREATE UNIQUE INDEX ON frames.facts (i);
CREATE INDEX ON frames.facts (account_id);
ANALYZE frames.facts;
CREATE TABLE frames.results (moving boolean, frame int[], before int[], differs boolean[]);

-- Compares all aggregates in every frame of an account. array_agg tells the rows of a frame.
CREATE PROCEDURE frames.compare(account int, bounds text, filter text, moving boolean) LANGUAGE plpgsql AS $$
DECLARE
    in_window text;
    alone text;
    differ text;
BEGIN
    SELECT string_agg(format('%s(%s(%s) FILTER (WHERE %s) OVER w) AS v%s', bytes, name, arguments, filter, line), ', '),
        string_agg(format('%s(%s(%s)) AS v%s', bytes, name, arguments, line), ', '),
        string_agg(format('w.v%s IS DISTINCT FROM a.v%1$s', line), ', ' ORDER BY line)
    INTO in_window, alone, differ FROM aggregates.calls;
    EXECUTE format('INSERT INTO frames.results
        SELECT %L, frame, lag(w.frame) OVER (ORDER BY position), ARRAY[%s]
        FROM (SELECT row_number() OVER w AS position, array_agg(i) FILTER (WHERE %s) OVER w AS frame, %s
            FROM frames.facts WHERE account_id = %s WINDOW w AS (ORDER BY day %s)) AS w
        CROSS JOIN LATERAL (SELECT %s FROM frames.facts WHERE i = ANY (frame)) AS a',
        moving, differ, filter, in_window, account, bounds, alone);
END
$$;

-- Every pair of bounds in every mode, with and without EXCLUDE; offsets and filters from a hash. A filter of one row in
-- eleven leaves many frames empty.
DO $$
DECLARE
    bounds text[] := '{UNBOUNDED PRECEDING, OFFSET PRECEDING, CURRENT ROW, OFFSET FOLLOWING, UNBOUNDED FOLLOWING}';
    filters text[] := '{true, i % 3 > 0, i % 11 = 0}';
    excluded text[] := '{CURRENT ROW, GROUP, TIES}';
    kind record;
BEGIN
    FOR kind IN
        SELECT mode, first, last, excludes, row_number() OVER () AS n,
            ARRAY(SELECT format(CASE mode WHEN 'RANGE' THEN 'interval ''%s days''' ELSE '%s' END,
                get_byte(sha256(concat(mode, first, last, excludes)::bytea), byte) % 7) FROM generate_series(1, 2) AS byte) AS offsets
        FROM unnest('{ROWS, RANGE, GROUPS}'::text[]) AS mode, generate_series(1, 4) AS first, generate_series(2, 5) AS last,
            unnest('{f, t}'::boolean[]) AS excludes
        WHERE first <= last
    LOOP
        CALL frames.compare((kind.n % 60)::int,
            concat_ws(' ', kind.mode, 'BETWEEN', replace(bounds[kind.first], 'OFFSET', kind.offsets[1]), 'AND',
                replace(bounds[kind.last], 'OFFSET', kind.offsets[2]), 'EXCLUDE ' || CASE WHEN kind.excludes THEN excluded[1 + kind.n / 2 % 3] END),
            filters[1 + kind.n % 3], NOT kind.excludes AND kind.first > 1);
    END LOOP;
END
$$;

-- Frames that are moved on, not begun anew; of those, how many lost and gained rows at both ends, and how many are empty.
SELECT count(*) > 10000 AS enough, count(*) AS frames, count(*) FILTER (WHERE moving) AS moving,
    count(*) FILTER (WHERE moving AND NOT before <@ frame AND NOT frame <@ before) AS at_both_ends,
    count(*) FILTER (WHERE frame IS NULL) AS empty, max(cardinality(frame)) AS longest
FROM frames.results;
SELECT aggregate, moves AS has_inverse, count(*) AS frames, count(*) FILTER (WHERE differs[n]) AS differ
FROM (SELECT *, row_number() OVER (ORDER BY line) AS n FROM aggregates.calls) AS c, frames.results
GROUP BY aggregate, moves ORDER BY aggregate;
DROP SCHEMA frames, aggregates CASCADE;
