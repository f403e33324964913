-- query_columns, can_assign, name_distance: what is refused first.
SET search_path = health_score, public;
\set SHOW_CONTEXT never

\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

CREATE TEMPORARY TABLE fleeting (a int);
CREATE TABLE query_columns_table (id int, day date, name varchar(10), "Odd Name" numeric(8, 2));

SELECT query, r.state, r.message, r.hint
FROM unnest(ARRAY[
    '', ' ; ', '-- only a comment', 'SELECT 1; SELECT 2', 'SELECT 1;; SELECT 2', 'SELECT', 'SELEC 1', 'SELECT 1 +',
    'SELECT ''unfinished', 'INSERT INTO query_columns_table VALUES (1)', 'DELETE FROM query_columns_table',
    'CREATE TABLE t (a int)', 'EXPLAIN SELECT 1', 'SHOW work_mem', 'COPY query_columns_table TO STDOUT',
    'DO $$ BEGIN NULL; END $$', 'BEGIN', 'SELECT $1', 'SELECT 1 INTO t', 'SELECT 1 INTO TEMPORARY t',
    'WITH gone AS (DELETE FROM query_columns_table RETURNING id) SELECT id FROM gone',
    'SELECT * FROM query_columns_table FOR UPDATE',
    'SELECT * FROM (SELECT * FROM query_columns_table FOR SHARE) AS inner_query',
    'SELECT 1 WHERE EXISTS (SELECT FROM query_columns_table FOR NO KEY UPDATE)',
    'SELECT * FROM fleeting', 'SELECT (SELECT max(a) FROM fleeting)', 'SELECT * FROM no_such_table',
    'SELECT nme FROM query_columns_table', 'SELECT no_such_function(1)', 'SELECT id + day + day FROM query_columns_table'
]) AS query, pg_temp.refused(format('SELECT * FROM query_columns(%L)', query)) AS r;

-- a position is one in the query, not in the statement that asks
SELECT * FROM query_columns('SELECT id,
       nme
  FROM query_columns_table');

-- nothing is executed
CREATE SEQUENCE query_columns_sequence;
SELECT * FROM query_columns('SELECT nextval(''query_columns_sequence'') AS n, 1 / 0 AS never');
SELECT nextval('query_columns_sequence');

-- from PostgreSQL 18 on a statement begins behind its leading comments
SELECT query, q.position, q.column_name, q.type, regexp_replace(q.statement, E'^-- first\n', '') AS statement
FROM (VALUES
    (1, 'SELECT * FROM query_columns_table'),
    (2, 'TABLE query_columns_table ; '),
    (3, '  VALUES (1, ''a''), (2, NULL) -- no semicolon'),
    (4, E'-- first\nWITH x AS (SELECT now() AS at) SELECT at, at::date AS day, NULL AS nothing, 1.5, ''text'' AS words FROM x;  -- last'),
    (5, 'SELECT 1 AS same, 2 AS same UNION ALL SELECT 3, 4 ORDER BY 1'),
    (6, 'SELECT name FROM query_columns_table ORDER BY id'),
    (7, 'SELECT ''ümlaut'' AS "größe"')
) AS v (n, query) CROSS JOIN LATERAL query_columns(query) AS q
ORDER BY v.n, q.position;
SELECT count(*) FROM query_columns('SELECT FROM query_columns_table');
SELECT count(*) FROM query_columns(NULL);

-- names are found as the caller would find them
CREATE SCHEMA elsewhere CREATE TABLE query_columns_table (other text);
SELECT column_name FROM query_columns('SELECT * FROM query_columns_table') ORDER BY position;
SET search_path = elsewhere, health_score;
SELECT column_name FROM query_columns('SELECT * FROM query_columns_table') ORDER BY position;
SET search_path = health_score, public;

SELECT from_type, to_type, can_assign(from_type, to_type)
FROM (VALUES ('int'::regtype, 'text'::regtype), ('text', 'int'), ('text', 'date'), ('varchar', 'text'), ('numeric', 'int'),
    ('timestamptz', 'date'), ('date', 'timestamptz'), ('boolean', 'int'), ('uuid', 'text'), ('text', 'uuid'),
    ('bigint', 'float8'), ('text', 'boolean'), ('date', 'date')) AS v (from_type, to_type);

SELECT name_distance('', ''), name_distance('day', 'day'), name_distance('day', 'days'), name_distance('acount_id', 'account_id'),
    name_distance('kitten', 'sitting'), name_distance('größe', 'grösse'), name_distance(NULL, 'x');

DROP SCHEMA elsewhere CASCADE;
DROP TABLE query_columns_table;
DROP SEQUENCE query_columns_sequence;
