"""The app of measures and what proves them."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Register the lowest level with the sign-off engine."""

    name = "measures"
    verbose_name = "措施与佐证"

    def ready(self):
        """Make the transition table known."""
        from measures import signoff

        signoff.register()
