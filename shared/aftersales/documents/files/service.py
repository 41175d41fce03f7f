"""Use cases of files: begin an upload, check what came, attach it, fetch it."""

import hashlib
from collections.abc import Sequence
from functools import partial
from uuid import UUID

import msgspec

from aftersales.documents.files import rules, store
from aftersales.documents.files.errors import (
    FileAltered,
    FileNotReady,
    FileNotUploaded,
    FilePurposeWrong,
    FileTaken,
)
from aftersales.documents.files.events import FileExpired, FileRefused, FileStored
from aftersales.documents.files.model import (
    LIMITS,
    SERVED_AS,
    UNFINISHED_LASTS,
    File,
    FileId,
    FileState,
    Finding,
    Inspection,
    Purpose,
    StoredFile,
)
from aftersales.documents.gateway import Link, ObjectMissing, ObjectStore, ObjectTooLarge, upload_key
from aftersales.kernel.access import Actor, ActorKind
from aftersales.kernel.errors import NotFound, Refusal
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform

EXPIRE = "documents.expire_upload"
"""The timer that throws an unfinished upload away."""


class UploadRef(msgspec.Struct, frozen=True):
    """The payload of that timer."""

    file_id: FileId


async def begin_upload(
    tx: Tx,
    *,
    purpose: Purpose,
    name: str,
    content_type: str,
    length: int,
    sha256: str | None = None,
) -> File:
    """Announce a file that its owner is about to send to the object store."""
    limits = rules.limits_of(purpose, tx.actor)
    rules.check_declared(limits, content_type, length)
    file = File(
        id=FileId(new_id()),
        purpose=purpose,
        name=rules.clean_name(name, content_type),
        content_type=content_type,
        length=length,
        sha256=sha256,
        width=None,
        height=None,
        state=FileState.PENDING,
        refusal=None,
        uploaded_by=tx.actor.id,
        dealer_id=tx.dealer_id,
        subject_kind=None,
        subject_id=None,
        created_at=tx.now,
        version=1,
    )
    await store.add(tx, file)
    await platform.set_timer(tx, EXPIRE, file.id, tx.now + UNFINISHED_LASTS, payload=UploadRef(file.id))
    return file


async def upload_link(objects: ObjectStore, tx: Tx, file: File) -> Link | None:
    """Where its owner sends the bytes of a pending file: once, of the declared length and type."""
    if file.state is not FileState.PENDING or file.uploaded_by != tx.actor.id:
        return None
    return await objects.presign_put(upload_key(tx.tenant_id, file.id), file.content_type, file.length)


async def download_link(objects: ObjectStore, tx: Tx, file: File) -> Link | None:
    """Where a ready file is fetched: always as an attachment, never as a type that a browser would run."""
    if file.state is not FileState.READY:
        return None
    served = file.content_type if file.content_type in SERVED_AS else "application/octet-stream"
    return await objects.presign_get(upload_key(tx.tenant_id, file.id), file.name, served)


async def upload_of(tx: Tx, file_id: FileId) -> File:
    """The caller's own upload; another's is not theirs to complete."""
    file = await store.file(tx, file_id)
    if file.uploaded_by != tx.actor.id:
        raise NotFound("file", "文件")
    return file


async def inspect(objects: ObjectStore, tenant_id: TenantId, file: File) -> Inspection | None:
    """Read what was sent and compare it with what was declared, outside any transaction; None if nothing came."""
    if file.state is not FileState.PENDING:
        return None
    try:
        return await objects.read(
            upload_key(tenant_id, file.id),
            partial(rules.inspect, declared=file),
            most=LIMITS[file.purpose].bytes,
        )
    except ObjectMissing:
        return None
    except ObjectTooLarge:
        return Finding("file_length_differs", "内容超出允许的大小。", "The content is larger than allowed.")


async def complete_upload(tx: Tx, file_id: FileId, inspection: Inspection | None) -> File:
    """Take a file in, or refuse it for what the inspection found; completing it again changes nothing."""
    file = await store.file_for_update(tx, file_id)
    if file.state in {FileState.READY, FileState.REFUSED}:
        return file
    if file.state is FileState.EXPIRED:
        raise FileNotReady(state=file.state.value)
    if inspection is None:
        raise FileNotUploaded

    if isinstance(inspection, Finding):
        return await _refuse(tx, file, inspection)
    checked = msgspec.structs.replace(
        file,
        state=FileState.READY,
        version=file.version + 1,
        sha256=inspection.sha256,
        width=inspection.width,
        height=inspection.height,
    )
    await store.save(tx, checked)
    await platform.cancel_timer(tx, EXPIRE, file.id)
    tx.emit(
        FileStored(
            file_id=file.id,
            purpose=file.purpose,
            content_type=file.content_type,
            bytes=file.length,
            sha256=inspection.sha256,
            dealer_id=file.dealer_id,
        ),
    )
    return checked


async def _refuse(tx: Tx, file: File, finding: Finding) -> File:
    refused = msgspec.structs.replace(file, state=FileState.REFUSED, refusal=finding, version=file.version + 1)
    await store.save(tx, refused)
    tx.emit(FileRefused(file_id=file.id, purpose=file.purpose, code=finding.code, dealer_id=file.dealer_id))
    return refused


async def expire_upload(tx: Tx, file_id: FileId) -> bool:
    """End a pending upload that nobody completed; whether its bytes may be thrown away."""
    file = await store.file_for_update(tx, file_id)
    if file.state is FileState.PENDING:
        expired = msgspec.structs.replace(file, state=FileState.EXPIRED, version=file.version + 1)
        await store.save(tx, expired)
        tx.emit(FileExpired(file_id=file.id, purpose=file.purpose, dealer_id=file.dealer_id))
    return file.state is not FileState.READY


async def file(tx: Tx, file_id: FileId) -> File:
    """One file that the caller may see."""
    found = await store.file(tx, file_id)
    if not rules.may_read(tx.actor, found):
        raise NotFound("file", "文件")
    return found


async def files(tx: Tx, file_ids: Sequence[FileId]) -> list[File]:
    """Several files that the caller may see, in the order asked; one that is missing refuses them all."""
    found = await store.some(tx, file_ids) if file_ids else {}
    for file_id in file_ids:
        if file_id not in found or not rules.may_read(tx.actor, found[file_id]):
            raise NotFound("file", "文件")
    return [found[file_id] for file_id in file_ids]


async def files_of(tx: Tx, subject_kind: str, subject_id: UUID) -> list[File]:
    """What is attached to one thing; whoever may see the thing may see these."""
    return await store.of_subject(tx, subject_kind, subject_id)


async def claim_files(
    tx: Tx,
    file_ids: Sequence[FileId],
    *,
    subject_kind: str,
    subject_id: UUID,
    dealer_id: OrganisationId | None = None,
    purposes: frozenset[Purpose] = frozenset({Purpose.PHOTO, Purpose.PROOF}),
    pointer: str = "/file_ids",
) -> list[File]:
    """Attach the caller's ready files to one thing; `dealer_id` lets the dealer that it concerns see them.

    Claiming a file for the same thing again changes nothing; `pointer` is where the request names the files.
    """
    if not file_ids:
        return []
    found = await store.some_for_update(tx, file_ids)
    for index, file_id in enumerate(file_ids):
        refusal = _objection(tx.actor, found.get(file_id), (subject_kind, subject_id), purposes, f"{pointer}/{index}")
        if refusal is not None:
            raise refusal
    store.attach(tx, file_ids, subject_kind, subject_id, dealer_id)
    return [found[file_id] for file_id in file_ids]


def _objection(
    actor: Actor,
    file: File | None,
    subject: tuple[str, UUID],
    purposes: frozenset[Purpose],
    pointer: str,
) -> Refusal | None:
    if file is None or not _is_callers(actor, file):
        return NotFound("file", "文件", pointer=pointer)
    if file.state is not FileState.READY:
        return FileNotReady(state=file.state.value, pointer=pointer)
    if file.purpose not in purposes:
        return FilePurposeWrong(purpose=file.purpose.value, pointer=pointer)
    if file.subject_id is not None and (file.subject_kind, file.subject_id) != subject:
        return FileTaken(pointer=pointer)
    return None


def _is_callers(actor: Actor, file: File) -> bool:
    colleague = file.dealer_id is not None and file.dealer_id == actor.dealer_id
    return file.uploaded_by == actor.id or colleague or actor.kind is ActorKind.WORKER


async def read_file(tx: Tx, file_id: FileId, *, purpose: Purpose | None = None) -> StoredFile:
    """What is needed to fetch a ready file's bytes once the transaction has ended."""
    found = await file(tx, file_id)
    if purpose not in {None, found.purpose}:
        raise FilePurposeWrong(purpose=found.purpose.value, pointer="/file_id")
    if found.state is not FileState.READY or found.sha256 is None:
        raise FileNotReady(state=found.state.value, pointer="/file_id")
    return StoredFile(
        id=found.id,
        key=upload_key(tx.tenant_id, found.id),
        name=found.name,
        content_type=found.content_type,
        length=found.length,
        sha256=found.sha256,
    )


async def fetch(objects: ObjectStore, stored: StoredFile) -> bytes:
    """The bytes of a ready file, proven to be those that were checked."""
    content = await objects.get(stored.key, most=stored.length)
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileAltered(stored.key)
    return content
