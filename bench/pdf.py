"""Measure the PDF of the sample's notice against WeasyPrint alone, and against LibreOffice.

The press sets the text, checks fonts and characters, asks its warm worker and takes the file;
WeasyPrint, warm too, is given the same HTML in this process. Both in turn, so that they share the
machine's moods; only the ratio says anything. Where LibreOffice is installed, one process of it
turns the Word file of the same notice into a PDF. Ends with 0, or 1 if a target is missed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, MOST_TIMES = 9, 1.15
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from own import surroundings


def set_up(folder):
    """Django on a database of its own, with the fonts that set-up fetched."""
    import django
    from django.core.management import call_command

    fonts = Path(os.environ.get("VAR_DIR", ROOT / "var")).resolve() / "fonts"
    if fonts.exists():
        (Path(folder) / "fonts").symlink_to(fonts)
    os.environ |= surroundings(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
    django.setup()
    call_command("migrate", verbosity=0)


def make_notice():
    """The published notice of the sample, as paper."""
    from django.core.management import call_command

    from reports.published import current, find

    call_command("load_sample", verbosity=0)
    return find(current().get().slug).paper


def alone(html, css):
    """WeasyPrint as its manual calls it, with the file's properties as ours."""
    import weasyprint

    sheet = weasyprint.CSS(string=css)
    return weasyprint.HTML(string=html).write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")


def by_libreoffice(file, folder):
    """A PDF by one process of LibreOffice."""
    path = Path(folder) / "notice.docx"
    path.write_bytes(file)
    profile = (Path(folder) / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, str(path), "--outdir", folder], check=True, capture_output=True, timeout=120
    )


def seconds(work, *arguments, **options):
    """How long it takes."""
    start = time.perf_counter()
    work(*arguments, **options)
    return time.perf_counter() - start


def main():
    """Time all in turn, say what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from django.utils import timezone

        from reports import press, typesetting, word

        paper, now = make_notice(), timezone.now()
        html, css = press.typeset(paper, made_at=now), typesetting.stylesheet()
        cold = seconds(press.render, paper, made_at=now)
        office = shutil.which("soffice")
        file = word.docx(paper, made_at=now)
        if office:
            by_libreoffice(file, folder)  # makes its profile
        alone(html, css)
        times = {"press": [], "alone": [], "word": [], "libreoffice": []}
        for _ in range(ROUNDS):
            times["press"].append(seconds(press.render, paper, made_at=now))
            times["alone"].append(seconds(alone, html, css))
            times["word"].append(seconds(word.docx, paper, made_at=now))
        for _ in range(3 if office else 0):
            times["libreoffice"].append(seconds(by_libreoffice, file, folder))
    found = {name: statistics.median(rows) for name, rows in times.items() if rows}
    ratio = found["press"] / found["alone"]
    print(f"press, cold          {cold * 1000:7.0f} ms")
    print(f"press, warm          {found['press'] * 1000:7.0f} ms")
    print(f"WeasyPrint alone     {found['alone'] * 1000:7.0f} ms   press: {ratio:.2f} times")
    print(f".docx                {found['word'] * 1000:7.0f} ms")
    beaten = True
    if office:
        part = found["press"] / found["libreoffice"]
        beaten = part < 1
        print(
            f"one LibreOffice      {found['libreoffice'] * 1000:7.0f} ms   press: {part:.2f} times"
        )
    else:
        print("LibreOffice is not installed: not compared.")
    return 0 if ratio <= MOST_TIMES and beaten else 1


if __name__ == "__main__":
    sys.exit(main())
