-- bind_preset() for HubSpot, Salesforce, Stripe and Segment, on small tables of the shapes that common loaders leave.
\set SHOW_CONTEXT never
SET DateStyle = ISO;
SET TimeZone = 'UTC';
SET client_min_messages = warning;
SELECT health_score.bind_preset(NULL, 'hubspot');
SELECT health_score.create_workspace('preset_hs', 'text', 'Europe/Berlin');
SELECT health_score.bind_preset('preset_hs', 'hubspott');
SELECT health_score.bind_preset('preset_hs', 'hubspot');
CREATE SCHEMA preset_empty;
SELECT health_score.bind_preset('preset_hs', 'hubspot', 'preset_empty');
SELECT health_score.bind_preset('preset_hs', 'salesforce', 'preset_empty');
SELECT health_score.bind_preset('preset_hs', 'stripe', 'preset_empty');
SELECT health_score.bind_preset('preset_hs', 'segment', 'preset_empty');

-- HubSpot
CREATE SCHEMA preset_hubspot;
SET search_path = preset_hubspot;
CREATE TABLE company (id bigint, property_name text, property_industry text, property_createdate timestamptz, property_hs_parent_company_id bigint,
    property_lifecyclestage text, is_deleted boolean);
CREATE TABLE contact (id bigint, property_email text, property_jobtitle text, property_company text, property_createdate timestamptz, is_deleted boolean);
CREATE TABLE deal (deal_id bigint, property_amount numeric, property_closedate timestamptz, property_createdate timestamptz, property_dealtype text,
    owner_id bigint, is_deleted boolean);
CREATE TABLE deal_company (deal_id bigint, company_id bigint, type_id int);
CREATE TABLE merged_deal (deal_id bigint, merged_deal_id bigint);
CREATE TABLE deal_stage (deal_id bigint, value text, date_entered timestamptz, _fivetran_start timestamptz, _fivetran_end timestamptz);
CREATE TABLE deal_pipeline_stage (stage_id text, label text, closed_won boolean, is_closed boolean);
CREATE TABLE ticket (id bigint, property_createdate timestamptz, property_closed_date timestamptz, property_hs_ticket_priority text,
    property_hs_pipeline_stage text, is_deleted boolean);
CREATE TABLE ticket_company (ticket_id bigint, company_id bigint);
CREATE TABLE ticket_pipeline_stage (stage_id text, is_closed boolean, ticket_state text);
CREATE TABLE engagement (id bigint, type text, active boolean);
CREATE TABLE engagement_company (engagement_id bigint, company_id bigint);
CREATE TABLE engagement_contact (engagement_id bigint, contact_id bigint);
CREATE TABLE engagement_meeting (engagement_id bigint, property_hs_timestamp timestamptz, property_hs_meeting_title text,
    property_hs_meeting_outcome text, property_hs_meeting_start_time timestamptz, property_hs_meeting_end_time timestamptz,
    property_hubspot_owner_id bigint, _fivetran_deleted boolean);
CREATE TABLE engagement_call (engagement_id bigint, property_hs_timestamp timestamptz, property_hs_call_direction text, property_hs_call_duration numeric);
CREATE TABLE engagement_email (engagement_id bigint, property_hs_timestamp timestamptz, property_hs_email_direction text);
CREATE TABLE engagement_note (engagement_id bigint, property_hs_timestamp timestamptz);
CREATE TABLE engagement_task (engagement_id bigint, property_hs_timestamp timestamptz);
INSERT INTO company VALUES (1, 'Acme', 'SOFTWARE', '2024-01-01', NULL, 'customer', false), (2, 'Bolt', NULL, '2024-01-01', 1, 'customer', NULL),
    (3, 'Gone', NULL, '2024-01-01', NULL, 'customer', true),           -- deleted
    (4, 'Hope', NULL, '2024-01-01', NULL, 'lead', false),              -- no customer yet
    (5, 'Acme Berlin', NULL, '2024-01-01', NULL, 'customer', false),   -- Acme once more, says identity
    (6, NULL, NULL, '2024-01-01', NULL, NULL, false);
INSERT INTO contact VALUES (11, 'kim@acme.example', 'Chief Technology Officer', 'ACME ', NULL, false), (12, 'lou@acme.example', 'IT Administrator', 'Acme', NULL, false),
    (13, 'max@bolt.example', 'Assistant to the CEO', 'Bolt', NULL, false), (14, 'nia@bolt.example', NULL, 'Bolt', NULL, NULL),
    (15, 'old@bolt.example', NULL, 'Bolt', NULL, true),                -- deleted
    (16, 'who@else.example', 'VP Sales', 'Elsewhere', NULL, false);    -- of no company here
INSERT INTO deal VALUES (21, 900, '2025-05-01', '2025-03-01', 'existingbusiness', 7, false), (22, 500, '2025-09-01', '2025-03-02', NULL, 7, false),
    (23, 100, NULL, '2025-03-03', 'newbusiness', 7, false), (24, 100, NULL, '2025-03-04', 'renewal', 7, false),
    (25, 100, NULL, '2025-03-05', NULL, 7, true), (26, 100, NULL, '2025-03-06', NULL, 7, false), (27, 60, NULL, NULL, 'upsell', 7, false);
INSERT INTO deal_company VALUES (21, 1, 5), (21, 1, 341), (22, 1, 5), (22, 2, 341), (23, 1, 5), (24, 1, 5), (25, 1, 5), (26, 1, 5);
INSERT INTO merged_deal VALUES (22, 26);
INSERT INTO deal_stage VALUES (21, 's1', '2025-03-01', NULL, NULL), (21, 's3', '2025-04-20', NULL, NULL), (22, 's1', '2025-03-02', NULL, NULL), (27, 's1', '2025-03-07', NULL, NULL);
INSERT INTO deal_pipeline_stage VALUES ('s1', 'Talk', false, false), ('s3', 'Won', true, true), ('s4', 'Lost', false, true);
INSERT INTO ticket VALUES (31, '2025-04-01 08:00+00', '2025-04-02 08:00+00', 'HIGH', '4', false), (32, '2025-04-03 08:00+00', '2025-04-04 08:00+00', 'URGENT', '1', false),
    (33, '2025-04-05 08:00+00', NULL, NULL, '1', true), (34, '2025-04-06 08:00+00', NULL, 'LOW', '1', false), (35, '2025-04-07 08:00+00', NULL, 'LOW', '1', false);
INSERT INTO ticket_company VALUES (31, 1), (32, 1), (32, 2), (33, 1), (34, 1), (34, 5);
INSERT INTO ticket_pipeline_stage VALUES ('1', false, 'OPEN'), ('4', true, 'CLOSED');
INSERT INTO engagement VALUES (41, 'MEETING', true), (42, 'CALL', NULL), (43, 'EMAIL', true), (44, 'NOTE', true), (45, 'EMAIL', false), (46, 'MEETING', true), (47, 'EMAIL', true);
INSERT INTO engagement_company VALUES (41, 1), (42, 1), (42, 2), (43, 2), (44, 1), (45, 1), (46, 1);
INSERT INTO engagement_contact VALUES (41, 11), (41, 12), (43, 13);
INSERT INTO engagement_meeting VALUES (41, '2025-05-01 09:00+00', 'QBR with Acme', 'COMPLETED', '2025-05-01 10:00+00', '2025-05-01 10:45+00', 7, false),
    (46, '2025-05-02 09:00+00', 'Lunch', 'COMPLETED', NULL, NULL, 7, true);                                     -- deleted
INSERT INTO engagement_call VALUES (42, '2025-05-03 09:00+00', 'INBOUND', 90000);
INSERT INTO engagement_email VALUES (43, '2025-05-04 09:00+00', 'EMAIL'), (45, '2025-05-05 09:00+00', 'EMAIL'), (47, '2025-05-06 09:00+00', 'INCOMING_EMAIL');
INSERT INTO engagement_note VALUES (44, '2025-05-04 09:00+00');
INSERT INTO preset_hs.identity (source, source_key, account_id, how) VALUES ('hubspot', '5', '1', 'by hand');
RESET search_path;
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot');
SET client_min_messages = warning;
SELECT account_id, name, parent_id, industry FROM preset_hs.source_account ORDER BY 1;
SELECT account_id, contact_id, email, role, level FROM preset_hs.source_contact ORDER BY 2;
SELECT account_id, opportunity_id, kind, created_at, closed_at, is_won, amount FROM preset_hs.source_opportunity ORDER BY 2, 1;
SELECT account_id, ticket_id, opened_at, severity, status, solved_at, is_excluded FROM preset_hs.source_ticket ORDER BY 2, 1;
SELECT account_id, engagement_id, at, kind, status, direction, contact_id, minutes FROM preset_hs.source_engagement ORDER BY 2, 1, 7;
SELECT source, as_of, delivery, row_count FROM preset_hs.bindings WHERE is_bound;
-- what the tables say, counted without the preset
SELECT (SELECT count(*) FROM preset_hs.source_account) AS accounts, (SELECT count(*) FROM preset_hubspot.company WHERE is_deleted IS NOT TRUE AND property_lifecyclestage IS DISTINCT FROM 'lead' AND id <> 5) AS companies,
    (SELECT sum(amount) FROM preset_hs.source_opportunity) AS amount, (SELECT sum(property_amount) FROM preset_hubspot.deal WHERE deal_id IN (21, 22, 27)) AS of_deals;
-- again: nothing changes, and nothing is said of what was before
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot');
-- with the table of who belongs where
CREATE TABLE preset_hubspot.contact_company (contact_id bigint, company_id bigint);
INSERT INTO preset_hubspot.contact_company VALUES (11, 1), (16, 2);
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot');
SELECT account_id, contact_id, role, level FROM preset_hs.source_contact ORDER BY 2;
-- the workspace can be refreshed and scored
CALL health_score.refresh('preset_hs', '2025-05-20', '2025-05-20');
SELECT account_id, as_of, tier, points IS NULL AS is_unscored FROM preset_hs.account_score_daily ORDER BY 1;
SELECT account_id, measure, value FROM preset_hs.measures('2025-05-20') WHERE account_id = '1' AND value IS NOT NULL ORDER BY measure COLLATE "C";
-- with the daily history of tickets that dbt makes: how a ticket was, not how it is
CREATE TABLE preset_hubspot.hubspot__daily_ticket_history AS
    SELECT t.id AS ticket_id, d::date AS date_day, CASE WHEN t.id = 31 AND d >= '2025-05-12' THEN 'URGENT' WHEN t.id <> 32 THEN 'LOW' END AS hs_ticket_priority, CASE WHEN d = '2025-05-14' THEN '4' ELSE '1' END AS hs_pipeline_stage
    FROM preset_hubspot.ticket AS t, generate_series(t.property_createdate::date::timestamp, timestamp '2025-05-15', '1 day') AS d WHERE t.id IN (31, 32);
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot') ~ 'ticket_change' AS with_changes;
SELECT account_id, ticket_id, at, field, old_value, new_value FROM preset_hs.source_ticket_change ORDER BY 2, 1, 3, 4;
SELECT source, as_of FROM preset_hs.bindings WHERE source IN ('ticket', 'ticket_change') ORDER BY 1;
SELECT day, ticket_id, account_id, is_open, is_critical, known_severity FROM unnest(ARRAY[date '2025-05-11', '2025-05-12', '2025-05-14', '2025-05-15']) AS day, LATERAL preset_hs.ticket_states(day) WHERE ticket_id IN ('31', '32') ORDER BY 1, 2, 3;
-- the columns are those that dbt was asked for
SELECT health_score.unbind('preset_hs', 'ticket_change') ~ 'ticket_change' AS unbound;
ALTER TABLE preset_hubspot.hubspot__daily_ticket_history DROP COLUMN hs_ticket_priority;
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot') ~ 'ticket_change' AS with_changes;
SELECT DISTINCT field FROM preset_hs.source_ticket_change;
SELECT health_score.unbind('preset_hs', 'ticket_change') ~ 'ticket_change' AS unbound;
DROP TABLE preset_hubspot.hubspot__daily_ticket_history;
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot') ~ 'ticket_change' AS with_changes;
-- the least that will do, all of it text
CREATE SCHEMA preset_bare;
CREATE TABLE preset_bare.company AS SELECT id::text, property_name FROM preset_hubspot.company;
CREATE TABLE preset_bare.ticket AS SELECT id::text, (property_createdate AT TIME ZONE 'UTC')::text AS property_createdate FROM preset_hubspot.ticket;
CREATE TABLE preset_bare.ticket_company AS SELECT ticket_id::text, company_id::text FROM preset_hubspot.ticket_company;
SELECT health_score.create_workspace('preset_bare_ws', 'text');
SELECT health_score.bind_preset('preset_bare_ws', 'hubspot', schema => 'preset_bare');
-- other kinds of keys
SELECT health_score.create_workspace('preset_bigint', 'bigint'), health_score.create_workspace('preset_uuid', 'uuid');
SELECT health_score.bind_preset('preset_bigint', 'hubspot', schema => 'preset_hubspot');
SELECT account_id, parent_id FROM preset_bigint.source_account ORDER BY 1;
SELECT health_score.bind_preset('preset_uuid', 'hubspot', schema => 'preset_hubspot');
INSERT INTO preset_uuid.identity (source, source_key, account_id) VALUES ('hubspot', '1', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('hubspot', '2', 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11');
SELECT health_score.bind_preset('preset_uuid', 'hubspot', schema => 'preset_hubspot');
SELECT account_id, parent_id, name FROM preset_uuid.source_account ORDER BY 1;

-- Salesforce
CREATE SCHEMA preset_salesforce;
SET search_path = preset_salesforce;
CREATE TABLE account (id text, name text, parent_id text, owner_id text, industry text, type text, annual_revenue numeric, number_of_employees int,
    is_deleted boolean, last_activity_date date);
CREATE TABLE opportunity (id text, account_id text, amount numeric, close_date date, stage_name text, is_won boolean, is_closed boolean, type text,
    created_date timestamptz, owner_id text, is_deleted boolean);
CREATE TABLE task (id text, account_id text, who_id text, what_id text, activity_date date, completed_date_time timestamptz, is_closed boolean,
    owner_id text, type text, subject text, is_deleted boolean);
CREATE TABLE event (id text, account_id text, who_id text, what_id text, activity_date date, owner_id text, type text, subject text, is_deleted boolean);
CREATE TABLE contact (id text, account_id text, title text, email text, reports_to_id text, last_activity_date date, is_deleted boolean);
CREATE TABLE "user" (id text, name text, email text, manager_id text, is_active boolean);
CREATE TABLE "case" ("Id" text, "AccountId" text, "ContactId" text, "Priority" text, "Status" text, "IsEscalated" boolean, "CreatedDate" timestamptz,
    "ClosedDate" timestamptz, "IsDeleted" boolean);
INSERT INTO account VALUES ('001A', 'Acme', NULL, '005D', 'Software', 'Customer - Direct', 1e9, 100, false, NULL), ('001B', 'Bolt', '001A', '005X', NULL, NULL, NULL, NULL, false, NULL),
    ('001C', 'Gone', NULL, '005D', NULL, 'Customer', NULL, NULL, true, NULL), ('001D', 'Hope', NULL, '005D', NULL, 'Prospect', NULL, NULL, false, NULL);
INSERT INTO "user" VALUES ('005D', 'Dana', 'dana@ours.example', '005M', true), ('005M', 'Mia', 'mia@ours.example', NULL, true), ('005X', 'Xeno', 'xeno@ours.example', '005M', false);
INSERT INTO contact VALUES ('003A', '001A', 'VP Engineering', 'kim@acme.example', NULL, NULL, false), ('003B', '001A', 'Director of IT', 'lou@acme.example', NULL, NULL, false),
    ('003C', '001A', NULL, 'old@acme.example', NULL, NULL, true), ('003D', NULL, 'CEO', 'me@else.example', NULL, NULL, false);
INSERT INTO opportunity VALUES ('006A', '001A', 900, '2025-05-01', 'Won', true, true, 'Upsell', '2025-03-01 10:00+00', '005D', false),
    ('006B', '001A', 100, '2025-09-01', 'Talk', false, false, NULL, '2025-03-02 10:00+00', '005D', false),
    ('006C', '001A', 100, '2025-03-01', 'Won', true, true, 'New Customer', '2025-03-01', '005D', false), ('006D', '001A', 100, '2025-03-01', 'Won', true, true, 'Upsell', '2025-03-01', '005D', true),
    ('006E', '001A', 5000, '2025-06-30', 'Won', true, true, 'Renewal', '2025-01-01', '005D', false), ('006F', '001B', 700, '2025-08-31', 'Talk', false, false, 'Existing - Renewal', '2025-01-01', '005D', false),
    ('006G', '001B', 700, '2024-08-31', 'Lost', false, true, 'Renewal', '2024-01-01', '005D', false);
INSERT INTO task VALUES ('00TA', '001A', '003A', NULL, '2025-05-05', '2025-05-05 12:00+00', true, '005D', 'Call', 'Check in', false), ('00TB', '001A', '003B', NULL, '2025-05-06', NULL, true, '005D', NULL, 'Email: offer', false),
    ('00TC', '001A', NULL, NULL, '2025-05-07', NULL, false, '005D', 'Call', 'to do', false), ('00TD', '001A', NULL, NULL, '2025-05-07', NULL, true, '005D', NULL, 'Prepare', false), ('00TE', NULL, '00QA', NULL, '2025-05-07', NULL, true, '005D', 'Call', 'a lead', false);
INSERT INTO event VALUES ('00UA', '001A', '003A', NULL, '2025-05-10', '005D', 'Meeting', 'QBR Acme', false), ('00UB', '001B', NULL, NULL, '2025-05-11', '005D', NULL, 'Lunch', false), ('00UC', '001B', NULL, NULL, '2025-05-11', '005D', NULL, 'Off', true);
INSERT INTO "case" VALUES ('500A', '001A', '003A', 'High', 'Closed', false, '2025-04-01 08:00+00', '2025-04-02 08:00+00', false), ('500B', '001A', NULL, 'Critical', 'New', true, '2025-04-03 08:00+00', NULL, false),
    ('500C', '001A', NULL, 'Low', 'Merged', false, '2025-04-03 08:00+00', NULL, false), ('500D', '001B', NULL, NULL, 'New', false, '2025-04-03 08:00+00', NULL, true);
RESET search_path;
SELECT health_score.create_workspace('preset_sf', 'text', 'Europe/Berlin');
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_sf', 'salesforce', schema => 'preset_salesforce');
SET client_min_messages = warning;
SELECT account_id, name, parent_id, industry, owner FROM preset_sf.source_account ORDER BY 1;
SELECT person, name, manager FROM preset_sf.source_person ORDER BY 1;
SELECT account_id, person, duty FROM preset_sf.source_assignment ORDER BY 1;
SELECT account_id, contact_id, email, role, level FROM preset_sf.source_contact ORDER BY 2;
SELECT account_id, opportunity_id, kind, created_at, closed_at, is_won, amount FROM preset_sf.source_opportunity ORDER BY 2;
SELECT account_id, renewal_id, due_on, signed_on, outcome, arr_new FROM preset_sf.source_renewal ORDER BY 2;
SELECT account_id, ticket_id, opened_at, contact_id, status, severity, escalated_at, solved_at, is_excluded FROM preset_sf.source_ticket ORDER BY 2;
SELECT account_id, engagement_id, at, kind, contact_id FROM preset_sf.source_engagement ORDER BY 2;
SELECT source, as_of, row_count FROM preset_sf.bindings WHERE is_bound;
SELECT (SELECT count(*) FROM preset_sf.source_opportunity) + (SELECT count(*) FROM preset_sf.source_renewal) = (SELECT count(*) FROM preset_salesforce.opportunity WHERE NOT is_deleted AND type IS DISTINCT FROM 'New Customer') AS opportunities_add_up;
-- the daily history says what an account was called on a day; it stays with the table of today until it is asked to move
CREATE TABLE preset_salesforce.salesforce__account_daily_history AS
SELECT d::date AS date_day, a.id AS account_id, CASE WHEN a.id = '001A' AND d < '2025-02-01' THEN 'Acme Inc' ELSE a.name END AS name, a.parent_id, a.owner_id, a.industry,
    a.id = '001C' AND d >= '2025-03-01' AS is_deleted
FROM preset_salesforce.account AS a, generate_series(timestamp '2025-01-01', '2025-03-31', '1 day') AS d WHERE NOT (a.id = '001B' AND d < '2025-01-20') AND a.id <> '001D';
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_sf', 'salesforce', schema => 'preset_salesforce') IS NOT NULL;
SET client_min_messages = warning;
SELECT health_score.unbind('preset_sf', 'account');
SELECT split_part(health_score.bind_preset('preset_sf', 'salesforce', schema => 'preset_salesforce'), E'\n', 1);
SELECT account_id, name, parent_id, owner, valid_from, ended_on FROM preset_sf.source_account ORDER BY 1, valid_from NULLS FIRST;
SELECT as_of FROM preset_sf.bindings WHERE source = 'account';
SELECT d AS day, account_id, name FROM unnest(ARRAY[DATE '2025-01-10', '2025-02-10', '2025-03-10']) AS d, preset_sf.accounts(d) ORDER BY 1, 2;
CALL health_score.refresh('preset_sf', '2025-05-20', '2025-05-20');
SELECT account_id, tier FROM preset_sf.account_score_daily ORDER BY 1;
-- numbers as account keys: ids of letters are none
SELECT health_score.create_workspace('preset_sf_bigint', 'bigint');
SELECT health_score.bind_preset('preset_sf_bigint', 'salesforce', schema => 'preset_salesforce');
INSERT INTO preset_sf_bigint.identity (source, source_key, account_id) VALUES ('salesforce', '001A', 7);
SET client_min_messages = error;
SELECT split_part(health_score.bind_preset('preset_sf_bigint', 'salesforce', schema => 'preset_salesforce'), E'\n', 1);
SET client_min_messages = warning;
SELECT source, account_key < '0' AS is_made_up, row_count FROM preset_sf_bigint.unmatched ORDER BY 1, 3;

-- Stripe
CREATE SCHEMA preset_stripe;
SET search_path = preset_stripe;
CREATE TABLE customer (id text, email text, created timestamptz, delinquent boolean, metadata jsonb, is_deleted boolean, livemode boolean);
CREATE TABLE subscription (id text, customer_id text, status text, created timestamptz, current_period_start timestamptz, current_period_end timestamptz, trial_end timestamptz,
    cancel_at timestamptz, is_cancel_at_period_end boolean, canceled_at timestamptz, ended_at timestamptz, livemode boolean);
CREATE TABLE subscription_item (id text, subscription_id text, plan_id text, quantity int);
CREATE TABLE price_plan (id text, unit_amount bigint, recurring_interval text, recurring_interval_count int, currency text, product_id text);
CREATE TABLE invoice (id text, customer_id text, subscription_id text, amount_due bigint, amount_paid bigint, amount_remaining bigint, created timestamptz, due_date timestamptz, status text,
    paid boolean, attempt_count int, status_transitions_paid_at timestamptz, status_transitions_voided_at timestamptz, status_transitions_marked_uncollectible_at timestamptz, currency text, livemode boolean);
CREATE TABLE charge (id text, invoice_id text, status text, created timestamptz, failure_code text);
INSERT INTO customer VALUES ('cus_A', NULL, NULL, false, '{"account_id": "1"}', false, true), ('cus_B', NULL, NULL, false, NULL, false, true), ('cus_C', NULL, NULL, false, '{}', false, true),
    ('cus_D', NULL, NULL, false, '{"account_id": "1"}', false, false), ('cus_E', NULL, NULL, false, '{"account_id": "1"}', true, true);
INSERT INTO price_plan VALUES ('month', 10000, 'month', 1, 'eur', 'core'), ('year', 120000, 'year', 1, 'eur', 'core'), ('quarter', 30000, 'month', 3, 'eur', 'extra'), ('yen', 900, 'month', 1, 'jpy', 'core');
INSERT INTO subscription VALUES ('s1', 'cus_A', 'active', '2025-01-01', NULL, NULL, NULL, NULL, false, NULL, NULL, true), ('s2', 'cus_A', 'active', '2025-02-01', NULL, NULL, '2025-02-15', NULL, false, NULL, NULL, true),
    ('s3', 'cus_B', 'canceled', '2025-01-01', NULL, NULL, NULL, NULL, false, '2025-03-01', '2025-04-01', true), ('s4', 'cus_B', 'trialing', '2025-01-01', NULL, NULL, '2025-09-01', NULL, false, NULL, NULL, true),
    ('s5', 'cus_D', 'active', '2025-01-01', NULL, NULL, NULL, NULL, false, NULL, NULL, false), ('s6', 'cus_E', 'canceled', '2025-01-01', NULL, NULL, NULL, NULL, false, '2025-02-01', '2025-03-01', true),
    ('s7', 'cus_C', 'past_due', '2025-01-01', NULL, NULL, NULL, NULL, false, NULL, NULL, true);
INSERT INTO subscription_item VALUES ('i1', 's1', 'year', 3), ('i2', 's2', 'month', NULL), ('i3', 's3', 'quarter', 2), ('i4', 's4', 'month', 1), ('i5', 's5', 'month', 1), ('i6', 's6', 'month', 1), ('i7', 's7', 'yen', 1);
INSERT INTO invoice VALUES ('in1', 'cus_A', 's1', 360000, 360000, 0, '2025-01-01 10:00+00', '2025-01-31 23:30+00', 'paid', true, 1, '2025-01-20 10:00+00', NULL, NULL, 'eur', true),
    ('in2', 'cus_A', 's2', 10000, 0, 10000, '2025-02-15 10:00+00', NULL, 'open', false, 2, NULL, NULL, NULL, 'eur', true), ('in3', 'cus_B', 's3', 60000, 0, 60000, '2025-02-15 10:00+00', NULL, 'void', false, 0, NULL, '2025-02-16 10:00+00', NULL, 'eur', true),
    ('in4', 'cus_B', 's3', 60000, 0, 60000, '2025-02-17 10:00+00', NULL, 'draft', false, 0, NULL, NULL, NULL, 'eur', true), ('in5', 'cus_D', 's5', 60000, 0, 60000, '2025-02-17 10:00+00', NULL, 'open', false, 0, NULL, NULL, NULL, 'eur', false),
    ('in6', 'cus_C', 's7', 900, 0, 900, '2025-02-17 10:00+00', '2025-02-18 10:00+00', 'uncollectible', false, 4, NULL, NULL, '2025-03-17 10:00+00', 'jpy', true);
INSERT INTO charge VALUES ('ch1', 'in2', 'failed', '2025-02-16 10:00+00', 'card_declined'), ('ch2', 'in2', 'failed', '2025-02-19 10:00+00', 'card_declined'), ('ch3', 'in1', 'succeeded', '2025-01-20 10:00+00', NULL);
RESET search_path;
-- into the workspace of HubSpot: one account is known by metadata, one by hand, one by nothing; a customer that was deleted has paid all the same
INSERT INTO preset_hs.identity (source, source_key, account_id) VALUES ('stripe', 'cus_B', '2');
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_hs', 'stripe', schema => 'preset_stripe');
SET client_min_messages = warning;
SELECT account_id, mrr::numeric(12, 2), valid_from, valid_to, product FROM preset_hs.source_revenue ORDER BY 1, 3;
SELECT account_id, invoice_id, due_on, amount::numeric(12, 2), amount_paid::numeric(12, 2), status, paid_on, failed_at, voided_on FROM preset_hs.source_invoice ORDER BY 2;
SELECT source, account_key, row_count FROM preset_hs.unmatched WHERE source IN ('revenue', 'invoice') ORDER BY 1;
SELECT source, as_of FROM preset_hs.bindings WHERE source IN ('revenue', 'invoice');
-- the report goes before the tables: a change of plan is no end
CREATE TABLE preset_stripe.stripe__subscription_item_mrr_report (customer_id text, subscription_item_id text, subscription_status text, currency text, subscription_month date, month_contract_mrr numeric, contract_mrr_type text);
INSERT INTO preset_stripe.stripe__subscription_item_mrr_report VALUES ('cus_A', 'i1', 'active', 'eur', '2025-01-01', 30000, 'new'), ('cus_A', 'i1', 'active', 'eur', '2025-02-01', 0, 'churned'),
    ('cus_A', 'i2', 'active', 'eur', '2025-02-01', 40000, 'new'), ('cus_A', 'i9', 'active', 'eur', '2025-02-01', 5000, 'new'), ('cus_B', 'i4', 'trialing', 'eur', '2025-02-01', 10000, 'new'), ('cus_D', 'i5', 'active', 'eur', '2025-02-01', 10000, 'new');
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_hs', 'stripe', schema => 'preset_stripe');
SET client_min_messages = warning;
SELECT account_id, mrr::numeric(12, 2), valid_from, valid_to FROM preset_hs.source_revenue ORDER BY 1, 3;
-- invoices only, of the barest kind
CREATE SCHEMA preset_stripe_bare;
CREATE TABLE preset_stripe_bare.customer AS SELECT id FROM preset_stripe.customer;
CREATE TABLE preset_stripe_bare.invoice AS SELECT id, customer_id, amount_due::text, (due_date AT TIME ZONE 'UTC')::text AS due_date, status FROM preset_stripe.invoice WHERE due_date IS NOT NULL;
SELECT health_score.bind_preset('preset_uuid', 'stripe', schema => 'preset_stripe_bare');
SELECT account_id, invoice_id, due_on, amount::numeric(12, 2), paid_on FROM preset_uuid.source_invoice ORDER BY 2;

-- Segment
CREATE SCHEMA preset_segment;
SET search_path = preset_segment;
CREATE TABLE tracks (id text, event text, user_id text, anonymous_id text, "timestamp" timestamptz, received_at timestamptz, sent_at timestamptz, original_timestamp timestamptz, context_group_id text);
CREATE TABLE groups (id text, group_id text, user_id text, "timestamp" timestamptz, received_at timestamptz);
INSERT INTO groups VALUES ('g1', '1', 'u1', '2025-05-02', NULL), ('g2', '2', 'u1', '2025-05-10', NULL), ('g3', '9', 'u2', '2025-05-01', NULL);
INSERT INTO tracks VALUES ('e1', 'Report Run', 'u1', NULL, '2025-05-01 10:00+00', '2025-05-01 10:01+00', NULL, NULL, NULL), ('e2', 'Report Run', 'u1', NULL, '2025-05-01 11:00+00', '2025-05-01 11:01+00', NULL, NULL, NULL),
    ('e3', 'Report Run', 'u1', NULL, '2025-05-01 12:00+00', '2025-05-04 11:01+00', NULL, NULL, NULL), ('e4', 'Report Run', 'u1', NULL, '2025-05-01 22:30+00', '2025-05-01 22:31+00', NULL, NULL, NULL),
    ('e5', 'Alert Set', 'u1', NULL, '2025-05-10 09:00+00', '2025-05-10 10:01+00', NULL, NULL, NULL), ('e6', 'Alert Set', 'u3', NULL, '2025-05-10 09:00+00', '2025-05-10 10:01+00', NULL, NULL, '1'),
    ('e7', 'Alert Set', 'u2', NULL, '2025-05-10 09:00+00', '2025-05-10 10:01+00', NULL, NULL, NULL), ('e8', 'Visit', NULL, 'anon', '2025-05-10 09:00+00', '2025-05-10 10:01+00', NULL, NULL, NULL),
    ('e9', 'Visit', 'u4', NULL, '2025-05-10 09:00+00', '2025-05-10 10:01+00', NULL, NULL, NULL);
RESET search_path;
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_hs', 'segment', schema => 'preset_segment');
SET client_min_messages = warning;
SELECT account_id, day, user_id, feature, events, known_at FROM preset_hs.source_usage ORDER BY day, feature, user_id, known_at;
SELECT sum(events) = (SELECT count(*) FROM preset_segment.tracks WHERE id <> 'e8') AS all_events FROM preset_hs.source_usage;
SELECT source, account_key, row_count FROM preset_hs.unmatched WHERE source = 'usage' ORDER BY 2;
SELECT as_of, delivery FROM preset_hs.bindings WHERE source = 'usage';
-- without groups, and without a stamp of arrival
CREATE SCHEMA preset_segment_bare;
CREATE TABLE preset_segment_bare.tracks AS SELECT event, user_id, "timestamp", context_group_id FROM preset_segment.tracks;
SELECT health_score.bind_preset('preset_bigint', 'segment', schema => 'preset_segment_bare');
SELECT account_id, day, user_id, events FROM preset_bigint.source_usage WHERE account_id IS NOT NULL;
ALTER TABLE preset_segment_bare.tracks DROP COLUMN context_group_id CASCADE;
SELECT health_score.bind_preset('preset_bigint', 'segment', schema => 'preset_segment_bare');
CREATE TABLE preset_segment_bare.groups AS SELECT group_id FROM preset_segment.groups;
SELECT health_score.bind_preset('preset_bigint', 'segment', schema => 'preset_segment_bare');

-- all columns text, as after a COPY of CSV files: the same rows
CREATE PROCEDURE preset_as_text(preset text) LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    EXECUTE format('CREATE SCHEMA %I', 'preset_text_' || preset);
    FOR r IN SELECT c.relname, string_agg(CASE WHEN a.atttypid = 'timestamptz'::regtype THEN format('(%1$I AT TIME ZONE ''UTC'')::text AS %1$I', a.attname)
                ELSE format('%I::text', a.attname) END, ', ' ORDER BY a.attnum) AS columns
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = ('preset_' || preset)::regnamespace AND c.relkind = 'r' GROUP BY c.relname
    LOOP
        EXECUTE format('CREATE TABLE %I.%I AS SELECT %s FROM %I.%I', 'preset_text_' || preset, r.relname, r.columns, 'preset_' || preset, r.relname);
    END LOOP;
END $$;
CREATE FUNCTION preset_differs(source text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT q::text FROM preset_typed.source_%1$s AS q EXCEPT SELECT q::text FROM preset_text.source_%1$s AS q) AS d', source) INTO n;
    RETURN n;
END $$;
SELECT health_score.create_workspace('preset_typed', 'text', 'America/New_York'), health_score.create_workspace('preset_text', 'text', 'America/New_York');
DROP TABLE preset_stripe.stripe__subscription_item_mrr_report CASCADE;
CALL preset_as_text('hubspot');
CALL preset_as_text('salesforce');
CALL preset_as_text('stripe');
CALL preset_as_text('segment');
SET client_min_messages = error;
SELECT preset, health_score.bind_preset('preset_typed', preset, 'preset_' || preset) = health_score.bind_preset('preset_text', preset, 'preset_text_' || preset) AS is_same
FROM unnest(ARRAY['hubspot', 'stripe', 'segment']) AS preset;
SELECT source, preset_differs(source) FROM unnest(ARRAY['account', 'contact', 'opportunity', 'ticket', 'engagement', 'revenue', 'invoice', 'usage']) AS source;
SELECT health_score.unbind(w, 'account') FROM unnest(ARRAY['preset_typed', 'preset_text']) AS w;
SELECT health_score.bind_preset('preset_typed', 'salesforce', 'preset_salesforce') = health_score.bind_preset('preset_text', 'salesforce', 'preset_text_salesforce') AS is_same;
SELECT source, preset_differs(source) FROM unnest(ARRAY['account', 'person', 'assignment', 'contact', 'opportunity', 'renewal', 'ticket', 'engagement']) AS source;
SELECT health_score.drop_workspace(w, true) FROM unnest(ARRAY['preset_typed', 'preset_text']) AS w;
DROP SCHEMA preset_text_hubspot, preset_text_salesforce, preset_text_stripe, preset_text_segment CASCADE;
DROP PROCEDURE preset_as_text(text);
DROP FUNCTION preset_differs(text);
SELECT health_score.bind_preset('preset_hs', 'stripe', 'preset_stripe');
SET client_min_messages = warning;

-- one after the other: tickets of Zendesk take the place of HubSpot's, and a table without rows takes nobody's
CREATE SCHEMA preset_zd;
CREATE TABLE preset_zd.organization (id bigint, external_id text);
CREATE TABLE preset_zd."user" (id bigint, organization_id bigint, role text);
CREATE TABLE preset_zd.ticket (id bigint, organization_id bigint, requester_id bigint, created_at timestamptz, updated_at timestamptz, priority text, status text);
INSERT INTO preset_zd.organization VALUES (10, '1');
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_hs', 'zendesk', schema => 'preset_zd');
SET client_min_messages = warning;
SELECT count(*) FROM preset_hs.source_ticket;
INSERT INTO preset_zd.ticket VALUES (101, 10, NULL, '2025-05-01', '2025-05-01', 'high', 'open');
SELECT health_score.bind_preset('preset_hs', 'zendesk', schema => 'preset_zd');
SELECT account_id, ticket_id FROM preset_hs.source_ticket;
-- and back again: the changes that Zendesk's history told stay, and that is said
CREATE TABLE preset_zd.ticket_field_history (ticket_id bigint, field_name text, updated timestamptz, value text, user_id bigint);
INSERT INTO preset_zd.ticket_field_history VALUES (101, 'priority', '2025-05-02', 'urgent', NULL);
SELECT health_score.bind_preset('preset_hs', 'zendesk', schema => 'preset_zd');
CREATE TABLE preset_bare.engagement AS SELECT id FROM preset_hubspot.engagement;
SET client_min_messages = notice;
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_bare');
SET client_min_messages = warning;
SELECT health_score.bind_preset('preset_hs', 'hubspot', schema => 'preset_hubspot') IS NOT NULL, health_score.unbind('preset_hs', 'ticket_change');
-- where others feed the accounts, a number of HubSpot's is no account
SELECT health_score.create_workspace('preset_other', 'text');
SELECT health_score.bind('preset_other', 'account', 'SELECT ''1'' AS account_id, ''One'' AS name');
SET client_min_messages = error;
SELECT health_score.bind_preset('preset_other', 'hubspot', schema => 'preset_hubspot') IS NOT NULL;
SET client_min_messages = warning;
SELECT account_key, row_count FROM preset_other.unmatched WHERE source = 'ticket' ORDER BY 1;
SELECT account_id, name FROM preset_other.source_account;
-- but where they come from what dbt makes of HubSpot's companies
CREATE TABLE preset_zd.hubspot__companies AS SELECT id AS company_id, property_name AS company_name FROM preset_hubspot.company;
SET client_min_messages = error;
SELECT health_score.bind('preset_other', 'account', 'SELECT company_id::text AS account_id, company_name AS name FROM preset_zd.hubspot__companies');
SELECT health_score.bind_preset('preset_other', 'hubspot', schema => 'preset_hubspot') IS NOT NULL;
SET client_min_messages = warning;
SELECT account_key, row_count FROM preset_other.unmatched WHERE source = 'ticket' ORDER BY 1;
-- everything together can be refreshed and scored
CALL health_score.refresh('preset_hs', '2025-05-21', '2025-05-21');
SELECT account_id, measure, value FROM preset_hs.measures('2025-05-21') WHERE account_id = '1' AND value IS NOT NULL ORDER BY measure COLLATE "C";
SELECT source, result FROM health_score.rebind('preset_hs');

SELECT health_score.drop_workspace(w, true) FROM unnest(ARRAY['preset_hs', 'preset_bare_ws', 'preset_bigint', 'preset_uuid', 'preset_sf', 'preset_sf_bigint', 'preset_other']) AS w;
DROP SCHEMA preset_empty, preset_hubspot, preset_bare, preset_salesforce, preset_stripe, preset_stripe_bare, preset_segment, preset_segment_bare, preset_zd CASCADE;
