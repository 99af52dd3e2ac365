"""整改落实方案: goal, measures, people and dates of each task, and the three lists.

The plan is the ledger itself on paper, so that it holds every text, whatever its level.
"""

from reports.figures import count
from reports.notice.blocks import clause, listed, official_date
from reports.paper import Annex, Block, Paper, numbered

from .chapters import addressed_by, chapters
from .disclosure import mark
from .lists import measures_list, problems_list, tasks_list
from .naming import issuer, party, secretary, subject
from .organised import group
from .people import supporting
from .plan_book import adopted, adoption_on
from .results import opening
from .wording import deadline, say, sentence


def compose(book, chosen=None):
    """The plan in force on the book's day; what the ledger holds where none was adopted yet."""
    inspection = book.inspection
    adoption = adoption_on(inspection, book.as_of)
    planned = adopted(inspection, adoption) if adoption else book
    rooms, figures = supporting(planned, replay=planned is not book), count(planned)
    blocks = [
        Block("text", introduction(inspection, adoption)),
        Block("section", "总体要求"),
        Block("text", guiding_line(inspection)),
        Block("section", "组织领导"),
        Block("text", leading(book)),
        Block("section", "整改任务和措施"),
        Block("text", overview(figures)),
        *tasks_by_chapter(planned, rooms),
        Block("section", "工作要求"),
        *demands(),
    ]
    return Paper(
        title=(issuer(inspection), f"关于{subject(inspection)}反馈意见的整改落实方案"),
        blocks=numbered(blocks),
        organs=(issuer(inspection),),
        date=official_date(adoption.date if adoption else book.as_of),
        mark=mark(*planned.problems, *planned.tasks, *planned.measures),
        note=basis(book, adoption),
        annexes=annexes(planned, rooms),
    )


def introduction(inspection, adoption):
    """Who inspected when, and by whom the plan was adopted."""
    said = opening(inspection, party(inspection), inspection.team)
    if adoption is None:
        return f"{said}为抓好整改落实，制定本方案。"
    return (
        f"{said}为抓好整改落实，经{clause(adoption.meeting)}审议通过，"
        f"以{clause(adoption.document_number)}印发本方案。"
    )


def basis(book, adoption):
    """What the text rests on."""
    if adoption is None:
        return f"方案没有登记印发，内容以台账{official_date(book.as_of)}所载为准"
    day = official_date(adoption.date)
    return f"内容为{day}印发时台账所载，见操作记录第{adoption.sequence}号"


def guiding_line(inspection):
    """总体要求."""
    return (
        "认真贯彻党中央关于巡视巡察整改的部署要求，把巡察整改作为重大政治任务和检验党组织"
        f"政治担当的具体行动，对照{inspection.team}反馈的意见，坚持问题导向、标本兼治，"
        "做到问题不查清不放过、整改不到位不放过、群众不满意不放过，以整改实效推动各项工作。"
    )


def leading(book):
    """组织领导: the leading group where there is one, and who answers for what."""
    post = secretary(book.inspection)
    return (
        f"{group(book)}{post}是整改第一责任人，班子成员按照分工牵头负责，"
        "责任部门具体落实，整改办公室负责统筹协调、督促检查和台账管理。"
    )


def overview(figures):
    """How much there is to do, or that it is still being drawn up."""
    if not figures["tasks_total"].value:
        return "整改任务和措施正在制定。"
    text = f"列出整改任务{say(figures['tasks_total'])}"
    if figures["measures_total"].value:
        text += f"，制定整改措施{say(figures['measures_total'])}"
    return f"{text}，具体如下。"


def tasks_by_chapter(book, rooms):
    """Chapter by chapter, problem by problem, task by task."""
    blocks = []
    for heading, problems in chapters(book):
        blocks.append(Block("aspect", clause(heading)))
        for problem in problems:
            blocks.append(Block("problem", f"{clause(problem.text)}。"))
            blocks += of_problem(problem, rooms)
    return blocks


def of_problem(problem, rooms):
    """The tasks of a problem, in full where it is their primary one."""
    tasks = addressed_by(problem)
    if not tasks:
        return [Block("text", "整改任务正在制定。")]
    blocks = [row for task in problem.task_rows for row in of_task(task, rooms)]
    others = [f"任务{task.number}" for task in tasks if task.problem_id != problem.pk]
    also = "同时" if blocks else ""
    text = f"{also}与{'、'.join(others)}一并整改，见所列任务。"
    return [*blocks, Block("text", text)] if others else blocks


def of_task(task, rooms):
    """A task: what is to be reached, how, by whom and until when."""
    texts = [row.text for row in task.measure_rows]
    steps = listed(texts) if len(texts) > 1 else "".join(f"{clause(text)}。" for text in texts)
    people = [f"牵头领导：{task.lead.post}", f"责任部门：{task.department.name}"]
    supporting_rooms = rooms.get(("task", task.pk), [])
    people += [f"配合部门：{'、'.join(supporting_rooms)}"] if supporting_rooms else []
    people.append(f"整改时限：{deadline(task)}")
    goal, standard = sentence("整改目标", task.goal), sentence("验收标准", task.acceptance)
    texts = [
        f"任务{task.number}：{clause(task.text)}。{goal}{standard}",
        f"整改措施：{steps or '正在制定。'}",
        f"{'；'.join(people)}。",
    ]
    return [Block("text", text) for text in texts]


def demands():
    """工作要求."""
    return [
        Block(
            "point",
            "牵头领导对所牵头的任务负总责，责任部门负责人逐条抓落实，承办人按时限办理，"
            "进展和佐证材料及时记入台账。",
            lead="压实整改责任。",
        ),
        Block(
            "point",
            "措施由责任部门申请、逐级审核后销号，任务经牵头领导审核、书记批准后销号；"
            "没有成效、没有佐证的不予销号。",
            lead="严格销号标准。",
        ),
        Block(
            "point",
            "立行立改的马上改，限期整改的按时限改，长期坚持的定期复核；确需延期的，"
            "说明理由，按程序审批。",
            lead="把握整改时限。",
        ),
        Block(
            "point",
            "派驻纪检监察组对整改全程监督，对敷衍整改、虚假整改的严肃问责。",
            lead="强化监督问责。",
        ),
    ]


def annexes(book, rooms):
    """问题清单、任务清单、责任清单, as far as there is anything in them."""
    lists = (
        ("问题清单", problems_list(book)),
        ("任务清单", tasks_list(book, rooms)),
        ("责任清单", measures_list(book, rooms)),
    )
    return tuple(Annex(title, (table,), across=True) for title, table in lists if table.rows)
