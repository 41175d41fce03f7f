"""Requests and answers of documents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.claims.returns.model import ReturnName
from aftersales.documents.files.model import FileId
from aftersales.documents.model import Document, DocumentKind, DocumentState, Letterhead
from aftersales.documents.rendering.model import DocumentId, Language, fingerprint
from aftersales.kernel.ids import OrganisationId
from aftersales_api.deps import Body


class DocumentShown(Struct, frozen=True, kw_only=True):
    """A paper on record: who asked for it, under which versions, and what became of it."""

    id: DocumentId
    kind: DocumentKind
    number: str
    subject_kind: str
    subject_id: UUID
    subject_number: str | None
    dealer_id: OrganisationId | None
    dealer_name: str | None
    dealer_name_en: str | None
    state: DocumentState
    language: Language
    template_version: int
    policy_version: str
    fingerprint: str
    verification_path: str
    sha256: str | None
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


def shown(document: Document, names: Mapping[UUID, ReturnName]) -> DocumentShown:
    """A document as the API shows it, beside what people call the return that it is about."""
    about = names.get(document.subject_id)
    return DocumentShown(
        id=document.id,
        kind=document.kind,
        number=document.number,
        subject_kind=document.subject_kind,
        subject_id=document.subject_id,
        subject_number=None if about is None else about.number,
        dealer_id=document.dealer_id,
        dealer_name=None if about is None else about.dealer_name,
        dealer_name_en=None if about is None else about.dealer_name_en,
        state=document.state,
        language=document.language,
        template_version=document.template_version,
        policy_version=document.policy_version,
        fingerprint=fingerprint(document.paper_hash),
        verification_path=f"/v/{document.code}",
        sha256=document.pdf_sha256,
        length=document.length,
        pages=document.pages,
        requested_by=document.requested_by,
        requested_by_name=document.requested_by_name,
        issued_at=document.issued_at,
        supersedes=document.supersedes,
        superseded_by=document.superseded_by,
        superseded_at=document.superseded_at,
        revoked_at=document.revoked_at,
        revocation_reason=document.revocation_reason,
        failure=document.failure,
        version=document.version,
    )


class DocumentContent(Struct, frozen=True, kw_only=True):
    """Where a document's PDF is fetched, until when, and what its hash must be."""

    url: str
    expires_at: datetime
    file_name: str
    sha256: str
    length: int


class Revocation(Body, frozen=True, kw_only=True):
    """Why a paper no longer counts; kept with it, not shown to the public."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class LetterheadChange(Body, frozen=True, kw_only=True):
    """The words under the star of the stamp (none: no stamp) and a ready upload of purpose `logo` (null: no logo)."""

    stamp: Annotated[str, Meta(max_length=40)] = ""
    logo_file_id: FileId | None = None


class LetterheadShown(Struct, frozen=True, kw_only=True):
    """What the tenant puts on its papers beside its name and address."""

    stamp: str
    has_logo: bool
    logo_file_id: FileId | None
    version: int


def letterhead_shown(letterhead: Letterhead) -> LetterheadShown:
    """A letterhead as the API shows it."""
    return LetterheadShown(
        stamp=letterhead.stamp,
        has_logo=letterhead.logo is not None,
        logo_file_id=letterhead.logo_file_id,
        version=letterhead.version,
    )
