# shellcheck shell=bash
# What the scripts share: where we are, what we say, which PostgreSQL, as whom. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# a make that calls us has settings of its own, which are not meant for the ones we call
unset MAKEFLAGS MFLAGS MAKELEVEL

# one language and encoding for every test: a bare system has none set, and its databases would be SQL_ASCII
if locale -a 2>/dev/null | grep -qix 'c\.utf-\{0,1\}8'; then
    # not LC_ALL, which PostgreSQL's own test modules remove
    unset LC_ALL LC_CTYPE LC_COLLATE LC_MESSAGES LC_NUMERIC LC_TIME LC_MONETARY
    export LANG=C.UTF-8
fi

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    shift
    [ $# -eq 0 ] || printf '   %s\n' "$@" >&2
    exit 1
}

# run with the rights of root, which only the installation of packages needs
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# PostgreSQL refuses to run as root, so root lends the work to somebody without rights
server_user() {
    if [ "$(id -u)" -ne 0 ]; then
        id -un
    elif id postgres >/dev/null 2>&1; then
        echo postgres
    else
        echo nobody
    fi
}

# as_server COMMAND...: run it as that user, from a folder that everybody can read
as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u "$(server_user)" -- env HOME=/nonexistent "$@")
    else
        (cd / && "$@")
    fi
}

# a folder of its own, owned by that user
make_folder() {
    local folder
    folder=$(mktemp -d "${TMPDIR:-/tmp}/health_score.XXXXXX")
    [ "$(id -u)" -ne 0 ] || chown "$(server_user):" "$folder"
    chmod 755 "$folder"
    echo "$folder"
}

# Debian keeps every major version in its own folder; elsewhere the first in PATH has to do
newest_server() {
    local dir best=0 major
    for dir in /usr/lib/postgresql/*/bin; do
        major=${dir#/usr/lib/postgresql/}
        major=${major%/bin}
        case $major in *[!0-9]*) continue ;; esac
        if [ -x "$dir/postgres" ] && [ "$major" -ge 15 ] && [ "$major" -gt "$best" ]; then
            best=$major
        fi
    done
    echo "$best"
}

find_pg_config() {
    local major
    if [ -n "${PG_CONFIG:-}" ]; then
        command -v "$PG_CONFIG" || die "PG_CONFIG=$PG_CONFIG is not there"
        return
    fi
    major=$(newest_server)
    if [ "$major" -gt 0 ]; then
        echo "/usr/lib/postgresql/$major/bin/pg_config"
    else
        command -v pg_config || die "no PostgreSQL server found" "run scripts/setup, or set PG_CONFIG=/path/to/pg_config"
    fi
}

cores() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN; }

# the files of this repository as they are now, committed or not, but nothing that was built
copy_source() {
    local to=$1
    mkdir -p "$to"
    if [ -e "$root/.git" ] && command -v git >/dev/null; then
        # safe.directory: the folder may belong to somebody else than who runs this
        git -C "$root" -c "safe.directory=*" ls-files -co --exclude-standard -z |
            (cd "$root" && while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done) |
            tar -C "$root" --null -T - -cf - | tar -C "$to" -xf - --no-same-owner
    else
        tar -C "$root" --exclude=./build --exclude='*.o' --exclude='*.so' -cf - . | tar -C "$to" -xf - --no-same-owner
    fi
    # data sets that some tests read lie beside the repository, where they are there at all
    if [ -d "$root/../shared/data" ]; then
        mkdir -p "$to/../shared"
        cp -R "$root/../shared/data" "$to/../shared/"
        chmod -R u+w "$to/../shared"
    fi
    [ "$(id -u)" -ne 0 ] || chown -R "$(server_user):" "$to/.."
}
