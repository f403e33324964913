-- Values of every type that a function of the extension takes: ordinary ones, and the ends of the range. Tests that call
-- whatever the catalog names draw from here, so a type without a line here fails them.
-- An expression is evaluated once; a type that is not there (yet) is passed over. NULL goes without saying.
CREATE FUNCTION the_types() RETURNS SETOF regtype LANGUAGE sql AS $$
    SELECT d.objid::regtype
    FROM pg_depend d
    JOIN pg_type t ON t.oid = d.objid AND t.typtype = 'b' AND t.typcategory <> 'A'
    WHERE d.classid = 'pg_type'::regclass AND d.deptype = 'e'
      AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score')
    ORDER BY t.typname COLLATE "C"
$$;

CREATE FUNCTION the_functions() RETURNS SETOF pg_proc LANGUAGE sql AS $$
    SELECT p.*
    FROM pg_depend d
    JOIN pg_proc p ON p.oid = d.objid
    WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
      AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score')
    ORDER BY p.proname COLLATE "C", p.oid::regprocedure::text COLLATE "C"
$$;

CREATE TABLE value_list (type text, expression text);
INSERT INTO value_list VALUES
    ('bool', 'true'), ('bool', 'false'),
    ('int4', '0'), ('int4', '1'), ('int4', '-1'), ('int4', '28'), ('int4', '2147483647'), ('int4', '-2147483648'),
    ('int8', '0'), ('int8', '1'), ('int8', '-1'), ('int8', '28'), ('int8', '9223372036854775807'), ('int8', '-9223372036854775808'),
    ('float8', '0'), ('float8', '''-0'''), ('float8', '1'), ('float8', '-1'), ('float8', '0.95'), ('float8', '72.5'),
    ('float8', '9.2e12'), ('float8', '-9.3e12'), ('float8', '1e308'), ('float8', '-1e308'), ('float8', '''5e-324'''),
    ('float8', '1e-308'), ('float8', '''NaN'''), ('float8', '''Infinity'''), ('float8', '''-Infinity'''),
    ('numeric', '0'), ('numeric', '72.5'), ('numeric', '1e308'), ('numeric', '-1e-16000'), ('numeric', '''NaN'''),
    ('date', '''2026-01-15'''), ('date', '''2026-03-01'''), ('date', '''0001-01-01'''), ('date', '''9999-12-31'''),
    ('date', '''infinity'''), ('date', '''-infinity'''), ('date', '''4714-11-24 BC'''), ('date', '''5874897-12-31'''),
    ('text', ''''''), ('text', '''usage'''), ('text', '''observed'''), ('text', '''too_young'''), ('text', '''ü "quoted" {,}'''),
    ('text', 'repeat(''x'', 300)'), ('text', 'repeat(''longer '', 20000)'),
    ('cstring', ''''''), ('cstring', '''{}'''), ('cstring', '''green 80'''), ('cstring', 'repeat(''{'', 100000)'),
    ('jsonb', '''{}'''), ('jsonb', '''[]'''), ('jsonb', '''null'''), ('jsonb', '''{"a": [1, {"b": "c"}]}'''),
    ('regtype', '''text'''), ('regtype', '0'), ('regtype', '4294967295'), ('regrole', '''pg_monitor'''), ('regrole', '0'),
    ('date[]', '''{}'''), ('date[]', '''{NULL}'''), ('date[]', '''{2026-01-15,2026-01-15,2026-01-16}'''), ('date[]', '''{infinity}'''),
    ('date[]', '''{{2026-01-15,2026-01-16},{2026-01-17,NULL}}'''), ('date[]', 'array_fill(date ''2026-01-15'', ARRAY[100000])'),
    ('float8[]', '''{}'''), ('float8[]', '''{NULL}'''), ('float8[]', '''{1,2.5,100}'''), ('float8[]', '''{NaN}'''),
    ('float8[]', '''{1e308,1e308,-1e308}'''), ('float8[]', '''{{0,50},{100,NULL}}'''), ('float8[]', 'array_fill(float8 ''1'', ARRAY[100000])'),
    ('bool[]', '''{}'''), ('bool[]', '''{NULL}'''), ('bool[]', '''{t,f,t}'''), ('bool[]', 'array_fill(true, ARRAY[100000])'),
    ('text[]', '''{}'''), ('text[]', '''{NULL}'''), ('text[]', '''{a,b,c}'''), ('text[]', '''{{a,b},{c,NULL}}'''),
    ('text[]', 'array_fill(text ''x'', ARRAY[100000])'),
    -- of the extension
    ('tier', '''red'''), ('tier', '''green'''),
    ('tier_scale', '''yellow 60, green 80'''), ('tier_scale', '''yellow 0, green 100, margin 50, down 365 days, up 1 days'''),
    ('tier_scale', '''yellow 0.000001, green 0.000002, margin 0'''),
    ('score_curve', '''0:0, 0.6:60, 0.8:80, 1:100'''), ('score_curve', '''-9.2e12:100, 0:100, 0:0.5, 1e-300:0'''), ('score_curve', '''5:50'''),
    ('score_curve', '(SELECT string_agg(i || '':'' || i / 10.0, '','' ORDER BY i) FROM generate_series(1, 1000) AS i)'),
    ('weighted_sum', '''sum 145.5, weight 2 of 3, rows 2 of 3'''), ('weighted_sum', '''sum 0, weight 0 of 0, rows 0 of 0'''),
    ('weighted_sum', '''sum -0.000000000001, weight 0.000001 of 1000000, rows 1 of 2'''),
    ('weighted_sum', '''sum 92000000000000000000000000, weight 10000000000000 of 10000000000000, rows 9223372036854775806 of 9223372036854775807'''),
    ('scorecard', '''support {tickets 70 * 1}'''), ('scorecard', '''usage {feature_depth 80 * 0.4, usage_level too_young * 0.6, pulse 70 not_recorded * 0.2}; at_most 77 severe_ticket; requires 0.6'''),
    ('scorecard', '''"a ""b" {"ü" 33.333333 * 1, x not_applicable * 2}, c {d no_feed * 0, e 0 * 1000000}; at_most 0 x, at_most 50 "y z"; requires 0'''),
    ('scorecard', '(SELECT string_agg(format(''c%s {a %s * %s, b %s * %s}'', i, i, i * i + 1, i / 3.0::numeric(9, 6), i + 7), '','') FROM generate_series(1, 100) AS i)'),
    ('daily_series', '''{}'''), ('daily_series', '''2026-01-01:{3,0,0,5}, 2026-03-01:{1.5,-0.000001}'''),
    ('daily_series', '''0001-01-01:{1}, 9999-12-31:{9200000000000}'''), ('daily_series', '''2026-01-01:{9200000000000,9200000000000,-9200000000000}'''),
    ('daily_series', '''2026-01-01:{3,0,5}, late 2026-01-09: 2026-01-03:{2,-0.5}, late 2026-02-01: 2026-01-01:{-3}'''),
    ('daily_series', '''late 9999-12-31: 0001-01-01:{9200000000000}, late 2026-01-20: 2026-01-01:{-9200000000000}'''),
    ('daily_series', '(SELECT ''2024-01-01:{'' || string_agg((i % 17)::text, '','' ORDER BY i) || ''}'' FROM generate_series(1, 1000) AS i)'),
    ('daily_members', '''{}'''), ('daily_members', '''{ann: 2026-01-01:{3,0,1}, bob: 2026-01-02:{1}}'''),
    ('daily_members', '''{"": 0001-01-01:{9200000000000}, "a ""b": 9999-12-31:{-1.5}, "ü": 2026-01-01:{9200000000000,9200000000000}}'''),
    ('daily_members', '(SELECT ''{'' || string_agg(format(''m%s: 2026-01-%s:{%s}'', i, to_char(1 + i % 28, ''FM00''), i), '','') || ''}'' FROM generate_series(1, 300) AS i)'),
    ('score_history', '''{}'''), ('score_history', '''2026-01-01:{72.5,71,,60}'''), ('score_history', '''2026-01-01:{72.5,71,,60}, 2026-03-01:{80}'''),
    ('score_history', '''0001-01-01:{0}, 9999-12-31:{100}'''), ('score_history', '''2026-01-01:{9200000000000,-9200000000000,0.000001}'''),
    ('score_history', '(SELECT ''2025-01-01:{'' || string_agg((i * 7 % 101)::text, '','' ORDER BY i) || ''}'' FROM generate_series(1, 400) AS i)'),
    ('concentration', '(SELECT concentration(x) FROM generate_series(1, 3) AS x)'), ('concentration', '(SELECT concentration(x) FROM (VALUES (0), (0)) AS v(x))'),
    ('concentration', '(SELECT concentration(x) FROM (VALUES (9.1e12), (0.000001), (0)) AS v(x))'),
    ('concentration', '(SELECT concentration(x) FROM generate_series(1, 100000) AS x)');

CREATE TABLE the_value_tables (type regtype PRIMARY KEY, name text);

-- One table for each type, values_of_TYPE(n, v), where n = 1 is NULL.
-- A variable of type cstring is not allowed: its table is of text.
DO $$
DECLARE
    item record;
BEGIN
    INSERT INTO the_value_tables
    SELECT DISTINCT to_regtype(type), 'values_of_' || translate(type, '[]', '_') FROM value_list WHERE to_regtype(type) IS NOT NULL;
    FOR item IN SELECT name, replace(type::text, 'cstring', 'text') AS type FROM the_value_tables LOOP
        EXECUTE format('CREATE TABLE %I (n int GENERATED ALWAYS AS IDENTITY, v %s)', item.name, item.type);
        EXECUTE format('INSERT INTO %I (v) VALUES (NULL)', item.name);
    END LOOP;
    FOR item IN SELECT l.expression, t.name, replace(t.type::text, 'cstring', 'text') AS type
                FROM value_list l JOIN the_value_tables t ON t.type = to_regtype(l.type) LOOP
        EXECUTE format('INSERT INTO %I (v) SELECT (%s)::%s', item.name, item.expression, item.type);
    END LOOP;
END
$$;
