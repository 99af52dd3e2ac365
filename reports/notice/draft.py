"""What a notice says at first: composed from a snapshot's data, every number and date bound."""

from .bindings import bindings
from .organised import leadership, next_steps, opening, words_of
from .parties import issuer, subject
from .passages import Passage, literal
from .results import results
from .told import Told
from .unfinished import unfinished


class Writer:
    """Passages in the making: a snapshot's data, its bound values, the style."""

    def __init__(self, data, style, dated=None, levels=None):
        self.data, self.style = data, style
        self.known = bindings(data, dated)
        self.told = Told(data, levels) if levels else Told(data)
        self.figures = {row["key"]: row for row in data["figures"]}
        self.words = words_of(self)

    def figure(self, key):
        """A figure as a bound value: {24项|整改任务}."""
        return self.known[self.figures[key]["label"]].token

    def value(self, key):
        """A figure's number, for asking whether there is any."""
        return self.figures[key]["value"]

    def date(self, name, short=False):
        """A date as a bound value, or "" where there is none."""
        binding = self.known.get(name)
        if binding is None:
            return ""
        shown = binding.forms[1] if short else binding.shown
        return f"{{{shown}|{name}}}"


def drafted(data, style, dated, levels=None):
    """The passages of a new notice that is signed on ``dated``."""
    writer = Writer(data, style, dated, levels)
    facts = data["inspection"]
    organ = literal(issuer(facts))
    rows = [
        ("title", f"{organ}\n关于{literal(subject(facts))}整改进展情况的通报"),
        ("text", opening(writer)),
        *leadership(writer),
        *results(writer),
        *unfinished(writer),
        *next_steps(writer),
    ]
    if style.contact:
        rows.append(("contact", literal(style.contact)))
    rows += [("organ", organ), ("date", writer.known["成文日期"].token)]
    return tuple(passage(number, *row) for number, row in enumerate(rows, 1))


def passage(number, kind, text, lead="", source=""):
    """One passage with its key."""
    return Passage(f"p{number}", kind, text, lead, source)
