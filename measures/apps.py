"""The app of measures and what proves them."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Register the lowest level with the sign-off engine."""

    name = "measures"
    verbose_name = "措施与佐证"

    def ready(self):
        """Make the transition table known."""
        from ledger import closing, panel
        from measures import extensions, holding, reviews, signoff

        signoff.register()
        panel.PARTS["extensions"] = extensions.panel_part
        panel.PARTS["stage"] = reviews.panel_part
        closing.BEFORE.append(holding.check_none_waits)
