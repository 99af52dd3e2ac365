"""The app of feedback, problems and tasks."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """Register the two upper levels with the sign-off engine."""

    name = "problems"
    verbose_name = "问题与任务"

    def ready(self):
        """Make the transition tables known."""
        from problems import signoff

        signoff.register()
