-- The oracle: every measure, criterion and score of the default model for one day, in plain SQL, one step a table.
--
-- It is written from the definitions, not from the extension, and calls nothing of it: it reads the workspace's source views,
-- what people recorded, the calendar and the bindings. Where it and the workspace differ, one of them is wrong.
--
--     \set ws cs
--     \set as_of 2026-06-30
--     \i test/oracle/oracle.sql
--
-- leaves these tables in the schema "oracle":
--     account   accounts of a scored phase: started_on, started_assumed, phase, tenure
--     feed      each source on that day: bound, live, until_day
--     measure   account_id, measure, value, reason, flag, n
--     component, score    the composite in integer micro-points
--     score_without       the same without the most engaged contact
--
-- Readings: where the definitions leave a choice, the comment beside it begins with "Reading:".
\set ON_ERROR_STOP on
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS oracle CASCADE;
CREATE SCHEMA oracle;

SELECT time_zone AS zone,
       ((:'as_of'::date + 1)::timestamp AT TIME ZONE time_zone)::text AS end_d   -- the first instant after the day
  FROM :ws.workspace \gset

\ir feeds.sql
\ir accounts.sql
\ir usage.sql
\ir features.sql
\ir tickets.sql
\ir engagement.sql
\ir surveys.sql
\ir facts.sql
\ir journey.sql
\ir vertical.sql
\ir signals.sql
\ir measures.sql
\ir scores.sql
\ir resilience.sql
RESET client_min_messages;
