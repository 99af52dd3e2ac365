"""The parts of a notice that are worded by a template: its opening, 一、 and 三、."""

from .bindings import meeting_name
from .parties import kind_of, party_group
from .passages import bounds, literal
from .style import fill, text_of

HELD = {
    "party_group": "召开党组会",
    "mobilization": "召开动员会",
    "thematic": "召开专题会",
    "democratic_life": "召开民主生活会",
}
DUTIES = {"leader": "任组长", "deputy": "任副组长", "member": "为成员"}


def words_of(writer):
    """Name → text of all that a template may name: bound values and the words of the draft."""
    facts, bound = writer.data["inspection"], writer.known
    found = {name: binding.token for name, binding in bound.items()}
    unfinished = writer.value("tasks_unfinished")
    return found | {
        "党组": literal(party_group(facts["short_name"])),
        "巡察组": literal(facts["team"]),
        "巡察类型": kind_of(facts),
        "进驻期间": on_site(writer),
        "领导小组": group(writer.data["group"]),
        "会议": held(writer),
        "专题会": writer.figure("meetings") if writer.value("meetings") else "",
        "清单问题": some(writer, "problem_list_total"),
        "督导": visited(writer),
        "未完成": writer.figure("tasks_unfinished") if unfinished else "",
        "全部完成": "" if unfinished else some(writer, "tasks_total"),
    }


def some(writer, key):
    """A figure where it is not zero, or ""."""
    return writer.figure(key) if writer.value(key) else ""


def on_site(writer):
    """From when to when they were there, the year said once."""
    facts = writer.data["inspection"]
    start, end = facts["on_site_start"], facts["on_site_end"]
    if not (start and end):
        return ""
    return f"{writer.date('进驻日期')}至{writer.date('离驻日期', short=start[:4] == end[:4])}"


def meeting_days(writer, kind):
    """The bound dates of the meetings of a kind, the year said once."""
    days, year = [], None
    for row in writer.data["meetings"]:
        if row["kind"] == kind:
            days.append(writer.date(meeting_name(row), short=row["date"][:4] == year))
            year = row["date"][:4]
    return "、".join(days)


def held(writer):
    """Which meetings were held when."""
    found = [(meeting_days(writer, kind), words) for kind, words in HELD.items()]
    return "；".join(f"{days}{words}" for days, words in found if days)


def visited(writer):
    """How often, and when, the supervisors came."""
    days = meeting_days(writer, "supervision")
    return f"{writer.figure('supervision_visits')}（{days}）" if days else ""


def group(members):
    """Who is in the leading group, by post: …任组长，…任副组长，…为成员."""
    posts = {duty: [literal(r["post"]) for r in members if r["duty"] == duty] for duty in DUTIES}
    if not posts["leader"]:
        return ""
    return "，".join(f"{'、'.join(found)}{DUTIES[duty]}" for duty, found in posts.items() if found)


def opening(writer):
    """Who inspected, when, and what this is."""
    return fill(text_of(writer.style, "opening"), writer.words)


def leadership(writer):
    """一、: meetings and visits, the plan, supervision."""
    title = ("section", "党组及主要负责人组织落实整改情况")
    return [title, *points(text_of(writer.style, "leadership"), writer.words)]


def next_steps(writer):
    """三、: what follows from the figures."""
    title = ("section", "下一步工作安排")
    return [title, *points(text_of(writer.style, "next_steps"), writer.words)]


def points(template, words):
    """One point for each line, headed by its first sentence.

    A line of one sentence has no head, nor has one whose first sentence has bound values: a heading
    is no place for what changes with the snapshot.
    """
    rows = []
    for line in filter(None, fill(template, words).splitlines()):
        lead, mark, text = line.partition("。")
        is_headed = text and not bounds(lead)
        rows.append(("point", text, lead + mark) if is_headed else ("point", line))
    return rows
