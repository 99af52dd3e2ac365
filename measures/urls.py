"""Addresses of measures and their proof."""

from django.urls import path

from measures import (
    copying,
    extending,
    held,
    maintaining,
    many,
    outcomes,
    previewing,
    quick,
    uploading,
    views,
)

app_name = "measures"
urlpatterns = [
    path("inspections/<int:pk>/copy/", copying.copy, name="copy"),
    path("inspections/<int:pk>/quick/", quick.quick, name="quick"),
    path("inspections/<int:pk>/many/", many.many, name="many"),
    path("inspections/<int:pk>/meetings/", maintaining.meetings, name="meetings"),
    path("inspections/<int:pk>/meetings/new/", maintaining.new_meeting, name="new_meeting"),
    path("meetings/<int:pk>/void/", maintaining.void_meeting, name="void_meeting"),
    path("meetings/<int:pk>/edit/", maintaining.edit_meeting, name="edit_meeting"),
    path("tasks/<int:pk>/measures/order/", maintaining.order_measures, name="order_measures"),
    path("tasks/<int:pk>/measures/new/", maintaining.new_measure, name="new_measure"),
    path("measures/<int:pk>/edit/", maintaining.edit_measure, name="edit_measure"),
    path("measures/<int:pk>/void/", maintaining.void_measure, name="void_measure"),
    path("measures/<int:pk>/", views.measure, name="measure"),
    path("measures/<int:pk>/progress/", views.add_progress, name="add_progress"),
    path("measures/<int:pk>/evidence/", uploading.add_evidence, name="add_evidence"),
    path("measures/<int:pk>/outcomes/", outcomes.add_outcome, name="add_outcome"),
    path("outcomes/<int:pk>/confirm/", outcomes.confirm_outcome, name="confirm_outcome"),
    path("outcomes/<int:pk>/edit/", outcomes.edit_outcome, name="edit_outcome"),
    path("outcomes/<int:pk>/void/", outcomes.void_outcome, name="void_outcome"),
    path(
        "outcomes/<int:pk>/withholding/", outcomes.outcome_withholding, name="outcome_withholding"
    ),
    path("measures/<int:pk>/withholding/", views.measure_withholding, name="measure_withholding"),
    path("measures/<int:pk>/extensions/", extending.ask_for_measure, name="ask_for_measure"),
    path("tasks/<int:pk>/extensions/", extending.ask_for_task, name="ask_for_task"),
    path("measures/<int:pk>/stage/", extending.report_on_measure, name="report_on_measure"),
    path("tasks/<int:pk>/stage/", extending.report_on_task, name="report_on_task"),
    path("stage/<int:pk>/decide/", extending.decide_report, name="decide_stage"),
    path("stage/<int:pk>/withdraw/", extending.withdraw_report, name="withdraw_stage"),
    path("extensions/<int:pk>/withdraw/", extending.withdraw_request, name="withdraw_extension"),
    path("extensions/<int:pk>/decide/", extending.decide, name="decide_extension"),
    path("measures/<int:pk>/evidence/link/", views.link_evidence, name="link_evidence"),
    path("measures/<int:pk>/evidence/mark/", views.mark_evidence, name="mark_evidence"),
    path(
        "measures/<int:pk>/evidence/take_back/",
        views.take_back_evidence,
        name="take_back_evidence",
    ),
    path("measures/<int:pk>/objection/", views.measure_objection, name="measure_objection"),
    path("measures/<int:pk>/<str:action>/", views.measure_action, name="measure_action"),
    path("held/<int:pk>/", held.held, name="held"),
    path("held/<int:pk>/decide/", held.decide, name="decide_held"),
    path("held/<int:pk>/file/", held.file, name="held_file"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
    path("evidence/<int:pk>/about/", views.about_evidence, name="about_evidence"),
    path("evidence/<int:pk>/preview/", previewing.preview, name="preview"),
    path(
        "evidence/<int:pk>/preview/<int:number>/",
        previewing.preview_image,
        name="preview_image",
    ),
]
