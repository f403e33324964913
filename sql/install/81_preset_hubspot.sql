-- HubSpot, as Fivetran loads it: companies, contacts, deals, tickets, meetings, calls and emails.

CREATE FUNCTION health_score.hubspot_queries(workspace text, schema text, OUT source text, OUT query text, OUT as_of text)
    RETURNS SETOF record LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    settings record := health_score.workspace_settings(workspace);
    columns jsonb := health_score.schema_columns(schema);
    parts text[];
    fillings jsonb;
    is_own boolean;
    touches text;
    states text;
BEGIN
    PERFORM health_score.require_columns('HubSpot', schema, columns, ARRAY['company.id', 'company.property_name'], 'account');
    -- HubSpot's ids are numbers, and so may be those of others: a company's id is an account key only where its table, or what
    -- dbt makes of it, feeds the accounts.
    is_own := settings.account_key <> 'uuid' AND (NOT health_score.is_bound(workspace, 'account')
        OR health_score.source_reads(workspace, 'account', ARRAY[schema || '.company', 'hubspot__companies', 'stg_hubspot__company']));
    IF settings.account_key = 'uuid' THEN
        PERFORM health_score.require_identity(workspace, 'hubspot', 'account');
    END IF;
    parts := health_score.preset_parts(columns, '{
        "contact": ["contact.id"], "contact_company": ["contact_company.contact_id", "contact_company.company_id"],
        "deal": ["deal.deal_id", "deal_company.deal_id", "deal_company.company_id"],
        "merges": ["merged_deal.merged_deal_id"],
        "stages": ["deal_stage.deal_id", "deal_stage.value", "deal_stage.date_entered", "deal_pipeline_stage.stage_id",
            "deal_pipeline_stage.closed_won"],
        "stage": ["deal.deal_pipeline_stage_id", "deal.property_closedate", "deal_pipeline_stage.stage_id",
            "deal_pipeline_stage.closed_won"],
        "ticket": ["ticket.id", "ticket.property_createdate", "ticket_company.ticket_id", "ticket_company.company_id"],
        "ticket_stage": ["ticket.property_hs_pipeline_stage", "ticket_pipeline_stage.stage_id", "ticket_pipeline_stage.is_closed"],
        "ticket_closed": ["ticket.property_closed_date"],
        "ticket_days": ["hubspot__daily_ticket_history.ticket_id", "hubspot__daily_ticket_history.date_day"],
        "engagement": ["engagement.id", "engagement_company.engagement_id", "engagement_company.company_id"],
        "attendees": ["engagement_contact.engagement_id", "engagement_contact.contact_id"],
        "owners": ["company.property_hubspot_owner_id", "owner.owner_id", "owner.email"]}');
    -- of several ways to the same, the best that the schema has
    parts := parts || CASE WHEN 'contact_company' = ANY (parts) THEN 'by_table'
            WHEN 'contact.property_associatedcompanyid' = ANY (parts) THEN 'by_id'
            WHEN 'contact.property_company' = ANY (parts) THEN 'by_name' ELSE 'alone' END
        || CASE WHEN 'stages' = ANY (parts) THEN 'staged' WHEN 'stage' = ANY (parts) THEN 'staged' ELSE 'unstaged' END
        || CASE WHEN 'deal_pipeline_stage.is_closed' = ANY (parts) THEN 'closing' ELSE 'no_closing' END;
    fillings := health_score.preset_fillings(workspace, 'hubspot', schema, CASE WHEN is_own THEN '{key}' END, true)
        -- who is known to be no customer yet
        || jsonb_build_object('customer', CASE WHEN 'company.property_lifecyclestage' = ANY (parts)
            THEN E'{live c}\n    AND coalesce(c.property_lifecyclestage NOT IN (''subscriber'', ''lead'', ''marketingqualifiedlead'', '
                '''salesqualifiedlead'', ''opportunity''), true)'
            ELSE '{live c}' END,
        'level', health_score.title_level('p.property_jobtitle'),
        'closed', CASE WHEN 'closing' = ANY (parts) THEN 'g.is_closed::boolean'
            WHEN 'deal_pipeline_stage.probability' = ANY (parts) THEN '(g.closed_won::boolean OR g.probability::numeric = 0)'
            ELSE 'g.closed_won::boolean' END);

    -- Two companies that are one account give one row. Where company ids are no account keys, those count whose account
    -- is known.
    source := 'account';
    as_of := 'current_only';
    query := health_score.preset_query($query$
SELECT DISTINCT ON (1) {account} AS account_id,
    {parent} AS parent_id, -- if company.property_hs_parent_company_id
    c.property_industry AS industry, -- if company.property_industry
    w.email AS owner, -- if owners
    coalesce(nullif(c.property_name, ''), c.id::text) AS name
FROM {schema}.company AS c
    {identity_ever}
    {parent_identity} -- if company.property_hs_parent_company_id
    LEFT JOIN {schema}.owner AS w ON w.owner_id::text = c.property_hubspot_owner_id::text -- if owners
WHERE {customer}
ORDER BY 1, c.id
$query$, columns, parts, CASE WHEN settings.account_key = 'uuid' THEN fillings || jsonb_build_object('account', 'i.account_id',
            'identity_ever', substr(fillings ->> 'identity_ever', 6)) ELSE fillings END
        || '{"key": "c.id", "parent_key": "c.property_hs_parent_company_id"}');
    RETURN NEXT;

    -- The title tells a level, not who is champion or sponsor.
    IF 'contact' = ANY (parts) AND NOT 'alone' = ANY (parts) THEN
        source := 'contact';
        query := health_score.preset_query($query$
SELECT DISTINCT {account} AS account_id,
    p.id AS contact_id,
    p.property_email AS email, -- if contact.property_email
    {level} AS level, -- if contact.property_jobtitle
    p.property_hs_email_optout::boolean AS opted_out, -- if contact.property_hs_email_optout
    CASE WHEN p.property_jobtitle ~* '\madmin(istrator)?\M' THEN 'admin' ELSE 'user' END AS role -- if contact.property_jobtitle
    'user' AS role -- if not contact.property_jobtitle
FROM {schema}.contact AS p
    JOIN {schema}.contact_company AS l ON l.contact_id = p.id -- if by_table
    JOIN (SELECT q.id AS contact_id, q.property_associatedcompanyid AS company_id FROM {schema}.contact AS q) AS l -- if by_id
        ON l.contact_id = p.id AND l.company_id IS NOT NULL -- if by_id
    JOIN ( -- if by_name
        SELECT lower(btrim(c.property_name)) AS name, min(c.id) AS company_id FROM {schema}.company AS c -- if by_name
        WHERE {live c} GROUP BY 1 HAVING count(*) = 1 -- if by_name
    ) AS l ON l.name = lower(btrim(p.property_company)) -- if by_name
    {identity}
WHERE {live p}
$query$, columns, parts, fillings || '{"key": "l.company_id", "day": "{today}"}');
        RETURN NEXT;
    END IF;

    -- New business and renewals are no expansion. A deal of several companies is one of each, and its amount is split.
    IF 'deal' = ANY (parts) AND parts && ARRAY['deal.property_createdate', 'stages'] THEN
        source := 'opportunity';
        as_of := 'assumed';
        query := health_score.preset_query($query$
SELECT {account} AS account_id,
    d.deal_id AS opportunity_id,
    {opened} AS created_at,
    CASE WHEN {closed} THEN s.entered_at END AS closed_at, -- if stages
    CASE WHEN {closed} THEN {time of d.property_closedate} END AS closed_at, -- if stage_only
    g.closed_won::boolean AS is_won, -- if staged
    d.property_amount::numeric / coalesce(n.companies, 1) AS amount, -- if deal.property_amount
    CASE WHEN d.property_dealtype ~* 'cross' THEN 'cross_sell' -- if deal.property_dealtype
        WHEN d.property_dealtype ~* 'up.?(sell|grade)' THEN 'upsell' ELSE 'expansion' END AS kind -- if deal.property_dealtype
    'expansion' AS kind -- if not deal.property_dealtype
FROM {schema}.deal AS d
    LEFT JOIN (SELECT DISTINCT x.deal_id, x.company_id FROM {schema}.deal_company AS x) AS l ON l.deal_id = d.deal_id
    LEFT JOIN (
        SELECT x.deal_id, count(DISTINCT x.company_id) AS companies FROM {schema}.deal_company AS x GROUP BY x.deal_id
    ) AS n ON n.deal_id = d.deal_id
    LEFT JOIN ( -- if stages
        SELECT e.deal_id, min({time of e.date_entered}) AS opened_at, max({time of e.date_entered}) AS entered_at, -- if stages
            (array_agg(e.value ORDER BY {time of e.date_entered} DESC))[1] AS stage_id -- if stages
        FROM {schema}.deal_stage AS e GROUP BY e.deal_id -- if stages
    ) AS s ON s.deal_id = d.deal_id -- if stages
    LEFT JOIN {schema}.deal_pipeline_stage AS g ON g.stage_id::text = s.stage_id::text -- if stages
    LEFT JOIN {schema}.deal_pipeline_stage AS g ON g.stage_id::text = d.deal_pipeline_stage_id::text -- if stage_only
    {identity}
WHERE {live d}
    AND coalesce(d.property_dealtype !~* '^new|renewal', true) -- if deal.property_dealtype
    AND d.deal_id NOT IN (SELECT m.merged_deal_id FROM {schema}.merged_deal AS m WHERE m.merged_deal_id IS NOT NULL) -- if merges
$query$, columns, parts || CASE WHEN 'stage' = ANY (parts) AND NOT 'stages' = ANY (parts) THEN 'stage_only' ELSE 'no_stage' END,
            fillings || jsonb_build_object('key', 'l.company_id', 'day', '({opened} AT TIME ZONE {zone})::date',
                'opened', CASE WHEN NOT 'deal.property_createdate' = ANY (parts) THEN 's.opened_at'
                    WHEN 'stages' = ANY (parts) THEN 'coalesce({time of d.property_createdate}, s.opened_at)'
                    ELSE '{time of d.property_createdate}' END));
        RETURN NEXT;
    END IF;

    -- A ticket of two companies counts once for each, and once for an account that is both.
    -- what dbt makes of the history, a row a day: its columns are those that were asked for
    SELECT string_agg(b.branch, E'\n        UNION ALL\n' ORDER BY b.n) INTO states
    FROM (VALUES (1, ARRAY['hubspot__daily_ticket_history.hs_ticket_priority'], $branch$
        SELECT d.ticket_id, {date of d.date_day} AS day, 'severity' AS field, CASE upper(d.hs_ticket_priority)
            WHEN 'URGENT' THEN '1' WHEN 'HIGH' THEN '2' WHEN 'MEDIUM' THEN '3' WHEN 'LOW' THEN '4' END AS value
        FROM {schema}.hubspot__daily_ticket_history AS d$branch$),
        (2, ARRAY['hubspot__daily_ticket_history.hs_pipeline_stage', 'ticket_pipeline_stage.stage_id', 'ticket_pipeline_stage.is_closed'], $branch$
        SELECT d.ticket_id, {date of d.date_day} AS day, 'status' AS field, CASE WHEN g.is_closed::boolean THEN 'closed' ELSE 'open' END AS value
        FROM {schema}.hubspot__daily_ticket_history AS d
            LEFT JOIN {schema}.ticket_pipeline_stage AS g ON g.stage_id::text = d.hs_pipeline_stage::text$branch$)) AS b (n, needed, branch)
    WHERE 'ticket_days' = ANY (parts) AND columns ?& b.needed;
    IF 'ticket' = ANY (parts) THEN
        source := 'ticket';
        as_of := CASE WHEN states IS NOT NULL THEN 'recorded' ELSE 'current_only' END;
        query := health_score.preset_query($query$
SELECT DISTINCT {account} AS account_id,
    t.id AS ticket_id,
    t.property_source_type AS channel, -- if ticket.property_source_type
    t.property_hs_ticket_category AS category, -- if ticket.property_hs_ticket_category
    CASE upper(t.property_hs_ticket_priority) WHEN 'URGENT' THEN 1 WHEN 'HIGH' THEN 2 WHEN 'MEDIUM' THEN 3 -- if ticket.property_hs_ticket_priority
        WHEN 'LOW' THEN 4 END AS severity, -- if ticket.property_hs_ticket_priority
    CASE WHEN g.is_closed::boolean THEN 'closed' ELSE 'open' END AS status, -- if ticket_stage
    CASE WHEN g.is_closed::boolean IS NOT FALSE THEN {time of t.property_closed_date} END AS solved_at, -- if ticket_both
    {time of t.property_closed_date} AS solved_at, -- if ticket_date
    NOT ({live t}) AS is_excluded,
    {time of t.property_createdate} AS opened_at
FROM {schema}.ticket AS t
    LEFT JOIN {schema}.ticket_company AS l ON l.ticket_id = t.id
    LEFT JOIN {schema}.ticket_pipeline_stage AS g ON g.stage_id::text = t.property_hs_pipeline_stage::text -- if ticket_stage
    {identity}
$query$, columns, parts || CASE WHEN NOT 'ticket_closed' = ANY (parts) THEN 'ticket_dateless'
                WHEN 'ticket_stage' = ANY (parts) THEN 'ticket_both' ELSE 'ticket_date' END,
            fillings || '{"key": "l.company_id", "day": "({time of t.property_createdate} AT TIME ZONE {zone})::date"}');
        RETURN NEXT;

        -- A day's row says how the ticket was at its end; how it was at the end of the first is how it began, no change.
        IF states IS NOT NULL THEN
            source := 'ticket_change';
            query := health_score.preset_query($query$
SELECT t.account_id, t.ticket_id, (h.day + 1)::timestamp AT TIME ZONE {zone} - interval '1 second' AS at, h.field, h.old_value, h.value AS new_value
FROM (
        SELECT s.ticket_id, s.day, s.field, s.value, lag(s.value) OVER w AS old_value, row_number() OVER w AS place
        FROM ($query$ || states || $query$
        ) AS s
        WINDOW w AS (PARTITION BY s.ticket_id, s.field ORDER BY s.day)
    ) AS h
    JOIN {workspace}.source_ticket AS t ON t.ticket_id = h.ticket_id::text
WHERE h.value IS DISTINCT FROM h.old_value AND h.place > 1
$query$, columns, parts, fillings);
            RETURN NEXT;
        END IF;
    END IF;

    -- Notes and tasks are our own work, no contact with the customer.
    SELECT string_agg(health_score.preset_query(b.branch, columns, parts, fillings || jsonb_build_object(
            'happened', CASE WHEN 'engagement_meeting.property_hs_meeting_start_time' = ANY (parts)
                THEN 'coalesce({time of m.property_hs_meeting_start_time}, {time of m.property_hs_timestamp})'
                ELSE '{time of m.property_hs_timestamp}' END,
            'kind', CASE WHEN 'engagement_meeting.property_hs_meeting_title' = ANY (parts)
                THEN 'CASE WHEN m.property_hs_meeting_title ~* ''\m(qbr|ebr)\M|business review'' THEN ''qbr'' ELSE ''meeting'' END'
                ELSE '''meeting''' END,
            'status', CASE WHEN 'engagement_meeting.property_hs_meeting_outcome' = ANY (parts)
                THEN 'CASE upper(m.property_hs_meeting_outcome) WHEN ''COMPLETED'' THEN ''held'' WHEN ''SCHEDULED'' THEN ''scheduled'' '
                    'WHEN ''RESCHEDULED'' THEN ''rescheduled'' WHEN ''NO_SHOW'' THEN ''no_show'' '
                    'WHEN ''CANCELED'' THEN ''cancelled'' WHEN ''CANCELLED'' THEN ''cancelled'' END'
                ELSE 'NULL' END,
            'minutes', CASE WHEN columns ?& ARRAY['engagement_meeting.property_hs_meeting_start_time',
                    'engagement_meeting.property_hs_meeting_end_time']
                THEN 'extract(epoch FROM {time of m.property_hs_meeting_end_time} '
                    '- ({time of m.property_hs_meeting_start_time}))::float8 / 60'
                ELSE 'NULL::float8' END)), E'\n        UNION ALL\n' ORDER BY b.n)
    INTO touches
    FROM (VALUES (1, 'engagement_meeting', $branch$
        SELECT m.engagement_id, {happened} AS at,
            {kind} AS kind, NULL AS direction,
            {status} AS status, {minutes} AS minutes
        FROM {schema}.engagement_meeting AS m WHERE {live m}$branch$), (2, 'engagement_call', $branch$
        SELECT m.engagement_id, {time of m.property_hs_timestamp}, 'call',
            lower(m.property_hs_call_direction), -- if engagement_call.property_hs_call_direction
            NULL, -- if not engagement_call.property_hs_call_direction
            NULL,
            m.property_hs_call_duration::float8 / 60000 -- if engagement_call.property_hs_call_duration
            NULL::float8 -- if not engagement_call.property_hs_call_duration
        FROM {schema}.engagement_call AS m WHERE {live m}$branch$), (3, 'engagement_email', $branch$
        SELECT m.engagement_id, {time of m.property_hs_timestamp}, 'email',
            CASE upper(m.property_hs_email_direction) WHEN 'INCOMING_EMAIL' THEN 'inbound' WHEN 'EMAIL' THEN 'outbound' END, -- if engagement_email.property_hs_email_direction
            NULL, -- if not engagement_email.property_hs_email_direction
            NULL, NULL::float8
        FROM {schema}.engagement_email AS m WHERE {live m}$branch$)) AS b (n, name, branch)
    WHERE columns ?& ARRAY[b.name || '.engagement_id', b.name || '.property_hs_timestamp'];
    IF 'engagement' = ANY (parts) AND touches IS NOT NULL THEN
        source := 'engagement';
        as_of := 'assumed';
        query := health_score.preset_query($query$
SELECT DISTINCT {account} AS account_id,
    e.id AS engagement_id,
    a.at,
    a.kind,
    a.direction,
    a.status,
    n.contact_id, -- if attendees
    a.minutes
FROM {schema}.engagement AS e
    JOIN {schema}.engagement_company AS l ON l.engagement_id = e.id
    JOIN (
{touches}
    ) AS a ON a.engagement_id = e.id
    LEFT JOIN {schema}.engagement_contact AS n ON n.engagement_id = e.id -- if attendees
    {identity}
WHERE {live e}
    AND e.active::boolean IS NOT FALSE -- if engagement.active
$query$, columns, parts, fillings || jsonb_build_object('key', 'l.company_id', 'day', '(a.at AT TIME ZONE {zone})::date',
            'touches', touches));
        RETURN NEXT;
    END IF;

    source := NULL;
    query := health_score.preset_query($query$
SELECT {account} AS account_id FROM {schema}.company AS c {identity_ever} WHERE {customer}
$query$, columns, parts, fillings || '{"key": "c.id"}');
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION health_score.hubspot_queries(text, text) IS
    'internal: the queries of the preset hubspot for the tables of a schema';
