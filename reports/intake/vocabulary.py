"""How much each column takes, and what the words for a state come to."""

from ledger.models import LedgerItem
from measures.models import Measure, ProgressEntry
from problems.models import Aspect, Problem, Task
from reports.columns import COLUMNS

from .splitting import MAX_NAMES

MODELS = {"aspect": Aspect, "problem": Problem, "task": Task, "measure": Measure}
OTHERS = {"progress": ProgressEntry._meta.get_field("text").max_length, "remark": 2000}
STATES = {
    "signed_off": "已销号 销号 已完成 完成 已整改 已办结 办结 已整改到位 整改到位 已完成整改 整改完成 完成整改 已完成销号 "
    "全部完成 √ ✓ ✔ ☑ 是 100%",
    "in_progress": "整改中 正在整改 进行中 推进中 正在推进 未完成 未销号 未整改到位 未完成整改 部分完成 阶段性完成 "
    "正在进行 序时推进 有序推进 按计划推进 否 × ✗ ✘ 未办结",
    "continuing": "持续推进 持续整改 长期坚持 长期整改 持续坚持 已完成持续推进 已完成长期坚持 已完成持续整改 常态化推进 "
    "完成长期坚持 持续推进中 长期推进",
    "not_started": "未启动 未开始 尚未启动 未整改 尚未开始 0%",
}
NEARLY = ("基本完成", "基本整改到位", "基本办结", "基本整改完成")
MAX_WORDING = LedgerItem._meta.get_field("deadline_text").max_length


def limits():
    """How many characters each column takes, by the field that it fills."""
    found = dict(OTHERS)
    for name, column in COLUMNS.items():
        if name in found or not column.field:
            continue
        names = {field.name: field for field in MODELS[column.level]._meta.get_fields()}
        longest = getattr(names.get(column.field), "max_length", None)
        found[name] = longest if longest and not names[column.field].choices else MAX_NAMES
        if column.field == "deadline":  # its wording is kept
            found[name] = MAX_WORDING
    return found


def states():
    """What each wording of a state comes to, by the codes of ``MeasureState`` and “continuing”."""
    return {word: code for code, words in STATES.items() for word in words.split()}
