"""An upload with a mark of classification, walked through by the people it concerns."""

import pytest

from measures.models import HeldUpload, Measure
from tests.measures.marked import MARK, word

pytestmark = pytest.mark.django_db


def measure():
    """One under work, of a department with one handler."""
    rows = Measure.objects.filter(inspection__title="演练台账", department__name="经济部")
    return rows.filter(state="in_progress").first()


def upload(somebody, name, *lines):
    """Choose a text document on the open page and send it."""
    somebody.page.set_input_files(
        "form[data-upload] input[type=file]",
        {"name": name, "mimeType": "application/msword", "buffer": word(*lines)},
    )
    somebody.press("上传")
    somebody.page.get_by_text(f"《{name}》疑似带有密级标志").wait_for()


def decide(office, held, value, note):
    """Go from the queue to the upload and decide."""
    office.go("/queue/")
    office.page.get_by_role("link", name=f"核对 {held.name}").click()
    assert office.sees(MARK)
    office.page.check(f"input[value={value}]")
    office.page.fill("textarea[name=note]", note)
    office.press("确认核对结果")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_held_upload_is_released_and_the_department_sees_it(person, scripts):
    path, name = measure().get_absolute_url(), f"会议纪要{int(scripts)}.docx"
    handler, office = person("handler-jjb", scripts=scripts), person("office", scripts=scripts)
    handler.go(path)
    upload(handler, name, "某单位", MARK, f"第 {int(scripts)} 份")
    download = handler.page.get_by_role("link", name=f"下载 {name}")

    assert handler.sees("待整改办核对")
    assert download.count() == 0
    held = HeldUpload.objects.get(name=name)
    decide(office, held, "released", "引用公开文件的版式，不涉密")
    handler.go(path)

    assert office.sees("已放行")
    assert handler.sees("引用公开文件的版式，不涉密")
    with handler.page.expect_download() as started:
        download.click()
    assert started.value.suggested_filename == name
    assert handler.complaints == office.complaints == []


def test_rejected_upload_is_told_and_refused_the_second_time(person):
    path, name = measure().get_absolute_url(), "密件.docx"
    handler, office = person("handler-jjb"), person("office")
    handler.go(path)
    upload(handler, name, "某单位", MARK)
    held = HeldUpload.objects.get(name=name)

    decide(office, held, "rejected", "确属涉密")
    handler.go(path)

    assert office.sees("向本单位保密工作机构报告")
    assert handler.sees("不予接收，确属涉密")
    assert not held.file.storage.exists(held.file.name)
    handler.page.set_input_files(
        "form[data-upload] input[type=file]",
        {"name": "换名.docx", "mimeType": "application/msword", "buffer": word("某单位", MARK)},
    )
    handler.press("上传")
    handler.page.get_by_text("核对后不予接收的一份文件内容相同").wait_for()
