"""Workbooks as organs keep them, composed for the tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADINGS = (
    "反馈方面",
    "序号",
    "反馈问题",
    "任务序号",
    "整改任务",
    "牵头领导",
    "措施序号",
    "具体措施",
    "责任单位",
    "完成时限",
    "进展情况",
    "完成情况",
)
ROWS = (
    ("一、学习方面", 1, "学习不经常", 1, "健全学习制度", "秘书长", "1-1", "印发学习计划", "办公室"),
    ("", "", "", "", "", "", "1-2", "每月集中学习一次", "办公室"),
    ("", 2, "调研不深入", 2, "改进调研", "秘书长", "2-1", "制定调研计划", "会员部"),
    ("二、作风方面", 3, "会议偏多", 3, "精简会议", "秘书长", "3-1", "会议数量减半", "办公室"),
)
DATED = ("2026年6月30日前", "2026-05-31", "2026年5月底前", "立行立改")
TOLD = ("已印发。", "", "", "")
STATES = ("已完成", "整改中", "", "")


def ledger(rows=None, headings=HEADINGS, title="巡察整改台账"):
    """A ledger in one sheet: title, unit row, header, the rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet.append([title])
    sheet.append(["填报单位：某单位"])
    sheet.append(list(headings))
    for row in rows if rows is not None else full():
        sheet.append([cell if cell != "" else None for cell in row])
    return upload(book)


def full():
    """The usual rows with dates, progress and states."""
    return [
        (*row, date, told, state)
        for row, date, told, state in zip(ROWS, DATED, TOLD, STATES, strict=True)
    ]


def upload(book, name="台账.xlsx"):
    """A workbook as it is posted."""
    kept = io.BytesIO()
    book.save(kept)
    return SimpleUploadedFile(name, kept.getvalue())
