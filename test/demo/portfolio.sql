-- The portfolio of the demo, as a head of customer success would want it on a Monday: what there is, then where to look first.
\set ON_ERROR_STOP on
\pset footer off
\pset null '-'

-- read three times
CREATE TEMP TABLE portfolio AS SELECT s.*, s.as_of - d.started_on + 1 AS tenure FROM cs.account_score AS s JOIN cs.account_detail AS d USING (account_id);

\echo

SELECT tier, count(*) FILTER (WHERE phase <> 'notice') AS accounts,
    to_char(coalesce(sum(arr) FILTER (WHERE phase <> 'notice'), 0) / 1e6, 'FM999,990.0') || ' m' AS arr,
    count(*) FILTER (WHERE phase <> 'notice' AND tier_certainty = 'certain') AS certain,
    count(*) FILTER (WHERE phase <> 'notice' AND tier_certainty <> 'certain') AS uncertain,
    count(*) FILTER (WHERE phase = 'notice') AS leaving,
    round(100 * avg(coverage)) || ' %' AS coverage
FROM portfolio
GROUP BY tier, tier_order
ORDER BY tier_order = 0, tier_order DESC;

\echo 'Look at these first (ARR x points lost). Points now, and 28 and 91 days ago.'
SELECT left(name, 22) AS account, to_char(arr, 'FM99,999,990') AS arr, round(points, 1) AS points, tier,
    round(points_28_days_before) AS "28 d", round(points_91_days_before) AS "91 d",
    CASE
        WHEN points - points_28_days_before <= -10 OR points - points_91_days_before <= -15 THEN 'falling'
        WHEN points - points_28_days_before >= 10 OR points - points_91_days_before >= 15 THEN 'rising'
        WHEN points_28_days_before IS NOT NULL THEN 'steady'
    END AS trend,
    round(100 * coverage) || ' %' AS coverage, main_reason
FROM portfolio
WHERE phase <> 'notice' AND points IS NOT NULL
ORDER BY arr * (100 - points) DESC, account_id
LIMIT 15;

-- the first of them into a file, for who asked
\if :{?first_account}
SELECT account_id FROM portfolio
WHERE phase <> 'notice' AND points IS NOT NULL
ORDER BY arr * (100 - points) DESC, account_id
LIMIT 1 \g (format=unaligned tuples_only=on) :first_account
\endif

\echo 'Not scored, because too little of their evidence is there:'
SELECT reason, CASE WHEN tenure < 90 THEN 'younger than 90 days' ELSE '90 days or older' END AS "with us", count(*) AS accounts,
    round(100 * avg(coverage)) || ' %' AS "mean coverage"
FROM portfolio
WHERE points IS NULL
GROUP BY 1, 2
ORDER BY 3 DESC;
