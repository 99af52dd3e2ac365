"""Every refusal: its code, its status and the sentence a person reads."""


class Refusal(Exception):
    """An act that was not carried out, and changed nothing. ``str()`` is the Chinese sentence."""

    status = 400
    field = None  # of a form, where it is about one
    back = ""  # the address of what was refused, where that helps
    retry_after = None  # seconds after which asking again makes sense

    def __init__(self, code, message, errors=()):
        super().__init__(message)
        self.code = code
        self.errors = list(errors)
        self.facts = {}  # what a script needs beside the sentence

    @property
    def more(self):
        """The errors beside the sentence itself, which need not be said twice."""
        return [text for text in self.errors if text != str(self)]


class About(str):
    """One of a refusal's errors that leads to what it is about."""

    def __new__(cls, text, href):
        """The sentence, with the address in ``href``."""
        self = super().__new__(cls, text)
        self.href = href
        return self


class Forbidden(Refusal):
    """Not for this person."""

    status = 403


class Conflict(Refusal):
    """Not in this state, or no longer."""

    status = 409


class TooLarge(Refusal):
    """More than the ledger takes."""

    status = 413


class TooOften(Refusal):
    """Too many attempts."""

    status = 429


class Unavailable(Refusal):
    """Not possible now: something the server needs is missing."""

    status = 503


class Busy(Unavailable):
    """Not possible just now: others are at it."""

    retry_after = 5


REFUSALS = {
    "login_required": (Forbidden, "登录已失效，请重新登录后再办理。"),
    "csrf": (Forbidden, "页面已过期，请刷新后重新提交。刚才填写的内容没有保存。"),
    "not_found": (Refusal, "没有这个页面，或者你无权查看。"),
    "method": (Refusal, "这个地址不接受这种请求方式，请从页面上的按钮办理。"),
    "role": (Forbidden, "你的角色不能{action}。{who}"),
    "malformed": (Refusal, "填写的内容有误，请按提示修改后重新提交。"),
    "closed": (Conflict, "本轮巡察整改台账已办结，只能查看。"),
    "not_empty": (Conflict, "{title}里已经有内容，只能往空台账里复制。"),
    "closing_asked": (Conflict, "已经申请办结，正等党组书记确认。"),
    "closing_not_asked": (Conflict, "整改办还没有申请办结。"),
    "voided": (Conflict, "{title}已作废，不能再办理。"),
    "stale": (Conflict, "{title}刚刚有了变动，没有办理。请查看最新内容后再办。"),
    "wrong_state": (Conflict, "{title}现在是“{state}”，不能{action}。"),
    "not_submitter": (Forbidden, "只有本次申请人可以撤回。需要改正的，请审核人退回。"),
    "not_your_step": (Forbidden, "{title}现在是“{state}”，这一环节不由你{action}。"),
    "already_signed": (
        Forbidden,
        "你已在本次申请中签过“{step}”，同一人不能办理两个环节，请由其他有权限的同志办理。",
    ),
    "objection": (Conflict, "派驻纪检监察组对{title}提出了异议，撤销异议后才能销号。"),
    "no_next_signer": (
        Conflict,
        "{action}之后，“{step}”环节没有可以签字的人：{reason}请整改办先请安全管理员增加授权。",
    ),
    "password_required": (Forbidden, "办理前请再输入一次本人密码（5 分钟内有效）。"),
    "password_wrong": (Forbidden, "密码不正确，没有办理。请重新输入本人登录密码。"),
    "reason_missing": (Refusal, "请写明原因：要重做什么、补什么。"),
    "progress_missing": (Refusal, "还没有进展记录，请先填写至少一条进展。"),
    "evidence_missing": (Refusal, "还没有佐证材料，请先上传至少一份。"),
    "measures_open": (Refusal, "还有措施没有销号：{items}。全部销号后才能申请。"),
    "tasks_open": (Refusal, "还有任务没有销号：{items}。全部销号后才能申请。"),
    "no_children": (Refusal, "{title}下面还没有{children}，不能申请销号。"),
    "effect_missing": (Refusal, "请填写整改成效：解决了什么、有什么变化。"),
    "stage_goal_missing": (Refusal, "请填写阶段目标：到下次复核时要做到什么。"),
    "review_date_missing": (Refusal, "请填写下次复核日期，并晚于今天。"),
    "parent_locked": (Conflict, "{title}是“{state}”，不能再增改下级内容。请先退回或重新整改。"),
    "item_locked": (Conflict, "{title}是“{state}”，内容已锁定。需要修改的，请先{way}。"),
    "has_children": (Conflict, "{title}下面还有没作废的内容：{items}。请先移走或作废。"),
    "plan_reason_missing": (
        Refusal,
        "方案已印发，修改内容、责任部门或时限须写明原因。",
    ),
    "measure_locked": (Conflict, "{title}是“{state}”，不能再补充内容。需要补充的，请先退回。"),
    "objection_open": (Conflict, "{title}已有未撤销的异议。"),
    "no_objection": (Conflict, "{title}没有未撤销的异议。"),
    "workbook_none": (
        Refusal,
        "文件打不开：不是 .xlsx，或者加了密码。请用 Excel 或 WPS 另存为没有密码的 .xlsx 再上传。",
    ),
    "workbook_old": (
        Refusal,
        "文件打不开：是旧格式的 .xls。请用 Excel 或 WPS 另存为 .xlsx 再上传。",
    ),
    "workbook_encrypted": (
        Refusal,
        "文件打不开：加了密码。请在 Excel 或 WPS 里取消密码，另存后再上传。",
    ),
    "workbook_truncated": (
        Refusal,
        "文件打不开：不完整，可能没有传完或没有存完。请重新保存或重新下载后再上传。",
    ),
    "workbook_damaged": (Refusal, "文件已损坏，读不出来。请用 Excel 或 WPS 打开后另存一份再上传。"),
    "workbook_too_large": (TooLarge, "文件展开后太大，没有读取。请只留需要的工作表后再上传。"),
    "workbook_rows": (Refusal, "表格太长，一次最多 {limit} 行。请分成几个文件。"),
    "workbook_columns": (
        TooLarge,
        "工作表“{sheet}”太宽：单元格 {cell} 有内容，最多读 {limit} 列。请删去右边多余的列后再上传。",
    ),
    "workbook_sheets": (
        TooLarge,
        "工作表太多，最多 {limit} 张。请只留需要的工作表后再上传。",
    ),
    "workbook_content": (
        TooLarge,
        "文件内容太多，没有读取。请只留台账需要的行列，或分成几个文件后再上传。",
    ),
    "headings_missing": (
        Refusal,
        "没有找到表头。请在前几行留一行表头，至少有：{names}。可下载模板填写。",
    ),
    "rows_missing": (Refusal, "表头下面没有内容。"),
    "text_type": (
        Refusal,
        "这里可以读取 .docx 和 .txt。旧版 .doc、.wps 或 PDF，请用 Word 或 WPS 另存为 .docx，或者直接粘贴文字。",
    ),
    "text_damaged": (Refusal, "文件已损坏或加了密码，读不出来。请用 Word 或 WPS 另存一份再上传。"),
    "text_too_large": (TooLarge, "文字太多，没有读取。一次最多 2 MB，请分成几个文件。"),
    "text_unreadable": (
        Refusal,
        "文件里的文字读不出来。请用记事本打开，另存为 UTF-8 编码的 .txt，或者直接粘贴文字。",
    ),
    "text_empty": (Refusal, "没有文字。请粘贴全文，或者上传有文字的文件。"),
    "preview_expired": (Refusal, "预览已过期，请重新上传文件。"),
    "no_deadline": (Conflict, "{title}没有在走的整改时限，不用申请延期。"),
    "extension_not_later": (Refusal, "新的时限须晚于现在的时限 {date}。"),
    "extension_past": (Refusal, "新的时限不能早于今天。"),
    "extension_open": (Conflict, "{title}已有一个延期申请在等审批。"),
    "extension_decided": (Conflict, "这个延期申请已经审批过：{decision}。"),
    "stage_not_asked": (
        Conflict,
        "{title}现在不需要阶段报告：只有持续整改的任务，和定了复核日期、没有销号的长期坚持的措施需要。",
    ),
    "stage_report_open": (Conflict, "{title}已有一份阶段报告在等审核。"),
    "stage_report_decided": (Conflict, "这份阶段报告已经审核过：{decision}。"),
    "next_review_missing": (Refusal, "认可的，请填写下次复核日期，须晚于今天和这次的复核日期。"),
    "stage_note_missing": (Refusal, "退回补充的，请写明缺什么。"),
    "own_report": (Forbidden, "不能审核自己报送的阶段报告，请由其他有权限的同志办理。"),
    "own_withholding": (
        Forbidden,
        "不公开的情形是你本人填写的，不能由本人批准。请由整改办其他同志填写，再由你审批。",
    ),
    "not_withheld": (Conflict, "没有等你审批的不公开，可能已经审批，或公开范围已改。"),
    "import_not_ready": (Conflict, "还有错误要改，或有没有对上的部门和人员，或没有要导入的内容。"),
    "import_not_marked": (
        Conflict,
        "这个文件太大或太特别，不能标注。请按页面上列出的位置修改原文件。",
    ),
    "no_own_layout": (
        Conflict,
        "还没有导入过本单位的 Excel 台账，没有版式可用。请先导入，或下载通用版式。",
    ),
    "own_layout_failed": (
        Conflict,
        "原来的文件太特别，不能按它的版式导出。请下载通用版式的台账。",
    ),
    "import_marked": (
        Conflict,
        "《{name}》带有密级标志（{marks}），没有读取。本系统严禁处理涉密内容；确不涉密的，请先去掉标志。",
    ),
    "import_cancelled": (Conflict, "已取消，没有读取。"),
    "import_done": (Conflict, "这个文件已经导入过。要再导入，请重新上传。"),
    "import_not_applied": (Conflict, "这次导入还没有保存，或已经撤回。"),
    "import_not_undoable": (
        Conflict,
        "不能整批撤回：{items} 在导入之后又有了变动。请逐条修改或作废。",
    ),
    "no_decider": (
        Conflict,
        "现在不能{action}：除你本人外，没有{who}可以审批。请先由安全管理员授权。",
    ),
    "decided_already": (Conflict, "已经有了结果：{decision}，不能再撤回。"),
    "not_asker": (Forbidden, "只有本人可以撤回自己提出的申请或报送的报告。"),
    "snapshot_unexplained": (
        Conflict,
        "措施和任务的状态不一致，又没有写明原因，不能做快照。"
        "已经完成的，请先申请销号；还没有完成的，请在任务的“修改”里填写“未完成原因”。",
    ),
    "snapshot_decided": (Conflict, "{title}已经{done}，不能再办理。"),
    "snapshot_altered": (Conflict, "{title}的内容与校验码不符，不能确认。请联系系统管理员核查。"),
    "snapshot_too_old": (Conflict, "{title}生成较早，没有起草通报要用的内容。请重新申请一份快照。"),
    "notice_dated_before": (Refusal, "成文日期不能早于数据截至日期 {day}。"),
    "notice_dated_before_original": (Refusal, "更正版的成文日期不能早于原版的 {day}。"),
    "notice_dated_later": (
        Conflict,
        "成文日期是 {day}，还没有到，不能公布。请到那一天再公布，或退回改成文日期。",
    ),
    "notice_in_hand": (Conflict, "这本台账已有一份通报在起草或送审，请先办完或作废。"),
    "notice_reason_missing": (Refusal, "请写明原因。"),
    "notice_findings": (
        Conflict,
        "检查还有 {count} 条提示没有处理，不能送审。请逐条修改，或由另一位同志写明理由放行：",
    ),
    "notice_found_since": (
        Conflict,
        "送审之后又有 {count} 条提示没有处理，不能公布。请退回修改，能放行的由另一位同志写明理由放行：",
    ),
    "notice_unconfirmed": (Conflict, "{title}还没有由党组书记确认，不能送审或公布。请先确认快照。"),
    "notice_altered": (
        Conflict,
        "{title}的文字与登记的校验码不符，不能办理。请联系系统管理员核查。",
    ),
    "notice_open": (Conflict, "{title}是“{state}”，请先公布或作废，再办结台账。"),
    "passage_gone": (Conflict, "这一段已经被删去，没有保存。刚才写的内容留在下面，可以复制。"),
    "passage_stale": (
        Conflict,
        "这一段刚刚由别人改过，没有保存。下面是现在的内容和你写的内容，请合在一起再保存。",
    ),
    "passage_moved": (Conflict, "段落的次序刚刚由别人改过，没有移动。请看现在的次序后再移。"),
    "passage_bound": (Refusal, "绑定的数字和日期来自快照，不能改写。需要更新的，请换用新的快照。"),
    "passage_framed": (Refusal, "标题、落款、成文日期和更正说明不能增加、删去或移动。"),
    "finding_gone": (
        Conflict,
        "这条提示所指的文字已经改过，或者不再提示，没有放行。请看现在的提示。",
    ),
    "finding_fixed": (
        Forbidden,
        "台账里已不公开的内容不能放行。请删去或改写；可以公开的，先在台账里改公开范围。",
    ),
    "finding_waived": (Conflict, "这条提示已由{name}放行。"),
    "own_words": (Forbidden, "这些文字是你写的，提示须由其他同志核对后放行，或者由你改正。"),
    "own_request": (Forbidden, "不能审批自己提出的申请，请由其他有权限的同志办理。"),
    "note_missing": (Refusal, "不同意的，请写明理由。"),
    "hint_gone": (
        Conflict,
        "这条提示的情况已经变了，或者不再提示，没有办理。请看现在的提示。",
    ),
    "hint_dismissed": (Conflict, "这条提示已由{name}排除。"),
    "hint_on_sign_off": (
        Forbidden,
        "这条提示说的是审批和销号本身，整改办不能排除，请派驻纪检监察组核实后排除。",
    ),
    "own_hint": (Forbidden, "这条提示涉及你本人办理的事项，请由其他有权限的同志核实后排除。"),
    "nothing_chosen": (Refusal, "没有选择事项，请先勾选。"),
    "too_many": (Refusal, "一次最多办理 {limit} 件，请分几次。"),
    "posted_before": (
        Conflict,
        "这张表刚才已经保存过一次。现在填的与那次不同，还没有保存；要另存一条，请再点一次保存。",
    ),
    "preview_changed": (
        Conflict,
        "预览之后有变动，还没有保存。下面是现在的预览，核对后请再确认一次。",
    ),
    "no_chapters": (
        Conflict,
        "还没有登记反馈文件。请先到“巡察和规则”里登记文件和它的方面，再录入问题。",
    ),
    "correction_reason_missing": (Refusal, "请写明更正的原因。"),
    "own_outcome": (Forbidden, "不能确认自己登记或修改的成效，请由整改办其他同志办理。"),
    "outcome_locked": (
        Conflict,
        "成效“{title}”已经确认，责任部门不能再改。需要更正的，请整改办修改或作废。",
    ),
    "outcome_confirmed": (Conflict, "成效“{title}”已经确认过。"),
    "evidence_quota": (
        TooLarge,
        "这条措施的佐证材料总共不能超过 {limit} MB。请压缩，或只传关键材料。",
    ),
    "evidence_count": (TooLarge, "这条措施的佐证材料已有 {limit} 份，不能再增加。"),
    "evidence_elsewhere": (Conflict, "“{name}”不是这条措施的佐证材料。"),
    "evidence_superseded": (Conflict, "“{name}”已被新版本替代。"),
    "evidence_signed": (
        Conflict,
        "“{name}”已有人据以签字，不能撤下。需要更正的，请上传新版本替代它。",
    ),
    "too_many_files": (
        TooLarge,
        "一次最多上传 {limit} 份文件，这次的都没有上传。请返回后分几次上传。",
    ),
    "evidence_of_outcome": (
        Conflict,
        "“{name}”是成效“{outcome}”的依据，不能撤下。请先修改或作废这条成效。",
    ),
    "evidence_twice": (
        Conflict,
        "《{name}》与{title}已有的《{old}》内容相同，没有再存一份。",
    ),
    "marked": (Conflict, "《{name}》疑似带有密级标志（{marks}），没有上传。"),
    "paper_marked": (
        Conflict,
        "《{name}》疑似带有密级标志（{marks}），没有保存。涉密文件严禁上传；经核对确不涉密的，"
        "请在下面勾选并写明理由，重新选择文件后再保存。",
    ),
    "paper_marked_visit": (
        Conflict,
        "《{name}》疑似带有密级标志（{marks}），没有保存。确不涉密的，请整改办核对后登记。",
    ),
    "held_waiting": (Conflict, "《{name}》与待整改办核对的一份文件内容相同，核对前不能再传。"),
    "held_rejected": (
        Conflict,
        "《{name}》与整改办核对后不予接收的一份文件内容相同，不能上传。",
    ),
    "held_decided": (Conflict, "这份文件已经核对过：{decision}。"),
    "held_note_missing": (Refusal, "请写明核对的理由。"),
    "held_altered": (
        Conflict,
        "《{name}》与上传时不同，不能放行。请不予接收，并联系系统管理员核查。",
    ),
    "held_open": (Conflict, "还有 {count} 份疑似涉密的上传待核对，核对后才能办结。"),
    "held_open_measure": (
        Conflict,
        "有 {count} 份疑似涉密的上传等整改办核对，核对后才能申请销号和销号。",
    ),
    "evidence_insufficient": (
        Conflict,
        "本次申请的材料被认为不足：{files}。请退回补充；补核后认为充分的，先在材料页面改记“充分”。",
    ),
    "held_measure_voided": (Conflict, "{title}已作废，不能放行，只能不予接收。"),
    "held_measure_locked": (
        Conflict,
        "{title}是“{state}”，现在不能放行，只能不予接收。要放行的，请先{way}。",
    ),
    "own_upload": (Forbidden, "不能核对自己上传的文件，请由整改办其他同志办理。"),
    "files_refused": (Refusal, "已上传 {done} 份，下面的没有上传："),
    "own_evidence": (Forbidden, "自己上传的材料请由别人审核。"),
    "file_missing": (Refusal, "请选择要上传的文件。"),
    "file_empty": (Refusal, "文件“{name}”是空的，没有上传。"),
    "file_type": (
        Refusal,
        "文件“{name}”不是可以上传的类型。可上传 PDF、Word、Excel、PPT、OFD、WPS、JPG、PNG；"
        "带宏、夹带程序或压缩包的，以及不完整的，不能上传。",
    ),
    "person_quota": (
        TooLarge,
        "你在本台账上传的材料已有 {used} MB，总共不能超过 {limit} MB。"
        "请压缩，或请系统管理员调整限额。",
    ),
    "files_too_large": (
        TooLarge,
        "一次上传的文件合计不能超过 {limit} MB，从“{name}”起没有上传。"
        "每个文件最多 {each} MB，请压缩或分几次上传。",
    ),
    "file_changed": (
        Unavailable,
        "文件“{name}”与上传时不同，不能预览。请联系系统管理员核查，台账记录没有受影响。",
    ),
    "preview_unavailable": (Unavailable, "服务器暂时不能生成预览，请下载查看。"),
    "preview_busy": (Busy, "正在生成别的预览，请过几秒再打开，或下载查看。"),
    "file_too_large": (TooLarge, "文件超过 {limit} MB，没有上传。请压缩或拆分后再传。"),
    "file_lost": (
        Unavailable,
        "文件“{name}”在存储中找不到了，请联系系统管理员核查。台账记录没有受影响。",
    ),
    "too_large": (TooLarge, "提交的内容太大，没有保存。"),
    "too_often": (TooOften, "密码输错次数太多，请 {minutes} 分钟后再试，或联系系统管理员。"),
    "archive_damaged": (
        Conflict,
        "没有生成归档：{count} 份佐证材料的文件不在，或长度、内容与登记的不同。"
        "请联系系统管理员核查存储（verify_evidence），恢复后再下载。",
    ),
    "archive_busy": (Busy, "别的归档正在下载，请过几分钟再试。"),
    "font_missing": (
        Unavailable,
        "不能生成 PDF：服务器缺少中文字体（{fonts}），请联系技术支持安装。",
    ),
    "character_missing": (
        Unavailable,
        "不能生成 PDF：没有字体收录{characters}。请改用别的字符；"
        "确需使用的生僻字，请联系技术支持安装收录它的字体。",
    ),
    "pdf_missing": (
        Unavailable,
        "不能生成 PDF：服务器缺少排版组件（{library}），请联系技术支持安装。",
    ),
    "paper_too_long": (
        TooLarge,
        "内容太多（约合 {count} 行），PDF 最多 {limit} 行。请下载 Word；责任清单可以按部门生成 PDF。",
    ),
    "press_busy": (Unavailable, "正在生成的 PDF 较多，请稍后再试。"),
    "press_failed": (
        Unavailable,
        "没有生成 PDF：内容过多，或者排版组件出错，请缩小范围再试；仍不能生成的，请联系技术支持。",
    ),
    "unavailable": (Unavailable, "系统暂时不能办理，内容没有保存，请稍后再试。"),
}


def refuse(code, errors=(), **facts):
    """The refusal ``code`` with its sentence filled in; raise what it returns."""
    kind, text = REFUSALS[code]
    return kind(code, text.format(**facts), errors)
