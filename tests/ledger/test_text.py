"""Text as it comes from the clipboard: what cannot be seen or printed does not get in."""

import pytest
from django.core.exceptions import ValidationError

from ledger.text import TypedText, plain_text, tidy


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\uf0b7\t建章立制", "•\t建章立制"),
        ("\uf0d8开展自查\uf0fc", "•开展自查•"),
        ("第一行\x0b第二行", "第一行\n第二行"),
        ("第一行\u2028第二行\u2029第三行", "第一行\n第二行\n第三行"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("\ufeff整\u00ad改\u200b台\u2060账", "整改台账"),
        ("㛃䶮喆燚𠮷", "㛃䶮喆燚𠮷"),
    ],
)
def test_what_word_puts_on_the_clipboard_is_kept_as_people_mean_it(pasted, kept):
    assert tidy(pasted) == kept
    assert TypedText().clean(pasted) == kept


@pytest.mark.parametrize(
    ("text", "place"),
    [("整改成效做到\x00逐次落实", "，在“整改成效做到”之后"), ("\x07一", "，在开头")],
)
def test_character_that_nobody_sees_is_told_by_its_place(text, place):
    with pytest.raises(ValidationError) as refused:
        plain_text(text)

    assert place in refused.value.messages[0]
