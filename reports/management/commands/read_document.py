"""``manage.py read_document FILE [--json]``: what a feedback, plan or notice says, and what is unclear."""

import json
import sys

from django.core.management.base import BaseCommand

from ledger.refusals import Refusal
from reports.intake.prose import read_file
from reports.intake.prose.as_json import as_json
from reports.intake.prose.facts import KINDS

LEVELS = {"error": "错误", "doubt": "疑问", "note": "说明"}
NAMES = {"aspects": "方面", "problems": "问题", "tasks": "任务", "measures": "措施"}


class Command(BaseCommand):
    """Read a text into an outline; nothing is saved."""

    help = "读取反馈意见、整改方案或整改通报（.docx、.txt），列出方面、问题、措施和疑问，不保存"

    def add_arguments(self, parser):
        """The file, and the form of the answer."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 where it was read, 1 where nothing could be made of it, 2 where it is unreadable."""
        path = options["file"]
        try:
            with open(path, "rb") as file:
                document = read_file(file, path)
        except (OSError, Refusal) as error:
            self.stderr.write(f"读不了文件：{error}")
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(document), ensure_ascii=False))
        else:
            self.show(document)
        sys.exit(1 if document.outline.has_errors() else 0)

    def show(self, document):
        """The outline and the doubts for people."""
        self.stdout.write(f"{KINDS[document.kind]}：{document.title}")
        for entry, depth in indented(document.outline):
            number = f"{entry.number}. " if entry.number else ""
            self.stdout.write(f"{'  ' * depth}{number}{' '.join(entry.text.split())[:60]}")
        counts = document.counts()
        told = "，".join(f"{label} {counts[name]}" for name, label in NAMES.items())
        self.stdout.write(f"{told}；未归入问题的未完成事项 {counts['unfinished']}")
        for issue in document.outline.issues:
            where = f" {issue.place}" if issue.place.row else ""
            self.stdout.write(f"{LEVELS[issue.level]}{where}：{issue.message}")


def indented(outline):
    """Every entry with its depth."""

    def below(entries, depth):
        for entry in entries:
            yield entry, depth
            yield from below(entry.children, depth + 1)

    return below([*outline.aspects, *outline.unplaced], 1)
