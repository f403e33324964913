-- Calls a function of the extension with values of test/include/values.sql, the first so many of each type and NULL, in
-- every combination up to a number, and tells what must not happen: an error outside of the classes for wrong arguments, or
-- a result that its own type refuses.
CREATE TABLE call_result (function text, milliseconds numeric, calls bigint, returned bigint, refused bigint, defects bigint, defect text);

-- What a call by hand may be answered with: wrong arguments, sizes; not supported, or not understood by the parser; and
-- where an argument names a workspace, that there is none.
CREATE FUNCTION is_answer(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT state ~ '^(22|54|42)' OR state IN ('0A000', '3F000')
$$;

CREATE FUNCTION call_all(p pg_proc, most_values int, most int) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    signature text := p.oid::regprocedure;
    result text := CASE WHEN p.proretset THEN 'bigint' ELSE format_type(p.prorettype, NULL) END;
    -- a type that no variable can have
    plain boolean := p.prorettype NOT IN ('record'::regtype, 'internal'::regtype, 'cstring'::regtype, 'void'::regtype);
    declarations text := '';
    loops text := '';
    ends text := '';
    arguments text[] := '{}';
    combinations numeric := 1;
    shown text;
    the_call text;
    source text;
    n bigint;
    days text[] := '{}';
    since timestamptz := clock_timestamp();
BEGIN
    -- of many arguments, few values each: all combinations of them are walked
    most_values := CASE WHEN p.pronargs > 8 THEN least(most_values, 2) ELSE most_values END;
    FOR i IN 0 .. p.pronargs - 1 LOOP
        IF p.proargtypes[i] = 'internal'::regtype THEN
            arguments := arguments || 'NULL'::text;
            CONTINUE;
        END IF;
        SELECT name INTO source FROM the_value_tables WHERE type = p.proargtypes[i];
        IF source IS NULL THEN
            INSERT INTO call_result VALUES (signature, 0, 0, 0, 0, 1, 'no values of type ' || p.proargtypes[i]::regtype);
            RETURN;
        END IF;
        EXECUTE format('SELECT count(*) FROM %I WHERE n <= %s', source, most_values + 1) INTO n;
        combinations := combinations * n;
        declarations := declarations || format(E'    a%s %I.v%%TYPE;\n', i, source);
        loops := loops || format(E'    FOR a%s IN SELECT v FROM %I WHERE n <= %s ORDER BY n LOOP\n', i, source, most_values + 1);
        ends := ends || E'    END LOOP;\n';
        arguments := arguments || format(CASE WHEN p.proargtypes[i] = 'cstring'::regtype THEN 'textout(a%s)' ELSE 'a%s' END, i);
        shown := concat_ws(', ', shown, format('left(coalesce(a%s::text, ''NULL''), 200)', i));
        IF p.proargtypes[i] = 'date'::regtype THEN
            days := days || format('a%s', i);
        END IF;
    END LOOP;
    the_call := format('health_score.%I(%s)', p.proname, array_to_string(arguments, ', '));
    IF p.proretset THEN
        the_call := format('(SELECT count(*) FROM (SELECT * FROM %s LIMIT 1000) AS called)', the_call);
    ELSIF p.prokind = 'w' THEN
        the_call := the_call || ' OVER ()';
    END IF;
    EXECUTE format($code$
        CREATE OR REPLACE FUNCTION call_it(OUT calls bigint, OUT returned bigint, OUT refused bigint, OUT defects bigint, OUT defect text)
        LANGUAGE plpgsql AS $call$
        DECLARE
            r %s;
            reading boolean;
        %s
        BEGIN
            calls := 0;
            returned := 0;
            refused := 0;
            defects := 0;
            <<combinations>>
            FOR once IN 1 .. 1 LOOP
            %s
                CONTINUE WHEN %s;
                calls := calls + 1;
                reading := false;
                BEGIN
                    %s %s;
                    returned := returned + 1;
                    reading := true;
                    %s
                EXCEPTION WHEN OTHERS THEN
                    refused := refused + 1;
                    IF reading OR NOT is_answer(SQLSTATE) THEN
                        defects := defects + 1;
                        defect := concat_ws(' | ', SQLSTATE, SQLERRM, CASE WHEN reading THEN 'reading back ' || left(r::text, 200) END, %s);
                    END IF;
                END;
            %s
            END LOOP;
        END
        $call$
        $code$,
        CASE WHEN plain THEN result ELSE 'text' END, declarations, loops,
        -- beyond the number, an even choice; rows for every day of the calendar only a few times
        format('random() > %s', most / greatest(combinations, most))
        || CASE WHEN p.proretset AND cardinality(days) >= 2
           THEN format(' OR (isfinite(%1$s) AND isfinite(%2$s) AND %2$s - %1$s > 20000 AND random() > 0.0005)', days[1], days[2]) ELSE '' END,
        CASE WHEN plain THEN 'r :=' ELSE 'PERFORM' END, the_call,
        -- what is returned, its own type takes back
        CASE WHEN p.prorettype IN (SELECT the_types()) AND NOT p.proretset
             THEN format('ASSERT r::text::%s IS NOT DISTINCT FROM r, ''another value'';', result) ELSE '' END,
        coalesce(shown, ''''''), ends);
    INSERT INTO call_result
    SELECT signature, extract(epoch FROM clock_timestamp() - since) * 1000, c.* FROM call_it() AS c;
END
$body$;
