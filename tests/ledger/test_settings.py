"""Each setting is explained, typed, and fails at start with its name."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def read_by_settings():
    """The names that settings.py asks the environment for."""
    tree = ast.parse((ROOT / "ledger" / "settings.py").read_text(encoding="utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and node.func.attr != "load"
    }


def start(tmp_path, **environment):
    """How a start with exactly these values ends, and what it prints last.

    The settings are copied, so that no ``.env`` of this checkout has a say.
    """
    (tmp_path / "ledger").mkdir()
    for name in ("__init__.py", "environment.py", "settings.py"):
        shutil.copy(ROOT / "ledger" / name, tmp_path / "ledger")
    show = (
        "import json; from ledger import settings as s; print(json.dumps([s.PRODUCTION,"
        " s.ALLOWED_HOSTS, s.PROXIES, s.SECURE_PROXY_SSL_HEADER, s.AXES_COOLOFF_TIME,"
        " s.DATABASES['default'].get('OPTIONS', {}).get('sslmode')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", show],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout if done.returncode == 0 else done.stderr
    return done.returncode, said.strip().splitlines()[-1]


def test_settings_and_env_example_name_the_same_variables():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    explained = re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)

    assert sorted(explained) == sorted(read_by_settings())


def test_settings_left_alone_serve_this_machine_only(tmp_path):
    assert start(tmp_path) == (
        0,
        '[false, ["127.0.0.1", "localhost", "[::1]"], 0, null, 0.16666666666666666, null]',
    )


def test_settings_given_are_taken(tmp_path):
    given = {
        "PRODUCTION": "1",
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": "a.example, b.example",
        "HTTPS": "yes",
        "PROXIES": "1",
        "LOGIN_COOLOFF_MINUTES": "60",
        "DATABASE_URL": "postgres://u:p@127.0.0.1/ledger?sslmode=require",
    }

    assert start(tmp_path, **given) == (
        0,
        '[true, ["a.example", "b.example"], 1, ["HTTP_X_FORWARDED_PROTO", "https"], 1.0, "require"]',
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PRODUCTION": "maybe"}, "PRODUCTION must be 1 or 0: see .env.example."),
        ({"PRODUCTION": "1"}, "SECRET_KEY must be set: see .env.example."),
        (
            {"PRODUCTION": "1", "SECRET_KEY": "x" * 50},
            "ALLOWED_HOSTS must be set: see .env.example.",
        ),
        (
            {"SESSION_HOURS": "twelve"},
            "SESSION_HOURS must be a whole number from 1 to 720: see .env.example.",
        ),
        ({"PROXIES": "-1"}, "PROXIES must be a whole number from 0 to 10: see .env.example."),
        (
            {"LOG_LEVEL": "LOUD"},
            "LOG_LEVEL must be one of INFO, DEBUG, WARNING, ERROR: see .env.example.",
        ),
        ({"EVIDENCE_ROOT": "here"}, "EVIDENCE_ROOT must be an absolute path: see .env.example."),
        (
            {"DATABASE_URL": "mysql://127.0.0.1/ledger"},
            "DATABASE_URL must begin with postgres:// or sqlite:///.",
        ),
    ],
)
def test_setting_of_the_wrong_kind_stops_the_start_with_its_name(tmp_path, given, sentence):
    code, said = start(tmp_path, **given)

    assert (code, said) == (1, f"django.core.exceptions.ImproperlyConfigured: {sentence}")
