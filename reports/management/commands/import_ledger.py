"""``manage.py import_ledger FILE [--preview] [--json]``: reading a ledger in Excel, and saving it."""

import json
import sys
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from ledger.models import Inspection, User
from ledger.refusals import Refusal
from reports.intake import imports
from reports.intake.ledger_file import read_ledger
from reports.intake.outline import Issue

LEVELS = {"error": "错误", "doubt": "疑问", "note": "说明"}
COUNTED = {"aspects": "方面", "problems": "问题", "tasks": "任务", "measures": "措施"}


class Command(BaseCommand):
    """Read a ledger kept in Excel, print what was understood, and save it where that is asked."""

    help = "读取 Excel 整改台账，列出读到的方面、问题、任务、措施，以及错误和疑问；不加 --preview 就写入"

    def add_arguments(self, parser):
        """The file, the ledger whose words and period help to read it, and the form of the answer."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--inspection", type=int, help="台账编号：按它的部门、用语和整改期来读")
        parser.add_argument("--by", metavar="USERNAME", help="以谁的名义导入，须是该单位整改办的")
        parser.add_argument("--reason", default="", help="改动已印发方案的原因")
        parser.add_argument("--preview", action="store_true", help="只看读到什么，不保存")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 where all can be taken, 1 where errors were found, 2 where it could not be read."""
        inspection = self.inspection(options["inspection"])
        try:
            if options["preview"]:
                outline, saved = self.read(options["file"], inspection), None
            else:
                outline, saved = self.save(inspection, options)
        except (Refusal, OSError) as error:
            self.refuse(error, options["json"])
        self.report(outline, saved, options["json"])
        sys.exit(1 if outline.has_errors() or saved is False else 0)

    def save(self, inspection, options):
        """Read, plan and save a file; what was saved, or False where something is to be mended."""
        user = User.objects.filter(username=options["by"] or "").first()
        if inspection is None or user is None:
            raise CommandError("写入须加 --inspection 和 --by：导入哪本台账，以谁的名义。")
        with options["file"].open("rb") as stream:
            upload = File(stream, name=options["file"].name)
            row = imports.receive(inspection, upload, actor=user, step=self.step())
        outline, _, plan = imports.planned(row)
        outline.issues = plan.issues + plan.differences
        outline.issues += [
            Issue("error", f"没有对上“{name}”，请在导入页面选定。", place)
            for kind in ("departments", "lead")
            for name, place in plan.unknown[kind].items()
        ]
        if not plan.is_ready:
            return outline, False
        given = {"actor": user, "shown": plan.digest(), "reason": options["reason"]}
        imports.apply(row, **given)
        return outline, plan

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
            upload = File(stream, name=path.name)
            return read_ledger(upload, inspection=inspection, step=self.step())

    def step(self):
        """What hears how far it is: a terminal shows it."""
        return self.show if self.stderr.isatty() else lambda done, total: None

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

    def report(self, outline, saved, as_json):
        """The counts and the issues, and what was saved."""
        counts = outline.counts()
        done = {"added": len(saved.new), "changed": len(saved.changed)} if saved else {}
        if as_json:
            body = {**counts, **done, "issues": [issue.as_json() for issue in outline.issues]}
            self.stdout.write(json.dumps(body, ensure_ascii=False))
            return
        for issue in outline.issues:
            place = f"{issue.place}：" if issue.place.sheet else ""
            self.stdout.write(f"{LEVELS[issue.level]}　{place}{issue.message}")
        found = "，".join(f"{label} {counts[name]} 个" for name, label in COUNTED.items())
        self.stdout.write(f"读到{found}")
        if saved:
            self.stdout.write(f"已写入：新增 {done['added']} 条，更新 {done['changed']} 条")
        elif saved is False:
            self.stdout.write("没有写入：请改正后再导入，或文件与台账没有不同")
