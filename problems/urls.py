"""Addresses of problems and tasks."""

from django.urls import path

from problems import views

app_name = "problems"
urlpatterns = [
    path("problems/<int:pk>/", views.problem, name="problem"),
    path("problems/<int:pk>/objection/", views.problem_objection, name="problem_objection"),
    path("problems/<int:pk>/<str:action>/", views.problem_action, name="problem_action"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/objection/", views.task_objection, name="task_objection"),
    path("tasks/<int:pk>/<str:action>/", views.task_action, name="task_action"),
]
