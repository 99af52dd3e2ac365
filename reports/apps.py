"""The app of what is shown."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures, dashboard, ledger page, notice: reads the other apps."""

    name = "reports"
    verbose_name = "报表"

    def ready(self):
        """Have each ledger's summary brought up with every act; close none with a notice in hand."""
        from ledger import closing, journal
        from measures.sample import load
        from reports import publishing, sample, summaries

        journal.KEEPERS.append(summaries.refresh)
        closing.BEFORE.append(publishing.check_none_in_hand)
        load.AFTER.append(sample.publish_case)
