"""Login, logout, password, inspections, health."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, views as auth
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from ledger import permissions
from ledger.forms import ConfirmForm
from ledger.models import Inspection, Organization
from ledger.paging import check_known, page_of
from ledger.refusals import refuse
from ledger.roles import LEDGER_ROLES, Role
from ledger.routes import PUBLIC, route
from ledger.sample_accounts import PASSWORD, accounts
from ledger.triggers import missing_triggers

PER_PAGE = 50


def _sample():
    shown = not settings.PRODUCTION and Organization.objects.filter(is_sample=True).exists()
    return {"sample_accounts": accounts(), "sample_password": PASSWORD} if shown else {}


@route("GET", "POST", roles=PUBLIC)
def login(request):
    """Log in; a sample installation shows its accounts."""
    view = auth.LoginView.as_view(redirect_authenticated_user=True, extra_context=_sample())
    return view(request)


@route("POST")
def logout(request):
    """Log out."""
    return auth.LogoutView.as_view()(request)


@route("GET", "POST")
def password(request):
    """Change one's own password; other sessions of the account end."""
    view = auth.PasswordChangeView.as_view(
        template_name="registration/password_change.html", success_url="/"
    )
    response = view(request)
    if request.method == "POST" and response.status_code == 302:
        messages.success(request, "密码已修改。")
    return response


def confirm_password(request, given):
    """Note in the session that the password was given just now; raises Refusal if it is wrong."""
    user = authenticate(request, username=request.user.get_username(), password=given)
    if user is None or user.pk != request.user.pk:
        raise refuse("password_wrong")
    request.session["confirmed_at"] = timezone.now().isoformat()


def confirmed_at(request):
    """When the password was last confirmed in this session, or None."""
    moment = request.session.get("confirmed_at")
    return parse_datetime(moment) if moment else None


@route("GET", "POST")
def confirm(request):
    """Ask for the password again before a final sign-off."""
    form = ConfirmForm(request.POST or None, initial={"next": request.GET.get("next", "/")})
    if request.method == "POST" and form.is_valid():
        confirm_password(request, form.cleaned_data["password"])
        target = form.cleaned_data["next"]
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
        return redirect(target if safe else "/")
    status = 400 if form.is_bound else 200
    return render(request, "confirm.html", {"form": form}, status=status)


@route("GET", roles=LEDGER_ROLES)
def inspections(request):
    """The ledgers one may read, the latest first."""
    check_known(request.GET, ())
    page = page_of(Inspection.objects.visible_to(request.user), PER_PAGE, request.GET)
    may_create = bool(permissions.organizations_of(request.user, {Role.OFFICE}))
    context = {"inspections": page.object_list, "page": page, "may_create": may_create}
    return render(request, "ledger/inspections.html", context)


@route("GET", roles=PUBLIC)
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@route("GET", roles=PUBLIC)
def readyz(request):
    """The database, its migrations and triggers and the evidence store are there."""
    try:
        executor = MigrationExecutor(connection)
        faults = {
            "migrations": bool(executor.migration_plan(executor.loader.graph.leaf_nodes())),
            "triggers": bool(missing_triggers()),
            "storage": not settings.EVIDENCE_ROOT.is_dir(),
        }
    except DatabaseError:
        faults = {"database": True}
    wrong = [name for name, fault in faults.items() if fault]
    return JsonResponse({"ready": not wrong, "faults": wrong}, status=503 if wrong else 200)
