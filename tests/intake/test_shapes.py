"""Ledgers of different shapes, and the whole of what they have to be understood as."""

from .books import BY_DEADLINE, DAY, Sheet, counts, customary, read, said, tree

HEAD = ["问题序号", "存在问题", "具体措施", "责任单位", "完成时限"]


def test_flat_table_with_texts_repeated_in_every_row():
    rows = [
        ["反馈方面", "反馈问题", "整改任务", "整改措施", "责任部门", "整改时限"],
        ["党的领导", "学习不深入", "健全制度", "制定计划", "办公室", DAY],
        ["党的领导", "学习不深入", "健全制度", "每月学习", "办公室", DAY],
        ["党的领导", "学习不深入", "加强督促", "季度通报", "人事部", DAY],
        ["党的建设", "组织生活不严", "规范生活", "印发规范", "组织部", DAY],
    ]

    outline = read(Sheet("Sheet1", rows))

    measure = lambda text, room: (None, text, {"department": room, **BY_DEADLINE}, [])  # noqa: E731
    assert tree(outline) == [
        (
            None,
            "党的领导",
            {},
            [
                (
                    None,
                    "学习不深入",
                    {},
                    [
                        (
                            None,
                            "健全制度",
                            {},
                            [measure("制定计划", "办公室"), measure("每月学习", "办公室")],
                        ),
                        (None, "加强督促", {}, [measure("季度通报", "人事部")]),
                    ],
                )
            ],
        ),
        (
            None,
            "党的建设",
            {},
            [(None, "组织生活不严", {}, [(None, "规范生活", {}, [measure("印发规范", "组织部")])])],
        ),
    ]
    assert said(outline) == []


def test_customary_ledger_with_title_bands_merged_cells_totals_and_foot():
    outline = read(customary())

    monthly = {"department": "办公室", **BY_DEADLINE, "deadline_text": "2024年1月底前"}
    quarterly = {"department": "人事部", "supporting": "办公室", "kind": "long_term"}
    quarterly["deadline_text"] = "长期坚持"
    assert tree(outline) == [
        (
            1,
            "党的领导方面",
            {},
            [
                (
                    1,
                    "学习不深入",
                    {},
                    [
                        (
                            None,
                            "健全制度",
                            {"lead": "张某"},
                            [
                                (None, "制定计划", {"department": "办公室", **BY_DEADLINE}, []),
                                (None, "每月学习", monthly, []),
                            ],
                        ),
                        (None, "加强督促", {"lead": "李某"}, [(None, "季度通报", quarterly, [])]),
                    ],
                )
            ],
        ),
        (
            2,
            "党的建设方面",
            {},
            [
                (
                    2,
                    "组织生活不严",
                    {},
                    [
                        (
                            None,
                            "规范生活",
                            {"lead": "王某"},
                            [(None, "印发规范", {"department": "组织部", **BY_DEADLINE}, [])],
                        )
                    ],
                )
            ],
        ),
    ]
    assert said(outline) == []


def test_customary_ledger_names_every_row_that_is_no_data():
    outline = read(customary())

    notes = {issue.place.row for issue in outline.issues if "没有读取" in issue.message}
    assert notes == {1, 2, 9, 12, 13}


def test_one_sheet_for_each_aspect_named_by_the_sheet():
    one = Sheet("政治建设", [HEAD, ["1", "甲", "甲一", "办公室", "立行立改"]])
    two = Sheet("组织建设", [HEAD, ["2", "乙", "乙一", "组织部", "立行立改"]])

    outline = read(one, two)

    at_once = {"deadline_text": "立行立改", "kind": "immediate"}
    assert tree(outline) == [
        (
            None,
            "政治建设",
            {},
            [
                (
                    1,
                    "甲",
                    {},
                    [(None, "甲", {}, [(None, "甲一", {"department": "办公室", **at_once}, [])])],
                )
            ],
        ),
        (
            None,
            "组织建设",
            {},
            [
                (
                    2,
                    "乙",
                    {},
                    [(None, "乙", {}, [(None, "乙一", {"department": "组织部", **at_once}, [])])],
                )
            ],
        ),
    ]
    assert said(outline) == []


def test_one_sheet_for_each_aspect_named_by_the_title():
    titles = ["整改台账（政治建设方面）", "三、廉政建设方面"]
    sheets = [
        Sheet(f"Sheet{n}", [[title], [], HEAD, ["1", "甲", f"措施{n}", "办公室", DAY]], "A1:E1")
        for n, title in enumerate(titles)
    ]

    outline = read(*sheets)

    assert [aspect.text for aspect in outline.aspects] == ["政治建设方面", "廉政建设方面"]
    assert counts(outline) == (2, 2, 2, 2)


def test_table_without_tasks_makes_one_of_each_problem_and_says_so():
    rows = [
        ["巡察整改台账"],
        ["序号", "方面", "问题表现", "整改措施", "责任人"],
        [1, "党的领导", "学习不深入", "制定计划", "张某"],
        [None, None, None, "每月学习", "张某"],
        [2, None, "议事不规范", "修订规则", "李某"],
    ]

    outline = read(Sheet("台账", rows, "A1:E1"))

    assert tree(outline) == [
        (
            None,
            "党的领导",
            {},
            [
                (
                    1,
                    "学习不深入",
                    {},
                    [
                        (
                            None,
                            "学习不深入",
                            {"lead": "张某"},
                            [(None, "制定计划", {}, []), (None, "每月学习", {}, [])],
                        )
                    ],
                ),
                (
                    2,
                    "议事不规范",
                    {},
                    [(None, "议事不规范", {"lead": "李某"}, [(None, "修订规则", {}, [])])],
                ),
            ],
        )
    ]
    made = "表里没有“整改任务”一栏：每个问题作一条任务，任务文字同问题。"
    assert ("note", "“台账”第 3 行", made) in said(outline, "note")


def test_bands_of_two_orders_are_aspects_and_problems():
    rows = [
        ["整改任务", "整改措施", "责任部门"],
        ["一、党的领导方面", None, None],
        ["（一）学习不深入", None, None],
        ["健全制度", "制定计划", "办公室"],
        [None, "每月学习", "办公室"],
        ["（二）议事不规范", None, None],
        ["修订规则", "印发规则", "办公室"],
    ]

    outline = read(Sheet("台账", rows, "A2:C2 A3:C3 A6:C6"))

    assert [(a.number, a.text) for a in outline.walk("aspect")] == [(1, "党的领导方面")]
    assert [(p.number, p.text, len(p.children)) for p in outline.walk("problem")] == [
        (1, "学习不深入", 1),
        (2, "议事不规范", 1),
    ]
    assert counts(outline) == (1, 2, 2, 3)
    assert said(outline) == []


def test_findings_in_bands_are_problems_and_aspects_may_stand_in_their_column():
    banded = Sheet(
        "党建方面",
        [
            ["整改措施", "责任部门", "整改时限"],
            ["问题一：学习不深入", None, None],
            ["制定计划", "办公室", DAY],
            ["问题二：议事不规范", None, None],
            ["修订规则", "办公室", DAY],
        ],
        "A2:C2 A4:C4",
    )
    listed = Sheet(
        "台账",
        [
            ["序号", "反馈问题", "整改措施"],
            [None, "一、廉政建设方面", None],
            [3, "甲", "一"],
            [None, "二、作风建设方面", None],
            [4, "乙", "二"],
        ],
    )

    outline = read(banded, listed)

    assert [(a.text, [(p.number, p.text) for p in a.children]) for a in outline.aspects] == [
        ("党建方面", [(1, "学习不深入"), (2, "议事不规范")]),
        ("廉政建设方面", [(3, "甲")]),
        ("作风建设方面", [(4, "乙")]),
    ]
