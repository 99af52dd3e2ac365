# Set-up shared by run.sh and test.sh; sourced from the project's folder. Safe to run again.
# What is there already is left alone, so a second run only looks.

say() { printf '%s\n' "$*"; }

# Debian packages need root or sudo; where neither is there, set-up goes on without them.
able() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif ! able; then
        return 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@" 2>/dev/null # nobody is there to type a password
    fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# packages WHY NAME...: install those that are missing, or say in one sentence what is missing.
packages() {
    why=$1
    shift
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Not a Debian or Ubuntu: please install what corresponds to $* ($why)."
        return 1
    fi
    missing=
    for name in "$@"; do installed "$name" || missing="$missing $name"; done
    [ -n "$missing" ] || return 0
    able && say "Installing$missing ..."
    # The list of packages is renewed only if it is too old to install from: that takes longest.
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
    ' sh $missing && return 0
    say "Missing:$missing ($why). An administrator can: apt-get install$missing"
    return 1
}

usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$name" ] && usable "$name"; then
            PYTHON=$name
            return 0
        fi
    done
    return 1
}

# An older release's own python3 may be too old and a newer one be there beside it.
need_python() {
    find_python && return 0
    for version in 3 3.11; do
        packages "nothing runs without them" "python$version" "python$version-venv" || break
        find_python && return 0
    done
    say "Python 3.11 or newer with its venv module is needed: please install it and try again."
    return 1
}

# environment FILE...: the virtual environment with the locked requirements.
environment() {
    # Half made, or moved here from elsewhere, it is of no use: its scripts name their folder.
    if ! grep -qsF "$PWD/.venv" .venv/bin/activate; then
        need_python
        "$PYTHON" -m venv --clear .venv
    fi
    stamp=$(cat "$@" | sha256sum)
    if [ "$(cat ".venv/stamp-$#" 2>/dev/null || true)" != "$stamp" ]; then
        say "Installing the Python requirements ..."
        lists=
        for file in "$@"; do lists="$lists -r $file"; done
        # Python compiles what it uses when it uses it: compiling everything takes five seconds.
        # shellcheck disable=SC2086
        .venv/bin/pip install -q --disable-pip-version-check --no-compile \
            --require-hashes --only-binary=:all: $lists
        printf '%s\n' "$stamp" >".venv/stamp-$#"
    fi
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
}

# The PDF: its libraries from Debian, its fonts as scripts/fonts.py finds them. Without either the
# rest still runs, so a failure here is said and no more.
pdf() {
    if command -v apt-get >/dev/null 2>&1; then
        packages "without them no PDF can be made, or it takes ten times as long" \
            libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig || true
    elif ! python -c 'import weasyprint' >/dev/null 2>&1; then
        say "No PDF can be made: please install Pango 1.44 or newer and fontconfig."
    fi
    python scripts/fonts.py || true
}

# The browser of the tests: Debian's small one, or the whole one where only that is known.
browser() {
    if ! command -v chromium-headless-shell >/dev/null 2>&1 &&
        ! command -v chromium >/dev/null 2>&1; then
        packages "the browser tests need it" chromium-headless-shell ||
            packages "the browser tests need it" chromium
    fi
    packages "the browser tests need it" libatomic1
}
