"""The inspection team by another name than the ledger's: 第五 for 第六, 县委 for 市委."""

import re

TITLES = {"team_name": "巡察组的名称与台账不一致"}
TEAM = re.compile(
    r"(?P<owner>中央|省委|自治区党委|市委|州委|盟委|地委|区委|县委|旗委)?"
    r"第(?P<number>[一二三四五六七八九十]{1,3})巡察组"
)
# Of another round, whose team may be another.
EARLIER = re.compile(r"上一?[轮届次]|上年|去年|前[一两几]?[轮次]|往[轮届年]|历[次轮届]|以往|[届轮]")
ADVICE = "请核对是哪个巡察组；台账里写错的，先改台账。"


def find(case):
    """Teams that differ from the ledger's in their number or in whose they are, not in both."""
    team = case.data["inspection"].get("team", "")
    own = TEAM.search(team)
    if own is None:
        return
    for view in case.body:
        for match in TEAM.finditer(view.text):
            before = view.text[view.sentence_start(match.start()) : match.start()]
            if view.is_quoted(match.start()) or EARLIER.search(before):
                continue
            is_same = match["number"] == own["number"]
            is_its = match["owner"] in (None, own["owner"])
            if is_same != is_its:
                says = f"台账里是{team}，这里写的是{match[0]}。"
                yield view.finding("team_name", *match.span(), says, ADVICE, (team,))
