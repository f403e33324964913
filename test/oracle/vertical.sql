-- Levels that were agreed on, and orders (5, 6, 7).

CREATE TABLE oracle.metric AS
    SELECT m.account_id, m.metric, m.day, m.value, m.target
      FROM :ws.source_metric m
      JOIN oracle.account a USING (account_id)
     WHERE m.day <= :'as_of'::date AND m.day >= a.started_on AND (m.known_at IS NULL OR m.known_at < :'end_d');

INSERT INTO oracle.raw
SELECT a.account_id, r.measure, avg((m.value >= m.target)::int::float8), CASE WHEN count(m.day) > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, count(m.day)
  FROM oracle.account a
 CROSS JOIN (VALUES ('uptime_reached', 'uptime', 90), ('outcome_reached', 'outcome', 180)) AS r(measure, metric, days)
  LEFT JOIN oracle.metric m ON m.account_id = a.account_id AND m.metric = r.metric AND m.target IS NOT NULL AND m.day > :'as_of'::date - r.days
 GROUP BY a.account_id, r.measure;

INSERT INTO oracle.raw
SELECT a.account_id, 'efficiency_change', (sum(m.value::numeric) FILTER (WHERE is_now) / nullif(count(*) FILTER (WHERE is_now), 0))::float8
           / (sum(m.value::numeric) FILTER (WHERE NOT is_now) / nullif(count(*) FILTER (WHERE NOT is_now), 0))::float8,
       CASE WHEN count(*) FILTER (WHERE is_now) = 0 THEN 'not_recorded' WHEN count(*) FILTER (WHERE NOT is_now) = 0 THEN 'too_young' ELSE 'observed' END, NULL, count(m.day)
  FROM oracle.account a
  LEFT JOIN (SELECT *, day > :'as_of'::date - 90 AS is_now FROM oracle.metric WHERE metric = 'efficiency' AND day > :'as_of'::date - 180) AS m USING (account_id)
 GROUP BY a.account_id;

CREATE TABLE oracle.order_of AS
    SELECT o.account_id, o.order_id, o.ordered_on, o.amount, o.category, o.returned_amount
      FROM :ws.source_order o
      JOIN oracle.account a USING (account_id)
     WHERE o.ordered_on <= :'as_of'::date AND o.ordered_on >= a.started_on AND o.ordered_on >= :'as_of'::date - 791 AND o.amount > 0
       AND (o.known_at IS NULL OR o.known_at < :'end_d');
CREATE INDEX ON oracle.order_of (account_id);
ANALYZE oracle.order_of;

-- days since the last, in units of the median gap
INSERT INTO oracle.raw
SELECT a.account_id, 'order_recency', (:'as_of'::date - g.last_on) / g.gap, CASE WHEN g.n >= 3 THEN 'observed' WHEN g.n > 0 THEN 'too_young' ELSE 'not_recorded' END, NULL, coalesce(g.n, 0)
  FROM oracle.account a
  LEFT JOIN (SELECT d.account_id, count(*) AS n, max(d.ordered_on) AS last_on,
                    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x.gap)
                       FROM (SELECT (b.ordered_on - max(c.ordered_on))::float8 AS gap
                               FROM (SELECT DISTINCT ordered_on FROM oracle.order_of WHERE account_id = d.account_id) b
                               JOIN (SELECT DISTINCT ordered_on FROM oracle.order_of WHERE account_id = d.account_id) c ON c.ordered_on < b.ordered_on
                              GROUP BY b.ordered_on) x) AS gap
               FROM (SELECT DISTINCT account_id, ordered_on FROM oracle.order_of) d
              GROUP BY d.account_id) AS g USING (account_id);

INSERT INTO oracle.raw
SELECT a.account_id, 'order_frequency', count(DISTINCT o.order_id) FILTER (WHERE o.ordered_on > :'as_of'::date - 90)
           / (nullif(count(DISTINCT o.order_id) FILTER (WHERE o.ordered_on BETWEEN :'as_of'::date - 449 AND :'as_of'::date - 90), 0) / 4.0::float8),
       CASE WHEN count(o.order_id) = 0 THEN 'not_recorded'
            WHEN count(DISTINCT o.order_id) FILTER (WHERE o.ordered_on BETWEEN :'as_of'::date - 449 AND :'as_of'::date - 90) >= 4 THEN 'observed' ELSE 'too_young' END, NULL,
       count(DISTINCT o.order_id) FILTER (WHERE o.ordered_on BETWEEN :'as_of'::date - 449 AND :'as_of'::date - 90)
  FROM oracle.account a
  LEFT JOIN oracle.order_of o USING (account_id)
 GROUP BY a.account_id, a.started_on;

INSERT INTO oracle.raw
SELECT a.account_id, 'order_breadth', count(DISTINCT o.category) FILTER (WHERE o.ordered_on > :'as_of'::date - 365), CASE WHEN count(o.order_id) > 0 THEN 'observed' ELSE 'not_recorded' END, NULL,
       count(DISTINCT o.ordered_on)
  FROM oracle.account a
  LEFT JOIN oracle.order_of o USING (account_id)
 GROUP BY a.account_id;

INSERT INTO oracle.raw
SELECT a.account_id, 'return_share', (sum(coalesce(o.returned_amount, 0)) / sum(o.amount))::float8, CASE WHEN count(o.order_id) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL,
       count(DISTINCT o.order_id) FILTER (WHERE o.ordered_on > :'as_of'::date - 90)
  FROM oracle.account a
  LEFT JOIN oracle.order_of o ON o.account_id = a.account_id AND o.ordered_on > :'as_of'::date - 180
 GROUP BY a.account_id;
