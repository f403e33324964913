-- How far a feed had arrived: complete_through and feeds, on every kind of gap.
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SELECT health_score.create_workspace('feeds_cs', 'text');
CREATE TABLE feeds_event (day date, n int, known_at timestamptz);
-- 100 rows on each working day, 60 on Saturdays, none on Sundays, from Monday 2025-01-06 to Sunday 2025-06-29
INSERT INTO feeds_event
SELECT day, CASE extract(isodow FROM day) WHEN 7 THEN 0 WHEN 6 THEN 60 ELSE 100 END
FROM (SELECT DATE '2025-01-06' + n AS day FROM generate_series(0, 174) AS n) AS d;
CREATE FUNCTION pg_temp.through(VARIADIC days date[]) RETURNS TABLE (as_of date, until_day date, lag int) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, e.day, 1 AS events, e.known_at
        FROM public.feeds_event AS e CROSS JOIN generate_series(1, e.n)');
    RETURN QUERY SELECT d.day, f.until_day, f.lag FROM unnest(days) AS d (day) CROSS JOIN feeds_cs.feeds(d.day) AS f WHERE f.source = 'usage';
END
$$;
SET DateStyle = ISO;

-- a whole week: Sunday, which never has rows, is not judged and does not hold the feed back
SELECT * FROM pg_temp.through('2025-06-13', '2025-06-14', '2025-06-15', '2025-06-16');
-- before the first day, and in the first four weeks, nothing can be judged
SELECT * FROM pg_temp.through('2025-01-01', '2025-01-06', '2025-02-02', '2025-02-03', '2025-02-04');
-- the last day is Saturday the 28th; afterwards the feed falls behind, for ever
SELECT * FROM pg_temp.through('2025-06-28', '2025-06-29', '2025-06-30', '2025-07-10', '2025-07-25', '2025-07-26', '2025-07-27', '2025-08-30', '2026-06-01');

-- exactly half of the usual is whole, one row less is not
UPDATE feeds_event SET n = 50 WHERE day = '2025-06-18';
SELECT * FROM pg_temp.through('2025-06-18');
UPDATE feeds_event SET n = 49 WHERE day = '2025-06-18';
SELECT * FROM pg_temp.through('2025-06-18', '2025-06-19');
-- the median of the four weeks before bears one bad week
UPDATE feeds_event SET n = 0 WHERE day = '2025-06-11';
SELECT * FROM pg_temp.through('2025-06-11', '2025-06-18');

-- an outage that the feed recovers from is invisible afterwards and visible while it lasts
UPDATE feeds_event SET n = 0 WHERE day BETWEEN '2025-05-05' AND '2025-05-08';
SELECT * FROM pg_temp.through('2025-05-04', '2025-05-05', '2025-05-08', '2025-05-09');
-- late rows: judged by what was known then
UPDATE feeds_event SET known_at = '2025-06-24 03:00+00' WHERE day BETWEEN '2025-06-20' AND '2025-06-23';
SELECT * FROM pg_temp.through('2025-06-19', '2025-06-20', '2025-06-23', '2025-06-24');

-- 49 rows a day are too few to judge: the feed is taken as it comes
UPDATE feeds_event SET n = least(n, 49), known_at = NULL;
SELECT * FROM pg_temp.through('2025-06-13', '2025-07-20');

-- a state is whole at any time; an expression overrules, may be late, early or find nothing
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event WHERE n > 0', delivery => 'state');
SELECT until_day, lag FROM feeds_cs.feeds('2026-01-01') WHERE source = 'usage';
CREATE TABLE feeds_load (day date);
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event WHERE n > 0',
    complete_through => '(SELECT max(l.day) FROM feeds_load AS l WHERE l.day <= as_of) -- from the log');
SELECT until_day, lag FROM feeds_cs.feeds('2025-06-30') WHERE source = 'usage';
INSERT INTO feeds_load VALUES ('2025-06-20'), ('2025-06-28'), ('2025-07-01'), ('infinity');
SELECT d AS as_of, until_day, lag FROM unnest(ARRAY[DATE '2025-06-27', '2025-06-30', '2025-07-01']) AS d CROSS JOIN feeds_cs.feeds(d)
WHERE source = 'usage';
SET search_path = pg_catalog;
SELECT until_day FROM feeds_cs.feeds('2025-06-30') WHERE source = 'usage';
RESET search_path;
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', complete_through => 'max(day)');
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', complete_through => '''yesterday''');
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', complete_through => 'as_of; SELECT 1');
SELECT complete_through FROM feeds_cs.binding;
-- the table of the expression may be dropped and made anew
DROP TABLE feeds_load;
SELECT until_day FROM feeds_cs.feeds('2025-06-30') WHERE source = 'usage';
CREATE TABLE feeds_load AS SELECT DATE '2025-06-25' AS day;
SELECT until_day FROM feeds_cs.feeds('2025-06-30') WHERE source = 'usage';

-- live from and to; not bound; NULL; infinity
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', live_from => '2025-03-01', live_to => '2025-05-31');
SELECT d AS as_of, is_bound, is_live, live_from, live_to FROM unnest(ARRAY[DATE '2025-02-28', '2025-03-01', '2025-05-31', '2025-06-01']) AS d
    CROSS JOIN feeds_cs.feeds(d) WHERE source = 'usage';
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', live_from => '2025-03-01', live_to => '2025-02-28');
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', delivery => 'daily');
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT ''a'' AS account_id, day, 1 AS events FROM feeds_event', as_of => 'yesterday');
SELECT source, is_bound, is_live, until_day, lag FROM feeds_cs.feeds('2025-06-01') WHERE source IN ('ticket', 'pulse');
SELECT count(*), count(DISTINCT source) FROM feeds_cs.feeds('2025-06-01');
SELECT count(*) FROM feeds_cs.feeds(NULL);

-- feeds is read once per query, however it is joined: as a function scan, which keeps its rows
DO $$
DECLARE
    line text;
    scanned boolean := false;
BEGIN
    FOR line IN EXPLAIN SELECT * FROM generate_series(1, 3) AS n CROSS JOIN feeds_cs.feeds('2025-06-01') LOOP
        scanned := scanned OR line ~ 'Function Scan on feeds';
    END LOOP;
    IF NOT scanned THEN RAISE WARNING 'feeds was inlined'; END IF;
END
$$;

-- new instrumentation: the events of a feature begin for most accounts within a week
CREATE TABLE feeds_use (account_id text, day date, feature text);
INSERT INTO feeds_use
SELECT 'a' || a, DATE '2025-01-01' + d, 'old' FROM generate_series(1, 40) AS a, generate_series(0, 180, 3) AS d
UNION ALL -- for 21 of 40 accounts from day 100 on: new; for 20 of 40: not yet more than half
SELECT 'a' || a, DATE '2025-01-01' + 100 + a % 7 + d, 'new' FROM generate_series(1, 21) AS a, generate_series(0, 60, 3) AS d
UNION ALL
SELECT 'a' || a, DATE '2025-01-01' + 100 + a % 7 + d, 'half' FROM generate_series(1, 20) AS a, generate_series(0, 60, 3) AS d
UNION ALL -- spread over 60 days: adopted, not instrumented
SELECT 'a' || a, DATE '2025-01-01' + 60 + a * 2 + d, 'adopted' FROM generate_series(1, 40) AS a, generate_series(0, 30, 3) AS d
UNION ALL -- there from the start of the feed
SELECT 'a' || a, DATE '2025-01-01' + 20 + d, 'early' FROM generate_series(1, 40) AS a, generate_series(0, 30, 3) AS d;
SELECT health_score.bind('feeds_cs', 'usage', 'SELECT account_id, day, 1 AS events, feature FROM feeds_use');
TABLE feeds_cs.new_feature ORDER BY feature;
DELETE FROM feeds_use WHERE feature = 'new';
SELECT * FROM health_score.observe_feeds('feeds_cs');
TABLE feeds_cs.new_feature ORDER BY feature;

-- observing twice changes nothing
CREATE TEMPORARY TABLE before AS TABLE feeds_cs.feed_day;
SELECT * FROM health_score.observe_feeds('feeds_cs');
(TABLE before EXCEPT TABLE feeds_cs.feed_day) UNION ALL (TABLE feeds_cs.feed_day EXCEPT TABLE before);
SELECT count(*) FROM before;
SELECT health_score.unbind('feeds_cs', 'usage');
SELECT count(*) FROM feeds_cs.feed_day;
SELECT proname FROM pg_proc WHERE pronamespace = 'feeds_cs'::regnamespace AND proname LIKE 'complete\_through%';

SELECT health_score.drop_workspace('feeds_cs');
DROP TABLE feeds_event, feeds_use, feeds_load;
