"""The frame of a notice: title, next steps, contact block, signature and date."""

import datetime
import re

from reports.notice.bindings import bindings
from reports.notice.blocks import official_date
from reports.notice.parties import issuer, subject

TITLES = {
    "title": "标题",
    "organ": "落款单位",
    "date": "成文日期",
    "signed_before": "成文日期早于数据截至日期",
    "signed_later": "成文日期还没有到",
    "contact": "联系方式",
    "no_next_steps": "没有下一步工作",
    "correction": "更正说明",
}
TITLE = re.compile(r"关于[^\n]{2,200}整改[^\n]{0,20}(?:通报|公告|公布|报告)$")
PHONE = re.compile(r"\d{3,4}[ \-－—]?\d{7,8}|1\d{10}|(?:400|800)[ \-]?\d{3}[ \-]?\d{4}|\d{7,8}")
MAIL = re.compile(r"[\w.+\-]+@[\w\-]+\.\w+|邮箱|信箱|地址")
DATE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$")
LEADING_ZERO = re.compile(r"年0|月0")


def find(case):
    """What of the frame is missing or wrong."""
    yield from of_title(case)
    yield from of_next_steps(case)
    yield from of_contact(case)
    yield from of_organ(case)
    yield from of_date(case)
    yield from of_correction(case)


def one_of(case, kind):
    """(the only passage of a kind or None, its part)."""
    row = next(iter(case.of_kind(kind)), None)
    view = next((v for v in case.views if row is not None and v.passage is row), None)
    return row, view


def of_title(case):
    """中共××党组 / 关于…整改进展情况的通报."""
    row, view = one_of(case, "title")
    if view is None:
        advice = "请写“关于…整改进展情况的通报”。"
        yield case.missing("title", row, "通报没有标题。", advice)
        return
    organ, _, rest = view.text.rpartition("\n")
    span = (len(view.text) - len(rest), len(view.text))
    if not TITLE.search(rest):
        says = "标题没有写成“关于…整改进展情况的通报”。"
        yield view.finding("title", *span, says, "请补全标题。")
    right, about = issuer(case.data["inspection"]), subject(case.data["inspection"])
    if organ and organ != right:
        says = f"标题里的发文单位与台账不一致，应为“{right}”。"
        yield view.finding("title", 0, len(organ), says, "请核对单位名称。", (right,))
    if other := rounds_in(rest) - rounds_in(about):
        word = sorted(other)[0]
        at = view.text.index(word)
        says = f"标题里的“{word}”与台账的“{about}”不一致。"
        yield view.finding("title", at, at + len(word), says, "请核对是哪一轮巡察。", (about,))


def rounds_in(text):
    """The terms and rounds that a text names: 十二届, 第三轮."""
    return set(re.findall(r"[一二三四五六七八九十]{1,3}届|第[一二三四五六七八九十]{1,3}轮", text))


def of_next_steps(case):
    """A heading for what comes next."""
    heads = [row.plain for row in case.of_kind("section", "unnumbered")]
    if not any(re.search("下一步|下步|今后|后续", text) for text in heads):
        last = next(iter(case.of_kind("contact", "organ")), None)
        says = "没有“下一步工作安排”这一部分。"
        yield case.missing("no_next_steps", last, says, "请补写下一步怎么做。")


def of_contact(case):
    """A contact block with a telephone, and an address of some kind."""
    rows = case.of_kind("contact")
    if not rows:
        says = "没有联系方式，干部群众无处反映意见。"
        advice = "请补写联系电话、邮政信箱和电子邮箱。"
        yield case.missing("contact", next(iter(case.of_kind("organ")), None), says, advice)
        return
    text = "\n".join(row.plain for row in rows)
    lacks = [
        name for name, words in (("电话", PHONE), ("邮箱或地址", MAIL)) if not words.search(text)
    ]
    if lacks:
        view = next((v for v in case.views if v.passage is rows[0]), None)
        says = f"联系方式里没有{'和'.join(lacks)}。"
        advice = f"请补写{'和'.join(lacks)}。"
        if view is None:
            yield case.missing("contact", rows[0], says, advice)
        else:
            yield view.finding("contact", 0, len(view.text), says, advice)


def of_organ(case):
    """The signature is the issuer's."""
    row, view = one_of(case, "organ")
    right = issuer(case.data["inspection"])
    if view is None:
        yield case.missing("organ", row, "没有落款单位。", f"请写“{right}”。")
    elif view.text.strip() != right:
        says = f"落款应为“{right}”，这里写的是“{view.text.strip()[:60]}”。"
        yield view.finding("organ", 0, len(view.text), says, "请核对单位名称。", (right,))


def of_date(case):
    """The date is there, is the day of signature, and not before the day of the figures."""
    row, view = one_of(case, "date")
    right = official_date(case.dated)
    if view is None:
        yield case.missing("date", row, "没有成文日期。", f"请写“{right}”。")
        return
    match, whole = DATE.match(view.text.strip()), (0, len(view.text))
    if match is None or LEADING_ZERO.search(view.text):
        says = f"成文日期应写成“{right}”的样子。"
        yield view.finding("date", *whole, says, "请写全年、月、日，月、日前不加 0。", (right,))
    elif not is_of(match, case.dated):
        known = bindings(case.data, case.dated)["成文日期"].shown
        if not view.pieces:
            says = f"成文日期是{known}，这里写的是{view.text.strip()}。"
            yield view.finding("date", *whole, says, f"请改为{known}。", (right,))
    if case.dated < case.as_of:
        says = f"数字截至{official_date(case.as_of)}，成文日期却更早。"
        advice = "请改成文日期，或换用更早的快照。"
        yield view.finding("signed_before", *whole, says, advice, (case.as_of, case.dated))
    if case.today and case.dated > case.today:
        says = f"成文日期{right}还没有到，那一天以前不能公布。"
        advice = "请核对成文日期；到那一天才公布的，由另一位同志放行。"
        yield view.finding("signed_later", *whole, says, advice, (case.dated,))


def of_correction(case):
    """A correction says what it corrects, where it can be read and mended."""
    if case.corrects and not case.of_kind("correction"):
        says = "更正说明还没有列在文末，不能核对和修改。"
        advice = "请在“换用快照”里按“更新数字和日期”，更正说明就列在成文日期之后。"
        yield case.missing("correction", next(iter(case.of_kind("date")), None), says, advice)


def is_of(match, day):
    """Whether a date as written is the day."""
    try:
        return datetime.date(*map(int, match.groups())) == day
    except ValueError:
        return False
