"""Geometry of the charts: numbers in, positions out; the templates draw them as SVG.

x is in percent, so that labels keep their size at any width; y is in pixels.
"""

from dataclasses import dataclass, field

TOP, BOTTOM = 24, 212  # of the plot, in pixels
LEFT, RIGHT = 5, 94  # of the plot, in percent
APART = 12  # percent between two dates, so that they do not touch on a phone


@dataclass(frozen=True)
class Dot:
    """A place on the chart."""

    x: str
    y: str
    value: int = 0
    label: str = ""


@dataclass
class Line:
    """A broken line: its dots and the segments between them."""

    dots: list = field(default_factory=list)

    @property
    def segments(self):
        """(from, to) of each stretch."""
        return list(zip(self.dots, self.dots[1:], strict=False))

    @property
    def last(self):
        """The last dot, beside which the label stands."""
        return self.dots[-1] if self.dots else None


@dataclass
class BurnDown:
    """Plan and actual as lines, with grid and dates."""

    plan: Line
    actual: Line
    grid: list
    dates: list

    @property
    def label(self):
        """Where the last actual figure is written: off the line, and inside the chart."""
        last = self.actual.last
        inside = at(last) < 85
        above = float(self.plan.dots[len(self.actual.dots) - 1].y) >= float(last.y)
        if not above and at(last) > 15:
            return {"dx": -8, "dy": 18, "anchor": "end"}  # the plan goes down on the other side
        place = {"dx": 8, "anchor": "start"} if inside else {"dx": 0, "anchor": "end"}
        return place | {"dy": -10 if above else 18}


def at(dot):
    """Where a dot is across the chart, in percent."""
    return float(dot.x.rstrip("%"))


def nice_step(top):
    """A round distance between grid lines for values up to ``top``."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500):
        if top <= step * 4:
            return step
    return -(-top // 4)


def burn_down(points):
    """The geometry of a burn-down, ``points`` in the order of their days."""
    top = max((max(p.plan, p.actual or 0) for p in points), default=0) or 1
    first, days = points[0].day, max(1, (points[-1].day - points[0].day).days)

    def dot(point, value, label=""):
        x = LEFT + (RIGHT - LEFT) * (point.day - first).days / days
        y = BOTTOM - (BOTTOM - TOP) * value / top
        return Dot(f"{x:.2f}%", f"{y:.1f}", value, label)

    plan = Line([dot(point, point.plan) for point in points])
    actual = Line([dot(p, p.actual) for p in points if p.actual is not None])
    step = nice_step(top)
    heights = range(0, top + 1, step)
    grid = [Dot("", f"{BOTTOM - (BOTTOM - TOP) * n / top:.1f}", n) for n in heights]
    dates = []
    for point in points[:: max(1, len(points) // 6)]:
        made = dot(point, 0, f"{point.day.month}-{point.day.day}")
        if not dates or at(made) - at(dates[-1]) >= APART:
            dates.append(made)
    return BurnDown(plan, actual, grid, dates)


@dataclass(frozen=True)
class Part:
    """One stretch of a stacked bar, in percent of the full width."""

    x: str
    width: str
    middle: str
    value: int
    fill: str
    hatched: bool = False
    slim: bool = False  # too narrow on a phone for its number, which stands in the table beside


SLIM = 18  # percent: a digit and its room in the 65 points that a bar has on a phone
FILLS = (
    ("signed_off", "#68778f"),
    ("normal", "#2a7f51"),
    ("due_soon", "#a06800"),
    ("overdue", "#c8372f"),
)


def stacked(group, longest):
    """The bar of one group by light, as long as its share of the longest group."""
    values = {
        "signed_off": group.signed_off,
        "normal": group.others - group.due_soon,
        "due_soon": group.due_soon,
        "overdue": group.overdue,
    }
    parts, x = [], 0.0
    for name, fill in FILLS:
        width = 100 * values[name] / (longest or 1)
        if values[name]:
            middle = f"{x + width / 2:.2f}%"
            looks = {"hatched": name == "overdue", "slim": width < SLIM}
            parts.append(Part(f"{x:.2f}%", f"{width:.2f}%", middle, values[name], fill, **looks))
        x += width
    return parts


def share(done, total):
    """``done`` of ``total`` as a width in percent."""
    return f"{100 * done / total:.1f}%" if total else "0%"
