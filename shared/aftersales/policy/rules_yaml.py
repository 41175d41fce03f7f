"""Policies as YAML: read without its traps (no aliases, no tags, no `no` that is false), written so that it reads back.

Only what JSON can say is understood; a plain scalar is a number, true, false or null exactly where JSON writes it so.
"""

import re
from collections.abc import Iterator
from typing import Final, NoReturn

import msgspec
import yaml
from msgspec import Raw
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from aftersales.policy.errors import PolicyUnreadable

DEEPEST: Final = 32
MOST_NODES: Final = 100_000
NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


def json_of(source: bytes) -> bytes:
    """The same document as JSON, or a refusal that names the line and the column."""
    try:
        text = source.decode("utf-8")
        return msgspec.json.encode(_Reader(text).read())
    except UnicodeDecodeError:
        raise PolicyUnreadable(reason="UTF-8", pointer="") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise PolicyUnreadable(reason=f"{place}{error.problem or error.context}", pointer="") from None
    except yaml.YAMLError as error:
        raise PolicyUnreadable(reason=str(error).splitlines()[0], pointer="") from None


class _Reader:
    """One pass over the events of one document."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.nodes = 0

    def read(self) -> object:
        """The one document of the stream."""
        event = next(self.events)
        while not isinstance(event, NodeEvent):
            if isinstance(event, StreamEndEvent):
                self.refuse(event, "empty")
            event = next(self.events)
        value = self.value(event, 0)
        for after in self.events:
            if isinstance(after, DocumentStartEvent):
                self.refuse(after, "more than one document")
        return value

    def value(self, event: Event, depth: int) -> object:
        """What begins with this event."""
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            self.refuse(event, f"> {MOST_NODES} values" if self.nodes > MOST_NODES else f"> {DEEPEST} levels")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            self.refuse(event, "anchors and aliases are not read")
        if getattr(event, "tag", None) is not None:
            self.refuse(event, "tags are not read")
        if isinstance(event, SequenceStartEvent):
            return self.items(depth)
        if isinstance(event, MappingStartEvent):
            return self.fields(depth)
        return scalar_of(event) if isinstance(event, ScalarEvent) else self.refuse(event, "?")

    def items(self, depth: int) -> list[object]:
        """A list."""
        found: list[object] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.append(self.value(event, depth + 1))
        return found

    def fields(self, depth: int) -> dict[str, object]:
        """A mapping; a key is a text and stands once."""
        found: dict[str, object] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or event.anchor is not None:
                self.refuse(event, "a key is a text")
            if event.value in found:
                self.refuse(event, f"{event.value} stands twice")
            found[event.value] = self.value(next(self.events), depth + 1)
        return found

    def refuse(self, event: Event, reason: str) -> NoReturn:
        """Say where it cannot be read."""
        mark = event.start_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise PolicyUnreadable(reason=f"{place}{reason}", pointer="")


def scalar_of(event: ScalarEvent) -> object:
    """A text; without quotes also a number, a word of JSON, or nothing."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in WORDS:
        return WORDS[text]
    return Raw(text.encode()) if NUMBER.fullmatch(text) else text


class _Dumper(yaml.CSafeDumper):
    """Quotes every text that would read back as something else."""


def _text(dumper: yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    plain = text not in WORDS and NUMBER.fullmatch(text) is None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def yaml_of(document: object) -> bytes:
    """A Struct as YAML, in the order in which it is declared."""
    plain = msgspec.to_builtins(document)
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, encoding="utf-8")
