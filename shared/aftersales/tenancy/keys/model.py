"""What a key is issued with, and what its issuer is told once."""

from datetime import timedelta
from typing import Final

from msgspec import Struct

from aftersales.kernel.access import Permission
from aftersales.tenancy.model import ApiKey

LONGEST: Final = timedelta(days=400)
"""How long a key may live."""

MOST_LIVE: Final = 2
"""Live keys of one name: enough to change from one to the other."""

SHOWN: Final = 14
"""The first characters of a key, by which people tell keys apart."""


class NewKey(Struct, frozen=True, kw_only=True):
    """What a key is called, what it may do and for how long."""

    name: str
    scopes: tuple[Permission, ...]
    lasts: timedelta


class Issued(Struct, frozen=True, kw_only=True):
    """A new key: the secret is told once."""

    secret: str
    key: ApiKey
