-- The hits of the trigger rules over the history of a workspace cs, once more and in another way: a loop over the days of each account, with
-- nothing but the published points, tiers and conditions, and the bound sources. Prints one line for each rule: how many hits, how many differ.
--   psql -v from_day=2026-03-01 -v to_day=2026-06-30 -f test/oracle/rules.sql
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;
\pset tuples_only on
\pset format unaligned
CREATE TEMP TABLE oracle (account_id bigint, day date, rule text, subject text DEFAULT '');
CREATE TEMP TABLE published AS
    SELECT account_id, day, points, tier, conditions, row_number() OVER (PARTITION BY account_id ORDER BY day) AS i
    FROM cs.account_history WHERE is_latest AND model_key = (SELECT model_key FROM cs.model_in_use);
CREATE INDEX ON published (account_id, day);
ANALYZE published;

-- hits before the first day of the range are not known to it
SELECT set_config('oracle.from_day', :'from_day', false) \g /dev/null
DO $$
DECLARE
    first_day date := current_setting('oracle.from_day');
    account bigint;
    h record;
    median numeric; old_median numeric; fall numeric;
    armed boolean; quiet int;
    last_tier text; last_day date;
    below int; last_below date; last_slide date; last_yellow date; last_red date;
    k record;
    last_held jsonb; -- of each rule with a condition, the day of its last hit
    p30 numeric; p60 numeric; p90 numeric;
BEGIN
    FOR account IN SELECT DISTINCT account_id FROM published LOOP
        armed := true; quiet := 0; last_tier := NULL;
        last_below := NULL; last_slide := NULL; last_yellow := NULL; last_red := NULL; last_held := '{}';
        FOR h IN SELECT * FROM published p WHERE p.account_id = account ORDER BY p.day LOOP
            FOR k IN SELECT c.rule, ARRAY[c.condition_id] AS id, r.days, r.cool_down_days FROM cs.trigger_condition c JOIN cs.trigger_rule r USING (rule)
                     UNION ALL SELECT r.rule, ARRAY[p.condition_id], r.days, r.cool_down_days FROM cs.trigger_rule r JOIN cs.pattern p USING (pattern) LOOP
                IF h.conditions @> k.id AND h.day >= first_day AND coalesce(h.day - (last_held ->> k.rule)::date >= k.cool_down_days, true)
                    AND (SELECT count(*) FROM published p WHERE p.account_id = account AND p.day > h.day - k.days AND p.day <= h.day AND p.conditions @> k.id) = k.days
                THEN
                    INSERT INTO oracle VALUES (account, h.day, k.rule);
                    last_held := last_held || jsonb_build_object(k.rule, h.day);
                END IF;
            END LOOP;
            IF (SELECT count(*) FROM published p WHERE p.account_id = account AND p.day > h.day - 90 AND p.day <= h.day AND p.tier = 'yellow') >= 85 AND h.day >= first_day AND coalesce(h.day - last_yellow >= 30, true) THEN
                INSERT INTO oracle VALUES (account, h.day, 'normalised_yellow'); last_yellow := h.day;
            END IF;
            IF (SELECT count(*) FROM published p WHERE p.account_id = account AND p.day > h.day - 90 AND p.day <= h.day AND p.tier = 'red') >= 85 AND h.day >= first_day AND coalesce(h.day - last_red >= 30, true) THEN
                INSERT INTO oracle VALUES (account, h.day, 'normalised_red'); last_red := h.day;
            END IF;
            CONTINUE WHEN h.points IS NULL;
            -- transitions
            IF h.tier <> last_tier AND h.day - last_day <= 14 THEN
                INSERT INTO oracle VALUES (account, h.day, 'became_' || h.tier);
            END IF;
            last_tier := h.tier; last_day := h.day;
            -- below 40, three in a row within 31 days
            SELECT count(*) FILTER (WHERE l.points < 40) INTO below
            FROM (SELECT p.points FROM published p WHERE p.account_id = account AND p.points IS NOT NULL AND p.day BETWEEN h.day - 30 AND h.day ORDER BY p.day DESC LIMIT 3) AS l;
            IF below = 3 AND h.day >= first_day AND coalesce(h.day - last_below >= 30, true) THEN
                INSERT INTO oracle VALUES (account, h.day, 'below_40'); last_below := h.day;
            END IF;
            -- the 7-day medians, now and at the last evaluation 30 to 37 days before
            median := (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY p.points)::numeric, 6) FROM published p WHERE p.account_id = account AND p.day > h.day - 7 AND p.day <= h.day);
            old_median := (SELECT (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY p.points)::numeric, 6) FROM published p WHERE p.account_id = account AND p.day > o.day - 7 AND p.day <= o.day)
                FROM published o WHERE o.account_id = account AND o.points IS NOT NULL AND o.day BETWEEN h.day - 37 AND h.day - 30 ORDER BY o.day DESC LIMIT 1);
            fall := old_median - median;
            IF fall >= 10 AND armed THEN
                INSERT INTO oracle VALUES (account, h.day, 'point_drop'); armed := false;
            END IF;
            quiet := CASE WHEN fall < 5 THEN quiet + 1 ELSE 0 END;
            IF fall >= 10 THEN quiet := 0; END IF;
            IF quiet >= 7 THEN armed := true; END IF;
            -- the slow slide
            SELECT max(p.points) FILTER (WHERE p.day = h.day - 30), max(p.points) FILTER (WHERE p.day = h.day - 60), max(p.points) FILTER (WHERE p.day = h.day - 90) INTO p30, p60, p90
            FROM published p WHERE p.account_id = account AND p.day >= h.day - 90;
            IF h.points <= p90 - 15 AND (h.points > p30)::int + (p30 > p60)::int + (p60 > p90)::int <= 1 AND h.day >= first_day AND coalesce(h.day - last_slide >= 60, true) THEN
                INSERT INTO oracle VALUES (account, h.day, 'slide'); last_slide := h.day;
            END IF;
        END LOOP;
    END LOOP;
END
$$;

-- events, from the sources: the day on which the fact begins to hold, as known on the day
CREATE TEMP TABLE day AS SELECT d::date AS day FROM generate_series(timestamp :'from_day', :'to_day', '1 day') AS d;
INSERT INTO oracle
SELECT i.account_id, i.due_on + 6, 'billing', i.invoice_id
FROM cs.source_invoice AS i
WHERE i.amount > 0 AND coalesce(i.paid_on > i.due_on + 6, true) AND coalesce(i.voided_on > i.due_on + 6, true);
INSERT INTO oracle
SELECT DISTINCT c.account_id, c.valid_to, 'champion_left', c.contact_id FROM cs.source_contact AS c WHERE c.role = 'champion' AND c.valid_to IS NOT NULL;

WITH hit AS (
    SELECT h.account_id, h.day, h.rule, h.subject FROM cs.trigger_hit h WHERE h.day BETWEEN :'from_day' AND :'to_day'
), expected AS (
    SELECT DISTINCT o.account_id, o.day, o.rule, o.subject
    FROM oracle o JOIN published p ON p.account_id = o.account_id AND p.day = o.day
    WHERE o.day BETWEEN :'from_day' AND :'to_day'
)
SELECT coalesce(h.rule, e.rule), count(h.rule), count(*) FILTER (WHERE h.rule IS NULL OR e.rule IS NULL)
FROM hit h FULL JOIN expected e USING (account_id, day, rule, subject)
WHERE coalesce(h.rule, e.rule) NOT IN ('component_dropped', 'critical_ticket', 'renewal_due', 'renewal_overdue')
GROUP BY 1 ORDER BY 1;
