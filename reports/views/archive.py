"""The archive of a case: what is in it, and the download."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from ledger import access
from ledger.models import Inspection
from ledger.roles import ARCHIVE_ROLES
from ledger.routes import route
from reports.archive import name_of, open_archive, summary

from .dashboard import check_names


@route("GET", roles=ARCHIVE_ROLES, of=Inspection)
def archive(request, inspection):
    """What the archive holds, how large it is, how it is verified, and one button."""
    check_names(request.GET)
    context = {"inspection": inspection, **summary(inspection)}
    return render(request, "reports/archive.html", context)


@route("GET", roles=ARCHIVE_ROLES, of=Inspection)
def archive_zip(request, inspection):
    """The archive as it streams; of a HEAD its name alone, for its length only making it tells."""
    check_names(request.GET)
    if request.method == "HEAD":
        return described(StreamingHttpResponse(()), name_of(inspection))
    made = open_archive(inspection)
    access.log(request, "export", request.get_full_path())
    response = described(StreamingHttpResponse(made), made.name)
    response["Content-Length"] = str(len(made))
    return response


def described(response, name):
    """An answer with the type and name of an archive."""
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Accel-Buffering"] = "no"  # a proxy passes it on as it comes
    return response
