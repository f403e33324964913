# A workspace outlives what happens around it: loaders that swap tables, dump and restore, the extension going away.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;
my $db = 'warehouse';
$node->safe_psql('postgres', "CREATE DATABASE $db; CREATE ROLE reader");

# One raw table for every source, with all its columns and a few rows, made from the examples of the contract.
$node->safe_psql($db, q{
    CREATE EXTENSION health_score;
    CREATE SCHEMA raw;
    DO $$
    DECLARE
        name text;
    BEGIN
        FOR name IN SELECT l.source FROM health_score.source_list() AS l LOOP
            EXECUTE format('CREATE TABLE raw.%I AS SELECT %s FROM generate_series(1, 3) AS n', name, (
                SELECT string_agg(format('(%s)::%s AS %I',
                    CASE WHEN c.column_name = 'account_id' THEN '''a'' || n' ELSE c.example END,
                    replace(c.type, 'account_key', 'text'), c.column_name), ', ' ORDER BY c.position)
                FROM health_score.source_contract() AS c WHERE c.source = name));
        END LOOP;
    END
    $$;
    -- enough to be scored: customers still, with a year of use, questions and meetings
    UPDATE raw.account SET ended_on = NULL, known_at = NULL, valid_from = NULL, valid_to = NULL;
    UPDATE raw.feed_gap SET valid_to = '2026-02-01';
    UPDATE raw.outcome SET kind = 'contraction';
    INSERT INTO raw.usage (account_id, day, events, user_id, feature, kind, actor)
    SELECT 'a' || n, DATE '2026-11-10' - ago, 1 + (ago * n) % 5, 'u' || (ago + n) % (4 * n), 'f' || ago % 3, 'interactive', 'customer'
    FROM generate_series(1, 3) AS n, generate_series(0, 400) AS ago;
    INSERT INTO raw.ticket (account_id, ticket_id, opened_at, closed_at, severity, status)
    SELECT 'a' || n, format('T-%s-%s', n, ago), at, at + n * INTERVAL '1 day', 1 + (ago + n) % 4, 'closed'
    FROM generate_series(1, 3) AS n, generate_series(3, 60) AS ago,
        LATERAL (SELECT TIMESTAMPTZ '2026-11-10 12:00+00' - ago * INTERVAL '1 week' AS at) AS t;
    INSERT INTO raw.engagement (account_id, engagement_id, at, kind, status, contact_id, direction, attended)
    SELECT 'a' || n, format('E-%s-%s', n, ago), TIMESTAMPTZ '2026-11-10 12:00+00' - ago * n * INTERVAL '1 week', 'meeting', 'held',
        'c-12', 'outbound', true
    FROM generate_series(1, 3) AS n, generate_series(1, 60) AS ago});
$node->safe_psql($db, q{SELECT health_score.create_workspace('cs', 'text', 'Europe/Berlin', 'EUR')});
my $sources = $node->safe_psql($db, 'SELECT count(*) FROM health_score.source_list()');
is( $node->safe_psql($db, q{SELECT count(health_score.bind('cs', l.source, format('SELECT * FROM raw.%I', l.source)))
                            FROM health_score.source_list() AS l}),
    $sources, 'every source can be bound with all its columns');
$node->safe_psql($db, q{
    INSERT INTO cs.pulse (account_id, at, author, value) VALUES ('a1', '2026-10-01 12:00+00', 'dana', 'green');
    INSERT INTO cs.identity (source, source_key, account_id) VALUES ('zendesk', '17', 'a1');
    INSERT INTO cs.holiday VALUES ('2026-12-25', 'Christmas');
    GRANT USAGE ON SCHEMA cs TO reader;
    GRANT SELECT ON cs.source_account, cs.readiness TO reader;
    REVOKE EXECUTE ON FUNCTION cs.feeds FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION cs.feeds, cs.source_rows_usage TO reader;
    SELECT count(*) FROM health_score.observe_feeds('cs')});

# Everything that the workspace holds or shows, as text: to compare before and after.
sub tables {
    my ($database) = @_;
    my $text = '';
    for my $table (split /\n/, $node->safe_psql($database, q{SELECT format('%I.%I', n.nspname, c.relname)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = 'cs' AND c.relkind IN ('r', 'p') ORDER BY 1})) {
        $text .= "$table\n" . $node->safe_psql($database, "SELECT t::text FROM $table AS t ORDER BY 1") . "\n";
    }
    return $text;
}

sub sources {
    my ($database) = @_;
    return join "\n", map {
        "$_\n" . $node->safe_psql($database, qq{SELECT s::text FROM cs."source_rows_$_"('-infinity', 'infinity') AS s ORDER BY 1})
    } split /\n/, $node->safe_psql($database, 'SELECT l.source FROM health_score.source_list() AS l ORDER BY 1');
}

# What it all is for: who stands where, and why.
sub scores {
    my ($database) = @_;
    return $node->safe_psql($database, q{
        SELECT s::text FROM cs.account_scores('2026-11-10') AS s ORDER BY 1;
        SELECT w::text FROM cs.why('a1', '2026-11-10') AS w ORDER BY 1});
}

sub rights {
    my ($database) = @_;
    return $node->safe_psql($database, q{
        SELECT o.object, a.grantee::regrole, a.privilege_type, a.is_grantable
        FROM health_score.code_objects('cs') AS o CROSS JOIN aclexplode(o.acl) AS a ORDER BY 1, 2, 3});
}

sub definitions {
    my ($database) = @_;
    return without_invented_names($node->safe_psql($database, q{
        SELECT o.object || ' ' || coalesce(obj_description(o.oid, CASE o.kind WHEN 'VIEW' THEN 'pg_class' ELSE 'pg_proc' END), '')
            || ' ' || CASE o.kind WHEN 'VIEW' THEN pg_get_viewdef(o.oid) ELSE pg_get_functiondef(o.oid) END
        FROM health_score.code_objects('cs') AS o ORDER BY o.object}));
}

# PostgreSQL prints a column without a name as it is, and gives it a name of its own when it reads that again.
sub without_invented_names {
    my ($text) = @_;
    $text =~ s/::([a-z_. ]+) AS "?(text|int4|int8|float8|date|bool|numeric|timestamptz|\w+_curve|scorecard|daily_\w+)\b"?/::$1/g;
    return $text;
}

my ($tables, $seen, $scores, $rights, $definitions) = (tables($db), sources($db), scores($db), rights($db), definitions($db));
is( $node->safe_psql($db, q{SELECT string_agg(account_id, ' ' ORDER BY account_id), count(points) > 0 FROM cs.account_scores('2026-11-10')}),
    'a1 a2 a3|t', 'the accounts are scored, with points');
isnt($node->safe_psql($db, q{SELECT count(points) FROM cs.why('a1', '2026-11-10')}), '0', '... and say why');
like($seen, qr/first_value/, 'the sources show rows');
like($rights, qr/cs\.source_account\|reader\|SELECT/, 'rights were granted');

# --- a loader swaps every bound table: the new one is made beside the old, renamed, and the old dropped with all on it ---
for my $source (split /\n/, $node->safe_psql($db, 'SELECT l.source FROM health_score.source_list() AS l')) {
    $node->safe_psql($db, qq{
        SET client_min_messages = warning;
        CREATE TABLE raw."${source}__new" AS TABLE raw."$source";
        ALTER TABLE raw."$source" RENAME TO "${source}__old";
        ALTER TABLE raw."${source}__new" RENAME TO "$source";
        DROP TABLE raw."${source}__old" CASCADE});
}
is($node->safe_psql($db, 'SELECT count(*) FROM cs.bindings WHERE is_readable'), '0', 'swapped: no source view is left');
is(tables($db), $tables, '... and no row of the workspace is lost');
is( $node->safe_psql($db, q{SELECT DISTINCT result, count(*) FROM health_score.rebind('cs') GROUP BY 1}),
    "made anew|$sources", 'rebind makes every view anew');
is(sources($db), $seen, '... they show what they showed');
is(scores($db), $scores, '... the scores are the same');
is(rights($db), $rights, '... to whom they showed it');
is(definitions($db), $definitions, '... and nothing else has changed');
is(tables($db), $tables, '... in the tables neither');

# --- dump and restore ---
my $dump = $node->backup_dir . '/warehouse.sql';
command_ok([ 'pg_dump', '-d', $node->connstr($db), '-f', $dump ], 'the database is dumped');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('restored'), '-f', $dump ], '... and restored without an error');
is(tables('restored'), $tables, 'the restored tables are equal');
is(sources('restored'), $seen, '... the sources');
is(scores('restored'), $scores, '... the scores');
is(rights('restored'), $rights, '... the rights');
is(definitions('restored'), $definitions, '... the views and functions');
my $again = $node->backup_dir . '/restored.sql';
command_ok([ 'pg_dump', '-d', $node->connstr('restored'), '-f', $again ], 'the restored database is dumped');
# newer minor releases write a random key into \restrict and \unrestrict
my ($first, $second) =
    map { my $text = without_invented_names(slurp_file($_)); $text =~ s/^\\(un)?restrict .*\n//mg; $text } ($dump, $again);
is($second, $first, '... and the two dumps are equal');
is( $node->safe_psql('restored', q{SELECT string_agg(DISTINCT result, ',') FROM health_score.rebind('cs')}),
    'as it was', 'in the restored database the bindings live');

# --- the extension goes away with all its code, and comes back ---
$node->safe_psql($db, q{SET client_min_messages = warning; DROP EXTENSION health_score CASCADE});
is(tables($db), $tables, 'DROP EXTENSION … CASCADE takes no row');
is($node->safe_psql($db, q{SELECT to_regclass('cs.readiness') IS NULL}), 't', '... but code');
my ($status, $out, $err) = $node->psql($db, q{DELETE FROM cs.pulse});
like($err, qr/rows of cs\.pulse are never changed or removed/, '... and what is append-only stays so');
$node->safe_psql($db, 'CREATE EXTENSION health_score');
like( $node->safe_psql($db, q{SELECT health_score.repair_workspace('cs')}),
    qr/^workspace cs repaired: its views and functions are made anew, its tables are as they were$/, 'repair_workspace');
is(tables($db), $tables, 'no fact is lost');
is(sources($db), $seen, 'the sources show what they showed');
is(scores($db), $scores, 'the scores are the same');
is(rights($db), $rights, 'grants are kept');
is(definitions($db), $definitions, 'the code is what it was');

# --- Zendesk's tables as Fivetran leaves them, where the example data is at hand ---
my $data = ($ENV{TESTDIR} // '.') . '/../shared/data/zendesk';
SKIP: {
    skip "no example data in $data", 2 unless -d $data;
    $node->safe_psql($db, 'CREATE SCHEMA zendesk');
    for my $file (glob "$data/*_data.csv") {
        my ($name) = $file =~ m{([a-z_]+)_data\.csv$};
        my ($header) = split /\r?\n/, slurp_file($file);
        $node->safe_psql($db, qq{CREATE TABLE zendesk."$name" (} . join(', ', map { qq{"$_" text} } split /,/, $header)
                . qq{)});
        $node->safe_psql($db, qq{\\copy zendesk."$name" FROM '$file' (FORMAT csv, HEADER)});
    }
    $node->safe_psql($db, q{SELECT health_score.create_workspace('z', 'text')});
    ($status, $out, $err) = $node->psql($db, q{
        SELECT health_score.bind('z', 'account', 'SELECT id AS account_id, name FROM zendesk.organization');
        INSERT INTO z.identity (source, source_key, account_id) SELECT 'zendesk', organization_id, '370326104793'
        FROM zendesk.ticket WHERE id = '1404';
        SELECT health_score.bind_preset('z', 'zendesk')});
    like($out, qr/ticket: 10 rows, 2020-02-13 to 2020-12-22, 10\.0 % of rows match an account\nticket_change: 14 rows/,
        'zendesk: tickets and their changes are bound');
    is( $node->safe_psql($db, q{SELECT field, string_agg(coalesce(old_value, '-') || '>' || new_value, ' ' ORDER BY at)
                                FROM z.source_ticket_change GROUP BY 1 ORDER BY 1}),
        "severity|3>2 2>1\nstatus|open>pending pending>on-hold on-hold>pending pending>open open>pending pending>on-hold on-hold>open open>on-hold on-hold>pending pending>open open>solved solved>closed",
        'zendesk: a ticket went from normal to urgent, and its history says when');
}

$node->stop;
done_testing();
