"""Which wordings are marks of classification, and which are ordinary words about secrecy."""

import subprocess
import sys

import pytest

from measures.classification import MARK_LENGTH, MOST, marks_in_name, marks_in_text

MARKED = [
    "机密★1年",
    "绝密★",
    "秘密★6个月",
    "机 密 ★ 1年",
    "机　密　★　１０年",
    "绝密★★",
    "機密★長期",
    "絕密★30年",
    "祕密★",
    "机密☆5年",
    "000001 机密★1年 特急",
    "机密★1年\n特急",
    "机密\n★1年",
    "★机密★",
    "秘密★长期\n中共某市委文件",
    "机\u200b密★3年",
    "绝密",
    "机密",
    "机　密",
    "  秘密  ",
    "机密件",
    "绝密级",
    "机密 3年",
    "【秘密】",
    "关于某案的报告（机密）",
    "关于某案的报告(绝密)",
    "关于有关情况的报告〔秘密〕",
    "密级：机密",
    "文件编号：12　密级：秘密　保密期限：1年",
    "密 级：绝密★",
    "密级：内部",
    "密级：工作秘密",
    "工作秘密",
    "（工作秘密★2年）",
    "核心商密★3年",
    "（涉密）",
    "内部资料",
    "内部文件",
    "内部资料 第3期",
    "内部刊物",
    "（内部材料）",
    "某局情况（内部资料）供研究",
    "内部资料，注意保存",
    "内部资料　严禁外传",
    "内部文件·不得公开",
    "内部资料，免费交流",
    "【内部资料 请勿外传】",
    "內部資料 嚴禁外傳",
    "仅供内部使用",
    "仅限内部传阅，不得外传",
    "内部掌握，不得公开",
    "绝密★启用前",
    "内部明电",
    "内部资料 请妥善保管",
    "严禁外传",
    "不得公开",
    "（不得公开）",
    "注意保存",
    "此件内部使用，请勿外传",
    "本材料不得外传",
    "本资料仅供内部参阅，不得翻印。",
]
INNOCENT = [
    "认真学习贯彻保守国家秘密法及其实施条例。",
    "不得泄露国家秘密、商业秘密和个人隐私",
    "加强保密教育，签订保密承诺书",
    "保守秘密是每名党员的义务",
    "保守国家秘密★★★★★",
    "商业秘密",
    "国家秘密",
    "个人秘密",
    "完善工作秘密管理制度",
    "工作秘密管理办法",
    "涉密人员管理台账",
    "严禁上传、处理涉密文件",
    "严禁上传涉密文件，保证数据的机密性、完整性",
    "机密性",
    "国家秘密的密级分为绝密、机密、秘密三级",
    "国家秘密分为三级（绝密、机密、秘密）",
    "密级：□绝密 □机密 □秘密",
    "密级：绝密/机密/秘密",
    "密级：非密",
    "密级：公开",
    "密级：",
    "文件应当在首页左上角标注“机密★1年”字样",
    "应标明“秘密★”标志",
    "保密期限：1年",
    "泄露机密的，依纪依规处理",
    "窃取国家机密罪",
    "采取秘密投票方式选举产生",
    "设置秘密写票处",
    "机要室",
    "保密委员会办公室",
    "修订《内部资料管理制度》",
    "完善内部文件流转程序，规范内部材料归档",
    "检查内部资料性出版物准印证",
    "查阅内部资料的，应当登记",
    "内部控制制度",
    "单位内部使用的车辆已登记",
    "内部审计材料已补齐",
    "内部资料管理不规范",
    "会议强调，涉密文件严禁外传",
    "未经批准不得公开有关情况",
    "不得公开发表违背中央精神的言论",
    "档案须注意保存期限",
    "（此件公开发布）",
    "（此件不公开）",
    "此件依申请公开",
    "评价：★★★ 秘密武器",
    "亲密无间",
    "财务数据加密，密码定期更换",
    "密切联系群众",
    "（国家秘密）",
    "（保密）",
    "谈话内容应当保密",
    "机密级计算机应当单独管理",
    "绝密电影放映审批表已清退",
    "严禁复制党费收据",
    "妥善保管会计凭证",
    "请妥善保管。",
    "内部交流",
    "内部学习",
    "内部信息",
    "内部情况",
    "免费交流",
    "供领导参阅",
    "学习《中华人民共和国保守国家秘密法》（2024年修订）",
    "本报告不涉及国家秘密，可以公开",
    "保密要害部门部位（机密、秘密级）管理",
    "秘密级文件已按规定清退",
    "商业秘密★",
    "不得复印无效证件",
    "个人信息不得公开、泄露",
    "征求意见稿，请勿外传有关数据以外的内容",
]
MARKED_NAMES = [
    "机密★1年.docx",
    "绝密.pdf",
    "（机密）关于某案的报告.docx",
    "(秘密)名单.xlsx",
    "机密-会议纪要.pdf",
    "会议纪要_秘密.pdf",
    "会议纪要【绝密】.pdf",
    "会议纪要（机密★3年）.pdf",
    "机 密 ★ 1年 报告.docx",
    "機密-名單.pdf",
    "绝密会议纪要.pdf",
    "机密名单.xlsx",
    "秘密文件.pdf",
    "机密文件 2026.pdf",
    "机密级-报告.pdf",
    "20261126机密会议纪要.docx",
    "某市绝密材料.pdf",
    "绝密★启用前 试卷.pdf",
    "内部明电第12号.pdf",
    "内部资料.pdf",
    "内部资料-第3期.pdf",
    "情况通报（内部文件）.docx",
    "内部资料 注意保存.pdf",
    "严禁外传-名册.xlsx",
    "名册（不得公开）.xlsx",
    "工作秘密-名册.xlsx",
    "名册（涉密）.xlsx",
    "涉密文件.pdf",
    "秘密１年 报告.pdf",
]
INNOCENT_NAMES = [
    "保守国家秘密学习记录.docx",
    "国家秘密.pdf",
    "商业秘密保护制度.pdf",
    "保密教育签到表.jpg",
    "保密承诺书（签字版）.pdf",
    "秘密投票选举结果.pdf",
    "秘密写票处.jpg",
    "工作秘密管理办法.docx",
    "涉密人员管理台账.xlsx",
    "非涉密设备清单.xlsx",
    "（非密）会议纪要.pdf",
    "数据机密性检查.pdf",
    "机密级计算机管理制度.pdf",
    "机密性说明.pdf",
    "机密文件清退登记表.xlsx",
    "商业机密保护协议.pdf",
    "防止泄露机密承诺书.pdf",
    "绝密机密秘密文件管理办法.pdf",
    "内部交流材料清单.pdf",
    "妥善保管通知.pdf",
    "内部资料管理制度.docx",
    "内部控制手册.pdf",
    "内部文件流转单.pdf",
    "密码更换记录.png",
    "办结清单.pdf",
    "亲密关系.png",
]


@pytest.mark.parametrize("text", MARKED)
def test_mark_in_text_is_found(text):
    assert marks_in_text(f"某单位\n{text}\n正文若干") != []


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_words_are_no_mark(text):
    assert marks_in_text(f"某单位\n{text}\n正文若干") == []


@pytest.mark.parametrize("name", MARKED_NAMES)
def test_mark_in_name_is_found(name):
    assert marks_in_name(name) != []


@pytest.mark.parametrize("name", INNOCENT_NAMES)
def test_ordinary_name_bears_no_mark(name):
    assert marks_in_name(name) == []


def test_mark_is_told_with_what_stands_around_it():
    (found,) = marks_in_text("甲" * 500 + "\n份号 000001\n机　密★１年\n中共某市委\n" + "乙" * 500)

    assert found.mark == "机密★1年"
    assert "中共某市委" in found.context
    assert len(found.context) < 80


def test_each_wording_is_told_once_and_no_more_than_some():
    text = "\n".join(["机密★1年"] * 50 + [f"秘密★{n}年" for n in range(1, 60)])

    found = marks_in_text(text)

    assert len(found) == MOST
    assert len({row.mark for row in found}) == MOST


def test_mark_in_the_middle_of_a_long_line_is_no_line_of_its_own():
    assert marks_in_text("某" * 1000 + "机密" + "某" * 1000) == []
    assert marks_in_text("某" * 1000 + "机密★1年" + "某" * 1000) != []


def test_long_text_is_searched_quickly():
    text = "保守国家秘密，严守工作纪律，内部资料管理规范。" * 200_000

    assert marks_in_text(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "内部资料" + (" " * 10 + "内部资料") * 9 + "甲",
        "内部资料" + ("、- " * 10 + "内部资料") * 9 + "甲",
        "机密" + " " * 400 + "甲",
        "机密 " + "0" * 190 + "甲",
        "（秘密" + "\t " * 100 + "甲",
    ],
    ids=["blanks between notes", "signs between notes", "blanks", "zeros", "tabs"],
)
def test_search_of_a_hostile_line_ends_at_once(line):
    code = (
        f"from measures.classification import *; marks_in_text({line!r}); marks_in_name({line!r})"
    )
    subprocess.run([sys.executable, "-c", code], timeout=5, check=True)


def test_mark_is_told_without_what_follows_the_year_of_an_issue():
    (found,) = marks_in_text("内部资料2024年\x00某案线索")
    assert found.mark == "内部资料2024年"


def test_long_mark_is_told_cut():
    (found,) = marks_in_text("、".join(["内部资料"] * 30))
    assert len(found.mark) == MARK_LENGTH
