"""Addresses: people bookmark them, so they stay."""

from django.contrib import admin
from django.urls import include, path

from ledger.views import pages

ledger = [
    path("login/", pages.login, name="login"),
    path("logout/", pages.logout, name="logout"),
    path("password/", pages.password, name="password"),
    path("confirm/", pages.confirm, name="confirm"),
    path("inspections/", pages.inspections, name="inspections"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]
urlpatterns = [
    path("", include((ledger, "ledger"))),
    path("admin/", admin.site.urls),
    path("", include("problems.urls")),
    path("", include("measures.urls")),
    path("", include("reports.urls")),
]

handler400 = "ledger.views.errors.bad_request"
handler403 = "ledger.views.errors.forbidden"
handler404 = "ledger.views.errors.not_found"
handler500 = "ledger.views.errors.server_error"
