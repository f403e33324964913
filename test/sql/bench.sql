-- The benchmarks of test/bench at a tiny size: ours gives what plain SQL gives. Nothing is timed here.
\getenv source_directory PG_ABS_SRCDIR
\set frame :source_directory '/bench/frame.sql'
\set all :source_directory '/bench/all.sql'
\set scale smoke
\set ECHO none
\i :frame
\i :all
\pset tuples_only off
\pset format aligned
\set ECHO all
SELECT work, part, row_count AS compared, different FROM bench.compared;
SELECT what, ours < as_array AS less_than_array, as_array < as_jsonb AS array_less_than_jsonb FROM bench.bytes ORDER BY place;
DROP SCHEMA bench CASCADE;
