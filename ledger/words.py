"""An organization's own words, and what they mean beside the standard ones."""

from ledger.editing import check_office
from ledger.models import MEANINGS, Word
from ledger.refusals import refuse
from ledger.roles import Role
from ledger.writing import change, create


def dictionary(organization, use):
    """What each word in use means: the standard labels, and the organization's own on top."""
    standard = {label: code for code, label in MEANINGS[use].items()}
    own = Word.objects.filter(organization=organization, use=use, is_retired=False)
    return standard | dict(own.values_list("text", "means"))


def own_words(organization, use):
    """The organization's words in use for each meaning."""
    found = {}
    rows = Word.objects.filter(organization=organization, use=use, is_retired=False)
    for text, means in rows.order_by("pk").values_list("text", "means"):
        found.setdefault(means, []).append(text)
    return found


def add_word(word, *, actor):
    """Add a word to an organization's own; its office may. Raises Refusal."""
    check_office(actor, word.organization, "增加用语")
    if word.text in MEANINGS.get(word.use, {}).values():
        raise refuse("malformed", errors=[f"“{word.text}”是标准写法，含义不能改。"])
    return create(word, actor=actor, role=Role.OFFICE)


def retire_word(word, retired, *, actor):
    """Take a word out of use or back into it: what was written with it stays. Raises Refusal."""
    check_office(actor, word.organization, "停用用语")
    action = "retire" if retired else "restore"
    values = {"is_retired": retired}
    return change(word, action, actor=actor, role=Role.OFFICE, values=values)
