"""A form that makes a row has one effect, however often it is posted."""

import uuid

from django import forms
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.models import Once


def new_key():
    """A key for a form that is about to be shown."""
    return str(uuid.uuid4())


class OnceField(forms.UUIDField):
    """The hidden key of a form; a form without one (a script's) is taken as new each time."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, initial=new_key, **kwargs)
        self.error_messages["invalid"] = "页面已过期，请刷新后重新提交。"


def made_before(user, key):
    """The row that ``user`` made with this key, or None."""
    done = Once.objects.filter(user=user, key=key).first()
    if done is None:
        return None
    app, model = done.object_type.split(".")
    return apps.get_model(app, model).objects.get(pk=done.object_id)


def once(user, key, make):
    """The row that ``make()`` makes, made by the first post of a form alone.

    A repeat, even one racing the first, gets the same row.
    """
    if not key:
        return make()
    key = str(key)
    try:
        with transaction.atomic():
            if row := made_before(user, key):
                return row
            row = make()
            Once.objects.create(
                user=user,
                key=key,
                object_type=row._meta.label_lower,
                object_id=row.pk,
                at=timezone.now(),
            )
    except IntegrityError:
        if row := made_before(user, key):
            return row
        raise
    return row
