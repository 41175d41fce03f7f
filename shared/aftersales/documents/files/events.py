"""Facts about files."""

from typing import ClassVar

from aftersales.documents.files.model import FileId, Purpose
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId


@announced
class FileStored(Fact, frozen=True, kw_only=True):
    """An upload was checked and is kept."""

    NAME: ClassVar[str] = "documents.file_stored"
    SUBJECT: ClassVar[tuple[str, str]] = ("file", "file_id")

    file_id: FileId
    purpose: Purpose
    content_type: str
    bytes: int
    sha256: str
    dealer_id: OrganisationId | None


@announced
class FileRefused(Fact, frozen=True, kw_only=True):
    """An upload was checked and is not what it was said to be."""

    NAME: ClassVar[str] = "documents.file_refused"
    SUBJECT: ClassVar[tuple[str, str]] = ("file", "file_id")

    file_id: FileId
    purpose: Purpose
    code: str
    dealer_id: OrganisationId | None


@announced
class FileExpired(Fact, frozen=True, kw_only=True):
    """An upload was begun and never completed."""

    NAME: ClassVar[str] = "documents.file_expired"
    SUBJECT: ClassVar[tuple[str, str]] = ("file", "file_id")

    file_id: FileId
    purpose: Purpose
    dealer_id: OrganisationId | None
