"""Tokens and passwords: what is stored is never what is shown."""

import asyncio
import hashlib
import hmac
import secrets
import string
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

ALPHABET: Final = string.digits + string.ascii_letters
LENGTH: Final = 32
"""Random characters of a token: 190 bits."""

LEAST_PASSWORD: Final = 10
COMMON: Final = frozenset({"1234567890", "0123456789", "password12", "qwertyuiop", "aaaaaaaaaa", "1111111111"})

_hasher = PasswordHasher()
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")


def _checksum(text: str) -> str:
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def new_token(prefix: str) -> str:
    """A secret like `aps_live_…`, whose last six characters are a checksum so that leaks can be told from noise."""
    body = f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return body + _checksum(body)


class Sealer:
    """Derives tokens from the process's secret key, and makes those anew that the keys before it gave."""

    key: bytes = b""
    former: tuple[bytes, ...] = ()


def use_key(key: bytes, *, former: tuple[bytes, ...] = ()) -> None:
    """Tell this process the secret from which it derives tokens that are sent by mail, and those in use before."""
    Sealer.key = _sealing(key)
    Sealer.former = tuple(_sealing(one) for one in former)


def _sealing(key: bytes) -> bytes:
    return hashlib.sha256(b"token" + key).digest()


def derived_token(prefix: str, *parts: object) -> str:
    """The same token for the same parts: whoever knows the secret key can make it anew, so it is stored nowhere."""
    if not Sealer.key:
        raise RuntimeError("the secret key is not known yet: call use_key first")
    return _derived(Sealer.key, prefix, *parts)


def derived_as_stored(stored: bytes, prefix: str, *parts: object) -> str | None:
    """The token for these parts whose digest is stored, under whichever of the keys it was made; None if under none."""
    for key in (Sealer.key, *Sealer.former):
        token = _derived(key, prefix, *parts)
        if hmac.compare_digest(digest(token), stored):
            return token
    return None


def _derived(key: bytes, prefix: str, *parts: object) -> str:
    message = "\x1f".join((prefix, *map(str, parts))).encode()
    number = int.from_bytes(hmac.new(key, message, hashlib.sha256).digest())
    letters = []
    for _ in range(LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[digit])
    body = f"{prefix}_" + "".join(letters)
    return body + _checksum(body)


def is_token(token: str, prefix: str) -> bool:
    """Whether a text can be a token of ours at all; saves a look-up for everything else."""
    return (
        token.isascii()
        and token.startswith(f"{prefix}_")
        and len(token) == len(prefix) + 1 + LENGTH + 6
        and hmac.compare_digest(_checksum(token[:-6]), token[-6:])
    )


def digest(token: str) -> bytes:
    """What is stored of a token: SHA-256, since the token itself has enough entropy."""
    return hashlib.sha256(token.encode()).digest()


def is_weak(password: str) -> bool:
    """Too short, too long to hash, common, or one character repeated."""
    return (
        len(password) < LEAST_PASSWORD or len(password) > 256 or password.lower() in COMMON or len(set(password)) < 4  # noqa: PLR2004
    )


async def hash_password(password: str) -> str:
    """Argon2id, off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is nobody to compare with."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, stored, password)


@cache
def _nobody() -> str:
    """A hash that no password fits."""
    return _hasher.hash(secrets.token_urlsafe(16))


def _verify(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
