-- Source tables for hand-made accounts, in the schema "golden", with columns as the contract names them. The scripts that include this
-- file fill them; golden_bind.sql then binds them.
DROP SCHEMA IF EXISTS golden CASCADE;
CREATE SCHEMA golden;
SET search_path = golden;
CREATE TABLE account (account_id text, name text, started_on date, ended_on date, seats float8, is_internal boolean,
    valid_from date, valid_to date, known_at timestamptz, segment text);
CREATE TABLE usage (account_id text, day date, events float8, user_id text, feature text, kind text, actor text,
    known_at timestamptz);
CREATE TABLE feature (feature text, use_case text, is_core boolean);
CREATE TABLE entitlement (account_id text, kind text, item text, units float8, per text, valid_from date, valid_to date);
CREATE TABLE ticket (account_id text, ticket_id text, opened_at timestamptz, is_excluded boolean, solved_at timestamptz,
    closed_at timestamptz, severity int, escalated_at timestamptz, sla_breached_at timestamptz, sentiment float8,
    known_at timestamptz);
CREATE TABLE ticket_change (account_id text, ticket_id text, at timestamptz, field text, old_value text, new_value text,
    known_at timestamptz);
CREATE TABLE contact (account_id text, contact_id text, role text, level text, is_active boolean, valid_from date,
    valid_to date, known_at timestamptz);
CREATE TABLE engagement (account_id text, engagement_id text, at timestamptz, scheduled_for timestamptz, kind text,
    direction text, status text, contact_id text, responded_at timestamptz, attended boolean, known_at timestamptz);
CREATE TABLE survey (account_id text, survey_id text, kind text, sent_at timestamptz, contact_id text,
    responded_at timestamptz, score float8);
CREATE TABLE milestone (account_id text, milestone_id text, phase text, milestone text, first_planned_on date,
    planned_on date, done_on date, known_at timestamptz);
CREATE TABLE invoice (account_id text, invoice_id text, due_on date, amount numeric, paid_on date, voided_on date,
    known_at timestamptz);
CREATE TABLE opportunity (account_id text, opportunity_id text, kind text, created_at timestamptz);
CREATE TABLE outcome (account_id text, outcome_id text, occurred_on date, kind text, notified_on date);
CREATE TABLE assignment (account_id text, person text, duty text, valid_from date, valid_to date);
CREATE TABLE feed_gap (account_id text, source text, valid_from date, valid_to date);

-- one account, old enough for everything unless told
CREATE FUNCTION start(id text, started date DEFAULT '2023-01-01', seats float8 DEFAULT NULL) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO golden.account (account_id, name, started_on, seats) VALUES (id, id, started, seats) $$;
-- each of n users, one event a day, every day of the period
CREATE FUNCTION used(id text, first date, last date, n int DEFAULT 1, feature text DEFAULT 'f1', who text DEFAULT 'u')
    RETURNS void LANGUAGE sql
    AS $$ INSERT INTO golden.usage (account_id, day, events, user_id, feature)
          SELECT id, day::date, 1, who || u, used.feature
            FROM generate_series(first, last, interval '1 day') AS day, generate_series(1, n) AS u $$;
-- n events of an interface a day, on the weekdays of the period
CREATE FUNCTION called(id text, first date, last date, n float8) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO golden.usage (account_id, day, events, kind, feature)
          SELECT id, day::date, n, 'api', 'gateway' FROM generate_series(first, last, interval '1 day') AS day
           WHERE extract(isodow FROM day) <= 5 $$;
-- n tickets without a severity at noon
CREATE FUNCTION asked(id text, day date, n int) RETURNS void LANGUAGE sql
    AS $$ INSERT INTO golden.ticket (account_id, ticket_id, opened_at)
          SELECT id, id || '-' || day || '-' || i, day + time '12:00' FROM generate_series(1, n) AS i $$;
RESET search_path;
