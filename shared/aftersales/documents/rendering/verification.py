"""Verification codes: who issued which contents when, signed, short enough for a QR code, checked offline.

A code is 216 letters and digits (base32), which make a QR code of 53 by 53 modules behind a usual address:

    version 1 | key id 1 | tenant 16 | document 16 | issued at 5 | SHA-256 of the contents 32 | Ed25519 64

135 bytes fill 216 characters to the last bit, so no character can change without changing the bytes.
"""

from base64 import b32decode, b32encode
from collections.abc import Mapping
from datetime import UTC, datetime
from struct import Struct as Layout
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from aftersales.documents.rendering.errors import CodeForged, CodeKeyUnknown, CodeUnreadable
from aftersales.documents.rendering.model import DocumentId, Paper, paper_hash
from aftersales.documents.rendering.rules import check
from aftersales.kernel.ids import TenantId

VERSION: Final = 1
CODE_LENGTH: Final = 216
PURPOSE: Final = b"aftersales/document/1\x00"
"""Signed in front of the claims, so that no signature made for another purpose fits a paper."""

_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_CLAIMS: Final = Layout(">BB16s16s5s32s")
_SIGNATURE_AT: Final = _CLAIMS.size


class SigningKey(Struct, frozen=True):
    """A private key and the number under which its public half is published; 0 to 255."""

    key_id: int
    key: Ed25519PrivateKey


class VerifiedCode(Struct, frozen=True, kw_only=True):
    """What a code says; `paper_hash` is to be compared with the contents on record."""

    key_id: int
    tenant_id: TenantId
    document_id: DocumentId
    issued_at: datetime
    paper_hash: bytes


def sign_code(paper: Paper, *, tenant_id: TenantId, document_id: DocumentId, key: SigningKey) -> str:
    """Bind a document's identity and issue instant to its contents; what cannot be printed is not signed."""
    check(paper)
    claims = _CLAIMS.pack(
        VERSION,
        key.key_id,
        tenant_id.bytes,
        document_id.bytes,
        int(paper.header.issued_at.timestamp()).to_bytes(5, "big"),
        paper_hash(paper),
    )
    return b32encode(claims + key.key.sign(PURPOSE + claims)).decode("ascii")


def read_code(code: str, public_keys: Mapping[int, Ed25519PublicKey]) -> VerifiedCode:
    """What the code says, once its signature holds; needs no database and no network."""
    raw = _bytes_of(code)
    claims = _claims_of(raw)
    key = public_keys.get(claims.key_id)
    if key is None:
        raise CodeKeyUnknown(key_id=claims.key_id)
    try:
        key.verify(raw[_SIGNATURE_AT:], PURPOSE + raw[:_SIGNATURE_AT])
    except InvalidSignature:
        raise CodeForged from None
    return claims


def is_code_of(code: str, paper: Paper) -> bool:
    """Whether a code was made for these contents; says nothing about its signature."""
    return _claims_of(_bytes_of(code)).paper_hash == paper_hash(paper)


def _bytes_of(code: str) -> bytes:
    if len(code) != CODE_LENGTH or not _ALPHABET.issuperset(code):
        raise CodeUnreadable
    return b32decode(code)


def _claims_of(raw: bytes) -> VerifiedCode:
    version, key_id, tenant, document, issued, digest = _CLAIMS.unpack_from(raw)
    if version != VERSION:
        raise CodeUnreadable
    try:
        issued_at = datetime.fromtimestamp(int.from_bytes(issued, "big"), UTC)
    except (OverflowError, ValueError, OSError):
        raise CodeUnreadable from None
    return VerifiedCode(
        key_id=key_id,
        tenant_id=TenantId(UUID(bytes=tenant)),
        document_id=DocumentId(UUID(bytes=document)),
        issued_at=issued_at,
        paper_hash=digest,
    )
