"""The leading group of a ledger (整改工作领导小组), by post."""

from django.shortcuts import render

from ledger import permissions
from ledger.editing import check_maintainer
from ledger.maintaining import RowForm, answer_change, answer_new
from ledger.models import GroupMember, Inspection
from ledger.roles import LEDGER_ROLES, Role
from ledger.routes import route
from ledger.writing import change, create

OFFICE = frozenset({Role.OFFICE})


class GroupMemberForm(RowForm):
    """A post in the leading group."""

    class Meta:
        model = GroupMember
        fields = ("post", "duty", "order", "is_retired")
        help_texts = {
            "post": "写职务，不写姓名，如“党组书记”“各部门负责人”",
            "order": "小的在前",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["is_retired"]


@route("GET", roles=LEDGER_ROLES, of=Inspection)
def group(request, inspection):
    """The members in their order, those who left last."""
    standing = permissions.standing(request.user, inspection.organization)
    context = {
        "inspection": inspection,
        "members": inspection.group_members.order_by("is_retired", "order", "pk"),
        "office": standing.holds(Role.OFFICE) and not inspection.closed_at,
    }
    return render(request, "ledger/group.html", context)


@route("GET", "POST", roles=OFFICE, of=Inspection)
def new_member(request, inspection):
    """One more post in the group."""

    def make(form):
        check_maintainer(request.user, inspection)
        return create(form.instance, actor=request.user, role=Role.OFFICE)

    last = inspection.group_members.order_by("order").last()
    member = GroupMember(inspection=inspection, order=last.order + 1 if last else 1)
    return answer_new(
        request,
        GroupMemberForm(request.POST or None, instance=member),
        make,
        title="增加领导小组成员",
        back=f"{inspection.get_absolute_url()}group/",
        sentence="已增加，会写进通报的组织领导部分。",
    )


@route("GET", "POST", roles=OFFICE, of=GroupMember)
def edit_member(request, member):
    """Change a member, or note that the post left the group."""
    inspection = member.inspection

    def save(form):
        check_maintainer(request.user, inspection)
        given = {"actor": request.user, "role": Role.OFFICE}
        change(member, "edit", values=form.values(), seen=form.cleaned_data["seen"], **given)

    return answer_change(
        request,
        GroupMemberForm(request.POST or None, instance=member),
        save,
        title="修改领导小组成员",
        back=f"{inspection.get_absolute_url()}group/",
        sentence="已保存。",
    )
