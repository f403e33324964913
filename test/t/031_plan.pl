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
# in one place of the plan, and no row twice: whether in one sweep or by an index, account after account, is the planner's business
is( scans($all, q{SELECT relation, count(*), sum(times * row_count) <= 1.1 * max(c.reltuples)
                  FROM scan JOIN pg_class c ON c.relname = relation AND c.relnamespace = 'demo'::regnamespace
                  WHERE relation IN ('product_event', 'support_ticket_history', 'engagement', 'survey_send')
                  GROUP BY relation ORDER BY relation COLLATE "C"}),
    "engagement|1|t\nproduct_event|1|t\nsupport_ticket_history|1|t\nsurvey_send|1|t",
    'all accounts: each big source is read once');
is( scans($all, q{SELECT conditions LIKE '%day >= %' AND conditions LIKE '%day <= %' FROM scan WHERE relation = 'product_event'}),
    't', '... usage only for the days that are needed');

# one account, with rows in each of the tables looked at
my $account = $node->safe_psql('postgres', "SELECT account_id FROM cs.account_scores('$day')
    WHERE account_id IN (SELECT account_id FROM cs.source_engagement) AND account_id IN (SELECT account_id FROM cs.source_ticket_change)
    ORDER BY points DESC NULLS LAST, account_id LIMIT 1");
# How each is reached. The organisations of the help desk themselves are read whole: which account one stands for is worked out
# from its link, a match by hand or its own number, and no index holds that. There is one row for each.
my %index = (
    product_event => 'product_event_account_id_day_idx',
    engagement => 'engagement_account_id_occurred_at_idx',
    support_ticket => 'support_ticket_organization_id_created_at_idx',
    support_ticket_history => 'support_ticket_history_ticket_id_at_idx');
my $tickets = "demo.support_ticket JOIN demo.organization_key AS k USING (organization_id)";
my %own = map { split /\|/ } split /\n/, $node->safe_psql('postgres', "
    SELECT 'product_event', count(*) FROM demo.product_event WHERE account_id = $account UNION ALL
    SELECT 'engagement', count(*) FROM demo.engagement AS e JOIN demo.account_key AS k ON k.crm_id = e.account_id WHERE k.account_id = $account UNION ALL
    SELECT 'support_ticket', count(*) FROM $tickets WHERE k.account_id = $account UNION ALL
    SELECT 'support_ticket_history', count(*) FROM demo.support_ticket_history JOIN $tickets USING (ticket_id) WHERE k.account_id = $account");
cmp_ok($own{$_}, '>', 0, "account $account has rows in $_") for sort keys %index;
for my $one ("SELECT * FROM cs.account_scores('$day') WHERE account_id = $account",
    "SELECT * FROM cs.account_score_live WHERE account_id = $account",
    "SELECT * FROM cs.criterion_scores('$day') WHERE account_id = $account",
    "SELECT * FROM cs.why($account, '$day')")
{
    my ($what) = $one =~ /cs\.(\w+)/;
    # EXPLAIN rounds the rows of one pass: what they are at least
    my %scan = map { my ($relation, @rest) = split /\|/; $relation => \@rest } split /\n/, scans($one,
        q{SELECT relation, string_agg(DISTINCT coalesce(index_name, node), ' '), max(row_count * times - (times - 1) / 2) FROM scan GROUP BY relation});
    for my $relation (sort keys %index)
    {
        my ($by, $rows) = @{ $scan{$relation} // [ 'not at all', 0 ] };
        is($by, $index{$relation}, "$what, one account: $relation is read by its index");
        cmp_ok($rows, '<=', $own{$relation}, '... and no row of another account');
    }
}
is( scans("SELECT account_id, points FROM cs.account_score_live", q{SELECT count(*) FROM scan WHERE relation = 'product_event'}),
    '1', 'the live view reads usage once, too, unless the points of earlier days are asked for');

$node->stop;
done_testing();
