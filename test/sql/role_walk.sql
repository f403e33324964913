-- Every kind of role through every table, partition, view, sequence and function that the catalog has: each answers, or says 42501, and nothing
-- else. A csm gets no row of a foreign account, and nothing that depends on one. What is new in a workspace is walked without a change here.
\set ECHO none
\o /dev/null
SET client_min_messages = error;
SET datestyle = 'ISO';
SET timezone = 'UTC';
\set SHOW_CONTEXT never
CREATE ROLE walk_owner; CREATE ROLE walk_analyst; CREATE ROLE walk_model_owner; CREATE ROLE walk_csm; CREATE ROLE walk_lead; CREATE ROLE walk_bi_reader; CREATE ROLE walk_refresher;
CREATE ROLE walk_auditor; CREATE ROLE walk_nobody; CREATE ROLE walk_gone;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO walk_owner', current_database()); END $$;
-- the demo warehouse has rows for nearly every source; whoever binds it is no superuser, as in life
\set accounts 40
\i test/demo/load.sql
INSERT INTO demo.news (account_id, seen_at, kind) SELECT account_id, '2026-06-29 12:00+00', 'merger' FROM demo.crm_account WHERE record_type = 'customer';
GRANT ALL ON SCHEMA demo TO walk_owner;
GRANT SELECT ON ALL TABLES IN SCHEMA demo TO walk_owner;
SET ROLE walk_owner;
\i test/demo/bind.sql
\unset ON_ERROR_STOP
SET client_min_messages = error;
SELECT health_score.bind('cs', 'person', $$
    SELECT person, full_name AS name, CASE person WHEN 'csm37' THEN 'walk_csm' WHEN 'csmlead4' THEN 'walk_lead' END AS role_name, manager, team, weekly_hours AS weekly_capacity
    FROM demo.person $$);
SELECT health_score.add_rule('cs', 'own_rule', 'SELECT account_id FROM cs.source_assignment WHERE duty = ''csm''', 'Own', 'call', 'csm', '2 days', cool_down_days => 0);
SELECT health_score.add_measure('cs', 'own_measure', 'SELECT account_id, count(*) AS value FROM cs.source_assignment GROUP BY account_id', 'Own', 'things', 'Own');
-- of every table something, for every account: history, hits, cases, and what people recorded
UPDATE cs.trigger_rule SET active_from = '2026-06-01';
CALL health_score.refresh('cs', '2026-05-31', '2026-06-02');
CALL health_score.refresh('cs', '2026-06-26', '2026-06-30');
INSERT INTO cs.trigger_hit (account_id, day, rule, tier, cause, evidence)
SELECT account_id, '2026-06-30', 'slide', 'yellow', 'customer', '{}' FROM cs.account_detail ON CONFLICT DO NOTHING;
SELECT cs.open_alerts('2026-06-30');
SELECT health_score.record_action('cs', account_id::text, 'call', 'called'), health_score.record_pulse('cs', account_id::text, 'green'), health_score.record_value_answer('cs', account_id::text, 'yes', 'a win'),
    health_score.record_review('cs', account_id::text, '2026-06-30', true), health_score.mark_dirty('cs', '2026-06-30', account_id::text) FROM cs.account_detail;
INSERT INTO cs.portfolio_alert (opened_on, value, threshold) VALUES ('2026-06-30', 0.6, 0.7);
SELECT health_score.activate_model('cs', 'four_component', owner => 'ops');
SELECT health_score.copy_model('cs', 'four_component');
SELECT health_score.sign_off('cs', 'four_component', 2, 'sales', 'Kim');
RESET ROLE;
\o
\set ECHO all

CREATE SCHEMA walk;
CREATE TABLE walk.role AS SELECT 'walk_' || k AS role, CASE k WHEN 'lead' THEN 'csm' WHEN 'owner' THEN NULL WHEN 'nobody' THEN NULL ELSE k END AS kind
FROM unnest(ARRAY['owner', 'analyst', 'model_owner', 'csm', 'lead', 'bi_reader', 'refresher', 'auditor', 'nobody']) AS k;
SELECT count(health_score.grant_role('cs', role::regrole, kind)) AS granted FROM walk.role WHERE kind IS NOT NULL;
-- whose accounts are whose, by the warehouse itself
CREATE TABLE walk.own AS
    SELECT r.role, t.account_id FROM demo.account_team t JOIN demo.person p USING (person)
    JOIN (VALUES ('walk_csm', 'csm37', NULL), ('walk_lead', 'csmlead4', 'csmlead4')) AS r (role, person, manager) ON p.person = r.person OR p.manager = r.manager
    WHERE t.valid_from <= '2026-06-30' AND coalesce(t.valid_to > '2026-06-30', true) AND t.account_id IN (SELECT account_id FROM cs.account_detail);
SELECT role, count(DISTINCT account_id) AS accounts FROM walk.own GROUP BY 1 ORDER BY 1;
SELECT min(account_id) AS of_csm FROM walk.own WHERE role = 'walk_csm' \gset
SELECT min(account_id) AS of_nobody FROM cs.account_detail WHERE account_id NOT IN (SELECT account_id FROM walk.own) \gset
SELECT a.alert_id AS case_of_csm, b.alert_id AS case_of_nobody FROM cs.alert a, cs.alert b WHERE a.account_id = :of_csm AND b.account_id = :of_nobody \gset

-- One statement as one role, undone whatever it did: how it ended, the accounts that it showed, and a digest of all that it showed.
CREATE FUNCTION walk.ask(role text, statement text, shows_accounts boolean, OUT state text, OUT message text, OUT accounts text[], OUT digest text) LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        PERFORM set_config('role', role, true);
        IF statement ~ '^(SELECT|TABLE)' THEN
            EXECUTE format('SELECT %s, count(*) || md5(string_agg(t::text, %L ORDER BY t::text COLLATE "C")) FROM (%s) AS t',
                CASE WHEN shows_accounts THEN 'array_agg(DISTINCT t.account_id::text)' ELSE 'NULL::text[]' END, '|', statement) INTO accounts, digest;
        ELSE
            EXECUTE statement;
        END IF;
        state := 'ok';
        RAISE EXCEPTION 'undo' USING ERRCODE = 'WALK0';
    EXCEPTION WHEN SQLSTATE 'WALK0' THEN
        NULL;
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    END;
    PERFORM set_config('role', 'none', true);
END $$;

-- What is walked. A function gets an argument that suits its name, NULL where there is none.
CREATE TABLE walk.argument (function text, name text, value text);
INSERT INTO walk.argument (name, value) VALUES ('workspace', '''cs'''), ('as_of', '''2026-06-30'''), ('day', '''2026-06-30'''), ('to_date', '''2026-06-30'''), ('to_day', '''2026-06-30'''), ('from_date', '''2026-06-26'''),
    ('from_day', '''2025-07-01'''), ('at', '''2026-06-30 12:00+00'''), ('from_at', '''2026-06-30 12:00+00'''), ('until_day', 'current_date + 7'), ('model_key', '(SELECT min(m.model_key) FROM walk.model m)'),
    ('model_key_a', '(SELECT min(m.model_key) FROM walk.model m)'), ('model_key_b', '(SELECT max(m.model_key) FROM walk.model m)'), ('model', '''four_component'''), ('version', '2'), ('rule', '''slide'''), ('criterion', '''usage_level'''), ('source', '''usage'''),
    ('duty', '''csm'''), ('tier', '''green'''), ('clock', '''working'''), ('hours', '48'), ('reason', '''observed'''), ('subject', '1'), ('operator', '''<'''), ('value', '2'), ('letter', '''o'''), ('note', '''seen'''), ('text', '''a'''),
    ('role', '''walk_gone'''), ('kind', '''analyst'''), ('measure', '''mine'''), ('label', '''Mine'''), ('reads', '''things'''), ('definition', '''mine'''), ('protocol', '''call'''), ('owner_duty', '''csm'''), ('deadline', '''2 days'''),
    ('query', '''SELECT 1::bigint AS account_id'''), ('preset', '''zendesk'''), ('diagnosis', '''nothing'''), ('outcome', '''saved'''), ('template', (SELECT quote_literal(min(template)) FROM health_score.template_list())), ('who', '''Kim'''), ('function', '''finance'''), ('agrees', 'true'), ('answer', '''yes'''),
    ('new_status', '''shadow'''), ('account_ids', '''{-1}'''), ('key', '''1'''), ('account_id', '@account@'), ('account', '@account@'), ('alert_id', '@case@'),
    ('criterion_values', 'array_fill(NULL::float8, ARRAY[60])'), ('criterion_reasons', 'repeat(''a'', 60)');
INSERT INTO walk.argument (function, name, value) VALUES ('record_action', 'kind', '''call'''), ('record_pulse', 'value', '''green'''), ('add_rule', 'rule', '''mine'''), ('why_changed', 'from_day', '''2026-06-26'''), ('remove_rule', 'rule', '''own_rule'''), ('remove_measure', 'measure', '''own_measure'''), ('bind', 'source', '''feature'''), ('bind', 'query', '''SELECT 1 AS feature'''),
    ('add_measure', 'query', '''SELECT 1::bigint AS account_id, 1::float8 AS value'''), ('create_workspace', 'workspace', '''walk_other''');
CREATE TABLE walk.model AS SELECT model_key FROM cs.model;
GRANT USAGE ON SCHEMA walk TO PUBLIC;
GRANT SELECT ON walk.model TO PUBLIC;

CREATE VIEW walk.object AS
    SELECT 'relation' AS sort, c.oid::regclass::text AS object,
        CASE WHEN c.relispartition THEN 'partitions' WHEN c.relkind = 'S' THEN 'sequences' WHEN c.relname ~ '^source_' THEN 'sources' ELSE c.relname::text END AS name,
        'TABLE ' || c.oid::regclass AS statement, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'account_id' AND NOT a.attisdropped) AS shows_accounts, false AS takes_account,
        c.relkind = 'v' AS is_same_for_readers
    FROM pg_class c WHERE c.relnamespace = 'cs'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT CASE p.pronamespace WHEN 'cs'::regnamespace THEN 'function' ELSE 'call' END, p.oid::regprocedure::text,
        CASE WHEN p.proname ~ '^source_rows_' THEN 'source readers' ELSE p.proname::text END,
        -- a function of one value shows it as a column of the function's name
        CASE WHEN p.prokind = 'p' THEN 'CALL ' ELSE 'SELECT * FROM ' END || p.pronamespace::regnamespace || '.' || quote_ident(p.proname) || '(' || a.arguments || ')',
        coalesce('account_id' = ANY (p.proargnames[p.pronargs + 1:]), false), a.arguments ~ '@(account|case)@',
        p.provolatile <> 'v'
    FROM pg_proc p
    CROSS JOIN LATERAL (
        SELECT coalesce(string_agg(CASE WHEN p.provariadic <> 0 AND i.n = p.pronargs THEN 'VARIADIC ' ELSE '' END
            || format('(%s)::%s', coalesce((SELECT g.value FROM walk.argument g WHERE g.name = p.proargnames[i.n] AND coalesce(g.function = p.proname, true) ORDER BY g.function LIMIT 1), 'NULL'), p.proargtypes[i.n - 1]::regtype), ', ' ORDER BY i.n), '') AS arguments
        -- what has a default is left to it
        FROM generate_series(1, p.pronargs - CASE WHEN p.pronamespace = 'cs'::regnamespace THEN 0 ELSE p.pronargdefaults END) AS i (n)
    ) a
    WHERE p.prorettype <> 'trigger'::regtype
        AND (p.pronamespace = 'cs'::regnamespace OR p.pronamespace = 'health_score'::regnamespace AND p.proargnames[1] = 'workspace' AND obj_description(p.oid, 'pg_proc') !~ '^internal' AND p.proname NOT IN ('refresh', 'bind_preset'));

-- Nothing lends the rights of its owner but the source views; so what a role may not read, no function reads for it.
SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace IN ('cs'::regnamespace, 'health_score'::regnamespace) AND p.prosecdef;
SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'cs'::regnamespace AND c.relkind = 'v' AND c.relname !~ '^source_' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false);

-- Roles that may read the same relations are given the same by a view or a function that only reads, so it is asked by one of them, unless
-- HS_LONG is set; nobody is like a csm. Tables, and what writes, are asked by each.
\getenv long HS_LONG
SELECT r.role, CASE WHEN :{?long} THEN r.role ELSE min(r.role) OVER (PARTITION BY r.role ~ 'csm|lead', r.role ~ 'csm', p.readable) END AS asked_by INTO walk.walker
FROM walk.role r CROSS JOIN LATERAL (
    SELECT string_agg(c.relname, ' ' ORDER BY c.relname COLLATE "C") AS readable FROM pg_class c
    WHERE c.relnamespace = 'cs'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND has_schema_privilege(r.role, 'cs', 'USAGE') AND has_table_privilege(r.role, c.oid, 'SELECT')) p;

-- Tables, partitions, views, sequences and the workspace's functions, for an account of nobody's.
CREATE TABLE walk.seen AS
    WITH seen AS MATERIALIZED (
        SELECT o.sort, o.object, o.name, o.is_same_for_readers, o.shows_accounts, o.takes_account, r.role, a.*
        FROM walk.object o CROSS JOIN walk.walker r
        CROSS JOIN LATERAL walk.ask(r.role, replace(replace(o.statement, '@account@', :'of_nobody'), '@case@', :'case_of_nobody'), o.shows_accounts) a
        WHERE o.sort <> 'call' AND (NOT o.is_same_for_readers OR r.asked_by = r.role)
    )
    SELECT s.sort, s.object, s.name, s.shows_accounts, s.takes_account, w.role, s.state, s.message, s.accounts, s.digest
    FROM seen s JOIN walk.walker w ON CASE WHEN s.is_same_for_readers THEN w.asked_by ELSE w.role END = s.role;
SELECT sort, object, role, state, message FROM walk.seen WHERE state NOT IN ('ok', '42501') ORDER BY 1, 2, 3;
SELECT sort, object, role, state, message FROM walk.seen WHERE role = 'walk_refresher' AND state <> 'ok' AND name NOT IN ('partitions', 'sequences') ORDER BY 1, 2;
SELECT role, count(*) FILTER (WHERE sort = 'relation' AND state = 'ok') AS relations, count(*) FILTER (WHERE sort = 'function' AND state = 'ok') AS functions,
    count(*) FILTER (WHERE state = '42501') AS refused, count(*) FILTER (WHERE state NOT IN ('ok', '42501')) AS other_errors FROM walk.seen GROUP BY role ORDER BY role;
-- what each is refused, so that a change is seen
SELECT sort, name, string_agg(DISTINCT substr(role, 6), ' ' ORDER BY substr(role, 6)) AS refused_to FROM walk.seen WHERE state = '42501' AND role <> 'walk_nobody' GROUP BY sort, name ORDER BY sort DESC, name COLLATE "C";
SELECT count(*) AS refused_to_nobody, (SELECT count(*) FROM walk.object WHERE sort <> 'call') AS of_all FROM walk.seen WHERE role = 'walk_nobody' AND state = '42501';

-- No foreign row. Those that nobody has a row in would prove nothing: they are few, and named.
SELECT s.role, s.object, x AS foreign_account FROM walk.seen s CROSS JOIN unnest(s.accounts) AS x
WHERE s.role IN ('walk_csm', 'walk_lead') AND x::bigint NOT IN (SELECT o.account_id FROM walk.own o WHERE o.role = s.role) ORDER BY 1, 2, 3;
SELECT role, count(*) AS show_accounts, count(*) FILTER (WHERE accounts IS NOT NULL) AS with_rows FROM walk.seen WHERE role IN ('walk_csm', 'walk_lead') AND shows_accounts AND state = 'ok' GROUP BY 1 ORDER BY 1;
SELECT object AS empty_for_all FROM walk.seen WHERE role = 'walk_analyst' AND shows_accounts AND state = 'ok' AND accounts IS NULL ORDER BY 1;

-- A foreign account answers as one that is not there.
SELECT s.role, s.object, s.state, n.state AS of_none FROM walk.seen s JOIN walk.object o USING (object)
CROSS JOIN LATERAL walk.ask(s.role, replace(replace(o.statement, '@account@', '-1'), '@case@', '-1'), o.shows_accounts) n
WHERE s.role IN ('walk_csm', 'walk_lead') AND s.takes_account AND (s.state, s.message, s.digest) IS DISTINCT FROM (n.state, n.message, n.digest) ORDER BY 1, 2;

-- Nothing that a csm reads depends on a foreign account: it is the same when they are gone, sums and shares too.
-- (In one transaction, so that it is the same moment too.)
BEGIN;
CREATE TABLE walk.before AS
    SELECT s.object, replace(replace(o.statement, '@account@', :'of_csm'), '@case@', :'case_of_csm') AS statement, a.state, a.digest
    FROM walk.seen s JOIN walk.object o USING (object)
    CROSS JOIN LATERAL walk.ask(s.role, replace(replace(o.statement, '@account@', :'of_csm'), '@case@', :'case_of_csm'), false) a
    WHERE s.role = 'walk_csm' AND s.state = 'ok';
DO $$
DECLARE t regclass;
BEGIN
    SET LOCAL session_replication_role = replica; -- in any order
    FOR t IN SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'cs'::regnamespace AND c.relrowsecurity LOOP
        EXECUTE format('DELETE FROM %s WHERE account_id NOT IN (SELECT account_id FROM walk.own WHERE role = ''walk_csm'')', t);
    END LOOP;
END $$;
SELECT (SELECT count(*) FROM cs.account_detail) AS accounts, count(*) AS objects, count(*) FILTER (WHERE (a.state, a.digest) IS DISTINCT FROM (b.state, b.digest)) AS differ,
    array_agg(b.object) FILTER (WHERE (a.state, a.digest) IS DISTINCT FROM (b.state, b.digest)) AS which
FROM walk.before b CROSS JOIN LATERAL walk.ask('walk_csm', b.statement, false) a;
ROLLBACK;

-- Writing, table by table: who may do what.
CREATE VIEW walk.change AS
    SELECT c.relname AS name, k.command, format(k.statement, c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod)) AS statement
    FROM pg_class c
    JOIN LATERAL (SELECT a.* FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = '' ORDER BY a.attnum LIMIT 1) a ON true
    CROSS JOIN (VALUES ('INSERT', 'INSERT INTO %1$s (%2$I) SELECT NULL::%3$s WHERE false'), ('UPDATE', 'UPDATE %1$s SET %2$I = NULL WHERE false'), ('DELETE', 'DELETE FROM %1$s WHERE false'), ('TRUNCATE', 'TRUNCATE %1$s CASCADE')) AS k (command, statement)
    WHERE c.relnamespace = 'cs'::regnamespace AND c.relkind IN ('r', 'p');
CREATE TABLE walk.changed AS SELECT c.name, c.command, r.role, a.state, a.message FROM walk.change c CROSS JOIN walk.role r CROSS JOIN LATERAL walk.ask(r.role, c.statement, false) a;
SELECT state, role, count(*) FROM walk.changed WHERE state NOT IN ('ok', '42501') GROUP BY 1, 2 ORDER BY 1, 2;
SELECT role, command, string_agg(name, ' ' ORDER BY name COLLATE "C") AS may_change FROM walk.changed WHERE state = 'ok' AND role <> 'walk_owner' GROUP BY role, command ORDER BY role, command;

-- What is called with the name of a workspace: by a csm for an own account and case, and for those of nobody.
CREATE TABLE walk.called AS
    WITH called AS MATERIALIZED (
        SELECT o.object, o.name, o.is_same_for_readers, k.role, w.whose, a.*
        FROM walk.object o CROSS JOIN walk.walker k
        CROSS JOIN (VALUES ('own', :'of_csm', :'case_of_csm'), ('foreign', :'of_nobody', :'case_of_nobody'), ('none', '-1', '-1')) AS w (whose, account, alert)
        CROSS JOIN LATERAL walk.ask(k.role, replace(replace(o.statement, '@account@', w.account), '@case@', w.alert), o.shows_accounts) a
        WHERE o.sort = 'call' AND (w.whose = 'own' OR o.takes_account) AND (NOT o.is_same_for_readers OR k.asked_by = k.role)
    )
    SELECT s.object, s.name, w.role, s.whose, s.state, s.message, s.digest
    FROM called s JOIN walk.walker w ON CASE WHEN s.is_same_for_readers THEN w.asked_by ELSE w.role END = s.role;
SELECT name, whose, string_agg(DISTINCT substr(role, 6), ' ' ORDER BY substr(role, 6)) AS roles, state, message FROM walk.called WHERE state NOT IN ('ok', '42501') GROUP BY name, whose, state, message ORDER BY 1, 2, 3;
SELECT name, whose, string_agg(DISTINCT substr(role, 6), ' ' ORDER BY substr(role, 6)) AS may_call FROM walk.called WHERE state = 'ok' AND role NOT IN ('walk_owner') GROUP BY name, whose ORDER BY name COLLATE "C", whose;
SELECT f.name, f.role, f.state, f.message, n.state AS of_none, n.message AS none_says FROM walk.called f JOIN walk.called n USING (object, role) WHERE f.whose = 'foreign' AND n.whose = 'none' AND role IN ('walk_csm', 'walk_lead')
    AND (f.state, f.digest) IS DISTINCT FROM (n.state, n.digest) ORDER BY 1, 2;
SELECT name, string_agg(DISTINCT substr(role, 6), ' ' ORDER BY substr(role, 6)) AS roles, replace(message, current_database(), 'db') AS message FROM walk.called
WHERE state = '42501' AND message !~ '^permission denied for (table|schema|view|function)' GROUP BY name, message ORDER BY name;


-- A role that is gone from the cluster, or has not come with a dump: the others read as before.
DROP OWNED BY walk_auditor;
DROP ROLE walk_auditor;
SELECT count(*) AS still_named FROM cs.reader_role WHERE role_name = 'walk_auditor';
SELECT r.role, a.state, a.message, cardinality(a.accounts) AS accounts FROM walk.role r CROSS JOIN LATERAL walk.ask(r.role, 'TABLE cs.account_detail', true) a WHERE r.role IN ('walk_analyst', 'walk_csm', 'walk_lead') ORDER BY 1;

\set ECHO none
SET client_min_messages = warning;
DROP SCHEMA walk CASCADE;
DROP SCHEMA demo CASCADE;
SELECT health_score.drop_workspace('cs', even_recorded => true) IS NOT NULL AS dropped;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM walk_owner', current_database()); END $$;
DROP ROLE walk_owner, walk_analyst, walk_model_owner, walk_csm, walk_lead, walk_bi_reader, walk_refresher, walk_nobody, walk_gone;
