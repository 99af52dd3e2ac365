"""A reviewer looks at evidence without leaving the ledger, at a desk and on a phone."""

import pytest

from ledger.models import AccessEntry
from measures.models import Evidence, Measure
from tests.measures import papers

pytestmark = pytest.mark.django_db
SHOWN = "[...document.querySelectorAll('.pages img')].filter(one => one.naturalWidth > 0).length"


def paper(name):
    """A file of 25 pages, other than every other one: the same is taken once for a measure."""
    shade = len(name) / 100
    return papers.book(25, content=f"0 {shade:.2f} 1 rg 50 50 200 200 re f")


def upload(person, name):
    """A handler uploads a file of 25 pages; gives the row and its measure."""
    rows = Measure.objects.filter(inspection__title="演练台账", department__name="经济部")
    measure = rows.filter(state="in_progress").order_by("pk").first()
    handler = person("handler-jjb")
    handler.go(measure.get_absolute_url())
    file = {"name": name, "mimeType": "application/pdf", "buffer": paper(name)}
    handler.page.set_input_files("input[type=file]", file)
    handler.press("上传")
    handler.page.get_by_text("佐证材料已上传").wait_for()
    return Evidence.objects.get(name=name), measure


@pytest.mark.parametrize("scripts", [True, False])
def test_reviewer_sees_the_pages_and_says_what_is_missing_beside_them(scripts, person):
    name = f"活动方案{scripts}.pdf"
    row, measure = upload(person, name)
    reviewer = person("supervisor", scripts=scripts)

    reviewer.go(measure.get_absolute_url())
    reviewer.page.get_by_role("link", name=f"预览 {name}").click()
    reviewer.page.get_by_role("img", name="第 1 页，共 25 页").wait_for()
    reviewer.page.wait_for_load_state("networkidle")
    shown = reviewer.page.evaluate(SHOWN)
    pages = reviewer.page.locator(".pages img").count()
    said = reviewer.sees("只显示前 20 页，其余请下载查看")
    reviewer.page.get_by_label("不足").check()
    reviewer.page.get_by_label("说明").fill("缺签到表")
    reviewer.press("保存意见")

    assert (shown > 0, pages, said) == (True, 20, True)
    assert reviewer.sees("缺签到表")
    assert AccessEntry.objects.filter(target__startswith=f"{row.pk} 预览第 1 页").exists()
    assert reviewer.complaints == []


def test_page_fills_a_phone_and_fetches_what_is_scrolled_to(person):
    row, _ = upload(person, "现场方案.pdf")
    reviewer = person("supervisor", width=390)

    reviewer.go(f"/evidence/{row.pk}/preview/")
    reviewer.page.wait_for_function(f"{SHOWN} > 0")
    first = reviewer.page.locator(".pages img").first.bounding_box()
    at_first = reviewer.page.evaluate(SHOWN)
    reviewer.page.get_by_role("link", name="填写审核意见").click()
    wide = reviewer.page.evaluate("document.documentElement.scrollWidth")

    assert (first["width"] > 320, wide <= 390) == (True, True)
    assert at_first < 20
    assert reviewer.page.get_by_label("说明").is_visible()
