# Damaged input: thousands of mutated texts and binary images for every type of the extension. None is an error of another
# kind than wrong input, and what is accepted reads back. The states of aggregates cannot come in that way.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $include = abs_path(dirname(__FILE__) . '/../include');
my $mutations = $ENV{HS_LONG} ? 100_000 : 10_000;
my $node = PostgreSQL::Test::Cluster->new('mutations');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nclient_min_messages = warning");
$node->start;

if ($node->psql('postgres', q{LOAD '$libdir/health_score_boundary'}) != 0)
{
    plan skip_all => 'needs test/modules/boundary: make -C test/modules/boundary install';
}
$node->safe_psql('postgres', q{
    CREATE EXTENSION health_score;
    ALTER DATABASE postgres SET search_path = health_score, public;
    CREATE FUNCTION public.receive(bytes bytea, example anyelement) RETURNS anyelement LANGUAGE c AS '$libdir/health_score_boundary', 'hs_test_receive';
    CREATE FUNCTION public.stored(value anyelement) RETURNS bytea LANGUAGE c STRICT AS '$libdir/health_score_boundary', 'hs_test_stored';
});
$node->safe_psql('postgres', 'SET search_path = public, health_score;' . slurp_file("$include/$_")) for ('values.sql', 'mutations.sql');

is( $node->safe_psql('postgres', q{
        SELECT p.oid::regprocedure FROM the_functions() p JOIN pg_aggregate g ON g.aggfnoid = p.oid
        WHERE g.aggtranstype IN (SELECT the_types()) AND p.oid::regprocedure::text NOT IN (SELECT aggregate FROM state_image)}),
    '', 'a state of every aggregate, without its final function');
is($node->safe_psql('postgres', 'SELECT DISTINCT aggregate FROM state_image WHERE sound IS NOT TRUE'), '',
    '... sends and shows the value that it stands for');

for my $type (split /\n/, $node->safe_psql('postgres', 'SELECT the_types()'))
{
    $node->safe_psql('postgres', "SELECT mutate('$type', $mutations)");
    for my $form ('text', 'binary')
    {
        my ($tried, $accepted, $defects, $defect) = split /\|/,
            $node->safe_psql('postgres', qq{SELECT tried, accepted, defects, coalesce(defect, '')
                                            FROM mutation_result WHERE type = '$type' AND form = '$form'}), 4;
        is("$defects $defect", '0 ', "$type: of $tried mutations in $form, $accepted are accepted and read back, the others refused");
        ok($accepted > $tried / 1000 && $accepted < $tried, '... some and some');
    }
}

is($node->safe_psql('postgres', 'SELECT 1'), '1', 'the server lives');
done_testing();
