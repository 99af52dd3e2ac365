"""``manage.py verify_evidence [--json] [--finish]``: is the evidence still what was uploaded?"""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from measures.custody import verify_evidence
from measures.holding import finish


class Command(BaseCommand):
    """Compare every evidence file with its row, the journal and the signatures."""

    help = "核查佐证材料：文件是否被改动、截断、调换、删除，有无来历不明的文件"

    def add_arguments(self, parser):
        """The form of the answer; whether to delete first what a decision left undeleted."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--finish", action="store_true", help="先删除已核对（放行或不予接收）而残留的暂存文件"
        )

    def handle(self, *args, **options):
        """Exit 0 where all is as uploaded, 1 where something is not, 2 where it could not run."""
        try:
            if options["finish"] and (count := finish()):
                self.stderr.write(f"已删除残留的暂存文件 {count} 份")
            found = list(verify_evidence())
        except (DatabaseError, OSError) as error:
            self.stderr.write(f"没有查成：{error}")
            sys.exit(2)
        if options["json"]:
            body = {"ok": not found, "damages": [asdict(damage) for damage in found]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            for damage in found:
                self.stdout.write(str(damage))
            self.stdout.write(f"发现 {len(found)} 处问题" if found else "没有发现问题")
        sys.exit(1 if found else 0)
