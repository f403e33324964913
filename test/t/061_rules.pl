# Four months of the demo warehouse, refreshed: what the trigger rules hit is what an oracle in plain SQL finds, and an outage of a feed, a new
# model and the backfill itself open no case for a customer.
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
command_ok([ 'psql', '-X', '-q', '-v', 'accounts=120', '-d', $server, '-f', "$test/demo/load.sql" ], 'a demo warehouse of 120 accounts');
command_ok([ 'psql', '-X', '-q', '-d', $server, '-f', "$test/demo/bind.sql" ], '... bound');
$node->safe_psql('postgres', q{UPDATE cs.trigger_rule SET active_from = '2026-01-01'});

my ($from, $to) = ('2026-02-26', '2026-06-25');
like($node->safe_psql('postgres', "CALL health_score.refresh('cs', '$from', '$to')"), qr/^run 1 done: 120 of 120 batches/, '120 days are refreshed');

# the history is what a score of the day gives: 40 accounts and days drawn, and all accounts of two days
my $differ = q{(h.points, h.worst, h.best, h.coverage, h.model_coverage, h.reason) IS DISTINCT FROM (s.points, s.worst, s.best, s.coverage, s.model_coverage, s.reason)};
is($node->safe_psql('postgres', qq{SELECT count(*), count(*) FILTER (WHERE $differ)
    FROM (SELECT * FROM cs.account_history ORDER BY hashtext(account_id::text || day) LIMIT 40) AS h
    CROSS JOIN LATERAL (SELECT * FROM cs.account_scores(h.day) AS x WHERE x.account_id = h.account_id) AS s}), '40|0', '... to the last bit, for pairs drawn');
is($node->safe_psql('postgres', qq{SELECT count(*) > 150, count(*) FILTER (WHERE $differ OR h.account_id IS NULL)
    FROM unnest(ARRAY[date '2026-04-01', '2026-06-20']) AS d (day) CROSS JOIN LATERAL cs.account_scores(d.day) AS s
    LEFT JOIN cs.account_history AS h ON h.account_id = s.account_id AND h.day = d.day}), 't|0', '... and for all accounts of two days');

my ($out, $err) = run_command([ 'psql', '-X', '-v', "from_day=$from", '-v', "to_day=$to", '-d', $server, '-f', "$test/oracle/rules.sql" ]);
is($err, '', 'the oracle ran');
note($out);
my @rules = map { [ split /\|/ ] } split /\n/, $out;
cmp_ok(scalar(@rules), '>=', 9, 'rules that hit: ' . join(', ', map { "$_->[0] $_->[1]" } @rules));
is(join(' ', grep { my $rule = $_; !grep { $_->[0] eq $rule && $_->[1] > 0 } @rules } qw(component_dropped critical_ticket renewal_due renewal_overdue billing champion_left)), '', '... those from the sources among them');
is(join(' ', map { $_->[0] } grep { $_->[2] != 0 } @rules), '', '... each as the oracle has it, day by day');
is($node->safe_psql('postgres', 'SELECT count(*) FROM cs.alert'), '0', 'four months of backfill open no case');

# The usage feed stops for four days: scores go on from what there is, and nothing of it is a customer's doing.
$node->safe_psql('postgres', q{CREATE TABLE usage_now AS SELECT * FROM cs.source_usage; DELETE FROM usage_now WHERE day BETWEEN '2026-06-26' AND '2026-06-29';
    CREATE INDEX ON usage_now (account_id, day);
    SELECT health_score.bind('cs', 'usage', 'SELECT * FROM usage_now', as_of => 'assumed')});
$node->safe_psql('postgres', q{SELECT health_score.observe_feeds('cs'); CALL health_score.refresh('cs', '2026-06-26', '2026-06-29')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM cs.trigger_hit h JOIN cs.trigger_rule r USING (rule) WHERE h.day BETWEEN '2026-06-26' AND '2026-06-29' AND h.cause = 'customer'
    AND r.rule IN ('month_below_60', 'usage_declining') AND NOT EXISTS (SELECT FROM cs.measures('2026-06-25') m WHERE m.account_id = h.account_id AND m.measure IN ('worst_month', 'declining_weeks')
        AND (m.value < 0.6 AND m.measure = 'worst_month' OR m.flag = 'declining'))}), '0', 'an outage of four days is no decline of usage');

# A new version changes every score at once, and that is nobody's doing either.
$node->safe_psql('postgres', q{SELECT health_score.activate_model('cs', 'four_component', owner => 'ops')});
my $version = $node->safe_psql('postgres', q{SELECT health_score.copy_model('cs', 'four_component')});
my $key = $node->safe_psql('postgres', qq{UPDATE cs.criterion SET weight = weight * 3 WHERE version = $version AND component = 'usage'; SELECT model_key FROM cs.model WHERE version = $version});
$node->safe_psql('postgres', qq{DELETE FROM cs.refreshed_day WHERE day < '2026-06-10'; CALL health_score.refresh('cs', '2026-06-10', '2026-06-29', model_key => $key)});
my $transitions = q{SELECT count(*) FROM cs.tier_transition WHERE as_of = '2026-06-29'};
$node->safe_psql('postgres', qq{SELECT health_score.activate_model('cs', 'four_component', $version)});
is($node->safe_psql('postgres', q{SELECT DISTINCT model_key FROM cs.account_score}), $key, 'another version is in use');
is($node->safe_psql('postgres', q{SELECT count(*) FROM cs.tier_transition t WHERE NOT EXISTS (SELECT FROM cs.account_history h WHERE h.account_id = t.account_id AND h.model_key = t.model_key AND h.day < t.as_of)}), '0',
    '... and each of its transitions is one of its own history');
is($node->safe_psql('postgres', 'SELECT count(*) FROM cs.alert'), '0', '... which opened no case');

$node->stop;
done_testing();
