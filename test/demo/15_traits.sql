-- Nine labelled traits. Each takes its share of all accounts, and a quarter as many twins that just miss it. One
-- account has one trait at most. Drawn by rank, so that the shares are exact; accounts need 300 days of tenure, and
-- are not part of a group or a merge.
CREATE TABLE demo.truth_trait AS
WITH share (position, trait, share) AS (VALUES
    (1, 'quiet_integrated', .04), (2, 'power_user', .06), (3, 'polite_exit', .03), (4, 'sponsor_gone_unseen', .05),
    (5, 'trapped', .03), (6, 'shelfware', .04), (7, 'advanced_spike', .03), (8, 'seasonal', .08), (9, 'hollow_green', .07)
), slot AS (
    SELECT trait, is_twin, sum(size) OVER (ORDER BY is_twin, position) - size AS after, size
    FROM share, LATERAL (VALUES (false, round(share * :accounts)::int), (true, round(share * :accounts / 4)::int)) AS s (is_twin, size)
), eligible AS (
    SELECT account_id, h, started_on, term_months, row_number() OVER (ORDER BY demo.hash('trait', h), account_id) AS rank
    FROM demo.truth_account AS a
    WHERE NOT is_cast AND started_on < :'last_day'::date - 300 AND parent_id IS NULL AND merged_into IS NULL
      AND self_hosted_until IS NULL
      AND NOT EXISTS (SELECT FROM demo.truth_account AS c WHERE c.parent_id = a.account_id OR c.merged_into = a.account_id)
), labelled AS (
    SELECT e.account_id, e.h, e.started_on, s.trait, s.is_twin
    FROM eligible AS e JOIN slot AS s ON e.rank > s.after AND e.rank <= s.after + s.size
    UNION ALL
    SELECT account_id, h, started_on, cast_trait, false FROM demo.truth_account WHERE cast_trait IS NOT NULL
)
SELECT account_id, trait, is_twin,
       CASE WHEN trait = 'polite_exit' THEN renewal - 180
            WHEN trait = 'sponsor_gone_unseen' THEN CASE WHEN account_id < 100017 THEN :'last_day'::date - 130
                ELSE greatest(:'first_day'::date + 260, started_on + 150)
                     + floor(demo.uniform('trait from', h) * (:'last_day'::date - 100
                     - greatest(:'first_day'::date + 260, started_on + 150)))::int END
            WHEN trait = 'advanced_spike' THEN CASE WHEN account_id < 100017 THEN :'last_day'::date - 45
                ELSE greatest(:'first_day'::date + 420, started_on + 200)
                     + floor(demo.uniform('trait from', h) * (:'last_day'::date - 60
                     - greatest(:'first_day'::date + 420, started_on + 200)))::int END
            ELSE greatest(:'first_day'::date, started_on) END AS from_day,
       CASE trait WHEN 'polite_exit' THEN renewal END AS renewal
FROM labelled AS l,
     -- a polite exit is polite before a renewal: the first anniversary from day 420 on
     LATERAL (SELECT min(due) AS renewal
              FROM (SELECT (l.started_on + make_interval(years => y))::date AS due FROM generate_series(1, 12) AS y) AS dues
              WHERE due >= CASE WHEN l.account_id < 100017 THEN :'last_day'::date ELSE :'first_day'::date + 420 END) AS r;
ALTER TABLE demo.truth_trait ADD PRIMARY KEY (account_id);
COMMENT ON TABLE demo.truth_trait IS 'truth: the trait an account was given, before its life is known; see demo.trait';

ALTER TABLE demo.truth_account ADD trait text, ADD is_twin boolean NOT NULL DEFAULT false, ADD trait_from date,
    ADD decline text, ADD decline_from date, ADD sponsor_left_on date, ADD sponsor_replaced boolean NOT NULL DEFAULT false;
UPDATE demo.truth_account AS a
SET trait = t.trait, is_twin = t.is_twin, trait_from = t.from_day,
    term_months = CASE WHEN t.trait = 'polite_exit' THEN 12 ELSE term_months END
FROM demo.truth_trait AS t WHERE t.account_id = a.account_id;

-- Declines, among accounts without a trait: slow ones fall 5 % a month for a year, cliffs fall at once.
UPDATE demo.truth_account AS a
SET decline = d.kind,
    decline_from = greatest(:'first_day'::date + 40, started_on + 120)
        + floor(demo.uniform('decline from', h) * (:'last_day'::date - 120 - greatest(:'first_day'::date + 40, started_on + 120)))::int
FROM (SELECT account_id, CASE WHEN rank <= :accounts * .06 THEN 'slow' ELSE 'cliff' END AS kind
      FROM (SELECT account_id, row_number() OVER (ORDER BY demo.hash('decline', h), account_id) AS rank
            FROM demo.truth_account
            WHERE trait IS NULL AND NOT is_cast AND merged_into IS NULL AND started_on < :'last_day'::date - 300) AS r
      WHERE rank <= :accounts * .09) AS d
WHERE d.account_id = a.account_id;
UPDATE demo.truth_account
SET decline = cast_decline, decline_from = CASE cast_decline WHEN 'slow' THEN :'last_day'::date - 365 - 7 * lag_usage
                                                             WHEN 'cliff' THEN :'last_day'::date - 150 - 7 * lag_usage END
WHERE cast_decline IN ('slow', 'cliff');

-- The executive sponsor leaves: with the trait nobody takes over, its twins get a successor within weeks; and elsewhere
-- it happens to one in eight, with a successor for half.
UPDATE demo.truth_account
SET sponsor_left_on = CASE WHEN trait = 'sponsor_gone_unseen' THEN trait_from
        ELSE greatest(:'first_day'::date, started_on + 60)
           + floor(demo.uniform('sponsor left', h) * (:'last_day'::date - 20 - greatest(:'first_day'::date, started_on + 60)))::int END,
    sponsor_replaced = CASE WHEN trait = 'sponsor_gone_unseen' THEN is_twin ELSE demo.uniform('successor', h) < .5 END
WHERE trait = 'sponsor_gone_unseen'
   OR (NOT is_cast AND demo.uniform('sponsor leaves', h) < .125 AND started_on < :'last_day'::date - 100);

-- What a trait is made of, as far as it is fixed.
UPDATE demo.truth_account
SET users = CASE trait WHEN 'quiet_integrated' THEN 2
                       WHEN 'power_user' THEN greatest(users, 7)
                       WHEN 'trapped' THEN greatest(users, 6)
                       WHEN 'shelfware' THEN least(users, 6) ELSE users END,
    has_api = has_api OR trait = 'quiet_integrated',
    use_cases = CASE trait WHEN 'quiet_integrated' THEN 1 ELSE use_cases END,
    mean_health = CASE WHEN is_cast THEN mean_health
                       WHEN trait = 'trapped' THEN .40 + .06 * demo.normal('trapped', h)
                       WHEN trait IN ('hollow_green', 'advanced_spike', 'quiet_integrated') THEN greatest(mean_health, .68)
                       WHEN trait = 'polite_exit' THEN greatest(mean_health, .62) ELSE mean_health END,
    mean_value = CASE WHEN is_cast THEN mean_value
                      WHEN trait = 'hollow_green' THEN CASE WHEN is_twin THEN .50 ELSE .20 END
                      WHEN trait = 'advanced_spike' THEN greatest(mean_value, .75)
                      WHEN trait = 'trapped' THEN least(mean_value, .40) ELSE mean_value END
WHERE trait IS NOT NULL;
UPDATE demo.truth_account
SET seats = CASE trait WHEN 'quiet_integrated' THEN 10 + floor(demo.uniform('seats', h) * 10)
                       WHEN 'shelfware' THEN CASE WHEN n = 11 THEN 40
                           ELSE ceil(users * CASE WHEN is_twin THEN 2.6 ELSE 5.5 + 2 * demo.uniform('seats', h) END) END
                       ELSE ceil(users * (1.0 + .35 * demo.uniform('seats', h))) END;
