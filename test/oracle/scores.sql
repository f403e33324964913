-- The composite: criteria, components, limits, in integer micro-points.

-- ⌊(2a + b) / 2b⌋, the rounded quotient of non-negatives
CREATE FUNCTION oracle.quotient(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE
    AS $$ SELECT CASE WHEN b > 0 THEN div(2 * a + b, 2 * b) END $$;

-- piecewise linear, flat outside
CREATE FUNCTION oracle.points_at(raw float8[], points float8[], x float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    n int := cardinality(raw);
BEGIN
    IF x <= raw[1] THEN RETURN points[1]; END IF;
    IF x >= raw[n] THEN RETURN points[n]; END IF;
    FOR i IN 1 .. n - 1 LOOP
        IF x < raw[i + 1] THEN
            RETURN points[i] + (x - raw[i]) * (points[i + 1] - points[i]) / (raw[i + 1] - raw[i]);
        END IF;
    END LOOP;
END $$;

-- weights in millionths of the whole: a quarter a component, times the share
CREATE TABLE oracle.criterion (component text, criterion text PRIMARY KEY, weight numeric, raw float8[], points float8[]);
INSERT INTO oracle.criterion VALUES
    ('usage',      'usage_level',          150000, '{0,0.6,0.8,1}',       '{0,60,80,100}'),
    ('usage',      'feature_depth',        100000, '{0,0.25,0.5,0.8}',    '{0,60,80,100}'),
    ('support',    'ticket_change',        100000, '{0,1,2,4}',           '{100,80,60,0}'),
    ('support',    'critical_tickets',     100000, '{0,1,2,4}',           '{100,75,55,0}'),
    ('support',    'breaches_escalations',  50000, '{0,0.1,0.25,0.6}',    '{100,80,60,0}'),
    ('expansion',  'capacity_used',        100000, '{0,0.4,0.6,0.9}',     '{0,60,80,100}'),
    ('expansion',  'use_cases_active',      87500, '{0,0.34,0.67,1}',     '{0,55,80,100}'),
    ('expansion',  'users_net_growth',      62500, '{-0.3,-0.1,0,0.2}',   '{0,60,80,100}'),
    ('engagement', 'executive_touch',       75000, '{0,90,120,270}',      '{100,80,60,0}'),
    ('engagement', 'responsiveness',        62500, '{0,0.4,0.6,0.9}',     '{0,60,80,100}'),
    ('engagement', 'reach',                 75000, '{0,1,2,3,5}',         '{0,50,70,80,100}'),
    ('engagement', 'pulse',                 37500, '{20,90}',             '{20,90}');
ANALYZE oracle.criterion;

CREATE TABLE oracle.criterion_score AS
SELECT m.account_id, c.component, c.criterion, c.weight, m.value, m.reason,
       CASE WHEN m.reason = 'observed' THEN round(oracle.points_at(c.raw, c.points, m.value) * 1e6)::numeric END AS micro
  FROM oracle.criterion c JOIN oracle.measure m ON m.measure = c.criterion;
CREATE INDEX ON oracle.criterion_score (account_id);
ANALYZE oracle.criterion_score;

CREATE TABLE oracle.component AS
SELECT account_id, component, nominal, applicable, bound, has,
       CASE WHEN has > 0 THEN earned_q END AS micro, worst_q AS worst, best_q AS best
  FROM (SELECT *, oracle.quotient(earned, has) AS earned_q,
               oracle.quotient(earned, applicable) AS worst_q,
               oracle.quotient(earned + (applicable - has) * 100000000, applicable) AS best_q
          FROM (SELECT account_id, component, nominal, applicable, bound,
                       CASE WHEN 2 * observed >= applicable THEN observed ELSE 0 END AS has,
                       CASE WHEN 2 * observed >= applicable THEN sum_points ELSE 0 END AS earned
                  FROM (SELECT account_id, component, sum(weight) AS nominal,
                               coalesce(sum(weight) FILTER (WHERE reason <> 'not_applicable'), 0) AS applicable,
                               coalesce(sum(weight) FILTER (WHERE reason NOT IN ('not_applicable', 'no_feed')), 0) AS bound,
                               coalesce(sum(weight) FILTER (WHERE reason = 'observed'), 0) AS observed,
                               coalesce(sum(weight * micro), 0) AS sum_points
                          FROM oracle.criterion_score GROUP BY account_id, component) AS summed) AS halved) AS quotients;
CREATE INDEX ON oracle.component (account_id);
ANALYZE oracle.component;

CREATE TABLE oracle.limits AS
    SELECT account_id, 'component below 60: ' || component AS reason FROM oracle.component WHERE micro < 60000000
    UNION ALL
    SELECT account_id, measure FROM oracle.measure
     WHERE (measure = 'severe_ticket_hours' AND value > 48)
        OR (measure = 'invoice_overdue_days' AND value > 30)
        OR (measure = 'champion_gone' AND value = 1);
ANALYZE oracle.limits;

CREATE TABLE oracle.score AS
SELECT a.account_id, a.phase, a.tenure, a.started_on, a.started_assumed,
       CASE WHEN coverage_ok THEN least(c.points, cap.at_most) END / 1e6 AS points,
       c.points / 1e6 AS unlimited_points,
       oracle.quotient(c.has * 1000000, c.bound) / 1e6 AS coverage,
       oracle.quotient(c.all_bound * 1000000, c.total) / 1e6 AS model_coverage,
       CASE WHEN c.worst IS NOT NULL THEN least(c.worst, cap.at_most) END / 1e6 AS worst,
       CASE WHEN c.best IS NOT NULL THEN least(c.best, cap.at_most) END / 1e6 AS best,
       CASE WHEN c.has = 0 OR NOT coverage_ok THEN 'low_coverage' END AS reason,
       CASE WHEN NOT coverage_ok THEN 'unscored' WHEN least(c.points, cap.at_most) < 60000000 THEN 'red'
            WHEN least(c.points, cap.at_most) < 80000000 THEN 'yellow' ELSE 'green' END AS tier,
       cap.n AS limits, loss.component AS loss_component, loss.criterion AS loss_criterion, loss.lost / 1e6 AS points_lost, loss.near_loss
  FROM oracle.account a
  JOIN (SELECT account_id, sum(nominal) AS total, sum(has) AS has, sum(bound) AS bound,
               oracle.quotient(sum(nominal * micro), sum(nominal) FILTER (WHERE has > 0)) AS points,
               oracle.quotient(sum(nominal * worst), sum(nominal) FILTER (WHERE applicable > 0)) AS worst,
               oracle.quotient(sum(nominal * best), sum(nominal) FILTER (WHERE applicable > 0)) AS best,
               sum(nominal) FILTER (WHERE has > 0) AS observed_nominal,
               (SELECT sum(weight) FROM oracle.criterion_score s
                 WHERE s.account_id = c.account_id AND s.reason <> 'no_feed') AS all_bound
          FROM oracle.component c GROUP BY account_id) AS c USING (account_id)
 CROSS JOIN LATERAL (SELECT coalesce(5 * c.has >= 3 * c.bound AND c.has > 0, false) AS coverage_ok) AS cover
 CROSS JOIN LATERAL (SELECT count(*) AS n, CASE WHEN count(*) > 0 THEN 77000000 END AS at_most
                       FROM oracle.limits l WHERE l.account_id = a.account_id) AS cap
  LEFT JOIN LATERAL (
       -- effective weight times the points that are missing to 100; ties go to the first in byte order
       SELECT component, criterion, lost, lost <= lead(lost) OVER ranked + 20 AS near_loss
         FROM (SELECT s.component, s.criterion,
                      round((p.nominal / c.observed_nominal) * (s.weight / p.has) * (100000000 - s.micro)) AS lost
                 FROM oracle.criterion_score s
                 JOIN oracle.component p USING (account_id, component)
                WHERE s.account_id = a.account_id AND s.reason = 'observed' AND p.has > 0) AS losses
        WHERE lost > 0   -- Reading: where all observed criteria have 100 points none is the main loss
       WINDOW ranked AS (ORDER BY lost DESC, component COLLATE "C", criterion COLLATE "C")
        ORDER BY lost DESC, component COLLATE "C", criterion COLLATE "C"
        LIMIT 1) AS loss ON true;
ALTER TABLE oracle.score ADD PRIMARY KEY (account_id);
