-- wilson_interval: refused arguments first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set errors :source_directory '/include/errors.sql'
\set ECHO none
\i :errors
\set ECHO all

SELECT call, r.state, r.message, r.hint
FROM unnest(ARRAY['-1, 1', '1, 0', '2, 1', '0, -1', '1, -9223372036854775808', '1, 2, 0', '1, 2, 1', '1, 2, -0.5', '1, 2, 95',
    $$1, 2, 'NaN'$$, $$1, 2, 'Infinity'$$, '0, 0, 2']) AS call,
    pg_temp.refused(format('SELECT wilson_interval(%s)', call)) AS r;

-- NULL in, NULL out; of nothing, nothing.
SELECT wilson_interval(NULL, 1) IS NULL AND wilson_interval(1, NULL) IS NULL AND wilson_interval(1, 1, NULL) IS NULL AS nulls;
SELECT * FROM wilson_interval(0, 0);
SELECT * FROM wilson_interval(0, 0, 0.9);

-- R 4.2.2, prop.test(successes, n, conf.level = confidence, correct = FALSE)$conf.int, to twelve digits.
SELECT successes, n, confidence, abs(low - r_low) <= 1e-12 * r_low AND abs(high - r_high) <= 1e-12 * r_high AS same_as_r
FROM (VALUES (0, 10, 0.95, 0, 0.27753279986288915), (1, 10, 0.95, 0.017876213095072892, 0.40415002679523837),
    (7, 10, 0.95, 0.39677814746114537, 0.89220873259369904), (10, 10, 0.95, 0.72246720013711085, 1),
    (8, 30, 0.95, 0.14182663319596328, 0.44447961695188881), (81, 263, 0.95, 0.25528851987827428, 0.36620957698280016),
    (1, 1000000, 0.95, 1.7652457674537213e-07, 5.6649118043114411e-06), (3, 7, 0.95, 0.1582198552514697, 0.74954163547234265),
    (15, 148, 0.8, 0.073808504615902007, 0.137644798894004994), (15, 148, 0.99, 0.053644869613964856, 0.183267350113152483),
    (15, 148, 0.999, 0.045175649167684906, 0.211880271004214082)) AS v(successes, n, confidence, r_low, r_high),
    wilson_interval(successes, n, confidence) AS w;
SELECT wilson_interval(8, 30) = wilson_interval(8, 30, 0.95) AS default_is_95;

-- The formula as it is printed, in numeric with R's qnorm(0.975): every rate of up to 60 trials.
WITH z AS (SELECT 1.959963984540054::numeric AS z)
SELECT count(*) AS intervals, count(*) FILTER (WHERE NOT (0 <= w.low AND w.low <= w.rate AND w.rate <= w.high AND w.high <= 1)) AS outside,
    count(*) FILTER (WHERE w.rate <> s::float8 / n) AS other_rates,
    count(*) FILTER (WHERE abs(w.low - (middle - half) / (1 + z * z / n)) > 1e-14 OR abs(w.high - (middle + half) / (1 + z * z / n)) > 1e-14) AS different,
    count(*) FILTER (WHERE abs(w.low + opposite.high - 1) > 1e-14) AS not_symmetric
FROM z, generate_series(1, 60) AS n, generate_series(0, n) AS s, wilson_interval(s, n) AS w, wilson_interval(n - s, n) AS opposite,
    LATERAL (SELECT s::numeric / n + z * z / (2 * n) AS middle,
        z * sqrt(s::numeric / n * (1 - s::numeric / n) / n + z * z / (4 * n * n)) AS half) AS f;

-- The ends are exact where all or none succeeded; the largest numbers, and confidences near 0 and 1.
SELECT low, high < 1 AS below_1 FROM wilson_interval(0, 5);
SELECT low > 0 AS above_0, high FROM wilson_interval(5, 5);
SELECT rate, abs(low - 0.5) < 1e-9 AND abs(high - 0.5) < 1e-9 AS narrow FROM wilson_interval(4611686018427387903, 9223372036854775807);
SELECT low, high > 0 AND high < 1e-17 AS tiny FROM wilson_interval(0, 9223372036854775807);
SELECT confidence, w.low >= 0 AND w.low <= w.rate AND w.high >= w.rate AND w.high <= 1 AS sound, w.high - w.low > 0.9 AS wide, w.high - w.low < 0.01 AS narrow
FROM unnest(ARRAY[5e-324, 1e-12, 0.001, 0.9999999999999999]::float8[]) AS confidence, wilson_interval(3, 9, confidence) AS w;
SELECT s, w.low, w.high FROM unnest(ARRAY[0, 7]) AS s, wilson_interval(s, 7, 5e-324) AS w;
