"""Use cases of documents: issue a paper, keep the file it became, supersede, revoke."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from aftersales.documents import keyring, rules, store
from aftersales.documents.errors import DocumentNotReady
from aftersales.documents.events import (
    DocumentFailed,
    DocumentRendered,
    DocumentRequested,
    DocumentRevoked,
    DocumentSuperseded,
    LetterheadChanged,
)
from aftersales.documents.files.model import FileId
from aftersales.documents.gateway import Link, ObjectStore
from aftersales.documents.model import (
    KIND_OF,
    MOVES,
    Bearing,
    Document,
    DocumentKind,
    DocumentState,
    IssuedPaper,
    Letterhead,
    Rendered,
)
from aftersales.documents.rendering.logos import logo_svg
from aftersales.documents.rendering.model import (
    DocumentId,
    Header,
    Language,
    Paper,
    canonical_json,
    paper_hash,
)
from aftersales.documents.rendering.verification import sign_code
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Refusal, StaleVersion
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Tx
from aftersales.tenancy import service as tenancy


async def request_paper(
    tx: Tx,
    *,
    subject_kind: str,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
    cause_id: UUID,
    policy_version: str,
    build: Callable[[Header], Paper],
    language: Language = Language.ZH,
) -> DocumentId:
    """Issue a paper: number it, sign it, put it on record and have its file made.

    `build` turns a header into the paper; the header's number is still empty there and is filled in afterwards.
    The same cause makes one paper of a kind, however often it is asked; an older paper of the same kind about the
    same thing is superseded. What the paper lacks is refused here, not by the printer.
    """
    tenant = await tenancy.tenant(tx)
    header = Header(
        issuer=rules.issuer_of(tenant, await store.letterhead(tx)),
        number="",
        issued_at=tx.now.replace(microsecond=0),
        time_zone=tenant.time_zone,
        policy_version=policy_version,
        language=language,
    )
    draft = build(header)
    kind = KIND_OF[type(draft)]
    known = await store.id_of_cause(tx, cause_id, kind)
    if known is not None:
        return known

    year = rules.year_of(header.issued_at, tenant.time_zone)
    number = rules.number_of(kind, year, await store.next_count(tx, kind, year))
    paper = msgspec.structs.replace(draft, header=msgspec.structs.replace(header, number=number))
    document_id = DocumentId(new_id())
    older = await _supersede(tx, kind, subject_id, document_id)
    document = _document(tx, document_id, paper, (subject_kind, subject_id), dealer_id, older)
    await store.add(tx, document, canonical_json(paper), cause_id)
    tx.emit(
        DocumentRequested(
            document_id=document_id,
            kind=kind,
            number=number,
            subject_kind=subject_kind,
            on_subject_id=subject_id,
            dealer_id=dealer_id,
            supersedes=document.supersedes,
        ),
    )
    return document_id


def _document(
    tx: Tx,
    document_id: DocumentId,
    paper: Paper,
    subject: tuple[str, UUID],
    dealer_id: OrganisationId | None,
    older: Document | None,
) -> Document:
    header = paper.header
    return Document(
        id=document_id,
        kind=KIND_OF[type(paper)],
        number=header.number,
        subject_kind=subject[0],
        subject_id=subject[1],
        dealer_id=dealer_id,
        state=DocumentState.REQUESTED,
        language=header.language,
        template_version=header.template_version,
        policy_version=header.policy_version,
        paper_hash=paper_hash(paper),
        code=sign_code(paper, tenant_id=tx.tenant_id, document_id=document_id, key=keyring.signing_key()),
        object_key=None,
        pdf_sha256=None,
        length=None,
        pages=None,
        requested_by=tx.actor.id,
        requested_by_name=tx.actor.name,
        issued_at=header.issued_at,
        supersedes=None if older is None else older.id,
        superseded_by=None,
        superseded_at=None,
        revoked_at=None,
        revocation_reason=None,
        failure=None,
        version=1,
    )


async def _supersede(tx: Tx, kind: DocumentKind, subject_id: UUID, by: DocumentId) -> Document | None:
    older = await store.current_of(tx, kind, subject_id)
    if older is not None:
        rules.check_move(older, DocumentState.SUPERSEDED)
        await store.change(tx, older, state=DocumentState.SUPERSEDED.value, superseded_by=by, superseded_at=tx.now)
        tx.emit(
            DocumentSuperseded(
                document_id=older.id,
                kind=older.kind,
                number=older.number,
                by=by,
                dealer_id=older.dealer_id,
            ),
        )
    return older


async def paper_to_render(tx: Tx, document_id: DocumentId) -> IssuedPaper | None:
    """The paper whose file is still to be made; None if it has one or no longer counts."""
    issued = await store.issued_paper(tx, document_id)
    if issued is None or issued.document.object_key is not None:
        return None
    return issued if issued.document.state in {DocumentState.REQUESTED, DocumentState.FAILED} else None


async def mark_rendered(tx: Tx, document_id: DocumentId, rendered: Rendered) -> None:
    """Keep the file that a paper became; marking it again changes nothing."""
    document = await store.document_for_update(tx, document_id)
    if document.object_key is not None:
        return
    still_counts = DocumentState.READY in MOVES[document.state]
    state = DocumentState.READY if still_counts else document.state
    await store.change(tx, document, state=state.value, failure=None, **msgspec.structs.asdict(rendered))
    tx.emit(
        DocumentRendered(
            document_id=document.id,
            kind=document.kind,
            number=document.number,
            subject_kind=document.subject_kind,
            on_subject_id=document.subject_id,
            dealer_id=document.dealer_id,
            bytes=rendered.length,
            pages=rendered.pages,
            sha256=rendered.pdf_sha256,
        ),
    )


async def mark_failed(tx: Tx, document_id: DocumentId, refusal: Refusal) -> None:
    """Say that a paper cannot be set, for a reason that trying again will not cure."""
    document = await store.document_for_update(tx, document_id)
    if document.state is not DocumentState.REQUESTED:
        return
    await store.change(tx, document, state=DocumentState.FAILED.value, failure=refusal.code)
    tx.emit(
        DocumentFailed(
            document_id=document.id,
            kind=document.kind,
            number=document.number,
            code=refusal.code,
            dealer_id=document.dealer_id,
        ),
    )


async def document(tx: Tx, document_id: DocumentId) -> Document:
    """One document that the caller may see."""
    tx.actor.require(Permission.DOCUMENTS_READ)
    return await store.document(tx, document_id)


async def documents(
    tx: Tx,
    *,
    subject_id: UUID | None = None,
    kind: DocumentKind | None = None,
    state: DocumentState | None = None,
    bearing: Bearing | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> tuple[list[Document], str | None]:
    """A page of the documents that the caller may see, newest first."""
    tx.actor.require(Permission.DOCUMENTS_READ)
    return await store.list_documents(
        tx, subject_id=subject_id, kind=kind, state=state, bearing=bearing, limit=limit, cursor=cursor
    )


async def content_link(tx: Tx, objects: ObjectStore, document_id: DocumentId) -> tuple[Document, Link]:
    """Where a document's file is fetched for the next minutes."""
    found = await document(tx, document_id)
    if found.object_key is None:
        raise DocumentNotReady(state=found.state.value)
    link = await objects.presign_get(found.object_key, f"{found.number}.pdf", "application/pdf", inline=True)
    return found, link


async def revoke(tx: Tx, document_id: DocumentId, *, reason: str, expected_version: int | None = None) -> Document:
    """Say that a paper no longer counts; its code tells everybody who scans it."""
    tx.actor.require(Permission.DOCUMENTS_REVOKE)
    found = await store.document_for_update(tx, document_id)
    if expected_version not in {None, found.version}:
        raise StaleVersion(version=found.version)
    rules.check_move(found, DocumentState.REVOKED)

    await store.change(tx, found, state=DocumentState.REVOKED.value, revoked_at=tx.now, revocation_reason=reason)
    tx.emit(
        DocumentRevoked(
            document_id=found.id,
            kind=found.kind,
            number=found.number,
            reason=reason,
            dealer_id=found.dealer_id,
        ),
    )
    return await store.document(tx, document_id)


async def letterhead(tx: Tx) -> Letterhead:
    """What the tenant puts on its papers."""
    tx.actor.require(Permission.DOCUMENTS_READ)
    return await store.letterhead(tx)


async def set_letterhead(
    tx: Tx,
    *,
    stamp: str,
    logo: bytes | None,
    logo_file_id: FileId | None,
    expected_version: int,
) -> Letterhead:
    """Choose logo and stamp of papers issued from now on; those on record keep theirs."""
    tx.actor.require(Permission.TENANT_MANAGE)
    if logo is not None:
        logo_svg(logo)
    wanted = Letterhead(stamp=stamp.strip(), logo=logo, logo_file_id=logo_file_id, version=expected_version + 1)
    await store.save_letterhead(tx, wanted, expected_version)
    tx.emit(LetterheadChanged(tenant_id=tx.tenant_id, stamp=wanted.stamp, has_logo=logo is not None))
    return wanted
