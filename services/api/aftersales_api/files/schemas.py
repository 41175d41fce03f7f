"""Requests and answers of files."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.documents.files.model import File, FileId, FileState, Finding, Purpose
from aftersales.documents.gateway import Link
from aftersales_api.deps import Body

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Upload(Body, frozen=True, kw_only=True):
    """A file that is about to be sent: what for, what it is called, its type and exact length in bytes.

    `return_id` names the return under way that it is for: such a file is taken also when the plan's bytes are used up.
    """

    purpose: Purpose
    name: Annotated[str, Meta(min_length=1, max_length=400)]
    content_type: Annotated[str, Meta(min_length=3, max_length=100)]
    length: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    sha256: Sha256 | None = None
    return_id: UUID | None = None


class FileShown(Struct, frozen=True, kw_only=True):
    """A file with a fresh link to send it while it is pending, or to fetch it once it is ready."""

    id: FileId
    purpose: Purpose
    name: str
    content_type: str
    length: int
    sha256: str | None
    width: int | None
    height: int | None
    state: FileState
    refusal: Finding | None
    uploaded_by: UUID
    subject_kind: str | None
    subject_id: UUID | None
    created_at: datetime
    upload: Link | None = None
    download: Link | None = None


def shown(file: File, *, upload: Link | None = None, download: Link | None = None) -> FileShown:
    """A file as the API shows it."""
    return FileShown(
        id=file.id,
        purpose=file.purpose,
        name=file.name,
        content_type=file.content_type,
        length=file.length,
        sha256=file.sha256,
        width=file.width,
        height=file.height,
        state=file.state,
        refusal=file.refusal,
        uploaded_by=file.uploaded_by,
        subject_kind=file.subject_kind,
        subject_id=file.subject_id,
        created_at=file.created_at,
        upload=upload,
        download=download,
    )
