"""整改未完成事项: each needs its reason, its next step and its date; nothing is called done that is not."""

import datetime
import re

from . import quantities
from .case import sources
from .numbers import numbers
from .quantities import KEY_OF

TITLES = {
    "no_reason": "未完成事项没有写原因",
    "no_next_step": "未完成事项没有写下一步",
    "no_date": "未完成事项没有写完成日期",
    "date_passed": "预计日期早于成文日期",
    "overstated": "把没有完成的说成完成",
    "vague_progress": "完成情况说得含糊",
    "vague_time": "时间说得含糊",
}
REASON = re.compile(r"(?:原因|因为|由于|主要是|受制于|受.{1,20}影响)[：:是，]?[^。；]{4}")
NEXT_STEP = re.compile(r"(?:下一步|下步|接下来|后续|今后)[：:，]?[^。；]{4}")
DAY = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日|底|末)?")
PLANNED = re.compile(r"(?:预计完成|完成|复核)(?:日期|时间|时限)[：:为是]?|预计(?:于|在|到|至)?")
VAGUE_TIME = re.compile(
    r"尽快|尽早|早日|适时|择机|逐步|一段时间内?|适当时候|条件成熟(?:时|后)|短期内|不久"
)
VAGUE = re.compile(
    r"(?:基本|大部分|大体|大致|初步|部分|绝大部分|总体)(?:上)?(?:已经|已|得到)?"
    r"(?:完成|整改|到位|解决|销号|落实到位|见效)"
    r"|(?:绝大多数|大多数|多数|绝大部分|大部分|部分)的?(?:问题|任务|措施|事项)(?:均)?(?:已经|已|得到)+"
    r"(?:完成|整改|到位|解决|销号|落实)"
)
WHOLE = re.compile(
    r"(整改任务|反馈问题|整改措施|任务|问题|措施|事项)[^，。；]{0,6}(?:全部|全都|均|都|悉数|全面|100%)"
    r"(?:已经|已|得到|按期|按时)*(?:整改|销号|完成|办结|解决|落实|立行立改)"
    r"|(?:全部|所有|全面|悉数)(?:已经|已|按期|按时)*(?:完成|销号|办结|整改|落实)"
    r"[^，。；]{0,4}(?:整改任务|反馈问题|任务|问题)|(?:整改任务|反馈问题)(?:全部|见底|动态)?清零"
)
# Said of nothing in particular it is said of all, where the passage tells of no one item.
ALL = re.compile(
    r"(?:^|(?<=[，。；\n]))(?:现|目前|均|都|现均)?(?:已经|已)?(?:全部|全面)(?:已经|已)?"
    r"(?:整改到位|整改完毕|完成整改|整改完成|销号)"
    r"|(?<!问题)整改工作(?:已经|已)?(?:(?:全部|全面)(?:完成|结束)|圆满(?:完成|结束|收官))"
    r"|(?:^|(?<=[，。；\n]))(?:巡察)?反馈(?:的)?问题(?:均|都)?(?:已经|已)"
    r"(?:整改完毕|整改到位|销号|完成整改|办结)(?=[，。；]|$)"
)
# Said of the tasks without a number it is said of all of them.
SAID_OF_TASKS = re.compile(
    r"(?:^|(?<=[，。；：\n]))(?:现在|现|目前)?(?:全部|所有|各项|全市)?(?:巡察)?整改(?:任务|事项)"
    r"(?:也|都|均|全部|全面|如期|按期|按时|顺利|高质量|得到)*(?:已经|已|圆满)"
    r"(?:全部|全面|如期|按期|按时|顺利|圆满|高质量|得到)*"
    r"(?:完成整改|整改完成|完成|办结|销号|整改到位|整改完毕|落实到位)(?:完毕)?(?=[，。；！\n]|$)"
    r"|(?:整改任务|反馈问题|整改事项)[^，。；]{0,2}(?:全部|均|都)(?:已经|已)?"
    r"达到(?:了)?(?:整改|销号|预期)(?:目标|要求|标准)"
)
OF_ITS_OWN = re.compile("整改任务(?:已经|已)完成")
NONE_LEFT = re.compile(
    r"(?:^|(?<=[，。；：\n]))(?:现在|现|目前)?(?:已经|已)?(?:没有|无|不存在)(?:尚)?未"
    r"(?:完成|办结|销号)(?:整改)?的?(?:整改)?(?:任务|事项)(?=[，。；！\n]|$)"
)
# With nothing before it in its sentence but the day it is said of.
BARE = re.compile(
    r"(?:^|(?<=[。！\n]))(?:截[至止][^，。；]{1,16}[，,])?(?:现在|现|目前)?(?:已经|已)全部(?:整改|完成)(?=[，。；！\n]|$)"
)
NUMBERED = re.compile(
    r"((?:第[\d一二三四五六七八九十]{1,3}项?[、和及])*第[\d一二三四五六七八九十]{1,3}项)(?:整改)?任务"
    r"(?:也|都|均|现|全部)*(?:已经|已)(?:全部|全面|如期|按期|按时|顺利|圆满)*"
    r"(?:完成整改|整改完成|完成|办结|销号|整改到位|整改完毕|落实到位)(?=[，。；！\n]|$)"
)
DONE = re.compile(
    r"(?:已经|已|均已)(?:全部|全面)?(?:整改)?(?:完成整改|整改到位|整改完毕|完成任务|销号)|整改(?:到位|完毕)"
)
# 任务, 问题 alone are the ledger's where nothing else is named: 24项任务, 巡察指出的问题; not 信访问题.
COUNT = r"(?:[\d〇零一二两三四五六七八九十百]{1,6}余?(?:个方面|[个项条件]))"
FILLER = (
    rf"(?:{COUNT}|[一二三四五六七八九十]是|现在|现|目前|已经|已|共|有|涉及|全部|所有|一切|各项|各类|各个|"
    r"每[项个条]|这些|以上|上述|具体|突出|主要|了|将|把|对|使|及|和|的)"
)
OURS = re.compile(
    rf"(?:(?:^|[，。；：、\n]){FILLER}*|第\d{{1,4}}项(?:(?:整改)?任务的?)?"
    r"|(?:巡察|反馈|整改|台账|清单|方案)(?:组|意见|问题|工作|期间)?(?:所)?(?:反馈|指出|发现|提出|列|列出|列入|明确|确定|分解|细化|梳理|部署)?"
    rf"{FILLER}*)$"
)
AFTER_DONE = re.compile(
    rf"^(?:全部|所有|全面|悉数)(?:已经|已|按期|按时)*(?:完成|销号|办结|整改|落实){FILLER}*"
)
NAMED = re.compile(r"第(\d{1,4})项(?:整改)?任务")
OF_OTHERS = re.compile(r"应整改$|发现|查出|查摆|排查|自查|检查出|梳理出")
OTHER_WORK = re.compile(
    rf"{quantities.OF_OTHERS.pattern}|(?:审计|督查|督察|巡视|评估|评审|验收)(?:反馈|整改)"
)
FOUND_ELSEWHERE = re.compile(rf"{OF_OTHERS.pattern}|隐患|线索")
WHOLE_NOUN = re.compile("整改任务|反馈问题|反馈意见|巡察组?(?:反馈|指出|发现|提出)")
EARLIER = re.compile("上一?轮|上届|上次|往轮|往届|历次")
BARE_NOUN = re.compile("(?<!整改)(?<!反馈)(?:任务|问题|事项|措施)")
NOT_COUNTED = re.compile(r"[一1][项个条]不[落漏少]|100[%％]")
OF_THE_REST = re.compile(r"其余|其他|其它|除.{1,30}外")
BUT_FOR = re.compile(r"除[^，。；]{1,30}外[，,]$")
REACH = 36  # characters before some words in which it says: but for this one
NEAR = 60  # characters before a noun that say whose it is
NOT_DONE = re.compile(r"未|没有|不|尚|待|将|争取|确保|后$|才")


def find(case):
    """What the unfinished items lack, then what is called done."""
    for view in case.body:
        if view.part != "text":
            continue
        going = [task for task in told_of(case, view.passage) if task["state"] == "continuing"]
        if len(going) == 1 and case.told.may("task", going[0]):
            yield from of_going(case, view, going[0])
        yield from of_words(case, view, going)


def told_of(case, passage):
    """The tasks that a passage tells of and that are not signed off."""
    rows = (case.tasks.get(pk) for level, pk in sources(passage) if level == "task")
    return [row for row in rows if row and row["state"] != "signed_off"]


def of_going(case, view, task):
    """Reason, next step and date of one that goes on."""
    text, name = view.text, f"第{task['number']}项任务"
    head = (0, min(len(text), text.find("。") + 1 or len(text)))
    wanted = (
        ("no_reason", REASON, "没有写未完成的原因", "请写“未完成的原因：…”。"),
        ("no_next_step", NEXT_STEP, "没有写下一步怎么做", "请写“下一步：…”。"),
    )
    for code, words, lacks, advice in wanted:
        if not words.search(text):
            yield view.finding(code, *head, f"{name}还没有完成，{lacks}。", advice)
    planned = list(days_of(text))
    if not planned:
        says = f"{name}还没有完成，没有写预计什么时候完成。"
        yield view.finding("no_date", *head, says, "请写预计完成日期，写明年、月、日。")
    for day, span in planned:
        if day < case.dated:
            says = f"{name}的预计日期早于成文日期，到时已经过了。"
            advice = "请在台账里改预计完成日期，再换用新的快照。"
            yield view.finding("date_passed", *span, says, advice, (case.dated,))


def days_of(text):
    """(day, its place) of each date that is planned."""
    for match in PLANNED.finditer(text):
        if found := DAY.match(text, match.end()):
            year, month, day = int(found[1]), int(found[2]), int(found[3] or 28)
            try:
                yield datetime.date(year, month, day), found.span()
            except ValueError:
                continue


def of_words(case, view, going):
    """Words that call done what is not, or that leave open how far or until when."""
    for match in own(view, VAGUE):
        says = f"“{match[0]}”没有说清完成了多少。"
        advice = "请写明完成的数字；没有完成的列入未完成事项。"
        yield view.finding("vague_progress", *match.span(), says, advice)
    number = case.figures.get("tasks_unfinished", {}).get("value", 0)
    told = []
    for match in said_of_all(view) if number else ():
        if any(match.start() < end and start < match.end() for start, end in told):
            continue
        is_denied = match.re is not NONE_LEFT and negated(view.text, match)
        if is_denied or ("措施" in match[0] and is_done(case, "measures")):
            continue
        if (
            is_of_few(case, view, match)
            or is_of_one(case, view, match)
            or is_of_its_own(view, match)
        ):
            continue
        told.append(match.span())
        says = f"还有{number}项任务没有完成，不能说“{match[0]}”。"
        yield view.finding("overstated", *match.span(), says, "请按快照改正。", (number,))
    yield from of_numbered(case, view)
    if not going or len(sources(view.passage)) > 1:
        return
    for match in own(view, DONE):
        if not negated(view.text, match):
            says = f"第{going[0]['number']}项任务还在持续整改，不能说“{match[0]}”。"
            yield view.finding("overstated", *match.span(), says, "请按实际情况改正。")
    for match in own(view, VAGUE_TIME):
        says = f"“{match[0]}”没有说清到什么时候。"
        advice = "请写明日期；分阶段的写明每一阶段的日期。"
        yield view.finding("vague_time", *match.span(), says, advice)


def of_numbered(case, view):
    """A task that is called done by its number and goes on."""
    going = {task["number"] for task in case.tasks.values() if task["state"] != "signed_off"}
    for match in own(view, NUMBERED):
        named = {int(one.value) for one in numbers(match[1].replace("第", ""))}
        if (wrong := sorted(named & going)) and not negated(view.text, match):
            says = f"第{wrong[0]}项任务还没有完成，不能说“{match[0]}”。"
            yield view.finding("overstated", *match.span(), says, "请按实际情况改正。", (wrong[0],))


def said_of_all(view):
    """Where a part says that all is done, or that nothing is left."""
    return (*own(view, WHOLE), *own(view, SAID_OF_TASKS), *own(view, NONE_LEFT), *alone(view))


def own(view, words):
    """Where some words stand that are the notice's own, not quoted."""
    return [one for one in words.finditer(view.text) if not view.is_quoted(one.start())]


def alone(view):
    """Where a passage that tells of no one item says that all is done."""
    if view.passage.source:
        return []
    return [one for one in (*own(view, ALL), *own(view, BARE)) if not goes_on(view, one)]


def goes_on(view, match):
    """Whether the sentence spoke of other work before: 排查隐患126处，全部整改到位."""
    before = view.text[view.sentence_start(match.start()) : match.start()]
    if OTHER_WORK.search(before):
        return "巡察" not in before
    return bool(FOUND_ELSEWHERE.search(before)) and not WHOLE_NOUN.search(before)


def is_of_few(case, view, match):
    """Whether what is said to be done was counted, and is not all that the snapshot has."""
    noun = next(iter(match.groups()), None) or ""
    if match.re is WHOLE and not is_ours(view, match, noun):
        return True
    key = KEY_OF.get(noun[-2:])
    counted = next(numbers(NOT_COUNTED.sub("", match[0])), None)
    if key is None or counted is None:
        return False
    totals = [case.figures.get(f"{noun}_total", {}).get("value") for noun in KEY_OF.values()]
    is_some = OF_OTHERS.search(view.text[max(0, match.start() - 6) : match.start()])
    return counted.value not in totals or bool(is_some)


def is_of_its_own(view, match):
    """Whether a passage on a problem says it of that one's tasks: ``standing`` looks whether it is so."""
    on = {level for level, _ in sources(view.passage)}
    return "problem" in on and bool(OF_ITS_OWN.fullmatch(match[0]))


def is_of_one(case, view, match):
    """Whether it is said of one task's measures, in an item that names the task, and is so."""
    start = view.sentence_start(match.start())
    named = {int(number) for number in NAMED.findall(view.text[start : match.end()])}
    tasks = [task for task in case.tasks.values() if task["number"] in named]
    if len(named) != 1 or len(tasks) != 1 or "措施" not in match[0]:
        return False
    rows = case.told.measures_of[tasks[0]["id"]]
    return bool(rows) and all(row["state"] == "signed_off" for row in rows)


def is_ours(view, match, noun):
    """Whether the things that are said to be done are those of the inspection, not of other work."""
    before = view.text[view.sentence_start(match.start()) : match.start()][-NEAR:]
    if EARLIER.search(before) or OTHER_WORK.search(re.split("[，；：]", before)[-1]):
        return False
    if noun:
        return len(noun) > 2 or bool(OURS.search(before))
    last = list(BARE_NOUN.finditer(match[0]))
    rest = match[0][: last[-1].start()] if last and last[-1].end() == len(match[0]) else ""
    return not rest or bool(AFTER_DONE.fullmatch(rest))


def is_done(case, noun):
    """Whether the snapshot counts all of them as done."""
    total, done = (case.figures.get(f"{noun}_{word}") for word in ("total", "signed_off"))
    return bool(total and done and total["value"] == done["value"])


def negated(text, match):
    """Whether the words are denied, of the future, or of the rest beside what is not done."""
    start = max(text.rfind(mark, 0, match.start()) for mark in "，。；：\n") + 1
    clause = text[min(start, max(0, match.start() - 6)) : match.end()]
    before = text[max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1 : match.start()]
    but_for = BUT_FOR.search(before[-REACH:])
    return bool(NOT_DONE.search(clause) or OF_THE_REST.search(clause) or but_for)
