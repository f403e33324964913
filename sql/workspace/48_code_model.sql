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

CREATE VIEW @workspace@.criterion_place WITH (security_invoker = true) AS
    SELECT c.model, c.version, c.component, c.criterion, c.measure, c.curve, c.weight,
           row_number() OVER (PARTITION BY c.model, c.version ORDER BY c.criterion COLLATE "C")::int AS place
    FROM @workspace@.criterion c;
COMMENT ON VIEW @workspace@.criterion_place IS 'Where each criterion of a version stands in the arrays of account_history: in byte order of its name';
COMMENT ON COLUMN @workspace@.criterion_place.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.criterion_place.version IS 'Version';
COMMENT ON COLUMN @workspace@.criterion_place.component IS 'Component';
COMMENT ON COLUMN @workspace@.criterion_place.criterion IS 'Criterion';
COMMENT ON COLUMN @workspace@.criterion_place.measure IS 'Measure that gives the value';
COMMENT ON COLUMN @workspace@.criterion_place.curve IS 'Points as a function of the value';
COMMENT ON COLUMN @workspace@.criterion_place.weight IS 'Share of the whole';
COMMENT ON COLUMN @workspace@.criterion_place.place IS 'Place in the arrays, from 1';

CREATE VIEW @workspace@.component_combination WITH (security_invoker = true) AS
    SELECT m.model, m.version,
           coalesce(array_agg(c.component) FILTER (WHERE c.has_criteria), '{}') AS components,
           coalesce(array_agg(c.combines) FILTER (WHERE c.has_criteria), '{}') AS ways,
           coalesce(array_agg(c.component) FILTER (WHERE c.has_more_than_pulse), '{}') AS components_without_pulse,
           coalesce(array_agg(c.combines) FILTER (WHERE c.has_more_than_pulse), '{}') AS ways_without_pulse
    FROM @workspace@.model m
    LEFT JOIN (
        -- a component without criteria is in no scorecard
        SELECT k.model, k.version, k.component, k.combines, count(x.criterion) > 0 AS has_criteria, count(x.criterion) FILTER (WHERE x.measure <> 'pulse') > 0 AS has_more_than_pulse
        FROM @workspace@.component k
        LEFT JOIN @workspace@.criterion x ON x.model = k.model AND x.version = k.version AND starts_with(x.component || '/', k.component || '/')
        WHERE k.combines <> 'weighted'
        GROUP BY k.model, k.version, k.component
    ) c ON c.model = m.model AND c.version = m.version
    GROUP BY m.model, m.version;
COMMENT ON VIEW @workspace@.component_combination IS 'Which components of each version have the points of their worst or best part';
COMMENT ON COLUMN @workspace@.component_combination.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.component_combination.version IS 'Version';
COMMENT ON COLUMN @workspace@.component_combination.components IS 'Components that are not combined by their weights';
COMMENT ON COLUMN @workspace@.component_combination.ways IS 'How each of them is: worst or best';
COMMENT ON COLUMN @workspace@.component_combination.components_without_pulse IS 'Those that have criteria beside the CSM''s own judgement';
COMMENT ON COLUMN @workspace@.component_combination.ways_without_pulse IS 'How each of these is: worst or best';

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
