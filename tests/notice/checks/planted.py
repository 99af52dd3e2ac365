"""Mistakes planted in a clean notice: the check that finds each, how it is planted, where it is found.

A plant is (code, words of the passage, old, new, quoted). The first passage with those words is
taken; ``old`` is replaced by ``new``, "" puts it at the end of the passage. ``quoted`` is what is found.
"""

from dataclasses import replace

from reports.notice.passages import Passage

FIGURES = "反馈意见指出的"
LEADING = "成立由"
SUPERVISED = "派驻纪检监察组开展督导检查{"
PROBLEM_1 = "针对“党组会第一议题"
PROBLEM_2 = "针对“所属商会底数"
PROBLEM_8 = "针对“服务商会意识"
GOING = "针对“会产管理不到位”问题。整改情况"
BASES = (
    "一是印发用好教育基地的通知，在网上集中公布12家基地简介；二是2023年12月28日组织民营经济人士30余人到基地"
    "现场学习，指导县区把活动办经常；三是逐家更新12家基地的联系信息，听取意见，商定合作事项。"
)
NEXT = "主动接受上级党组织"
CONSOLIDATE = "对整改中健全完善"

TEXTS = (
    ("team_name", "进行了常规巡察", "市委第六巡察组对", "市委第五巡察组对", "市委第五巡察组"),
    ("team_name", "进行了常规巡察", "市委第六巡察组向", "县委第六巡察组向", "县委第六巡察组"),
    ("team_name", NEXT, "", "第四巡察组指出的问题不再发生。", "第四巡察组"),
    # Figures that the snapshot has otherwise, or that contradict one another.
    ("bound_value", "截至{", "{65条|已销号措施}", "{64条|已销号措施}", "64条"),
    ("bound_value", "截至{", "{9个|已销号问题}", "{9个|已整改问题}", "9个"),
    (
        "bound_value",
        "市委第六巡察组向",
        "{2023年11月3日|反馈日期}",
        "{2023年11月13日|反馈日期}",
        "2023年11月13日",
    ),
    ("figure", "截至{", "{24项|整改任务}", "25项", "25项"),
    ("figure", "截至{", "已完成{23项|已销号任务}", "已完成22项", "22项"),
    ("figure", "截至{", "{65条|整改措施}", "六十六条", "六十六条"),
    ("figure", "截至{", "{17个|健全制度机制}", "18个", "18个"),
    ("figure", "截至{", "{6.94万元|挽回资金}", "6.49万元", "6.49万元"),
    ("figure", "截至{", "{6.94万元|挽回资金}", "69450元", "69450元"),
    ("figure", "截至{", "{2项|专项治理}", "3项", "3项"),
    ("figure", "截至{", "{6.94万元|挽回资金}", "{6.94万元|挽回资金}，问责处理1人", "1人"),
    ("figure", LEADING, "{5次|整改专题会}", "6次", "6次"),
    ("figure", SUPERVISED, "{5次|督导检查}", "四次", "四次"),
    ("figure", "明确", "{10个|反馈问题}问题", "11个问题", "11个问题"),
    ("figure", PROBLEM_8, "", "挽回资金9万元。", "9万元"),
    ("mixed_figure", "明确", "{10个|反馈问题}问题", "24个具体问题", "24个具体问题"),
    ("mixed_figure", "明确", "整改任务{24项|整改任务}", "整改任务65项", "65项"),
    ("mixed_figure", "明确", "整改措施{65条|整改措施}", "整改措施24条", "24条"),
    ("misbound", "明确", "{10个|反馈问题}", "{24项|整改任务}", "24项"),
    ("misbound", PROBLEM_8, "", "召开整改专题会{24项|整改任务}。", "24项"),
    ("parts", PROBLEM_2, "", "整改任务5项，已完成4项，持续整改2项。", "2项"),
    ("parts", PROBLEM_2, "", "共有任务5项，已完成3项，未完成1项。", "1项"),
    ("due_and_done", PROBLEM_8, "应收200万元，实收198万元", "应收198万元，实收200万元", "200万元"),
    ("due_and_done", PROBLEM_8, "实收198万元", "实收198万元，全部收缴", "全部收缴"),
    ("rate", PROBLEM_8, "实收198万元", "实收198万元，收缴率97%", "97%"),
    ("rate", CONSOLIDATE, "", "整改任务24项，已完成23项，完成率98%。", "98%"),
    ("said_twice", CONSOLIDATE, "", "聘请招商大使120人。", "120人"),
    ("said_twice", CONSOLIDATE, "", "选树首批市级示范项目63家。", "63家"),
    # Dates typed by hand that the ledger has otherwise.
    ("other_day", "市委第六巡察组向", "{2023年11月3日|反馈日期}", "2023年11月4日", "2023年11月4日"),
    ("other_day", "市委第六巡察组向", "{2023年7月17日|进驻日期}", "2023年7月18日", "2023年7月18日"),
    ("other_day", "市委第六巡察组向", "{8月29日|离驻日期}", "8月30日", "8月30日"),
    ("other_day", SUPERVISED, "", "2023年12月2日召开党组会。", "2023年12月2日"),
    ("other_day", SUPERVISED, "", "派驻组开展督导检查（2023年12月3日）。", "2023年12月3日"),
    ("other_day", GOING, "", "整改时限：2031年2月3日。", "2031年2月3日"),
    ("other_day", GOING, "", "下次复核日期：2031年2月4日。", "2031年2月4日"),
    ("as_of_late", "截至{", "截至{2024年1月31日|数据截至}", "截至2024年1月5日", "2024年1月5日"),
    # Items.
    (
        "unanswered",
        "针对“12个理想信念",
        "整改情况：" + BASES,
        "",
        "针对“12个理想信念教育基地作用有限”问题。",
    ),
    ("unanswered", "针对“12个理想信念", BASES, "", "整改情况："),
    ("unanswered", "针对“12个理想信念", BASES, "加强领导，认真研究。", ""),
    # Unfinished.
    (
        "no_reason",
        GOING,
        "未完成的原因：会产处置涉及产权确认、合作方选择和审批多个环节，需多部门共同研究，集中整改期内难以全部办完，需要继续推进。",
        "",
        "第22项任务针对“会产管理不到位”问题。",
    ),
    (
        "no_next_step",
        GOING,
        "下一步：继续与机关事务管理部门和有意向的企业、市属国有企业协商，比选合作方式后提请党组会研究，按程序报批。",
        "",
        "第22项任务针对“会产管理不到位”问题。",
    ),
    (
        "no_date",
        GOING,
        "预计完成日期：{2024年12月31日|任务22预计完成日期}。下次复核日期：{2024年6月30日|任务22下次复核日期}。",
        "",
        "第22项任务针对“会产管理不到位”问题。",
    ),
    ("date_passed", GOING, "{2024年6月30日|任务22下次复核日期}", "2024年3月31日", "2024年3月31日"),
    ("overstated", "截至{", "", "整改任务全部完成。", "整改任务全部完成"),
    ("overstated", GOING, "未完成，持续整改中", "已整改到位", "已整改到位"),
    ("vague_progress", PROBLEM_2, "", "商会换届工作基本完成。", "基本完成"),
    ("vague_progress", NEXT, "", "有关问题大部分解决。", "大部分解决"),
    ("vague_time", GOING, "按程序报批", "尽快按程序报批", "尽快"),
    # Persons.
    ("phone", PROBLEM_2, "", "咨询电话13812345678。", "13812345678"),
    ("phone", PROBLEM_2, "", "咨询电话010－62345678。", "010－62345678"),
    ("phone", NEXT, "", "监督电话0551-62345678。", "0551-62345678"),
    ("id_number", PROBLEM_8, "", "身份证号11010519491231002X。", "11010519491231002X"),
    ("id_number", "联系电话", "", "身份证号11010519491231002X。", "11010519491231002X"),
    ("bank_card", PROBLEM_8, "", "退款账号6222 0200 1234 5678 903。", "6222 0200 1234 5678 903"),
    ("email", NEXT, "", "意见可发到jubao@example.cn。", "jubao@example.cn"),
    ("plate", PROBLEM_8, "", "公车京A·12345私用。", "京A·12345"),
    ("plate", PROBLEM_8, "", "公车粤BD12345私用。", "粤BD12345"),
    ("person_name", PROBLEM_8, "", "给予张三同志批评教育。", "张三"),
    ("person_name", PROBLEM_8, "", "副局长李四带队检查。", "李四"),
    ("person_name", LEADING, "党组书记任组长", "党组书记王小明任组长", "王小明"),
    ("person_name", PROBLEM_8, "", "欧阳建国主任作出说明。", "欧阳建国"),
    ("person_name", PROBLEM_8, "", "给予王芳党内警告处分。", "王芳"),
    ("person_name", PROBLEM_8, "", "市委组织部部长胡斌出席会议。", "胡斌"),
    ("person_name", PROBLEM_8, "", "对当事人赵六，责令检查。", "赵六"),
    # Disclosure: see ``withheld`` in the tests.
    # Dates.
    ("relative_date", PROBLEM_1, "", "去年开展培训。", "去年"),
    ("relative_date", "截至{", "截至{2024年1月31日|数据截至}", "目前", "目前"),
    ("relative_date", NEXT, "", "近期组织评估。", "近期"),
    ("relative_date", PROBLEM_2, "", "上半年完成换届。", "上半年"),
    ("relative_date", PROBLEM_2, "", "年底前完成换届。", "年底前"),
    ("no_year", PROBLEM_2, "2023年8月30日致函", "8月30日致函", "8月30日"),
    ("no_year", PROBLEM_2, "", "10月底召开座谈会。", "10月底"),
    ("no_such_day", PROBLEM_2, "2023年8月30日", "2023年8月32日", "2023年8月32日"),
    ("no_such_day", PROBLEM_1, "2023年9月13日邀请", "2023年2月29日邀请", "2023年2月29日"),
    ("future_date", PROBLEM_2, "2023年8月30日", "2033年8月30日", "2033年8月30日"),
    ("as_of_late", "截至{", "{2024年1月31日|数据截至}", "2024年2月29日", "2024年2月29日"),
    # Slips.
    ("slip", "市委第六巡察组向", "反馈了巡察意见", "反馈了巡查意见", "巡查"),
    ("slip", "市委第六巡察组向", "市委第六巡察组向", "市委第六巡视组向", "巡视"),
    ("slip", "明确", "列出整改任务", "列出整改任物", "整改任物"),
    ("slip", "明确", "建立台账", "建立台帐", "台帐"),
    ("slip", "截至{", "截至{", "截止{", "截止"),
    ("slip", NEXT, "", "听取群众反应问题。", "反应"),
    ("slip", LEADING, "研究部署", "研究布署", "布署"),
    ("slip", CONSOLIDATE, "", "坚持立形立改。", "立形立改"),
    ("slip", NEXT, "", "对其它事项一并检查。", "其它"),
    ("slip", NEXT, "", "做为重点任务。", "做为"),
    ("slip", NEXT, "", "既将开展检查。", "既"),
    # Marks.
    ("unpaired", PROBLEM_1, "影响力不大”等问题", "影响力不大等问题", "“"),
    (
        "unpaired",
        PROBLEM_1,
        "《中共中央、国务院关于促进民营经济发展壮大的意见》",
        "《中共中央、国务院关于促进民营经济发展壮大的意见",
        "《",
    ),
    ("unpaired", "印发组织建设规划", "（2023—2027）", "（2023—2027", "（"),
    ("half_width", "印发组织建设规划", "（2023—2027）", "(2023—2027)", "(2023—2027)"),
    ("half_width", NEXT, "派驻纪检监察组和干部群众监督，", "派驻纪检监察组和干部群众监督,", ","),
    ("half_width", GOING, "下一步：", "下一步:", ":"),
    ("half_width", "万企兴万村", "“三联三进”", '"三联三进"', '"三联三进"'),
    ("full_width", PROBLEM_1, "专题研讨5次", "专题研讨５次", "５"),
    ("doubled_mark", NEXT, "及时公布。", "及时公布。。", "。。"),
    ("doubled_mark", NEXT, "监督，整改", "监督，，整改", "，，"),
    ("mark_between", CONSOLIDATE, "", "修订《会议制度》、《会费办法》。", "、"),
    ("space", NEXT, "主动接受上级", "主动接受 上级", " "),
    ("ellipsis", NEXT, "", "加强学习、调研...等工作。", "..."),
    ("no_full_stop", NEXT, "及时公布。", "及时公布", "布"),
    ("no_full_stop", PROBLEM_8, "获全国认定。", "获全国认定；", "；"),
    ("heading_mark", "集中整改进展情况", "集中整改进展情况", "集中整改进展情况。", "。"),
    # Enumerations.
    ("sequence", PROBLEM_2, "四是开展商会建设", "六是开展商会建设", "六是"),
    ("sequence", PROBLEM_8, "二是开展会费清缴", "三是开展会费清缴", "三是"),
    ("series_marks", PROBLEM_8, "当天办结；", "当天办结。", "。"),
    ("series_marks", PROBLEM_1, "；七是", "，七是", "，"),
    (
        "series_style",
        PROBLEM_8,
        "当天办结；二是开展会费清缴，应收200万元，实收198万元；",
        "当天办结。二是开展会费清缴，应收200万元，实收198万元。",
        "。",
    ),
    ("series_style", NEXT, "", "第一，加强学习；第二，加强检查。", "第一，"),
    ("typed_number", "集中整改进展情况", "集中整改进展情况", "二、集中整改进展情况", "二、"),
    ("typed_number", "推动商会改革发展不够有力。", "推动商会", "2.推动商会", "2."),
    # The frame.
    (
        "title",
        "关于十二届",
        "关于十二届市委常规巡察整改进展情况的通报",
        "十二届市委常规巡察情况",
        "十二届市委常规巡察情况",
    ),
    ("title", "关于十二届", "十二届", "十一届", "十一届"),
    ("title", "关于十二届", "中共市工商业联合会党组", "中共市工商联党组", "中共市工商联党组"),
    (
        "contact",
        "联系电话",
        "联系电话：010-12345678；",
        "",
        "邮政信箱：示例市示例路1号，邮编100000；电子邮箱：zgb@example.cn。",
    ),
)


def case_with(clean, passages, **values):
    """The clean case with other passages."""
    return replace(clean, passages=tuple(passages), **values)


def plant(passages, words, old, new):
    """The passages with one of them changed."""
    at = next(n for n, row in enumerate(passages) if words in row.lead + row.text)
    row = passages[at]
    assert old in row.text, (words, old)
    text = row.text.replace(old, new, 1) if old else row.text + new
    return (*passages[:at], replace(row, text=text), *passages[at + 1 :])


def without(passages, *kinds, words=""):
    """The passages without those of some kinds that have some words."""
    return tuple(
        row for row in passages if row.kind not in kinds or words not in row.lead + row.text
    )


def set_text(kind, text):
    """A change of the only passage of a kind."""
    return lambda rows: tuple(replace(r, text=text) if r.kind == kind else r for r in rows)


def doubled(at, to):
    """A change that says a passage again further on."""
    return lambda rows: (*rows[:to], replace(rows[at], key="px"), *rows[to:])


# (code, change of the passages, quoted): whole passages.
HEADING, EMPTY = Passage("px", "aspect", "其他方面"), Passage("px", "text", " ")
UNTOLD = Passage("py", "text", "其他工作按计划推进。")
WHOLES = (
    (
        "missing_item",
        lambda rows: tuple(r for r in rows if "problem:5" not in r.source.split()),
        "",
    ),
    ("missing_item", lambda rows: tuple(UNTOLD if "task:22" in r.source else r for r in rows), ""),
    ("empty_passage", lambda rows: (*rows[:32], HEADING, *rows[32:]), "其他方面"),
    ("empty_passage", lambda rows: (*rows[:32], EMPTY, *rows[32:]), ""),
    ("organ", set_text("organ", ""), ""),
    ("contact", lambda rows: without(rows, "contact"), ""),
    ("organ", set_text("organ", "中共市工商业联合会委员会"), "中共市工商业联合会委员会"),
    ("date", set_text("date", "2024年04月19日"), "2024年04月19日"),
    ("date", set_text("date", "2024年4月20日"), "2024年4月20日"),
    ("no_next_steps", lambda rows: rows[:34] + rows[38:], ""),
    ("no_figures", lambda rows: without(rows, "text", words="{23项|已销号任务}"), ""),
    ("no_unfinished", lambda rows: without(rows, "unnumbered"), ""),
    (
        "other_heading",
        lambda rows: tuple(replace(r, text="略。") if r.key == "p12" else r for r in rows),
        "略。",
    ),
    (
        "other_heading",
        lambda rows: tuple(replace(r, text=rows[11].text) if r.key == "p14" else r for r in rows),
        "推动商会改革发展不够有力。",
    ),
    (
        "doubled_passage",
        doubled(36, 37),
        "巩固整改成果。",
    ),
)
