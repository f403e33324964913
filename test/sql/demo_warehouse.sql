-- The demo warehouse has the same bytes on every machine, and is what test/demo/README.md says.
\set ECHO none
SET client_min_messages = warning;
\o /dev/null
\i test/demo/load.sql
\o
\set ECHO all
SELECT * FROM demo.parameter;

-- a fingerprint of every table
SELECT format('SELECT %L AS table, count(*) AS rows, md5(string_agg(row, %L ORDER BY row)) AS md5
               FROM (SELECT md5(t::text) COLLATE "C" AS row FROM demo.%I AS t) AS t', relname, '', relname)
FROM pg_class WHERE relnamespace = 'demo'::regnamespace AND relkind = 'r' ORDER BY relname COLLATE "C"
\set ECHO none
\pset tuples_only on
\pset format unaligned
\gexec
\pset format aligned
\pset tuples_only off
\set ECHO all

-- what it says of itself
\set ECHO none
\i test/demo/checks.sql
\set ECHO all
SELECT * FROM demo.cast_member ORDER BY account_id;
DROP SCHEMA demo CASCADE;
