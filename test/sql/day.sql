-- checked_day: infinity is no day.
SET search_path = health_score, public;
SELECT checked_day('infinity');
SELECT checked_day('-infinity');
SELECT checked_day(NULL) IS NULL AS null_day, checked_day('2026-02-28'), checked_day('0001-01-01'), checked_day('5874897-12-31');
