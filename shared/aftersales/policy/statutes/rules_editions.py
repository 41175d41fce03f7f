"""Editions of the law: what a release knew of it, kept for ever so that a decision can be made again."""

import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct

from aftersales.policy.statutes.model import Statute

KEPT: Final = "aftersales.policy.statutes.editions"
FINGERPRINT: Final = re.compile("[0-9a-f]{16}")
DECODER: Final = msgspec.json.Decoder(tuple[Statute, ...])


class Edition(Struct, frozen=True):
    """All statutes at one time, under the fingerprint of what they say."""

    fingerprint: str
    statutes: Mapping[str, Statute]


def encoded(statutes: Mapping[str, Statute]) -> bytes:
    """Statutes as an edition keeps them: in the order of their codes, without spaces."""
    return msgspec.json.encode([statutes[code] for code in sorted(statutes)], order="deterministic")


def edition_of(statutes: Mapping[str, Statute]) -> Edition:
    """Statutes under their fingerprint."""
    return Edition(sha256(encoded(statutes)).hexdigest()[:16], statutes)


def read_edition(fingerprint: str) -> Edition | None:
    """An edition that was kept, if one has this fingerprint."""
    place = files(KEPT) / f"{fingerprint}.json"
    if not FINGERPRINT.fullmatch(fingerprint) or not place.is_file():
        return None
    return edition_of({one.code: one for one in DECODER.decode(place.read_bytes())})
