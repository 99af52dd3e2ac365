"""Settings: each value that an installation may set is read here, typed, and fails at start."""

import os
import secrets
from pathlib import Path

from ledger import environment as env

# lxml came with python-docx, which only writes. Uploaded workbooks stay with the parser that
# defusedxml guards, and refuses what declares entities; openpyxl asks when it is imported.
os.environ["OPENPYXL_LXML"] = "False"

BASE_DIR = Path(__file__).resolve().parent.parent
env.load(BASE_DIR / ".env")

VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)


def development_key():
    """A key of this checkout's own, made at the first start and kept in ``var/``."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


PRODUCTION = env.flag("PRODUCTION")
HTTPS = env.flag("HTTPS")
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", None if PRODUCTION else development_key())
LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", None if PRODUCTION else LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "ledger.admin_config.LedgerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
    "ledger",
    "problems",
    "measures",
    "reports",
]

# Login comes before CSRF, so that who is not logged in is asked to log in, not told of a token.
MIDDLEWARE = [
    "ledger.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ledger.middleware.SharedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ledger.middleware.LoginRequiredMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ledger.uploads.StoppedUploadMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ledger.middleware.RefusalMiddleware",
    "ledger.middleware.LastLedgerMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ledger.urls"
WSGI_APPLICATION = "ledger.wsgi.application"
CSRF_FAILURE_VIEW = "ledger.views.errors.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ledger.site.site",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE protects read-then-write; FULL keeps an acknowledged act through a power cut.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
        ),
    }
    # Opening the file and its pragmas take 3 ms, more than most pages ask of it; an idle minute ends it.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # In memory, SQLite ignores the busy timeout between threads.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    pool_size = env.whole("DATABASE_POOL", 8, 2, 100)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # so a restart of the server is not noticed
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),  # what the address asks for, sslmode say
        # Two seconds without an answer is 503; giving up soon is what makes the next request try.
        "pool": {"min_size": 2, "max_size": pool_size, "timeout": 2, "reconnect_timeout": 2},
    }

AUTH_USER_MODEL = "ledger.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "ledger:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "ledger:login"

# Locked by account and address together: a stranger cannot lock somebody out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.whole("LOGIN_FAILURE_LIMIT", 10, 1, 1000)
AXES_COOLOFF_TIME = env.whole("LOGIN_COOLOFF_MINUTES", 10, 1, 1440) / 60
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "ledger.views.errors.locked_out"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "ledger.access.address"
PROXIES = env.whole("PROXIES", 0, 0, 10)

SESSION_COOKIE_AGE = env.whole("SESSION_HOURS", 12, 1, 720) * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
# Health is asked from inside, where HTTPS has not begun.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Only a trusted proxy may say that the browser came by HTTPS; without one anybody could.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
EVIDENCE_ROOT = env.folder("EVIDENCE_ROOT", VAR_DIR / "evidence")
EVIDENCE_MAX_MB = env.whole("EVIDENCE_MAX_MB", 50, 1, 2000)
EVIDENCE_PER_MEASURE_MB = env.whole("EVIDENCE_PER_MEASURE_MB", 500, 1, 100_000)
EVIDENCE_PER_PERSON_MB = env.whole("EVIDENCE_PER_PERSON_MB", 5000, 1, 1_000_000)
PREVIEW_ROOT = env.folder("PREVIEW_ROOT", VAR_DIR / "previews")
PUBLISHED_ROOT = env.folder("PUBLISHED_ROOT", VAR_DIR / "published")
ALTERED_ROOT = VAR_DIR / "altered"  # which evidence an archive found to be not what was uploaded
PREVIEW_MAX_MB = env.whole("PREVIEW_MAX_MB", 500, 10, 100_000)
FILE_UPLOAD_HANDLERS = [
    "ledger.uploads.LimitingHandler",  # first: what is too large reaches no other
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FONTS_CONF = VAR_DIR / "fonts" / "fonts.conf"
PRESS_WARMED = True  # a page with a button for a PDF starts the renderer: it needs seconds
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_ROOT},
    },
    # Not compressed: that takes ten seconds at each start, and browsers keep the files for good.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR"),
    },
    "loggers": {
        "axes": {"level": "WARNING"},
        # A person who chose too many files is told; nothing is wrong here.
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
        "fontTools": {"level": "ERROR"},
        "weasyprint.progress": {"level": "WARNING"},
    },
}
