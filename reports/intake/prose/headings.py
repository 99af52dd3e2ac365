"""What tells a heading from an item, and where its title ends."""

from .marks import ORDER
from .words import ASPECT_TITLE, OPENS, PROBLEM_TITLE


def labelled(tokens):
    """For each token, whether before the next numbered paragraph there is a label or “针对”."""
    found, seen = [False] * len(tokens), False
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        seen = seen or token.kind == "about" or token.name in (*OPENS, "issues", "goal")
        found[place] = seen
        if token.kind == "mark" and token.begins:
            seen = False
    return found


def telling_title(plain):
    """Whether a title says by its words that it heads an aspect or a problem."""
    title = plain.split("。")[0]
    return bool(ASPECT_TITLE.search(title) or PROBLEM_TITLE.search(title))


def rank_of(kind):
    """How far inside a kind of number usually stands."""
    return ORDER.index(kind) if kind in ORDER else (-1 if kind == "root" else 3)


def split_title(passage):
    """The first sentence without its stop, and the rest."""
    end = passage.plain.find("。")
    colon = passage.plain.find("：")
    if colon > 0 and (end < 0 or colon < end) and passage.plain[colon + 1 :]:
        end = colon
    if end < 0:
        return without_stop(passage), None
    rest = passage.cut(end + 1)
    return without_stop(passage.cut(0, end + 1)), rest or None


def without_stop(passage):
    """A title without the sign at its end."""
    end = len(passage.plain.rstrip("。：；"))
    return passage.cut(0, end)
