"""What a measure's submission and sign-off cannot do without, beyond progress and evidence."""

from ledger.refusals import refuse
from ledger.transitions import Need


def insufficient(measure):
    """The last mark of the present attempt on each file that still counts, where it says 不足.

    The last one decides, whoever gave it: a reviewer may think again, another may see it otherwise.
    """
    marks = measure.evidence_marks.filter(
        attempt=measure.attempt, evidence__in=measure.present_evidence()
    )
    last = {mark.evidence_id: mark for mark in marks.select_related("evidence", "by")}
    return [mark for mark in last.values() if not mark.is_sufficient]


def _held(act):
    count = sum(not row.decision for row in act.item.held_uploads.all())
    return refuse("held_open_measure", count=count) if count else None


def _insufficient(act):
    found = insufficient(act.item)
    if not found:
        return None
    files = "；".join(f"《{m.evidence.name}》{m.by.name}：{m.note}" for m in found)
    return refuse("evidence_insufficient", files=files)


NONE_HELD = Need("none_held", "没有疑似涉密、待整改办核对的上传", _held)
NONE_INSUFFICIENT = Need("none_insufficient", "本次申请的材料没有被认为不足", _insufficient)
