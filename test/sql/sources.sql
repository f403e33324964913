-- The contract of the sources: source_columns, and what every workspace makes of it.
\set SHOW_CONTEXT never
SELECT * FROM health_score.source_columns('usge');
SELECT * FROM health_score.source_columns(NULL);
SELECT * FROM health_score.source_columns('usage');

-- in every source the needed columns come first, known_at last, and each column has a meaning and an example
SELECT count(*) AS sources, sum(columns) AS columns, bool_and(needed_first) AS needed_first, bool_and(known_at_last) AS known_at_last
FROM (
    SELECT l.source, count(*) AS columns,
        bool_and(c.needed IS NOT DISTINCT FROM (c.n <= needed.n)) AS needed_first,
        bool_and((c.column_name = 'known_at') = (c.n = total.n)) AS known_at_last
    FROM health_score.source_list() AS l
        CROSS JOIN LATERAL health_score.source_columns(l.source) WITH ORDINALITY
            AS c (column_name, type, needed, meaning, example, n)
        CROSS JOIN LATERAL (SELECT count(*) FROM health_score.source_columns(l.source) AS s WHERE s.needed) AS needed (n)
        CROSS JOIN LATERAL (SELECT count(*) FROM health_score.source_columns(l.source) AS s) AS total (n)
    GROUP BY l.source
) AS s;
SELECT source, column_name FROM health_score.source_contract()
WHERE coalesce(meaning, '') = '' OR coalesce(example, '') = '' OR type NOT IN
    ('account_key', 'text', 'date', 'timestamptz', 'boolean', 'int', 'float8', 'numeric');
-- names tell types: _at is an instant, _on and day are dates
SELECT source, column_name, type FROM health_score.source_contract()
WHERE (column_name ~ '(^|_)at$') <> (type = 'timestamptz')
    OR (column_name ~ '_on$|^day$|^valid_|^active_|^notice_by$') <> (type = 'date');

-- each example is a value of its column, and one of its words
DO $$
DECLARE c record; ok boolean;
BEGIN
    FOR c IN SELECT * FROM health_score.source_contract() AS s LOOP
        EXECUTE format('SELECT %L IS NULL OR (%s)::text = ANY (%L)', c.words,
            format('(%s)::%s', c.example, replace(c.type, 'account_key', 'text')), c.words) INTO ok;
        IF NOT ok THEN
            RAISE WARNING '%.%: % is not one of %', c.source, c.column_name, c.example, c.words;
        END IF;
    END LOOP;
END
$$;

-- A workspace has one view and one thin reader per source, with exactly these columns and types, for each key type.
SET client_min_messages = warning;
SELECT health_score.create_workspace('sources_' || k, k) FROM unnest(ARRAY['bigint', 'text', 'uuid']) AS k;
RESET client_min_messages;
SELECT k, count(DISTINCT c.source) AS views, count(*) AS columns,
    count(*) FILTER (WHERE a.atttypid = replace(c.type, 'account_key', k)::regtype) AS of_this_type,
    count(*) FILTER (WHERE col_description(a.attrelid, a.attnum) = c.meaning) AS described,
    count(*) FILTER (WHERE p.proargnames[2 + a.attnum] = c.column_name AND p.proallargtypes[2 + a.attnum] = a.atttypid) AS in_reader
FROM unnest(ARRAY['bigint', 'text', 'uuid']) AS k
    CROSS JOIN health_score.source_contract() AS c
    JOIN pg_attribute AS a ON a.attrelid = to_regclass('sources_' || k || '.source_' || c.source) AND a.attname = c.column_name
    JOIN pg_proc AS p ON p.pronamespace = ('sources_' || k)::regnamespace AND p.proname = 'source_rows_' || c.source
GROUP BY k ORDER BY k;
-- what inlining needs: no STRICT, no SET, STABLE, a string body; PARALLEL SAFE for plans with workers
SELECT proisstrict, proconfig, provolatile, proparallel, prosqlbody IS NULL AS string_body, prosecdef, count(*)
FROM pg_proc WHERE pronamespace = 'sources_text'::regnamespace AND proname LIKE 'source\_rows\_%'
GROUP BY 1, 2, 3, 4, 5, 6;

-- Inlined, a predicate on the account or on the day reaches the table's index, for days and for instants.
CREATE TABLE sources_event (account_id text, day date, events float8);
CREATE TABLE sources_ticket (account_id text, ticket_id text, opened_at timestamptz, solved_at timestamptz);
INSERT INTO sources_event
SELECT 'a' || n % 100, DATE '2025-01-01' + n / 100, 1 FROM generate_series(0, 49999) AS n;
INSERT INTO sources_ticket
SELECT 'a' || n % 100, n, TIMESTAMPTZ '2025-01-01 12:00+00' + n * INTERVAL '15 minutes', TIMESTAMPTZ '2026-09-01 12:00+00'
FROM generate_series(0, 49999) AS n;
CREATE INDEX sources_event_account ON sources_event (account_id, day);
CREATE INDEX sources_event_day ON sources_event (day);
CREATE INDEX sources_ticket_opened ON sources_ticket (opened_at);
ANALYZE sources_event, sources_ticket;
SELECT health_score.bind('sources_text', 'usage', 'SELECT account_id, day, events FROM sources_event');
SELECT health_score.bind('sources_text', 'ticket', 'SELECT account_id, ticket_id, opened_at, solved_at FROM sources_ticket');

-- which indexes a plan uses, without its text
CREATE FUNCTION pg_temp.indexes_used(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    used text[] := '{}';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN ' || query LOOP
        used := used || ARRAY(SELECT m[1] FROM regexp_matches(line, '(?:Index Scan using|Index Only Scan using|Bitmap Index Scan on) (\w+)', 'g') AS m);
        IF line ~ 'Function Scan' THEN
            used := used || 'not inlined'::text;
        END IF;
    END LOOP;
    RETURN array_to_string(used, ', ');
END
$$;
SELECT pg_temp.indexes_used($$SELECT sum(events) FROM sources_text.source_rows_usage('2025-02-01', '2025-02-07')$$);
SELECT pg_temp.indexes_used($$SELECT sum(events) FROM sources_text.source_rows_usage('2024-02-01', '2026-02-07') WHERE account_id = 'a7'$$);
SELECT pg_temp.indexes_used($$SELECT count(*) FROM sources_text.source_rows_ticket('2025-01-01', '2025-01-02')$$);
PREPARE one_day(date) AS SELECT sum(events) FROM sources_text.source_rows_usage($1 - 6, $1);
SET plan_cache_mode = force_generic_plan;
SELECT pg_temp.indexes_used('EXECUTE one_day(''2025-02-07'')') AS with_a_parameter;
RESET plan_cache_mode;

-- What a reader returns: days of the workspace's zone, and nothing that was not known by the end of to_day.
CREATE TABLE sources_known (account_id text, day date, events float8, known_at timestamptz);
INSERT INTO sources_known VALUES ('a', '2025-03-01', 1, NULL), ('a', '2025-03-02', 2, '2025-03-02 22:59:59+00'),
    ('a', '2025-03-02', 4, '2025-03-02 23:00+00'), ('a', '2025-03-03', 8, '2025-03-03 09:00+00');
SET client_min_messages = warning;
SELECT health_score.create_workspace('sources_berlin', 'text', 'Europe/Berlin');
RESET client_min_messages;
SELECT health_score.bind('sources_berlin', 'usage', 'SELECT * FROM sources_known');
SELECT to_day, sum(events) AS events
FROM (VALUES (DATE '2025-02-28'), ('2025-03-01'), ('2025-03-02'), ('2025-03-03')) AS v (to_day)
    LEFT JOIN LATERAL sources_berlin.source_rows_usage('2025-03-01', to_day) ON true
GROUP BY to_day ORDER BY to_day;
SELECT sources_berlin.end_of('2025-03-29') AT TIME ZONE 'UTC' AS winter, sources_berlin.end_of('2025-03-30') AT TIME ZONE 'UTC' AS summer,
    sources_berlin.end_of('infinity') AS never, sources_berlin.end_of(NULL) AS unknown;

-- A ticket counts while it is open, or if it was opened in the range; changes reach beyond the range.
SELECT health_score.bind('sources_berlin', 'ticket', $$VALUES
    ('a', 'opened before, solved before', TIMESTAMPTZ '2025-01-01 00:00+00', TIMESTAMPTZ '2025-02-01 00:00+00'),
    ('a', 'opened before, solved within', '2025-01-01 00:00+00', '2025-03-05 00:00+00'),
    ('a', 'opened before, solved after', '2025-01-01 00:00+00', '2025-06-05 00:00+00'),
    ('a', 'opened before, open', '2025-01-01 00:00+00', NULL),
    ('a', 'last instant within', '2025-03-10 22:59:59.999999+00', NULL),
    ('a', 'first instant after', '2025-03-10 23:00+00', NULL)$$);
SELECT health_score.bind('sources_berlin', 'ticket', $$SELECT * FROM (VALUES
    ('a', 'opened before, solved before', TIMESTAMPTZ '2025-01-01 00:00+00', TIMESTAMPTZ '2025-02-01 00:00+00'),
    ('a', 'opened before, solved within', '2025-01-01 00:00+00', '2025-03-05 00:00+00'),
    ('a', 'opened before, solved after', '2025-01-01 00:00+00', '2025-06-05 00:00+00'),
    ('a', 'opened before, open', '2025-01-01 00:00+00', NULL),
    ('a', 'last instant within', '2025-03-10 22:59:59.999999+00', NULL),
    ('a', 'first instant after', '2025-03-10 23:00+00', NULL)) AS v (account_id, ticket_id, opened_at, solved_at)$$);
SELECT ticket_id FROM sources_berlin.source_rows_ticket('2025-03-01', '2025-03-10') ORDER BY 1;
SELECT health_score.bind('sources_berlin', 'ticket_change', $$
    SELECT 'a' AS account_id, 't' AS ticket_id, at, 'status' AS field, known_at
    FROM (VALUES (TIMESTAMPTZ '2025-02-28 12:00+00', NULL::timestamptz), ('2025-03-05 12:00+00', NULL),
        ('2025-03-05 13:00+00', '2025-03-20 00:00+00'), ('2025-03-15 12:00+00', '2025-03-20 00:00+00')) AS v (at, known_at)$$);
SELECT at AT TIME ZONE 'UTC' AS at FROM sources_berlin.source_rows_ticket_change('2025-03-01', '2025-03-10') ORDER BY 1;

-- opinions that people record are rows of the source pulse, beside those of a bound query
INSERT INTO sources_berlin.pulse (account_id, at, author, value) VALUES ('a', '2025-03-01 12:00+00', 'dana', 'red');
SELECT health_score.bind('sources_berlin', 'pulse',
    $$SELECT 'b' AS account_id, TIMESTAMPTZ '2025-03-02 12:00+00' AS at, 'green' AS value$$);
SELECT account_id, value, author FROM sources_berlin.source_rows_pulse('2025-03-01', '2025-03-31') ORDER BY 1;

SET client_min_messages = warning;
DROP SCHEMA sources_bigint, sources_text, sources_uuid, sources_berlin CASCADE;
DROP TABLE sources_event, sources_ticket, sources_known;
