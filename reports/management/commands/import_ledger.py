"""``manage.py import_ledger FILE --preview [--json]``: what is understood of a ledger in Excel."""

import json
import sys
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from ledger.models import Inspection
from ledger.refusals import Refusal
from reports.intake.ledger_file import read_ledger

LEVELS = {"error": "错误", "doubt": "疑问", "note": "说明"}
COUNTED = {"aspects": "方面", "problems": "问题", "tasks": "任务", "measures": "措施"}


class Command(BaseCommand):
    """Read a ledger kept in Excel and print what was understood; nothing is saved."""

    help = "读取 Excel 整改台账，列出读到的方面、问题、任务、措施，以及错误和疑问"

    def add_arguments(self, parser):
        """The file, the ledger whose words and period help to read it, and the form of the answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--inspection", type=int, help="台账编号：按它的部门、用语和整改期来读")
        parser.add_argument("--preview", action="store_true", help="只看读到什么，不保存")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 where all can be taken, 1 where errors were found, 2 where it could not be read."""
        if not options["preview"]:
            raise CommandError("请加 --preview：先看读到什么。")
        try:
            outline = self.read(options["file"], self.inspection(options["inspection"]))
        except (Refusal, OSError) as error:
            self.refuse(error, options["json"])
        self.report(outline, options["json"])
        sys.exit(1 if outline.has_errors() else 0)

    def inspection(self, identifier):
        """The ledger that was named, or None."""
        if identifier is None:
            return None
        try:
            return Inspection.objects.get(pk=identifier)
        except Inspection.DoesNotExist as error:
            raise CommandError(f"没有编号为 {identifier} 的台账。") from error

    def read(self, path, inspection):
        """The outline of a file; on a terminal it shows how far it is."""
        with path.open("rb") as stream:
            step = self.show if self.stderr.isatty() else lambda done, total: None
            return read_ledger(File(stream, name=path.name), inspection=inspection, step=step)

    def show(self, done, total):
        """How far it is, on one line of the terminal."""
        ending = "\n" if done == total else ""
        self.stderr.write(f"\r读取 {done}/{total} 行", style_func=str, ending=ending)

    def refuse(self, error, as_json):
        """Say why nothing could be read."""
        if as_json:
            self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
        else:
            self.stderr.write(f"没有读成：{error}")
        sys.exit(2)

    def report(self, outline, as_json):
        """The counts and the issues."""
        counts = outline.counts()
        if as_json:
            body = {**counts, "issues": [issue.as_json() for issue in outline.issues]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        for issue in outline.issues:
            place = f"{issue.place}：" if issue.place.sheet else ""
            self.stdout.write(f"{LEVELS[issue.level]}　{place}{issue.message}")
        found = "，".join(f"{label} {counts[name]} 个" for name, label in COUNTED.items())
        self.stdout.write(f"读到{found}")
