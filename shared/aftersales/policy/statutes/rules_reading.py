"""Reading statutes from their documents, and what has to hold over them together."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Final

import msgspec

from aftersales.policy.statutes.model import CountRule, Statute, WindowRule

DOCUMENTS: Final = "aftersales.policy.statutes.data"
DECODER: Final = msgspec.json.Decoder(Statute)


def read_statutes() -> Mapping[str, Statute]:
    """Every statute by its code; flawed data stop the product when it starts."""
    documents = sorted(one.name for one in files(DOCUMENTS).iterdir() if one.name.endswith(".json"))
    read = {name[:-5]: DECODER.decode((files(DOCUMENTS) / name).read_bytes()) for name in documents}
    flaws = tuple(flaws_of(read))
    if flaws:
        raise ValueError("; ".join(flaws))
    return read


def flaws_of(statutes: Mapping[str, Statute]) -> Iterator[str]:
    """What contradicts itself, one after the other."""
    for name, statute in statutes.items():
        if statute.code != name:
            yield f"{name}: its code is {statute.code}"
        effect, successor = statute.effect, statutes.get(statute.repealed_by or "")
        for reference in (statute.extends, statute.repealed_by):
            if reference is not None and reference not in statutes:
                yield f"{name}: {reference} does not exist"
        first = effect.from_day or effect.not_before
        if first is not None and effect.until is not None and effect.until < first:
            yield f"{name}: it ends before it begins"
        if successor is not None and (
            effect.until is None or successor.effect.from_day is None or effect.until >= successor.effect.from_day
        ):
            yield f"{name}: it overlaps with {successor.code}"
        yield from _unsound(name, statute)


def _unsound(name: str, statute: Statute) -> Iterator[str]:
    """Figures that no rule could compute with."""
    for provision in statute.provisions:
        match provision.rule:
            case WindowRule(days=days, months=months) if (days is None) == (months is None):
                yield f"{name} {provision.article}: a window has either days or months"
            case CountRule(at_least=figure) if figure < 1:
                yield f"{name} {provision.article}: a counter begins at one"
            case _:
                pass
