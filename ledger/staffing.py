"""Departments, accounts and roles from a table: read, planned, carried out as a whole or not at all.

The system administrator makes departments and accounts of it, the security administrator grants the
roles: the same file serves both, and neither does the other's part.
"""

import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError
from django.db import transaction

from ledger.accounts import check_manager, grant
from ledger.models import Department, Membership, User
from ledger.once import once
from ledger.refusals import Refusal, refuse
from ledger.roles import DEPARTMENT_ROLES, Role
from ledger.writing import create

MAX_PEOPLE = 500
COLUMNS = {
    "department": ("部门", "处室", "科室", "所在部门"),
    "name": ("姓名",),
    "post": ("职务", "职务职级"),
    "personnel_number": ("人员编号", "工号", "编号"),
    "username": ("用户名", "登录名", "账号"),
    "roles": ("角色",),
}
NEEDED = ("name", "post", "personnel_number", "username")
HEADINGS = [names[0] for names in COLUMNS.values()]
LOOKED_AT = 10  # rows among which the headings are looked for
# No letters and digits that are taken for one another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# A random password of 78 bits needs no slow hash; at its first use it is stored with the full one.
ITERATIONS = 20_000


@dataclass
class Line:
    """One person of the table: what is wanted, what it means, and what is wrong with it."""

    number: int  # of the row in the sheet
    cells: dict
    error: str = ""
    user: object = None
    is_new: bool = False
    grants: list = field(default_factory=list)  # of (role, department), not held yet

    @property
    def roles(self):
        """The role names in the cell."""
        return [name for name in re.split(r"[、,，;；/\s]+", self.cells["roles"]) if name]


def read_people(table):
    """The lines below the headings; raises Refusal where there are no headings or no lines."""
    place, found = headings_in(table)
    lines = []
    for number, row in enumerate(table[place + 1 :], place + 2):
        if any(row):
            lines.append(Line(number, {name: cell_of(row, found.get(name)) for name in COLUMNS}))
    if not lines:
        raise refuse("rows_missing")
    return lines


def headings_in(table):
    """Which row holds the headings, and where each column stands; raises Refusal."""
    for place, row in enumerate(table[:LOOKED_AT]):
        found = columns_of(row)
        if all(name in found for name in NEEDED):
            return place, found
    raise refuse("headings_missing", names="、".join(COLUMNS[name][0] for name in NEEDED))


def columns_of(row):
    """Where each column stands, by its heading."""
    places = {text.replace(" ", ""): place for place, text in reversed(list(enumerate(row)))}
    return {
        name: places[heading]
        for name, headings in COLUMNS.items()
        for heading in reversed(headings)
        if heading in places
    }


def cell_of(row, place):
    """The text in a column that may not be there."""
    return row[place] if place is not None and place < len(row) else ""


def flag_repeats(lines):
    """Say of every line that names a person or an account a second time."""
    for name in ("username", "personnel_number"):
        seen = {}
        for line in lines:
            key = line.cells[name].casefold()
            if key in seen and not line.error:
                line.error = f"{COLUMNS[name][0]}与第 {seen[key]} 行重复"
            seen.setdefault(key, line.number)


@dataclass
class Staff:
    """What a table would make of an organization: new departments, and its people."""

    organization: object
    lines: list
    departments: list  # names of new ones

    @property
    def new(self):
        """The people who get an account."""
        return [line for line in self.lines if line.is_new]

    @property
    def wrong(self):
        """The lines with something wrong, for which nothing is done."""
        return [line for line in self.lines if line.error]


def plan_accounts(organization, lines):
    """What would be made of the lines: each is a new account, one that is there, or wrong."""
    flag_repeats(lines)
    rooms = {row.name: row for row in organization.departments.all()}
    names = [line.cells["username"] for line in lines]
    numbers = [line.cells["personnel_number"] for line in lines]
    users = {row.username: row for row in User.objects.filter(username__in=names)}
    persons = User.objects.filter(personnel_number__in=numbers, is_active=True)
    persons = {row.personnel_number: row for row in persons}
    for line in lines:
        line.error = line.error or room_error(rooms, line.cells["department"])
        line.error = line.error or account_error(organization, line, users, persons)
    wanted = [line.cells["department"] for line in lines if line.cells["department"]]
    return Staff(organization, lines, [n for n in dict.fromkeys(wanted) if n not in rooms])


def room_error(rooms, name):
    """What is wrong with the department that a line names, or an empty text."""
    if name in rooms:
        return f"部门“{name}”已停用" if rooms[name].is_retired else ""
    try:
        Department(name=name or "无").clean_fields(exclude=["organization"])
    except ValidationError as error:
        return f"部门：{error.messages[0]}"
    return ""


def account_error(organization, line, users, persons):
    """What is wrong with the account that a line wants, or an empty text; notes what it means."""
    cells = line.cells
    there = users.get(cells["username"]) or persons.get(cells["personnel_number"])
    if there is not None:
        same = (there.username, there.personnel_number, there.organization_id)
        if same != (cells["username"], cells["personnel_number"], organization.pk):
            return "用户名或人员编号已被另一个账号使用"
        line.user = there
        return ""
    line.is_new = True
    columns = {name: cells[name] for name in NEEDED}
    line.user = User(organization=organization, **columns)
    try:
        line.user.clean_fields(exclude=["password", "organization"])
    except ValidationError as error:
        labels = {name: COLUMNS[name][0] for name in NEEDED}
        return "；".join(
            f"{labels.get(name, name)}：{text}"
            for name, texts in error.message_dict.items()
            for text in texts
        )
    return ""


def check_right(staff):
    """Refuse a table with anything wrong: all of it or nothing."""
    if staff.wrong:
        errors = [f"第 {line.number} 行：{line.error}" for line in staff.wrong]
        raise refuse("malformed", errors=errors)


@contextmanager
def in_row(line):
    """Let a refusal say in which row of the sheet it happened."""
    try:
        yield
    except Refusal as refusal:
        texts = refusal.errors or [str(refusal)]
        refusal.errors = [f"第 {line.number} 行：{text}" for text in texts]
        raise


def make_accounts(staff, *, actor, key=None):
    """Make the new departments and accounts; returns (user, first password) of each. Raises Refusal.

    The passwords are told here and never again, also not to a repeated form (its ``key``): only
    their hashes are kept. They are made before any lock is taken.
    """
    role = check_manager(actor, Role.SYSTEM_ADMIN, staff.organization)
    check_right(staff)
    made = [(line.user, new_password()) for line in staff.new]
    for user, password in made:
        hasher = PBKDF2PasswordHasher()
        user.password = hasher.encode(password, hasher.salt(), iterations=ITERATIONS)
    given = {"actor": actor, "role": role, "comment": "从 Excel 导入"}
    told = []

    def make():
        with transaction.atomic():
            last = staff.organization.departments.count()
            for order, name in enumerate(staff.departments, last + 1):
                row = Department(organization=staff.organization, name=name, order=order)
                create(row, **given)
            for line in staff.new:
                with in_row(line):
                    create(line.user, **given)
        told.extend(made)
        return staff.organization

    once(actor, key, make)
    return told


def new_password():
    """A random password in four groups, easy to read out and to type."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def plan_roles(organization, lines):
    """Which roles the lines would grant; each line is of an account that is there, or wrong."""
    flag_repeats(lines)
    rooms = {row.name: row for row in organization.departments.filter(is_retired=False)}
    names = [line.cells["username"] for line in lines]
    users = User.objects.filter(organization=organization, username__in=names, is_active=True)
    users = {row.username: row for row in users}
    held = {
        (row.user_id, row.role, row.department_id)
        for row in Membership.objects.in_force().filter(organization=organization)
    }
    labels = {label: Role(code) for code, label in Role.choices}
    for line in lines:
        line.user = users.get(line.cells["username"])
        line.error = line.error or role_error(line, rooms, labels)
        if not line.error:
            line.grants = [row for row in line.grants if not is_held(line.user, row, held)]
    return Staff(organization, lines, [])


def is_held(user, row, held):
    """Whether the account holds this (role, department) already."""
    role, room = row
    return (user.pk, role, room.pk if room else None) in held


def role_error(line, rooms, labels):
    """What is wrong with the roles that a line wants, or an empty text; notes what it means."""
    if line.user is None:
        return "没有这个账号，请系统管理员先导入"
    if line.user.personnel_number != line.cells["personnel_number"]:
        return f"人员编号与账号的不符（账号是 {line.user.personnel_number}）"
    for name in line.roles:
        role = labels.get(name)
        if role is None:
            return f"没有角色“{name}”"
        room = rooms.get(line.cells["department"]) if role in DEPARTMENT_ROLES else None
        if role in DEPARTMENT_ROLES and room is None:
            return f"“{name}”须有部门，没有部门“{line.cells['department']}”"
        line.grants.append((role, room))
    return ""


def grant_roles(staff, *, actor):
    """Grant every role of the table, or none; returns how many. Raises Refusal."""
    check_manager(actor, Role.SECURITY_ADMIN, staff.organization)
    check_right(staff)
    count = 0
    with transaction.atomic():
        for line in staff.lines:
            for role, room in line.grants:
                with in_row(line):
                    grant(line.user, staff.organization, role, room, actor=actor)
                count += 1
    return count
