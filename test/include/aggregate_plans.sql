-- Does an aggregate give the same bits on every plan?
--
-- pg_temp.bits_by_plan(rows, key, value): a table, its grouping column, and an expression with the aggregate that gives bytea. For
-- 0 to 4 workers, with a hash and with a sort: what the plan was, and a digest over all groups. The table is not temporary, so
-- that workers can read it.
CREATE FUNCTION pg_temp.bits_by_plan(rows regclass, key text, value text)
RETURNS TABLE (workers int, strategy text, partial boolean, bits text) LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
    wanted text;
    query text := format('SELECT %1$s AS k, %2$s AS v FROM %3$s GROUP BY %1$s', key, value, rows);
BEGIN
    EXECUTE format('ALTER TABLE %s SET (parallel_workers = 4)', rows);
    PERFORM set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true),
        set_config('min_parallel_table_scan_size', '0', true), set_config('work_mem', '256MB', true);
    FOREACH wanted IN ARRAY ARRAY['Hashed', 'Sorted'] LOOP
        PERFORM set_config('enable_hashagg', (wanted = 'Hashed')::text, true), set_config('enable_sort', (wanted = 'Sorted')::text, true);
        FOR n IN 0 .. 4 LOOP
            PERFORM set_config('max_parallel_workers_per_gather', n::text, true);
            EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
            workers := coalesce((jsonb_path_query_first(plan, 'strict $.**."Workers Planned"'))::int, 0);
            partial := jsonb_path_exists(plan, 'strict $.** ? (@."Partial Mode" == "Partial")');
            -- of the lowest node: the one above Gather is free to differ
            strategy := (SELECT s #>> '{}' FROM jsonb_path_query(plan, 'strict $.**."Strategy"') WITH ORDINALITY AS p(s, i) ORDER BY i DESC LIMIT 1);
            EXECUTE format($q$SELECT md5(string_agg(k::text || ' ' || v::text, E'\n' ORDER BY k)) FROM (%s) AS g$q$, query) INTO bits;
            RETURN NEXT;
        END LOOP;
    END LOOP;
END
$$;

-- The same for 20 row orders, without workers: a digest each. Three shuffle every row, which takes a sort; the others shuffle 40
-- pieces of the table, which takes none.
CREATE FUNCTION pg_temp.bits_by_order(rows regclass, key text, value text, orders int DEFAULT 20)
RETURNS TABLE (row_order int, bits text) LANGUAGE plpgsql AS $$
DECLARE
    pages int := (SELECT relpages FROM pg_class WHERE oid = rows);
    shuffled text;
BEGIN
    PERFORM set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '256MB', true),
        set_config('enable_sort', 'true', true), set_config('enable_hashagg', 'true', true);
    FOR n IN 1 .. orders LOOP
        row_order := n;
        IF n <= 3 THEN
            shuffled := format('SELECT * FROM %s AS r ORDER BY hashtidextended(r.ctid, %s)', rows, n);
        ELSE
            SELECT string_agg(format($q$SELECT * FROM %s WHERE ctid >= '(%s,0)' AND ctid < '(%s,0)'$q$,
                       rows, pages::bigint * i / 40, CASE WHEN i < 39 THEN pages::bigint * (i + 1) / 40 ELSE 4294967295 END),
                       ' UNION ALL ' ORDER BY hashint4extended(i, n))
            INTO shuffled FROM generate_series(0, 39) AS i;
        END IF;
        EXECUTE format($q$
            SELECT md5(string_agg(k::text || ' ' || v::text, E'\n' ORDER BY k))
            FROM (SELECT %1$s AS k, %2$s AS v FROM (%3$s) AS r GROUP BY %1$s) AS g$q$, key, value, shuffled) INTO bits;
        RETURN NEXT;
    END LOOP;
END
$$;
