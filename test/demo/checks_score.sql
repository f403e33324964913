-- Does the score behave on the demo warehouse as it should on a believable one? After load.sql and bind.sql:
--   psql -f test/demo/checks_score.sql
-- Each check is a number and the range it must lie in; the last statement fails if any lies outside. The ranges are for 1,000
-- accounts or more, with skill: without it, every AUC is about a half.
\set ON_ERROR_STOP on
\if :{?least_auc}
\else
\set least_auc 0.72
\endif
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SELECT first_day, last_day FROM demo.parameter \gset

CREATE TEMP TABLE checked (nr int GENERATED ALWAYS AS IDENTITY, what text, low numeric, value numeric, high numeric);

-- Scorecards on six days, two months apart; 60 to 120 days later some accounts decided to leave. On the days of the outage too.
CREATE TEMP TABLE card (day date, account_id bigint, card health_score.scorecard);
SELECT from_day - 1 AS before FROM demo.truth_incident WHERE what = 'usage_outage' \gset
SELECT format('INSERT INTO card SELECT %L, account_id, card FROM cs.scorecards(%1$L)', day)
FROM (SELECT :'last_day'::date - 91 - 60 * i FROM generate_series(0, 5) AS i
      UNION SELECT :'before'::date + i FROM generate_series(0, 4) AS i) AS d (day) ORDER BY day \gexec
CREATE TEMP TABLE score AS
SELECT day, account_id, health_score.points(card) AS points, health_score.tier_of(health_score.points(card)::float8,
           'yellow 60, green 80, margin 2, down 3 days, up 14 days') AS tier FROM card;
CREATE TEMP TABLE criterion AS
SELECT day, account_id, c.criterion, c.points, c.reason FROM card, health_score.criteria(card) AS c;

CREATE TEMP TABLE panel AS
SELECT s.*, c.is_avoidable, coalesce(c.decided_on <= s.day + 120, false) AS leaves
FROM score AS s LEFT JOIN demo.truth_churn AS c ON c.account_id = s.account_id AND c.ended_on > s.day
WHERE s.day IN (SELECT :'last_day'::date - 91 - 60 * i FROM generate_series(0, 5) AS i) AND (c.account_id IS NULL OR c.decided_on > s.day + 60);
CREATE TEMP TABLE ranked AS
SELECT what, leaves, rank() OVER (PARTITION BY what ORDER BY points) + (count(*) OVER (PARTITION BY what, points) - 1) / 2.0 AS rank
FROM (SELECT 'points' AS what, leaves, points FROM panel WHERE NOT leaves OR is_avoidable
      UNION ALL SELECT 'points, unavoidable', leaves, points FROM panel WHERE NOT leaves OR NOT is_avoidable
      UNION ALL SELECT criterion, leaves, c.points FROM panel AS p JOIN criterion AS c USING (day, account_id) WHERE NOT leaves OR is_avoidable) AS p
WHERE points IS NOT NULL;
CREATE TEMP TABLE auc AS
SELECT what, (sum(rank) FILTER (WHERE NOT leaves) - n0 * (n0 + 1) / 2.0) / (n0 * n1) AS auc, n1
FROM ranked JOIN (SELECT what, count(*) FILTER (WHERE leaves) AS n1, count(*) FILTER (WHERE NOT leaves) AS n0 FROM ranked GROUP BY what) AS n USING (what)
GROUP BY what, n0, n1;
INSERT INTO checked (what, low, value, high) SELECT 'AUC of the default model, 90 days ahead', :least_auc, auc, .82 FROM auc WHERE what = 'points';
INSERT INTO checked (what, low, value, high) SELECT 'AUC of it for unavoidable churn', .45, auc, .55 FROM auc WHERE what = 'points, unavoidable';
INSERT INTO checked (what, low, value, high) SELECT 'AUC of the best single criterion', .60, max(auc), .70 FROM auc WHERE what NOT LIKE 'points%';

-- The outage: where no other criterion and no limit changed, nobody's tier falls by more than its margin, and points hardly move.
-- (Late rows of earlier days still come in, and may lift one.)
CREATE TEMP TABLE outage AS
SELECT day, account_id, min(s.points) AS points, min(s.tier) AS tier,
       string_agg(c.criterion || ' ' || c.reason || coalesce(' ' || c.points, ''), ', ' ORDER BY c.criterion) FILTER (
           WHERE c.criterion NOT IN ('usage_level', 'feature_depth', 'capacity_used', 'use_cases_active', 'users_net_growth'))
       || coalesce('; ' || min((SELECT string_agg(l.reason, ', ' ORDER BY l.reason) FROM health_score.limits(k.card) AS l)), '') AS others
FROM score AS s JOIN criterion AS c USING (day, account_id) JOIN card AS k USING (day, account_id)
WHERE day BETWEEN :'before'::date AND :'before'::date + 4
GROUP BY day, account_id;
INSERT INTO checked (what, low, value, high)
SELECT v.* FROM (SELECT count(*) AS alike, avg(abs(o.points - b.points)) AS change,
                        count(*) FILTER (WHERE health_score.tier_of(o.points::float8 + 2, scale) < b.tier) AS fallen
                 FROM outage AS o JOIN outage AS b ON b.account_id = o.account_id AND b.day = :'before' AND b.others = o.others,
                      LATERAL (SELECT 'yellow 60, green 80, margin 2, down 3 days, up 14 days'::health_score.tier_scale AS scale) AS t
                 WHERE o.day > :'before' AND o.points IS NOT NULL AND b.points IS NOT NULL) AS x,
    LATERAL (VALUES ('account-days of the outage on which nothing but usage could change', 100, alike, 1e9),
                    ('mean change of their points', 0, change, .5), ('their falls of tier', 0, fallen, 0)) AS v (what, low, value, high);

-- Hindsight: the same sources with all that became known later. A workspace that forgets when it learnt.
SELECT health_score.create_workspace('cs_hindsight', account_key => 'bigint', time_zone => 'UTC', currency => 'USD') AS made \gset
\o /dev/null
SELECT format('SELECT health_score.bind(%L, %L, %L)', 'cs_hindsight', source, CASE source
           WHEN 'usage' THEN replace(query, ', received_at AS known_at', '')
           WHEN 'contact' THEN replace(query, 'r.recorded_on AS valid_to', 'r.left_on AS valid_to') ELSE query END)
FROM cs.binding ORDER BY source <> 'account', source COLLATE "C" \gexec
INSERT INTO cs_hindsight.pulse TABLE cs.pulse;
INSERT INTO cs_hindsight.holiday TABLE cs.holiday;
SELECT health_score.observe_feeds('cs_hindsight');
\o
CREATE TEMP TABLE hindsight (day date, account_id bigint, points numeric);
SELECT format('INSERT INTO hindsight SELECT %L, account_id, health_score.points(card) FROM cs_hindsight.scorecards(%1$L)', :'last_day'::date - 91 - 120 * i)
FROM generate_series(0, 2) AS i \gexec
INSERT INTO checked (what, low, value, high)
SELECT 'share of account-days on which hindsight gives another score', .05, avg((h.points IS DISTINCT FROM s.points)::int), 1
FROM hindsight AS h JOIN score AS s USING (day, account_id);
DROP SCHEMA cs_hindsight CASCADE;

\pset footer off
SELECT what, n1 AS leaving, round(auc, 3) AS auc FROM auc ORDER BY auc DESC;
SELECT what, low, round(value, 3) AS value, high, CASE WHEN value BETWEEN low AND high THEN 'ok' ELSE 'OUTSIDE' END AS verdict FROM checked ORDER BY nr;
DO $$
BEGIN
    IF EXISTS (SELECT FROM checked WHERE value IS NULL OR value NOT BETWEEN low AND high) THEN
        RAISE EXCEPTION 'the score is not what it should be: %', (SELECT string_agg(what || ' is ' || coalesce(round(value, 3)::text, 'unknown'), '; ' ORDER BY nr)
                                                                  FROM checked WHERE value IS NULL OR value NOT BETWEEN low AND high);
    END IF;
END $$;
