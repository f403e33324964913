-- What each reader of the demo opens in the morning.
\set ON_ERROR_STOP on
\pset footer off
\pset null '-'

SELECT person AS csm FROM cs.manager_load ORDER BY open_cases DESC, person LIMIT 1 \gset
\echo
\echo 'A csm,' :csm: 'whom do I call today, and why?'
SELECT rank AS "#", left(name, 20) AS account, tier, points, points_since_monday AS "since Mon", left(why, 48) AS why, left(next_step, 44) AS "next step",
    to_char(due_at, 'Dy HH24:MI') AS due, contact_role AS call, last_touch_on AS "last touch"
FROM cs.csm_call_list WHERE owner = :'csm' ORDER BY rank LIMIT 5;
SELECT account_id FROM cs.csm_call_list WHERE owner = :'csm' AND rank = 1 \gset
\echo 'The first of them, on one page:'
SELECT topic, left(line, 130) AS line FROM cs.account_brief(:account_id);

\echo 'A manager: who is late, and whom does it get too much for?'
SELECT manager, count(*) AS "open cases", count(*) FILTER (WHERE severity = 'critical') AS critical, count(*) FILTER (WHERE state = 'late') AS late,
    to_char(sum(arr), 'FM999,999,990') AS arr, min(due_at)::date AS "first due"
FROM cs.manager_case GROUP BY manager ORDER BY 2 DESC;
SELECT person_name AS csm, accounts, to_char(arr, 'FM999,999,990') AS arr, open_cases, late_cases, weekly_capacity AS hours FROM cs.manager_load ORDER BY open_cases DESC, person LIMIT 5;
SELECT issue, count(*) AS accounts, to_char(sum(arr), 'FM999,999,990') AS arr FROM cs.manager_gap GROUP BY issue ORDER BY 2 DESC;

\echo 'An executive: how much revenue is at risk, and is the programme where it should be?'
SELECT tier, accounts, to_char(arr, 'FM999,999,990') AS arr, arr_percent AS "%" FROM cs.exec_tier_arr ORDER BY tier_order;
SELECT renews_within, sum(accounts) AS accounts, to_char(sum(arr), 'FM999,999,990') AS arr, to_char(coalesce(sum(arr) FILTER (WHERE tier = 'red'), 0), 'FM999,999,990') AS "of it red",
    to_char(coalesce(sum(arr) FILTER (WHERE tier = 'yellow'), 0), 'FM999,999,990') AS yellow
FROM cs.exec_renewal GROUP BY renews_within, ordinal ORDER BY ordinal;
SELECT movement, from_tier, to_tier, cause, accounts, to_char(arr, 'FM999,999,990') AS arr FROM cs.exec_waterfall WHERE movement IN ('up', 'down', 'gone') ORDER BY arr DESC LIMIT 6;
SELECT label, target, actual, n, verdict FROM cs.target WHERE actual IS NOT NULL ORDER BY metric;
