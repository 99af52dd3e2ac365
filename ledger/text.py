"""Text as people type it: which characters a field takes, and what counts as empty."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

# Control characters (but line break and tab), surrogates, bidi overrides and non-characters:
# invisible on the page, they forge file names and break exports. NUL breaks PostgreSQL.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


# What Word and WPS put on the clipboard: a break within a paragraph, a list's bullet as a number of a
# symbol font, and marks of no width. Nobody sees them in a field, and no font prints them.
BREAK = re.compile("\r\n|[\r\x0b\u2028\u2029]")
BULLET = re.compile("[\uf020-\uf0ff]")
WIDTHLESS = re.compile("[\u00ad\u200b\u2060\ufeff]")


def is_blank(value):
    """Whether nothing of ``value`` can be seen: spaces, zero-width and formatting characters."""
    return all(unicodedata.category(char)[0] in "ZC" for char in value)


def plain_text(value):
    """Refuse characters that cannot be seen, and text of which nothing can be seen."""
    if found := FORBIDDEN.search(value):
        before = value[max(0, found.start() - 10) : found.start()].strip()
        where = f"，在“{before}”之后" if before else "，在开头"
        raise ValidationError(
            f"含有不能使用的控制字符（U+{ord(found[0]):04X}{where}），请删去后重新填写。",
            code="control",
        )
    if value and is_blank(value):
        raise ValidationError("只有空白，请填写内容。", code="blank")


def trimmed(value):
    """``value`` as a file gives it: one kind of line break, no outer white space, else unaltered."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def tidy(value):
    """``value`` without outer white space and invisible marks, with one kind of break and bullet."""
    return WIDTHLESS.sub("", BULLET.sub("•", BREAK.sub("\n", value))).strip()


class TypedText(forms.CharField):
    """Text as it was typed, with one kind of line break: a browser sends two characters for each."""

    def to_python(self, value):
        """Tidied before its length is counted and before it is compared with what is there."""
        return tidy(super().to_python(value)) if value else super().to_python(value)


class TextField(models.CharField):
    """Typed text of bounded length: SQLite alone would take any length and any character."""

    default_validators = (plain_text,)

    def formfield(self, **kwargs):
        """Refuse bad characters on the form already, beside the field."""
        kwargs.setdefault("form_class", TypedText)
        return super().formfield(validators=[plain_text], **kwargs)
