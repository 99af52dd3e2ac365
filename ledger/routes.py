"""Every route declares its methods and roles here; one without them stops the process."""

import functools
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.urls import URLPattern, get_resolver
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache

from ledger import access, permissions
from ledger.refusals import refuse
from ledger.roles import ALL_ROLES

PUBLIC = frozenset({"public"})


@dataclass(frozen=True)
class Route:
    """What a view declares of itself."""

    methods: tuple
    roles: frozenset


def route(*methods, roles=ALL_ROLES, of=None, cache=None):
    """Declare a view; the refusals come in the documented order, before the view runs.

    ``of`` fetches what the page is about: a model with ``visible_to``, or a function of the user
    and the address' parts; whatever the user may not see is 404. It replaces those parts in the
    view's arguments. ``roles`` are those that may ever use the route (else 403). ``cache`` is for
    what is the same for everybody: for how many seconds any cache may keep it.
    """
    declared = Route(methods, frozenset(roles))
    if cache is not None and declared.roles != PUBLIC:
        raise ImproperlyConfigured("only what is public may be cached")

    def decorate(view):
        @(never_cache if cache is None else functools.partial(shared, seconds=cache))
        @functools.wraps(view)
        def guarded(request, **parts):
            subject = () if of is None else (find(of, request.user, parts),)
            about = getattr(subject[0], "inspection", None) if subject else None
            request.inspection = about if cache is None else None  # nobody opened a ledger
            if request.method not in allowed(methods):
                raise MethodRefused(methods)
            if "public" not in declared.roles and not may_use(request.user, declared, subject):
                access.log(request, "denied", request.path)
                raise refuse(
                    "role", action="使用这个页面", who="需要的，请联系整改办或安全管理员。"
                )
            return view(request, *subject, **({} if of else parts))

        guarded.route = declared
        return guarded

    return decorate


def shared(view, seconds):
    """Let every cache keep what the view answers; it bears nothing of who asked or when."""

    @functools.wraps(view)
    def answered(request, *args, **parts):
        response = view(request, *args, **parts)
        patch_cache_control(response, public=True, max_age=seconds)
        response.is_shared = True
        return response

    return answered


class MethodRefused(Exception):
    """A method that the route does not take."""

    def __init__(self, methods):
        super().__init__(", ".join(methods))
        self.methods = methods


def allowed(methods):
    """HEAD goes wherever GET does."""
    return {*methods, "HEAD"} if "GET" in methods else {*methods}


def find(of, user, parts):
    """What the address names, if the user may see it; Http404 otherwise."""
    if not hasattr(of, "objects"):
        return of(user, **parts)
    row = of.objects.visible_to(user).filter(pk=parts["pk"]).first()
    if row is None:
        raise Http404
    return row


def may_use(user, declared, subject):
    """Whether one of the user's roles, in the subject's organization if it has one, is named.

    What all roles may use is open to an account that has none yet, too: home, password, rules.
    """
    if declared.roles == ALL_ROLES:
        return True
    inspection = getattr(subject[0], "inspection", None) if subject else None
    if inspection is None:
        return bool(permissions.roles_of(user) & declared.roles)
    return bool(permissions.standing(user, inspection.organization).roles & declared.roles)


def patterns(resolver=None, prefix="", namespace=""):
    """(name, path, view) of every route of ours."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", "/" + path, pattern.callback
        else:
            space = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, path, space)


def declared_routes():
    """Name, path, methods and roles of every route."""
    return [
        {
            "name": name,
            "path": path,
            "methods": list(view.route.methods),
            "roles": sorted(view.route.roles),
        }
        for name, path, view in patterns()
    ]


def verify():
    """Fail at start if a route does not say who may use it."""
    silent = [path for _, path, view in patterns() if not hasattr(view, "route")]
    if silent:
        raise ImproperlyConfigured(f"routes without declared roles: {', '.join(silent)}")
