"""What was done about each problem, and what is left: for the report and for the party circular."""

from ledger.light import SIGNING
from reports.notice.blocks import clause, listed, official_date, quoted
from reports.paper import Block

from .chapters import addressed_by, chapters
from .disclosure import words
from .naming import kind_of
from .wording import SIGNED_OFF, day_of, numbers, sentence

UNTOLD = "按规定不在本文列出的事项，数字已经计入总数。"
REFERRED = "以下问题与有关任务一并整改，整改情况见所注任务。"
TASK_STANDS = {"open": "正在整改", "continuing": "转为持续整改", SIGNED_OFF: "已完成"}
MEASURE_STANDS = {"not_started": "尚未启动", "in_progress": "正在办理"}


class Results:
    """The results of a loaded ledger as ``told`` allows; ``named`` words what is still to be done.

    ``progress`` is measure's id → what was told of it last, for readers who may know that.
    """

    def __init__(self, book, told, named=words, progress=None):
        self.book, self.told, self.named, self.progress = book, told, named, progress or {}

    def by_chapter(self):
        """Chapter by chapter, problem by problem; a chapter of which nothing may be told is gone."""
        blocks = []
        for heading, problems in chapters(self.book):
            rows = self.of_chapter([row for row in problems if row in self.told])
            blocks += [Block("aspect", clause(heading)), *rows] if rows else []
        if not self.told.is_whole:
            blocks.append(Block("text", UNTOLD))
        return blocks

    def of_chapter(self, problems):
        """The problems of a chapter; those all told elsewhere as a list, a line each."""
        if len(problems) > 1 and all(self.is_referred(row) for row in problems):
            return [Block("text", REFERRED), *(self.by_number(row) for row in problems)]
        return [row for problem in problems for row in self.of_problem(problem)]

    def own(self, problem):
        """The tasks that are told under a problem."""
        return [task for task in problem.task_rows if task in self.told]

    def others(self, problem):
        """The tasks that address it and are told under another problem."""
        return [task for task in problem.also_rows if task in self.told]

    def is_referred(self, problem):
        """Whether all that is told about a problem stands under others."""
        return bool(self.others(problem)) and not self.own(problem)

    def by_number(self, problem):
        """A problem in a line, with the tasks under which it is told."""
        tasks = numbers(self.others(problem))
        return Block("item", f"{clause(self.named(problem))}（{tasks}任务）。{closed(problem)}")

    def of_problem(self, problem):
        """A problem with its own tasks in full, and those of other problems by number."""
        texts = [self.of_task(task) for task in self.own(problem)]
        if others := self.others(problem):
            texts.append(f"{'同时' if texts else ''}与{numbers(others)}任务一并整改，见所列任务。")
        if not addressed_by(problem):
            texts.append("整改情况：整改任务正在制定。")
        if texts:
            texts[-1] += closed(problem)
        heading = Block("problem", f"{clause(self.named(problem))}。")
        return [heading, *(Block("text", text) for text in texts)]

    def of_task(self, task):
        """How one task stands."""
        return f"{self.head(task)}{self.standing(task)}"

    def head(self, task):
        """A task by number and words."""
        return f"第{task.number}项任务：{clause(self.named(task))}。"

    def standing(self, task):
        """整改情况 of a task: its state, what was done, how the rest goes on, the effect."""
        measures = [row for row in task.measure_rows if row in self.told]
        finished = [words(row) for row in measures if row.state == SIGNED_OFF]
        left = [row for row in task.measure_rows if row.state != SIGNED_OFF]
        lately = {row.pk: self.progress[row.pk] for row in left if row.pk in self.progress}
        done = series("已完成的措施：" if left else "", finished)
        going = series("工作进展：", list(lately.values()))
        rest = pace([row for row in left if row.pk not in lately], bool(finished or lately))
        effect = sentence("整改成效", task.effect)
        return f"整改情况：{state(task)}{done}{going}{rest}{effect}"

    def unfinished(self):
        """The tasks not signed off, each with the reason, the next step and the date."""
        tasks = [task for task in self.book.tasks if task.state != SIGNED_OFF]
        day = official_date(self.book.as_of)
        if not self.book.tasks:
            return [Block("text", "整改任务制定后，按时限逐项推进。")]
        if not tasks:
            return [Block("text", f"截至{day}，没有未完成的整改任务。")]
        waiting = [task for task in tasks if task in self.told and only_waits(task)]
        rest = [Block("text", self.left(task)) for task in tasks if task not in waiting]
        return [*rest, *self.waiting(waiting, bool(rest))]

    def waiting(self, tasks, others):
        """The tasks of which nothing is left but a signature, together."""
        if not tasks:
            return []
        rows = [f"第{row.number}项任务{quoted(self.named(row))}{until(row)}" for row in tasks]
        also, number = "另有" if others else "", f"{len(tasks)}项任务"
        return [Block("text", f"{also}{number}正在按程序审核销号：{'；'.join(rows)}。")]

    def left(self, task):
        """Why a task is not finished, and until when it will be."""
        if task not in self.told:
            return f"第{task.number}项任务：{TASK_STANDS.get(task.state, '正在按程序审核销号')}。"
        parts = [self.head(task), state(task), self.steps_left(task)]
        parts.append(sentence("阶段目标", task.stage_goal))
        parts.append(sentence("未完成的原因", task.unfinished_reason) or no_reason(task))
        parts.append(sentence("下一步", task.next_step))
        days = (("预计完成日期", task.expected_date), ("下次复核日期", task.review_date))
        parts += [f"{label}：{official_date(day)}。" for label, day in days if day]
        return "".join(parts)

    def steps_left(self, task):
        """The measures that are not signed off, in words, with how they stand."""
        if not task.measure_rows:
            return "整改措施正在制定。"
        left = [row for row in task.measure_rows if row.state != SIGNED_OFF]
        if not left and task.state not in SIGNING:
            going_on = task.state == "continuing"  # which is what was asked for
            return "" if going_on else "措施已经办完，任务还没有申请销号。"
        said = [f"{clause(self.named(row))}（{how(row)}）" for row in left if row in self.told]
        return series("尚未销号的措施：", said)


def series(label, texts):
    """已完成的措施：一是…；二是…。 or nothing where there is none."""
    return f"{label}{listed(texts)}" if texts else ""


def pace(measures, beside):
    """How those measures go on of which nothing is told; ``beside`` others of which something is."""
    if not measures:
        return ""
    started = any(row.state != "not_started" for row in measures)
    return f"{'其余' if beside else ''}措施{'正在推进' if started else '尚未启动'}。"


def closed(problem):
    """That a problem is signed off, where it is."""
    return "该问题已批准销号。" if problem.state == SIGNED_OFF else ""


def only_waits(task):
    """Whether a task waits for a signature in time, and nothing else is to be said of it."""
    is_late = task.light.code == "overdue"
    return task.state in SIGNING and not (is_late or task.unfinished_reason or task.next_step)


def state(task):
    """The state of a task as a sentence."""
    if task.state == SIGNED_OFF:
        day = f"，{day_of(task.signed_off_at)}批准销号" if task.signed_off_at else ""
        return f"已完成{day}。"
    if task.state == "continuing":
        return "未完成，转为持续整改。"
    late = "，已逾期" if task.light.code == "overdue" else ""
    doing = "正在按程序审核销号" if task.state in SIGNING else "正在整改"
    return f"{doing}{until(task)}{late}。"


def until(task):
    """The deadline as a date, and the one before where it was put off."""
    if not task.deadline:
        return ""
    first = task.first_deadline
    before = f"（原定{official_date(first)}，已批准延期）" if first else ""
    return f"，整改时限{official_date(task.deadline)}{before}"


def how(measure):
    """How a measure stands that is not signed off, and how late it is."""
    late = f"已{measure.light.text.replace(' ', '')}" if measure.light.code == "overdue" else ""
    stands = MEASURE_STANDS.get(measure.state, "已经办完，正在审核")
    return "，".join(filter(None, [stands, late]))


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
