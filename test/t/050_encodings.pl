# Databases in other encodings than UTF-8: sparklines in ASCII, and names with characters beyond it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('encodings');
$node->init;
$node->start;

for my $encoding (qw(UTF8 LATIN1 SQL_ASCII))
{
    $node->safe_psql('postgres', "CREATE DATABASE \"in_$encoding\" ENCODING $encoding LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    $node->safe_psql("in_$encoding", 'CREATE EXTENSION health_score');
}

# statements are ASCII: other characters are given by their bytes
sub ask
{
    my ($encoding, $query) = @_;
    return $node->safe_psql("in_$encoding", "SET search_path = health_score, public; SET client_encoding = $encoding; $query");
}

my %sparkline = (UTF8 => "\xe2\x96\x81\xe2\x96\x82\xe2\x96\x85\xe2\x96\x88", LATIN1 => '.:+@', SQL_ASCII => '.:+@');
for my $encoding (sort keys %sparkline)
{
    is(ask($encoding, q{SELECT sparkline(daily_series '2026-01-02:{1,4,7}', '2026-01-01', '2026-01-04', 4)}), $sparkline{$encoding}, "$encoding: a sparkline");
    is(ask($encoding, q{SELECT sparkline(daily_series '2026-01-02:{1,2,3,4,5,6,7}', '2026-01-01', '2026-01-08', 8)}), '.:-=+*#@', "$encoding: all eight steps")
        if $encoding ne 'UTF8';
}

# The same name, Zo with a diaeresis on an e, in the bytes of each encoding.
my %name = (UTF8 => 'Zo\xc3\xab', LATIN1 => 'Zo\xeb', SQL_ASCII => 'Zo\xeb');
my %byte = (UTF8 => "\xc3\xab", LATIN1 => "\xeb", SQL_ASCII => "\xeb");
for my $encoding (sort keys %name)
{
    my $members = "(SELECT daily_members('2026-01-01', name, 2) AS m FROM (VALUES (E'$name{$encoding}'), ('Zoe'), (E'$name{$encoding} \"x\"')) AS v(name)) AS s";
    is( ask($encoding, "SELECT m FROM $members"),
        qq({Zoe: 2026-01-01:{2}, "Zo$byte{$encoding}": 2026-01-01:{2}, "Zo$byte{$encoding} ""x""": 2026-01-01:{2}}),
        "$encoding: names in byte order, as text");
    is(ask($encoding, "SELECT m::text::daily_members = m, active_members(m, '2026-01-01', 1) FROM $members"), 't|3', "$encoding: ... and back");
    is(ask($encoding, "SELECT m::jsonb -> E'$name{$encoding}' ->> '2026-01-01' FROM $members"), '2', "$encoding: ... and as JSON");

    # binary, by COPY to a file and back
    my $file = $node->basedir . "/members_$encoding";
    ask($encoding, "CREATE TABLE kept (m daily_members); INSERT INTO kept SELECT m FROM $members;
        COPY kept TO '$file' (FORMAT binary); COPY kept FROM '$file' (FORMAT binary)");
    is(ask($encoding, 'SELECT count(*), count(DISTINCT m::text) FROM kept'), '2|1', "$encoding: ... and in binary form");
}

# What the database's encoding has no such character for is refused, not stored.
my ($status, $out, $err) = $node->psql('in_UTF8', 'COPY health_score.kept FROM \'' . $node->basedir . "/members_LATIN1' (FORMAT binary)");
like($err, qr/invalid byte sequence for encoding "UTF8"/, '... and says so');

# A long name that is cut for a message
($status, $out, $err) = $node->psql('in_LATIN1',
    "SET client_encoding = LATIN1; SELECT ('{' || repeat(E'\\xbf', 200) || '}')::health_score.daily_members");
like($err, qr/invalid input syntax for type daily_members: "\{\xbf+\.\.\."/, 'a message quotes a text of bytes that are no UTF-8');

# A scorecard's names, too.
is(ask('LATIN1', q{SELECT main_loss(scorecard('use', E'Zo\xeb', 50, 1, 'observed'))}), "(use,Zo\xeb,50.000000)", 'criteria of a scorecard');

$node->stop;
done_testing();
