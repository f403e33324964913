-- All of it, in one session. Wants the variable scale: full, small or smoke.
SELECT CASE :'scale' WHEN 'smoke' THEN 0 ELSE 5 END AS times \gset
\ir 10_weighted_score.sql
\ir 11_contributions.sql
\ir 12_moving_score.sql
\ir 20_drop.sql
\ir 21_transitions.sql
\ir 22_history.sql
\ir 30_usage.sql
\ir 31_ticket_trajectory.sql
\ir 40_daily_scores.sql
\ir 90_bytes.sql
