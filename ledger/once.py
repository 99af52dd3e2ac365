"""A form that makes a row has one effect, however often it is posted."""

import hashlib
import json
import uuid

from django import forms
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.models import Once
from ledger.refusals import Refusal, refuse

UNSAID = frozenset({"csrfmiddlewaretoken", "once", "confirm", "shown"})


def new_key():
    """A key for a form that is about to be shown."""
    return str(uuid.uuid4())


class OnceField(forms.UUIDField):
    """The hidden key of a form; a form without one (a script's) is taken as new each time."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, initial=new_key, **kwargs)
        self.error_messages["invalid"] = "页面已过期，请刷新后重新提交。"


def said_in(data, files=None):
    """A digest of what a form says, whatever its keys: a changed text is another form."""
    kept = sorted((name, data.getlist(name)) for name in data if name not in UNSAID)
    kept += sorted((name, file.name, file.size) for name, file in (files or {}).items())
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()


def made_before(user, key, said):
    """The row that ``user`` made with this key, or None; refuses a key that said something else."""
    done = Once.objects.filter(user=user, key=key).first()
    if done is None:
        return None
    if said and done.said and said != done.said:
        raise refuse("posted_before")
    app, model = done.object_type.split(".")
    return apps.get_model(app, model).objects.get(pk=done.object_id)


def once(user, key, make, said=""):
    """The row that ``make()`` makes, made by the first post of a form alone.

    A repeat, even one racing the first, gets the same row; the same key with other words (``said``,
    see ``said_in``) is refused and loses nothing. ``make`` runs inside a transaction.
    """
    if not key:
        return make()
    key = str(key)
    try:
        with transaction.atomic():
            if row := made_before(user, key, said):
                return row
            row = make()
            Once.objects.create(
                user=user,
                key=key,
                said=said,
                object_type=row._meta.label_lower,
                object_id=row.pk,
                at=timezone.now(),
            )
    except (IntegrityError, Refusal):
        # Whoever waited behind the first post may meet what it made as a refusal of its own.
        if row := made_before(user, key, said):
            return row
        raise
    return row
