"""The rules in force, read from where they are held: tables, routes, limits, refusals."""

from django.conf import settings

from ledger.refusals import REFUSALS
from ledger.roles import Role
from ledger.routes import declared_routes
from ledger.signoff import COMMENT_LENGTH, DETAIL_LENGTH, PASSWORD_MINUTES
from ledger.transitions import LEVELS

from .checking import WAIVERS
from .models import NoticeState
from .publishing import STEPS

ORDER = ("measure", "task", "problem")
DOES = {
    Role.HANDLER: "填写进展、上传佐证材料、启动和申请销号（本部门）",
    Role.HEAD: "同承办人，并审核本部门的申请、申请任务销号",
    Role.OFFICE: "维护台账，复核措施、确认成效，申请任务和问题销号，申请快照，起草通报并送审",
    Role.LEAD: "审核本人牵头的任务",
    Role.SECRETARY: "批准任务和问题销号，决定转持续整改，确认快照，批准公布和撤下通报",
    Role.SUPERVISOR: "提出和撤销异议，重新整改，放行通报的检查提示；不改台账和通报的内容",
    Role.OVERSEER: "查看下级单位的台账",
    Role.AUDITOR: "查看操作记录及其校验，不看台账内容",
    Role.SYSTEM_ADMIN: "建立账号、单位和部门，不看台账内容",
    Role.SECURITY_ADMIN: "授予和撤销角色，不建账号，不看台账内容",
}


def levels():
    """The levels from the lowest up, as the rules page and the command show them."""
    return [LEVELS[name] for name in ORDER]


def state_label(level, state):
    """The words for a state of a level."""
    return dict(level.model._meta.get_field("state").choices)[state]


def tables():
    """Each level with its lines in words."""
    return [
        {
            "level": level.name,
            "label": level.model._meta.verbose_name,
            "lines": [line(level, row) for row in level.table],
        }
        for level in levels()
    ]


def line(level, row):
    """One line of a table in words."""
    return {
        "action": row.label,
        "from": "、".join(state_label(level, state) for state in row.sources),
        "to": state_label(level, row.target),
        "who": "本次申请人" if row.by_submitter else "、".join(who.label for who in row.who),
        "needs": "；".join(need.label for need in row.needs),
        "when": row.when.label if row.when else "",
        "signs": row.signs,
    }


NEEDED = {
    "submit": "检查提示全部处理；快照已经确认；有送审人以外的党组书记账号",
    "recall": "本人送审的",
    "send_back": "写明原因",
    "publish": "不是送审人；台账和快照都没有变得不能公布；不早于成文日期；本人密码",
    "take_down": "写明原因；本人密码",
    "void": "写明原因",
}


def papers():
    """The lines of snapshots and notices, in words."""
    rows = [
        ("申请快照", "", "待书记确认", "整改办", "状态不一致的任务写明原因", True),
        ("确认快照", "待书记确认", "已确认", "党组书记", "不是申请人", True),
        ("退回快照", "待书记确认", "已退回", "党组书记", "不是申请人；写明原因", True),
    ]
    for action, (label, source, target, _, who) in STEPS.items():
        signs = target in (NoticeState.SUBMITTED, NoticeState.PUBLISHED)
        rows.append((f"{label}通报", source.label, target.label, who, NEEDED[action], signs))
    waivers = "、".join(role.label for role in WAIVERS)
    rows.append(("放行检查提示", "", "", waivers, "没有写这段文字；写明理由", False))
    names = ("action", "from", "to", "who", "needs", "signs")
    return [dict(zip(names, row, strict=True)) for row in rows]


def roles():
    """Each role with its label and what it does."""
    return [{"code": role.value, "label": role.label, "does": DOES[role]} for role in Role]


def transitions():
    """Every line of every table, by identifiers."""
    return [
        {
            "level": level.name,
            "action": row.action,
            "label": row.label,
            "from": [str(state) for state in row.sources],
            "to": str(row.target),
            "who": [who.code for who in row.who],
            "needs": [need.code for need in row.needs],
            "when": row.when.code if row.when else None,
            "signs": row.signs,
            "by_submitter": row.by_submitter,
        }
        for level in levels()
        for row in level.table
    ]


def limits():
    """The bounds that the product holds, with their units in the names."""
    return {
        "evidence_max_megabytes": settings.EVIDENCE_MAX_MB,
        "comment_characters": COMMENT_LENGTH,
        "detail_characters": DETAIL_LENGTH,
        "password_confirmed_minutes": PASSWORD_MINUTES,
        "login_failures": settings.AXES_FAILURE_LIMIT,
        "login_cooloff_minutes": round(settings.AXES_COOLOFF_TIME * 60),
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "form_fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    }


def refusals():
    """Every refusal with its status and its sentence."""
    return [
        {"code": code, "status": kind.status, "text": text}
        for code, (kind, text) in REFUSALS.items()
    ]


def document():
    """All of it, as ``manage.py rules --json`` prints it."""
    return {
        "roles": roles(),
        "transitions": transitions(),
        "routes": declared_routes(),
        "limits": limits(),
        "refusals": refusals(),
    }
