"""Ledgers of different shapes, and the whole of what they have to be understood as."""

import datetime

from reports.columns import COLUMNS

from .books import Sheet, read, said, tree

DAY = datetime.date(2024, 1, 31)
BY_DEADLINE = {"deadline": DAY, "deadline_text": "2024-01-31", "kind": "by_deadline"}


def counts(outline):
    return tuple(outline.counts().values())


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


def customary():
    rows = [
        ["某协会党组巡察整改台账"],
        ["填报单位：某协会", None, None, None, None, None, "填报日期：2024年1月"],
        ["序号", "反馈问题", "整改任务", "整改措施", "责任分工", None, "整改时限\n（年月日）"],
        [None, None, None, None, "牵头领导", "责任部门", None],
        ["一、党的领导方面"],
        [1, "学习不深入", "健全制度", "制定计划", "张某", "办公室", DAY],
        [None, None, None, "每月学习", "〃", "同上", "2024年1月底前"],
        [None, None, "加强督促", "季度通报", "李某", "人事部（牵头）、办公室", "长期坚持"],
        ["小  计", None, None, 3],
        ["二、党的建设方面"],
        [2, "组织生活不严", "规范生活", "印发规范", "王某", "组织部", DAY],
        ["合计", "问题2个", None, "措施4条"],
        ["填表人：", None, None, "审核人：", None, "单位负责人签字："],
    ]
    merges = "A1:G1 A3:A4 B3:B4 C3:C4 D3:D4 E3:F3 G3:G4 A5:G5 A6:A8 B6:B8 C6:C7 A10:G10"
    return Sheet("台账", rows, merges)


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


HEAD = ["问题序号", "存在问题", "具体措施", "责任单位", "完成时限"]


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


def test_problem_numbers_that_begin_anew_in_each_sheet_are_not_kept():
    sheets = [
        Sheet(name, [HEAD, ["1", "甲", "措施", "办公室", DAY], ["2", "乙", "措施", "办公室", DAY]])
        for name in ("政治建设", "组织建设")
    ]

    outline = read(*sheets)

    assert [entry.number for entry in outline.walk("problem")] == [None] * 4
    assert said(outline) == [
        ("doubt", "“组织建设”B2", "问题序号在每个方面（工作表）重新起编，读入后按全表顺序编号。")
    ]


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


def test_several_measures_in_one_cell_become_as_many():
    rows = [
        ["反馈问题", "整改措施", "责任部门", "整改进展"],
        ["甲", "1.制定计划；\n2.每月学习。", "办公室", "1.已制定\n2.已学习 3 次"],
        ["乙", "①修订规则②公开结果③接受监督", "会员部", "都在推进"],
        ["丙", "（1）清退；（2）问责。", "财务部", None],
        ["丁", "一是加强学习；二是严格考核。", "人事部", None],
        ["戊", "采取以下措施：1、开会 2、发文", "办公室", None],
    ]

    outline = read(Sheet("各方面", rows))

    assert [(entry.number, entry.text) for entry in outline.walk("measure")] == [
        (1, "制定计划；"),
        (2, "每月学习。"),
        (1, "修订规则"),
        (2, "公开结果"),
        (3, "接受监督"),
        (1, "清退；"),
        (2, "问责。"),
        (1, "加强学习；"),
        (2, "严格考核。"),
        (None, "采取以下措施：1、开会 2、发文"),
    ]
    progress = [entry.fields["progress"].value for entry in outline.walk("measure")]
    assert progress[:5] == ["已制定", "已学习 3 次", "都在推进", "", ""]
    assert [(place, message[:13]) for _, place, message in said(outline)] == [
        ("“各方面”D3", "这一格写在 3 条措施上，"),
        ("“各方面”B5", "一格里有一是、二是，按 2"),
    ]


def test_header_of_three_rows_with_headings_over_headings():
    rows = [
        ["反馈问题", None, "整改落实", None, None, None],
        ["序号", "内容", "整改措施", "责任分工", None, "时限"],
        [None, None, None, "牵头领导", "责任部门", None],
        [1, "甲", "甲一", "张某", "办公室", DAY],
    ]
    merges = "A1:B1 C1:F1 A2:A3 B2:B3 C2:C3 D2:E2 F2:F3"

    outline = read(Sheet("党建方面", rows, merges))

    assert list(outline.mapping["党建方面"].values()) == [
        "problem_number",
        "problem",
        "measure",
        "lead",
        "department",
        "deadline",
    ]
    assert tree(outline)[0][3] == [
        (
            1,
            "甲",
            {},
            [
                (
                    None,
                    "甲",
                    {"lead": "张某"},
                    [(None, "甲一", {"department": "办公室", **BY_DEADLINE}, [])],
                )
            ],
        )
    ]


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


def test_header_repeated_on_every_printed_page_is_no_data():
    head = ["序号", "反馈问题", "整改措施", "责任部门"]
    rows = [
        head,
        ["1-1", "甲", "甲一", "办公室"],
        ["1-2", None, "甲二", "办公室"],
        head,
        ["1-3", None, "甲三", "会员部"],
        ["2-1", "乙", "乙一", "会员部"],
    ]

    outline = read(Sheet("党建方面", rows))

    assert [(p.text, len(p.children[0].children)) for p in outline.walk("problem")] == [
        ("甲", 3),
        ("乙", 1),
    ]
    numbered = [(task.number, [m.number for m in task.children]) for task in outline.walk("task")]
    assert numbered == [(1, [1, 2, 3]), (2, [1])]
    assert ("note", "“党建方面”第 4 行", "这一行是重复的表头。") in said(outline, "note")


def test_table_that_stands_apart_in_a_strange_order_with_wide_headings():
    rows = [
        [],
        [None, None, "整 改\n时 限", "责任部门（单位）", "主要整改措施", "任　务", "反馈的问题"],
        [None, None, 45322, "办公室", "甲一", "任务甲", "甲"],
    ]
    sheet = Sheet("党建方面", rows)
    sheet.formats = {"C3": "yyyy/m/d"}

    outline = read(sheet)

    assert outline.mapping == {
        "党建方面": {
            "C": "deadline",
            "D": "department",
            "E": "measure",
            "F": "task",
            "G": "problem",
        }
    }
    assert tree(outline)[0][3] == [
        (
            None,
            "甲",
            {},
            [
                (
                    None,
                    "任务甲",
                    {},
                    [(None, "甲一", {"department": "办公室", **BY_DEADLINE}, [])],
                )
            ],
        )
    ]


def test_plain_numbers_that_go_on_over_the_tasks_are_counted_anew_in_each():
    rows = [
        ["任务序号", "反馈问题", "整改任务", "序号", "整改措施"],
        ["任务7", "甲", "任务一", 1, "措施一"],
        [None, None, None, 2, "措施二"],
        ["任务8", None, "任务二", 3, "措施三"],
    ]

    outline = read(Sheet("党建方面", rows))

    numbered = [(task.number, [m.number for m in task.children]) for task in outline.walk("task")]
    assert numbered == [(7, [1, 2]), (8, [1])]
    assert [entry.fields["number"].text for entry in outline.walk("measure")] == ["1", "2", "3"]


def test_measure_merged_down_over_rows_gathers_what_they_add():
    rows = [
        ["反馈问题", "整改措施", "责任部门", "整改进展"],
        ["甲", "甲一", "办公室", "一月：已部署"],
        [None, None, None, "二月：已完成"],
        ["乙", "乙一", "会员部", None],
    ]

    outline = read(Sheet("党建方面", rows, "A2:A3 B2:B3 C2:C3"))

    first, second = outline.walk("measure")
    assert first.fields["progress"].value == "一月：已部署\n二月：已完成"
    assert second.fields["progress"].value == ""
    assert said(outline) == [
        ("doubt", "“党建方面”D3", "这一行接着上一条措施：“二月：已完成”续写在后面。请核对。")
    ]


def test_words_for_the_state_come_to_codes_and_keep_their_wording():
    words = {
        "已完成": "signed_off",
        "已销号": "signed_off",
        "√": "signed_off",
        "100%": "signed_off",
        "基本完成": "in_progress",
        "未完成": "in_progress",
        "整改中": "in_progress",
        "持续推进": "continuing",
        "已完成，并长期坚持": "continuing",
        "看情况": "",
    }
    rows = [["反馈问题", "整改措施", "完成情况"], *([f"问题{w}", "措施", w] for w in words)]

    outline = read(Sheet("党建方面", rows))

    states = [entry.fields["state"] for entry in outline.walk("measure")]
    assert {value.text: value.value for value in states} == words
    assert [(place, message[:8]) for _, place, message in said(outline)] == [
        ("“党建方面”C6", "“基本完成”不算"),
        ("“党建方面”C11", "读不出“看情况”"),
    ]


def test_state_column_that_tells_stories_is_read_as_progress():
    story = "已印发制度 3 项，开展检查 2 次，问题全部整改"
    rows = [["反馈问题", "整改措施", "完成情况"], ["甲", "甲一", story]]

    outline = read(Sheet("党建方面", rows))

    (measure,) = outline.walk("measure")
    assert measure.fields["progress"].value == story
    assert said(outline)[0][1:] == (
        "“党建方面”C1",
        "“完成情况”里写的是情况，当作“整改进展”读。不对的，请在对应关系里改正。",
    )


def test_names_under_labels_and_side_by_side_are_told_apart():
    rows = [
        ["反馈问题", "整改措施", "责任部门", "牵头领导"],
        ["甲", "一", "办公室、会员部", "牵头领导：张某"],
        ["乙", "二", "办公室（牵头），会员部", "张某和李某"],
        ["丙", "三", "牵头部门：办公室\n配合部门：会员部、人事部", "王某"],
        ["丁", "四", "审计和法规处", "张和平"],
        ["戊", "五", "办公室及会员部", "欧阳某"],
    ]

    outline = read(Sheet("党建方面", rows))

    found = [
        (m.fields["department"].value, m.fields.get("supporting") and m.fields["supporting"].value)
        for m in outline.walk("measure")
    ]
    assert found == [
        ("办公室", "会员部"),
        ("办公室", "会员部"),
        ("办公室", "会员部、人事部"),
        ("审计和法规处", None),
        ("办公室", "会员部"),
    ]
    leads = [task.fields["lead"].value for task in outline.walk("task")]
    assert leads == ["张某", "张某", "王某", "张和平", "欧阳某"]
    assert [place for _, place, _ in said(outline)] == [
        "“党建方面”C2",
        "“党建方面”D3",
        "“党建方面”C6",
    ]


def test_dates_in_every_writing_and_what_they_leave_open():
    rows = [
        ["反馈问题", "整改措施", "整改时限"],
        ["甲", "一", DAY],
        ["乙", "二", datetime.date(2024, 1, 1)],  # shown as a month
        ["丙", "三", datetime.date(2024, 1, 31)],  # shown without a year
        ["丁", "四", "2024年一季度"],
        ["戊", "五", "1月底"],
        ["己", "六", "2024年2月30日"],
        ["庚", "七", -5],
        ["辛", "八", None],
    ]
    sheet = Sheet("党建方面", rows)
    sheet.formats = {"C3": 'yyyy"年"m"月"', "C4": 'm"月"d"日"', "C8": "yyyy-mm-dd"}

    outline = read(sheet)

    deadlines = [entry.fields["deadline"].value for entry in outline.walk("measure")]
    quarter = datetime.date(2024, 3, 31)
    assert deadlines == [DAY, DAY, DAY, quarter, "", "", "", ""]
    assert [(level, place) for level, place, _ in said(outline)] == [
        ("doubt", "“党建方面”C4"),
        ("doubt", "“党建方面”C6"),
        ("doubt", "“党建方面”C7"),
        ("doubt", "“党建方面”C8"),
    ]


def test_hidden_sheet_rows_and_columns_are_read_and_said():
    rows = [["反馈问题", "整改措施", "责任部门"], ["甲", "一", "办公室"], ["乙", "二", "办公室"]]
    shown = Sheet("党建方面", rows, hidden_rows=[3], hidden_columns="C")
    hidden = Sheet("廉政方面", [rows[0], ["丙", "三", "财务部"]], hidden=True)

    outline = read(shown, hidden)

    assert [entry.text for entry in outline.walk("measure")] == ["一", "二", "三"]
    notes = [(place, text) for _, place, text in said(outline, "note") if "隐藏" in text]
    assert notes == [
        ("“党建方面”第 1 行", "有 1 列是隐藏的（C），也读取了。"),
        ("“党建方面”第 3 行", "有 1 行是隐藏的（3），也读取了。"),
        ("“廉政方面”", "工作表“廉政方面”是隐藏的，也读取了。"),
    ]


def test_mapping_from_outside_takes_the_place_of_the_headings():
    rows = [
        ["事项", "办法", "谁来做", "何时"],
        ["甲", "甲一", "办公室", DAY],
        ["乙", "乙一", "会员部", DAY],
    ]
    mapping = {"党建方面": {"A": "problem", "B": "measure", "C": "department"}}

    outline = read(Sheet("党建方面", rows), mapping=mapping)

    assert outline.mapping == mapping
    assert outline.headings == {"党建方面": {"A": "事项", "B": "办法", "C": "谁来做", "D": "何时"}}
    assert [(m.text, m.fields["department"].value) for m in outline.walk("measure")] == [
        ("甲一", "办公室"),
        ("乙一", "会员部"),
    ]
    guessed = "没有认出表头，把这一行当作表头，从下一行起按对应关系读取。请核对。"
    assert ("doubt", "“党建方面”第 1 行", guessed) in said(outline)
    left = "“何时”没有对应台账的栏目，这一列有 2 格内容，没有读取。"
    assert ("note", "“党建方面”D1", left) in said(outline, "note")


def test_mapping_that_is_empty_for_a_sheet_leaves_it_out():
    rows = [["反馈问题", "整改措施"], ["甲", "一"]]

    outline = read(Sheet("党建方面", rows), Sheet("草稿方面", rows), mapping={"草稿方面": {}})

    assert counts(outline) == (1, 1, 1, 1)
    assert ("note", "“草稿方面”", "按对应关系，工作表“草稿方面”不读取。") in said(outline, "note")


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


def test_ordinals_that_count_the_rows_under_merged_problems_are_those_of_measures():
    rows = [
        ["附件1"],
        ["序号", "巡察反馈问题", "整改措施", "责任部门及责任人"],
        [1, "甲", "一", "办公室"],
        [2, None, "二", "办公室"],
        [3, "乙", "三", "会员部"],
        ["说明：本表一式两份"],
    ]

    outline = read(Sheet("党建方面", rows, "A1:D1 B3:B4"))

    assert [p.number for p in outline.walk("problem")] == [None, None]
    assert [m.fields["number"].value for m in outline.walk("measure")] == ["1", "2", "3"]
    asked = "表头“责任部门及责任人”当作“责任部门”读。不对的，请在对应关系里改正。"
    assert said(outline) == [("doubt", "“党建方面”D2", asked)]


def test_three_lists_without_a_ledger_are_read_from_the_one_that_has_all():
    sheets = [
        Sheet("问题清单", [["序号", "反馈问题"], [1, "甲"]]),
        Sheet("任务清单", [["序号", "反馈问题", "整改任务"], [1, "甲", "任务甲"]]),
        Sheet(
            "责任清单",
            [["反馈方面", "反馈问题", "整改任务", "整改措施"], ["党建", "甲", "任务甲", "一"]],
        ),
    ]

    outline = read(*sheets)

    assert counts(outline) == (1, 1, 1, 1)
    unread = "工作表“任务清单”没有“整改措施”一栏，没有读取。请补上这一栏，或在对应关系里指定。"
    assert said(outline) == [("doubt", "“任务清单”", unread)]


def test_two_tables_in_one_sheet_are_read_each_by_its_header():
    rows = [
        ["一、党的领导方面"],
        ["反馈问题", "整改措施", "责任部门"],
        ["甲", "一", "办公室"],
        [],
        ["二、党的建设方面"],
        ["整改措施", "反馈问题", "整改时限"],
        ["二", "乙", DAY],
    ]

    outline = read(Sheet("台账", rows, "A1:C1 A5:C5"))

    assert [(a.number, a.text) for a in outline.aspects] == [
        (1, "党的领导方面"),
        (2, "党的建设方面"),
    ]
    assert [(p.text, m.text) for p in outline.walk("problem") for m in p.children[0].children] == [
        ("甲", "一"),
        ("乙", "二"),
    ]
    again = "从这一行起是另一种表头，按它重新对应各列。请核对。"
    assert said(outline) == [("doubt", "“台账”第 6 行", again)]


def test_lists_in_the_cells_of_one_task_do_not_repeat_its_numbers():
    rows = [
        ["反馈问题", "整改任务", "整改措施"],
        ["甲", "任务", "1.开会\n2.发文"],
        [None, None, "1.检查\n2.通报"],
    ]

    outline = read(Sheet("党建方面", rows))

    assert [(m.number, m.text) for m in outline.walk("measure")] == [
        (1, "开会"),
        (2, "发文"),
        (None, "检查"),
        (None, "通报"),
    ]
    assert said(outline) == []


def test_ordinals_mean_the_same_on_every_printed_page():
    head = ["序号", "反馈问题", "整改措施"]
    rows = [head, [1, "甲", "一"], [2, None, "二"], head, [3, "乙", "三"]]

    outline = read(Sheet("党建方面", rows))

    assert outline.mapping == {"党建方面": {"A": "number", "B": "problem", "C": "measure"}}
    numbers = [m.fields["number"].value for m in outline.walk("measure")]
    assert numbers == ["1", "2", "3"]


def test_measure_that_stands_alone_in_its_row_belongs_to_the_problem_above():
    rows = [["反馈问题", "整改措施"], ["甲", "一"], [None, "二"], [None, "三"]]

    outline = read(Sheet("党建方面", rows))

    assert [(p.text, len(p.children[0].children)) for p in outline.walk("problem")] == [("甲", 3)]
    assert said(outline) == []


def test_measure_that_begins_like_the_foot_of_a_form_is_one():
    text = "联系电话：公开监督举报电话和信箱，" + "每月收集群众意见建议并逐条答复办理，" * 3
    rows = [["反馈问题", "整改措施"], ["甲", "一"], [None, text]]

    outline = read(Sheet("党建方面", rows))

    assert [m.text for m in outline.walk("measure")] == ["一", text]


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


def test_two_headings_of_one_meaning_are_told_apart_where_they_can_be():
    rows = [
        ["反馈问题", "整改措施", "责任领导", "责任单位", "责任人", "完成时限", "完成时间"],
        ["甲", "一", "张某", "办公室", "李某", DAY, "已完成"],
    ]

    outline = read(Sheet("党建方面", rows))

    assert outline.mapping["党建方面"] == {
        "A": "problem",
        "B": "measure",
        "C": "lead",
        "D": "department",
        "E": "handler",
        "F": "deadline",
    }
    assert [place for _, place, _ in said(outline)] == ["“党建方面”E1", "“党建方面”G1"]
