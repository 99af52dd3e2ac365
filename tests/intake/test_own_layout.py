"""The layout of our own export, which is read as it is."""

from reports.columns import COLUMNS

from .books import DAY, Sheet, read, said


def test_own_layout_with_every_column_and_its_derived_sheets():
    values = {
        "aspect": "党的领导",
        "problem_number": 3,
        "problem": "学习不深入",
        "task_number": 22,
        "task": "健全制度",
        "lead": "张某",
        "number": "22-3",
        "measure": "1.制定计划；\n2.每月学习",
        "department": "办公室",
        "supporting": "会员部、人事部",
        "deadline": DAY,
        "state": "整改中",
        "kind": "限期整改",
        "task_kind": "长期坚持",
        "deadline_text": None,
        "problem_disclosure": "仅党内",
        "measure_withholding_reason": "在查未公布案件",
        "review_date": DAY,
        "effect": "=1+1",
    }
    head = [column.heading for column in COLUMNS.values()]
    rows = [
        ["某协会整改台账"],
        ["填报单位：某协会"],
        head,
        [values.get(name) for name in COLUMNS],
        ["填表人：", None, None, None, "审核人："],
        ["校验码：0123456789abcdef"],
    ]
    main = Sheet("整改台账", rows, "A1:P1")
    derived = [
        Sheet(name, [["问题", "任务", "整改措施", "责任部门"], ["a", "b", "c", "d"]])
        for name in ("问题清单", "任务清单", "责任清单", "销号情况")
    ]

    outline = read(main, *derived, Sheet("统计", [["指标", "数值"], ["问题数", 1]]))

    (problem,), (task,), (measure,) = (
        list(outline.walk(level)) for level in ("problem", "task", "measure")
    )
    assert (problem.number, task.number, measure.number) == (3, 22, 3)
    assert measure.text == values["measure"]
    assert {name: value.value for name, value in measure.fields.items() if value.value != ""} == {
        "number": "22-3",
        "department": "办公室",
        "supporting": "会员部、人事部",
        "deadline": DAY,
        "state": "in_progress",
        "kind": "by_deadline",
        "measure_withholding_reason": "open_case",
        "review_date": DAY,
    }
    assert measure.fields["deadline_text"].value == ""
    assert task.fields["task_kind"].value == "long_term"
    assert problem.fields["problem_disclosure"].value == "party"
    assert list(outline.mapping["整改台账"].values()) == list(COLUMNS)
    skipped = [place for _, place, text in said(outline, "note") if "由台账生成" in text]
    assert skipped == ["“问题清单”", "“任务清单”", "“责任清单”", "“销号情况”", "“统计”"]
    assert [(level, place) for level, place, _ in said(outline)] == [("error", "“整改台账”AH4")]


AWKWARD = [
    "〃",
    "同上",
    "小计",
    "合计：3 个",
    "一、党的建设方面",
    "（一）学习不深入",
    "注：见附件",
    "审核人：张某",
    "反馈问题",
    "1.制定计划；\n2.每月学习",
    "一是学习；二是考核",
    "22-3",
    "2024年1月31日",
    "+1",
    "@张某",
    "-5",
    "〇𠮷 ㈠ｱ　全角",
    "张三、李四和王五",
    "牵头领导：张某",
    "已完成",
    "字" * 1000,
]


def own_layout(*items):
    """A sheet of our own export, with a problem, task and measure for each of some values."""
    head = [column.heading for column in COLUMNS.values()]
    rows = [
        [
            {"problem_number": n, "task_number": n, "number": f"{n}-1", **values}.get(name)
            for name in COLUMNS
        ]
        for n, values in enumerate(items, 1)
    ]
    return Sheet("整改台账", [["标题"], head, *rows, ["填表人："], ["校验码：0123"]])


def test_awkward_texts_of_our_own_layout_are_read_as_they_are():
    plain = ("aspect", "problem", "task", "goal", "measure", "progress", "department", "lead")
    items = [dict.fromkeys(plain, text) for text in AWKWARD]

    outline = read(own_layout(*items))

    for level in ("problem", "task", "measure"):
        assert [entry.text for entry in outline.walk(level)] == AWKWARD
        assert [entry.number for entry in outline.walk(level)][:3] == [[1, 2, 3], [1] * 3][
            level == "measure"
        ]
    assert [entry.text for entry in outline.walk("aspect")] == AWKWARD
    assert [entry.fields["goal"].value for entry in outline.walk("task")] == AWKWARD
    assert [entry.fields["lead"].value for entry in outline.walk("task")] == AWKWARD
    measures = list(outline.walk("measure"))
    assert [entry.fields["progress"].value for entry in measures] == AWKWARD
    assert [entry.fields["department"].value for entry in measures] == AWKWARD


def test_problem_without_an_aspect_in_our_own_layout_has_none():
    outline = read(
        own_layout(
            {"aspect": "党的领导", "problem": "甲", "task": "甲", "measure": "一"},
            {"problem": "乙", "task": "乙", "measure": "二"},
        )
    )

    assert [(a.text, [p.text for p in a.children]) for a in outline.aspects] == [
        ("党的领导", ["甲"]),
        ("", ["乙"]),
    ]
    assert said(outline) == []


def test_filtered_export_says_that_it_is_a_part():
    rows = [["整改台账"], ["筛选后：逾期"], ["反馈问题", "整改措施"], ["甲", "一"]]

    outline = read(Sheet("党建方面", rows))

    assert said(outline) == [
        (
            "doubt",
            "“党建方面”第 2 行",
            "这份文件是筛选后导出的，只有台账的一部分：文件里没有的，不等于台账里要删去。",
        )
    ]
