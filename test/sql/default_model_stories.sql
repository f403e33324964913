-- What requirements.md says of some kinds of customer, each on the day it should: a slow decliner, a collapse, an account never
-- used, a young one, a quiet one without a single ticket, and an outage of the usage feed.
\set ECHO none
\o /dev/null
\getenv inputdir PG_ABS_SRCDIR
\set ws stories_cs
\set oracle :inputdir '/oracle/'
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET client_min_messages = warning;
\set file :oracle 'golden_tables.sql'
\i :file
SET search_path = golden, public;
\set d0 'date ''2026-06-30'''
INSERT INTO feature VALUES ('f1', 'uc1', true);

-- A crowd of 60 people a day makes days judgeable. The feed stops after 10 July 2026; all that was missing comes on 1 September.
SELECT start('crowd'), used('crowd', '2023-06-01', '2023-06-01'), used('crowd', '2025-09-01', '2026-09-10', 60), asked('crowd', '2023-01-01', 1);
INSERT INTO engagement (account_id, engagement_id, at, kind) VALUES ('crowd', 'first', '2023-01-01 12:00+01', 'call');

-- slow: 20 people a day until a year ago, then one fewer from block to block of 28 days: 19, 18, … 8 in the block that ends on 30 June
SELECT start('slow'), used('slow', '2024-06-01', :d0 - 336, 20);
SELECT used('slow', :d0 - 28 * (k + 1) + 1, :d0 - 28 * k, 8 + k) FROM generate_series(0, 11) AS k;
-- cliff: 20 people a day, from 5 January 2026 on only 2
SELECT start('cliff'), used('cliff', '2024-06-01', '2026-01-04', 20), used('cliff', '2026-01-05', '2026-09-10', 2);
-- gone: 20 people a day until 31 May 2026, nobody since
SELECT start('gone'), used('gone', '2025-01-01', '2026-05-31', 20);
-- never: began on 1 March 2026, nobody has come yet
SELECT start('never', '2026-03-01');
-- young: began on 1 April 2026, five people every day
SELECT start('young', '2026-04-01'), used('young', '2026-04-01', '2026-07-10', 5);
-- quiet: steady usage, never a ticket; the one beside it has a ticket every month
SELECT start('quiet', seats => 10), used('quiet', '2024-06-01', '2026-09-10', 5),
       start('asks', seats => 10), used('asks', '2024-06-01', '2026-09-10', 5);
SELECT asked('asks', :d0 - 30 * k, 1) FROM generate_series(0, 20) AS k;
UPDATE ticket SET severity = 3, solved_at = opened_at + interval '1 day';
-- steady stands for everybody during the outage
SELECT start('steady', seats => 10), used('steady', '2024-06-01', '2026-09-10', 5);
UPDATE usage SET known_at = '2026-09-01 10:00+02' WHERE day BETWEEN '2026-07-11' AND '2026-08-31';
-- of the 77 rows that are usual then, 39 came on 9 September and 38 on the 10th
DELETE FROM usage WHERE account_id <> 'crowd' AND day >= '2026-09-09';
DELETE FROM usage WHERE day = '2026-09-09' AND substr(user_id, 2)::int > 39 OR day = '2026-09-10' AND substr(user_id, 2)::int > 38;

\set file :oracle 'golden_bind.sql'
\i :file

CREATE TABLE expected (day date, account_id text, measure text, value float8, reason text, flag text, PRIMARY KEY (day, account_id, measure));
-- The slow decliner: its best half-year stays in the baseline, so the level falls against it. 80 % is reached four blocks after the first
-- step down; below 80 % a block later (yellow), below 60 % when the tenth step is whole: 10 ÷ median(19 18 17 16 15 14 13 12 11, 4 × 20) = 10 ÷ 17.
INSERT INTO expected VALUES
    (:d0 - 224, 'slow', 'usage_level', 0.80, 'observed', NULL),
    (:d0 - 196, 'slow', 'usage_level', 0.75, 'observed', NULL),
    (:d0 - 112, 'slow', 'usage_level', 12::float8 / 19, 'observed', NULL),
    (:d0 - 84, 'slow', 'usage_level', 11::float8 / 18, 'observed', 'rebased'),
    (:d0 - 56, 'slow', 'usage_level', 10::float8 / 17, 'observed', 'rebased'),
    (:d0, 'slow', 'usage_level', 8::float8 / 15, 'observed', 'rebased'),
-- The collapse: n days after it (560 − 18 n) ÷ 560: below 80 % on the seventh day, below 60 % on the thirteenth, a tenth after four weeks.
-- A median of three months would call it normal in the third month; here it is still a tenth in the sixth, and then says that it was rebased.
    ('2026-01-04', 'cliff', 'usage_level', 1, 'observed', NULL),
    ('2026-01-10', 'cliff', 'usage_level', 452::float8 / 560, 'observed', NULL),
    ('2026-01-11', 'cliff', 'usage_level', 434::float8 / 560, 'observed', NULL),
    ('2026-01-16', 'cliff', 'usage_level', 344::float8 / 560, 'observed', NULL),
    ('2026-01-17', 'cliff', 'usage_level', 326::float8 / 560, 'observed', 'rebased'),
    ('2026-02-01', 'cliff', 'usage_level', 0.1, 'observed', 'rebased'),
    ('2026-06-21', 'cliff', 'usage_level', 0.1, 'observed', 'rebased'),
    ('2026-09-08', 'cliff', 'usage_level', 1, 'observed', 'rebased'),
-- Whoever stops reads 0 when the last day of use has left the block, not before.
    ('2026-06-27', 'gone', 'usage_level', 20::float8 / 560, 'observed', 'rebased'),
    ('2026-06-28', 'gone', 'usage_level', 0, 'observed', 'dormant'),
-- Never used: too young for a verdict for 89 days, 0 from the 90th.
    ('2026-05-28', 'never', 'usage_level', NULL, 'too_young', NULL),
    ('2026-05-29', 'never', 'usage_level', 0, 'observed', 'never_used'),
-- Young: two whole blocks before the current one need 84 days.
    ('2026-06-22', 'young', 'usage_level', NULL, 'too_young', NULL),
    ('2026-06-23', 'young', 'usage_level', 1, 'observed', NULL),
    ('2026-06-28', 'young', 'reach', NULL, 'too_young', NULL),
    ('2026-06-29', 'young', 'reach', 0, 'observed', NULL),
-- No ticket ever: nothing to measure is not missing.
    (:d0, 'quiet', 'ticket_change', NULL, 'not_applicable', NULL),
    (:d0, 'quiet', 'breaches_escalations', NULL, 'not_applicable', NULL),
    (:d0, 'quiet', 'critical_tickets', 0, 'observed', NULL),
-- The outage: three days nobody says a word, then the value of 10 July is shown as lagging, after ten days it no longer counts as the level,
-- after 35 nothing does. From 1 September on all is as if nothing had been, and 31 August still says what was known on 31 August.
    ('2026-07-10', 'steady', 'usage_level', 1, 'observed', NULL),
    ('2026-07-13', 'steady', 'usage_level', 1, 'observed', NULL),
    ('2026-07-14', 'steady', 'usage_level', 1, 'observed', 'lagging'),
    ('2026-07-20', 'steady', 'usage_level', 1, 'observed', 'lagging'),
    ('2026-07-21', 'steady', 'usage_level', NULL, 'feed_stale', NULL),
    ('2026-07-21', 'steady', 'feature_depth', NULL, 'feed_stale', NULL),
    ('2026-07-21', 'steady', 'capacity_used', 0.5, 'observed', 'lagging'),
    ('2026-08-31', 'steady', 'capacity_used', NULL, 'feed_stale', NULL),
    ('2026-08-31', 'steady', 'critical_tickets', 0, 'observed', NULL),
    ('2026-09-01', 'steady', 'usage_level', 1, 'observed', NULL),
    ('2026-09-01', 'steady', 'capacity_used', 0.5, 'observed', NULL);
-- half of the usual rows are a day, less are not
CREATE TABLE expected_until (day date, until_day date);
INSERT INTO expected_until VALUES
    ('2026-07-10', '2026-07-10'), ('2026-07-13', '2026-07-10'), ('2026-08-06', '2026-07-10'), ('2026-08-31', '2026-07-10'), ('2026-09-01', '2026-09-01'),
    ('2026-09-08', '2026-09-08'), ('2026-09-09', '2026-09-09'), ('2026-09-10', '2026-09-09');

SET search_path = public;
CREATE TEMP TABLE got AS SELECT NULL::date AS day, m.* FROM :ws.measures('2026-06-30') AS m LIMIT 0;
CREATE TEMP TABLE got_until (day date, until_day date);
SELECT format('INSERT INTO got SELECT %1$L, m.* FROM %2$I.measures(%1$L) AS m', day, :'ws') FROM golden.expected GROUP BY day ORDER BY day \gexec
SELECT format('INSERT INTO got_until SELECT %1$L, until_day FROM %2$I.feeds(%1$L) WHERE source = ''usage''', day, :'ws') FROM golden.expected_until \gexec
\o
\set ECHO all
-- what the workspace says otherwise, day by day: nothing
SELECT count(DISTINCT day) AS days, count(*) > 0 AS measured FROM got;
SELECT x.day, account_id, measure, x.value AS expected, m.value, x.reason AS expected, m.reason, x.flag AS expected, m.flag
  FROM golden.expected x LEFT JOIN got m USING (day, account_id, measure)
 WHERE (m.value, m.reason) IS DISTINCT FROM (x.value, x.reason)
    OR m.flag IS DISTINCT FROM x.flag AND measure <> 'ticket_change' ORDER BY 1, 2, 3;
SELECT * FROM golden.expected_until x LEFT JOIN got_until g USING (day) WHERE g.until_day IS DISTINCT FROM x.until_day;

-- Whoever never needed help has nothing missing there: support is its critical tickets alone, and what does not apply is left out of coverage:
-- (250 usage + 100 critical tickets + 162.5 of expansion) ÷ (250 + 100 + 250 + 150 of engagement, where nobody gave a pulse). One that asks
-- once a month has all three: (250 + 250 + 162.5) ÷ 900.
SELECT account_id, component, points, coverage FROM :ws.component_scores('2026-06-30')
 WHERE account_id IN ('quiet', 'asks') AND component = 'support' ORDER BY 1;
SELECT account_id, coverage FROM :ws.account_scores('2026-06-30') WHERE account_id IN ('quiet', 'asks') ORDER BY 1;
-- Too young for a score: no points, the reason, and what it could be
SELECT points, tier, reason, worst < best AS open FROM :ws.account_scores('2026-06-22') WHERE account_id = 'young';
-- The outage moves nobody's tier while the values are shown: as of the day before it, of its tenth day, and after the rows came.
SELECT count(DISTINCT (points, tier)) AS verdicts
  FROM (SELECT points, tier FROM :ws.account_scores('2026-07-10') WHERE account_id = 'steady'
        UNION ALL SELECT points, tier FROM :ws.account_scores('2026-07-20') WHERE account_id = 'steady'
        UNION ALL SELECT points, tier FROM :ws.account_scores('2026-09-01') WHERE account_id = 'steady') AS s;
\set ECHO none
\o /dev/null
SET client_min_messages = warning;
SELECT health_score.drop_workspace(:'ws', even_recorded => true);
DROP SCHEMA golden CASCADE;
