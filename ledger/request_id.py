"""The id that ties a request to its journal entries, its log lines and its error page."""

import uuid
from contextvars import ContextVar

_current = ContextVar("request_id", default="")


def current():
    """The id of the request being answered; empty outside one."""
    return _current.get()


class RequestIdMiddleware:
    """Give each request an id of our own making: one sent by the client could be forged."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:12]
        token = _current.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        if not getattr(response, "is_shared", False):  # a cache would tell it to others
            response["X-Request-ID"] = request.id
        return response
