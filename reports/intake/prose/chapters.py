"""What each chapter of a text is: organisation, rectification, what is unfinished, what comes next."""

from .nodes import Node
from .words import ASPECT_TITLE, OPENS, PROBLEM_TITLE, class_of


def chapters(root, kind):
    """(role, node) of each chapter in order; what stands before the first one is its intro."""
    found = [(role_of(node, kind), node) for node in root.children]
    if flat(root):
        loose = Node(root.kind, 0, root.title, first_row(root), children=list(root.children))
        loose.parts = root.parts
        return [("rectified", loose)]
    if not any(role in ("rectified", "aspect") for role, _ in found):
        found = [
            ("aspect" if role == "other" and (node.children or node.part.items) else role, node)
            for role, node in found
        ]
    return found


def flat(root):
    """Whether a text begins with its problems, without chapters or aspects above them."""
    children = [
        child for child in root.children if class_of(child.title.plain) in ("", "rectified")
    ]
    if not root.children:
        return bears(root)
    return bool(children) and all(
        child.kind in ("about", "problem") or direct(child) for child in children
    )


def direct(node):
    """Whether a heading has the measures of a problem right below it, and is no aspect or chapter."""
    labels = any(part.label in OPENS for part in node.parts)
    return labels and not ASPECT_TITLE.search(node.title.plain) and not node.children


def first_row(root):
    """The line of the first heading."""
    return root.children[0].row if root.children else 0


def role_of(node, kind):
    """One of rectified, aspect, unfinished, organisation, next, advice, other."""
    name, bearing = class_of(node.title.plain), bears(node)
    if name == "unfinished" or (name and name != "rectified" and not bearing):
        return name
    if name == "advice":
        return name
    if name:
        return "rectified"
    if ASPECT_TITLE.search(node.title.plain) or bearing:
        return "aspect"
    if kind == "feedback" and (node.children or node.part.items):
        return "aspect"
    return "other"


def bears(node):
    """Whether something below a heading is answered or told as a problem."""
    return any(
        below.kind in ("about", "problem")
        or any(p.label in (*OPENS, "issues") for p in below.parts)
        for below in node.walk()
    )


def is_aspect(node):
    """Whether a heading below a chapter is an aspect and not a problem itself."""
    inner = [child for child in node.children if child.kind != "about"]
    abouts = len(node.children) - len(inner)
    if ASPECT_TITLE.search(node.title.plain):
        return True
    return (bool(inner) or abouts > 1) and not PROBLEM_TITLE.search(node.title.plain)
