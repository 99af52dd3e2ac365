"""Posts of files as evidence: one, or several of which each is judged by itself."""

import uuid

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect

from ledger.acting import form_errors, refused
from ledger.refusals import Refusal, refuse
from ledger.roles import DEPARTMENT_ROLES
from ledger.routes import route
from ledger.views.errors import wants_json

from . import proof
from .forms import EvidenceForm
from .holding import receive
from .models import HeldUpload, Measure
from .views import answer_proof, show_measure


@route("POST", roles=DEPARTMENT_ROLES, of=Measure)
def add_evidence(request, item):
    """One more file."""

    form = EvidenceForm(request.POST, request.FILES, measure=item)
    if len(request.FILES.getlist("file")) > 1:
        return add_several(request, item, form)

    def make(data, posted):
        given = {"actor": request.user, "supersedes": data["supersedes"], **posted}
        return receive(item, data["file"][0], **given)

    return answer_proof(request, item, form, make, "佐证材料已上传。")


def add_several(request, item, form):
    """Each of several files by itself: what is good is kept, what is not is named."""
    try:
        proof.proving_role(request.user, item, "上传佐证材料")
        if not form.is_valid():
            raise refuse("malformed", errors=form_errors(form))
    except Refusal as refusal:
        return refused(request, item, refusal, form, show_measure)
    rows, errors = [], []
    key = form.cleaned_data["once"]
    for number, file in enumerate(form.cleaned_data["file"]):
        own = uuid.uuid5(key, f"{number} {file.name}") if key else None
        try:
            said = f"{file.name} {file.size}"[:64]
            rows.append(receive(item, file, actor=request.user, key=own, said=said))
        except Refusal as refusal:
            errors.append("；".join(refusal.errors) or str(refusal))
    held = [row for row in rows if isinstance(row, HeldUpload)]
    done = [row for row in rows if row not in held]
    if errors:
        errors += [row.sentence for row in held]
        refusal = refuse("files_refused", errors=errors, done=len(done))
        return refused(request, item, refusal, form, show_measure)
    return answer_several(request, item, done, held)


def answer_several(request, item, done, held):
    """Some files are evidence now; those that are ``held`` are named."""
    if wants_json(request):
        body = {"ids": [row.pk for row in done]}
        if held:
            body["held"] = [{"held": row.pk, "message": row.sentence} for row in held]
        return JsonResponse(body, status=202 if held else 200)
    if done:
        messages.success(request, f"已上传 {len(done)} 份佐证材料。")
    for row in held:
        messages.warning(request, row.sentence)
    return redirect(item)
