"""What tells who a person is: telephone, identity and card numbers, addresses, accounts, plates."""

import re

TITLES = {
    "phone": "电话号码",
    "id_number": "身份证号码",
    "bank_card": "银行账号、卡号",
    "email": "电子邮箱",
    "plate": "车牌号码",
    "address": "家庭住址",
    "account": "微信号、QQ号",
}
# Digits as people group them; the full-width ones are read as well.
GROUPED = re.compile(r"(?<![\dA-Za-z.])\d(?:[ \-]?\d){5,22}[Xx]?(?![\dA-Za-z])")
MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[ \-]?[1-9]\d{6,7}|(?:400|800)[ \-]?\d{3}[ \-]?\d{4}")
EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}[@＠][A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF])(?![A-Za-z0-9])"
)
# A local number has no area code: only the word before it says what it is.
CALLED = re.compile(
    r"(?:电话|热线|手机|传真|座机|分机)(?:号码)?(?:是|为|[:：])?[ ]?([2-8]\d{2,3}[ \-]?\d{4})(?!\d)"
)
PARTLY = re.compile(
    r"身份证(?:件)?(?:号码|号)?(?:[后前末][四六]位|尾号)?(?:是|为|[:：])?[ ]?(\d{4,17}[\dXx*＊×]?)(?![\dXx])"
)
# Of an organization or a person: the word says what it is, whatever its check digit.
BANK = re.compile(
    r"(?:账号|帐号|卡号|账户|帐户|银行卡)(?:号码)?(?:是|为|[:：（(])?[ ]?(\d(?:[ \-]?\d){11,29})(?!\d)"
)
ADDRESS = re.compile(
    r"(?:(?:家庭住址|现住址|住址|家住)(?:是|为|[:：])?|(?:户籍地址?|居住地)[:：])[^，。；：、\n]{2,40}"
    r"|[^，。；：、\s]{0,12}?\d{1,4}(?:栋|幢|单元)\d{2,4}(?:室|号房)"
)
HOME = re.compile(r"\d|小区|[路街巷栋幢]")
ACCOUNT = re.compile(
    r"(?:微信号?|QQ号?|抖音号|支付宝账号)(?:是|为|[:：])?[ ]?([A-Za-z0-9][A-Za-z0-9_\-]{4,30})(?![A-Za-z0-9%])",
    re.I,
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９－—‐＠", "0123456789---@")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
ADVICE = "请删去；确需写的，隐去一部分。"


def find(case):
    """Numbers and addresses by which a person is found; the contact block may have its own."""
    for view in case.views:
        text = view.text.translate(FULL_WIDTH)
        open_to_all = view.passage is case.contact
        for code, span in (*of_numbers(text), *(() if open_to_all else of_places(text))):
            if code == "phone" and open_to_all:
                continue
            says = f"这里有{TITLES[code]}，公开会泄露个人信息。"
            yield view.finding(code, *span, says, ADVICE)
        for match in () if open_to_all else EMAIL.finditer(text):
            says = "这里有电子邮箱，只有联系方式里可以写。"
            yield view.finding("email", *match.span(), says, ADVICE)
        for match in PLATE.finditer(text):
            yield view.finding("plate", *match.span(), "这里有车牌号码，可以查到个人。", ADVICE)


def of_numbers(text):
    """(code, place) of what is a person's number, whole or in part."""
    told = []
    for match in GROUPED.finditer(text):
        if code := kind_of(match[0]):
            told.append(match.span())
            yield code, match.span()
    for code, words in (("phone", CALLED), ("id_number", PARTLY), ("bank_card", BANK)):
        for match in words.finditer(text):
            start, end = match.span(1)
            if not any(start < last and first < end for first, last in told):
                yield code, (start, end)


def of_places(text):
    """(code, place) of where a person lives, or is found in the net."""
    for match in ADDRESS.finditer(text):
        if HOME.search(match[0]):
            yield "address", match.span()
    for match in ACCOUNT.finditer(text):
        yield "account", match.span(1)


def kind_of(text):
    """What a run of digits is, or nothing."""
    digits = re.sub(r"[ \-]", "", text).upper()
    if is_identity(digits):
        return "id_number"
    if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(text):
        return "phone"
    if 15 <= len(digits) <= 19 and digits.isdecimal() and digits[0] in "3456" and luhn(digits):
        return "bank_card"
    return ""


def is_identity(digits):
    """Whether it is an identity number: 18 places with the right check digit and a possible day."""
    if len(digits) != 18 or not digits[:17].isdecimal() or digits[0] == "0":
        return False
    month, day = int(digits[10:12]), int(digits[12:14])
    if digits[6:8] not in ("18", "19", "20") or not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False))
    return CHECK_DIGITS[total % 11] == digits[17]


def luhn(digits):
    """Whether a card number's check digit is right."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
