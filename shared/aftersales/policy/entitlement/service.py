"""Use cases of entitlement: what a unit on record is entitled to, and its ladder of rights."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from aftersales.catalog import service as catalog
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.entitlement.model import EntitlementAnswer
from aftersales.policy.entitlement.rules import entitlement_on, law_facts, rights_on
from aftersales.policy.entitlement.rules_record import cards_of, facts_of, readings_of, repairs_of, stops_of
from aftersales.policy.model_decision import LineFacts, UnitFacts
from aftersales.policy.model_terms import FaultCause
from aftersales.policy.statutes.model_answer import RightsAnswer
from aftersales.policy.statutes.model_facts import Fault
from aftersales.tenancy import service as tenancy
from aftersales.units import service as units
from aftersales.units.model import UnitId
from aftersales.units.record import service as record

__all__ = [
    "Asked",
    "AskedRights",
    "cards_of",
    "entitlement",
    "readings_of",
    "repairs_of",
    "rights",
    "stops_of",
    "unit_facts",
]


class Asked(Struct, frozen=True, kw_only=True):
    """Which part of a unit, for which fault, on which day; the more is known, the more can be said."""

    on: date | None = None
    part_number: str | None = None
    part_category: str | None = None
    fault_code: str | None = None
    cause: FaultCause | None = None


class AskedRights(Struct, frozen=True, kw_only=True):
    """What a unit's record cannot know: the fault of today, when the customer asked, what was agreed."""

    on: date | None = None
    fault: Fault | None = None
    requested_on: date | None = None
    is_durable: bool | None = None
    has_state_rule: bool | None = None
    has_agreement: bool | None = None


async def unit_facts(tx: Tx, unit_id: UnitId) -> UnitFacts:
    """All that is known of a unit that the caller may see."""
    unit = await units.unit(tx, unit_id)
    kept = await record.record(tx, unit_id)
    model = (await catalog.models_by_ids(tx, {unit.model_id}))[unit.model_id]
    known = await tenancy.organisations_by_ids(tx, {unit.dealer_id, model.factory_id})
    return facts_of(
        unit,
        kept,
        model=model.code,
        category=model.category,
        factory=known[model.factory_id].code if model.factory_id in known else None,
        dealer=known[unit.dealer_id].code,
    )


def _today(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


async def entitlement(tx: Tx, unit_id: UnitId, asked: Asked) -> EntitlementAnswer:
    """What a unit on record is entitled to for a part and a fault, under the policy in force."""
    tx.actor.require(Permission.UNITS_READ)
    in_force = await policy.in_force(tx)
    unit = await unit_facts(tx, unit_id)
    category = asked.part_category
    if asked.part_number is not None:
        parts = await catalog.parts_by_numbers(tx, [asked.part_number])
        if asked.part_number not in parts:
            raise NotFound(f"part {asked.part_number}", f"零件 {asked.part_number}")
        category = parts[asked.part_number].category
    line = LineFacts(
        line="1",
        unit=unit,
        part_number=asked.part_number,
        part_category=category,
        fault_code=asked.fault_code,
        cause=asked.cause,
    )
    on = asked.on or _today(tx.now, in_force.document.time_zone)
    return entitlement_on(in_force.compiled, in_force.label, line, on, tx.now)


async def rights(tx: Tx, unit_id: UnitId, asked: AskedRights) -> RightsAnswer:
    """The ladder of rights of a unit on record: the law's under the name that the policy gives it, and the brand's."""
    tx.actor.require(Permission.UNITS_READ)
    in_force = await policy.in_force(tx)
    unit = await unit_facts(tx, unit_id)
    fault = asked.fault
    line = LineFacts(
        line="1",
        unit=unit,
        part_category=fault.component if fault else None,
        fault_code=fault.identity if fault else None,
    )
    on = asked.on or _today(tx.now, in_force.document.time_zone)
    facts = law_facts(in_force.compiled, line, on, fault)
    if facts is not None:
        facts = replace(
            facts,
            requested_on=asked.requested_on,
            is_durable=asked.is_durable,
            has_state_rule=asked.has_state_rule,
            has_agreement=asked.has_agreement,
        )
    return rights_on(in_force.compiled, line, on, facts)
