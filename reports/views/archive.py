"""The archive of a case: what is in it, and the download."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from ledger import access
from ledger.models import Inspection
from ledger.roles import ARCHIVE_ROLES
from ledger.routes import route
from reports.archive import open_archive, summary

from .dashboard import check_names


@route("GET", roles=ARCHIVE_ROLES, of=Inspection)
def archive(request, inspection):
    """What the archive holds, how large it is, how it is verified, and one button."""
    check_names(request.GET)
    context = {"inspection": inspection, **summary(inspection)}
    return render(request, "reports/archive.html", context)


@route("GET", roles=ARCHIVE_ROLES, of=Inspection)
def archive_zip(request, inspection):
    """The archive as it streams; of a HEAD its length alone."""
    check_names(request.GET)
    made = open_archive(inspection)
    if request.method == "HEAD":
        made.close()
        return described(HttpResponse(), made)
    access.log(request, "export", request.get_full_path())
    return described(StreamingHttpResponse(made), made)


def described(response, made):
    """An answer with the type, length and name of the archive."""
    response["Content-Type"] = "application/zip"
    response["Content-Length"] = str(len(made))
    response["Content-Disposition"] = content_disposition_header(True, made.name)
    response["X-Accel-Buffering"] = "no"  # a proxy passes it on as it comes
    return response
