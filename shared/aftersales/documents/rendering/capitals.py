"""Amounts in Chinese capital numerals, as finance papers must carry them: 1,080.50 is 壹仟零捌拾元伍角整."""

from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_MYRIADS: Final = ("", "万", "亿", "万亿")
_GROUP: Final = 10_000


def capitals(fen: int) -> str:
    """An amount of fen in capital numerals; `整` closes it unless it ends in 分."""
    sign = "负" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    text = f"{_integer(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif cents and yuan:
        text += "零"
    if cents:
        return f"{sign}{text}{_DIGITS[cents]}分"
    return f"{sign}{text or '零元'}整"


def _integer(number: int) -> str:
    groups: list[int] = []
    while number:
        number, group = divmod(number, _GROUP)
        groups.append(group)
    text = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if text and (group and (group < _GROUP // 10 or groups[index + 1] % 10 == 0)) and not text.endswith("零"):
            text += "零"
        if group:
            text += _group(group) + _MYRIADS[index]
    return text.rstrip("零")


def _group(group: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
