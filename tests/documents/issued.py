"""Papers issued for a test's brand, the way other contexts do it."""

from collections.abc import Callable
from uuid import UUID

import msgspec
from tests.documents import papers
from tests.fixtures.kernel import Brand

from aftersales.documents import service as documents
from aftersales.documents.model import Document
from aftersales.documents.rendering.model import DocumentId, Header, Language, Paper
from aftersales.kernel.access import WORKER
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database

Build = Callable[[Header], Paper]


def packing_list(header: Header) -> Paper:
    return msgspec.structs.replace(papers.packing_list(), header=header)


def transport_form(header: Header) -> Paper:
    return msgspec.structs.replace(papers.transport_form(), header=header)


def inspection_report(header: Header) -> Paper:
    return msgspec.structs.replace(papers.inspection_report(), header=header)


def credit_note(header: Header) -> Paper:
    return msgspec.structs.replace(papers.credit_note(), header=header)


async def issue(
    database: Database,
    brand: Brand,
    dealer: OrganisationId | None,
    *,
    build: Build = packing_list,
    subject: UUID | None = None,
    cause: UUID | None = None,
    language: Language = Language.ZH,
) -> DocumentId:
    async with database.transaction(brand.id, WORKER) as tx:
        return await documents.request_paper(
            tx,
            subject_kind="return",
            subject_id=subject or new_id(),
            dealer_id=dealer,
            cause_id=cause or new_id(),
            policy_version="2026-07",
            language=language,
            build=build,
        )


async def document_of(database: Database, brand: Brand, document_id: DocumentId) -> Document:
    async with database.transaction(brand.id, WORKER) as tx:
        return await documents.document(tx, document_id)
