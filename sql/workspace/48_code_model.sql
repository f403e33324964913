-- Which model is in use, and what it holds frozen.

CREATE VIEW @workspace@.model_in_use WITH (security_invoker = true) AS
    SELECT m.model, m.version, m.status, m.minimum_coverage, m.scale, m.model_key
    FROM @workspace@.model m
    WHERE m.status IN ('active', 'draft')
    -- the first draft: a copy to edit does not come into use by being made
    ORDER BY m.status, m.model = 'four_component' DESC, m.model, m.version
    LIMIT 1;
COMMENT ON VIEW @workspace@.model_in_use IS 'The model version that gives the scores: the active one; before any is active, the first draft of four_component';
COMMENT ON COLUMN @workspace@.model_in_use.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.model_in_use.version IS 'Version';
COMMENT ON COLUMN @workspace@.model_in_use.status IS 'active, or draft';
COMMENT ON COLUMN @workspace@.model_in_use.minimum_coverage IS 'Coverage from which an account gets points';
COMMENT ON COLUMN @workspace@.model_in_use.scale IS 'Where yellow and green begin';
COMMENT ON COLUMN @workspace@.model_in_use.model_key IS 'Short key of the version';

-- STRICT keeps it from being inlined, as in feeds(): it is worked out once per query
CREATE FUNCTION @workspace@.quantiles_in_use()
RETURNS TABLE (measure text, segment text, quantile float8, value float8)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 16
BEGIN ATOMIC
    SELECT q.measure, q.segment, q.quantile, q.value
    FROM @workspace@.model_in_use u
    JOIN @workspace@.peer_quantile q ON q.model = u.model AND q.version = u.version;
END;
COMMENT ON FUNCTION @workspace@.quantiles_in_use() IS 'The quantiles among the accounts that are frozen in the model in use';
