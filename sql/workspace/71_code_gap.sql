-- Use beside value.

CREATE VIEW @workspace@.usage_value_gap WITH (security_invoker = true) AS
    SELECT g.account_id, g.usage_points, g.value_points, g.usage_points - g.value_points AS gap,
           coalesce(g.usage_points - g.value_points >= 25, false) AS busy_without_value, @workspace@.yesterday() AS as_of
    FROM (
        SELECT s.account_id,
               health_score.weighted_score(s.points::float8, s.weight::float8) FILTER (WHERE k.facet = 'usage') AS usage_points,
               health_score.weighted_score(s.points::float8, s.weight::float8) FILTER (WHERE k.facet = 'value') AS value_points
        FROM @workspace@.criterion_scores(@workspace@.yesterday()) s
        JOIN @workspace@.model_in_use u ON u.model_key = s.model_key
        JOIN @workspace@.criterion k ON k.model = u.model AND k.version = u.version AND k.criterion = s.criterion
        GROUP BY s.account_id
    ) g;

COMMENT ON VIEW @workspace@.usage_value_gap IS 'Points from criteria of use beside points from criteria of value: far apart, the customer is busy without getting what it came for';
COMMENT ON COLUMN @workspace@.usage_value_gap.account_id IS 'Account';
COMMENT ON COLUMN @workspace@.usage_value_gap.usage_points IS 'Weighted points of the criteria with facet usage';
COMMENT ON COLUMN @workspace@.usage_value_gap.value_points IS 'Weighted points of the criteria with facet value';
COMMENT ON COLUMN @workspace@.usage_value_gap.gap IS 'Points of usage less points of value';
COMMENT ON COLUMN @workspace@.usage_value_gap.busy_without_value IS 'Whether the gap is 25 or more';
COMMENT ON COLUMN @workspace@.usage_value_gap.as_of IS 'The day that is scored';
