"""Which admin site there is; apart from ``ledger.apps``, where it would be a second app."""

from django.contrib.admin.apps import AdminConfig


class LedgerAdminConfig(AdminConfig):
    """Make our admin site, with our permissions, the one there is."""

    default_site = "ledger.adminsite.LedgerAdminSite"
