#!/bin/sh
# Set everything up and serve: PORT= (8000) and HOST= (127.0.0.1) say where. Safe to run again.
set -eu
cd "$(dirname "$0")"
. scripts/setup.sh
PORT=${PORT:-8000}
HOST=${HOST:-127.0.0.1}
: "${LOG_LEVEL:=WARNING}"
export LOG_LEVEL

environment requirements.txt
pdf
python scripts/port.py "$HOST" "$PORT"
python manage.py migrate -v0
python manage.py collectstatic --noinput -v0
if [ "$(python scripts/production.py)" = no ]; then
    python manage.py load_sample
fi
say "整改台账已启动 / Serving at http://$HOST:$PORT/  (Ctrl+C 停止)"
exec granian --interface wsgi --host "$HOST" --port "$PORT" --workers "${WORKERS:-2}" \
    --blocking-threads 4 --log-level warning ledger.wsgi:application
