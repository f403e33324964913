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
