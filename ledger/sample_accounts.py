"""The accounts of the sample installation, as its login page and ``run.sh`` print them."""

PASSWORD = "zhenggai-2024"  # noqa: S105  (sample installations only; refused in production)

DEPARTMENTS = {
    "bgs": "办公室",
    "hyb": "会员部",
    "jjb": "经济部",
    "xjb": "宣传教育部",
    "shb": "商会部",
    "jgdw": "机关党委",
}


def accounts():
    """(login name, post) of every sample account."""
    rows = []
    for code, name in DEPARTMENTS.items():
        rows += [(f"handler-{code}", f"{name}承办人"), (f"head-{code}", f"{name}负责人")]
    return [
        *rows,
        ("dual", "办公室副主任（兼整改办）"),
        ("office", "整改办主任"),
        ("office2", "整改办副主任"),
        ("lead1", "副主席（分管组织、宣传）"),
        ("lead2", "副主席（分管经济）"),
        ("lead3", "秘书长"),
        ("secretary", "党组书记"),
        ("secretary2", "党组副书记（受委托审批）"),
        ("supervisor", "派驻纪检监察组"),
        ("overseer", "市委巡察办"),
        ("auditor", "审计员"),
        ("sysadmin", "系统管理员"),
        ("secadmin", "安全管理员"),
        ("other-office", "市文联整改办"),
        ("other-handler", "市文联承办人"),
        ("other-head", "市文联部门负责人"),
        ("other-lead", "市文联副主席"),
        ("other-secretary", "市文联党组书记"),
    ]
