"""What an archive says of itself."""

from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

FORMAT: Final = "aftersales.tenant-archive/1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "signature.json"
TENANT: Final = "tenant.json"
PEOPLE: Final = "people.jsonl"
OBJECTS: Final = "objects.jsonl"
TABLES: Final = "tables/"
BYTES: Final = "objects/"
EXPORTS: Final = "exports/"
"""Where a tenant's archives lie among its objects; they are not part of the next one."""


def table_entry(name: str) -> str:
    """The entry that holds a table's rows."""
    return f"{TABLES}{name}.jsonl"


class Part(Struct, frozen=True, kw_only=True):
    """One entry of lines: how many, and the SHA-256 of all of them."""

    name: str
    rows: int
    sha256: str


class StoredObject(Struct, frozen=True, kw_only=True):
    """An object of the tenant; `key` is what follows the tenant's own prefix."""

    key: str
    content_type: str
    length: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """All that an archive must hold, so that anything missing, added or altered shows."""

    format: str
    revision: str
    tenant_id: UUID
    code: str
    taken_at: datetime
    parts: tuple[Part, ...]
    objects: int
    bytes: int


class Signature(Struct, frozen=True, kw_only=True):
    """Who made an archive: a key's number and its Ed25519 signature in base64."""

    key_id: int
    signature: str


class Listed(Struct, frozen=True, kw_only=True):
    """An object as a store lists it."""

    key: str
    length: int


class Sink(Protocol):
    """Where an archive goes, piece by piece."""

    async def write(self, piece: bytes) -> None:
        """Take the next bytes."""
        ...


class Store(Protocol):
    """What archives need of the object store."""

    async def keys(self, prefix: str) -> list[Listed]:
        """Every object whose key begins so, in the order of their keys."""
        ...

    async def fetch(self, key: str, *, most: int) -> tuple[bytes, str]:
        """The bytes of an object and its type."""
        ...

    async def put(self, key: str, content: bytes, content_type: str) -> bool:
        """Store an object."""
        ...

    async def delete_all(self, keys: list[str]) -> None:
        """Remove objects; those that are gone already are no trouble."""
        ...


class Signer(Protocol):
    """The keys of this platform."""

    def sign(self, content: bytes) -> tuple[int, bytes]:
        """The signature of any content, and the number of the key that made it."""
        ...

    def is_ours(self, key_id: int, signature: bytes, content: bytes) -> bool:
        """Whether a trusted key made this signature over this content."""
        ...
