"""Facts about documents."""

from typing import ClassVar
from uuid import UUID

from aftersales.documents.model import DocumentKind
from aftersales.documents.rendering.model import DocumentId
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId


@announced
class DocumentRequested(Fact, frozen=True, kw_only=True):
    """A paper was numbered and signed; its file is to be made."""

    NAME: ClassVar[str] = "documents.document_requested"
    SUBJECT: ClassVar[tuple[str, str]] = ("document", "document_id")

    document_id: DocumentId
    kind: DocumentKind
    number: str
    subject_kind: str
    on_subject_id: UUID
    dealer_id: OrganisationId | None
    supersedes: DocumentId | None = None


@announced
class DocumentRendered(Fact, frozen=True, kw_only=True):
    """A paper's file was made and is kept."""

    NAME: ClassVar[str] = "documents.document_rendered"
    SUBJECT: ClassVar[tuple[str, str]] = ("document", "document_id")

    document_id: DocumentId
    kind: DocumentKind
    number: str
    subject_kind: str
    on_subject_id: UUID
    dealer_id: OrganisationId | None
    bytes: int
    pages: int
    sha256: str


@announced
class DocumentFailed(Fact, frozen=True, kw_only=True):
    """A paper cannot be set, however often it is tried."""

    NAME: ClassVar[str] = "documents.document_failed"
    SUBJECT: ClassVar[tuple[str, str]] = ("document", "document_id")

    document_id: DocumentId
    kind: DocumentKind
    number: str
    code: str
    dealer_id: OrganisationId | None


@announced
class DocumentSuperseded(Fact, frozen=True, kw_only=True):
    """A newer paper of the same kind about the same thing took this one's place."""

    NAME: ClassVar[str] = "documents.document_superseded"
    SUBJECT: ClassVar[tuple[str, str]] = ("document", "document_id")

    document_id: DocumentId
    kind: DocumentKind
    number: str
    by: DocumentId
    dealer_id: OrganisationId | None


@announced
class DocumentRevoked(Fact, frozen=True, kw_only=True):
    """A paper no longer counts, though copies of it are in the world."""

    NAME: ClassVar[str] = "documents.document_revoked"
    SUBJECT: ClassVar[tuple[str, str]] = ("document", "document_id")

    document_id: DocumentId
    kind: DocumentKind
    number: str
    reason: str
    dealer_id: OrganisationId | None


@announced
class LetterheadChanged(Fact, frozen=True, kw_only=True):
    """New papers carry another logo or stamp from now on."""

    NAME: ClassVar[str] = "documents.letterhead_changed"
    SUBJECT: ClassVar[tuple[str, str]] = ("letterhead", "tenant_id")

    tenant_id: UUID
    stamp: str
    has_logo: bool
