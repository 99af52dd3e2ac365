"""The light of an item: late, due soon, on time, done or continuing, derived on a given day."""

from dataclasses import dataclass

from ledger.models import Kind


@dataclass(frozen=True)
class Light:
    """A light as code and words; ``days`` are those left, negative once the day has passed."""

    code: str  # one of WORDS, or none where there is no date
    text: str
    days: int | None = None


DONE = Light("done", "已完成")
NONE = Light("none", "")
SIGNING = frozenset({"submitted", "reviewed", "endorsed"})  # submitted, and not signed off yet

WORDS = {
    "overdue": "逾期",
    "due_soon": "临期",
    "normal": "正常",
    "done": "已完成",
    "continuing": "持续整改",
    "review_missed": "复核逾期",
}


def light(item, on):
    """The light of ``item`` on the day ``on``.

    The deadline day itself is not late. A long-term item not signed off and a task that continues
    are neither done nor late; once their review date has passed without an accepted stage report,
    the review is. Submitted for sign-off they wait for others, and miss no review.
    """
    if item.voided_at:
        return NONE
    if item.state == "signed_off":
        return DONE
    signing = item.state in SIGNING
    if item.state == "continuing" or (signing and getattr(item, "stage_goal", "")):
        return continuing("持续整改", None if signing else item.review_date, on)
    if getattr(item, "kind", "") == Kind.LONG_TERM:
        return continuing("长期坚持", None if signing else getattr(item, "review_date", None), on)
    if item.deadline is None:
        return NONE
    return dated((item.deadline - on).days, item.inspection.due_soon_days)


def continuing(words, review_date, on):
    """The light of what goes on, by its next review if it has one."""
    if review_date is None:
        return Light("continuing", words)
    days = (review_date - on).days
    if days < 0:
        return Light("review_missed", f"复核逾期 {-days} 天", days)
    return Light("continuing", words, days)


def dated(days, due_soon_days):
    """The light of what is due in ``days``; due soon is that many days, the last one included."""
    if days < 0:
        return Light("overdue", f"逾期 {-days} 天", days)
    if days == 0:
        return Light("due_soon", "今日到期", days)
    return Light("due_soon" if days < due_soon_days else "normal", f"剩 {days} 天", days)
