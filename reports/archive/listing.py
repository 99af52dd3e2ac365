"""The lists of contents and the instructions, as pages that any browser shows without a server."""

from pathlib import PurePosixPath
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reports.papers.wording import deadline

from .filing import ROOT

INDEX, INSTRUCTIONS = "目录.html", "核验说明.txt"


def pages(filing, about):
    """(path, bytes) of the list of each problem and of the whole."""
    for folder in filing.folders:
        path = f"{folder.path}/{INDEX}"
        context = {**about, "folder": folder, "top": link(INDEX, path)}
        context["groups"] = [
            (task, deadline(task), sheet_of(filing, task, path), measures)
            for task, measures in groups(folder)
        ]
        yield path, page("problem", context)
    rows = [
        (folder, link(f"{folder.path}/{INDEX}", INDEX), kept_in(folder))
        for folder in filing.folders
    ]
    meetings = [(meeting, line and entry(line, INDEX)) for meeting, line in filing.meetings]
    others = [entry(line, INDEX) for line in filing.others]
    context = {**about, "rows": rows, "meetings": meetings, "others": others}
    yield INDEX, page("index", context)


def sheet_of(filing, task, page):
    """The address of a task's sign-off sheet, or nothing where it is not signed off."""
    path = filing.sheets.get(task.pk)
    return link(path, page) if path else ""


def kept_in(folder):
    """Where the files of a problem lie: here, or with other problems that they prove as well."""
    numbers = {PurePosixPath(line.path).parts[1].partition(" ")[0] for line in folder.lines}
    said = ["本文件夹"] if folder.number in numbers else []
    if others := sorted(numbers - {folder.number}):
        said.append(f"见 {'、'.join(others)} 号文件夹")
    return "，另".join(said)


def page(name, context):
    """A page of the archive in bytes."""
    return render_to_string(f"reports/archive/{name}.html", context).encode()


def link(path, page):
    """The address of a member as seen from a page among the members."""
    up = "../" * (len(PurePosixPath(page).parts) - 1)
    return up + quote(path)


def groups(folder):
    """(task, [(measure, lines)]) with a number for each line through the whole folder."""
    number = 0
    told = []
    for task, measures in folder.by_measure():
        shown = []
        for measure, lines in measures:
            entries = []
            for line in lines:
                number += 1
                own = entry(line, f"{folder.path}/{INDEX}")
                entries.append(own | {"number": number, "elsewhere": elsewhere(line, folder)})
            shown.append((measure, entries))
        told.append((task, shown))
    return told


def entry(line, page):
    """A line of a list: the evidence, and where it lies."""
    return {"row": line.row, "href": link(line.path, page), "path": line.path}


def elsewhere(line, folder):
    """Where a file lies that is in another problem's folder, or nothing."""
    return "" if line.path.startswith(f"{folder.path}/") else line.path.removeprefix(f"{ROOT}/")


def instructions(about):
    """How to verify the archive, as every editor on Windows opens it."""
    # Plain text: what stands in it is never read as HTML.
    plain = {
        key: SafeString(value) if isinstance(value, str) else value for key, value in about.items()
    }
    text = render_to_string("reports/archive/instructions.txt", plain)
    return text.replace("\n", "\r\n").encode("utf-8-sig")
