"""Addresses of problems and tasks."""

from django.urls import path

from problems import maintaining, views

app_name = "problems"
urlpatterns = [
    path("inspections/<int:pk>/feedback/new/", maintaining.new_feedback, name="new_feedback"),
    path("feedback/<int:pk>/edit/", maintaining.edit_feedback, name="edit_feedback"),
    path("feedback/<int:pk>/order/", maintaining.order_problems, name="order_problems"),
    path("inspections/<int:pk>/tasks/order/", maintaining.order_tasks, name="order_tasks"),
    path("inspections/<int:pk>/problems/new/", maintaining.new_problem, name="new_problem"),
    path("problems/<int:pk>/tasks/new/", maintaining.new_task, name="new_task"),
    path("problems/<int:pk>/edit/", maintaining.edit_problem, name="edit_problem"),
    path("problems/<int:pk>/void/", maintaining.void_problem, name="void_problem"),
    path("tasks/<int:pk>/edit/", maintaining.edit_task, name="edit_task"),
    path("tasks/<int:pk>/void/", maintaining.void_task, name="void_task"),
    path("problems/<int:pk>/", views.problem, name="problem"),
    path("problems/<int:pk>/objection/", views.problem_objection, name="problem_objection"),
    path("problems/<int:pk>/withholding/", views.problem_withholding, name="problem_withholding"),
    path("problems/<int:pk>/<str:action>/", views.problem_action, name="problem_action"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/objection/", views.task_objection, name="task_objection"),
    path("tasks/<int:pk>/withholding/", views.task_withholding, name="task_withholding"),
    path("tasks/<int:pk>/<str:action>/", views.task_action, name="task_action"),
]
