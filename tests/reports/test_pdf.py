"""The notice read back from paper, and what the renderer may not do."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from measures.sample import load as sample
from measures.sample.people import Register, make_main, make_organization as make_sample_office
from reports.notice import Block
from tests.factories import make_inspection, make_measure, make_member, make_task
from tests.reports.measuring import faults
from tests.reports.paper import make_notice, paper, plain, print_out
from tests.reports.test_notice import draft

pytestmark = pytest.mark.django_db


def text_of(reader):
    """All text without the page numbers."""
    pages = [plain(page.extract_text()) for page in reader.pages]
    marks = [f"—{number}—" for number in range(1, len(pages) + 1)]
    assert all(mark in page for mark, page in zip(marks, pages, strict=True))
    return "".join(page.replace(mark, "") for mark, page in zip(marks, pages, strict=True))


def test_text_comes_back_as_it_was_written():
    blocks = [
        Block("section", "“第一议题”落实情况", number="一、"),
        Block("aspect", "服务、管理方面", number="（一）"),
        Block("problem", "“1+N”机制不全。", number="1."),
        Block("text", "针对“甲‘乙’《丙》”等问题。龘㛃䶮𬱟，6.94万元。"),
        Block("text", "整改工作按台账推进，" * 120),
        Block("point", "按期复核。", lead="持续整改。", number="（二）"),
    ]
    made = make_notice(blocks)

    reader = paper(made)

    assert text_of(reader) == plain("".join(made.paragraphs()))
    assert reader.metadata.title == made.heading
    assert reader.metadata.author == made.organ
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert [row.title for row in flat(reader.outline)] == [
        "一、“第一议题”落实情况",
        "（一）服务、管理方面",
        "1.“1+N”机制不全。",
        "（二）持续整改。",
    ]


def flat(outline):
    """The entries of a nested outline."""
    for row in outline:
        if isinstance(row, list):
            yield from flat(row)
        else:
            yield row


HOSTILE = [
    "<img src=http://127.0.0.1:9/x.png>",
    "<link rel=attachment href=file:///etc/passwd>",
    "</p><style>@import url(http://127.0.0.1:9/a.css);</style>",
    "<svg><image href='file:///etc/hostname'/></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "url(http://127.0.0.1:9/) ; } body { display: none }",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "&lt;b&gt; &#x41; <!-- x --> ]]> $fang",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_text_and_nothing_is_fetched(text):
    made = make_notice([Block("section", text), Block("text", text)], title=(text[:19], text))

    reader = paper(made, draft=text, fail_on_fetch=True)

    printed = plain("".join(page.extract_text() for page in reader.pages))
    assert plain(text + text) in printed
    assert "/EmbeddedFiles" not in reader.trailer["/Root"].get("/Names", {})
    assert not [page for page in reader.pages if "/Annots" in page]


def test_draft_is_marked_with_who_and_when(client):
    inspection = make_inspection()
    make_measure(make_task(inspection))
    user = make_member(inspection.organization, "office", name="拟稿同志")
    client.force_login(user)

    answer = client.get(reverse("reports:notice_pdf", args=[inspection.pk]))

    today = timezone.localdate().isoformat()
    for page in PdfReader(io.BytesIO(answer.content)).pages:
        line = plain(page.extract_text())
        assert "草稿拟稿同志" in line
        assert f"生成数据截至{today}" in line
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_sample_notice_gives_the_figures_of_the_case():
    case = sample.read("case.toml")
    organ = make_main(case["organization"], Register(), make_sample_office("市委巡察办", "巡察办"))
    sample.load_case(organ, case, *sample.make_earlier(organ, case["previous"]))
    inspection = organ.organization.inspections.latest("feedback_date")
    made = draft(inspection, case["inspection"]["period_end"])

    file = print_out(made)
    printed = text_of(PdfReader(io.BytesIO(file)))

    assert faults(file, made.paper) == set()
    assert printed == plain("".join(made.paragraphs()))
    assert (
        "截至2024年1月31日，反馈意见指出的10个问题，已销号9个；整改任务24项，已完成23项，"
        "需要持续整改1项；整改措施65条，已完成65条。健全完善制度机制17个，开展专项治理2项，"
        "挽回资金6.94万元。第22项任务需要持续整改，另列于“整改未完成事项”。"
    ) in printed
    assert "先后召开整改专题会5次" in printed
    assert "开展督导检查5次" in printed
    assert printed.endswith("中共市工商业联合会党组2024年4月19日")
