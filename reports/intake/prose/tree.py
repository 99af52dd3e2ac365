"""Tokens → a tree of headings, each with its parts (after “整改情况：” and the like) and their items."""

from .headings import labelled, rank_of, split_title, telling_title, without_stop
from .nodes import Item, Node, Part
from .ordinals import Ordinals
from .plain import Passage
from .words import ASPECT_TITLE, BESIDES, FIELDS, OPENS, PROBLEM_TITLE, SECTION_HEADING

INNER = ("is", "circled", "bullet")


def build(tokens, kind, issues):
    """The root of the tree; ``kind`` is the document's: feedback has problems and no measures."""
    builder = Builder(tokens, kind, issues)
    for place, token in enumerate(tokens):
        builder.take(place, token)
    return builder.stack[0]


class Builder:
    """Takes tokens one by one; ``stack`` leads from the root to the heading that is being read."""

    def __init__(self, tokens, kind, issues):
        self.kind = kind
        self.ordinals = Ordinals(issues)
        self.stack = [Node("root", 0, Passage("", []), tokens[0].whole.row if tokens else 1)]
        self.labelled = labelled(tokens)
        self.tokens = tokens

    @property
    def node(self):
        """The heading that is being read."""
        return self.stack[-1]

    def take(self, place, token):
        """Put a token where it belongs."""
        if token.kind == "mark" and self.numbers_label(place, token):
            self.node.own.append(token.whole)
        elif token.kind == "mark" and self.is_heading(place, token):
            self.push(token.name, token.number, token)
        elif self.is_bare(token):
            token.passage = token.whole
            self.pop_to_chapter()
            self.push("bare", 0, token)
        elif token.kind == "about" or self.names_problem(token):
            self.about(token)
        else:
            self.node.own.append(token.whole)
            getattr(self, "add_" + token.kind)(token)

    def numbers_label(self, place, token):
        """Whether a mark only numbers the label behind it: “2.整改措施”."""
        label = self.label_behind(place)
        if label is None:
            return False
        if label.name == "issues" and label.passage:
            # “1.具体表现：…” before “2.整改措施：…”, or the first of several problems?
            others = range(place + 1, len(self.tokens))
            other = next((n for n in others if self.tokens[n].begins and n != place + 1), None)
            told = self.label_behind(other) if other is not None else None
            if told is None or told.name == "issues":
                return False
        label.begins = True
        return True

    def label_behind(self, place):
        """The label right behind a mark that says nothing else, or None."""
        token = self.tokens[place]
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if token.kind != "mark" or token.passage or not after or after.kind != "label":
            return None
        return after if after.whole.row == token.whole.row else None

    def is_bare(self, token):
        """Whether a line is a chapter's heading without number.

        “整改情况” by itself is one where no problem stands above it, and a label below a problem.
        """
        plain = token.whole.plain
        if not token.begins or plain[0] == "【" or not SECTION_HEADING.fullmatch(plain):
            return False
        chapter = self.node.kind in ("root", "part", "chinese", "bare")
        if token.name == "next_step" and len(self.stack) > 1:
            chapter = chapter or self.stack[1].kind == "bare"
        return token.kind == "text" or (token.kind == "label" and chapter)

    def names_problem(self, token):
        """Whether “存在问题：…” names a problem: behind a number, below an aspect, after measures."""
        if token.name != "issues" or token.kind != "label" or not token.passage:
            return False
        node = self.node
        if not node.title and not node.part.lead and node.kind != "root":
            return True
        aspect = node.kind in ("root", "bare", "chinese", "part")
        return node.answered or aspect or bool(ASPECT_TITLE.search(node.title.plain))

    def push(self, kind, number, token):
        """Begin a heading; what stands behind its first sentence is text below it."""
        self.pop_for(kind, number)
        title, rest = split_title(token.passage)
        node = Node(kind, number, title, token.whole.row, own=[token.whole])
        self.ordinals.heading(self.node, node)
        self.node.children.append(node)
        self.stack.append(node)
        if rest:
            node.part.lead.append(rest)

    def pop_for(self, kind, number):
        """Leave the headings that a new one closes: its like, and those of an inner kind."""
        kinds = [node.kind for node in self.stack]
        if kind in kinds:
            del self.stack[len(kinds) - 1 - kinds[::-1].index(kind) :]
            return
        if self.node.kind == "about":
            self.stack.pop()
        rank = rank_of(kind)
        while number > 1 and rank_of(self.node.kind) > rank and len(self.stack) > 1:
            self.stack.pop()

    def pop_to_chapter(self):
        """Go back to the chapter, or to the root where there are no chapters."""
        keep = 2 if len(self.stack) > 1 and self.stack[1].kind in ("part", "chinese") else 1
        del self.stack[keep:]

    def about(self, token):
        """“针对…问题”: the title of the number before it, or a heading without number."""
        node = self.node
        if not token.begins and not node.title and not node.part.lead:
            node.own.append(token.whole)
            node.title = token.whole if token.name == "关于" else token.passage
            node.title = without_stop(node.title)
            return
        self.push("about", 0, token)
        self.node.title = without_stop(token.passage)

    def is_heading(self, place, token):
        """Whether a mark begins a heading and not an item of the enumeration that is going on."""
        if not token.begins or token.name in INNER:
            return False
        if token.name in ("part", "problem"):
            return True
        part, same = self.node.part, self.like(token.name)
        listed = bool(part.items) and part.items[-1].kind == token.name
        goes_on = listed and token.number == part.items[-1].number + 1
        follows = same is not None and token.number == same.number + 1
        telling = self.labelled[place] or telling_title(token.passage.plain)
        if goes_on and follows:
            self.ordinals.either(token)
            return telling
        if goes_on or follows:
            return follows
        opened = part.label in OPENS
        if same is not None:
            listed = listed or (opened and token.number == 1)
            return not listed or telling_title(token.passage.plain)
        if opened or (part.items and rank_of(token.name) > rank_of(self.node.kind)):
            return False
        return telling or self.default(token)

    def default(self, token):
        """What a mark of a kind not met before is, where nothing else tells."""
        if token.name in ("chinese", "paren") or self.kind == "feedback":
            return token.name != "ordinal"
        problem = self.node.kind in ("about", "problem") or self.node.part.label == "issues"
        return not (problem or PROBLEM_TITLE.search(self.node.title.plain)) and (
            token.name != "ordinal"
        )

    def like(self, kind):
        """The innermost heading in hand that has this kind of number."""
        return next((node for node in reversed(self.stack) if node.kind == kind), None)

    def add_mark(self, token):
        """An item, or a number inside the last item."""
        part = self.node.part
        last = part.items[-1] if part.items else None
        outer = last and token.begins and rank_of(token.name) < rank_of(last.kind)
        if outer and part.label not in OPENS:
            # What was counted before it were not the measures.
            part, last = Part(part.label, token.whole.row), None
            self.node.parts.append(part)
        if last and self.is_inner(part, last, token):
            last.passages.append(token.whole)
            return
        item = Item(token.name, token.number, token.whole.row, [token.passage], token.begins)
        self.ordinals.item(last, item, token)
        part.items.append(item)
        part.inner = ()

    def is_inner(self, part, last, token):
        """Whether a mark numbers something inside the last item; keeps count of it."""
        kind, count = part.inner or ("", 0)
        if token.name != last.kind:
            part.inner = (token.name, token.number)
            return True
        if token.number == 1 and not token.begins and last.number and token.before not in "。！？":
            part.inner = (token.name, 1)
            return True
        if kind != token.name or token.number != count + 1:
            return False
        if token.number == last.number + 1:
            self.ordinals.inner(token)
            if token.begins or token.before in "。！？":
                return False
        part.inner = (kind, token.number)
        return True

    def add_label(self, token):
        """A field of who and when, or a new part."""
        part = self.node.part
        if token.name in FIELDS:
            last = part.items[-1] if part.items else None
            if last and last.alone and not token.begins and last.row <= token.whole.row:
                last.fields[token.name] = token.passage
            else:
                part.fields.append((token.name, token.passage, len(part.items)))
            return
        self.node.parts.append(Part(token.name, token.whole.row))
        self.node.answered = self.node.answered or token.name in OPENS
        if token.passage:
            self.node.part.lead.append(token.passage)

    def add_text(self, token):
        """More of the last item, or of the lead-in."""
        part = self.node.part
        if (
            part.items
            and token.begins
            and self.kind == "feedback"
            and BESIDES.match(token.whole.plain)
        ):
            part.after.append(token.passage)
        else:
            (part.items[-1].passages if part.items else part.lead).append(token.passage)
