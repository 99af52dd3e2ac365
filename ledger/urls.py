"""Addresses: people bookmark them, so they stay."""

from django.contrib import admin
from django.urls import include, path

from ledger.views import group, inspections, organizations, pages, staffing

ledger = [
    path("login/", pages.login, name="login"),
    path("logout/", pages.logout, name="logout"),
    path("password/", pages.password, name="password"),
    path("confirm/", pages.confirm, name="confirm"),
    path("inspections/", pages.inspections, name="inspections"),
    path("inspections/new/", inspections.new_inspection, name="new_inspection"),
    path("inspections/<int:pk>/settings/", inspections.settings, name="settings"),
    path("inspections/<int:pk>/edit/", inspections.edit_inspection, name="edit_inspection"),
    path("inspections/<int:pk>/adoption/new/", inspections.new_adoption, name="new_adoption"),
    path("inspections/<int:pk>/ask_closing/", inspections.ask_to_close, name="ask_closing"),
    path("inspections/<int:pk>/close/", inspections.confirm_closing, name="close"),
    path("inspections/<int:pk>/reopen/", inspections.reopen_ledger, name="reopen_ledger"),
    path("inspections/<int:pk>/group/", group.group, name="group"),
    path("inspections/<int:pk>/group/new/", group.new_member, name="new_member"),
    path("group/<int:pk>/edit/", group.edit_member, name="edit_member"),
    path("organizations/<int:pk>/", organizations.organization, name="organization"),
    path("organizations/<int:pk>/words/new/", organizations.new_word, name="new_word"),
    path("words/<int:pk>/retire/", organizations.retire, name="retire_word"),
    path("words/<int:pk>/restore/", organizations.restore, name="restore_word"),
    path("accounts/import/", staffing.accounts, name="import_accounts"),
    path("accounts/roles/", staffing.roles, name="import_roles"),
    path("accounts/template.xlsx", staffing.template, name="staff_template"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]
urlpatterns = [
    path("", include((ledger, "ledger"))),
    path("admin/", admin.site.urls),
    path("", include("measures.urls")),  # before problems: /tasks/<id>/<action>/ takes the rest
    path("", include("problems.urls")),
    path("", include("reports.urls")),
]

handler400 = "ledger.views.errors.bad_request"
handler403 = "ledger.views.errors.forbidden"
handler404 = "ledger.views.errors.not_found"
handler500 = "ledger.views.errors.server_error"
