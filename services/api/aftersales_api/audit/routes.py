"""The audit trail: every fact of the tenant, as it was written when it happened."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.params import FromQuery, QueryParameter

from aftersales.platform import service
from aftersales.platform.model import FactFilter, FactRow
from aftersales_api.deps import Cursor, InTx, Limit, Page

Name = Annotated[str | None, QueryParameter(max_length=80, description="Only this fact, as `units.unit_registered`.")]
Since = Annotated[datetime | None, QueryParameter(description="At this instant or later.")]
Until = Annotated[datetime | None, QueryParameter(description="Before this instant.")]


def in_utc(instant: datetime | None) -> datetime | None:
    """An instant without a zone is meant in UTC."""
    return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant


@get("/facts", operation_id="list_facts")
async def list_facts(
    tx: InTx,
    *,
    subject_id: FromQuery[UUID | None] = None,
    name: Name = None,
    actor_id: FromQuery[UUID | None] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FactRow]:
    """List facts, newest first; with `subject_id` the story of one thing, oldest first."""
    wanted = FactFilter(subject_id=subject_id, name=name, actor_id=actor_id, since=in_utc(since), until=in_utc(until))
    items, following = await service.facts(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


router = Router("/v1", route_handlers=[list_facts], tags=["audit"])
