-- What a BI tool reads: plain columns, one row per account, component or criterion, as of yesterday.

CREATE FUNCTION @workspace@.yesterday() RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
RETURN (now() AT TIME ZONE @time_zone@)::date - 1;
COMMENT ON FUNCTION @workspace@.yesterday() IS 'The last whole day in the workspace''s time zone';

CREATE VIEW @workspace@.account_score_live WITH (security_invoker = true) AS
    SELECT a.account_id, a.name, a.owner, a.segment, a.phase, a.tenure, a.arr, a.renews_on,
           a.points, a.tier, a.tier_order, a.tier_certainty, a.coverage, a.model_coverage, a.worst, a.best,
           m.points AS points_28_days_before, q.points AS points_91_days_before,
           a.reason, a.main_reason, a.limits, a.latest_on, @workspace@.yesterday() AS as_of
    FROM @workspace@.account_scores(@workspace@.yesterday()) a
    -- GROUP BY shows the planner one row an account, so that it leaves out the earlier days where nobody asks for them
    LEFT JOIN (SELECT x.account_id, max(health_score.points(x.card)) AS points
               FROM @workspace@.scorecards(@workspace@.yesterday() - 28) x GROUP BY x.account_id) m ON m.account_id = a.account_id
    LEFT JOIN (SELECT x.account_id, max(health_score.points(x.card)) AS points
               FROM @workspace@.scorecards(@workspace@.yesterday() - 91) x GROUP BY x.account_id) q ON q.account_id = a.account_id;

CREATE VIEW @workspace@.component_score_live WITH (security_invoker = true) AS
    SELECT s.account_id, c.component, c.label, c.ordinal, s.points,
           health_score.tier_of(s.points::float8, u.scale::health_score.tier_scale)::text AS tier,
           s.weight, s.effective_weight, s.contribution, s.effective_weight * 100 - s.contribution AS points_lost,
           s.coverage, s.reason, @workspace@.yesterday() AS as_of, s.parent, s.combines
    FROM @workspace@.component_scores(@workspace@.yesterday()) s
    JOIN @workspace@.model_in_use u ON u.model_key = s.model_key
    JOIN @workspace@.component c ON c.model = u.model AND c.version = u.version AND c.component = s.component;

CREATE VIEW @workspace@.criterion_score_live WITH (security_invoker = true) AS
    SELECT s.account_id, s.component, s.criterion, m.label, s.value,
           @workspace@.reading(s.value, m.factor, m.digits, m.reads) AS meaning,
           s.reason, s.points, s.weight, s.effective_weight, s.contribution, s.points_lost, s.latest_on, @workspace@.yesterday() AS as_of
    FROM @workspace@.criterion_scores(@workspace@.yesterday()) s
    JOIN @workspace@.measure m ON m.measure = s.measure;

CREATE VIEW @workspace@.tier_total_live WITH (security_invoker = true) AS
    SELECT t.tier, t.tier_order, count(a.account_id) AS accounts, coalesce(sum(a.arr), 0) AS arr,
           count(a.account_id) FILTER (WHERE a.tier_certainty = 'certain') AS certain,
           count(a.account_id) FILTER (WHERE a.tier_certainty = 'likely') AS likely,
           count(a.account_id) FILTER (WHERE a.tier_certainty = 'open') AS open,
           min(a.reason) AS reason, @workspace@.yesterday() AS as_of
    FROM (VALUES ('red', 1), ('yellow', 2), ('green', 3), ('unscored', 0)) AS t (tier, tier_order)
    LEFT JOIN @workspace@.account_scores(@workspace@.yesterday()) a ON a.tier = t.tier AND a.phase <> 'notice'
    GROUP BY t.tier, t.tier_order;

COMMENT ON VIEW @workspace@.account_score_live IS 'The score of every account, computed now for yesterday: one row per account of a scored phase';
COMMENT ON VIEW @workspace@.component_score_live IS 'The components of every account''s score, computed now for yesterday';
COMMENT ON VIEW @workspace@.criterion_score_live IS 'The criteria of every account''s score, computed now for yesterday';
COMMENT ON VIEW @workspace@.tier_total_live IS 'Accounts and ARR by tier, yesterday, always with a row for the unscored; accounts that gave notice are left out';

COMMENT ON COLUMN @workspace@.account_score_live.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.account_score_live.name IS 'Name of the account';
COMMENT ON COLUMN @workspace@.account_score_live.owner IS 'Who looks after it';
COMMENT ON COLUMN @workspace@.account_score_live.segment IS 'Segment';
COMMENT ON COLUMN @workspace@.account_score_live.phase IS 'onboarding, live or notice';
COMMENT ON COLUMN @workspace@.account_score_live.tenure IS 'Days of the current life, the first being 1';
COMMENT ON COLUMN @workspace@.account_score_live.arr IS 'Annual recurring revenue in the workspace''s currency';
COMMENT ON COLUMN @workspace@.account_score_live.renews_on IS 'Day of the next renewal';
COMMENT ON COLUMN @workspace@.account_score_live.points IS 'Points, 0 to 100; NULL where coverage is too low';
COMMENT ON COLUMN @workspace@.account_score_live.tier IS 'Raw tier of the points: red, yellow, green, or unscored';
COMMENT ON COLUMN @workspace@.account_score_live.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored: for sorting';
COMMENT ON COLUMN @workspace@.account_score_live.tier_certainty IS 'certain, likely or open: could what is missing change the tier?';
COMMENT ON COLUMN @workspace@.account_score_live.coverage IS 'Share of the bound and applicable weight that was observed';
COMMENT ON COLUMN @workspace@.account_score_live.model_coverage IS 'Share of the model''s weight whose sources are bound';
COMMENT ON COLUMN @workspace@.account_score_live.worst IS 'Points if all that is missing were worst';
COMMENT ON COLUMN @workspace@.account_score_live.best IS 'Points if all that is missing were best';
COMMENT ON COLUMN @workspace@.account_score_live.points_28_days_before IS 'Points 28 days before; costs a second scan where it is selected';
COMMENT ON COLUMN @workspace@.account_score_live.points_91_days_before IS 'Points 91 days before; costs another scan where it is selected';
COMMENT ON COLUMN @workspace@.account_score_live.reason IS 'Why there are no points: low_coverage; NULL where there are';
COMMENT ON COLUMN @workspace@.account_score_live.main_reason IS 'Where most points are lost, in words';
COMMENT ON COLUMN @workspace@.account_score_live.limits IS 'Limits that hold, the strictest first';
COMMENT ON COLUMN @workspace@.account_score_live.latest_on IS 'Day of the latest evidence';
COMMENT ON COLUMN @workspace@.account_score_live.as_of IS 'The day that is scored';
COMMENT ON COLUMN @workspace@.component_score_live.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.component_score_live.component IS 'Component';
COMMENT ON COLUMN @workspace@.component_score_live.label IS 'Name that a reader sees';
COMMENT ON COLUMN @workspace@.component_score_live.ordinal IS 'Order in which components are shown';
COMMENT ON COLUMN @workspace@.component_score_live.points IS 'Points of the component; NULL where too little of it was observed';
COMMENT ON COLUMN @workspace@.component_score_live.tier IS 'Raw tier of those points';
COMMENT ON COLUMN @workspace@.component_score_live.weight IS 'Share of the whole';
COMMENT ON COLUMN @workspace@.component_score_live.effective_weight IS 'Share of the whole after what is missing or not applicable passed its weight on';
COMMENT ON COLUMN @workspace@.component_score_live.contribution IS 'Points that it contributes to the score';
COMMENT ON COLUMN @workspace@.component_score_live.points_lost IS 'Points of the score that are lost here';
COMMENT ON COLUMN @workspace@.component_score_live.coverage IS 'Share of its bound and applicable weight that was observed';
COMMENT ON COLUMN @workspace@.component_score_live.reason IS 'Why it has no points';
COMMENT ON COLUMN @workspace@.component_score_live.as_of IS 'The day that is scored';
COMMENT ON COLUMN @workspace@.component_score_live.parent IS 'Component it lies within; NULL at the top, where the parts add up to the whole';
COMMENT ON COLUMN @workspace@.component_score_live.combines IS 'What its points are made of: weighted, worst or best';
COMMENT ON COLUMN @workspace@.criterion_score_live.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.criterion_score_live.component IS 'Component';
COMMENT ON COLUMN @workspace@.criterion_score_live.criterion IS 'Criterion';
COMMENT ON COLUMN @workspace@.criterion_score_live.label IS 'Name that a reader sees';
COMMENT ON COLUMN @workspace@.criterion_score_live.value IS 'Raw value of its measure';
COMMENT ON COLUMN @workspace@.criterion_score_live.meaning IS 'The raw value in words';
COMMENT ON COLUMN @workspace@.criterion_score_live.reason IS 'observed, or why there is no value';
COMMENT ON COLUMN @workspace@.criterion_score_live.points IS 'Points, 0 to 100';
COMMENT ON COLUMN @workspace@.criterion_score_live.weight IS 'Share of the whole';
COMMENT ON COLUMN @workspace@.criterion_score_live.effective_weight IS 'Share of the whole after what is missing or not applicable passed its weight on';
COMMENT ON COLUMN @workspace@.criterion_score_live.contribution IS 'Points that it contributes to the score';
COMMENT ON COLUMN @workspace@.criterion_score_live.points_lost IS 'Points of the score that are lost here';
COMMENT ON COLUMN @workspace@.criterion_score_live.latest_on IS 'Day of the latest evidence';
COMMENT ON COLUMN @workspace@.criterion_score_live.as_of IS 'The day that is scored';
COMMENT ON COLUMN @workspace@.tier_total_live.tier IS 'red, yellow, green or unscored';
COMMENT ON COLUMN @workspace@.tier_total_live.tier_order IS '1 red, 2 yellow, 3 green, 0 unscored: for sorting';
COMMENT ON COLUMN @workspace@.tier_total_live.accounts IS 'Number of accounts';
COMMENT ON COLUMN @workspace@.tier_total_live.arr IS 'Their annual recurring revenue';
COMMENT ON COLUMN @workspace@.tier_total_live.certain IS 'Accounts whose tier nothing missing could change';
COMMENT ON COLUMN @workspace@.tier_total_live.likely IS 'Accounts whose tier is likely';
COMMENT ON COLUMN @workspace@.tier_total_live.open IS 'Accounts whose tier is open';
COMMENT ON COLUMN @workspace@.tier_total_live.reason IS 'Why the unscored have no points';
COMMENT ON COLUMN @workspace@.tier_total_live.as_of IS 'The day that is scored';
