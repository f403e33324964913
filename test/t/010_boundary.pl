# Where C++ meets PostgreSQL: every kind of exception and of error goes through the boundary, and leaves nothing behind.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = PostgreSQL::Test::Cluster->new('boundary');
$node->init;
$node->start;

if ($node->psql('postgres', q{LOAD '$libdir/health_score_boundary'}) != 0)
{
    plan skip_all => 'needs test/modules/boundary: make -C test/modules/boundary install';
}

$node->safe_psql('postgres', q{
    CREATE FUNCTION fail(way text) RETURNS int LANGUAGE c STRICT AS '$libdir/health_score_boundary', 'hs_test_fail';
    CREATE FUNCTION no_rows() RETURNS int LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_rows';
    CREATE FUNCTION other_rows() RETURNS TABLE (a int, b int, c int) LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_rows';
    CREATE FUNCTION no_record() RETURNS int LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_record';
    CREATE FUNCTION other_record(OUT a int, OUT b int, OUT c int) LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_record';
    CREATE FUNCTION run(milliseconds int) RETURNS int LANGUAGE c STRICT AS '$libdir/health_score_boundary', 'hs_test_run';
    CREATE FUNCTION live() RETURNS int LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_live';
    CREATE FUNCTION resident() RETURNS int LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_resident';

    CREATE FUNCTION told(statement text, OUT state text, OUT message text, OUT detail text, OUT hint text, OUT constraint_name text)
    LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE statement;
        state := 'no error';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL,
            hint = PG_EXCEPTION_HINT, constraint_name = CONSTRAINT_NAME;
    END
    $$;
    CREATE TABLE way (n int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, statement text, state text, message text, detail text, hint text);
    INSERT INTO way (statement, state, message, detail, hint) VALUES
        ($$SELECT fail('error of the core')$$, '22003', 'a message', 'A detail.', 'A hint.'),
        ($$SELECT fail('long error')$$, '22023', repeat('€', 170), repeat('€', 170), repeat('€', 170)),
        ($$SELECT fail('percent signs')$$, '22023', '100 %s of %n', '%d', '%m'),
        ($$SELECT fail('bad_alloc')$$, '53200', 'out of memory', NULL, ''),
        ($$SELECT fail('huge vector')$$, '53200', 'out of memory', NULL, ''),
        ($$SELECT fail('impossible vector')$$, '54000', 'a value is too large for this function of health_score', '', ''),
        ($$SELECT fail('length_error')$$, '54000', 'a value is too large for this function of health_score', '', ''),
        ($$SELECT fail('std::exception')$$, 'XX000', 'a mistake of ours', '', ''),
        ($$SELECT fail('an int')$$, 'XX000', 'unknown C++ exception in health_score', '', ''),
        ($$SELECT fail('a pointer')$$, 'XX000', 'unknown C++ exception in health_score', '', ''),
        ($$SELECT fail('destructor that throws')$$, '22023', 'after a destructor that threw', '', ''),
        ($$SELECT fail('error of PostgreSQL')$$, '22P02', 'invalid input syntax for type integer: "abc"', '', ''),
        ($$SELECT fail('error with all fields')$$, '23514', 'all fields', 'Its detail.', 'Its hint.'),
        ($$SELECT fail('allocation that PostgreSQL refuses')$$, 'XX000', 'invalid memory alloc request size 1073741824', '', ''),
        ($$SELECT fail('pg_call within pg_call''s caller')$$, '22012', 'from the inner boundary', '', ''),
        ($$SELECT fail('invalid name')$$, '22021', 'invalid byte sequence for encoding "UTF8": 0xff', '', ''),
        ($$SELECT no_rows()$$, '0A000', 'a function that returns rows was called where rows cannot be taken', '', 'Call it in FROM.'),
        ($$SELECT * FROM other_rows()$$, 'XX000', 'health_score: the SQL declaration of this function has another number of columns', '', ''),
        ($$SELECT no_record()$$, 'XX000', 'health_score: the SQL declaration of this function names no row type', '', ''),
        ($$SELECT other_record()$$, 'XX000', 'health_score: the SQL declaration of this function has another number of columns', '', '');
});

is($node->safe_psql('postgres', q{SELECT fail('not at all')}), '7', 'a call that does not fail returns');

# each way: SQLSTATE, message, detail, hint
is( $node->safe_psql('postgres', q{
        SELECT statement, r.* FROM way, told(statement) AS r
        WHERE (r.state, r.message, r.hint) IS DISTINCT FROM (way.state, way.message, way.hint)
           OR way.detail IS NOT NULL AND r.detail IS DISTINCT FROM way.detail}),
    '',
    'each exception and each error arrives as what it is');
is( $node->safe_psql('postgres', q{SELECT constraint_name FROM told($$SELECT fail('error with all fields')$$)}),
    'its_constraint',
    'an error of PostgreSQL keeps the fields that we know nothing of');

# A session that sees 100,000 errors, each in a subtransaction of its own; memory is compared with what it was after the first 10,000.
my $leak = $node->safe_psql('postgres', q{
    CREATE TABLE seen (errors int, live int, resident int);
    DO $$
    DECLARE
        statements text[] := (SELECT array_agg(statement ORDER BY n) FROM way);
    BEGIN
        FOR i IN 1 .. 100000 LOOP
            BEGIN
                EXECUTE statements[1 + i % array_length(statements, 1)];
                RAISE EXCEPTION 'no error: %', statements[1 + i % array_length(statements, 1)] USING ERRCODE = 'ASSRT';
            EXCEPTION
                WHEN assert_failure THEN RAISE;
                WHEN OTHERS THEN NULL;
            END;
            IF i % 10000 = 0 THEN
                INSERT INTO seen VALUES (i, live(), resident());
            END IF;
        END LOOP;
    END
    $$;
    SELECT max(errors), max(live), max(resident) FILTER (WHERE errors > 10000) - max(resident) FILTER (WHERE errors = 10000) FROM seen;
});
my ($errors, $live, $growth) = split /\|/, $leak;
is($errors, 100000, '100,000 errors in one session');
is($live, 0, 'no C++ object is left');
cmp_ok($growth, '<', 4096, "resident memory grows by less than 4 MB over the last 90,000 ($growth kB)");

# each error on its own, outside a subtransaction: the session goes on
my $session = '';
$session .= "SELECT fail('$_');\n" for ('error of the core', 'error of PostgreSQL', 'an int', 'bad_alloc');
$session .= "SELECT live(), fail('not at all');\n";
my ($status, $out, $err) = $node->psql('postgres', $session, on_error_stop => 0);
is($out, '0|7', 'a session goes on after errors');

# cancel: it answers at once, and nothing is left
my $before = time;
($status, $out, $err) = $node->psql('postgres', q{
    SET statement_timeout = '300ms';
    SELECT run(20000);
    RESET statement_timeout;
    SELECT live();}, on_error_stop => 0);
my $took = time - $before;
like($err, qr/canceling statement due to statement timeout/, 'a loop can be cancelled');
is($out, '0', '... and leaves no object');
cmp_ok($took, '<', 5, "... soon ($took s)");

# an interrupt that asks for something else is served in the loop, which then goes on
is( $node->safe_psql('postgres', 'SELECT run(100) FROM pg_log_backend_memory_contexts(pg_backend_pid())'),
    '7',
    'an interrupt that ends nothing does not end the computation');
like(slurp_file($node->logfile), qr/logging memory contexts of PID/, '... but is served');

# the end of the session is not the end of the server
($status, $out, $err) = $node->psql('postgres', 'SELECT run(20000) FROM pg_terminate_backend(pg_backend_pid())');
like($err, qr/terminating connection due to administrator command/, 'a loop can be terminated');
is($node->safe_psql('postgres', 'SELECT 1'), '1', '... and the server lives');

done_testing();
