-- Binds the tables of golden_tables.sql to a new workspace "cs".
SELECT health_score.create_workspace('cs', account_key => 'text', time_zone => 'Europe/Berlin') IS NOT NULL AS created;
SELECT count(health_score.bind('cs', s.source, format('SELECT * FROM golden.%I', s.source))) AS sources
  FROM unnest(ARRAY['account', 'usage', 'feature', 'entitlement', 'ticket', 'ticket_change', 'contact', 'engagement', 'survey',
                    'milestone', 'invoice', 'opportunity', 'outcome', 'assignment', 'feed_gap']) AS s(source);
SELECT count(*) > 0 AS observed FROM health_score.observe_feeds('cs');
