# The life of the extension itself: what CREATE EXTENSION leaves behind, and what it must not.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

my ($status, $out, $err);

is($node->psql('postgres', 'CREATE EXTENSION health_score'), 0, 'CREATE EXTENSION');
is( $node->safe_psql(
        'postgres', q{SELECT n.nspname, e.extrelocatable FROM pg_extension e
                      JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'health_score'}),
    'health_score|f',
    'lives in a schema of its own, and stays there');

my $members = q{FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
                AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'health_score')};
is( $node->safe_psql(
        'postgres', qq{SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p', 'S', 'm', 'f')
                       AND c.oid IN (SELECT d.objid $members AND d.classid = 'pg_class'::regclass)}),
    '0',
    'owns no table, sequence or materialised view: those are the user\'s');
cmp_ok($node->safe_psql('postgres', qq{SELECT count(*) $members AND d.classid = 'pg_proc'::regclass}),
    '>', 0, 'owns functions');

($status, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nCREATE EXTENSION health_score");
like($err, qr/42710: extension "health_score" already exists/, 'twice is an error that says so');
isnt($status, 0, '... and fails');

($status, $out, $err) = $node->psql('postgres', 'ALTER EXTENSION health_score SET SCHEMA public');
like($err, qr/does not support SET SCHEMA/, 'cannot be moved to another schema');

# the installed script is not for psql
my $script = $node->config_data('--sharedir') . '/extension/health_score--0.1.sql';
ok(-f $script, 'the install script is there');
command_like(
    [ 'psql', '-X', '-d', $node->connstr('postgres'), '-f', $script ],
    qr/Use "CREATE EXTENSION health_score" to load this file\./,
    'the install script says how to use it when it is sourced');

# it may not be installed by someone who could use C functions to become superuser
$node->safe_psql('postgres', 'CREATE ROLE analyst LOGIN; CREATE DATABASE other OWNER analyst');
($status, $out, $err) = $node->psql('other', 'CREATE EXTENSION health_score', extra_params => [ '-U', 'analyst' ]);
like($err, qr/permission denied to create extension "health_score"/, 'needs a superuser');
is( $node->safe_psql('postgres', q{SELECT has_schema_privilege('analyst', 'health_score', 'USAGE')}),
    't',
    '... but anybody may use it');

$node->safe_psql('postgres', 'DROP EXTENSION health_score');
is( $node->safe_psql(
        'postgres', q{SELECT (SELECT count(*) FROM pg_proc WHERE probin LIKE '%health_score%')
                           + (SELECT count(*) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                              WHERE n.nspname = 'health_score')}),
    '0',
    'DROP EXTENSION leaves nothing but the empty schema, as it does for any extension with a schema of its own');
is($node->psql('postgres', 'CREATE EXTENSION health_score'), 0, 'and it can be created again');

$node->stop;
done_testing();
