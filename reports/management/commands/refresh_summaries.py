"""``manage.py refresh_summaries [--all]``: the overview's rows, where they are missing or behind."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from ledger import journal
from ledger.models import Inspection
from reports import summaries
from reports.models import InspectionSummary

STEP = 100  # ledgers between two words on how far it is


class Command(BaseCommand):
    """Count ledgers anew for the overview; safe to run at any time, also while people work."""

    help = "重新计算总览中各台账的汇总：缺少的、落后的；--all 为全部"

    def add_arguments(self, parser):
        """Whether those that are up to date are counted as well."""
        parser.add_argument("--all", action="store_true", help="全部重新计算")

    def handle(self, *args, **options):
        """Each ledger is a transaction of its own; exit 0."""
        rows = Inspection.objects.select_related("organization").order_by("pk")
        wanted = rows if options["all"] else rows.filter(pk__in=summaries.behind())
        total = wanted.count()
        for number, inspection in enumerate(wanted.iterator(), 1):
            with transaction.atomic():
                journal.take_head(inspection)
                summaries.refresh(inspection.pk)
            if number % STEP == 0 and self.stderr.isatty():
                self.stderr.write(f"\r{number}/{total}", ending="")
        turned = summaries.turn(InspectionSummary.objects.all(), timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(f"重新计算 {total} 本台账，按今天更新 {turned} 本")
