"""The app of organizations, sign-off and journal."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def install(using, **kwargs):
    """Put the triggers back: SQLite loses them when a table is rebuilt."""
    from ledger.triggers import install_triggers

    install_triggers(using)


class LedgerConfig(AppConfig):
    """Register the append-only triggers and the log of logins."""

    name = "ledger"
    verbose_name = "账号与单位"

    def ready(self):
        """Connect what Django's own signals trigger."""
        from ledger import access

        post_migrate.connect(install, dispatch_uid="install_triggers")
        access.connect()
