"""Headers wherever they stand, what their columns mean, and which sheets are read."""

from .books import BY_DEADLINE, DAY, Sheet, counts, read, said, tree


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
