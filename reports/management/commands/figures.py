"""``manage.py figures INSPECTION [--as-of DATE] [--json]``: every number of one ledger."""

import datetime
import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ledger.models import Inspection
from reports.figures import figures


class Command(BaseCommand):
    """Print the figures of a ledger, now or at the end of a day of the past."""

    help = "一份台账的全部数字，现在的或截至某一天的，各附统计口径"

    def add_arguments(self, parser):
        """Which ledger, which day, and the form of the answer."""
        parser.add_argument("inspection", type=int, help="台账编号，即网址 /inspections/N/ 中的 N")
        parser.add_argument("--as-of", help="数据截至，如 2024-01-31；不写为现在")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Refuses a ledger that is not there and a day that is none or yet to come."""
        inspection = Inspection.objects.select_related("organization")
        inspection = inspection.filter(pk=options["inspection"]).first()
        if inspection is None:
            raise CommandError(f"没有编号为 {options['inspection']} 的台账")
        day = asked_day(options["as_of"])
        found = figures(inspection, day).values()
        if options["json"]:
            told = {
                "inspection": inspection.pk,
                "as_of": (day or timezone.localdate()).isoformat(),
                "figures": {row.key: as_json(row) for row in found},
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for row in found:
            self.stdout.write(f"{row.label}　{row.value} {row.unit}　（{row.rule}）")


def asked_day(text):
    """The day asked for, or None for now; CommandError for what is none."""
    if not text:
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError("--as-of 不是有效日期，请写成 2024-01-31 这样的日期") from error
    if day > timezone.localdate():
        raise CommandError("--as-of 不能晚于今天")
    return day


def as_json(row):
    """A figure with its rule and the filter that shows its rows."""
    return {
        "label": row.label,
        "value": row.value,
        "unit": row.unit,
        "rule": row.rule,
        "filter": row.filter,
    }
