"""The application for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
application = get_wsgi_application()

from ledger.routes import verify  # noqa: E402  (needs the application set up)

verify()
