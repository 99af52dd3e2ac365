"""Dates typed by hand of what the ledger dates: the feedback, the inspection, meetings, deadlines."""

import re

from reports.notice.bindings import MEETINGS

from .case import sources

TITLES = {"other_day": "日期与台账不一致"}
FULL = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日")
LIST = r"(?:、(?:\d{4}年)?\d{1,2}月\d{1,2}日)*"
ADVICE = "请核对；宜改为插入绑定的日期，以后随快照更新。"


def find(case):
    """Typed dates that are said to be of something which the snapshot dates otherwise."""
    rules = list(rules_of(case))
    for view in case.body:
        for match in FULL.finditer(view.text):
            if view.bound_at(match.start()) or view.is_quoted(match.start()):
                continue
            before, after = view.text[max(0, match.start() - 80) : match.start()], match.end()
            for what, ahead, behind, days, is_general in rules:
                if is_general and sources(view.passage):
                    continue  # a passage on one item tells of its own meetings
                if ahead.search(before) and behind.match(view.text, after):
                    if is_general or not is_passed(case, match):
                        yield from of_day(view, match, what, days)
                    break


def is_passed(case, match):
    """Whether a full date lies before that of signature: what is planned then is told as passed."""
    year, month, day = (int(part or 9999) for part in match.groups())
    return (year, month, day) < (case.dated.year, case.dated.month, case.dated.day)


def rules_of(case):
    """(what is dated, words before, words after, its days, whether only where no item is told of)."""
    facts, tasks = case.data["inspection"], case.data["tasks"]
    rows = [
        (
            "反馈日期",
            "",
            r"[，,]?[^。；\d]{0,40}(?:反馈了|向[^。；，]{1,30}反馈)[^。；，]{0,8}意见"
            r"|[，,]?收到[^。；，]{0,12}反馈",
            [facts["feedback_date"]],
            True,
        ),
        (
            "进驻日期",
            "",
            r"(?:至|到)[^。；，]{4,14}[，,]?[^。；]{0,60}巡察",
            [facts["on_site_start"]],
            True,
        ),
        ("进驻日期", r"巡察组[^，。；]{0,6}$", r"进驻", [facts["on_site_start"]], True),
        ("离驻日期", r"日(?:至|到)$", r"[，,]?[^。；]{0,60}巡察", [facts["on_site_end"]], True),
    ]
    visits = [row["date"] for row in case.data["meetings"] if row["kind"] == "supervision"]
    rows.append(("督导日期", r"督导检查[^。；（]{0,9}（[\d年月日、]*$", "", visits, True))
    for kind, word in MEETINGS.items():
        if kind == "supervision":
            continue
        held = [row["date"] for row in case.data["meetings"] if row["kind"] == kind]
        rows.append(
            (f"{word}日期", "", f"{LIST}(?:先后)?召开了?[^。；，]{{0,6}}{word}", held, True)
        )
    for key, what, ahead in (
        ("deadline", "整改时限", r"整改时限(?:为|是|：)?$"),
        ("expected_date", "预计完成日期", r"预计完成(?:日期|时间)?(?:为|是|：)?$"),
        ("review_date", "下次复核日期", r"复核(?:日期|时间)?(?:为|是|：)?$"),
    ):
        rows.append((what, ahead, "", [row[key] for row in tasks], False))
    for what, ahead, behind, days, is_general in rows:
        yield what, re.compile(ahead), re.compile(behind), sorted(filter(None, days)), is_general


def of_day(view, match, what, days):
    """The finding of a date that is none of ``days``; where the year is not said, of its day."""
    year, month, day = match.groups()
    said = f"{int(month):02}-{int(day):02}"
    if not days or any(one.endswith(said) and (not year or one[:4] == year) for one in days):
        return
    known = "、".join(days[:5]) + ("等" if len(days) > 5 else "")
    says = f"台账里{what}是{known}，这里写的是{match[0]}。"
    yield view.finding("other_day", *match.span(), says, ADVICE, (what, known))
