"""A heading of a text with what stands below it."""

from dataclasses import dataclass, field

from .plain import Passage


@dataclass(eq=False)
class Item:
    """One entry of an enumeration; ``alone`` where a paragraph begins with it."""

    kind: str
    number: int
    row: int
    passages: list
    alone: bool = False
    fields: dict = field(default_factory=dict)


@dataclass(eq=False)
class Part:
    """What stands after one label, or without any: a lead-in, then items."""

    label: str
    row: int
    lead: list = field(default_factory=list)
    items: list = field(default_factory=list)
    fields: list = field(default_factory=list)  # of (name, passage, how many items stood before)
    after: list = field(default_factory=list)  # what belongs to none of the items
    inner: tuple = ()  # kind and last number of an enumeration inside the last item


@dataclass(eq=False)
class Node:
    """A heading, what stands below it, and the headings below that."""

    kind: str
    number: int
    title: Passage
    row: int
    parts: list = field(default_factory=list)
    children: list = field(default_factory=list)
    own: list = field(default_factory=list)  # every passage of it, in order
    answered: bool = False  # whether it says what was or will be done

    def __post_init__(self):
        self.parts.append(Part("", self.row))

    @property
    def part(self):
        """The part that is being read."""
        return self.parts[-1]

    def walk(self):
        """The node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def passages(self):
        """All text of the node and of those below it."""
        for node in self.walk():
            yield from node.own
