#!/bin/sh
# Set everything up and run every test, on SQLite and on a PostgreSQL of its own. A missing piece
# fails. What is given on the command line goes to pytest: ./test.sh tests/measures
set -eu
cd "$(dirname "$0")"
. scripts/setup.sh
# The tests are about the product, not about this installation's .env.
unset DATABASE_URL SECRET_KEY ALLOWED_HOSTS EVIDENCE_ROOT
export PRODUCTION=0 HTTPS=0 LOG_LEVEL=WARNING VAR_DIR="${VAR_DIR:-$PWD/var}"
export DATABASE_URL="sqlite:///$VAR_DIR/test.sqlite3"

environment requirements-dev.txt requirements.txt
pdf
browser

step() {
    say "== $*"
    begun=$(date +%s)
    "$@"
    say "   $(($(date +%s) - begun)) s"
}
started=$(date +%s)
step ruff check .
step ruff format --check .
step lint-imports --no-logo
step python manage.py makemigrations --check --dry-run
step pytest -q -n 2 --dist loadscope "$@"
# The server goes as a whole; dropping a database of it would only wait for the last connection.
step python scripts/postgres.py pytest -q -n 2 --dist loadscope --create-db --reuse-db "$@"
say "== Everything holds, on SQLite and on PostgreSQL: $(($(date +%s) - started)) s"
