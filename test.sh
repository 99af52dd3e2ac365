#!/bin/sh
# Set everything up and run every test, on SQLite and on a PostgreSQL of its own. A missing piece
# fails. What is given on the command line goes to pytest: ./test.sh tests/measures
set -eu
cd "$(dirname "$0")"
. scripts/setup.sh
: "${LOG_LEVEL:=WARNING}"
VAR_DIR="$PWD/var/test"
export LOG_LEVEL VAR_DIR
unset DATABASE_URL

environment requirements-dev.txt requirements.txt
pdf
command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 ||
    packages "the browser tests need it" chromium-headless-shell
packages "the browser tests need it" libatomic1

step() {
    say "== $*"
    "$@"
}
step ruff check .
step ruff format --check .
step lint-imports --no-logo
step python manage.py makemigrations --check --dry-run
step pytest -q -n 2 --dist loadscope "$@"
step python scripts/postgres.py pytest -q -n 2 --dist loadscope "$@"
