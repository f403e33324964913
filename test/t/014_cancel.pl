# Cancel is answered soon, wherever a loop may run long: each statement below is cancelled several times in the middle, and
# the time is taken from pg_cancel_backend until it has ended. 200 ms is what is promised. On a machine that is busy with
# something else the session waits for its turn, so what has to hold it is the processor's time, as the operating system
# counts it, in each case; by the clock the median may be 2 s and the longest 10 s. (The clock's median is held to 200 ms
# where the processor's time cannot be had.) Added to it is what the machine needs to hand out 100 MB once, for the largest value
# here and what is worked out of it: PostgreSQL itself looks for no cancel when it unpacks an argument. Where memory comes slowly that is
# more than all else.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $times = $ENV{HS_LONG} ? 21 : 3;
my $node = PostgreSQL::Test::Cluster->new('cancel');
$node->init;
$node->append_conf('postgresql.conf', "fsync = off\njit = off\nwork_mem = 256MB\nmax_parallel_workers_per_gather = 0\nlog_min_messages = panic");
$node->start;
$node->safe_psql('postgres', q{
    CREATE EXTENSION health_score;
    ALTER DATABASE postgres SET search_path = health_score, public;
    -- The milliseconds that a process has had of the processor.
    CREATE FUNCTION public.processor_time(pid int) RETURNS float8 LANGUAGE plpgsql AS $$
    BEGIN
        RETURN split_part(pg_read_file('/proc/' || pid || '/schedstat'), ' ', 1)::float8 / 1e6;
    EXCEPTION WHEN OTHERS THEN
        RETURN NULL;
    END
    $$;
    -- Cancels what the other session runs, some milliseconds after it began, and gives how long it took until it had ended, by
    -- the clock and of the processor.
    CREATE FUNCTION public.cancelled(session text, after float8) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE
        other int;
        used float8;
        its_start timestamptz;
        since timestamptz;
    BEGIN
        FOR i IN 1 .. 5000 LOOP
            PERFORM pg_stat_clear_snapshot();
            SELECT pid, query_start INTO other, its_start FROM pg_stat_activity
            WHERE application_name = session AND state = 'active' AND clock_timestamp() - query_start > after * interval '1 ms';
            EXIT WHEN FOUND;
            PERFORM pg_sleep(0.001);
        END LOOP;
        used := public.processor_time(other);
        since := clock_timestamp();
        IF other IS NULL OR NOT pg_cancel_backend(other) THEN
            RETURN NULL;
        END IF;
        LOOP
            PERFORM pg_stat_clear_snapshot();
            -- the next statement may run already
            EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = other AND state = 'active' AND query_start = its_start);
            IF clock_timestamp() - since > interval '20 s' THEN
                PERFORM pg_terminate_backend(other);
            END IF;
            PERFORM pg_sleep(0.001);
        END LOOP;
        RETURN concat_ws(' ', round(extract(epoch FROM clock_timestamp() - since) * 1000), round(public.processor_time(other) - used));
    END
    $$;
});
$node->safe_psql('postgres', q{
    SET search_path = public, health_score;
    CREATE TABLE big_text (name text PRIMARY KEY, t text);
    INSERT INTO big_text
    SELECT 'series', '0001-01-01:{' || string_agg((i % 1000000)::text, ',') || '}' FROM generate_series(1, 3652059) AS i
    UNION ALL
    SELECT 'late', string_agg(format('late %s: %s:{1}', date '2000-01-01' + i, date '1999-12-31' - i % 1000), ',') FROM generate_series(1, 300000) AS i
    UNION ALL
    SELECT 'history', '0001-01-01:{' || string_agg((i * 7919::bigint % 101)::text, ',') || '}' FROM generate_series(1, 3652059) AS i
    UNION ALL
    SELECT 'members', '{' || string_agg('member' || i || ': 2026-01-01:{1,2,3,4,5}', ',') || '}' FROM generate_series(1, 200000) AS i
    UNION ALL
    SELECT 'curve', string_agg(i || ':' || i % 100, ',') FROM generate_series(1, 3000000) AS i
    UNION ALL
    SELECT 'card', 'a {' || string_agg('c' || i || ' 50 * 1', ',') || '}' FROM generate_series(1, 2000000) AS i
    UNION ALL
    SELECT 'space', repeat(' ', 30000000)
    UNION ALL
    SELECT 'zeros', 'sum ' || repeat('0', 30000000)
    UNION ALL
    SELECT 'amount', '2026-01-01:{' || repeat('0', 30000000) || '}'
    UNION ALL
    SELECT 'name', '{"' || repeat('x', 30000000) || '"}';
    CREATE TABLE big_series AS SELECT t::daily_series AS v FROM big_text WHERE name = 'series';
    CREATE TABLE big_late AS SELECT t::daily_series AS v FROM big_text WHERE name = 'late';
    CREATE TABLE big_history AS SELECT t::score_history AS v FROM big_text WHERE name = 'history';
    CREATE TABLE big_members AS SELECT t::daily_members AS v FROM big_text WHERE name = 'members';
    CREATE TABLE big_arrays AS
    SELECT array_agg(date '0001-01-01' + (i * 7919 % 3000000)::int) AS days, array_agg((i * 7919 % 3000000)::float8) AS numbers, array_agg(i % 3 = 0) AS flags
    FROM generate_series(1::bigint, 3000000) AS i;
    -- a hundred components each, of weights without a common divisor: the largest change there is
    CREATE TABLE big_cards AS
    SELECT string_agg(format('c%s {a %s * %s, b %s * %s}', i, i * 37 % 100, 1000 + i + (i * i * 7919 % 999983) / 1e6, i * 13 % 100, 1 + (i * i * i % 999979) / 1e6), ', ')::scorecard AS old,
           string_agg(format('c%s {a %s * %s, b %s * %s}', i, i * 41 % 100, 1000 + i + (i * i * 7907 % 999961) / 1e6, i * 17 % 100, 1 + (i * i * i % 999953) / 1e6), ', ')::scorecard AS new
    FROM generate_series(1, 100) AS i;
});

# what runs, and a function that has to be there for it
my $text = sub { my ($name, $type) = @_; return "SELECT count(refused_or('$type', t)) FROM big_text, generate_series(1, 10000) WHERE name = '$name'" };
$node->safe_psql('postgres', q{
    CREATE FUNCTION public.refused_or(type regtype, t text) RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format('SELECT $1::%s', type) USING t;
        RETURN 1;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        RETURN 0;
    END
    $$});
my @loops = (
    [ 'text input of daily_series',     $text->('series', 'daily_series') ],
    [ 'text output of daily_series',    'SELECT count(v::text) FROM big_series, generate_series(1, 10000)' ],
    [ 'binary output of daily_series',  'SELECT count(daily_series_send(v)) FROM big_series, generate_series(1, 10000)' ],
    [ 'a reader of daily_series',       q{SELECT sum(total(v, '9999-12-31', i)) FROM big_series, generate_series(1, 10000) AS i} ],
    [ 'rows of daily_series',           q{SELECT count(*) FROM big_series, total_by_day(v, '0001-01-01', '9000-12-31', 28)}, 'total_by_day' ],
    [ 'rows of declining weeks',        q{SELECT count(*) FROM big_series, declining_weeks_by_day(v, '0001-01-01', '9000-12-31', '0001-01-01')}, 'declining_weeks_by_day' ],
    [ 'rows of ticket_trajectory',      q{SELECT count(*) FROM big_series, ticket_trajectory_by_day(v, '0001-01-01', '9000-12-31', '0001-01-01')}, 'ticket_trajectory_by_day' ],
    [ 'rows of slope',                  q{SELECT count(*) FROM big_series, slope_by_day(v, '0001-01-01', '9000-12-31', 520)}, 'slope_by_day' ],
    [ 'rows of late amounts',           q{SELECT count(*) FROM big_late, total_by_day(v, '0001-01-01', '9000-12-31', 28)}, 'total_by_day' ],
    [ 'text input of late amounts',     $text->('late', 'daily_series') ],
    [ 'text output of late amounts',    'SELECT count(v::text) FROM big_late, generate_series(1, 10000)' ],
    [ 'text input of score_history',    $text->('history', 'score_history') ],
    [ 'text output of score_history',   'SELECT count(v::text) FROM big_history, generate_series(1, 10000)' ],
    [ 'binary output of score_history', 'SELECT count(score_history_send(v)) FROM big_history, generate_series(1, 10000)' ],
    [ 'readers of score_history',       q{SELECT sum(largest_drop(v, '9999-12-31', 2147483647) + smoothed_on(v, '9999-12-31', i)) FROM big_history, generate_series(1, 10000) AS i}, 'smoothed_on' ],
    [ 'rows of drops',                  q{SELECT count(*) FROM big_history, drops_by_day(v, '0001-01-01', '9999-12-31', 2000000)}, 'drops_by_day' ],
    [ 'rows of tiers',                  q{SELECT count(*) FROM big_history, tiers_by_day(v, '0001-01-01', '9999-12-31', 'yellow 60, green 80')}, 'tiers_by_day' ],
    [ 'transitions of tiers',           q{SELECT count(*) FROM big_history, generate_series(1, 10000), transitions(v, '0001-01-01', '9999-12-31', 'yellow 60, green 80')}, 'transitions' ],
    [ 'rollup of score_history',        'SELECT rollup(v) FROM big_history, generate_series(1, 10000)', 'score_history' ],
    [ 'rollup of daily_series',         'SELECT rollup(v) FROM big_series, generate_series(1, 10000)' ],
    [ 'a sparkline',                    q{SELECT count(sparkline(v, '0001-01-01', '9999-12-31', 60)) FROM big_history, generate_series(1, 10000)}, 'sparkline' ],
    [ 'arrays of numbers',              'SELECT sum(season_index(numbers)) FROM big_arrays, generate_series(1, 10000)', 'season_index' ],
    [ 'a median of survival',           'SELECT sum(survival_median(numbers, flags)) FROM big_arrays, generate_series(1, 10000)', 'survival_median' ],
    [ 'a window function',              q{SELECT count(d) FROM (SELECT score_drop(50 + i % 7, date '0001-01-01' + i, 2000000) OVER (ORDER BY i) AS d FROM generate_series(1, 3000000) AS i) AS s}, 'score_drop' ],
    [ 'days of an array',               q{SELECT sum(active_days(v, days)) FROM big_series, big_arrays, generate_series(1, 10000)} ],
    [ 'text input of daily_members',    $text->('members', 'daily_members') ],
    [ 'text output of daily_members',   'SELECT count(v::text) FROM big_members, generate_series(1, 10000)' ],
    [ 'binary output of daily_members', 'SELECT count(daily_members_send(v)) FROM big_members, generate_series(1, 10000)' ],
    [ 'readers of daily_members',       q{SELECT sum(active_members(v, '2026-01-05', i) + effective_members(v, '2026-01-05', i)) FROM big_members, generate_series(1, 10000) AS i} ],
    [ 'rows of daily_members',          q{SELECT count(*) FROM big_members, active_members_by_day(v, '0001-01-01', '9000-12-31', 28)}, 'active_members_by_day' ],
    [ 'rollup of daily_members',        'SELECT rollup(v) FROM big_members, generate_series(1, 10000)' ],
    [ 'text input of score_curve',      $text->('curve', 'score_curve') ],
    [ 'text input of scorecard',        $text->('card', 'scorecard') ],
    [ 'white space',                    $text->('space', 'tier_scale') ],
    [ 'digits',                         $text->('zeros', 'weighted_sum') ],
    [ 'digits of an amount',            $text->('amount', 'daily_series') ],
    [ 'a name',                         $text->('name', 'daily_members') ],
    [ 'a change of 200 criteria',       q{SELECT count(*) FROM big_cards, generate_series(1, 10000) AS i, explain(old, limited(new, i % 100, 'late'))} ],
    [ 'the aggregate daily_series',     q{SELECT daily_series(date '2020-01-01' + (i * 7919 % 1000000)::int, i) FROM generate_series(1::bigint, 5000000) AS i} ],
    [ 'the aggregate daily_members',    q{SELECT daily_members(date '2020-01-01' + i % 1000, 'm' || i::bigint * 7919 % 1000000, 1) FROM generate_series(1, 5000000) AS i} ],
    [ 'the aggregate weighted_score',   'SELECT weighted_score(i % 100, 1) FROM generate_series(1, 50000000) AS i' ],
    [ 'the aggregate score_history',    q{SELECT score_history(date '2020-01-01' + (i * 7919 % 2000000)::int, 50) FROM generate_series(1::bigint, 5000000) AS i}, 'score_history' ],
    [ 'the aggregate concentration',    'SELECT concentration(i) FROM generate_series(1, 5000000) AS i', 'concentration' ],
);

my ($making) = sort { $a <=> $b } split /\n/, $node->safe_psql('postgres', join '', (q{
    SELECT public.processor_time(pg_backend_pid()) AS before \gset
    SELECT 0 * count(repeat(repeat('0123456789', 1000), 10000)) + round(public.processor_time(pg_backend_pid()) - :'before') FROM (SELECT 1) AS one;
}) x 3);
$making ||= 0;
note("100 MB are made in $making ms");
my $promised = 200 + $making;

for my $loop (@loops)
{
    my ($name, $statement, $needs) = @$loop;
    next if defined $needs && $node->safe_psql('postgres', "SELECT count(*) FROM pg_proc WHERE proname = '$needs'") eq '0';
    my ($out, $err) = ('', '');
    my $worker = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr('postgres'), '-c', q{SET application_name = 'worker'},
            map { ('-c', $statement) } 1 .. $times ], '>', \$out, '2>', \$err);
    # the moments differ, so that none falls into the same place again
    my @took = split /\n/, $node->safe_psql('postgres',
        join '', map { sprintf "SELECT public.cancelled('worker', %d);\n", 10 + $_ * 67 % 200 } 1 .. $times);
    IPC::Run::finish($worker);
    next unless is(scalar(@took), $times, "$name: ran");
    my $answered = () = $err =~ /canceling statement due to user request/g;
    is($answered, $times, "$name: cancelled");
    my @clock = sort { $a <=> $b } map { (split)[0] } @took;
    my @processor = sort { $a <=> $b } grep { defined } map { (split)[1] } @took;
    my $median = $clock[ @clock / 2 ];
    cmp_ok($processor[-1], '<', $promised, "... at the latest after $processor[-1] ms of the processor's time") if @processor;
    cmp_ok($median, '<', @processor ? 2000 : $promised, "... in the median after $median ms by the clock");
    cmp_ok($clock[-1], '<', 10_000, "... at the latest after $clock[-1] ms");
}

is($node->safe_psql('postgres', 'SELECT 1'), '1', 'the server lives');
done_testing();
