-- daily_members: malformed literals first.
SET search_path = health_score, public;
SET datestyle = ISO;

\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set flows :source_directory '/include/flows.sql'
\set ECHO none
\i :errors
\i :flows
\set ECHO all

SELECT literal, r.state, coalesce(nullif(r.detail, ''), r.message) AS says
FROM unnest(ARRAY[
    '', ' ', '{', '}', '{}}', '{} {}', 'ann', '{ann}', '{ann:}', '{ann: }', '{ann: {}}', '{ann: 2026-01-01}',
    '{ann: 2026-01-01:{}}', '{ann: 2026-01-01:{1}', '{ann: 2026-01-01:{1},}', '{ann: 2026-01-01:{1}, }',
    '{ann: 2026-01-01:{1}, bob}', '{ann: 2026-01-01:{1} bob: 2026-01-01:{1}}', '{ann: 2026-01-01:{1}; bob: 2026-01-01:{1}}',
    '{: 2026-01-01:{1}}', '{42: 2026-01-01:{1}}', '{é: 2026-01-01:{1}}', '{a-b: 2026-01-01:{1}}', '{a b: 2026-01-01:{1}}', '{"ann: 2026-01-01:{1}}',
    '{''ann'': 2026-01-01:{1}}', '{"a"b": 2026-01-01:{1}}', '{ann 2026-01-01:{1}}', 'ann: 2026-01-01:{1}', '2026-01-01:{1}',
    '{2026-01-01:{1}}', '{ann: 2026-02-30:{1}}', '{ann: infinity:{1}}', '{ann: 2026-01-01:{NaN}}',
    '{ann: 2026-01-01:{Infinity}}', '{ann: 2026-01-01:{1e3}}', '{ann: 2026-01-01:{0.0000001}}',
    '{ann: 2026-01-01:{9200000000001}}', '{ann: 2026-01-01:{1}, 2026-01-01:{1}}', '{ann: 9999-12-31:{1,1}}',
    '{ann: 2026-01-01:{1}, ann: 2026-01-02:{1}}', '{ann: 2026-01-01:{1}, "ann": 2026-01-01:{0}}',
    '{"ann": {"2026-01-01": 1}}'
]) AS literal, pg_temp.refused(format('SELECT %L::daily_members', literal)) AS r;

-- A whole message, as a user sees it.
SELECT '{ann: 2026-01-01:{1}, bob}'::daily_members;

-- Well formed: white space, any order of members and runs, zeros; the output is canonical, members in byte order.
SELECT literal, literal::daily_members, literal::daily_members::text::daily_members = literal::daily_members AS same
FROM unnest(ARRAY['{}', ' { } ', '{ann: 2026-01-01:{0}}', '{ann: 2026-01-01:{3,0,1}, "bob jones": 2026-01-02:{1.5}}',
    '{bob:2026-01-01:{1},ann:2026-01-01:{2}}', E'\t{\n"ann" : 2026-03-01:{1} , 2026-01-01:{ 2 } , b_1: 2026-01-01:{1} } ',
    '{"": 2026-01-01:{1}, "42": 2026-01-01:{1}, "say ""hi""": 2026-01-01:{1}, "{a: 1, b}": 2026-01-01:{-2}}',
    '{"é": 2026-01-01:{1}, z: 2026-01-01:{1}, Z: 2026-01-01:{1}, "Ähre": 2026-01-01:{1}}',
    '{a: 2026-01-01:{1}, b: 2026-01-01:{0,0}}', '{a: 0001-01-01:{0.000001}, 9999-12-31:{9200000000000}}'
]) AS literal;

-- Binary form: out, back, and damaged.
SELECT daily_members_send('{}'), daily_members_send('{b: 2026-01-02:{3}, a: 2026-01-01:{1,0,2.5}}');
SELECT pg_temp.received('daily_members', daily_members_send(literal))
FROM unnest(ARRAY['{}', '{"": 2026-01-01:{3,0,0,5}}', '{"Ähre": 0001-01-01:{1.5}, 9999-12-31:{-2}, b: 2026-01-01:{1}}',
    '{a: 2026-01-01:{1,32,33,0,0,4096,0,0,0,-1,9200000000000,-9200000000000,0.000001}}']::daily_members[]) AS literal;
SELECT bytes, r.state, coalesce(nullif(r.detail, ''), r.message) AS says
FROM unnest(ARRAY[
    '\x', '\x01', '\x0106', '\x000600', '\x020600', '\x0107010201610101', '\x010700', '\x010500', '\x01060001',
    '\x0106ff01', '\x010601', '\x01060102', '\x010601020261', '\x010601020161', '\x01060102016100',
    '\x0106010201610201', '\x0106010201610100', '\x010601020161020002', '\x010601020161020402',
    '\x010601020161021400', '\x0106010201610102', '\x010601020161028100', '\x010602020161010101610101',
    '\x010602020162010101610101', '\x01060202026162010101610101', '\x01060202000101000101', '\x0106010201ff0101',
    '\x0106010201000101', '\x010601020161010100', '\x0106020201610101', '\x010601a8d7e40201610101',
    '\x0106018f905901610101', '\x0106010201610601a4a0b20102', '\x0105010201610125', '\x010601020161078180b6d782af08',
    '\x01060102016108048180dbabc19704', '\x0106010201610a8080808080808080ff02', '\x01060102016105010c010804'
]::bytea[]) AS bytes,
    pg_temp.refused(format('SELECT pg_temp.received(''daily_members'', %L)', bytes)) AS r;

-- Equality and hashing.
CREATE TEMPORARY TABLE kept (members daily_members);
INSERT INTO kept VALUES ('{a: 2026-01-01:{1}, b: 2026-01-01:{2}}'), ('{b: 2026-01-01:{2}, a: 2026-01-01:{1}}'),
    ('{a: 2026-01-01:{1}}'), ('{}'), (NULL);
SELECT members, count(*) FROM kept GROUP BY members ORDER BY members::text COLLATE "C";
SELECT count(*) FROM kept a JOIN kept b ON a.members = b.members;
SELECT count(*) FROM kept a JOIN kept b ON a.members <> b.members;

-- The aggregate: nothing, rows that do not count, zeros, one row, several a day.
SELECT daily_members(day, member, amount) IS NULL AS no_row FROM amounts WHERE false;
SELECT daily_members(day, member, amount) FILTER (WHERE amount > 100) IS NULL AS no_row_left FROM amounts;
SELECT daily_members('2026-01-01', 'a', NULL) IS NULL AS no_amount, daily_members('2026-01-01', NULL, 1) IS NULL AS no_member,
    daily_members(NULL, NULL, NULL) IS NULL AS nothing, daily_members(NULL, NULL, 1) IS NULL AS no_member_no_day;
SELECT daily_members('2026-01-01', 'a', 0) AS zero, daily_members('2026-01-01', '', 2.5) AS one;
SELECT daily_members(day, member, amount) FROM (VALUES (date '2026-01-04', 'b', 5), ('2026-01-01', 'a', 1), (NULL, 'a', NULL),
    ('2026-01-01', 'a', 2), ('2026-02-01', 'c', NULL), ('2026-01-03', 'c', 4), ('2026-01-03', 'c', -4), (NULL, NULL, 1),
    ('2026-01-01', 'b', -1)) AS v(day, member, amount);
SELECT rollup(members) FROM kept;
SELECT rollup(members) IS NULL AS no_value FROM kept WHERE members IS NULL;
-- Many members, long names: every table and heap of the state grows.
SELECT active_members(x, '2026-01-10', 10), member_days(x, '2026-01-10', 10), active_members(rollup, '2026-01-10', 10),
    total(members_per_day(x), '2026-01-10', 10), md5(x::text), rollup = x AS same
FROM (SELECT daily_members(date '2026-01-01' + i % 10, repeat('x', i % 300) || i % 5000, 1) AS x
      FROM generate_series(1, 20000) AS i) AS a,
    (SELECT rollup(part) FROM (SELECT daily_members(date '2026-01-01' + i % 10, repeat('x', i % 300) || i % 5000, 1) AS part
      FROM generate_series(1, 20000) AS i GROUP BY i % 37) AS parts) AS b;

SELECT call, r.state, r.message
FROM unnest(ARRAY[$$NULL, 'a', 1$$, $$'infinity', 'a', 1$$, $$'-infinity', 'a', 1$$, $$'10000-01-01', 'a', 1$$,
    $$'2026-01-01', 'a', 'NaN'$$, $$'2026-01-01', 'a', 'Infinity'$$, $$'2026-01-01', 'a', 9.3e12$$]) AS call,
    pg_temp.refused(format('SELECT daily_members(%s)', call)) AS r;
-- The day of a member may pass the limit on the way, not in the end.
SELECT daily_members('2026-01-01', 'a', 9.2e12 * sign) FROM unnest(ARRAY[1, 1, 1, 1, -1, -1, -1]) AS sign;
SELECT daily_members('2026-01-01', 'a', 9.2e12 * sign) FROM unnest(ARRAY[1, 1, -1, 1]) AS sign;

-- Outside an aggregate the functions work on a copy and return values.
SELECT members, daily_members_add(members, '2026-01-02', 'b', 5) AS added, members AS unchanged,
    daily_members_remove(members, '2026-01-01', 'a', 1) AS removed, daily_members_combine(members, members) AS twice
FROM kept WHERE members = '{a: 2026-01-01:{1}, b: 2026-01-01:{2}}' LIMIT 1;
SELECT daily_members_add(NULL, '2026-01-02', 'a', 5), daily_members_combine(NULL, '{a: 2026-01-01:{1}}'),
    daily_members_combine('{a: 2026-01-01:{1}}', NULL), daily_members_final('{}'), daily_members_final(NULL);

-- Stored values: short, compressed, out of line.
CREATE TEMPORARY TABLE stored (how text, members daily_members);
ALTER TABLE stored ALTER COLUMN members SET STORAGE EXTERNAL;
INSERT INTO stored SELECT 'out of line', daily_members(date '2020-01-01' + i % 700, 'user ' || i % 70, i) FROM generate_series(1, 9000) AS i;
ALTER TABLE stored ALTER COLUMN members SET STORAGE EXTENDED;
INSERT INTO stored SELECT 'compressed', daily_members(date '2020-01-01' + i % 700, 'user ' || i % 70, 1) FROM generate_series(1, 9000) AS i;
INSERT INTO stored VALUES ('short', '{a: 2020-01-01:{1}}');
SELECT how, pg_column_size(members) AS bytes, member_days(members, '2027-01-01', 20000),
    daily_members_add(members, '2020-01-01', 'b', 1) = members AS changed, member_days(members, '2027-01-01', 20000) AS again,
    member_days(daily_members_combine(members, members), '2027-01-01', 20000) AS twice
FROM stored ORDER BY how;
SELECT member_days(rollup(members), '2027-01-01', 20000) FROM stored;

-- A moving frame gives what a fresh aggregate gives, through rows that do not count and frames without any.
CREATE TEMPORARY TABLE steps AS
SELECT account_id, row_number() OVER (PARTITION BY account_id ORDER BY day, member, amount) AS n, day, nullif(member, 'user 1') AS member,
    CASE WHEN account_id % 7 <> 0 OR day < '2025-06-01' THEN nullif(amount, 3) END AS amount
FROM amounts WHERE account_id <= 40 AND day > '2025-03-01';
SELECT count(*) > 1000 AS enough, count(*) FILTER (WHERE moving IS NULL) > 100 AS empty_frames,
    count(*) FILTER (WHERE moving IS DISTINCT FROM fresh) AS different
FROM (SELECT account_id, n, daily_members(day, member, amount) OVER (PARTITION BY account_id ORDER BY n
          ROWS BETWEEN 12 PRECEDING AND 3 PRECEDING) AS moving FROM steps) AS m
JOIN LATERAL (SELECT daily_members(day, member, amount) AS fresh FROM steps s
    WHERE s.account_id = m.account_id AND s.n BETWEEN m.n - 12 AND m.n - 3) AS f ON true;

-- Readers: bad arguments, NULL, the empty value.
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$active_members('{}', '2026-01-01', 0)$$, $$member_days('{}', '2026-01-01', -1)$$,
    $$new_members('{}', '2026-01-01', 0, 1)$$, $$new_members('{}', '2026-01-01', 1, -1)$$,
    $$lost_members('{}', '2026-01-01', 0, 1)$$, $$lost_members('{}', '2026-01-01', 1, -1)$$,
    $$top_share('{}', '2026-01-01', 0)$$, $$effective_members('{}', 'infinity', 1)$$, $$active_members('{}', 'infinity', 1)$$,
    $$since(daily_members '{}', 'infinity')$$, $$last_day(daily_members '{}', '-infinity')$$,
    $$herfindahl('{}', '2026-01-01', 0)$$, $$amounts('{}', '2026-01-01', 0)$$, $$amounts('{}', 'infinity', 1)$$,
    $$amounts('{a: 2026-01-01:{9200000000000,1}}', '2026-01-02', 2)$$,
    $$top_share('{a: 2026-01-01:{9200000000000}, b: 2026-01-01:{1}}', '2026-01-01', 1)$$]) AS call,
    pg_temp.refused(format('SELECT %s', call)) AS r;
SELECT active_members(NULL, '2026-01-01', 1) IS NULL AND member_days('{}', NULL, 1) IS NULL
    AND new_members('{}', '2026-01-01', 1, NULL) IS NULL AND members_per_day(NULL) IS NULL AS nulls;
SELECT count(*) FROM amounts('{}', '2026-01-01', 1);
SELECT * FROM first_seen('{b: 2026-01-01:{-5,2,1}, a: 2026-01-01:{1,0,-1}, Z: 2026-01-02:{-4.5}, "é": 0001-01-01:{1}, 9999-12-31:{1}}');
SELECT (SELECT count(*) FROM first_seen('{}')) AS empty, (SELECT count(*) FROM first_seen(NULL)) AS null_value;
SELECT active_members('{}', '2026-01-01', 1), member_days('{}', '2026-01-01', 1), members_per_day('{}'),
    new_members('{}', '2026-01-01', 1, 1), lost_members('{}', '2026-01-01', 1, 1), since(daily_members '{}', '2026-01-01'),
    last_day(daily_members '{}', '2026-01-01'), first_day(daily_members '{}'), top_share('{}', '2026-01-01', 1),
    effective_members('{}', '2026-01-01', 1), herfindahl('{}', '2026-01-01', 1);
-- Only an amount above 0 is being seen; windows may reach beyond the calendar.
SELECT active_members(x, '2026-01-31', 2147483647), member_days(x, '2026-01-31', 31), members_per_day(x),
    new_members(x, '2026-01-31', 31, 2147483647), lost_members(x, '2026-01-31', 2147483647, 2147483647),
    last_day(x, '2026-01-31'), first_day(x), top_share(x, '2026-01-31', 31), effective_members(x, '2026-01-31', 31)
FROM (VALUES (daily_members '{a: 2026-01-01:{1,0,-1}, b: 2026-01-03:{-5,2,1}, c: 2026-01-04:{-1}}')) AS v(x);
-- Windows are half open: the same member on the edges of each.
SELECT day, active_members(x, '2026-06-30', 30), new_members(x, '2026-06-30', 30, 60) AS new_30_60,
    lost_members(x, '2026-06-30', 30, 60) AS lost_30_60
FROM unnest(ARRAY['2026-03-31', '2026-04-01', '2026-04-02', '2026-04-30', '2026-05-01', '2026-05-31', '2026-06-01',
    '2026-06-30', '2026-07-01']::date[]) AS day, LATERAL (SELECT daily_members_add(NULL, day, 'a', 1) AS x) AS v;
SELECT new_members('{a: 2026-06-10:{1}, 2026-04-02:{1}}', '2026-06-30', 30, 60) AS seen_before,
    new_members('{a: 2026-06-10:{1}, 2026-04-01:{1}}', '2026-06-30', 30, 60) AS before_the_lookback,
    lost_members('{a: 2026-04-10:{1}, 2026-05-02:{1}}', '2026-06-30', 30, 60) AS came_back,
    lost_members('{a: 2026-04-10:{1}, 2026-07-02:{1}}', '2026-06-30', 30, 60) AS back_later;
-- Concentration: one, equal parts, and a power user.
SELECT x, top_share(x, '2026-01-01', 1), effective_members(x, '2026-01-01', 1), herfindahl(x, '2026-01-01', 1)
FROM unnest(ARRAY['{a: 2026-01-01:{7}}', '{a: 2026-01-01:{7}, b: 2026-01-01:{7}, c: 2026-01-01:{7}}',
    '{a: 2026-01-01:{90}, b: 2026-01-01:{5}, c: 2026-01-01:{5}}',
    '{a: 2026-01-01:{4600000000000}, b: 2026-01-01:{4600000000000}}']::daily_members[]) AS x;
-- Who they are: everybody with a row in the window, in byte order, also where nothing is left of the amounts.
SELECT * FROM amounts('{b: 2026-01-01:{5,2,1}, a: 2026-01-01:{1,0,-1}, Z: 2026-01-02:{-4.5}, "é": 2026-01-03:{1}, old: 2025-01-01:{9}}',
    '2026-01-03', 3);

-- One value of others: one more amount, or two values added.
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$with_day(daily_members '{}', 'infinity', 'a', 1)$$, $$with_day(daily_members '{}', '10000-01-01', 'a', 1)$$,
    $$with_day(daily_members '{}', '2026-01-01', 'a', 'NaN')$$, $$with_day(daily_members '{}', '2026-01-01', 'a', '-Infinity')$$,
    $$with_day(daily_members '{}', '2026-01-01', 'a', 9.3e12)$$, $$with_day(daily_members '{}', NULL, 'a', 1)$$,
    $$with_day(daily_members '{a: 2026-01-01:{9200000000000}}', '2026-01-01', 'a', 1)$$,
    $$daily_members '{a: 2026-01-01:{9200000000000}}' + '{a: 2026-01-01:{1}}'$$]) AS call,
    pg_temp.refused(format('SELECT %s', call)) AS r;
SELECT with_day(NULL::daily_members, '2026-01-01', 'a', 1) AS first, with_day(daily_members '{}', '2026-01-01', NULL, 1) AS no_member,
    with_day(daily_members '{a: 2026-01-01:{1}}', NULL, 'a', NULL) AS no_amount, with_day(NULL::daily_members, NULL, NULL, NULL) IS NULL AS nothing,
    NULL + daily_members '{}' IS NULL AND daily_members '{}' + NULL IS NULL AS sum;
SELECT member, day, amount, with_day(daily_members '{b: 2026-01-01:{1,2,3}, d: 2026-01-01:{4}}', day, member, amount)
FROM (VALUES ('b', date '2026-01-02', 7), ('b', '2026-01-02', -2), ('b', '2025-12-31', 7), ('b', '2026-01-04', 7), ('b', '2026-01-05', 0),
    ('d', '2026-01-01', -4), ('d', '2026-01-01', -5), ('a', '2026-01-01', 7), ('c', '2026-01-01', 7), ('e', '2026-01-01', 7),
    ('c', '2026-01-01', 0), ('', '2026-01-01', 0.5)) AS v(member, day, amount);
SELECT with_day(daily_members '{}', '2026-01-01', 'a', 0), with_day(daily_members '{}', '2026-01-01', 'a', 2);
SELECT a + b AS sum, b + a = a + b AS commutes
FROM (VALUES (daily_members '{}', daily_members '{}'), ('{}', '{a: 2026-01-01:{1}}'), ('{a: 2026-01-01:{1}}', '{b: 2026-01-01:{2}}'),
    ('{a: 2026-01-01:{1,2}, b: 2026-01-01:{1,2}}', '{b: 2026-01-02:{3,4}, c: 2025-01-01:{5}}'),
    ('{a: 2026-01-01:{1,2}, b: 2026-01-01:{1}}', '{a: 2026-01-01:{-1,-2}, b: 2026-01-01:{0.5}}')) AS v(a, b);

-- Every day of a range: bad arguments, no rows, the ends of the calendar, windows longer than it.
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$active_members_by_day('{}', 'infinity', '2026-01-01', 1)$$, $$active_members_by_day('{}', '2026-01-01', 'infinity', 1)$$,
    $$active_members_by_day('{}', '2026-01-01', '10000-01-01', 1)$$, $$member_days_by_day('{}', '0044-03-15 BC', '2026-01-01', 1)$$,
    $$active_members_by_day('{}', '2026-01-01', '2026-01-01', 0)$$, $$member_days_by_day('{}', '2026-01-02', '2026-01-01', 0)$$,
    $$new_members_by_day('{}', '2026-01-01', '2026-01-01', 0, 1)$$, $$new_members_by_day('{}', '2026-01-01', '2026-01-01', 1, -1)$$,
    $$lost_members_by_day('{}', '2026-01-01', '2026-01-01', 0, 1)$$, $$lost_members_by_day('{}', '2026-01-01', '2026-01-01', 1, -1)$$,
    $$top_share_by_day('{}', '2026-01-01', '2026-01-01', 0)$$, $$effective_members_by_day('{}', '2026-01-01', '2026-01-01', 0)$$,
    $$top_share_by_day('{a: 2026-01-01:{9200000000000}, b: 2026-01-03:{1}}', '2026-01-01', '2026-01-05', 3)$$,
    $$top_share_by_day('{a: 2026-01-01:{9200000000000,1}}', '2026-01-01', '2026-01-05', 3)$$]) AS call,
    pg_temp.refused(format('SELECT * FROM %s', call)) AS r;
SELECT (SELECT count(*) FROM active_members_by_day(NULL, '2026-01-01', '2026-01-03', 1)) AS no_value,
    (SELECT count(*) FROM lost_members_by_day('{}', '2026-01-01', '2026-01-03', 1, NULL)) AS no_window,
    (SELECT count(*) FROM top_share_by_day('{a: 2026-01-01:{1}}', '2026-01-03', '2026-01-01', 1)) AS backwards,
    (SELECT count(*) FROM active_members_by_day('{a: 2026-01-01:{1}}', '2026-01-03', '2026-01-01', 5)) AS backwards_too;
\set x '{a: 2026-01-01:{1,0,0,0,2,-3}, b: 2026-01-02:{1,1}, c: 2025-12-30:{3}}'
SELECT day, active_members, member_days, new_members, lost_members, top_share, effective_members
FROM ROWS FROM (active_members_by_day(:'x', '2025-12-31', '2026-01-09', 2), member_days_by_day(:'x', '2025-12-31', '2026-01-09', 2),
    new_members_by_day(:'x', '2025-12-31', '2026-01-09', 2, 3), lost_members_by_day(:'x', '2025-12-31', '2026-01-09', 2, 1),
    top_share_by_day(:'x', '2025-12-31', '2026-01-09', 2), effective_members_by_day(:'x', '2025-12-31', '2026-01-09', 2))
    AS t(day, active_members, d2, member_days, d3, new_members, d4, lost_members, d5, top_share, d6, effective_members);
SELECT 'from 0001' AS range, min(day), max(day), count(*), sum(active_members) AS active, min(active_members), max(active_members)
FROM active_members_by_day('{a: 0001-01-01:{1}, 9999-12-31:{1}, b: 2026-01-01:{1}}', '0001-01-01', '0001-12-31', 2147483647)
UNION ALL SELECT 'to 9999', min(day), max(day), count(*), sum(new_members), min(new_members), max(new_members)
FROM new_members_by_day('{a: 0001-01-01:{1}, 9999-12-31:{1}, b: 2026-01-01:{1}}', '9999-12-01', '9999-12-31', 1, 2147483647)
UNION ALL SELECT 'to 9999, lost', min(day), max(day), count(*), sum(lost_members), min(lost_members), max(lost_members)
FROM lost_members_by_day('{a: 0001-01-01:{1}, 9999-12-31:{1}, b: 2026-01-01:{1}}', '9999-12-01', '9999-12-31', 2147483647, 1)
ORDER BY 1;
-- Sums that no amount can hold come and go, where they are below 0.
SELECT day, top_share, effective_members
FROM ROWS FROM (top_share_by_day('{a: 2026-01-01:{-9200000000000,-9200000000000,9200000000000}, b: 2026-01-01:{1}}', '2026-01-01', '2026-01-06', 3),
    effective_members_by_day('{a: 2026-01-01:{-9200000000000,-9200000000000,9200000000000}, b: 2026-01-01:{1}}', '2026-01-01', '2026-01-06', 3))
    AS t(day, top_share, d, effective_members);

-- Oracles in plain SQL over 1,000 accounts, in millionths as numeric.
CREATE TEMPORARY TABLE values_of AS
SELECT account_id, since, as_of, coalesce(daily_members(day, member, amount), '{}') AS x
FROM accounts LEFT JOIN amounts USING (account_id) GROUP BY account_id, since, as_of;
CREATE TEMPORARY TABLE days AS
SELECT account_id, member, day, sum(round(amount * 1e6)::numeric) AS m FROM amounts GROUP BY account_id, member, day;
CREATE INDEX ON days (account_id, day);
ANALYZE values_of, days;

WITH seen AS (
    SELECT account_id, member,
        count(*) FILTER (WHERE day > as_of - 60 AND day <= as_of AND m > 0) AS days60,
        count(*) FILTER (WHERE day > as_of - 260 AND day <= as_of - 60 AND m > 0) AS days200_before,
        max(day) FILTER (WHERE day <= as_of AND m > 0) AS last,
        min(day) FILTER (WHERE m > 0) AS first,
        greatest(sum(m) FILTER (WHERE day > as_of - 60 AND day <= as_of), 0) AS amount60, as_of
    FROM values_of JOIN days USING (account_id) GROUP BY account_id, member, as_of
), oracle AS (
    SELECT account_id, count(*) FILTER (WHERE days60 > 0)::int AS active, sum(days60)::int AS member_days,
        count(*) FILTER (WHERE days60 > 0 AND days200_before = 0)::int AS new,
        count(*) FILTER (WHERE last > as_of - 150 AND last <= as_of - 60)::int AS lost,
        max(last) AS last, min(first) AS first,
        max(amount60)::float8 / nullif(sum(amount60), 0)::float8 AS top,
        (sum(amount60) * sum(amount60))::float8 / nullif(sum(amount60 * amount60), 0)::float8 AS effective
    FROM seen GROUP BY account_id
)
SELECT count(*) AS accounts, sum(active) AS active, sum(new) AS new, sum(lost) AS lost, count(top) AS with_share,
    count(*) FILTER (WHERE (
        active_members(x, as_of, 60), member_days(x, as_of, 60), new_members(x, as_of, 60, 200), lost_members(x, as_of, 90, 60),
        last_day(x, as_of), first_day(x), top_share(x, as_of, 60), effective_members(x, as_of, 60)
    ) IS DISTINCT FROM (coalesce(active, 0), coalesce(member_days, 0), coalesce(new, 0), coalesce(lost, 0),
        last, first, top, effective)) AS different
FROM values_of LEFT JOIN oracle USING (account_id);

-- members_per_day, since, and the text form, against the aggregates of the same rows.
SELECT count(*) AS accounts, count(*) FILTER (WHERE members_per_day(x) IS DISTINCT FROM per_day) AS different_per_day,
    count(*) FILTER (WHERE since(x, as_of - 100) IS DISTINCT FROM later) AS different_since,
    count(*) FILTER (WHERE x::text::daily_members IS DISTINCT FROM x) AS different_text
FROM values_of v, LATERAL (
    SELECT coalesce((SELECT daily_series(day, n) FROM (SELECT day, count(*) AS n FROM days d
            WHERE d.account_id = v.account_id AND m > 0 GROUP BY day) AS p), '{}') AS per_day,
        coalesce((SELECT daily_members(day, member, (m / 1e6)::float8) FROM days d
            WHERE d.account_id = v.account_id AND day >= as_of - 100), '{}') AS later) AS o;

-- without: the days of a period are left out; what is left is what the other days give.
SELECT count(*) AS accounts, count(*) FILTER (WHERE without(x, as_of - 100, as_of - 10) IS DISTINCT FROM rest) AS different
FROM values_of v, LATERAL (
    SELECT coalesce((SELECT daily_members(day, member, (m / 1e6)::float8) FROM days d
        WHERE d.account_id = v.account_id AND (day < as_of - 100 OR day >= as_of - 10)), '{}') AS rest) AS o;
SELECT without(daily_members '{}', '2026-01-01', 'infinity');

-- herfindahl and amounts, and what hangs together with them.
SELECT count(*) AS accounts, sum(rows_of) AS rows, count(*) FILTER (WHERE found IS DISTINCT FROM expected) AS different,
    count(*) FILTER (WHERE herfindahl(x, as_of, 60) IS DISTINCT FROM index) AS different_herfindahl,
    count(*) FILTER (WHERE (active_members(x, as_of, 60), member_days(x, as_of, 60), top_share(x, as_of, 60))
        IS DISTINCT FROM (active, coalesce(member_days, 0), top)) AS different_from_readers
FROM values_of v, LATERAL (
    SELECT count(*) AS rows_of, array_agg(ROW(member, m, n) ORDER BY member COLLATE "C") AS expected,
        sum(m * m) FILTER (WHERE m > 0)::float8 / (sum(m) FILTER (WHERE m > 0) ^ 2)::float8 AS index
    FROM (SELECT member, sum(m) AS m, count(*) FILTER (WHERE m > 0)::int AS n FROM days d
        WHERE d.account_id = v.account_id AND day > as_of - 60 AND day <= as_of AND m <> 0 GROUP BY member) AS s) AS o, LATERAL (
    SELECT array_agg(ROW(member, m, days)) AS found, count(*) FILTER (WHERE days > 0)::int AS active, sum(days)::int AS member_days,
        max(m)::float8 / (sum(m) FILTER (WHERE m > 0))::float8 AS top
    FROM (SELECT member, amount * 1000000 AS m, days FROM amounts(x, as_of, 60)) AS s) AS a;

-- with_day and +, against the aggregate of the rows they should hold.
SELECT count(*) AS accounts, count(*) FILTER (WHERE one_more = x) AS unchanged, count(*) FILTER (WHERE one_more IS DISTINCT FROM expected) AS different
FROM values_of v, LATERAL (SELECT as_of - account_id % 60 AS on_day, 'user ' || account_id % 14 AS who, account_id % 4 AS n) AS c, LATERAL (
    SELECT with_day(x, on_day, who, n) AS one_more,
        (SELECT coalesce(daily_members(day, member, m), '{}') FROM (SELECT day, member, (m / 1e6)::float8 AS m FROM days d WHERE d.account_id = v.account_id
            UNION ALL SELECT on_day, who, n) AS r) AS expected) AS o;
SELECT count(*) AS accounts, count(*) FILTER (WHERE few + many IS DISTINCT FROM x) AS different,
    count(*) FILTER (WHERE many + few IS DISTINCT FROM x) AS different_turned
FROM values_of JOIN (
    SELECT account_id, coalesce(daily_members(day, member, amount) FILTER (WHERE amount < 3), '{}') AS few,
        coalesce(daily_members(day, member, amount) FILTER (WHERE amount >= 3), '{}') AS many
    FROM amounts GROUP BY account_id) AS halves USING (account_id);

-- Every day of a range, with windows of another length in each account: what the readers say of that day, and what plain
-- SQL says of every tenth.
CREATE TEMPORARY TABLE by_day AS
SELECT v.account_id, x, n, lookback, quiet, t.*
FROM (SELECT *, account_id % 90 + 1 AS n, account_id % 7 * 40 AS lookback, account_id % 5 * 20 AS quiet, as_of - 50 AS f, as_of + 10 AS u FROM values_of) AS v,
    LATERAL ROWS FROM (active_members_by_day(x, f, u, n), member_days_by_day(x, f, u, n), new_members_by_day(x, f, u, n, lookback),
        lost_members_by_day(x, f, u, n, quiet), top_share_by_day(x, f, u, n), effective_members_by_day(x, f, u, n),
        herfindahl_by_day(x, f, u, n))
    AS t(day, active, d2, member_days, d3, new, d4, lost, d5, top, d6, effective, d7, herfindahl);
SELECT count(*) AS days, count(*) FILTER (WHERE (d2, d3, d4, d5, d6, d7) <> (day, day, day, day, day, day)) AS out_of_step,
    count(*) FILTER (WHERE (active, member_days, new, lost, top, effective, herfindahl) IS DISTINCT FROM (
        active_members(x, day, n), member_days(x, day, n), new_members(x, day, n, lookback), lost_members(x, day, n, quiet),
        top_share(x, day, n), effective_members(x, day, n), herfindahl(x, day, n))) AS different
FROM by_day;

WITH seen AS (
    SELECT b.account_id, b.day, member, max(quiet) AS quiet, max(n) AS n,
        count(*) FILTER (WHERE d.day > b.day - n AND m > 0) AS now,
        count(*) FILTER (WHERE d.day > b.day - n - lookback AND d.day <= b.day - n AND m > 0) AS before,
        max(d.day) FILTER (WHERE m > 0) AS last, greatest(sum(m) FILTER (WHERE d.day > b.day - n), 0) AS part
    FROM by_day b JOIN days d ON d.account_id = b.account_id AND d.day <= b.day
    WHERE (b.day - date '2025-01-01') % 10 = 0 GROUP BY b.account_id, b.day, member
), oracle AS (
    SELECT account_id, day, count(*) FILTER (WHERE now > 0)::int AS active, sum(now)::int AS member_days,
        count(*) FILTER (WHERE now > 0 AND before = 0)::int AS new,
        count(*) FILTER (WHERE last > day - quiet - n AND last <= day - quiet)::int AS lost,
        max(part)::float8 / nullif(sum(part), 0)::float8 AS top,
        (sum(part) * sum(part))::float8 / nullif(sum(part * part), 0)::float8 AS effective
    FROM seen GROUP BY account_id, day
)
SELECT count(*) AS days, sum(o.active) AS active, sum(o.new) AS new, sum(o.lost) AS lost, count(o.top) AS with_share,
    count(*) FILTER (WHERE (b.active, b.member_days, b.new, b.lost, b.top, b.effective) IS DISTINCT FROM
        (coalesce(o.active, 0), coalesce(o.member_days, 0), coalesce(o.new, 0), coalesce(o.lost, 0), o.top, o.effective)) AS different
FROM by_day b LEFT JOIN oracle o USING (account_id, day) WHERE (day - date '2025-01-01') % 10 = 0;

-- First seen, against plain SQL.
WITH plain AS (
    SELECT account_id, member, min(day) AS first_day
    FROM days WHERE m > 0 GROUP BY account_id, member
)
SELECT count(*) AS members, count(*) FILTER (WHERE p.first_day IS DISTINCT FROM f.first_day) AS different
FROM plain AS p FULL JOIN (SELECT account_id, s.* FROM values_of, first_seen(x) AS s) AS f USING (account_id, member);
