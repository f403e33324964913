-- What a plan did, without a line of EXPLAIN text in expected output.
-- pg_temp.scans(query) runs the query and tells each scan of a table that was executed.
CREATE FUNCTION pg_temp.scans(query text)
RETURNS TABLE (relation text, node text, index_name text, conditions text, times float8, row_count float8)
LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT JSON) ' || query INTO plan;
    RETURN QUERY
        SELECT n ->> 'Relation Name', n ->> 'Node Type',
               coalesce(n ->> 'Index Name', n -> 'Plans' -> 0 ->> 'Index Name'),
               concat_ws(' ', n ->> 'Index Cond', n ->> 'Recheck Cond', n ->> 'Filter'),
               (n ->> 'Actual Loops')::float8 / coalesce(1 + (plan -> 0 -> 'Plan' ->> 'Workers Launched')::float8, 1),
               (n ->> 'Actual Rows')::float8
        FROM jsonb_path_query(plan, 'strict $.** ? (exists (@."Relation Name"))') AS n
        WHERE (n ->> 'Actual Loops')::float8 > 0;
END
$$;
