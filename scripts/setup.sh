# Set-up shared by run.sh and test.sh; sourced from the project's folder. Safe to run again.
# What is there already is left alone, so a second run only looks.

say() { printf '%s\n' "$*"; }

# Debian packages need root or sudo; where neither is there, set-up goes on without them.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo "$@"; else return 1; fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# packages WHY NAME...: install those that are missing, or say in one sentence what is missing.
packages() {
    why=$1
    shift
    missing=
    for name in "$@"; do installed "$name" || missing="$missing $name"; done
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Not a Debian or Ubuntu: please install what corresponds to$missing ($why)."
        return 1
    fi
    say "Installing$missing ..."
    # shellcheck disable=SC2086
    if as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
    ' sh $missing; then
        return 0
    fi
    say "Could not install$missing ($why): please have an administrator install them."
    return 1
}

usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        if [ -n "$name" ] && usable "$name"; then
            PYTHON=$name
            return 0
        fi
    done
    return 1
}

# environment FILE...: the virtual environment with the locked requirements.
environment() {
    if ! [ -x .venv/bin/python ]; then
        find_python || packages "to run at all" python3 python3-venv || true
        find_python || {
            say "Python 3.11 or newer with venv is needed and could not be installed."
            return 1
        }
        "$PYTHON" -m venv .venv
    fi
    stamp=$(cat "$@" | sha256sum)
    if [ "$(cat ".venv/stamp-$#" 2>/dev/null || true)" != "$stamp" ]; then
        say "Installing the Python requirements ..."
        lists=
        for file in "$@"; do lists="$lists -r $file"; done
        # shellcheck disable=SC2086
        .venv/bin/pip install -q --disable-pip-version-check --require-hashes --only-binary=:all: $lists
        printf '%s\n' "$stamp" >".venv/stamp-$#"
    fi
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
}

# The PDF: its libraries from Debian, its fonts as scripts/fonts.py finds them.
pdf() {
    packages "without them no PDF can be made, or it takes ten times as long" \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig || true
    python scripts/fonts.py || true
}
