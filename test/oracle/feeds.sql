-- Feeds on the day :as_of: what is bound, whether it is live, and e, the last day whose rows had arrived.

CREATE TABLE oracle.source (source text PRIMARY KEY, delivery text);
INSERT INTO oracle.source VALUES
    ('account', 'state'), ('usage', 'flow'), ('feature', 'state'), ('entitlement', 'state'), ('ticket', 'flow'),
    ('ticket_change', 'state'), ('contact', 'state'), ('engagement', 'flow'), ('survey', 'flow'), ('milestone', 'state'),
    ('invoice', 'state'), ('revenue', 'state'), ('renewal', 'state'), ('opportunity', 'state'), ('outcome', 'state'),
    ('value_evidence', 'state'), ('metric', 'state'), ('order', 'state'), ('external_event', 'state'),
    ('person', 'state'), ('assignment', 'state'), ('feed_gap', 'state'), ('pulse', 'state');

-- rows per day, as far as they were known by the end of :as_of
CREATE TABLE oracle.feed_rows AS
    SELECT source, day, sum(rows)::float8 AS rows
      FROM :ws.feed_day
     WHERE known_on <= :'as_of'::date AND day <= :'as_of'::date
     GROUP BY source, day;
ANALYZE oracle.feed_rows;

-- each day that has 28 observed days before it, with what is usual: the median of the same weekday in the four weeks before
CREATE TABLE oracle.feed_usual AS
    SELECT first.source, g.day::date AS day,
           coalesce((SELECT r.rows FROM oracle.feed_rows r WHERE r.source = first.source AND r.day = g.day::date), 0) AS rows,
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY coalesce(r.rows, 0))
              FROM unnest(ARRAY[7, 14, 21, 28]) AS back
              LEFT JOIN oracle.feed_rows r ON r.source = first.source AND r.day = g.day::date - back) AS usual
      FROM (SELECT source, min(day) AS day FROM oracle.feed_rows GROUP BY source) AS first,
           generate_series(first.day + 28, :'as_of'::date, interval '1 day') AS g(day);
ANALYZE oracle.feed_usual;

-- a binding may say it by an expression over as_of
CREATE TABLE oracle.feed_expression (source text, until_day date);
SELECT format('INSERT INTO oracle.feed_expression SELECT %L, (%s)::date FROM (SELECT %L::date AS as_of) AS given',
              source, complete_through, :'as_of')
  FROM :ws.binding WHERE complete_through IS NOT NULL
\gexec

CREATE TABLE oracle.feed AS
SELECT s.source, b.is_bound, b.live_from, b.live_to, b.columns,
       b.is_bound AND coalesce(b.live_from, '-infinity') <= :'as_of'::date
                  AND :'as_of'::date <= coalesce(b.live_to, 'infinity') AS is_live,
       least(:'as_of'::date, c.until_day) AS e
  FROM oracle.source s
 CROSS JOIN LATERAL (
       SELECT CASE s.source
                  WHEN 'pulse' THEN count(*) > 0 OR EXISTS (SELECT FROM :ws.pulse WHERE coalesce(known_at, at) < :'end_d')
                  ELSE count(*) > 0 END AS is_bound,
              max(live_from) AS live_from, max(live_to) AS live_to, max(columns) AS columns,
              coalesce(max(delivery), s.delivery) AS delivery
         FROM :ws.binding WHERE binding.source = s.source) AS b
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE usual >= 50 AND day > :'as_of'::date - 28) AS judgeable,
              count(*) FILTER (WHERE usual >= 50 AND day <= :'as_of'::date - 28) AS judgeable_before,
              max(day) FILTER (WHERE usual >= 50 AND day > :'as_of'::date - 28 AND rows >= usual / 2) AS last_passed,
              max(day) FILTER (WHERE usual >= 50 AND day > :'as_of'::date - 28 AND rows < usual / 2) AS last_failed
         FROM oracle.feed_usual u WHERE u.source = s.source) AS j
 CROSS JOIN LATERAL (
       SELECT max(day) FILTER (WHERE rows > 0) AS last_day FROM oracle.feed_rows r WHERE r.source = s.source) AS l
 CROSS JOIN LATERAL (
       SELECT CASE
                  WHEN EXISTS (SELECT FROM oracle.feed_expression x WHERE x.source = s.source)
                      -- Reading: an expression that finds nothing means that nothing came for a year
                      THEN (SELECT greatest(x.until_day, :'as_of'::date - 366) FROM oracle.feed_expression x
                             WHERE x.source = s.source)
                  WHEN b.delivery <> 'flow' THEN :'as_of'::date
                  -- Reading: days that cannot be judged, weekends say, hold nothing back; days that failed do, until one passes
                  WHEN j.last_failed > coalesce(j.last_passed, '-infinity') THEN coalesce(j.last_passed, :'as_of'::date - 28)
                  WHEN j.judgeable > 0 THEN :'as_of'::date
                  WHEN j.judgeable_before > 0 AND l.last_day <= :'as_of'::date - 28 THEN l.last_day
                  ELSE :'as_of'::date END AS until_day) AS c;

SELECT max(e) FILTER (WHERE source = 'usage')::text AS usage_e,
       max(e) FILTER (WHERE source = 'ticket')::text AS ticket_e,
       max(e) FILTER (WHERE source = 'engagement')::text AS engagement_e,
       max(e) FILTER (WHERE source = 'survey')::text AS survey_e
  FROM oracle.feed \gset
SELECT coalesce((SELECT usage_unit FROM :ws.binding WHERE source = 'usage'), 'active_user_days') AS usage_unit \gset

-- working days: weekdays with business hours that are no holiday
CREATE TABLE oracle.working_day AS
    SELECT day::date AS day
      FROM generate_series(:'as_of'::date - 400, :'as_of'::date, interval '1 day') AS g(day)
     WHERE extract(isodow FROM day) IN (SELECT weekday FROM :ws.business_hours)
       AND day::date NOT IN (SELECT holiday.day FROM :ws.holiday);
