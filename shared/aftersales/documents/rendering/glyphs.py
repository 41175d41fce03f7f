"""Which characters our font can draw: PDF/A forbids a missing glyph, and a paper must not lose one silently."""

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from pathlib import Path
from struct import unpack_from
from typing import Final

MISSING: Final = "□"
"""Stands in for each character that the font lacks (emoji, scripts other than Han, Latin, Greek, Cyrillic)."""

SPACES: Final = frozenset("\t\n\r")
_NONCHARACTER: Final = 0xFFFE
_FULL_MAP: Final = 12
_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@cache
def font_folder() -> Path:
    """Where the one font of all papers lies; no font of the host is ever used."""
    return Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl" / "notosanssc"


@cache
def is_drawable(character: str) -> bool:
    """Whether the font has a glyph for the character."""
    starts, ends = _ranges()
    index = bisect_right(starts, ord(character)) - 1
    return index >= 0 and ord(character) <= ends[index]


def printable(text: str) -> str:
    """The text as it can be set: composed, without invisible controls, □ for what the font lacks."""
    if text.isascii():
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    composed = unicodedata.normalize("NFC", text)
    return "".join(_drawn(c) for c in composed.replace("\r\n", "\n"))


def unprintable(text: str) -> str | None:
    """The first control character, lone surrogate or noncharacter in the text, if there is one."""
    if text.isprintable():
        return None
    return next((c for c in text if c not in SPACES and _is_control(c)), None)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or ord(character) & _NONCHARACTER == _NONCHARACTER


def _drawn(character: str) -> str:
    if character in SPACES:
        return " " if character == "\t" else "\n"
    if unicodedata.category(character) == "Cf" or any(ord(character) in r for r in _SELECTORS):
        return ""
    if unicodedata.category(character) in {"Zs", "Zl", "Zp"}:
        return character if character == "\u3000" else " "
    return character if is_drawable(character) else MISSING


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """First and last code points of each run in the font's format 12 character map."""
    font = next(font_folder().glob("*.ttf")).read_bytes()
    (tables,) = unpack_from(">H", font, 4)
    records = (unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (subtables,) = unpack_from(">H", font, cmap + 2)
    offsets = [cmap + unpack_from(">HHL", font, cmap + 4 + 8 * i)[2] for i in range(subtables)]
    full = next(offset for offset in offsets if unpack_from(">H", font, offset)[0] == _FULL_MAP)
    (groups,) = unpack_from(">L", font, full + 12)
    runs = sorted(unpack_from(">LLL", font, full + 16 + 12 * i)[:2] for i in range(groups))
    return [first for first, _ in runs], [last for _, last in runs]
