-- Compares the oracle's tables with the workspace's functions for the same day and keeps each difference in oracle.difference.
-- Run oracle.sql first, with the same ws and as_of.
--
-- Values are compared bit for bit, points to the last micro-point. Rounding is allowed for in two places: the share of a committed volume, where the
-- definitions do not say in which order to divide (1e-12 of it); and points_lost, whose parts take up the rounding of the whole, so that they sum
-- exactly (0.00001): who loses most is compared where nobody else comes that near.
-- Not compared: latest_on and n, which no definition fixes, and the flags of ticket_change, which is the trajectory's class, and of usage_growth, which comes from slope's interval.
SET client_min_messages = warning;
CREATE TEMP TABLE measured AS SELECT * FROM :ws.measures(:'as_of');
CREATE TEMP TABLE scored AS SELECT * FROM :ws.account_scores(:'as_of');
CREATE TEMP TABLE resilient AS SELECT * FROM :ws.resilience(:'as_of');
CREATE TEMP TABLE carded AS
    SELECT account_id, card, health_score.unlimited_points(card) AS unlimited_points, loss.criterion AS loss_criterion, loss.points_lost
      FROM :ws.scorecards(:'as_of') CROSS JOIN LATERAL health_score.main_loss(card) AS loss;

\ir patterns.sql
CREATE TEMP TABLE patterned AS SELECT account_id, pattern FROM :ws.patterns(:'as_of') WHERE state = 'holds';

CREATE TABLE oracle.difference AS
SELECT 'measure' AS what, account_id::text, measure AS name,
       format('%s %s %s', o.value, o.reason, o.flag) AS oracle, format('%s %s %s', m.value, m.reason, m.flag) AS workspace
  FROM oracle.measure o FULL JOIN measured m USING (account_id, measure)
 WHERE o.reason IS DISTINCT FROM m.reason
    OR o.value IS DISTINCT FROM m.value
       AND NOT (measure IN ('capacity_used', 'commitment_used') AND coalesce(abs(o.value - m.value) <= 1e-12 * o.value, false))
    OR o.flag IS DISTINCT FROM m.flag AND measure NOT IN ('ticket_change', 'usage_growth')
UNION ALL
SELECT 'pattern', account_id::text, pattern, o.pattern, p.pattern
  FROM oracle.pattern o FULL JOIN patterned p USING (account_id, pattern)
 WHERE o.pattern IS NULL OR p.pattern IS NULL
UNION ALL
-- and what the score keeps of them
SELECT 'kept pattern', account_id::text, k.pattern, p.pattern, k.pattern
  FROM patterned p
  FULL JOIN (SELECT s.account_id, t.pattern FROM :ws.model_scorecards(:'as_of', NULL) AS s JOIN :ws.pattern AS t ON t.condition_id = ANY (s.conditions)) AS k USING (account_id, pattern)
 WHERE p.pattern IS NULL OR k.pattern IS NULL
UNION ALL
SELECT 'criterion', account_id::text, criterion, format('%s %s %s', o.component, o.micro / 1e6, o.reason), format('%s %s %s', m.component, m.points, m.reason)
  FROM oracle.criterion_score o
  FULL JOIN (SELECT account_id, x.* FROM carded CROSS JOIN LATERAL health_score.criteria(card) AS x) m USING (account_id, criterion)
 WHERE (o.reason, o.component) IS DISTINCT FROM (m.reason, m.component) OR o.micro / 1e6 IS DISTINCT FROM m.points
UNION ALL
SELECT 'component', account_id::text, component, format('%s', o.micro / 1e6), format('%s %s', m.points, m.reason)
  FROM oracle.component o
  FULL JOIN (SELECT account_id, x.* FROM carded CROSS JOIN LATERAL health_score.components(card) AS x) m USING (account_id, component)
 WHERE o.micro / 1e6 IS DISTINCT FROM m.points
UNION ALL
SELECT 'account', account_id::text, x.name, x.oracle, x.workspace
  FROM oracle.score o
  FULL JOIN scored s USING (account_id)
  FULL JOIN carded c USING (account_id)
 CROSS JOIN LATERAL (VALUES
       ('phase', o.phase, s.phase), ('tenure', o.tenure::text, s.tenure::text),
       ('points', trim_scale(o.points)::text, trim_scale(s.points)::text),
       ('unlimited_points', trim_scale(o.unlimited_points)::text, trim_scale(c.unlimited_points)::text),
       ('coverage', trim_scale(o.coverage)::text, trim_scale(s.coverage)::text),
       ('model_coverage', trim_scale(o.model_coverage)::text, trim_scale(s.model_coverage)::text),
       ('worst', trim_scale(o.worst)::text, trim_scale(s.worst)::text), ('best', trim_scale(o.best)::text, trim_scale(s.best)::text),
       ('reason', o.reason, s.reason), ('tier', o.tier, s.tier),
       ('is limited', (o.limits > 0)::text, (cardinality(s.limits) > 0)::text),
       ('points_lost', CASE WHEN abs(o.points_lost - c.points_lost) <= 0.00001 THEN 'same' ELSE o.points_lost::text END,
                       CASE WHEN abs(o.points_lost - c.points_lost) <= 0.00001 THEN 'same' ELSE c.points_lost::text END),
       ('main loss', CASE WHEN o.near_loss THEN 'near' ELSE o.loss_criterion END, CASE WHEN o.near_loss THEN 'near' ELSE c.loss_criterion END))
       AS x(name, oracle, workspace)
 WHERE x.oracle IS DISTINCT FROM x.workspace
UNION ALL
SELECT 'account', account_id::text, 'start', format('%s %s', o.started_on, o.started_assumed), format('%s %s', a.started_on, a.started_assumed)
  FROM oracle.account o FULL JOIN (SELECT * FROM :ws.accounts(:'as_of') WHERE phase IN ('onboarding', 'live', 'notice')) a USING (account_id)
 WHERE (o.started_on, o.started_assumed) IS DISTINCT FROM (a.started_on, a.started_assumed)
UNION ALL
SELECT 'resilience', account_id::text, 'points', format('%s %s %s %s', o.contact_id, o.days, trim_scale(o.points), o.tier),
       format('%s %s %s %s', r.contact_id, r.active_days, trim_scale(r.points_without), r.tier_without)
  FROM oracle.score_without o FULL JOIN resilient r USING (account_id)
 WHERE (o.contact_id, o.days, o.points, o.tier) IS DISTINCT FROM (r.contact_id, r.active_days, r.points_without, r.tier_without)
UNION ALL
SELECT 'resilience', account_id::text, 'points with all', format('%s %s', o.points, o.tier), format('%s %s', r.points, r.tier)
  FROM oracle.score o FULL JOIN resilient r USING (account_id)
 WHERE (o.points, o.tier) IS DISTINCT FROM (r.points, r.tier)
UNION ALL
-- on the day on which they were frozen
SELECT 'quantile', segment, measure || ' ' || quantile, format('%s %s', o.value, o.accounts), format('%s %s', q.value, q.accounts)
  FROM (SELECT segment, measure, quantile, accounts, max(low) + (h - floor(h)) * (max(high) - max(low)) AS value
          FROM (SELECT p.segment, p.measure, p.accounts, q AS quantile, q * (p.accounts - 1) AS h,
                       CASE WHEN p.nth = floor(q * (p.accounts - 1)) + 1 THEN p.value END AS low,
                       CASE WHEN p.nth = ceil(q * (p.accounts - 1)) + 1 THEN p.value END AS high
                  FROM (SELECT s.segment, m.measure, m.value, row_number() OVER by_value AS nth, count(*) OVER (PARTITION BY s.segment, m.measure) AS accounts
                          FROM oracle.measure m JOIN oracle.account a USING (account_id) JOIN oracle.account_row r USING (account_id)
                         CROSS JOIN LATERAL (SELECT r.segment WHERE r.segment <> '' UNION ALL SELECT '') AS s(segment)
                         WHERE m.reason = 'observed' AND a.phase = 'live'
                        WINDOW by_value AS (PARTITION BY s.segment, m.measure ORDER BY m.value)) AS p
                 CROSS JOIN unnest(ARRAY[0.1, 0.25, 0.5, 0.75, 0.9]::float8[]) AS q
                 WHERE p.accounts >= 20) AS placed
         GROUP BY segment, measure, quantile, accounts, h) AS o
  FULL JOIN (SELECT * FROM :ws.peer_quantile WHERE (model, version) = ('four_component', 1)) AS q USING (segment, measure, quantile)
 WHERE EXISTS (SELECT FROM :ws.peer_quantile f WHERE f.as_of = :'as_of')
   AND (o.accounts IS DISTINCT FROM q.accounts OR o.value IS DISTINCT FROM q.value
        -- of the committed volume only the order of divisions is open
        AND NOT (measure IN ('capacity_used', 'commitment_used') AND coalesce(abs(o.value - q.value) <= 1e-12 * o.value, false)))
UNION ALL
SELECT 'feed', '', source, format('%s %s %s', o.is_bound, o.is_live, o.e), format('%s %s %s', f.is_bound, f.is_live, f.until_day)
  FROM oracle.feed o FULL JOIN :ws.feeds(:'as_of') f USING (source)
 WHERE (o.is_bound, o.is_live, o.e) IS DISTINCT FROM (f.is_bound, f.is_live, f.until_day);
DROP TABLE measured, scored, carded, resilient;
RESET client_min_messages;
