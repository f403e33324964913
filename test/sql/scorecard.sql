-- scorecard: malformed literals first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT literal, r.state, r.detail
FROM unnest(ARRAY[
    '', ' ', 'usage', 'usage {', 'usage {}', 'usage {level}', 'usage {level 50}', 'usage {level 50 *}', 'usage {level 50 * 1',
    'usage {level 50 * 1},', 'usage {level 50 * 1};', 'usage {level 50 * 1} x', '{level 50 * 1}', 'usage {level 50 x 1}',
    'usage {50 * 1}', 'usage {level observed * 1}', 'usage {level 50 observed * 1}', 'usage {level 50 no_feed * 1}', 'usage {level 50 not_applicable * 1}', 'usage {level 101 too_young * 1}', 'usage {level unknown * 1}', 'usage {level NaN * 1}', 'usage {level 50 * NaN}',
    'usage {level -1 * 1}', 'usage {level 100.000001 * 1}', 'usage {level 50 * -1}', 'usage {level 50 * 1000001}',
    'usage {level 50 * 0}', 'usage {level 50 * 0, depth no_feed * 0}', 'usage {level 50 * 1, level 60 * 1}',
    'usage {level 50 * 1}, usage {level no_feed * 1}', 'usage {"" 50 * 1}', '"" {level 50 * 1}', 'usage {"level 50 * 1}',
    'usage {level 50 * 1}; at_most', 'usage {level 50 * 1}; at_most 77', 'usage {level 50 * 1}; at_most x y', 'usage {level 50 * 1}; at_most 101 x',
    'usage {level 50 * 1}; at_most 77 x;', 'usage {level 50 * 1}; requires', 'usage {level 50 * 1}; requires 1.1', 'usage {level 50 * 1}; requires -0.1',
    'usage {level 50 * 1}; requires 0.6; at_most 77 x', 'usage {level 50 * 1e400}', 'usage {é 1 * 1}', '{"usage": 1}',
    '"/usage" {level 50 * 1}', '"usage/" {level 50 * 1}', '"usage//people" {level 50 * 1}', 'usage {level 50 * 1}; worst', 'usage {level 50 * 1}; worst people',
    'usage {level 50 * 1}; weighted usage', 'usage {level 50 * 1}; worst usage, best usage', 'usage {level 50 * 1}; worst usage; at_most 77 late'
]) AS literal, pg_temp.refused(format('SELECT %L::scorecard', literal)) AS r;
SELECT r.state, r.detail FROM pg_temp.refused(format('SELECT %L::scorecard', 'usage {' || repeat('x', 256) || ' 50 * 1}')) AS r;
SELECT r.state, r.message
FROM (SELECT 'usage {' || string_agg('c' || i || ' 50 * 1', ',') || '}' AS literal FROM generate_series(1, 201) AS i) AS t,
    pg_temp.refused(format('SELECT %L::scorecard', literal)) AS r;

-- Well formed: the output is canonical, in byte order, and reads back as the same value.
SELECT literal::scorecard, literal::scorecard::text::scorecard = literal::scorecard AS same
FROM unnest(ARRAY['usage {level 50 * 1}', 'b{z no_feed*1,a 100*.5},a{Z 1e1 * 2};at_most 77 "it''s late", at_most 60 x, at_most 60 x;requires .5',
    '"Nützung ""neu""" {"at_most" 50 * 1, "requires" 60 * 0}, "1st" {" " too_young * 0.000001}', 'at_most {requires 5 * 1}; at_most 5 at_most',
    'u {"é" 1 * 1, z 2 * 1, "É" 3 * 1}',
    '"a/b/c" {x 1 * 1}, "a b" {x 2 * 1}, a {x 3 * 1}; best "a/b", worst "a/b/c", worst a; requires 0']) AS literal;

-- Binary form: out, back, and damaged.
SELECT scorecard_send('usage {level 50 * 1}; at_most 77 late');
SELECT pg_temp.received('scorecard', scorecard_send('b {z no_feed * 1, a 100 * 0.5}, a {"Ü" 10 * 2}; at_most 77 late; requires 0.5'));
SELECT n, r.state, r.message, r.detail
FROM scorecard_send('usage {level 50 * 1}; at_most 77 late') AS sound,
    unnest(ARRAY['\x', substr(sound, 1, 40), sound || '\x00', set_byte(sound, 0, 2),
        set_byte(sound, 1, 127), -- the minimum coverage
        set_byte(sound, 9, 255), -- the number of criteria
        set_byte(sound, 12, 2),
        set_byte(sound, 16, 255), -- the length of a name
        set_byte(sound, 31, 7), set_byte(sound, 31, 0), -- the reason: an unknown one; one that may have no points
        set_byte(sound, 32, 127), set_byte(sound, 40, 127), -- weight, points
        set_byte(sound, 17, 255)]) WITH ORDINALITY AS b(bytes, n),
    pg_temp.refused(format('SELECT pg_temp.received(''scorecard'', %L)', bytes)) AS r;
SELECT pg_temp.received('scorecard', scorecard_send('"a/b" {x 10 * 2}, "a/c" {x no_feed * 1}; worst a, best "a/b"'));
SELECT n, r.state, r.message, r.detail
FROM scorecard_send('usage {level 50 * 1}; worst usage') AS sound,
    unnest(ARRAY[set_byte(sound, 55, 2), set_byte(sound, 60, 112), set_byte(sound, 65, 0), set_byte(sound, 65, 3),
        sound || '\x00', substr(sound, 1, 65)]) WITH ORDINALITY AS b(bytes, n),
    pg_temp.refused(format('SELECT pg_temp.received(''scorecard'', %L)', bytes)) AS r;

-- The aggregate refuses what it cannot mean, and says what.
SELECT given.*, r.state, r.message
FROM (VALUES (NULL, 'level', '50', '1', 'observed'), ('usage', NULL, '50', '1', 'observed'), ('', 'level', '50', '1', 'observed'),
    ('usage', '', '50', '1', 'observed'), ('usage', 'level', NULL, '1', 'observed'), ('usage', 'level', '50', '1', 'no_feed'),
    ('usage', 'level', '50', NULL, 'observed'), ('usage', 'level', '50', '1', NULL), ('usage', 'level', '50', '1', 'because'),
    ('usage', 'level', '50', '1', 'Observed'), ('usage', 'level', 'NaN', '1', 'observed'), ('usage', 'level', 'Infinity', '1', 'observed'),
    ('usage', 'level', '-0.1', '1', 'observed'), ('usage', 'level', '100.1', '1', 'observed'), ('usage', 'level', '50', 'NaN', 'observed'),
    ('usage', 'level', '50', 'Infinity', 'observed'), ('usage', 'level', '50', '-1', 'observed'), ('usage', 'level', '50', '1000001', 'observed'),
    ('usage', 'level', '50', '0', 'observed'), ('usage', 'level', '50', '0.0000001', 'observed')
    ) AS given(component, criterion, points, weight, reason),
    pg_temp.refused(format('SELECT scorecard(%L, %L, %L, %L, %L)', component, criterion, points, weight, reason)) AS r;
SELECT r.* FROM pg_temp.refused($$SELECT scorecard('usage', 'level', 50, 1, 'observed') FROM generate_series(1, 2)$$) AS r;
SELECT r.* FROM pg_temp.refused($$SELECT scorecard('usage', 'level', 50, 1, 'unknown')$$) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT scorecard('usage', 'c' || i, 50, 1, 'observed') FROM generate_series(1, 201) i$$) AS r;
SELECT scorecard('usage', 'level', 50, 1, 'observed') IS NULL AS of_no_rows WHERE false;

-- Two components of equal weight; what each reason does to the other weights.
PREPARE card(text) AS SELECT c.card, points(c.card), coverage(c.card), model_coverage(c.card), worst_points(c.card), best_points(c.card), reason(c.card)
    FROM (SELECT $1::scorecard) AS c(card);
-- not applicable: the weight goes to the sibling, coverage stays whole
EXECUTE card('a {x 40 * 0.3, y not_applicable * 0.2}, b {z 100 * 0.5}');
-- a component with nothing applicable: its weight goes to the other component
EXECUTE card('a {x not_applicable * 0.3, y not_applicable * 0.2}, b {z 70 * 0.5}');
-- not bound: lowers model_coverage, not coverage; worst and best say what it could be
EXECUTE card('a {x 40 * 0.3, y no_feed * 0.2}, b {z 100 * 0.5}');
-- stale, not live, too young, not recorded: lower coverage
EXECUTE card('a {x 40 * 0.3, y feed_stale * 0.2}, b {z 100 * 0.5}');
EXECUTE card('a {x 40 * 0.3, y feed_gap * 0.2}, b {z 100 * 0.5}');
EXECUTE card('a {x 40 * 0.3, y too_young * 0.2}, b {z 100 * 0.5}');
EXECUTE card('a {x 40 * 0.3, y not_recorded * 0.2}, b {z 100 * 0.5}');
-- exactly half of a component is enough; less is not, then x counts as not observed too, and coverage falls below 0.6
EXECUTE card('a {x 40 * 0.25, y feed_stale * 0.25}, b {z 100 * 0.5}');
EXECUTE card('a {x 40 * 0.249999, y feed_stale * 0.250001}, b {z 100 * 0.5}');
-- the half is of what is applicable, bound or not: y is not applicable, v not bound
EXECUTE card('a {x 40 * 0.2, y not_applicable * 0.2, v no_feed * 0.2}, b {z 100 * 0.4}');
EXECUTE card('a {x 40 * 0.2, y feed_gap * 0.1, v no_feed * 0.2}, b {z 100 * 0.5}');
-- nothing bound; nothing applicable; weight 0 is shown and counts for nothing
EXECUTE card('a {x no_feed * 1}');
EXECUTE card('a {x not_applicable * 1}');
EXECUTE card('a {x 50 * 1, shown 0 * 0}, context {shown 0 * 0}');
-- the minimum coverage: 0.6 exactly is enough
EXECUTE card('a {x 50 * 0.6}, b {z too_young * 0.4}');
EXECUTE card('a {x 50 * 0.599999}, b {z too_young * 0.400001}');
EXECUTE card('a {x 50 * 0.599999}, b {z too_young * 0.400001}; requires 0.5');
EXECUTE card('a {x too_young * 1}; requires 0');

-- Each level is rounded: points of a component first, then the composite as a quotient of those.
SELECT * FROM components('a {x 1 * 1, y 0 * 1, z 0 * 1}, b {x 2 * 1, y 0 * 1, z 0 * 1}');
SELECT points('a {x 0.000001 * 1, y 0 * 1}, b {x 0 * 2}'::scorecard) AS half_up_twice,
    points('a {x 0.000001 * 1, y 0 * 2}, b {x 0 * 3}'::scorecard) AS down;

-- Components and criteria: shares add up to 1, contributions to the points, losses to what is below 100.
SELECT limited('support {breaches 20 * 0.05, critical_tickets feed_stale * 0.1, ticket_change not_applicable * 0.1},
    usage {feature_depth 80 * 0.1, usage_level 33.333333 * 0.15}, expansion {capacity_used 90 * 0.1, growth too_young * 0.15},
    engagement {reach 70 * 0.25}', 77, 'component below 60')::text AS card \gset
SELECT * FROM components(:'card');
SELECT * FROM criteria(:'card');
SELECT sum(weight), sum(effective_weight), sum(contribution) - unlimited_points(:'card') AS contribution,
    sum(points_lost) - (100 - unlimited_points(:'card')) AS lost
FROM criteria(:'card');
SELECT * FROM main_loss(:'card');
SELECT * FROM main_loss('b {y 50 * 1}, a {z 50 * 1, x 50 * 1}');
SELECT * FROM main_loss('a {x 100 * 1}');
SELECT * FROM main_loss('a {x no_feed * 1}');

-- Components within components: a path. Each level is combined by itself, its points and parts as before.
SELECT points('"usage/people" {reach 80 * 2, depth 20 * 2}, "usage/tools" {api 90 * 1}, usage {level 60 * 1}, support {tickets 100 * 6}'::scorecard);
SELECT * FROM components('"usage/people" {reach 80 * 2, depth 20 * 2}, "usage/tools" {api 90 * 1}, usage {level 60 * 1}, support {tickets 100 * 6}');
SELECT * FROM criteria('"usage/people" {reach 80 * 2, depth 20 * 2}, "usage/tools" {api 90 * 1}, usage {level 60 * 1}, support {tickets 100 * 6}');
-- The worst part alone, or the best: the first in byte order among equals, criteria before components.
SELECT combining('"usage/people" {reach 80 * 2, depth 20 * 2}, "usage/tools" {api 90 * 1}, usage {level 60 * 1}, support {tickets 100 * 6}',
    '{usage/people,usage,support}', '{best,worst,weighted}') AS card \gset
SELECT :'card' AS card;
SELECT * FROM components(:'card');
SELECT * FROM criteria(:'card');
SELECT * FROM main_loss(:'card');
SELECT jsonb_path_query((:'card'::scorecard)::jsonb, '$.components[*].keyvalue() ? (@.key == "parent" || @.key == "combines" || @.key == "component").value');
-- A part that is missing is never the worst; it makes the range wide.
EXECUTE card('a {x 40 * 1, y 60 * 1, z feed_stale * 1}; worst a; requires 0');
EXECUTE card('a {x 40 * 1, y 60 * 1, z feed_stale * 1}; best a; requires 0');
-- A component in which too little is observed is no part of the one around it, whose half then counts without it.
EXECUTE card('"a/b" {x 40 * 1, y feed_stale * 2}, "a/c" {z 60 * 3}');
EXECUTE card('"a/b" {x 40 * 1, y feed_stale * 3}, "a/c" {z 60 * 3}');
SELECT component, points, weight, effective_weight, contribution, coverage, reason FROM components('"a/b" {x 40 * 1, y feed_stale * 3}, "a/c" {z 60 * 3}, d {x 1 * 1}');
SELECT * FROM explain('a {x 40 * 1, y 60 * 1}; worst a', 'a {x 70 * 1, y 60 * 1}; worst a');
SELECT * FROM explain('a {x 40 * 1, y 60 * 1}; worst a', 'a {x 40 * 1, y 60 * 1}');
SELECT r.* FROM (VALUES ('{b}', '{worst}'), ('{"a/b"}', '{worst}'), ('{""}', '{worst}'), ('{a}', '{least}'), ('{a}', '{}'), ('{a,a}', '{worst,best}'),
    ('{a,NULL}', '{worst,best}'), ('{a}', '{NULL}')) AS given(components, ways),
    pg_temp.refused(format($$SELECT combining('a {x 50 * 1}', %L, %L)$$, components, ways)) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT combining('a {x 50 * 1}; worst a', '{a}', '{weighted}')$$) AS r;
SELECT combining('a {x 50 * 1}', '{a,a}', '{worst,worst}') AS twice, combining('a {x 50 * 1}', '{}', '{}') AS none,
    combining('a {x 50 * 1}', NULL, '{}') IS NULL AS null_list;
SELECT rollup(card) FROM (VALUES ('"a/b" {y 50 * 1}; worst a'::scorecard), ('"a/c" {x 60 * 1}; worst a'), ('"a/d" {z no_feed * 1}')) AS v(card);
SELECT r.state, r.message FROM pg_temp.refused($$SELECT rollup(card) FROM (VALUES ('"a/b" {y 50 * 1}; worst a'::scorecard), ('"a/c" {x 60 * 1}; best a')) AS v(card)$$) AS r;

-- Limits: the lowest caps points, worst and best alike; equal ones are one.
SELECT limited(limited(limited('a {x 90 * 0.8, y too_young * 0.2}', 77, 'late'), 60.5, 'gone'), 77, 'late') AS card \gset
SELECT card, points(card), unlimited_points(card), limit_effect(card), worst_points(card), best_points(card)
FROM (SELECT :'card'::scorecard) AS c(card);
SELECT * FROM limits(:'card');
SELECT points(limited('a {x 50 * 1}', 77, 'late')) AS below, limit_effect(limited('a {x 50 * 1}', 77, 'late')) AS effect,
    limit_effect('a {x no_feed * 1}') AS without_points;
SELECT r.state, r.message FROM unnest(ARRAY['''NaN'', ''late''', '101, ''late''', '-1, ''late''', '77, ''''']) AS arguments,
    pg_temp.refused(format($$SELECT limited('a {x 50 * 1}', %s)$$, arguments)) AS r;
-- Several limits at once are the same limits one after the other; the lists must match, without NULL.
SELECT limited('a {x 90 * 1}'::scorecard, '{77,60.5,77}'::float8[], '{late,gone,late}') = limited(limited('a {x 90 * 1}', 60.5, 'gone'), 77, 'late') AS same,
    limited('a {x 90 * 1}'::scorecard, '{}'::float8[], '{}') = 'a {x 90 * 1}' AS none, limited('a {x 90 * 1}', NULL::float8[], '{late}') IS NULL AS null_list;
SELECT r.state, r.message FROM unnest(ARRAY['''{77}'', ''{}''', '''{77,NULL}'', ''{late,gone}''', '''{77}'', ''{NULL}''', '''{NaN}'', ''{late}''',
    '''{101}'', ''{late}''', '''{77}'', ''{""}''']) AS arguments,
    pg_temp.refused(format($$SELECT limited('a {x 50 * 1}', %s)$$, replace(arguments, ''', ', '''::float8[], '))) AS r;
SELECT points(requiring('a {x 50 * 0.7}, b {y too_young * 0.3}', 0.71)) AS required_more, requiring('a {x 50 * 1}', 0);
SELECT r.state, r.message FROM unnest(ARRAY['NaN', '1.1', '-0.1', 'Infinity']) AS coverage,
    pg_temp.refused(format($$SELECT requiring('a {x 50 * 1}', %L)$$, coverage)) AS r;

-- How a change splits: value and weight of what is observed on both days, missing for what comes and goes, limit.
SELECT * FROM explain('a {x 50 * 1, y 70 * 1}', 'a {x 60 * 1, y 70 * 1}');
SELECT * FROM explain('a {x 50 * 1, y 70 * 1}', 'a {x 50 * 3, y 70 * 1}');
SELECT * FROM explain('a {x 50 * 1, y 70 * 1, z 90 * 1}', 'a {x 50 * 1, y 70 * 1, z too_young * 1}');
SELECT * FROM explain('a {x 50 * 1}', 'b {x 80 * 1}; at_most 77 late');
SELECT count(*) AS without_points FROM explain('a {x no_feed * 1}', 'a {x 50 * 1}');
SELECT count(*) AS low_coverage FROM explain('a {x 50 * 1}', 'a {x 50 * 0.5, y too_young * 0.5}');
SELECT count(*) AS of_null FROM explain(NULL, 'a {x 50 * 1}');

-- Rollup: the criteria of several cards in one; the same one twice is refused.
SELECT rollup(card) FROM (VALUES ('b {y 50 * 1}; at_most 77 late'::scorecard), (NULL), ('a {x 60 * 1}'), ('b {z no_feed * 1}')) AS v(card);
SELECT r.state, r.message FROM pg_temp.refused($$SELECT rollup(card) FROM (VALUES ('a {x 1 * 1}'::scorecard), ('a {x 1 * 1}')) AS v(card)$$) AS r;
SELECT r.state, r.message FROM pg_temp.refused($$SELECT rollup(card) FROM (VALUES ('a {x 1 * 1}'::scorecard), ('b {x 1 * 1}; requires 0.5')) AS v(card)$$) AS r;

-- In a window the final function is called again and again, and must leave the state alone.
SELECT i, scorecard('a', 'c' || i, i, 1, 'observed') OVER (ORDER BY i) AS growing,
    scorecard('a', 'c' || i, i, 1, 'observed') OVER (ORDER BY i ROWS 1 PRECEDING) AS moving
FROM generate_series(1, 4) AS i;
SELECT i, rollup(card) OVER (ORDER BY i) FROM (SELECT i, scorecard('a', 'c' || i, i, 1, 'observed') AS card FROM generate_series(1, 3) AS i GROUP BY i) AS cards;

-- As JSON, names escaped.
SELECT jsonb_pretty('"a ""b\" {x 50 * 1, y no_feed * 1}; at_most 40 late'::scorecard::jsonb);
SELECT (E'"tab\there" {x 50 * 1}'::scorecard::jsonb) #>> '{components,0,component}' = E'tab\there' AS escaped;

-- Kept in a table: short, and long enough to be compressed or out of line; equality and hashing.
CREATE TEMPORARY TABLE kept (id int, card scorecard);
INSERT INTO kept SELECT 1, 'a {x 50 * 1}'::scorecard UNION ALL SELECT 2, NULL
    UNION ALL SELECT 3, scorecard('component ' || i % 7, repeat(md5(i::text), 7), i % 101, 1, 'observed') FROM generate_series(1, 200) AS i;
SELECT id, points(card), card = card::text::scorecard AS same, (SELECT count(*) FROM criteria(card)) FROM kept ORDER BY id;
SELECT count(*) FROM (SELECT DISTINCT card FROM (SELECT card FROM kept UNION ALL SELECT 'a {x 5e1 * 1.0}; requires .6') AS both_tables) AS cards;
SELECT card <> 'a {x 50 * 2}' AS different FROM kept WHERE id = 1;
SELECT rollup(card) = (SELECT card FROM kept WHERE id = 3) AS rolled_up_from_table FROM kept WHERE id = 3;

-- Called by hand, a transition function leaves its argument alone.
SELECT card, scorecard_add(card, 'a', 'y', 60, 1, 'observed') AS added, card AS as_before FROM kept WHERE id = 1;
SELECT pg_column_size(card) < 100 AS short, length(scorecard_send(card)) FROM kept WHERE id = 1;

-- Points that are assumed where something is missing: they count, and coverage, worst and best say that nobody knows.
SELECT assumed, r.state, r.message FROM unnest(ARRAY['101', '-1', '''NaN''', '''Infinity''']) AS assumed, pg_temp.refused(format('SELECT scorecard(''a'', ''x'', NULL, 1, ''too_young'', %s)', assumed)) AS r;
SELECT reason, scorecard('a', 'x', CASE WHEN reason = 'observed' THEN 90 END, 1, reason, 20) AS card, scorecard('a', 'x', CASE WHEN reason = 'observed' THEN 90 END, 1, reason, NULL) AS without
FROM unnest(ARRAY['observed', 'not_applicable', 'no_feed', 'not_recorded', 'too_young', 'feed_stale', 'feed_gap']) AS reason GROUP BY reason ORDER BY reason;
CREATE TEMPORARY TABLE assumed AS
SELECT requiring(scorecard(component, criterion, points, 1, reason, 20), 0.3) AS card FROM (VALUES ('a', 'x', 80, 'observed'), ('a', 'y', NULL, 'not_recorded'), ('b', 'z', NULL, 'feed_gap')) AS v (component, criterion, points, reason);
SELECT card, points(card), coverage(card), worst_points(card), best_points(card), (main_loss(card)).* FROM assumed;
SELECT c.component, c.points, c.effective_weight, c.contribution, c.coverage, c.reason FROM assumed, components(card) AS c;
SELECT c.criterion, c.points, c.effective_weight, c.contribution, c.points_lost, c.reason FROM assumed, criteria(card) AS c;
SELECT card::text::scorecard = card AS text_agrees, pg_temp.received('scorecard', scorecard_send(card)) FROM assumed;
-- when it becomes known, what changes is what was missing
SELECT * FROM explain('a {x 80 * 1, y 20 not_recorded * 1}; requires 0', 'a {x 80 * 1, y 70 * 1}');
