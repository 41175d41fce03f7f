"""The time machine: replay a version over past decisions, watch it, read what flips."""

import asyncio
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_202_ACCEPTED

from aftersales.claims.returns import service as returns
from aftersales.documents.files.model import XLSX
from aftersales.kernel import sheets
from aftersales.policy.model_decision import Outcome
from aftersales.policy.replays import service
from aftersales.policy.replays.model import Direction, FlipFilter, Replay
from aftersales.policy.replays.service import FLIPS, flip_records
from aftersales_api.deps import Cursor, InTx, Limit, Page, TheCall
from aftersales_api.policy.schemas import NamedFlip, ReplayWanted, named

PATH: Final = "/policy-replays/{replay_id:uuid}"

Clause = Annotated[str | None, QueryParameter(max_length=64, description="A clause that stood before or speaks now.")]


@post("/policies/{policy_id:uuid}/replays", operation_id="replay_policy", status_code=HTTP_202_ACCEPTED)
async def start_replay(tx: InTx, policy_id: FromPath[UUID], data: JSONBody[ReplayWanted]) -> Response[Replay]:
    """Decide the past again by a draft or a version: what flips, which way, for how much; watch `job_id`."""
    begun = await service.start(tx, policy_id, data.filter)
    return Response(begun, status_code=HTTP_202_ACCEPTED, headers={"Location": f"/v1/policy-replays/{begun.id}"})


@get("/policy-replays", operation_id="list_policy_replays")
async def list_replays(
    tx: InTx, policy_id: FromQuery[UUID | None] = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[Replay]:
    """Replays, newest first."""
    items, following = await service.listed(tx, policy_id, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get(PATH, operation_id="read_policy_replay")
async def read_replay(tx: InTx, replay_id: FromPath[UUID]) -> Replay:
    """One replay with its report so far."""
    return await service.replay(tx, replay_id)


@post(f"{PATH}/cancellation", operation_id="cancel_policy_replay", status_code=HTTP_200_OK)
async def cancel_replay(tx: InTx, replay_id: FromPath[UUID]) -> Replay:
    """Stop a replay that runs; what it has found stays readable."""
    return await service.cancel(tx, replay_id)


@get(f"{PATH}/flips", operation_id="list_policy_replay_flips")
async def list_flips(
    tx: InTx,
    replay_id: FromPath[UUID],
    direction: FromQuery[Direction | None] = None,
    before: FromQuery[Outcome | None] = None,
    after: FromQuery[Outcome | None] = None,
    clause: Clause = None,
    dealer_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[NamedFlip]:
    """The lines that would be decided otherwise, each with its decision and its return's number."""
    wanted = FlipFilter(direction=direction, before=before, after=after, clause=clause, dealer_id=dealer_id)
    items, following = await service.flips_of(tx, replay_id, wanted, limit=limit, cursor=cursor)
    names = await returns.names_of(tx, (one.subject_id for one in items))
    return Page(items=[named(NamedFlip, one, names) for one in items], next_cursor=following)


@get(f"{PATH}/flips.xlsx", operation_id="download_policy_replay_flips", media_type=XLSX)
async def download_flips(
    call: TheCall,
    replay_id: FromPath[UUID],
    direction: FromQuery[Direction | None] = None,
    before: FromQuery[Outcome | None] = None,
    after: FromQuery[Outcome | None] = None,
    clause: Clause = None,
    dealer_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """The same as a sheet, 50,000 lines at most."""
    wanted = FlipFilter(direction=direction, before=before, after=after, clause=clause, dealer_id=dealer_id)
    async with call.reading() as tx:
        flips = await service.sheet_of(tx, replay_id, wanted)
        names = await returns.names_of(tx, (one.subject_id for one in flips))
    called = {key: (one.number, one.dealer_name) for key, one in names.items()}
    content = await asyncio.to_thread(sheets.write_xlsx, FLIPS, flip_records(flips, called), language="both")
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{replay_id}.xlsx"'}
    )


router = Router(
    "/",
    route_handlers=[start_replay, list_replays, read_replay, cancel_replay, list_flips, download_flips],
    tags=["policies"],
)
