# Real input: an export of a SaaS company, loaded as it is and bound by a short script, scored for every month-end of 2024.
# The files are not part of the project: the test looks for them in ../shared/data.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $test = abs_path(dirname(__FILE__) . '/..');
my $data = "$test/../../shared/data";
plan skip_all => "there is no $data/ravenstack_accounts.csv" unless -f "$data/ravenstack_accounts.csv";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'jit = off'); # the notice of create_workspace says why
$node->start;
my $server = $node->connstr('postgres');

$node->safe_psql('postgres', 'CREATE EXTENSION health_score');
command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-v', "data=$data", '-d', $server, '-f', "$test/ravenstack/load.sql" ],
    'the files load as they are, into text columns');
command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $server, '-f', "$test/ravenstack/bind.sql" ],
    'the script binds them');
open(my $script, '<', "$test/ravenstack/bind.sql") or die $!;
my @lines = <$script>;
cmp_ok(scalar(@lines), '<=', 60, '... in at most 60 lines');

# accounts started by the day (their sign-up), and those of them with points
my %expected = (
    '2024-01-31' => '243|187', '2024-02-29' => '256|210', '2024-03-31' => '283|225', '2024-04-30' => '305|236',
    '2024-05-31' => '327|262', '2024-06-30' => '348|285', '2024-07-31' => '374|311', '2024-08-31' => '395|327',
    '2024-09-30' => '420|352', '2024-10-31' => '451|365', '2024-11-30' => '483|394', '2024-12-31' => '500|419');

$node->safe_psql('postgres', q{CREATE TABLE scored AS SELECT 0 AS run, DATE '2024-01-01' AS as_of, s.*
                                 FROM raven.account_scores('2024-01-01') s WITH NO DATA});
for my $run (1, 2) {
    $node->safe_psql('postgres', "INSERT INTO scored SELECT $run, DATE '$_', s.* FROM raven.account_scores('$_') s")
        for sort keys %expected;
}
for my $day (sort keys %expected) {
    is($node->safe_psql('postgres', "SELECT count(*), count(points) FROM scored WHERE run = 1 AND as_of = '$day'"),
        $expected{$day}, "$day: accounts started, accounts with points");
}
is( $node->safe_psql('postgres', q{
        SELECT count(*) FROM scored s
        WHERE (s.points IS NULL) <> (s.reason IS NOT NULL) OR (s.points IS NULL) <> (s.coverage < 0.6) OR s.main_reason IS NULL
           OR s.points NOT BETWEEN s.worst AND s.best OR s.model_coverage >= 1}),
    '0', 'who has no points says why, and nobody is sure of more than was bound');
is( $node->safe_psql('postgres', q{SELECT count(*), count(DISTINCT s::text) FROM (SELECT (to_jsonb(scored) - 'run') AS s FROM scored) x}),
    '8770|4385', 'a second run gives the same bits');
# Old enough: half a year of life, and use in the baseline, so that there is something to compare with. Some of these
# accounts hardly ever used the product: a baseline of nothing says so, as newly_active.
is( $node->safe_psql('postgres', q{
        SELECT count(*) FROM scored s JOIN raven.measures('2024-12-31') m USING (account_id)
        WHERE s.run = 1 AND s.as_of = '2024-12-31' AND m.measure = 'usage_level'
          AND s.tenure > 210 AND s.points IS NULL AND m.flag IS DISTINCT FROM 'newly_active'}),
    '0', 'every account old enough has points');

is( $node->safe_psql('postgres', q{
        SELECT item, state, added_weight_percent FROM raven.readiness WHERE would_add IS NOT NULL AND added_weight_percent > 0
        ORDER BY added_weight_percent DESC, item}),
    "usage|column missing|35.0\nengagement|missing|21.3\nfeature|missing|18.8\nentitlement|missing|8.8\ncontact|missing|7.5\npulse|missing|3.8",
    'readiness says what is missing, and how much of the model it would add');

$node->stop;
done_testing();
