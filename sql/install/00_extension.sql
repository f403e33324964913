-- complain if the script is sourced in psql rather than through CREATE EXTENSION
\echo Use "CREATE EXTENSION health_score" to load this file. \quit

-- CREATE EXTENSION makes the schema for its owner alone; everybody may call what is in it
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
COMMENT ON SCHEMA @extschema@ IS
    'customer health scores: types, functions and aggregates of the extension health_score';

-- Everyone may use the types and functions; every function runs with its caller's rights.
GRANT USAGE ON SCHEMA health_score TO PUBLIC;
