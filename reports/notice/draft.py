"""What the notice says: composed from the ledger, every number taken from the figures."""

from reports.book import leading_group, load
from reports.figures import count

from .blocks import (
    Block,
    Notice,
    clause,
    dates_in_a_row,
    listed,
    numbered,
    official_date,
    quoted,
)
from .disclosed import Disclosed

MEETINGS = {
    "party_group": "召开党组会",
    "mobilization": "召开动员会",
    "thematic": "召开专题会",
    "democratic_life": "召开民主生活会",
}


def draft(inspection, as_of=None):
    """The notice of a ledger at the end of ``as_of``, or as it is now."""
    return compose(load(inspection, as_of))


def compose(book):
    """The notice of a loaded ledger."""
    inspection = book.inspection
    told, figures = Disclosed(book), count(book)
    party = party_group(inspection.organization.short_name)
    issuer = party_group(inspection.organization.name)
    issuer = issuer if issuer.startswith("中共") else f"中共{issuer}"
    blocks = [
        Block("text", opening(inspection, party)),
        *leadership(book, figures, party),
        *results(book, figures, told),
        *unfinished(book, figures, told),
        *next_steps(figures),
    ]
    # A notice is never dated before the day whose figures it gives.
    date = max(filter(None, [inspection.notice_date, book.as_of]))
    return Notice(
        inspection=inspection,
        as_of=book.as_of,
        title=(issuer, f"关于{subject(inspection)}整改进展情况的通报"),
        blocks=numbered(blocks),
        organ=issuer,
        date=official_date(date),
        omissions=tuple(told.left_out),
    )


def party_group(name):
    """The party group of an organ; a party committee is named as it stands."""
    return name if name.endswith(("党组", "党委", "党工委", "委员会")) else f"{name}党组"


def subject(inspection):
    """The inspection as the title names it: its round, or else its kind."""
    kind, name = kind_of(inspection), inspection.round
    return name if "巡" in name else f"{name}{kind}"


def kind_of(inspection):
    """The kind of inspection in running text."""
    return "巡察“回头看”" if inspection.kind == "look_back" else inspection.get_kind_display()


def say(figure):
    """A figure with its unit: 23项."""
    return f"{figure}{figure.unit}"


def opening(inspection, party):
    """Who inspected, when, and what this is."""
    team = inspection.team
    feedback = official_date(inspection.feedback_date)
    on_site = ""
    if inspection.on_site_start and inspection.on_site_end:
        on_site = f"{dates_in_a_row([inspection.on_site_start, inspection.on_site_end], '至')}，"
    return (
        f"{on_site}{team}对{party}进行了{kind_of(inspection)}。{feedback}，{team}向{party}反馈了巡察意见。"
        "按照巡察工作有关要求，现将整改进展情况予以公布。"
    )


def leadership(book, figures, party):
    """一、: meetings and visits, the plan, supervision."""
    held = []
    for kind, words in MEETINGS.items():
        days = [row.date for row in book.meetings if row.kind == kind]
        if days:
            held.append(f"{dates_in_a_row(days)}{words}")
    meetings = f"{'；'.join(held)}。" if held else ""
    visits = [row.date for row in book.meetings if row.kind == "supervision"]
    visited = f"（{dates_in_a_row(visits)}）" if visits else ""
    f = figures
    return [
        Block("section", "党组及主要负责人组织落实整改情况"),
        Block(
            "point",
            f"{party}把巡察整改作为重大政治任务，党组书记履行第一责任人责任，"
            f"研究部署整改工作。{group_named(leading_group(book))}{meetings}先后召开整改专题会{say(f['meetings'])}，"
            "听取进展，研究解决整改中的问题。",
            lead="加强组织领导。",
        ),
        Block(
            "point",
            f"对照反馈意见指出的{say(f['problems_total'])}问题和问题清单所列的"
            f"{say(f['problem_list_total'])}问题，列出整改任务{say(f['tasks_total'])}，"
            f"制定整改措施{say(f['measures_total'])}，逐项明确牵头领导、责任部门、整改时限和"
            "验收标准，建立台账，逐项销号。",
            lead="明确任务责任。",
        ),
        Block(
            "point",
            f"派驻纪检监察组开展督导检查{say(f['supervision_visits'])}{visited}，"
            "对进度、质量和效果进行监督，对整改不到位的要求重新整改。",
            lead="开展督导检查。",
        ),
    ]


def group_named(members):
    """Who is in the leading group, by post: 成立…任组长、…任副组长、…为成员的整改工作领导小组。"""
    words = {"leader": "任组长", "deputy": "任副组长", "member": "为成员"}
    posts = {duty: [row.post for row in members if row.duty == duty] for duty in words}
    if not posts["leader"]:
        return ""
    said = [f"{'、'.join(found)}{words[duty]}" for duty, found in posts.items() if found]
    return f"成立由{'，'.join(said)}的整改工作领导小组。"


def results(book, figures, told):
    """二、: the figures, then aspect by aspect, problem by problem."""
    f = figures
    blocks = [
        Block("section", "集中整改进展情况"),
        Block(
            "text",
            f"截至{official_date(book.as_of)}，反馈意见指出的{say(f['problems_total'])}问题，"
            f"已销号{say(f['problems_signed_off'])}；整改任务{say(f['tasks_total'])}，"
            f"已完成{say(f['tasks_signed_off'])}，需要持续整改{say(f['tasks_continuing'])}；"
            f"整改措施{say(f['measures_total'])}，已完成{say(f['measures_signed_off'])}。"
            f"健全完善制度机制{say(f['institutions'])}，开展专项治理{say(f['campaigns'])}，"
            f"挽回资金{say(f['funds_wan'])}，问责处理{say(f['people_dealt_with'])}。"
            f"{continuing_named(book, told)}",
        ),
    ]
    for aspect in book.opinion_aspects:
        rows = [row for problem in aspect.problem_rows for row in of_problem(problem, told)]
        blocks += [Block("aspect", clause(aspect.title)), *rows] if rows else []
    return blocks


def continuing_named(book, told):
    """Which tasks need more time: the sentence after the figures."""
    tasks = [task for task in book.tasks if task.state == "continuing"]
    if not tasks:
        return ""
    return f"{'、'.join(named(task, told) for task in tasks)}需要持续整改。"


def named(task, told):
    """A task by number, and by its public words where it has them."""
    return f"第{task.number}项任务" + (quoted(task.public_text) if task in told else "")


def of_problem(problem, told):
    """One problem: what it was about, and what has been done; its continuing tasks stand apart."""
    if problem not in told:
        return []
    heading = Block("problem", f"{clause(problem.public_text)}。")
    tasks = [task for task in problem.task_rows if task.state != "continuing"]
    issues = told.texts(tasks)
    if issues:
        several = "等" if len(issues) > 1 else ""
        return [heading, Block("text", f"针对{quoted(*issues)}{several}问题。{done(tasks, told)}")]
    if not problem.task_rows:
        return [heading, Block("text", "整改情况：整改任务正在制定。")]
    if not tasks:
        return [heading, Block("text", "整改情况：需要持续整改，另列于“整改未完成事项”。")]
    return [heading]


def done(tasks, told):
    """整改情况 of some tasks: the measures signed off, and that others are under way."""
    measures = [row for task in tasks if task in told for row in task.measure_rows]
    finished = [row for row in measures if row.state == "signed_off"]
    texts = told.texts(finished)
    rest = "" if len(finished) == len(measures) else "其余措施正在按时限推进。"
    if not texts:
        return "整改情况：正在按计划推进。" if rest or not measures else ""
    return f"整改情况：{listed(texts)}{rest}"


def unfinished(book, figures, told):
    """整改未完成事项: each continuing task by itself, then the tasks still in time."""
    tasks = [task for task in book.tasks if task.state == "continuing"]
    blocks = [Block("unnumbered", "整改未完成事项")]
    kind = "item" if len(tasks) > 1 else "text"
    blocks += [Block(kind, continuing(task, told)) for task in tasks]
    others = left(figures) - figures["tasks_continuing"].value
    if others:
        blocks.append(Block("text", still_open(book, others, told)))
    if not tasks and not others:
        blocks.append(Block("text", f"截至{official_date(book.as_of)}，没有未完成的整改任务。"))
    return blocks


def continuing(task, told):
    """A continuing task: what it is about, what was done, why it goes on, until when."""
    if task not in told:
        return f"{named(task, told)}：未完成，持续整改中。"
    measures = [row for row in task.measure_rows if row.state == "signed_off"]
    texts = told.texts(measures)
    parts = [f"针对{quoted(task.public_text)}问题。整改情况：未完成，持续整改中。"]
    parts += [f"已做的工作：{listed(texts)}"] if texts else []
    parts += [
        f"{label}：{clause(text)}。"
        for label, text in (("未完成的原因", task.unfinished_reason), ("下一步", task.next_step))
        if text
    ]
    parts += [
        f"{label}：{official_date(day)}。"
        for label, day in (("预计完成日期", task.expected_date), ("下次复核日期", task.review_date))
        if day
    ]
    return "".join(parts)


def still_open(book, number, told):
    """The tasks neither finished nor continuing, with their deadlines."""
    tasks = [row for row in book.tasks if row.state not in {"signed_off", "continuing"}]
    rows = []
    for task in tasks:
        deadline = f"，整改时限{official_date(task.deadline)}" if task.deadline else ""
        rows.append(f"{named(task, told)}{deadline}{why_open(task, told)}")
    return f"其他{number}项整改任务正在整改或正在审核销号：{'；'.join(rows)}。"


def why_open(task, told):
    """Why a task is open though all its measures are done, where that may be told."""
    finished = task.measure_rows and all(row.state == "signed_off" for row in task.measure_rows)
    if not finished or not task.unfinished_reason or task not in told:
        return ""
    return f"，措施已全部完成，任务未销号的原因：{clause(task.unfinished_reason)}"


def left(figures):
    """Tasks that are not signed off."""
    return figures["tasks_total"].value - figures["tasks_signed_off"].value


def next_steps(figures):
    """三、: what follows from the figures."""
    total, remaining = figures["tasks_total"].value, left(figures)
    if remaining:
        first = (
            f"对没有完成的{remaining}项整改任务，继续实行台账管理，明确责任部门、时限和标准，"
            "完成一项、销号一项；持续整改的按期复核，不见成效不销号。"
        )
    else:
        first = f"{total}项整改任务已经销号，继续对照台账开展“回头看”，发现反弹的重新整改。"
    return [
        Block("section", "下一步工作安排"),
        Block("point", first, lead="持续抓好整改落实。"),
        Block(
            "point",
            "对整改中健全完善的制度机制，逐项检查执行情况；对反复出现的问题，查找根源，"
            "补上制度漏洞。",
            lead="巩固整改成果。",
        ),
        Block(
            "point",
            "主动接受上级党组织、派驻纪检监察组和干部群众监督，整改有新的进展及时报告、及时公布。",
            lead="自觉接受监督。",
        ),
    ]
