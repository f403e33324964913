-- The public surface: every object has a COMMENT, every function states what the planner may do with it.
SET client_min_messages = warning;
SELECT health_score.create_workspace('catalog_ws') IS NOT NULL AS created;

-- members of the extension without a COMMENT
SELECT pg_describe_object(d.classid, d.objid, 0) AS without_comment
FROM pg_depend d
LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score')
  AND coalesce(t.typcategory <> 'A', true) -- the array types come by themselves
  AND obj_description(d.objid, (SELECT relname FROM pg_class WHERE oid = d.classid)) IS NULL
  AND shobj_description(d.objid, (SELECT relname FROM pg_class WHERE oid = d.classid)) IS NULL
ORDER BY 1;

-- tables, views, functions, columns and triggers of a workspace without a COMMENT
SELECT c.relname AS without_comment
FROM pg_class c
WHERE c.relnamespace = 'catalog_ws'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S', 'p')
  AND obj_description(c.oid, 'pg_class') IS NULL
UNION ALL
SELECT p.oid::regprocedure::text
FROM pg_proc p
WHERE p.pronamespace = 'catalog_ws'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
UNION ALL
SELECT c.relname || '.' || a.attname
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'catalog_ws'::regnamespace AND c.relkind IN ('r', 'v') AND col_description(c.oid, a.attnum) IS NULL
UNION ALL
SELECT t.tgname::text
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'catalog_ws'::regnamespace AND NOT t.tgisinternal AND obj_description(t.oid, 'pg_trigger') IS NULL
ORDER BY 1;

-- the views that a reader without rights on the sources can use run with the reader's rights; source views with their owner's
SELECT c.relname AS runs_with_owners_rights
FROM pg_class c
WHERE c.relnamespace = 'catalog_ws'::regnamespace AND c.relkind = 'v' AND c.relname NOT LIKE 'source\_%'
  AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)
ORDER BY 1;

-- no function runs with the rights of its owner
SELECT p.oid::regprocedure AS security_definer
FROM pg_proc p
WHERE p.pronamespace IN ('health_score'::regnamespace, 'catalog_ws'::regnamespace) AND p.prosecdef;

-- the public surface of the extension; what is not for users says so: internal
SELECT p.oid::regprocedure AS function, p.prokind AS kind,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
       p.proisstrict AS strict, CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel
FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score')
  AND obj_description(p.oid, 'pg_proc') NOT LIKE 'internal:%'
ORDER BY p.proname COLLATE "C", 1;

SELECT t.oid::regtype AS type, CASE t.typtype WHEN 'b' THEN 'base' WHEN 'e' THEN 'enum' ELSE t.typtype::text END AS kind, t.typlen AS length
FROM pg_type t
JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score') AND t.typcategory <> 'A'
ORDER BY t.typname COLLATE "C";

-- the public surface of a workspace, but for the sources
SELECT p.proname AS function, pg_get_function_identity_arguments(p.oid) AS arguments,
       CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END AS volatility,
       p.proisstrict AS strict, CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END AS parallel
FROM pg_proc p
WHERE p.pronamespace = 'catalog_ws'::regnamespace AND p.proname NOT LIKE 'source\_rows\_%'
ORDER BY p.proname COLLATE "C";
SELECT c.relname AS relation, c.relkind AS kind
FROM pg_class c
WHERE c.relnamespace = 'catalog_ws'::regnamespace AND c.relkind IN ('r', 'v', 'p') AND c.relname NOT LIKE 'source\_%'
ORDER BY c.relname COLLATE "C";

SELECT health_score.drop_workspace('catalog_ws') IS NOT NULL AS dropped;
