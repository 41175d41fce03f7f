"""Words of files: what they are for, how far they are, what each purpose allows."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType, TypeAlias
from uuid import UUID

from msgspec import Struct

from aftersales.kernel import sheets
from aftersales.kernel.access import Permission
from aftersales.kernel.ids import OrganisationId

FileId = NewType("FileId", UUID)
"""An uploaded file."""

UNFINISHED_LASTS: Final = timedelta(hours=24)
"""After this long an upload that nobody completed is thrown away."""

LONGEST_NAME: Final = 120


class Purpose(StrEnum):
    """What a file is uploaded for; decides who may, how large, and which types."""

    PHOTO = "photo"
    IMPORT_SHEET = "import_sheet"
    LOGO = "logo"
    PROOF = "proof"


class FileState(StrEnum):
    """Where a file is; only `ready` ones can be read or attached."""

    PENDING = "pending"
    READY = "ready"
    REFUSED = "refused"
    EXPIRED = "expired"


JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
SVG, PDF, CSV = "image/svg+xml", "application/pdf", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    JPEG: ("jpg", "jpeg"),
    PNG: ("png",),
    WEBP: ("webp",),
    HEIC: ("heic", "heif"),
    SVG: ("svg",),
    PDF: ("pdf",),
    CSV: ("csv",),
    XLSX: ("xlsx",),
}
"""The endings a name may have by its type; another one gets the first appended."""

SERVED_AS: Final = frozenset({JPEG, PNG, WEBP, HEIC, PDF})
"""Types that are told when a file is downloaded; all others are told as plain bytes."""


class Limits(Struct, frozen=True):
    """What a purpose allows; any one of the rights is enough to upload."""

    bytes: int
    types: frozenset[str]
    rights: frozenset[Permission]


_PHOTOS: Final = frozenset({JPEG, PNG, WEBP, HEIC})
_CASE_RIGHTS: Final = frozenset(
    {
        Permission.RETURNS_FILE,
        Permission.RETURNS_PACK,
        Permission.RETURNS_RECEIVE,
        Permission.RETURNS_INSPECT,
        Permission.TASKS_WORK,
    },
)
_SHEET_RIGHTS: Final = frozenset(
    {
        Permission.ORGANISATIONS_MANAGE,
        Permission.CATALOG_MANAGE,
        Permission.UNITS_MANAGE,
        Permission.STOCK_MOVE,
        Permission.COUNTS_ENTER,
    },
)

LIMITS: Final[dict[Purpose, Limits]] = {
    Purpose.PHOTO: Limits(10_000_000, _PHOTOS, _CASE_RIGHTS),
    Purpose.PROOF: Limits(10_000_000, _PHOTOS | {PDF}, _CASE_RIGHTS),
    Purpose.IMPORT_SHEET: Limits(sheets.MAX_BYTES, frozenset({XLSX, CSV}), _SHEET_RIGHTS),
    Purpose.LOGO: Limits(96 * 1024, frozenset({PNG, SVG}), frozenset({Permission.TENANT_MANAGE})),
}


class Finding(Struct, frozen=True):
    """Why a file was refused."""

    code: str
    zh: str
    en: str


class Sound(Struct, frozen=True, kw_only=True):
    """What an inspection of good content found; pixels are of images only."""

    content_type: str
    length: int
    sha256: str
    width: int | None = None
    height: int | None = None


Inspection: TypeAlias = Sound | Finding


class File(Struct, frozen=True, kw_only=True):
    """An uploaded file and how far it is; `sha256` is what was declared until the content was checked."""

    id: FileId
    purpose: Purpose
    name: str
    content_type: str
    length: int
    sha256: str | None
    width: int | None
    height: int | None
    state: FileState
    refusal: Finding | None
    uploaded_by: UUID
    dealer_id: OrganisationId | None
    subject_kind: str | None
    subject_id: UUID | None
    created_at: datetime
    version: int


class StoredFile(Struct, frozen=True, kw_only=True):
    """What a worker needs to fetch a ready file's bytes outside a transaction, and to prove them."""

    id: FileId
    key: str
    name: str
    content_type: str
    length: int
    sha256: str
