"""Say in one sentence what stands against serving, before anything is started.

``preflight.py HOST PORT`` looks at the settings and at the port.
"""

import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.core.exceptions import ImproperlyConfigured

host, port = sys.argv[1:]
try:
    import ledger.settings  # noqa: F401  (reading them is the look)
except (ImproperlyConfigured, OSError) as error:
    sys.exit(f"Cannot start: {error}")
if not (port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"Cannot start: PORT={port} is not a port number.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except OSError as error:
        sys.exit(f"Cannot serve on {host}:{port}: {error.strerror}. Choose another with PORT=.")
