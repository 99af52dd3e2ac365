"""``manage.py rules``: the rules in force, for people or as JSON."""

import json

from django.core.management.base import BaseCommand

from reports import rules


class Command(BaseCommand):
    """Print roles, transitions, routes, limits and refusals."""

    help = "打印当前生效的规则"

    def add_arguments(self, parser):
        """``--json`` prints everything for machines."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0; there is nothing that could be wrong."""
        if options["json"]:
            self.stdout.write(json.dumps(rules.document(), ensure_ascii=False, indent=1))
            return
        for table in rules.tables():
            self.stdout.write(f"\n{table['label']}")
            for row in table["lines"]:
                needs = f"　须：{row['needs']}" if row["needs"] else ""
                when = f"（{row['when']}）" if row["when"] else ""
                text = f"{row['action']}：{row['from']} → {row['to']}{when}　{row['who']}{needs}"
                self.stdout.write(f"  {text}")
