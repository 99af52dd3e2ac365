"""The steps by which a notice goes public, as posts of its page."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect

from ledger.acting import form_errors, point_out
from ledger.refusals import Refusal, refuse
from ledger.roles import DRAFT_ROLES
from ledger.routes import route
from ledger.views.errors import answer, wants_json
from ledger.views.pages import confirm_password, confirmed_at
from reports import publishing
from reports.notice_steps import ASKS_PASSWORD, NoticeActForm

from .notice_edition import of_reader, show

SAID = {
    "submit": "已送审，等党组书记批准。",
    "recall": "已撤回送审，可以继续修改。",
    "send_back": "已退回整改办修改。",
    "publish": "已批准公布，公众可以在公开页面看到。",
    "take_down": "已撤下，公开页面只说明已经撤下。",
    "void": "已作废。写过的内容在“版本”里可以看到。",
}


def acted_on(user, pk, action):
    """A fetch for ``route``: the notice with the step asked for."""
    if action not in publishing.STEPS:
        raise Http404
    notice = of_reader(user, pk)
    notice.requested_action = action
    return notice


@route("POST", roles=DRAFT_ROLES, of=acted_on)
def act(request, notice):
    """Take one step."""
    action = notice.requested_action
    form = NoticeActForm(request.POST, action=action)
    try:
        publishing.check_able(notice, action, request.user)
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
        row = carry_out(request, notice, action, form.cleaned_data)
    except Refusal as refusal:
        if wants_json(request):
            return answer(request, refusal)
        point_out(refusal, form)
        return show(request, publishing.fresh(notice), refusal=refusal, typed=form)
    if wants_json(request):
        names = ("id", "state", "version", "attempt")
        return JsonResponse({name: getattr(row, name) for name in names})
    messages.success(request, SAID[action])
    return redirect(row)


def carry_out(request, notice, action, data):
    """Call the step's door; returns the notice as it then is."""
    given = {"actor": request.user, "version": data["version"], "comment": data["comment"]}
    if action in ASKS_PASSWORD:
        # Given for this very act: that of another act, minutes ago, does not speak to the public.
        given["confirmed_at"] = None
        if data["password"]:
            confirm_password(request, data["password"])
            given["confirmed_at"] = confirmed_at(request)
    done = getattr(publishing, action)(notice, **given)
    return done.notice if action == "publish" else done
