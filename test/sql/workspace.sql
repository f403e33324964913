-- The life of a workspace: create, use by a plain role, repair, upgrade, drop. What is refused comes first.
\set SHOW_CONTEXT never
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

CREATE SCHEMA workspace_taken;
SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY[
    $$create_workspace(NULL)$$, $$create_workspace('')$$, $$create_workspace(repeat('w', 64))$$,
    $$create_workspace('workspace_taken')$$, $$create_workspace('public')$$, $$create_workspace('pg_workspace')$$,
    $$create_workspace('w', 'int')$$, $$create_workspace('w', account_key => 'BIGINT')$$, $$create_workspace('w', NULL)$$,
    $$create_workspace('w', time_zone => 'Europe/Berln')$$, $$create_workspace('w', time_zone => NULL)$$,
    $$create_workspace('w', time_zone => 'CEST')$$, $$create_workspace('w', time_zone => '+02')$$,
    $$create_workspace('w', currency => 'euro')$$, $$create_workspace('w', currency => '€')$$, $$create_workspace('w', currency => NULL)$$,
    $$drop_workspace('w')$$, $$drop_workspace(NULL)$$, $$drop_workspace('workspace_taken')$$, $$drop_workspace('public')$$,
    $$repair_workspace('w')$$, $$upgrade_workspace('w')$$, $$bind('w', 'usage', 'SELECT 1')$$, $$unbind('w', 'usage')$$,
    $$profile_source('w', 'usage')$$, $$bind_preset('w', 'zendesk')$$
]) AS call, pg_temp.refused('SELECT health_score.' || call) AS r;
SELECT pg_temp.refused('SELECT * FROM health_score.rebind(''w'')'), pg_temp.refused('SELECT * FROM health_score.observe_feeds(''w'')');
-- nothing was left half made
SELECT nspname FROM pg_namespace WHERE nspname IN ('w', 'pg_workspace') OR nspname LIKE 'ww%';

-- two side by side, one with a name that needs quoting
SELECT health_score.create_workspace('it''s a "Workspace"', 'uuid', 'america/new_york', 'CHF');
SELECT health_score.create_workspace('workspace_two');
SELECT health_score.create_workspace('workspace_two');
SELECT account_key, time_zone, currency, version FROM "it's a ""Workspace""".workspace;
SELECT account_key, time_zone, currency, version FROM workspace_two.workspace;
SELECT health_score.bind('it''s a "Workspace"', 'account', $$SELECT '00000000-0000-0000-0000-00000000000' || n AS account_id, n AS name
    FROM generate_series(1, 3) AS n$$);
SELECT health_score.bind('it''s a "Workspace"', 'account', $$SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid AS account_id, n AS name
    FROM generate_series(1, 3) AS n$$);
SELECT health_score.bind('workspace_two', 'account', 'SELECT n AS account_id, n AS name FROM generate_series(1, 5) AS n',
    complete_through => 'as_of - 1');
SELECT source, row_count FROM "it's a ""Workspace""".bindings WHERE is_bound;
SELECT count(*) FROM "it's a ""Workspace""".source_rows_account('2026-01-01', '2026-01-01');
SELECT until_day, lag FROM workspace_two.feeds('2026-01-05') WHERE source = 'account';
SELECT state FROM "it's a ""Workspace""".readiness WHERE item = 'account';
SELECT health_score.repair_workspace('it''s a "Workspace"');
SELECT row_count FROM "it's a ""Workspace""".bindings WHERE source = 'account';
SELECT health_score.drop_workspace('it''s a "Workspace"');
SELECT count(*) FROM workspace_two.source_account;

-- every object is described
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = 'workspace_two'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'S') AND obj_description(c.oid, 'pg_class') IS NULL;
SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'workspace_two'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL;
-- names of functions and views are never overloaded: repair drops them by name
SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'workspace_two'::regnamespace GROUP BY 1 HAVING count(*) > 1;
-- all code is known to repair, and it is all of it
SELECT o.object FROM health_score.code_objects('workspace_two') AS o
WHERE NOT EXISTS (SELECT FROM health_score.own_code('workspace_two') AS c WHERE c.oid = o.oid) AND o.object !~ 'append_only';

-- a plain role makes and uses a workspace of its own, and owns all of it
CREATE ROLE workspace_analyst;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO workspace_analyst', current_database()); END $$;
CREATE TABLE workspace_secret (id int);
SET ROLE workspace_analyst;
SELECT health_score.create_workspace('workspace_mine', 'text');
SELECT health_score.bind('workspace_mine', 'account', 'SELECT ''a'' AS account_id, ''A'' AS name');
SELECT health_score.bind('workspace_mine', 'usage', 'SELECT ''a'' AS account_id, DATE ''2026-01-05'' AS day, 1 AS events');
SELECT health_score.bind('workspace_mine', 'usage', 'SELECT id AS account_id, DATE ''2026-01-05'' AS day, id AS events FROM public.workspace_secret');
SELECT * FROM health_score.rebind('workspace_mine');
SELECT * FROM health_score.observe_feeds('workspace_mine');
SELECT item, state FROM workspace_mine.readiness WHERE item IN ('account', 'usage');
SELECT health_score.repair_workspace('workspace_mine');
SELECT health_score.bind('workspace_two', 'account', 'SELECT 1 AS account_id, ''stolen'' AS name');
RESET ROLE;
SELECT count(*) FILTER (WHERE owner <> 'workspace_analyst'::regrole) AS owned_by_others, count(*) > 50 AS many
FROM (SELECT c.relowner AS owner FROM pg_class AS c WHERE c.relnamespace = 'workspace_mine'::regnamespace
      UNION ALL SELECT p.proowner FROM pg_proc AS p WHERE p.pronamespace = 'workspace_mine'::regnamespace) AS o;
SELECT bound_by FROM workspace_mine.bindings WHERE source = 'usage';
-- repaired by a superuser, they are still its owner's
SELECT health_score.repair_workspace('workspace_mine');
SELECT count(*) FROM health_score.code_objects('workspace_mine') AS o WHERE o.owner <> 'workspace_analyst'::regrole;

-- repair keeps rights, given and taken
CREATE ROLE workspace_reader;
GRANT SELECT ON workspace_mine.source_usage TO workspace_reader WITH GRANT OPTION;
GRANT SELECT ON workspace_mine.readiness TO PUBLIC;
REVOKE EXECUTE ON FUNCTION workspace_mine.feeds FROM PUBLIC;
GRANT EXECUTE ON FUNCTION workspace_mine.feeds TO workspace_reader;
SELECT health_score.repair_workspace('workspace_mine');
SELECT o.object, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee, a.privilege_type, a.is_grantable
FROM health_score.code_objects('workspace_mine') AS o CROSS JOIN aclexplode(o.acl) AS a
WHERE a.grantee <> 'workspace_analyst'::regrole ORDER BY 1, 2;

-- what the owner writes into the tables never becomes a command of whoever repairs
INSERT INTO workspace_mine.code_grant VALUES ('VIEW workspace_mine.bindings', 'workspace_reader; DROP TABLE workspace_secret', 'SELECT', false),
    ('VIEW workspace_mine.bindings', 'workspace_reader', 'SELECT ON workspace_mine.bindings TO PUBLIC; DROP TABLE workspace_secret; --', false);
UPDATE workspace_mine.binding SET complete_through = 'as_of', search_path = 'public AS $$ SELECT as_of $$; DROP TABLE workspace_secret; --'
WHERE source = 'usage';
SELECT health_score.repair_workspace('workspace_mine');
UPDATE workspace_mine.binding SET complete_through = NULL, search_path = 'public',
    query = 'SELECT 1) AS q; DROP TABLE public.workspace_secret; SELECT * FROM (SELECT 1' WHERE source = 'usage';
SELECT health_score.repair_workspace('workspace_mine');
ALTER TABLE workspace_mine.workspace DROP CONSTRAINT workspace_account_key_check;
UPDATE workspace_mine.workspace SET account_key = 'text); DROP TABLE workspace_secret; --';
SELECT health_score.repair_workspace('workspace_mine');
UPDATE workspace_mine.workspace SET account_key = 'text';
SELECT to_regclass('workspace_secret') IS NOT NULL AS still_there;
SELECT health_score.bind('workspace_mine', 'usage', 'SELECT ''a'' AS account_id, DATE ''2026-01-05'' AS day, 1 AS events');

-- what of the user's stands in the way is named, and nothing is lost
CREATE VIEW workspace_mine.of_my_own AS SELECT count(*) FROM workspace_mine.source_usage;
CREATE FUNCTION public.workspace_of_my_own() RETURNS bigint LANGUAGE sql BEGIN ATOMIC
    SELECT count(*) FROM workspace_mine.source_rows_usage('2026-01-01', '2026-01-31'); END;
SELECT health_score.repair_workspace('workspace_mine');
SELECT health_score.upgrade_workspace('workspace_mine');
SELECT health_score.drop_workspace('workspace_mine');
SELECT count(*) FROM workspace_mine.of_my_own;
DROP VIEW workspace_mine.of_my_own;
DROP FUNCTION public.workspace_of_my_own();
SELECT health_score.upgrade_workspace('workspace_mine');
UPDATE workspace_mine.workspace SET version = '99';
SELECT health_score.upgrade_workspace('workspace_mine');

-- what people recorded is append-only, and is not dropped along
INSERT INTO workspace_mine.pulse (account_id, at, author, value, known_at)
VALUES ('a', '2026-01-05 12:00+00', 'dana', 'green', NULL);
INSERT INTO workspace_mine.pulse (account_id, at, author, value) VALUES ('a', '2026-01-05 12:00+00', 'dana', 'blue');
UPDATE workspace_mine.pulse SET value = 'red';
DELETE FROM workspace_mine.pulse;
TRUNCATE workspace_mine.pulse;
INSERT INTO workspace_mine.identity (source, source_key, account_id) VALUES ('zendesk', '17', 'a'), ('zendesk', '18', 'b');
SELECT health_score.drop_workspace('workspace_mine');
SELECT source, is_bound, is_live, live_from, until_day FROM workspace_mine.feeds('2026-01-04') WHERE source = 'pulse';
SELECT source, is_bound, is_live, live_from, until_day FROM workspace_mine.feeds('2026-01-05') WHERE source = 'pulse';

-- a table of the user's in the schema is not dropped along either
CREATE TABLE workspace_mine.kept (a int);
SELECT health_score.drop_workspace('workspace_mine', even_recorded => true);
DROP TABLE workspace_mine.kept;
SELECT health_score.drop_workspace('workspace_mine', even_recorded => true);
SELECT health_score.drop_workspace('workspace_two');
SELECT nspname FROM pg_namespace WHERE nspname LIKE 'workspace\_%' OR nspname LIKE 'it''s%';

DROP TABLE workspace_secret;
DROP SCHEMA workspace_taken;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM workspace_analyst', current_database()); END $$;
DROP ROLE workspace_analyst, workspace_reader;
