"""The roles, and which of them go together."""

from django.db import models


class Role(models.TextChoices):
    """What a membership makes of a person in one organization."""

    HANDLER = "handler", "承办人"
    HEAD = "head", "部门负责人"
    OFFICE = "office", "整改办"
    LEAD = "lead", "牵头领导"
    SECRETARY = "secretary", "党组书记"
    SUPERVISOR = "supervisor", "派驻纪检监察组"
    OVERSEER = "overseer", "巡察办"
    AUDITOR = "auditor", "审计员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"


# Held in one department; all others are held in the organization as a whole.
DEPARTMENT_ROLES = frozenset({Role.HANDLER, Role.HEAD})

# 三员分立: GB/T 22239-2019, 8.1.5.1-8.1.5.3 keeps system, audit and security management apart.
SOLE_ROLES = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})

# Those who read the ledger of the organization they are in.
MEMBER_ROLES = frozenset(
    {Role.HANDLER, Role.HEAD, Role.OFFICE, Role.LEAD, Role.SECRETARY, Role.SUPERVISOR}
)
LEDGER_ROLES = MEMBER_ROLES | {Role.OVERSEER}
JOURNAL_ROLES = frozenset({Role.OFFICE, Role.SECRETARY, Role.SUPERVISOR, Role.AUDITOR})
# Those who write, check and approve the notice; the others read the ledger itself.
DRAFT_ROLES = frozenset({Role.OFFICE, Role.SECRETARY, Role.LEAD, Role.SUPERVISOR})
# Those who look into the hints of the checks; the office and the supervisor put them aside.
CHECK_ROLES = frozenset({Role.OFFICE, Role.SECRETARY, Role.SUPERVISOR, Role.OVERSEER})
# Those who may take the whole case away, with its journal; the inspectors get it for their review.
ARCHIVE_ROLES = frozenset({Role.OFFICE, Role.SECRETARY, Role.SUPERVISOR, Role.OVERSEER})
LEADER_ROLES = frozenset({Role.LEAD, Role.SECRETARY, Role.OVERSEER})
ADMIN_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
ALL_ROLES = frozenset(Role)
