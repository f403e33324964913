-- The first ten minutes of an analyst, on tables as Salesforce, Segment and Zendesk loaders leave them. Days are counted
-- back from yesterday, so that the live views have something to say whenever this runs; no output depends on the day.
SET client_min_messages = warning;
SELECT current_database() AS home \gset
CREATE DATABASE first_session;
\c first_session
SET client_min_messages = warning;
SET TimeZone = 'Europe/Berlin';
SELECT (now() AT TIME ZONE 'Europe/Berlin')::date - 1 AS yesterday \gset

CREATE SCHEMA salesforce;
CREATE TABLE salesforce.account (id text PRIMARY KEY, name text, owner_email text, arr__c numeric, contract_start__c date,
    renewal_date__c date, is_deleted boolean);
INSERT INTO salesforce.account VALUES
    ('0015e00002A', 'Alder Freight', 'dana@ours.example', 84000, :'yesterday'::date - 600, :'yesterday'::date + 70, false),
    ('0015e00002B', 'Birch Dental', 'dana@ours.example', 36000, :'yesterday'::date - 900, :'yesterday'::date + 200, false),
    ('0015e00002C', 'Cedar Labs', 'femi@ours.example', 12000, :'yesterday'::date - 19, :'yesterday'::date + 345, false),
    ('0015e00002D', 'Closed twice', 'femi@ours.example', 5000, :'yesterday'::date - 700, NULL, true);

CREATE SCHEMA segment;
CREATE TABLE segment.tracks (id text, event text, user_id text, anonymous_id text, context_group_id text,
    timestamp timestamptz, received_at timestamptz);
-- Alder had ten users a day and has three since 60 days ago; Birch has five all along, and one of ours looking in; Cedar began
INSERT INTO segment.tracks
SELECT a.id || '-' || d || '-' || u, (ARRAY['Report Viewed', 'Route Planned', 'Invoice Sent'])[1 + (d + u) % 3],
       CASE WHEN u = 0 THEN 'sam@ours.example' ELSE lower(left(a.name, 1)) || u || '@customer.example' END, NULL, a.id,
       (:'yesterday'::date - d) + time '09:00', (:'yesterday'::date - d) + time '09:01'
FROM salesforce.account a
CROSS JOIN generate_series(0, 500) AS d
CROSS JOIN generate_series(0, 10) AS u
WHERE CASE a.id
          WHEN '0015e00002A' THEN u BETWEEN 1 AND CASE WHEN d < 60 THEN 3 ELSE 10 END
          WHEN '0015e00002B' THEN u <= 5
          WHEN '0015e00002C' THEN u BETWEEN 1 AND 2 AND d < 15
          ELSE u = 1
      END;

CREATE SCHEMA zendesk;
CREATE TABLE zendesk.organization (id bigint, name text, external_id text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE zendesk."user" (id bigint, organization_id bigint, email text, role text, last_login_at timestamptz,
    _fivetran_deleted boolean);
CREATE TABLE zendesk.ticket (id bigint, organization_id bigint, requester_id bigint, assignee_id bigint, created_at timestamptz,
    updated_at timestamptz, priority text, status text, type text, external_id text, merged_ticket_ids text, _fivetran_deleted boolean);
CREATE TABLE zendesk.ticket_field_history (ticket_id bigint, field_name text, updated timestamptz, value text, user_id bigint);
INSERT INTO zendesk.organization VALUES
    (1, 'Alder', '0015e00002A', now(), now()), (2, 'Birch', '0015e00002B', now(), now()), (3, 'Nobody knows', NULL, now(), now());
INSERT INTO zendesk."user" VALUES
    (11, 1, 'a1@customer.example', 'end-user', NULL, false), (12, 2, 'b1@customer.example', 'end-user', NULL, false),
    (13, 3, 'x@nowhere.example', 'end-user', NULL, false), (19, NULL, 'agent@ours.example', 'agent', NULL, false);
-- Birch opens a ticket every 45 days; Alder none until four in the last four weeks, two of them urgent
INSERT INTO zendesk.ticket
SELECT 100 + n, 2, 12, 19, (:'yesterday'::date - 45 * n - 10) + time '10:00', (:'yesterday'::date - 45 * n - 8) + time '10:00',
       'normal', 'solved', 'question', NULL, NULL, false
FROM generate_series(0, 9) AS n
UNION ALL
SELECT 200 + n, 1, 11, 19, (:'yesterday'::date - 5 * n - 2) + time '10:00', (:'yesterday'::date - 5 * n - 1) + time '10:00',
       CASE WHEN n < 2 THEN 'urgent' ELSE 'normal' END, 'solved', 'problem', NULL, NULL, false
FROM generate_series(0, 3) AS n
UNION ALL
SELECT 300, 3, 13, 19, (:'yesterday'::date - 20) + time '10:00', (:'yesterday'::date - 19) + time '10:00', 'low', 'solved', 'question',
       NULL, NULL, false;
INSERT INTO zendesk.ticket_field_history
SELECT id, 'status', updated_at, 'solved', 19 FROM zendesk.ticket;

-- From here on it is what the analyst types, and sees.
CREATE EXTENSION health_score;
SELECT health_score.create_workspace('cs', account_key => 'text', time_zone => 'Europe/Berlin');
SELECT * FROM health_score.source_columns('usage');
SELECT health_score.bind('cs', 'account', $$
  SELECT id AS account_id, name, owner_email AS owner, arr__c AS arr, contract_start__c AS started_on, renewal_date__c AS renews_on
  FROM salesforce.account WHERE NOT is_deleted $$);
SELECT regexp_replace(health_score.bind('cs', 'usage', $$
  SELECT context_group_id AS account_id, timestamp::date AS day, user_id, event AS feature, count(*) AS events
  FROM segment.tracks WHERE user_id NOT LIKE '%@ours.example' GROUP BY 1, 2, 3, 4 $$), '\d{4}-\d\d-\d\d', 'DAY', 'g') AS bind;
SET client_min_messages = notice;
SELECT health_score.bind_preset('cs', 'zendesk', schema => 'zendesk') IS NOT NULL AS bound;
SET client_min_messages = warning;
SELECT item, state, serves, would_add, added_weight_percent FROM cs.readiness;
SELECT source, account_key, row_count FROM cs.unmatched;
SELECT name, owner, arr, points, tier, coverage, worst, best, main_reason
  FROM cs.account_score_live ORDER BY arr * (100 - points) DESC NULLS LAST LIMIT 10;
SELECT criterion, value, meaning, points, weight, points_lost, latest_evidence = :'yesterday'::date AS fresh, reason
  FROM cs.why('0015e00002A');
SELECT part, criterion, points, before, after, :'yesterday'::date - crossed_on AS crossed_days_ago
  FROM cs.why_changed('0015e00002A', :'yesterday'::date - 61, :'yesterday'::date - 31);
SELECT count(*), min(day) > :'yesterday'::date - 392, max(day) = :'yesterday'::date FROM cs.evidence('0015e00002A', 'usage_level');
SELECT source, :'yesterday'::date - day AS days_ago, item FROM cs.evidence('0015e00002A', 'ticket_change');
-- The parts add up: points and what is lost to 100, components and criteria to the score, the parts of a change to the change.
SELECT s.account_id, s.points + (SELECT sum(points_lost) FROM cs.why(s.account_id)) AS hundred,
       (SELECT sum(contribution) FROM cs.component_score_live c WHERE c.account_id = s.account_id) - s.points AS components,
       (SELECT sum(contribution) FROM cs.criterion_score_live c WHERE c.account_id = s.account_id) - s.points AS criteria
  FROM cs.account_score_live s WHERE points IS NOT NULL ORDER BY 1;
SELECT d.days, (SELECT coalesce(sum(points), 0) FROM cs.why_changed('0015e00002A', :'yesterday'::date - d.days, :'yesterday'::date))
               = n.points - o.points AS sums, n.points - o.points AS change
  FROM (VALUES (1), (20), (45), (90), (200)) AS d (days),
       LATERAL cs.account_scores(:'yesterday'::date - d.days) AS o, cs.account_scores(:'yesterday'::date) AS n
  WHERE o.account_id = '0015e00002A' AND n.account_id = o.account_id ORDER BY 1;
SELECT tier, accounts, arr, certain, likely, open, reason FROM cs.tier_total_live ORDER BY tier_order;
SELECT account_id, usage_points, value_points, gap, busy_without_value FROM cs.usage_value_gap ORDER BY 1;
-- The season of a portfolio of two whose use can be told: the median of 0.3 and 1, within 0.7 and 1.2.
SELECT * FROM cs.season_index(:'yesterday');
-- Points of earlier days stand beside those of yesterday.
SELECT account_id, points, points_28_days_before, points_91_days_before FROM cs.account_score_live ORDER BY 1;
-- and every mistake is kind
\set VERBOSITY default
SELECT * FROM cs.evidence('0015e00002A', 'usage_levle');
SELECT points FROM cs.account_scores('infinity');
\c :home
DROP DATABASE first_session;
