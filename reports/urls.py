"""Addresses of what is shown."""

from django.urls import path

from reports.views import coverage, dashboard, home, journal, ledger, notice, queue, reading, rules

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("inspections/<int:pk>/", ledger.ledger, name="ledger"),
    path("inspections/<int:pk>/ledger.json", ledger.ledger_json, name="ledger_json"),
    path("inspections/<int:pk>/dashboard/", dashboard.dashboard, name="dashboard"),
    path("inspections/<int:pk>/coverage/", coverage.coverage, name="coverage"),
    path("inspections/<int:pk>/journal/", journal.journal, name="journal"),
    path("inspections/<int:pk>/notice/", notice.notice, name="notice"),
    path("inspections/<int:pk>/read/", reading.read, name="read"),
    path("inspections/<int:pk>/notice.pdf", notice.notice_pdf, name="notice_pdf"),
    path("rules/", rules.rules, name="rules"),
]
