"""``manage.py check_ledger [--hints] [--json]``: does everything hold that must; what looks odd?"""

import json
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from ledger.models import Inspection
from reports.checks.finding import CHECKS, as_data, find
from reports.integrity import as_json, check


class Command(BaseCommand):
    """Verify what spans tables, the triggers, the evidence files and the journal; or give hints."""

    help = "核查台账：跨表关系、签署、触发器、佐证文件、操作记录；--hints 列出疑点提示"

    def add_arguments(self, parser):
        """What is asked, and the form of the answer."""
        parser.add_argument("--hints", action="store_true", help="列出疑点提示，多少都不算错")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 where everything holds, 1 where something does not, 2 where it could not run.

        With ``--hints`` it is 0 however many there are.
        """
        try:
            found = hints() if options["hints"] else check()
        except (DatabaseError, OSError) as error:
            self.stderr.write(f"没有查成：{error}")
            sys.exit(2)
        if options["hints"]:
            self.tell_hints(found, options["json"])
            return
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False))
        else:
            for fault in found:
                self.stdout.write(str(fault))
            self.stdout.write(f"发现 {len(found)} 处问题" if found else "没有发现问题")
        sys.exit(1 if found else 0)

    def tell_hints(self, found, for_machines):
        """Every hint, those put aside only to a machine, and how many there are."""
        left = [hint for hint in found if not hint["dismissed"]]
        if for_machines:
            count = {"open": len(left), "dismissed": len(found) - len(left)}
            answer = {**count, "checks": list(CHECKS), "hints": found}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for hint in left:
            self.stdout.write(f"[{hint['title']}] {hint['ledger']}：{hint['reason']}")
        self.stdout.write(f"{len(left)} 条提示，另有 {len(found) - len(left)} 条已排除")


def hints():
    """The hints of every ledger."""
    rows = Inspection.objects.select_related("organization").order_by("pk")
    return [as_data(row, hint) for row in rows for hint in find(row)]
