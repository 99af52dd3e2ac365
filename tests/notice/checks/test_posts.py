"""The draft names the leading group by post: no post of any organ is taken for a person's name."""

import copy

import pytest

from reports.models import NoticeStyle
from reports.notice import drafted
from reports.notice.checks.case import Case
from reports.notice.checks.finding import find

from .conftest import CONTACT, DATED

pytestmark = pytest.mark.django_db
POSTS = (
    "党组书记、主席",
    "党组书记、常务副主席",
    "党组成员、副主席兼秘书长",
    "党组成员、驻会副主席",
    "党组书记、局长",
    "党委书记、院长",
    "党委书记、校长",
    "党委副书记、镇长",
    "党委副书记、乡长",
    "党工委书记、街道办事处主任",
    "党委书记、董事长",
    "党委副书记、总经理",
    "执行董事、总经理",
    "党委委员、总会计师",
    "党委委员、总工程师",
    "首席法律顾问",
    "理事长",
    "会长",
    "监事长",
    "秘书长",
    "主任委员",
    "检察长",
    "党组书记、审判委员会委员",
    "庭长",
    "政治部主任",
    "武装部部长",
    "武装部长",
    "宣传部长",
    "工会主席",
    "妇联主席",
    "团委书记",
    "纪委书记",
    "派驻纪检监察组组长",
    "办公室主任",
    "财务科科长",
    "卫生院院长",
    "卫生健康办公室主任",
    "司法所所长",
    "行长",
    "社长",
    "台长",
    "馆长",
    "二级调研员",
    "教务处处长",
    "学院院长",
    "护理部主任",
    "车间主任",
    "项目经理",
    "驻村第一书记",
    "全体班子成员",
    "机关各部室主要负责人",
    "机关党委专职副书记",
)


def group_of(posts):
    """A leading group with a leader, a deputy and members."""
    duties = ("leader", "deputy", *["member"] * len(posts))
    return [{"post": post, "duty": duty} for post, duty in zip(posts, duties, strict=False)]


@pytest.mark.parametrize("at", range(0, len(POSTS), 2), ids=POSTS[::2])
def test_untouched_draft_gives_no_finding_whoever_leads(at, clean):
    data = copy.deepcopy(clean.data)
    data["group"] = group_of((*POSTS[at:], *POSTS[:at])[:4])
    passages = drafted(data, NoticeStyle(contact=CONTACT), DATED)

    found = find(Case(passages, data, DATED))

    assert POSTS[at] in " ".join(row.plain for row in passages)
    assert [(one.code, one.quote) for one in found] == []
