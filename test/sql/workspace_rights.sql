-- Whose rights count: nobody runs the code of a workspace's owner with more rights than the owner's, and nothing of the
-- user's in the schema is touched.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE ROLE rights_ana;
CREATE ROLE rights_member IN ROLE rights_ana;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO rights_ana', current_database()); END $$;
SET ROLE rights_ana;
SELECT health_score.create_workspace('rights_cs');
CREATE SCHEMA rights_trap;
-- code that tries to become whoever called it, and keeps as whom it ran
CREATE TABLE rights_trap.ran (as_whom text, how text);
CREATE FUNCTION rights_trap.told(how text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        RESET ROLE;
    EXCEPTION WHEN OTHERS THEN
        NULL;
    END;
    INSERT INTO rights_trap.ran VALUES (current_user, told.how);
END
$$;
CREATE FUNCTION rights_trap.joined(a text, b text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM rights_trap.told('an operator of ours');
    RETURN pg_catalog.concat(a, b);
END
$$;
CREATE OPERATOR rights_trap.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = rights_trap.joined);
CREATE FUNCTION rights_trap.boom(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM rights_trap.told('a bound query');
    RETURN true;
END
$$;
SELECT health_score.bind('rights_cs', 'account', 'SELECT 1 AS account_id, ''A'' AS name', complete_through => 'as_of');
UPDATE rights_cs.binding SET search_path = 'rights_trap, pg_catalog';
RESET ROLE;
SELECT health_score.repair_workspace('rights_cs');
SELECT health_score.upgrade_workspace('rights_cs');
SELECT * FROM health_score.rebind('rights_cs');

-- a function that is folded when a plan is made
SET client_min_messages = error;
UPDATE rights_cs.binding SET search_path = 'pg_catalog', query = 'SELECT 1 AS account_id, ''A'' AS name WHERE rights_trap.boom(1)';
SET client_min_messages = warning;
SELECT * FROM health_score.rebind('rights_cs');
SELECT * FROM health_score.observe_feeds('rights_cs');
SELECT column_name, row_count FROM health_score.profile_source('rights_cs', 'account') LIMIT 1;
DROP VIEW rights_cs.source_account CASCADE;
SELECT left(health_score.repair_workspace('rights_cs'), 29);
SELECT health_score.bind('rights_cs', 'feature', 'SELECT ''f'' AS feature WHERE rights_trap.boom(1)');
SELECT source, bound_by FROM rights_cs.binding ORDER BY 1;
-- and one that a change of the table calls
SET ROLE rights_ana;
CREATE FUNCTION rights_trap.noticed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rights_trap.told('a trigger');
    RETURN NULL;
END
$$;
CREATE TRIGGER noticed AFTER UPDATE OR DELETE ON rights_cs.binding FOR EACH STATEMENT EXECUTE FUNCTION rights_trap.noticed();
RESET ROLE;
SELECT health_score.unbind('rights_cs', 'feature');
SELECT DISTINCT * FROM rights_trap.ran ORDER BY 1, 2;
DROP TRIGGER noticed ON rights_cs.binding;
-- whoever called is again who they were, after an error too
SELECT health_score.bind('rights_cs', 'usage', 'SELECT 1');
SELECT current_user = session_user AS as_before;
-- a member of the owner is as good as the owner; a stranger is not
SET ROLE rights_member;
SELECT health_score.bind('rights_cs', 'account', 'SELECT 1 AS account_id, ''A'' AS name');
RESET ROLE;
SELECT count(*) FROM health_score.code_objects('rights_cs') AS o WHERE o.owner <> 'rights_ana'::regrole;
CREATE ROLE rights_stranger;
SET ROLE rights_stranger;
SELECT health_score.repair_workspace('rights_cs');
SELECT health_score.run_as('rights_ana', 'SELECT current_user::text');
RESET ROLE;

-- an error after which the transaction is to be run again is not one of the source
CREATE FUNCTION rights_trap.busy() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'deadlock detected' USING ERRCODE = 'deadlock_detected';
END
$$;
UPDATE rights_cs.binding SET query = 'SELECT 1 AS account_id, rights_trap.busy()::text AS name';
SELECT * FROM health_score.rebind('rights_cs');
SELECT * FROM health_score.observe_feeds('rights_cs');
ALTER FUNCTION rights_trap.busy() IMMUTABLE;
UPDATE rights_cs.binding SET query = 'SELECT 1 AS account_id, ''A'' AS name WHERE rights_trap.busy()';
SELECT * FROM health_score.rebind('rights_cs');

-- what the user made in the schema is the user's: its owner, its rights and itself stay
CREATE FUNCTION rights_cs.secret() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT current_user::text $$;
CREATE VIEW rights_cs.my_view AS SELECT 1 AS one;
CREATE FUNCTION rights_cs.why(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION rights_cs.complete_through_mine(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION rights_cs.complete_through_usage(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a';
SET ROLE rights_ana;
REVOKE EXECUTE ON FUNCTION rights_cs.why(bigint, date) FROM PUBLIC;
SELECT health_score.bind('rights_cs', 'account', 'SELECT 2 AS account_id, ''B'' AS name');
SELECT health_score.repair_workspace('rights_cs');
RESET ROLE;
SELECT health_score.repair_workspace('rights_cs');
SELECT o.object, o.oid::regprocedure, o.acl FROM health_score.code_objects('rights_cs') AS o
WHERE o.kind = 'FUNCTION' AND (o.owner <> 'rights_ana'::regrole OR o.object ~ 'why$') ORDER BY o.object, o.oid::regprocedure::text COLLATE "C";
SELECT o.object FROM health_score.code_objects('rights_cs') AS o WHERE o.kind = 'VIEW' AND o.owner <> 'rights_ana'::regrole;

SELECT health_score.drop_workspace('rights_cs');
DROP FUNCTION rights_cs.secret(), rights_cs.why(int), rights_cs.complete_through_mine(int), rights_cs.complete_through_usage(int, int);
DROP VIEW rights_cs.my_view;
SELECT health_score.drop_workspace('rights_cs');
DROP SCHEMA rights_trap CASCADE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM rights_ana', current_database()); END $$;
DROP ROLE rights_member, rights_stranger, rights_ana;
