"""Looking at evidence without downloading it: the page with its images, and each image."""

from csp.decorators import csp
from django.http import Http404, HttpResponse

from ledger import access
from ledger.refusals import Refusal
from ledger.roles import LEDGER_ROLES
from ledger.routes import route
from ledger.views.errors import wants_json

from .drawing import MOST_PAGES
from .models import Evidence
from .previews import image_of, preview_of
from .views import show_evidence


def page_of(user, pk, number):
    """A fetch for ``route``: the evidence with the page asked for, 404 for what is not seen."""
    row = Evidence.objects.visible_to(user).filter(pk=pk).first()
    if row is None or not 1 <= number <= MOST_PAGES:
        raise Http404
    row.requested_page = number
    return row


@route("GET", roles=LEDGER_ROLES, of=Evidence)
def preview(request, item):
    """The page of a piece of evidence, with what it looks like beside it."""
    try:
        return show_evidence(request, item, preview=preview_of(item))
    except Refusal as refusal:
        if wants_json(request):
            raise
        response = show_evidence(request, item, refusal=refusal)
        if refusal.retry_after:
            response["Retry-After"] = str(refusal.retry_after)
        return response


@route("GET", roles=LEDGER_ROLES, of=page_of)
@csp({"default-src": ["'none'"], "sandbox": True})
def preview_image(request, item):
    """One page as an image that we drew; the original is nowhere shown as a page of ours.

    Each image is a line of the access log: pages are fetched as they are scrolled to, so the log
    tells what was looked at.
    """
    found = image_of(item, item.requested_page)
    if found is None:
        raise Http404
    access.log(request, "evidence", f"{item.pk} 预览第 {item.requested_page} 页 {item.name}")
    content_type, body = found
    return HttpResponse(body, content_type=content_type)
