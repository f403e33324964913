-- What the files of this folder share. Each of them makes its data and adds a piece of work: the floor, ours, and what an
-- expert would write in plain SQL or PL/pgSQL, first compared, then timed in turns.
-- Wants the variable scale: full, small, or smoke (compares and does not time). In the end bench.result holds the ratios.
\set ON_ERROR_STOP on
\set QUIET on
\pset tuples_only on
\pset format unaligned
SET client_min_messages = warning;
SET search_path = bench, health_score, public;
-- serial, nothing spilled, no time for the compiler
SET max_parallel_workers_per_gather = 0;
SET work_mem = '1GB';
SET maintenance_work_mem = '1GB';
SET jit = off;
-- a cursor is read to its end
SET cursor_tuple_fraction = 1;

CREATE SCHEMA bench;

-- One piece of work. reach: what ours may take, as a multiple of the floor.
CREATE TABLE bench.work (
    work text PRIMARY KEY,
    place serial,
    size text NOT NULL,
    reach numeric
);
-- Its queries: floor, ours, and others. faster: how many times as long as ours the other should take at least.
CREATE TABLE bench.query (
    work text REFERENCES bench.work,
    part text,
    place serial,
    query text NOT NULL,
    faster numeric,
    unfolded text, -- a query over %s that gives the rows to compare, where the query itself packs them
    milliseconds float8, -- the best run
    PRIMARY KEY (work, part)
);
CREATE TABLE bench.compared (work text, part text, row_count bigint, different bigint);
CREATE TABLE bench.bytes (place serial, what text, ours bigint, as_array bigint, as_jsonb bigint, row_count bigint);

CREATE FUNCTION bench.rows_of(work text, part text) RETURNS text LANGUAGE sql STABLE RETURN
    (SELECT coalesce(replace(unfolded, '%s', query), query) FROM bench.query AS q WHERE q.work = rows_of.work AND q.part = rows_of.part);

-- Ours and another, row by row: both have the columns `keys`, by which they are joined, and the other's columns are all in
-- ours. An error if any value differs by more than the tolerance, which is for float8 alone.
CREATE PROCEDURE bench.compare(work text, part text, keys text, tolerance numeric DEFAULT 0)
    LANGUAGE plpgsql AS $$
DECLARE
    ours text := bench.rows_of(work, 'ours');
    other text := bench.rows_of(work, part);
    same text;
    n bigint;
    wrong bigint;
BEGIN
    EXECUTE 'CREATE TEMP TABLE ours ON COMMIT DROP AS ' || ours;
    EXECUTE 'CREATE TEMP TABLE other ON COMMIT DROP AS ' || other;
    SELECT string_agg(format(CASE
            WHEN tolerance > 0 AND o.atttypid = ANY ('{float8,numeric}'::regtype[])
                THEN '(a.%1$I IS NULL AND b.%1$I IS NULL OR abs(a.%1$I::float8 - b.%1$I::float8) <= %2$L)'
            ELSE 'a.%1$I IS NOT DISTINCT FROM b.%1$I'
        END, o.attname, tolerance), ' AND ')
        INTO same
    FROM pg_attribute AS o
    WHERE o.attrelid = 'pg_temp.other'::regclass AND o.attnum > 0 AND o.attname <> ALL (string_to_array(keys, ', '));
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE a.ctid IS NULL OR b.ctid IS NULL OR (%s) IS NOT TRUE)
                    FROM ours AS a FULL JOIN other AS b USING (%s)', coalesce(same, 'true'), keys) INTO n, wrong;
    INSERT INTO bench.compared VALUES (work, part, n, wrong);
    DROP TABLE ours, other;
    IF wrong > 0 OR n = 0 THEN
        RAISE EXCEPTION '%: ours and % differ in % of % rows', work, part, wrong, n;
    END IF;
END
$$;

-- What this process has computed so far, in milliseconds: others on the machine do not count. Where the system does not tell,
-- the time of day.
CREATE FUNCTION bench.used() RETURNS float8 LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e6;
EXCEPTION WHEN undefined_file OR insufficient_privilege THEN
    RETURN extract(epoch FROM clock_timestamp()) * 1000;
END
$$;

-- Every query of the work five times, in turns, and the best of each. The rows are made and thrown away.
CREATE PROCEDURE bench.measure(work text, times int DEFAULT 5)
    LANGUAGE plpgsql AS $$
DECLARE
    q bench.query;
    rows_of refcursor;
    from_here float8;
    took float8;
    runs int;
BEGIN
    FOR i IN 1..times LOOP
        FOR q IN SELECT * FROM bench.query WHERE query.work = measure.work ORDER BY place LOOP
            from_here := bench.used();
            runs := 0;
            -- what is quick is done again and again: the clock is coarse
            LOOP
                OPEN rows_of NO SCROLL FOR EXECUTE q.query;
                MOVE FORWARD ALL IN rows_of;
                CLOSE rows_of;
                runs := runs + 1;
                EXIT WHEN bench.used() - from_here > 100;
            END LOOP;
            took := (bench.used() - from_here) / runs;
            UPDATE bench.query SET milliseconds = least(milliseconds, took) WHERE query.work = q.work AND part = q.part;
            COMMIT;
        END LOOP;
    END LOOP;
END
$$;

-- The ratios of the page: no time, for a time says something about one machine only.
CREATE VIEW bench.result AS
    SELECT w.place AS work_place, o.place, w.work, w.size, o.part,
           o.milliseconds / f.milliseconds AS other_to_floor, u.milliseconds / f.milliseconds AS ours_to_floor,
           o.milliseconds / u.milliseconds AS faster, w.reach, o.faster AS wanted
    FROM bench.work AS w
    JOIN bench.query AS f ON f.work = w.work AND f.part = 'floor'
    JOIN bench.query AS u ON u.work = w.work AND u.part = 'ours'
    JOIN bench.query AS o ON o.work = w.work AND o.part NOT IN ('floor', 'ours');

-- Three digits say enough.
CREATE FUNCTION bench.shown(ratio float8) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    trim_scale(round(ratio::numeric, CASE WHEN ratio < 10 THEN 2 WHEN ratio < 100 THEN 1 ELSE 0 END))::text;

CREATE FUNCTION bench.counted(n bigint) RETURNS text LANGUAGE sql IMMUTABLE RETURN to_char(n, 'FM999,999,999');
CREATE FUNCTION bench.sized(row_count bigint, accounts bigint) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    format('%s rows, %s accounts', bench.counted(row_count), bench.counted(accounts));

-- A number from 0 to n - 1 that looks like chance and is the same everywhere.
CREATE FUNCTION bench.chance(seed text, n int) RETURNS int LANGUAGE sql IMMUTABLE RETURN
    ('x' || substr(md5(seed), 1, 7))::bit(28)::int % n;
