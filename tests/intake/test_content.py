"""What the rows and cells of a ledger say: lists, numbers, names, dates, words for the state."""

import datetime

from .books import DAY, Sheet, read, said

HEAD = ["问题序号", "存在问题", "具体措施", "责任单位", "完成时限"]


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
