-- Binds the tables of golden_tables.sql to a new workspace :ws.
SET client_min_messages = error; -- some of the tables are empty
SELECT health_score.create_workspace(:'ws', account_key => 'text', time_zone => 'Europe/Berlin') IS NOT NULL AS created;
SELECT count(health_score.bind(:'ws', s.source, format('SELECT * FROM golden.%I', s.source))) AS sources
  FROM unnest(ARRAY['account', 'usage', 'feature', 'entitlement', 'ticket', 'ticket_change', 'contact', 'engagement', 'survey',
                    'milestone', 'invoice', 'opportunity', 'outcome', 'assignment', 'feed_gap']) AS s(source);
SET client_min_messages = warning;
