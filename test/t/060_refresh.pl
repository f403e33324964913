# A refresh that is killed at any moment, or called by many at once: nothing lost, nothing double, and the next one heals.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nmax_parallel_workers_per_gather = 0\nrestart_after_crash = on");
$node->start;
$node->safe_psql('postgres', q{
    CREATE EXTENSION health_score;
    CREATE TABLE account AS SELECT n AS account_id, 'a' || n AS name, date '2024-01-01' AS started_on FROM generate_series(1, 40) AS n;
    CREATE TABLE usage AS SELECT n AS account_id, d::date AS day, 'u' || u AS user_id, 1 AS events
        FROM generate_series(1, 40) AS n, generate_series(timestamp '2026-01-01', '2026-06-30', '1 day') AS d, generate_series(1, 2) AS u;
    ALTER TABLE usage ADD PRIMARY KEY (account_id, day, user_id);
    SELECT health_score.create_workspace('cs');
    SELECT health_score.bind('cs', 'account', 'SELECT * FROM account');
    SELECT health_score.bind('cs', 'usage', 'SELECT * FROM usage', live_from => '2026-01-01');
    UPDATE cs.model SET minimum_coverage = 0.1});
my $call = q{CALL health_score.refresh('cs', '2026-06-01', '2026-06-10')};

# a hit on every day
$node->safe_psql('postgres', q{SELECT health_score.add_rule('cs', 'daily', 'SELECT $1 - date ''2026-06-01'' + 1 AS account_id', 'One a day', 'call', 'csm', '1 day')});

# what a run that nobody disturbs writes
$node->safe_psql('postgres', $call);
my $content = q{SELECT count(*), count(DISTINCT (account_id, day)), md5(string_agg((account_id, day, revision, points, tier, criterion_values, input_digest)::text, ',' ORDER BY account_id, day))
    FROM cs.account_history};
my $expected = $node->safe_psql('postgres', $content);
like($expected, qr/^400\|400\|/, 'ten days of 40 accounts');
my $hits = q{SELECT count(*), count(DISTINCT day) FROM cs.trigger_hit};
my $expected_hits = $node->safe_psql('postgres', $hits);
like($expected_hits, qr/^[1-9]\d*\|10$/, '... with hits on each of the days');
# a statement in a session of its own, and the session's number
sub background {
    my ($statement) = @_;
    my $out = '';
    my $handle = IPC::Run::start([ 'psql', '-X', '-A', '-t', '-d', $node->connstr('postgres'), '-c', 'SELECT pg_backend_pid()', '-c', $statement ], '>', \$out, '2>', \my $err);
    $handle->pump until $out =~ /^(\d+)\n/;
    return ($handle, $1);
}
my $empty = 'TRUNCATE cs.account_history, cs.refreshed_day; DELETE FROM cs.trigger_hit';

# 8 sessions at once, again and again, as psql calls them
$node->safe_psql('postgres', $empty);
my $calls = 50;
my @sessions = map {
    my $file = PostgreSQL::Test::Utils::tempdir() . "/calls_$_.sql";
    append_to_file($file, "$call;\n" x $calls);
    my ($out, $err) = ('', '');
    { handle => IPC::Run::start([ 'psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', $file ], '>', \$out, '2>', \$err), out => \$out, err => \$err }
} 1 .. 8;
$_->{handle}->finish foreach @sessions;
is(join('', map { ${ $_->{err} } } @sessions), '', '8 sessions of 50 refreshes: no error, no deadlock');
my $all = join('', map { ${ $_->{out} } } @sessions);
my ($done, $skipped) = (scalar(() = $all =~ /^run \d+ done/mg), scalar(() = $all =~ /^skipped/mg));
is($done + $skipped, 8 * $calls, "... each says what it did: $done ran, $skipped were skipped");
is($node->safe_psql('postgres', $content), $expected, '... and the history is that of one run');
is($node->safe_psql('postgres', q{SELECT count(*) FROM cs.refresh_run WHERE status NOT IN ('done')}), '0', '... no run is left open');

# the session is killed at a random moment, 30 times
srand(26);
my ($killed, $lost) = (0, 0);
for my $n (1 .. 30) {
    $node->safe_psql('postgres', $empty) if $n % 3 == 1;
    my ($out, $err) = ('', '');
    my $handle = IPC::Run::start([ 'psql', '-X', '-A', '-t', '-d', $node->connstr('postgres'), '-c', $call ], '>', \$out, '2>', \$err);
    usleep(20_000 + int(rand(600_000)));
    $killed += $node->safe_psql('postgres', q{SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'CALL health_score.refresh%' AND pid <> pg_backend_pid()});
    eval { $handle->finish };
    # no half days: a day is in for everybody, or not at all
    $lost += $node->safe_psql('postgres', 'SELECT count(*) FROM (SELECT day FROM cs.account_history GROUP BY day HAVING count(*) <> 40) AS d');
}
cmp_ok($killed, '>', 10, "30 sessions, $killed of them killed in a refresh");
is($lost, 0, '... no day is in by half');
$node->safe_psql('postgres', $call);
is($node->safe_psql('postgres', $content), $expected, '... and the next refresh heals');
is($node->safe_psql('postgres', $hits), $expected_hits, '... hits as well');
is($node->safe_psql('postgres', q{SELECT count(*) FROM cs.refresh_run WHERE status = 'running'}), '0', '... the dead runs are marked');

# A session is killed between two batches: another one takes the lock that every batch takes first, so that the run stands still there.
$node->safe_psql('postgres', "$empty; DELETE FROM cs.refresh_run");
my ($lock, $lock_pid) = background(q{DO $$ BEGIN
    WHILE (SELECT coalesce(max(r.batches_done), 0) < 3 FROM cs.refresh_run r) LOOP PERFORM pg_sleep(0.002); END LOOP;
    PERFORM health_score.lock_history('cs', true), pg_sleep(180);
END $$});
my ($run, $run_pid) = background($call);
ok($node->poll_query_until('postgres', qq{SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = $lock_pid AND granted)
    AND EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = $run_pid AND NOT granted)}), 'a run has done some of its batches, and waits for the next');
my ($batches) = $node->safe_psql('postgres', 'SELECT batches_done FROM cs.refresh_run');
cmp_ok($batches, '<', 10, "... with $batches of 10 done");
is($node->safe_psql('postgres', 'SELECT count(*), count(DISTINCT day) FROM cs.account_history'), 40 * $batches . "|$batches", '... which are in, whole');
is($node->safe_psql('postgres', $call), 'skipped: another session refreshes', '... and whoever calls now is told so');
$node->safe_psql('postgres', "SELECT pg_terminate_backend($run_pid, 10000)");
eval { $run->finish };
is($node->safe_psql('postgres', 'SELECT status, batches_done FROM cs.refresh_run'), "running|$batches", 'it is killed there, and could not say so');
$node->safe_psql('postgres', "SELECT pg_terminate_backend($lock_pid, 10000)");
eval { $lock->finish };
# four call at once, and name no days: what the dead run was asked for and has not done
my @heirs = map { my $out = ''; { out => \$out, handle => IPC::Run::start([ 'psql', '-X', '-A', '-t', '-d', $node->connstr('postgres'), '-c', q{CALL health_score.refresh('cs', to_date => '2026-06-10')} ], '>', \$out) } } 1 .. 4;
$_->{handle}->finish foreach @heirs;
my @said = map { ${ $_->{out} } } @heirs;
my $left = 10 - $batches;
is(scalar(grep { /^run \d+ done: $left of $left batches, @{[ 40 * $left ]} rows written$/ } @said), 1, 'of four callers one takes over and does the rest')
    or diag(@said);
is(scalar(grep { !/^run|^skipped|^up to date/ } @said), 0, '... the others leave it to that one');
is($node->safe_psql('postgres', $content), $expected, '... nothing is lost');
is($node->safe_psql('postgres', $hits), $expected_hits, '... nor the hits of the days that the dead run did');
is($node->safe_psql('postgres', q{SELECT sum(rows_written), (SELECT count(*) FROM cs.account_history), (SELECT max(revision) FROM cs.account_history), (SELECT count(*) FROM cs.refreshed_day) FROM cs.refresh_run}), '400|400|1|10',
    '... nothing is double');
is($node->safe_psql('postgres', q{SELECT string_agg(status, ' ' ORDER BY run_id) FROM cs.refresh_run}), 'dead done', '... and the dead run is marked');

# the whole server is killed, 10 times
for my $n (1 .. 10) {
    $node->safe_psql('postgres', $empty) if $n % 2 == 1;
    my ($out, $err) = ('', '');
    my $handle = IPC::Run::start([ 'psql', '-X', '-A', '-t', '-d', $node->connstr('postgres'), '-c', $call ], '>', \$out, '2>', \$err);
    usleep(20_000 + int(rand(500_000)));
    $node->stop('immediate');
    eval { $handle->finish };
    $node->start;
    $lost += $node->safe_psql('postgres', 'SELECT count(*) FROM (SELECT day FROM cs.account_history GROUP BY day HAVING count(*) <> 40) AS d');
}
is($lost, 0, '10 crashes: no day is in by half');
$node->safe_psql('postgres', $call);
is($node->safe_psql('postgres', $content), $expected, '... and the next refresh heals');

# Dump and restore of a workspace that is full: the same on both sides, row level security on, and it goes on.
$node->safe_psql('postgres', q{CREATE ROLE csm_a; SELECT health_score.grant_role('cs', 'csm_a', 'csm'); UPDATE cs.trigger_rule SET active_from = '2026-01-01';
    INSERT INTO cs.trigger_hit (account_id, day, rule, tier, cause, evidence) VALUES (1, '2026-06-10', 'slide', 'green', 'customer', '{}');
    SELECT cs.refresh_details('2026-06-10'), cs.open_alerts('2026-06-10'), health_score.record_action('cs', '1', 'call')});
my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
$node->command_ok([ 'pg_dump', '-d', $node->connstr('postgres'), '-f', $dump ], 'a dump');
$node->safe_psql('postgres', 'CREATE DATABASE copy');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('copy'), '-f', $dump ], '... restored');
is($node->safe_psql('copy', $content), $expected, '... with the same history');
my $rest = q{SELECT (SELECT count(*) FROM cs.alert), (SELECT count(*) FROM cs.alert_event), (SELECT count(*) FROM cs.action), (SELECT count(*) FROM cs.trigger_rule), (SELECT count(*) FROM cs.account_detail),
    (SELECT count(*) FROM pg_policies WHERE schemaname = 'cs'), (SELECT count(*) FROM pg_class WHERE relnamespace = 'cs'::regnamespace AND relrowsecurity)};
is($node->safe_psql('copy', $rest), $node->safe_psql('postgres', $rest), '... cases, actions, rules and policies');
is($node->safe_psql('copy', q{SET ROLE csm_a; SELECT count(*) FROM cs.account_history}), '0', '... row level security is on');
is($node->safe_psql('copy', q{SELECT health_score.record_action('cs', '2', 'email') > 1}), 't', '... the next number is the next');
is($node->safe_psql('copy', q{CALL health_score.refresh('cs', '2026-06-10', '2026-06-11')}), 'run ' . (1 + $node->safe_psql('postgres', 'SELECT max(run_id) FROM cs.refresh_run')) . ' done: 2 of 2 batches, 40 rows written',
    '... and the next refresh goes on');

$node->stop;
done_testing();
