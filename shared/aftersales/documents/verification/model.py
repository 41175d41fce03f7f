"""Words of verification: what is found about a code, and what its holder may be told."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from aftersales.documents.model import DocumentKind
from aftersales.kernel.money import Money


class Outcome(StrEnum):
    """What a code is worth."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    PENDING = "pending"
    ALTERED = "altered"
    FORGED = "forged"
    UNTRUSTED_KEY = "untrusted_key"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


class Check(StrEnum):
    """What is looked at, in this order."""

    SIGNATURE = "signature"
    RECORD = "record"
    CONTENTS = "contents"
    FILE = "file"


class Checked(Struct, frozen=True):
    """One look and what it said."""

    check: Check
    passed: bool


class PaperShown(Struct, frozen=True, kw_only=True):
    """What the holder of a paper has in hand anyway, to compare; `fingerprint` is printed at the foot of each page."""

    kind: DocumentKind
    number: str
    issuer_zh: str
    issuer_en: str
    issued_at: datetime
    time_zone: str
    policy_version: str
    template_version: int
    fingerprint: str
    total_quantity: int | None = None
    total_amount: Money | None = None
    pdf_sha256: str | None = None
    superseded_at: datetime | None = None
    revoked_at: datetime | None = None


class Verification(Struct, frozen=True, kw_only=True):
    """The answer to a code; `paper` is told only of codes that we signed."""

    outcome: Outcome
    checks: tuple[Checked, ...]
    paper: PaperShown | None = None


class FileComparison(Struct, frozen=True, kw_only=True):
    """Whether a file in somebody's hand is byte for byte the one on record."""

    outcome: Outcome
    is_same_file: bool
