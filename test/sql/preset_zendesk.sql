-- bind_preset('zendesk') on small tables of the shape that Fivetran leaves, typed or all text.
\set SHOW_CONTEXT never
SET DateStyle = ISO;
SET TimeZone = 'UTC';
SET client_min_messages = warning;
SELECT health_score.create_workspace('preset_cs', 'text', 'Europe/Berlin');
CREATE SCHEMA preset_raw;
CREATE TABLE preset_raw.organization (id bigint, name text, external_id text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE preset_raw."user" (id bigint, organization_id bigint, email text, role text);
CREATE TABLE preset_raw.ticket (id bigint, organization_id bigint, requester_id bigint, assignee_id bigint, created_at timestamptz,
    updated_at timestamptz, priority text, status text, type text, problem_id bigint, merged_ticket_ids text, via_channel text,
    _fivetran_deleted boolean);
CREATE TABLE preset_raw.ticket_field_history (ticket_id bigint, field_name text, updated timestamptz, value text, user_id bigint);
CREATE TABLE preset_raw.ticket_tag (ticket_id bigint, tag text);
INSERT INTO preset_raw.organization (id, name, external_id) VALUES (10, 'Acme', 'acme'), (20, 'Bolt', NULL), (30, 'Cusp', ''), (40, 'Delta', 'gone');
INSERT INTO preset_raw."user" VALUES (1, 10, 'kim@acme.example', 'end-user'), (2, NULL, 'ann@ours.example', 'agent'), (3, 20, 'bo@bolt.example', 'end-user');
INSERT INTO preset_raw.ticket (id, organization_id, requester_id, created_at, updated_at, priority, status, type, problem_id, merged_ticket_ids, via_channel, _fivetran_deleted) VALUES
    (101, 10, 1, '2025-01-05 10:00+00', '2025-01-09 10:00+00', 'urgent', 'closed', 'question', NULL, '[]', 'web', false),
    (102, NULL, 3, '2025-01-06 10:00+00', '2025-01-06 11:00+00', NULL, 'open', NULL, NULL, NULL, 'email', NULL),
    (103, 10, 2, '2025-01-07 10:00+00', '2025-01-07 10:00+00', 'low', 'open', NULL, NULL, NULL, 'web', false),       -- staff
    (104, 10, 1, '2025-01-08 10:00+00', '2025-01-08 10:00+00', 'normal', 'deleted', NULL, NULL, NULL, 'web', false), -- deleted
    (105, 10, 1, '2025-01-08 10:00+00', '2025-01-08 10:00+00', 'normal', 'open', NULL, NULL, NULL, 'web', true),     -- deleted by the loader's mark
    (106, 10, 1, '2025-01-09 10:00+00', '2025-01-09 10:00+00', 'normal', 'closed', NULL, NULL, '[107, 108]', 'web', false),
    (107, 10, 1, '2025-01-09 10:00+00', '2025-01-09 10:00+00', 'normal', 'closed', NULL, NULL, NULL, 'web', false),  -- merged into 106
    (109, 10, 1, '2025-01-09 10:00+00', '2025-01-09 10:00+00', 'normal', 'closed', NULL, NULL, NULL, 'web', false),  -- merged, by its tag
    (110, 10, 1, '2025-01-10 10:00+00', '2025-01-10 10:00+00', 'high', 'open', 'problem', NULL, NULL, 'web', false), -- a problem
    (111, 10, 1, '2025-01-10 11:00+00', '2025-01-10 10:00+00', 'high', 'open', 'incident', 110, NULL, 'web', false), -- its first incident counts
    (112, 10, 1, '2025-01-10 12:00+00', '2025-01-10 10:00+00', 'high', 'open', 'incident', 110, NULL, 'web', false),
    (113, 20, 3, '2025-01-10 12:00+00', '2025-01-12 10:00+00', 'high', 'solved', 'incident', 110, NULL, 'web', false), -- another organisation's
    (114, NULL, NULL, '2025-01-11 12:00+00', '2025-01-11 12:00+00', NULL, 'new', NULL, NULL, NULL, 'web', false),    -- nobody's
    (115, 30, 3, '2025-01-11 12:00+00', '2025-01-11 12:00+00', NULL, 'new', NULL, NULL, NULL, 'web', false);
INSERT INTO preset_raw.ticket_tag VALUES (109, 'closed_by_merge'), (109, 'x'), (101, 'x');
INSERT INTO preset_raw.ticket_field_history VALUES
    (101, 'status', '2025-01-05 10:00+00', 'new', NULL), (101, 'priority', '2025-01-05 10:00+00', 'normal', NULL),
    (101, 'priority', '2025-01-06 09:00+00', 'urgent', 2), (101, 'status', '2025-01-06 09:00+00', 'open', 2),
    (101, 'status', '2025-01-07 09:00+00', 'solved', 2), (101, 'status', '2025-01-07 12:00+00', 'open', 1),
    (101, 'status', '2025-01-08 09:00+00', 'solved', 2), (101, 'status', '2025-01-09 10:00+00', 'closed', NULL),
    (101, 'assignee_id', '2025-01-06 09:00+00', '2', 2), (102, 'priority', '2025-01-06 11:00+00', 'high', 2),
    (101, 'status', '2025-01-09 10:00+00', 'closed', NULL), (999, 'status', '2025-01-09 10:00+00', 'closed', NULL);
SELECT health_score.bind('preset_cs', 'account', 'SELECT * FROM (VALUES (''acme'', ''Acme''), (''bolt'', ''Bolt'')) AS v (account_id, name)');
INSERT INTO preset_cs.identity (source, source_key, account_id, how) VALUES ('zendesk', '20', 'bolt', 'by hand');

SELECT health_score.bind_preset('nowhere', 'zendesk');
SELECT health_score.bind_preset('preset_cs', 'zendsk');
SELECT health_score.bind_preset('preset_cs', NULL);
SELECT health_score.bind_preset('preset_cs', 'zendesk');
SELECT health_score.bind_preset('preset_cs', 'zendesk', schema => 'preset_cs');
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_cs', 'zendesk', schema => 'preset_raw');
SET client_min_messages = warning;
SELECT account_id, ticket_id, opened_at, status, severity, solved_at, is_excluded, contact_id, channel, category FROM preset_cs.source_ticket ORDER BY ticket_id;
SELECT * FROM preset_cs.source_ticket_change ORDER BY at, field;
SELECT source, as_of, delivery FROM preset_cs.bindings WHERE is_bound;
SELECT account_key, row_count FROM preset_cs.unmatched WHERE source = 'ticket' ORDER BY 1;

-- without history, tags, merges and problems, and all columns text as after a COPY of CSV files
DROP TABLE preset_raw.ticket_field_history, preset_raw.ticket_tag CASCADE;
SELECT health_score.unbind('preset_cs', 'ticket_change');
CREATE SCHEMA preset_text;
CREATE TABLE preset_text.organization AS SELECT id::text, external_id FROM preset_raw.organization;
CREATE TABLE preset_text."user" AS SELECT id::text, organization_id::text, role FROM preset_raw."user";
CREATE TABLE preset_text.ticket AS SELECT id::text, organization_id::text, requester_id::text, (created_at AT TIME ZONE 'UTC')::text AS created_at,
    (updated_at AT TIME ZONE 'UTC')::text AS updated_at, priority, status FROM preset_raw.ticket;
SELECT health_score.bind_preset('preset_cs', 'zendesk', schema => 'preset_text');
SELECT account_id, ticket_id, opened_at, severity, solved_at, is_excluded FROM preset_cs.source_ticket ORDER BY ticket_id LIMIT 4;
SELECT as_of FROM preset_cs.bindings WHERE source = 'ticket';

-- keys of another type: what has none keeps one of its own
SELECT health_score.create_workspace('preset_bigint', 'bigint'), health_score.create_workspace('preset_uuid', 'uuid');
UPDATE preset_raw.organization SET external_id = '7' WHERE id = 10;
UPDATE preset_raw.organization SET external_id = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' WHERE id = 20;
SELECT health_score.bind_preset('preset_bigint', 'zendesk', schema => 'preset_raw');
SELECT DISTINCT account_id FROM preset_bigint.source_ticket ORDER BY 1;
SELECT health_score.bind_preset('preset_uuid', 'zendesk', schema => 'preset_raw');
SELECT DISTINCT account_id FROM preset_uuid.source_ticket ORDER BY 1;

SELECT health_score.drop_workspace(w, true) FROM unnest(ARRAY['preset_cs', 'preset_bigint', 'preset_uuid']) AS w;
DROP SCHEMA preset_raw, preset_text CASCADE;
