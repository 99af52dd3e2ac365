"""Error answers: a page, or JSON where it is asked for, with one sentence and a request id."""

import sys

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from ledger import request_id
from ledger.refusals import refuse

TITLES = {
    400: "没有办成：内容有误",
    401: "请先登录",
    403: "没有办理权限",
    404: "找不到这个页面",
    405: "请求方式不对",
    409: "没有办成：情况有变",
    413: "内容太大",
    429: "尝试太多",
    500: "系统出错了",
    503: "暂时不能办理",
}


def wants_json(request):
    """Whether the client asked for JSON."""
    return request.headers.get("Accept", "").split(",")[0].startswith("application/json")


def answer(request, refusal, status=None):
    """The refusal as the client wants it."""
    status = status or refusal.status
    if wants_json(request):
        body = {
            "code": refusal.code,
            "message": str(refusal),
            "request_id": request_id.current(),
            "errors": refusal.errors,
            **refusal.facts,
        }
        response = private(JsonResponse(body, status=status))
    else:
        response = page(status, str(refusal), refusal.more, refusal.back)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def page(status, message, details=(), back=""):
    """An error page that needs neither the database nor a request."""
    context = {
        "status": status,
        "title": TITLES[status],
        "message": message,
        "details": details,
        "back": back,
        "request_id": request_id.current(),
    }
    return private(HttpResponse(render_to_string("error.html", context), status=status))


def private(response):
    """An answer that no cache keeps: a refusal names what the reader asked for."""
    add_never_cache_headers(response)
    return response


def bad_request(request, exception=None):
    """A request that Django itself refused: too many files or fields, a forged host."""
    if isinstance(exception, TooManyFilesSent):
        return answer(
            request, refuse("too_many_files", limit=settings.DATA_UPLOAD_MAX_NUMBER_FILES)
        )
    return answer(request, refuse("malformed"))


def not_found(request, exception=None):
    """Neither here nor visible: one answer, so that nothing is betrayed."""
    return answer(request, refuse("not_found"), status=404)


def forbidden(request, exception=None):
    """Refused by Django itself."""
    return answer(request, refuse("role", action="办理", who=""))


def csrf_failure(request, reason=""):
    """No or a stale token: the page was open too long, or the post came from elsewhere."""
    return answer(request, refuse("csrf"))


def server_error(request):
    """A defect of ours, or the database gone before a view was reached; the id finds the log."""
    if isinstance(sys.exc_info()[1], InterfaceError | OperationalError):
        return answer(request, refuse("unavailable"))
    message = "出现了没有预料到的错误，本次操作没有生效。请把下面的编号告诉技术支持。"
    return page(500, message)


def locked_out(request, credentials, *args, **kwargs):
    """Too many wrong passwords from this address for this account."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return answer(request, refuse("too_often", minutes=minutes))
