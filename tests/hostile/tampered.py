"""A secret text altered in every way that somebody might try, one after the other and never the text itself."""

import base64
import zlib
from collections.abc import Iterator
from typing import Final

from aftersales.tenancy.entry.rules import ALPHABET, _checksum

LOOKALIKES: Final = {"a": "а", "e": "е", "o": "о", "p": "р", "_": "＿", "0": "０", "1": "１", "s": "ѕ"}
"""Letters that look the same and are others."""

WORDS: Final = (
    "",
    "null",
    "undefined",
    "*",
    "%",
    "0",
    "true",
    "{}",
    "[]",
    "' OR '1'='1",
    "../../x",
    "$(id)",
    "A" * 10_000,
)


def tampered(text: str) -> list[str]:
    """Every alteration of a text, each once."""
    return [one for one in dict.fromkeys(_alterations(text)) if one != text]


def _alterations(text: str) -> Iterator[str]:
    for place in range(0, len(text), max(1, len(text) // 24)):
        yield text[:place] + _another(text[place]) + text[place + 1 :]
        yield text[:place] + text[place + 1 :]
        yield text[:place] + text[place] + text[place:]
    last = len(text) - 1
    yield text[:last] + _another(text[last])
    for letter in ALPHABET:
        yield text[:last] + letter
    yield from (text[:length] for length in (1, len(text) // 2, last))
    yield from (text + more for more in ("A", "=", "==", "\x7f", ".x", "%00", "/", text))
    yield from (text.upper(), text.lower(), text.swapcase(), text[::-1], text.replace("_", "-"), text.title())
    yield text[1:] + text[0]
    yield text.replace("_", "", 1)
    yield base64.b64encode(text.encode()).decode()
    yield text.encode().hex()
    yield f'"{text}"'
    yield str(zlib.crc32(text.encode()))
    yield from WORDS


def _another(letter: str) -> str:
    return ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)] if letter in ALPHABET else "A"


def resealed(token: str) -> list[str]:
    """Tokens with another body, whose checksum is right: only their hash tells that nobody was given them."""
    body = token[:-6]
    bodies = [
        body[:place] + _another(body[place]) + body[place + 1 :] for place in range(body.rindex("_") + 1, len(body))
    ]
    return [one + _checksum(one) for one in bodies]


def lookalikes(text: str) -> list[str]:
    """The same to the eye, one letter another."""
    return [text.replace(letter, other, 1) for letter, other in LOOKALIKES.items() if letter in text]
