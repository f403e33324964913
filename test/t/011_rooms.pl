# Each line of C++ in its room: what may raise, catch or include what is told from the sources, and what leaves the library
# from the library.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use File::Find;

# A comment or a text between quotes: nothing but its line ends; the name of a header stays.
sub without_words
{
    my ($piece) = @_;
    return $piece if $piece =~ m{^"(?:[\w/.]+\.h(?:pp)?|C)"$};
    return "\n" x ($piece =~ tr/\n//);
}

my $root = $ENV{TESTDIR} || '.';
my %text;
find({ no_chdir => 1, wanted => sub {
        return unless /\.(?:cpp|hpp)$/;
        (my $name = $_) =~ s{^\Q$root\E/}{};
        my $content = slurp_file($_);
        # comments and what is in quotes may say anything; the lines stay, so that their numbers are right
        $content =~ s{("(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/)}{without_words($1)}gse;
        $text{$name} = $content;
    } }, "$root/src");
cmp_ok(scalar(keys %text), '>', 20, 'there are sources');

# only_in WHAT, PATTERN, ALLOWED: lines that match and stand in a file that is not allowed
sub only_in
{
    my ($what, $pattern, $allowed) = @_;
    my @wrong;
    my $found = 0;
    for my $name (sort keys %text)
    {
        my $n = 0;
        for my $line (split /\n/, $text{$name}, -1)
        {
            $n++;
            next unless $line =~ $pattern;
            $found++;
            push @wrong, "$name:$n: $line" unless $name =~ $allowed;
        }
    }
    is(join("\n", @wrong), '', $what);
    return $found;
}

# a pattern that never matches proves nothing: those that must be somewhere are counted
cmp_ok(only_in('errors of PostgreSQL are caught in one place', qr/\bPG_(?:END_)?(?:TRY|CATCH|FINALLY)\b/, qr{^src/pg/boundary\.cpp$}),
    '==', 3, '... which is there');
cmp_ok(only_in('... and raised in one place', qr/\b(?:ereport|elog|ReThrowError|PG_RE_THROW|errfinish)\b/, qr{^src/pg/boundary\.cpp$}),
    '>', 0, '... which is there');
cmp_ok(only_in('C++ exceptions are caught in one place', qr/\bcatch\s*\(/, qr{^src/pg/boundary\.[ch]pp$}), '>', 0, '... which is there');
cmp_ok(only_in('functions for PostgreSQL are declared by one macro', qr/extern\s*"C"|PG_FUNCTION_INFO_V1|PGDLLEXPORT|PG_MODULE_MAGIC/,
        qr{^src/pg/(?:boundary|postgres|compat|module)\.[ch]pp$}), '>', 0, '... which is there');
cmp_ok(only_in('majors of PostgreSQL are told apart in one place', qr/PG_VERSION_NUM/, qr{^src/pg/compat\.hpp$}), '>', 0, '... which is there');
only_in('no state is freed or moved: memory is taken and given back in one place', qr/\b(?:pfree|repalloc|malloc|free)\s*\(/,
    qr{^src/pg/memory\.cpp$});
only_in('no stream and no printf, whose results depend on the locale', qr/<(?:iostream|sstream|fstream|cstdio|iomanip|locale)>|\bs?n?printf\s*\(/, qr{^$});
cmp_ok(only_in('PostgreSQL\'s headers come through the umbrella', qr/#\s*include\s*"(?!core\/|pg\/|bind\/)/,
        qr{^src/pg/(?:postgres|compat)\.hpp$}), '>', 10, '... which is there');
cmp_ok(only_in('the core includes nothing but itself and the C++ library', qr/#\s*include\s*"(?!core\/)/, qr{^src/(?:pg|bind)/}),
    '>', 10, '... and the others do include more');
only_in('src/pg does not know src/bind', qr/#\s*include\s*"bind\//, qr{^src/bind/});
is(join(' ', grep { m{^src/core/.*\.hpp$} && $text{$_} !~ /#include "core\/core\.hpp"/ && $_ ne 'src/core/core.hpp' } sort keys %text),
    '', 'each core header refuses to come after PostgreSQL\'s');

# the guard itself
my $log = PostgreSQL::Test::Utils::tempdir() . '/guard.log';
if (system("command -v \${CXX:-g++} >/dev/null 2>&1") == 0)
{
    my $source = PostgreSQL::Test::Utils::tempdir() . '/guard.cpp';
    append_to_file($source, "#define POSTGRES_H\n#include \"core/error.hpp\"\n");
    isnt(system("\${CXX:-g++} -std=c++20 -I$root/src -fsyntax-only $source 2>$log"), 0, 'a core header after postgres.h does not compile');
    like(slurp_file($log), qr/include core headers before pg headers/, '... and says why');
}

# what leaves the library
my $library = `pg_config --pkglibdir`;
chomp $library;
$library .= '/health_score.so';
SKIP:
{
    skip 'needs nm', 2 unless -f $library && system('command -v nm >/dev/null 2>&1') == 0;
    my @names = map { (split)[-1] } split /\n/, `nm -D --defined-only '$library'`;
    is(join(' ', grep { !/^(?:pg_finfo_)?hs_|^Pg_magic_func$|^_PG_init$/ } @names), '', 'every name that leaves the library starts with hs_');
    cmp_ok(scalar(grep { /^hs_/ } @names), '>', 30, '... and there are some');
}

done_testing();
