"""``manage.py export_anchor FILE``: the heads of all chains, to be kept outside the database."""

import json
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from ledger.verify import anchor


class Command(BaseCommand):
    """Write every chain's head: with it even a journal rewritten whole is found out."""

    help = "导出各条操作记录的链头，存到数据库之外"

    def add_arguments(self, parser):
        """The file to write; an existing one is kept."""
        parser.add_argument("file")

    def handle(self, *args, **options):
        """Exit 0 once it is written, 2 where it could not be."""
        try:
            text = json.dumps(anchor(), ensure_ascii=False, indent=1)
            with open(options["file"], "x", encoding="utf-8") as file:
                file.write(text + "\n")
        except (OSError, DatabaseError) as error:
            self.stderr.write(f"没有写成：{error}")
            sys.exit(2)
        self.stdout.write(f"已写入 {options['file']}")
