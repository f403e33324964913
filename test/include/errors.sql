-- Helpers for tests of refused input, in pg_temp. Include with:
--     \getenv source_directory PG_ABS_SRCDIR
--     \set include :source_directory '/include/errors.sql'
--     \i :include

-- What an error says, as a row, so that many can be compared at a glance.
CREATE FUNCTION pg_temp.refused(statement text, OUT state text, OUT message text, OUT detail text, OUT hint text)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    state := 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
        hint = PG_EXCEPTION_HINT;
END
$$;

-- The text of a value whose binary form is given: through COPY, the only way to a receive function.
CREATE FUNCTION pg_temp.received(type regtype, bytes bytea) RETURNS text LANGUAGE plpgsql
SET client_min_messages = warning AS $$
DECLARE
    file bytea := '\x5047434f50590aff0d0a00' || '\x00000000'::bytea || '\x00000000' || '\x0001'
        || int4send(length(bytes)) || bytes || '\xffff';
    octal text := '';
    result text;
BEGIN
    FOR i IN 0 .. length(file) - 1 LOOP
        octal := octal || '\' || (get_byte(file, i) / 64) || (get_byte(file, i) / 8 % 8) || (get_byte(file, i) % 8);
    END LOOP;
    DROP TABLE IF EXISTS pg_temp.received_value;
    EXECUTE format('CREATE TEMPORARY TABLE received_value (value %s)', type);
    EXECUTE format('COPY pg_temp.received_value FROM PROGRAM %L (FORMAT binary)', 'printf ''' || octal || '''');
    SELECT value::text INTO result FROM pg_temp.received_value;
    RETURN result;
END
$$;
