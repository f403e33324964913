-- What is bound, what does not match, and what is still missing.

CREATE VIEW @workspace@.bindings WITH (security_invoker = true) AS
SELECT l.source, b.source IS NOT NULL AS is_bound,
    b.source IS NOT NULL AND EXISTS (
        SELECT FROM pg_class AS v JOIN pg_class AS w ON w.relnamespace = v.relnamespace
        WHERE w.oid = (SELECT s.tableoid FROM @workspace@.workspace AS s)
            AND v.relname = 'source_' || l.source AND v.relkind = 'v') AS is_readable,
    b.columns,
    ARRAY(SELECT c.column_name FROM health_score.source_columns(l.source) AS c
          WHERE b.source IS NOT NULL AND c.column_name <> ALL (b.columns)) AS absent_columns,
    b.as_of, b.delivery, b.live_from, b.live_to, b.complete_through, b.usage_unit, b.row_count, b.first_day, b.last_day,
    b.matched_share, b.observed_at, b.bound_at, b.bound_by, b.search_path, b.query
FROM health_score.source_list() WITH ORDINALITY AS l (source, grain, delivery, day, kept_rows, n)
    LEFT JOIN @workspace@.binding AS b ON b.source = l.source
ORDER BY l.n;
COMMENT ON VIEW @workspace@.bindings IS
    'one row per source: is it bound, is its view there (if not: rebind), its columns and query; reads no source';
COMMENT ON COLUMN @workspace@.bindings.source IS 'source of the contract';
COMMENT ON COLUMN @workspace@.bindings.is_bound IS 'whether a query is bound to it';
COMMENT ON COLUMN @workspace@.bindings.is_readable IS 'whether its view is there; if not: health_score.rebind()';
COMMENT ON COLUMN @workspace@.bindings.columns IS 'columns of the contract that the query provides';
COMMENT ON COLUMN @workspace@.bindings.absent_columns IS 'columns of the contract that it does not provide';
COMMENT ON COLUMN @workspace@.bindings.as_of IS 'can the rows say what was known on a past day: recorded, assumed or current_only';
COMMENT ON COLUMN @workspace@.bindings.delivery IS 'flow or state';
COMMENT ON COLUMN @workspace@.bindings.live_from IS 'first day on which the feed counts; NULL: since ever';
COMMENT ON COLUMN @workspace@.bindings.live_to IS 'last day on which the feed counts; NULL: until now';
COMMENT ON COLUMN @workspace@.bindings.complete_through IS 'expression for the last complete day; NULL: told from the rows per day';
COMMENT ON COLUMN @workspace@.bindings.usage_unit IS 'active_user_days or events';
COMMENT ON COLUMN @workspace@.bindings.row_count IS 'rows at the last observation';
COMMENT ON COLUMN @workspace@.bindings.first_day IS 'earliest day of a row then';
COMMENT ON COLUMN @workspace@.bindings.last_day IS 'latest day of a row then';
COMMENT ON COLUMN @workspace@.bindings.matched_share IS 'share of those rows, 0 to 1, whose account is one of source_account';
COMMENT ON COLUMN @workspace@.bindings.observed_at IS 'when the rows were last observed';
COMMENT ON COLUMN @workspace@.bindings.bound_at IS 'when it was bound';
COMMENT ON COLUMN @workspace@.bindings.bound_by IS 'role that bound it';
COMMENT ON COLUMN @workspace@.bindings.search_path IS 'schemas in which the names of the query were found';
COMMENT ON COLUMN @workspace@.bindings.query IS 'the query, as it was given to bind()';

CREATE VIEW @workspace@.unmatched WITH (security_invoker = true) AS
SELECT r.source, r.account_id::text AS account_key, count(*) AS row_count, min(r.day) AS first_day, max(r.day) AS last_day
FROM (
        SELECT 'usage' AS source, s.account_id, s.day AS day
        FROM @workspace@.source_rows_usage('-infinity', 'infinity') AS s
        UNION ALL SELECT 'entitlement', s.account_id, s.valid_from
        FROM @workspace@.source_rows_entitlement('-infinity', 'infinity') AS s
        UNION ALL SELECT 'ticket', s.account_id, (s.opened_at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_ticket('-infinity', 'infinity') AS s
        UNION ALL SELECT 'ticket_change', s.account_id, (s.at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_ticket_change('-infinity', 'infinity') AS s
        UNION ALL SELECT 'contact', s.account_id, s.valid_from
        FROM @workspace@.source_rows_contact('-infinity', 'infinity') AS s
        UNION ALL SELECT 'engagement', s.account_id, (s.at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_engagement('-infinity', 'infinity') AS s
        UNION ALL SELECT 'survey', s.account_id, (s.sent_at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_survey('-infinity', 'infinity') AS s
        UNION ALL SELECT 'milestone', s.account_id, coalesce(s.first_planned_on, s.planned_on, s.done_on)
        FROM @workspace@.source_rows_milestone('-infinity', 'infinity') AS s
        UNION ALL SELECT 'invoice', s.account_id, s.due_on
        FROM @workspace@.source_rows_invoice('-infinity', 'infinity') AS s
        UNION ALL SELECT 'revenue', s.account_id, s.valid_from
        FROM @workspace@.source_rows_revenue('-infinity', 'infinity') AS s
        UNION ALL SELECT 'renewal', s.account_id, s.due_on
        FROM @workspace@.source_rows_renewal('-infinity', 'infinity') AS s
        UNION ALL SELECT 'opportunity', s.account_id, (s.created_at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_opportunity('-infinity', 'infinity') AS s
        UNION ALL SELECT 'outcome', s.account_id, s.occurred_on
        FROM @workspace@.source_rows_outcome('-infinity', 'infinity') AS s
        UNION ALL SELECT 'value_evidence', s.account_id, s.occurred_on
        FROM @workspace@.source_rows_value_evidence('-infinity', 'infinity') AS s
        UNION ALL SELECT 'metric', s.account_id, s.day
        FROM @workspace@.source_rows_metric('-infinity', 'infinity') AS s
        UNION ALL SELECT 'order', s.account_id, s.ordered_on
        FROM @workspace@.source_rows_order('-infinity', 'infinity') AS s
        UNION ALL SELECT 'external_event', s.account_id, (s.at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_external_event('-infinity', 'infinity') AS s
        UNION ALL SELECT 'assignment', s.account_id, s.valid_from
        FROM @workspace@.source_rows_assignment('-infinity', 'infinity') AS s
        UNION ALL SELECT 'feed_gap', s.account_id, s.valid_from
        FROM @workspace@.source_rows_feed_gap('-infinity', 'infinity') AS s
        UNION ALL SELECT 'pulse', s.account_id, (s.at AT TIME ZONE @time_zone@)::date
        FROM @workspace@.source_rows_pulse('-infinity', 'infinity') AS s
    ) AS r
WHERE NOT EXISTS (
    SELECT FROM @workspace@.source_rows_account('-infinity', 'infinity') AS a WHERE a.account_id = r.account_id)
GROUP BY r.source, r.account_id;
COMMENT ON VIEW @workspace@.unmatched IS
    'rows whose account_id is not in source_account, per source and key; reads every bound source, or the one you ask for';
COMMENT ON COLUMN @workspace@.unmatched.source IS 'source that the rows are in';
COMMENT ON COLUMN @workspace@.unmatched.account_key IS 'their account_id, as text';
COMMENT ON COLUMN @workspace@.unmatched.row_count IS 'number of rows';
COMMENT ON COLUMN @workspace@.unmatched.first_day IS 'earliest day of them';
COMMENT ON COLUMN @workspace@.unmatched.last_day IS 'latest day of them';

CREATE VIEW @workspace@.readiness WITH (security_invoker = true) AS
WITH today AS (
    SELECT (now() AT TIME ZONE @time_zone@)::date AS day
), model AS (
    -- as model_in_use, which comes later, chooses the one for all accounts that no other is assigned to
    SELECT m.model, m.version FROM @workspace@.model AS m
    WHERE m.status IN ('active', 'draft') AND NOT (m.status = 'active' AND m.only_assigned)
    ORDER BY m.status, m.model = 'four_component' DESC, m.model, m.version LIMIT 1
), feed AS (
    SELECT f.* FROM today AS t CROSS JOIN @workspace@.feeds(t.day) AS f
), need AS (
    -- what each criterion and each limit of the model reads: a source, or one of its columns
    SELECT x.name, x.weight, n.need, n.is_choice, split_part(n.need, '.', 1) AS source, split_part(n.need, '.', 2) AS column_name
    FROM (
            SELECT c.criterion AS name, c.measure, c.weight / nullif(sum(c.weight) OVER (), 0) AS weight
            FROM @workspace@.criterion AS c JOIN model AS m USING (model, version)
            UNION ALL
            SELECT 'limit ' || l.limit_name, l.subject, 0
            FROM @workspace@.model_limit AS l JOIN model AS m USING (model, version)
            WHERE l.subject_kind = 'measure'
        ) AS x
        JOIN @workspace@.measure AS r ON r.measure = x.measure
        CROSS JOIN LATERAL (
            SELECT u.need, false AS is_choice FROM unnest(r.needs) AS u (need)
            UNION ALL
            SELECT u.need, true FROM unnest(r.needs_one_of) AS u (need)
        ) AS n
), judged AS (
    SELECT n.*, f.is_bound AND (n.column_name = '' OR n.column_name = ANY (f.columns)) AS is_met
    FROM need AS n JOIN feed AS f ON f.source = n.source
), wanted AS (
    -- of several sources that would do, none is wanted once one is there
    SELECT j.*, NOT j.is_met AND NOT (j.is_choice AND EXISTS (
        SELECT FROM judged AS o WHERE o.name = j.name AND o.is_choice AND o.is_met)) AS is_wanted
    FROM judged AS j
), sources AS (
    SELECT f.source, f.is_bound, b.row_count, b.first_day, b.last_day, b.matched_share, b.as_of, b.observed_at,
        (SELECT string_agg(DISTINCT w.name, ', ') FROM wanted AS w WHERE w.source = f.source AND w.is_met) AS serves,
        (SELECT string_agg(DISTINCT w.name, ', ') FROM wanted AS w WHERE w.source = f.source AND w.is_wanted) AS would_add,
        (SELECT sum(d.weight) FROM (
            SELECT DISTINCT w.name, w.weight FROM wanted AS w WHERE w.source = f.source AND w.is_wanted
        ) AS d) AS added_weight,
        (SELECT string_agg(DISTINCT w.column_name, ', ') FROM wanted AS w
         WHERE w.source = f.source AND w.is_wanted AND f.is_bound AND w.column_name <> '') AS absent_columns
    FROM health_score.source_list() WITH ORDINALITY AS l (source, grain, delivery, day, kept_rows, n)
        JOIN feed AS f ON f.source = l.source
        LEFT JOIN @workspace@.binding AS b ON b.source = f.source
    ORDER BY l.n
)
SELECT s.source AS item,
    CASE WHEN s.is_bound AND s.would_add IS NULL THEN 'bound' WHEN s.is_bound THEN 'column missing'
        WHEN s.would_add IS NOT NULL THEN 'missing' ELSE 'optional' END AS state,
    s.row_count, s.first_day, s.last_day, round((100 * s.matched_share)::numeric, 1) AS matched_percent, s.as_of AS as_of_quality,
    s.serves, s.would_add, round((100 * s.added_weight)::numeric, 1) AS added_weight_percent,
    CASE
        WHEN s.absent_columns IS NOT NULL THEN 'bind it with ' || s.absent_columns
        WHEN NOT s.is_bound AND s.source = 'account' THEN 'nothing can be scored before it is bound'
        WHEN NOT s.is_bound AND s.would_add IS NOT NULL THEN
            format('see health_score.source_columns(%L)', s.source)
        WHEN s.row_count = 0 THEN 'the query returns no row'
        WHEN s.matched_share < 0.9 THEN 'see the view unmatched'
        WHEN s.as_of = 'current_only' AND s.source <> 'feature' THEN 'the past is seen with the values of today'
    END AS note
FROM sources AS s
UNION ALL
SELECT 'accounts', CASE WHEN count(*) >= 30 THEN 'enough' ELSE 'few' END, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    CASE WHEN count(*) < 30 THEN 'below 30 accounts, shares and comparisons mean little' END
FROM (SELECT DISTINCT a.account_id FROM today AS t CROSS JOIN @workspace@.source_rows_account(t.day, t.day) AS a) AS a
UNION ALL
SELECT 'history', CASE WHEN max(s.last_day) - min(s.first_day) >= 182 THEN 'enough' ELSE 'short' END, NULL,
    min(s.first_day), max(s.last_day), NULL, NULL, NULL, NULL, NULL,
    round((max(s.last_day) - min(s.first_day) + 1) / 30.4375, 1) || ' months; a baseline needs at least 6'
FROM sources AS s
WHERE s.source IN ('usage', 'ticket', 'engagement', 'survey')
UNION ALL
SELECT 'arr', CASE WHEN r.revenue IS NULL THEN 'not compared' WHEN abs(r.revenue - a.arr) <= 0.01 * a.arr THEN 'ties out'
        ELSE 'differs' END,
    a.n, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    format('accounts say %s %s%s; revenue says %s', round(coalesce(a.arr, 0)),
        (SELECT w.currency FROM @workspace@.workspace AS w),
        CASE WHEN a.without_arr > 0 THEN format(' (%s of %s accounts have no arr)', a.without_arr, a.n) ELSE '' END,
        coalesce(round(r.revenue)::text, 'nothing: it is not bound'))
FROM (
        SELECT sum(l.arr) AS arr, count(*) AS n, count(*) FILTER (WHERE l.arr IS NULL) AS without_arr
        FROM (
            SELECT DISTINCT ON (a.account_id) a.account_id, a.arr, a.ended_on, a.valid_to, a.is_internal, t.day
            FROM today AS t CROSS JOIN @workspace@.source_rows_account(t.day, t.day) AS a
            WHERE coalesce(a.valid_from, t.day) <= t.day
            ORDER BY a.account_id, a.valid_from DESC NULLS LAST
        ) AS l
        WHERE coalesce(l.ended_on > l.day, true) AND coalesce(l.valid_to > l.day, true) AND l.is_internal IS NOT TRUE
    ) AS a
    CROSS JOIN (
        SELECT sum(12 * v.mrr) AS revenue
        FROM today AS t CROSS JOIN @workspace@.source_rows_revenue(t.day, t.day) AS v
        WHERE v.valid_from <= t.day AND coalesce(v.valid_to > t.day, true)
    ) AS r;
COMMENT ON VIEW @workspace@.readiness IS
    'what is bound, what each missing source or column would add to the model, whether there is enough history, and whether ARR ties out';
COMMENT ON COLUMN @workspace@.readiness.item IS 'a source; then accounts, history and arr';
COMMENT ON COLUMN @workspace@.readiness.state IS 'of a source: bound, column missing, missing or optional; of the others: enough or few, enough or short, ties out, differs or not compared';
COMMENT ON COLUMN @workspace@.readiness.row_count IS 'rows at the last observation';
COMMENT ON COLUMN @workspace@.readiness.first_day IS 'earliest day of them';
COMMENT ON COLUMN @workspace@.readiness.last_day IS 'latest day of them';
COMMENT ON COLUMN @workspace@.readiness.matched_percent IS 'percent of them whose account is one of source_account';
COMMENT ON COLUMN @workspace@.readiness.as_of_quality IS 'recorded, assumed or current_only';
COMMENT ON COLUMN @workspace@.readiness.serves IS 'criteria and limits of the model that read it';
COMMENT ON COLUMN @workspace@.readiness.would_add IS 'criteria and limits that lack it, or a column of it';
COMMENT ON COLUMN @workspace@.readiness.added_weight_percent IS 'weight of those criteria, in percent of the model';
COMMENT ON COLUMN @workspace@.readiness.note IS 'what to do';
