# pg_cron really runs the jobs that schedule() registers; a run that fails shows as failed.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
my ($libraries) = run_command([ 'pg_config', '--pkglibdir' ]);
if (!-f "$libraries/pg_cron.so") {
    plan skip_all => 'pg_cron is not installed for this server';
}
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_cron'\ncron.database_name = 'postgres'\ncron.use_background_workers = on\njit = off\nfsync = off");
$node->start;
$node->safe_psql('postgres', q{
    CREATE EXTENSION pg_cron;
    CREATE EXTENSION health_score;
    CREATE TABLE account AS SELECT n AS account_id, 'a' || n AS name, date '2024-01-01' AS started_on FROM generate_series(1, 3) AS n;
    SELECT health_score.create_workspace('cs');
    SELECT health_score.bind('cs', 'account', 'SELECT * FROM account')});

# registering twice is registering once
$node->safe_psql('postgres', q{SELECT * FROM health_score.schedule('cs')});
is($node->safe_psql('postgres', q{SELECT count(*), bool_and(result LIKE 'pg_cron job %') FROM health_score.schedule('cs')}), '5|t', 'five jobs are registered');
is($node->safe_psql('postgres', q{SELECT jobname, schedule, command FROM cron.job ORDER BY jobname}), join("\n",
    q{health_score cs events|*/5 * * * *|CALL health_score.check_events('cs')}, q{health_score cs late rows|40 4 * * *|CALL health_score.refresh('cs', look_back => 3)}, q{health_score cs observe|5 3 * * *|SELECT health_score.observe_feeds('cs')},
    q{health_score cs refresh|15 * * * *|CALL health_score.refresh('cs')}, q{health_score cs retain|40 3 1 * *|CALL health_score.retain('cs')}), '... each once, as it says');

# the refresh as it is, and one that cannot succeed; both every minute, so that nobody has to wait
$node->safe_psql('postgres', q{
    UPDATE cron.job SET schedule = '* * * * *' WHERE jobname IN ('health_score cs refresh', 'health_score cs events');
    SELECT cron.schedule('health_score nowhere refresh', '* * * * *', $$CALL health_score.refresh('nowhere')$$)});
ok($node->poll_query_until('postgres', q{SELECT count(DISTINCT jobid) = 3 FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')}), 'pg_cron ran them');
is($node->safe_psql('postgres', q{SELECT DISTINCT j.jobname, d.status, CASE d.status WHEN 'failed' THEN substring(d.return_message FROM 'there is no workspace .nowhere.') END
    FROM cron.job_run_details d JOIN cron.job j USING (jobid) WHERE d.status IN ('succeeded', 'failed') ORDER BY 1}),
    "health_score cs events|succeeded|\nhealth_score cs refresh|succeeded|\nhealth_score nowhere refresh|failed|there is no workspace 'nowhere'", '... and what failed shows as failed, and why');
is($node->safe_psql('postgres', q{SELECT count(DISTINCT account_id), bool_and(day = (now() AT TIME ZONE 'UTC')::date - 1) FROM cs.account_history}), '3|t', '... yesterday is in the history');
is($node->safe_psql('postgres', q{SELECT health_score.unschedule('cs')}), '5', 'unschedule takes them away');
is($node->safe_psql('postgres', q{SELECT jobname FROM cron.job}), 'health_score nowhere refresh', '... and no other');

$node->stop;
done_testing();
