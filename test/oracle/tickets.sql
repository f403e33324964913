-- Tickets: trajectory, critical spells, breaches and escalations, sentiment.

CREATE TABLE oracle.ticket AS
    SELECT DISTINCT ON (account_id, ticket_id)
           t.account_id, t.ticket_id, t.opened_at, (t.opened_at AT TIME ZONE :'zone')::date AS opened_on,
           t.severity, coalesce(t.solved_at, t.closed_at) AS done_at, t.closed_at,
           t.escalated_at, t.sla_breached_at, t.sentiment
      FROM :ws.source_ticket t
      JOIN oracle.account a USING (account_id)
     WHERE t.opened_at < :'end_d' AND (t.known_at IS NULL OR t.known_at < :'end_d')
       AND t.is_excluded IS NOT TRUE
       AND (t.opened_at AT TIME ZONE :'zone')::date >= a.started_on
     ORDER BY account_id, ticket_id, t.opened_at;
CREATE INDEX ON oracle.ticket (account_id, ticket_id);
ANALYZE oracle.ticket;

-- changes known by the day; those after it serve only to tell the severity before the first one
CREATE TABLE oracle.ticket_change AS
    SELECT c.account_id, c.ticket_id, c.at, c.field, c.old_value, c.new_value
      FROM :ws.source_ticket_change c
      JOIN oracle.ticket t USING (account_id, ticket_id)
     WHERE c.at >= :'end_d' OR c.known_at IS NULL OR c.known_at < :'end_d';
CREATE INDEX ON oracle.ticket_change (account_id, ticket_id);
ANALYZE oracle.ticket_change;

-- what happens to a ticket, in order: opened; then severity and status changes; at one instant closing comes last
CREATE TABLE oracle.ticket_event AS
    SELECT account_id, ticket_id, opened_at AS at, 0 AS step, true AS opens, true AS has_severity,
           CASE WHEN EXISTS (SELECT FROM oracle.ticket_change c WHERE c.account_id = t.account_id
                                AND c.ticket_id = t.ticket_id AND c.field = 'severity')
                THEN (SELECT c.old_value::int FROM oracle.ticket_change c WHERE c.account_id = t.account_id
                         AND c.ticket_id = t.ticket_id AND c.field = 'severity' ORDER BY c.at LIMIT 1)
                ELSE severity END AS severity
      FROM oracle.ticket t
    UNION ALL
    SELECT account_id, ticket_id, greatest(at, opened_at), 1, NULL, true, new_value::int
      FROM oracle.ticket_change JOIN oracle.ticket USING (account_id, ticket_id)
     WHERE field = 'severity' AND at < :'end_d'
    UNION ALL
    SELECT account_id, ticket_id, greatest(at, opened_at), CASE WHEN closes THEN 2 ELSE 1 END, NOT closes, false, NULL
      FROM oracle.ticket_change JOIN oracle.ticket USING (account_id, ticket_id)
     CROSS JOIN LATERAL (SELECT lower(new_value) IN ('solved', 'closed', 'resolved', 'done', 'deleted') AS closes) AS c
     WHERE field = 'status' AND at < :'end_d' AND new_value IS NOT NULL
    UNION ALL
    SELECT account_id, ticket_id, done_at, 2, false, false, NULL
      FROM oracle.ticket WHERE done_at < :'end_d';
ANALYZE oracle.ticket_event;

-- the state after each event: open, severity
CREATE TABLE oracle.ticket_state AS
SELECT account_id, ticket_id, seq, at,
       first_value(opens) OVER (PARTITION BY account_id, ticket_id, nth_opens ORDER BY seq) AS is_open,
       first_value(severity) OVER (PARTITION BY account_id, ticket_id, nth_severity ORDER BY seq) AS severity
  FROM (SELECT *, count(opens) OVER w AS nth_opens, count(*) FILTER (WHERE has_severity) OVER w AS nth_severity
          FROM (SELECT *, row_number() OVER (PARTITION BY account_id, ticket_id ORDER BY at, step) AS seq
                  FROM oracle.ticket_event) AS numbered
        WINDOW w AS (PARTITION BY account_id, ticket_id ORDER BY seq)) AS counted;
ANALYZE oracle.ticket_state;

-- spells: maximal runs of "open and severity ≤ 2" (and of "open and severity 1")
CREATE TABLE oracle.spell AS
SELECT account_id, ticket_id, at_most, min(at) AS started_at, max(next_at) FILTER (WHERE last_of_spell) AS ended_at,
       bool_or(next_open) FILTER (WHERE last_of_spell) AS ended_open
  FROM (SELECT *, inside AND lead(inside) OVER w IS NOT TRUE AS last_of_spell,
               lead(at) OVER w AS next_at, lead(is_open) OVER w AS next_open,
               count(*) FILTER (WHERE NOT inside) OVER w AS spell
          FROM (SELECT s.*, at_most, coalesce(is_open AND severity <= at_most, false) AS inside
                  FROM oracle.ticket_state s, unnest(ARRAY[1, 2]) AS at_most) AS state
        WINDOW w AS (PARTITION BY account_id, ticket_id, at_most ORDER BY seq)) AS numbered
 WHERE inside
 GROUP BY account_id, ticket_id, at_most, spell;
ANALYZE oracle.spell;

-- 43: tickets with a counting spell that starts in W(90) or lasts at the end of the day
INSERT INTO oracle.raw
SELECT a.account_id, 'critical_tickets', coalesce(c.n, 0),
       CASE WHEN w.tickets > 0 AND w.with_severity = 0 THEN 'not_recorded' ELSE 'observed' END, NULL, coalesce(w.tickets, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(DISTINCT ticket_id) AS n
               FROM oracle.spell
              WHERE at_most = 2
                -- Reading: "within 4 hours" includes exactly 4
                AND NOT (ended_at IS NOT NULL AND ended_open AND ended_at <= started_at + interval '4 hours')
                AND (ended_at IS NULL
                     OR ((started_at AT TIME ZONE :'zone')::date > :'ticket_e'::date - 90
                         AND (started_at AT TIME ZONE :'zone')::date <= :'ticket_e'::date))
              GROUP BY account_id) AS c USING (account_id)
  LEFT JOIN (SELECT account_id, count(*) AS tickets,
                    -- Reading: a severity as of the day
                    count(*) FILTER (WHERE EXISTS (SELECT FROM oracle.ticket_state s
                                                    WHERE s.account_id = t.account_id AND s.ticket_id = t.ticket_id
                                                      AND s.severity IS NOT NULL)) AS with_severity
               FROM oracle.ticket t
              WHERE opened_on > :'ticket_e'::date - 90 AND opened_on <= :'ticket_e'::date
              GROUP BY account_id) AS w USING (account_id);

-- limit fact: the longest that an open ticket has been at severity 1
INSERT INTO oracle.raw
SELECT a.account_id, 'severe_ticket_hours',
       coalesce(max(extract(epoch FROM :'end_d'::timestamptz - s.started_at))::float8 / 3600, 0), 'observed', NULL, count(s.ticket_id)
  FROM oracle.account a
  LEFT JOIN oracle.spell s ON s.account_id = a.account_id AND s.at_most = 1 AND s.ended_at IS NULL
 GROUP BY a.account_id;

-- 42: buckets 1…15 of 30 days
CREATE TABLE oracle.bucket AS
SELECT f.account_id, k, f.e - 30 * k + 1 >= f.s AS inside, count(t.ticket_id) AS n
  FROM oracle.account_feed f
 CROSS JOIN generate_series(1, 15) AS k
  LEFT JOIN oracle.ticket t ON t.account_id = f.account_id
                           AND t.opened_on > f.e - 30 * k AND t.opened_on <= f.e - 30 * (k - 1)
 WHERE f.source = 'ticket'
 GROUP BY f.account_id, k, f.e, f.s;
ANALYZE oracle.bucket;

INSERT INTO oracle.raw
SELECT account_id, 'ticket_change',
       greatest(0, (n3 - usual) / greatest(1, 1.4826::float8 * mad)),
       CASE WHEN k < 3 THEN 'too_young' WHEN tickets = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, tickets
  FROM (SELECT account_id, sum(n)::bigint AS tickets, count(*) FILTER (WHERE inside AND b.k >= 4) AS k,
               max(n) FILTER (WHERE b.k = 1) AS n3,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FILTER (WHERE inside AND b.k >= 4) AS usual
          FROM oracle.bucket b GROUP BY account_id) AS counted
  LEFT JOIN LATERAL (
       SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(n - usual)) AS mad
         FROM oracle.bucket b WHERE b.account_id = counted.account_id AND b.inside AND b.k >= 4) AS spread ON true;

-- 44, 45: breached or escalated by the end of the day, shrunken
INSERT INTO oracle.raw
SELECT a.account_id, 'breaches_escalations', (coalesce(x, 0) + 5 * 0.10::float8) / (coalesce(n, 0) + 5),
       CASE WHEN n > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, coalesce(n, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(*) AS n,
                    count(*) FILTER (
                        WHERE escalated_at < :'end_d' OR sla_breached_at < :'end_d'
                        -- Reading: a change that says so counts as well, unless its new value denies it
                        OR EXISTS (SELECT FROM oracle.ticket_change c
                                    WHERE c.account_id = t.account_id AND c.ticket_id = t.ticket_id AND c.at < :'end_d'
                                      AND c.field IN ('escalated', 'sla_breached')
                                      AND coalesce(lower(c.new_value), 'true') NOT IN ('false', 'f', 'no', '0'))) AS x
               FROM oracle.ticket t
              WHERE opened_on > :'ticket_e'::date - 90 AND opened_on <= :'ticket_e'::date
              GROUP BY account_id) AS t USING (account_id);

-- 46: share of negative sentiment among tickets closed in the 90 days, half-life 30 days
INSERT INTO oracle.raw
SELECT a.account_id, 'negative_sentiment', coalesce(sum(w) FILTER (WHERE sentiment < 0), 0)::float8 / sum(w),
       CASE WHEN count(w) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, count(w)
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, sentiment,
                    round(1e6 * power(0.5::float8, (:'as_of'::date - (closed_at AT TIME ZONE :'zone')::date) / 30::float8))::bigint AS w
               FROM oracle.ticket
              WHERE sentiment IS NOT NULL AND closed_at < :'end_d'
                AND (closed_at AT TIME ZONE :'zone')::date > :'as_of'::date - 90) AS t USING (account_id)
 GROUP BY a.account_id;

-- 47: words per reply in the last 20 closed tickets, in the order in which they were opened; Theil and Sen, Mann and Kendall with ties
CREATE TABLE oracle.reply AS
SELECT account_id, n, words, replies
  FROM (SELECT t.account_id, s.customer_words::float8 / s.customer_replies AS words, s.customer_replies::float8 AS replies,
               row_number() OVER (PARTITION BY t.account_id ORDER BY t.opened_at DESC, t.ticket_id DESC) AS n
          FROM oracle.ticket t JOIN :ws.source_ticket s USING (account_id, ticket_id)
         WHERE t.opened_on > :'as_of'::date - 485 AND s.customer_replies > 0 AND s.customer_words >= 0
           AND (t.closed_at AT TIME ZONE :'zone')::date <= :'as_of'::date) AS x
 WHERE n <= 20;
CREATE INDEX ON oracle.reply (account_id);
ANALYZE oracle.reply;
CREATE FUNCTION oracle.falls(y float8[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT s < 0 AND abs(s) - 1 > 1.6448536269514722 * sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18.0)
      FROM (SELECT cardinality(y) AS n, (SELECT sum(sign(y[j] - y[i])) FROM generate_subscripts(y, 1) AS i, generate_subscripts(y, 1) AS j WHERE i < j) AS s,
                   (SELECT sum(c * (c - 1) * (2 * c + 5)) FROM (SELECT count(*) AS c FROM unnest(y) AS v GROUP BY v) AS g) AS ties) AS x $$;
INSERT INTO oracle.raw
SELECT a.account_id, 'reply_words_change', s.slope / nullif(r.median, 0), CASE WHEN r.n >= 6 AND r.median > 0 THEN 'observed' ELSE 'not_applicable' END,
       CASE WHEN r.n >= 6 AND oracle.falls(r.words) THEN CASE WHEN oracle.falls(r.replies) THEN 'transactional' ELSE 'shorter' END END, r.n
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, count(*) AS n, array_agg(words ORDER BY n DESC) AS words, array_agg(replies ORDER BY n DESC) AS replies,
                    (percentile_disc(0.5) WITHIN GROUP (ORDER BY words) + percentile_disc(0.5) WITHIN GROUP (ORDER BY words DESC)) / 2 AS median
               FROM oracle.reply GROUP BY account_id) AS r USING (account_id)
  LEFT JOIN (SELECT i.account_id, (percentile_disc(0.5) WITHIN GROUP (ORDER BY (j.words - i.words) / (i.n - j.n))
                                   + percentile_disc(0.5) WITHIN GROUP (ORDER BY (j.words - i.words) / (i.n - j.n) DESC)) / 2 AS slope
               FROM oracle.reply i JOIN oracle.reply j ON j.account_id = i.account_id AND j.n < i.n GROUP BY i.account_id) AS s USING (account_id);
