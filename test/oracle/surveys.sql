-- Surveys, context only: NPS with its n, participation, and who stopped responding.

CREATE TABLE oracle.nps AS
    SELECT DISTINCT s.account_id, s.survey_id, s.contact_id, coalesce('c' || s.contact_id, 's' || s.survey_id) AS who,
           s.sent_at, (s.sent_at AT TIME ZONE :'zone')::date AS sent_on, s.score,
           CASE WHEN s.responded_at < :'end_d' THEN s.responded_at END AS responded_at,
           (s.responded_at AT TIME ZONE :'zone')::date AS responded_on
      FROM :ws.source_survey s
      JOIN oracle.account USING (account_id)
     WHERE s.kind = 'nps' AND s.sent_at < :'end_d' AND (s.known_at IS NULL OR s.known_at < :'end_d');
ANALYZE oracle.nps;

-- 69: the latest answer per contact in 180 days
INSERT INTO oracle.raw
SELECT a.account_id, m.measure, m.value, CASE WHEN m.enough THEN 'observed' ELSE 'not_applicable' END, NULL, q.n
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(*) AS n, sum(score) AS total,
                    count(*) FILTER (WHERE score >= 9) AS promoters, count(*) FILTER (WHERE score <= 6) AS detractors
               FROM (SELECT DISTINCT ON (account_id, who) account_id, score
                       FROM oracle.nps
                      WHERE responded_at IS NOT NULL AND score IS NOT NULL
                        AND responded_on > :'survey_e'::date - 180 AND responded_on <= :'survey_e'::date
                      ORDER BY account_id, who, responded_at DESC) AS latest
              GROUP BY account_id) AS q USING (account_id)
 CROSS JOIN LATERAL (VALUES ('nps', q.total / q.n, q.n > 0),
                            ('nps_net', (promoters - detractors)::float8 / q.n * 100, q.n >= 10)) AS m(measure, value, enough);

INSERT INTO oracle.raw
SELECT a.account_id, 'nps_participation', p.answered::float8 / nullif(p.sent, 0),
       CASE WHEN p.sent > 0 THEN 'observed' ELSE 'not_applicable' END,
       CASE WHEN l.last_two_silent AND l.answered_before THEN 'stopped_responding' END, coalesce(p.sent, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(*) AS sent, count(responded_at) AS answered
               FROM oracle.nps
              WHERE sent_on > :'survey_e'::date - 201 AND sent_on <= :'survey_e'::date - 21
              GROUP BY account_id) AS p USING (account_id)
  LEFT JOIN (SELECT account_id,
                    count(*) FILTER (WHERE nth <= 2 AND responded_at IS NULL) = 2 AS last_two_silent,
                    bool_or(nth > 2 AND responded_at IS NOT NULL) AS answered_before
               -- Reading: of surveys sent on one day an answered one is the later
               FROM (SELECT account_id, responded_at,
                            row_number() OVER (PARTITION BY account_id ORDER BY sent_on DESC, responded_at IS NULL) AS nth
                       FROM oracle.nps
                      WHERE sent_on <= :'survey_e'::date - 21 AND sent_on > :'survey_e'::date - 730) AS matured
              GROUP BY account_id) AS l USING (account_id);
