"""Posts that were carried out: a second click on the same form has no second effect."""

from django.db import models

from .account import User


class Once(models.Model):
    """The one-time key of a form that made a row, and the row it made."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=36)
    said = models.CharField(max_length=64, blank=True)  # digest of what was posted
    object_type = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="once_per_form")]

    def __str__(self):
        return f"{self.key} → {self.object_type} {self.object_id}"
