# Every function of the extension that changes nothing, called with NULL, the ends of every range and a few ordinary values
# in many combinations: a wrong argument is told as such, whatever is called and however.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $include = abs_path(dirname(__FILE__) . '/../include');
# values of each argument and combinations: for functions in C, and for those in SQL and PL/pgSQL, whose arguments PostgreSQL
# takes care of, and of which some read the whole catalog for a second
my ($native, $others) = $ENV{HS_LONG} ? ('1000, 50000', '1000, 1000') : ('1000, 2000', '2, 20');
my $node = PostgreSQL::Test::Cluster->new('extremes');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nclient_min_messages = warning\nlog_min_messages = panic");
$node->start;
$node->safe_psql('postgres', q{
    CREATE EXTENSION health_score;
    ALTER DATABASE postgres SET search_path = health_score, public;
});
$node->safe_psql('postgres', 'SET search_path = public, health_score;' . slurp_file("$include/$_")) for ('values.sql', 'calls.sql');

is( $node->safe_psql('postgres', 'SELECT t FROM the_types() AS t WHERE t NOT IN (SELECT type FROM the_value_tables)'),
    '', 'every type of the extension has values');
# one session: what a function leaves behind meets the next one. What writes is volatile, and so left out.
$node->safe_psql('postgres', qq{
    SELECT setseed(0.5);
    SELECT count(CASE WHEN l.lanname IN ('sql', 'plpgsql') THEN call_all(p, $others) ELSE call_all(p, $native) END)
    FROM the_functions() AS p JOIN pg_language AS l ON l.oid = p.prolang WHERE p.provolatile <> 'v'});
is( $node->safe_psql('postgres', q{SELECT function || ': ' || defects || ', for example ' || left(defect, 1000) FROM call_result WHERE defects > 0}),
    '', 'no error but of wrong arguments, and what is returned reads back');
my ($functions, $never, $calls, $returned) = split /\|/, $node->safe_psql('postgres', q{
    SELECT count(*), string_agg(function, ', ') FILTER (WHERE calls = 0), sum(calls), sum(returned) FROM call_result});
is($never, '', "$functions functions were called");
cmp_ok($returned, '>', $calls / 5, "... and answered $returned of $calls calls");
is( $node->safe_psql('postgres', q{
        SELECT function FROM call_result JOIN the_functions() p ON p.oid::regprocedure::text = function
        WHERE returned = 0 AND p.probin IS NOT NULL AND NOT 'internal'::regtype = ANY (p.proargtypes)}),
    '', '... each of the library at least one');

# A moving frame takes rows away again, and combines none: the same values, all at once
for my $aggregate (split /\n/, $node->safe_psql('postgres', q{
        SELECT p.proname || '(' || string_agg('a' || u.n, ', ' ORDER BY u.n) || ')|'
               || string_agg(format('(SELECT v AS a%s FROM %I) AS t%1$s', u.n, t.name), ', ' ORDER BY u.n)
        FROM the_functions() p JOIN pg_aggregate g ON g.aggfnoid = p.oid, unnest(p.proargtypes) WITH ORDINALITY AS u(type, n)
        JOIN the_value_tables t ON t.type = u.type
        GROUP BY p.oid, p.proname ORDER BY p.proname, p.oid::regprocedure::text}))
{
    my ($call, $from) = split /\|/, $aggregate;
    $from = "(SELECT * FROM $from LIMIT 3000) AS r";
    my ($status, $out, $err) = $node->psql('postgres', qq{
        \\set VERBOSITY verbose
        SELECT count(*) FROM (SELECT $call FROM $from) AS all_at_once;
        SELECT count(*) FROM (SELECT $call OVER (ORDER BY a1::text ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM $from) AS moving},
        on_error_stop => 0);
    isnt($status, 2, "$call: the server lives");
    my @wrong = grep { /ERROR: / && !/ERROR:  (?:22|54)/ } split /\n/, $err;
    is("@wrong", '', '... and refuses what it must');
}

done_testing();
