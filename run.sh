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
python scripts/preflight.py "$HOST" "$PORT"
python scripts/prepare.py & # keeps one processor busy while the network brings the rest
pdf
# 75: the sample's notice can be published only now that the PDF's libraries and fonts are there.
wait $! || { [ $? -eq 75 ] && python manage.py load_sample; }
say "整改台账已启动 / Serving at http://$HOST:$PORT/  (Ctrl+C 停止)"
exec granian --interface wsgi --host "$HOST" --port "$PORT" --workers "${WORKERS:-2}" \
    --blocking-threads 4 --log-level warning ledger.wsgi:application
