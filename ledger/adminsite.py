"""Django's admin under our own permissions: accounts and dictionaries, nothing of a ledger."""

from django.contrib.admin import AdminSite
from django.urls import URLResolver, reverse

from ledger import permissions
from ledger.roles import ADMIN_ROLES, Role
from ledger.routes import route

# Login, logout, password and history have pages of ours; nothing is ever deleted.
LEFT_OUT = ("login", "logout", "password_change", "password_change_done", "view_on_site")

IMPORTS = (
    (Role.SYSTEM_ADMIN, "ledger:import_accounts", "从 Excel 导入部门和账号"),
    (Role.SECURITY_ADMIN, "ledger:import_roles", "从 Excel 授予角色"),
)


class LedgerAdminSite(AdminSite):
    """Open to the two administrators; every route declares its roles like any other of ours."""

    site_title = site_header = "整改台账 · 账号管理"
    index_title = "账号、单位和角色"
    site_url = "/"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request):
        """Whether the person is one of the two administrators."""
        return bool(permissions.roles_of(request.user) & ADMIN_ROLES)

    def each_context(self, request):
        """What every page of the admin knows; the index leads to the imports of the reader."""
        return super().each_context(request) | {
            "imports": [
                (reverse(name), label)
                for role, name, label in IMPORTS
                if role in permissions.roles_of(request.user)
            ]
        }

    def get_urls(self):
        """Django's own routes but the ones left out, each under our guard."""
        kept = [url for url in super().get_urls() if getattr(url, "name", "") not in LEFT_OUT]
        guard(kept)
        return kept


def guard(patterns):
    """Put every view behind the roles, and leave out deleting and Django's own history."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.url_patterns
            inner[:] = [p for p in inner if not dropped(p)]
            guard(inner)
        elif not hasattr(pattern.callback, "route"):
            pattern.callback = route("GET", "POST", roles=ADMIN_ROLES)(pattern.callback)


def dropped(pattern):
    """Whether a model's route is one that nobody has."""
    name = getattr(pattern, "name", None)
    return name is None or name.endswith(("_delete", "_history"))
