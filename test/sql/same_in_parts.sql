-- Every aggregate gives one value however its rows are split: states of random parts, combined in any order and in two steps;
-- kept in tables of every storage; written out and read in again; and the values of parts in place of their states.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/aggregates.sql'
\i :include
SET work_mem = '256MB';
SET max_parallel_workers_per_gather = 0;

-- Two sources: 500,000 rows; and for rollups, their values by feature.
CREATE SCHEMA parts;
CREATE UNLOGGED TABLE parts.rows AS SELECT * FROM aggregates.rows(500000, 4000, 600);
SELECT format('CREATE UNLOGGED TABLE parts.rollups AS
    SELECT account_id, min(i) AS i, %s FROM parts.rows GROUP BY account_id, feature', aggregates.parts()) \gexec

-- What nodes of a cluster do, as aggregates of their own: from rows to a state, from states to a state, from states to the
-- value. Number n is for line n of aggregates.covered.
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT *, pg_get_function_arguments(aggregate) AS rows FROM aggregates.calls LOOP
        EXECUTE format('CREATE AGGREGATE parts.state_%s(%s) (SFUNC = %s, STYPE = %s)', c.line, c.rows, c.aggtransfn, c.state);
        EXECUTE format('CREATE AGGREGATE parts.joined_%s(%s) (SFUNC = %s, STYPE = %2$s)', c.line, c.state, c.aggcombinefn);
        EXECUTE format('CREATE AGGREGATE parts.finished_%s(%s) (SFUNC = %s, STYPE = %2$s, FINALFUNC = %4$s)',
            c.line, c.state, c.aggcombinefn, c.aggfinalfn);
    END LOOP;
END
$$;

-- One of seven parts of a random split: a half of the rows, a fourth, an eighth, … the last of them often a single one.
CREATE FUNCTION parts.part_of(i int, split int) RETURNS int LANGUAGE sql IMMUTABLE
    RETURN width_bucket((hashint4extended(i, split) & 63)::int, '{1, 2, 4, 8, 16, 32}');

-- A text for each aggregate over a source. {value} is the column of a part's value; of its state, where the value is of
-- another type than that.
CREATE FUNCTION parts.list(source text, template text, separator text DEFAULT ', ') RETURNS text LANGUAGE sql STABLE
RETURN (SELECT string_agg(replace(replace(replace(replace(replace(template, '{call}', name || '({arguments})'), '{arguments}', arguments),
        '{n}', line::text), '{bytes}', bytes), '{value}', CASE result WHEN state THEN 'value_' ELSE 'state_' END || line), separator ORDER BY line)
    FROM aggregates.calls WHERE rolls_up = (source = 'rollups'));

-- Compares what a query gives as v1, v2, … for some accounts with what the aggregates give over their rows.
CREATE TABLE parts.results (aggregate regprocedure, way text, accounts bigint, differ bigint);
CREATE PROCEDURE parts.compare(source text, way text, query text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO parts.results
        SELECT aggregate, %L, accounts, differ[row_number() OVER (ORDER BY line)]
        FROM aggregates.calls, (SELECT count(*) AS accounts, ARRAY[%s] AS differ
            FROM (%s) AS given JOIN parts.%s_direct AS direct USING (account_id)) AS c
        WHERE rolls_up = (%4$L = ''rollups'')', way,
        parts.list(source, 'count(*) FILTER (WHERE direct.v{n} IS DISTINCT FROM {bytes}(given.v{n}))'), query, source);
END
$$;

-- For each source: what the aggregates give over its rows. Two splits of them, each in an order of its own, the second combined
-- in two steps. Then the parts of 1,000 accounts, a third of these in each kind of storage (types of a fixed length know
-- only one), and all of them written to a file and read in again.
DO $$
DECLARE
    source text;
    split text := 'SELECT account_id, part_of(i, %s) AS part, %s FROM %s WHERE %s GROUP BY 1, 2';
    finish text := 'SELECT account_id, %s FROM %s GROUP BY 1';
    parts text; -- account_id, part, and the state of each aggregate
    kept text;
    file text := current_setting('data_directory') || '/parts_of_a_test';
BEGIN
    SET LOCAL search_path = parts, health_score, public;
    FOREACH source IN ARRAY '{rows, rollups}'::text[] LOOP
        EXECUTE format('CREATE UNLOGGED TABLE %s_direct AS ' || finish, source, list(source, '{bytes}({call}) AS v{n}'), source);

        parts := format(split, 1, list(source, 'state_{n}({arguments}) AS state_{n}'), source, 'true');
        CALL compare(source, 'combined', format(finish,
            list(source, 'finished_{n}(state_{n} ORDER BY hashint4extended(part, account_id)) AS v{n}'), '(' || parts || ') AS p'));
        parts := format(split, 2, list(source, 'state_{n}({arguments}) AS state_{n}'), source, 'true');
        parts := format('SELECT account_id, part %% 3 AS part, %s FROM (%s) AS p GROUP BY 1, 2',
            list(source, 'joined_{n}(state_{n} ORDER BY hashint4(part)) AS state_{n}'), parts);
        CALL compare(source, 'combined in two steps', format(finish,
            list(source, 'finished_{n}(state_{n} ORDER BY hashint4extended(part, -account_id)) AS v{n}'), '(' || parts || ') AS p'));

        FOR n IN 0 .. 2 LOOP
            kept := source || ('{_external, _extended, _main}'::text[])[n + 1];
            parts := format(split, 3, list(source, 'state_{n}({arguments}) AS state_{n}, {call} AS value_{n}'), source,
                'account_id < 1000 AND account_id % 3 = ' || n);
            EXECUTE format('CREATE TABLE %s AS %s WITH NO DATA', kept, parts);
            EXECUTE (SELECT format('ALTER TABLE %s ', kept) || string_agg(format('ALTER %I SET STORAGE %s', attname,
                    split_part(kept, '_', 2)), ', ')
                FROM pg_attribute WHERE attrelid = kept::regclass AND attnum > 0 AND attlen = -1);
            EXECUTE format('INSERT INTO %s %s', kept, parts);
        END LOOP;
        EXECUTE format('CREATE VIEW %s_kept AS TABLE %1$s_external UNION ALL TABLE %1$s_extended UNION ALL TABLE %1$s_main', source);
        CALL compare(source, 'stored states', format(finish, list(source, 'finished_{n}(state_{n}) AS v{n}'), source || '_kept'));
        CALL compare(source, 'stored values', format(finish, list(source, 'finished_{n}({value}) AS v{n}'), source || '_kept'));

        FOREACH kept IN ARRAY '{binary, text}'::text[] LOOP
            EXECUTE format('COPY (TABLE %s_kept) TO %L (FORMAT %s)', source, file, kept);
            EXECUTE format('CREATE TEMPORARY TABLE read_in (LIKE %s_main) ON COMMIT DROP', source);
            EXECUTE format('COPY read_in FROM PROGRAM %L (FORMAT %s)', format('cat "%s" && rm "%1$s"', file), kept);
            CALL compare(source, 'states read in as ' || kept, format(finish, list(source, 'finished_{n}(state_{n}) AS v{n}'), 'read_in'));
            CALL compare(source, 'values read in as ' || kept, format(finish, list(source, 'finished_{n}({value}) AS v{n}'), 'read_in'));
            DROP TABLE read_in;
        END LOOP;
    END LOOP;
END
$$;

-- The forms that stored states and values had: a header of one byte, compressed, outside of the row.
CREATE FUNCTION parts.any(source text, template text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT %s FROM parts.%s', parts.list(split_part(source, '_', 1),
        format('bool_or(%s)', replace(template, '{}', 'state_{n}')) || ' OR ' || format('bool_or(%s)', replace(template, '{}', 'value_{n}')),
        ' OR '), source) INTO found;
    RETURN found;
END
$$;
SELECT storage, bool_or(parts.any(relname, 'pg_column_size({}) <= 126')) AS short,
    bool_or(parts.any(relname, 'pg_column_compression({}) IS NOT NULL')) AS compressed, bool_or(pg_relation_size(reltoastrelid) > 0) AS outside
FROM unnest('{external, extended, main}'::text[]) AS storage
JOIN pg_class ON relname IN ('rows_' || storage, 'rollups_' || storage) AND relnamespace = 'parts'::regnamespace
GROUP BY storage ORDER BY storage;
SELECT way, count(*) AS aggregates, string_agg(DISTINCT accounts::text, ', ') AS accounts, sum(differ) AS differ
FROM parts.results GROUP BY way ORDER BY way;
SELECT aggregate, count(*) AS ways, sum(accounts) AS compared, sum(differ) AS differ FROM parts.results GROUP BY 1 ORDER BY 1;
DROP SCHEMA parts, aggregates CASCADE;
