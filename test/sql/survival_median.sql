-- survival_median: what is refused first.
SET search_path = health_score, public;
\getenv source_directory PG_ABS_SRCDIR
\set include :source_directory '/include/errors.sql'
\set ECHO none
\i :include
\set ECHO all

SELECT durations, ended, r.state, r.message
FROM (VALUES ('{NaN}', '{t}'), ('{Infinity}', '{t}'), ('{-Infinity}', '{f}'), ('{-1e-9}', '{t}'), ('{1,2}', '{t}'), ('{}', '{t}'),
        ('{1}', '{}'), ('{1,NULL}', '{t,t}'), ('{1,2}', '{t,NULL}')) AS v (durations, ended),
    pg_temp.refused(format('SELECT survival_median(%L, %L)', durations, ended)) AS r;
SELECT survival_median(NULL, '{t}') IS NULL AS null_durations, survival_median('{1}', NULL) IS NULL AS null_ended,
    survival_median('{}', '{}') IS NULL AS empty;

-- One; all ended, as the usual median; none ended; less than half ended in time; half of them exactly, and the curve goes on or ends there.
SELECT survival_median('{5}', '{t}') AS one, survival_median('{5}', '{f}') AS one_goes_on, survival_median('{3,1,2}', '{t,t,t}') AS odd,
    survival_median('{4,1,3,2}', '{t,t,t,t}') AS even, survival_median('{1,2}', '{f,f}') AS none_ended,
    survival_median('{1,2,3,4}', '{t,f,f,f}') AS not_reached, survival_median('{0,0,1,5}', '{t,t,f,t}') AS half,
    survival_median('{1,2,3,4}', '{t,t,f,f}') AS half_at_the_end, survival_median('{-0,0,1e308,1.5e308}', '{t,t,t,t}') AS huge;
-- Whoever goes on at the moment at which others end is still at risk then, whatever the order.
SELECT survival_median('{2,2,2,2}', '{t,f,t,f}') AS tied, survival_median('{2,2,2,2}', '{f,t,f,t}') AS tied_otherwise;

-- Reference values: the median in summary(survfit(Surv(time, status) ~ 1))$table of R's package survival 3.5. Remission under 6-MP in weeks (Freireich and
-- others, 1963); the data set aml of that package; 205 durations of which two in five go on.
SELECT survival_median('{6,6,6,6,7,9,10,10,11,13,16,17,19,20,22,23,25,32,32,34,35}', '{t,t,t,f,t,f,t,f,f,t,t,f,f,f,t,t,f,f,f,f,f}') AS is_23,
    survival_median('{9,13,13,18,23,28,31,34,45,48,161,5,5,8,8,12,16,23,27,30,33,43,45}', '{t,t,f,t,t,f,t,t,f,t,f,t,t,t,t,t,f,t,t,t,t,t,t}') AS is_27,
    survival_median('{1,1,2,2,3,3}', '{t,f,t,f,t,f}') AS is_3,
    (SELECT survival_median(array_agg((i / 5)::float8), array_agg(i % 5 < 3)) FROM generate_series(0, 204) AS i) AS is_28;

-- The curve as an exact fraction, in PL/pgSQL, on 1,000 random sets of up to 40 durations in any order.
CREATE FUNCTION pg_temp.by_fractions(durations float8[], ended boolean[]) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    top numeric := 1;
    bottom numeric := 1;
    half float8;
    step record;
BEGIN
    FOR step IN
        SELECT d.length, count(*) FILTER (WHERE d.ended) AS ended, (SELECT count(*) FROM unnest(durations) AS o WHERE o >= d.length) AS at_risk
        FROM unnest(durations, ended) AS d (length, ended) GROUP BY d.length ORDER BY d.length
    LOOP
        CONTINUE WHEN step.ended = 0;
        IF half IS NOT NULL THEN RETURN (half + step.length) / 2; END IF;
        top := top * (step.at_risk - step.ended);
        bottom := bottom * step.at_risk;
        IF 2 * top < bottom THEN RETURN step.length; END IF;
        IF 2 * top = bottom THEN half := step.length; END IF;
    END LOOP;
    RETURN half;
END
$$;
SELECT count(*) AS sets, count(*) FILTER (WHERE survival_median(durations, ended) IS DISTINCT FROM pg_temp.by_fractions(durations, ended)) AS disagree,
    count(*) FILTER (WHERE survival_median(durations, ended) IS NULL) > 20 AS some_not_reached,
    count(*) FILTER (WHERE survival_median(durations, ended) <> ALL (durations)) > 20 AS some_between
FROM (
    SELECT array_agg((hashint4(1000 * s + i) & 15)::float8 / 2 ORDER BY i) AS durations, array_agg(hashint4(7 * (1000 * s + i)) & 7 > s % 6 ORDER BY i) AS ended
    FROM generate_series(1, 1000) AS s, generate_series(0, hashint4(s) & 39) AS i GROUP BY s) AS random_sets;
-- 500,000 at once, of which every other goes on.
SELECT survival_median(array_agg((i * 7919::bigint % 500009)::float8), array_agg(i % 2 = 0)) AS median FROM generate_series(1, 500000) AS i;
