"""Sending a file that is made for whoever asks."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ledger import access


def send(request, make, content_type, name, *, target=None):
    """What ``make`` gives, under its Chinese name, with a note of who took it.

    A HEAD is told type and name; for it nothing is made, so nothing was taken.
    """
    if request.method == "HEAD":
        response = StreamingHttpResponse(())  # so that no length is said, which only making tells
    else:
        response = HttpResponse(make())
        access.log(request, "export", target or request.get_full_path())
    response["Content-Type"] = content_type
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
