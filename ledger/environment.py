"""Typed values from the environment; what cannot be read stops the start with its name.

A ``.env`` beside ``manage.py`` fills in what the environment does not say; ``.env.example``
lists every name.
"""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def load(path):
    """Take the file's values for the names that the environment leaves open."""
    if path.exists():
        environ.Env.read_env(path)


def text(name, default=None):
    """A text; without a default the name must be set."""
    value = os.environ.get(name, "").strip()
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} must be set: see .env.example.")
    return value or default


def flag(name):
    """1 or 0; not set is 0."""
    value = text(name, "0").lower()
    if value not in YES | NO:
        raise wrong(name, "1 or 0")
    return value in YES


def whole(name, default, least, most):
    """A whole number within its limits."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise wrong(name, f"a whole number from {least} to {most}")
    return int(value)


def choice(name, *choices):
    """One of the words; the first is the default."""
    value = text(name, choices[0]).upper()
    if value not in choices:
        raise wrong(name, f"one of {', '.join(choices)}")
    return value


def names(name, default=None):
    """What stands between commas; without a default at least one must be given."""
    value = text(name, None if default is None else ",".join(default) or ",")
    return [part.strip() for part in value.split(",") if part.strip()]


def folder(name, default):
    """A folder by its absolute path."""
    path = Path(text(name, str(default)))
    if not path.is_absolute():
        raise wrong(name, "an absolute path")
    return path


def database(name, default):
    """A database by its address: SQLite or PostgreSQL, nothing else is tried."""
    found = environ.Env.db_url_config(text(name, default))
    if found.get("ENGINE") not in {
        "django.db.backends.sqlite3",
        "django.db.backends.postgresql",
    }:
        raise ImproperlyConfigured(f"{name} must begin with postgres:// or sqlite:///.")
    return found


def wrong(name, expected):
    """The sentence for a value of the wrong kind; the value itself may be secret."""
    return ImproperlyConfigured(f"{name} must be {expected}: see .env.example.")
