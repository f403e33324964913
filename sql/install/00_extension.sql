-- complain if the script is sourced in psql rather than through CREATE EXTENSION
\echo Use "CREATE EXTENSION health_score" to load this file. \quit

-- CREATE EXTENSION makes the schema for its owner alone; everybody may call what is in it
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
COMMENT ON SCHEMA @extschema@ IS
    'customer health scores: types, functions and aggregates of the extension health_score';
