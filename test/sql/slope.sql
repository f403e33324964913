-- slope: refused arguments first.
SET search_path = health_score, public;
SET datestyle = ISO;
\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set ECHO none
\i :errors
\set ECHO all

-- Weeks as a series that ends on Sunday, 2026-03-01; each week's amount lies on one of its days.
CREATE FUNCTION pg_temp.weeks(y float8[]) RETURNS daily_series LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(daily_series(date '2026-03-01' - 7 * (cardinality(y) - i) - i % 7, y[i]), '{}') FROM generate_subscripts(y, 1) AS i
$$;

SELECT call, r.state, r.message
FROM unnest(ARRAY[$$'{}', '2026-01-01', 2$$, $$'{}', '2026-01-01', 0$$, $$'{}', '2026-01-01', 521$$, $$'{}', '2026-01-01', -2147483648$$, $$'{}', 'infinity', 10$$,
    $$'{}', '-infinity', 10$$, $$'2026-02-28:{9200000000000,1}', '2026-03-01', 10$$]) AS call,
    pg_temp.refused(format('SELECT slope(%s)', call)) AS r;
SELECT slope(NULL, '2026-01-01', 10) IS NULL AND slope('{}', NULL, 10) IS NULL AND slope('{}', '2026-01-01', NULL) IS NULL AS nulls;

-- Nothing; complete weeks only, Monday to Sunday; the edges of the calendar.
SELECT * FROM slope('{}', '2026-01-01', 520);
SELECT as_of, s.total, s.state FROM unnest(ARRAY['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-07', '2026-03-08']::date[]) AS as_of,
    slope('2026-02-08:{10}, 2026-02-09:{100}, 2026-03-01:{1000}, 2026-03-02:{10000}', as_of, 3) AS s;
SELECT s.total, s.state FROM slope('0001-01-01:{10}', '0001-01-07', 520) AS s;
SELECT s.total, s.state FROM slope('9999-12-26:{10}', '5874897-12-31', 520) AS s;

-- What weeks look like, the earliest first, and what is said of them. A slope of sparse weeks would be 0 whatever they do.
SELECT what, s.total, s.median, round(s.slope::numeric, 6) AS slope, round(s.ratio::numeric, 6) AS ratio, round(s.growth::numeric, 6) AS growth,
    round(s.low::numeric, 6) AS low, round(s.high::numeric, 6) AS high, s.state
FROM (VALUES ('nine events', '{0,2,1,2,1,1,0,1,1,0}'::float8[]), ('ten', '{0,2,1,2,1,2,0,1,1,0}'), ('five weeks', '{9,8,0,0,0,0,0,7,6,5}'),
    ('six weeks', '{9,8,0,0,0,0,1,7,6,5}'), ('fractions', '{1.5,2,3,4,5,6,7}'), ('few fractions', '{0.5,0,0,0}'), ('below 0', '{10,20,-5,40,50,60}'),
    ('twice a week', '{1,2,4,8,16,32,64}'), ('half a week', '{64,32,16,8,4,2,1}'), ('always five', '{5,5,5,5,5,5,5,5}'),
    ('one week runs away', '{1,1,1,1,1,1000000}'), ('and ever more', '{1,1,1,1,1,9200000000000}'), ('and back', '{9200000000000,1,1,1,1,1}'),
    ('huge', array_fill(9.2e12::float8, ARRAY[520])), ('three', '{10,20,30}'), ('median 0', '{0,0,0,0,50,60,70,0,0,0}')) AS v(what, y),
    slope(pg_temp.weeks(y), '2026-03-01', cardinality(y)) AS s;

-- R 4.2.2: g <- glm(y ~ week, family = quasipoisson), started again from its own coefficients until they stand; growth is
-- expm1(coef(g)[2]), the interval expm1(stats:::confint.lm(g, "week")): Student's t with n - 2 degrees of freedom, as summary(g) uses.
SELECT left(y::text, 24) AS y, abs(growth - r_growth) < 1e-12 AND abs(low - r_low) < 1e-12 AND abs(high - r_high) < 1e-12 AS same_as_r
FROM (VALUES ('{12,15,11,18,20,17,25,22,27,30,28,35}'::float8[], 0.096973960095041, 0.07211610333875383, 0.1224081658499038),
    ('{40,38,41,30,33,25,28,20,22,15,16,9,11}', -0.1046822954267655, -0.1260713852829797, -0.08276971525661375),
    ('{0,3,0,1,0,5,2,0,1,0,0,4,2}', 0.04486582096443351, -0.1551352039133776, 0.2922121845727196),
    ('{1000000000,1100000000,900000000,1200000000,1300000000,1250000000,1400000000}', 0.06018978822302174, 0.01445769497275485, 0.107983499580594),
    ('{9,7,8,0,0,0,6,5,7,4}', -0.05410484787812007, -0.2224861790786346, 0.1507417807022655)) AS v(y, r_growth, r_low, r_high),
    slope(pg_temp.weeks(y), '2026-03-01', cardinality(y)) AS s;

-- The n-th number in [0, 1) of a key: the same everywhere.
CREATE FUNCTION pg_temp.chance(key text, n int) RETURNS float8 LANGUAGE sql IMMUTABLE
    RETURN ('x' || substr(md5(key), 1 + 6 * n, 6))::bit(24)::int / 16777216.0;

-- Oracle over 1,000 accounts and 26 weeks, for counts, and every fifth for amounts: slopes of all pairs in plain SQL; for the growth, that
-- it solves the likelihood's two equations, and the interval by R's qt(0.975, 24).
CREATE TEMPORARY TABLE given AS
SELECT id, date '2026-01-01' + id % 60 AS as_of, pg_temp.chance(id::text, 0) ^ 3 * 40 AS level, (pg_temp.chance(id::text, 1) - 0.5) / 5 AS trend
FROM generate_series(1, 1000) AS id;
CREATE TEMPORARY TABLE week AS -- before week 0 and after week 25 lie weeks that must not count
SELECT id, t, as_of - extract(isodow FROM as_of)::int % 7 - 7 * (25 - t) AS sunday,
    CASE WHEN id % 5 = 0 AND id % 10 = t % 10 THEN -0.25 ELSE 0 END
        + floor(-level * exp(trend * (t - 13)) * ln(1 - pg_temp.chance(id || '/' || t, 0)) + pg_temp.chance(id || '/' || t, 1) / 2)::numeric AS y
FROM given, generate_series(-3, 28) AS t;
CREATE TEMPORARY TABLE reading AS
SELECT id, s.* FROM given JOIN (SELECT id, daily_series(sunday - (t + 7) % 7, y::float8) AS series FROM week GROUP BY id) AS w USING (id),
    slope(series, as_of, 26) AS s;
DELETE FROM week WHERE t NOT BETWEEN 0 AND 25;
CREATE TEMPORARY TABLE expected AS
WITH pairs AS (
    SELECT id, array_agg(slope ORDER BY slope) AS slopes -- of 325
    FROM (SELECT a.id, ((b.y - a.y) * 1e6)::float8 / (b.t - a.t) AS slope FROM week a JOIN week b USING (id) WHERE b.t > a.t) AS p
    GROUP BY id
), sums AS (
    SELECT id, sum(y) AS total, (array_agg(y ORDER BY y))[13] + (array_agg(y ORDER BY y))[14] AS two_medians, bool_and(y = trunc(y) AND y >= 0) AS counts,
        count(*) FILTER (WHERE y > 0) AS active
    FROM week GROUP BY id
)
SELECT id, total, round(two_medians / 2, 6) AS median, CASE WHEN counts AND total < 10 THEN 'sparse' WHEN NOT counts THEN 'amounts'
        WHEN active < 6 THEN 'few_weeks' ELSE 'observed' END AS state,
    CASE WHEN NOT counts OR total >= 10 THEN slopes[163] END AS slope
FROM pairs JOIN sums USING (id);
SELECT e.state, count(*) AS accounts,
    count(*) FILTER (WHERE (r.total, r.median, r.state) IS DISTINCT FROM (e.total, e.median, e.state)
        OR (r.slope, r.ratio) IS DISTINCT FROM (e.slope / 1e6, CASE WHEN e.median > 0 THEN e.slope / (e.median * 1e6)::float8 END)
        OR (r.growth IS NULL) <> (e.state <> 'observed')) AS different
FROM expected e JOIN reading r USING (id) GROUP BY e.state ORDER BY e.state;
WITH fit AS (
    SELECT id, total, growth, low, high, t, y::float8 AS y, exp(ln(1 + growth) * t) AS rise FROM reading JOIN week USING (id) WHERE growth IS NOT NULL
), fitted AS (
    SELECT *, total::float8 * rise / sum(rise) OVER (PARTITION BY id) AS mu FROM fit
), sums AS (
    SELECT growth, low, high, sum(t * y) AS seen, sum(t * mu) AS fitted, sum((y - mu) ^ 2 / mu) / 24 AS dispersion,
        sum(mu * t * t) - sum(mu * t) ^ 2 / sum(mu) AS information
    FROM fitted GROUP BY id, growth, low, high
)
SELECT count(*) AS accounts, count(*) FILTER (WHERE high < 0) AS falling, count(*) FILTER (WHERE low > 0) AS rising,
    count(*) FILTER (WHERE NOT abs(fitted / seen - 1) < 1e-9) AS not_the_likeliest,
    count(*) FILTER (WHERE NOT (abs(ln(1 + low) - (ln(1 + growth) - reach)) < 1e-8 AND abs(ln(1 + high) - (ln(1 + growth) + reach)) < 1e-8)) AS other_interval
FROM sums, LATERAL (SELECT 2.063898561628021 * sqrt(dispersion / information) AS reach) AS r;

-- slope_by_day: refused arguments first; then day by day what slope gives, for 1,000 accounts, with amounts that came late.
SELECT call, r.state, r.message
FROM unnest(ARRAY[$$'{}', '2026-01-01', '2026-01-02', 2$$, $$'{}', '2026-01-02', '2026-01-01', 2$$, $$'{}', 'infinity', '2026-01-02', 10$$,
    $$'{}', '2026-01-01', '10000-01-01', 10$$, $$'2026-02-28:{9200000000000,1}', '2026-03-01', '2026-03-02', 10$$]) AS call,
    pg_temp.refused(format('SELECT * FROM slope_by_day(%s)', call)) AS r;
SELECT (SELECT count(*) FROM slope_by_day(NULL, '2026-01-01', '2026-01-03', 10)) AS no_value,
    (SELECT count(*) FROM slope_by_day('2026-01-01:{1}', '2026-01-03', '2026-01-01', 10)) AS backwards;
WITH series AS (
    SELECT id, as_of, 3 + id % 24 AS weeks, daily_series(sunday - (t + 7) % 7, y::float8, sunday + (id + t) % 9 * 5 - 7) AS series
    FROM week JOIN given USING (id) GROUP BY id, as_of
)
SELECT count(*) AS days, count(DISTINCT id) AS accounts, count(*) FILTER (WHERE s.state = 'observed') AS with_growth,
    count(*) FILTER (WHERE (s.total, s.median, s.slope, s.ratio, s.growth, s.low, s.high, s.state) IS DISTINCT FROM
        (r.total, r.median, r.slope, r.ratio, r.growth, r.low, r.high, r.state)) AS different
FROM series, slope_by_day(series, as_of - 30, as_of + 9, weeks) AS r, slope(series, r.day, weeks) AS s;
