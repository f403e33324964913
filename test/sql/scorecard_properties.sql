-- 1,000 random scorecards, flat ones and trees, and 1,000 random changes, against the rules of docs/reference/scorecard.md written once more
-- in plain SQL: whole numbers of any size (numeric), no division but the one that rounds.
SET search_path = health_score, public;

CREATE FUNCTION pg_temp.quotient(a numeric, b numeric) RETURNS numeric LANGUAGE sql IMMUTABLE
    AS 'SELECT sign(a) * div(2 * abs(a) + b, 2 * b)';
CREATE AGGREGATE pg_temp.product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
-- A number from 0 to n − 1 that depends on nothing but its key.
CREATE FUNCTION pg_temp.pick(key text, n int) RETURNS int LANGUAGE sql IMMUTABLE
    AS $$SELECT (('x' || substr(md5(key), 1, 8))::bit(32)::bigint % n)::int$$;

-- Two days of each card. Weights are of all kinds: equal, round, odd, tiny, huge, 0.
CREATE TEMPORARY TABLE criterion AS
SELECT card, day, component, criterion, weight, reason,
    reason IN ('not_recorded', 'too_young', 'feed_stale', 'feed_gap') AND assumes AS assumed,
    CASE WHEN reason = 'observed' OR reason IN ('not_recorded', 'too_young', 'feed_stale', 'feed_gap') AND assumes THEN CASE pg_temp.pick(key || 'kind', 4) WHEN 0 THEN 100 WHEN 1 THEN pg_temp.pick(key || 's', 21) * 5
        ELSE pg_temp.pick(key || 's', 100000001) / 1000000.0 END END::numeric AS points
FROM generate_series(1, 1300) AS card, generate_series(0, 1) AS day, generate_series(1, 6) AS component_number,
    generate_series(1, 5) AS criterion_number,
    LATERAL (SELECT CASE WHEN card % 3 = 0 THEN (ARRAY['a', 'a/b', 'a/b/c', 'a b', 'd/e/f', 'd'])[component_number]
            ELSE 'component ' || chr(64 + component_number * 7 % 13) END AS component, 'c' || criterion_number AS criterion,
        format('%s %s %s', card, component_number, criterion_number) AS place) AS names,
    LATERAL (SELECT place || ' ' || day AS key) AS keys,
    LATERAL (SELECT CASE card % 5 WHEN 0 THEN 1 WHEN 1 THEN pg_temp.pick(weight_key, 8) / 20.0
        WHEN 2 THEN pg_temp.pick(weight_key, 1000000) / 1000000.0 WHEN 3 THEN pg_temp.pick(weight_key, 3) / 1000000.0
        ELSE pg_temp.pick(weight_key, 1000001) END::numeric AS weight
        FROM (SELECT place || CASE WHEN pg_temp.pick(key || 'changed', 4) = 0 THEN day ELSE 2 END AS weight_key) AS k) AS weights,
    LATERAL (SELECT (ARRAY['observed', 'observed', 'observed', 'observed', 'observed', 'observed', 'observed', 'observed',
        'not_applicable', 'not_recorded', 'too_young', 'feed_stale', 'feed_gap', 'no_feed'])[1 + pg_temp.pick(key || 'why', 14)] AS reason,
        -- of one in three of those that are missing something is assumed
        pg_temp.pick(key || 'assumed', 3) = 0 AS assumes) AS r
WHERE component_number <= 1 + pg_temp.pick(card || 'components', 6)
  AND criterion_number <= 1 + pg_temp.pick(card || 'criteria' || component_number, 5)
  AND (day = 0 OR pg_temp.pick(key || 'gone', 12) > 0);
ANALYZE criterion;
-- A card without any weight is refused: leave those out.
DELETE FROM criterion WHERE (card, day) IN (SELECT card, day FROM criterion GROUP BY card, day HAVING sum(weight) = 0);

-- The components, those above them, and how each combines its parts: in trees one in three its worst, one in three its best.
CREATE TEMPORARY TABLE node AS
SELECT DISTINCT card, day, path, CASE WHEN depth > 1 THEN regexp_replace(path, '/[^/]*$', '') END AS parent, depth,
    CASE WHEN card % 3 = 0 THEN (ARRAY['weighted', 'worst', 'best'])[1 + pg_temp.pick(path || card, 3)] ELSE 'weighted' END AS how
FROM (SELECT DISTINCT card, day, string_to_array(component, '/') AS names FROM criterion) AS c, generate_series(1, cardinality(names)) AS depth,
    LATERAL (SELECT array_to_string(names[:depth], '/') AS path) AS p;
ANALYZE node;

CREATE TEMPORARY TABLE card AS
SELECT card, day, CASE WHEN pg_temp.pick(card || 'limit' || day, 3) = 0 THEN limited(fresh, at_most, 'a limit') ELSE fresh END AS value,
    CASE WHEN pg_temp.pick(card || 'limit' || day, 3) = 0 THEN at_most * 1000000 ELSE 100000000 END AS cap
FROM (SELECT card, day, combining(requiring(scorecard(component, criterion, CASE WHEN reason = 'observed' THEN points END, weight, reason, CASE WHEN assumed OR card % 7 = 0 AND reason IN ('observed', 'no_feed', 'not_applicable') THEN coalesce(points, 1) END), CASE WHEN card % 2 = 0 THEN 0.6 ELSE 0 END),
          (SELECT array_agg(path) FROM node AS n WHERE (n.card, n.day) = (c.card, c.day)),
          (SELECT array_agg(how) FROM node AS n WHERE (n.card, n.day) = (c.card, c.day))) AS fresh
      FROM criterion AS c GROUP BY card, day) AS cards,
    LATERAL (SELECT pg_temp.pick(card || 'at_most' || day, 101)::numeric AS at_most) AS l;
SELECT count(*) >= 2000 AS enough, count(points(value)) > 1000 AS with_points, count(*) FILTER (WHERE points(value) IS NULL) > 100 AS without
FROM card;

-- The level, by the text: weights and points as whole numbers of millionths. First the sums of each component, the deepest first.
CREATE TEMPORARY TABLE component (card int, day int, path text, parent text, how text, w numeric, applicable numeric, expected numeric,
    observed numeric, counted numeric, bound numeric, counts boolean, points numeric, alive boolean, worst numeric, best numeric);
-- What the points of a component are made of: its criteria and the components within it that are observed, or the one it chose.
CREATE TEMPORARY TABLE part_of (card int, day int, path text, component text, criterion text, w numeric, s numeric, has_siblings boolean);
DO $$
BEGIN
    FOR level IN REVERSE 3 .. 1 LOOP
        CREATE TEMPORARY TABLE item AS
        SELECT n.card, n.day, n.path, n.how, NULL AS component, c.criterion, c.weight * 1000000 AS w,
            CASE WHEN reason <> 'not_applicable' THEN c.weight * 1000000 ELSE 0 END AS applicable,
            CASE WHEN reason NOT IN ('not_applicable', 'no_feed') THEN c.weight * 1000000 ELSE 0 END AS expected,
            CASE WHEN reason <> 'no_feed' THEN c.weight * 1000000 ELSE 0 END AS bound,
            CASE WHEN reason = 'observed' THEN c.weight * 1000000 ELSE 0 END AS observed,
            CASE WHEN c.points IS NOT NULL THEN c.weight * 1000000 ELSE 0 END AS counted, c.points * 1000000 AS s
        FROM node AS n JOIN criterion AS c ON (c.card, c.day, c.component) = (n.card, n.day, n.path) WHERE n.depth = level
        UNION ALL
        SELECT n.card, n.day, n.path, n.how, c.path, NULL, c.w, c.applicable, c.expected, c.bound,
            CASE WHEN c.counts THEN c.observed ELSE 0 END, CASE WHEN c.counts THEN c.counted ELSE 0 END, c.points
        FROM node AS n JOIN component AS c ON (c.card, c.day, c.parent) = (n.card, n.day, n.path) WHERE n.depth = level;
        ANALYZE item;
        INSERT INTO component
        SELECT n.card, n.day, n.path, n.parent, n.how, sum(w), sum(applicable), sum(expected), sum(observed), sum(counted), sum(bound),
            2 * sum(counted) >= sum(applicable) AND sum(counted) > 0
        FROM node AS n JOIN item AS i ON (i.card, i.day, i.path) = (n.card, n.day, n.path) WHERE n.depth = level
        GROUP BY n.card, n.day, n.path, n.parent, n.how;
        INSERT INTO part_of
        SELECT card, day, path, component, criterion, w, s, count(*) OVER (PARTITION BY card, day, path) > 1
        FROM (SELECT i.*, row_number() OVER (PARTITION BY card, day, path ORDER BY CASE k.how WHEN 'worst' THEN s WHEN 'best' THEN -s END,
                  component COLLATE "C" NULLS FIRST, criterion COLLATE "C") AS place
              FROM item AS i JOIN component AS k USING (card, day, path) WHERE k.counts AND i.counted > 0) AS i
        WHERE i.how = 'weighted' OR place = 1;
        UPDATE component AS k SET points = m.points
        FROM (SELECT card, day, path, pg_temp.quotient(sum(w * s), sum(w)) AS points FROM part_of GROUP BY 1, 2, 3) AS m
        WHERE (m.card, m.day, m.path) = (k.card, k.day, k.path);
        DROP TABLE item;
        ANALYZE component, part_of;
    END LOOP;
    FOR level IN 1 .. 3 LOOP
        UPDATE component AS k SET alive = k.counts AND (n.parent IS NULL OR p.alive)
        FROM node AS n LEFT JOIN component AS p ON (p.card, p.day, p.path) = (n.card, n.day, n.parent)
        WHERE (n.card, n.day, n.path, n.depth) = (k.card, k.day, k.path, level);
    END LOOP;
    -- with 0 and 100 for what is applicable and not observed
    FOR level IN REVERSE 3 .. 1 LOOP
        UPDATE component AS k SET worst = i.worst, best = i.best
        FROM (SELECT card, day, path, CASE how WHEN 'worst' THEN min(low) WHEN 'best' THEN max(low) ELSE pg_temp.quotient(sum(w * low), sum(w)) END AS worst,
                  CASE how WHEN 'worst' THEN min(high) WHEN 'best' THEN max(high) ELSE pg_temp.quotient(sum(w * high), sum(w)) END AS best
              FROM (SELECT n.card, n.day, n.path, n.how, c.weight * 1000000 AS w,
                        CASE WHEN n.alive AND c.reason = 'observed' THEN c.points * 1000000 ELSE 0 END AS low,
                        CASE WHEN n.alive AND c.reason = 'observed' THEN c.points * 1000000 ELSE 100000000 END AS high
                    FROM component AS n JOIN criterion AS c ON (c.card, c.day, c.component) = (n.card, n.day, n.path)
                    WHERE c.reason <> 'not_applicable' AND c.weight > 0
                    UNION ALL
                    SELECT n.card, n.day, n.path, n.how, c.w, c.worst, c.best
                    FROM component AS n JOIN component AS c ON (c.card, c.day, c.parent) = (n.card, n.day, n.path) WHERE c.applicable > 0) AS items
              GROUP BY card, day, path, how) AS i JOIN node AS n USING (card, day, path)
        WHERE (i.card, i.day, i.path, n.depth) = (k.card, k.day, k.path, level);
    END LOOP;
END
$$;
ANALYZE component;
CREATE TEMPORARY TABLE level AS
SELECT card, day,
    pg_temp.quotient(sum(w * points) FILTER (WHERE counts), sum(w) FILTER (WHERE counts)) AS unlimited,
    coalesce(pg_temp.quotient(sum(CASE WHEN counts THEN observed ELSE 0 END) * 1000000, nullif(sum(expected), 0)), 0) AS coverage,
    pg_temp.quotient(coalesce(sum(bound), 0) * 1000000, sum(w)) AS model_coverage,
    pg_temp.quotient(sum(w * worst) FILTER (WHERE applicable > 0), sum(w) FILTER (WHERE applicable > 0)) AS worst,
    pg_temp.quotient(sum(w * best) FILTER (WHERE applicable > 0), sum(w) FILTER (WHERE applicable > 0)) AS best
FROM component WHERE parent IS NULL GROUP BY card, day;

SELECT count(*) FILTER (WHERE unlimited_points(value) * 1000000 IS DISTINCT FROM unlimited) AS unlimited,
    count(*) FILTER (WHERE points(value) * 1000000 IS DISTINCT FROM
        CASE WHEN coverage >= CASE WHEN card % 2 = 0 THEN 600000 ELSE 0 END THEN least(unlimited, cap + 0 * unlimited) END) AS points,
    count(*) FILTER (WHERE coverage(value) * 1000000 IS DISTINCT FROM coverage) AS coverage,
    count(*) FILTER (WHERE model_coverage(value) * 1000000 IS DISTINCT FROM model_coverage) AS model_coverage,
    count(*) FILTER (WHERE worst_points(value) * 1000000 IS DISTINCT FROM least(worst, cap + 0 * worst)) AS worst,
    count(*) FILTER (WHERE best_points(value) * 1000000 IS DISTINCT FROM least(best, cap + 0 * best)) AS best
FROM card JOIN level USING (card, day);
SELECT count(*) > 8000 AS enough, count(*) FILTER (WHERE o.path IS NULL OR c.points * 1000000 IS DISTINCT FROM o.points
    OR c.parent IS DISTINCT FROM o.parent OR c.combines <> o.how
    OR c.coverage * 1000000 IS DISTINCT FROM pg_temp.quotient(o.observed * 1000000, nullif(o.expected, 0))) AS components_disagree
FROM (SELECT card, day, c.* FROM card, LATERAL components(value) AS c) AS c
FULL JOIN component AS o ON (o.card, o.day, o.path) = (c.card, c.day, c.component);

-- The parts add up: shares to 1, contributions to the points before limits, losses to what is below 100; on both levels.
SELECT count(*) FILTER (WHERE share <> 1) AS share, count(*) FILTER (WHERE effective <> 1) AS effective,
    count(*) FILTER (WHERE contribution IS DISTINCT FROM unlimited_points(value)) AS contribution,
    count(*) FILTER (WHERE contribution + limit_effect(value) IS DISTINCT FROM points(requiring(value, 0))) AS with_limit,
    count(*) FILTER (WHERE lost IS DISTINCT FROM 100 - unlimited_points(value)) AS lost,
    count(*) FILTER (WHERE NOT worst_points(value) <= least(points(value), best_points(value))) AS worst_above,
    count(*) FILTER (WHERE NOT best_points(value) >= points(value)) AS best_below
FROM card, LATERAL (SELECT sum(weight) AS share, nullif(sum(effective_weight), 0) AS effective, sum(contribution) AS contribution,
    sum(points_lost) AS lost FROM criteria(value)) AS sums;
-- On each level: a component's part is what those of its criteria and of the components within it add up to.
CREATE TEMPORARY TABLE share AS
SELECT card, day, component AS path, parent, component, NULL AS criterion, weight, effective_weight, contribution FROM card, components(value)
UNION ALL
SELECT card, day, NULL, component, component, criterion, weight, effective_weight, contribution FROM card, criteria(value);
SELECT count(*) > 8000 AS enough, count(*) FILTER (WHERE (c.weight, c.effective, c.contribution) IS DISTINCT FROM (k.weight, k.effective_weight, k.contribution)) AS components_disagree
FROM share AS k JOIN (SELECT card, day, parent AS path, sum(weight) AS weight, sum(effective_weight) AS effective, sum(contribution) AS contribution
                      FROM share GROUP BY 1, 2, 3) AS c USING (card, day, path);
-- Each contribution is the share of its component's by weight and points, rounded; of the parts of a component at most one took a remainder.
SELECT count(*) > 3000 AS enough, max(off) AS most_in_a_component
FROM (SELECT count(*) FILTER (WHERE given.contribution * 1000000 IS DISTINCT FROM
            pg_temp.quotient(k.contribution * 1000000 * p.w * p.s, nullif(p.total, 0))) AS off
      FROM (SELECT *, sum(w * s) OVER (PARTITION BY card, day, path) AS total FROM part_of) AS p
      JOIN share AS k ON (k.card, k.day, k.path) = (p.card, p.day, p.path)
      JOIN share AS given ON (given.card, given.day, given.parent) = (p.card, p.day, p.path)
          AND (given.path, given.criterion) IS NOT DISTINCT FROM (p.component, p.criterion)
      WHERE k.contribution > 0
      GROUP BY p.card, p.day, p.path) AS components;

-- The forms keep everything.
SELECT count(*) FILTER (WHERE value::text::scorecard IS DISTINCT FROM value) AS text_disagrees,
    count(*) FILTER (WHERE ((value::jsonb) ->> 'points')::numeric IS DISTINCT FROM points(value)) AS json_disagrees
FROM card;

-- How a change splits, by the text: effective weights with a common denominator, so that each part is one fraction.
-- A part takes its weight ÷ that of all parts of the component; all of it where it stands alone.
CREATE TEMPORARY TABLE step AS
SELECT *, sum(w) OVER (PARTITION BY card, day, path) AS divisor
FROM (SELECT card, day, path, component, criterion, w FROM part_of
      UNION ALL SELECT card, day, '', path, NULL, w FROM component WHERE parent IS NULL AND counts) AS p;
ANALYZE step;
CREATE TEMPORARY TABLE weight AS
WITH RECURSIVE taken AS (
    SELECT card, day, component, criterion, w AS numerator, divisor FROM step WHERE path = ''
    UNION ALL
    SELECT s.card, s.day, coalesce(s.component, s.path), s.criterion, t.numerator * s.w, t.divisor * s.divisor
    FROM taken AS t JOIN step AS s ON (s.card, s.day, s.path) = (t.card, t.day, t.component) AND t.criterion IS NULL
)
SELECT c.card, c.day, c.component, c.criterion, c.points * 1000000 AS s, c.assumed, coalesce(t.numerator * div(a.product, t.divisor), 0) AS w, a.product AS w_all
FROM criterion AS c JOIN component AS k ON (k.card, k.day, k.path) = (c.card, c.day, c.component) AND k.alive
JOIN (SELECT card, day, pg_temp.product(divisor) AS product FROM (SELECT DISTINCT card, day, path, divisor FROM step) AS d GROUP BY 1, 2) AS a ON (a.card, a.day) = (c.card, c.day)
LEFT JOIN taken AS t ON (t.card, t.day, t.component, t.criterion) = (c.card, c.day, c.component, c.criterion)
WHERE c.points IS NOT NULL;
ANALYZE weight;
CREATE TEMPORARY TABLE both_days AS
SELECT card, component, criterion, o.s AS s0, n.s AS s1, o.w AS w0, n.w AS w1, o.assumed = n.assumed AS known
FROM (SELECT * FROM weight WHERE day = 0) AS o JOIN (SELECT * FROM weight WHERE day = 1) AS n USING (card, component, criterion);
-- S of a day is sum / common; 0 where nothing is common
CREATE TEMPORARY TABLE mean AS
SELECT card, has, CASE WHEN has THEN sum0 ELSE 0 END AS n0, CASE WHEN has THEN common0 ELSE 1 END AS g0,
    CASE WHEN has THEN sum1 ELSE 0 END AS n1, CASE WHEN has THEN common1 ELSE 1 END AS g1
FROM (SELECT DISTINCT card FROM weight) AS cards
LEFT JOIN (SELECT card, sum(w0 * s0) AS sum0, sum(w0) AS common0, sum(w1 * s1) AS sum1, sum(w1) AS common1,
        sum(w0) > 0 AND sum(w1) > 0 AS common FROM both_days GROUP BY card) AS b USING (card),
    LATERAL (SELECT coalesce(common, false) AS has) AS h;
ANALYZE both_days, mean;
CREATE TEMPORARY TABLE part AS
SELECT card, CASE WHEN known THEN 'value' ELSE 'missing' END AS part, component, criterion, pg_temp.quotient((w0 * g1 + w1 * g0) * (s1 - s0), 2 * g0 * g1) AS points
FROM both_days JOIN mean USING (card) WHERE has
UNION ALL
SELECT card, 'weight', component, criterion,
    pg_temp.quotient(((s0 + s1) * g0 * g1 - n0 * g1 - n1 * g0) * (w1 * g0 - w0 * g1), 2 * g0 * g1 * g0 * g1)
FROM both_days JOIN mean USING (card) WHERE has
UNION ALL
SELECT card, 'missing', component, criterion, sum(CASE day WHEN 0 THEN pg_temp.quotient(w * (n0 - s * g0), w_all * g0)
    ELSE pg_temp.quotient(w * (s * g1 - n1), w_all * g1) END)
FROM weight JOIN mean USING (card)
WHERE NOT has OR NOT EXISTS (SELECT FROM both_days AS b WHERE (b.card, b.component, b.criterion) = (weight.card, weight.component, weight.criterion))
GROUP BY card, component, criterion
UNION ALL
SELECT card, 'limit', NULL, NULL, (limit_effect(n.value) - limit_effect(o.value)) * 1000000
FROM card AS o JOIN card AS n USING (card) WHERE o.day = 0 AND n.day = 1;

CREATE TEMPORARY TABLE change AS
SELECT card, old, new, (points(new) - points(old)) * 1000000 AS change
FROM (SELECT card, requiring(o.value, 0) AS old, requiring(n.value, 0) AS new
      FROM card AS o JOIN card AS n USING (card) WHERE o.day = 0 AND n.day = 1) AS days
WHERE points(old) IS NOT NULL AND points(new) IS NOT NULL;
SELECT count(*) >= 1000 AS enough FROM change;

-- Forward: each part as the oracle has it, the remainder with the largest (first in byte order among equals).
SELECT count(*) AS parts_differ
FROM (SELECT card, part, component, criterion, points + CASE WHEN place = 1 THEN change - total ELSE 0 END AS points
      FROM (SELECT card, part, component, criterion, points, change, sum(points) OVER (PARTITION BY card) AS total,
                row_number() OVER (PARTITION BY card ORDER BY abs(points) DESC, component COLLATE "C", criterion COLLATE "C", part COLLATE "C") AS place
            FROM part JOIN change USING (card)) AS p) AS expected
FULL JOIN (SELECT card, part, component, criterion, e.points * 1000000 AS points FROM change, LATERAL explain(old, new) AS e) AS got
    ON (got.card, got.part) = (expected.card, expected.part)
    AND (got.component, got.criterion) IS NOT DISTINCT FROM (expected.component, expected.criterion)
WHERE got.points IS DISTINCT FROM expected.points;
SELECT count(*) FILTER (WHERE total * 1000000 IS DISTINCT FROM change) AS do_not_add_up,
    count(*) FILTER (WHERE forward IS DISTINCT FROM backward) AS not_antisymmetric
FROM change,
    LATERAL (SELECT sum(points) AS total, array_agg((part, component, criterion, points)::text ORDER BY component, criterion, part) AS forward
             FROM explain(old, new)) AS f,
    LATERAL (SELECT array_agg((part, component, criterion, -points)::text ORDER BY component, criterion, part) AS backward
             FROM explain(new, old)) AS b;
-- More changes: from a card to the next one, so that little is common.
SELECT count(*) > 700 AS enough, count(*) FILTER (WHERE total IS DISTINCT FROM points(n.new) - points(o.old)) AS do_not_add_up,
    count(*) FILTER (WHERE forward IS DISTINCT FROM backward) AS not_antisymmetric
FROM change AS o JOIN change AS n ON n.card = o.card + 1,
    LATERAL (SELECT sum(points) AS total, array_agg((part, component, criterion, points)::text ORDER BY component, criterion, part) AS forward
             FROM explain(o.old, n.new)) AS f,
    LATERAL (SELECT array_agg((part, component, criterion, -points)::text ORDER BY component, criterion, part) AS backward
             FROM explain(n.new, o.old)) AS b;
-- A day without points: nothing to split.
SELECT count(*) AS parts FROM card AS o JOIN card AS n USING (card), LATERAL explain(o.value, n.value)
WHERE o.day = 0 AND n.day = 1 AND (points(o.value) IS NULL OR points(n.value) IS NULL);
