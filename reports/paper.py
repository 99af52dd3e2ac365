"""What is printed, as plain data: a paper of blocks, tables and annexes, before any setting.

Whatever composes a paper builds these from strings; ``typesetting`` makes HTML of it for the PDF,
``word`` a file for WPS. Nothing here knows of a ledger, so a paper can be kept and read again.
"""

from dataclasses import dataclass, replace

DIGITS = "〇一二三四五六七八九"
KINDS = (
    "section",  # 一、 a heading in 黑体
    "aspect",  # （一） a heading in 楷体
    "point",  # （一） with its text: the lead in 楷体, the text runs on
    "problem",  # 1. a heading in the text's own face
    "item",  # 1. with its text
    "unnumbered",  # a heading in 楷体 without a number
    "text",  # a paragraph
)
SIZES = {"四号": 14, "小四": 12, "五号": 10.5, "小五": 9}  # of tables, in points


@dataclass(frozen=True)
class Block:
    """One paragraph or heading of one of ``KINDS``; ``number`` is generated (``numbered``).

    ``lead`` is the heading that the text runs on from.
    """

    kind: str
    text: str
    lead: str = ""
    number: str = ""

    def __str__(self):
        return f"{self.number}{self.lead}{self.text}"

    def paragraphs(self):
        """What is printed."""
        return [str(self)]


@dataclass(frozen=True)
class Column:
    """A column of a table: ``width`` is its share beside the others, numbers are centred."""

    heading: str
    width: float = 1
    centred: bool = False


@dataclass(frozen=True)
class Table:
    """A table as wide as the text; its headings are repeated on each page.

    ``rows`` are tuples of strings, a cell's line ends begin a new line. ``size`` is one of SIZES.
    A table of one or no column heading (``headings=False``) is a form: the first column in 黑体.
    ``together`` keeps it on one page, as lines to be signed are.
    """

    columns: tuple
    rows: tuple
    caption: str = ""
    size: str = "小四"
    headings: bool = True
    together: bool = False
    kind: str = "table"

    def paragraphs(self):
        """What is printed, headings once, cell by cell."""
        headings = [column.heading for column in self.columns] if self.headings else []
        said = [self.caption, *headings, *(cell for row in self.rows for cell in row)]
        return [text for text in said if text]


@dataclass(frozen=True)
class Annex:
    """An annex (附件) on pages of its own, numbered by its place; ``across`` turns its pages."""

    title: str
    blocks: tuple = ()
    across: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole paper. Only ``title`` and ``blocks`` are needed; what is empty is not printed.

    A paper with ``organs`` and ``date`` is signed as 7.3.5.2 of the standard says, without a seal.
    ``across`` turns the pages: for wide tables.
    """

    title: tuple  # groups of words that stay together: 中共××党组 / 关于…的通报
    blocks: tuple  # of Block and Table
    organs: tuple = ()
    date: str = ""
    addressee: str = ""  # 主送机关, without the colon
    mark: str = ""  # at the head of the first page: 党内文件
    note: str = ""  # 附注, without its brackets
    annexes: tuple = ()
    across: bool = False
    subject: str = ""  # of the file's properties: what it rests on, 快照 3 · 0f4a…
    identifier: str = ""  # of the file's properties: under what it is kept

    @property
    def heading(self):
        """The title in one line."""
        return "".join(self.title)

    @property
    def attachments(self):
        """附件说明, a line for each annex; the first line says 附件."""
        titles = [annex.title for annex in self.annexes]
        if len(titles) < 2:
            return [f"附件：{title}" for title in titles]
        return [
            f"{'' if number > 1 else '附件：'}{number}.{title}"
            for number, title in enumerate(titles, 1)
        ]

    def labelled(self):
        """(label, annex): 附件, or 附件1, 附件2 where there are several."""
        several = len(self.annexes) > 1
        for number, annex in enumerate(self.annexes, 1):
            yield f"附件{number}" if several else "附件", annex

    def paragraphs(self):
        """All that is printed in its order, paragraph by paragraph, but for the page numbers."""
        said = [self.mark, self.heading, f"{self.addressee}：" if self.addressee else ""]
        said += [text for block in self.blocks for text in block.paragraphs()]
        said += [*self.attachments, *self.organs, self.date]
        said += [f"（{self.note}）" if self.note else ""]
        for label, annex in self.labelled():
            said += [label, annex.title]
            said += [text for block in annex.blocks for text in block.paragraphs()]
        return [text for text in said if text]


def numbered(blocks):
    """The blocks with their numbers: 一、 then （一） then 1., each counted anew under the last."""
    section = second = third = 0
    rows = []
    for block in blocks:
        number = ""
        if block.kind == "section":
            section, second, third = section + 1, 0, 0
            number = f"{numeral(section)}、"
        elif block.kind in {"aspect", "point"}:
            second, third = second + 1, 0
            number = f"（{numeral(second)}）"
        elif block.kind in {"problem", "item"}:
            third += 1
            number = f"{third}."
        elif block.kind == "unnumbered":
            third = 0
        rows.append(replace(block, number=number) if isinstance(block, Block) else block)
    return tuple(rows)


def numeral(number):
    """A number from 1 to 9999 in Chinese: 十、十一、二十、一百〇五."""
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += DIGITS[digit] + name
        elif text and not text.endswith("〇"):
            text += "〇"
    text = text.rstrip("〇")
    return text.removeprefix("一") if 10 <= number < 20 else text
