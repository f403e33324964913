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

-- The next renewal: the first of the current life that nobody has signed and that has not renewed by itself, if it is not over for a year. It is due when it, or the day by which notice has to be given, is
-- at most 90 days away, and overdue from the day after it.
CREATE TEMP TABLE known_renewal AS SELECT * FROM cs.source_renewal;
CREATE TEMP TABLE known_account AS SELECT account_id, valid_from, started_on FROM cs.source_account;
CREATE INDEX ON known_account (account_id, valid_from);
CREATE TEMP TABLE renewal AS
    SELECT d.day, r.account_id, r.renewal_id, r.due_on, least(r.due_on, r.notice_by) - 90 AS near_on
    FROM (SELECT day FROM day UNION SELECT min(day) - 1 FROM day) AS d
    CROSS JOIN LATERAL (
        SELECT x.*, row_number() OVER (PARTITION BY x.account_id ORDER BY x.due_on, x.renewal_id) AS place
        FROM known_renewal x
        WHERE (x.signed_on IS NULL OR x.signed_on > d.day) AND (x.term_months IS NULL OR x.term_months >= 6) AND x.due_on > d.day - 365
          AND NOT (x.due_on < d.day AND x.auto_renews IS TRUE)
          AND x.due_on > (SELECT a.started_on FROM known_account a WHERE a.account_id = x.account_id AND a.valid_from <= d.day ORDER BY a.valid_from DESC LIMIT 1)
          AND (x.known_at IS NULL OR x.known_at < (d.day + 1)::timestamp AT TIME ZONE (SELECT time_zone FROM cs.workspace))) AS r
    WHERE r.place = 1;
CREATE INDEX ON renewal (account_id, renewal_id, day);
ANALYZE renewal;
INSERT INTO oracle
SELECT r.account_id, r.day, 'renewal_due', r.renewal_id
FROM renewal r
WHERE r.day BETWEEN r.near_on AND r.due_on AND r.near_on > r.day - 8
  AND NOT EXISTS (SELECT FROM renewal b WHERE b.account_id = r.account_id AND b.renewal_id = r.renewal_id AND b.day = r.day - 1 AND b.day BETWEEN b.near_on AND b.due_on);
INSERT INTO oracle
SELECT r.account_id, r.day, 'renewal_overdue', r.renewal_id
FROM renewal r
WHERE r.day > r.due_on AND r.due_on + 1 > r.day - 8
  AND NOT EXISTS (SELECT FROM renewal b WHERE b.account_id = r.account_id AND b.renewal_id = r.renewal_id AND b.day = r.day - 1 AND b.day > b.due_on);

-- Critical tickets: what happens to each, in order; then the stretches in which it is open with severity 1 or 2.
-- Every change counts as known when it was made; a binding with a known_at for changes would need more than this.
CREATE TEMP TABLE ticket AS SELECT * FROM cs.source_ticket WHERE is_excluded IS NOT TRUE;
CREATE TEMP TABLE ticket_change AS SELECT * FROM cs.source_ticket_change;
CREATE INDEX ON ticket (account_id, ticket_id);
CREATE INDEX ON ticket_change (account_id, ticket_id);
ANALYZE ticket, ticket_change;
CREATE TEMP TABLE happened AS
    SELECT t.account_id, t.ticket_id, e.at, e.step, e.opens, e.severity, e.tells_severity
    FROM ticket t
    CROSS JOIN LATERAL (
        -- what a ticket was before its first change of severity, that change tells
        SELECT t.opened_at AS at, 0 AS step, true AS opens, true AS tells_severity, CASE WHEN f.changed THEN f.severity ELSE t.severity END AS severity
        FROM (SELECT count(*) > 0 AS changed, (array_agg(c.old_value::int ORDER BY c.at))[1] AS severity
              FROM ticket_change c WHERE c.account_id = t.account_id AND c.ticket_id = t.ticket_id AND c.field = 'severity') AS f
        UNION ALL
        SELECT greatest(c.at, t.opened_at), 1, NULL, true, c.new_value::int
        FROM ticket_change c WHERE c.account_id = t.account_id AND c.ticket_id = t.ticket_id AND c.field = 'severity'
        UNION ALL
        SELECT greatest(c.at, t.opened_at), CASE WHEN lower(c.new_value) IN ('solved', 'closed', 'resolved', 'done', 'deleted') THEN 2 ELSE 1 END,
               lower(c.new_value) NOT IN ('solved', 'closed', 'resolved', 'done', 'deleted'), false, NULL
        FROM ticket_change c WHERE c.account_id = t.account_id AND c.ticket_id = t.ticket_id AND c.field = 'status' AND c.new_value IS NOT NULL
        UNION ALL
        SELECT coalesce(t.solved_at, t.closed_at), 2, false, false, NULL WHERE coalesce(t.solved_at, t.closed_at) IS NOT NULL
    ) AS e;
CREATE INDEX ON happened (account_id, ticket_id);
ANALYZE happened;
SELECT set_config('oracle.zone', time_zone, false) FROM cs.workspace \g /dev/null
CREATE TEMP TABLE critical (account_id bigint, ticket_id text, started_at timestamptz, ended_at timestamptz, ended_open boolean);
DO $$
DECLARE
    t record; h record;
    is_open boolean; severity int; was_critical boolean; since timestamptz;
BEGIN
    FOR t IN SELECT DISTINCT x.account_id, x.ticket_id FROM happened x WHERE x.severity <= 2 LOOP
        is_open := NULL; severity := NULL; was_critical := false;
        FOR h IN SELECT * FROM happened x WHERE x.account_id = t.account_id AND x.ticket_id = t.ticket_id ORDER BY x.at, x.step, x.severity DESC NULLS FIRST LOOP
            is_open := coalesce(h.opens, is_open);
            IF h.tells_severity THEN severity := h.severity; END IF;
            IF was_critical AND NOT coalesce(is_open AND severity <= 2, false) THEN
                INSERT INTO critical VALUES (t.account_id, t.ticket_id, since, h.at, is_open);
                was_critical := false;
            ELSIF NOT was_critical AND is_open AND severity <= 2 THEN
                was_critical := true; since := h.at;
            END IF;
        END LOOP;
        IF was_critical THEN INSERT INTO critical VALUES (t.account_id, t.ticket_id, since, NULL, NULL); END IF;
    END LOOP;
END
$$;
-- As of a day a stretch counts while it lasts; and one that is over, if it began in the 90 days of the feed, and was not undone within four hours.
-- A ticket hits once, on the first day on which it counts.
ANALYZE critical;
-- (The last day that the ticket feed covers is taken from the workspace: it has an oracle of its own, feeds.sql.)
CREATE TEMP TABLE ticket_day AS
    SELECT d.day, (d.day + 1)::timestamp AT TIME ZONE current_setting('oracle.zone') AS end_at, w.ticket_until
    FROM (SELECT day FROM day UNION SELECT min(day) - 1 FROM day) AS d CROSS JOIN LATERAL cs.windows(d.day) w;
INSERT INTO oracle
SELECT k.account_id, k.day, 'critical_ticket', k.ticket_id
FROM (
    SELECT c.account_id, c.ticket_id, d.day, max(x.started_on) AS critical_on,
           row_number() OVER (PARTITION BY c.account_id, c.ticket_id ORDER BY d.day) AS place, min(d.day) OVER () AS first_day
    FROM ticket_day d
    JOIN critical c ON c.started_at < d.end_at
    JOIN ticket t ON t.account_id = c.account_id AND t.ticket_id = c.ticket_id AND (t.known_at IS NULL OR t.known_at < d.end_at)
    CROSS JOIN LATERAL (SELECT (c.started_at AT TIME ZONE current_setting('oracle.zone'))::date AS started_on) AS x
    WHERE c.ended_at IS NULL OR c.ended_at >= d.end_at
       OR NOT (c.ended_open AND c.ended_at <= c.started_at + interval '4 hours') AND x.started_on BETWEEN d.ticket_until - 89 AND d.ticket_until
    GROUP BY c.account_id, c.ticket_id, d.day
) AS k
-- the day before the range only tells what was there already
WHERE k.place = 1 AND k.day > k.first_day AND k.critical_on > k.day - 8;

-- Components: their published points, and the rule of the confirmed tier (docs/reference/score_history.md), over the 30 days before each day.
CREATE FUNCTION pg_temp.confirmed(days date[], points numeric[], scale jsonb) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    tier int; raw int; was int; -- 1 red, 2 yellow, 3 green
    side int := 0; began date; evaluations int; nearest int;
    lines numeric[] := ARRAY[NULL, (scale ->> 'yellow')::numeric, (scale ->> 'green')::numeric];
    margin numeric := (scale ->> 'margin')::numeric;
BEGIN
    FOR i IN 1 .. cardinality(days) LOOP
        raw := 1 + (points[i] >= lines[2])::int + (points[i] >= lines[3])::int;
        IF tier IS NULL OR days[i] - days[i - 1] > 14 THEN
            tier := raw; side := 0;
            CONTINUE;
        END IF;
        was := tier;
        WHILE tier > 1 AND points[i] < lines[tier] - margin LOOP tier := tier - 1; END LOOP;
        WHILE tier < 3 AND points[i] >= lines[tier + 1] + margin LOOP tier := tier + 1; END LOOP;
        IF tier = was AND raw <> tier THEN
            IF side <> sign(raw - tier) THEN
                side := sign(raw - tier); began := days[i]; evaluations := 0; nearest := raw;
            END IF;
            evaluations := evaluations + 1;
            nearest := CASE side WHEN 1 THEN least(nearest, raw) ELSE greatest(nearest, raw) END;
            IF evaluations >= 2 AND days[i] - began + 1 >= (CASE side WHEN 1 THEN (scale ->> 'up_days')::int ELSE (scale ->> 'down_days')::int END) THEN
                tier := nearest;
            END IF;
        END IF;
        -- a move ends the run; the next one begins here where the points lie beyond
        IF tier <> was OR raw = tier THEN
            side := sign(raw - tier); began := days[i]; evaluations := 1; nearest := raw;
        END IF;
    END LOOP;
    RETURN tier;
END
$$;
INSERT INTO oracle
WITH component AS MATERIALIZED (
    SELECT h.account_id, h.component, array_agg(h.as_of ORDER BY h.as_of) AS days, array_agg(h.points ORDER BY h.as_of) AS points
    FROM cs.component_history h WHERE h.points IS NOT NULL GROUP BY 1, 2
), tier AS MATERIALIZED (
    SELECT c.account_id, c.component, d.day, d.day = ANY (c.days) AS is_evaluated,
           CASE WHEN w.days[cardinality(w.days)] >= d.day - 14 THEN pg_temp.confirmed(w.days, w.points, m.scale) END AS tier
    FROM component c
    CROSS JOIN (SELECT day FROM day UNION SELECT min(day) - 1 FROM day) AS d
    CROSS JOIN (SELECT x.scale::health_score.tier_scale::jsonb AS scale FROM cs.model x JOIN cs.model_in_use u USING (model_key)) AS m
    CROSS JOIN LATERAL (SELECT array_agg(x.day ORDER BY x.day) AS days, array_agg(x.points ORDER BY x.day) AS points
                        FROM unnest(c.days, c.points) AS x (day, points) WHERE x.day BETWEEN d.day - 30 AND d.day) AS w
)
SELECT t.account_id, t.day, 'component_dropped', t.component
FROM tier t JOIN tier b ON b.account_id = t.account_id AND b.component = t.component AND b.day = t.day - 1
WHERE t.is_evaluated AND t.tier < b.tier;

WITH hit AS (
    SELECT h.account_id, h.day, h.rule, h.subject FROM cs.trigger_hit h WHERE h.day BETWEEN :'from_day' AND :'to_day'
), expected AS (
    SELECT DISTINCT o.account_id, o.day, o.rule, o.subject
    FROM oracle o JOIN published p ON p.account_id = o.account_id AND p.day = o.day
    WHERE o.day BETWEEN :'from_day' AND :'to_day'
)
SELECT coalesce(h.rule, e.rule), count(h.rule), count(*) FILTER (WHERE h.rule IS NULL OR e.rule IS NULL)
FROM hit h FULL JOIN expected e USING (account_id, day, rule, subject)
GROUP BY 1 ORDER BY 1;
