"""``manage.py load_sample``: the sample ledgers and accounts, once."""

import sys
import time

from django.core.management.base import BaseCommand

from ledger.sample_accounts import PASSWORD, accounts
from measures.models import Measure
from measures.sample.load import AFTER, SampleRefused, is_loaded, load
from problems.models import Problem, Task


class Command(BaseCommand):
    """Load the sample through the same doors as real work; a second run changes nothing."""

    help = "装入示例台账和示例账号（正式环境不可用）"

    def handle(self, *args, **options):
        """Exit 0 where the sample is there afterwards, 2 where it may not be loaded.

        What could not be added to it, a PDF without fonts say, is told and tried again next time.
        """
        started = time.monotonic()
        if not is_loaded():
            try:
                load()
            except SampleRefused as error:
                self.stderr.write(str(error))
                sys.exit(2)
        missing = [said for act in AFTER if (said := act())]
        counts = (Problem.objects.count(), Task.objects.count(), Measure.objects.count())
        seconds = time.monotonic() - started
        self.stdout.write("示例：问题 {} 个、任务 {} 项、措施 {} 条".format(*counts), ending="")
        self.stdout.write(f"（{seconds:.1f} 秒）。密码都是 {PASSWORD}，账号：")
        self.stdout.write("  " + "  ".join(name for name, _ in accounts()))
        for said in missing:
            self.stdout.write(said)
