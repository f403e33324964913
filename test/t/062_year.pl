# A range of days by refresh is what scoring day by day gives, to the last bit. Six days of 150 accounts; with HS_LONG a year of 1,000, and its trigger
# rules against the oracle.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(abs_path);
use File::Basename qw(dirname);

my ($accounts, $from, $days) = $ENV{HS_LONG} ? (1000, '2025-07-01', 365) : (150, '2026-06-25', 6);
my $test = abs_path(dirname(__FILE__) . '/..');
my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', "jit = off\nfsync = off\nshared_buffers = 256MB\nwork_mem = 64MB\nmax_parallel_workers_per_gather = 0");
$node->start;
my $server = $node->connstr('postgres');
$node->safe_psql('postgres', 'CREATE EXTENSION health_score');
command_ok([ 'psql', '-X', '-q', '-v', "accounts=$accounts", '-d', $server, '-f', "$test/demo/load.sql" ], "a demo warehouse of $accounts accounts");
command_ok([ 'psql', '-X', '-q', '-d', $server, '-f', "$test/demo/bind.sql" ], '... bound');
$node->safe_psql('postgres', q{UPDATE cs.trigger_rule SET active_from = '2025-01-01'});
like($node->safe_psql('postgres', "CALL health_score.refresh('cs', '$from', '2026-06-30')", timeout => 7200), qr/^run 1 done: $days of $days batches/, "$days days are refreshed");

# What a score of the day gives, and what the history has of it: also the card made again, in which every criterion has its points, and the raw values.
# The text of a float tells all of its bits.
$node->safe_psql('postgres', q{
    CREATE FUNCTION scored(as_of date, wanted bigint[]) RETURNS TABLE (account_id bigint, told text) LANGUAGE sql STABLE SET extra_float_digits = 1 AS $$
        WITH card AS MATERIALIZED (
            SELECT * FROM cs.scorecards(as_of) x WHERE coalesce(x.account_id = ANY (wanted), true)
        )
        SELECT c.account_id, concat_ws('|', health_score.points(c.card), health_score.worst_points(c.card), health_score.best_points(c.card), health_score.coverage(c.card),
            health_score.model_coverage(c.card), health_score.reason(c.card), a.phase, a.arr, a.owner, c.card,
            (SELECT string_agg(concat_ws(' ', x.value, x.flag), ', ' ORDER BY x.criterion COLLATE "C") FROM unnest(c.criteria, c.criterion_values, c.criterion_flags) AS x (criterion, value, flag)))
        FROM card c JOIN cs.accounts(as_of) a ON a.account_id = c.account_id
    $$;
    CREATE FUNCTION kept(h cs.account_history) RETURNS text LANGUAGE sql STABLE SET extra_float_digits = 1 AS $$
        SELECT concat_ws('|', h.points, h.worst, h.best, h.coverage, h.model_coverage, h.reason, h.phase, h.arr, h.owner,
            cs.history_card(h.model_key, h.segment, h.criterion_values, h.criterion_reasons, h.limits, h.limits_at_most),
            (SELECT string_agg(concat_ws(' ', x.value, x.flag), ', ' ORDER BY x.place) FROM unnest(h.criterion_values, h.criterion_flags) WITH ORDINALITY AS x (value, flag, place)))
    $$;
    -- a draw that is the same on every machine
    CREATE TABLE drawn AS
        SELECT day, array_agg(account_id) AS accounts
        FROM (SELECT day, account_id FROM cs.account_history ORDER BY md5(account_id || '/' || day || '/26') LIMIT 300) AS p GROUP BY day});
my $compare = 'count(*), count(*) FILTER (WHERE s.told IS DISTINCT FROM kept(h))';
is($node->safe_psql('postgres', qq{SELECT $compare
    FROM (SELECT d.day, x.* FROM drawn d CROSS JOIN LATERAL scored(d.day, d.accounts) x OFFSET 0) AS s
    LEFT JOIN cs.account_history h ON h.account_id = s.account_id AND h.day = s.day}, timeout => 7200), '300|0', '300 accounts and days drawn: the same bits');
my @five = map { $node->safe_psql('postgres', "SELECT date '$from' + " . int($_ * ($days - 1) / 4)) } 0 .. 4;
foreach my $day (@five) {
    like($node->safe_psql('postgres', qq{SELECT $compare, count(*) FILTER (WHERE s.account_id IS NULL)
        FROM scored('$day', NULL) s FULL JOIN (SELECT * FROM cs.account_history WHERE day = '$day') h USING (account_id)}, timeout => 7200), qr/^\d{3,4}\|0\|0$/, "... and all accounts of $day");
}
# the tier of a day is that of the scores up to it, confirmed one by one
is($node->safe_psql('postgres', q{SELECT count(*) > 100, count(*) FILTER (WHERE h.tier IS DISTINCT FROM health_score.tier_on(p.history, h.day, u.scale::health_score.tier_scale)::text)
    FROM cs.account_history h CROSS JOIN cs.model_in_use u
    CROSS JOIN LATERAL (SELECT health_score.score_history(x.day, x.points::float8) AS history FROM cs.account_history x WHERE x.account_id = h.account_id AND x.day BETWEEN h.day - 400 AND h.day) p
    WHERE h.points IS NOT NULL AND h.day = ANY (ARRAY[} . join(', ', map { "date '$_'" } @five) . '])'), 't|0', '... with the tiers that their points confirm');

if ($ENV{HS_LONG}) {
    my ($out, $err) = run_command([ 'psql', '-X', '-v', "from_day=$from", '-v', 'to_day=2026-06-30', '-d', $server, '-f', "$test/oracle/rules.sql" ]);
    is($err, '', 'the oracle of the rules ran over the year');
    my @rules = map { [ split /\|/ ] } split /\n/, $out;
    cmp_ok(scalar(@rules), '>=', 15, 'rules that hit: ' . join(', ', map { "$_->[0] $_->[1]" } @rules));
    is(join(' ', map { "$_->[0] $_->[2]" } grep { $_->[2] != 0 } @rules), '', '... each as the oracle has it, day by day');
}

$node->stop;
done_testing();
