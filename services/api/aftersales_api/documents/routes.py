"""Papers on record, their files, their revocation, and the letterhead of those to come."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_302_FOUND

from aftersales.claims.returns import service as returns
from aftersales.documents import service as documents
from aftersales.documents.files import service as files
from aftersales.documents.files.model import Purpose
from aftersales.documents.model import Bearing, Document, DocumentKind, DocumentState
from aftersales.documents.rendering.model import DocumentId
from aftersales.kernel.access import Permission
from aftersales.kernel.tx import Tx
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, TheCall, TheObjects, etag
from aftersales_api.documents.schemas import (
    DocumentContent,
    DocumentShown,
    LetterheadChange,
    LetterheadShown,
    Revocation,
    letterhead_shown,
    shown,
)

AsRedirect = Annotated[bool, QueryParameter(description="Answer 302 to the file instead of its address in JSON.")]
Subject = Annotated[UUID | None, QueryParameter(description="Only papers about this thing, a return above all.")]
OfKind = Annotated[DocumentKind | None, QueryParameter(description="Only papers of this kind.")]
InState = Annotated[DocumentState | None, QueryParameter(name="state", description="Only papers in this state.")]


Text = Annotated[
    str,
    QueryParameter(
        max_length=64,
        description="The number of a paper, or of the return it is about, or a serial or waybill of that return.",
    ),
]


async def _shown(tx: Tx, found: Sequence[Document]) -> list[DocumentShown]:
    names = await returns.names_of(tx, (document.subject_id for document in found))
    return [shown(document, names) for document in found]


async def _one(tx: Tx, document: Document) -> Response[DocumentShown]:
    return Response((await _shown(tx, [document]))[0], headers={"ETag": etag(document.version)})


@get("/documents", operation_id="list_documents")
async def list_documents(
    tx: InTx,
    subject_id: Subject = None,
    kind: OfKind = None,
    in_state: InState = None,
    text: Text = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DocumentShown]:
    """The papers that the caller may see, newest first."""
    wanted = text.strip()
    bearing = Bearing(text=wanted, subject_ids=await returns.ids_named(tx, wanted)) if wanted else None
    found, following = await documents.documents(
        tx, subject_id=subject_id, kind=kind, state=in_state, bearing=bearing, limit=limit, cursor=cursor
    )
    return Page(items=await _shown(tx, found), next_cursor=following)


@get("/documents/{document_id:uuid}", operation_id="read_document")
async def read_document(tx: InTx, document_id: FromPath[UUID]) -> Response[DocumentShown]:
    """A paper on record."""
    return await _one(tx, await documents.document(tx, DocumentId(document_id)))


@get("/documents/{document_id:uuid}/content", operation_id="read_document_content")
async def read_document_content(
    tx: InTx, objects: TheObjects, document_id: FromPath[UUID], *, redirect: AsRedirect = False
) -> Response[DocumentContent] | Redirect:
    """Where the PDF of a paper is fetched for the next five minutes."""
    document, link = await documents.content_link(tx, objects, DocumentId(document_id))
    if redirect:
        return Redirect(link.url, status_code=HTTP_302_FOUND)
    content = DocumentContent(
        url=link.url,
        expires_at=link.expires_at,
        file_name=f"{document.number}.pdf",
        sha256=document.pdf_sha256 or "",
        length=document.length or 0,
    )
    return Response(content)


@post("/documents/{document_id:uuid}/revocation", operation_id="revoke_document", status_code=HTTP_200_OK)
async def revoke_document(
    tx: InTx, document_id: FromPath[UUID], data: JSONBody[Revocation], expected_version: IfMatch
) -> Response[DocumentShown]:
    """Say that a paper no longer counts; whoever scans its code is told so."""
    document = await documents.revoke(
        tx, DocumentId(document_id), reason=data.reason, expected_version=expected_version
    )
    return await _one(tx, document)


@get("/letterhead", operation_id="read_letterhead")
async def read_letterhead(tx: InTx) -> Response[LetterheadShown]:
    """Logo and stamp of papers to come; version 0 means that none were chosen yet."""
    letterhead = await documents.letterhead(tx)
    return Response(letterhead_shown(letterhead), headers={"ETag": etag(letterhead.version)})


@put("/letterhead", operation_id="set_letterhead")
async def set_letterhead(
    call: TheCall, objects: TheObjects, data: JSONBody[LetterheadChange], expected_version: IfMatch
) -> Response[LetterheadShown]:
    """Choose logo and stamp of papers issued from now on."""
    (await call.caller()).actor.require(Permission.TENANT_MANAGE)
    logo = None
    if data.logo_file_id is not None:
        async with call.reading() as reading:
            stored = await files.read_file(reading, data.logo_file_id, purpose=Purpose.LOGO)
        logo = await files.fetch(objects, stored)
    letterhead = await documents.set_letterhead(
        await call.tx(),
        stamp=data.stamp,
        logo=logo,
        logo_file_id=data.logo_file_id,
        expected_version=expected_version,
    )
    return Response(letterhead_shown(letterhead), headers={"ETag": etag(letterhead.version)})


router = Router(
    "/v1",
    route_handlers=[
        list_documents,
        read_document,
        read_document_content,
        revoke_document,
        read_letterhead,
        set_letterhead,
    ],
    tags=["documents"],
)
