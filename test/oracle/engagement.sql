-- Engagement: executive touch, responsiveness, reach, QBRs, the roles' last touch, pulse.

CREATE TABLE oracle.engagement AS
    SELECT g.account_id, g.engagement_id, g.at, (g.at AT TIME ZONE :'zone')::date AS day,
           (coalesce(g.scheduled_for, g.at) AT TIME ZONE :'zone')::date AS due_day,
           g.kind, g.direction, g.status, g.contact_id, g.attended,
           -- an answer comes after what it answers, and counts once it came
           CASE WHEN g.responded_at > g.at AND g.responded_at < :'end_d' THEN g.responded_at END AS responded_at
      FROM :ws.source_engagement g
      JOIN oracle.account a USING (account_id)
     WHERE g.at < :'end_d' AND (g.known_at IS NULL OR g.known_at < :'end_d')
       AND (g.at AT TIME ZONE :'zone')::date >= a.started_on;
CREATE INDEX ON oracle.engagement (account_id);
ANALYZE oracle.engagement;

-- a meeting was held, also where nobody recorded a status and it is past; took_part: the contact was there, wrote or answered.
-- Reading: for taking part "held" is the status itself, for an e-mail without a status is no meeting.
ALTER TABLE oracle.engagement ADD was_held boolean, ADD took_part boolean;
UPDATE oracle.engagement
   SET was_held = (status = 'held' OR (status IS NULL AND due_day <= :'engagement_e'::date)) AND attended IS NOT FALSE,
       took_part = direction = 'inbound' OR responded_at IS NOT NULL OR attended OR (status = 'held' AND attended IS NOT FALSE);

CREATE TABLE oracle.contact AS
    SELECT c.account_id, c.contact_id, c.role, c.level, c.is_active,
           coalesce(c.valid_from, '-infinity') AS valid_from, coalesce(c.valid_to, 'infinity') AS valid_to
      FROM :ws.source_contact c
      JOIN oracle.account USING (account_id)
     WHERE coalesce(c.valid_from, '-infinity') <= :'as_of'::date AND (c.known_at IS NULL OR c.known_at < :'end_d');
CREATE INDEX ON oracle.contact (account_id);
ANALYZE oracle.contact;

-- 60: days since the last held meeting with somebody who was an executive on that day
INSERT INTO oracle.raw
SELECT a.account_id, 'executive_touch', :'engagement_e'::date - coalesce(g.day, a.started_on),
       CASE WHEN EXISTS (SELECT FROM oracle.contact c WHERE c.account_id = a.account_id AND c.level IS NOT NULL)
            THEN 'observed' ELSE 'not_recorded' END, CASE WHEN g.day IS NULL THEN 'never' END, g.n
  FROM oracle.account a
  LEFT JOIN (SELECT g.account_id, max(g.day) AS day, count(DISTINCT g.engagement_id) AS n
               FROM oracle.engagement g
               JOIN oracle.contact c ON c.account_id = g.account_id AND c.contact_id = g.contact_id
                AND c.level = 'executive' AND g.day >= c.valid_from AND g.day < c.valid_to
              WHERE g.kind IN ('meeting', 'qbr', 'executive') AND g.was_held
                AND g.day <= :'engagement_e'::date
              GROUP BY g.account_id) AS g USING (account_id);

-- 64, 65: days since the champion, the sponsor was last touched
INSERT INTO oracle.raw
SELECT a.account_id, r.measure, :'engagement_e'::date - coalesce(g.day, a.started_on),
       CASE WHEN EXISTS (SELECT FROM oracle.contact c WHERE c.account_id = a.account_id AND c.role = r.role)
            THEN 'observed' ELSE 'not_recorded' END, CASE WHEN g.day IS NULL THEN 'never' END, NULL
  FROM oracle.account a
 CROSS JOIN (VALUES ('champion_touch', 'champion'), ('sponsor_touch', 'executive_sponsor')) AS r(measure, role)
  LEFT JOIN (SELECT g.account_id, c.role, max(g.day) AS day
               FROM oracle.engagement g
               JOIN oracle.contact c ON c.account_id = g.account_id AND c.contact_id = g.contact_id
                AND g.day >= c.valid_from AND g.day < c.valid_to
              WHERE g.took_part AND g.day <= :'engagement_e'::date
              GROUP BY g.account_id, c.role) AS g ON g.account_id = a.account_id AND g.role = r.role;

-- 62: outbound answered within 5 working days
INSERT INTO oracle.raw
SELECT a.account_id, 'responsiveness', (coalesce(x, 0) + 5 * 0.60::float8) / (coalesce(n, 0) + 5),
       CASE WHEN n > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, coalesce(n, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(DISTINCT engagement_id) AS n,
                    count(DISTINCT engagement_id) FILTER (
                        WHERE responded_at IS NOT NULL
                          AND (SELECT count(*) FROM oracle.working_day w
                                WHERE w.day > g.day AND w.day <= (g.responded_at AT TIME ZONE :'zone')::date) <= 5) AS x
               FROM oracle.engagement g
              WHERE direction = 'outbound' AND kind NOT IN ('campaign', 'content')
                AND day > :'engagement_e'::date - 97 AND day <= :'engagement_e'::date - 7
              GROUP BY account_id) AS g USING (account_id);

-- 66: distinct engaged contacts
INSERT INTO oracle.raw
SELECT a.account_id, 'reach', coalesce(n, 0), 'observed', CASE WHEN n = 1 THEN 'single_threaded' END, coalesce(n, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(DISTINCT contact_id) AS n
               FROM oracle.engagement
              WHERE day > :'engagement_e'::date - 90 AND day <= :'engagement_e'::date
                AND took_part
              GROUP BY account_id) AS g USING (account_id);

-- each at the highest level that was recorded for the days on which they took part
INSERT INTO oracle.raw
SELECT a.account_id, l.measure, count(g.contact_id),
       CASE WHEN EXISTS (SELECT FROM oracle.contact c WHERE c.account_id = a.account_id AND c.level IS NOT NULL)
            THEN 'observed' ELSE 'not_recorded' END, NULL, NULL
  FROM oracle.account a
 CROSS JOIN (VALUES ('reach_executives', 1), ('reach_directors', 2), ('reach_managers', 3), ('reach_individuals', 4)) AS l(measure, rank)
  LEFT JOIN (SELECT g.account_id, g.contact_id,
                    min(CASE c.level WHEN 'executive' THEN 1 WHEN 'director' THEN 2 WHEN 'manager' THEN 3 WHEN 'individual' THEN 4 END) AS rank
               FROM oracle.engagement g
               JOIN oracle.contact c ON c.account_id = g.account_id AND c.contact_id = g.contact_id
                AND g.day >= c.valid_from AND g.day < c.valid_to
              WHERE g.took_part AND g.day > :'engagement_e'::date - 90 AND g.day <= :'engagement_e'::date
              GROUP BY g.account_id, g.contact_id) AS g ON g.account_id = a.account_id AND g.rank = l.rank
 GROUP BY a.account_id, l.measure;

-- 62: working days to the answer, of what is not answered by e to then, once per engagement
CREATE TABLE oracle.wait AS
SELECT account_id, engagement_id, bool_or(is_answered) AS is_answered, min(days) AS days
  FROM (SELECT g.account_id, g.engagement_id, a.day IS NOT NULL AS is_answered,
               (SELECT count(*) FROM oracle.working_day w WHERE w.day > g.day AND w.day <= coalesce(a.day, :'engagement_e'::date)) AS days
          FROM oracle.engagement g
          LEFT JOIN LATERAL (SELECT x.day FROM (SELECT (g.responded_at AT TIME ZONE :'zone')::date AS day) AS x
                              WHERE x.day <= :'engagement_e'::date) AS a ON true
         WHERE g.direction = 'outbound' AND g.kind NOT IN ('campaign', 'content')
           AND g.day > :'engagement_e'::date - 97 AND g.day <= :'engagement_e'::date - 7) AS one_contact
 GROUP BY account_id, engagement_id;
CREATE INDEX ON oracle.wait ((account_id::text), days);
ANALYZE oracle.wait;

-- The product-limit curve as an exact fraction. Where it is one half, the middle between there and its next fall.
CREATE FUNCTION oracle.median_wait(account text) RETURNS float8 LANGUAGE plpgsql STABLE AS $$
DECLARE
    top numeric := 1;
    bottom numeric := 1;
    half float8;
    step record;
BEGIN
    FOR step IN
        SELECT days, count(*) FILTER (WHERE is_answered) AS ended,
               (SELECT count(*) FROM oracle.wait o WHERE o.account_id::text = account AND o.days >= w.days) AS at_risk
          FROM oracle.wait w WHERE w.account_id::text = account GROUP BY days ORDER BY days
    LOOP
        CONTINUE WHEN step.ended = 0;
        IF half IS NOT NULL THEN RETURN (half + step.days) / 2; END IF;
        top := top * (step.at_risk - step.ended);
        bottom := bottom * step.at_risk;
        IF 2 * top < bottom THEN RETURN step.days; END IF;
        IF 2 * top = bottom THEN half := step.days; END IF;
    END LOOP;
    RETURN half;
END $$;
CREATE TABLE oracle.waits AS
SELECT account_id, count(*) AS n, max(days) AS longest, oracle.median_wait(account_id::text) AS median FROM oracle.wait GROUP BY account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'answer_time', coalesce(w.median, w.longest), CASE WHEN w.n > 0 THEN 'observed' ELSE 'not_applicable' END,
       CASE WHEN w.median IS NULL THEN 'not_reached' END, coalesce(w.n, 0)
  FROM oracle.account a LEFT JOIN oracle.waits w USING (account_id);

-- 63: of the last four QBRs that were due, how many were held
INSERT INTO oracle.raw
SELECT a.account_id, 'qbr_attendance', count(*) FILTER (WHERE held)::float8 / nullif(count(nth), 0),
       CASE WHEN count(nth) > 0 THEN 'observed' ELSE 'not_applicable' END,
       CASE WHEN bool_or(nth = 1 AND NOT held) THEN 'missed_qbr' END, count(nth)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, coalesce(status, 'held') = 'held' AS held,
                    row_number() OVER (PARTITION BY account_id ORDER BY due_day DESC, engagement_id DESC) AS nth
               FROM (SELECT DISTINCT ON (account_id, engagement_id) account_id, engagement_id, due_day, status
                       FROM oracle.engagement
                      WHERE kind = 'qbr' AND due_day <= :'engagement_e'::date
                        AND coalesce(status, 'held') IN ('held', 'missed', 'no_show', 'cancelled')
                      ORDER BY account_id, engagement_id, due_day) AS qbr) AS q
       ON q.account_id = a.account_id AND nth <= 4
 GROUP BY a.account_id;

-- 116: the latest pulse of the last 90 days, unless another csm has taken over since
INSERT INTO oracle.raw
SELECT a.account_id, 'pulse', CASE p.value WHEN 'red' THEN 20 WHEN 'yellow' THEN 70 WHEN 'green' THEN 90 END,
       CASE WHEN p.value IS NULL OR v.is_void THEN 'not_recorded' ELSE 'observed' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN (SELECT DISTINCT ON (p.account_id) p.account_id, p.value::text AS value, (p.at AT TIME ZONE :'zone')::date AS day
               FROM (SELECT account_id, at, value, known_at FROM :ws.pulse
                     UNION ALL SELECT account_id, at, value, known_at FROM :ws.source_pulse) AS p
               JOIN oracle.account a USING (account_id)
              WHERE p.at < :'end_d' AND (p.known_at IS NULL OR p.known_at < :'end_d')
                AND (p.at AT TIME ZONE :'zone')::date >= a.started_on
                AND (p.at AT TIME ZONE :'zone')::date > :'as_of'::date - 90
              ORDER BY p.account_id, p.at DESC) AS p USING (account_id)
 CROSS JOIN LATERAL (
       SELECT EXISTS (SELECT FROM :ws.source_assignment n
                       WHERE n.account_id = a.account_id AND n.duty = 'csm' AND (n.known_at IS NULL OR n.known_at < :'end_d')
                         AND n.valid_from > p.day AND n.valid_from <= :'as_of'::date
                         AND NOT EXISTS (SELECT FROM :ws.source_assignment o
                                          WHERE o.account_id = a.account_id AND o.duty = 'csm' AND o.person = n.person
                                            AND (o.known_at IS NULL OR o.known_at < :'end_d')
                                            AND coalesce(o.valid_from, '-infinity') <= p.day
                                            AND coalesce(o.valid_to, 'infinity') > p.day)) AS is_void) AS v;
