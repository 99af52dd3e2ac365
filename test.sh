#!/bin/sh
# Set everything up and run every test, on SQLite and on a PostgreSQL of its own.
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || python3 -m venv .venv
stamp=$(cat requirements.txt requirements-dev.txt | sha256sum)
if [ "$(cat .venv/stamp 2>/dev/null || true)" != "$stamp" ]; then
    .venv/bin/pip install -q --require-hashes --only-binary=:all: -r requirements-dev.txt -r requirements.txt
    echo "$stamp" > .venv/stamp
fi
PATH="$PWD/.venv/bin:$PATH"
ruff check .
lint-imports
python manage.py makemigrations --check --dry-run
pytest -q "$@"
python scripts/postgres.py pytest -q "$@"
