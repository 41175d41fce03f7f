"""Exports for a tenant's administrator, deletions for operators."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED

from aftersales.documents import keyring
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import OperatorTx
from aftersales.platform.model import JobState
from aftersales.tenancy.deletion import service as deletions
from aftersales.tenancy.deletion.model import Deletion, DeletionId
from aftersales.tenancy.exports import service as exports
from aftersales.tenancy.exports.model import CONTENT_TYPE, archive_key
from aftersales.tenancy.operators import service as operators
from aftersales_api.deps import Cursor, InOperatorTx, InTx, Limit, Page, TheObjects, etag
from aftersales_api.keeping.schemas import NAMES, ArchiveLink, AskDeletion, CancelDeletion, DeletionShown, Export, shown


@post("/tenant/exports", operation_id="start_tenant_export", status_code=HTTP_202_ACCEPTED)
async def start_export(tx: InTx) -> Response[Export]:
    """Have everything that is the brand's own put into one archive: every row, every file, signed."""
    job = await exports.ask(tx)
    headers = {"Location": f"/v1/tenant/exports/{job.id}"}
    return Response(Export(job=job, archive=None), status_code=HTTP_202_ACCEPTED, headers=headers)


@get("/tenant/exports/{job_id:uuid}", operation_id="read_tenant_export")
async def read_export(tx: InTx, objects: TheObjects, job_id: FromPath[UUID]) -> Export:
    """How far an export is; once it is done, the link to its archive, which is kept for seven days."""
    job = await exports.job_of(tx, job_id)
    if job.state is not JobState.DONE:
        return Export(job=job, archive=None)
    job = await exports.ready(tx, job_id)
    name = f"aftersales-{job.finished_at:%Y%m%d}.zip" if job.finished_at else "aftersales.zip"
    link = await objects.presign_get(archive_key(tx.tenant_id, job_id), name, CONTENT_TYPE)
    return Export(job=job, archive=ArchiveLink(url=link.url, expires_at=link.expires_at))


def _is_ours(deletion: Deletion) -> bool | None:
    if deletion.receipt is None or deletion.signature is None or deletion.key_id is None:
        return None
    return keyring.is_ours(deletion.key_id, bytes.fromhex(deletion.signature), deletion.receipt.encode())


async def _answers(tx: OperatorTx, found: Sequence[Deletion]) -> list[DeletionShown]:
    names = await operators.names_of(tx, (getattr(one, field) for one in found for field in NAMES))
    return [shown(one, names, is_signature_ours=_is_ours(one)) for one in found]


async def _tagged(tx: OperatorTx, deletion: Deletion, status: int = HTTP_200_OK) -> Response[DeletionShown]:
    headers = {"ETag": etag(deletion.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/operator/deletions/{deletion.id}"
    (answer,) = await _answers(tx, [deletion])
    return Response(answer, status_code=status, headers=headers)


@post(
    "/operator/tenants/{tenant_id:uuid}/deletions",
    operation_id="ask_for_tenant_deletion",
    status_code=HTTP_201_CREATED,
    security=[{"bearer": []}],
)
async def ask_for_deletion(
    operator_tx: InOperatorTx, tenant_id: FromPath[UUID], data: JSONBody[AskDeletion]
) -> Response[DeletionShown]:
    """Ask for the end of a tenant; nothing happens until another operator confirms it."""
    deletion = await deletions.ask(
        operator_tx, TenantId(tenant_id), code=data.code, reason=data.reason.strip(), delay_days=data.delay_days
    )
    return await _tagged(operator_tx, deletion, HTTP_201_CREATED)


@get("/operator/deletions", operation_id="list_tenant_deletions", security=[{"bearer": []}])
async def list_deletions(operator_tx: InOperatorTx, limit: Limit = 50, cursor: Cursor = None) -> Page[DeletionShown]:
    """List deletions, newest first, with the receipts of those that are done."""
    items, following = await deletions.listed(operator_tx, limit=limit, cursor=cursor)
    return Page(items=await _answers(operator_tx, items), next_cursor=following)


@get("/operator/deletions/{deletion_id:uuid}", operation_id="read_tenant_deletion", security=[{"bearer": []}])
async def read_deletion(operator_tx: InOperatorTx, deletion_id: FromPath[UUID]) -> Response[DeletionShown]:
    """One deletion; once it is done, with its signed receipt."""
    return await _tagged(operator_tx, await deletions.read(operator_tx, DeletionId(deletion_id)))


@post(
    "/operator/deletions/{deletion_id:uuid}/confirmation",
    operation_id="confirm_tenant_deletion",
    status_code=HTTP_200_OK,
    security=[{"bearer": []}],
)
async def confirm_deletion(operator_tx: InOperatorTx, deletion_id: FromPath[UUID]) -> Response[DeletionShown]:
    """Agree, as another operator: the tenant is suspended now and erased when its days have passed."""
    return await _tagged(operator_tx, await deletions.confirm(operator_tx, DeletionId(deletion_id)))


@post(
    "/operator/deletions/{deletion_id:uuid}/cancellation",
    operation_id="cancel_tenant_deletion",
    status_code=HTTP_200_OK,
    security=[{"bearer": []}],
)
async def cancel_deletion(
    operator_tx: InOperatorTx, deletion_id: FromPath[UUID], data: JSONBody[CancelDeletion]
) -> Response[DeletionShown]:
    """Let the tenant stay; it is let in again by ending its suspension."""
    return await _tagged(operator_tx, await deletions.cancel(operator_tx, DeletionId(deletion_id), data.reason.strip()))


router = Router(
    "/v1",
    route_handlers=[
        start_export,
        read_export,
        ask_for_deletion,
        list_deletions,
        read_deletion,
        confirm_deletion,
        cancel_deletion,
    ],
    tags=["keeping"],
)
