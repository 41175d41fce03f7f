"""Stopwatches: what runs out when, and pauses with a permitted reason."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from aftersales.policy.model import Subject
from aftersales.policy.stopwatches import service
from aftersales.policy.stopwatches.model import StopwatchShown, StopwatchState, Wanted
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.policy.schemas import Pause

InState = Annotated[StopwatchState | None, QueryParameter(name="state", description="Only those in this state.")]
Code = Annotated[str | None, QueryParameter(max_length=40, description="The policy's code of the time limit.")]


def _answer(shown: StopwatchShown) -> Response[StopwatchShown]:
    return Response(shown, headers={"ETag": etag(shown.version)})


@get("/stopwatches", operation_id="list_stopwatches")
async def list_stopwatches(
    tx: InTx,
    subject: FromQuery[Subject | None] = None,
    subject_id: FromQuery[UUID | None] = None,
    code: Code = None,
    in_state: InState = None,
    breached: FromQuery[bool | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StopwatchShown]:
    """Time limits and what they show now, those started last first."""
    wanted = Wanted(subject=subject, subject_id=subject_id, code=code, state=in_state, breached=breached)
    items, following = await service.listed(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/stopwatches/{stopwatch_id:uuid}", operation_id="read_stopwatch")
async def read_stopwatch(tx: InTx, stopwatch_id: FromPath[UUID]) -> Response[StopwatchShown]:
    """One time limit and what it shows now."""
    return _answer(await service.read(tx, stopwatch_id))


@post("/stopwatches/{stopwatch_id:uuid}/pause", operation_id="pause_stopwatch", status_code=HTTP_200_OK)
async def pause_stopwatch(
    tx: InTx,
    stopwatch_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Pause],
) -> Response[StopwatchShown]:
    """Stop the clock for a reason that the policy permits."""
    return _answer(await service.pause(tx, stopwatch_id, expected_version, data.reason))


@post("/stopwatches/{stopwatch_id:uuid}/resumption", operation_id="resume_stopwatch", status_code=HTTP_200_OK)
async def resume_stopwatch(
    tx: InTx,
    stopwatch_id: FromPath[UUID],
    expected_version: IfMatch,
) -> Response[StopwatchShown]:
    """Let the clock run again."""
    return _answer(await service.resume(tx, stopwatch_id, expected_version))


router = Router(
    "/",
    route_handlers=[list_stopwatches, read_stopwatch, pause_stopwatch, resume_stopwatch],
    tags=["stopwatches"],
)
