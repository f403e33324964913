-- What each component adds to an account's points, from one row per criterion: 12 of them in 4 components.
SELECT CASE :'scale' WHEN 'full' THEN 100000 WHEN 'small' THEN 20000 ELSE 100 END AS accounts \gset
CREATE TABLE criterion_score AS
    SELECT account_id::int, c.component, c.criterion, CASE WHEN observed THEN (account_id * 7919 + i * 104729) % 1001 / 10.0 END::float8 AS points,
           c.weight::float8, CASE WHEN observed THEN 'observed' ELSE 'too_young' END AS reason
    FROM (SELECT i, (ARRAY['usage', 'support', 'expansion', 'engagement'])[i % 4 + 1] AS component, 'criterion_' || i AS criterion,
                 (i / 4 + 1) * 5 AS weight
          FROM generate_series(0, 11) AS i) AS c,
        generate_series(1, :accounts) AS account_id,
        LATERAL (SELECT (account_id * 31 + i * 17) % 29 > 0 AS observed) AS o;
VACUUM ANALYZE criterion_score;

INSERT INTO bench.work (work, size, reach) VALUES
    ('contributions per component', bench.sized(12 * :accounts, :accounts), 2.0);
\set by_component 'SELECT account_id, component, points * weight / total AS contribution FROM (SELECT account_id, component, points, weight, sum(weight) OVER (PARTITION BY account_id) AS total FROM (SELECT account_id, component, sum(points * weight) / sum(weight) FILTER (WHERE points IS NOT NULL) AS points, sum(weight) AS weight FROM criterion_score GROUP BY account_id, component) AS c) AS s'
INSERT INTO bench.query (work, part, query, faster, unfolded)
SELECT 'contributions per component', part, replace(query, '%s', :'by_component'), faster, unfolded FROM (VALUES
('floor', 'SELECT account_id, sum(points) FROM criterion_score GROUP BY account_id', NULL, NULL),
('ours', $$SELECT account_id, scorecard(component, criterion, points, weight, reason) AS card FROM criterion_score GROUP BY account_id$$,
    NULL, 'SELECT account_id, component, contribution FROM (%s) AS s, components(card)'),
('an array', $$SELECT account_id, array_agg(contribution ORDER BY component) AS contributions FROM (%s) AS c GROUP BY account_id$$, 1.9,
    'SELECT account_id, component, contribution FROM (%s) AS s, unnest(ARRAY[''engagement'', ''expansion'', ''support'', ''usage''], contributions) AS u (component, contribution)'),
('jsonb', $$SELECT account_id, jsonb_object_agg(component, contribution) AS contributions FROM (%s) AS c GROUP BY account_id$$, 4,
    'SELECT account_id, key AS component, value::numeric AS contribution FROM (%s) AS s, jsonb_each(contributions)')
) AS q (part, query, faster, unfolded);

CALL bench.compare('contributions per component', 'an array', 'account_id, component', 0.00001);
CALL bench.compare('contributions per component', 'jsonb', 'account_id, component', 0.00001);
CALL bench.measure('contributions per component', :times);
DROP TABLE criterion_score;
