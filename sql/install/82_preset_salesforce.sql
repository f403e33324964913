-- Salesforce, as Fivetran loads it, with the daily history of accounts that dbt makes where it is there.

CREATE FUNCTION health_score.salesforce_queries(workspace text, schema text, OUT source text, OUT query text, OUT as_of text)
    RETURNS SETOF record LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    columns jsonb := health_score.schema_columns(schema);
    parts text[];
    fillings jsonb;
    own_accounts jsonb;
    touches text;
BEGIN
    PERFORM health_score.require_columns('Salesforce', schema, columns, ARRAY['account.id', 'account.name'], 'account');
    -- a case's columns may be in the words of Salesforce, where no model of a loader renamed them
    SELECT columns || coalesce(jsonb_object_agg('case.' || n.name, k.value) FILTER (WHERE n.name <> 'is_deleted'), '{}'),
        jsonb_object_agg('case_' || n.name, quote_ident(split_part(k.key, '.', 2)))
    INTO columns, fillings
    FROM jsonb_each_text(columns) AS k
        JOIN unnest(ARRAY['id', 'account_id', 'contact_id', 'parent_id', 'priority', 'status', 'origin', 'type', 'is_escalated',
            'is_deleted', 'created_date', 'closed_date']) AS n (name)
            ON k.key LIKE 'case.%' AND lower(split_part(k.key, '.', 2)) IN (n.name, replace(n.name, '_', ''));
    IF settings.account_key <> 'text' THEN
        PERFORM health_score.require_identity(workspace, 'salesforce', 'account');
    END IF;
    parts := health_score.preset_parts(columns, '{
        "daily_account": ["salesforce__account_daily_history.account_id", "salesforce__account_daily_history.date_day",
            "salesforce__account_daily_history.name"],
        "contact": ["contact.id", "contact.account_id"],
        "opportunity": ["opportunity.id", "opportunity.account_id", "opportunity.created_date", "opportunity.close_date",
            "opportunity.is_closed", "opportunity.is_won", "opportunity.type"],
        "case": ["case.id", "case.account_id", "case.created_date", "case.closed_date", "case.status", "case.priority"],
        "task": ["task.id", "task.account_id", "task.activity_date", "task.is_closed"],
        "event": ["event.id", "event.account_id", "event.activity_date"],
        "users": ["account.owner_id", "user.id", "user.name"],
        "emails": ["account.owner_id", "user.id", "user.email"]}');
    fillings := coalesce(fillings, '{}') || health_score.preset_fillings(workspace, 'salesforce', schema,
        CASE settings.account_key WHEN 'text' THEN '{key}' END, false)
        || jsonb_build_object('level', health_score.title_level('p.title'),
        -- who is known to be no customer
        'customer', CASE WHEN 'account.type' = ANY (parts)
            THEN E'{live c}\n    AND coalesce(c.type !~* ''prospect|competitor'', true)' ELSE '{live c}' END,
        'person', CASE WHEN 'user.email' = ANY (parts) THEN 'coalesce(nullif(u.email, ''''), u.id)' ELSE 'u.id' END,
        'active', CASE WHEN 'user.is_active' = ANY (parts) THEN 'u.is_active::boolean IS NOT FALSE' ELSE 'true' END);
    -- Salesforce's ids are letters: where account keys are others, the accounts are those that identity names.
    own_accounts := CASE settings.account_key WHEN 'text' THEN fillings ELSE fillings
        || jsonb_build_object('account', 'i.account_id', 'identity_ever', substr(fillings ->> 'identity_ever', 6)) END;

    -- One row for each day on which something changed. What was there when the history began had been there before.
    source := 'account';
    IF 'daily_account' = ANY (parts) THEN
        as_of := 'recorded';
        query := health_score.preset_query($query$
SELECT h.account_id, h.parent_id, h.industry, h.owner, h.name,
    CASE WHEN h.is_gone THEN h.day END AS ended_on,
    CASE WHEN h.day > (SELECT min({date of b.date_day}) FROM {schema}.salesforce__account_daily_history AS b) THEN h.day END
        AS valid_from
FROM (
        SELECT x.*, lag(x.state) OVER (PARTITION BY x.account_id, x.id ORDER BY x.day) AS state_before
        FROM (
            SELECT {account} AS account_id, c.account_id AS id, {date of c.date_day} AS day,
                coalesce(nullif(c.name, ''), c.account_id) AS name,
                {parent} AS parent_id, -- if salesforce__account_daily_history.parent_id
                NULL::{account_key} AS parent_id, -- if not salesforce__account_daily_history.parent_id
                c.industry, -- if salesforce__account_daily_history.industry
                NULL::text AS industry, -- if not salesforce__account_daily_history.industry
                {daily_owner} AS owner,
                NOT ({daily_live}) AS is_gone,
                concat_ws(E'\n', c.name, {daily_state} NOT ({daily_live})) AS state
            FROM {schema}.salesforce__account_daily_history AS c
                {identity_ever}
                {parent_identity} -- if salesforce__account_daily_history.parent_id
                LEFT JOIN {schema}."user" AS u ON u.id = c.owner_id -- if daily_emails
        ) AS x
    ) AS h
WHERE h.state_before IS DISTINCT FROM h.state
$query$, columns, parts || CASE WHEN columns ?& ARRAY['salesforce__account_daily_history.owner_id', 'user.id', 'user.email']
                THEN 'daily_emails' ELSE 'daily_plain' END,
            own_accounts || jsonb_build_object('key', 'c.account_id', 'parent_key', 'c.parent_id', 'account_key', settings.account_key,
                'daily_owner', CASE WHEN columns ?& ARRAY['salesforce__account_daily_history.owner_id', 'user.id', 'user.email']
                    THEN 'coalesce(nullif(u.email, ''''), c.owner_id)'
                    WHEN columns ? 'salesforce__account_daily_history.owner_id' THEN 'c.owner_id' ELSE 'NULL::text' END,
                'daily_live', CASE WHEN columns ? 'salesforce__account_daily_history.type'
                    THEN '{live c} AND coalesce(c.type !~* ''prospect|competitor'', true)' ELSE '{live c}' END,
                'daily_state', (SELECT coalesce(string_agg(format('coalesce(c.%s, ''''), ', n.name), '' ORDER BY n.name), '')
                    FROM unnest(ARRAY['industry', 'owner_id', 'parent_id']) AS n (name)
                    WHERE columns ? ('salesforce__account_daily_history.' || n.name))));
    ELSE
        as_of := 'current_only';
        query := health_score.preset_query($query$
SELECT DISTINCT ON (1) {account} AS account_id,
    {parent} AS parent_id, -- if account.parent_id
    c.industry, -- if account.industry
    {owner} AS owner, -- if account.owner_id
    coalesce(nullif(c.name, ''), c.id) AS name
FROM {schema}.account AS c
    {identity_ever}
    {parent_identity} -- if account.parent_id
    LEFT JOIN {schema}."user" AS u ON u.id = c.owner_id -- if emails
WHERE {customer}
ORDER BY 1, c.id
$query$, columns, parts, own_accounts || jsonb_build_object('key', 'c.id', 'parent_key', 'c.parent_id',
            'owner', CASE WHEN 'emails' = ANY (parts) THEN 'coalesce(nullif(u.email, ''''), c.owner_id)' ELSE 'c.owner_id' END));
    END IF;
    RETURN NEXT;

    -- A person is known by the email address. Who has left is no colleague, and in charge of nothing.
    IF 'users' = ANY (parts) THEN
        source := 'person';
        as_of := 'current_only';
        query := health_score.preset_query($query$
SELECT DISTINCT ON (1) {person} AS person,
    {manager} AS manager, -- if user.manager_id
    coalesce(nullif(u.name, ''), u.id) AS name
FROM {schema}."user" AS u
    LEFT JOIN {schema}."user" AS v ON v.id = u.manager_id -- if user.manager_id
WHERE {active}
ORDER BY 1, u.id
$query$, columns, parts, fillings || jsonb_build_object('manager', replace(fillings ->> 'person', 'u.', 'v.')));
        RETURN NEXT;
        source := 'assignment';
        query := health_score.preset_query($query$
SELECT DISTINCT {account} AS account_id,
    {person} AS person,
    CASE WHEN u.title ~* '\m(sales|account executive)\M' THEN 'ae' ELSE 'csm' END AS duty -- if user.title
    'csm' AS duty -- if not user.title
FROM {schema}.account AS c
    JOIN {schema}."user" AS u ON u.id = c.owner_id
    {identity}
WHERE {active}
    AND {customer}
$query$, columns, parts, fillings || '{"key": "c.id", "day": "{today}"}');
        RETURN NEXT;
    END IF;

    -- Who has no account is a lead. The title tells a level, not who is champion or sponsor.
    IF 'contact' = ANY (parts) THEN
        source := 'contact';
        as_of := 'current_only';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    p.id AS contact_id,
    p.email, -- if contact.email
    {level} AS level, -- if contact.title
    p.has_opted_out_of_email::boolean AS opted_out, -- if contact.has_opted_out_of_email
    CASE WHEN p.title ~* '\madmin(istrator)?\M' THEN 'admin' ELSE 'user' END AS role -- if contact.title
    'user' AS role -- if not contact.title
FROM {schema}.contact AS p
    {identity}
WHERE p.account_id IS NOT NULL
    AND {live p}
$query$, columns, parts, fillings || '{"key": "p.account_id", "day": "{today}"}');
        RETURN NEXT;
    END IF;

    -- A renewal is no expansion, nor is the first business with a customer.
    IF 'opportunity' = ANY (parts) THEN
        source := 'opportunity';
        as_of := 'assumed';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    o.id AS opportunity_id,
    {time of o.created_date} AS created_at,
    CASE WHEN o.is_closed::boolean THEN {date of o.close_date}::timestamp AT TIME ZONE {zone} END AS closed_at,
    o.is_won::boolean AS is_won,
    o.amount::numeric AS amount, -- if opportunity.amount
    CASE WHEN o.type ~* 'cross' THEN 'cross_sell' WHEN o.type ~* 'up.?(sell|grade)' THEN 'upsell' ELSE 'expansion' END AS kind
FROM {schema}.opportunity AS o
    {identity}
WHERE coalesce(o.type !~* '^new|renewal|downgrade', true)
    AND {live o}
$query$, columns, parts, fillings || '{"key": "o.account_id", "day": "({time of o.created_date} AT TIME ZONE {zone})::date"}');
        RETURN NEXT;
        source := 'renewal';
        as_of := 'current_only';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    o.id AS renewal_id,
    {date of o.close_date} AS due_on,
    CASE WHEN o.is_won::boolean THEN {date of o.close_date} END AS signed_on,
    CASE WHEN o.is_won::boolean THEN o.amount::numeric END AS arr_new, -- if opportunity.amount
    CASE WHEN o.is_won::boolean THEN 'renewed' WHEN o.is_closed::boolean THEN 'lost' END AS outcome
FROM {schema}.opportunity AS o
    {identity}
WHERE o.type ~* 'renewal'
    AND {live o}
$query$, columns, parts, fillings || '{"key": "o.account_id", "day": "{date of o.close_date}"}');
        RETURN NEXT;
    END IF;

    -- When a case was escalated nobody wrote down: it counts from its opening. Of a case and those below it, the one above
    -- counts, where they are of one account.
    IF 'case' = ANY (parts) THEN
        source := 'ticket';
        as_of := 'current_only';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    t.{case_id} AS ticket_id,
    {opened} AS opened_at,
    t.{case_contact_id} AS contact_id, -- if case.contact_id
    t.{case_origin} AS channel, -- if case.origin
    t.{case_type} AS category, -- if case.type
    t.{case_status} AS status,
    CASE lower(t.{case_priority}) WHEN 'critical' THEN 1 WHEN 'urgent' THEN 1 WHEN 'highest' THEN 1 WHEN 'high' THEN 2
        WHEN 'medium' THEN 3 WHEN 'normal' THEN 3 WHEN 'low' THEN 4 END AS severity,
    CASE WHEN t.{case_is_escalated}::boolean THEN {opened} END AS escalated_at, -- if case.is_escalated
    {solved} AS solved_at,
    coalesce(t.{case_status} ~* 'merged|duplicate|spam'
        OR t.{case_is_deleted}::boolean -- if case_deletion
        OR a.{case_id} IS NOT NULL -- if case.parent_id
        , false) AS is_excluded
FROM {schema}."case" AS t
    LEFT JOIN {schema}."case" AS a ON a.{case_id} = t.{case_parent_id} AND a.{case_account_id} = t.{case_account_id} -- if case.parent_id
    {identity}
$query$, columns, CASE WHEN fillings ? 'case_is_deleted' THEN parts || 'case_deletion'::text ELSE parts END,
            fillings || jsonb_build_object('key', 't.{case_account_id}', 'day', '({opened} AT TIME ZONE {zone})::date',
            'opened', '{time of t.' || btrim(fillings ->> 'case_created_date', '"') || '}',
            'solved', '{time of t.' || btrim(fillings ->> 'case_closed_date', '"') || '}'));
        RETURN NEXT;
    END IF;

    -- An open task has not happened yet; one that is no call, mail or meeting is our own work. What has no account is about
    -- a lead.
    SELECT string_agg(health_score.preset_query(b.branch, columns, parts, fillings || jsonb_build_object(
            'ended', CASE WHEN 'task.completed_date_time' = ANY (parts) THEN 'coalesce({time of m.completed_date_time}, {on_day})'
                ELSE '{on_day}' END,
            'began', CASE WHEN 'event.start_date_time' = ANY (parts) THEN 'coalesce({time of m.start_date_time}, {on_day})'
                WHEN 'event.activity_date_time' = ANY (parts) THEN 'coalesce({time of m.activity_date_time}, {on_day})'
                ELSE '{on_day}' END,
            'on_day', '{date of m.activity_date}::timestamp AT TIME ZONE {zone}',
            'words', (SELECT format('concat_ws('' '', %s)', string_agg('m.' || n.name, ', ' ORDER BY n.n))
                FROM unnest(ARRAY['task_subtype', 'type', 'subject']) WITH ORDINALITY AS n (name, n)
                WHERE columns ? (b.name || '.' || n.name)))), E'\n        UNION ALL\n' ORDER BY b.n)
    INTO touches
    FROM (VALUES (1, 'task', $branch$
        SELECT m.id, m.account_id, {ended} AS at,
            CASE WHEN {words} ~* '\mlist ?email\M' THEN 'campaign' WHEN {words} ~* '\mcall\M' THEN 'call'
                WHEN {words} ~* '\me-?mail\M' THEN 'email' WHEN {words} ~* '\mmeeting\M' THEN 'meeting' END AS kind,
            CASE WHEN m.call_type ~* '^(in|out)bound$' THEN lower(m.call_type) END AS direction, -- if task.call_type
            NULL AS direction, -- if not task.call_type
            m.who_id, -- if task.who_id
            NULL AS who_id, -- if not task.who_id
            NULL::float8 AS minutes
        FROM {schema}.task AS m WHERE m.is_closed::boolean AND {live m}$branch$), (2, 'event', $branch$
        SELECT m.id, m.account_id, {began} AS at,
            CASE WHEN {words} ~* '\m(qbr|ebr)\M|business review' THEN 'qbr' WHEN {words} ~* '^call\M' THEN 'call' ELSE 'meeting' END AS kind,
            NULL AS direction,
            m.who_id, -- if event.who_id
            NULL AS who_id, -- if not event.who_id
            m.duration_in_minutes::float8 AS minutes -- if event.duration_in_minutes
            NULL::float8 AS minutes -- if not event.duration_in_minutes
        FROM {schema}.event AS m WHERE {live m}
            AND m.is_child::boolean IS NOT TRUE -- if event.is_child
$branch$)) AS b (n, name, branch)
    WHERE b.name = ANY (parts) AND columns ?| ARRAY[b.name || '.type', b.name || '.subject', b.name || '.task_subtype'];
    IF touches IS NOT NULL THEN
        source := 'engagement';
        as_of := 'assumed';
        query := health_score.preset_query($query$
SELECT {account} AS account_id, m.id AS engagement_id, m.at, m.kind, m.direction, m.who_id AS contact_id, m.minutes
FROM (
{touches}
    ) AS m
    {identity}
WHERE m.account_id IS NOT NULL AND m.kind IS NOT NULL
$query$, columns, parts, fillings || jsonb_build_object('touches', touches, 'key', 'm.account_id',
            'day', '(m.at AT TIME ZONE {zone})::date'));
        RETURN NEXT;
    END IF;

    source := NULL;
    query := health_score.preset_query($query$
SELECT {account} AS account_id FROM {schema}.account AS c {identity_ever} WHERE {customer}
$query$, columns, parts, fillings || '{"key": "c.id"}');
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION health_score.salesforce_queries(text, text) IS
    'internal: the queries of the preset salesforce for the tables of a schema';
