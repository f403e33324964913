-- The product: its features, its users, and two years of what they did.

CREATE TABLE demo.feature_catalogue (feature text PRIMARY KEY, use_case text, is_core boolean, maturity int, released_on date);
INSERT INTO demo.feature_catalogue VALUES
    ('schedule', 'planning', true, 1, '2017-01-01'), ('capacity', 'planning', true, 2, '2017-06-01'),
    ('forecast', 'planning', false, 4, '2021-03-01'),
    ('tasks', 'delivery', true, 1, '2017-01-01'), ('timesheets', 'delivery', true, 2, '2017-03-01'),
    ('automation_rules', 'delivery', false, 4, '2020-09-01'),
    ('invoicing', 'billing', true, 1, '2018-02-01'), ('expenses', 'billing', true, 2, '2018-08-01'),
    ('revenue_recognition', 'billing', false, 4, '2021-11-01'),
    ('reports', 'insight', true, 1, '2018-05-01'), ('shared_dashboards', 'insight', true, 2, '2019-05-01'),
    ('data_models', 'insight', false, 5, '2022-02-01'),
    ('home', NULL, false, 1, '2017-01-01'), ('search', NULL, false, 1, '2017-01-01'), ('comments', NULL, false, 1, '2019-01-01'),
    ('admin_settings', NULL, false, 2, '2017-01-01'), ('api', NULL, false, 3, '2019-01-01'),
    ('notification_opened', NULL, false, 1, NULL);

-- Users: those who came with the contract, and those who joined since; more join where value is seen, more leave where
-- health is poor. "theta" is the health below which a user loses interest, so that a falling account loses one user
-- after another; traits whose usage does not follow health put it out of reach.
CREATE TABLE demo.truth_user AS
SELECT a.account_id, k, demo.hash(k, uh) AS h,
       CASE WHEN k <= a.users THEN a.started_on + CASE WHEN k = 1 THEN 0 ELSE floor(u1 * 45)::int END
            ELSE greatest(a.started_on + 60, :'first_day') + floor(u1 * (:'last_day'::date - greatest(a.started_on + 60, :'first_day')))::int
       END AS joins_on,
       CASE WHEN k = 1 OR u2 > yearly_leavers * 2 THEN NULL
            ELSE :'first_day'::date + floor(u2 / (yearly_leavers * 2) * 730)::int END AS leaves_on,
       round((CASE WHEN a.trait = 'power_user' THEN CASE WHEN k = 1 THEN .92 WHEN a.is_twin THEN .22 ELSE .085 END
                   WHEN a.trait = 'quiet_integrated' THEN .10
                   WHEN a.trait = 'trapped' THEN .45 + .3 * u3
                   WHEN a.trait = 'shelfware' THEN .12 + .2 * u3
                   WHEN a.is_cast THEN .35 + .25 * u3
                   ELSE .60 + .20 * u3 END) * 1000) / 1000 AS propensity,
       -- most have one or two days of the week on which they come, and hardly come on others
       CASE WHEN NOT a.is_cast AND (a.trait IS NULL OR a.trait NOT IN ('power_user', 'quiet_integrated', 'trapped', 'shelfware'))
            THEN ARRAY[1 + floor(u5 * 5)::int, CASE WHEN u6 < .5 THEN 1 + floor(u6 * 10)::int END] END AS own_days,
       CASE WHEN a.trait IN ('trapped', 'quiet_integrated', 'polite_exit', 'hollow_green')
            THEN -1 ELSE -.05 + .50 * u4 END AS theta
FROM demo.truth_account AS a,
     LATERAL (SELECT demo.hash('users', a.h) AS uh,
                     CASE WHEN a.is_cast OR a.trait = 'trapped' THEN .03 ELSE demo.between(.02, .36 - .45 * a.mean_health, .4) END AS yearly_leavers,
                     CASE WHEN a.is_cast THEN .05 ELSE demo.between(.05, .10 + .55 * (a.mean_value - .30) + .35 * (a.mean_health - .45), .6) END AS yearly_joiners) AS p,
     LATERAL generate_series(1, CASE WHEN a.trait IN ('quiet_integrated', 'shelfware') THEN a.users
         ELSE a.users + floor(a.users * yearly_joiners * (:'last_day'::date - greatest(a.started_on, :'first_day')) / 365.0
                              + demo.uniform('joiners', a.h))::int END) AS k,
     LATERAL (SELECT demo.uniform(k * 4, uh) AS u1, demo.uniform(k * 4 + 1, uh) AS u2,
                     demo.uniform(k * 4 + 2, uh) AS u3, demo.uniform(k * 4 + 3, uh) AS u4,
                     demo.uniform(-k * 4, uh) AS u5, demo.uniform(-k * 4 - 1, uh) AS u6) AS u
WHERE a.merged_into IS NULL AND coalesce(a.cast_decline, '') <> 'never_used';
CREATE INDEX ON demo.truth_user (account_id);

-- What moves all users of an account in a week.
CREATE TABLE demo.truth_usage_week AS
SELECT a.account_id, a.region, w.week, a.h, l.life, l.from_day,
       least(l.to_day, :'last_day'::date + 1) AS to_day,
       greatest(l.from_day, a.self_hosted_until) AS seen_from,
       lagged.health + CASE WHEN a.is_cast THEN 0 ELSE a.manner_usage END AS health,
       round(1000
           -- weeks differ more than chance: one in sixteen is idle
           * CASE WHEN demo.uniform(w.week, wh) < .06 AND NOT a.is_cast THEN .25 ELSE .80 + .35 * demo.uniform(w.week, wh) END
           * CASE a.decline WHEN 'slow' THEN power(.95, demo.between(0, floor((w.week - dw - a.lag_usage) / 4.345), 14)::int::numeric)::float8
                            WHEN 'cliff' THEN CASE WHEN w.week < dw + a.lag_usage THEN 1 WHEN a.is_cast THEN 0 ELSE .25 END ELSE 1 END
           -- seasonal business: four quiet months, a busy season before them; its twin is quiet in the second year only
           * CASE WHEN a.trait = 'seasonal' THEN CASE
                 WHEN a.is_twin AND w.week < 52 THEN 1
                 ELSE (ARRAY[.42, .42, .60, 1.05, 1.20, 1.15, 1.05, 1.0, 1.05, 1.10, .60, .42])
                      [1 + (extract(month FROM :'first_day'::date + 7 * w.week)::int - 1
                            + CASE WHEN a.is_cast THEN 0 ELSE floor(demo.uniform('season', a.h) * 3)::int * 4 END) % 12] END ELSE 1 END
           -- after the decision it tails off
           * CASE WHEN c.decided_on IS NOT NULL AND l.life = 1 AND w.week > demo.week_of(c.decided_on, :'first_day')
                  THEN demo.between(.45, 1 - (w.week - demo.week_of(c.decided_on, :'first_day')) * .05, 1) ELSE 1 END
           -- a roll-out takes eight weeks
           * demo.between(.3, .3 + (7 * w.week + 7 - (l.from_day - :'first_day'::date)) / 56.0 * .7, 1)) AS activity,
       -- use cases in use, from the first one bought on; value decides how many
       CASE WHEN a.trait IN ('hollow_green', 'polite_exit') THEN a.use_cases
            ELSE demo.between(1, floor(a.use_cases * (.05 + .6 * lagged.value + .8 * (lagged.health + a.manner_usage)) + .45), a.use_cases) END::int AS use_cases,
       a.first_use_case, a.trait, a.is_twin, a.has_api,
       CASE WHEN a.trait = 'advanced_spike' AND NOT a.is_twin AND w.week >= demo.week_of(a.trait_from - 30, :'first_day') THEN 550
            ELSE round(60 + 160 * lagged.value) END::int AS advanced   -- thousandths of the use in advanced features
FROM demo.truth_account AS a
JOIN demo.truth_life AS l USING (account_id)
LEFT JOIN demo.truth_churn AS c USING (account_id)
CROSS JOIN LATERAL (SELECT demo.hash('usage week', a.h) AS wh, demo.week_of(a.decline_from, :'first_day') AS dw) AS x
JOIN demo.truth_week AS w ON w.account_id = a.account_id AND w.week BETWEEN 0 AND 104
    AND w.week >= demo.week_of(l.from_day, :'first_day')
    AND (l.to_day IS NULL OR w.week <= demo.week_of(l.to_day, :'first_day'))
JOIN demo.truth_week AS lagged ON lagged.account_id = a.account_id AND lagged.week = w.week - a.lag_usage
WHERE a.merged_into IS NULL AND coalesce(a.cast_decline, '') <> 'never_used';
ANALYZE demo.truth_user, demo.truth_usage_week, demo.truth_day;

-- Days on which a user was active. r is the hash that decided it; its higher bits decide the rest.
CREATE UNLOGGED TABLE demo.truth_hit AS
SELECT u.account_id, u.k, d.day, d.n, demo.hash(d.n, u.h) AS r, w.use_cases, w.first_use_case, w.advanced, w.trait, w.is_twin
FROM demo.truth_user AS u
JOIN demo.truth_usage_week AS w USING (account_id)
JOIN demo.truth_day AS d ON d.region = w.region AND d.week = w.week
WHERE (demo.hash(d.n, u.h) & 1048575) < 1048.576 * w.activity * d.activity / 1000
                                        * CASE WHEN d.weekday = ANY (u.own_days) OR u.own_days IS NULL THEN u.propensity ELSE .03 END
                                        * demo.between(0, (w.health - u.theta) / .25, 1)
  AND d.day >= w.seen_from AND d.day < w.to_day AND d.day >= u.joins_on AND (u.leaves_on IS NULL OR d.day < u.leaves_on)
  AND d.n NOT BETWEEN 610 AND 613;   -- the outage of truth_incident
ANALYZE demo.truth_hit;

CREATE FUNCTION demo.feature_of(use_cases int, first_use_case int, advanced int, r bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (ARRAY['schedule', 'capacity', 'forecast', 'tasks', 'timesheets', 'automation_rules',
                  'invoicing', 'expenses', 'revenue_recognition', 'reports', 'shared_dashboards', 'data_models',
                  'home', 'search', 'comments', 'admin_settings'])
           [CASE WHEN (r & 15) < 2 THEN 13 + ((r >> 4) & 3)
                 ELSE 1 + 3 * ((first_use_case + ((r >> 4) & 1023) % use_cases) % 4)
                    + CASE WHEN ((r >> 14) & 1023) < advanced THEN 2 WHEN ((r >> 24) & 255) < 72 THEN 1 ELSE 0 END END] $$;

-- Rows arrive on their day (92 %), the next (5 %), or up to five days late; one week as a whole arrived late.
CREATE FUNCTION demo.arrival(day date, n int, r bigint) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT demo.at(day + CASE WHEN n BETWEEN 668 AND 674 THEN 677 - n
                              WHEN (r & 1023) < 942 THEN 0 WHEN (r & 1023) < 993 THEN 1 ELSE 2 + ((r >> 10) & 3) END::int,
                   36000 + ((r >> 14) & 32767)) $$;

CREATE TABLE demo.product_event AS
-- one row for every active day of a user, with the feature used most
SELECT account_id, day, 'u' || account_id || '.' || k AS user_id,
       demo.feature_of(use_cases, first_use_case, advanced, r >> 20) AS feature,
       CASE WHEN ((r >> 54) & 127) < 3 THEN 'export' ELSE 'interactive' END AS kind, 'customer' AS actor,
       ((1 + ((r >> 44) & 15)) * CASE WHEN trait = 'power_user' AND k = 1 THEN CASE WHEN is_twin THEN 1 ELSE 9 END ELSE 1 END)::int AS events,
       (2 + ((r >> 44) & 15) * 3 + ((r >> 50) & 15))::int AS minutes,
       demo.arrival(day, n, r >> 31) AS received_at, false AS redelivered
FROM demo.truth_hit
UNION ALL   -- and one in ten uses a second one
SELECT account_id, day, 'u' || account_id || '.' || k, demo.feature_of(use_cases, first_use_case, advanced, s), 'interactive', 'customer',
       1 + ((s >> 40) & 7)::int, 1 + ((s >> 43) & 15)::int, demo.arrival(day, n, s >> 31), false
FROM demo.truth_hit, LATERAL (SELECT demo.hash(1, r) AS s) AS x WHERE (r >> 57) & 63 < 6
UNION ALL   -- new instrumentation: a thing that was always done is recorded from one day on, also for users not seen before
SELECT account_id, day, 'u' || account_id || '.' || CASE WHEN (r >> 36) & 7 = 0 THEN k + 500 ELSE k END, 'notification_opened',
       'interactive', 'customer', 1 + ((r >> 33) & 3)::int, 1, demo.arrival(day, n, r >> 31), false
FROM demo.truth_hit WHERE n >= 500 AND ((r >> 50) & 1023) < CASE WHEN n < 510 THEN 700 ELSE 180 END
UNION ALL   -- the same message delivered twice
SELECT account_id, day, 'u' || account_id || '.' || k, demo.feature_of(use_cases, first_use_case, advanced, r >> 20), 'interactive', 'customer',
       (1 + ((r >> 44) & 15))::int, (2 + ((r >> 44) & 15) * 3 + ((r >> 50) & 15))::int,
       demo.arrival(day, n, r >> 31) + interval '1 hour', true
FROM demo.truth_hit WHERE (demo.hash(2, r) & 1023) < 6
UNION ALL   -- orphans: trial tenants that the CRM does not know
SELECT 900000 + (s & 31), day, 'u9' || ((s >> 8) & 127), demo.feature_of(4, 0, 100, s), 'interactive', 'customer',
       1 + ((s >> 40) & 7)::int, 5, demo.arrival(day, n, s >> 31), false
FROM demo.truth_hit, LATERAL (SELECT demo.hash(3, r) AS s) AS x WHERE (s & 1023) < 26
UNION ALL   -- our own people, helping
SELECT account_id, day, 'staff-' || ((s >> 8) & 31), demo.feature_of(use_cases, first_use_case, advanced, s >> 10), 'interactive', NULL,
       1 + ((s >> 40) & 7)::int, 10, demo.arrival(day, n, s >> 31), false
FROM demo.truth_hit, LATERAL (SELECT demo.hash(4, r) AS s) AS x WHERE (s & 1023) < 12
UNION ALL   -- errors; work done by hand, of which the trapped have much, and more errors every month
SELECT account_id, day, 'u' || account_id || '.' || k, 'timesheets', CASE WHEN (s >> 20) & 3 = 0 THEN 'error' ELSE 'manual' END, 'customer',
       1 + ((s >> 40) & 3)::int, 5, demo.arrival(day, n, s >> 31), false
FROM demo.truth_hit, LATERAL (SELECT demo.hash(5, r) AS s) AS x
WHERE (s & 1023) < CASE WHEN trait = 'trapped' THEN 250 + n / 2 ELSE 20 END
UNION ALL   -- rules that run by themselves: the trapped have none, their twins do
SELECT account_id, day, NULL, 'automation_rules', 'automated', 'system', 4 + ((s >> 40) & 31)::int, NULL, demo.arrival(day, n, s >> 31), false
FROM demo.truth_hit, LATERAL (SELECT demo.hash(6, r) AS s) AS x
WHERE (s & 1023) < CASE WHEN trait = 'trapped' THEN CASE WHEN is_twin THEN 700 ELSE 0 END ELSE 20 END
UNION ALL   -- interfaces: every working day where they are the way of working, or on three of five for the twin
SELECT w.account_id, d.day, NULL, 'api', CASE WHEN (s >> 20) & 3 = 0 THEN 'integration' ELSE 'api' END, 'customer',
       (40 + ((s >> 30) & 255))::int, NULL, demo.arrival(d.day, d.n, s >> 31), false
FROM demo.truth_usage_week AS w
JOIN demo.truth_day AS d ON d.region = w.region AND d.week = w.week
CROSS JOIN LATERAL (SELECT demo.hash(d.n, demo.hash(7, w.h)) AS s) AS x
WHERE w.has_api AND extract(isodow FROM d.day) < 6 AND d.day >= w.seen_from AND d.day < w.to_day AND d.n NOT BETWEEN 610 AND 613
  AND (s & 1023) < CASE WHEN w.trait = 'quiet_integrated' THEN CASE WHEN w.is_twin THEN 590 ELSE 1000 END ELSE 700 * w.health + 200 END;

DELETE FROM demo.product_event WHERE received_at >= demo.at(:'last_day'::date + 1, 0);   -- still under way
DROP TABLE demo.truth_hit;
DROP FUNCTION demo.feature_of, demo.arrival;
COMMENT ON TABLE demo.product_event IS 'usage per account, day, user, feature and kind, with its time of arrival';
