"""The strings that the cells of a workbook share."""

import re
from typing import Final

from aftersales.kernel.sheets.archive import Archive
from aftersales.kernel.sheets.errors import SheetUnsafe
from aftersales.kernel.sheets.markup import Attributes, Events

_MAX_STRINGS: Final = 1_000_000
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


def shared_strings(archive: Archive, part: str) -> list[str]:
    """The shared strings in order; the readings that accompany East Asian text are not part of them."""
    collector = _Collector()
    events = Events(part, collector.start, collector.end, collector.text.append)
    for chunk in archive.chunks(part):
        events.feed(chunk)
    events.feed(b"", final=True)
    return collector.strings


def unescaped(text: str) -> str:
    """Text with the `_xHHHH_` escapes of the format resolved."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Collector:
    """Joins the runs of each string as their XML events arrive."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.text: list[str] = []
        self._runs: list[str] = []
        self._readings = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Enter an element."""
        del attributes
        if name == "t":
            self.text.clear()
        elif name == "si":
            self._runs.clear()
        elif name == "rPh":
            self._readings += 1

    def end(self, name: str) -> None:
        """Leave an element."""
        if name == "t" and not self._readings:
            self._runs.append("".join(self.text))
        elif name == "rPh":
            self._readings -= 1
        elif name == "si":
            if len(self.strings) >= _MAX_STRINGS:
                raise SheetUnsafe(reason="too many strings", reason_zh="文本条目过多")
            self.strings.append(unescaped("".join(self._runs)))
