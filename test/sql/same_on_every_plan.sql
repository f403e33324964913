-- Every aggregate gives one value whatever the plan: 500,000 rows in 20 orders, with 0 to 4 workers, hashed and sorted, over
-- one table and by partition, compared by its binary output.
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/aggregates.sql'
\i :include
SET max_parallel_workers = 8;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_partitionwise_aggregate = on;
SET work_mem = '256MB';

-- Not temporary tables: workers cannot read those. 4,000 accounts, 125 rows each; for rollups, their values by feature.
CREATE SCHEMA plans;
CREATE UNLOGGED TABLE plans.facts AS SELECT * FROM aggregates.rows(500000, 4000, 600);
SELECT format('CREATE UNLOGGED TABLE plans.parts AS
    SELECT account_id, min(day) AS day, min(i) AS i, %s FROM plans.facts GROUP BY account_id, feature', aggregates.parts()) \gexec
CREATE TABLE plans.results (aggregate regprocedure, plan text, value text);

-- A hash of an aggregate's values over all accounts, for each of some aggregates.
CREATE FUNCTION plans.query(rollups boolean) RETURNS text LANGUAGE sql
RETURN (SELECT format('SELECT ARRAY[%s] FROM (SELECT account_id, %s FROM plans.shuffled GROUP BY account_id) AS v',
        string_agg(format('md5(string_agg(v%s, '''' ORDER BY account_id))', line), ', ' ORDER BY line),
        string_agg(format('coalesce(md5(%s(%s(%s))), ''NULL'') AS v%s', bytes, name, arguments, line), ', ' ORDER BY line))
    FROM aggregates.calls WHERE rolls_up = rollups);

CREATE FUNCTION plans.of(query text, OUT workers int, OUT strategy text, OUT partial boolean, OUT partitionwise boolean)
LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    workers := coalesce((jsonb_path_query_first(plan, 'strict $.**."Workers Planned"'))::int, 0);
    strategy := (SELECT string_agg(DISTINCT n ->> 'Strategy', ' ')
        FROM jsonb_path_query(plan, 'strict $.** ? (@."Node Type" == "Aggregate")') AS n
        WHERE n ->> 'Partial Mode' <> 'Finalize' AND n ->> 'Strategy' <> 'Plain');
    partial := jsonb_path_exists(plan, 'strict $.** ? (@."Partial Mode" == "Partial")');
    partitionwise := jsonb_path_exists(plan,
        'strict $.** ? (@."Node Type" == "Append" || @."Node Type" == "Merge Append").Plans.** ? (@."Node Type" == "Aggregate")');
END
$$;

-- Runs the query of a source over its rows in 20 orders (the first two by account and day, forwards and backwards), each
-- with another plan.
CREATE PROCEDURE plans.compare(source regclass, rollups boolean) LANGUAGE plpgsql AS $$
DECLARE
    query text := plans.query(rollups);
    workers int;
    hashed boolean;
    partitions_by text;
    partitions int;
    tables regclass[];
    plan record;
    wanted record;
    given text[];
BEGIN
    FOR round IN 1 .. 20 LOOP
        workers := round % 5;
        hashed := (round - 1) / 5 % 2 = 0;
        -- Where an account has but seven rows, the planner sees no gain in aggregating parts of them by partition.
        partitions_by := CASE WHEN round IN (11, 15, 20) AND NOT rollups THEN 'i' WHEN round > 10 THEN 'account_id' END;
        EXECUTE format('CREATE TABLE plans.shuffled (LIKE %s) %s', source, 'PARTITION BY HASH (' || partitions_by || ')');
        IF partitions_by IS NULL THEN
            tables := ARRAY['plans.shuffled'];
            ALTER TABLE plans.shuffled SET UNLOGGED;
        ELSE
            partitions := CASE partitions_by WHEN 'i' THEN 2 ELSE 8 END;
            FOR n IN 0 .. partitions - 1 LOOP
                EXECUTE format('CREATE UNLOGGED TABLE plans.shuffled_%s PARTITION OF plans.shuffled
                    FOR VALUES WITH (MODULUS %2$s, REMAINDER %1$s)', n, partitions);
                tables[n + 1] := 'plans.shuffled_' || n;
            END LOOP;
        END IF;
        FOR n IN 1 .. cardinality(tables) LOOP
            EXECUTE format('ALTER TABLE %s SET (parallel_workers = %s)', tables[n], workers);
        END LOOP;
        EXECUTE format('INSERT INTO plans.shuffled SELECT * FROM %s ORDER BY %s', source, CASE round
            WHEN 1 THEN 'account_id, day, i' WHEN 2 THEN 'account_id DESC, day DESC, i'
            ELSE format('hashint4extended(i, %s)', round) END);
        ANALYZE plans.shuffled;
        PERFORM set_config('enable_hashagg', hashed::text, true), set_config('enable_sort', (NOT hashed)::text, true),
            set_config('max_parallel_workers_per_gather', workers::text, true);
        plan := plans.of(query);
        -- Whether whole partitions of accounts are aggregated in part, and these combined, is up to the planner.
        wanted := (workers, CASE WHEN hashed THEN 'Hashed' ELSE 'Sorted' END,
            CASE partitions_by WHEN 'i' THEN true WHEN 'account_id' THEN plan.partial ELSE workers > 0 END,
            partitions_by IS NOT NULL);
        IF plan IS DISTINCT FROM wanted THEN
            RAISE EXCEPTION 'the plan was to be %, not % (round %)', wanted, plan, round;
        END IF;
        EXECUTE query INTO given;
        INSERT INTO plans.results
        SELECT aggregate, concat_ws(' ', CASE WHEN hashed THEN 'hashed' ELSE 'sorted' END, 'by partitions of ' || partitions_by,
            workers), given[row_number() OVER (ORDER BY line)]
        FROM aggregates.calls WHERE rolls_up = rollups;
        DROP TABLE plans.shuffled;
        tables := NULL;
    END LOOP;
END
$$;

CALL plans.compare('plans.facts', false);
CALL plans.compare('plans.parts', true);
SELECT left(plan, -2) AS plan, string_agg(DISTINCT right(plan, 1), ' ') AS workers, count(DISTINCT plan) AS plans
FROM plans.results GROUP BY 1 ORDER BY 1;
SELECT aggregate, count(*) AS runs, count(DISTINCT value) AS distinct_values FROM plans.results GROUP BY aggregate ORDER BY 1;
DROP SCHEMA plans, aggregates CASCADE;
