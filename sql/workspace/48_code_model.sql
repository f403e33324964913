-- Which models are in use, and what they hold frozen.

CREATE VIEW @workspace@.model_in_use WITH (security_invoker = true) AS
    SELECT m.model, m.version, m.status, m.minimum_coverage, m.scale, m.model_key, NOT (m.status = 'active' AND m.only_assigned) AS is_default
    FROM @workspace@.model m
    WHERE m.status = 'active'
       OR NOT EXISTS (SELECT FROM @workspace@.model a WHERE a.status = 'active' AND NOT a.only_assigned)
          -- the first draft: a copy to edit does not come into use by being made
          AND m.model_key = (SELECT d.model_key FROM @workspace@.model d WHERE d.status = 'draft' ORDER BY d.model = 'four_component' DESC, d.model, d.version LIMIT 1);
COMMENT ON VIEW @workspace@.model_in_use IS
    'The model versions that give the scores: one for all accounts that nothing else is assigned to (before any is active, the first draft of four_component), and those that are active for the accounts assigned to them';
COMMENT ON COLUMN @workspace@.model_in_use.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.model_in_use.version IS 'Version';
COMMENT ON COLUMN @workspace@.model_in_use.status IS 'active, or draft';
COMMENT ON COLUMN @workspace@.model_in_use.minimum_coverage IS 'Coverage from which an account gets points';
COMMENT ON COLUMN @workspace@.model_in_use.scale IS 'Where yellow and green begin';
COMMENT ON COLUMN @workspace@.model_in_use.model_key IS 'Short key of the version';
COMMENT ON COLUMN @workspace@.model_in_use.is_default IS 'Whether it scores the accounts that no other version is assigned to';

CREATE FUNCTION @workspace@.assumed_points(missing text, scale text)
RETURNS float8
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE missing
           WHEN 'worst' THEN 0
           WHEN 'neutral' THEN ((scale::health_score.tier_scale::jsonb ->> 'yellow')::float8 + (scale::health_score.tier_scale::jsonb ->> 'green')::float8) / 2
       END;
COMMENT ON FUNCTION @workspace@.assumed_points(text, text) IS 'The points that a criterion has where it is missing: 0 for worst, the middle of yellow by the scale for neutral, else none';

CREATE FUNCTION @workspace@.is_missing(reason text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN reason IN ('not_recorded', 'too_young', 'feed_stale', 'feed_gap');
COMMENT ON FUNCTION @workspace@.is_missing(text) IS 'Whether a reason says that something is not known which should be: it lowers coverage, and the criterion''s policy applies';

CREATE VIEW @workspace@.criterion_place WITH (security_invoker = true) AS
    SELECT c.model, c.version, c.component, c.criterion, c.measure, c.curve, c.weight,
           row_number() OVER (PARTITION BY c.model, c.version ORDER BY c.criterion COLLATE "C")::int AS place,
           c.frame, c.missing, @workspace@.assumed_points(c.missing, m.scale) AS assumed
    FROM @workspace@.criterion c
    JOIN @workspace@.model m ON m.model = c.model AND m.version = c.version;
COMMENT ON VIEW @workspace@.criterion_place IS 'Where each criterion of a version stands in the arrays of account_history: in byte order of its name';
COMMENT ON COLUMN @workspace@.criterion_place.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.criterion_place.version IS 'Version';
COMMENT ON COLUMN @workspace@.criterion_place.component IS 'Component';
COMMENT ON COLUMN @workspace@.criterion_place.criterion IS 'Criterion';
COMMENT ON COLUMN @workspace@.criterion_place.measure IS 'Measure that gives the value';
COMMENT ON COLUMN @workspace@.criterion_place.curve IS 'Points as a function of the value';
COMMENT ON COLUMN @workspace@.criterion_place.weight IS 'Share of the whole';
COMMENT ON COLUMN @workspace@.criterion_place.place IS 'Place in the arrays, from 1';
COMMENT ON COLUMN @workspace@.criterion_place.frame IS 'absolute, own_baseline or peers';
COMMENT ON COLUMN @workspace@.criterion_place.missing IS 'What becomes of a value that is missing';
COMMENT ON COLUMN @workspace@.criterion_place.assumed IS 'Points to assume where it is missing; NULL: none';

-- Quantiles as a scale: what lies between two of them is placed between their shares.
CREATE VIEW @workspace@.peer_scale WITH (security_invoker = true) AS
    SELECT q.model, q.version, q.measure, q.segment, array_agg(q.value ORDER BY q.quantile) AS breaks, array_agg(q.quantile ORDER BY q.quantile) AS shares
    FROM @workspace@.peer_quantile q
    GROUP BY q.model, q.version, q.measure, q.segment;
COMMENT ON VIEW @workspace@.peer_scale IS 'The quantiles of a measure among the peers that are frozen in a version, as a scale on which a value has its place';
COMMENT ON COLUMN @workspace@.peer_scale.model IS 'Name of the model';
COMMENT ON COLUMN @workspace@.peer_scale.version IS 'Version';
COMMENT ON COLUMN @workspace@.peer_scale.measure IS 'Measure';
COMMENT ON COLUMN @workspace@.peer_scale.segment IS 'Segment; the empty one stands for all accounts';
COMMENT ON COLUMN @workspace@.peer_scale.breaks IS 'The values at the quantiles, rising';
COMMENT ON COLUMN @workspace@.peer_scale.shares IS 'The quantiles: the share of the peers at or below each value';

CREATE FUNCTION @workspace@.peer_place(value float8, breaks float8[], shares float8[])
RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CASE WHEN b.i = 0 THEN shares[1]
                WHEN b.i = cardinality(breaks) THEN shares[b.i]
                ELSE shares[b.i] + (value - breaks[b.i]) * (shares[b.i + 1] - shares[b.i]) / (breaks[b.i + 1] - breaks[b.i])
           END
    FROM (SELECT width_bucket(value, breaks) AS i) b
);
COMMENT ON FUNCTION @workspace@.peer_place(float8, float8[], float8[]) IS
    'The share of the peers at or below a value, by their quantiles: linear between two of them, and that of the first or last beyond; NULL without quantiles';

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
CREATE FUNCTION @workspace@.success_features(as_of date)
RETURNS TABLE (features text[])
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
BEGIN ATOMIC
    SELECT array_agg(f.feature)
    FROM @workspace@.success_feature f
    WHERE f.as_of = (SELECT max(x.as_of) FROM @workspace@.success_feature x WHERE x.as_of <= success_features.as_of);
END;
COMMENT ON FUNCTION @workspace@.success_features(date) IS 'The features of success that were known on a day; NULL if none were';

-- STRICT as above
CREATE FUNCTION @workspace@.quantile_in_use(measure text, quantile float8)
RETURNS TABLE (segment text, value float8)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 5
BEGIN ATOMIC
    SELECT q.segment, q.value
    FROM @workspace@.model_in_use u
    JOIN @workspace@.peer_quantile q ON q.model = u.model AND q.version = u.version
    -- a measure has one value, whichever model reads it
    WHERE u.is_default AND q.measure = quantile_in_use.measure AND q.quantile = quantile_in_use.quantile;
END;
COMMENT ON FUNCTION @workspace@.quantile_in_use(text, float8) IS 'A quantile among the accounts of each segment ('''': of all) as frozen in the model version that scores all but the assigned accounts';
