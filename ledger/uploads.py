"""Uploads while they stream in: what is too large is read past and kept nowhere.

In its place the form finds an ``Oversized`` file, so that each page refuses it in its own way, with
what was typed still there. Where a whole request is larger than anything that could be kept, reading
ends at once.
"""

import io

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from ledger.refusals import refuse

FORM_BYTES = 4 * 2**20  # what a request may hold beside its files: fields, boundaries, headings


class Oversized(UploadedFile):
    """Stands where a file would that was too large: its name, how much came, and no content."""

    def __init__(self, name, size, refusal):
        super().__init__(io.BytesIO(), name, size=size)
        self.refusal = refusal


def check_whole(upload):
    """Refuse a file that was too large to be kept."""
    if isinstance(upload, Oversized):
        raise upload.refusal


def most_of_a_request():
    """The bytes that all files of a request may have: no measure takes more."""
    return max(settings.EVIDENCE_PER_MEASURE_MB, settings.EVIDENCE_MAX_MB) * 2**20


class LimitingHandler(FileUploadHandler):
    """Counts what comes, whatever was announced, and lets no more through than may be kept."""

    announced = total = size = 0
    refusal = None

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Take the length that the request announces; whoever lies about it is counted."""
        self.announced = content_length

    def new_file(self, *args, **kwargs):
        """Begin to count a file."""
        super().new_file(*args, **kwargs)
        self.size, self.refusal = 0, None

    def receive_data_chunk(self, raw_data, start):
        """Pass the chunk on, unless the file has become too large; raises StopUpload."""
        self.size += len(raw_data)
        self.total += len(raw_data)
        most = most_of_a_request()
        if self.refusal is None:
            self.refusal = self.judge(most)
            if self.refusal is not None:
                self.forget()
        if self.refusal is None:
            return raw_data
        if self.total > most or self.announced > most + FORM_BYTES:
            self.request.stopped_upload = (self.field_name, self.placeholder())
            raise StopUpload(connection_reset=True)
        return None

    def judge(self, most):
        """The refusal of what has come so far, or None. A stranger may upload nothing."""
        user = getattr(self.request, "user", None)
        limit = settings.EVIDENCE_MAX_MB
        if user is None or not user.is_authenticated or self.size > limit * 2**20:
            return refuse("file_too_large", limit=limit)
        if self.total > most or self.announced > most + FORM_BYTES:
            facts = {"limit": most // 2**20, "each": limit, "name": self.file_name}
            return refuse("files_too_large", **facts)
        return None

    def forget(self):
        """Have the other handlers delete what they wrote of the file."""
        for handler in self.request.upload_handlers:
            if handler is not self:
                handler.upload_interrupted()

    def placeholder(self):
        """What the form finds in place of the file."""
        return Oversized(self.file_name, self.size, self.refusal)

    def file_complete(self, file_size):
        """The placeholder of a file that was too large; all others are left to the handlers."""
        return None if self.refusal is None else self.placeholder()


class StoppedUploadMiddleware:
    """Show the form which file ended the reading of its request. Stands behind the CSRF check."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Put the placeholder among the files: the parser drops what it stopped in."""
        if request.method == "POST" and request.content_type == "multipart/form-data":
            files = request.FILES
            stopped = getattr(request, "stopped_upload", None)
            if stopped is not None:
                files.appendlist(*stopped)
