"""The sign-off rules as data: who may do what, from which state to which, and what it needs.

The tables themselves stand in ``problems/signoff.py`` and ``measures/signoff.py``; buttons,
permissions, the rules page, ``manage.py rules`` and the tests read them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ledger.models import Membership
from ledger.roles import Role


@dataclass(frozen=True)
class Who:
    """Those who may take a step on an item.

    ``ever`` answers by role and department alone, ``people`` gives the personnel numbers of all
    whom ``ever`` would answer yes.
    """

    code: str
    label: str
    ever: Callable
    people: Callable


def _people(role, department=lambda item: None):
    def people(item):
        rows = Membership.objects.in_force().filter(
            organization=item.inspection.organization_id, role=role, department=department(item)
        )
        return set(rows.values_list("user__personnel_number", flat=True))

    return people


def _in_organization(role):
    return Who(role.value, role.label, lambda standing, item: standing.holds(role), _people(role))


def _in_department(role):
    return Who(
        role.value,
        f"责任部门{'负责人' if role == Role.HEAD else '承办人'}",
        lambda standing, item: standing.holds(role, item.department_id),
        _people(role, lambda item: item.department_id),
    )


def _lead_people(item):
    return _people(Role.LEAD)(item) & ({item.lead.personnel_number} if item.lead_id else set())


HANDLER = _in_department(Role.HANDLER)
HEAD = _in_department(Role.HEAD)
OFFICE = _in_organization(Role.OFFICE)
SECRETARY = _in_organization(Role.SECRETARY)
SUPERVISOR = _in_organization(Role.SUPERVISOR)
LEAD = Who(
    "lead",
    "该任务的牵头领导",
    lambda standing, item: item.lead_id == standing.user.pk and standing.holds(Role.LEAD),
    _lead_people,
)


@dataclass(frozen=True)
class Need:
    """Something an action cannot do without; ``missing`` gives the refusal, or None."""

    code: str
    label: str
    missing: Callable


@dataclass(frozen=True)
class Condition:
    """What decides between two targets of one action."""

    code: str
    label: str
    holds: Callable

    def __and__(self, other):
        """Both together."""
        return Condition(
            f"{self.code}_and_{other.code}",
            f"{self.label}，{other.label}",
            lambda item: self.holds(item) and other.holds(item),
        )


@dataclass(frozen=True)
class Transition:
    """One line of a sign-off table."""

    action: str
    label: str
    sources: tuple
    target: str
    who: tuple
    needs: tuple = ()
    when: Condition | None = None
    signs: bool = False
    by_submitter: bool = False
    sets: Callable = field(default=lambda act: {})

    @property
    def raises_attempt(self):
        """Whether what comes next is a new submission."""
        return self.action in {"withdraw", "return", "continue", "reopen"}

    def applies(self, item):
        """Whether this line is the one for ``item`` as it is now."""
        return item.state in self.sources and (self.when is None or self.when.holds(item))

    def role(self, standing, item):
        """The first of those who may that the person is, or None."""
        return next((who.code for who in self.who if who.ever(standing, item)), None)


@dataclass(frozen=True)
class Level:
    """One level of the ledger with its table."""

    model: type
    signature: type
    table: tuple
    open_states: frozenset  # in which children may be added, moved or voided

    @property
    def name(self):
        """problem, task or measure."""
        return self.model.level

    @property
    def actions(self):
        """The table's actions with their labels, each once, in order."""
        return {row.action: row.label for row in self.table}

    def rows(self, action):
        """The lines of one action."""
        return [row for row in self.table if row.action == action]

    def path(self, state):
        """The signing steps still to come after ``state``, in order."""
        for row in self.table:
            if row.signs and row.action != "submit" and state in row.sources:
                return [row, *self.path(row.target)]
        return []

    def step_label(self, step):
        """The name of a step as people say it."""
        return self.actions.get(step, step)


LEVELS = {}


def register(level):
    """Make a level known to the engine; called by each app when it is ready."""
    LEVELS[level.name] = level


def level_of(item):
    """The level that ``item`` is on."""
    return LEVELS[item.level]
