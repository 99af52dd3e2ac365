"""The access log: logins, denials, exports and reading of evidence."""

import ipaddress

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from ledger import request_id
from ledger.models import AccessEntry
from ledger.text import FORBIDDEN


def address(request):
    """The client's address; behind PROXIES trusted proxies the one that the outermost saw.

    Each proxy appends what it saw to X-Forwarded-For; whatever stands further left was sent by
    the client and may be forged.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    seen = [*seen, request.META.get("REMOTE_ADDR", "")]
    found = seen[-1 - min(settings.PROXIES, len(seen) - 1)]
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None


def log(request, action, target="", user=None, username=""):
    """Append one line; ``user`` defaults to who is logged in."""
    user = user or getattr(request, "user", None)
    user = user if user is not None and user.is_authenticated else None
    AccessEntry.objects.create(
        at=timezone.now(),
        user=user,
        username=FORBIDDEN.sub("", user.username if user else username)[:150],
        action=action,
        target=target[:200],
        address=address(request) if request else None,
        request_id=request_id.current(),
    )


def _logged_in(sender, request, user, **kwargs):
    log(request, "login", user=user)


def _logged_out(sender, request, user, **kwargs):
    if user is not None:
        log(request, "logout", user=user)


def _login_failed(sender, credentials, request=None, **kwargs):
    log(request, "login_failed", username=str(credentials.get("username", "")))


def connect():
    """Listen to Django's login signals."""
    user_logged_in.connect(_logged_in, dispatch_uid="access_login")
    user_logged_out.connect(_logged_out, dispatch_uid="access_logout")
    user_login_failed.connect(_login_failed, dispatch_uid="access_failed")
