-- bind: every mistake told at once, nothing half made; then what it keeps and says.
\set SHOW_CONTEXT never
SET DateStyle = 'ISO, MDY';
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all
SET client_min_messages = warning;
SELECT health_score.create_workspace('bind_cs', 'text', 'Europe/Berlin');
RESET client_min_messages;
CREATE SCHEMA bind_raw;
SET search_path = bind_raw, public;
CREATE TABLE account (id text, name varchar(20), arr numeric(12, 2), seats int, started text, note text);
INSERT INTO account SELECT 'a' || n, 'Account ' || n, 1000 * n, n, '2024-01-0' || n, NULL FROM generate_series(1, 9) AS n;

-- one mistake each
SELECT query, r.*
FROM (VALUES
    (1, 'account', 'SELECT id AS acount_id, name FROM account'),
    (2, 'account', 'SELECT id AS account_id, name, started AS started_on FROM account'),
    (3, 'account', 'SELECT id AS account_id, name, arr::text AS arr FROM account'),
    (4, 'account', 'SELECT id AS account_id, name, name FROM account'),
    (5, 'account', 'SELECT id AS account_id, name, 1 FROM account'),
    (6, 'account', 'SELECT id AS account_id, name, started AS zebra FROM account'),
    (7, 'account', 'SELECT id AS account_id, "name" AS "Name", name FROM account'),
    (8, 'account', 'SELECT name FROM account'),
    (9, 'account', 'SELECT id AS account_id, name FROM account; SELECT 1'),
    (10, 'account', 'SELECT id AS account_id name FROM account'),
    (11, 'account', 'SELECT id AS account_id, name FROM acount'),
    (12, 'account', 'SELECT id AS account_id, nme FROM account'),
    (13, 'account', NULL),
    (14, 'acount', 'SELECT id AS account_id, name FROM account'),
    (15, NULL, 'SELECT id AS account_id, name FROM account'),
    (16, 'ticket', 'SELECT ''a'' AS account_id, 1 AS ticket_id, ''01.02.2025 10:00'' AS opened_at'),
    (17, 'usage', 'SELECT ARRAY[1] AS account_id, DATE ''2025-01-01'' AS day, true AS events')
) AS v (n, source, query)
    CROSS JOIN LATERAL pg_temp.refused(format('SELECT health_score.bind(''bind_cs'', %L, %L)', v.source, v.query)) AS r
ORDER BY n;
-- all of them together
SELECT health_score.bind('bind_cs', 'account', 'SELECT id AS acount_id, started AS started_on, arr::text AS arr, note AS nots, note AS segment, note AS segment FROM account');
-- nothing half made
SELECT count(*) FROM bind_cs.binding;
SELECT count(*) FROM bind_cs.source_account;

-- what only shows when the query runs: a day-first date, a number, a division; the state stays, the place is told
INSERT INTO account (id, name, started) VALUES ('a10', 'Day first', '16-10-2024');
SELECT health_score.bind('bind_cs', 'account', 'SELECT id AS account_id, name, started::date AS started_on FROM account');
SELECT health_score.bind('bind_cs', 'account', 'SELECT id AS account_id, name, to_date(started, ''YYYY-MM-DD'') AS started_on FROM account');
SELECT health_score.bind('bind_cs', 'account', 'SELECT id AS account_id, name, left(started, 2)::int / (seats - 4) AS seats FROM account');
SELECT health_score.bind('bind_cs', 'account', 'SELECT id AS account_id, name, started::timestamptz AS known_at FROM account');
SELECT count(*) FROM bind_cs.binding;
-- in the wrong order but possible, it cannot be told: to_date says which is meant
DELETE FROM account WHERE id = 'a10';
SELECT health_score.bind('bind_cs', 'account', 'SELECT id AS account_id, name, arr, seats, started::date AS started_on FROM account; -- with a comment');
SELECT account_id, name, arr, seats, started_on, parent_id, known_at FROM bind_cs.source_account ORDER BY 1 LIMIT 2;
SELECT source, query, search_path, columns, as_of, delivery, live_from, live_to, row_count, first_day, last_day, matched_share, usage_unit
FROM bind_cs.binding;

-- bind again replaces, with other columns; a failure leaves what was bound
SELECT health_score.bind('bind_cs', 'account', 'SELECT name, id AS account_id FROM account WHERE id <> ''a9''');
SELECT count(*), count(arr) FROM bind_cs.source_account;
SELECT health_score.bind('bind_cs', 'account', 'SELECT name AS account_id, 1 / 0 AS arr, name FROM account');
SELECT row_count, columns FROM bind_cs.binding;

-- columns in any order, by name, cast where an implicit or assignment cast exists; days and naive times are the workspace's
SET TimeZone = 'America/Los_Angeles';
SELECT health_score.bind('bind_cs', 'usage', $$SELECT events, at AS day, id AS account_id, n AS user_id, stamp AS known_at
    FROM (VALUES (1, TIMESTAMPTZ '2025-01-31 23:30+00', 'a1'::varchar(5), 17, TIMESTAMP '2025-02-01 12:00')) AS v (events, at, id, n, stamp)$$);
SELECT day, events, user_id, known_at AT TIME ZONE 'UTC' AS known_at FROM bind_cs.source_usage;
RESET TimeZone;

-- a query may use a user's own types, functions and quoted names; it is found again under another search_path
CREATE TYPE mood AS ENUM ('low', 'high');
CREATE DOMAIN key_text AS text CHECK (value <> '');
CREATE TABLE "Odd ""Table" (account_id key_text, mood mood, "at Day" date);
INSERT INTO "Odd ""Table" VALUES ('a1', 'low', '2025-01-01');
SELECT health_score.bind('bind_cs', 'value_evidence', 'SELECT account_id, mood AS kind, "at Day" AS occurred_on FROM "Odd ""Table"');
SET search_path = pg_catalog;
SELECT * FROM health_score.rebind('bind_cs');
SELECT kind FROM bind_cs.source_value_evidence;
SET search_path = bind_raw, public;

-- what is odd is told with counts, and is bound all the same
SELECT health_score.bind('bind_cs', 'usage', $$
    SELECT account_id, day, events::float8, actor, kind FROM (VALUES ('a1', DATE '2025-01-01', '1', 'customer', 'my own kind'), ('a1', NULL, '-2', 'Customer', NULL),
        (NULL, '2025-01-03', 'NaN', NULL, NULL), ('a1', 'infinity', 'Infinity', 'robot', NULL)) AS v (account_id, day, events, actor, kind)$$);
SELECT health_score.bind('bind_cs', 'contact', $$SELECT 'a1' AS account_id, 'c' || n AS contact_id, role, level
    FROM (VALUES (1, 'Champion', 'VP'), (2, 'champion', 'executive')) AS v (n, role, level)$$);
SELECT column_name, is_bound, row_count, null_percent, odd_rows, odd_example, first_day, last_day
FROM health_score.profile_source('bind_cs', 'usage') WHERE is_bound;
SELECT health_score.profile_source('bind_cs', 'ticket');
SELECT health_score.bind('bind_cs', 'ticket', 'SELECT ''x'' AS account_id, ''t'' AS ticket_id, TIMESTAMPTZ ''2025-01-01 00:00+00'' AS opened_at WHERE false');
SELECT health_score.bind('bind_cs', 'ticket', 'SELECT ''x'' AS account_id, ''t'' AS ticket_id, TIMESTAMPTZ ''2025-01-01 00:00+00'' AS opened_at');
SELECT health_score.bind('bind_cs', 'ticket', 'SELECT id AS account_id, ''t'' || n AS ticket_id, TIMESTAMPTZ ''2025-01-01 00:00+00'' AS opened_at
    FROM (SELECT ''a1'' AS id UNION ALL SELECT ''x'') AS k CROSS JOIN generate_series(1, 1000) AS n WHERE id = ''a1'' OR n = 1');
SELECT * FROM bind_cs.unmatched ORDER BY 1, 2;

-- the unit of usage: active user-days, unless over 20 % of the customer's rows name no user
CREATE FUNCTION pg_temp.unit(with_user int, without_user int, other int DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM health_score.bind('bind_cs', 'usage', format($q$SELECT 'a1' AS account_id, DATE '2025-01-01' AS day, 1 AS events, u AS user_id, actor
        FROM (SELECT 'u' AS u, NULL AS actor FROM generate_series(1, %s) UNION ALL SELECT NULL, 'customer' FROM generate_series(1, %s)
              UNION ALL SELECT NULL, 'vendor' FROM generate_series(1, %s)) AS v$q$, with_user, without_user, other));
    RETURN (SELECT usage_unit FROM bind_cs.binding WHERE source = 'usage');
END
$$;
SET client_min_messages = error;
SELECT pg_temp.unit(8, 2), pg_temp.unit(79, 21), pg_temp.unit(0, 1), pg_temp.unit(1, 0, 50), pg_temp.unit(0, 0), pg_temp.unit(0, 0, 5);
SELECT health_score.bind('bind_cs', 'usage', 'SELECT ''a1'' AS account_id, DATE ''2025-01-01'' AS day, 1 AS events');
SELECT usage_unit FROM bind_cs.binding WHERE source = 'usage';

-- live_from: the first day, but since ever where rows have no beginning; as-of quality from the columns
SELECT health_score.bind('bind_cs', 'contact', $$SELECT 'a1' AS account_id, 'c' || n AS contact_id, 'admin' AS role, since AS valid_from
    FROM (VALUES (1, DATE '2025-02-01'), (2, '2025-03-01')) AS v (n, since)$$);
SELECT live_from, as_of FROM bind_cs.binding WHERE source = 'contact';
SELECT health_score.bind('bind_cs', 'contact', $$SELECT 'a1' AS account_id, 'c' || n AS contact_id, 'admin' AS role, since AS valid_from, since::timestamptz AS known_at
    FROM (VALUES (1, DATE '2025-02-01'), (2, NULL)) AS v (n, since)$$);
SELECT live_from, as_of FROM bind_cs.binding WHERE source = 'contact';
SELECT health_score.bind('bind_cs', 'contact', $$SELECT 'a1' AS account_id, 'c' AS contact_id, 'admin' AS role$$);
SELECT live_from, as_of FROM bind_cs.binding WHERE source = 'contact';
SELECT health_score.bind('bind_cs', 'contact', $$SELECT 'a1' AS account_id, 'c' AS contact_id, 'admin' AS role$$, as_of => 'assumed', live_from => '2024-01-01');
SELECT live_from, as_of FROM bind_cs.binding WHERE source = 'contact';
RESET client_min_messages;

-- a table that lacks rights, a view over a view, and rows that come and go
SELECT health_score.bind('bind_cs', 'feature', 'SELECT feature, is_core, maturity FROM (VALUES (''export'', true, 2::smallint)) AS v (feature, is_core, maturity)');
SELECT health_score.bind('bind_cs', 'entitlement', 'SELECT f.maturity::text AS account_id, f.feature AS item, ''feature'' AS kind FROM bind_cs.source_feature AS f');
SELECT count(*) FROM bind_cs.source_entitlement;
SELECT health_score.unbind('bind_cs', 'feature');
SELECT count(*) FROM bind_cs.source_entitlement;
SELECT health_score.unbind('bind_cs', 'feature');
SELECT health_score.unbind('bind_cs', 'featur');

-- a source cannot be bound to itself, nor in a circle
SELECT health_score.bind('bind_cs', 'usage', 'SELECT * FROM bind_cs.source_usage');
SELECT health_score.bind('bind_cs', 'feature', 'SELECT feature FROM bind_cs.source_usage');
SELECT health_score.bind('bind_cs', 'usage', 'SELECT account_id, day, events FROM bind_cs.source_usage JOIN bind_cs.source_feature USING (feature)');
SELECT count(*) FROM bind_cs.source_usage;
SELECT health_score.unbind('bind_cs', 'feature');

-- account_of: the identity that held on the day
INSERT INTO bind_cs.identity (source, source_key, account_id, how, valid_from, valid_to) VALUES
    ('zendesk', '17', 'a1', 'by hand', '-infinity', '2025-06-01'), ('zendesk', '17', 'a2', 'merger', '2025-06-01', 'infinity');
SELECT day, health_score.account_of('bind_cs', 'zendesk', '17', day) FROM unnest(ARRAY[DATE '2024-01-01', '2025-05-31', '2025-06-01', NULL]) AS day;
-- two accounts at a time would count every row of the key twice
SELECT a AS added, r.state, r.message FROM unnest(ARRAY['''zendesk'', ''17'', ''a3'', ''2025-05-31'', ''2025-06-01''', '''zendesk'', ''17'', ''a2'', ''2026-01-01'', ''infinity''', '''hubspot'', ''17'', ''a3'', ''2026-01-01'', ''infinity''']) AS a,
    pg_temp.refused(format('INSERT INTO bind_cs.identity (source, source_key, account_id, valid_from, valid_to) VALUES (%s)', a)) AS r;
SELECT health_score.account_of('bind_cs', 'zendesk', '18', '2025-01-01'), health_score.account_of('bind_cs', 'hubspot', '17', '2025-01-01');

SET client_min_messages = warning;
SELECT health_score.drop_workspace('bind_cs', even_recorded => true);
RESET search_path;
DROP SCHEMA bind_raw CASCADE;
