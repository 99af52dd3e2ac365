"""Numbers that jump, come twice or may be read in two ways, each a doubt at its line."""

from reports.intake.outline import Issue, Place


class Ordinals:
    """Watches the numbers of headings and items."""

    def __init__(self, issues):
        self.issues = issues
        self.last = {}  # of each kind of heading, the last number anywhere: some count right through

    def heading(self, parent, node):
        """Compare a heading's number with its elder sibling's, or with the last of its kind."""
        if not node.number:
            return
        elder = next((c for c in reversed(parent.children) if c.kind == node.kind), None)
        if elder:
            self.compare(elder.number, node.number, node.row, node.title.text)
        elif node.number != 1 and node.number != self.last.get(node.kind, 0) + 1:
            self.doubt(
                f"序号从 {node.number} 开始，前面没有 1，请核对。", node.row, node.title.text
            )
        self.last[node.kind] = node.number

    def item(self, last, item, token):
        """Compare an item's number with the one before it."""
        if not item.number:
            return
        if last:
            self.compare(last.number, item.number, item.row, token.whole.text)
        elif item.number != 1:
            self.doubt(
                f"列举从 {item.number} 开始，前面没有 1，请核对。", item.row, token.whole.text
            )

    def compare(self, before, number, row, text):
        """A doubt where ``number`` does not follow ``before``."""
        if number == before + 1:
            return
        if number == before:
            message = f"序号 {number} 重复出现，按两条读入，请核对。"
        elif number == before + 2:
            message = f"序号从 {before} 跳到 {number}，缺 {before + 1}，请核对。"
        elif number > before:
            message = f"序号从 {before} 跳到 {number}，缺 {before + 1} 至 {number - 1}，请核对。"
        else:
            message = f"序号 {number} 排在 {before} 之后，顺序不对，请核对。"
        self.doubt(message, row, text)

    def either(self, token):
        """A number that goes on two series at once."""
        message = f"序号 {token.number} 既接得上措施，也接得上标题，请核对归在哪里。"
        self.doubt(message, token.whole.row, token.whole.text)

    def inner(self, token):
        """A number that goes on an inner and an outer enumeration at once."""
        message = f"第 {token.number} 项既接得上内层列举，也接得上外层列举，请核对归在哪里。"
        self.doubt(message, token.whole.row, token.whole.text)

    def doubt(self, message, row, text):
        """Keep a doubt."""
        self.issues.append(Issue("doubt", message, Place(row=row), text[:80]))
