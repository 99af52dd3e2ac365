"""``manage.py create_admins``: the first organization and its three administrators."""

import json
import secrets
import sys

from django.core.management.base import BaseCommand
from django.db import transaction

from ledger.accounts import create_account, grant
from ledger.models import Organization, User
from ledger.refusals import Refusal
from ledger.roles import Role
from ledger.writing import create

ADMINS = (
    ("sysadmin", "系统管理员", Role.SYSTEM_ADMIN),
    ("secadmin", "安全管理员", Role.SECURITY_ADMIN),
    ("auditor", "审计员", Role.AUDITOR),
)


class Command(BaseCommand):
    """Start a real installation: one organization, three separate duties, passwords shown once."""

    help = "建立第一个单位和系统管理员、安全管理员、审计员三个账号"

    def add_arguments(self, parser):
        """The organization's names, and the form of the answer."""
        parser.add_argument("--organization", required=True, help="单位全称")
        parser.add_argument("--short-name", default="", help="单位简称，默认同全称")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        """Exit 0 once they are made, 1 where accounts exist already, 2 where a name will not do."""
        if User.objects.exists():
            self.stderr.write("已经有账号，不再建立。新账号请由系统管理员在“账号管理”里建立。")
            sys.exit(1)
        name = options["organization"]
        try:
            with transaction.atomic():
                made = self.create(name, options["short_name"] or name[:30])
        except Refusal as refusal:
            self.stderr.write("；".join(refusal.errors) or str(refusal))
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(made, ensure_ascii=False))
            return
        self.stdout.write(f"已建立“{name}”和三个账号。密码只显示这一次，请分交三人并各自修改：")
        for row in made:
            self.stdout.write(f"  {row['username']}（{row['role']}）  {row['password']}")

    def create(self, name, short_name):
        """The rows, with a password made for each account."""
        organization = create(Organization(name=name, short_name=short_name), actor=None)
        made = []
        for number, (username, label, role) in enumerate(ADMINS, 1):
            user = User(
                organization=organization,
                username=username,
                name=label,
                post=label,
                personnel_number=f"ADMIN-{number}",
            )
            password = secrets.token_urlsafe(12)
            create_account(user, password, actor=None)
            grant(user, organization, role, actor=None)
            made.append({"username": username, "role": label, "password": password})
        return made
