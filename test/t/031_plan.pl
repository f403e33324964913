# How a score reads the warehouse: each big source once, restricted to the days it needs, and by index for one account.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my $test = abs_path(dirname(__FILE__) . '/..');
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nfsync = off\nmax_parallel_workers_per_gather = 0");
$node->start;
my $server = $node->connstr('postgres');

$node->safe_psql('postgres', 'CREATE EXTENSION health_score');
command_ok([ 'psql', '-X', '-q', '-v', 'accounts=200', '-d', $server, '-f', "$test/demo/load.sql" ], 'a demo warehouse of 200 accounts');
command_ok([ 'psql', '-X', '-q', '-d', $server, '-f', "$test/demo/bind.sql" ], '... bound');
my $day = $node->safe_psql('postgres', 'SELECT max(day) FROM cs.source_usage');

# the answer of a query about the scans of a plan
sub scans {
    my ($plan_of, $question) = @_;
    my $file = PostgreSQL::Test::Utils::tempdir() . '/scans.sql';
    append_to_file($file, "\\i $test/include/plans.sql\nCREATE TEMP TABLE scan AS SELECT * FROM pg_temp.scans(\$\$$plan_of\$\$);\n$question;\n");
    my ($out, $err) = run_command([ 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $server, '-f', $file ]);
    unlink $file;
    return "$err$out";
}

my $all = "SELECT * FROM cs.account_scores('$day')";
is( scans($all, q{SELECT relation, count(*), sum(times) FROM scan
                  WHERE relation IN ('product_event', 'support_ticket_history', 'engagement', 'survey_send')
                  GROUP BY relation ORDER BY relation COLLATE "C"}),
    "engagement|1|1\nproduct_event|1|1\nsupport_ticket_history|1|1\nsurvey_send|1|1",
    'all accounts: each big source is read once');
is( scans($all, q{SELECT conditions LIKE '%day >= %' AND conditions LIKE '%day <= %' FROM scan WHERE relation = 'product_event'}),
    't', '... usage only for the days that are needed');

my $account = $node->safe_psql('postgres', "SELECT account_id FROM cs.account_scores('$day') ORDER BY points DESC NULLS LAST LIMIT 1");
my $own = $node->safe_psql('postgres', "SELECT count(*) FROM cs.source_usage WHERE account_id = $account");
for my $one ("SELECT * FROM cs.account_scores('$day') WHERE account_id = $account",
    "SELECT * FROM cs.account_score_live WHERE account_id = $account",
    "SELECT * FROM cs.criterion_scores('$day') WHERE account_id = $account",
    "SELECT * FROM cs.why($account, '$day')")
{
    my ($what) = $one =~ /cs\.(\w+)/;
    is( scans($one, q{SELECT bool_and(index_name IS NOT NULL AND conditions LIKE '%account_id%') FROM scan WHERE relation = 'product_event'}),
        't', "$what, one account: usage is read by an index on the account");
    cmp_ok(scans($one, q{SELECT coalesce(max(row_count), 0) FROM scan WHERE relation = 'product_event'}),
        '<=', $own * 1.2, '... and no row of another account');
}
is( scans("SELECT account_id, points FROM cs.account_score_live", q{SELECT count(*) FROM scan WHERE relation = 'product_event'}),
    '1', 'the live view reads usage once, too, unless the points of earlier days are asked for');

$node->stop;
done_testing();
