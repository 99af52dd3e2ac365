"""How the rectification was organised: leading group, meetings, plan, supervision."""

from reports.book import leading_group
from reports.notice.blocks import dates_in_a_row
from reports.paper import Block

from .naming import party, secretary
from .wording import say

HELD = {
    "party_group": "召开党组会研究",
    "mobilization": "召开动员会部署",
    "thematic": "召开整改专题会",
    "democratic_life": "召开民主生活会对照检查",
}
DUTIES = {"leader": "任组长", "deputy": "任副组长", "member": "为成员"}


def organised(book, figures):
    """The points of the section; what did not take place is not mentioned."""
    return [leadership(book), responsibility(figures), *supervision(book, figures)]


def leadership(book):
    """加强组织领导: the group and the meetings."""
    inspection = book.inspection
    return Block(
        "point",
        f"{party(inspection)}把巡察整改作为重大政治任务，{secretary(inspection)}履行第一责任人责任。"
        f"{group(book)}{meetings(book)}",
        lead="加强组织领导。",
    )


def group(book):
    """The leading group by post, as a sentence, or nothing where it has no leader."""
    members = leading_group(book)
    posts = {duty: [row.post for row in members if row.duty == duty] for duty in DUTIES}
    if not posts["leader"]:
        return ""
    said = [f"{'、'.join(found)}{DUTIES[duty]}" for duty, found in posts.items() if found]
    return f"成立整改工作领导小组，由{'，'.join(said)}。"


def meetings(book):
    """Which meetings were held on which days, as a sentence, or nothing."""
    held = []
    for kind, words in HELD.items():
        days = [row.date for row in book.meetings if row.kind == kind]
        if days:
            held.append(f"{dates_in_a_row(days)}{words}")
    return f"{'；'.join(held)}。" if held else ""


def responsibility(figures):
    """明确任务责任: what the plan consists of, as far as it has been drawn up."""
    f = figures
    if not f["tasks_total"].value:
        text = "对照反馈意见逐条研究，整改任务和措施正在制定。"
        return Block("point", text, lead="明确任务责任。")
    listed, steps = f["problem_list_total"], f["measures_total"]
    also = f"和问题清单所列的{say(listed)}问题" if listed.value else ""
    measures = f"，制定整改措施{say(steps)}" if steps.value else ""
    text = (
        f"对照反馈意见指出的{say(f['problems_total'])}问题{also}，"
        f"列出整改任务{say(f['tasks_total'])}{measures}，"
        "逐项明确牵头领导、责任部门和整改时限，列入台账，完成一项、销号一项。"
    )
    return Block("point", text, lead="明确任务责任。")


def supervision(book, figures):
    """开展督导检查: the visits of the supervisors, where there were any."""
    days = [row.date for row in book.meetings if row.kind == "supervision"]
    if not days:
        return []
    visits = say(figures["supervision_visits"])
    text = f"派驻纪检监察组开展督导检查{visits}（{dates_in_a_row(days)}），对整改质量进行监督。"
    return [Block("point", text, lead="接受监督检查。")]
