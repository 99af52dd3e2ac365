"""Addresses of what is shown."""

from django.urls import path

from reports.views import (
    brief,
    coverage,
    dashboard,
    figure,
    home,
    intake,
    journal,
    ledger,
    notice,
    queue,
    reading,
    rules,
    snapshots,
    workbook,
)

app_name = "reports"
urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("inspections/<int:pk>/", ledger.ledger, name="ledger"),
    path("inspections/<int:pk>/ledger.json", ledger.ledger_json, name="ledger_json"),
    path("inspections/<int:pk>/ledger.xlsx", workbook.ledger_xlsx, name="ledger_xlsx"),
    path("inspections/<int:pk>/template.xlsx", workbook.template_xlsx, name="template_xlsx"),
    path("inspections/<int:pk>/dashboard/", dashboard.dashboard, name="dashboard"),
    path("inspections/<int:pk>/brief.pdf", brief.brief_pdf, name="brief_pdf"),
    path("inspections/<int:pk>/brief.xlsx", brief.brief_xlsx, name="brief_xlsx"),
    path("inspections/<int:pk>/figure/", figure.figure, name="figure"),
    path("inspections/<int:pk>/coverage/", coverage.coverage, name="coverage"),
    path("inspections/<int:pk>/journal/", journal.journal, name="journal"),
    path("inspections/<int:pk>/notice/", notice.notice, name="notice"),
    path("inspections/<int:pk>/read/", reading.read, name="read"),
    path("inspections/<int:pk>/notice.pdf", notice.notice_pdf, name="notice_pdf"),
    path("inspections/<int:pk>/own_layout.xlsx", workbook.own_layout_xlsx, name="own_layout_xlsx"),
    path("inspections/<int:pk>/import/", intake.receive, name="receive"),
    path("inspections/<int:pk>/snapshots/", snapshots.snapshots, name="snapshots"),
    path("inspections/<int:pk>/snapshots/ask/", snapshots.ask, name="ask_snapshot"),
    path("snapshots/<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("snapshots/<int:pk>/confirm/", snapshots.confirm, name="confirm_snapshot"),
    path("snapshots/<int:pk>/snapshot.json", snapshots.snapshot_json, name="snapshot_json"),
    path("imports/<int:pk>/", intake.preview, name="import"),
    path("imports/<int:pk>/columns/", intake.remap, name="import_columns"),
    path("imports/<int:pk>/names/", intake.answer, name="import_names"),
    path("imports/<int:pk>/save/", intake.save, name="import_save"),
    path("imports/<int:pk>/undo/", intake.take_back, name="import_undo"),
    path("imports/<int:pk>/marked.xlsx", intake.marked, name="import_marked"),
    path("imports/<int:pk>/original/", intake.original, name="import_original"),
    path("rules/", rules.rules, name="rules"),
]
