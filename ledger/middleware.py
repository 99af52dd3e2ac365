"""From requests to refusals: login asked for, refusals answered as page or JSON."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.db import InterfaceError, OperationalError
from django.shortcuts import redirect, resolve_url

from ledger.refusals import Refusal, refuse
from ledger.routes import PUBLIC, MethodRefused
from ledger.site import OPENED
from ledger.views import errors


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Ask to log in: 302 to the login page, 401 where JSON is expected."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Let through who is logged in, and what is public."""
        declared = getattr(view_func, "route", None)
        # Public first: who asks is not even looked at, so that no answer depends on a cookie.
        if (declared and declared.roles == PUBLIC) or request.user.is_authenticated:
            return None
        if errors.wants_json(request):
            return errors.answer(request, refuse("login_required"), status=401)
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        # Back to the page of the form, where the browser puts in what was typed: static/js/base.js.
        back = urlsplit(request.META.get("HTTP_REFERER", ""))
        own = back.netloc == request.get_host()
        query = urlencode({"next": back.path if own else "/", "again": 1})
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


class SharedMiddleware:
    """Keep what any cache may keep free of cookies: the session's own would forget a stale one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(response, "is_shared", False):
            response.cookies.clear()
            del response["Vary"]
        return response


class RefusalMiddleware:
    """Answer what a view raised: the refusal's own status and sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Refusals, wrong methods and a database out of reach have pages of their own."""
        if isinstance(exception, Refusal):
            return errors.answer(request, exception)
        if isinstance(exception, MethodRefused):
            response = errors.answer(request, refuse("method"), status=405)
            response["Allow"] = ", ".join(exception.methods)
            return response
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.answer(request, refuse("unavailable"))
        return None


class LastLedgerMiddleware:
    """Remember in the browser which ledger was opened last; the top bar leads back to it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        inspection = getattr(request, "inspection", None)
        key = str(inspection.pk) if inspection is not None else ""
        if key and request.COOKIES.get(OPENED) != key and response.status_code == 200:
            given = {"httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
            response.set_cookie(OPENED, key, max_age=settings.SESSION_COOKIE_AGE, **given)
        return response
