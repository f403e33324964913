-- Features: depth, adoption, use cases.

CREATE TABLE oracle.core AS
    SELECT DISTINCT feature, use_case FROM :ws.source_feature
     WHERE is_core AND (known_at IS NULL OR known_at < :'end_d');
ANALYZE oracle.core;

-- who used what in W(28)
CREATE TABLE oracle.feature_28 AS
    SELECT account_id, feature, count(DISTINCT user_id) AS users, count(DISTINCT day) AS days
      FROM oracle.active WHERE day > :'usage_e'::date - 28 AND feature IS NOT NULL
     GROUP BY account_id, feature;
ANALYZE oracle.feature_28;

CREATE TABLE oracle.feature_span AS
    SELECT account_id, feature, max(day) AS last_day,
           bool_or(day > :'usage_e'::date - 455 AND day <= :'usage_e'::date - 90) AS seen_before
      FROM oracle.active WHERE feature IS NOT NULL
     GROUP BY account_id, feature;
ANALYZE oracle.feature_span;

-- 29: core features used by at least 2 users ÷ entitled core features, or all listed where no feature entitlement is recorded
INSERT INTO oracle.raw
SELECT account_id, 'feature_depth', used::float8 / nullif(relevant, 0),
       CASE WHEN listed = 0 THEN 'not_recorded' WHEN relevant = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, relevant
  FROM (SELECT a.account_id,
               (SELECT count(DISTINCT feature) FROM oracle.core) AS listed,
               count(DISTINCT c.feature) AS relevant,
               count(DISTINCT c.feature) FILTER (WHERE f.users >= 2) AS used
          FROM oracle.account a
          LEFT JOIN oracle.core c
               ON NOT EXISTS (SELECT FROM oracle.entitlement e WHERE e.account_id = a.account_id AND e.kind = 'feature')
               OR EXISTS (SELECT FROM oracle.entitlement e
                           WHERE e.account_id = a.account_id AND e.kind = 'feature' AND e.item = c.feature)
          LEFT JOIN oracle.feature_28 f ON f.account_id = a.account_id AND f.feature = c.feature
         GROUP BY a.account_id) AS counted;

-- a quantile that the model holds: that of the segment, else of everybody
CREATE TABLE oracle.quantile AS
    SELECT segment, measure, quantile, value FROM :ws.peer_quantile WHERE (model, version) = ('four_component', 1);
CREATE FUNCTION oracle.frozen(text, text, float8) RETURNS float8 LANGUAGE sql STABLE
    AS $$ SELECT value FROM oracle.quantile WHERE measure = $2 AND quantile = $3 AND segment IN ($1, '') ORDER BY segment = '' LIMIT 1 $$;

-- 29: core features per active user; shallow: used on many days, and few of them
INSERT INTO oracle.raw
SELECT u.account_id, 'core_depth', d.depth,
       CASE WHEN NOT EXISTS (SELECT FROM oracle.core) THEN 'not_recorded'
            WHEN u.in_28 = 0 THEN 'not_applicable' ELSE 'observed' END,
       CASE WHEN days.value >= oracle.frozen(r.segment, 'active_days', 0.5) AND d.depth <= oracle.frozen(r.segment, 'core_depth', 0.25)
            THEN 'shallow' END, u.in_28
  FROM oracle.users u
  JOIN oracle.account_row r USING (account_id)
  JOIN oracle.raw days ON days.account_id = u.account_id AND days.measure = 'active_days'
 CROSS JOIN LATERAL (
       SELECT coalesce((SELECT sum(f.users) FROM oracle.feature_28 f
                         WHERE f.account_id = u.account_id AND f.feature IN (SELECT feature FROM oracle.core)), 0)::float8
                  / nullif(u.in_28, 0) AS depth) AS d;

-- 55: use cases active ÷ bought
INSERT INTO oracle.raw
SELECT account_id, 'use_cases_active', active::float8 / nullif(bought, 0),
       CASE WHEN bought = 0 THEN 'not_recorded' ELSE 'observed' END, NULL, bought
  FROM (SELECT a.account_id, count(DISTINCT e.item) AS bought, count(DISTINCT e.item) FILTER (WHERE f.feature IS NOT NULL) AS active
          FROM oracle.account a
          JOIN oracle.seats s USING (account_id)
          LEFT JOIN oracle.entitlement e ON e.account_id = a.account_id AND e.kind = 'use_case'
          LEFT JOIN oracle.core c ON c.use_case = e.item
          LEFT JOIN oracle.feature_28 f ON f.account_id = a.account_id AND f.feature = c.feature AND f.days >= 4
                                       AND f.users >= CASE WHEN s.seats <= 10 THEN 1 ELSE 2 END
         GROUP BY a.account_id) AS counted;

-- 26: entitled features used in W(30)
INSERT INTO oracle.raw
SELECT account_id, 'feature_adoption', used::float8 / nullif(entitled, 0),
       CASE WHEN entitled = 0 THEN 'not_recorded' ELSE 'observed' END, NULL, entitled
  FROM (SELECT a.account_id, count(DISTINCT e.item) AS entitled,
               count(DISTINCT e.item) FILTER (WHERE f.last_day > :'usage_e'::date - 30) AS used
          FROM oracle.account a
          LEFT JOIN oracle.entitlement e ON e.account_id = a.account_id AND e.kind = 'feature'
          LEFT JOIN oracle.feature_span f ON f.account_id = a.account_id AND f.feature = e.item
         GROUP BY a.account_id) AS counted;

-- 53: features won less features lost
INSERT INTO oracle.raw
SELECT account_id, 'features_adopted', (won - lost)::float8 / nullif(seen, 0),
       CASE WHEN seen = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, seen
  FROM (SELECT a.account_id,
               count(f.feature) FILTER (WHERE f.last_day > :'usage_e'::date - 90) AS seen,
               count(f.feature) FILTER (WHERE f.last_day > :'usage_e'::date - 90 AND NOT f.seen_before) AS won,
               count(f.feature) FILTER (WHERE f.last_day > :'usage_e'::date - 150
                                          AND f.last_day <= :'usage_e'::date - 60) AS lost
          FROM oracle.account a
          LEFT JOIN oracle.feature_span f USING (account_id)
         GROUP BY a.account_id) AS counted;
