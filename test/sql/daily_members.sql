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
FROM unnest(ARRAY['{}', '{"": 2026-01-01:{3,0,0,5}}', '{"Ähre": 0001-01-01:{1.5}, 9999-12-31:{-2}, b: 2026-01-01:{1}}'
    ]::daily_members[]) AS literal;
SELECT bytes, r.state, coalesce(nullif(r.detail, ''), r.message) AS says
FROM unnest(ARRAY['\x', '\x01', '\x0106', '\x000600', '\x020600', '\x010701016101020202', '\x010700', '\x010500', '\x01060001', '\x0106ff01',
    '\x010601', '\x01060161', '\x0106010261', '\x010601016100', '\x01060101610102', '\x0106010161010200',
    '\x010602016101020201610102', '\x01060201620102020161010202', '\x01060201610102020161010202', '\x01060101ff010202',
    '\x0106010100010202', '\x010601016101020200', '\x010601016101809bee0202', '\x0105010161010214',
    '\x01060101610102808080808080808080ff01']::bytea[]) AS bytes,
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
    $$top_share('{a: 2026-01-01:{9200000000000}, b: 2026-01-01:{1}}', '2026-01-01', 1)$$]) AS call,
    pg_temp.refused(format('SELECT %s', call)) AS r;
SELECT active_members(NULL, '2026-01-01', 1) IS NULL AND member_days('{}', NULL, 1) IS NULL
    AND new_members('{}', '2026-01-01', 1, NULL) IS NULL AND members_per_day(NULL) IS NULL AS nulls;
SELECT active_members('{}', '2026-01-01', 1), member_days('{}', '2026-01-01', 1), members_per_day('{}'),
    new_members('{}', '2026-01-01', 1, 1), lost_members('{}', '2026-01-01', 1, 1), since(daily_members '{}', '2026-01-01'),
    last_day(daily_members '{}', '2026-01-01'), first_day(daily_members '{}'), top_share('{}', '2026-01-01', 1),
    effective_members('{}', '2026-01-01', 1);
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
SELECT x, top_share(x, '2026-01-01', 1), effective_members(x, '2026-01-01', 1)
FROM unnest(ARRAY['{a: 2026-01-01:{7}}', '{a: 2026-01-01:{7}, b: 2026-01-01:{7}, c: 2026-01-01:{7}}',
    '{a: 2026-01-01:{90}, b: 2026-01-01:{5}, c: 2026-01-01:{5}}',
    '{a: 2026-01-01:{4600000000000}, b: 2026-01-01:{4600000000000}}']::daily_members[]) AS x;

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
