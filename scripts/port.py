"""Say in one sentence that the port is taken, before anything else is started on it."""

import socket
import sys

host, port = sys.argv[1:]
if not (port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"PORT={port} is not a port number.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except OSError as error:
        sys.exit(f"Cannot serve on {host}:{port}: {error.strerror}. Choose another with PORT=.")
