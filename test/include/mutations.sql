-- Mutates texts and binary images of the values in test/include/values.sql and gives them to the input functions of their
-- type. Wants receive() and stored() of test/modules/boundary.
CREATE TABLE mutation_result (type text, form text, tried bigint, accepted bigint, defects bigint, defect text);

CREATE FUNCTION any_of(VARIADIC choices anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS $$
    SELECT choices[1 + floor(random() * cardinality(choices))::int]
$$;

-- One text of two.
CREATE FUNCTION mutated(a text, b text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    result text := a;
    at int;
    n int;
BEGIN
    FOR step IN 1 .. any_of(1, 1, 1, 2, 3, 8) LOOP
        at := floor(random() * (length(result) + 1));
        n := any_of(1, 1, 2, 5, 20);
        CASE floor(random() * 9)
            WHEN 0 THEN -- flip
                result := overlay(result PLACING any_of(text '0', '9', '-', '.', ',', ':', '{', '}', '"', ' ', ';', '*', 'e', 'x', E'\x01', E'\x7f', 'é', '🙂')
                                  FROM at + 1 FOR 1);
            WHEN 1 THEN -- insert
                result := left(result, at) || any_of(text '0', '-', '.', ',', ':', '{', '}', '""', '"', ' ', E'\n', ';', '*', 'e9', 'nan', 'ß') || substr(result, at + 1);
            WHEN 2 THEN -- delete
                result := left(result, at) || substr(result, at + 1 + n);
            WHEN 3 THEN -- a piece twice
                result := left(result, at + n) || substr(result, at + 1);
            WHEN 4 THEN -- two spliced
                result := left(result, at) || substr(b, 1 + floor(random() * length(b))::int);
            WHEN 5 THEN -- an extreme number for a number
                result := regexp_replace(result, '[0-9]+', any_of(text '0', '-0', '1e400', '1e-400', '9223372036854775807', '9223372036854775808', '4294967296',
                    '-1', '0.0000001', '9200000000000', '9200000000001', '5e-324', repeat('9', 60), '100', '100.000001'), 1 + at, 1);
            WHEN 6 THEN -- many times
                result := left(result, at) || repeat(substr(result, at + 1, n), any_of(3, 50, 500)) || substr(result, at + 1 + n);
            WHEN 7 THEN -- cut off
                result := left(result, at);
            ELSE -- another day
                result := regexp_replace(result, '[0-9]{4}-[0-9]{2}-[0-9]{2}', any_of(text '0001-01-01', '9999-12-31', '2024-02-29', '2023-02-29', '0000-01-01',
                    'infinity', '2026-01-02', '1999-12-31'));
        END CASE;
    END LOOP;
    RETURN left(result, 5000);
END
$$;

-- One image of two.
CREATE FUNCTION mutated(a bytea, b bytea) RETURNS bytea LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    result bytea := a;
    at int;
    n int;
BEGIN
    FOR step IN 1 .. any_of(1, 1, 1, 2, 3, 8) LOOP
        at := floor(random() * length(result));
        n := any_of(1, 1, 2, 4, 8, 20);
        CONTINUE WHEN length(result) = 0;
        CASE floor(random() * 8)
            WHEN 0 THEN -- a bit
                result := set_bit(result, (at * 8 + floor(random() * 8))::bigint, floor(random() * 2)::int);
            WHEN 1 THEN -- a byte
                result := set_byte(result, at, any_of(0, 1, 2, 6, 7, 127, 128, 254, 255));
            WHEN 2 THEN -- insert
                result := substr(result, 1, at) || any_of('\x00'::bytea, '\x01', '\xff', '\x80808080', '\xffffffffffffffff01', '\x7f') || substr(result, at + 1);
            WHEN 3 THEN -- delete
                result := substr(result, 1, at) || substr(result, at + 1 + n);
            WHEN 4 THEN -- a piece twice
                result := substr(result, 1, at + n) || substr(result, at + 1);
            WHEN 5 THEN -- two spliced
                result := substr(result, 1, at) || substr(b, 1 + floor(random() * length(b))::int);
            WHEN 6 THEN -- a huge count or an extreme number
                result := substr(result, 1, at)
                    || any_of('\x00000000'::bytea, '\xffffffff', '\x7fffffff', '\x7fffffffffffffff', '\x8000000000000000', '\x7ff0000000000000', '\x7ff8000000000000',
                              '\xfff0000000000000', '\x0000000000000001', '\xffffff7f')
                    || substr(result, at + 1 + n);
            ELSE -- cut off
                result := substr(result, 1, at);
        END CASE;
    END LOOP;
    RETURN substr(result, 1, 5000);
END
$$;

-- Whatever is accepted reads back from both of its forms, and is a value, not the state of an aggregate.
CREATE FUNCTION mutate(type regtype, n int) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    send text := (SELECT typsend FROM pg_type WHERE oid = type);
    source text := (SELECT name FROM the_value_tables AS t WHERE t.type = mutate.type);
BEGIN
    IF source IS NULL THEN
        INSERT INTO mutation_result VALUES (type::text, 'any', 0, 0, 1, 'no values in test/include/values.sql');
        RETURN;
    END IF;
    EXECUTE format($code$
        CREATE OR REPLACE FUNCTION mutate_it(how_many int, of_bytes boolean, OUT tried bigint, OUT accepted bigint, OUT defects bigint, OUT defect text)
        LANGUAGE plpgsql AS $call$
        DECLARE
            texts text[] := (SELECT array_agg(v::text ORDER BY n) FROM %1$I WHERE length(v::text) <= 2000);
            images bytea[] := (SELECT array_agg(%2$s(v) ORDER BY n) FROM %1$I WHERE length(v::text) <= 2000);
            of_text text;
            of_image bytea;
            r %3$s;
            is_read boolean;
        BEGIN
            tried := 0;
            accepted := 0;
            defects := 0;
            -- what is stored is no binary image, be it a value or a state
            images := images || (SELECT array_agg(stored(v) ORDER BY n) FROM %1$I WHERE length(v::text) <= 2000)
                             || ARRAY(SELECT image FROM state_image WHERE of_type = %4$L::regtype);
            FOR i IN 1 .. how_many LOOP
                tried := tried + 1;
                is_read := false;
                BEGIN
                    IF of_bytes THEN
                        of_image := images[1 + i %% cardinality(images)];
                        IF i > cardinality(images) THEN
                            of_image := mutated(of_image, any_of(VARIADIC images));
                        END IF;
                        r := receive(of_image, NULL::%3$s);
                    ELSE
                        of_text := mutated(texts[1 + i %% cardinality(texts)], any_of(VARIADIC texts));
                        r := of_text::%3$s;
                    END IF;
                    is_read := true;
                    accepted := accepted + 1;
                    ASSERT r::text::%3$s IS NOT DISTINCT FROM r AND r::text::%3$s::text = r::text, 'another value from its text';
                    ASSERT receive(%2$s(r), r) IS NOT DISTINCT FROM r AND %2$s(receive(%2$s(r), r)) = %2$s(r), 'another value from its bytes';
                    ASSERT stored(receive(%2$s(r), r)) = stored(r) AND stored(r::text::%3$s) = stored(r), 'another form of it is stored';
                EXCEPTION WHEN OTHERS THEN
                    IF is_read OR SQLSTATE !~ '^(22|54)' THEN
                        defects := defects + 1;
                        defect := concat_ws(' | ', SQLSTATE, SQLERRM, CASE WHEN is_read THEN 'accepted' END, CASE WHEN of_bytes THEN of_image::text ELSE of_text END);
                    END IF;
                END;
            END LOOP;
        END
        $call$
        $code$, source, send, type, type);
    PERFORM setseed(0.5);
    INSERT INTO mutation_result SELECT type, 'text', m.* FROM mutate_it(n, false) AS m;
    INSERT INTO mutation_result SELECT type, 'binary', m.* FROM mutate_it(n, true) AS m;
END
$body$;

-- The states of aggregates, as they are stored: of aggregates with the same transition and no final function, which
-- anybody could make. What such a state sends is a value.
CREATE TABLE state_image (aggregate text, of_type regtype, image bytea, sound boolean);
DO $$
DECLARE
    a record;
    arguments text;
    row_of_values text;
BEGIN
    FOR a IN SELECT p.oid::regprocedure AS name, p.proargtypes AS types, g.aggtransfn AS transition, g.aggtranstype::regtype AS type, t.typsend AS send
             FROM the_functions() p
             JOIN pg_aggregate g ON g.aggfnoid = p.oid
             JOIN pg_type t ON t.oid = g.aggtranstype
             WHERE g.aggtranstype IN (SELECT the_types()) ORDER BY 1 LOOP
        SELECT string_agg(format('v%s.v', n), ', ' ORDER BY n),
               string_agg(format('(SELECT v FROM %I WHERE v IS NOT NULL ORDER BY random() LIMIT 1) AS v%s', name, n), ', ' ORDER BY n)
        INTO arguments, row_of_values
        FROM unnest(a.types) WITH ORDINALITY AS u(t, n) JOIN the_value_tables ON type = t;
        EXECUTE format('CREATE AGGREGATE raw_state(%s) (SFUNC = %s, STYPE = %s)',
            (SELECT string_agg(t::regtype::text, ', ' ORDER BY n) FROM unnest(a.types) WITH ORDINALITY AS u(t, n)), a.transition, a.type);
        PERFORM setseed(0.5);
        FOR try IN 1 .. 5000 LOOP
            BEGIN
                EXECUTE format('INSERT INTO state_image SELECT %L, %L, stored(state), receive(%s(state), state) = state::text::%s FROM (SELECT raw_state(%s) AS state FROM %s) AS one',
                    a.name, a.type, a.send, a.type, arguments, row_of_values);
                EXIT;
            EXCEPTION WHEN OTHERS THEN
                NULL; -- not every row is one that the aggregate takes
            END;
        END LOOP;
        EXECUTE format('DROP AGGREGATE raw_state(%s)', (SELECT string_agg(t::regtype::text, ', ' ORDER BY n) FROM unnest(a.types) WITH ORDINALITY AS u(t, n)));
    END LOOP;
END
$$;
