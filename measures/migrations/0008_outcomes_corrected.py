"""Who noted an outcome, and what it takes to void one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ledger.text


def name_who_noted(apps, schema_editor):
    """Take from the journal who noted each outcome: nobody confirms the own one."""
    entries = apps.get_model("ledger", "JournalEntry").objects
    made = entries.filter(object_type="outcome", action="create", actor__isnull=False)
    outcomes = apps.get_model("measures", "Outcome").objects
    for pk, actor in made.values_list("object_id", "actor_id").iterator():
        outcomes.filter(pk=pk, noted_by=None).update(noted_by=actor)


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0007_held_uploads"),
        ("ledger", "0004_short_paths"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "outcome",
            "noted_by",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            "outcome",
            "void_reason",
            ledger.text.TextField(
                blank=True, editable=False, max_length=500, verbose_name="作废原因"
            ),
        ),
        migrations.AddField(
            "outcome",
            "voided_at",
            models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "outcome",
            "voided_by",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "outcome",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("void_reason", ""), ("voided_at", None), ("voided_by", None)),
                    models.Q(
                        models.Q(("void_reason", ""), _negated=True),
                        models.Q(("voided_at", None), _negated=True),
                        models.Q(("voided_by", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="outcome_voided_by_whom_and_why",
            ),
        ),
        migrations.RunPython(name_who_noted, migrations.RunPython.noop),
    ]
