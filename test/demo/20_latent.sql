-- The truth behind the signals: health and value of every account in every week, from 40 weeks before the warehouse
-- begins (signals look back). Health drifts for months one way or the other and returns to the account's own mean, with a
-- shock now and then; value wanders about its mean. Declines and traits come on top. Nothing here is seen by a score.
CREATE TABLE demo.truth_week AS
WITH RECURSIVE walk AS (
    SELECT account_id, demo.hash('walk', h) AS h, CASE WHEN is_cast THEN .2 ELSE 1 END AS noise, -40 AS week,
           .15 * demo.normal('first health', h) AS health, .007 * demo.normal('first drift', h) AS drift,
           .09 * demo.normal('first value', h) AS value
    FROM demo.truth_account
    UNION ALL
    SELECT account_id, h, noise, week + 1,
           .985 * health + drift
             -- a shock every three years: a failed roll-out, a reorganisation, a bad outage
             - CASE WHEN demo.uniform(week * 3 + 1001, h) < .006 THEN .10 + .20 * demo.uniform(week + 5000, h) ELSE 0 END,
           -- what goes up or down goes on doing so for months
           .90 * drift + .0034 * demo.normal(week * 3 + 1000, h),
           .975 * value + .020 * demo.normal(week * 3 + 1002, h) + .008 * health
    FROM walk WHERE week < 104
)
SELECT w.account_id, w.week,
       round(10000 * demo.between(.02,
           a.mean_health + w.noise * w.health
           - CASE a.decline WHEN 'slow' THEN .42 * demo.between(0, (w.week - demo.week_of(a.decline_from, :'first_day')) / 52.0, 1)
                            WHEN 'cliff' THEN .50 * demo.between(0, (w.week - demo.week_of(a.decline_from, :'first_day')) / 2.0, 1)
                            ELSE 0 END
           - CASE WHEN a.trait = 'polite_exit' THEN CASE WHEN a.is_twin THEN .08 ELSE .28 END
                       * demo.between(0, (w.week - demo.week_of(a.trait_from - 42, :'first_day')) / 10.0, 1) ELSE 0 END, .98)) / 10000 AS health,
       round(10000 * demo.between(.02, a.mean_value + w.noise * w.value, .98)) / 10000 AS value
FROM walk AS w JOIN demo.truth_account AS a USING (account_id);
ALTER TABLE demo.truth_week ADD PRIMARY KEY (account_id, week);
COMMENT ON TABLE demo.truth_week IS 'truth: latent health and value by week (week 0 begins on the first day)';
ANALYZE demo.truth_account, demo.truth_week;
