-- The labels: which account has which trait, from when to when; and the cast.

CREATE TABLE demo.trait AS
SELECT t.account_id, t.trait, greatest(t.from_day, :'first_day'::date) AS from_day,
       -- the first day without it
       least(CASE t.trait WHEN 'polite_exit' THEN t.renewal WHEN 'advanced_spike' THEN t.from_day + 70 END, l.to_day) AS to_day, t.is_twin
FROM demo.truth_trait AS t JOIN demo.truth_life AS l ON l.account_id = t.account_id AND l.life = 1
WHERE l.to_day IS NULL OR l.to_day > t.from_day + 28;
COMMENT ON TABLE demo.trait IS 'truth: labelled traits, [from_day, to_day); a twin just misses it';

CREATE TABLE demo.cast_member AS
SELECT 100000 + n::bigint AS account_id, name, role, what_should_show FROM demo.truth_cast WHERE n <= :accounts;
COMMENT ON TABLE demo.cast_member IS 'named accounts that documentation and tests point to';
