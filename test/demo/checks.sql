-- Is the demo warehouse what its README says? The checks that need no score; checks_score.sql has the others.
-- Each is a number and the range it must lie in; the last statement fails if any lies outside.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SELECT first_day, last_day, accounts FROM demo.parameter \gset

CREATE TEMP TABLE checked (nr int GENERATED ALWAYS AS IDENTITY, what text, low numeric, value numeric, high numeric);

-- Who leaves.
INSERT INTO checked (what, low, value, high)
SELECT 'logo churn of the last year', .11, count(*) FILTER (WHERE decided_on > :'last_day'::date - 365)::numeric
       / (SELECT count(*) FROM demo.truth_life WHERE from_day <= :'last_day'::date - 365 AND (to_day IS NULL OR to_day > :'last_day'::date - 365)), .14
FROM demo.truth_churn;
INSERT INTO checked (what, low, value, high)
SELECT 'unavoidable share of churn', .17, avg((NOT is_avoidable)::int), .33 FROM demo.truth_churn;
INSERT INTO checked (what, low, value, high)
SELECT 'health does not tell who leaves unavoidably: difference of the means', -.06, avg(w.health) FILTER (WHERE NOT is_avoidable) - (
           SELECT avg(health) FROM demo.truth_week WHERE week BETWEEN 0 AND 104), .06
FROM demo.truth_churn AS c JOIN demo.truth_week AS w ON w.account_id = c.account_id AND w.week = demo.week_of(c.decided_on, :'first_day');
INSERT INTO checked (what, low, value, high)
SELECT 'days from an avoidable decision to the end of a contract of a year: ' || what, 60, value, 120
FROM (SELECT min(ended_on - decided_on) AS least, max(ended_on - decided_on) AS most
      FROM demo.truth_churn AS c JOIN demo.truth_account AS a USING (account_id) WHERE is_avoidable AND term_months > 1) AS d,
     LATERAL (VALUES ('least', least), ('most', most)) AS v (what, value);

-- What could have told: an AUC for each of a few plain signals, 60 to 120 days before the decision. The panel: six days, two
-- months apart, and every account under contract on them.
CREATE TEMP TABLE panel AS
SELECT d.day, l.account_id, l.from_day, coalesce(c.decided_on <= d.day + 120, false) AS leaves
FROM (SELECT :'last_day'::date - 91 - 60 * i AS day FROM generate_series(0, 5) AS i) AS d
JOIN demo.truth_life AS l ON l.from_day <= d.day - 120 AND (l.to_day IS NULL OR l.to_day > d.day)
LEFT JOIN demo.truth_churn AS c ON c.account_id = l.account_id AND l.life = 1
WHERE c.account_id IS NULL OR c.decided_on > d.day + 120 OR c.is_avoidable AND c.decided_on > d.day + 60;
CREATE INDEX ON panel (account_id, day);
ANALYZE panel;
CREATE TEMP TABLE signal AS
SELECT 'usage against its usual' AS signal, p.account_id, p.day, leaves, u.now / nullif(u.usual, 0) AS value
FROM panel AS p CROSS JOIN LATERAL (
    SELECT count(DISTINCT (e.user_id, e.day)) FILTER (WHERE e.day > p.day - 28) / 28.0 AS now,
           count(DISTINCT (e.user_id, e.day)) FILTER (WHERE e.day <= p.day - 28) / 168.0 AS usual
    FROM demo.product_event AS e WHERE e.account_id = p.account_id AND e.day > p.day - 196 AND e.day <= p.day AND e.kind = 'interactive') AS u
UNION ALL
SELECT 'share of outbound mails answered', p.account_id, p.day, leaves, e.value
FROM panel AS p CROSS JOIN LATERAL (
    SELECT avg((r.responded_at IS NOT NULL)::int) AS value FROM demo.engagement AS e JOIN demo.engagement_participant AS r USING (engagement_id)
    WHERE e.account_id = p.account_id AND e.direction = 'outbound' AND e.kind NOT IN ('campaign', 'content')
      AND e.occurred_at >= p.day - 97 AND e.occurred_at < p.day - 6) AS e
UNION ALL
SELECT 'people met or heard in 90 days', p.account_id, p.day, leaves, e.value
FROM panel AS p CROSS JOIN LATERAL (
    SELECT count(DISTINCT r.contact_id) FILTER (WHERE r.attended OR r.responded_at IS NOT NULL OR e.direction = 'inbound') AS value
    FROM demo.engagement AS e JOIN demo.engagement_participant AS r USING (engagement_id)
    WHERE e.account_id = p.account_id AND e.occurred_at >= p.day - 89 AND e.occurred_at < p.day + 1) AS e
WHERE NOT EXISTS (SELECT FROM demo.integration_status AS i WHERE i.account_id = p.account_id AND i.integration = 'crm_activity')
UNION ALL
SELECT 'urgent and high tickets in 90 days', p.account_id, p.day, leaves, -t.value
FROM panel AS p CROSS JOIN LATERAL (
    SELECT count(*) AS value FROM demo.support_ticket AS t
    WHERE t.organization_id = p.account_id + 400000 AND t.created_at >= p.day - 89 AND t.created_at < p.day + 1 AND t.priority IN ('urgent', 'high')) AS t;
CREATE TEMP TABLE signal_auc AS
SELECT signal, (sum(rank) FILTER (WHERE NOT leaves) - n0 * (n0 + 1) / 2.0) / (n0 * n1) AS auc
FROM (SELECT *, rank() OVER (PARTITION BY signal ORDER BY value) + (count(*) OVER (PARTITION BY signal, value) - 1) / 2.0 AS rank,
             count(*) FILTER (WHERE leaves) OVER (PARTITION BY signal) AS n1, count(*) FILTER (WHERE NOT leaves) OVER (PARTITION BY signal) AS n0
      FROM signal WHERE value IS NOT NULL) AS r
GROUP BY signal, n0, n1;
INSERT INTO checked (what, low, value, high) SELECT 'AUC of ' || signal, .52, auc, .70 FROM signal_auc ORDER BY signal COLLATE "C";
INSERT INTO checked (what, low, value, high) SELECT 'AUC of the best of these', .60, max(auc), .70 FROM signal_auc;
INSERT INTO checked (what, low, value, high)
SELECT 'mean pulse of those who leave, 90 days before they decide', 65, avg(p.points), 85
FROM demo.truth_churn AS c CROSS JOIN LATERAL (
    SELECT CASE value WHEN 'green' THEN 90 WHEN 'yellow' THEN 70 ELSE 20 END AS points FROM demo.csm_pulse AS p
    WHERE p.account_id = c.account_id AND p.recorded_at < c.decided_on - 89 AND p.recorded_at >= c.decided_on - 179
    ORDER BY p.recorded_at DESC LIMIT 1) AS p
WHERE c.is_avoidable;

-- Sizes and shapes.
INSERT INTO checked (what, low, value, high)
SELECT v.* FROM (
    SELECT count(*)::numeric / :accounts AS per_account, avg((account_id >= 900000)::int) AS orphans, avg((user_id LIKE 'staff-%')::int) AS staff,
           avg((received_at >= day + 1)::int) FILTER (WHERE day NOT BETWEEN w.from_day AND w.to_day) AS late,
           extract(day FROM max(received_at - day) FILTER (WHERE day NOT BETWEEN w.from_day AND w.to_day)) AS latest, avg(redelivered::int) AS twice,
           count(*) FILTER (WHERE day >= o.from_day AND day < o.to_day) AS in_outage
    FROM demo.product_event AS e, demo.truth_incident AS w, demo.truth_incident AS o
    WHERE w.what = 'usage_late_week' AND o.what = 'usage_outage') AS u,
    LATERAL (VALUES ('usage rows per account', 560, per_account, 760), ('orphans among usage rows', .015, orphans, .025),
        ('usage rows of our own people', .005, staff, .015), ('usage rows known after their day', .05, late, .12),
        ('usage rows known after days, at most', 4, latest, 5), ('usage rows delivered twice', .003, twice, .010),
        ('usage rows in the outage', 0, in_outage, 0)) AS v (what, low, value, high);
INSERT INTO checked (what, low, value, high)
SELECT v.* FROM (
    SELECT count(*)::numeric / :accounts AS per_account, avg((o.external_id IS NULL AND m.account_id IS NULL)::int) AS orphans,
           count(*) FILTER (WHERE t.created_at < :'first_day'::date + 182) AS before_start,
           avg((is_deleted OR merged_into_ticket_id IS NOT NULL)::int) AS gone, avg((priority IS NULL)::int) AS without_priority
    FROM demo.support_ticket AS t JOIN demo.helpdesk_organization AS o USING (organization_id)
    LEFT JOIN demo.organization_match AS m USING (organization_id)) AS u,
    LATERAL (VALUES ('tickets per account', 44, per_account, 58), ('orphans among tickets', .015, orphans, .025),
        ('tickets before the help desk began', 0, before_start, 0), ('tickets deleted or merged', .015, gone, .035),
        ('tickets without priority', .02, without_priority, .06)) AS v (what, low, value, high);
INSERT INTO checked (what, low, value, high)
SELECT 'tickets of an outage of ours on ' || from_day, least(200, :accounts / 5) * .9, count(*), least(200, :accounts / 5)
FROM demo.truth_incident AS i JOIN demo.support_ticket AS t ON t.category = 'outage' AND t.created_at >= i.from_day AND t.created_at < i.from_day + 1
WHERE i.what = 'service_incident' GROUP BY from_day ORDER BY from_day;
-- over-dispersed: within an account the months of the last year vary more than chance, and many have no ticket
INSERT INTO checked (what, low, value, high)
SELECT v.* FROM (
    SELECT sum(variance) / sum(mean) AS dispersion, avg(zeros) AS zeros
    FROM (SELECT organization_id, avg(n) AS mean, var_samp(n) AS variance, avg((n = 0)::int) AS zeros
          FROM (SELECT o.organization_id, m, count(t.ticket_id) AS n
                FROM demo.helpdesk_organization AS o CROSS JOIN generate_series(0, 11) AS m
                LEFT JOIN demo.support_ticket AS t ON t.organization_id = o.organization_id AND t.category <> 'outage'
                    AND t.created_at >= :'last_day'::date - 30 * (m + 1) AND t.created_at < :'last_day'::date - 30 * m
                GROUP BY o.organization_id, m) AS x
          GROUP BY organization_id HAVING sum(n) > 0) AS y) AS z,
    LATERAL (VALUES ('variance of monthly tickets over their mean', 1.15, dispersion, 3), ('months without a ticket', .15, zeros, .6)) AS v (what, low, value, high);
INSERT INTO checked (what, low, value, high)
SELECT v.* FROM (
    SELECT avg((started_on > :'last_day'::date - 90)::int) AS young, avg((parent_id IS NOT NULL)::int)
               + avg((EXISTS (SELECT FROM demo.truth_account AS s WHERE s.parent_id = a.account_id))::int) AS in_groups,
           avg((contract_account_id <> account_id)::int) AS at_parent, avg(lacks_engagement::int) AS unreached, count(DISTINCT currency) AS currencies,
           avg((merged_into IS NOT NULL)::int) AS merged, avg((term_months = 1)::int) AS monthly
    FROM demo.truth_account AS a) AS a,
    LATERAL (VALUES ('younger than 90 days', .12, young, .18), ('in a group', .06, in_groups, .12), ('contract at the parent', .02, at_parent, .06),
        ('without engagement feed', .17, unreached, .23), ('currencies', 3, currencies, 3), ('merged in the CRM', .003, merged, .015),
        ('monthly plans', .10, monthly, .20)) AS v (what, low, value, high);
INSERT INTO checked (what, low, value, high)
SELECT 'came back after leaving, per thousand', 3, 1000.0 * count(*) / :accounts, 40 FROM demo.truth_life WHERE life = 2;
INSERT INTO checked (what, low, value, high)
SELECT 'renewals overdue and unsigned, per thousand accounts', 3, 1000.0 * count(*) / :accounts, 60
FROM demo.renewal WHERE due_on <= :'last_day' AND signed_on IS NULL AND outcome IS NULL;
INSERT INTO checked (what, low, value, high)
SELECT 'first rows of the new instrumentation within a week, share of the accounts then active', .5, avg((first_on <= f.day + 6)::int), 1
FROM (SELECT from_day AS day FROM demo.truth_incident WHERE what = 'new_instrumentation') AS f
CROSS JOIN LATERAL (SELECT DISTINCT account_id FROM demo.product_event WHERE day > f.day - 28 AND day <= f.day AND account_id < 900000) AS a
LEFT JOIN (SELECT account_id, min(day) AS first_on FROM demo.product_event WHERE feature = 'notification_opened' GROUP BY 1) AS n USING (account_id);
INSERT INTO checked (what, low, value, high)
SELECT 'share of accounts labelled ' || trait, share - .012, count(*) FILTER (WHERE NOT is_twin)::numeric / :accounts, share + .004
FROM demo.trait JOIN (VALUES ('quiet_integrated', .04), ('power_user', .06), ('polite_exit', .03), ('sponsor_gone_unseen', .05), ('trapped', .03),
    ('shelfware', .04), ('advanced_spike', .03), ('seasonal', .08), ('hollow_green', .07)) AS s (trait, share) USING (trait)
GROUP BY trait, share ORDER BY trait COLLATE "C";
INSERT INTO checked (what, low, value, high)
SELECT 'traits that have twins', 9, count(DISTINCT trait) FILTER (WHERE is_twin), 9 FROM demo.trait;
INSERT INTO checked (what, low, value, high)
SELECT 'days until a leaving was recorded, ' || what, low, value, high
FROM (SELECT min(recorded_on - left_on) AS least, max(recorded_on - left_on) FILTER (WHERE NOT unseen) AS most,
             min(recorded_on - left_on) FILTER (WHERE unseen) AS unseen_least
      FROM (SELECT r.*, a.trait IS NOT DISTINCT FROM 'sponsor_gone_unseen' AND NOT a.is_twin AND r.role = 'executive_sponsor' AS unseen
            FROM demo.contact_role AS r JOIN demo.truth_account AS a ON a.account_id = r.contact_id / 100) AS r) AS d,
     LATERAL (VALUES ('least', 5, least, 40), ('most', 5, most, 40), ('unseen, least', 60, unseen_least, 125)) AS v (what, low, value, high);

\pset footer off
SELECT what, low, round(value, 3) AS value, high, CASE WHEN value BETWEEN low AND high THEN 'ok' ELSE 'OUTSIDE' END AS verdict FROM checked ORDER BY nr;
DO $$
BEGIN
    IF EXISTS (SELECT FROM checked WHERE value IS NULL OR value NOT BETWEEN low AND high) THEN
        RAISE EXCEPTION 'the demo warehouse is not what it says: %', (SELECT string_agg(what || ' is ' || coalesce(round(value, 3)::text, 'unknown'), '; ' ORDER BY nr)
                                                                     FROM checked WHERE value IS NULL OR value NOT BETWEEN low AND high);
    END IF;
END $$;
