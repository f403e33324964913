-- Accounts of a scored phase, and since when each of their feeds can be trusted.

-- the row with the latest valid_from by the day counts
CREATE TABLE oracle.account_row AS
    SELECT DISTINCT ON (account_id) *
      FROM :ws.source_account
     WHERE coalesce(valid_from, '-infinity') <= :'as_of'::date
       AND (known_at IS NULL OR known_at < :'end_d')
     ORDER BY account_id, valid_from DESC NULLS LAST;

-- started_on unknown: the earliest row of usage, ticket, engagement or invoice that was known by the day
CREATE TABLE oracle.first_row AS
    SELECT account_id, min(day) AS day
      FROM (SELECT account_id, day FROM :ws.source_usage
             WHERE day <= :'as_of'::date AND (known_at IS NULL OR known_at < :'end_d')
            UNION ALL
            SELECT account_id, (opened_at AT TIME ZONE :'zone')::date FROM :ws.source_ticket
             WHERE opened_at < :'end_d' AND (known_at IS NULL OR known_at < :'end_d')
            UNION ALL
            SELECT account_id, (at AT TIME ZONE :'zone')::date FROM :ws.source_engagement
             WHERE at < :'end_d' AND (known_at IS NULL OR known_at < :'end_d')
            UNION ALL
            SELECT account_id, due_on FROM :ws.source_invoice
             WHERE due_on <= :'as_of'::date AND (known_at IS NULL OR known_at < :'end_d')) AS fact
     WHERE account_id IN (SELECT account_id FROM oracle.account_row WHERE started_on IS NULL)
     GROUP BY account_id;

CREATE TABLE oracle.churn AS
    SELECT account_id, occurred_on, notified_on
      FROM :ws.source_outcome
     WHERE kind = 'churn' AND (known_at IS NULL OR known_at < :'end_d');

CREATE TABLE oracle.phase AS
SELECT a.account_id, s.started_on, a.started_on IS NULL AS started_assumed,
       :'as_of'::date - s.started_on + 1 AS tenure, a.seats, a.is_internal,
       CASE
           -- Reading: an account without any start and any row has not started, as far as is known
           WHEN s.started_on IS NULL OR s.started_on > :'as_of'::date THEN 'not_started'
           -- Reading: what ended on or before the start belongs to an earlier life
           WHEN a.ended_on <= :'as_of'::date AND a.ended_on > s.started_on THEN 'ended'
           WHEN EXISTS (SELECT FROM oracle.churn c WHERE c.account_id = a.account_id
                           AND c.occurred_on <= :'as_of'::date AND c.occurred_on > s.started_on) THEN 'ended'
           WHEN EXISTS (SELECT FROM oracle.churn c WHERE c.account_id = a.account_id
                           AND c.notified_on <= :'as_of'::date AND c.occurred_on > :'as_of'::date
                           AND c.occurred_on > s.started_on) THEN 'notice'
           WHEN :'as_of'::date - s.started_on + 1 > 90 THEN 'live'
           WHEN EXISTS (SELECT FROM :ws.source_milestone m
                         WHERE m.account_id = a.account_id AND m.milestone = 'first_value'
                           AND m.done_on BETWEEN s.started_on AND :'as_of'::date   -- Reading: done in this life
                           AND (m.known_at IS NULL OR m.known_at < :'end_d')) THEN 'live'
           ELSE 'onboarding' END AS phase
  FROM oracle.account_row a
  LEFT JOIN oracle.first_row f USING (account_id)
 CROSS JOIN LATERAL (SELECT coalesce(a.started_on, f.day) AS started_on) AS s;

CREATE TABLE oracle.account AS
    SELECT account_id, started_on, started_assumed, tenure, phase, seats
      FROM oracle.phase
     WHERE phase IN ('onboarding', 'live', 'notice') AND is_internal IS NOT TRUE;
ALTER TABLE oracle.account ADD PRIMARY KEY (account_id);
ANALYZE oracle.account;

-- s: the latest of the start, the feed's live_from and the end of the account's last gap in it
CREATE TABLE oracle.account_feed AS
SELECT a.account_id, f.source, f.is_bound, f.columns, f.e, :'as_of'::date - f.e AS lag,
       f.is_live AND NOT coalesce(g.in_gap, false) AS is_live,
       greatest(a.started_on, f.live_from, g.ended) AS s
  FROM oracle.account a
 CROSS JOIN oracle.feed f
  LEFT JOIN (SELECT account_id, source,
                    bool_or(valid_from <= :'as_of'::date AND coalesce(valid_to, 'infinity') > :'as_of'::date) AS in_gap,
                    max(valid_to) FILTER (WHERE valid_to <= :'as_of'::date) AS ended
               FROM :ws.source_feed_gap
              WHERE known_at IS NULL OR known_at < :'end_d'
              GROUP BY account_id, source) AS g USING (account_id, source);
ALTER TABLE oracle.account_feed ADD PRIMARY KEY (account_id, source);
ANALYZE oracle.account_feed;

-- what a measure says of an account when its feeds are fit; measures.sql adds the reasons that come from the feeds
CREATE TABLE oracle.raw AS
    SELECT account_id, NULL::text AS measure, NULL::float8 AS value, NULL::text AS reason, NULL::text AS flag, NULL::bigint AS n
      FROM oracle.account WITH NO DATA;
