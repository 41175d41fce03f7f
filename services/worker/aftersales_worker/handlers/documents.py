"""What workers do for documents: throw unfinished uploads away."""

from aftersales.documents.files import service as files
from aftersales.documents.gateway import upload_key
from aftersales.kernel.settings import Settings
from aftersales.platform.model import Fleet
from aftersales_worker import world
from aftersales_worker.subscriptions import Work, timer_staged


async def begin(settings: Settings) -> None:
    """Open the object store."""
    await world.begin(settings)


async def end() -> None:
    """Close it."""
    await world.end()


@timer_staged(files.EXPIRE, files.UploadRef, fleet=Fleet.INTERACTIVE)
async def expire_upload(work: Work, upload: files.UploadRef) -> None:
    """End an upload that nobody completed, then remove whatever was sent; a rerun removes it again."""
    async with work.step() as tx:
        is_waste = await files.expire_upload(tx, upload.file_id)
        key = upload_key(tx.tenant_id, upload.file_id)
    if is_waste:
        await world.object_store().delete(key)
