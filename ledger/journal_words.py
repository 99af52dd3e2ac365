"""Journal entries in words: actions, states and changed fields as people say them."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import JSONField

from ledger.roles import Role
from ledger.transitions import LEVELS

APPS = ("ledger", "problems", "measures", "reports")
ACTIONS = {
    "create": "新增",
    "edit": "修改",
    "reorder": "调整顺序",
    "retire": "停用",
    "restore": "恢复使用",
    "void": "作废",
    "apply": "导入",
    "undo": "撤回导入",
    "object": "提出异议",
    "lift": "撤销异议",
    "confirm": "确认成效",
    "link": "引用材料",
    "mark": "审核材料",
    "take_back": "撤下材料",
    "hold": "暂存待核",
    "release": "核对放行",
    "reject": "不予接收",
    "grant": "授予角色",
    "revoke": "撤销角色",
    "ask_closing": "申请办结",
    "close": "办结",
    "reopen_ledger": "重新启用",
    "adopt": "方案印发",
    "ask_snapshot": "申请快照",
    "confirm_snapshot": "确认快照",
    "return_snapshot": "退回快照",
    "begin_notice": "起草通报",
    "text_notice": "修改通报",
    "add_notice": "增加通报段落",
    "remove_notice": "删去通报段落",
    "move_notice": "移动通报段落",
    "bind_notice": "按快照更新通报",
    "submit_notice": "送审通报",
    "recall_notice": "撤回送审",
    "send_back_notice": "退回通报",
    "publish_notice": "批准公布通报",
    "take_down_notice": "撤下通报",
    "void_notice": "作废通报",
    "waive_finding": "放行通报提示",
    "ask_extension": "申请延期",
    "extension_granted": "同意延期",
    "extension_refused": "不同意延期",
    "extension_withdrawn": "撤回延期申请",
    "extend": "延期",
    "report_stage": "报送阶段报告",
    "stage_accepted": "认可阶段报告",
    "stage_returned": "退回阶段报告",
    "stage_withdrawn": "撤回阶段报告",
    "review": "复核，定下次复核日期",
    "approve_withholding": "批准不公开",
    "refuse_withholding": "不同意不公开",
    "dismiss": "排除提示",
}
HIDDEN = frozenset({"version", "attempt", "state", "inspection", "file"})
LONG = 120


def model_of(name):
    """The model that an entry's ``object_type`` names, or None if it is no longer there."""
    for app in APPS:
        if name in apps.all_models[app]:
            return apps.all_models[app][name]
    return None


def actions():
    """Every action that an entry may name, with its label, each once."""
    found = dict(ACTIONS)
    for level in LEVELS.values():
        for code, label in level.actions.items():
            found.setdefault(code, label)
    return list(found.items())


def action_word(entry):
    """The action's label on its level, or the general one."""
    level = LEVELS.get(entry.object_type)
    if level and entry.action in level.actions:
        return level.actions[entry.action]
    return ACTIONS.get(entry.action, entry.action)


def state_word(entry, state):
    """The label of a state on the entry's level."""
    level = LEVELS.get(entry.object_type)
    if not level or not state:
        return ""
    return dict(level.model._meta.get_field("state").choices).get(state, state)


def describe_all(entries):
    """Give each entry its ``words``: what a page shows of it, fields with old and new.

    Rows that fields lead to are read once for each table, however many entries there are.
    """
    names = Names(entries)
    for entry in entries:
        entry.words = describe(entry, names)


class Names:
    """What the rows are called that the changed fields of some entries lead to."""

    def __init__(self, entries):
        wanted = {}
        for entry in entries:
            for column, values in relations(entry):
                wanted.setdefault(column.related_model, set()).update(values)
        self.found = {model: rows_of(model).in_bulk(keys) for model, keys in wanted.items()}

    def __call__(self, model, value):
        """One row, or several in their order, by the keys that the journal kept."""
        if value in (None, "", []):
            return "（空）"
        keys = value if isinstance(value, list) else [value]
        return "、".join(row_name(self.found[model].get(key), key) for key in keys)


def rows_of(model):
    """The rows of a model with what their names are made of."""
    return model._default_manager.select_related(*getattr(model, "NAMED_BY", ()))


def relations(entry):
    """(column, keys) of each changed field of an entry that leads to other rows."""
    model = model_of(entry.object_type)
    for name, values in entry.changes.items() if model else ():
        column = column_of(model, name)
        if column is not None and column.is_relation and not hidden(name):
            yield column, {key for value in values for key in keys_of(value)}


def keys_of(value):
    """The keys in a value of the journal: none, one or several."""
    return value if isinstance(value, list) else [] if value is None else [value]


def row_name(row, key):
    """What people call a row: a person by name, an item by level and number."""
    if row is None:
        return f"（{key}）"
    return str(getattr(row, "title", "") or getattr(row, "name", "") or row)


def column_of(model, name):
    """The model's field, or None where there is no such field any more."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def hidden(name):
    """Whether a field says nothing to a reader."""
    return name in HIDDEN or name.endswith(("_by", "_at"))


def describe(entry, names):
    """What a page shows of an entry: its words, and the changed fields with old and new."""
    model = model_of(entry.object_type)
    roles = dict(Role.choices) | {"system": "系统"}
    return {
        "action": action_word(entry),
        "what": named(model, entry),
        "role": roles.get(entry.role, entry.role),
        "from": state_word(entry, entry.from_state),
        "to": state_word(entry, entry.to_state),
        "changes": [] if model is None else list(changes(model, entry, names)),
    }


def named(model, entry):
    """The item as it was called, with what it is where its name does not say so."""
    kind = model._meta.verbose_name if model else entry.object_type
    return entry.label if entry.label.startswith(kind) else f"{kind}：{entry.label}"


def changes(model, entry, names):
    """(label, old, new) of each changed field that says something to a reader."""
    for name, (old, new) in entry.changes.items():
        column = column_of(model, name)
        if column is None or hidden(name) or (not old and not new):
            continue
        if isinstance(column, JSONField):
            continue  # what a machine keeps of a file says nothing to a reader
        if column.is_relation:
            of = column.related_model
            yield column.verbose_name, names(of, old), names(of, new)
        else:
            yield column.verbose_name, shown(column, old), shown(column, new)


def shown(column, value):
    """A value as text: the choice's label, and long text cut."""
    if value in (None, "", []):
        return "（空）"
    text = str(dict(column.choices or ()).get(value, value))
    return text if len(text) <= LONG else text[:LONG] + "…"
