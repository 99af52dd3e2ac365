"""Characters that cannot be printed: their paper would be refused when it is to be published."""

TITLES = {"unprintable": "印不出的字符"}
ADVICE = "请改用别的字符；确需使用的生僻字，请联系技术支持安装收录它的字体。"


def find(case):
    """Each character that no font has, at its place."""
    for view in case.views:
        for at, char in enumerate(view.text):
            if char in case.unprintable:
                says = f"没有字体收录“{char}”（U+{ord(char):04X}），通报将无法生成 PDF。"
                yield view.finding("unprintable", at, at + 1, says, ADVICE)
