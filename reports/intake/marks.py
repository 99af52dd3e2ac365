"""Rows and cells that mean something by a customary mark: ditto, totals, signatures, bands."""

import re
import unicodedata

from ledger.deadlines import figures

DITTO = {"〃", "″", '"', "''", "”", "“", "同上", "同前", "上同", "ˮ", "〞", "同上栏", "//"}
TOTAL = re.compile("(?:小计|合计|总计|共计):?")
SIGNATURE = re.compile(
    "(?:(?:审核|审批|填表|制表|填报|复核|校对|经办|分管|主要)?(?:单位|部门)?(?:主要)?"
    "(?:负责人|领导|审核人|填表人|制表人|填报人|复核人|经办人|审批人|书记|组长)(?:签字|签名|签章|盖章)"
    "|(?:审核人|审批人|填表人|制表人|填报人|复核人|校对人|经办人|联系人|负责人|单位负责人|部门负责人|主要负责人|分管领导|"
    "主要领导|党组书记|联系电话|电话|填报单位|填表单位|制表单位|报送单位|单位|填表日期|填报日期|填报时间|报送时间|"
    "制表日期|日期|签字|签名|签章|盖章|单位盖章|校验码|数据截至)(?:\\(.{0,8}\\))?:)"
)
REMARK = re.compile(r"(?:注|备注|说明|填表说明|填报说明)(?:\d*[:、.]|$)")
CHAPTER = re.compile(
    "(?:第)?([一二三四五六七八九十]{1,3})(?:、|[.．]|方面[:：]|部分[:：]?)\\s*(?=\\S)"
)
SECTION = re.compile("[（(]([一二三四五六七八九十]{1,3})[)）][、.．]?\\s*(?=\\S)")
FINDING = re.compile(r"(?:反馈)?问题([一二三四五六七八九十]{1,3}|\d{1,3})[:：、.．]\s*(?=\S)")
HOW_MANY = re.compile(r"[（(]共?\d{1,3}个(?:具体)?(?:问题)?[)）]$")  # 党的建设方面（2个问题）
MAX_NUMBER = 20  # characters
# 22-3, 22.3, 任务22, 第3条, （一）, ①
PAIR = re.compile(r"(\d{1,4})[-－—–―_.．·/、](\d{1,4})$")
SINGLE = re.compile(r"(\d{1,4})[.、]?$")
AROUND = re.compile(
    "^(?:第|问题|任务|措施|序号|编号|No\\.?|#|\\()+|(?:条|项|个|号|\\)|类)+$", re.IGNORECASE
)


def compact(text):
    """A text without spaces and full width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def is_ditto(text):
    """Whether a cell says: as above."""
    return len(text) < 8 and text.strip("()（） \t") in DITTO


def is_total(text, *, alone):
    """Whether a row that begins with this adds up; ``alone`` if it says nothing of a measure."""
    plain = compact(text[:20])
    return bool(TOTAL.match(plain) if alone else TOTAL.fullmatch(plain))


def is_signature(text):
    """Whether a row that begins with this is the foot of a form, where people sign."""
    return bool(SIGNATURE.match(compact(text[:40])))


def is_remark(text):
    """Whether a row that begins with this is a footnote."""
    return bool(REMARK.match(compact(text[:20])))


def chapter(text):
    """(number, title) of “一、党的领导方面”; None for what does not begin so."""
    return ordinal(CHAPTER, text)


def section(text):
    """(number, title) of “（一）学习不深入” or “问题一：学习不深入”; None for what begins otherwise."""
    return ordinal(SECTION, text) or ordinal(FINDING, text)


def ordinal(pattern, text):
    """The ordinal that a text begins with, and what follows it."""
    found = pattern.match(text)
    counted = figures(found[1]) if found else ""
    return (int(counted), text[found.end() :].strip()) if counted.isdecimal() else None


def titled(text):
    """The title of an aspect without how many problems it says to have."""
    return HOW_MANY.sub("", text).strip() or text


def numbers(text):
    """The numbers in a cell of numbers: (22, 3), (22,), or () where they cannot be read."""
    plain = compact(text).strip(".") if len(text) <= MAX_NUMBER else ""
    plain = AROUND.sub("", AROUND.sub("", plain))
    if found := PAIR.match(plain):
        return int(found[1]), int(found[2])
    if found := SINGLE.match(plain):
        return (int(found[1]),)
    counted = figures(plain) if 0 < len(plain) < 4 else ""
    return (int(counted),) if counted.isdecimal() else ()
