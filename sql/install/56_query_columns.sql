-- What a query would return, without running it.

CREATE FUNCTION health_score.query_columns(
    query text, OUT "position" int, OUT column_name text, OUT type regtype, OUT statement text)
    RETURNS SETOF record
    LANGUAGE c STABLE STRICT PARALLEL RESTRICTED ROWS 12
    AS 'MODULE_PATHNAME', 'hs_query_columns';
COMMENT ON FUNCTION health_score.query_columns(text) IS
    'the columns that one SELECT would return, and the statement without its semicolon; it is analysed, not executed';

CREATE FUNCTION health_score.can_assign(from_type regtype, to_type regtype) RETURNS boolean
    LANGUAGE c STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'hs_can_assign';
COMMENT ON FUNCTION health_score.can_assign(regtype, regtype) IS
    'internal: is there an implicit or assignment cast from one type to the other';

CREATE FUNCTION health_score.name_distance(a text, b text) RETURNS int
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'hs_name_distance';
COMMENT ON FUNCTION health_score.name_distance(text, text) IS
    'internal: how many letters to insert, delete or replace, to suggest the name that was meant';

CREATE FUNCTION health_score.on_day(query text, day text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN regexp_replace(query, '\$1(?![0-9])', day, 'g');
COMMENT ON FUNCTION health_score.on_day(text, text) IS 'internal: a query of the user with an expression for its $1, the day';

CREATE FUNCTION health_score.without_semicolon(query text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
RETURN regexp_replace(query, ';\s*$', '');
COMMENT ON FUNCTION health_score.without_semicolon(text) IS 'internal: a query of the user as it can stand in a FROM';

CREATE FUNCTION health_score.day_query_columns(search_path text, query text, OUT column_name text, OUT type regtype)
    RETURNS SETOF record
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 6
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- parsed and analysed where the caller's names are found, and not run by that
    PERFORM set_config('search_path', search_path, true);
    RETURN QUERY SELECT c.column_name, c.type FROM health_score.query_columns(health_score.on_day(query, '(DATE ''2000-01-01'')')) AS c;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
END
$$;
COMMENT ON FUNCTION health_score.day_query_columns(text, text) IS 'internal: the columns of a query of the user in which $1 is the day, with the schemas in which its names are found';
