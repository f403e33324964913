# Memory stays where it was: an aggregate over very many groups, and a function called very often, hold on to nothing. What
# the session's process holds is read from the operating system, in one session, after a first run that fills its caches.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

plan skip_all => 'needs /proc' unless -r '/proc/self/statm';
my $include = abs_path(dirname(__FILE__) . '/../include');
# `make check-long` takes a million of each
my $many = $ENV{HS_LONG} ? 1_000_000 : 20_000;
my $node = PostgreSQL::Test::Cluster->new('memory');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nwork_mem = 4MB\nmax_parallel_workers_per_gather = 0\nclient_min_messages = warning");
$node->start;
if ($node->psql('postgres', q{LOAD '$libdir/health_score_boundary'}) != 0)
{
    plan skip_all => 'needs test/modules/boundary: make -C test/modules/boundary install';
}
$node->safe_psql('postgres', q{
    CREATE EXTENSION health_score;
    ALTER DATABASE postgres SET search_path = health_score, public;
    CREATE FUNCTION public.resident() RETURNS int LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_resident';
});
$node->safe_psql('postgres', 'SET search_path = public, health_score;' . slurp_file("$include/values.sql"));
$node->safe_psql('postgres', q{
    -- values that take no time: short, and of few years
    DO $$
    DECLARE source text;
    BEGIN
        FOR source IN SELECT name FROM public.the_value_tables LOOP
            EXECUTE format('DELETE FROM public.%I WHERE v IS NULL OR length(v::text) >= 500 OR v::text ~ ''0001-|9999-''', source);
        END LOOP;
    END
    $$;

    CREATE TABLE public.growth (what text, is_aggregate boolean, times bigint, kilobytes int);

    -- The first arguments that the function takes, as columns a1, a2, ... of one row: drawn until they are.
    CREATE FUNCTION public.good_arguments(p pg_proc) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        shown text := (SELECT string_agg('a' || n, ', ' ORDER BY n) FROM unnest(p.proargtypes) WITH ORDINALITY AS u(t, n));
        -- every other time with empty arrays, which have as many elements as one another
        sources text[] := ARRAY(
            SELECT string_agg(format('(SELECT v AS a%s FROM %I ORDER BY %s random() LIMIT 1) AS t%1$s', n, name, CASE WHEN are_empty AND t::regtype::text LIKE '%[]' THEN 'length(v::text), ' END), ', ' ORDER BY n)
            FROM unnest(ARRAY[false, true]) AS are_empty, unnest(p.proargtypes) WITH ORDINALITY AS u(t, n) JOIN public.the_value_tables ON type = t GROUP BY are_empty ORDER BY are_empty);
    BEGIN
        FOR try IN 1 .. 3000 LOOP
            BEGIN
                DROP TABLE IF EXISTS good;
                EXECUTE format('CREATE TEMP TABLE good AS SELECT * FROM %s', sources[1 + try % 2]);
                IF p.prokind = 'a' THEN
                    EXECUTE format('SELECT health_score.%I(%s) FROM good', p.proname, shown);
                ELSE
                    EXECUTE format('SELECT count(*) FROM good, health_score.%I(%s)', p.proname, shown);
                END IF;
                RETURN shown;
            EXCEPTION WHEN OTHERS THEN
                NULL;
            END;
        END LOOP;
        RETURN NULL;
    END
    $$;

    -- Calls a function of the library, or fills an aggregate for as many groups, and notes what was held afterwards beyond
    -- what was held before.
    CREATE FUNCTION public.grow(p pg_proc, many int) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        shown text := public.good_arguments(p);
        statement text;
        before int;
    BEGIN
        IF shown IS NULL THEN
            INSERT INTO public.growth VALUES (p.oid::regprocedure, p.prokind = 'a', 0, NULL);
            RETURN;
        END IF;
        -- OFFSET 0 and the sum over i keep the planner from calling it once
        statement := CASE WHEN p.prokind = 'a'
            THEN format('SELECT count(*) FROM (SELECT health_score.%I(%s) FROM good, generate_series(1, $1) AS i GROUP BY i OFFSET 0) AS s', p.proname, shown)
            WHEN p.proretset OR p.prorettype = 'record'::regtype
            THEN format('SELECT count(*) FROM good, generate_series(1, $1) AS i, LATERAL (SELECT 1 FROM health_score.%I(%s) AS r WHERE i > 0 LIMIT 1) AS s', p.proname, shown)
            ELSE format('SELECT count(health_score.%I(%s)) FROM good, generate_series(1, $1) AS i', p.proname, shown) END;
        EXECUTE statement USING many / 10;
        before := public.resident();
        EXECUTE statement USING many;
        INSERT INTO public.growth VALUES (p.oid::regprocedure, p.prokind = 'a', many, public.resident() - before);
    END
    $$;
});

my $kinds = q{p.provolatile = 'i' AND (p.prokind = 'a' OR p.prokind = 'f' AND p.probin IS NOT NULL)
              AND NOT 'internal'::regtype = ANY (p.proargtypes) AND NOT 'cstring'::regtype = ANY (p.proargtypes) AND p.pronargs > 0};
$node->safe_psql('postgres', qq{
    SET search_path = public, health_score;
    SELECT setseed(0.5);
    DO \$\$
    DECLARE f pg_proc;
    BEGIN
        FOR f IN SELECT * FROM the_functions() AS p WHERE $kinds LOOP
            PERFORM grow(f, $many);
        END LOOP;
    END
    \$\$});
is($node->safe_psql('postgres', 'SELECT what FROM growth WHERE times = 0'), '', 'each has arguments that it takes');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM growth'), '>', 80, 'functions and aggregates of the library were called');
# groups take up to work_mem and spill, and a freed piece may stay with the process: no more than that
is( $node->safe_psql('postgres', q{
        SELECT what || ' holds ' || kilobytes || ' kB more after ' || times FROM growth WHERE kilobytes > CASE WHEN is_aggregate THEN 8192 ELSE 2048 END}),
    '', "no function holds 2 MB more, no aggregate 8 MB, after $many calls or groups than after a tenth of them");
cmp_ok($node->safe_psql('postgres', 'SELECT sum(kilobytes) FROM growth'), '<', 65536, 'nor do all of them together hold 64 MB more');
done_testing();
