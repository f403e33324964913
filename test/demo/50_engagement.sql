-- People and what we have to do with each other: contacts and their roles, our own people, engagements, surveys, pulses.

-- Our people: 40 customer success managers in five teams, their managers, account executives.
CREATE TABLE demo.person AS
SELECT 'csm' || lpad(i::text, 2, '0') AS person, 'Morgan ' || chr(64 + 1 + i % 26) || '. ' || i AS full_name, 'csm' AS job,
       'csmlead' || (1 + i % 5) AS manager, 'team ' || (1 + i % 5) AS team, 40 AS weekly_hours, 'UTC' AS time_zone,
       date '2019-01-01' + i * 20 AS employed_from
FROM generate_series(1, 40) AS i
UNION ALL SELECT 'csmlead' || i, 'Robin ' || i, 'csm_manager', NULL, 'team ' || i, 20, 'UTC', date '2018-05-01' FROM generate_series(1, 5) AS i
UNION ALL SELECT 'ae' || i, 'Sam ' || i, 'ae', NULL, 'sales', 40, 'UTC', date '2018-05-01' FROM generate_series(1, 10) AS i;

-- One account in eight changed its csm within the two years.
CREATE TABLE demo.account_team AS
WITH csm AS (
    SELECT account_id, h, csm, started_on,
           CASE WHEN NOT is_cast AND demo.uniform('csm changes', h) < .12 AND started_on < :'last_day'::date - 200
                THEN greatest(:'first_day'::date, started_on + 30) + floor(demo.uniform('csm change', h)
                     * (:'last_day'::date - greatest(:'first_day'::date, started_on + 30)))::int END AS changed_on,
           'csm' || lpad((1 + floor(demo.uniform('next csm', h) * 40))::text, 2, '0') AS next_csm
    FROM demo.truth_account WHERE merged_into IS NULL
)
SELECT account_id, csm AS person, 'csm' AS duty, started_on AS valid_from, changed_on AS valid_to FROM csm
UNION ALL SELECT account_id, next_csm, 'csm', changed_on, NULL FROM csm WHERE changed_on IS NOT NULL
UNION ALL SELECT account_id, 'ae' || (1 + floor(demo.uniform('ae', h) * 10)), 'ae', started_on, NULL FROM csm;
COMMENT ON TABLE demo.account_team IS 'who looks after an account, [valid_from, valid_to)';

-- Contacts 1 champion, 2 executive sponsor, 3 economic buyer, 4 and on users; 90 and 91 are successors of 2 and 1.
CREATE TABLE demo.contact AS
WITH person AS (
    SELECT a.*, j, demo.hash(j, demo.hash('contact', a.h)) AS ch, least(3 + a.users / 2, 11) AS contacts
    FROM demo.truth_account AS a, LATERAL generate_series(1, least(3 + a.users / 2, 11)) AS j
    UNION ALL SELECT a.*, 90, demo.hash(90, demo.hash('contact', a.h)), 0 FROM demo.truth_account AS a WHERE sponsor_replaced
    UNION ALL SELECT a.*, 91, demo.hash(91, demo.hash('contact', a.h)), 0 FROM demo.truth_account AS a WHERE demo.uniform('champion leaves', h) < .09
)
SELECT account_id * 100 + j AS contact_id, account_id,
       (ARRAY['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gita', 'Hugo', 'Ines', 'Jon', 'Kai', 'Lea', 'Max', 'Nora', 'Otto', 'Pia'])[1 + (ch & 15)]
       || ' ' || (ARRAY['Abel', 'Brandt', 'Cruz', 'Dahl', 'Evans', 'Fischer', 'Garcia', 'Huber', 'Ito', 'Jansen', 'Kaur', 'Lopez', 'Meyer',
                        'Novak', 'Okafor', 'Petit'])[1 + ((ch >> 4) & 15)] AS full_name,
       'contact' || account_id || '.' || j || '@customer.example' AS email,
       CASE WHEN j IN (2, 90) THEN 'Chief Operating Officer' WHEN j = 3 THEN 'Finance Director' WHEN j IN (1, 91) THEN 'Head of Operations'
            WHEN j = 4 THEN 'System Administrator' ELSE 'Specialist' END AS job_title,
       -- one account in twenty never had a level recorded
       CASE WHEN NOT is_cast AND demo.uniform('no level', h) < .05 THEN NULL
            WHEN j IN (2, 90) THEN 'executive' WHEN j = 3 THEN 'director' WHEN j IN (1, 91) THEN 'manager' ELSE 'individual' END AS level,
       -- the executives do not sign in themselves
       CASE WHEN j IN (2, 3, 90) THEN NULL ELSE 'u' || account_id || '.' || CASE j WHEN 1 THEN 1 WHEN 91 THEN 3 ELSE j - 2 END END AS user_id,
       CASE WHEN j = 90 THEN sponsor_left_on + 10 ELSE started_on END AS created_on
FROM person;
COMMENT ON TABLE demo.contact IS 'people at the customers';

-- Roles. left_on is what happened, recorded_on when somebody wrote it down: 5–40 days later, or 60–120 where it went unseen.
CREATE TABLE demo.contact_role AS
WITH account AS (
    SELECT *, CASE WHEN demo.uniform('champion leaves', h) < .20 AND NOT is_cast AND started_on < :'last_day'::date - 200
                   THEN greatest(:'first_day'::date, started_on + 90) + floor(demo.uniform('champion left', h)
                        * (:'last_day'::date - greatest(:'first_day'::date, started_on + 90)))::int END AS champion_left_on,
           5 + floor(demo.uniform('recorded', h) * 36)::int AS late
    FROM demo.truth_account
), role AS (
    SELECT account_id, 1 AS j, 'champion' AS role, started_on AS valid_from, champion_left_on AS left_on, champion_left_on + late AS recorded_on FROM account
    UNION ALL SELECT account_id, 91, 'champion', champion_left_on + 12, NULL, NULL FROM account
              WHERE champion_left_on IS NOT NULL AND demo.uniform('champion leaves', h) < .09
    UNION ALL SELECT account_id, 2, 'executive_sponsor', started_on, sponsor_left_on,
                     sponsor_left_on + CASE WHEN trait = 'sponsor_gone_unseen' AND NOT is_twin THEN 60 + late * 3 / 2 ELSE late END
              FROM account WHERE is_cast OR trait = 'sponsor_gone_unseen' OR demo.uniform('no sponsor recorded', h) >= .15
    UNION ALL SELECT account_id, 90, 'executive_sponsor', sponsor_left_on + 14, NULL, NULL FROM account WHERE sponsor_replaced
    UNION ALL SELECT account_id, 3, 'economic_buyer', started_on, NULL, NULL FROM account
    UNION ALL SELECT account_id, 4, 'admin', started_on, NULL, NULL FROM account WHERE users >= 2
    UNION ALL SELECT account_id, j, 'user', started_on, NULL, NULL FROM account, LATERAL generate_series(5, least(3 + users / 2, 11)) AS j
)
SELECT account_id * 100 + j AS contact_id, role, valid_from, left_on,
       CASE WHEN recorded_on <= :'last_day' THEN recorded_on END AS recorded_on
FROM role WHERE valid_from <= :'last_day';
COMMENT ON TABLE demo.contact_role IS 'roles of contacts; left_on is the truth, recorded_on the day it was known';

-- Engagements. How an account answers follows its health three to six weeks later; the hollow green answer whatever happens,
-- and the twin of a polite exit keeps answering.
CREATE TABLE demo.truth_touch AS
WITH weekly AS (
    SELECT a.account_id, demo.hash('touch', a.h) AS h, demo.hash('touch day', a.h) AS day_h, a.n, t.week, l.from_day, least(l.to_day, :'last_day'::date + 1) AS to_day, a.segment,
           a.sponsor_left_on, a.sponsor_replaced, least(3 + a.users / 2, 11) AS contacts, m.more_answers,
           CASE WHEN a.trait = 'hollow_green' THEN greatest(m.health, .82)
                WHEN a.trait = 'polite_exit' AND a.is_twin THEN a.mean_health
                WHEN a.trait = 'sponsor_gone_unseen' THEN greatest(m.health, .6) ELSE m.health END AS health
    FROM demo.truth_account AS a
    JOIN demo.truth_life AS l USING (account_id)
    JOIN demo.truth_week AS t ON t.account_id = a.account_id AND t.week BETWEEN 0 AND 104
        AND t.week >= demo.week_of(l.from_day, :'first_day') AND (l.to_day IS NULL OR t.week <= demo.week_of(l.to_day, :'first_day'))
    JOIN demo.truth_week AS lagged ON lagged.account_id = a.account_id AND lagged.week = t.week - a.lag_engagement
    CROSS JOIN LATERAL (SELECT demo.between(.02, lagged.health + CASE WHEN a.is_cast THEN 0 ELSE a.manner_meetings END, .98) AS health,
                              CASE WHEN a.is_cast OR a.trait = 'hollow_green' THEN 0 ELSE a.manner_answers - a.manner_meetings END AS more_answers) AS m
    WHERE NOT a.lacks_engagement AND (a.merged_into IS NULL OR t.week < 60)
), kind (kind_no, kind, direction, base, slope, seconds) AS (VALUES
    (1, 'email', 'outbound', .38, 0.0, 36000), (2, 'email', 'inbound', .02, .24, 40000), (3, 'meeting', NULL, .04, .19, 50400),
    (4, 'call', 'outbound', .06, .02, 46800), (5, 'qbr', NULL, 1, 0, 54000), (6, 'executive', NULL, -.014, .066, 57600),
    (7, 'training', NULL, .004, .025, 43200), (8, 'campaign', 'outbound', .10, 0, 28800), (9, 'content', 'outbound', .04, 0, 28800),
    (10, 'webinar', 'inbound', .002, .018, 54000), (11, 'community', 'inbound', 0, .02, 61200), (12, 'insight', 'outbound', .035, 0, 39600),
    (13, 'guidance', 'outbound', .03, 0, 39600), (14, 'reference', 'inbound', -.004, .009, 39600), (15, 'win_shared', 'inbound', -.006, .018, 39600),
    (16, 'compliance', 'outbound', .006, 0, 32400))
SELECT account_id, n, week, kind, direction, health, more_answers, contacts, r, sponsor_left_on, sponsor_replaced, seconds, day,
       row_number() OVER (ORDER BY day, kind_no, account_id, week)::bigint AS engagement_id
FROM (SELECT w.*, k.*, demo.hash(week * 32 + kind_no, h) AS r,
             -- on a working day of the week
             :'first_day'::date + 7 * week + floor(demo.uniform(week * 32 + kind_no, day_h) * 7)::int AS any_day
      FROM weekly AS w CROSS JOIN kind AS k) AS t,
     LATERAL (SELECT any_day - CASE extract(isodow FROM any_day) WHEN 6 THEN 1 WHEN 7 THEN 2 ELSE 0 END AS day) AS d
WHERE CASE WHEN kind = 'qbr' THEN (week + n) % CASE segment WHEN 'smb' THEN 17 ELSE 13 END = 0
           ELSE (r & 1048575) < 1048576 * (base + slope * health) END
  AND day >= from_day AND day < to_day AND day >= :'first_day';

CREATE TABLE demo.engagement AS
SELECT engagement_id, account_id, kind, direction, status,
       scheduled_for, CASE WHEN status = 'rescheduled' THEN scheduled_for + interval '7 days' ELSE scheduled_for END AS occurred_at,
       CASE WHEN kind IN ('meeting', 'qbr', 'executive', 'call', 'training') AND status IS NOT DISTINCT FROM 'held' THEN 20 + ((r >> 34) & 31)::int END AS minutes,
       CASE WHEN kind IN ('email', 'call') THEN round(demo.between(5, 15 + 110 * health * demo.uniform(7, r), 200))::int END AS words
FROM demo.truth_touch,
     LATERAL (SELECT demo.at(day, seconds + ((r >> 20) & 4095)) AS scheduled_for,
                     CASE WHEN kind IN ('meeting', 'qbr', 'executive', 'training') THEN
                          CASE WHEN demo.uniform(1, r) < CASE kind WHEN 'qbr' THEN .32 + .66 * health ELSE .72 + .25 * health END THEN 'held'
                               ELSE demo.pick(ARRAY['no_show', 'missed', 'cancelled', 'cancelled', 'cancelled_by_us', 'rescheduled'], demo.uniform(2, r)) END
                     END AS status) AS s;
COMMENT ON TABLE demo.engagement IS 'what we did together: one row per meeting, mail, call, campaign';

-- Who took part or was written to. An email goes to one person: the champion alone where health is poor, anybody where
-- it is good. An executive comes to QBRs, and to meetings now and then, as long as there is one.
CREATE TABLE demo.engagement_participant AS
WITH seat AS (
    SELECT t.*, e.status, e.occurred_at, s AS seat,
           1 + floor(demo.uniform(20 + s, t.r) * demo.between(1, .8 + t.health * t.contacts * .9, t.contacts))::int AS any_j,
           CASE WHEN t.day < t.sponsor_left_on OR t.sponsor_left_on IS NULL THEN 2
                WHEN t.sponsor_replaced AND t.day > t.sponsor_left_on + 20 THEN 90 END AS executive_j
    FROM demo.truth_touch AS t JOIN demo.engagement AS e USING (engagement_id),
         LATERAL generate_series(1, CASE WHEN t.kind IN ('meeting', 'qbr', 'training', 'webinar')
                                         THEN 1 + floor(demo.uniform(3, t.r) * (.8 + 2.6 * t.health))::int ELSE 1 END) AS s
), who AS (
    SELECT *, CASE WHEN seat = 1 AND executive_j IS NOT NULL AND demo.uniform(4, r) < CASE kind
                        WHEN 'executive' THEN .95 WHEN 'qbr' THEN 1.5 * health - .25 WHEN 'meeting' THEN .36 * health * health ELSE .03 END
                   THEN executive_j
                   -- the sponsor is met in the seat above, or not at all
                   WHEN any_j = 2 THEN 1 ELSE any_j END AS j
    FROM seat
)
SELECT DISTINCT ON (engagement_id, contact_id) engagement_id, account_id * 100 + j AS contact_id,
       CASE WHEN status IS NULL AND kind <> 'webinar' THEN NULL ELSE status IS NOT DISTINCT FROM 'held' AND demo.uniform(50 + seat, r) < .93 END AS attended,
       CASE WHEN direction = 'outbound' AND kind NOT IN ('campaign', 'content') AND demo.uniform(5, r) < demo.between(.05, .20 + .70 * (health + more_answers), .97)
            THEN CASE WHEN answered < demo.at(:'last_day'::date + 1, 0) THEN answered END END AS responded_at
FROM who, LATERAL (SELECT date_trunc('second', occurred_at + interval '1 hour' * CASE WHEN demo.uniform(6, r) < .55 + .35 * health
                              THEN 1 + 90 * demo.uniform(8, r) ELSE 170 + 200 * demo.uniform(8, r) END) AS answered) AS a
ORDER BY engagement_id, contact_id, seat;
DROP TABLE demo.truth_touch;
COMMENT ON TABLE demo.engagement_participant IS 'the customer''s people in an engagement, and when they answered';

-- NPS once a quarter to the champion, sponsor, buyer and admin. The chance of an answer rises with health, and falls first where health falls.
CREATE TABLE demo.survey_send AS
SELECT row_number() OVER (ORDER BY sent_at, contact_id)::bigint AS survey_id, account_id, contact_id, 'nps' AS kind, sent_at,
       CASE WHEN answers AND answered < demo.at(:'last_day'::date + 1, 0) THEN answered END AS responded_at,
       CASE WHEN answers AND answered < demo.at(:'last_day'::date + 1, 0) THEN score END AS score
FROM (SELECT a.account_id, c.contact_id, demo.at(q.day, 32400) AS sent_at,
             demo.uniform(1, r) < (.12 + .55 * now.health) * CASE WHEN now.health < before.health - .08 THEN .35 ELSE 1 END AS answers,
             date_trunc('second', demo.at(q.day, 32400) + (2 + 280 * demo.uniform(2, r)) * interval '1 hour') AS answered,
             CASE WHEN a.trait = 'polite_exit' THEN 7 + (demo.uniform(3, r) < .5)::int
                  ELSE round(demo.between(0, 2.6 + 8 * now.health + 1.3 * demo.normal(4, r), 10))::int END AS score
      FROM demo.truth_account AS a
      JOIN demo.truth_life AS l USING (account_id)
      CROSS JOIN LATERAL (SELECT :'first_day'::date + 91 * i + a.n % 91 AS day FROM generate_series(0, 7) AS i) AS q
      JOIN demo.contact AS c ON c.account_id = a.account_id AND c.contact_id % 100 <= 4
      JOIN demo.truth_week AS now ON now.account_id = a.account_id AND now.week = demo.week_of(q.day, :'first_day') - 2
      JOIN demo.truth_week AS before ON before.account_id = a.account_id AND before.week = now.week - 13
      CROSS JOIN LATERAL (SELECT demo.hash(q.day - date '2000-01-01', demo.hash(c.contact_id, a.h)) AS r) AS x
      WHERE a.merged_into IS NULL AND q.day >= l.from_day + 45 AND (q.day < l.to_day OR l.to_day IS NULL) AND q.day <= :'last_day'
        AND NOT (c.contact_id % 100 = 2 AND q.day >= coalesce(a.sponsor_left_on, 'infinity'))) AS s;
COMMENT ON TABLE demo.survey_send IS 'surveys sent, answered or not';

ANALYZE demo.person, demo.account_team;

-- The CSM's own judgement, given every 30–60 days, of which 30 % are forgotten. Each CSM sees things 5–25 points
-- rosier than they are and is slow to change an opinion; three push it up in the last days of a quarter.
CREATE TABLE demo.csm_pulse AS
WITH bias AS (
    SELECT person, 5 + 20 * demo.uniform(person, :seed) AS points, person IN ('csm07', 'csm19', 'csm33') AS pushes FROM demo.person WHERE job = 'csm'
), due AS (
    SELECT a.account_id, a.h, a.started_on, :'first_day'::date + floor((30 + 30 * demo.uniform('pulse every', a.h)) * (i + demo.uniform('pulse phase', a.h)))::int AS day, i
    FROM demo.truth_account AS a, LATERAL generate_series(0, 24) AS i WHERE a.merged_into IS NULL
    UNION ALL   -- the pushed ones
    SELECT a.account_id, a.h, a.started_on, (q.day + interval '3 months')::date - 1 - floor(demo.uniform(q.i, demo.hash('push', a.h)) * 4)::int, 100 + q.i
    FROM demo.truth_account AS a JOIN bias AS b ON b.person = a.csm AND b.pushes,
         LATERAL (SELECT date_trunc('quarter', :'first_day'::date)::date + i * 91 AS any_day, i FROM generate_series(0, 7) AS i) AS g,
         LATERAL (SELECT date_trunc('quarter', g.any_day + 20)::date AS day, g.i) AS q
    WHERE a.merged_into IS NULL AND demo.uniform(q.i, demo.hash('pushed', a.h)) < .6
), seen AS (
    SELECT d.account_id, d.h, d.day, d.i, b.person, d.i >= 100 AS is_pushed,
           100 * (.35 * w0.health + .30 * w1.health + .35 * w2.health) + b.points + 14 * demo.normal(d.i, demo.hash('pulse', d.h)) + 32 * demo.normal('sympathy', d.h)
             + CASE WHEN d.i >= 100 THEN 18 ELSE 0 END AS points
    FROM due AS d
    JOIN demo.truth_life AS l ON l.account_id = d.account_id AND d.day >= l.from_day + 20 AND (d.day < l.to_day OR l.to_day IS NULL)
    JOIN demo.account_team AS t ON t.account_id = d.account_id AND t.duty = 'csm' AND d.day >= t.valid_from AND (d.day < t.valid_to OR t.valid_to IS NULL)
    JOIN bias AS b USING (person)
    JOIN demo.truth_week AS w0 ON w0.account_id = d.account_id AND w0.week = demo.week_of(d.day, :'first_day')
    JOIN demo.truth_week AS w1 ON w1.account_id = d.account_id AND w1.week = w0.week - 10
    JOIN demo.truth_week AS w2 ON w2.account_id = d.account_id AND w2.week = w0.week - 22
    WHERE d.day BETWEEN :'first_day' AND :'last_day' AND (d.i >= 100 OR demo.uniform(d.i, demo.hash('forgotten', d.h)) >= .30)
)
SELECT row_number() OVER (ORDER BY day, account_id, i)::bigint AS pulse_id, account_id,
       demo.at(day, 30000 + floor(demo.uniform(i, demo.hash('pulse time', h)) * 28000)) AS recorded_at, person AS author,
       CASE WHEN points >= 56 THEN 'green' WHEN points >= 15 THEN 'yellow' ELSE 'red' END AS value,
       CASE WHEN demo.uniform(i, demo.hash('sure', h)) < .5 THEN 'high' ELSE 'medium' END AS confidence,
       CASE WHEN points < 15 THEN 'hard to reach' END AS reason
FROM seen;
COMMENT ON TABLE demo.csm_pulse IS 'the judgement of the customer success managers';
