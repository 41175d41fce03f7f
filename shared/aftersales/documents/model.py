"""Words of documents: papers that were issued, their numbers, and what became of them."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from aftersales.documents.files.model import FileId
from aftersales.documents.rendering.model import (
    CreditNote,
    DocumentId,
    InspectionReport,
    Language,
    PackingList,
    Paper,
    TransportForm,
)
from aftersales.kernel.ids import OrganisationId


class DocumentKind(StrEnum):
    """Which paper it is."""

    PACKING_LIST = "packing_list"
    TRANSPORT_FORM = "transport_form"
    INSPECTION_REPORT = "inspection_report"
    CREDIT_NOTE = "credit_note"


KIND_OF: Final[dict[type[Paper], DocumentKind]] = {
    PackingList: DocumentKind.PACKING_LIST,
    TransportForm: DocumentKind.TRANSPORT_FORM,
    InspectionReport: DocumentKind.INSPECTION_REPORT,
    CreditNote: DocumentKind.CREDIT_NOTE,
}

NUMBER_PREFIX: Final = {
    DocumentKind.PACKING_LIST: "PL",
    DocumentKind.TRANSPORT_FORM: "TF",
    DocumentKind.INSPECTION_REPORT: "IR",
    DocumentKind.CREDIT_NOTE: "CN",
}


class DocumentState(StrEnum):
    """Where a document is; `superseded` and `revoked` papers stay on record but no longer count."""

    REQUESTED = "requested"
    READY = "ready"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


MOVES: Final = {
    DocumentState.REQUESTED: {
        DocumentState.READY,
        DocumentState.FAILED,
        DocumentState.SUPERSEDED,
        DocumentState.REVOKED,
    },
    DocumentState.READY: {DocumentState.SUPERSEDED, DocumentState.REVOKED},
    DocumentState.FAILED: {DocumentState.READY, DocumentState.SUPERSEDED, DocumentState.REVOKED},
    DocumentState.SUPERSEDED: {DocumentState.REVOKED},
    DocumentState.REVOKED: set(),
}


class Document(Struct, frozen=True, kw_only=True):
    """A paper on record: who asked for it, under which versions, and the file that it became."""

    id: DocumentId
    kind: DocumentKind
    number: str
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    state: DocumentState
    language: Language
    template_version: int
    policy_version: str
    paper_hash: bytes
    code: str
    object_key: str | None
    pdf_sha256: str | None
    length: int | None
    pages: int | None
    requested_by: UUID
    requested_by_name: str
    issued_at: datetime
    supersedes: DocumentId | None
    superseded_by: DocumentId | None
    superseded_at: datetime | None
    revoked_at: datetime | None
    revocation_reason: str | None
    failure: str | None
    version: int


class Bearing(Struct, frozen=True, kw_only=True):
    """Which papers to list by a text: those with this number, and those about things that bear the text."""

    text: str
    subject_ids: Sequence[UUID] = ()


class IssuedPaper(Struct, frozen=True, kw_only=True):
    """A document with the exact bytes that its code signs."""

    document: Document
    contents: bytes


class Rendered(Struct, frozen=True, kw_only=True):
    """The file that a paper became."""

    object_key: str
    pdf_sha256: str
    length: int
    pages: int


class Letterhead(Struct, frozen=True, kw_only=True):
    """What a tenant puts on its papers beside its name and address; version 0 means nothing was set."""

    stamp: str = ""
    logo: bytes | None = None
    logo_file_id: FileId | None = None
    version: int = 0
