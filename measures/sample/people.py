"""The sample's organizations, departments and accounts."""

import datetime
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from ledger.models import Department, Membership, Organization, User
from ledger.roles import Role
from ledger.sample_accounts import PASSWORD, accounts
from ledger.writing import create

CHINA = ZoneInfo("Asia/Shanghai")
FOUNDED = datetime.datetime(2019, 1, 2, 9, 0, tzinfo=CHINA)

ROLES = {
    "office": Role.OFFICE,
    "office2": Role.OFFICE,
    "lead1": Role.LEAD,
    "lead2": Role.LEAD,
    "lead3": Role.LEAD,
    "secretary": Role.SECRETARY,
    "secretary2": Role.SECRETARY,
    "supervisor": Role.SUPERVISOR,
    "overseer": Role.OVERSEER,
    "auditor": Role.AUDITOR,
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
}
POSTS = dict(accounts())


@dataclass
class Organ:
    """An organization with the people who carry a sample ledger."""

    organization: Organization
    prefix: str = ""
    departments: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)

    def person(self, name):
        """The account called ``name``, with this organ's prefix."""
        return self.users[self.prefix + name]

    def of_department(self, role, code):
        """The handler or head of a department."""
        if self.prefix:
            return self.person(role)
        return self.person(f"{role}-{code}")


class Register:
    """Makes accounts, each a person of its own, with one hash of the sample password."""

    def __init__(self):
        self.password = make_password(PASSWORD)
        self.count = 0

    def account(self, organization, username, post):
        """A new account."""
        self.count += 1
        user = User(
            organization=organization,
            username=username,
            name=post,
            post=post,
            personnel_number=f"SAMPLE-{self.count:03d}",
            password=self.password,
        )
        return create(user, actor=None, at=FOUNDED)

    def grant(self, user, organization, role, department=None):
        """A role for an account."""
        row = Membership(user=user, organization=organization, role=role, department=department)
        return create(row, actor=None, at=FOUNDED)


def make_organization(name, short_name, parent=None):
    """A sample organization."""
    row = Organization(name=name, short_name=short_name, parent=parent, is_sample=True)
    return create(row, actor=None, at=FOUNDED)


def make_departments(organ, names):
    """The departments of an organ, by code."""
    for order, (code, name) in enumerate(names.items(), 1):
        row = Department(organization=organ.organization, name=name, order=order)
        organ.departments[code] = create(row, actor=None, at=FOUNDED)


def make_main(data, register, overseer):
    """The organ of the real case and of the practice ledger, with every sample account."""
    organ = Organ(make_organization(data["name"], data["short_name"], overseer))
    make_departments(organ, data["departments"])
    for username, post in accounts():
        if username.startswith("other-"):
            continue
        home = overseer if username == "overseer" else organ.organization
        user = organ.users[username] = register.account(home, username, post)
        role, _, code = username.partition("-")
        if code:
            register.grant(user, home, Role(role), organ.departments[code])
        elif username in ROLES:
            register.grant(user, home, ROLES[username])
    dual = organ.person("dual")
    register.grant(dual, organ.organization, Role.HEAD, organ.departments["bgs"])
    register.grant(dual, organ.organization, Role.OFFICE)
    return organ


def make_other(data, register, overseer):
    """The second organ, small: one person for each role, in all its departments."""
    organ = Organ(make_organization(data["name"], data["short_name"], overseer), "other-")
    make_departments(organ, data["departments"])
    for username, post in accounts():
        if not username.startswith("other-"):
            continue
        user = organ.users[username] = register.account(organ.organization, username, post)
        role = Role(username.removeprefix("other-"))
        rooms = organ.departments.values() if role in {Role.HANDLER, Role.HEAD} else [None]
        for department in rooms:
            register.grant(user, organ.organization, role, department)
    return organ
