"""Requests and answers of exports and deletions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.platform.model import Job
from aftersales.tenancy.deletion.model import DAYS, Deletion, DeletionId, DeletionState
from aftersales_api.deps import Body

Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]


class ArchiveLink(Struct, frozen=True, kw_only=True):
    """Where an archive is fetched: this address, for five minutes."""

    url: str
    expires_at: datetime


class Export(Struct, frozen=True, kw_only=True):
    """An export: its job, and once that is done the link to the archive."""

    job: Job
    archive: ArchiveLink | None


class AskDeletion(Body, frozen=True, kw_only=True):
    """The end of a tenant: its code typed once more, why, and how many days it may change its mind."""

    code: Annotated[str, Meta(min_length=3, max_length=40)]
    reason: Reason
    delay_days: Annotated[int, Meta(ge=0, le=365)] = DAYS


class CancelDeletion(Body, frozen=True, kw_only=True):
    """Why a tenant stays after all."""

    reason: Reason


class DeletionShown(Struct, frozen=True, kw_only=True):
    """A deletion; `receipt` is the signed text as it was signed, `signature` its Ed25519 signature in hex."""

    id: DeletionId
    tenant_id: UUID
    code: str
    name: str
    reason: str
    state: DeletionState
    delay_days: int
    asked_by: UUID
    asked_by_name: str | None
    asked_at: datetime
    confirmed_by: UUID | None
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    due_at: datetime | None
    cancelled_by: UUID | None
    cancelled_by_name: str | None
    cancelled_at: datetime | None
    erased: dict[str, int]
    receipt: str | None
    signature: str | None
    key_id: int | None
    is_signature_ours: bool | None
    finished_at: datetime | None


NAMES: Final = ("asked_by", "confirmed_by", "cancelled_by")
"""Operators that a deletion knows by id, shown by name too."""


def shown(deletion: Deletion, names: Mapping[UUID, str], *, is_signature_ours: bool | None) -> DeletionShown:
    """A deletion as operators read it."""
    fields = {name: getattr(deletion, name) for name in DeletionShown.__struct_fields__ if hasattr(deletion, name)}
    return DeletionShown(
        **fields,
        asked_by_name=names.get(deletion.asked_by),
        confirmed_by_name=names.get(deletion.confirmed_by) if deletion.confirmed_by else None,
        cancelled_by_name=names.get(deletion.cancelled_by) if deletion.cancelled_by else None,
        is_signature_ours=is_signature_ours,
    )
