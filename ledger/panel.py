"""The signing panel: who signed, who is next, and what the reader may do now, on any level."""

from dataclasses import dataclass, field

from django.utils import timezone

from ledger import permissions, withholding
from ledger.baseline import baseline
from ledger.forms import TOLD, ActionForm, ObjectionForm
from ledger.journal_words import describe_all
from ledger.models import JournalEntry
from ledger.roles import Role
from ledger.signoff import PASSWORD_MINUTES, Act, offers, signed
from ledger.transitions import LEAD, level_of

# Needs that a form asks for; all others are facts of the item, shown as a checklist.
ASKED = {
    "reason": "comment",
    "effect": "effect",
    "stage_goal": "stage_goal",
    "review_date": "review_date",
    "password": "password",
}
COMMENT_LABELS = {
    "return": "退回原因：缺什么、怎么补",
    "reopen": "重新整改的原因",
    "continue": "没有按期完成的原因",
}
BACK = frozenset({"return", "reopen"})
BUTTONS = {
    ("measure", "start"): "启动整改",
    ("measure", "sign_off"): "复核通过，予以销号",
    ("task", "continue"): "确认转持续整改",
    "return": "确认退回",
    "reopen": "确认重新整改",
    "withdraw": "撤回申请",
}


# What else stands on an item's page: name → function of the item, the reader and the form that was
# typed and refused. The rooms above register theirs in AppConfig.ready().
PARTS = {"withholding": withholding.panel_part}


@dataclass(frozen=True)
class Step:
    """One step of the chain: its signature, or whose turn it is."""

    label: str
    who: str
    signature: object = None
    now: bool = False


@dataclass
class Offer:
    """Something the reader may do now, with the fields it asks for and what is still missing."""

    row: object
    form: ActionForm
    fields: list
    missing: list
    button: str
    url: str

    @property
    def forward(self):
        """Whether it takes the item on; the others are folded away."""
        return self.row.signs or self.row.action == "start"


@dataclass
class Panel:
    """All that the panel shows."""

    steps: list
    offers: list
    returned: object
    log: list
    baseline: object
    may_object: bool
    maintains: bool
    voids: bool
    objection_form: ObjectionForm
    url: str
    forward: list = field(default_factory=list)
    back: list = field(default_factory=list)
    parts: dict = field(default_factory=dict)


def panel(item, user, *, confirmed_at=None, form=None):
    """The panel of one item for one reader; ``form`` is what was typed and refused, if anything.

    A fixed number of queries: the journal of the item, and what the needs ask.
    """
    standing = permissions.standing(user, item.inspection.organization)
    log = list(
        JournalEntry.objects.filter(
            head__inspection=item.inspection_id, object_type=item.level, object_id=item.pk
        ).order_by("-sequence")
    )
    describe_all(log)
    confirmed = is_confirmed(confirmed_at)
    act = Act(item, "submit", user, standing, now=timezone.now())
    made = [offer(act, row, confirmed, form) for row in offers(item, standing)]
    return Panel(
        steps=chain(item, user),
        offers=made,
        returned=returned(item, log),
        log=log,
        baseline=baseline(item, log),
        may_object=standing.holds("supervisor") and not item.inspection.closed_at,
        maintains=maintains(item, standing),
        voids=maintains(item, standing) and can_be_voided(item),
        objection_form=objection_form(item, form),
        url=item.get_absolute_url(),
        forward=[row for row in made if row.forward],
        back=[row for row in made if not row.forward],
        parts={name: part(item, user, form) for name, part in PARTS.items()},
    )


def maintains(item, standing):
    """Whether the reader may change the item now: the office, while it is open."""
    open_now = item.state in level_of(item).open_states and not item.voided_at
    return open_now and standing.holds(Role.OFFICE) and not item.inspection.closed_at


def can_be_voided(item):
    """Whether nothing stands below the item and nothing above it is locked, as far as is loaded."""
    is_open = all(
        parent.state in level_of(parent).open_states and not parent.voided_at
        for parent in item.parents()
    )
    return is_open and not item.live_children()


def objection_form(item, typed):
    """The supervisor's form, with what was typed and refused."""
    form = typed if isinstance(typed, ObjectionForm) else ObjectionForm()
    form.auto_id = "objection-%s"
    form.initial["version"] = item.version
    form.fields["comment"].required = True
    form.fields["comment"].label = (
        "撤销的理由" if item.objection else "异议：问题在哪里、要核实什么"
    )
    return form


def is_confirmed(confirmed_at):
    """Whether the password given at ``confirmed_at`` still counts."""
    if confirmed_at is None:
        return False
    return (timezone.now() - confirmed_at).total_seconds() < (PASSWORD_MINUTES - 1) * 60


def chain(item, user):
    """The steps of the present attempt in their order."""
    level = level_of(item)
    signatures = {row.step: row for row in signed(item)}
    submit = submission(item, level, set(signatures))
    rows = [submit, *level.path(submit.target)]
    steps, waiting = [], item.voided_at is None
    for row in rows:
        signature = signatures.get(row.action)
        now = signature is None and waiting
        waiting = waiting and signature is not None
        who = "、".join(item.lead.post if person is LEAD else person.label for person in row.who)
        steps.append(Step(row.label, who, signature, now))
    return steps


def submission(item, level, steps):
    """The line by which the item was submitted, or would be now.

    The rules may have changed since: what was signed and what its state leaves to do tell the way.
    """
    rows = level.rows("submit")
    ahead = {row.action for row in level.path(item.state)}
    for row in rows if "submit" in steps else ():
        if {step.action for step in level.path(row.target)} == steps - {"submit"} | ahead:
            return row
    return next(row for row in rows if row.when is None or row.when.holds(item))


def offer(act, row, confirmed, typed):
    """One offered action with its form; facts that are missing are named beforehand."""
    item, level = act.item, act.level
    initial = {"version": item.version, "effect": getattr(item, "effect", "")}
    bound = typed if getattr(typed, "action", "") == row.action else None
    form = bound or ActionForm(initial=initial, auto_id=f"{row.action}-%s")
    form.auto_id = f"{row.action}-%s"
    form.initial["version"] = item.version
    codes = [need.code for need in row.needs]
    names = [ASKED[code] for code in codes if code in ASKED]
    if confirmed and "password" in names and bound is None:
        names.remove("password")
    for name in names:
        form.fields[name].required = True
    form.fields["comment"].label = COMMENT_LABELS.get(row.action, "意见")
    form.fields["comment"].help_text = TOLD if row.action == "continue" else ""
    if "comment" not in names and row.action != "start":
        names.append("comment")
    checks = [(need, need.missing(act)) for need in row.needs if need.code not in ASKED]
    button = BUTTONS.get((level.name, row.action)) or BUTTONS.get(row.action) or row.label
    url = f"{item.get_absolute_url()}{row.action}/"
    return Offer(row, form, [form[name] for name in names], checks, button, url)


def returned(item, log):
    """The entry that sent the item back or reopened it, until it has been submitted again."""
    if item.state not in level_of(item).open_states:
        return None
    for entry in log:
        if entry.action in BACK and entry.changes.get("attempt", [0, 0])[1] == item.attempt:
            return entry
    return None
