"""Addresses of measures and their proof."""

from django.urls import path

from measures import views

app_name = "measures"
urlpatterns = [
    path("measures/<int:pk>/", views.measure, name="measure"),
    path("measures/<int:pk>/progress/", views.add_progress, name="add_progress"),
    path("measures/<int:pk>/evidence/", views.add_evidence, name="add_evidence"),
    path("measures/<int:pk>/objection/", views.measure_objection, name="measure_objection"),
    path("measures/<int:pk>/<str:action>/", views.measure_action, name="measure_action"),
    path("evidence/<int:pk>/", views.evidence, name="evidence"),
]
