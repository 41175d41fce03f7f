"""Uploads and downloads: the bytes travel between the caller and the object store, never through here."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.claims.returns import service as returns
from aftersales.claims.returns.model import ReturnId
from aftersales.documents.files import service as files
from aftersales.documents.files.model import File, FileId
from aftersales.documents.gateway import ObjectStore
from aftersales.kernel.tx import Tx
from aftersales.metering.model import Meter
from aftersales.metering.plans import service as plans
from aftersales_api.deps import InTx, TheCall, TheObjects
from aftersales_api.files.schemas import FileShown, Upload, shown


@post("/", operation_id="begin_upload", status_code=HTTP_201_CREATED)
async def begin_upload(tx: InTx, objects: TheObjects, data: JSONBody[Upload]) -> Response[FileShown]:
    """Announce a file; the answer says where to send its bytes within five minutes."""
    if data.return_id is None or not await returns.is_under_way(tx, ReturnId(data.return_id)):
        plans.require_left(tx, Meter.DOCUMENT_BYTES_KEPT)
    file = await files.begin_upload(
        tx,
        purpose=data.purpose,
        name=data.name,
        content_type=data.content_type,
        length=data.length,
        sha256=data.sha256,
    )
    begun = await _linked(objects, tx, file)
    return Response(begun, status_code=HTTP_201_CREATED, headers={"Location": f"/v1/files/{file.id}"})


@post("/{file_id:uuid}/completion", operation_id="complete_upload", status_code=HTTP_200_OK)
async def complete_upload(call: TheCall, objects: TheObjects, file_id: FromPath[UUID]) -> FileShown:
    """Say that the bytes were sent: they are checked, and the file is ready or refused with the reason."""
    async with call.reading() as reading:
        upload = await files.upload_of(reading, FileId(file_id))
    inspection = await files.inspect(objects, reading.tenant_id, upload)
    tx = await call.tx()
    file = await files.complete_upload(tx, upload.id, inspection)
    return await _linked(objects, tx, file)


@get("/{file_id:uuid}", operation_id="read_file")
async def read_file(tx: InTx, objects: TheObjects, file_id: FromPath[UUID]) -> FileShown:
    """A file, with a link for five minutes: to send it while it is pending, to fetch it once it is ready."""
    file = await files.file(tx, FileId(file_id))
    return await _linked(objects, tx, file)


async def _linked(objects: ObjectStore, tx: Tx, file: File) -> FileShown:
    return shown(
        file,
        upload=await files.upload_link(objects, tx, file),
        download=await files.download_link(objects, tx, file),
    )


router = Router("/v1/files", route_handlers=[begin_upload, complete_upload, read_file], tags=["files"])
