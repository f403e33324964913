-- Keeping bindings alive: rebind after tables were dropped or swapped, observe_feeds, and the views that tell how things are.
\set SHOW_CONTEXT never
SET DateStyle = ISO;
SET client_min_messages = warning;
SELECT health_score.create_workspace('bindings_cs', 'bigint');
CREATE SCHEMA bindings_raw;
SET search_path = bindings_raw, public;
CREATE TABLE account AS SELECT n AS id, 'Account ' || n AS name, 1000.0 AS arr, 10 AS seats FROM generate_series(1, 40) AS n;
CREATE TABLE event AS SELECT n % 40 + 1 AS account_id, DATE '2025-01-01' + n / 100 AS day, 1 AS events, 'u' || n % 7 AS user_id
FROM generate_series(0, 19999) AS n;
CREATE TABLE ticket AS SELECT n % 50 + 1 AS account_id, n AS id, TIMESTAMPTZ '2025-02-01 00:00+00' + n * INTERVAL '1 hour' AS at
FROM generate_series(0, 999) AS n;

-- before anything is bound
SELECT count(*), count(*) FILTER (WHERE is_bound), count(query) FROM bindings_cs.bindings;
SELECT count(*) FROM bindings_cs.unmatched;
SELECT item, state, would_add, added_weight_percent, note FROM bindings_cs.readiness
WHERE state <> 'optional';
SELECT * FROM health_score.rebind('bindings_cs');
SELECT * FROM health_score.observe_feeds('bindings_cs');

-- in any order: what matches is known once account is bound and the feeds are observed again
SELECT health_score.bind('bindings_cs', 'ticket', 'SELECT account_id, id AS ticket_id, at AS opened_at FROM ticket');
SELECT health_score.bind('bindings_cs', 'account', 'SELECT id AS account_id, name, arr FROM account');
SELECT health_score.bind('bindings_cs', 'usage', 'SELECT * FROM event', live_from => '2025-01-15');
SELECT source, matched_share FROM bindings_cs.bindings WHERE is_bound;
SELECT * FROM health_score.observe_feeds('bindings_cs');
SELECT source, row_count, first_day, last_day, matched_share, observed_at IS NOT NULL AS observed FROM bindings_cs.bindings WHERE is_bound;
SELECT source, is_readable, columns, absent_columns, as_of, delivery, live_from, live_to, usage_unit, bound_by = current_user AS by_me, search_path, query
FROM bindings_cs.bindings WHERE is_bound;
SELECT * FROM bindings_cs.unmatched ORDER BY account_key::int;
SELECT item, state, row_count, first_day, last_day, matched_percent, as_of_quality, would_add, added_weight_percent, note FROM bindings_cs.readiness
WHERE state <> 'optional';
SELECT item, serves FROM bindings_cs.readiness WHERE serves IS NOT NULL;

-- bindings tells from the catalog alone, and reads no source
SELECT health_score.bind('bindings_cs', 'metric', 'SELECT 1 AS account_id, DATE ''2025-01-01'' AS day, ''m'' AS metric, 1 AS value');
BEGIN;
UPDATE bindings_cs.binding SET query = 'SELECT pg_sleep(1000)';
SET LOCAL statement_timeout = '10s';
SELECT count(*) FROM bindings_cs.bindings WHERE is_readable;
ROLLBACK;
SELECT health_score.unbind('bindings_cs', 'metric');

-- a loader swaps the tables: renamed only, dropped with all that depends on it, gone, of another shape
ALTER TABLE account RENAME TO account_old;
CREATE TABLE account AS TABLE account_old;
INSERT INTO account VALUES (41, 'Account 41', 500, 5);
SELECT count(*) AS still_the_old_one FROM bindings_cs.source_account;
DROP TABLE event CASCADE;
SELECT source, is_readable FROM bindings_cs.bindings WHERE is_bound;
SELECT count(*) FROM bindings_cs.source_rows_usage('2025-01-01', '2025-02-01');
CREATE TABLE event (account_id bigint, day text, events int, user_id text);
SELECT * FROM health_score.rebind('bindings_cs');
SELECT count(*) AS the_new_one FROM bindings_cs.source_account;
ALTER TABLE event ALTER day TYPE date USING day::date;
INSERT INTO event SELECT n % 41 + 1, DATE '2025-01-01' + n / 100, 1, 'u' || n % 7 FROM generate_series(0, 20999) AS n;
SELECT * FROM health_score.rebind('bindings_cs');
SELECT * FROM health_score.rebind('bindings_cs');
SELECT count(*) FROM bindings_cs.source_rows_usage('2025-01-01', '2025-01-02');
DROP TABLE account_old;
SELECT source, live_from, usage_unit FROM bindings_cs.bindings WHERE is_bound;

-- rights on a view that was dropped along come back; observing goes on with the rest when one source cannot be read
CREATE ROLE bindings_reader;
GRANT SELECT ON bindings_cs.source_ticket TO bindings_reader;
SELECT count(*) FROM health_score.observe_feeds('bindings_cs');
DROP TABLE ticket CASCADE;
SELECT * FROM health_score.observe_feeds('bindings_cs');
CREATE TABLE ticket AS SELECT n % 50 + 1 AS account_id, n AS id, TIMESTAMPTZ '2025-02-01 00:00+00' + n * INTERVAL '1 hour' AS at
FROM generate_series(0, 99) AS n;
SELECT * FROM health_score.rebind('bindings_cs');
SELECT has_table_privilege('bindings_reader', 'bindings_cs.source_ticket', 'SELECT');

-- repair works while a table is missing, and says what cannot be read
DROP TABLE ticket CASCADE;
SELECT health_score.repair_workspace('bindings_cs');
SELECT source, is_readable FROM bindings_cs.bindings WHERE is_bound;
SELECT health_score.unbind('bindings_cs', 'ticket');
SELECT count(*) FROM bindings_cs.source_ticket;
SELECT has_table_privilege('bindings_reader', 'bindings_cs.source_ticket', 'SELECT');

-- ARR ties out where revenue is bound
SELECT state, note FROM bindings_cs.readiness WHERE item = 'arr';
SELECT health_score.bind('bindings_cs', 'revenue', 'SELECT id AS account_id, arr / 12 AS mrr, DATE ''2025-01-01'' AS valid_from FROM account');
SELECT state, note FROM bindings_cs.readiness WHERE item = 'arr';
UPDATE account SET arr = NULL WHERE id = 1;
SELECT health_score.bind('bindings_cs', 'revenue', 'SELECT id AS account_id, coalesce(arr, 30000) / 12 AS mrr, DATE ''2025-01-01'' AS valid_from FROM account');
SELECT state, note FROM bindings_cs.readiness WHERE item = 'arr';

SELECT health_score.drop_workspace('bindings_cs');
RESET search_path;
DROP SCHEMA bindings_raw CASCADE;
DROP ROLE bindings_reader;
