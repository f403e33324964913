-- The history that the demo needs: today's work stands on the last two days; beside them what was a week, a month, a quarter ago.
--   psql -v last_day=2026-06-30 -f test/demo/history.sql
\set ON_ERROR_STOP on
\pset tuples_only on
\pset format unaligned
SELECT count(health_score.activate_rule('cs', rule, date :'last_day' - 2)) || ' rules open cases from the day before yesterday on' FROM cs.trigger_rule;
SELECT date :'last_day' - 91 AS a_quarter_ago, date :'last_day' - 28 AS a_month_ago, date_trunc('quarter', timestamp :'last_day')::date - 1 AS before_the_quarter,
    date_trunc('week', timestamp :'last_day')::date - 1 AS sunday, date :'last_day' - 1 AS the_day_before \gset
CALL health_score.refresh('cs', :'a_quarter_ago', :'a_quarter_ago');
CALL health_score.refresh('cs', :'before_the_quarter', :'before_the_quarter');
CALL health_score.refresh('cs', :'a_month_ago', :'a_month_ago');
CALL health_score.refresh('cs', :'sunday', :'sunday');
CALL health_score.refresh('cs', :'the_day_before', :'last_day');
