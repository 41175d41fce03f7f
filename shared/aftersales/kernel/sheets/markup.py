"""XML by events, with document types and entities refused before they can mean anything."""

import pyexpat
from collections.abc import Callable
from typing import Final, TypeAlias

from aftersales.kernel.sheets.errors import SheetDamaged, SheetUnsafe

Attributes: TypeAlias = dict[str, str]
Start: TypeAlias = Callable[[str, Attributes], None]
End: TypeAlias = Callable[[str], None]
Text: TypeAlias = Callable[[str], None]

_MAX_DEPTH: Final = 64


class Events:
    """A parser that tells local names only, so that a prefix hides nothing from the reader."""

    def __init__(self, place: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        self._place = place
        self._local: dict[str, str] = {}
        self._start = start
        self._end = end
        self._depth = 0
        self._parser = pyexpat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._on_start
        self._parser.EndElementHandler = self._on_end
        if text is not None:
            self._parser.CharacterDataHandler = text

    def feed(self, data: bytes, *, final: bool = False) -> None:
        """Parse the next piece; anything but well-formed XML is a damaged file."""
        try:
            self._parser.Parse(data, final)
        except (pyexpat.ExpatError, ValueError, LookupError):
            raise SheetDamaged(place=self._place) from None

    def _on_start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise SheetDamaged(place=self._place)
        self._start(self._local_name(name), attributes)

    def _on_end(self, name: str) -> None:
        self._depth -= 1
        if self._end is not None:
            self._end(self._local_name(name))

    def _local_name(self, name: str) -> str:
        local = self._local.get(name)
        if local is None:
            local = self._local[name] = name.rpartition(":")[2]
        return local


def elements(place: str, data: bytes) -> list[tuple[str, Attributes]]:
    """Every element of a small part in order, with attributes by local name."""
    found: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        found.append((name, {key.rpartition(":")[2]: value for key, value in attributes.items()}))

    Events(place, start).feed(data, final=True)
    return found


def _refuse_doctype(name: str, system: str | None, public: str | None, internal: object) -> None:
    del name, system, public, internal
    raise SheetUnsafe(reason="XML with a document type", reason_zh="XML 含有文档类型定义")
