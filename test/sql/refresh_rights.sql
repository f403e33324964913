-- Whoever refreshes, verifies or records in somebody else's workspace, with more rights than its owner, does so with the owner's rights: the owner's triggers
-- and functions never run with others.
SET client_min_messages = warning;
SET datestyle = 'ISO';
\set SHOW_CONTEXT never
CREATE ROLE refresh_ana;
CREATE ROLE refresh_eve;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO refresh_ana', current_database()); END $$;
SET ROLE refresh_ana;
CREATE SCHEMA refresh_trap;
CREATE TABLE refresh_trap.account AS SELECT n AS account_id, 'a' || n AS name, date '2024-01-01' AS started_on FROM generate_series(1, 3) AS n;
CREATE TABLE refresh_trap.ran (as_whom text, on_table text);
SELECT health_score.create_workspace('refresh_ana_ws') IS NOT NULL AS created;
SELECT health_score.bind('refresh_ana_ws', 'account', 'SELECT * FROM refresh_trap.account') IS NOT NULL AS bound;
CREATE FUNCTION refresh_trap.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        RESET ROLE;
    EXCEPTION WHEN OTHERS THEN
        NULL;
    END;
    INSERT INTO refresh_trap.ran VALUES (current_user, TG_TABLE_NAME);
    RETURN NEW;
END
$$;
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['refresh_run', 'refreshed_day', 'account_history', 'trigger_hit', 'trigger_rule', 'account_detail', 'alert', 'alert_event', 'action', 'pulse', 'value_answer', 'account_review', 'dirty_account', 'model', 'reader_role'] LOOP
        EXECUTE format('CREATE TRIGGER tell BEFORE INSERT OR UPDATE ON refresh_ana_ws.%I FOR EACH ROW EXECUTE FUNCTION refresh_trap.tell()', t);
    END LOOP;
END
$$;
RESET ROLE;

-- the owner of nothing here, with every right
CALL health_score.refresh('refresh_ana_ws', '2026-06-29', '2026-06-30');
SELECT status, batches_done, rows_written FROM refresh_ana_ws.refresh_runs;
SELECT health_score.refresh_day('refresh_ana_ws', '2026-06-28');
SELECT result, count(*) FROM health_score.verify('refresh_ana_ws', '2026-06-30') GROUP BY 1;
SELECT health_score.mark_dirty('refresh_ana_ws', '2026-06-30', '1', '2');
CALL health_score.refresh('refresh_ana_ws', only_dirty => true);
SELECT health_score.activate_rule('refresh_ana_ws', 'slide', '2026-06-01') ~ 'active' AS active, health_score.deactivate_rule('refresh_ana_ws', 'below_40') ~ 'no alerts' AS off;
SELECT health_score.add_rule('refresh_ana_ws', 'all', 'SELECT account_id FROM refresh_trap.account', 'All', 'look', 'csm', '1 day', cool_down_days => 0) ~ 'added' AS added;
SELECT health_score.activate_rule('refresh_ana_ws', 'all', '2026-06-01') ~ 'active' AS active;
CALL health_score.refresh('refresh_ana_ws', '2026-06-30', '2026-06-30');
CALL health_score.check_events('refresh_ana_ws');
-- yesterday: three cases, by the rule
SELECT (now() AT TIME ZONE 'UTC')::date - 1 AS yesterday \gset
CALL health_score.refresh('refresh_ana_ws', :'yesterday', :'yesterday');
SELECT count(*) AS cases FROM refresh_ana_ws.alert;
SELECT health_score.acknowledge_alert('refresh_ana_ws', 1), health_score.record_action('refresh_ana_ws', '1', 'call') > 0 AS acted, health_score.snooze_alert('refresh_ana_ws', 1, (now() AT TIME ZONE 'UTC')::date, 'later'),
    health_score.record_pulse('refresh_ana_ws', '1', 'green'), health_score.record_value_answer('refresh_ana_ws', '1', 'yes'), health_score.record_review('refresh_ana_ws', '1', '2026-06-30', true);
SELECT health_score.close_alert('refresh_ana_ws', 1, 'nothing', 'other');
SELECT health_score.reopen_alert('refresh_ana_ws', 1, 'after all');
SELECT health_score.next_review('refresh_ana_ws', '1') IS NOT NULL AS has_review;
SELECT health_score.copy_model('refresh_ana_ws', 'four_component') AS version, (SELECT count(*) FROM health_score.lint_model('refresh_ana_ws', 'four_component')) > 0 AS linted;
SELECT health_score.set_model_status('refresh_ana_ws', 'four_component', 2, 'shadow') ~ 'shadow' AS shadow, (SELECT count(*) FROM health_score.model_difference('refresh_ana_ws', 1, 2)) AS differ,
    (SELECT count(*) FROM health_score.compare_models('refresh_ana_ws', 1, 2, '2026-06-30')) AS compared, health_score.model_to_sql('refresh_ana_ws') ~ 'WITH node' AS as_sql;
SELECT health_score.grant_role('refresh_ana_ws', 'refresh_eve', 'auditor') ~ 'reads' AS granted, health_score.revoke_role('refresh_ana_ws', 'refresh_eve') ~ 'no rights' AS revoked;
SELECT health_score.grant_role('refresh_ana_ws', 'refresh_ana', 'auditor');
SELECT health_score.revoke_role('refresh_ana_ws', 'refresh_ana');
CALL health_score.retain('refresh_ana_ws', '1 year');
SELECT as_whom, string_agg(DISTINCT on_table, ' ' ORDER BY on_table) AS on_tables FROM refresh_trap.ran WHERE on_table !~ '_20' GROUP BY 1;

SELECT health_score.drop_workspace('refresh_ana_ws', even_recorded => true);
DROP SCHEMA refresh_trap CASCADE;
DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM refresh_ana', current_database()); END $$;
DROP ROLE refresh_ana, refresh_eve;
