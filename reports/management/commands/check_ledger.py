"""``manage.py check_ledger [--json]``: does everything hold that must?"""

import json
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from reports.integrity import as_json, check


class Command(BaseCommand):
    """Verify what spans tables, the triggers, the evidence files and the journal."""

    help = "核查台账：跨表关系、签署、触发器、佐证文件、操作记录"

    def add_arguments(self, parser):
        """The form of the answer."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 where everything holds, 1 where something does not, 2 where it could not run."""
        try:
            faults = check()
        except (DatabaseError, OSError) as error:
            self.stderr.write(f"没有查成：{error}")
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(faults), ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(str(fault))
            self.stdout.write(f"发现 {len(faults)} 处问题" if faults else "没有发现问题")
        sys.exit(1 if faults else 0)
