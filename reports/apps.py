"""The app of what is shown."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures, dashboard, ledger page, notice: reads the other apps."""

    name = "reports"
    verbose_name = "报表"
