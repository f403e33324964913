-- Usage: rows that count, members, the level against its baseline.

-- known by the day, in this life, by the customer, up to e
CREATE TABLE oracle.usage AS
    SELECT u.account_id, u.day, u.user_id, u.feature, u.kind, u.events, u.minutes
      FROM :ws.source_usage u
      JOIN oracle.account a USING (account_id)
     WHERE u.day BETWEEN a.started_on AND :'usage_e'::date
       AND (u.known_at IS NULL OR u.known_at < :'end_d')
       AND coalesce(u.actor, 'customer') = 'customer' AND u.events > 0;
CREATE INDEX ON oracle.usage (account_id, feature);
ANALYZE oracle.usage;

-- what a person did
CREATE TABLE oracle.active AS
    SELECT account_id, day, user_id, feature, events FROM oracle.usage WHERE coalesce(kind, 'interactive') = 'interactive';
CREATE INDEX ON oracle.active (account_id, feature);
ANALYZE oracle.active;

CREATE TABLE oracle.user_day AS
    SELECT DISTINCT account_id, user_id, day FROM oracle.active WHERE user_id IS NOT NULL;
ANALYZE oracle.user_day;

-- distinct users per account in the windows that measures ask for
CREATE TABLE oracle.users AS
SELECT a.account_id,
       coalesce(u.on_e, 0) AS on_e, coalesce(u.in_7, 0) AS in_7, coalesce(u.in_28, 0) AS in_28,
       coalesce(u.in_90, 0) AS in_90, coalesce(u.new_90, 0) AS new_90, coalesce(u.lost, 0) AS lost,
       coalesce(d.user_days_28, 0) AS user_days_28, coalesce(d.days_28, 0) AS days_28
  FROM oracle.account a
  LEFT JOIN (SELECT account_id,
                    count(*) FILTER (WHERE last_day = e) AS on_e,
                    count(*) FILTER (WHERE last_day > e - 7) AS in_7,
                    count(*) FILTER (WHERE last_day > e - 28) AS in_28,
                    count(*) FILTER (WHERE last_day > e - 90) AS in_90,
                    count(*) FILTER (WHERE last_day > e - 90 AND NOT seen_before) AS new_90,
                    count(*) FILTER (WHERE last_day > e - 150 AND last_day <= e - 60) AS lost
               FROM (SELECT account_id, user_id, :'usage_e'::date AS e, max(day) AS last_day,
                            bool_or(day > :'usage_e'::date - 455 AND day <= :'usage_e'::date - 90) AS seen_before
                       FROM oracle.user_day GROUP BY account_id, user_id) AS one_user
              GROUP BY account_id) AS u USING (account_id)
  LEFT JOIN (SELECT account_id, count(*) AS user_days_28, count(DISTINCT day) AS days_28
               FROM oracle.user_day WHERE day > :'usage_e'::date - 28 GROUP BY account_id) AS d USING (account_id);
ANALYZE oracle.users;

-- seats: the seat entitlements valid on the day, else the account's; 0 and NULL are unknown
CREATE TABLE oracle.entitlement AS
    SELECT account_id, kind, item, units, per, valid_from, valid_to
      FROM :ws.source_entitlement
     WHERE coalesce(valid_from, '-infinity') <= :'as_of'::date AND coalesce(valid_to, 'infinity') > :'as_of'::date
       AND (known_at IS NULL OR known_at < :'end_d');
ANALYZE oracle.entitlement;

CREATE TABLE oracle.seats AS
SELECT a.account_id,
       CASE WHEN e.units > 0 THEN e.units WHEN a.seats > 0 THEN a.seats END AS seats
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, sum(units) AS units FROM oracle.entitlement WHERE kind = 'seat' GROUP BY account_id) AS e
       USING (account_id);
ANALYZE oracle.seats;

-- New instrumentation is left out of level and baseline for 90 days, once it can be seen to be that.
CREATE TABLE oracle.not_new AS
    SELECT account_id, day, user_id, feature, kind, events
      FROM oracle.usage u
     WHERE NOT EXISTS (SELECT FROM :ws.new_feature f
                        WHERE f.feature = u.feature AND f.first_on + 6 <= :'usage_e'::date
                          AND u.day >= f.first_on AND u.day < f.first_on + 90);
ANALYZE oracle.not_new;

-- amounts per day in millionths: 'interactive' in the unit of the binding, 'api' in events
CREATE TABLE oracle.amount AS
    SELECT account_id, 'interactive' AS series, day,
           CASE :'usage_unit' WHEN 'events' THEN sum(round(events * 1e6)) ELSE count(DISTINCT user_id) * 1e6 END AS amount
      FROM oracle.not_new
     WHERE coalesce(kind, 'interactive') = 'interactive'
     GROUP BY account_id, day
    UNION ALL
    SELECT account_id, 'api', day, sum(round(events * 1e6))
      FROM oracle.not_new WHERE kind IN ('api', 'integration')
     GROUP BY account_id, day
    UNION ALL
    SELECT account_id, kind, day, sum(round(events * 1e6))
      FROM oracle.not_new WHERE kind IN ('clinical', 'admin')
     GROUP BY account_id, kind, day;
CREATE INDEX ON oracle.amount (account_id, series, day);
ANALYZE oracle.amount;

-- blocks 1…27 of 28 days that end at e, e − 28, …
CREATE TABLE oracle.block AS
SELECT f.account_id, w.series, k, f.e - 28 * k + 1 >= f.s AS inside, coalesce(sum(m.amount), 0) AS total
  FROM oracle.account_feed f
 CROSS JOIN (VALUES ('interactive'), ('api'), ('clinical'), ('admin')) AS w(series)
 CROSS JOIN generate_series(1, 27) AS k
  LEFT JOIN oracle.amount m ON m.account_id = f.account_id AND m.series = w.series
                           AND m.day > f.e - 28 * k AND m.day <= f.e - 28 * (k - 1)
 WHERE f.source = 'usage'
 GROUP BY f.account_id, w.series, k, f.e, f.s;
ANALYZE oracle.block;

CREATE TABLE oracle.level AS
SELECT b.account_id, b.series, blocks, level, baseline, ever, rebased,
       CASE
           WHEN blocks < 2 THEN 'too_young'
           WHEN level = 0 AND (baseline > 0 OR ever) THEN 'dormant'
           WHEN level = 0 THEN 'never_used'
           WHEN baseline = 0 THEN 'newly_active'
           ELSE 'observed' END AS state
  FROM (SELECT account_id, series, blocks, level,
               CASE WHEN blocks >= 2 THEN greatest(short, CASE WHEN blocks >= 6 THEN year_1 END) END AS baseline,
               level < 0.6 * greatest(CASE WHEN blocks >= 6 THEN year_1 END,
                                      CASE WHEN blocks_2 >= 6 THEN year_2 END) AS rebased
          FROM (SELECT account_id, series,
                       count(*) FILTER (WHERE inside AND k BETWEEN 2 AND 14) AS blocks,
                       count(*) FILTER (WHERE inside AND k BETWEEN 15 AND 27) AS blocks_2,
                       sum(total) FILTER (WHERE k = 1) AS level,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FILTER (WHERE inside AND k BETWEEN 2 AND 4) AS short,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FILTER (WHERE inside AND k BETWEEN 2 AND 14) AS year_1,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FILTER (WHERE inside AND k BETWEEN 15 AND 27) AS year_2
                  FROM oracle.block GROUP BY account_id, series) AS counted) AS b
  LEFT JOIN (SELECT account_id, series, true AS ever
               FROM (SELECT account_id, 'interactive' AS series FROM oracle.active
                     UNION SELECT account_id, 'api' FROM oracle.usage WHERE kind IN ('api', 'integration')
                     UNION SELECT account_id, kind FROM oracle.usage WHERE kind IN ('clinical', 'admin')) AS any_row) AS e
       USING (account_id, series);
ANALYZE oracle.level;

-- 34: quiet, but integrated
CREATE TABLE oracle.quiet AS
SELECT a.account_id,
       (coalesce(u.in_28 <= 0.25 * s.seats, false) OR coalesce(d.days, 0) <= 1)
       AND l.blocks >= 2 AND l.baseline > 0 AND l.level >= 0.8 * l.baseline
       AND (SELECT count(DISTINCT x.day) FROM oracle.usage x
             WHERE x.account_id = a.account_id AND x.kind IN ('api', 'integration')
               AND x.day IN (SELECT day FROM oracle.working_day WHERE day <= :'usage_e'::date
                              ORDER BY day DESC LIMIT 20)) >= 15 AS holds
  FROM oracle.account a
  JOIN oracle.users u USING (account_id)
  JOIN oracle.seats s USING (account_id)
  JOIN oracle.level l ON l.account_id = a.account_id AND l.series = 'api'
  LEFT JOIN (SELECT account_id, count(DISTINCT day) AS days FROM oracle.active
              WHERE day > :'usage_e'::date - 28 GROUP BY account_id) AS d ON d.account_id = a.account_id;

INSERT INTO oracle.raw
SELECT l.account_id, 'usage_level',
       CASE state WHEN 'observed' THEN level::float8 / baseline ELSE 0 END,
       CASE WHEN state IN ('too_young', 'newly_active') THEN 'too_young'
            WHEN state = 'never_used' AND f.e - f.s + 1 < 90 THEN 'too_young'
            ELSE 'observed' END,
       CASE WHEN q.holds THEN 'quiet_integrated'
            WHEN state = 'never_used' AND f.e - f.s + 1 < 90 THEN NULL
            WHEN state IN ('dormant', 'never_used', 'newly_active') THEN state
            WHEN state = 'observed' AND rebased THEN 'rebased' END,
       blocks
  FROM oracle.level l
  JOIN oracle.quiet q USING (account_id)
  JOIN oracle.account_feed f ON f.account_id = l.account_id AND f.source = 'usage'
 WHERE l.series = CASE WHEN q.holds THEN 'api' ELSE 'interactive' END;

-- context: the level of machines by itself, and of use at the bedside and in the office
INSERT INTO oracle.raw
SELECT account_id, series || '_level',
       CASE state WHEN 'observed' THEN level::float8 / baseline ELSE 0 END,
       CASE state WHEN 'observed' THEN 'observed' WHEN 'dormant' THEN 'observed'
                  WHEN 'never_used' THEN 'not_applicable' ELSE 'too_young' END,
       CASE WHEN state IN ('dormant', 'newly_active') THEN state END,
       blocks
  FROM oracle.level WHERE series <> 'interactive';

-- 52: users won less users lost
INSERT INTO oracle.raw
SELECT account_id, 'users_net_growth',
       CASE WHEN in_90 > 0 THEN (new_90 - lost)::float8 / in_90 ELSE -1 END,
       CASE WHEN in_90 = 0 AND lost = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, in_90
  FROM oracle.users;

-- 24: daily and weekly users, stickiness
INSERT INTO oracle.raw
SELECT account_id, m.measure, m.value, CASE WHEN in_28 = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, in_28
  FROM oracle.users,
       LATERAL (VALUES ('daily_active_users', on_e::float8), ('weekly_active_users', in_7::float8),
                       ('stickiness', user_days_28::float8 / (28 * nullif(in_28, 0))),
                       ('weekly_stickiness', in_7::float8 / nullif(in_28, 0))) AS m(measure, value);
INSERT INTO oracle.raw
SELECT u.account_id, 'daily_stickiness', count(d.user_id)::float8 / (7 * nullif(u.in_7, 0)),
       CASE WHEN u.in_7 = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, u.in_7
  FROM oracle.users u
  LEFT JOIN oracle.user_day d ON d.account_id = u.account_id AND d.day > :'usage_e'::date - 7
 GROUP BY u.account_id, u.in_7;

-- 29: days of use
INSERT INTO oracle.raw
SELECT a.account_id, 'active_days', count(DISTINCT d.day), 'observed', NULL, count(DISTINCT d.day)
  FROM oracle.account a
  LEFT JOIN oracle.active d ON d.account_id = a.account_id AND d.day > :'usage_e'::date - 28
 GROUP BY a.account_id;

-- 31: seats used, else the committed volume used. Reading: what machines used is no usage by the customer here either
CREATE TABLE oracle.volume AS
SELECT e.account_id,
       avg(CASE WHEN per_month THEN month.used / (e.units * 28 / 30.4375)
                ELSE term.used / (e.units * ((:'usage_e'::date - e.valid_from + 1)::float8 / (e.valid_to - e.valid_from))) END) AS used
  FROM oracle.entitlement e
  JOIN oracle.account a USING (account_id)
 CROSS JOIN LATERAL (SELECT coalesce(e.per, 'term') = 'month' AS per_month) AS p
 CROSS JOIN LATERAL (SELECT coalesce(sum(u.events), 0) AS used FROM oracle.active u
                      WHERE u.account_id = e.account_id AND u.feature = e.item AND u.day > :'usage_e'::date - 28) AS month
 CROSS JOIN LATERAL (SELECT coalesce(sum(u.events), 0) AS used FROM oracle.active u
                      WHERE u.account_id = e.account_id AND u.feature = e.item AND u.day >= e.valid_from) AS term
 WHERE e.kind = 'volume' AND e.units > 0
   -- Reading: a term without both its ends, or not yet begun by e, says nothing
   AND (per_month OR (e.valid_from <= :'usage_e'::date AND e.valid_to IS NOT NULL))
 GROUP BY e.account_id;

INSERT INTO oracle.raw
SELECT s.account_id, 'capacity_used',
       CASE WHEN s.seats > 0 THEN u.in_28 / s.seats ELSE v.used END,
       CASE WHEN s.seats > 0 OR v.used IS NOT NULL THEN 'observed' ELSE 'not_recorded' END, NULL, u.in_28
  FROM oracle.seats s
  JOIN oracle.users u USING (account_id)
  LEFT JOIN oracle.volume v USING (account_id);

INSERT INTO oracle.raw
SELECT a.account_id, 'commitment_used', v.used,
       CASE WHEN v.used IS NOT NULL THEN 'observed' ELSE 'not_recorded' END,
       CASE WHEN v.used < 0.6 THEN 'under_used' END, NULL
  FROM oracle.account a LEFT JOIN oracle.volume v USING (account_id);

-- 23: the last complete month against the median of the three before
INSERT INTO oracle.raw
SELECT account_id, 'worst_month', m0 / nullif(usual, 0),
       -- Reading: below 20 units there is nothing to measure
       CASE WHEN NOT inside THEN 'too_young' WHEN usual < 20 * 1e6 THEN 'not_applicable' ELSE 'observed' END, NULL, NULL
  FROM (SELECT f.account_id, bool_and(m.first_day >= f.s) FILTER (WHERE back > 0) AS inside,
               max(t.total) FILTER (WHERE back = 0)::float8 AS m0,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY t.total) FILTER (WHERE back > 0) AS usual
          FROM oracle.account_feed f
         CROSS JOIN generate_series(0, 3) AS back
         CROSS JOIN LATERAL (SELECT (date_trunc('month', f.e + 1) - make_interval(months => 1 + back))::date AS first_day) AS m
         CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS total FROM oracle.amount x
                              WHERE x.account_id = f.account_id AND x.series = 'interactive'
                                AND x.day >= m.first_day AND x.day < m.first_day + interval '1 month') AS t
         WHERE f.source = 'usage'
         GROUP BY f.account_id) AS months;

-- 25: strict falls of complete ISO weeks in a row that end with the last one; week 0 is the last
CREATE TABLE oracle.week AS
SELECT f.account_id, g.back, coalesce(x.total, 0) AS total
  FROM (SELECT account_id, s, date_trunc('week', e + 1)::date - 7 AS last_monday
          FROM oracle.account_feed WHERE source = 'usage') AS f
 CROSS JOIN generate_series(0, 113) AS g(back)
  LEFT JOIN (SELECT account_id, (last_sunday - day) / 7 AS back, sum(amount) AS total
               FROM oracle.amount
              CROSS JOIN (SELECT date_trunc('week', :'usage_e'::date + 1)::date - 1 AS last_sunday) AS w
              WHERE series = 'interactive' AND day <= last_sunday
              GROUP BY 1, 2) AS x ON x.account_id = f.account_id AND x.back = g.back
 WHERE f.last_monday - 7 * g.back >= f.s;
CREATE INDEX ON oracle.week (account_id, back);
ANALYZE oracle.week;

INSERT INTO oracle.raw
SELECT f.account_id, 'declining_weeks', coalesce(r.falls, 0), 'observed',
       CASE WHEN r.falls >= 3 AND b.weeks = 13 AND b.usual >= 20 * 1e6 AND r.last <= 0.85 * b.usual
             AND r.last <= b.usual - 2 * 1.4826 * (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(total - b.usual))
                                                     FROM oracle.week w WHERE w.account_id = f.account_id
                                                      AND w.back BETWEEN r.falls AND r.falls + 12)
            THEN 'declining' END, NULL
  FROM oracle.account_feed f
  LEFT JOIN LATERAL (
       -- the first week, going back, that is not below the week before it
       SELECT coalesce(min(back) FILTER (WHERE NOT falls), count(*)) AS falls, max(total) FILTER (WHERE back = 0) AS last
         FROM (SELECT back, total, coalesce(total < lead(total) OVER (ORDER BY back), false) AS falls
                 FROM oracle.week w WHERE w.account_id = f.account_id) AS compared) AS r ON true
  LEFT JOIN LATERAL (
       SELECT count(*) AS weeks, percentile_cont(0.5) WITHIN GROUP (ORDER BY total) AS usual
         FROM oracle.week w WHERE w.account_id = f.account_id AND w.back BETWEEN r.falls AND r.falls + 12) AS b ON true
 WHERE f.source = 'usage';
