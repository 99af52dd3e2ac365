"""The sign-off engine: ``perform()`` is the only door through which a state changes."""

import datetime
import logging
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from ledger import journal, permissions
from ledger.models import User
from ledger.refusals import refuse
from ledger.text import plain_text, tidy
from ledger.transitions import Condition, Need, level_of
from ledger.writing import check_open

logger = logging.getLogger(__name__)

COMMENT_LENGTH = 1000
PASSWORD_MINUTES = 5
DETAIL_LENGTH = 1000


@dataclass(frozen=True)
class Act:
    """One attempt to take a step: who, on what, with which words, at what time."""

    item: object
    action: str
    actor: object
    standing: object
    comment: str = ""
    details: dict = field(default_factory=dict)
    confirmed_at: datetime.datetime | None = None
    now: datetime.datetime | None = None
    at: datetime.datetime | None = None
    head: object = None  # of the journal, taken for this act

    @property
    def level(self):
        """The level of the item."""
        return level_of(self.item)

    @property
    def facts(self):
        """What the refusals' sentences name."""
        item, label = self.item, self.level.actions[self.action]
        return {"title": item.title, "state": item.get_state_display(), "action": label}


def _no_reason(act):
    return None if act.comment else refuse("reason_missing")


def is_fresh(confirmed_at, now):
    """Whether the password given at ``confirmed_at`` still counts ``now``."""
    limit = datetime.timedelta(minutes=PASSWORD_MINUTES)
    return bool(confirmed_at and datetime.timedelta(0) <= now - confirmed_at <= limit)


def check_password(confirmed_at, now):
    """Refuse a final step whose actor did not give the password just before."""
    if not is_fresh(confirmed_at, now):
        raise refuse("password_required")


def _no_password(act):
    return None if is_fresh(act.confirmed_at, act.now) else refuse("password_required")


REASON = Need("reason", "写明原因", _no_reason)
PASSWORD = Need("password", f"{PASSWORD_MINUTES} 分钟内确认过本人密码", _no_password)


def perform(item, action, *, actor, version, comment="", details=None, confirmed_at=None, at=None):
    """Carry out one action or change nothing; returns the item as it then is.

    ``version`` is the one the actor saw. ``confirmed_at`` is when the actor last gave the
    password. ``at`` is a historical date, which only the sample's organizations accept.
    Raises Refusal.
    """
    try:
        with journal.one_act():
            head = journal.take_head(item.inspection)
            rows = type(item).objects.select_related("inspection__organization")
            fresh = rows.prefetch_related("signatures").get(pk=item.pk)
            act = begin(fresh, action, actor, comment, details, confirmed_at, at, head)
            row = check(act, version)
            if row.signs:
                sign(act, row)
            move(act.item, row, act, comment=act.comment)
            if action == "reopen":
                reach_up(act)
    except IntegrityError as error:
        raise refusal_for(error, item) from error
    logger.info("%s %s %s by %s", action, item.level, item.pk, actor.pk)
    return fresh


def begin(item, action, actor, comment, details, confirmed_at, at, head):
    """The act with the actor's roles read afresh: they may have changed since the page."""
    actor = User.objects.get(pk=actor.pk)
    standing = permissions.standing(actor, item.inspection.organization)
    now = journal.stamp(at, item.inspection.organization)
    given = {"confirmed_at": confirmed_at, "now": now, "at": at, "head": head}
    return Act(item, action, actor, standing, tidy(comment), details or {}, **given)


def check_role(item, action, standing):
    """Refuse who by role and department may never take this action on this item."""
    level = level_of(item)
    if not any(row.role(standing, item) for row in level.rows(action)):
        able = "、".join(dict.fromkeys(who.label for row in level.rows(action) for who in row.who))
        raise refuse("role", action=level.actions[action], who=f"可以办理的是：{able}。")


def check(act, version):
    """The line of the table that holds for this act; raises Refusal in the documented order."""
    check_role(act.item, act.action, act.standing)
    check_words(act, version)
    check_open(act.item)
    if act.item.voided_at:
        raise refuse("voided", **act.facts)
    if version != act.item.version:
        raise refuse("stale", **act.facts)
    row = next((row for row in act.level.rows(act.action) if row.applies(act.item)), None)
    if row is None:
        raise refuse("wrong_state", **act.facts)
    check_person(act, row)
    if row.signs:
        check_way(act, row)
    missing = [refusal for need in row.needs if (refusal := need.missing(act))]
    if missing:
        missing[0].errors = [str(refusal) for refusal in missing]
        raise missing[0]
    return row


def check_words(act, version):
    """Refuse a version that is no number and texts that no column takes."""
    errors = []
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        errors.append("version：页面版本有误，请刷新页面后再办。")
    texts = [act.comment, *(v for v in act.details.values() if isinstance(v, str))]
    for text in texts:
        try:
            plain_text(text)
        except ValidationError as error:
            errors += error.messages
    if any(len(text) > COMMENT_LENGTH for text in texts):
        errors.append(f"文字太长，最多 {COMMENT_LENGTH} 字。")
    if errors:
        raise refuse("malformed", errors=errors)


def signed(item):
    """The signatures of the present attempt, the earliest first."""
    return [row for row in item.signatures.all() if row.attempt == item.attempt]


# Where a rule leaves out the step after it, a submission may be withdrawn until the next one signs.
ALONE = Condition(
    "only_submitted",
    "除申请外还没有人签署",
    lambda item: [row.step for row in signed(item)] == ["submit"],
)


def check_person(act, row):
    """Hold who may in this very state, and that nobody signs two steps of one attempt."""
    if row.role(act.standing, act.item) is None:
        raise refuse("not_your_step", **act.facts)
    own = [s for s in signed(act.item) if s.person == act.actor.personnel_number]
    if row.by_submitter and not any(s.step == "submit" for s in own):
        raise refuse("not_submitter")
    if row.signs and own:
        raise refuse("already_signed", step=act.level.step_label(own[0].step))


def check_way(act, row):
    """Refuse a last signature over an objection, and a step after which no one could go on."""
    ahead = act.level.path(row.target)
    if not ahead and act.item.objection:
        raise refuse("objection", **act.facts)
    used = {s.person for s in signed(act.item)} | {act.actor.personnel_number}
    able = [set().union(*(who.people(act.item) for who in step.who)) - used for step in ahead]
    if not can_seat(able):
        blocked = next((s for s, people in zip(ahead, able, strict=True) if not people), ahead[-1])
        raise refuse(
            "no_next_signer",
            action=row.label,
            step=blocked.label,
            reason="有权限的人已签过本次申请，或还没有授权。",
        )


def can_seat(able):
    """Whether each step can have a person of its own: ``able`` is a set of people for each."""
    if not able:
        return True
    first, *rest = able
    return any(can_seat([people - {person} for people in rest]) for person in first)


def sign(act, row):
    """Write the signature with the person's name and post and the evidence as they are now."""
    act.level.signature.objects.create(
        **{act.item.level: act.item},
        attempt=act.item.attempt,
        step=row.action,
        signer=act.actor,
        person=act.actor.personnel_number,
        name=act.actor.name,
        post=act.actor.post,
        role=row.role(act.standing, act.item),
        comment=act.comment,
        evidence=act.item.evidence_digests(),
        at=act.now,
    )


def move(item, row, act, *, comment, role=None):
    """Compare and swap the item to the line's target, and journal it; ``item`` is brought up."""
    values = {
        **row.sets(act),
        "state": row.target,
        "version": item.version + 1,
        "attempt": item.attempt + row.raises_attempt,
    }
    before = {name: journal.plain(getattr(item, name)) for name in values}
    rows = type(item).objects.filter(pk=item.pk, state=item.state, version=item.version)
    if not rows.update(**values):
        raise refuse("stale", title=item.title)
    for name, value in values.items():
        setattr(item, name, value)
    changes = journal.difference(before, {n: journal.plain(v) for n, v in values.items()})
    if row.action == "submit":
        changes["rules"] = [None, rules_in_force(item.inspection)]
    journal.record(
        item,
        row.action,
        actor=act.actor,
        role=role or row.role(act.standing, item),
        changes=changes,
        states=(before["state"], row.target),
        comment=comment,
        at=act.at,
        head=act.head,
    )


def rules_in_force(inspection):
    """The inspection's rules that a submission is made under."""
    names = (
        "evidence_required",
        "leave_out_approve",
        "leave_out_endorse",
        "short_approve",
        "short_endorse",
    )
    return {name: getattr(inspection, name) for name in names}


def reach_up(act):
    """Reopen or return everything above a reopened item, each with its own entry."""
    role = next(r for row in act.level.rows("reopen") if (r := row.role(act.standing, act.item)))
    cause = f"因{act.item.title}重新整改：{act.comment}"[:2000]
    above = list(act.item.parents())
    done = set()
    while above:
        item = above.pop(0)
        if (item.level, item.pk) in done:
            continue
        done.add((item.level, item.pk))
        above += item.parents()
        level = level_of(item)
        rows = [*level.rows("reopen"), *level.rows("return")]
        row = next((row for row in rows if row.applies(item)), None)
        if row and not item.voided_at:
            move(item, row, act, comment=cause, role=role)


def refusal_for(error, item):
    """The sentence for what a constraint refused."""
    text = str(error)
    if "four_eyes" in text or ".person" in text:
        return refuse("already_signed", step="这一环节")
    return refuse("stale", title=item.title)


def offers(item, standing):
    """The lines of the table that ``standing`` may take on ``item`` now, by role and state.

    Reads only what is loaded: the item's prefetched signatures.
    """
    if item.voided_at or item.inspection.closed_at:
        return []
    person = standing.user.personnel_number
    own = {s.step for s in signed(item) if s.person == person}
    return [
        row
        for row in level_of(item).table
        if row.applies(item)
        and row.role(standing, item)
        and not (row.signs and own)
        and not (row.by_submitter and "submit" not in own)
    ]
