"""Statutes as they are on record, and the rights of a unit's customer on one day."""

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from aftersales.kernel.access import Permission
from aftersales.policy.statutes import service
from aftersales.policy.statutes.model import Statute
from aftersales.policy.statutes.model_answer import RightsAnswer
from aftersales.policy.statutes.model_facts import RightsFacts
from aftersales_api.deps import TheCaller
from aftersales_api.rights.schemas import StatuteList, StatuteSummary


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
async def compute_rights(caller: TheCaller, data: JSONBody[RightsFacts]) -> RightsAnswer:
    """What a customer may choose now, what ripens when, and by which article; nothing is kept."""
    return service.rights(caller.actor, data)


router = Router("/v1", route_handlers=[list_statutes, read_statute, compute_rights], tags=["policies"])
