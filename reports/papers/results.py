"""What was done about each problem, and what is left: for the report and for the party circular."""

from ledger.light import SIGNING
from reports.notice.blocks import clause, listed, official_date
from reports.paper import Block

from .chapters import addressed_by, chapters
from .disclosure import words
from .naming import kind_of
from .wording import SIGNED_OFF, day_of, sentence

UNTOLD = "按规定不在本文列出的事项，数字已经计入总数。"


class Results:
    """The results of a loaded ledger as ``told`` allows; ``named`` words a problem or task."""

    def __init__(self, book, told, named=words):
        self.book, self.told, self.named = book, told, named

    def by_chapter(self):
        """Chapter by chapter, problem by problem; a chapter of which nothing may be told is gone."""
        blocks = []
        for heading, problems in chapters(self.book):
            rows = [row for problem in problems for row in self.of_problem(problem)]
            blocks += [Block("aspect", clause(heading)), *rows] if rows else []
        if not self.told.is_whole:
            blocks.append(Block("text", UNTOLD))
        return blocks

    def of_problem(self, problem):
        """A problem with its own tasks in full, and those of other problems by number."""
        if problem not in self.told:
            return []
        own = [task for task in problem.task_rows if task in self.told]
        others = [task for task in problem.also_rows if task in self.told]
        texts = [self.of_task(task) for task in own]
        if others:
            texts.append(referred(others))
        if not addressed_by(problem):
            texts.append("整改情况：整改任务正在制定。")
        if texts and problem.state == SIGNED_OFF:
            texts[-1] += "该问题已批准销号。"
        heading = Block("problem", f"{clause(self.named(problem))}。")
        return [heading, *(Block("text", text) for text in texts)]

    def of_task(self, task):
        """How one task stands."""
        return f"任务{task.number}：{clause(self.named(task))}。{self.standing(task)}"

    def standing(self, task):
        """整改情况 of a task: its state, the measures signed off, the effect."""
        measures = [row for row in task.measure_rows if row in self.told]
        finished = [row for row in measures if row.state == SIGNED_OFF]
        texts = [words(row) for row in finished]
        did = listed(texts) if len(texts) > 1 else sentence("已完成的措施", "".join(texts))
        left = [row for row in task.measure_rows if row.state != SIGNED_OFF]
        rest = "其余措施正在推进。" if left and finished else ""
        return f"整改情况：{state(task)}{did}{rest}{sentence('整改成效', task.effect)}"

    def unfinished(self):
        """The tasks not signed off, each with the reason, the next step and the date."""
        tasks = [task for task in self.book.tasks if task.state != SIGNED_OFF]
        day = official_date(self.book.as_of)
        if not self.book.tasks:
            return [Block("text", "整改任务制定后，按时限逐项推进。")]
        if not tasks:
            return [Block("text", f"截至{day}，没有未完成的整改任务。")]
        return [Block("text", self.left(task)) for task in tasks]

    def left(self, task):
        """Why a task is not finished, and until when it will be."""
        if task not in self.told:
            return f"任务{task.number}：{task.get_state_display()}。"
        parts = [f"任务{task.number}：{clause(self.named(task))}。{state(task)}"]
        parts.append(self.steps_left(task))
        parts.append(sentence("阶段目标", task.stage_goal))
        parts.append(sentence("未完成的原因", task.unfinished_reason) or no_reason(task))
        parts.append(sentence("下一步", task.next_step))
        days = (("预计完成日期", task.expected_date), ("下次复核日期", task.review_date))
        parts += [f"{label}：{official_date(day)}。" for label, day in days if day]
        return "".join(parts)

    def steps_left(self, task):
        """The measures that are not signed off, by number, with how they stand."""
        if not task.measure_rows:
            return "整改措施正在制定。"
        left = [row for row in task.measure_rows if row.state != SIGNED_OFF]
        if not left and task.state not in SIGNING:
            going_on = task.state == "continuing"  # which is what was asked for
            return "" if going_on else "措施已全部销号，任务还没有申请销号。"
        said = [f"{row.label}（{standing_of(row)}）" for row in left if row in self.told]
        return f"没有销号的措施：{'、'.join(said)}。" if said else ""


def referred(tasks):
    """Tasks that stand under another problem: by number, each with its state."""
    names = "、".join(f"任务{task.number}（{task.get_state_display()}）" for task in tasks)
    return f"整改情况：由{names}一并整改，见所列任务。"


def state(task):
    """The state of a task as a sentence."""
    if task.state == SIGNED_OFF:
        day = f"，{day_of(task.signed_off_at)}批准销号" if task.signed_off_at else ""
        return f"已完成{day}。"
    if task.state == "continuing":
        return "未完成，转为持续整改。"
    late = "，已逾期" if task.light.code == "overdue" else ""
    if task.state in SIGNING:
        return f"正在审批销号（{task.get_state_display()}）{until(task)}{late}。"
    return f"正在整改{until(task)}{late}。"


def until(task):
    """The deadline as a date, and the one before where it was put off."""
    if not task.deadline:
        return ""
    first = task.first_deadline
    before = f"（原定{official_date(first)}，已批准延期）" if first else ""
    return f"，整改时限{official_date(task.deadline)}{before}"


def standing_of(measure):
    """A measure's state, and how late it is."""
    late = measure.light.text.replace(" ", "") if measure.light.code == "overdue" else ""
    return "，".join(filter(None, [measure.get_state_display(), late]))


def no_reason(task):
    """What is said where a reason is due and none was entered."""
    due = task.state == "continuing" or task.light.code == "overdue"
    return "未完成的原因：尚未填写。" if due else ""


def opening(inspection, party, team):
    """Who inspected when: the sentence that a report begins with."""
    feedback = official_date(inspection.feedback_date)
    on_site = ""
    if inspection.on_site_start and inspection.on_site_end:
        first, last = inspection.on_site_start, inspection.on_site_end
        until = f"{last.month}月{last.day}日" if last.year == first.year else official_date(last)
        on_site = f"{official_date(first)}至{until}，"
    return (
        f"{on_site}{team}对{party}进行了{kind_of(inspection)}。{feedback}，{team}反馈了巡察意见。"
    )


def next_steps(figures):
    """下一步工作安排 as points, by what is left."""
    left = figures["tasks_total"].value - figures["tasks_signed_off"].value
    if left:
        first = (
            "对没有销号的整改任务，逐项盯住责任、时限和标准，完成一项、销号一项；"
            "持续整改的按期复核，达不到阶段目标的不销号。"
        )
    elif figures["tasks_total"].value:
        first = "对已经销号的整改任务开展“回头看”，发现问题反弹的，重新整改。"
    else:
        first = "抓紧制定整改任务和措施，明确牵头领导、责任部门和整改时限，列入台账推进。"
    return [
        Block("point", first, lead="抓好后续整改。"),
        Block(
            "point",
            "把整改同健全制度、改进作风结合起来，对反复出现的问题查找根源，堵塞漏洞。",
            lead="健全长效机制。",
        ),
        Block(
            "point",
            "主动接受上级党组织、派驻纪检监察组和干部群众监督，整改有新的进展及时报告。",
            lead="自觉接受监督。",
        ),
    ]
