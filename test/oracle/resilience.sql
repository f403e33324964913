-- 66: the score without the contact who took part on the most days of W(90). The composite is worked out by scores.sql, from other measures.

CREATE TABLE oracle.top_contact AS
SELECT DISTINCT ON (account_id) account_id, contact_id, days
  FROM (SELECT account_id, contact_id, count(DISTINCT day) AS days, max(day) AS last_day
          FROM oracle.engagement
         WHERE took_part AND contact_id IS NOT NULL AND day > :'engagement_e'::date - 90 AND day <= :'engagement_e'::date
         GROUP BY account_id, contact_id) AS seen
 ORDER BY account_id, days DESC, last_day DESC, contact_id COLLATE "C";
ALTER TABLE oracle.top_contact ADD PRIMARY KEY (account_id);
ANALYZE oracle.top_contact;

-- what is left of engagement when nothing of that contact's is
CREATE TABLE oracle.other_engagement AS
SELECT g.* FROM oracle.engagement g
 WHERE NOT EXISTS (SELECT FROM oracle.top_contact t WHERE t.account_id = g.account_id AND t.contact_id = g.contact_id);
CREATE INDEX ON oracle.other_engagement (account_id);
ANALYZE oracle.other_engagement;

CREATE TABLE oracle.without AS
SELECT t.account_id, x.measure, x.value, x.reason
  FROM oracle.top_contact t
  JOIN oracle.account a USING (account_id)
 CROSS JOIN LATERAL (
       SELECT (SELECT max(g.day) FROM oracle.other_engagement g
                JOIN oracle.contact c ON c.account_id = g.account_id AND c.contact_id = g.contact_id
                 AND c.level = 'executive' AND g.day >= c.valid_from AND g.day < c.valid_to
               WHERE g.account_id = t.account_id AND g.kind IN ('meeting', 'qbr', 'executive') AND g.was_held
                 AND g.day <= :'engagement_e'::date) AS executive_on,
              (SELECT count(DISTINCT g.contact_id) FROM oracle.other_engagement g
                WHERE g.account_id = t.account_id AND g.took_part
                  AND g.day > :'engagement_e'::date - 90 AND g.day <= :'engagement_e'::date) AS reach) AS o
 CROSS JOIN LATERAL (
       SELECT count(*) AS n, count(*) FILTER (WHERE in_time) AS x
         FROM (SELECT bool_or(g.responded_at IS NOT NULL AND
                              (SELECT count(*) FROM oracle.working_day w
                                WHERE w.day > g.day AND w.day <= (g.responded_at AT TIME ZONE :'zone')::date) <= 5) AS in_time
                 FROM oracle.other_engagement g
                WHERE g.account_id = t.account_id AND g.direction = 'outbound' AND g.kind NOT IN ('campaign', 'content')
                  AND g.day > :'engagement_e'::date - 97 AND g.day <= :'engagement_e'::date - 7
                GROUP BY g.engagement_id) AS asked) AS r
 CROSS JOIN LATERAL (VALUES
       ('executive_touch', (:'engagement_e'::date - coalesce(o.executive_on, a.started_on))::float8, 'observed'),
       ('reach', o.reach, 'observed'),
       ('responsiveness', (r.x + 5 * 0.60::float8) / (r.n + 5), CASE WHEN r.n > 0 THEN 'observed' ELSE 'not_applicable' END),
       -- the only champion of today would be gone without another
       ('champion_gone', (SELECT CASE WHEN count(*) > 0 AND bool_and(c.contact_id = t.contact_id) THEN 1 END FROM oracle.contact c
                           WHERE c.account_id = t.account_id AND c.role = 'champion' AND (c.is_active IS NOT FALSE OR c.valid_to < 'infinity')
                             AND c.valid_to > :'as_of'::date), 'observed')) AS x(measure, value, reason)
 WHERE x.value IS NOT NULL;

ALTER SCHEMA oracle RENAME TO oracle_of_all;
CREATE SCHEMA oracle;
CREATE TABLE oracle.account AS TABLE oracle_of_all.account;
CREATE TABLE oracle.measure AS
SELECT m.account_id, m.measure,
       CASE WHEN m.reason <> 'observed' OR w.measure IS NULL THEN m.value WHEN w.reason = 'observed' THEN w.value END AS value,
       CASE WHEN m.reason = 'observed' THEN coalesce(w.reason, 'observed') ELSE m.reason END AS reason
  FROM oracle_of_all.measure m LEFT JOIN oracle_of_all.without w USING (account_id, measure);
ALTER TABLE oracle.measure ADD PRIMARY KEY (account_id, measure);
ANALYZE oracle.measure;
\ir scores.sql
CREATE TABLE oracle_of_all.score_without AS
    SELECT account_id, contact_id, days, points, tier FROM oracle.score LEFT JOIN oracle_of_all.top_contact USING (account_id);
SET client_min_messages = warning;
DROP SCHEMA oracle CASCADE;
ALTER SCHEMA oracle_of_all RENAME TO oracle;
