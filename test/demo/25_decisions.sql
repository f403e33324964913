-- Who leaves, decided at the renewal from latent health, value, sponsor and price; and who must leave whatever its health.

-- Every renewal in reach. The decision falls 60–120 days before the contract ends, 10–25 before for monthly plans.
CREATE TABLE demo.truth_decision AS
WITH due AS (
    SELECT a.account_id, a.h, a.term_months, r.k, (a.started_on + make_interval(months => a.term_months * r.k))::date AS due_on
    FROM demo.truth_account AS a, LATERAL generate_series(1, 240 / a.term_months) AS r (k)
    WHERE a.contract_account_id = a.account_id
), dated AS (
    SELECT *, due_on - CASE WHEN term_months = 1 THEN 10 + floor(demo.uniform(k, demo.hash('decision', h)) * 16)::int
                            ELSE 60 + floor(demo.uniform(k, demo.hash('decision', h)) * 61)::int END AS decided_on
    FROM due WHERE due_on BETWEEN :'first_day'::date + 1 AND :'last_day'::date + 400
), judged AS (
    SELECT d.*, w.health, w.value, demo.week_of(d.decided_on, :'first_day') AS week,
           a.sponsor_left_on BETWEEN d.decided_on - 270 AND d.decided_on AND NOT a.sponsor_replaced AS sponsor_gone,
           round(demo.uniform(k, demo.hash('uplift', d.h)) * 120) / 1000 AS price_uplift,
           a.trait = 'polite_exit' AND NOT a.is_twin AND d.due_on = a.trait_from + 180 AS polite_exit, a.is_cast
    FROM dated AS d JOIN demo.truth_account AS a USING (account_id)
    -- the eight weeks before the decision count
    CROSS JOIN LATERAL (SELECT avg(health) AS health, avg(value) AS value FROM demo.truth_week AS w
                        WHERE w.account_id = d.account_id AND w.week > demo.week_of(d.decided_on, :'first_day') - 8
                          AND w.week <= demo.week_of(d.decided_on, :'first_day')) AS w
    WHERE d.decided_on BETWEEN :'first_day' AND :'last_day' AND d.decided_on > (d.due_on - make_interval(months => d.term_months))::date - 200
), risk AS (
    -- Four reasons to go, each able to do it alone: p = 1 - (1 - health)(1 - value)(1 - sponsor)(1 - price)(1 - polite).
    -- Bad health weighs less where value is high, and a price rise more where it is low.
    SELECT *, demo.between(0, round(1e6 * (1 -
                 (1 - demo.between(0, .85 * gap * (1.2 - .5 * value), 1))
               * (1 - .16 * demo.between(0, (.42 - value) / .42, 1) * demo.between(0, (.42 - value) / .42, 1))
               * (1 - CASE WHEN sponsor_gone THEN .08 ELSE 0 END)
               * (1 - demo.between(0, (price_uplift - .06) / .06, 1) * .05 * (1 - value))
               * (1 - CASE WHEN polite_exit THEN .12 ELSE 0 END))
               * CASE term_months WHEN 1 THEN .11 WHEN 24 THEN 1.3 ELSE 1 END) / 1e6, .95) AS p
    FROM judged, LATERAL (SELECT demo.between(0, (.42 - health) / .42, 1) AS gap) AS g
), drawn AS (
    SELECT *, CASE WHEN is_cast THEN account_id = 100016 AND due_on < :'last_day'::date - 200 AND due_on > :'last_day'::date - 300
                   ELSE demo.uniform(k, demo.hash('leaves', h)) < p END AS leaves
    FROM risk
), permuted AS (
    -- without skill the same answers are dealt out again, within plans of the same term and apart from the cast
    SELECT account_id, k,
           nth_leaves[row_number() OVER (PARTITION BY term_months, is_cast ORDER BY demo.hash(k, demo.hash('deal', h)), account_id)] AS leaves
    FROM drawn
    JOIN (SELECT term_months, is_cast, array_agg(leaves ORDER BY account_id, k) AS nth_leaves FROM drawn GROUP BY 1, 2) AS answers
        USING (term_months, is_cast)
)
SELECT d.account_id, d.k, d.term_months, d.due_on, d.decided_on, round(d.health::numeric, 4) AS health, round(d.value::numeric, 4) AS value,
       coalesce(d.sponsor_gone, false) AS sponsor_gone, d.price_uplift, d.p,
       CASE WHEN :'skill'::boolean OR d.is_cast THEN d.leaves ELSE p.leaves END AS leaves,
       row_number() OVER (PARTITION BY d.account_id ORDER BY d.due_on) AS nth
FROM drawn AS d JOIN permuted AS p USING (account_id, k);
ALTER TABLE demo.truth_decision ADD PRIMARY KEY (account_id, k);
COMMENT ON TABLE demo.truth_decision IS 'truth: every renewal decision that would have been due, and how it was drawn';

-- The one departure an account has, the earlier of the two kinds. Unavoidable: 3.2 % a year, at any time.
CREATE TABLE demo.truth_churn AS
WITH avoidable AS (
    SELECT DISTINCT ON (account_id) account_id, decided_on, due_on AS ended_on, true AS is_avoidable,
           CASE WHEN sponsor_gone THEN 'sponsor left' WHEN value < .3 THEN 'no value seen'
                WHEN price_uplift > .09 THEN 'price' WHEN health < .35 THEN 'dissatisfied' ELSE 'competitor' END AS reason
    FROM demo.truth_decision WHERE leaves ORDER BY account_id, due_on
), unavoidable AS (
    SELECT account_id, ended_on - 20 - floor(demo.uniform('warning', h) * 41)::int AS decided_on, ended_on, false AS is_avoidable,
           demo.pick(ARRAY['acquired', 'insolvent'], demo.uniform('why gone', h)) AS reason
    FROM (SELECT *, from_day + floor(demo.uniform('gone', h) * (:'last_day'::date + 60 - from_day))::int AS ended_on
          FROM (SELECT *, greatest(:'first_day'::date + 60, started_on + 130) AS from_day FROM demo.truth_account
                WHERE contract_account_id = account_id AND NOT is_cast AND merged_into IS NULL
                  AND started_on < :'last_day'::date - 140) AS a) AS b
    WHERE demo.uniform('unavoidable', h) < .034 * (:'last_day'::date + 60 - from_day) / 365.0
)
SELECT DISTINCT ON (account_id) * FROM (TABLE avoidable UNION ALL TABLE unavoidable) AS c
WHERE decided_on <= :'last_day' ORDER BY account_id, decided_on, is_avoidable;

-- Whoever signs for others leaves with them. Merged accounts follow their master.
INSERT INTO demo.truth_churn
SELECT a.account_id, c.decided_on, c.ended_on, c.is_avoidable, c.reason
FROM demo.truth_account AS a JOIN demo.truth_churn AS c ON c.account_id = a.contract_account_id
WHERE a.account_id <> a.contract_account_id;
DELETE FROM demo.truth_churn AS c USING demo.truth_account AS a WHERE a.account_id = c.account_id AND a.merged_into IS NOT NULL;
ALTER TABLE demo.truth_churn ADD PRIMARY KEY (account_id);
COMMENT ON TABLE demo.truth_churn IS 'truth: who left, or has said so';

-- Lives [from_day, to_day). Some who left came back.
CREATE TABLE demo.truth_life AS
SELECT a.account_id, 1 AS life, a.started_on AS from_day, c.ended_on AS to_day
FROM demo.truth_account AS a LEFT JOIN demo.truth_churn AS c USING (account_id);
INSERT INTO demo.truth_life
SELECT account_id, 2, CASE WHEN account_id = 100016 THEN :'last_day'::date - 200
                           ELSE c.ended_on + 30 + floor(demo.uniform('return', h) * 90)::int END, NULL
FROM demo.truth_churn AS c JOIN demo.truth_account AS a USING (account_id)
WHERE c.is_avoidable AND a.contract_account_id = account_id AND c.ended_on < :'last_day'::date - 150
  AND NOT EXISTS (SELECT FROM demo.truth_account AS s WHERE s.contract_account_id = a.account_id AND s.account_id <> a.account_id)
  AND (account_id = 100016 OR demo.uniform('returns', h) < .22);
ALTER TABLE demo.truth_life ADD PRIMARY KEY (account_id, life);
COMMENT ON TABLE demo.truth_life IS 'truth: when an account was under contract, [from_day, to_day)';
ANALYZE demo.truth_decision, demo.truth_churn, demo.truth_life;
