"""``manage.py archive INSPECTION FILE``: the archive of a ledger into a file."""

import hashlib
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from ledger import access
from ledger.models import Inspection
from ledger.refusals import Refusal
from reports.archive import open_archive
from reports.archive.members import Altered


class Command(BaseCommand):
    """Write the whole case as one .zip that can be verified on any machine."""

    help = "归档：把一本台账连同佐证材料、操作记录写成一个可核验的 .zip"

    def add_arguments(self, parser):
        """Which ledger, and the file to write; an existing one is kept."""
        parser.add_argument("inspection", type=int, help="巡察的编号，即台账地址里的数字")
        parser.add_argument("file")

    def handle(self, *args, **options):
        """Exit 0 once it is written, 1 where it is refused, 2 where it could not be."""
        target = Path(options["file"])
        inspection = Inspection.objects.filter(pk=options["inspection"]).first()
        if inspection is None:
            self.fail(1, f"没有编号为 {options['inspection']} 的巡察")
        try:
            access.log(None, "export", f"archive {inspection.pk} {target}", username="manage.py")
            digest, size = write(inspection, target)
        except Refusal as refusal:
            self.fail(1, "\n".join([str(refusal), *refusal.more]))
        except Altered as error:
            self.fail(1, f"没有写成，佐证材料与上传时不同：{error}")
        except (DatabaseError, OSError) as error:
            self.fail(2, f"没有写成：{error}")
        self.stdout.write(f"已写入 {target}，{size} 字节\nSHA-256 {digest}")

    def fail(self, status, sentence):
        """Say why, and end."""
        self.stderr.write(sentence)
        sys.exit(status)


def write(inspection, target):
    """Write the archive beside its place, then put it there; returns its SHA-256 and size."""
    part = target.with_name(f"{target.name}.part")
    if target.exists():
        raise FileExistsError(f"{target} 已经存在")
    digest = hashlib.sha256()
    made = open_archive(inspection)
    try:
        with open(part, "xb") as file:
            for chunk in made:
                digest.update(chunk)
                file.write(chunk)
    except BaseException as error:
        if not isinstance(error, FileExistsError):
            part.unlink(missing_ok=True)
        raise
    finally:
        made.close()
    part.rename(target)
    return digest.hexdigest(), len(made)
