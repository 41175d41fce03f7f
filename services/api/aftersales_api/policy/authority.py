"""People beside the policy: rulings, goodwill, pre-authorisations; and decisions made again."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.claims.returns import service_rulings as returns
from aftersales.policy import service as policy
from aftersales.policy.goodwill import service as goodwill
from aftersales.policy.goodwill.model import Budget, Grant
from aftersales.policy.model_versions import Reproduction
from aftersales.policy.pre_authorisations import service as pre_authorisations
from aftersales.policy.pre_authorisations.model import Pre, PreState
from aftersales.policy.rulings import service as rulings
from aftersales.policy.rulings.model import RulingRow
from aftersales.units.model import UnitId
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.policy.schemas_authority import (
    AllowBeforehand,
    AskBeforehand,
    Because,
    GrantGoodwill,
    RefuseBeforehand,
    Rule,
    RulingList,
)

InState = Annotated[PreState | None, QueryParameter(name="state", description="Only those in this state.")]


@post("/policy-decisions/{decision_id:uuid}/rulings", operation_id="rule_decision", status_code=HTTP_201_CREATED)
async def rule(tx: InTx, decision_id: FromPath[UUID], data: JSONBody[Rule]) -> RulingRow:
    """Rule a line otherwise than coverage advises, within the authority that the policy gives; both are kept.

    The line of a return that is approved or refused, and not yet packed, stands or falls with it at once.
    """
    return await returns.rule(tx, decision_id, data.line, data.ruled, data.reason)


@get("/policy-decisions/{decision_id:uuid}/rulings", operation_id="list_rulings")
async def list_rulings(tx: InTx, decision_id: FromPath[UUID]) -> RulingList:
    """What people made of a decision, oldest first, each beside what was advised."""
    return RulingList(items=await rulings.rulings_of(tx, decision_id))


@get("/policy-decisions/{decision_id:uuid}/reproduction", operation_id="reproduce_decision")
async def reproduce(tx: InTx, decision_id: FromPath[UUID]) -> Reproduction:
    """Make a decision again from its version and its facts, and compare it byte by byte with the one that is kept."""
    return await policy.reproduction(tx, decision_id)


@post("/goodwill", operation_id="grant_goodwill", status_code=HTTP_201_CREATED)
async def grant_goodwill(tx: InTx, data: JSONBody[GrantGoodwill]) -> Grant:
    """Grant a line more than coverage gives, out of the budget of its clause."""
    return await goodwill.grant(tx, data.decision_id, data.line, data.code, data.amount, data.reason)


@get("/goodwill", operation_id="list_goodwill")
async def list_goodwill(
    tx: InTx, decision_id: FromQuery[UUID | None] = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[Grant]:
    """What was granted beyond coverage, newest first."""
    items, following = await goodwill.grants(tx, decision_id, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/goodwill/{grant_id:uuid}/reversal", operation_id="reverse_goodwill", status_code=HTTP_200_OK)
async def reverse_goodwill(tx: InTx, grant_id: FromPath[UUID], data: JSONBody[Because]) -> Grant:
    """Take a grant back; its amount is in the budget again."""
    return await goodwill.reverse(tx, grant_id, data.reason)


@get("/goodwill-budgets", operation_id="list_goodwill_budgets")
async def list_budgets(tx: InTx, limit: Limit = 50, cursor: Cursor = None) -> Page[Budget]:
    """The budgets that were drawn on, newest period first, and what is left of each."""
    items, following = await goodwill.budgets(tx, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


def _shown(pre: Pre, status: int = HTTP_200_OK) -> Response[Pre]:
    headers = {"ETag": etag(pre.version)}
    if status == HTTP_201_CREATED:
        headers["Location"] = f"/v1/pre-authorisations/{pre.id}"
    return Response(pre, status_code=status, headers=headers)


@post("/pre-authorisations", operation_id="ask_pre_authorisation", status_code=HTTP_201_CREATED)
async def ask_beforehand(tx: InTx, data: JSONBody[AskBeforehand]) -> Response[Pre]:
    """Ask whether parts of a unit may be replaced, before the work begins."""
    asked = await pre_authorisations.ask(tx, UnitId(data.unit_id), data.lines, data.reason)
    return _shown(asked, HTTP_201_CREATED)


@get("/pre-authorisations", operation_id="list_pre_authorisations")
async def list_beforehand(
    tx: InTx,
    in_state: InState = None,
    unit_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Pre]:
    """Pre-authorisations, newest first; a dealer's people see their own."""
    items, following = await pre_authorisations.listed(tx, in_state, unit_id, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/pre-authorisations/{pre_id:uuid}", operation_id="read_pre_authorisation")
async def read_beforehand(tx: InTx, pre_id: FromPath[UUID]) -> Response[Pre]:
    """One pre-authorisation."""
    return _shown(await pre_authorisations.one(tx, pre_id))


@post("/pre-authorisations/{pre_id:uuid}/grant", operation_id="grant_pre_authorisation", status_code=HTTP_200_OK)
async def allow_beforehand(
    tx: InTx, pre_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[AllowBeforehand]
) -> Response[Pre]:
    """Allow it, up to what was asked or less, until the clause's last day or earlier."""
    return _shown(
        await pre_authorisations.grant(
            tx, pre_id, expected_version, up_to=data.up_to, valid_until=data.valid_until, answer=data.answer
        )
    )


@post("/pre-authorisations/{pre_id:uuid}/refusal", operation_id="refuse_pre_authorisation", status_code=HTTP_200_OK)
async def refuse_beforehand(
    tx: InTx, pre_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[RefuseBeforehand]
) -> Response[Pre]:
    """Do not allow it, and say why."""
    return _shown(await pre_authorisations.refuse(tx, pre_id, expected_version, data.answer))


@post(
    "/pre-authorisations/{pre_id:uuid}/withdrawal", operation_id="withdraw_pre_authorisation", status_code=HTTP_200_OK
)
async def withdraw_beforehand(
    tx: InTx, pre_id: FromPath[UUID], expected_version: IfMatch, data: JSONBody[RefuseBeforehand]
) -> Response[Pre]:
    """Take it back before it is used: the dealer its request, the manufacturer its grant."""
    return _shown(await pre_authorisations.withdraw(tx, pre_id, expected_version, data.answer))


router = Router(
    "/",
    route_handlers=[
        rule,
        list_rulings,
        reproduce,
        grant_goodwill,
        list_goodwill,
        reverse_goodwill,
        list_budgets,
        ask_beforehand,
        list_beforehand,
        read_beforehand,
        allow_beforehand,
        refuse_beforehand,
        withdraw_beforehand,
    ],
    tags=["policies"],
)
