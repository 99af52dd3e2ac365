"""Deadlines, numbers of items, people and figures as a paper words them."""

import re

from django.utils import timezone

from reports.notice.blocks import clause, official_date

SIGNED_OFF = "signed_off"
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
DAY = re.compile(r"[年季月旬周天日]")


def say(figure):
    """A figure with its unit: 23项; an amount of nothing is 0万元."""
    return f"{'0' if figure.value == '0.00' else figure}{figure.unit}"


def day_of(moment):
    """The day of a moment as official documents write it."""
    return official_date(timezone.localdate(moment))


def minute(moment):
    """A moment in a table, to the minute."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def deadline(item):
    """A deadline as the plan words it, with its year; a date put off names the one before."""
    if item.deadline and getattr(item, "first_deadline", None):
        first = official_date(item.first_deadline)
        return f"{official_date(item.deadline)}（原定{first}，已批准延期）"
    if words := clause(item.deadline_text):
        return in_its_year(words, item.deadline)
    return official_date(item.deadline) if item.deadline else item.get_kind_display()


def in_its_year(words, day):
    """The plan's words for ``day`` with a year: 1月4日前 says on paper nothing of which January."""
    if day is None or YEAR.search(words) or not DAY.search(words):
        return words
    months = list(MONTH.finditer(words))
    if [int(month[1]) for month in months] == [day.month]:
        start = months[0].start()
        return f"{words[:start]}{day.year}年{words[start:]}"
    return f"{words}（{official_date(day)}前）"


def signer(name, post):
    """Who signed: name and post, or the one of them where an account is named by its post."""
    return name if name == post else f"{name}（{post}）"


def source_of(problem):
    """A problem by its document and number: 反馈意见第3个问题."""
    return f"{problem.feedback.get_kind_display()}第{problem.number}个问题"


def sentence(label, text):
    """整改目标：…。 or nothing where there is no text."""
    return f"{label}：{clause(text)}。" if clause(text) else ""


def numbers(tasks):
    """Tasks by their numbers: 第1项、第3项."""
    return "、".join(f"第{task.number}项" for task in tasks)
