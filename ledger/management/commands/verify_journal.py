"""``manage.py verify_journal [--anchor FILE] [--json]``: does the journal hold?"""

import json
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from ledger.verify import as_json, read_anchor, verify


class Command(BaseCommand):
    """Recompute every chain, compare it with head, anchor and present states."""

    help = "校验操作记录：逐条重算，与链头、外存链头和现状比对"

    def add_arguments(self, parser):
        """An anchor written earlier by ``export_anchor``, and the form of the answer."""
        parser.add_argument("--anchor", metavar="FILE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 where everything holds, 1 where something does not, 2 where it could not run."""
        try:
            kept = read_anchor(options["anchor"]) if options["anchor"] else None
            faults = verify(kept)
        except (OSError, ValueError) as error:
            self.stderr.write(f"读不了外存链头：{error}")
            sys.exit(2)
        except DatabaseError as error:
            self.stderr.write(f"读不了数据库：{error}")
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(faults), ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(str(fault))
            self.stdout.write("操作记录有误" if faults else "操作记录完好")
        sys.exit(1 if faults else 0)
