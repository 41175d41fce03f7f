"""The pieces of a condition: its types, its tokens, and the flaw that names where it goes wrong."""

import re
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """The types that conditions compute with; a date is compared with a date or an ISO text."""

    BOOL = "bool"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    DATE = "date"


class FactType(NamedTuple):
    """A fact's type and, for enumerations, the only values it takes."""

    kind: Kind
    values: frozenset[str] = frozenset()


class ConditionFlaw(Exception):  # noqa: N818 - what is wrong with a condition, turned into a Problem by its caller
    """The first thing wrong in a condition, at a line and a column counted from 1."""

    def __init__(self, code: str, offset: int, zh: str, en: str) -> None:
        super().__init__(code)
        self.code = code
        self.offset, self.zh_reason, self.en_reason = offset, zh, en
        self.line, self.column, self.is_long = 1, offset + 1, False

    def within(self, source: str) -> "ConditionFlaw":
        """The same flaw with its line, now that it is known what was read."""
        before = source[: self.offset]
        self.line, self.column = before.count("\n") + 1, self.offset - before.rfind("\n")
        self.is_long = "\n" in source
        return self

    @property
    def zh(self) -> str:
        """Where and what, in Chinese."""
        line = f"第 {self.line} 行" if self.is_long else ""
        return f"{line}第 {self.column} 列：{self.zh_reason}"

    @property
    def en(self) -> str:
        """Where and what, in English."""
        line = f"line {self.line}, " if self.is_long else ""
        return f"{line}column {self.column}: {self.en_reason}"


class Operand(NamedTuple):
    """What a part of the source is: a type, a list of it and how long, a literal's value, an enumeration's values."""

    kind: Kind
    offset: int
    is_list: bool = False
    literals: tuple[str, ...] | None = None
    values: frozenset[str] = frozenset()
    size: int = 0


class Token(NamedTuple):
    """A piece of source."""

    sort: str
    text: str
    offset: int


TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<double>[0-9]+\.[0-9]+)
    |(?P<int>[0-9]+)
    |(?P<string>"(?:[^"\\\n]|\\["'\\nt])*"|'(?:[^'\\\n]|\\["'\\nt])*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<mark>&&|\|\||==|!=|<=|>=|[<>!?:()\[\],.+*-])""",
    re.VERBOSE,
)
ESCAPES: Final = {"n": "\n", "t": "\t"}


def tokens_of(source: str) -> list[Token]:
    """The source in pieces, with an end mark."""
    found: list[Token] = []
    offset = 0
    while offset < len(source):
        match = TOKEN.match(source, offset)
        if match is None:
            raise ConditionFlaw(
                "condition_syntax", offset, f"无法识别“{source[offset]}”。", f"{source[offset]!r} is not understood."
            )
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), offset))
        offset = match.end()
    found.append(Token("end", "", len(source)))
    return found


def literal_of(token: Token) -> Operand:
    """What a literal is; a text keeps its value for the check against enumerations and dates."""
    if token.sort == "string":
        return Operand(Kind.STRING, token.offset, literals=(_unescaped(token.text),))
    return Operand(Kind.BOOL if token.sort == "name" else Kind(token.sort), token.offset)


def _unescaped(source: str) -> str:
    """The text that a string literal stands for."""
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), source[1:-1])


def is_date(text: str) -> bool:
    """Whether a text is a day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
