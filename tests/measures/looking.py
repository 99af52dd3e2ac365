"""Evidence to look at, and looking at it."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from measures.models import Evidence
from tests.factories import make_inspection, make_measure, make_task
from tests.maintaining.world import World

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
NONE = "不能预览，请下载查看"


def world_of_evidence():
    """An organization with a measure under work."""
    world = World()
    task = make_task(
        make_inspection(world.organization), department=world.department, lead=world.lead
    )
    world.measure = make_measure(task, department=world.department, state="in_progress")
    return world


def evidence(world, content, content_type=PDF, name="证明.pdf"):
    """A piece of evidence as it is once uploaded, whatever an upload would have refused."""
    row = Evidence.objects.create(
        inspection=world.measure.inspection,
        file=default_storage.save("a.pdf", ContentFile(content)),
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content_type=content_type,
        uploaded_at=timezone.now(),
        uploaded_by=world.handler,
    )
    row.measures.add(world.measure)
    return row


def get(client, user, row, number=None):
    """The page of a preview, or one image of it."""
    client.force_login(user)
    return client.get(f"/evidence/{row.pk}/preview/" + (f"{number}/" if number else ""))
