"""Papers as official documents: the signature."""

import pytest

from reports.notice import Block
from tests.reports.paper import make_notice, paper, plain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("filler", range(0, 22, 3))
def test_signature_keeps_text_beside_it(filler):
    blocks = [Block("text", "段。") for _ in range(filler)]
    blocks += [Block("text", "最后一段的文字有好几行长，" * 8)]

    last = paper(make_notice(blocks)).pages[-1].extract_text()

    text, _, signature = last.partition("中共市示范局党组\n2026")
    assert "文字有好几行长" in plain(text)
    assert signature
