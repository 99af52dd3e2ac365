"""党内通报: the notice for the party, with what is kept from the public but not from the party."""

from reports.figures import count
from reports.notice.blocks import official_date
from reports.paper import Block, Paper, numbered

from .achieved import achieved
from .disclosure import PARTY, Told
from .naming import issuer, party, subject
from .organised import organised
from .results import Results, next_steps, opening

MARK = "党内文件"


def compose(book, chosen=None):
    """The circular at the end of the book's day."""
    inspection, figures = book.inspection, count(book)
    results = Results(book, Told(book, PARTY))
    said = opening(inspection, party(inspection), inspection.team)
    blocks = [
        Block("text", f"{said}按照巡察工作有关要求，现将整改进展情况在党内通报如下。"),
        Block("section", "组织落实整改情况"),
        *organised(book, figures),
        Block("section", "整改进展情况"),
        Block("text", achieved(book, figures)),
        *results.by_chapter(),
        Block("section", "未完成的整改任务"),
        *results.unfinished(),
        Block("section", "下一步工作安排"),
        *next_steps(figures),
    ]
    return Paper(
        title=(issuer(inspection), f"关于{subject(inspection)}整改进展情况的党内通报"),
        blocks=numbered(blocks),
        organs=(issuer(inspection),),
        date=official_date(book.as_of),
        mark=MARK,
    )
