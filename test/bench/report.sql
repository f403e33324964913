-- The two tables of docs/performance.md, as the last run of all.sql left them.
SELECT format('Made by `BENCH_SCALE=%s make bench`.', :'scale');
SELECT '';
SELECT '| work | rows | compared with | it ÷ floor | ours ÷ floor | it ÷ ours |';
SELECT '|--|--|--|--|--|--|';
SELECT format('| %s | %s | %s | %s | %s%s | **%s**%s |', work, size, part, bench.shown(other_to_floor), bench.shown(ours_to_floor),
              ' (≤ ' || reach || ')', bench.shown(faster), ' (≥ ' || wanted || ')')
FROM bench.result ORDER BY work_place, place;
SELECT '';
SELECT '| bytes of an account | ours | an array | jsonb |';
SELECT '|--|--|--|--|';
SELECT format('| %s | %s | %s | %s |', what, ours, as_array, as_jsonb) FROM bench.bytes ORDER BY place;
