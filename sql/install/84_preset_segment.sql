-- Segment, and what has its shape: tracks, with the group that an event or its user belongs to.

CREATE FUNCTION health_score.segment_queries(workspace text, schema text, OUT source text, OUT query text, OUT as_of text)
    RETURNS SETOF record LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    columns jsonb := health_score.schema_columns(schema);
    parts text[];
    fillings jsonb;
BEGIN
    PERFORM health_score.require_columns('Segment', schema, columns, ARRAY['tracks.event', 'tracks.user_id', 'tracks.timestamp',
        'tracks.context_group_id or groups.group_id'], 'usage');
    parts := health_score.preset_parts(columns, '{"groups": ["groups.group_id", "groups.user_id", "groups.timestamp"]}');
    IF NOT parts && ARRAY['groups', 'tracks.context_group_id'] THEN
        PERFORM health_score.require_columns('Segment', schema, columns, ARRAY['groups.user_id', 'groups.timestamp'], 'usage');
    END IF;
    fillings := health_score.preset_fillings(workspace, 'segment', schema, '{key}', false);

    -- A user belongs to the group of the latest call until the next one, and to the first one before it. Rows of one day of
    -- arrival stand together, so that a late event does not make the others late. An event of nobody, in no group, is a
    -- visitor's.
    source := 'usage';
    as_of := NULL;
    query := health_score.preset_query($query$
SELECT {account} AS account_id,
    e.day,
    e.user_id,
    e.feature,
    e.known_at, -- if tracks.received_at
    e.events
FROM (
        SELECT {group} AS group_id,
            ({time of t.timestamp} AT TIME ZONE {zone})::date AS day,
            t.user_id,
            t.event AS feature,
            max({time of t.received_at}) AS known_at, -- if tracks.received_at
            count(*) AS events
        FROM {schema}.tracks AS t
            LEFT JOIN ( -- if groups
                SELECT q.user_id, q.group_id, -- if groups
                    CASE WHEN lag(q.timestamp) OVER calls IS NULL THEN '-infinity' ELSE {time of q.timestamp} END AS began_at, -- if groups
                    coalesce(lead({time of q.timestamp}) OVER calls, 'infinity') AS ended_at -- if groups
                FROM {schema}.groups AS q WHERE q.user_id IS NOT NULL AND q.group_id IS NOT NULL -- if groups
                WINDOW calls AS (PARTITION BY q.user_id ORDER BY {time of q.timestamp}, q.group_id) -- if groups
            ) AS g ON g.user_id = t.user_id -- if groups
                AND {time of t.timestamp} >= g.began_at AND {time of t.timestamp} < g.ended_at -- if groups
        WHERE coalesce(t.user_id, {group}) IS NOT NULL
        GROUP BY 1, 2, 3, 4
            , ({time of t.received_at} AT TIME ZONE {zone})::date -- if tracks.received_at
    ) AS e
    {identity}
$query$, columns, parts, fillings || jsonb_build_object('key', 'e.group_id', 'day', 'e.day',
        'group', CASE WHEN NOT 'groups' = ANY (parts) THEN 't.context_group_id'
            WHEN columns ? 'tracks.context_group_id' THEN 'coalesce(t.context_group_id, g.group_id)' ELSE 'g.group_id' END));
    RETURN NEXT;

    source := NULL;
    query := health_score.preset_query($query$
SELECT {account} AS account_id
FROM (
        SELECT x.group_id FROM {schema}.groups AS x -- if groups
        UNION -- if both
        SELECT x.context_group_id FROM {schema}.tracks AS x -- if tracks.context_group_id
    ) AS e (group_id)
    {identity_ever}
WHERE e.group_id IS NOT NULL
GROUP BY e.group_id, i.account_id
$query$, columns, parts || CASE WHEN 'groups' = ANY (parts) AND columns ? 'tracks.context_group_id' THEN 'both' ELSE 'single' END,
        fillings || '{"key": "e.group_id"}');
    RETURN NEXT;
END
$$;
COMMENT ON FUNCTION health_score.segment_queries(text, text) IS
    'internal: the queries of the preset segment for the tables of a schema';
