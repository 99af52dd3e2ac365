"""Settings of the tests: the product's own, with quick password hashes and plain static files."""

from ledger.settings import *  # noqa: F403
from ledger.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PRESS_WARMED = False  # no process that a test does not ask for
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if pool := DATABASES["default"]["OPTIONS"].get("pool"):
    pool["max_size"] = 16  # the races hold nine connections in one process
