"""The parts of a paper that stand by rules of their own: signature, annexes, tables and the like."""

import itertools

import pypdfium2
import pypdfium2.raw as raw

from reports.paper import Table

MM = 72 / 25.4
LEFT, TOP, WIDE, HIGH = 28 * MM, 37 * MM, 156 * MM, 225 * MM
RIGHT = LEFT + WIDE
LEFT_ACROSS, TOP_ACROSS = 35 * MM, 28 * MM
ROW, CHARACTER = HIGH / 22, WIDE / 28
SIDES = 1.5  # points that count as the same place


def faults(pdf, pages, paper, fonts):
    """What is wrong with the parts, as words."""
    own = pages[: first_annex(pages, paper)]
    yield from signature(own, paper)
    yield from head(own[0], paper, fonts)
    yield from attachments(own, paper)
    yield from annexes(pages, paper, fonts)
    yield from tables(pdf, paper)


def said(row, text):
    """Whether a row says just that."""
    return row.text == "".join(text.split())


def first_annex(pages, paper):
    """How many pages come before the first annex."""
    labels = [label for label, _ in paper.labelled()][:1]
    begun = (
        place for place, rows in enumerate(pages) if any(said(rows[0], label) for label in labels)
    )
    return next(begun, len(pages))


def rows_by_rules_of_their_own(pages, paper):
    """The rows of the mark, the addressee, 附件说明, the signature and the note."""
    others = [paper.mark, *paper.organs, paper.date]
    rows = [row for page in pages for row in page]
    found = [row for row in rows if any(said(row, text) for text in others if text)]
    return found + list(itertools.chain.from_iterable(attached(pages, paper)))


def below(row, above):
    """How many rows one stands below another of the same page."""
    return (row.y - above.y) / ROW


def last(pages, text):
    """(row, the row above it or None): the last that says the text."""
    found = [
        (row, above)
        for rows in pages
        for above, row in zip([None, *rows], rows, strict=False)
        if said(row, text)
    ]
    return found[-1] if found else (None, None)


def signature(pages, paper):
    """7.3.5.2: a row below the text; two characters at the right; the date two further in."""
    rows = [last(pages, text)[0] for text in (*paper.organs, paper.date) if text]
    if not rows:
        return
    if None in rows:
        yield "signature"
        return
    if abs(max(row.right for row in rows) - (RIGHT - 2 * CHARACTER)) > SIDES:
        yield "signature beside its place"
    if paper.organs and paper.date:
        begins = min(row.left for row in rows[:-1])
        if abs(rows[-1].left - begins - 2 * CHARACTER) > SIDES:
            yield "date beside its place"
    above = last(pages, (*paper.organs, paper.date)[0])[1]
    if above is not None and abs(below(rows[0], above) - 2) > 0.05:
        yield "signature not a row below the text"
    if any(abs(below(b, a) - 1) > 0.05 for a, b in itertools.pairwise(rows)):
        yield "date not below the organ"


def head(rows, paper, fonts):
    """The mark in the first row, in 黑体; the addressee a row below the title; the note two in."""
    first = TOP + ROW / 2 + 16 * 0.38
    if paper.mark:
        row = next((row for row in rows if said(row, paper.mark)), None)
        if row is None or abs(row.y - first) > 1 or abs(row.left - LEFT) > 1:
            yield "mark beside its place"
        elif any(glyph.font != fonts["黑体"] for glyph in row.glyphs):
            yield "font of 黑体"
        elif min(each.y for each in rows if each.sized(22)) - row.y < 1.9 * ROW:
            yield "mark without a row below"
    if paper.addressee:
        row, above = last([rows], f"{paper.addressee}：")
        if row is None or abs(row.left - LEFT) > 1:
            yield "addressee beside its place"
        elif below(row, above) < 2:
            yield "addressee without a row above"


def attached(pages, paper):
    """For each annex its rows of 附件说明."""
    rows = [row for page in pages for row in page if row.sized(16)]
    for line in paper.attachments:
        text = "".join(line.split())
        for place in range(len(rows) - 1, -1, -1):
            if text.startswith(rows[place].text) and rows[place].left > LEFT + CHARACTER:
                count = 1
                while len("".join(row.text for row in rows[place : place + count])) < len(text):
                    count += 1
                yield rows[place : place + count]
                break
        else:
            yield []


def attachments(pages, paper):
    """附件： two characters in, a row below the text; what goes on begins below the name."""
    several = 0.75 if len(paper.annexes) > 1 else 0
    for place, rows in enumerate(attached(pages, paper)):
        indents = [2 + 3 * (place > 0), *[5 + several] * (len(rows) - 1)]
        places = [(row.left - LEFT) / CHARACTER for row in rows]
        if not rows or any(abs(a - b) > 0.1 for a, b in zip(places, indents, strict=True)):
            yield "list of annexes beside its place"
        elif place == 0:
            above = last(pages, rows[0].text)[1]
            if above is not None and abs(below(rows[0], above) - 2) > 0.05:
                yield "list of annexes not a row below the text"


def annexes(pages, paper, fonts):
    """7.3.7: on a new page, 附件 in 黑体 in the first row, the title from the third."""
    for label, annex in paper.labelled():
        rows = next((rows for rows in pages if said(rows[0], label)), None)
        if rows is None:
            yield "annex not on a new page"
            continue
        top, left = (TOP_ACROSS, LEFT_ACROSS) if annex.across else (TOP, LEFT)
        middle = left + (HIGH if annex.across else WIDE) / 2
        first, titles = rows[0], [row for row in rows if row.sized(22)]
        if abs(first.y - (top + ROW / 2 + 16 * 0.38)) > 1 or abs(first.left - left) > 1:
            yield "label of the annex beside its place"
        if any(glyph.font != fonts["黑体"] for glyph in first.glyphs):
            yield "font of 黑体"
        height = 1.25 * len(titles)
        start = top + (2 + (-(-height // 1) - height) / 2 + 0.625) * ROW + 22 * 0.38
        if not titles or abs(titles[0].y - start) > 2:
            yield "title of the annex not in the third row"
        if any(abs((row.left + row.right) / 2 - middle) > 2 for row in titles):
            yield "title not centred"


def tables(pdf, paper):
    """Tables are as wide as the text, and ruled on all sides of all cells."""
    wanted = [
        (across, block)
        for across, blocks in (
            (paper.across, paper.blocks),
            *((annex.across, annex.blocks) for annex in paper.annexes),
        )
        for block in blocks
        if isinstance(block, Table)
    ]
    ruled = list(rules(pdf))
    for across in {across for across, _ in wanted}:
        left, wide = (LEFT_ACROSS, HIGH) if across else (LEFT, WIDE)
        pages = [found for turned, found in ruled if turned == across and found]
        if not pages:
            yield "table without rules"
        for found in pages:
            if abs(min(box[0] for box in found) - left) > SIDES:
                yield "table not as wide as the text"
            if abs(max(box[2] for box in found) - left - wide) > SIDES:
                yield "table not as wide as the text"
            upright = {round(box[0]) for box in found if box[3] - box[1] > 5 > box[2] - box[0]}
            columns = min(len(table.columns) for turned, table in wanted if turned == across)
            if len(upright) < columns + 1 or not any(box[2] - box[0] > 5 for box in found):
                yield "table without rules"


def gaps(pdf):
    """The free heights between the tables of the first page, from top to bottom, in points."""
    _, boxes = next(rules(pdf))
    uprights = sorted({(box[3], box[1]) for box in boxes if box[3] - box[1] > 5}, reverse=True)
    lows, found = [], []
    for top, bottom in uprights:
        if lows and top < min(lows) - 2:
            found.append(min(lows) - top)
        lows.append(bottom)
    return found


def open_tables(pdf):
    """The pages, from 0, on which the uprights of a table go on below its last level rule."""
    found = []
    for place, (_, boxes) in enumerate(rules(pdf)):
        low = min((box[1] for box in boxes if box[3] - box[1] > 5), default=0)
        level = [box[1] for box in boxes if box[2] - box[0] > 5 > box[3] - box[1]]
        if level and abs(min(level) - low) > 2:
            found.append(place)
    return found


def sides(left, bottom, right, top):
    """What is drawn as boxes: a rule is one itself, of a ruled box its four sides are."""
    if right - left < 5 or top - bottom < 5:
        return [(left, bottom, right, top)]
    return [
        (left, bottom, left, top),
        (right, bottom, right, top),
        (left, bottom, right, bottom),
        (left, top, right, top),
    ]


def rules(pdf):
    """For each page whether it is turned, and the boxes of what is drawn, as on a right page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for place, page in enumerate(document):
            across = page.get_width() > page.get_height()
            shift = 0 if across else 2 * MM * (place % 2)
            boxes = [item.get_bounds() for item in page.get_objects([raw.FPDF_PAGEOBJ_PATH])]
            moved = [(a + shift, b, c + shift, d) for a, b, c, d in boxes]
            yield across, [side for box in moved for side in sides(*box)]
    finally:
        document.close()
