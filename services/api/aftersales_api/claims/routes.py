"""Returns, shipments and tasks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.claims.handling import service as handling
from aftersales.claims.packing import service as packing
from aftersales.claims.returns import service as returns
from aftersales.claims.returns import service_answers as answers
from aftersales.claims.returns.model import Return, ReturnId, ReturnState, Shipment, Wanted
from aftersales.claims.returns.service import Shown
from aftersales.claims.tasks import service as tasks
from aftersales.claims.tasks.model import Task, TaskId, TaskState
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.policy.approvals.model import Verdict
from aftersales_api.claims.schemas import (
    AskVerdict,
    Because,
    CorrectReturn,
    Decide,
    Dispose,
    FileReturn,
    FinishTask,
    Inspect,
    Pack,
    Receive,
    ReturnShown,
    Ship,
    VerdictShown,
)
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag

Text = Annotated[
    str | None,
    QueryParameter(max_length=64, description="The number of a return, a serial or a waybill, whole; in either case."),
]

InState = Annotated[ReturnState | None, QueryParameter(name="state", description="Only returns in this state.")]
TaskInState = Annotated[TaskState | None, QueryParameter(name="state", description="Only tasks in this state.")]


def _answer(shown: Shown, status: int = HTTP_200_OK) -> Response[ReturnShown]:
    summary, lines = shown
    body = ReturnShown(
        summary=summary,
        lines=lines,
        discrepancies=handling.discrepancies(lines, summary.extras),
    )
    headers = {"ETag": etag(summary.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/returns/{summary.id}"
    return Response(body, status_code=status, headers=headers)


@post("/return-verdicts", operation_id="ask_verdict", status_code=HTTP_200_OK)
async def ask_verdict(tx: InTx, data: JSONBody[AskVerdict]) -> VerdictShown:
    """What the policy in force says of lines, by which clause; nothing is filed."""
    asked = await returns.verdict(tx, data.lines, data.pre_authorisation_id)
    decision = asked.decision
    return VerdictShown(
        policy_version_id=asked.policy.version_id,
        policy=asked.policy.label,
        lines=decision.lines,
        amount=Money(decision.amount, asked.policy.document.currency),
        route=decision.route,
        steps=decision.steps,
        is_complete=decision.is_complete,
    )


@post("/returns", operation_id="file_return", status_code=HTTP_201_CREATED)
async def file_return(tx: InTx, data: JSONBody[FileReturn]) -> Response[ReturnShown]:
    """File a return; the policy decides each line at once."""
    filed = await returns.file(
        tx,
        data.lines,
        refused_lines=data.refused_lines,
        packing=data.packing,
        pre_authorisation_id=data.pre_authorisation_id,
    )
    return _answer(filed, HTTP_201_CREATED)


@get("/returns", operation_id="list_returns")
async def list_returns(
    tx: InTx,
    in_state: InState = None,
    dealer_id: FromQuery[UUID | None] = None,
    factory_id: FromQuery[UUID | None] = None,
    text: Text = None,
    filed_from: FromQuery[datetime | None] = None,
    filed_to: FromQuery[datetime | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Return]:
    """The returns that the caller may see, newest first."""
    wanted = Wanted(
        state=in_state,
        dealer_id=OrganisationId(dealer_id) if dealer_id else None,
        factory_id=OrganisationId(factory_id) if factory_id else None,
        text=text,
        filed_from=filed_from,
        filed_to=filed_to,
    )
    items, following = await returns.listed(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/returns/{return_id:uuid}", operation_id="read_return")
async def read_return(tx: InTx, return_id: FromPath[UUID]) -> Response[ReturnShown]:
    """One return with its lines."""
    return _answer(await returns.read(tx, ReturnId(return_id)))


@post("/returns/{return_id:uuid}/decision", operation_id="decide_return", status_code=HTTP_200_OK)
async def decide_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Decide],
) -> Response[ReturnShown]:
    """Approve or refuse a return that the policy leaves open, with one signature."""
    verdict = Verdict(answer=data.answer, reason=data.reason, fields=data.fields)
    return _answer(await answers.decide(tx, ReturnId(return_id), expected_version, verdict, data.refused_lines))


@post("/returns/{return_id:uuid}/sending-back", operation_id="send_back_return", status_code=HTTP_200_OK)
async def send_back_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Because],
) -> Response[ReturnShown]:
    """Send a return back to its dealer for correction."""
    return _answer(await answers.send_back(tx, ReturnId(return_id), expected_version, data.reason))


@put("/returns/{return_id:uuid}/lines", operation_id="correct_return")
async def correct_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[CorrectReturn],
) -> Response[ReturnShown]:
    """Correct a return that was sent back; it is decided anew."""
    corrected = await returns.correct(
        tx,
        ReturnId(return_id),
        expected_version,
        data.lines,
        refused_lines=data.refused_lines,
    )
    return _answer(corrected)


@post("/returns/{return_id:uuid}/appeal", operation_id="appeal_return", status_code=HTTP_200_OK)
async def appeal_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Because],
) -> Response[ReturnShown]:
    """Appeal a refusal, once and in time."""
    return _answer(await answers.appeal(tx, ReturnId(return_id), expected_version, data.reason))


@post("/returns/{return_id:uuid}/cancellation", operation_id="cancel_return", status_code=HTTP_200_OK)
async def cancel_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Because],
) -> Response[ReturnShown]:
    """Take a return back before it is shipped."""
    return _answer(await answers.cancel(tx, ReturnId(return_id), expected_version, data.reason))


@post("/returns/{return_id:uuid}/packing", operation_id="pack_return", status_code=HTTP_200_OK)
async def pack_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Pack],
) -> Response[ReturnShown]:
    """Fill in the packing list and the transport form; their PDFs follow."""
    return _answer(await packing.pack(tx, ReturnId(return_id), expected_version, data.packing))


@post("/returns/{return_id:uuid}/unpacking", operation_id="unpack_return", status_code=HTTP_200_OK)
async def unpack_return(tx: InTx, return_id: FromPath[UUID], expected_version: IfMatch) -> Response[ReturnShown]:
    """Undo packing."""
    return _answer(await packing.unpack(tx, ReturnId(return_id), expected_version))


@post("/shipments", operation_id="ship_returns", status_code=HTTP_201_CREATED)
async def ship_returns(tx: InTx, data: JSONBody[Ship]) -> Shipment:
    """Send packed returns to their factory under one waybill, which the dealer keeps."""
    sent = [packing.Sending(return_id=ReturnId(one.id), version=one.version) for one in data.returns]
    return await packing.ship(tx, sent, carrier=data.carrier, waybill=data.waybill, shipped_on=data.shipped_on)


@post("/returns/{return_id:uuid}/receipt", operation_id="receive_return", status_code=HTTP_200_OK)
async def receive_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Receive],
) -> Response[ReturnShown]:
    """Write down what arrived; differences are named by line and the dealer is to be phoned."""
    received = await handling.receive(tx, ReturnId(return_id), expected_version, data.lines, data.extras)
    return _answer(received)


@post("/returns/{return_id:uuid}/inspection", operation_id="inspect_return", status_code=HTTP_200_OK)
async def inspect_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Inspect],
) -> Response[ReturnShown]:
    """Write the finding of every line in hand."""
    return _answer(await handling.inspect(tx, ReturnId(return_id), expected_version, data.lines))


@post("/returns/{return_id:uuid}/disposition", operation_id="dispose_return", status_code=HTTP_200_OK)
async def dispose_return(
    tx: InTx,
    return_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[Dispose],
) -> Response[ReturnShown]:
    """Say what becomes of every line in hand."""
    return _answer(await handling.dispose(tx, ReturnId(return_id), expected_version, data.lines))


@post("/returns/{return_id:uuid}/settlement", operation_id="settle_return", status_code=HTTP_200_OK)
async def settle_return(tx: InTx, return_id: FromPath[UUID], expected_version: IfMatch) -> Response[ReturnShown]:
    """Carry the dispositions out, once."""
    return _answer(await handling.settle(tx, ReturnId(return_id), expected_version))


@post("/returns/{return_id:uuid}/closure", operation_id="close_return", status_code=HTTP_200_OK)
async def close_return(tx: InTx, return_id: FromPath[UUID], expected_version: IfMatch) -> Response[ReturnShown]:
    """End a settled return whose tasks are done."""
    return _answer(await handling.close(tx, ReturnId(return_id), expected_version))


@get("/tasks", operation_id="list_tasks")
async def list_tasks(
    tx: InTx,
    in_state: TaskInState = None,
    return_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Task]:
    """What people still have to do, oldest first."""
    wanted = ReturnId(return_id) if return_id else None
    items, following = await tasks.listed(tx, state=in_state, return_id=wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/tasks/{task_id:uuid}/completion", operation_id="finish_task", status_code=HTTP_200_OK)
async def finish_task(
    tx: InTx,
    task_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[FinishTask],
) -> Response[Task]:
    """Write down that a task was done and what was said."""
    done = await tasks.finish_call(tx, TaskId(task_id), expected_version, data.note)
    return Response(done, headers={"ETag": etag(done.version)})


router = Router(
    "/v1",
    route_handlers=[
        ask_verdict,
        file_return,
        list_returns,
        read_return,
        decide_return,
        send_back_return,
        correct_return,
        appeal_return,
        cancel_return,
        pack_return,
        unpack_return,
        ship_returns,
        receive_return,
        inspect_return,
        dispose_return,
        settle_return,
        close_return,
        list_tasks,
        finish_task,
    ],
    tags=["returns"],
)
