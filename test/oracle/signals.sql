-- What patterns look at: who uses, work by hand, errors, maturity, questions, what stays unsolved, contact that fades.

CREATE FUNCTION oracle.total(account text, series text, from_day date, to_day date) RETURNS numeric LANGUAGE sql STABLE
    AS $$SELECT coalesce(sum(round(events * 1e6)), 0) FROM oracle.usage WHERE account_id::text = account AND coalesce(kind, 'interactive') = series AND day > from_day AND day <= to_day$$;
CREATE INDEX ON oracle.usage ((account_id::text));

-- 36, 37: the heaviest user. Amounts are whole millionths, as everywhere
CREATE TABLE oracle.heavy_user AS
SELECT account_id, count(*) AS n, max(amount) / sum(amount) AS share, sum(amount) ^ 2 / sum(amount ^ 2) AS effective,
       (array_agg(user_id ORDER BY amount DESC, user_id COLLATE "C"))[1] AS user_id
  FROM (SELECT account_id, user_id, sum(round(events * 1e6)) AS amount FROM oracle.usage
         WHERE coalesce(kind, 'interactive') = 'interactive' AND user_id IS NOT NULL AND day > :'usage_e'::date - 28 AND day <= :'usage_e'::date
         GROUP BY account_id, user_id) AS u
 GROUP BY account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'top_user_share', h.share::float8, CASE WHEN h.n > 0 THEN 'observed' ELSE 'not_applicable' END,
       CASE WHEN h.n >= 5 AND (h.share >= 0.5 OR h.effective < greatest(2, 0.25 * h.n)) THEN
                CASE WHEN d.ids IS NOT NULL AND NOT h.user_id = ANY (d.ids) THEN 'power_user' ELSE 'concentrated' END
            WHEN h.n < 5 AND h.n / s.seats < 0.5 THEN 'few_users' END, h.n
  FROM oracle.account a
  LEFT JOIN oracle.heavy_user h USING (account_id)
  LEFT JOIN oracle.seats s USING (account_id)
  LEFT JOIN (SELECT c.account_id, array_agg(coalesce(c.user_id, c.contact_id)) AS ids
               FROM :ws.source_contact c
              WHERE c.role IN ('economic_buyer', 'executive_sponsor') AND (c.is_active IS NOT FALSE OR c.valid_to IS NOT NULL)
                AND coalesce(c.valid_from, '-infinity') <= :'as_of'::date AND coalesce(c.valid_to, 'infinity') > :'as_of'::date
                AND (c.known_at IS NULL OR c.known_at < :'end_d')
              GROUP BY c.account_id) AS d USING (account_id);

-- 33. Reading: what runs by itself is recorded as done by the system
CREATE TABLE oracle.automated AS
SELECT u.account_id, u.events FROM :ws.source_usage u JOIN oracle.account a USING (account_id)
 WHERE u.kind = 'automated' AND coalesce(u.actor, 'customer') IN ('customer', 'system') AND u.events > 0 AND u.day >= a.started_on
   AND u.day > :'usage_e'::date - 28 AND u.day <= :'usage_e'::date AND (u.known_at IS NULL OR u.known_at < :'end_d');
CREATE INDEX ON oracle.automated (account_id);
INSERT INTO oracle.raw
SELECT a.account_id, v.measure, (m / 1e6)::float8 / nullif((m + v.other) / 1e6, 0)::float8, CASE WHEN m + v.other > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
 CROSS JOIN LATERAL (SELECT oracle.total(a.account_id::text, 'manual', :'usage_e'::date - 28, :'usage_e') AS m, (SELECT coalesce(sum(round(u.events * 1e6)), 0) FROM oracle.automated u WHERE u.account_id = a.account_id) AS x,
                            oracle.total(a.account_id::text, 'interactive', :'usage_e'::date - 28, :'usage_e') AS i) AS t
 CROSS JOIN LATERAL (VALUES ('toil_share', x), ('manual_share', i)) AS v(measure, other);

-- 40: errors per event, now against before
INSERT INTO oracle.raw
SELECT a.account_id, 'error_change', ((e1 / 1e6 + 1) * (i0 / 1e6))::float8 / nullif((e0 / 1e6 + 1) * (i1 / 1e6), 0)::float8, CASE WHEN i1 > 0 AND i0 > 0 AND e1 + e0 >= 10 * 1e6 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
 CROSS JOIN LATERAL (SELECT oracle.total(a.account_id::text, 'error', :'usage_e'::date - 30, :'usage_e') AS e1, oracle.total(a.account_id::text, 'error', :'usage_e'::date - 120, :'usage_e'::date - 30) AS e0,
                            oracle.total(a.account_id::text, 'interactive', :'usage_e'::date - 30, :'usage_e') AS i1, oracle.total(a.account_id::text, 'interactive', :'usage_e'::date - 120, :'usage_e'::date - 30) AS i0) AS t;

-- 38: use of advanced features, and how the mean level moves
CREATE TABLE oracle.graded AS
SELECT u.account_id, u.day, round(u.events * 1e6) AS amount, f.maturity
  FROM oracle.usage u
  JOIN (SELECT feature, max(maturity) AS maturity FROM :ws.source_feature WHERE known_at IS NULL OR known_at < :'end_d' GROUP BY feature HAVING max(maturity) IS NOT NULL) AS f USING (feature)
 WHERE coalesce(u.kind, 'interactive') = 'interactive' AND u.day > :'usage_e'::date - 120 AND u.day <= :'usage_e'::date;
INSERT INTO oracle.raw
SELECT a.account_id, 'advanced_share', (coalesce(sum(g.amount) FILTER (WHERE g.maturity >= 3), 0) / nullif(sum(g.amount), 0))::float8, CASE WHEN sum(g.amount) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN oracle.graded g ON g.account_id = a.account_id AND g.day > :'usage_e'::date - 28
 GROUP BY a.account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'maturity_change',
       (sum(g.amount * g.maturity) FILTER (WHERE g.day > :'usage_e'::date - 30) / 1e6)::float8 / (nullif(sum(g.amount) FILTER (WHERE g.day > :'usage_e'::date - 30), 0) / 1e6)::float8
        - (sum(g.amount * g.maturity) FILTER (WHERE g.day <= :'usage_e'::date - 30) / 1e6)::float8 / (nullif(sum(g.amount) FILTER (WHERE g.day <= :'usage_e'::date - 30), 0) / 1e6)::float8,
       CASE WHEN sum(g.amount) FILTER (WHERE g.day > :'usage_e'::date - 30) > 0 AND sum(g.amount) FILTER (WHERE g.day <= :'usage_e'::date - 30) > 0 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN oracle.graded g USING (account_id)
 GROUP BY a.account_id;

-- 49: tickets that ask how to
INSERT INTO oracle.raw
SELECT a.account_id, 'how_to_share', avg((s.category = 'how_to')::int::float8), CASE WHEN count(s.category) > 0 THEN 'observed' WHEN count(t.ticket_id) > 0 THEN 'not_recorded' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN oracle.ticket t ON t.account_id = a.account_id AND t.opened_on > :'ticket_e'::date - 90 AND t.opened_on <= :'ticket_e'::date
  LEFT JOIN (SELECT DISTINCT account_id, ticket_id, category FROM :ws.source_ticket) AS s ON s.account_id = t.account_id AND s.ticket_id = t.ticket_id
 GROUP BY a.account_id;

-- 51: tickets of a year that are open for two weeks, or were opened again
CREATE TABLE oracle.status AS
SELECT account_id, ticket_id, lower(new_value) NOT IN ('solved', 'closed', 'resolved', 'done', 'deleted') AS opens, row_number() OVER (PARTITION BY account_id, ticket_id ORDER BY at) AS n
  FROM oracle.ticket_change WHERE field = 'status' AND new_value IS NOT NULL AND at < :'end_d';
CREATE INDEX ON oracle.status (account_id, ticket_id);
ANALYZE oracle.status;
INSERT INTO oracle.raw
SELECT a.account_id, 'unsolved_tickets', count(*) FILTER (WHERE t.opened_on <= :'as_of'::date - 14 AND is_open OR reopened), 'observed', NULL, NULL
  FROM oracle.account a
  LEFT JOIN oracle.ticket t ON t.account_id = a.account_id AND t.opened_on > :'as_of'::date - 365
  LEFT JOIN LATERAL (SELECT coalesce((SELECT s.opens FROM oracle.status s WHERE s.account_id = t.account_id AND s.ticket_id = t.ticket_id ORDER BY s.n DESC LIMIT 1),
                                     t.done_at IS NULL OR t.done_at >= :'end_d') AS is_open,
                            EXISTS (SELECT FROM oracle.status x JOIN oracle.status y ON y.account_id = x.account_id AND y.ticket_id = x.ticket_id AND y.n > x.n
                                     WHERE x.account_id = t.account_id AND x.ticket_id = t.ticket_id AND NOT x.opens AND y.opens) AS reopened) AS o ON true
 GROUP BY a.account_id;

-- answers of a quarter against those of the quarter before
CREATE TABLE oracle.asked AS
SELECT account_id, engagement_id, max(day) AS day, bool_or(responded_at IS NOT NULL AND (SELECT count(*) FROM oracle.working_day w WHERE w.day > g.day AND w.day <= (g.responded_at AT TIME ZONE :'zone')::date) <= 5) AS in_time
  FROM oracle.engagement g
 WHERE direction = 'outbound' AND kind NOT IN ('campaign', 'content') AND day > :'engagement_e'::date - 187 AND day <= :'engagement_e'::date - 7
 GROUP BY account_id, engagement_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'responsiveness_change',
       count(*) FILTER (WHERE is_now AND in_time)::float8 / nullif(count(*) FILTER (WHERE is_now), 0) - count(*) FILTER (WHERE NOT is_now AND in_time)::float8 / nullif(count(*) FILTER (WHERE NOT is_now), 0),
       CASE WHEN least(count(*) FILTER (WHERE is_now), count(*) FILTER (WHERE NOT is_now)) >= 3 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN (SELECT *, day > :'engagement_e'::date - 97 AS is_now FROM oracle.asked) AS g USING (account_id)
 GROUP BY a.account_id;

-- meetings held, against the quarter before
INSERT INTO oracle.raw
SELECT a.account_id, 'meeting_change', count(DISTINCT g.engagement_id) FILTER (WHERE is_now)::float8 / nullif(count(DISTINCT g.engagement_id) FILTER (WHERE NOT is_now), 0),
       CASE WHEN count(DISTINCT g.engagement_id) FILTER (WHERE NOT is_now) >= 2 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN (SELECT account_id, engagement_id, day > :'engagement_e'::date - 90 AS is_now FROM oracle.engagement
              WHERE kind IN ('meeting', 'qbr', 'executive') AND was_held AND day > :'engagement_e'::date - 180 AND day <= :'engagement_e'::date) AS g USING (account_id)
 GROUP BY a.account_id;

-- 67: a month's contact against the usual month: buckets of 30 days back from e, 4 to 15 of them, only those after the start
CREATE TABLE oracle.contact_bucket AS
SELECT f.account_id, b.k, count(g.account_id) AS n
  FROM oracle.account_feed f
 CROSS JOIN generate_series(1, 15) AS b(k)
  LEFT JOIN (SELECT DISTINCT account_id, engagement_id, day FROM oracle.engagement WHERE took_part) AS g
         ON g.account_id = f.account_id AND g.day > f.e - 30 * b.k AND g.day <= f.e - 30 * (b.k - 1)
 WHERE f.source = 'engagement' AND f.e - 30 * b.k + 1 >= f.s
 GROUP BY f.account_id, b.k;
CREATE TABLE oracle.contact_usual AS
SELECT account_id, count(*) FILTER (WHERE k >= 4) AS k, percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FILTER (WHERE k >= 4) AS usual FROM oracle.contact_bucket GROUP BY account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'contact_level',
       (SELECT count(*) FROM (SELECT DISTINCT engagement_id, day FROM oracle.engagement g WHERE g.account_id = a.account_id AND took_part AND day > :'engagement_e'::date - 30 AND day <= :'engagement_e'::date) AS x) / nullif(u.usual, 0),
       CASE WHEN coalesce(u.k, 0) < 3 THEN 'too_young' WHEN u.usual >= 1 THEN 'observed' ELSE 'not_applicable' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN oracle.contact_usual u USING (account_id);

-- 50: days without a sign of life
INSERT INTO oracle.raw
SELECT a.account_id, 'silent_days', x.days, 'observed', CASE WHEN x.days >= 60 AND (u.k >= 3 AND u.usual > 0 OR b.k >= 3 AND b.usual > 0) THEN 'silent' END, NULL
  FROM oracle.account a
  LEFT JOIN oracle.contact_usual u USING (account_id)
  LEFT JOIN (SELECT account_id, count(*) FILTER (WHERE x.k >= 4) AS k, percentile_cont(0.5) WITHIN GROUP (ORDER BY x.n) FILTER (WHERE x.k >= 4) AS usual
               FROM oracle.bucket x WHERE inside GROUP BY account_id) AS b USING (account_id)
 CROSS JOIN LATERAL (SELECT least(:'ticket_e'::date, :'engagement_e'::date) AS e) AS w
 CROSS JOIN LATERAL (SELECT w.e - coalesce(least(w.e, greatest((SELECT max(opened_on) FROM oracle.ticket t WHERE t.account_id = a.account_id AND t.opened_on <= :'ticket_e'::date),
                                                               (SELECT max(day) FROM oracle.engagement g WHERE g.account_id = a.account_id AND g.took_part AND g.day <= :'engagement_e'::date))), a.started_on) AS days) AS x;

INSERT INTO oracle.raw
SELECT a.account_id, 'renewal_days', min(r.due_on) - :'as_of'::date, CASE WHEN count(r.due_on) > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, NULL
  FROM oracle.account a
  LEFT JOIN :ws.source_renewal r ON r.account_id = a.account_id AND (r.signed_on IS NULL OR r.signed_on > :'as_of'::date) AND r.due_on > :'as_of'::date - 365
       AND r.due_on > a.started_on AND (r.auto_renews IS NOT TRUE OR r.due_on >= :'as_of'::date) AND (r.known_at IS NULL OR r.known_at < :'end_d')
 GROUP BY a.account_id;

-- 65: a sponsor who is gone or silent
INSERT INTO oracle.raw
SELECT a.account_id, 'sponsor_missing', (x.now = 0 OR :'engagement_e'::date - coalesce(x.touched, a.started_on) >= 90)::int, CASE WHEN x.ever > 0 THEN 'observed' ELSE 'not_recorded' END,
       CASE WHEN x.now = 0 THEN 'gone' WHEN :'engagement_e'::date - coalesce(x.touched, a.started_on) >= 90 THEN 'silent' END, NULL
  FROM oracle.account a
 CROSS JOIN LATERAL (SELECT count(*) AS ever, count(*) FILTER (WHERE c.valid_to > :'as_of'::date AND (c.is_active IS NOT FALSE OR c.valid_to < 'infinity')) AS now,
                            (SELECT max(g.day) FROM oracle.engagement g JOIN oracle.contact k ON k.account_id = g.account_id AND k.contact_id = g.contact_id AND g.day >= k.valid_from AND g.day < k.valid_to
                              WHERE g.account_id = a.account_id AND k.role = 'executive_sponsor' AND g.took_part AND g.day <= :'engagement_e'::date) AS touched
                       FROM oracle.contact c WHERE c.account_id = a.account_id AND c.role = 'executive_sponsor') AS x;

-- 130
INSERT INTO oracle.raw
SELECT a.account_id, 'external_events', count(x.at), 'observed', (array_agg(x.kind ORDER BY x.at DESC, x.kind COLLATE "C"))[1], NULL
  FROM oracle.account a
  LEFT JOIN :ws.source_external_event x ON x.account_id = a.account_id AND (x.at AT TIME ZONE :'zone')::date BETWEEN :'as_of'::date - 179 AND :'as_of'::date
       AND (x.expires_on IS NULL OR x.expires_on > :'as_of'::date) AND (x.known_at IS NULL OR x.known_at < :'end_d')
 GROUP BY a.account_id;

INSERT INTO oracle.raw SELECT account_id, 'tenure_days', :'as_of'::date + 1 - started_on, 'observed', NULL, NULL FROM oracle.account;

-- 27, 28: what machines call, and how long people stay
INSERT INTO oracle.raw
SELECT a.account_id, 'integrations', count(DISTINCT u.feature), 'observed', NULL, count(DISTINCT u.feature)
  FROM oracle.account a
  LEFT JOIN oracle.usage u ON u.account_id = a.account_id AND u.kind IN ('api', 'integration') AND u.day > :'usage_e'::date - 30
 GROUP BY a.account_id;
INSERT INTO oracle.raw
SELECT a.account_id, 'time_in_product', (coalesce(sum(round(u.minutes * 1e6)), 0) / 1e6)::float8, 'observed', NULL, count(DISTINCT u.day)
  FROM oracle.account a
  LEFT JOIN oracle.usage u ON u.account_id = a.account_id AND coalesce(u.kind, 'interactive') = 'interactive' AND u.minutes > 0 AND u.day > :'usage_e'::date - 28
 GROUP BY a.account_id;

-- 39: thirteen whole weeks, Monday to Sunday; the flag comes from an interval that is not worked out here
INSERT INTO oracle.raw
WITH week AS (
    SELECT a.account_id, n, coalesce(sum(m.amount), 0) AS y
      FROM oracle.account a
     CROSS JOIN generate_series(1, 13) AS n
      LEFT JOIN oracle.amount m ON m.account_id = a.account_id AND m.series = 'interactive'
       AND m.day BETWEEN date_trunc('week', (:'usage_e'::date + 1)::timestamp)::date - 7 * n AND date_trunc('week', (:'usage_e'::date + 1)::timestamp)::date - 7 * n + 6
     GROUP BY a.account_id, n
), slope AS (
    SELECT account_id, (s[39] + s[40]) / 2 AS slope
      FROM (SELECT i.account_id, array_agg((i.y - j.y)::float8 / (j.n - i.n) ORDER BY (i.y - j.y)::float8 / (j.n - i.n)) AS s
              FROM week i JOIN week j ON j.account_id = i.account_id AND j.n > i.n GROUP BY i.account_id) AS p
), level AS (
    SELECT account_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY y::float8) AS median, bool_and(y::numeric % 1000000 = 0) AND sum(y) < 10000000 AS is_sparse FROM week GROUP BY account_id
)
SELECT account_id, 'usage_growth', CASE WHEN NOT is_sparse THEN slope / nullif(median, 0) END, CASE WHEN is_sparse OR median = 0 THEN 'not_applicable' ELSE 'observed' END, NULL, 13
  FROM slope JOIN level USING (account_id);

-- 138: two people with a core feature within 60 days, or one of up to ten seats. Reading: an account whose first days cannot be seen is not judged
INSERT INTO oracle.raw
SELECT a.account_id, 'core_activated', CASE WHEN c.people >= CASE WHEN s.seats <= 10 THEN 1 ELSE 2 END THEN 1 ELSE 0 END,
       CASE WHEN NOT EXISTS (SELECT FROM oracle.core) THEN 'not_recorded'
            WHEN f.s > a.started_on OR a.started_on < :'as_of'::date - 791
              OR c.people < CASE WHEN s.seats <= 10 THEN 1 ELSE 2 END AND :'usage_e'::date < a.started_on + 59 THEN 'not_applicable'
            ELSE 'observed' END,
       CASE WHEN c.people < CASE WHEN s.seats <= 10 THEN 1 ELSE 2 END THEN 'activation_late' END, NULL
  FROM oracle.account a
  JOIN oracle.account_feed f ON f.account_id = a.account_id AND f.source = 'usage'
  LEFT JOIN oracle.seats s ON s.account_id = a.account_id
 CROSS JOIN LATERAL (SELECT count(DISTINCT u.user_id) AS people FROM oracle.active u
                      WHERE u.account_id = a.account_id AND u.feature IN (SELECT feature FROM oracle.core) AND u.day <= a.started_on + 59) AS c;

-- 30: features of success, by the latest set that was found up to the day
INSERT INTO oracle.raw
SELECT a.account_id, 'success_features', count(DISTINCT u.feature)::float8 / nullif(max(s.n), 0), CASE WHEN max(s.n) > 0 THEN 'observed' ELSE 'not_recorded' END, NULL, max(s.n)
  FROM oracle.account a
 CROSS JOIN (SELECT count(*) AS n FROM :ws.success_feature WHERE as_of = (SELECT max(as_of) FROM :ws.success_feature WHERE as_of <= :'as_of')) AS s
  LEFT JOIN (oracle.active u JOIN :ws.success_feature f ON f.feature = u.feature AND f.as_of = (SELECT max(as_of) FROM :ws.success_feature WHERE as_of <= :'as_of'))
    ON u.account_id = a.account_id AND u.day > :'usage_e'::date - 30
 GROUP BY a.account_id;
