"""How the blank ledger is filled in, column by column."""

NEEDED, WANTED, FREE, NEVER = "必填", "建议填", "可不填", "不用填"

# Column → need, how it is filled in, an example.
GUIDE = {
    "aspect": (WANTED, "反馈文件里的方面。同一方面的各行可以合并单元格，也可以每行都填。", ""),
    "problem_number": (WANTED, "反馈文件里的序号，填数字。", "3"),
    "problem": (NEEDED, "照反馈原文填。一个问题有几条措施的，合并单元格或只在第一行填。", ""),
    "task_number": (WANTED, "整本台账连续编号，填数字。不填的按顺序编。", "7"),
    "task": (NEEDED, "没有单列任务的台账可以不填，系统按问题建任务并提示。", ""),
    "goal": (FREE, "这项任务做到什么程度算完成。", ""),
    "lead": (NEEDED, "从下拉列表选，以职务表示。", "副主席（分管组织）"),
    "number": (WANTED, "任务序号-措施序号，按文本填。", "22-3"),
    "measure": (NEEDED, "一条措施一行。一格里写了几条的，用 1. 2. 3. 或①②③分开。", ""),
    "department": (NEEDED, "从下拉列表选，只填一个；其余部门填在“配合部门”。", "会员部"),
    "supporting": (FREE, "几个部门用顿号分开。", "办公室、机关党委"),
    "handler": (FREE, "从下拉列表选，须是责任部门的承办人。", ""),
    "deadline": (
        NEEDED,
        "填日期，或照方案写：2026年6月底前、立行立改、长期坚持。",
        "2026-06-30",
    ),
    "progress": (FREE, "最新进展。导入后成为一条进展记录，不代替佐证材料。", ""),
    "state": (NEVER, "销号只能在系统里由各环节的人办理，导入不改变完成情况，不一致的会列出。", ""),
    "remark": (NEVER, "系统导出时用来提示逾期、延期等，导入时不读。", ""),
    "feedback": (WANTED, "有几份反馈文件的须填，从下拉列表选。", ""),
    "also_addresses": (
        FREE,
        "除本行问题以外还对应哪些问题，用顿号分开。",
        "反馈意见 3、问题清单 12",
    ),
    "carried_over_from": (FREE, "上一轮巡察的哪个问题再次出现。", ""),
}
LEFT = {
    "disclosure": "社会公开、仅党内、不公开，从下拉列表选；不填的不公开。",
    "withholding_reason": "选了不公开的须填，从下拉列表选。",
    "withholding_explanation": "选了不公开的须填。",
    "public_text": "对外公开时用的表述，不写人名、电话。",
    "department": "从下拉列表选。",
    "supporting": "几个部门用顿号分开。",
    "category": "照本单位的分类填。",
    "acceptance": "做到什么、凭什么材料算完成。",
    "effect": "解决了什么问题、有什么变化，任务完成后填。",
    "unfinished_reason": "未完成的任务填。",
    "next_step": "未完成的任务填。",
    "deadline_text": "方案里写的时限原文，与时限的日期不同时填。",
    "kind": "立行立改、限期整改、长期坚持，从下拉列表选；不填的按时限定。",
}


def guide(column):
    """(need, how, example) of a column of ``reports.columns``."""
    if column.name in GUIDE:
        return GUIDE[column.name]
    if not column.editable:
        return NEVER, "系统导出时填写，导入时不改变。", ""
    how = LEFT.get(column.field, "")
    if not how and column.field.endswith(("deadline", "_date")):
        return FREE, "填日期。", "2026-06-30"
    return FREE, how, ""


def notes():
    """What holds for the whole sheet."""
    return (
        "1. 在“整改台账”表里填写，表头不要改动；行不够的，在签字行上面插入行。"
        "备注右边还有一组折叠的栏目，点表格上方的“+”展开。",
        "2. 一条措施一行；问题、任务跨几条措施的，合并单元格，或者只在第一行填写、下面空着。",
        "3. 导入只增加和修改问题、任务、措施的内容，从不销号：完成情况以系统里的签字为准。",
        "4. 没有的部门和人员，导入时会列出，对应或新建以后再保存；保存前先看差异，可以取消。",
        "5. 不写身份证号、电话等个人信息；严禁填写涉密内容。",
    )
