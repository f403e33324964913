-- Every aggregate gives one value whatever the plan: 500,000 rows in 20 orders, with 0 to 4 workers, hashed and sorted,
-- compared by its binary output.
SET search_path = health_score, public;
SET max_parallel_workers = 8;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET work_mem = '256MB';
SET client_min_messages = warning;

-- Not temporary tables: workers cannot read those. 4,000 accounts, 125 rows each.
CREATE SCHEMA plans;
CREATE UNLOGGED TABLE plans.facts AS
SELECT i, account_id, date '2024-01-01' + ('x' || left(h, 6))::bit(24)::int % 600 AS day,
    'user ' || ('x' || substr(h, 7, 4))::bit(16)::int % 40 AS member, i % 7 AS feature,
    (('x' || substr(h, 11, 6))::bit(24)::int - 1000000) / 1e4::float8 AS amount,
    'component ' || i % 4 AS component, 'criterion ' || i / 4000 AS criterion,
    CASE WHEN h < 'e' THEN ('x' || substr(h, 17, 5))::bit(20)::int / 10485.76 END AS points,
    ('x' || substr(h, 22, 4))::bit(16)::int / 1e3 AS weight,
    CASE WHEN h < 'e' THEN 'observed' WHEN h < 'f' THEN 'not_applicable' ELSE 'feed_stale' END AS reason
FROM generate_series(0, 499999) AS i, LATERAL (SELECT i % 4000 AS account_id, md5(i::text) AS h) AS k;

CREATE FUNCTION plans.of(query text) RETURNS TABLE (workers int, strategy text, partial boolean) LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN QUERY SELECT
        coalesce((jsonb_path_query_first(plan, 'strict $.**."Workers Planned"'))::int, 0),
        (SELECT string_agg(DISTINCT n ->> 'Strategy', ' ') FROM jsonb_path_query(plan, 'strict $.** ? (@."Node Type" == "Aggregate")') AS n
            WHERE n ->> 'Partial Mode' <> 'Finalize' AND n ->> 'Strategy' <> 'Plain'),
        jsonb_path_exists(plan, 'strict $.** ? (@."Partial Mode" == "Partial")');
END
$$;

-- Runs a query over the rows in several orders (the first two by account and day, forwards and backwards), each with two
-- numbers of workers, hashed with one and sorted with the other; tells the plans it ran and how many values it gave.
CREATE FUNCTION plans.compare(query text, orders int, OUT runs bigint, OUT plans text, OUT distinct_values bigint)
LANGUAGE plpgsql AS $$
DECLARE
    value text;
    plan record;
    workers int;
    hashed boolean;
BEGIN
    CREATE TEMPORARY TABLE results (workers int, strategy text, value text) ON COMMIT DROP;
    FOR round IN 1 .. orders LOOP
        EXECUTE format('CREATE UNLOGGED TABLE plans.shuffled AS SELECT * FROM plans.facts ORDER BY %s', CASE round
            WHEN 1 THEN 'account_id, day, member' WHEN 2 THEN 'account_id DESC, day DESC, member DESC'
            ELSE format('hashint8extended(i, %s)', round) END);
        ANALYZE plans.shuffled;
        FOREACH hashed IN ARRAY ARRAY[true, false] LOOP
            workers := (round + CASE WHEN hashed THEN 0 ELSE 2 END) % 5;
            PERFORM set_config('enable_hashagg', hashed::text, true), set_config('enable_sort', (NOT hashed)::text, true),
                set_config('max_parallel_workers_per_gather', workers::text, true);
            EXECUTE format('ALTER TABLE plans.shuffled SET (parallel_workers = %s)', workers);
            SELECT * INTO plan FROM plans.of(query);
            IF (plan.workers, plan.partial, plan.strategy)
                IS DISTINCT FROM (workers, workers > 0, CASE WHEN hashed THEN 'Hashed' ELSE 'Sorted' END) THEN
                RAISE EXCEPTION 'it was to run with % workers, hashed %: %', workers, hashed, plan;
            END IF;
            EXECUTE query INTO value;
            INSERT INTO results VALUES (workers, plan.strategy, value);
        END LOOP;
        DROP TABLE plans.shuffled;
    END LOOP;
    SELECT count(*), string_agg(DISTINCT r.workers || ' ' || lower(r.strategy), ', '), count(DISTINCT r.value)
    INTO runs, plans, distinct_values FROM results r;
END
$$;

SELECT * FROM plans.compare($$SELECT md5(string_agg(v, '' ORDER BY account_id)) FROM (
    SELECT account_id, md5(daily_series_send(daily_series(day, amount))) || md5(daily_members_send(daily_members(day, member, amount)))
        || md5(daily_series_send(daily_series(day, amount, day + round(amount)::int % 4 - 1))) -- half of them late
        || md5(weighted_sum_send(weighted_sum(points, weight)))
        || md5(scorecard_send(scorecard(component, criterion, points, weight, reason))) AS v
    FROM plans.shuffled GROUP BY account_id) AS a$$, 20);

-- The same of parts that are rolled up.
SELECT * FROM plans.compare($$SELECT md5(string_agg(v, '' ORDER BY account_id)) FROM (
    SELECT account_id, md5(daily_series_send(rollup(series))) || md5(daily_members_send(rollup(members)))
        || md5(weighted_sum_send(rollup(sums))) AS v
    FROM (SELECT account_id, daily_series(day, amount) AS series, daily_members(day, member, amount) AS members,
            weighted_sum(points, weight) AS sums
        FROM plans.shuffled GROUP BY account_id, feature) AS parts GROUP BY account_id) AS a$$, 5);
-- A level has one value a day: points that depend on account and day only, and histories that overlap.
SELECT * FROM plans.compare($$SELECT md5(string_agg(v, '' ORDER BY account_id)) FROM (
    SELECT account_id, md5(score_history_send(rollup(history))) AS v
    FROM (SELECT account_id, score_history(day, account_id % 97 + extract(doy FROM day)::int * 1000 % 7919 / 1000.0) AS history
        FROM plans.shuffled GROUP BY account_id, feature) AS parts GROUP BY account_id) AS a$$, 5);
DROP SCHEMA plans CASCADE;
