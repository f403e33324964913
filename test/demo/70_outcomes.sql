-- What came of it. A churn is known from the day it was notified, and takes effect when the contract ends.

CREATE TABLE demo.churn AS
SELECT row_number() OVER (ORDER BY c.decided_on, c.account_id)::bigint AS churn_id, c.account_id, c.decided_on AS notified_on, c.ended_on AS effective_on,
       CASE WHEN c.is_avoidable THEN 'avoidable' ELSE 'unavoidable' END AS category, c.reason,
       t.currency, round(t.seats * t.seat_price * 12, 2) AS annual_amount
FROM demo.truth_churn AS c
LEFT JOIN LATERAL (SELECT * FROM demo.truth_term AS t WHERE t.account_id = c.account_id AND t.life = 1 ORDER BY k DESC LIMIT 1) AS t ON true;
COMMENT ON TABLE demo.churn IS 'who left or gave notice, and why';

-- Growth and shrinkage at renewals.
CREATE TABLE demo.contract_change AS
SELECT row_number() OVER (ORDER BY from_day, account_id)::bigint AS change_id, account_id, from_day AS changed_on,
       CASE WHEN grown > 0 THEN 'expansion' ELSE 'contraction' END AS kind, currency, round(seats * seat_price * 12 * abs(grown)::numeric, 2) AS annual_amount
FROM demo.truth_term WHERE grown <> 0;
COMMENT ON TABLE demo.contract_change IS 'seats added or dropped at a renewal';

-- What the world does, as far as somebody read of it.
CREATE TABLE demo.news AS
SELECT row_number() OVER (ORDER BY seen_at, account_id, kind COLLATE "C")::bigint AS news_id, * FROM (
    SELECT a.account_id, demo.at(c.decided_on - 10, 36000) AS seen_at, c.reason AS kind, NULL::date AS expires_on
    FROM demo.truth_churn AS c JOIN demo.truth_account AS a USING (account_id)
    WHERE NOT c.is_avoidable AND demo.uniform('in the news', a.h) < .4
    UNION ALL
    SELECT account_id, demo.at(sponsor_left_on + 5, 36000), 'sponsor_left', sponsor_left_on + 185 FROM demo.truth_account
    WHERE sponsor_left_on <= :'last_day'::date - 5 AND trait IS DISTINCT FROM 'sponsor_gone_unseen' AND demo.uniform('in the news', h) < .3
    UNION ALL
    SELECT account_id, demo.at(trait_from + 90, 36000), 'competitor_seen', trait_from + 270 FROM demo.truth_account
    WHERE trait = 'polite_exit' AND trait_from + 90 <= :'last_day' AND demo.uniform('in the news', h) < .25) AS n;
COMMENT ON TABLE demo.news IS 'events from outside: acquisitions, sponsors, competitors';

-- Which accounts a feed does not cover, and when.
CREATE TABLE demo.integration_status AS
SELECT account_id, 'crm_activity' AS integration, started_on AS missing_from, NULL::date AS missing_to FROM demo.truth_account
WHERE lacks_engagement AND merged_into IS NULL
UNION ALL
SELECT account_id, 'product_telemetry', started_on, self_hosted_until FROM demo.truth_account WHERE self_hosted_until IS NOT NULL;
COMMENT ON TABLE demo.integration_status IS 'accounts that an integration does not reach, [missing_from, missing_to)';
