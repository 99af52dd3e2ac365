"""The columns of a ledger kept in Excel: what each holds, and the headings it goes by.

The export writes them in this order, the import knows them by any of their headings.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: the level and field it fills, its usual heading and the other ones.

    ``width`` is in characters; ``printed`` columns make the customary ledger, the others stand
    behind it, folded. What is not ``editable`` is told by the system: an import compares it and
    changes nothing.
    """

    name: str
    level: str
    field: str
    heading: str
    synonyms: tuple = ()
    width: int = 14
    printed: bool = False
    editable: bool = True


def printed(name, level, field, heading, synonyms=(), width=14, editable=True):
    """A column of the customary ledger."""
    return Column(name, level, field, heading, tuple(synonyms), width, True, editable)


CUSTOMARY = (
    printed(
        "aspect",
        "aspect",
        "title",
        "反馈方面",
        ["方面", "问题类型", "问题方面", "类别", "所属方面", "反馈意见方面"],
        16,
    ),
    printed("problem_number", "problem", "number", "问题序号", ["问题编号", "问题序列"], 6),
    printed(
        "problem",
        "problem",
        "text",
        "反馈问题",
        [
            "问题",
            "存在问题",
            "具体问题",
            "反馈的问题",
            "问题清单",
            "问题表现",
            "巡察反馈问题",
            "反馈意见",
            "反馈内容",
            "问题内容",
            "问题描述",
            "问题及表现",
        ],
        28,
    ),
    printed("task_number", "task", "number", "任务序号", ["任务编号", "整改任务序号"], 6),
    printed(
        "task",
        "task",
        "text",
        "整改任务",
        ["任务", "整改事项", "整改内容", "任务清单", "任务内容", "重点任务", "整改要求"],
        28,
    ),
    printed("goal", "task", "goal", "整改目标", ["目标", "目标要求", "工作目标", "预期目标"], 20),
    printed(
        "lead",
        "task",
        "lead",
        "牵头领导",
        ["责任领导", "牵头校领导", "分管领导", "包抓领导", "牵头负责人", "责任人"],
        10,
    ),
    printed("number", "measure", "number", "序号", ["编号", "措施序号", "措施编号", "序列"], 7),
    printed(
        "measure",
        "measure",
        "text",
        "整改措施",
        [
            "具体措施",
            "措施",
            "具体整改措施",
            "整改举措",
            "工作措施",
            "措施清单",
            "措施内容",
            "整改措施内容",
            "整改具体措施",
            "落实措施",
            "举措",
            "具体举措",
        ],
        44,
    ),
    printed(
        "department",
        "measure",
        "department",
        "责任部门",
        [
            "责任单位",
            "牵头部门",
            "牵头单位",
            "承办部门",
            "主责部门",
            "责任科室",
            "责任处室",
            "责任部室",
            "承办单位",
            "落实部门",
            "责任主体",
        ],
        12,
    ),
    printed(
        "supporting",
        "measure",
        "supporting",
        "配合部门",
        ["配合单位", "协助部门", "协同部门", "协办部门", "协办单位", "参与部门", "配合处室"],
        12,
    ),
    printed(
        "handler",
        "measure",
        "handler",
        "承办人",
        ["经办人", "具体负责人", "联系人", "具体责任人", "承办人员"],
        10,
    ),
    printed(
        "deadline",
        "measure",
        "deadline",
        "整改时限",
        [
            "完成时限",
            "整改期限",
            "完成时间",
            "时限",
            "整改时间",
            "时间节点",
            "完成期限",
            "办结时限",
            "时限要求",
            "计划完成时间",
            "办结时间",
        ],
        12,
    ),
    printed(
        "progress",
        "measure",
        "progress",
        "整改进展",
        [
            "进展",
            "进展情况",
            "整改进展情况",
            "整改落实情况",
            "整改情况",
            "落实情况",
            "最新进展",
            "进展情况说明",
            "工作进展",
            "推进情况",
            "目前进展",
        ],
        36,
    ),
    printed(
        "state",
        "measure",
        "state",
        "完成情况",
        [
            "状态",
            "整改状态",
            "是否完成",
            "销号情况",
            "完成状态",
            "是否销号",
            "整改结果",
            "是否整改到位",
            "是否完成整改",
            "整改完成情况",
        ],
        10,
        editable=False,
    ),
    printed("remark", "measure", "", "备注", ["说明", "备注说明"], 12, editable=False),
)

DISCLOSED = (
    ("public_text", "公开表述", 28),
    ("disclosure", "公开范围", 10),
    ("withholding_reason", "不公开情形", 14),
    ("withholding_explanation", "不公开说明", 20),
)


def disclosed(level, label):
    """The columns of a level that say how far its text may go."""
    return tuple(
        Column(f"{level}_{name}", level, name, label + heading, width=width)
        for name, heading, width in DISCLOSED
    )


FOLDED = (
    Column("feedback", "problem", "feedback", "反馈文件", ("问题来源", "来源"), 20),
    Column("category", "problem", "category", "问题类别", ("问题分类",)),
    Column("problem_department", "problem", "department", "问题责任部门"),
    Column("problem_deadline", "problem", "deadline", "问题整改时限"),
    Column("carried_over_from", "problem", "carried_over_from", "往轮同类问题", width=28),
    Column("problem_state", "problem", "state", "问题完成情况", editable=False),
    *disclosed("problem", "问题"),
    Column("also_addresses", "task", "also_addresses", "同时对应的问题", ("对应问题",), 20),
    Column("task_department", "task", "department", "任务责任部门", ("任务牵头部门",)),
    Column("task_supporting", "task", "supporting", "任务配合部门"),
    Column("task_kind", "task", "kind", "任务类型"),
    Column("task_deadline", "task", "deadline", "任务时限", ("任务整改时限",)),
    Column("task_deadline_text", "task", "deadline_text", "任务时限原文"),
    Column("task_acceptance", "task", "acceptance", "任务验收标准"),
    Column("effect", "task", "effect", "整改成效", ("成效", "整改效果", "取得成效"), 28),
    Column("unfinished_reason", "task", "unfinished_reason", "未完成原因", ("未完成的原因",), 20),
    Column(
        "next_step",
        "task",
        "next_step",
        "下一步打算",
        ("下一步措施", "下一步工作", "下一步整改措施", "下步打算", "下一步工作打算"),
        20,
    ),
    Column("expected_date", "task", "expected_date", "预计完成日期", ("预计完成时间",)),
    Column("task_state", "task", "state", "任务完成情况", editable=False),
    *disclosed("task", "任务"),
    Column("kind", "measure", "kind", "措施类型", ("整改类型", "类型")),
    Column("acceptance", "measure", "acceptance", "验收标准", ("完成标准", "销号标准"), 20),
    Column("deadline_text", "measure", "deadline_text", "时限原文"),
    Column("review_date", "measure", "review_date", "下次复核日期"),
    *disclosed("measure", "措施"),
)

# The sheets of our own files: the main one is read back, the others are told from it or explain.
MAIN_SHEET = "整改台账"
DERIVED_SHEETS = ("问题清单", "任务清单", "责任清单", "销号情况", "统计", "填写说明", "选项")
# What the foot rows of the main sheet begin with, and the row under the title of a part of it.
FOOT = ("填表人：", "校验码：")
FILTERED = "筛选后："

COLUMNS = {column.name: column for column in (*CUSTOMARY, *FOLDED)}
