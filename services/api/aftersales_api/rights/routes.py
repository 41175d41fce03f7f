"""Statutes as they are on record, and the rights of a unit's customer on one day."""

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from aftersales.kernel.access import Permission
from aftersales.policy.entitlement import service as entitlement
from aftersales.policy.entitlement.model import EntitlementAnswer
from aftersales.policy.statutes import service
from aftersales.policy.statutes.model import Statute
from aftersales.policy.statutes.model_answer import RightsAnswer
from aftersales.units.model import UnitId
from aftersales_api.deps import InTx, TheCaller
from aftersales_api.rights.schemas import AskEntitlement, AskRights, StatuteList, StatuteSummary


@get("/statutes", operation_id="list_statutes")
async def list_statutes(caller: TheCaller) -> StatuteList:
    """The statutes on record, repealed ones included."""
    caller.actor.require(Permission.UNITS_READ)
    return StatuteList(items=[StatuteSummary.of(one) for one in service.statutes()])


@get("/statutes/{code:str}", operation_id="read_statute")
async def read_statute(caller: TheCaller, code: FromPath[str]) -> Statute:
    """One statute with each of its figures, article and confidence."""
    caller.actor.require(Permission.UNITS_READ)
    return service.statute(code)


@post("/rights", operation_id="compute_rights", status_code=HTTP_200_OK)
async def compute_rights(tx: InTx, data: JSONBody[AskRights]) -> RightsAnswer:
    """What a customer may choose now, what ripens when, and by which clause; of a unit on record, from its record."""
    if data.unit_id is None:
        return service.rights(tx.actor, data.facts())
    return await entitlement.rights(tx, UnitId(data.unit_id), data.of_record())


@post("/entitlements", operation_id="compute_entitlement", status_code=HTTP_200_OK)
async def compute_entitlement(tx: InTx, data: JSONBody[AskEntitlement]) -> EntitlementAnswer:
    """What a unit on record is entitled to: each cost with its clause, counters, fees, and what is missing."""
    return await entitlement.entitlement(tx, UnitId(data.unit_id), data.asked())


router = Router(
    "/v1",
    route_handlers=[list_statutes, read_statute, compute_rights, compute_entitlement],
    tags=["policies"],
)
