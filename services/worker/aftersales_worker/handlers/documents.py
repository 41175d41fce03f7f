"""What workers do for documents: set papers, throw unfinished uploads away."""

import asyncio
from functools import partial

import msgspec

from aftersales.documents import service as documents
from aftersales.documents.events import DocumentRequested
from aftersales.documents.files import service as files
from aftersales.documents.gateway import paper_key, upload_key
from aftersales.documents.model import IssuedPaper, Rendered
from aftersales.documents.rendering.model import Paper, VerificationCode, content_hash
from aftersales.documents.rendering.service import pages_of, render
from aftersales.kernel import traces
from aftersales.kernel.errors import Refusal, Unavailable
from aftersales.kernel.settings import Settings
from aftersales.platform.model import Fleet
from aftersales_worker import world
from aftersales_worker.subscriptions import Work, on_staged, timer_staged


async def begin(settings: Settings) -> None:
    """Open the object store and the threads that set papers."""
    await world.begin(settings)


async def end() -> None:
    """Close them."""
    await world.end()


@on_staged(DocumentRequested, name="documents.render", fleet=Fleet.DOCUMENTS)
async def render_document(work: Work, fact: DocumentRequested) -> None:
    """Make the file of a paper; a rerun makes the same bytes and puts them in the same place."""
    async with work.step() as tx:
        issued = await documents.paper_to_render(tx, fact.document_id)
        tenant_id = tx.tenant_id
    if issued is None:
        return
    try:
        with traces.span("set paper", traces.INTERNAL):
            pdf = await _set(issued)
    except Unavailable:
        raise
    except Refusal as refusal:
        async with work.last_step() as tx:
            await documents.mark_failed(tx, fact.document_id, refusal)
        return
    digest = content_hash(pdf)
    rendered = Rendered(
        object_key=paper_key(tenant_id, digest),
        pdf_sha256=digest,
        length=len(pdf),
        pages=pages_of(pdf),
    )
    with traces.span("store put", traces.CLIENT):
        await world.object_store().put(rendered.object_key, pdf, "application/pdf")
    async with work.last_step() as tx:
        await documents.mark_rendered(tx, fact.document_id, rendered)


async def _set(issued: IssuedPaper) -> bytes:
    paper = msgspec.json.decode(issued.contents, type=Paper)
    verification = VerificationCode(code=issued.document.code, public_url=world.settings().public_url)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(world.renderers(), partial(render, paper, verification=verification))


@timer_staged(files.EXPIRE, files.UploadRef, fleet=Fleet.INTERACTIVE)
async def expire_upload(work: Work, upload: files.UploadRef) -> None:
    """End an upload that nobody completed, then remove whatever was sent; a rerun removes it again."""
    async with work.step() as tx:
        is_waste = await files.expire_upload(tx, upload.file_id)
        key = upload_key(tx.tenant_id, upload.file_id)
    if is_waste:
        await world.object_store().delete(key)
