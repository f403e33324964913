-- Stripe, as Fivetran loads it, with the report of monthly revenue that dbt makes where it is there.

CREATE FUNCTION health_score.stripe_queries(workspace text, schema text, OUT source text, OUT query text, OUT as_of text)
    RETURNS SETOF record LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns jsonb := health_score.schema_columns(schema);
    parts text[];
    fillings jsonb;
    plan text;
    quantity text;
BEGIN
    PERFORM health_score.require_columns('Stripe', schema, columns, ARRAY['customer.id',
        'stripe__subscription_item_mrr_report.customer_id or subscription.customer_id or invoice.status'], 'revenue');
    parts := health_score.preset_parts(columns, '{
        "report": ["stripe__subscription_item_mrr_report.customer_id", "stripe__subscription_item_mrr_report.subscription_month",
            "stripe__subscription_item_mrr_report.month_contract_mrr"],
        "items": ["subscription_item.subscription_id", "subscription_item.plan_id"],
        "subscription": ["subscription.id", "subscription.customer_id", "subscription.status", "price_plan.id",
            "price_plan.unit_amount", "price_plan.recurring_interval"],
        "invoice": ["invoice.id", "invoice.customer_id", "invoice.amount_due", "invoice.status"],
        "charges": ["charge.invoice_id", "charge.status", "charge.created"]}');
    fillings := health_score.preset_fillings(workspace, 'stripe', schema, CASE WHEN columns ? 'customer.metadata'
            THEN '(nullif(c.metadata::text, '''')::jsonb ->> ''account_id'')' END, false)
        -- currencies without minor units, and those with three digits of them
        || jsonb_build_object('minor', $minor$CASE
        WHEN lower({currency}) IN ('bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf')
            THEN 1 WHEN lower({currency}) IN ('bhd', 'jod', 'kwd', 'omr', 'tnd') THEN 1000 ELSE 100 END$minor$);

    -- A customer who was deleted has paid all the same: without its past, retention would look better than it was.
    -- The report has a row for each item of a subscription, where a change of plan looks like an end and a beginning: only
    -- their sum is what an account pays.
    IF 'report' = ANY (parts) THEN
        source := 'revenue';
        as_of := 'assumed';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    {date of r.subscription_month} AS valid_from,
    ({date of r.subscription_month} + interval '1 month')::date AS valid_to,
    sum(r.month_contract_mrr::numeric / {minor}) AS mrr
FROM {schema}.stripe__subscription_item_mrr_report AS r
    LEFT JOIN {schema}.customer AS c ON c.id = r.customer_id
    {identity}
WHERE {real c}
    AND r.subscription_status IS DISTINCT FROM 'trialing' -- if stripe__subscription_item_mrr_report.subscription_status
GROUP BY 1, 2, 3
$query$, columns, parts, fillings || jsonb_build_object('key', 'r.customer_id', 'day', '{date of r.subscription_month}')
            || CASE WHEN columns ? 'stripe__subscription_item_mrr_report.currency' THEN '{"currency": "r.currency"}'
                ELSE '{"minor": "100"}' END::jsonb);
        RETURN NEXT;

    -- Trials pay nothing yet, and what was never paid did not begin. Where the item says no plan, the subscription does.
    ELSIF 'subscription' = ANY (parts) AND ('items' = ANY (parts) OR columns ? 'subscription.plan_id')
        AND columns ?| ARRAY['subscription.start_date', 'subscription.created', 'subscription.current_period_start']
    THEN
        plan := CASE WHEN NOT 'items' = ANY (parts) THEN 's.plan_id' WHEN columns ? 'subscription.plan_id'
            THEN 'coalesce(t.plan_id, s.plan_id)' ELSE 't.plan_id' END;
        quantity := (SELECT string_agg(n.name, ', ' ORDER BY n.n) FROM (VALUES
                (1, 't.quantity::numeric', columns ? 'subscription_item.quantity' AND 'items' = ANY (parts)),
                (2, 's.quantity::numeric', columns ? 'subscription.quantity')) AS n (n, name, is_there) WHERE n.is_there);
        source := 'revenue';
        as_of := 'current_only';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    {began} AS valid_from,
    {ended} AS valid_to,
    p.product_id AS product, -- if price_plan.product_id
    p.unit_amount::numeric * {quantity} / {minor}
        / CASE p.recurring_interval WHEN 'year' THEN 12 WHEN 'month' THEN 1 WHEN 'week' THEN 12.0 / 52 WHEN 'day' THEN 12.0 / 365 END
        / coalesce(p.recurring_interval_count::numeric, 1) -- if price_plan.recurring_interval_count
        AS mrr
FROM {schema}.subscription AS s
    JOIN {schema}.subscription_item AS t ON t.subscription_id = s.id -- if items
    JOIN {schema}.price_plan AS p ON p.id = {plan}
    LEFT JOIN {schema}.customer AS c ON c.id = s.customer_id
    {identity}
WHERE s.status NOT IN ('trialing', 'incomplete', 'incomplete_expired')
    AND {live s}
    AND {live t} -- if items
    AND {real c}
$query$, columns, parts, fillings || jsonb_build_object('key', 's.customer_id', 'day', '{began}', 'plan', plan,
            'quantity', 'coalesce(' || coalesce(quantity || ', ', '') || '1)',
            -- a paid subscription that began as a trial pays from the end of it on
            'began', (SELECT 'coalesce(' || string_agg(format('{day of s.%s}', n.name), ', ' ORDER BY n.n) || ')'
                FROM unnest(ARRAY['trial_end', 'start_date', 'created', 'current_period_start']) WITH ORDINALITY AS n (name, n)
                WHERE columns ? ('subscription.' || n.name)),
            'ended', 'coalesce(' || concat_ws(', ', CASE WHEN columns ? 'subscription.ended_at' THEN '{day of s.ended_at}' END,
                CASE WHEN columns ? 'subscription.canceled_at'
                    THEN 'CASE WHEN s.status = ''canceled'' THEN {day of s.canceled_at} END' END,
                CASE WHEN columns ? 'subscription.cancel_at' THEN '{day of s.cancel_at}' END, 'NULL::date') || ')')
            || CASE WHEN columns ? 'price_plan.currency' THEN '{"currency": "p.currency"}' ELSE '{"minor": "100"}' END::jsonb);
        RETURN NEXT;
    END IF;

    -- An invoice that is paid by card has no day on which it is due: it is due when it is sent. A draft is none yet.
    IF 'invoice' = ANY (parts) AND columns ?| ARRAY['invoice.due_date', 'invoice.created', 'invoice.status_transitions_finalized_at'] THEN
        source := 'invoice';
        as_of := 'assumed';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    v.id AS invoice_id,
    v.amount_due::numeric / {minor} AS amount,
    v.amount_paid::numeric / {minor} AS amount_paid, -- if invoice.amount_paid
    v.status,
    CASE WHEN v.status = 'paid' THEN {paid} END AS paid_on,
    CASE WHEN v.status = 'void' THEN {voided} END AS voided_on,
    {failed} AS failed_at,
    {due} AS due_on
FROM {schema}.invoice AS v
    LEFT JOIN {schema}.customer AS c ON c.id = v.customer_id
    LEFT JOIN ( -- if charges
        SELECT h.invoice_id, min({time of h.created}) AS failed_at FROM {schema}.charge AS h -- if charges
        WHERE h.status = 'failed' GROUP BY h.invoice_id -- if charges
    ) AS f ON f.invoice_id = v.id -- if charges
    {identity}
WHERE v.status IS DISTINCT FROM 'draft'
    AND {live v}
    AND {real c}
$query$, columns, parts, fillings || jsonb_build_object('key', 'v.customer_id', 'day', '{due}',
            'due', (SELECT 'coalesce(' || string_agg(format('{day of v.%s}', n.name), ', ' ORDER BY n.n) || ')'
                FROM unnest(ARRAY['due_date', 'status_transitions_finalized_at', 'created']) WITH ORDINALITY AS n (name, n)
                WHERE columns ? ('invoice.' || n.name)),
            'paid', CASE WHEN columns ? 'invoice.status_transitions_paid_at'
                THEN 'coalesce({day of v.status_transitions_paid_at}, {due})' ELSE '{due}' END,
            'voided', CASE WHEN columns ? 'invoice.status_transitions_voided_at'
                THEN 'coalesce({day of v.status_transitions_voided_at}, {due})' ELSE '{due}' END,
            'failed', 'coalesce(' || concat_ws(', ', CASE WHEN 'charges' = ANY (parts) THEN 'f.failed_at' END,
                CASE WHEN columns ? 'invoice.status_transitions_marked_uncollectible_at'
                    THEN '{time of v.status_transitions_marked_uncollectible_at}' END,
                -- who had to be charged again was not charged at first
                CASE WHEN columns ? 'invoice.attempt_count'
                    THEN 'CASE WHEN v.attempt_count::int > 1 OR v.attempt_count::int = 1 AND v.status <> ''paid'' '
                        'THEN {due}::timestamp AT TIME ZONE {zone} END' END,
                'NULL::timestamptz') || ')')
            || CASE WHEN columns ? 'invoice.currency' THEN '{"currency": "v.currency"}' ELSE '{"minor": "100"}' END::jsonb);
        RETURN NEXT;
    END IF;

    source := NULL;
    query := health_score.preset_query($query$
SELECT {account} AS account_id FROM {schema}.customer AS c {identity_ever} WHERE {live c}
$query$, columns, parts, fillings || '{"key": "c.id"}');
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION health_score.stripe_queries(text, text) IS
    'internal: the queries of the preset stripe for the tables of a schema';
