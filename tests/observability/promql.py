"""Just enough of PromQL to say whether an expression can be read, and which figures and labels it names."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

TOKEN: Final = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w]))"""
    r"""|(?P<range>\[(?:\d+(?:ms|[smhdwy]))+\])|(?P<word>[a-zA-Z_:][\w:]*)"""
    r"""|(?P<sign>=~|!~|!=|==|<=|>=|[-+*/%^<>(){},=]))""",
)
AGGREGATIONS: Final = frozenset({"sum", "min", "max", "avg", "count", "topk", "bottomk", "quantile", "stddev"})
OVER_RANGES: Final = frozenset(
    {"rate", "increase", "irate", "delta", "max_over_time", "min_over_time", "avg_over_time"}
)
FUNCTIONS: Final = frozenset({"histogram_quantile", "absent", "abs", "ceil", "floor", "round", "vector", "time"})
BINARY: Final = frozenset({"+", "-", "*", "/", "%", "^", "==", "!=", "<", ">", "<=", ">=", "and", "or", "unless"})
MATCHES: Final = frozenset({"=", "!=", "=~", "!~"})


class Unreadable(Exception):  # noqa: N818 - what an expression is
    """An expression that Prometheus would not take either."""


class Asked(Struct, frozen=True):
    """A figure that an expression asks for, and the labels by which it picks."""

    name: str
    labels: tuple[tuple[str, str, str], ...]


class Expression:
    """One expression, read from left to right; `asked` and `grouped` are what it names."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0
        self.asked: list[Asked] = []
        self.grouped: set[str] = set()
        self._binary()
        if self._place != len(self._tokens):
            raise Unreadable(f"{self._peek()} is one too many in {text}")

    def _peek(self) -> str:
        return self._tokens[self._place][1] if self._place < len(self._tokens) else ""

    def _kind(self) -> str:
        return self._tokens[self._place][0] if self._place < len(self._tokens) else ""

    def _next(self, *wanted: str) -> str:
        found = self._peek()
        if not found or (wanted and found not in wanted):
            raise Unreadable(f"{wanted} is missing before {found!r}")
        self._place += 1
        return found

    def _binary(self) -> None:
        self._operand()
        while self._peek() in BINARY:
            self._next()
            if self._peek() == "bool":
                self._next()
            if self._peek() in {"on", "ignoring"}:
                self._next()
                self._names()
            self._operand()

    def _operand(self) -> None:
        if self._peek() == "-":
            self._next()
        if self._peek() == "(":
            self._next("(")
            self._binary()
            self._next(")")
        elif self._kind() == "number":
            self._next()
        elif self._kind() == "word":
            self._named(self._next())
        else:
            raise Unreadable(f"nothing begins with {self._peek()!r}")

    def _named(self, name: str) -> None:
        if name in AGGREGATIONS:
            self._grouping()
            self._arguments()
            self._grouping()
        elif name in OVER_RANGES:
            self._next("(")
            self._selector(self._next(), ranged=True)
            self._next(")")
        elif name in FUNCTIONS:
            self._arguments()
        else:
            self._selector(name, ranged=False)

    def _grouping(self) -> None:
        if self._peek() in {"by", "without"}:
            self._next()
            self.grouped |= set(self._names())

    def _names(self) -> Iterator[str]:
        self._next("(")
        names = [self._next()]
        while self._peek() == ",":
            self._next()
            names.append(self._next())
        self._next(")")
        return iter(names)

    def _arguments(self) -> None:
        self._next("(")
        self._binary()
        while self._peek() == ",":
            self._next()
            self._binary()
        self._next(")")

    def _selector(self, name: str, *, ranged: bool) -> None:
        if self._peek() == "(":
            raise Unreadable(f"there is no function {name}")
        labels: list[tuple[str, str, str]] = []
        if self._peek() == "{":
            self._next("{")
            while self._peek() != "}":
                labels.append((self._next(), self._next(*MATCHES), self._next().strip("\"'")))
                if self._peek() == ",":
                    self._next()
            self._next("}")
        if (self._kind() == "range") != ranged:
            raise Unreadable(f"{name} needs a range just where a function goes over one")
        if ranged:
            self._next()
        self.asked.append(Asked(name, tuple(labels)))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    text = text.strip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise Unreadable(f"{text[place : place + 20]!r} cannot be read")
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()
