"""All checks over one ledger, and which of their hints were dismissed."""

from reports.models import HintDismissal

from .amounts import contradicting
from .facts import load
from .hints import Check
from .pace import (
    AT_ONCE_MINUTES,
    AT_ONCE_SIGNATURES,
    BURST_DAYS,
    BURST_MEASURES,
    HASTY_MINUTES,
    at_once,
    bursts,
    hasty,
)
from .plan import due_late, late_extension, no_review
from .proof import SAME_FILE_MEASURES, TINY_BYTES, insufficient, same_file, thin, wrong_day
from .wording import REPEATED_MEASURES, SAME_WORDS_DEPARTMENTS, repeated

CHECKS = {
    check.code: check
    for check in (
        Check(
            "same_file", "一份文件用于多条措施", f"同一份文件用于 {SAME_FILE_MEASURES} 条以上措施"
        ),
        Check("wrong_day", "日期对不上", "佐证材料或成效早于反馈、晚于销号；文件名里写的日期也算"),
        Check(
            "thin",
            "销号的依据较少",
            f"已销号，没有成效，佐证材料都小于 {TINY_BYTES // 1024} KB 或只有一张图片",
            on_sign_off=True,
        ),
        Check("insufficient", "不足的材料没有补正", "审核人认为不足，仍然销号", on_sign_off=True),
        Check("repeated_text", "进展文字雷同", f"{REPEATED_MEASURES} 条以上措施的进展几乎一样"),
        Check(
            "same_words",
            "多个部门文字雷同",
            f"{SAME_WORDS_DEPARTMENTS} 个以上部门的进展几乎一样",
        ),
        Check("amounts", "金额对不上", "应收和实收、文字和登记的成效不一致"),
        Check(
            "burst",
            "时限前集中销号",
            f"同一时限的措施半数以上、{BURST_MEASURES} 条以上在最后 {BURST_DAYS} 天销号",
            on_sign_off=True,
        ),
        Check(
            "hasty",
            "申请后很快审批",
            f"申请后 {HASTY_MINUTES} 分钟内审核通过或销号",
            on_sign_off=True,
        ),
        Check(
            "at_once",
            "短时间内集中审批",
            f"同一人 {AT_ONCE_MINUTES} 分钟内签 {AT_ONCE_SIGNATURES} 项以上，占其半数以上",
            on_sign_off=True,
        ),
        Check("due_late", "时限晚于任务或整改期", "没有销号的措施，时限晚于任务时限或集中整改期"),
        Check("no_review", "长期坚持没有复核日期", "长期坚持、没有销号、没有定复核日期"),
        Check("late_extension", "过期后同意延期", "时限已过，才同意延期", on_sign_off=True),
    )
}
FINDERS = (
    same_file,
    wrong_day,
    thin,
    insufficient,
    repeated,
    contradicting,
    bursts,
    hasty,
    at_once,
    due_late,
    no_review,
    late_extension,
)


def find(inspection):
    """Every hint of a ledger in the order of the checks, each with its dismissal if it has one."""
    facts = load(inspection)
    hints = [hint for run in FINDERS for hint in run(facts)]
    places = {code: place for place, code in enumerate(CHECKS)}
    hints.sort(key=lambda hint: places[hint.code])  # stable: within a check as found
    rows = HintDismissal.objects.filter(inspection=inspection).select_related("dismissed_by")
    by_digest, by_subject = {}, {}
    for row in rows.order_by("pk"):
        by_digest[row.digest] = by_subject[row.code, row.subject] = row
    for hint in hints:
        hint.dismissal = by_digest.get(hint.digest)
        hint.earlier = by_subject.get((hint.code, hint.subject))
    return hints


def as_data(inspection, hint):
    """A hint for machines."""
    row = hint.dismissal
    return {
        "inspection": inspection.pk,
        "ledger": f"{inspection.organization.short_name} {inspection}",
        "check": hint.code,
        "title": CHECKS[hint.code].title,
        "reason": hint.reason,
        "rows": [{"label": r.label, "url": r.url, "note": r.note} for r in hint.rows],
        "dismissed": row
        and {"at": row.dismissed_at.isoformat(), "by": row.dismissed_by.name, "reason": row.reason},
    }
