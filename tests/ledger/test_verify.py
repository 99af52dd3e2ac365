"""Tampering with the journal as the database's owner: found, and named."""

import json

import pytest
from django.core.management import call_command

from ledger import journal
from ledger.models import JournalEntry, JournalHead
from ledger.signoff import perform
from ledger.triggers import drop_triggers, install_triggers, missing_triggers
from ledger.verify import anchor, verify
from ledger.writing import create
from measures.models import Measure
from tests.factories import TODAY, make_inspection, make_member, make_task, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """A chain of four entries about one measure; the triggers are off, as their owner may have it."""
    task = make_task(make_inspection())
    organization, department = task.inspection.organization, task.department
    handler = make_member(organization, "handler", department)
    head = make_member(organization, "head", department)
    make_member(organization, "office")
    for parent in (task.problem, task):
        changes = journal.difference({}, journal.fields(parent))
        journal.record(parent, "create", actor=handler, role="office", changes=changes)
    measure = Measure(
        inspection=task.inspection,
        task=task,
        number=1,
        text="措施",
        department=department,
        deadline=TODAY,
    )
    create(measure, actor=handler, role="office")
    prove(measure, handler)
    for action, actor in (("start", handler), ("submit", handler), ("approve", head)):
        measure.refresh_from_db()
        perform(measure, action, actor=actor, version=measure.version)
    drop_triggers()
    yield JournalHead.objects.get(inspection=task.inspection)
    install_triggers()


def found(kept=None):
    """(sequence, message's beginning) of each fault."""
    return [(fault.sequence, str(fault)) for fault in verify(kept)]


def rehash(head, start):
    """Rebuild every hash from an entry on, as an owner who knows the recipe would."""
    previous = ""
    for entry in JournalEntry.objects.filter(head=head).order_by("sequence"):
        if entry.sequence >= start:
            entry.previous_hash = previous
            entry.hash = journal.digest(entry, head.name)
            entry.save()
        previous = entry.hash
    JournalHead.objects.filter(pk=head.pk).update(hash=previous)


def test_untouched_journal_holds(chain):
    assert found() == []


def test_edited_entry_is_named(chain):
    JournalEntry.objects.filter(head=chain, sequence=4).update(comment="改过")

    [(sequence, text)] = found()

    assert sequence == 4
    assert "内容与校验码不符" in text


def test_deleted_entry_is_named(chain):
    JournalEntry.objects.filter(head=chain, sequence=4)._raw_delete("default")

    [(sequence, text)] = found()

    assert sequence == 4
    assert "缺少这一条" in text


def test_reordered_entries_are_named(chain):
    entries = JournalEntry.objects.filter(head=chain)
    entries.filter(sequence=4).update(sequence=99)
    entries.filter(sequence=5).update(sequence=4)
    entries.filter(sequence=99).update(sequence=5)

    [(sequence, _)] = found()

    assert sequence == 4


def test_inserted_entry_is_named(chain):
    last = JournalEntry.objects.filter(head=chain).latest("sequence")
    last.pk, last.sequence, last.comment = None, last.sequence + 1, "插入"
    last.save()

    [(sequence, text)] = found()

    assert sequence == 7
    assert "没有接上前一条" in text


def test_cut_off_tail_is_found_by_the_head(chain):
    JournalEntry.objects.filter(head=chain, sequence=6)._raw_delete("default")

    [(sequence, text)] = found()

    assert sequence == 6
    assert "链头记着 6 条" in text


def test_rewritten_chain_is_found_by_the_anchor_alone(chain):
    kept = anchor()
    JournalEntry.objects.filter(head=chain, sequence=6).update(comment="改过")
    rehash(chain, 6)

    without, [(sequence, text)] = found(), found(kept)

    assert without == []
    assert sequence == 6
    assert "与外存的链头不符" in text


def test_chain_cut_off_with_its_head_is_found_by_state_and_anchor(chain):
    kept = anchor()
    JournalEntry.objects.filter(head=chain, sequence=6)._raw_delete("default")
    last = JournalEntry.objects.filter(head=chain).latest("sequence")
    JournalHead.objects.filter(pk=chain.pk).update(sequence=last.sequence, hash=last.hash)

    assert "现在的状态与操作记录不符" in found()[0][1]
    assert "与外存的链头不符" in found(kept)[0][1]


def test_vanished_chain_is_found_by_the_anchor(chain):
    kept = anchor() | {"inspection:999999": {"sequence": 3, "hash": "0" * 64}}

    assert [text.split(" ")[0] for _, text in found(kept)] == ["inspection:999999"]


def test_state_changed_behind_the_engine_is_named(chain):
    Measure.objects.update(state="signed_off")

    [(sequence, text)] = found()

    assert sequence == 6
    assert "措施" in text


def test_item_carried_off_to_another_ledger_is_named(chain):
    Measure.objects.update(inspection=make_inspection())

    [(sequence, text)] = found()

    assert sequence == 6
    assert "已不在库里" in text


def command(*args):
    """Exit code of a management command."""
    with pytest.raises(SystemExit) as stop:
        call_command(*args)
    return stop.value.code


def test_commands_write_an_anchor_and_verify_against_it(chain, tmp_path, capsys):
    path = tmp_path / "anchor.json"
    call_command("export_anchor", str(path))

    assert command("verify_journal", "--anchor", str(path)) == 0
    JournalEntry.objects.filter(head=chain, sequence=5).update(name="别人")
    capsys.readouterr()
    assert command("verify_journal", "--json") == 1

    answer = json.loads(capsys.readouterr().out)
    assert [fault["sequence"] for fault in answer["faults"]] == [5]


def test_commands_say_when_they_cannot_run(chain, tmp_path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text("[]")

    assert command("verify_journal", "--anchor", str(tmp_path / "none.json")) == 2
    assert command("verify_journal", "--anchor", str(bad)) == 2
    assert command("export_anchor", str(bad)) == 2


def test_missing_triggers_are_named(chain):
    assert "ledger_journalentry" in "".join(missing_triggers())
