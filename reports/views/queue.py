"""The queue as a page, and one step taken on many items at once."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render

from ledger.forms import ActionForm
from ledger.panel import is_confirmed
from ledger.refusals import Refusal, refuse
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from ledger.signoff import perform
from ledger.transitions import LEVELS
from ledger.views.errors import wants_json
from ledger.views.pages import confirm_password, confirmed_at
from reports.views.home import needs_password, queue_context

MOST = 200
NAMED = 10  # of the items done, in a banner
KEY = re.compile(r"(problem|task|measure):([1-9][0-9]{0,9}):([1-9][0-9]{0,9})")


@dataclass
class Outcome:
    """What became of one item: done, or refused and why."""

    item: object
    key: str
    refusal: object = None

    def as_json(self):
        """The item with its new state, or the refusal."""
        if self.refusal is None:
            names = ("id", "state", "version", "attempt")
            return {"item": self.key, **{name: getattr(self.item, name) for name in names}}
        return {
            "item": self.key,
            "code": self.refusal.code,
            "message": str(self.refusal),
            "errors": self.refusal.errors,
        }


def parse(request):
    """The action and the (level, id, version) of each item, as posted; raises Refusal."""
    keys = list(dict.fromkeys(request.POST.getlist("item")))
    found = [KEY.fullmatch(key) for key in keys]
    if not keys:
        raise refuse("nothing_chosen")
    if len(keys) > MOST:
        raise refuse("too_many", limit=MOST)
    if not all(found):
        raise refuse("malformed", errors=["所选的事项有误，请刷新页面后重新选择。"])
    levels = {match[1] for match in found}
    action = request.POST.get("action", "")
    if len(levels) > 1 or action not in LEVELS[levels.pop()].actions:
        raise refuse("malformed", errors=["一次只能办理同一类事项的同一个环节。"])
    return action, [(match[1], int(match[2]), int(match[3])) for match in found]


def given(request, level, action):
    """What is given with the step, the same for all the items; raises Refusal."""
    form = ActionForm({"version": 1, **{name: request.POST.get(name, "") for name in WORDS}})
    if not form.is_valid():
        raise refuse("malformed", errors=[t for texts in form.errors.values() for t in texts])
    if form.cleaned_data["password"]:
        confirm_password(request, form.cleaned_data["password"])
    moment = confirmed_at(request)
    asked = any(needs_password(row) for row in LEVELS[level].rows(action))
    if asked and not is_confirmed(moment) and not wants_json(request):
        raise refuse("password_required")  # once, not for each item
    return {
        "actor": request.user,
        "comment": form.cleaned_data["comment"],
        "details": form.details(),
        "confirmed_at": moment,
    }


def carry_out(request, action, keys):
    """Take the step on each item by itself: its own transaction, its own answer."""
    level = keys[0][0]
    rows = LEVELS[level].model.objects.visible_to(request.user)
    items = rows.filter(pk__in=[pk for _, pk, _ in keys]).in_bulk()
    told = given(request, level, action)
    outcomes = []
    for _, pk, version in keys:
        key = f"{level}:{pk}:{version}"
        item = items.get(pk)
        if item is None:
            outcomes.append(Outcome(None, key, refuse("not_found")))
            continue
        try:
            outcomes.append(Outcome(perform(item, action, version=version, **told), key))
        except Refusal as refusal:
            outcomes.append(Outcome(item, key, refusal))
    return outcomes


WORDS = ("comment", "password")


@route("GET", "POST", roles=LEDGER_ROLES)
def queue(request):
    """What waits for the reader; posted, one step on all the chosen items."""
    if request.method == "GET":
        return render(request, "reports/home.html", queue_context(request))
    try:
        action, keys = parse(request)
        outcomes = carry_out(request, action, keys)
    except Refusal as refusal:
        if wants_json(request):
            raise
        context = queue_context(request) | {"refusal": refusal}
        return render(request, "reports/home.html", context, status=refusal.status)
    return told(request, LEVELS[keys[0][0]].actions[action], outcomes)


def told(request, label, outcomes):
    """What became of each item: as JSON, as a banner, or above what is left of the queue."""
    done = [row for row in outcomes if row.refusal is None]
    refused = [row for row in outcomes if row.refusal is not None]
    status = 200 if done else refused[0].refusal.status
    if wants_json(request):
        body = {
            "done": [row.as_json() for row in done],
            "refused": [row.as_json() for row in refused],
        }
        return JsonResponse(body, status=status)
    if not refused:
        messages.success(request, f"{label}：已办 {len(done)} 件（{names(done)}）。")
        return redirect("reports:queue")
    context = queue_context(request, [row.key for row in refused])
    context |= {"done": done, "refused": refused, "label": label, "names": names(done)}
    return render(request, "reports/home.html", context, status=status)


def names(outcomes):
    """The items by their titles, the first ones where there are many."""
    titles = [row.item.title for row in outcomes]
    return "、".join(titles[:NAMED]) + (f" 等 {len(titles)} 件" if len(titles) > NAMED else "")
